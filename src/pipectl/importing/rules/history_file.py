"""Read the history file, and build a deal's past from it."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from functools import lru_cache, partial
from typing import TypeVar

from pipectl.errors import BadFileError, RefusedError, UsageError
from pipectl.importing.rules.csv_file import SPACE, CsvRow, Sheet, raggedness
from pipectl.importing.rules.date_formats import Order, date_orders, doubtful_orders, read_instant
from pipectl.importing.rules.fields import Incoming, closing_day, restored
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.identifiers import Identified
from pipectl.importing.rules.outcomes import outcome_in_stage, perhaps, surely
from pipectl.importing.rules.problems import Problem, Problems
from pipectl.importing.rules.programs import bare
from pipectl.importing.rules.spreadsheet_cells import problem_of
from pipectl.importing.rules.unclear_outcomes import Unclear
from pipectl.named_tuple import NamedTuple
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST, LOST, OPEN, WON

K = TypeVar("K")

CLOSING = ("closing",)  # no outcome is called so
HEADERS = ("deal_id", "stage", "entered_at")


class StageEntry(NamedTuple):
    """A stage that was entered; `line` is the file's."""

    stage: str
    entered_on: date
    line: int


History = Mapping[str, Sequence[StageEntry]]


class ReadHistory(NamedTuple):
    """The entries of each deal, ordered by time, then by line.

    Skipped: `unknown_count` rows of deals that weren't asked for, `closing_count` rows that only
    tell the outcome, and the lines in `unclear`: stages that look like an outcome the deal doesn't
    have. `problems` are the first of `problem_count`; `bad` are the identifiers in their rows.
    `hollow_lines` have only errors and formulas without a value.
    """

    entries: dict[str, list[StageEntry]]
    problems: list[Problem]
    problem_count: int
    rejected_count: int
    orders: dict[str, Order]
    left_out: tuple[str, ...]
    unknown_count: int
    closing_count: int
    bad: frozenset[str] = frozenset()
    unclear: Mapping[Unclear, Sequence[int]] = {}
    hollow_lines: Sequence[int] = ()


def read_history(
    sheet: Sheet,
    known: Mapping[str, str],
    *,
    dates: str | None = None,
    ours: bool = False,
    today: date | None = None,
    short: bool = False,
    zone: tzinfo | None = None,
    stages: Mapping[str, str] = {},
) -> ReadHistory:
    """Read the history of `known` (outcome by identifier); no entry may be after `today`.

    `stages` (folded) are mapped to won, lost or an open stage. With `short`, the long and the short
    form of an identifier are the same; that of `known` is returned.

    Raises BadFileError if a column is missing, AmbiguousColumnError as `read` does.
    """
    places = _places(sheet)
    orders = date_orders(sheet, {places[2]: sheet.headers[places[2]]}, dates)
    rows = _HistoryReader(sheet, places, orders[sheet.headers[places[2]]], ours=ours)
    rows.today, rows.zone, rows.stages, rows.outcomes = today, zone, stages, known
    wanted = Identified[str](short=short)
    for identifier in known:
        wanted.add(identifier, identifier)
    for row in sheet.rows(ragged=True):
        rows.take(row, wanted)
    rows.settle()
    return ReadHistory(
        entries={identifier: _in_order(found) for identifier, found in rows.found.items()},
        problems=rows.problems.kept,
        problem_count=rows.problems.count,
        rejected_count=rows.rejected_count,
        orders=doubtful_orders(orders),
        left_out=tuple(
            header or f"column {place + 1}"
            for place, header in enumerate(sheet.headers)
            if place not in places
        ),
        unknown_count=rows.unknown_count,
        closing_count=rows.closing_count,
        bad=frozenset(rows.bad),
        unclear=rows.unclear,
        hollow_lines=sheet.hollow_lines,
    )


def stage_order(history: History) -> list[str]:
    """Return all stages in the order in which most deals first entered them.

    If there is a cycle, or no deal was in both, the stage with the lower average position comes
    first, then the one that the file names first.
    """
    names: dict[str, str] = {}
    ahead: dict[tuple[str, str], int] = defaultdict(int)
    stood: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entries in history.values():
        first_entered = list(dict.fromkeys(fold(entry.stage) for entry in entries))
        for entry in entries:
            names.setdefault(fold(entry.stage), entry.stage)
        for place, stage in enumerate(first_entered):
            stood[stage][0] += place
            stood[stage][1] += 1
            for later in first_entered[place + 1 :]:
                ahead[stage, later] += 1
    left = sorted(names, key=lambda stage: stood[stage][0] / stood[stage][1])
    ordered = []
    while left:
        free = (
            stage
            for stage in left
            if not any(ahead[other, stage] > ahead[stage, other] for other in left)
        )
        ordered.append(next(free, left[0]))
        left.remove(ordered[-1])
    return [names[stage] for stage in ordered]


class _HistoryReader:
    """Collects the entries of rows."""

    def __init__(self, sheet: Sheet, places: Sequence[int], order: Order, *, ours: bool) -> None:
        self.problems = Problems(sheet.name)
        self.today: date | None = None
        self.zone: tzinfo | None = None
        self.bad: set[str] = set()
        self.unknown_count = self.closing_count = self.rejected_count = 0
        self.found: dict[str, list[tuple[date, int, int, str]]] = defaultdict(list)
        self._headers, self._places, self._ours = sheet.headers, places, ours
        self._stage = lru_cache(1000)(partial(check_line, what="stage", most=LONGEST["stage.name"]))
        self.stages: Mapping[str, str] = {}
        self.outcomes: Mapping[str, str] = {}
        self.unclear: dict[Unclear, list[int]] = {}
        self._instant = partial(read_instant, order=order)

    def take(self, row: CsvRow, known: Identified[str]) -> None:
        """Store a row's entry, count the row, or report its problem."""
        if len(row.cells) != len(self._headers):
            return self._reject(row, "", raggedness(len(row.cells), len(self._headers)))
        for place in self._places:
            if wrong := problem_of(row.cells[place]):
                return self._reject(row, self._headers[place], wrong)
        cells = [self._cell(row, place) for place in self._places]
        for place, text in zip(self._places, cells, strict=True):
            if not text:
                return self._reject(row, self._headers[place], "the cell is empty.")
        identifier, stage, entered = cells
        meant = known.find(identifier)
        if meant is None:
            self.unknown_count += 1
            return None
        place = self._places[1]
        try:
            stage = self._stage(stage)
            place = self._places[2]
            entered_on, second = self._instant(entered, zone=self.zone)
        except UsageError as error:
            return self._reject(row, self._headers[place], str(error), meant)
        if self.today and entered_on > self.today:
            text = f"{entered_on.isoformat()} is in the future: today is {self.today.isoformat()}."
            return self._reject(row, self._headers[place], text, meant)
        looks = self.looks(stage)
        if looks:
            self.leave_out(stage, row.line, looks, self.outcomes[meant])
        else:
            self.found[meant].append((entered_on, second, row.line, stage))
        return None

    def looks(self, stage: str) -> tuple[str, ...]:
        """Return the outcomes that a stage may mean; CLOSING if mapped or named so."""
        said = self.stages.get(fold(stage))
        if said is not None:
            return () if said == OPEN else CLOSING
        return CLOSING if outcome_in_stage(stage) else surely(stage)

    def settle(self) -> None:
        """Remove stages that may mean an outcome and that no deal ever left."""
        passed = {
            fold(before[3])
            for found in self.found.values()
            for before, after in itertools.pairwise(sorted(found))
            if fold(before[3]) != fold(after[3])
        }
        means = {
            stage: perhaps(stage)
            for stage in {each[3] for found in self.found.values() for each in found}
            if fold(stage) not in passed and fold(stage) not in self.stages
        }
        for identifier, found in list(self.found.items()):
            for each in [each for each in found if means.get(each[3])]:
                found.remove(each)
                self.leave_out(each[3], each[2], means[each[3]], self.outcomes[identifier])
            if not found:
                del self.found[identifier]

    def leave_out(self, stage: str, line: int, looks: tuple[str, ...], outcome: str) -> None:
        """Count an entry that repeats the deal's outcome; keep any other one as unclear."""
        if looks == CLOSING or (outcome != OPEN and outcome in looks):
            self.closing_count += 1
            return
        header = self._headers[self._places[1]]
        why = Unclear(header, stage, looks, is_stage=True)
        self.unclear.setdefault(why, []).append(line)

    def _cell(self, row: CsvRow, place: int) -> str:
        text = row.cells[place].strip(SPACE)
        return restored(text) if self._ours else text

    def _reject(self, row: CsvRow, column: str, text: str, meant: str | None = None) -> None:
        self.rejected_count += 1
        if self._places[0] < len(row.cells):
            self.bad.add(meant or self._cell(row, self._places[0]))
        self.problems.add(row.line, column, text)


def _in_order(found: list[tuple[date, int, int, str]]) -> list[StageEntry]:
    return [StageEntry(stage, entered_on, line) for entered_on, _, line, stage in sorted(found)]


def may_be_history(headers: Sequence[str]) -> bool:
    """Return whether these are the headers of a history."""
    return {bare(header) for header in HEADERS} <= {bare(header) for header in headers}


def _places(sheet: Sheet) -> list[int]:
    there = {bare(header) for header in sheet.headers}
    missing = [header for header in HEADERS if bare(header) not in there]
    if missing:
        raise BadFileError(
            (
                f"{sheet.name}:{sheet.line}: the stage history has no column "
                f"{' and no '.join(missing)}."
            ),
            hint=f"It needs the columns {', '.join(HEADERS)}.",
        )
    return [place_of(header, sheet.headers, sheet.name) for header in HEADERS]


Visit = tuple[int, date]  # a stage, and the day it was entered on


class NoStagesError(RefusedError):
    """The store has no stage for a deal."""

    def __init__(self) -> None:
        super().__init__(
            "Your store has no stages, so nothing can be imported.",
            hint="Add one: `pipectl stage add NAME --probability N`.",
        )


class Arrival(NamedTuple):
    """An imported row; `stage_id` is its stage's, `visits` are ordered by date."""

    row: Incoming
    stage_id: int | None
    visits: tuple[Visit, ...] = ()


class HistorySnapshot(NamedTuple):
    """A deal's state from a day on; money in minor units."""

    happened_on: date
    stage_id: int
    stage_entered_on: date
    status: str
    amount_minor: int | None
    closed_on: date | None = None


class KnownSince(NamedTuple):
    """From which day imported history counts as known: today, its own day, or `complete_since`."""

    today: date
    complete_since: date | None = None

    def recorded_on(self, happened_on: date) -> date:
        """Return the day on which an event counts as recorded."""
        if self.complete_since is None:
            return self.today
        return min(max(happened_on, self.complete_since), self.today)


def began_on(arrival: Arrival, today: date) -> date:
    """Return the day a deal began: its creation, but no later than its first stage or closing."""
    row = arrival.row
    known = [row.created_on, *(day for _, day in arrival.visits[:1]), closing_day(row, today)]
    return min((day for day in known if day is not None), default=today)


class Misplaced(NamedTuple):
    """Lines before the deal's creation and after its closing, in order."""

    early: tuple[int, ...]
    late: tuple[int, ...]


def misplaced(rows: Iterable[Incoming], entries: History, today: date) -> Misplaced:
    """Return the history's lines that are before a row's creation or after its closing."""
    early: list[int] = []
    late: list[int] = []
    for row in rows:
        past = entries.get(row.identifier, ()) if row.identifier is not None else ()
        end = closing_day(row, today)
        for entry in past:
            if row.created_on is not None and entry.entered_on < row.created_on:
                early.append(entry.line)
            if end is not None and entry.entered_on > end:
                late.append(entry.line)
    return Misplaced(tuple(sorted(early)), tuple(sorted(late)))


class Misdated(NamedTuple):
    """Lines of closed rows without a closing day: no date, a future date, a past expected date.

    The last are closed on their expected date.
    """

    none: tuple[int, ...]
    ahead: tuple[int, ...]
    expected: tuple[int, ...]


def entered_late(rows: Iterable[Incoming], today: date) -> list[int]:
    """Return the lines of rows created after their closing: these begin on the closing day."""
    return [
        row.line
        for row in rows
        if row.created_on is not None
        and (closed_on := closing_day(row, today)) is not None
        and closed_on < row.created_on
    ]


def undated(rows: Iterable[Incoming], today: date) -> Misdated:
    """Return the lines of won or lost rows without a closing day."""
    closed = [row for row in rows if row.outcome != OPEN and row.closed_on is None]
    none = (row.line for row in closed if row.close_on is None)
    ahead = (row.line for row in closed if row.close_on is not None and row.close_on > today)
    passed = (row.line for row in closed if row.close_on is not None and row.close_on <= today)
    return Misdated(tuple(none), tuple(ahead), tuple(passed))


class Unbegun(NamedTuple):
    """Lines of rows without a creation date: open ones begin today, others on their closing day."""

    still_open: tuple[int, ...]
    closed: tuple[int, ...]


def unbegun(rows: Iterable[Incoming], entries: History) -> Unbegun:
    """Return the lines of rows that have neither a creation date nor a history."""
    bare = [row for row in rows if row.created_on is None and not entries.get(row.identifier or "")]
    return Unbegun(
        tuple(row.line for row in bare if row.outcome == OPEN),
        tuple(row.line for row in bare if row.outcome != OPEN),
    )


def stays(arrival: Arrival, standing: Sequence[int], today: date) -> list[Visit]:
    """Return a deal's stages with their first days: from the history, then its own stage.

    Without either, a won deal was in the likeliest stage and any other in the first; these are
    `standing`. Raises NoStagesError if there are none.
    """
    begin, end = began_on(arrival, today), closing_day(arrival.row, today) or today
    found: list[Visit] = []
    for stage_id, day in arrival.visits:
        if not found or found[-1][0] != stage_id:
            found.append((stage_id, min(max(day, found[-1][1] if found else begin), end)))
    if not found:
        return [
            (unsaid(arrival, standing) if arrival.stage_id is None else arrival.stage_id, begin)
        ]
    if arrival.stage_id is not None and found[-1][0] != arrival.stage_id:
        found.append((arrival.stage_id, end))
    return found


def first_and_likeliest(percents: Mapping[K, int]) -> list[K]:
    """Return the stages for deals that name none: the first, and the last of the likeliest.

    The very last stage may be one for lost deals, or the first of another pipeline.
    """
    names = list(percents)
    return [names[0], max(reversed(names), key=lambda each: percents[each])] if names else []


def unsaid(arrival: Arrival, standing: Sequence[int]) -> int:
    """Return the stage for a deal that names none; raise NoStagesError."""
    if not standing:
        raise NoStagesError
    return standing[-1 if arrival.row.outcome == WON else 0]


def days_between(state: HistorySnapshot, after: HistorySnapshot) -> int:
    """Return the days that a deal spent in a state's stage until the next state."""
    return max((after.happened_on - max(state.happened_on, state.stage_entered_on)).days, 0)


def days_before(states: Sequence[HistorySnapshot], stage_id: int) -> int:
    """Return the days of the completed visits to a stage."""
    return sum(
        days_between(state, after)
        for state, after in itertools.pairwise(states)
        if state.stage_id == stage_id and after.stage_id != stage_id
    )


def timeline(arrival: Arrival, standing: Sequence[int], today: date) -> list[HistorySnapshot]:
    """Yield each state of the deal, oldest first; a win may follow a change of its amount."""
    row, amount = arrival.row, arrival.row.amount_minor
    begin, closed_on = began_on(arrival, today), closing_day(row, today)
    (first, entered_on), *later = stays(arrival, standing, today)
    states = [HistorySnapshot(begin, first, max(begin, entered_on), OPEN, amount)]
    states += [HistorySnapshot(day, stage_id, day, OPEN, amount) for stage_id, day in later]
    if closed_on is None:
        return states
    last = states[-1]
    closed_value = row.closed_value_minor if row.outcome == WON else None
    if closed_value is not None and closed_value != amount:
        last = last._replace(happened_on=closed_on, amount_minor=closed_value)
        states.append(last)
    status = WON if row.outcome == WON else LOST
    states.append(last._replace(happened_on=closed_on, status=status, closed_on=closed_on))
    return states


class MovedClosing(NamedTuple):
    """A closing before the history known here: the day in the file, and the consequence.

    The deal began on `began_on` instead, or closes on `closed_on`, as it changed stage after that.
    """

    number: int
    said_on: date
    began_on: date | None = None
    closed_on: date | None = None
