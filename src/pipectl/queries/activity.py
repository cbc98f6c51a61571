"""How much was done, against which goals, and what did a win take?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from pipectl.domain import activity as domain
from pipectl.domain.activity import WEEKS, Logged, Passage, Reached, each_took
from pipectl.domain.words import ACTIVITY_KINDS
from pipectl.periods import Kind, Period, around, leading_to
from pipectl.queries.asked import Asked
from pipectl.queries.counting import Counted, Money
from pipectl.queries.goals import Progress, goal_progress, goals
from pipectl.store.reader import Reader, as_date
from pipectl.store.rungs import REDRAWN, RUNG

LOGGED_SQL = """
select
  v.id,
  v.kind,
  v.count,
  v.done_on,
  o.title
from activity as v
left join opportunity as o on o.id = v.opportunity_id
where v.done_on between :first and :last
order by v.done_on, v.id
"""

BY_DAY_SQL = """
select
  kind,
  done_on,
  sum(count) as count
from activity
where done_on between :first and :last
group by kind, done_on
"""

WINS_SQL = """
select
  count(*)
from opportunity
where status = 'won' and closed_on between :first and :last
"""

PASSAGES_SQL = f"""
select
  h.opportunity_id,
  {RUNG.format(stage="s")},
  h.status,
  h.happened_on,
  {REDRAWN} as redrawn
from opportunity_history as h
join stage as s on s.id = h.stage_id
where h.opportunity_id in (
  select
    opportunity_id
  from opportunity_history
  where happened_on between :first and :last
)
order by h.opportunity_id, h.id
"""


class KindCount(NamedTuple):
    """A kind: how often, how many a win and an advance took, and the last weeks."""

    kind: str
    number: int
    per_win: Fraction | None
    per_advance: Fraction | None
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ActivityReport:
    """What was done in a period up to today; `progress` is that of the spans that run."""

    money: Money
    period: Period
    kinds: tuple[KindCount, ...]
    wins: int
    advances: int
    goals: tuple[Reached, ...]
    progress: tuple[Progress, ...]
    weeks: tuple[Period, ...]
    logged: tuple[Logged, ...]

    @property
    def rows(self) -> list[Counted]:
        """Every activity of the period; it has no amount."""
        return [
            Counted(
                each.id,
                each.title or "",
                None,
                self.money.currency,
                f"{each.kind} x {each.number} on {each.done_on}",
            )
            for each in self.logged
        ]


def activity(reader: Reader, asked: Asked) -> ActivityReport:
    """Activities of the period's days up to today, by kind, and the last twelve weeks."""
    period, fiscal = asked.in_period, asked.settings.fiscal_year_start
    span = {"first": period.starts_on, "last": min(period.ends_on, asked.today)}
    logged = reader.records(Logged, LOGGED_SQL, span)
    wins = int(reader.value(WINS_SQL, span))
    passages = reader.records(Passage, PASSAGES_SQL, span)
    forward = domain.advances(passages, period)
    weeks = leading_to(around(asked.today, "week"), WEEKS, fiscal)
    lately = by_day(reader, weeks[0].starts_on, asked.today)
    counts = dict.fromkeys(ACTIVITY_KINDS, 0)
    for each in logged:
        counts[each.kind] += each.number
    return ActivityReport(
        money=Money(asked.currency, ()),
        period=period,
        kinds=tuple(
            KindCount(
                kind,
                number,
                each_took(number, wins),
                each_took(number, forward),
                tuple(within(week, lately.get(kind, {})) for week in weeks),
            )
            for kind, number in counts.items()
        ),
        wins=wins,
        advances=forward,
        goals=tuple(goals_reached(reader, asked)),
        progress=tuple(goal_progress(reader, today=asked.today, settings=asked.settings)),
        weeks=tuple(weeks),
        logged=tuple(logged),
    )


def by_day(reader: Reader, first: date, last: date) -> dict[str, dict[date, int]]:
    """How much of each kind was done on each day."""
    found: dict[str, dict[date, int]] = {}
    for kind, day, count in reader.rows(BY_DAY_SQL, {"first": first, "last": last}):
        found.setdefault(kind, {})[as_date(day)] = int(count)
    return found


def within(span: Period, days: Mapping[date, int]) -> int:
    """How much was done in a span."""
    return sum(count for day, count in days.items() if span.contains(day))


def goals_reached(reader: Reader, asked: Asked) -> list[Reached]:
    """Each goal, in the whole spans of the period that are over."""
    period = asked.in_period
    done = by_day(reader, period.starts_on, min(period.ends_on, asked.today))
    found = []
    for goal in goals(reader):
        per: Kind = "week" if goal.per == "week" else "month" if goal.per == "month" else "quarter"
        spans = domain.whole_spans(period, asked.today, per, asked.settings.fiscal_year_start)
        times = domain.reached(spans, goal.goal, done.get(goal.kind, {}))
        found.append(Reached(goal.kind, goal.per, goal.goal, len(spans), times))
    return found
