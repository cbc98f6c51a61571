"""Why were deals won and lost, where and after how long?"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipectl.periods import Period
from pipectl.reports.queries.shared import Asked, Counted, Money, as_it_is, foreign, left_out
from pipectl.reports.winloss.rules import Ending, Slowest, Some, bands, by_text, slowest
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader
from pipectl.vocabulary import CONTACT_KINDS

ENDINGS_SQL = f"""
select
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  o.status,
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


@dataclass(frozen=True, slots=True)
class WinlossReport:
    """The closings of a period (of all time without one), looked at from every side."""

    money: Money
    period: Period | None
    all: Some
    won_for: tuple[Some, ...]
    lost_for: tuple[Some, ...]
    competitors: tuple[Some, ...]
    stages: tuple[Some, ...]
    bands: tuple[Some, ...]
    slowest: Slowest | None
    others: tuple[Counted, ...] = ()

    @property
    def rows(self) -> list[Counted]:
        """Every closing with its reason, and what doesn't count."""
        found = [
            Counted(
                each.id,
                each.title,
                each.amount_minor,
                each.currency,
                f"{each.status} after {each.days} d: {each.reason or 'no reason'}",
            )
            for each in self.all.endings
        ]
        return [*found, *self.money.foreign, *self.others]


def answer(reader: Reader, asked: Asked) -> WinlossReport:
    """The closings of the period that was typed, else all of them."""
    period = asked.period
    span = {} if period is None else {"first": period.starts_on, "last": period.ends_on}
    sql = ENDINGS_SQL.format(where="" if period is None else IN_PERIOD)
    found = reader.records(Ending, sql, span)
    ours = Some("all", tuple(each for each in found if each.currency == asked.currency))
    return WinlossReport(
        money=Money(asked.currency, foreign((each[:4] for each in found), asked.currency)),
        period=period,
        all=ours,
        won_for=tuple(by_text(ours.won.endings, lambda each: each.reason)),
        lost_for=tuple(by_text(ours.lost.endings, lambda each: each.reason)),
        competitors=tuple(by_text(ours.lost.endings, lambda each: each.competitor)),
        stages=tuple(by_stage(reader, ours.endings)),
        bands=tuple(bands(ours.lost.endings)),
        slowest=slowest(ours.lost),
        others=left_out(reader, asked, (each.id for each in found), as_it_is),
    )


def by_stage(reader: Reader, endings: Sequence[Ending]) -> list[Some]:
    """The closings by the stage in which they ended, in the order of the pipeline."""
    groups: dict[int, list[Ending]] = {}
    for each in endings:
        groups.setdefault(each.stage_id, []).append(each)
    return [
        Some(stage.name, tuple(groups.get(stage.id, ())))
        for stage in stages(reader, archived=True)
        if stage.id in groups or not stage.archived
    ]
