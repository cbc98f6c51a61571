"""What advanced deals: which factors, and which next actions, and how often?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipectl.domain.factors import Followed, Trial, is_advanced, tallied, visit_at
from pipectl.domain.lives import Life
from pipectl.periods import Period
from pipectl.queries.asked import Asked
from pipectl.queries.counting import Counted, Money
from pipectl.queries.lives import lives
from pipectl.queries.stages import stages
from pipectl.store.reader import Reader

FACTORS_SQL = """
select
  opportunity_id,
  stage_id,
  asked_on,
  factor
from qualification
where factor is not null and asked_on between :first and :last
order by id
"""

# What is done is decided when it advanced, or when it is no longer in the stage.
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


class Noted(NamedTuple):
    """A factor that was named: when, on which opportunity, and for its visit of which stage."""

    opportunity_id: int
    stage_id: int
    on: date
    text: str


class Done(NamedTuple):
    """A next action that was done; `stands`: it still is in that stage."""

    opportunity_id: int
    stage_id: int
    on: date
    text: str
    advanced: bool
    stands: bool

    @property
    def trial(self) -> Trial:
        """Whether an advance followed; undecided as long as it stands there."""
        return Trial(self.text, True if self.advanced else None if self.stands else False)


class StageActions(NamedTuple):
    """The next actions done in a stage."""

    stage: str
    actions: tuple[Followed, ...]


@dataclass(frozen=True, slots=True)
class FactorsReport:
    """Factors and next actions of a period (of all time without one)."""

    money: Money
    period: Period | None
    factors: tuple[Followed, ...]
    actions: tuple[Followed, ...]
    stages: tuple[StageActions, ...]
    rows: tuple[Counted, ...]


def factors(reader: Reader, asked: Asked) -> FactorsReport:
    """What was named and what was done in the period that was typed, else ever."""
    period, currency = asked.period, asked.currency
    first = date.min if period is None else period.starts_on
    span = {"first": first, "last": asked.today if period is None else period.ends_on}
    noted = list(trials(reader, reader.records(Noted, FACTORS_SQL, span)))
    done = reader.records(Done, DONE_SQL, span)
    titles = {life.id: life.title for life, _, _ in noted}
    rows = [row(life.id, life.title, each.text, each.on, trial) for life, each, trial in noted]
    titles |= titles_of(reader, {each.opportunity_id for each in done})
    rows += [
        row(each.opportunity_id, titles[each.opportunity_id], each.text, each.on, each.trial)
        for each in done
    ]
    return FactorsReport(
        money=Money(currency, ()),
        period=period,
        factors=tuple(tallied(trial for _, _, trial in noted)),
        actions=tuple(tallied(each.trial for each in done)),
        stages=tuple(by_stage(reader, done)),
        rows=tuple(each._replace(currency=currency) for each in rows),
    )


def titles_of(reader: Reader, wanted: set[int]) -> dict[int, str]:
    """What these opportunities are called."""
    from pipectl.queries.changes import titles_of as all_titles

    return {number: title for number, title in all_titles(reader).items() if number in wanted}


def trials(reader: Reader, noted: list[Noted]) -> Iterator[tuple[Life, Noted, Trial]]:
    """Each factor with the life it is of, and whether its visit was followed by an advance.

    That is the visit in which it was named: those of a move belong to the stage that it came into.
    """
    if not noted:
        return
    positions = {stage.id: stage.position for stage in stages(reader, archived=True)}
    known = {life.id: life for life in lives(reader)}
    for each in noted:
        life = known.get(each.opportunity_id)
        place = None if life is None else visit_at(life.visits, each.stage_id, each.on)
        if life is not None and place is not None:
            yield life, each, Trial(each.text, is_advanced(life.visits, place, positions))


def by_stage(reader: Reader, done: list[Done]) -> Iterator[StageActions]:
    """The next actions by the stage in which they were done."""
    for stage in stages(reader, archived=True):
        some = [each.trial for each in done if each.stage_id == stage.id]
        if some:
            yield StageActions(stage.name, tuple(tallied(some)))


def row(number: int, title: str, text: str, on: date, trial: Trial) -> Counted:
    """A factor or an action as a row of an explanation."""
    words = {True: "an advance followed", False: "no advance followed", None: "still in its stage"}
    why = f"{text} on {on}: {words[trial.advanced]}"
    return Counted(
        number, title, None, "", why if trial.advanced is not None else f"left out: {why}"
    )
