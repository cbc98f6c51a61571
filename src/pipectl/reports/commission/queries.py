"""Read the commission earned, and what each open deal would pay if won now."""

from collections.abc import Mapping
from datetime import date

from pipectl.dates import later
from pipectl.money import parse_money
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, around, parse_period, parts
from pipectl.planning.queries.goals import goals
from pipectl.planning.queries.quotas import quota_for
from pipectl.planning.rules.quotas import QuotaShare
from pipectl.reports.commission.rules import (
    Earned,
    KeptGoal,
    Paid,
    earned,
    kept_goal,
    would_pay,
)
from pipectl.reports.coverage.queries import AMOUNTS_SQL, open_amount
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    as_it_is,
    closed_between,
    foreign,
    left_out,
)
from pipectl.reports.rules import ClosedOpportunity, OpenOpportunity, total
from pipectl.stages.queries import in_use
from pipectl.store.reader import Reader
from pipectl.store_settings import Plan, plan_of
from pipectl.vocabulary import WON


class PlanPeriod(NamedTuple):
    """A period of the plan: its quota and its commission."""

    period: Period
    quota: QuotaShare
    earned: Earned
    won: tuple[ClosedOpportunity, ...]

    def won_in(self, days: Period) -> int:
        """Return the amount won within these days."""
        return total([each.amount_minor for each in self.won if days.contains(each.closed_on)])


class Possible(NamedTuple):
    """An open deal, and the commission if it alone were won today; None if unknown."""

    item: OpenOpportunity
    minor: int | None


class CommissionReport(NamedTuple):
    """The commission of the plan's periods, and what each open deal would pay now.

    `wanted` are the requested days: a win in them counts with its share of the plan period's
    commission, so that months add up to their quarter. `current` is the plan's period today.
    Without a plan only `goals` are filled: the activity goals, if the store has a bonus for them.
    """

    money: ReportCurrency
    plan: Plan | None
    wanted: Period
    periods: tuple[PlanPeriod, ...]
    current: PlanPeriod | None
    possible: tuple[Possible, ...]
    stages: Mapping[int, str]
    others: tuple[ReportRow, ...] = ()
    goals: tuple[KeptGoal, ...] | None = None

    @property
    def bonus_minor(self) -> int | None:
        """What the goals that were kept pay; None without a bonus in this currency."""
        return None if self.goals is None else sum(each.minor for each in self.goals)

    @property
    def total_minor(self) -> int | None:
        """The total commission of the requested days; None if a period's is unknown."""
        is_known = self.plan and all(each.earned.ladder for each in self.periods)
        return sum(each.minor for each in self.paid) if is_known else None

    @property
    def paid(self) -> list[Paid]:
        """What each win in the requested days paid."""
        return [
            each for one in self.periods for each in one.earned.paid if self.is_wanted(each.item)
        ]

    @property
    def won_minor(self) -> int:
        """The amount won in the requested days."""
        return sum(each.won_in(self.wanted) for each in self.periods)

    @property
    def is_part(self) -> bool:
        """Whether the requested days begin or end within a period of the plan."""
        spans = [each.period.span for each in self.periods]
        return bool(spans) and (spans[0][0], spans[-1][1]) != self.wanted.span

    def is_wanted(self, item: ClosedOpportunity) -> bool:
        """Return whether a deal was won in the requested days."""
        return self.wanted.contains(item.closed_on)

    def why(self, period: Period, item: ClosedOpportunity) -> str:
        """Return why a win is counted, or isn't."""
        said = f"won {item.closed_on}, paid in {period.name}"
        return said if self.is_wanted(item) else f"not included: {said}"

    @property
    def rows(self) -> list[ReportRow]:
        """What each win paid, then the open deals, which haven't paid yet."""
        currency = self.money.currency
        paid = [
            ReportRow(
                each.item.id,
                each.item.title,
                each.minor,
                currency,
                self.why(one.period, each.item),
            )
            for one in self.periods
            for each in one.earned.paid
        ]
        still_open = [
            ReportRow(each.item.id, each.item.title, each.minor, currency, "not included: open")
            for each in self.possible
        ]
        return [*paid, *still_open, *self.money.foreign, *self.others]


def answer(reader: Reader, asked: ReportRequest) -> CommissionReport:
    """Return the plan's periods within the requested one (default: the current one)."""
    settings, today = asked.settings, asked.today
    plan = plan_of(settings.commission_rate, settings.commission_tiers, settings.commission_period)
    if plan is None:
        money = ReportCurrency(asked.currency, ())
        goals = kept_goals(reader, asked, asked.in_period)
        return CommissionReport(money, None, asked.in_period, (), None, (), {}, goals=goals)
    fiscal = settings.fiscal_year_start
    now = around(today, plan.per, fiscal)
    wanted = now if asked.period is None else asked.period
    last = min(wanted.ends_on, today)
    _, won_elsewhere = closed_between(reader, wanted.starts_on, last, asked.currency)
    spans = [around(part.starts_on, plan.per, fiscal) for part in parts(wanted, plan.per, fiscal)]
    found = [of_period(reader, asked, plan, span) for span in spans]
    current = next((each for each in found if each.period == now), None)
    current = current or of_period(reader, asked, plan, now)
    standing = in_use(reader)
    rows = reader.rows(AMOUNTS_SQL)
    elsewhere = won_elsewhere + foreign((row[:4] for row in rows), asked.currency)
    items = [
        open_amount(row, standing)
        for row in rows
        if row[3] == asked.currency and row[2] is not None
    ]
    seen = [
        *(each.item.id for one in found for each in one.earned.paid),
        *(each.id for each in items),
        *(each.id for each in elsewhere),
    ]
    possible = [Possible(i, would_pay(current.earned, i.amount_minor or 0)) for i in items]
    return CommissionReport(
        money=ReportCurrency(asked.currency, elsewhere, asked.quota_flags),
        plan=plan,
        wanted=wanted,
        periods=tuple(found),
        current=current,
        possible=tuple(
            sorted(possible, key=lambda p: (-(p.minor or 0), by_date(p.item), p.item.id))
        ),
        stages={stage.id: stage.name for stage in standing.values()},
        others=left_out(reader, asked, seen, unpaid),
        goals=kept_goals(reader, asked, wanted),
    )


class LoggedDay(NamedTuple):
    """How many activities of a kind were done on a day."""

    kind: str
    done_on: date
    number: int


ACTIVITIES_SQL = """
select
  kind,
  done_on,
  sum(count) as number
from activity
where done_on between :first and :last
group by kind, done_on
order by kind, done_on
"""


def kept_goals(reader: Reader, asked: ReportRequest, wanted: Period) -> tuple[KeptGoal, ...] | None:
    """Return the activity goals as they are now, over their spans that end in the period.

    None without a bonus, or if the report is in another currency than the bonus.
    """
    settings = asked.settings
    if not settings.goal_bonus or asked.currency != settings.currency:
        return None
    bonus = parse_money(settings.goal_bonus, currency=settings.currency).minor
    last = min(wanted.ends_on, asked.today)
    found = []
    for goal in goals(reader):
        spans = ending_in(wanted, goal.per, last, settings.fiscal_year_start)
        days = {"first": spans[0].starts_on if spans else last, "last": last}
        every = reader.records(LoggedDay, ACTIVITIES_SQL, days)
        logged = [each for each in every if each.kind == goal.kind]
        counts = [
            (
                sum(each.number for each in logged if span.contains(each.done_on)),
                span.ends_on < asked.today,
            )
            for span in spans
        ]
        found.append(kept_goal(goal.kind, goal.per, goal.goal, counts, bonus))
    return tuple(found)


def ending_in(wanted: Period, per: str, last: date, fiscal_start: int) -> list[Period]:
    """Return the weeks, months or quarters that end in a period and have begun."""
    found = []
    day = wanted.starts_on
    while day <= last:
        span = parse_period(f"this-{per}", today=day, fiscal_start=fiscal_start)
        if wanted.contains(span.ends_on):
            found.append(span)
        day = later(span.ends_on, 1)
    return found


def unpaid(other: UncountedRow) -> str:
    """Return why a deal neither paid in the periods nor would pay a known amount now."""
    return "open, without an amount" if other.closed_on is None else as_it_is(other)


def by_date(item: OpenOpportunity) -> date:
    """Return the sort key by close date; deals without a date come last."""
    return item.close_on or date.max


def of_period(reader: Reader, asked: ReportRequest, plan: Plan, period: Period) -> PlanPeriod:
    """Return one of the plan's periods."""
    last = min(period.ends_on, asked.today)
    closed, _ = closed_between(reader, period.starts_on, last, asked.currency)
    quota = quota_for(reader, period, asked.currency)
    won = [item for item in closed if item.status == WON]
    return PlanPeriod(period, quota, earned(plan, quota.amount_minor, won), tuple(won))
