"""Quotas, goals with progress, priorities."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from pipectl.periods import Period, parse_period
from pipectl.planning import rules as planning_rules
from pipectl.planning.rules import (
    EFFORT,
    ClosedWithEffort,
    QuotaEntry,
    QuotaPlan,
    QuotaShare,
    quota_of,
)
from pipectl.reports.queries.shared import closed_between, year_ago
from pipectl.reports.rules import total
from pipectl.store.reader import Reader, among
from pipectl.store_settings import StoreSettings
from pipectl.vocabulary import ACTIVITY_KINDS, GOAL_SPANS, WON


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota as it was set last."""

    id: int
    period: str
    starts_on: date
    ends_on: date
    amount_minor: int
    currency: str
    count: int | None


QUOTAS_SQL = """
select
  id,
  period,
  starts_on,
  ends_on,
  amount_minor,
  currency,
  count
from quota
order by starts_on, ends_on desc, currency
"""


HISTORY_SQL = """
select
  q.period,
  q.starts_on,
  q.ends_on,
  h.happened_on,
  h.amount_minor,
  q.currency,
  h.count,
  h.reason
from quota_history as h
join quota as q on q.id = h.quota_id
order by q.starts_on, q.ends_on desc, q.currency, h.id
"""


class QuotaChange(NamedTuple):
    """A quota as it was set on a day, and why, where that was said."""

    period: str
    starts_on: date
    ends_on: date
    on: date
    amount_minor: int
    currency: str
    wins: int | None
    reason: str | None


def quota_changes(reader: Reader) -> list[QuotaChange]:
    """Every quota as it was set, time after time."""
    return reader.records(QuotaChange, HISTORY_SQL)


def quotas(reader: Reader) -> list[QuotaRow]:
    """All quotas, by their first day."""
    return reader.records(QuotaRow, QUOTAS_SQL)


def quota_for(reader: Reader, period: Period, currency: str) -> QuotaShare:
    """The quota of a period in a currency, and where it comes from."""
    return quota_of(
        period,
        [
            QuotaEntry(
                Period(each.period, each.starts_on, each.ends_on), each.amount_minor, each.count
            )
            for each in quotas(reader)
            if each.currency == currency
        ],
    )


class GoalRow(NamedTuple):
    """How many activities of a kind in a week, month or quarter."""

    kind: str
    per: str
    goal: int


class Progress(NamedTuple):
    """A goal against what was logged in the span that holds today.

    `needed_per_day` is what each working day left must bring: 0 when the goal is reached, None when
    it isn't and no day is left.
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
"""

ENDED_SQL = """
select
  id,
  title,
  status,
  amount_minor,
  currency,
  created_on,
  closed_on
from opportunity
where status in ('won', 'lost') and closed_on between :first and :last
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
"""


class EndedRow(NamedTuple):
    """A won or lost opportunity as the store holds it."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    currency: str
    created_on: date
    closed_on: date


def goals(reader: Reader) -> list[GoalRow]:
    """The goals that were set: of the week, the month, the quarter, each in the kinds' order."""
    return sorted(
        reader.records(GoalRow, GOALS_SQL),
        key=lambda goal: (GOAL_SPANS.index(goal.per), ACTIVITY_KINDS.index(goal.kind)),
    )


def goal_progress(
    reader: Reader, *, today: date, settings: StoreSettings, per: str | None = None
) -> list[Progress]:
    """Each goal (or those per one span) against what was logged in the span that holds today."""
    wanted = [goal for goal in goals(reader) if per in (None, goal.per)]
    found: list[Progress] = []
    for span in dict.fromkeys(goal.per for goal in wanted):
        period = parse_period(f"this-{span}", today=today, fiscal_start=settings.fiscal_year_start)
        done = logged(reader, period.starts_on, today)
        days = planning_rules.days_left(period, today, settings.working)
        found += [
            progress(goal, done.get(goal.kind, 0), period, days)
            for goal in wanted
            if goal.per == span
        ]
    return found


def progress(goal: GoalRow, done: int, period: Period, days: int) -> Progress:
    """One goal, so far."""
    return Progress(
        kind=goal.kind,
        per=goal.per,
        goal=goal.goal,
        done=done,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        working_days_left=days,
        needed_per_day=planning_rules.needed_per_day(goal.goal, done, days),
        period=period.name,
    )


def logged(reader: Reader, first: date, last: date) -> dict[str, int]:
    """How many activities of each kind were done from `first` to `last`."""
    return {kind: int(done) for kind, done in reader.rows(DONE_SQL, {"first": first, "last": last})}


def derivation(
    reader: Reader, *, period: Period, today: date, currency: str, settings: StoreSettings
) -> QuotaPlan:
    """What the quota of a period asks for, at the conversion rates of the last 12 months."""
    year = ended(reader, year_ago(today), today)
    closed, foreign = closed_between(reader, period.starts_on, min(period.ends_on, today), currency)
    others = {each.id: each.currency for each in year if each.currency != currency}
    left_out = Counter((others | {each.id: each.currency for each in foreign}).values())
    return planning_rules.derive(
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
    """What was won or lost from `first` to `last`, and the effort that was logged until then."""
    span = {"first": first, "last": last}
    kinds, values = among("v.kind", "kind", EFFORT)
    effort: dict[int, dict[str, int]] = {}
    for number, kind, count in reader.rows(EFFORT_SQL.format(kinds=kinds), {**span, **values}):
        effort.setdefault(number, {})[kind] = int(count)
    return [
        ClosedWithEffort(*row, logged=effort.get(row.id, {}))
        for row in reader.records(EndedRow, ENDED_SQL, span)
    ]


class PriorityStepRow(NamedTuple):
    """A monthly target of a priority, or an action for it; `number` counts within it from 1."""

    id: int
    number: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None


class PriorityProgress(NamedTuple):
    """One of the three; it is called by its place."""

    id: int
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None
    steps: tuple[PriorityStepRow, ...]


class PriorityRow(NamedTuple):
    """A priority as the store holds it."""

    id: int
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None


class StepRow(NamedTuple):
    """A step as the store holds it."""

    priority_id: int
    id: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None


PRIORITIES_SQL = """
select
  id,
  place,
  text,
  period,
  starts_on,
  ends_on,
  set_on,
  done_on
from priority
{where}
order by starts_on desc, place
"""

STEPS_SQL = """
select
  priority_id,
  id,
  kind,
  text,
  due_on,
  done_on
from priority_step
order by priority_id, id
"""


def priorities(reader: Reader, *, on: date | None = None) -> list[PriorityProgress]:
    """The priorities whose quarter holds the day; all, the latest quarter first, without one."""
    where = "" if on is None else "where :day between starts_on and ends_on"
    values: Mapping[str, Any] = {} if on is None else {"day": on}
    rows = reader.records(PriorityRow, PRIORITIES_SQL.format(where=where), values)
    steps = steps_of(reader) if rows else {}
    return [PriorityProgress(*row, steps=tuple(steps.get(row.id, ()))) for row in rows]


def steps_of(reader: Reader) -> dict[int, list[PriorityStepRow]]:
    """The steps of each priority, numbered in the order in which they were added.

    So the number of a step stays, whatever is done or added after it.
    """
    found: dict[int, list[PriorityStepRow]] = {}
    for row in reader.records(StepRow, STEPS_SQL):
        steps = found.setdefault(row.priority_id, [])
        steps.append(
            PriorityStepRow(row.id, len(steps) + 1, row.kind, row.text, row.due_on, row.done_on)
        )
    return found
