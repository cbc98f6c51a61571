"""Work out the wins and activities that a quota needs, and goals per working day."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from pipectl.dates import later
from pipectl.money import rounded_up
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, WorkingDays, days_left
from pipectl.reports.rules import total
from pipectl.sample_size import ENOUGH_WINS
from pipectl.vocabulary import DISQUALIFIED, WON

# The activities that lead to a win, from the last to the first.
EFFORT = ("proposal", "meeting", "call")


class ClosedWithEffort(NamedTuple):
    """A closed deal, and how often each kind of effort was logged on it until then."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    currency: str
    created_on: date
    closed_on: date
    logged: Mapping[str, int]

    @property
    def cycle_days(self) -> int:
        """Days from creation to closing."""
        return max((self.closed_on - self.created_on).days, 0)


class ActivityNeed(NamedTuple):
    """A kind's activities per win, from `n` logged ones, and the number needed now."""

    kind: str
    n: int
    per_win: Fraction | None
    needed: int | None
    needed_per_day: Fraction | None
    needed_per_week: int | None


class QuotaPlan(NamedTuple):
    """From the quota's gap to activities; money in minor units, ratios exact.

    `why` is the obstacle: no-quota, reached, over, no-working-days, few-wins, no-amounts or
    nothing-logged.
    """

    period: Period
    today: date
    currency: str
    left_out: Mapping[str, int]
    quota_minor: int | None
    won_minor: int
    average_won_minor: Fraction | None
    wins_needed: int | None
    win_n: int
    closed_n: int
    working_days_left: int
    cycle_days: Fraction
    cycle_n: int
    latest_start: date
    why: str | None
    kinds: tuple[ActivityNeed, ...]
    rows: tuple[ClosedWithEffort, ...]

    @property
    def gap_minor(self) -> int | None:
        """The remaining amount to win: max(quota - won, 0)."""
        return None if self.quota_minor is None else max(self.quota_minor - self.won_minor, 0)

    @property
    def possible(self) -> bool:
        """Whether activities could be derived; none are needed once the quota is reached."""
        return self.why in (None, "reached")

    @property
    def without_amount(self) -> int:
        """The number of wins without an amount, which count as 0 in the average."""
        return sum(self.counts(each) and each.amount_minor is None for each in self.rows)

    def counts(self, row: ClosedWithEffort) -> bool:
        """Return whether a closed deal is a win in the sums' currency."""
        return row.status == WON and row.currency == self.currency


def needed_per_day(goal: int, done: int, days: int) -> Fraction | None:
    """Return the number per remaining day; 0 once it is reached, None if no day remains."""
    if done >= goal:
        return Fraction(0)
    return Fraction(goal - done, days) if days else None


def derive(
    *,
    period: Period,
    today: date,
    currency: str,
    left_out: Mapping[str, int],
    quota_minor: int | None,
    won_minor: int,
    year: Sequence[ClosedWithEffort],
    working: WorkingDays,
    sales_cycle: int,
) -> QuotaPlan:
    """Return gap / average won = wins; x each kind's activities per win; / working days left.

    `year` are the closed deals of the last 12 months. Wins and needs are rounded up once each.
    """
    ours = [each for each in year if each.currency == currency]
    won = [each for each in ours if each.status == WON]
    average = average_won(won)
    gap = None if quota_minor is None else max(quota_minor - won_minor, 0)
    wins = wins_needed(gap, average)
    days = days_left(period, today, working)
    kinds = tuple(
        kind_need(kind, ours, len(won), wins=wins, days=days, week=len(working.weekdays))
        for kind in EFFORT
    )
    cycle = cycle_of(won, sales_cycle)
    found = QuotaPlan(
        period=period,
        today=today,
        currency=currency,
        left_out=left_out,
        quota_minor=quota_minor,
        won_minor=won_minor,
        average_won_minor=average,
        wins_needed=wins,
        win_n=len(won),
        closed_n=sum(each.status != DISQUALIFIED for each in ours),
        working_days_left=days,
        cycle_days=cycle,
        cycle_n=len(won),
        latest_start=later(period.ends_on, -rounded_up(cycle)),
        why=obstacle(gap, average, over=period.ends_on < today, days=days, won=len(won)),
        kinds=kinds,
        rows=tuple(year),
    )
    return found if found.why or any(each.n for each in kinds) else unlogged(found)


def unlogged(found: QuotaPlan) -> QuotaPlan:
    """Return the plan without activities if the only obstacle is that none were logged."""

    return found._replace(why="nothing-logged")


def average_won(won: Sequence[ClosedWithEffort]) -> Fraction | None:
    """Return the average win if there were enough wins and one has an amount."""
    money = total([each.amount_minor for each in won])
    return Fraction(money, len(won)) if money and len(won) >= ENOUGH_WINS else None


def wins_needed(gap_minor: int | None, average_minor: Fraction | None) -> int | None:
    """Return gap / average won amount, rounded up; None if one is unknown."""
    if gap_minor == 0:
        return 0
    if gap_minor is None or average_minor is None:
        return None
    return rounded_up(gap_minor / average_minor)


def cycle_of(won: Sequence[ClosedWithEffort], setting: int) -> Fraction:
    """Return the average days from creation to won if there were enough wins, else the setting."""
    if len(won) < ENOUGH_WINS:
        return Fraction(setting)
    return Fraction(sum(each.cycle_days for each in won), len(won))


def kind_need(
    kind: str, ours: Sequence[ClosedWithEffort], won: int, *, wins: int | None, days: int, week: int
) -> ActivityNeed:
    """Return how many activities of a kind the wins need at the rate of the last 12 months."""
    logged = sum(each.logged.get(kind, 0) for each in ours)
    per_win = Fraction(logged, won) if logged and won >= ENOUGH_WINS else None
    needed = None
    if wins == 0:
        needed = 0
    elif wins is not None and per_win is not None:
        needed = rounded_up(wins * per_win)
    a_day = None if needed is None else needed_per_day(needed, 0, days)
    a_week = None if a_day is None else rounded_up(a_day * week)
    return ActivityNeed(kind, logged, per_win, needed, a_day, a_week)


def obstacle(
    gap_minor: int | None, average_minor: Fraction | None, *, over: bool, days: int, won: int
) -> str | None:
    """Return the first obstacle to deriving anything, the plainest one first."""
    reasons = {
        "no-quota": gap_minor is None,
        "reached": gap_minor == 0,
        "over": over,
        "no-working-days": days == 0,
        "few-wins": won < ENOUGH_WINS,
        "no-amounts": average_minor is None,
    }
    return next((why for why, holds in reasons.items() if holds), None)
