"""The history file: which opportunity entered which stage, and when."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from functools import lru_cache, partial
from typing import NamedTuple

from pipectl.domain.incoming.dates import Order, read_instant
from pipectl.domain.incoming.fields import outcome_in_stage, restored
from pipectl.domain.incoming.formats import place_of
from pipectl.domain.incoming.identity import Identified
from pipectl.domain.incoming.outcomes import perhaps, surely
from pipectl.domain.incoming.programs import bare
from pipectl.domain.incoming.reading import SPACE, Problem, Problems, date_orders, told
from pipectl.domain.incoming.unsaid import Unclear
from pipectl.domain.words import OPEN
from pipectl.errors import BadFileError, UsageError
from pipectl.sheets import Row, Sheet, raggedness
from pipectl.text import check_line, fold

CLOSING = ("closing",)  # no outcome is called so
HEADERS = ("deal_id", "stage", "entered_at")


class Entry(NamedTuple):
    """A stage that was entered; `line` is the file's."""

    stage: str
    entered_on: date
    line: int


History = Mapping[str, Sequence[Entry]]


class ReadHistory(NamedTuple):
    """The entries of each opportunity, in the order of their times, then of the file.

    `unknown_count` rows are of opportunities that weren't asked for, `closing_count` rows only say
    won or lost; both are left out. `unclear` are stages that look it, in open deals or in those of
    another outcome, and are left out as well. `problems` are the first of `problem_count`; `bad`
    are the identifiers in their rows.
    """

    entries: dict[str, list[Entry]]
    problems: list[Problem]
    problem_count: int
    rejected_count: int
    orders: dict[str, Order]
    left_out: tuple[str, ...]
    unknown_count: int
    closing_count: int
    bad: frozenset[str] = frozenset()
    unclear: Mapping[Unclear, Sequence[int]] = {}


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
    """The history of what is `known`: outcomes by identifier. Nothing is after `today`.

    `stages` (folded) are those that were said to mean won, lost, or an open stage. With `short`,
    the long and the short form of an identifier are one: that of `known`.

    Raises BadFileError where a column is missing, AmbiguousColumnError as `read` does.
    """
    places = _places(sheet)
    orders = date_orders(sheet, {places[2]: sheet.headers[places[2]]}, dates)
    rows = _Rows(sheet, places, orders[sheet.headers[places[2]]], ours=ours)
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
        orders=told(orders),
        left_out=tuple(
            header or f"column {place + 1}"
            for place, header in enumerate(sheet.headers)
            if place not in places
        ),
        unknown_count=rows.unknown_count,
        closing_count=rows.closing_count,
        bad=frozenset(rows.bad),
        unclear=rows.unclear,
    )


def stage_order(history: History) -> list[str]:
    """Every stage in the order in which most opportunities first entered them.

    Where they disagree in a circle, or never met, the one that stands earlier on average goes
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


class _Rows:
    """Takes rows, and keeps what they say."""

    def __init__(self, sheet: Sheet, places: Sequence[int], order: Order, *, ours: bool) -> None:
        self.problems = Problems(sheet.name)
        self.today: date | None = None
        self.zone: tzinfo | None = None
        self.bad: set[str] = set()
        self.unknown_count = self.closing_count = self.rejected_count = 0
        self.found: dict[str, list[tuple[date, int, int, str]]] = defaultdict(list)
        self._headers, self._places, self._ours = sheet.headers, places, ours
        self._stage = lru_cache(1000)(partial(check_line, what="stage", most=60))
        self.stages: Mapping[str, str] = {}
        self.outcomes: Mapping[str, str] = {}
        self.unclear: dict[Unclear, list[int]] = {}
        self._instant = partial(read_instant, order=order)

    def take(self, row: Row, known: Identified[str]) -> None:
        """Keep a row, count it, or say what is wrong with it."""
        if len(row.cells) != len(self._headers):
            return self._reject(row, "", raggedness(len(row.cells), len(self._headers)))
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
        """Which outcomes a stage may mean; CLOSING where it is said to be one, or is called so."""
        said = self.stages.get(fold(stage))
        if said is not None:
            return () if said == OPEN else CLOSING
        return CLOSING if outcome_in_stage(stage) else surely(stage)

    def settle(self) -> None:
        """Leave out what may be a result, and is where no deal went on."""
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
        """Count what says the deal's outcome, and keep what says another one."""
        if looks == CLOSING or (outcome != OPEN and outcome in looks):
            self.closing_count += 1
            return
        header = self._headers[self._places[1]]
        why = Unclear(header, stage, looks, is_stage=True)
        self.unclear.setdefault(why, []).append(line)

    def _cell(self, row: Row, place: int) -> str:
        text = row.cells[place].strip(SPACE)
        return restored(text) if self._ours else text

    def _reject(self, row: Row, column: str, text: str, meant: str | None = None) -> None:
        self.rejected_count += 1
        if self._places[0] < len(row.cells):
            self.bad.add(meant or self._cell(row, self._places[0]))
        self.problems.add(row.line, column, text)


def _in_order(found: list[tuple[date, int, int, str]]) -> list[Entry]:
    return [Entry(stage, entered_on, line) for entered_on, _, line, stage in sorted(found)]


def _places(sheet: Sheet) -> list[int]:
    there = {bare(header) for header in sheet.headers}
    missing = [header for header in HEADERS if bare(header) not in there]
    if missing:
        raise BadFileError(
            f"{sheet.name}:{sheet.line}: the history has no column {' and no '.join(missing)}.",
            hint=f"It needs {', '.join(HEADERS)}.",
        )
    return [place_of(header, sheet.headers, sheet.name) for header in HEADERS]
