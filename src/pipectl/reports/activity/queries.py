"""Read the activities of a period, by kind, against goals, wins and advances."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Kind, Period, around, leading_to
from pipectl.planning.queries.goals import Progress, goal_progress, goals
from pipectl.reports.activity import rules as activity_rules
from pipectl.reports.activity.rules import WEEKS, Advance, GoalReached, LoggedActivity, each_took
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.stage_history import REDRAWN, STAGE_RANK_SQL
from pipectl.store.reader import Reader, as_date
from pipectl.vocabulary import LOGGED_KINDS, OPEN

LOGGED_SQL = """
select
  v.id,
  v.kind,
  v.count,
  v.done_on,
  o.title,
  o.currency
from activity as v
left join opportunity as o on o.id = v.opportunity_id
where v.done_on between :first and :last
order by v.done_on, v.id
"""

# With a currency: activities on deals in it, and those on no deal. Goals use no currency.
BY_DAY_SQL = """
select
  v.kind,
  v.done_on,
  sum(v.count) as count
from activity as v
left join opportunity as o on o.id = v.opportunity_id
where v.done_on between :first and :last
  and (:currency is null or o.id is null or o.currency = :currency)
group by v.kind, v.done_on
order by v.kind, v.done_on
"""

WINS_SQL = """
select
  count(*)
from opportunity
where status = 'won' and closed_on between :first and :last and currency = :currency
"""

PASSAGES_SQL = f"""
select
  h.opportunity_id,
  {STAGE_RANK_SQL.format(stage="s")},
  h.status,
  h.happened_on,
  {REDRAWN} as redrawn
from opportunity_history as h
join stage as s on s.id = h.stage_id
where h.opportunity_id in (
  select
    r.opportunity_id
  from opportunity_history as r
  join opportunity as o on o.id = r.opportunity_id
  where r.happened_on between :first and :last and o.currency = :currency
)
order by h.opportunity_id, h.id
"""


class KindCount(NamedTuple):
    """An activity kind: its count, how many each win and each advance took, and the last weeks."""

    kind: str
    number: int
    per_win: Fraction | None
    per_advance: Fraction | None
    weeks: tuple[int, ...]


class ActivityReport(NamedTuple):
    """The activities of a period up to today; `progress` is that of the current goal spans.

    `moves` are the moves forward; together with wins of open deals they are the advances.
    """

    money: ReportCurrency
    period: Period
    kinds: tuple[KindCount, ...]
    wins: int
    moves: int
    advances: int
    goals: tuple[GoalReached, ...]
    progress: tuple[Progress, ...]
    weeks: tuple[Period, ...]
    logged: tuple[LoggedActivity, ...]
    others: tuple[ReportRow, ...] = ()

    @property
    def rows(self) -> list[ReportRow]:
        """Every activity of the period, then the uncounted ones; they have no amount."""
        ours = [row(each, self.money.currency) for each in self.logged]
        return [*ours, *self.money.foreign, *self.others]


def row(logged: LoggedActivity, currency: str, excluded: str = "") -> ReportRow:
    """Return an activity as a row of an explanation."""
    times = "" if logged.number == 1 else f"{logged.number} x "
    why = f"{excluded}{times}{logged.kind} on {logged.done_on}"
    return ReportRow(logged.id, logged.title or "", None, currency, why)


def answer(reader: Reader, asked: ReportRequest) -> ActivityReport:
    """Return the activities of the period up to today, by kind, and the last twelve weeks."""
    period, fiscal = asked.in_period, asked.settings.fiscal_year_start
    span = {"first": period.starts_on, "last": min(period.ends_on, asked.today)}
    logged, foreign = in_currency(reader.records(LoggedActivity, LOGGED_SQL, span), asked.currency)
    whose = {**span, "currency": asked.currency}
    wins = int(reader.value(WINS_SQL, whose))
    passages = reader.records(Advance, PASSAGES_SQL, whose)
    steps = activity_rules.advances(passages, period)
    forward = steps.total()
    weeks = leading_to(around(asked.today, "week"), WEEKS, fiscal)
    lately = by_day(reader, weeks[0].starts_on, asked.today, asked.currency)
    counts = dict.fromkeys(LOGGED_KINDS, 0)
    for each in logged:
        counts[each.kind] += each.number
    return ActivityReport(
        money=ReportCurrency(asked.currency, tuple(foreign)),
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
        moves=steps[OPEN],
        advances=forward,
        goals=tuple(goals_reached(reader, asked)),
        progress=tuple(goal_progress(reader, today=asked.today, settings=asked.settings)),
        weeks=tuple(weeks),
        logged=tuple(logged),
        others=tuple(on_other_days(reader, asked, span)),
    )


def in_currency(
    logged: Sequence[LoggedActivity], currency: str
) -> tuple[list[LoggedActivity], list[ReportRow]]:
    """Return the activities on deals in the currency or on no deal, and the others."""
    ours = [each for each in logged if each.currency in (None, currency)]
    others = [
        row(each, each.currency, f"not included: in {each.currency}, ")
        for each in logged
        if each.currency not in (None, currency)
    ]
    return ours, others


def on_other_days(
    reader: Reader, asked: ReportRequest, span: Mapping[str, date]
) -> Iterator[ReportRow]:
    """Return the activities on other days than the span's, if every row was requested."""
    if asked.explain:
        for each in reader.records(
            LoggedActivity, LOGGED_SQL, {"first": date.min, "last": date.max}
        ):
            if not span["first"] <= each.done_on <= span["last"]:
                yield row(each, each.currency or asked.currency, "not included: ")


def by_day(
    reader: Reader, first: date, last: date, currency: str | None = None
) -> dict[str, dict[date, int]]:
    """Return the count of each kind by day; in one currency, or in all."""
    found: dict[str, dict[date, int]] = {}
    span = {"first": first, "last": last, "currency": currency}
    for kind, day, count in reader.rows(BY_DAY_SQL, span):
        found.setdefault(kind, {})[as_date(day)] = int(count)
    return found


def within(span: Period, days: Mapping[date, int]) -> int:
    """Return how many activities were logged in a span."""
    return sum(count for day, count in days.items() if span.contains(day))


def goals_reached(reader: Reader, asked: ReportRequest) -> list[GoalReached]:
    """Return each goal with its results in the completed spans of the period."""
    period = asked.in_period
    done = by_day(reader, period.starts_on, min(period.ends_on, asked.today))
    found = []
    for goal in goals(reader):
        per: Kind = "week" if goal.per == "week" else "month" if goal.per == "month" else "quarter"
        spans = activity_rules.whole_spans(
            period, asked.today, per, asked.settings.fiscal_year_start
        )
        times = activity_rules.reached(spans, goal.goal, done.get(goal.kind, {}))
        found.append(GoalReached(goal.kind, goal.per, goal.goal, len(spans), times))
    return found
