"""Compute a deal's stays in stages from its history, the order of stages, and slow stays."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import DELETED, LOST, OPEN, WON

CLOSED = (WON, LOST)
# What each row of the history repeats of its deal.
KEPT = (
    *("status", "stage_id", "stage_entered_on", "created_on", "amount_minor", "currency"),
    *("close_on", "probability_bp", "closed_on", "reason", "competitor", "revisit_on"),
    *("recurring_minor", "recurring_per", "term_months", "owner"),
)
# How the history notes that a stage was removed: what stood in it didn't move.
REMOVED = ("stage ", " was removed")


class StageHistoryRow(NamedTuple):
    """The columns of a history row that stays depend on."""

    stage_id: int
    stage_entered_on: date
    created_on: date
    status: str
    close_on: date | None
    closed_on: date | None
    note: str | None


class StageTotals(NamedTuple):
    """All stays of a deal in a stage: days of the ended ones, whether it left, whether it won."""

    days: int = 0
    gone: bool = False
    won: bool = False


def pushes(past: Sequence[StageHistoryRow]) -> int:
    """Count how often the expected close date moved later."""
    return sum(is_push(*dates) for dates in pairwise(row.close_on for row in past))


def is_push(before: date | None, after: date | None) -> bool:
    """Return whether an expected close date moved later; one that was added or removed didn't."""
    return before is not None and after is not None and after > before


def is_pull(before: date | None, after: date | None) -> bool:
    """Return whether an expected close date moved earlier."""
    return is_push(after, before)


def is_redrawn(row: StageHistoryRow) -> bool:
    """Return whether the row is there because a stage was removed."""
    return row.note is not None and is_removal(row.note)


def is_removal(note: str) -> bool:
    """Return whether a note of the history says that a stage was removed."""
    return note.startswith(REMOVED[0]) and note.endswith(REMOVED[1])


class StageRef(NamedTuple):
    """A stage of the pipeline in its place; `position` rises toward the win."""

    id: int
    name: str
    position: int
    probability_bp: int
    short: str | None = None


MOVED = "moved"


class Stay(NamedTuple):
    """One stay in a stage; `ended` is moved, won or lost, and null while it goes on."""

    stage_id: int
    entered_on: date
    left_on: date | None = None
    ended: str | None = None

    def days(self, today: date) -> int:
        """Return the days of the stay so far."""
        return max(((self.left_on or today) - self.entered_on).days, 0)


class DatedAmount(NamedTuple):
    """An amount from the day on which it became that."""

    on: date
    amount_minor: int | None
    currency: str


class HasDay(Protocol):
    """What holds from a day on."""

    @property
    def on(self) -> date: ...


Dated = TypeVar("Dated", bound=HasDay)


class CompleteHistory(NamedTuple):
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
    visits: tuple[Stay, ...]

    @property
    def cycle_days(self) -> int | None:
        """Return the days from creation to closing."""
        return None if self.closed_on is None else max((self.closed_on - self.created_on).days, 0)


def stays_of(past: Sequence[StageHistoryRow]) -> tuple[Stay, ...]:
    """The visits of one opportunity, from its history in the order of recording.

    A stage that was removed, and a closing that was taken back, leave the visit going on.
    """
    kept = [row for row in past if row.status != DELETED]
    if not kept:
        return ()
    first = kept[0]
    found = [Stay(first.stage_id, first.stage_entered_on)]
    if first.status in CLOSED:
        found[-1] = found[-1]._replace(left_on=first.closed_on, ended=first.status)
    for before, after in pairwise(kept):
        follow(found, before, after)
    return tuple(found)


def follow(found: list[Stay], before: StageHistoryRow, after: StageHistoryRow) -> None:
    """Apply one change to the visits."""
    if before.status in CLOSED and after.status == OPEN:
        found[-1] = found[-1]._replace(left_on=None, ended=None)
    if after.stage_id != before.stage_id:
        if before.status in CLOSED or is_redrawn(after):
            found[-1] = found[-1]._replace(stage_id=after.stage_id)
        else:
            stage_id, entered_on = found[-1][:2]
            found[-1] = Stay(stage_id, entered_on, after.stage_entered_on, MOVED)
            found.append(Stay(after.stage_id, after.stage_entered_on))
    elif after.stage_entered_on != before.stage_entered_on:
        found[-1] = found[-1]._replace(entered_on=after.stage_entered_on)
    elif after.created_on != before.created_on:
        shift = after.created_on - before.created_on
        found[0] = found[0]._replace(entered_on=earlier(found[0].entered_on, shift))
    if after.status in CLOSED:
        stage_id, entered_on = found[-1][:2]
        found[-1] = Stay(stage_id, entered_on, after.closed_on, after.status)


def stage_totals(past: Sequence[StageHistoryRow]) -> dict[int, StageTotals]:
    """Return the stays by stage, as the store keeps them; none for a deleted deal."""
    if not past or past[-1].status == DELETED:
        return {}
    found: dict[int, StageTotals] = {}
    for stay in stays_of(past):
        days = 0 if stay.left_on is None else stay.days(stay.left_on)
        former = found.get(stay.stage_id, StageTotals()).days
        found[stay.stage_id] = StageTotals(
            former + days, gone=stay.ended is not None, won=past[-1].status == WON
        )
    return found


def earlier(day: date, shift: timedelta) -> date:
    """Return the day shifted by that much, within the calendar."""
    try:
        return day + shift
    except OverflowError:
        return date.max if shift > timedelta(0) else date.min


def amount_on(known: Sequence[Dated], day: date) -> Dated:
    """The amount on a day: the last one recorded of those that held by then, else the first."""
    return next((each for each in reversed(known) if each.on <= day), known[0])


BETWEEN = 1_000_000  # more than there ever are stages


def stage_rank(step: StageRef, *, removed: bool = False) -> int:
    """Return a stage's rank: a removed one comes just before the one that took its place.

    Several removed before the same one lie in the order in which they were made. What comes after
    what is decided by the rank alone; STAGE_RANK_SQL says the same in SQL.
    """
    return 2 * step.position * BETWEEN - (BETWEEN - step.id if removed else 0)


class StageOrder(NamedTuple):
    """The stages in use with their ranks, and the ranks of all, those removed among them."""

    stages: Sequence[int]
    ranks: Sequence[int]
    places: Mapping[int, int]

    @classmethod
    def of(cls, standing: Sequence[StageRef], removed: Iterable[StageRef] = ()) -> "StageOrder":
        """From the stages; one that was removed lies before the one that took its place."""
        ranks = {step.id: stage_rank(step) for step in standing}
        between = {step.id: stage_rank(step, removed=True) for step in removed}
        return cls(tuple(ranks), tuple(ranks.values()), ranks | between)


class StagePassed(NamedTuple):
    """A stage in use that was entered or skipped on the way forward, and on which day first."""

    stage_id: int
    on: date


def from_first_known_stage(visits: Sequence[Stay], ladder: StageOrder) -> Sequence[Stay]:
    """The visits from the first one of a stage in use on."""
    starts = (at for at, visit in enumerate(visits) if visit.stage_id in ladder.stages)
    return visits[next(starts, len(visits)) :]


def stages_passed(visits: Sequence[Stay], ladder: StageOrder) -> list[StagePassed]:
    """The first stage in use, and each later one that it passed or skipped, in order.

    A stage before the first one isn't passed, even when it went back to that.
    """
    if not visits:
        return []
    following = bisect_left(ladder.ranks, ladder.places[visits[0].stage_id])
    found: list[StagePassed] = []
    for visit in visits:
        place = ladder.places[visit.stage_id]
        while following < len(ladder.ranks) and ladder.ranks[following] <= place:
            found.append(StagePassed(ladder.stages[following], visit.entered_on))
            following += 1
    return found


def went_past(visits: Sequence[Stay], stage_id: int, ladder: StageOrder) -> bool:
    """Return whether the deal was ever in a stage after this one."""
    place = ladder.places[stage_id]
    return any(ladder.places[visit.stage_id] > place for visit in visits)


# As `stage_rank`: a removed stage lies just before the one that moved up into its place.
STAGE_RANK_SQL = (
    f"2 * {BETWEEN} * {{stage}}.position"
    f" - case when {{stage}}.archived then {BETWEEN} - {{stage}}.id else 0 end"
)
# As `is_redrawn`: its stage was removed, and it stands in another one.
REDRAWN = f"note is not null and glob('{REMOVED[0]}*{REMOVED[1]}', note)"


class KindSince(NamedTuple):
    """From which day on a stage was for leads, or wasn't."""

    on: date
    is_lead: bool


class LeadStages(NamedTuple):
    """The stages that are or were for leads, each with its kinds in the order of recording."""

    kinds: Mapping[int, Sequence[KindSince]] = {}

    def holds(self, stage_id: int, day: date | None) -> bool:
        """Return whether a stage was for leads at the end of a day; without a day, now."""
        known = self.kinds.get(stage_id)
        if not known:
            return False
        if day is None:
            return known[-1].is_lead
        by_then = [each for each in known if each.on <= max(day, known[0].on)]
        return by_then[-1].is_lead


class LeadExit(NamedTuple):
    """A deal that left the lead stages: when, and whether it went on (or was disqualified)."""

    on: date
    is_forward: bool


def lead_exit(visits: Sequence[Stay], leads: LeadStages) -> LeadExit | None:
    """Return how a deal left the lead stages the last time; None if it is or was in none."""
    there = [visit for visit in visits if leads.holds(visit.stage_id, visit.left_on)]
    if not there or there[-1].left_on is None:
        return None
    return LeadExit(there[-1].left_on, there[-1].ended != LOST)


def percentile_75_index(count: int) -> int:
    """The place of the 75th percentile in `count` sorted values (nearest rank)."""
    return max(0, -(-3 * count // 4) - 1)
