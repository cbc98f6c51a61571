"""Read goals with their progress, and the deals behind `goal derive`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, days_left, parse_period
from pipectl.planning.queries.quotas import quota_for
from pipectl.planning.rules import goals as goal_rules
from pipectl.planning.rules.goals import EFFORT, ClosedWithEffort, QuotaPlan
from pipectl.reports.queries.shared import closed_between, year_ago
from pipectl.reports.rules import total
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.store.reader import Reader, among
from pipectl.store_settings import StoreSettings
from pipectl.vocabulary import ACTIVITY_KINDS, GOAL_SPANS, WON


class GoalRow(NamedTuple):
    """The goal of a kind of activity per week, month or quarter."""

    kind: str
    per: str
    goal: int


class Progress(NamedTuple):
    """A goal with the activities logged in the current span.

    `needed_per_day` is the number for each remaining working day: 0 once the goal is reached, None
    if no day remains.
    """

    kind: str
    per: str
    goal: int
    done: int
    starts_on: date
    ends_on: date
    working_days_left: int
    needed_per_day: Fraction | None
    period: str


GOALS_SQL = """
select
  kind,
  per,
  count
from goal
"""

DONE_SQL = """
select
  kind,
  sum(count) as done
from activity
where done_on between :first and :last
group by kind
order by kind
"""

ENDED_SQL = f"""
select
  id,
  title,
  {OUTCOME_SQL.format("opportunity")} as status,
  amount_minor,
  currency,
  created_on,
  closed_on
from opportunity
where opportunity.status in ('won', 'lost') and closed_on between :first and :last
order by closed_on, id
"""

EFFORT_SQL = """
select
  v.opportunity_id,
  v.kind,
  sum(v.count) as logged
from activity as v
join opportunity as o on o.id = v.opportunity_id
where o.status in ('won', 'lost')
  and o.closed_on between :first and :last
  and v.done_on <= o.closed_on
  and {kinds}
group by v.opportunity_id, v.kind
order by v.opportunity_id, v.kind
"""


class EndedRow(NamedTuple):
    """A won or lost deal as stored."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    currency: str
    created_on: date
    closed_on: date


def goals(reader: Reader) -> list[GoalRow]:
    """Return the goals per week, month and quarter, each in the order of kinds."""
    return sorted(
        reader.records(GoalRow, GOALS_SQL),
        key=lambda goal: (GOAL_SPANS.index(goal.per), ACTIVITY_KINDS.index(goal.kind)),
    )


def goal_progress(
    reader: Reader, *, today: date, settings: StoreSettings, per: str | None = None
) -> list[Progress]:
    """Return each goal (or those of one span) with the activities of the current span."""
    wanted = [goal for goal in goals(reader) if per in (None, goal.per)]
    found: list[Progress] = []
    for span in dict.fromkeys(goal.per for goal in wanted):
        period = parse_period(f"this-{span}", today=today, fiscal_start=settings.fiscal_year_start)
        done = logged(reader, period.starts_on, today)
        days = days_left(period, today, settings.working)
        found += [
            progress(goal, done.get(goal.kind, 0), period, days)
            for goal in wanted
            if goal.per == span
        ]
    return found


def progress(goal: GoalRow, done: int, period: Period, days: int) -> Progress:
    """Return one goal with its progress."""
    return Progress(
        kind=goal.kind,
        per=goal.per,
        goal=goal.goal,
        done=done,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        working_days_left=days,
        needed_per_day=goal_rules.needed_per_day(goal.goal, done, days),
        period=period.name,
    )


def logged(reader: Reader, first: date, last: date) -> dict[str, int]:
    """Return the number of activities of each kind from `first` to `last`."""
    return {kind: int(done) for kind, done in reader.rows(DONE_SQL, {"first": first, "last": last})}


def derivation(
    reader: Reader, *, period: Period, today: date, currency: str, settings: StoreSettings
) -> QuotaPlan:
    """Return what the quota of a period needs, at the conversion rates of the last 12 months."""
    year = ended(reader, year_ago(today), today)
    closed, foreign = closed_between(reader, period.starts_on, min(period.ends_on, today), currency)
    others = {each.id: each.currency for each in year if each.currency != currency}
    left_out = Counter((others | {each.id: each.currency for each in foreign}).values())
    return goal_rules.derive(
        period=period,
        today=today,
        currency=currency,
        left_out={code: left_out[code] for code in sorted(left_out)},
        quota_minor=quota_for(reader, period, currency).amount_minor,
        won_minor=total([each.amount_minor for each in closed if each.status == WON]),
        year=year,
        working=settings.working,
        sales_cycle=settings.sales_cycle,
    )


def ended(reader: Reader, first: date, last: date) -> Sequence[ClosedWithEffort]:
    """Return the deals closed from `first` to `last`, with the effort logged until then."""
    span = {"first": first, "last": last}
    kinds, values = among("v.kind", "kind", EFFORT)
    effort: dict[int, dict[str, int]] = {}
    for number, kind, count in reader.rows(EFFORT_SQL.format(kinds=kinds), {**span, **values}):
        effort.setdefault(number, {})[kind] = int(count)
    return [
        ClosedWithEffort(*row, logged=effort.get(row.id, {}))
        for row in reader.records(EndedRow, ENDED_SQL, span)
    ]
