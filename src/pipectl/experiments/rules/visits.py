"""Find what became of a deal's visits to a stage, and which visits are compared."""

from collections.abc import Mapping, Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import MOVED, StageHistoryRow, is_redrawn, stays_of
from pipectl.vocabulary import CLOSED, DELETED, OPEN, WON

FORWARD, BACK = "forward", "back"


class Entry(NamedTuple):
    """A row of a deal's history, and when it was recorded."""

    recorded_at: str
    row: StageHistoryRow


class Visit(NamedTuple):
    """A visit to the stage of an experiment, and its arm."""

    id: int
    opportunity_id: int
    arm: str
    entered_on: date
    recorded_at: str


class Outcome(NamedTuple):
    """What became of a visit: `ended` is forward, back, won or lost, and null while it goes on.

    `status` is what the deal is now.
    """

    arm: str
    opportunity_id: int
    entered_on: date
    status: str
    ended: str | None = None
    days: int | None = None

    @property
    def is_forward(self) -> bool:
        """Whether the deal moved forward, or was won in the stage."""
        return self.ended in (FORWARD, WON)


def entries(past: Sequence[Entry], stage_id: int) -> list[int]:
    """Return where in its history a deal entered a stage: also by being reopened there."""
    return [
        place
        for place, (_, row) in enumerate(past)
        if row.stage_id == stage_id
        and row.status == OPEN
        and (place == 0 or is_entry(past[place - 1].row, row))
    ]


def is_entry(before: StageHistoryRow, row: StageHistoryRow) -> bool:
    """Return whether a deal entered its stage with this row."""
    moved = before.stage_id != row.stage_id and not is_redrawn(row)
    return moved or is_reopening(before, row)


def is_reopening(before: StageHistoryRow, row: StageHistoryRow) -> bool:
    """Return whether a deal was reopened."""
    return before.status in CLOSED and row.status == OPEN


def places_of(
    visits: Sequence[Visit], past: Sequence[Entry], stage_id: int
) -> dict[int, int | None]:
    """Return where in the history each visit of a deal began; None if it isn't there."""
    free = entries(past, stage_id)
    found: dict[int, int | None] = {}
    for visit in visits:
        recorded = [each for each in free if past[each].recorded_at == visit.recorded_at]
        entered = [each for each in free if past[each].row.stage_entered_on == visit.entered_on]
        place = next(iter([*recorded, *entered]), None)
        found[visit.id] = place
        free = [each for each in free if each != place]
    return found


def outcomes(
    visits: Sequence[Visit], past: Sequence[Entry], stage_id: int, ranks: Mapping[int, int]
) -> list[Outcome]:
    """Return what became of the visits of a deal; a deleted deal has none."""
    if not past or past[-1].row.status == DELETED:
        return []
    places = places_of(visits, past, stage_id)
    return [
        outcome(each, past, place, ranks)
        for each in visits
        if (place := places[each.id]) is not None
    ]


def outcome(visit: Visit, past: Sequence[Entry], place: int, ranks: Mapping[int, int]) -> Outcome:
    """Return what became of a visit that began at this place of the history."""
    stay, *later = stays_of([each.row for each in past[place:]])
    found = Outcome(visit.arm, visit.opportunity_id, visit.entered_on, past[-1].row.status)
    if stay.ended is None or stay.left_on is None:
        return found
    ended = stay.ended
    if ended == MOVED:
        ended = FORWARD if ranks[later[0].stage_id] > ranks[stay.stage_id] else BACK
    reopened = place > 0 and is_reopening(past[place - 1].row, past[place].row)
    since = visit.entered_on if reopened else stay.entered_on
    return found._replace(ended=ended, days=max((stay.left_on - since).days, 0))


def unassigned(
    visits: Sequence[Visit],
    past: Sequence[Entry],
    stage_id: int,
    since: date,
    since_at: str,
    until: date | None,
) -> int:
    """Count how often a deal entered the stage in the time of an experiment without an arm.

    A deal that was reopened is still on the visit that it was closed in.
    """
    if not past or past[-1].row.status == DELETED:
        return 0
    taken = places_of(visits, past, stage_id).values()
    return sum(
        place not in taken
        and past[place].recorded_at >= since_at
        and since <= past[place].row.stage_entered_on
        and (until is None or past[place].row.stage_entered_on <= until)
        and (place == 0 or not is_reopening(past[place - 1].row, past[place].row))
        for place in entries(past, stage_id)
    )


class Span(NamedTuple):
    """The days between which visits are compared, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether a day is within it."""
        return self.first <= day <= self.last


def compared_span(found: Sequence[Outcome]) -> Span | None:
    """Return the days on which all arms that have visits were in use; None for none."""
    by_arm: dict[str, list[date]] = {}
    for each in found:
        by_arm.setdefault(each.arm, []).append(each.entered_on)
    if not by_arm:
        return None
    return Span(max(map(min, by_arm.values())), min(map(max, by_arm.values())))
