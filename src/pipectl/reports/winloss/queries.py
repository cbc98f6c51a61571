"""Read why deals were won and lost, in which stage and after how long."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from pipectl.averages import share
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.queries.shared import (
    LeftLead,
    ReportCurrency,
    ReportRequest,
    ReportRow,
    as_it_is,
    foreign,
    in_groups,
    left_out,
)
from pipectl.reports.queries.stage_history import opportunity_histories
from pipectl.reports.winloss.rules import Outcome, OutcomeGroup, Slowest, bands, by_text, slowest
from pipectl.stage_history import lead_exit
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.stages.queries import lead_stages, stages
from pipectl.store.reader import Reader
from pipectl.vocabulary import CONTACT_KINDS, DISQUALIFIED

if TYPE_CHECKING:
    from pipectl.filters.queries import Grouping

ENDINGS_SQL = f"""
select
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  {OUTCOME_SQL.format("o")} as status,
  o.reason,
  o.competitor,
  o.stage_id,
  o.created_on,
  o.closed_on,
  coalesce(sum(v.count), 0) as activities
from opportunity as o
left join activity as v
  on v.opportunity_id = o.id and v.done_on <= o.closed_on and v.kind in {CONTACT_KINDS}
where o.status in ('won', 'lost') {{where}}
group by
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  o.status,
  o.reason,
  o.competitor,
  o.stage_id,
  o.created_on,
  o.closed_on
order by o.closed_on, o.id
"""

IN_PERIOD = "and o.closed_on between :first and :last"


class WinlossGroup(NamedTuple):
    """The closed deals of a group of --by; its name is None for deals without one."""

    name: str | None
    all: OutcomeGroup
    disqualified: OutcomeGroup
    qualified: tuple[bool, ...]

    @property
    def qualified_rate(self) -> Fraction | None:
        """The share of the group's leads that went on."""
        return share(sum(self.qualified), len(self.qualified))

    @property
    def won_for(self) -> list[OutcomeGroup]:
        """The reasons for winning, the most common first."""
        return by_text(self.all.won.endings, lambda each: each.reason)

    @property
    def lost_for(self) -> list[OutcomeGroup]:
        """The reasons for losing, the most common first."""
        return by_text(self.all.lost.endings, lambda each: each.reason)


class WinlossReport(NamedTuple):
    """The closed deals of a period (of all time without one), grouped in several ways."""

    money: ReportCurrency
    period: Period | None
    all: OutcomeGroup
    won_for: tuple[OutcomeGroup, ...]
    lost_for: tuple[OutcomeGroup, ...]
    competitors: tuple[OutcomeGroup, ...]
    stages: tuple[OutcomeGroup, ...]
    bands: tuple[OutcomeGroup, ...]
    slowest: Slowest | None
    others: tuple[ReportRow, ...] = ()
    disqualified: OutcomeGroup = OutcomeGroup("disqualified", ())
    disqualified_for: tuple[OutcomeGroup, ...] = ()
    qualified: tuple[bool, ...] = ()
    lead_stages: tuple[str, ...] = ()
    grouping: "Grouping | None" = None
    groups: tuple[WinlossGroup, ...] = ()

    @property
    def by(self) -> str | None:
        """What the groups are by; None without groups."""
        return None if self.grouping is None else self.grouping.name

    @property
    def qualified_rate(self) -> Fraction | None:
        """The share of the leads that went on among those that left the lead stages."""
        return share(sum(self.qualified), len(self.qualified))

    @property
    def rows(self) -> list[ReportRow]:
        """Every closed deal with its reason, and the uncounted ones."""
        found = [
            ReportRow(
                each.id,
                each.title,
                each.amount_minor,
                each.currency,
                f"{each.status} after {each.days} d: {each.reason or 'no reason'}",
            )
            for each in self.all.endings
        ]
        leads = [
            ReportRow(
                each.id,
                each.title,
                each.amount_minor,
                each.currency,
                f"not included: disqualified after {each.days} d: {each.reason or 'no reason'}",
            )
            for each in self.disqualified.endings
        ]
        ours = in_groups([*found, *leads], self.grouping)
        return [*ours, *self.money.foreign, *self.others]


def answer(reader: Reader, asked: ReportRequest, *, by: str | None = None) -> WinlossReport:
    """Return the closed deals of the requested period, else all of them, and their groups."""
    groups = None
    if by is not None:
        from pipectl.filters.queries import grouping

        groups = grouping(reader, by, (), "Wins and losses can't be grouped by")
    period = asked.period
    span = {} if period is None else {"first": period.starts_on, "last": period.ends_on}
    sql = ENDINGS_SQL.format(where="" if period is None else IN_PERIOD)
    found = reader.records(Outcome, sql, span)
    here = [each for each in found if each.currency == asked.currency]
    ours = OutcomeGroup("all", tuple(each for each in here if each.status != DISQUALIFIED))
    leads = tuple(each for each in here if each.status == DISQUALIFIED)
    left = tuple(left_leads(reader, asked))
    return WinlossReport(
        money=ReportCurrency(asked.currency, foreign((each[:4] for each in found), asked.currency)),
        period=period,
        all=ours,
        won_for=tuple(by_text(ours.won.endings, lambda each: each.reason)),
        lost_for=tuple(by_text(ours.lost.endings, lambda each: each.reason)),
        competitors=tuple(by_text(ours.lost.endings, lambda each: each.competitor)),
        stages=tuple(by_stage(reader, ours.endings)),
        bands=tuple(bands(ours.lost.endings)),
        slowest=slowest(ours.lost),
        others=left_out(reader, asked, (each.id for each in found), as_it_is),
        disqualified=OutcomeGroup("disqualified", leads),
        disqualified_for=tuple(by_text(leads, lambda each: each.reason)),
        qualified=tuple(each.is_forward for each in left),
        lead_stages=tuple(stage.name for stage in stages(reader) if stage.is_lead),
        grouping=groups,
        groups=() if groups is None else tuple(by_group(groups, ours.endings, leads, left)),
    )


def by_group(
    groups: "Grouping",
    endings: Sequence[Outcome],
    disqualified: Sequence[Outcome],
    left: Sequence[LeftLead],
) -> Iterator[WinlossGroup]:
    """Yield the closed deals of each group, and how its leads left the lead stages."""
    closed, gone, qualified = groups.parts(endings), groups.parts(disqualified), groups.parts(left)
    for name in groups.in_order({*closed, *gone, *qualified}):
        yield WinlossGroup(
            name,
            OutcomeGroup(name or "", tuple(closed.get(name, ()))),
            OutcomeGroup("disqualified", tuple(gone.get(name, ()))),
            tuple(each.is_forward for each in qualified.get(name, ())),
        )


def left_leads(reader: Reader, asked: ReportRequest) -> Iterator[LeftLead]:
    """Yield each deal that left the lead stages in the period."""
    leads = lead_stages(reader)
    if not leads.kinds:
        return
    for life in reader.once(opportunity_histories):
        how = lead_exit(life.visits, leads)
        if how is None or life.currency != asked.currency:
            continue
        if asked.period is None or asked.period.contains(how.on):
            yield LeftLead(life.id, life.currency, how.is_forward)


def by_stage(reader: Reader, endings: Sequence[Outcome]) -> list[OutcomeGroup]:
    """Return the closed deals by their last stage, in the order of the pipeline."""
    groups: dict[int, list[Outcome]] = {}
    for each in endings:
        groups.setdefault(each.stage_id, []).append(each)
    return [
        OutcomeGroup(stage.name, tuple(groups.get(stage.id, ())))
        for stage in stages(reader, archived=True)
        if stage.id in groups or not (stage.archived or stage.is_lead)
    ]
