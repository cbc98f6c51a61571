"""Compute the commission of a plan, and what the next win would pay."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.reports.rules import ClosedOpportunity
from pipectl.store_settings import Plan


class CommissionTiers(NamedTuple):
    """A plan applied to a quota: the rates with the amounts (minor units) from which they apply."""

    starts: tuple[Fraction, ...]
    rates_bp: tuple[int, ...]

    def paid(self, won_minor: int) -> int:
        """Return the commission on an amount won in the period, rounded half up to minor units."""
        ends = [*self.starts[1:], None]
        exact = Fraction(0)
        for start, end, rate in zip(self.starts, ends, self.rates_bp, strict=True):
            top = Fraction(won_minor) if end is None else min(Fraction(won_minor), end)
            exact += max(top - start, Fraction(0)) * rate / 10_000
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    def rate_at(self, won_minor: int) -> int:
        """Return the rate (basis points) that applies to the next unit won."""
        return self.rates_bp[bisect_right(self.starts, Fraction(won_minor)) - 1]


class Paid(NamedTuple):
    """A win or a possible one, and its commission."""

    item: ClosedOpportunity
    minor: int


class KeptGoal(NamedTuple):
    """An activity goal: in how many of its spans it was kept, and what that pays (minor units)."""

    kind: str
    per: str
    goal: int
    spans: int
    kept: int
    minor: int


def kept_goal(
    kind: str, per: str, goal: int, spans: Sequence[tuple[int, bool]], bonus_minor: int
) -> KeptGoal:
    """Return what a goal paid; `spans` are the activities in each span, and whether it is over.

    A span that goes on counts as soon as the goal is reached.
    """
    counted = [number for number, is_over in spans if is_over or number >= goal]
    kept = sum(number >= goal for number in counted)
    return KeptGoal(kind, per, goal, len(counted), kept, kept * bonus_minor)


class Earned(NamedTuple):
    """A period's commission; None where tiers need a quota that is missing."""

    won_minor: int
    ladder: CommissionTiers | None
    paid: tuple[Paid, ...]

    @property
    def minor(self) -> int | None:
        """The total commission: that on everything won."""
        return None if self.ladder is None else self.ladder.paid(self.won_minor)

    @property
    def marginal_bp(self) -> int | None:
        """The rate (basis points) for the next win."""
        return None if self.ladder is None else self.ladder.rate_at(self.won_minor)


def ladder(plan: Plan, quota_minor: int | None) -> CommissionTiers | None:
    """Return the plan's tiers for a quota; None if the plan needs one and there is none."""
    if plan.needs_quota and quota_minor is None:
        return None
    quota = quota_minor or 0
    return CommissionTiers(
        tuple(Fraction(quota * tier.from_bp, 10_000) for tier in plan.tiers),
        tuple(tier.rate_bp for tier in plan.tiers),
    )


def earned(plan: Plan, quota_minor: int | None, won: Sequence[ClosedOpportunity]) -> Earned:
    """Return what each win of a period paid, by the running total in the order of closing.

    A win pays the commission on the total including it, less that before it, so that the parts add
    up exactly.
    """
    steps, so_far = ladder(plan, quota_minor), 0
    paid: list[Paid] = []
    for item in sorted(won, key=lambda each: (each.closed_on, each.id)):
        minor = item.amount_minor or 0
        if steps is not None:
            paid.append(Paid(item, steps.paid(so_far + minor) - steps.paid(so_far)))
        so_far += minor
    return Earned(so_far, steps, tuple(paid))


def would_pay(found: Earned, amount_minor: int) -> int | None:
    """Return the commission of one more win of that amount."""
    if found.ladder is None:
        return None
    return found.ladder.paid(found.won_minor + amount_minor) - found.ladder.paid(found.won_minor)
