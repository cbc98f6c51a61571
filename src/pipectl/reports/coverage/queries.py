"""Read the open and won deals, and compare them with the quota of a period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipectl.averages import median
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.planning.queries.quotas import quota_for
from pipectl.reports.coverage import rules as coverage_rules
from pipectl.reports.coverage.rules import Coverage, GroupShare, StageShare, Times, group_share
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    closed_between,
    foreign,
    in_groups,
    unweighted,
    weighted,
    year_ago,
)
from pipectl.reports.rules import ClosedOpportunity, OpenOpportunity, in_period
from pipectl.sample_size import ENOUGH_WINS
from pipectl.stages.queries import StageRow, in_use
from pipectl.store.reader import Reader, optional_date
from pipectl.store_settings import StoreSettings
from pipectl.vocabulary import DISQUALIFIED

if TYPE_CHECKING:
    from pipectl.filters.queries import Grouping


class CoverageReport(NamedTuple):
    """Coverage, and the deals it doesn't count."""

    money: ReportCurrency
    coverage: Coverage
    today: date
    year: tuple[ClosedOpportunity, ...] = ()
    leads: tuple[OpenOpportunity, ...] = ()
    lead_stages: tuple[str, ...] = ()
    grouping: "Grouping | None" = None
    groups: tuple[GroupShare, ...] = ()

    @property
    def by(self) -> str | None:
        """What the groups are by; None without groups."""
        return None if self.grouping is None else self.grouping.name

    @property
    def disqualified(self) -> list[ClosedOpportunity]:
        """The leads that were disqualified in 12 months."""
        return [item for item in self.year if item.status == DISQUALIFIED]

    @property
    def rows(self) -> list[ReportRow]:
        """Every row considered, the counted ones first.

        The closed deals behind the win rate and the average win come last; they aren't summed.
        """
        found, currency = self.coverage, self.money.currency
        late = {item.id for item in found.slipped}
        won, year = {item.id for item in found.won}, {item.id for item in self.year}
        counted = [
            *unweighted(
                found.won,
                currency,
                lambda i: f"won in the period{' (win rate, too)' if i.id in year else ''}",
            ),
            *weighted(
                found.counted,
                currency,
                lambda i: "open, past its close date" if i.id in late else "open",
            ),
        ]
        return [
            *in_groups(counted, self.grouping),
            *unweighted(found.undated, currency, lambda _: "not included: no close date"),
            *unweighted(found.elsewhere, currency, lambda i: f"not included: closes {i.close_on}"),
            *unweighted(self.leads, currency, lambda _: "not included: lead"),
            *self.money.foreign,
            *in_groups(
                unweighted(
                    [item for item in self.year if item.id not in won],
                    currency,
                    lambda i: f"not included: {i.status} {i.closed_on} ({rate_words(i)})",
                ),
                self.grouping,
            ),
        ]


def rate_words(item: ClosedOpportunity) -> str:
    """Return whether a closed deal counts in the win rate."""
    return "no win rate" if item.status == DISQUALIFIED else "win rate only"


AMOUNTS_SQL = """
select
  id,
  title,
  amount_minor,
  currency,
  stage_id,
  probability_bp,
  close_on
from opportunity
where status = 'open'
order by id
"""

SHARES_SQL = """
select
  stage_id,
  count(*) as gone,
  sum(case when won then 1 else 0 end) as won
from stage_visit
where gone = true
group by stage_id
order by stage_id
"""

# For each won deal and stage: the days from there to the win.
TO_WON_SQL = """
select
  v.stage_id,
  sum(v.days) over (
    partition by v.opportunity_id
    order by s.position desc
  ) as days,
  row_number() over (
    partition by v.opportunity_id
    order by s.position
  ) as place
from stage_visit as v
join stage as s on s.id = v.stage_id
where v.gone = true and v.won = true
"""


def answer(reader: Reader, asked: ReportRequest, *, by: str | None = None) -> CoverageReport:
    """Return the coverage of the requested period's quota, and what each group brings to it."""
    groups = None
    if by is not None:
        from pipectl.filters.queries import grouping

        groups = grouping(reader, by, (), "Coverage can't be grouped by")
    found = coverage_of(
        reader,
        period=asked.in_period,
        today=asked.today,
        currency=asked.currency,
        settings=asked.settings,
    )
    found = found._replace(money=found.money._replace(quota_flags=asked.quota_flags))
    if groups is None:
        return found
    return found._replace(grouping=groups, groups=tuple(by_group(found, groups)))


def by_group(found: CoverageReport, groups: "Grouping") -> Iterator[GroupShare]:
    """Yield what each group brings to the coverage."""
    counted, won = groups.parts(found.coverage.counted), groups.parts(found.coverage.won)
    year = groups.parts(item for item in found.year if item.status != DISQUALIFIED)
    for name in groups.in_order({*counted, *won, *year}):
        yield group_share(
            name,
            found.coverage,
            counted=counted.get(name, ()),
            won=won.get(name, ()),
            year=year.get(name, ()),
        )


def coverage_of(
    reader: Reader, *, period: Period, today: date, currency: str, settings: StoreSettings
) -> CoverageReport:
    """Return the coverage of the period's quota in one currency."""
    stages = in_use(reader)
    rows = reader.rows(AMOUNTS_SQL)
    leads = {stage.id for stage in stages.values() if stage.is_lead}
    everything = [open_amount(row, stages) for row in rows if row[3] == currency]
    items = [item for item in everything if item.stage_id not in leads]
    end = min(period.ends_on, today)
    closed, closed_foreign = closed_between(reader, period.starts_on, end, currency)
    year, _ = closed_between(reader, year_ago(today), today, currency)
    here = (
        row[:4]
        for row in rows
        if row[4] not in leads and in_period(optional_date(row[6]), period, today)
    )
    return CoverageReport(
        money=ReportCurrency(currency, foreign(here, currency) + closed_foreign),
        coverage=coverage_rules.coverage(
            period=period,
            today=today,
            steps=[stage.step for stage in stages.values() if not stage.is_lead],
            ladder=[stage.step for stage in stages.values()],
            quota=quota_for(reader, period, currency),
            open_items=items,
            won=[item for item in closed if item.status == "won"],
            year=[item for item in year if item.status != DISQUALIFIED],
            disqualified=sum(item.status == DISQUALIFIED for item in year),
            shares={row[0]: StageShare(row[1], row[2]) for row in reader.rows(SHARES_SQL)},
            times=times(reader.rows(TO_WON_SQL), settings.sales_cycle),
            setting=settings.required_coverage,
        ),
        today=today,
        year=tuple(year),
        leads=tuple(item for item in everything if item.stage_id in leads),
        lead_stages=tuple(stage.name for stage in stages.values() if stage.is_lead),
    )


def times(rows: Iterable[Sequence[Any]], sales_cycle: int) -> Times:
    """Return the median days to a win from each stage and from creation, of five wins or more."""
    by_stage: dict[int, list[int]] = {}
    whole: list[int] = []
    for stage_id, days, place in rows:
        by_stage.setdefault(stage_id, []).append(days)
        if place == 1:
            whole.append(days)
    return Times(
        {stage_id: median(days) for stage_id, days in by_stage.items() if len(days) >= ENOUGH_WINS},
        median(whole) if len(whole) >= ENOUGH_WINS else Fraction(sales_cycle),
    )


def open_amount(row: Sequence[Any], stages: Mapping[int, StageRow]) -> OpenOpportunity:
    """Return a row of AMOUNTS_SQL as an open amount."""
    stage = stages[row[4]]
    return OpenOpportunity(
        id=row[0],
        title=row[1],
        stage_id=row[4],
        amount_minor=row[2],
        probability_bp=stage.probability_bp if row[5] is None else row[5],
        close_on=optional_date(row[6]),
        is_own=row[5] is not None,
    )
