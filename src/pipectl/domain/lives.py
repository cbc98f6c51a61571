"""An opportunity's life: every visit of a stage one after the other, by the days of business."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from pipectl.domain.pipeline import Step
from pipectl.domain.visits import CLOSED, Past, is_redrawn
from pipectl.domain.words import DELETED, OPEN

MOVED = "moved"


class Visit(NamedTuple):
    """One stay in a stage; `ended` is moved, won or lost, and null while it goes on."""

    stage_id: int
    entered_on: date
    left_on: date | None = None
    ended: str | None = None

    def days(self, today: date) -> int:
        """How long it took, or has taken so far."""
        return max(((self.left_on or today) - self.entered_on).days, 0)


class Dated(NamedTuple):
    """An amount from the day on which it became that."""

    on: date
    amount_minor: int | None
    currency: str


class Life(NamedTuple):
    """An opportunity from its first stage to its outcome; its fields are those of today."""

    id: int
    title: str
    currency: str
    amount_minor: int | None
    source: str | None
    campaign: str | None
    account: str | None
    created_on: date
    added_on: date
    status: str
    closed_on: date | None
    reason: str | None
    competitor: str | None
    visits: tuple[Visit, ...]

    @property
    def cycle_days(self) -> int | None:
        """Days from its creation to its closing."""
        return None if self.closed_on is None else max((self.closed_on - self.created_on).days, 0)


def visits_of(past: Sequence[Past]) -> tuple[Visit, ...]:
    """The visits of one opportunity, from its history in the order of recording.

    A stage that was removed, and a closing that was taken back, leave the visit going on.
    """
    kept = [row for row in past if row.status != DELETED]
    if not kept:
        return ()
    first = kept[0]
    found = [Visit(first.stage_id, first.stage_entered_on)]
    if first.status in CLOSED:
        found[-1] = found[-1]._replace(left_on=first.closed_on, ended=first.status)
    for before, after in pairwise(kept):
        follow(found, before, after)
    return tuple(found)


def follow(found: list[Visit], before: Past, after: Past) -> None:
    """What one change does to the visits."""
    if before.status in CLOSED and after.status == OPEN:
        found[-1] = found[-1]._replace(left_on=None, ended=None)
    if after.stage_id != before.stage_id:
        if before.status in CLOSED or is_redrawn(after):
            found[-1] = found[-1]._replace(stage_id=after.stage_id)
        else:
            stage_id, entered_on = found[-1][:2]
            found[-1] = Visit(stage_id, entered_on, after.stage_entered_on, MOVED)
            found.append(Visit(after.stage_id, after.stage_entered_on))
    elif after.stage_entered_on != before.stage_entered_on:
        found[-1] = found[-1]._replace(entered_on=after.stage_entered_on)
    elif after.created_on != before.created_on:
        shift = after.created_on - before.created_on
        found[0] = found[0]._replace(entered_on=earlier(found[0].entered_on, shift))
    if after.status in CLOSED:
        stage_id, entered_on = found[-1][:2]
        found[-1] = Visit(stage_id, entered_on, after.closed_on, after.status)


def earlier(day: date, shift: timedelta) -> date:
    """The day so much later (or earlier), as far as the calendar goes."""
    try:
        return day + shift
    except OverflowError:
        return date.max if shift > timedelta(0) else date.min


def amount_on(known: Sequence[Dated], day: date) -> Dated:
    """The amount on a day: the last one recorded of those that held by then, else the first."""
    return next((each for each in reversed(known) if each.on <= day), known[0])


BETWEEN = 1_000_000  # more than there ever are stages


def rung(step: Step, *, removed: bool = False) -> int:
    """Where a stage lies: a removed one just before the one that moved up into its place.

    Several removed before the same one lie in the order in which they were made. What comes after
    what is decided by the rung alone; store/rungs says the same in SQL.
    """
    return 2 * step.position * BETWEEN - (BETWEEN - step.id if removed else 0)


class Ladder(NamedTuple):
    """The stages in use with their rungs, and the rungs of all, those removed among them."""

    stages: Sequence[int]
    rungs: Sequence[int]
    places: Mapping[int, int]

    @classmethod
    def of(cls, standing: Sequence[Step], removed: Iterable[Step] = ()) -> "Ladder":
        """From the stages; one that was removed lies before the one that took its place."""
        rungs = {step.id: rung(step) for step in standing}
        between = {step.id: rung(step, removed=True) for step in removed}
        return cls(tuple(rungs), tuple(rungs.values()), rungs | between)


class Passing(NamedTuple):
    """A stage in use that was entered or skipped on the way forward, and on which day first."""

    stage_id: int
    on: date


def known_from(visits: Sequence[Visit], ladder: Ladder) -> Sequence[Visit]:
    """The visits from the first one of a stage in use on."""
    starts = (at for at, visit in enumerate(visits) if visit.stage_id in ladder.stages)
    return visits[next(starts, len(visits)) :]


def passed(visits: Sequence[Visit], ladder: Ladder) -> list[Passing]:
    """The first stage of `known_from` and each later one that it passed or skipped, in order.

    A stage before the first one isn't passed, even when it went back to that.
    """
    if not visits:
        return []
    next_rung = bisect_left(ladder.rungs, ladder.places[visits[0].stage_id])
    found: list[Passing] = []
    for visit in visits:
        place = ladder.places[visit.stage_id]
        while next_rung < len(ladder.rungs) and ladder.rungs[next_rung] <= place:
            found.append(Passing(ladder.stages[next_rung], visit.entered_on))
            next_rung += 1
    return found


def went_beyond(visits: Sequence[Visit], stage_id: int, ladder: Ladder) -> bool:
    """Whether it ever was in a stage after this one, in use or not."""
    place = ladder.places[stage_id]
    return any(ladder.places[visit.stage_id] > place for visit in visits)
