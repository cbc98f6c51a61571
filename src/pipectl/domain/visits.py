"""What follows from an opportunity's history: how long it stayed in each stage, and its pushes."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from pipectl.domain.words import DELETED, LOST, OPEN, WON

CLOSED = (WON, LOST)
# How the history notes that a stage was removed: what stood in it didn't move.
REMOVED = ("stage ", " was removed")


class Past(NamedTuple):
    """A row of the history, in what the stays depend on."""

    stage_id: int
    stage_entered_on: date
    created_on: date
    status: str
    close_on: date | None
    closed_on: date | None
    note: str | None


class Stay(NamedTuple):
    """All visits of a stage together: days of those that ended, and whether it is gone from it."""

    days: int = 0
    gone: bool = False
    won: bool = False


def pushes(past: Sequence[Past]) -> int:
    """How often the expected close date moved later."""
    dates = pairwise(row.close_on for row in past)
    return sum(
        before is not None and after is not None and after > before for before, after in dates
    )


def stays(past: Sequence[Past]) -> dict[int, Stay]:
    """The opportunity's stays by stage; a deleted one has none."""
    if not past or past[-1].status == DELETED:
        return {}
    first = past[0]
    found = {first.stage_id: Stay()}
    if first.status in CLOSED:
        leave(found, first.stage_id, first.stage_entered_on, first.closed_on)
    for before, after in pairwise(past):
        if before.status != DELETED != after.status:
            follow(found, first.stage_id, before, after)
    won = past[-1].status == WON
    return {stage_id: stay._replace(won=won) for stage_id, stay in found.items()}


def follow(found: dict[int, Stay], began_in: int, before: Past, after: Past) -> None:
    """What one change does to the stays."""
    if before.status in CLOSED and after.status == OPEN:
        come_back(found, before)
    if after.stage_id != before.stage_id:
        change_stage(found, before, after)
    elif after.created_on != before.created_on:
        begin_anew(found, began_in, before, after)
    if before.status == OPEN and after.status in CLOSED:
        leave(found, after.stage_id, after.stage_entered_on, after.closed_on)
    elif before.status in CLOSED and after.status in CLOSED:
        lengthen(found, after.stage_id, between(before.closed_on, after.closed_on))


def come_back(found: dict[int, Stay], before: Past) -> None:
    """Reopened: the stay that the closing ended goes on."""
    lengthen(found, before.stage_id, -max(between(before.stage_entered_on, before.closed_on), 0))
    found[before.stage_id] = found[before.stage_id]._replace(gone=False)


def change_stage(found: dict[int, Stay], before: Past, after: Past) -> None:
    """Moved; or, where its stage was removed, standing in another one without having moved."""
    if before.status in CLOSED or is_redrawn(after):
        days = found.pop(before.stage_id, Stay()).days
    else:
        leave(found, before.stage_id, before.stage_entered_on, after.stage_entered_on)
        days = 0
    former = found.get(after.stage_id, Stay())
    found[after.stage_id] = Stay(former.days + days)


def is_redrawn(row: Past) -> bool:
    """Whether the row is there because a stage was removed."""
    return row.note is not None and is_removal(row.note)


def is_removal(note: str) -> bool:
    """Whether a note of the history says that a stage was removed."""
    return note.startswith(REMOVED[0]) and note.endswith(REMOVED[1])


def begin_anew(found: dict[int, Stay], began_in: int, before: Past, after: Past) -> None:
    """Another day on which it began: where it never moved it entered its stage then."""
    if after.stage_entered_on == before.stage_entered_on:
        if began_in in found:
            lengthen(found, began_in, between(after.created_on, before.created_on))
    elif after.status in CLOSED:
        lengthen(found, after.stage_id, between(after.stage_entered_on, before.stage_entered_on))


def leave(found: dict[int, Stay], stage_id: int, entered_on: date, on: date | None) -> None:
    """A visit ends."""
    lengthen(found, stage_id, max(between(entered_on, on), 0))
    found[stage_id] = found[stage_id]._replace(gone=True)


def lengthen(found: dict[int, Stay], stage_id: int, days: int) -> None:
    """Count so many days more, or less; a stay is never shorter than none."""
    stay = found.get(stage_id, Stay())
    found[stage_id] = stay._replace(days=max(stay.days + days, 0))


def between(start: date | None, end: date | None) -> int:
    """Days from one day to the other; none where one isn't known."""
    return (end - start).days if start and end else 0
