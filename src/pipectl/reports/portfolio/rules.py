"""Compute each open deal's share, the concentration, and coverage without the largest."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.reports.coverage.rules import Coverage, quotient, required, verdict, worth
from pipectl.reports.rules import OpenOpportunity


class OpportunityShare(NamedTuple):
    """An open deal and its share of the open amount, in percent; None without amounts."""

    item: OpenOpportunity
    share: Fraction | None


class Concentration(NamedTuple):
    """The concentration of the open amount; shares in percent.

    `herfindahl` is the sum of the squared shares, from 1/n to 1 (O. C. Herfindahl, Concentration in
    the Steel Industry, 1950; A. O. Hirschman, National Power and the Structure of Foreign Trade,
    1945). `as_good_as` is 1 / that: the number of equal deals with the same concentration.
    """

    largest: Fraction
    top_three: Fraction
    herfindahl: Fraction
    as_good_as: Fraction


class WithoutLargest(NamedTuple):
    """Coverage if the largest counted deal slips out of the period."""

    largest: OpenOpportunity
    open_minor: int
    ratio: Fraction | None
    required: Fraction | None
    verdict: str


def holdings(items: Sequence[OpenOpportunity]) -> list[OpportunityShare]:
    """Return each deal with its share, the largest first; those without an amount last."""
    whole = sum(item.amount_minor or 0 for item in items)
    ordered = sorted(items, key=lambda i: (i.amount_minor is None, -(i.amount_minor or 0), i.id))
    return [
        OpportunityShare(item, Fraction(100 * (item.amount_minor or 0), whole) if whole else None)
        for item in ordered
    ]


def concentration(items: Sequence[OpenOpportunity]) -> Concentration | None:
    """Return how concentrated the open amount is; None if there is none."""
    amounts = sorted((item.amount_minor or 0 for item in items), reverse=True)
    whole = sum(amounts)
    if not whole:
        return None
    herfindahl = Fraction(sum(minor * minor for minor in amounts), whole * whole)
    return Concentration(
        largest=Fraction(100 * amounts[0], whole),
        top_three=Fraction(100 * sum(amounts[:3]), whole),
        herfindahl=herfindahl,
        as_good_as=1 / herfindahl,
    )


def without_largest(found: Coverage) -> WithoutLargest | None:
    """Return coverage without the largest deal; None if no open deal counts."""
    if not found.open_minor:
        return None
    largest = max(found.counted, key=lambda item: (item.amount_minor or 0, -item.id))
    chances = {each.stage.id: each.chance for each in found.stages}
    left = found.open_minor - (largest.amount_minor or 0)
    left_yield = found.yield_minor - worth(largest, chances[largest.stage_id])
    ratio = Fraction(left, found.remaining_minor) if found.remaining_minor else None
    needed = required(
        found.win_rate,
        found.requirement.setting,
        is_open=left > 0,
        quotient=quotient(left, left_yield),
    ).ratio
    said = verdict(found.quota_minor, found.remaining_minor, ratio, needed)
    return WithoutLargest(largest, left, ratio, needed, said)
