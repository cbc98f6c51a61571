"""The targets of the month to come, from what the quota still asks for."""

from typing import NamedTuple

from pipectl.domain.coverage import rounded_up
from pipectl.domain.goals import Derivation
from pipectl.domain.workdays import WorkingDays
from pipectl.periods import Period


class KindTarget(NamedTuple):
    """How many of a kind of activity the month must bring; null where no rate is known."""

    kind: str
    needed: int | None


class Targets(NamedTuple):
    """A month's share of the gap, by working days; money in minor units."""

    month: Period
    working_days: int
    money_minor: int | None
    kinds: tuple[KindTarget, ...]


def month_targets(found: Derivation, month: Period, working: WorkingDays) -> Targets:
    """gap x working days of the month / those left in the quarter, and what a day must bring."""
    days = working.between(max(month.starts_on, found.today), month.ends_on)
    left, gap = found.working_days_left, found.gap_minor
    return Targets(
        month=month,
        working_days=days,
        money_minor=-(-gap * days // left) if gap is not None and left else None,
        kinds=tuple(
            KindTarget(
                each.kind,
                None if each.needed_per_day is None else rounded_up(each.needed_per_day * days),
            )
            for each in found.kinds
        ),
    )
