"""Read how long deals stayed in each stage, and how long current ones have been there."""

from collections.abc import Iterator
from datetime import date

from pipectl.dates import format_date
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.queries.stage_history import opportunity_histories
from pipectl.reports.stage_time.rules import StageTime, spread
from pipectl.stage_history import CompleteHistory, Stay
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader


class Spell(NamedTuple):
    """A visit to a stage, and its deal."""

    life: CompleteHistory
    visit: Stay


class StageTimeReport(NamedTuple):
    """The visits to each stage in use; with a period, completed ones must have ended in it.

    `others` are the uncounted visits.
    """

    money: ReportCurrency
    period: Period | None
    today: date
    stages: tuple[StageTime, ...]
    spells: tuple[Spell, ...]
    others: tuple[Spell, ...]
    names: dict[int, str]
    standing: frozenset[int]

    @property
    def rows(self) -> list[ReportRow]:
        """Every visit, the counted ones first."""
        return [
            *(as_row(each, self.told(each)) for each in self.spells),
            *(as_row(each, f"not included: {self.why_not(each)}") for each in self.others),
            *self.money.foreign,
        ]

    def told(self, found: Spell) -> str:
        """Return `Discovery: 12 d, moved on Mon 2 Nov 2026`."""
        name, visit = self.names[found.visit.stage_id], found.visit
        said = f"{name}: {visit.days(self.today)} d"
        if visit.left_on is None:
            return f"{said} so far"
        return f"{said}, {visit.ended} on {format_date(visit.left_on)}"

    def why_not(self, found: Spell) -> str:
        """Return why a visit isn't counted."""
        said = self.told(found)
        return said if found.visit.stage_id in self.standing else f"{said}; the stage was removed"


def as_row(found: Spell, why: str) -> ReportRow:
    """Return a visit as a row of an explanation."""
    life = found.life
    return ReportRow(life.id, life.title, life.amount_minor, life.currency, why)


def answer(reader: Reader, asked: ReportRequest) -> StageTimeReport:
    """Return the time in each stage: of completed visits (in the period), and of current ones."""
    known = stages(reader, archived=True)
    standing = frozenset(stage.id for stage in known if not stage.archived)
    every = reader.once(opportunity_histories)
    ours = [life for life in every if life.currency == asked.currency]
    spells: list[Spell] = []
    others: list[Spell] = []
    for found in spells_of(ours):
        (spells if counts(found.visit, asked.period, standing) else others).append(found)
    days: dict[tuple[int, bool], list[int]] = {}
    for _, visit in spells:
        place = visit.stage_id, visit.left_on is not None
        days.setdefault(place, []).append(visit.days(asked.today))
    return StageTimeReport(
        money=ReportCurrency(
            asked.currency,
            tuple(
                ReportRow(
                    life.id,
                    life.title,
                    life.amount_minor,
                    life.currency,
                    f"not included: in {life.currency}",
                )
                for life in every
                if life.currency != asked.currency
            ),
        ),
        period=asked.period,
        today=asked.today,
        stages=tuple(
            StageTime(
                stage.step,
                finished=spread(days.get((stage.id, True), [])),
                running=spread(days.get((stage.id, False), [])),
            )
            for stage in known
            if not stage.archived
        ),
        spells=tuple(spells),
        others=tuple(others),
        names={stage.id: stage.name for stage in known},
        standing=standing,
    )


def spells_of(found: list[CompleteHistory]) -> Iterator[Spell]:
    """Return every visit."""
    for life in found:
        for visit in life.visits:
            yield Spell(life, visit)


def counts(visit: Stay, period: Period | None, standing: frozenset[int]) -> bool:
    """Return whether a visit counts: in a stage in use, current, or ended in the period."""
    if visit.stage_id not in standing:
        return False
    return visit.left_on is None or period is None or period.contains(visit.left_on)
