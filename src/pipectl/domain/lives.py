"""An opportunity's life: every visit of a stage one after the other, by the days of business."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

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


def visited(life: Life, positions: Mapping[int, int]) -> set[int]:
    """The stages that it passed: where it was, and what it skipped on its way forward.

    `positions` are the stages in use by their place; one that was removed counts only where it
    was. A stage before the first one isn't passed.
    """
    found = {visit.stage_id for visit in life.visits}
    for before, after in pairwise(life.visits):
        found.update(skipped(before.stage_id, after.stage_id, positions))
    return found


def skipped(source: int, target: int, positions: Mapping[int, int]) -> Iterable[int]:
    """The stages between two, when it went forward from one to the other."""
    if source not in positions or target not in positions:
        return ()
    low, high = positions[source], positions[target]
    return [stage for stage, place in positions.items() if low < place < high]
