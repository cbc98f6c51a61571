"""Rank open deals by their chance of being won within some days."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.reports.rules import OpenOpportunity


class Chance(NamedTuple):
    """An open deal, and its chance of being won within the days, in percent."""

    item: OpenOpportunity
    chance: Fraction
    has_passed: bool  # its expected date lies before today

    @property
    def chance_bp(self) -> int:
        """The chance in basis points."""
        return round(100 * self.chance)

    @property
    def expected_minor(self) -> int:
        """The expected amount: amount x chance."""
        return weighted_minor(self.item.amount_minor or 0, self.chance_bp)


def closing(
    items: Sequence[OpenOpportunity], *, today: date, chances: Mapping[int, Fraction]
) -> list[Chance]:
    """Return every open deal, the likeliest first."""
    ordered = sorted(items, key=lambda i: (-chances.get(i.id, Fraction(0)), i.id))
    return [
        Chance(
            item,
            chances.get(item.id, Fraction(0)),
            item.close_on is not None and item.close_on < today,
        )
        for item in ordered
    ]


def expected_count(found: Sequence[Chance]) -> Fraction:
    """Return the expected number of wins: the sum of the chances."""
    return sum((each.chance / 100 for each in found), Fraction(0))
