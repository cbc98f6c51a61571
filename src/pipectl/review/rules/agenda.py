"""Define the progress of a review, the order of its agenda, and a month's targets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pipectl.dates import later
from pipectl.money import rounded_up
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, WorkingDays, around
from pipectl.pipeline.rules import risk_points
from pipectl.planning.rules.goals import QuotaPlan
from pipectl.reports.changes.rules import ReviewTime

SECONDS_EACH = 90
OPEN_FOR_DAYS = 7  # a review left open for longer is closed with what it has
EARLY_DAYS = 7  # so far into a month one looks back on the one before
TURN_DAYS = 14  # before a quarter ends one plans the next; after it one looks back on it
KEPT_TOO_OFTEN = 3  # reviews in a row, after which an answer is a habit


class Risk(NamedTuple):
    """An open deal on the agenda; the amount in minor units of `currency`."""

    id: int
    flags: tuple[str, ...]
    amount_minor: int | None
    currency: str


def risk(item: Risk) -> int:
    """Return the sum of its flags' points."""
    return risk_points(item.flags)


def riskiest_first(items: Sequence[Risk], currency: str) -> list[int]:
    """Return the numbers by risk, then amount (the store's currency first), then number."""

    def order(item: Risk) -> tuple[int, bool, int, int]:
        return -risk(item), item.currency != currency, -(item.amount_minor or 0), item.id

    return [item.id for item in sorted(items, key=order)]


def fitting(numbers: Sequence[int], minutes: int | None) -> tuple[list[int], list[int]]:
    """Return the deals that fit into so many minutes, at 1.5 minutes each, and the others."""
    most = len(numbers) if minutes is None else max(1, minutes * 60 // SECONDS_EACH)
    return list(numbers[:most]), list(numbers[most:])


def is_stale_thinking(times_kept: int) -> bool:
    """Return whether an answer was kept too often in a row to have been thought about."""
    return times_kept >= KEPT_TOO_OFTEN


class KindTarget(NamedTuple):
    """A month's target for a kind of activity; None if no rate is known."""

    kind: str
    needed: int | None


class Targets(NamedTuple):
    """A month's share of the gap, by working days; money in minor units."""

    month: Period
    working_days: int
    money_minor: int | None
    kinds: tuple[KindTarget, ...]


def month_targets(found: QuotaPlan, month: Period, working: WorkingDays) -> Targets:
    """Return gap x the month's working days / those left in the quarter, also per day."""
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


class ReviewProgress(NamedTuple):
    """A review in progress.

    `agenda`, `left_out` (not on the agenda) and `skipped` are deal numbers; `given` are answers not
    stored yet, in a weekly review by deal number; the next actions of deals in `anew` were set in
    it. Its bridge begins at `since`; `history_mark` is the history row at which it began. `owner`
    is whose review it is.
    """

    kind: str
    uid: str
    started_at: datetime
    started_on: date
    history_mark: int
    since: ReviewTime
    agenda: tuple[int, ...]
    left_out: tuple[int, ...]
    skipped: tuple[int, ...]
    given: dict[str, Any]
    anew: tuple[int, ...] = ()
    owner: str = ""

    def is_left_open(self, today: date) -> bool:
        """Return whether the review was left open for too long to go on."""
        return (today - self.started_on).days > OPEN_FOR_DAYS


class Quarters(NamedTuple):
    """The quarter to look back on, and the one to set priorities for."""

    back: Period
    ahead: Period


def quarters_to_review(today: date, fiscal_start: int, *, typed: Period | None = None) -> Quarters:
    """Return this quarter twice; near its start or end, the previous or next one for one of them.

    A typed quarter is looked back on; if it isn't over, its priorities are set, too.
    """
    last = around(later(today, -TURN_DAYS), "quarter", fiscal_start)
    next_one = around(later(today, TURN_DAYS), "quarter", fiscal_start)
    if typed is None:
        return Quarters(last, next_one)
    return Quarters(typed, next_one if typed.ends_on < today else typed)


def month_to_review(today: date) -> Period:
    """Return the month to look back on: this one, or in its first days the last one."""
    return around(later(today, -EARLY_DAYS), "month")
