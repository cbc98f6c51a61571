"""Reports and sheets in groups: a label that stands once, above or before the rows it is for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice
from typing import NamedTuple

from pipectl.domain.incoming.fields import outcome_in_stage
from pipectl.domain.incoming.formats import Columns
from pipectl.domain.incoming.outcomes import status
from pipectl.domain.words import LOST, WON
from pipectl.errors import BadFileError, RefusedError, quoted
from pipectl.sheets import MOST_TITLES, TOTAL, Row, Sheet

SPACE = " \t\r\n\xa0"
ARROW = re.compile("[\u2190-\u2193\u25b2\u25b4\u25bc\u25be\u2b06\u2b07]\ufe0f?\\s*$")
LEAST = 4  # rows of which one may think that they are in groups
NO_LABEL = "-"  # what Salesforce calls the group of rows that have no value there
_COUNT = re.compile(r"\s+\([0-9][0-9.,]*\)$")
_HEADING = re.compile(r"[^:]{1,60}: .*\([0-9][0-9.,]* [^()]{3,30}\)")
_NUMBER = r"[^\d]{0,4}\d[\d.,'’ \xa0\u2009\u202f]*[^\d]{0,4}"
_AGGREGATE = (
    "(sum|total|count|average|avg|mean|median|min(imum)?|max(imum)?|smallest|largest) of .+"
    "|((record|row|unique) )?count|sum|average|avg|mean|median|minimum|maximum|smallest|largest"
    "|(datensatz)?anzahl|summe|durchschnitt|mittelwert|nombre|somme|moyenne|recuento|suma|promedio"
)
_IS_AGGREGATE = re.compile(rf"({_AGGREGATE})( ?[:=] ?{_NUMBER})?", re.IGNORECASE)
_IS_NUMBER = re.compile(_NUMBER)
_IS_SUMMED = re.compile(
    "(sum|average|avg|median|min|max|smallest|largest) of .+|(record|row) count"
    "|(summe|durchschnitt) (von |der |des )?.+|datensatz(an)?zahl|anzahl (der )?datensätze"
    "|(somme|moyenne) (de |du |des |d').+|nombre d'enregistrements"
    "|(suma|promedio) de .+|recuento de registros",
    re.IGNORECASE,
)
_GROUP = re.compile(r"([ \xa0]*)\S.* \(([0-9]{1,6})\)\s*")
_BOOLEANS = ("True", "False")
_OF_TOTAL = re.compile(r".* (total|subtotal|count|average|gesamt|ergebnis)", re.IGNORECASE)


class Groups(NamedTuple):
    """Which columns have a label for the rows below it.

    At `places` it is repeated there: `counted` are those that have the number of rows behind it.
    `doubtful` columns look so, but nobody can know: the header, rows with a label, rows without.
    """

    places: tuple[int, ...] = ()
    counted: frozenset[int] = frozenset()
    doubtful: tuple[tuple[str, int, int], ...] = ()


class SummaryReportError(BadFileError):
    """A report whose rows are under headings of their own, or left out."""

    def __init__(self, name: str, line: int, heading: str) -> None:
        super().__init__(
            f"{name}:{line}: {quoted(heading, 60)} is the heading of a group, not a deal: this is "
            "a report in groups.",
            hint='Export it as "Details Only" (in Salesforce: Export, Details Only), '
            "or without groups.",
        )


class GroupedExportError(BadFileError):
    """An export with lines of its own above each group of rows."""

    def __init__(self, name: str, line: int, heading: str) -> None:
        super().__init__(
            f"{name}:{line}: {quoted(heading, 60)} is the heading of a group, not a deal: this is "
            "an export in groups.",
            hint='Export it without groups (in Odoo: remove "Group By" from the list first), or '
            "take those lines out of the file.",
        )


class SummaryOnlyError(BadFileError):
    """A report that adds deals up and names none."""

    def __init__(self, name: str, line: int, figure: str) -> None:
        super().__init__(
            f"{name}:{line}: {quoted(figure, 60)} adds deals up, and no column names them: this "
            "is a report of totals.",
            hint='Export it as "Details Only" (in Salesforce: Export, Details Only), with a column '
            "of the deals' names.",
        )


class DoubtfulGroupsError(RefusedError):
    """A column that may have each label once for a group of rows, or nothing in some rows."""

    def __init__(self, name: str, header: str, labelled: int, blank: int) -> None:
        self.header, self.labelled, self.blank = header, labelled, blank
        super().__init__(
            lambda numbers: (
                f"{name}: {quoted(header, 60)} is empty in {numbers.counted(blank, 'row')} below "
                f"{numbers.counted(labelled, 'row')} that each name another: were cells merged "
                "there?"
            ),
            hint=f'--fill-down "{header}" repeats what stands above, --fill-down none leaves the '
            "cells empty.",
        )


class Totals:
    """Tells the rows that only add others up, as they come one after the other."""

    def __init__(self, columns: Columns, *, is_grouped: bool = False) -> None:
        self._naming = [
            place
            for field in ("identifier", "title")
            if (place := columns.place(field)) is not None
        ]
        self._is_grouped = is_grouped
        self._after_one = False

    def has(self, row: Row) -> bool:
        """Whether the row only adds others up: figures, with no name or that of a total.

        A name of a total is `Total` in the first cell, or `Meeting Total` outside of the columns
        that name deals. `Count` and `Sum of Amount` are figures below such a row.
        """
        cells = [text.strip(SPACE) for text in row.cells]
        self._after_one = self._is_one(cells)
        return self._after_one

    def _is_one(self, cells: Sequence[str]) -> bool:
        filled = [place for place, text in enumerate(cells) if text]
        if not filled:
            return False
        first = filled[0]
        is_named = any(cells[place] for place in self._naming if place < len(cells))
        if TOTAL.fullmatch(cells[first]) or (not is_named and _OF_TOTAL.fullmatch(cells[first])):
            if len(filled) == 1 and is_named:
                return False
            filled = filled[1:]
        elif (self._after_one or self._is_grouped) and _IS_AGGREGATE.fullmatch(cells[first]):
            filled = filled[1:]
        elif is_named:
            return False
        return all(_is_figure(cells[place]) for place in filled)


def _is_figure(text: str) -> bool:
    return bool(_IS_NUMBER.fullmatch(text) or _IS_AGGREGATE.fullmatch(text))


def found(sheet: Sheet, columns: Columns, said: Iterable[int], *, may_doubt: bool) -> Groups:
    """Which columns are filled down: those that were `said`, and those that a report sorts by.

    With `may_doubt`, the column of stages is looked at, too: whether each label stands once only,
    before rows without one.
    """
    said = set(said)
    sorted_by = {place for place, header in enumerate(sheet.headers) if ARROW.search(header)}
    watched = {place: _Labels() for place in sorted_by - said}
    if may_doubt:
        stage = columns.place("stage")
        watched |= {} if stage is None or stage in said else {stage: _Labels()}
    has_totals = _look(sheet, columns, watched, sorted_by) if watched else False
    sure = {
        place
        for place, labels in watched.items()
        if labels.begins and labels.blank and (place in sorted_by or (has_totals and labels.once))
    }
    doubtful = tuple(
        (sheet.headers[place], labels.labelled, labels.blank)
        for place, labels in sorted(watched.items())
        if place not in sure and labels.begins and labels.once and labels.blank
        if labels.labelled + labels.blank >= LEAST and labels.blank * 2 >= labels.labelled
    )
    counted = (place for place in sure if watched[place].counts)
    return Groups(tuple(sorted(said | sure)), frozenset(counted), doubtful)


def _look(
    sheet: Sheet, columns: Columns, watched: Mapping[int, "_Labels"], sorted_by: Set[int]
) -> bool:
    """Look at the cells of columns as long as they tell something; whether there are totals."""
    totals = Totals(columns, is_grouped=bool(sorted_by))
    has_totals, outcome = False, columns.place("outcome")
    for row in sheet.rows(footer=columns.footer, ragged=True):
        if len(row.cells) != len(sheet.headers):
            continue
        if totals.has(row):
            has_totals = True
            continue
        if outcome is not None and _is_closed(row.cells[outcome]):
            continue  # one that was won or lost may have no stage
        for place, labels in watched.items():
            labels.look(row.cells[place].strip(SPACE))
        if not sorted_by and not any(each.begins and each.once for each in watched.values()):
            break
    return has_totals


def _is_closed(text: str) -> bool:
    return (outcome_in_stage(text) or status(text)) in (WON, LOST)


def check_heading(name: str, row: Row) -> None:
    """Raise SummaryReportError for `Stage: Prospecting (2 records)` alone in its row."""
    if row.cells[0] and not any(row.cells[1:]) and _HEADING.fullmatch(row.cells[0].strip(SPACE)):
        raise SummaryReportError(name, row.line, row.cells[0].strip(SPACE))


def check_details(sheet: Sheet) -> None:
    """Raise SummaryOnlyError for a file whose columns only add up: `Sum of Amount`.

    Raises SummaryReportError where headings are all that there is. This is for files whose headers
    name no deals.
    """
    first = Row(sheet.line, sheet.headers)
    for row in islice(chain([first], sheet.rows(ragged=True)), MOST_TITLES):
        for text in row.cells:
            if _IS_SUMMED.fullmatch(text.strip(SPACE)):
                raise SummaryOnlyError(sheet.name, row.line, text.strip(SPACE))
        check_heading(sheet.name, row)


def check_headings(sheet: Sheet, columns: Columns) -> None:
    """Raise GroupedExportError where the first row, `New (2)`, heads as many rows as it says.

    Groups within it are indented. Such a line has nothing but figures beside its label, and its
    amount is that of its rows.
    """
    every = sheet.rows(footer=columns.footer, ragged=True)
    first = next(every, None)
    label = None if first is None else _label(first)
    if first is None or label is None:
        return
    amount = columns.place("amount")
    depth, count = label
    summed, amounts, rows, is_other = _figure(first, amount), 0.0, 0, False
    for row in every:
        inner = _label(row)
        if inner is not None and (inner[0] > depth or rows >= count):
            if inner[0] <= depth:
                is_other = True
                break
            continue
        rows += 1
        amounts += _figure(row, amount) or 0.0
        if rows > count:
            return
    is_summed = summed is not None and abs(summed - amounts) < 0.01 * max(1, rows)
    # Two rows, one without an amount, are no group: "Acme (1)" may be a title.
    if rows == count and (is_summed or (summed is None and (is_other or count > 1))):
        raise GroupedExportError(sheet.name, first.line, first.cells[0].strip(SPACE))


def _label(row: Row) -> tuple[int, int] | None:
    """How far the label of a group's heading is indented, and how many rows it says."""
    found = _GROUP.fullmatch(row.cells[0])
    rest = (text.strip(SPACE) for text in row.cells[1:])
    if found is None or not all(_is_figure(text) or text in _BOOLEANS for text in rest if text):
        return None
    return len(found[1]), int(found[2])


def _figure(row: Row, place: int | None) -> float | None:
    """The amount in a row, where one is there that can be added up."""
    if place is None or place >= len(row.cells):
        return None
    try:
        return float(re.sub("[^0-9.]", "", row.cells[place].replace(",", ".")))
    except ValueError:
        return None


class _Labels:
    """What the cells of a column are, from the first row to the last."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.begins = self.once = self.counts = True
        self.labelled = self.blank = 0

    def look(self, text: str) -> None:
        """At the next row's cell."""
        if not text:
            self.begins = self.begins and bool(self.labelled)
            self.blank += 1
            return
        self.labelled += 1
        self.once = self.once and text not in self.seen
        self.counts = self.counts and bool(_COUNT.search(text))
        self.seen.add(text)


def filled(rows: Iterable[Row], groups: Groups, totals: Totals) -> Iterator[tuple[Row, bool]]:
    """The rows with the labels of their groups, and whether each only adds others up.

    A label of an outer group ends those of the groups within it.
    """
    labels: dict[int, str] = {}
    for row in rows:
        if totals.has(row):
            yield row, True
            continue
        if groups.places:
            row = row._replace(cells=_labelled(row.cells, groups, labels))
        yield row, False


def _labelled(cells: Sequence[str], groups: Groups, labels: dict[int, str]) -> tuple[str, ...]:
    """The cells with the labels that are known, which those of this row become."""
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
