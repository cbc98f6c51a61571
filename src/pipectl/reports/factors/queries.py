"""Read how often advance factors and next actions were followed by an advance."""

from collections.abc import Iterator, Mapping
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.factors.rules import Attempt, is_advanced, tallied, visit_at, visit_on
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow, titles_of
from pipectl.reports.queries.stage_history import ladder, visits_by_number
from pipectl.stages.queries import stages
from pipectl.stages.rules.pick_lists import AdvanceRate
from pipectl.store.reader import Reader
from pipectl.text import fold

FACTORS_SQL = """
select
  q.opportunity_id,
  q.stage_id,
  q.asked_on,
  q.factor
from qualification as q
join opportunity as o on o.id = q.opportunity_id
where q.factor is not null and o.status <> 'deleted' and q.asked_on between :first and :last
order by q.id
"""

# An action's result is known once the deal has advanced or left the stage.
DONE_SQL = """
select
  n.opportunity_id,
  n.stage_id,
  n.ended_on,
  n.text,
  n.advanced,
  o.status = 'open' and o.stage_id = n.stage_id as stands
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where n.status = 'done' and o.status <> 'deleted' and n.ended_on between :first and :last
order by n.id
"""


# What was sent: links with a kind.
SENT_SQL = """
select
  l.opportunity_id,
  0 as stage_id,
  l.added_on,
  l.kind
from link as l
join opportunity as o on o.id = l.opportunity_id
where l.kind is not null and o.status <> 'deleted' and l.added_on between :first and :last
order by l.id
"""

CURRENCIES_SQL = """
select
  id,
  currency
from opportunity
where currency <> :currency
"""


class NamedFactor(NamedTuple):
    """A factor: when it was named, for which deal, and for which visit of which stage.

    Of what was sent, the stage is the one that the deal was in.
    """

    opportunity_id: int
    stage_id: int
    on: date
    text: str


class Done(NamedTuple):
    """A completed next action; `stands`: the deal is still in that stage."""

    opportunity_id: int
    stage_id: int
    on: date
    text: str
    advanced: bool
    stands: bool

    @property
    def trial(self) -> Attempt:
        """Whether an advance followed; None while the deal is in the stage."""
        return Attempt(self.text, True if self.advanced else None if self.stands else False)


class StageActions(NamedTuple):
    """The next actions completed in a stage."""

    stage: str
    actions: tuple[AdvanceRate, ...]


class FactorOutcome(NamedTuple):
    """A factor, and whether an advance followed."""

    noted: NamedFactor
    trial: Attempt


class FactorsReport(NamedTuple):
    """The factors and next actions of a period (of all time without one)."""

    money: ReportCurrency
    period: Period | None
    factors: tuple[AdvanceRate, ...]
    actions: tuple[AdvanceRate, ...]
    stages: tuple[StageActions, ...]
    decided: tuple[FactorOutcome, ...]
    done: tuple[Done, ...]
    titles: Mapping[int, str]
    collateral: tuple[AdvanceRate, ...]
    sent: tuple[FactorOutcome, ...]

    @property
    def rows(self) -> list[ReportRow]:
        """Every factor and next action with its result; they have no amount."""
        every = [
            *self.decided,
            *self.sent,
            *(FactorOutcome(NamedFactor(*each[:4]), each.trial) for each in self.done),
        ]
        return [*(self.row(noted, trial) for noted, trial in every), *self.money.foreign]

    def row(self, noted: NamedFactor, trial: Attempt) -> ReportRow:
        """Return a factor or an action as a row of an explanation."""
        excluded = "not included: " if trial.advanced is None else ""
        why = f"{excluded}{noted.text} on {noted.on}: {FOLLOWED[trial.advanced]}"
        title = self.titles.get(noted.opportunity_id, "")
        return ReportRow(noted.opportunity_id, title, None, self.money.currency, why)


FOLLOWED = {True: "advanced", False: "did not advance", None: "still in its stage"}


def answer(reader: Reader, asked: ReportRequest) -> FactorsReport:
    """Return the factors and actions of the requested period, or of all time."""
    period = asked.period
    first = date.min if period is None else period.starts_on
    span = {"first": first, "last": asked.today if period is None else period.ends_on}
    named, sent, done = (
        reader.records(NamedFactor, FACTORS_SQL, span),
        reader.records(NamedFactor, SENT_SQL, span),
        reader.records(Done, DONE_SQL, span),
    )
    titles = reader.once(titles_of)
    codes = {row[0]: row[1] for row in reader.rows(CURRENCIES_SQL, {"currency": asked.currency})}
    either: list[NamedFactor | Done] = [*named, *sent, *done]
    others = [
        foreign(each, codes[each.opportunity_id], titles)
        for each in either
        if each.opportunity_id in codes
    ]
    named = [each for each in named if each.opportunity_id not in codes]
    done = [each for each in done if each.opportunity_id not in codes]
    decided = tuple(trials(reader, named))
    outcomes = tuple(
        sent_trials(reader, [each for each in sent if each.opportunity_id not in codes])
    )
    return FactorsReport(
        money=ReportCurrency(asked.currency, tuple(others)),
        period=period,
        factors=tuple(tallied(each.trial for each in decided)),
        actions=tuple(tallied(each.trial for each in done)),
        stages=tuple(by_stage(reader, done)),
        decided=decided,
        done=tuple(done),
        titles=titles,
        collateral=tuple(tallied(each.trial for each in outcomes)),
        sent=outcomes,
    )


def foreign(found: NamedFactor | Done, currency: str, titles: Mapping[int, str]) -> ReportRow:
    """Return the factors and actions of deals in other currencies."""
    why = f"not included: in {currency}, {found.text} on {found.on}"
    return ReportRow(
        found.opportunity_id, titles.get(found.opportunity_id, ""), None, currency, why
    )


def trials(reader: Reader, noted: list[NamedFactor]) -> Iterator[FactorOutcome]:
    """Return each factor, and whether its visit was followed by an advance.

    Factors named on a move belong to the visit of the new stage.
    """
    if not noted:
        return
    ranks = ladder(reader).places
    known = reader.once(visits_by_number)
    for each in noted:
        visits = known.get(each.opportunity_id, ())
        place = visit_at(visits, each.stage_id, each.on)
        if place is not None:
            yield FactorOutcome(each, Attempt(each.text, is_advanced(visits, place, ranks)))


def sent_trials(reader: Reader, sent: list[NamedFactor]) -> Iterator[FactorOutcome]:
    """Return what was sent, each kind once a visit, and whether the visit advanced."""
    if not sent:
        return
    ranks = ladder(reader).places
    known = reader.once(visits_by_number)
    counted: set[tuple[int, int, str]] = set()
    for each in sent:
        visits = known.get(each.opportunity_id, ())
        place = visit_on(visits, each.on)
        if place is None or (each.opportunity_id, place, fold(each.text)) in counted:
            continue
        counted.add((each.opportunity_id, place, fold(each.text)))
        there = each._replace(stage_id=visits[place].stage_id)
        yield FactorOutcome(there, Attempt(each.text, is_advanced(visits, place, ranks)))


def by_stage(reader: Reader, done: list[Done]) -> Iterator[StageActions]:
    """Return the next actions by the stage in which they were completed."""
    for stage in stages(reader, archived=True):
        some = [each.trial for each in done if each.stage_id == stage.id]
        if some:
            yield StageActions(stage.name, tuple(tallied(some)))
