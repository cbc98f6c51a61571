"""Compute what should be won by now if wins were evenly spread over the working days."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, WorkingDays


class Pace(NamedTuple):
    """Money in minor units; the expected amount (also exact) and ahead are None without a quota."""

    quota_minor: int | None
    won_minor: int
    expected: Fraction | None
    working_days: int
    working_days_gone: int

    @property
    def expected_minor(self) -> int | None:
        """The expected amount by now, rounded half up to minor units."""
        return None if self.expected is None else floor(self.expected + Fraction(1, 2))

    @property
    def ahead_minor(self) -> int | None:
        """The amount won minus the expected one; negative if behind."""
        return None if self.expected_minor is None else self.won_minor - self.expected_minor

    @property
    def ahead_days(self) -> Fraction | None:
        """The same in working days: ahead / the quota per working day."""
        if self.expected is None or not self.quota_minor or not self.working_days:
            return None
        return (self.won_minor - self.expected) * self.working_days / self.quota_minor

    @property
    def remaining_minor(self) -> int | None:
        """The remaining amount to win."""
        return None if self.quota_minor is None else max(self.quota_minor - self.won_minor, 0)


def pace(
    *, period: Period, today: date, working: WorkingDays, quota_minor: int | None, won_minor: int
) -> Pace:
    """expected = quota x working days before today / working days of the period."""
    last_gone = min(today - timedelta(days=1), period.ends_on)
    days = working.between(period.starts_on, period.ends_on)
    gone = working.between(period.starts_on, last_gone)
    expected = None
    if quota_minor is not None:
        # In a period without working days, the quota is expected once it is over.
        share = Fraction(gone, days) if days else Fraction(today > period.ends_on)
        expected = quota_minor * share
    return Pace(quota_minor, won_minor, expected, days, gone)


def needed_per_week(found: Pace, *, days_left: int, days_a_week: int) -> int | None:
    """Return the amount to win per week in minor units, rounded up, at most what remains.

    None without a quota, or if something remains but no working day is left.
    """
    remaining = found.remaining_minor
    if not remaining:
        return remaining
    if not days_left:
        return None
    return min(-(-remaining * days_a_week // days_left), remaining)
