"""Read the metrics of the pipeline for a period and the periods before it."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.dates import format_date
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, leading_to
from pipectl.renewals.rules import term_begins
from pipectl.reports.metrics.rules import ClosedInPeriod, FigureTarget, Metrics
from pipectl.reports.metrics.rules import metrics as metrics_of
from pipectl.reports.metrics.rules.recurring import (
    RecurringAmount,
    RecurringDeal,
    recurring_in,
    revenue,
)
from pipectl.reports.queries.shared import (
    LeftLead,
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    history_begins,
    in_groups,
    left_out,
)
from pipectl.reports.queries.stage_history import amounts, visits_by_number
from pipectl.stage_history import DatedAmount, LeadExit, LeadStages, Stay, amount_on, lead_exit
from pipectl.stage_sql import MONTHLY_SQL, OUTCOME_SQL
from pipectl.stages.queries import lead_stages, stages
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.vocabulary import DISQUALIFIED, FIGURES, TARGETS, WON

if TYPE_CHECKING:
    from pipectl.filters.queries import Grouping

SPARKED = 12  # periods in a row


class MetricsRow(NamedTuple):
    """The columns of a deal that metrics need."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    created_on: date
    status: str
    closed_on: date | None


class GroupMetrics(NamedTuple):
    """The metrics of a group in the requested period; its name is None for deals without one."""

    name: str | None
    metrics: Metrics


class MetricsReport(NamedTuple):
    """The metrics of twelve periods, the requested one last, and the deals it counts.

    `begins_on` is the day of the first deal; `groups` are those of --by; `targets` are the goals
    and benchmarks of figures.
    """

    money: ReportCurrency
    twelve: tuple[Metrics, ...]
    counted: tuple[ReportRow, ...]
    others: tuple[ReportRow, ...] = ()
    begins_on: date | None = None
    lead_stages: tuple[str, ...] = ()
    by: str | None = None
    groups: tuple[GroupMetrics, ...] = ()
    targets: tuple[FigureTarget, ...] = ()

    @property
    def now(self) -> Metrics:
        """The requested period's metrics."""
        return self.twelve[-1]

    @property
    def previous(self) -> Metrics | None:
        """The previous period's metrics, if the calendar has one."""
        return self.twelve[-2] if len(self.twelve) > 1 else None

    @property
    def rows(self) -> list[ReportRow]:
        """The open, the closed, the foreign-currency and the uncounted deals."""
        return [*self.counted, *self.money.foreign, *self.others]


DEALS_SQL = f"""
select
  id,
  title,
  amount_minor,
  currency,
  created_on,
  {OUTCOME_SQL.format("opportunity")} as status,
  closed_on
from opportunity
where opportunity.status <> 'deleted'
order by id
"""


TARGETS_SQL = """
select
  figure,
  role,
  value,
  currency,
  source
from figure_target
"""


# The last row of a deal's history is what holds now. A renewal begins when what it renews ends.
RECURRING_SQL = f"""
select
  h.opportunity_id,
  o.title,
  o.status,
  o.closed_on,
  r.ends_on,
  h.happened_on,
  {MONTHLY_SQL.format("h")} as monthly_minor,
  h.term_months,
  h.amount_minor,
  h.currency
from opportunity_history as h
join opportunity as o on o.id = h.opportunity_id and o.status <> 'deleted'
left join renewal as r on r.opportunity_id = o.id
where h.opportunity_id in (
    select
      opportunity_id
    from opportunity_history
    where recurring_minor is not null
  )
order by h.opportunity_id, h.id
"""


def figure_targets(reader: Reader) -> list[FigureTarget]:
    """Return the goals, then the benchmarks, each in the order of figures."""
    return sorted(
        reader.records(FigureTarget, TARGETS_SQL),
        key=lambda each: (TARGETS.index(each.role), FIGURES.index(each.figure)),
    )


def recurring_deals(reader: Reader) -> dict[int, RecurringDeal]:
    """Return the deals that have or had a recurring amount, by number."""
    found: dict[int, RecurringDeal] = {}
    for number, title, status, closed, renewed, on, *values in reader.rows(RECURRING_SQL):
        if number not in found:
            closed_on = optional_date(closed)
            begins_on = closed_on and term_begins(closed_on, optional_date(renewed))
            found[number] = RecurringDeal(
                number, title, status, closed_on, begins_on, [], reader.rates or None
            )
        found[number].changes.append(RecurringAmount(as_date(on), *values))
    return found


class Leads(NamedTuple):
    """The stays in stages of each deal, and when which of these stages were for leads."""

    stages: LeadStages = LeadStages()
    visits: Mapping[int, tuple[Stay, ...]] = {}

    def is_one(self, number: int, day: date) -> bool:
        """Return whether a deal was in a lead stage at the end of a day."""
        before = [each for each in self.visits.get(number, ()) if each.entered_on <= day]
        return bool(before) and self.stages.holds(before[-1].stage_id, day)

    def exit_of(self, number: int) -> LeadExit | None:
        """Return how a deal left the lead stages."""
        return lead_exit(self.visits.get(number, ()), self.stages)


def leads_of(reader: Reader) -> Leads:
    """Return the leads of the store; without lead stages, no history is read."""
    stages = lead_stages(reader)
    return Leads(stages, reader.once(visits_by_number)) if stages.kinds else Leads()


class PeriodSorter:
    """Finds the consecutive periods in which deals were closed, or open at the end.

    `leads` were open in a lead stage, `left` left those stages.
    """

    def __init__(self, periods: Sequence[Period], today: date) -> None:
        self.periods = periods
        self.leads: list[list[ReportRow]] = [[] for _ in periods]
        self.left: list[list[LeftLead]] = [[] for _ in periods]
        self.ends = [min(each.ends_on, today) for each in periods]
        self.open: list[list[ReportRow]] = [[] for _ in periods]
        self.closed: list[list[tuple[ClosedInPeriod, str]]] = [[] for _ in periods]
        self.recurring: Mapping[int, RecurringDeal] = {}

    def ended(self, row: MetricsRow) -> None:
        """Count the closing if it is in one of the periods."""
        place = self.place_of(row.closed_on)
        if place is None or row.closed_on is None:
            return
        ending = ClosedInPeriod(
            row.id, row.title, row.status, row.amount_minor, row.created_on, row.closed_on
        )
        self.closed[place].append((ending, row.currency))

    def left_leads(self, row: MetricsRow, how: LeadExit | None) -> None:
        """Count how the deal left the lead stages if it is in one of the periods."""
        place = None if how is None else self.place_of(how.on)
        if place is not None and how is not None:
            self.left[place].append(LeftLead(row.id, row.currency, how.is_forward))

    def place_of(self, day: date | None) -> int | None:
        """Return in which of the periods a day is; None if in none, or after today."""
        if day is None or not self.periods[0].starts_on <= day <= self.ends[-1]:
            return None
        return bisect_left(self.periods, day, key=lambda period: period.ends_on)

    def open_at(self, row: MetricsRow) -> range:
        """Return the periods at whose end a deal was open: begun, and not closed yet."""
        first = bisect_left(self.ends, row.created_on)
        last = len(self.ends) if row.closed_on is None else bisect_left(self.ends, row.closed_on)
        return range(first, last)


def answer(reader: Reader, asked: ReportRequest, *, by: str | None = None) -> MetricsReport:
    """Return the metrics of a period and of those before, and those of its groups.

    The open deals at the end of a day are worked out from the events as known now: begun and not
    closed by that day, at their amount on that day.
    """
    groups = None
    if by is not None:
        from pipectl.filters.queries import grouping

        groups = grouping(reader, by, (), "The metrics can't be grouped by")
    periods = leading_to(asked.in_period, SPARKED, asked.settings.fiscal_year_start)
    tally = PeriodSorter(periods, asked.today)
    known, leads = amounts(reader), leads_of(reader)
    tally.recurring = recurring_deals(reader)
    for row in reader.records(MetricsRow, DEALS_SQL):
        tally.ended(row)
        tally.left_leads(row, leads.exit_of(row.id))
        were = known.get(row.id) or [DatedAmount(row.created_on, row.amount_minor, row.currency)]
        for place in tally.open_at(row):
            end = tally.ends[place]
            some = (tally.leads if leads.is_one(row.id, end) else tally.open)[place]
            some.append(open_row(reader, row, amount_on(were, end), end))
    found, end = report(tally, asked.currency, groups), tally.ends[-1]
    seen = (row.id for row in (*found.counted, *found.money.foreign))
    others = left_out(reader, asked, seen, lambda row: outside(row, end))
    names = tuple(each.name for each in stages(reader) if each.is_lead)
    return found._replace(
        others=others,
        begins_on=history_begins(reader),
        lead_stages=names,
        targets=tuple(figure_targets(reader)),
    )


def open_row(reader: Reader, row: MetricsRow, was: DatedAmount, day: date) -> ReportRow:
    """Return a deal that was open at the end of a day, with its amount then, at the rate then."""
    _, minor, currency = was
    if not reader.rates:
        return ReportRow(row.id, row.title, minor, currency, "")
    return ReportRow(
        row.id,
        row.title,
        *reader.rates.valued(minor, currency, day),
        "",
        original=reader.rates.original(minor, currency, day),
        no_rate_on=day if reader.rates.lack(currency, day) else None,
    )


def outside(other: UncountedRow, end: date) -> str:
    """Return why a deal was neither open on the last day nor closed in the period."""
    if other.created_on > end:
        return f"created {other.created_on}"
    if other.closed_on is None:
        return other.status
    return f"{other.status} {other.closed_on}"


def report(tally: PeriodSorter, currency: str, groups: "Grouping | None" = None) -> MetricsReport:
    """Build the report from the sorted deals, in one currency."""
    recurring = recurring_in(tally.recurring, currency)
    twelve = [
        of_deals(
            period,
            end,
            currency,
            recurring,
            opened=[row for row in opened if row.currency == currency],
            closed=[
                each for each, code in closed if code == currency and each.status != DISQUALIFIED
            ],
            qualified=[each.is_forward for each in left if each.currency == currency],
            leads=sum(row.currency == currency for row in leads),
        )
        for period, end, opened, closed, left, leads in zip(
            *(tally.periods, tally.ends, tally.open, tally.closed, tally.left, tally.leads),
            strict=True,
        )
    ]
    words = f"open on {format_date(tally.ends[-1])}"
    opened = [row._replace(why=words) for row in tally.open[-1]]
    leads = [row._replace(why="not included: lead") for row in tally.leads[-1]]
    looked_at = [*opened, *(told(*each) for each in tally.closed[-1]), *leads]
    running = tally.recurring if recurring else {}
    looked_at += in_term(running, tally.ends[-1], {row.id for row in looked_at})
    return MetricsReport(
        money=ReportCurrency(
            currency,
            tuple(
                row._replace(why=f"not included: in {row.currency}")
                for row in looked_at
                if row.currency != currency
            ),
        ),
        twelve=tuple(twelve),
        counted=tuple(in_groups((row for row in looked_at if row.currency == currency), groups)),
        by=groups and groups.name,
        groups=() if groups is None else tuple(by_group(tally, currency, groups)),
    )


def of_deals(
    period: Period,
    end: date,
    currency: str,
    recurring: Mapping[int, RecurringDeal],
    *,
    opened: Sequence[ReportRow],
    closed: Sequence[ClosedInPeriod],
    qualified: Sequence[bool],
    leads: int,
    among: Collection[int] | None = None,
) -> Metrics:
    """Return the metrics of deals in one currency; `among` are all deals of a group."""
    won = {each.id: each.amount_minor for each in closed if each.status == WON}
    numbers = [row.id for row in opened]
    return metrics_of(
        period,
        end,
        [row.amount_minor for row in opened],
        closed,
        qualified=qualified,
        leads=leads,
        recurring=revenue(recurring, end, currency, opened=numbers, won=won, among=among),
    )


def in_term(
    recurring: Mapping[int, RecurringDeal], day: date, seen: Collection[int]
) -> Iterator[ReportRow]:
    """Yield the deals of the MRR that count in no other metric of the period."""
    for deal in recurring.values():
        if deal.id not in seen and deal.in_term(day):
            now = deal.on(day)
            why = f"in the MRR: won {deal.closed_on}, term of {now.months} months"
            yield ReportRow(deal.id, deal.title, now.amount_minor, now.currency, why)


def by_group(tally: PeriodSorter, currency: str, groups: "Grouping") -> Iterator[GroupMetrics]:
    """Yield the metrics of each group in the last of the periods, in one currency."""
    opened = groups.parts(row for row in tally.open[-1] if row.currency == currency)
    leads = groups.parts(row for row in tally.leads[-1] if row.currency == currency)
    left = groups.parts(each for each in tally.left[-1] if each.currency == currency)
    closed = groups.parts(
        each for each, code in tally.closed[-1] if code == currency and each.status != DISQUALIFIED
    )
    recurring = recurring_in(tally.recurring, currency)
    running = groups.parts(each for each in recurring.values() if each.in_term(tally.ends[-1]))
    for name in groups.in_order({*opened, *left, *leads, *closed, *running}):
        yield GroupMetrics(
            name,
            of_deals(
                tally.periods[-1],
                tally.ends[-1],
                currency,
                recurring,
                opened=opened.get(name, ()),
                closed=closed.get(name, ()),
                qualified=[each.is_forward for each in left.get(name, ())],
                leads=len(leads.get(name, ())),
                among={each.id for each in running.get(name, ())},
            ),
        )


def told(ending: ClosedInPeriod, currency: str) -> ReportRow:
    """Return a closed deal as a counted row."""
    days = "1 day" if ending.cycle_days == 1 else f"{ending.cycle_days} days"
    excluded = "not included: " if ending.status == DISQUALIFIED else ""
    why = f"{excluded}{ending.status} in the period, after {days}"
    return ReportRow(ending.id, ending.title, ending.amount_minor, currency, why)
