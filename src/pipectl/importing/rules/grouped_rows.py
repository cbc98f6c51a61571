"""Read grouped reports, where a label stands once for several rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice

from pipectl.errors import BadFileError, RefusedError, quoted
from pipectl.importing.rules.csv_file import SPACE, CsvRow, Sheet
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.header_line import MOST_TITLES
from pipectl.importing.rules.outcomes import outcome_in_stage, status
from pipectl.importing.rules.total_rows import Sums, Totals, named_sums
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import LOST, WON

ARROW = re.compile("[\u2190-\u2193\u25b2\u25b4\u25bc\u25be\u2b06\u2b07]\ufe0f?\\s*$")
LEAST = 4  # rows of which one may think that they are in groups
MOST_FIRST = 50  # labels without an empty cell below, in a column that may be of groups
# Fields whose value several deals share, so a report may be in groups by it.
_SHARED = ("owner", "account", "accounts", "contact", "contacts", "source", "campaign", "currency")
NO_LABEL = "-"  # what Salesforce calls the group of rows that have no value there
_COUNT = re.compile(r"\s+\([0-9][0-9.,]*\)$")
_HEADING = re.compile(r"[^:]{1,60}: .*\([0-9][0-9.,]* [^()]{3,30}\)")
_IS_SUMMED = re.compile(
    "(sum|average|avg|median|min|max|smallest|largest) of .+|(record|row) count"
    r"|(summe|durchschnitt) (von |der |des )?[^\s(\[].*|datensatz(an)?zahl|anzahl (der )?datensätze"
    "|(somme|moyenne) (de |du |des |d').+|nombre d'enregistrements"
    "|(suma|promedio) de .+|recuento de registros",
    re.IGNORECASE,
)


class Groups(NamedTuple):
    """Which columns have one label for the rows below it.

    The label is repeated at `places`; `counted` ones have the number of rows in it. `doubtful`: a
    column that may be one (header, rows with a label, rows without); `likely` ones only get a
    hint. `sums`: the rows named like totals.
    """

    places: tuple[int, ...] = ()
    counted: frozenset[int] = frozenset()
    doubtful: tuple[tuple[str, int, int], ...] = ()
    likely: tuple[tuple[str, int, int], ...] = ()
    sums: Sums = Sums()

    def totals(self, columns: FileColumns) -> Totals:
        """Return the function that recognizes rows of totals."""
        return Totals(columns, is_grouped=bool(self.places), lines=self.sums.lines)


class SummaryReportError(BadFileError):
    """A report whose rows are below headings, or missing."""

    def __init__(self, name: str, line: int, heading: str) -> None:
        super().__init__(
            f"{name}:{line}: {quoted(heading, 60)} is a group heading, not a deal. The report "
            "is grouped.",
            hint='Export it as "Details Only" (in Salesforce: Export, Details Only), or '
            "without groups.",
        )


class SummaryOnlyError(BadFileError):
    """A report of totals without any deals."""

    def __init__(self, name: str, line: int, figure: str) -> None:
        super().__init__(
            f"{name}:{line}: {quoted(figure, 60)} is a total of deals without names. The "
            "report has only totals.",
            hint='Export it as "Details Only" (in Salesforce: Export, Details Only), with '
            "a column of deal names.",
        )


class DoubtfulGroupsError(RefusedError):
    """A column that may have one label per group of rows, or just empty cells."""

    def __init__(self, name: str, header: str, labeled: int, blank: int) -> None:
        self.header, self.labeled, self.blank = header, labeled, blank
        super().__init__(
            lambda numbers: (
                f"{name}: {quoted(header, 60)} is empty in {numbers.counted(blank, 'row')} "
                f"below {numbers.counted(labeled, 'row')} with different values. Were cells "
                "merged?"
            ),
            hint=f'To repeat the value above, use --fill-down "{header}". To leave the '
            "cells empty, use --fill-down none.",
        )


def find_groups(
    sheet: Sheet,
    columns: FileColumns,
    said: Iterable[int],
    *,
    may_doubt: bool,
    totals: str | None = None,
    hints: bool = False,
) -> Groups:
    """Return the columns to fill down: those in `said`, and those that a report is sorted by.

    With `may_doubt`, also check the column of stages (is each label in one row only, before rows
    without one?) and, if totals name groups, that of accounts. `totals` is what the user said about
    rows that may be totals. With `hints`, other columns of shared values are checked like that of
    stages, but only for a hint.
    """
    said = set(said)
    may_hint = _shared_places(columns) if hints else set()
    sorted_by = {place for place, header in enumerate(sheet.headers) if ARROW.search(header)}
    watched = {place: _Labels() for place in sorted_by - said}
    if may_doubt:
        stage = columns.place("stage")
        watched |= {} if stage is None or stage in said else {stage: _Labels()}
    is_grouped = bool(sorted_by or said)
    sums = named_sums(sheet, columns, is_grouped=is_grouped, said=totals)
    known = Totals(columns, is_grouped=is_grouped, lines=sums.lines)
    account = columns.place("account")
    if may_doubt and len(sums.names) > 1 and account is not None:
        watched |= {account: _Labels()}
    hinted = {
        place: _Labels(most=MOST_FIRST) for place in may_hint if place not in {*said, *watched}
    }
    watched |= hinted
    has_totals = _look(sheet, columns, watched, sorted_by, known) if watched else False
    sure = {
        place
        for place, labels in watched.items()
        if labels.begins and labels.blank and place not in hinted
        if place in sorted_by
        or (has_totals and labels.once and (place != account or sums.names <= labels.folded))
    }
    doubtful = tuple(
        (sheet.headers[place], labels.labeled, labels.blank)
        for place, labels in sorted(watched.items())
        if place not in {*sure, account, *hinted} and labels.begins and labels.once and labels.blank
        if labels.labeled + labels.blank >= LEAST and labels.blank * 2 >= labels.labeled
    )
    likely = tuple(
        (sheet.headers[place], labels.labeled, labels.blank)
        for place, labels in sorted(hinted.items())
        if labels.begins and labels.once and labels.blank >= labels.labeled > 1
        if labels.labeled + labels.blank >= LEAST
    )
    counted = (place for place in sure if watched[place].counts)
    places = said | sure | {*sums.headings.values()}
    return Groups(
        tuple(sorted(places)),
        frozenset((*counted, *sums.headings.values())),
        doubtful,
        likely,
        sums,
    )


def _shared_places(columns: FileColumns) -> set[int]:
    """Return the places of the columns whose values several deals share."""
    named = (each.place for each in columns.extra if each.said is not None)
    return {each.place for each in columns.columns if each.field in _SHARED} | {*named}


def _look(
    sheet: Sheet,
    columns: FileColumns,
    watched: Mapping[int, "_Labels"],
    sorted_by: Set[int],
    totals: Totals,
) -> bool:
    """Look at columns' cells while they may tell something; return whether there are totals."""
    has_totals, outcome, stage = False, columns.place("outcome"), columns.place("stage")
    accounts, contacts = (
        {each.place for each in columns.columns if each.field.startswith(what)}
        for what in ("account", "contact")
    )
    for row in sheet.rows(footer=columns.footer, ragged=True):
        if len(row.cells) != len(sheet.headers):
            continue
        if totals.has(row):
            has_totals = True
            continue
        # Closed deals may have no stage.
        is_closed = outcome is not None and _is_closed(row.cells[outcome])
        has_account = any(row.cells[place].strip(SPACE) for place in accounts)
        for place, labels in watched.items():
            text = row.cells[place].strip(SPACE)
            if not is_closed or place != stage:
                labels.look(text)
            if has_account and not text and place in contacts:
                labels.once = False  # nobody is named at that account
        if not sorted_by and not any(each.begins and each.once for each in watched.values()):
            break
    return has_totals


def _is_closed(text: str) -> bool:
    return (outcome_in_stage(text) or status(text)) in (WON, LOST)


def check_heading(name: str, row: CsvRow) -> None:
    """Raise SummaryReportError for `Stage: Prospecting (2 records)` alone in its row."""
    if row.cells[0] and not any(row.cells[1:]) and _HEADING.fullmatch(row.cells[0].strip(SPACE)):
        raise SummaryReportError(name, row.line, row.cells[0].strip(SPACE))


def check_details(sheet: Sheet) -> None:
    """Raise SummaryOnlyError for a file with only aggregated columns: `Sum of Amount`.

    Raises SummaryReportError if there are only headings. Called for files whose headers name no
    deals.
    """
    first = CsvRow(sheet.line, sheet.headers)
    for row in islice(chain([first], sheet.rows(ragged=True)), MOST_TITLES):
        for text in row.cells:
            if _IS_SUMMED.fullmatch(text.strip(SPACE)):
                raise SummaryOnlyError(sheet.name, row.line, text.strip(SPACE))
        check_heading(sheet.name, row)


class _Labels:
    """The kinds of cells in a column, collected from the first row to the last."""

    def __init__(self, *, most: int | None = None) -> None:
        """Start; with `most`, a column of more labels before the first empty cell has no groups."""
        self.most = most
        self.seen: set[str] = set()
        self.begins = self.once = self.counts = True
        self.labeled = self.blank = 0

    @property
    def folded(self) -> set[str]:
        """The labels in folded case, for comparison with names."""
        return set(map(fold, self.seen))

    def look(self, text: str) -> None:
        """Look at the next row's cell."""
        if not text:
            self.begins = self.begins and bool(self.labeled)
            self.blank += 1
            return
        self.labeled += 1
        self.once = self.once and text not in self.seen
        if self.most is not None and not self.blank and self.labeled > self.most:
            self.once = False
        self.counts = self.counts and bool(_COUNT.search(text))
        self.seen.add(text)


def with_labels_repeated(
    rows: Iterable[CsvRow], groups: Groups, totals: Totals
) -> Iterator[tuple[CsvRow, bool]]:
    """Yield the rows with their groups' labels filled in, and whether each is a total.

    A new label of an outer group ends the groups within it.
    """
    labels: dict[int, str] = {}
    for row in rows:
        if totals.has(row):
            if row.line in groups.sums.headings:
                _labeled(row.cells, groups, labels)
            yield row, True
            continue
        if groups.places:
            row = row._replace(cells=_labeled(row.cells, groups, labels))
        yield row, False


def _labeled(cells: Sequence[str], groups: Groups, labels: dict[int, str]) -> tuple[str, ...]:
    """Return the cells with the current labels, and update these from the row."""
    found = list(cells)
    for at, place in enumerate(groups.places):
        if place >= len(found):
            break
        if text := found[place].strip(SPACE):
            label = _COUNT.sub("", text) if place in groups.counted else text
            labels[place] = "" if label == NO_LABEL else label
            for inner in groups.places[at + 1 :]:
                labels.pop(inner, None)
        found[place] = labels.get(place, "")
    return tuple(found)
