"""Find rows of totals by their names and figures."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from pipectl.errors import RefusedError, quoted
from pipectl.importing.rules.csv_file import SPACE, CsvRow, Footer, Sheet
from pipectl.importing.rules.fields import FIELDS
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.total_words import COUNT, MEAN, SUBTOTAL, SUM, TOTAL, UNSPACED
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

_NUMBER = r"[^\d]{0,4}\d[\d.,'’ \xa0\u2009\u202f]*[^\d]{0,4}"
_AGGREGATE = (
    "(sum|total|count|average|avg|mean|median|min(imum)?|max(imum)?|smallest|largest) of .+"
    "|((record|row|unique) )?count|sum|average|avg|mean|median|minimum|maximum|smallest|largest"
    "|(datensatz|gesamt)?anzahl( der datensätze)?|summe|durchschnitt|mittelwert|somme|moyenne"
    "|nombre( total)?( d['’e].+)?|(total|recuento|número)( total)?( de registros)?|suma|promedio"
    "|(contagem|quantidade|número)( total)?( de registros)?|soma|média|conteggio|somma|aantal"
)
_IS_AGGREGATE = re.compile(rf"({_AGGREGATE})( ?[:=] ?{_NUMBER})?", re.IGNORECASE)
_IS_NUMBER = re.compile(_NUMBER)
_IS_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_IS_SPAN = re.compile(
    rf"{_DAY} ?(to|bis|à|al?|[-–—]) ?{_DAY}"
)  # the first and the last day of rows
_OF_TOTAL = re.compile(r".* (total|subtotal|count|average|gesamt|ergebnis)", re.IGNORECASE)
# Words before or after the name of a group in a row of totals.
_WORDS = {"subtotal": SUBTOTAL, "sum": SUM, "count": COUNT, "mean": MEAN}
_NAMES = {
    kind: re.compile(
        rf"(?:{words})[\s:–—-]+(?P<behind>.+)|(?P<before>.+?)[\s:–—-]+(?:{words}):?", re.IGNORECASE
    )
    for kind, words in _WORDS.items()
}
_ALL = re.compile(
    "gesamt|général|general|overall|alles?|tout|todo|geral|allt|alt|всё|все|全体|全部",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(.+?)\s*\((\d{1,3}(?:[., \xa0]\d{3})+|\d{1,9})\)")
_BOOLEANS = ("True", "False", "true", "false")
_NUMERIC = ("money", "cents", "percent", "share")
_YEARS = range(1900, 2100)  # as in `Renewal (2026)`
_LEAST_SUMMED = 3  # deals that a row adds up, if nothing but its figures tells that
_UNNAMED = "unnamed"
_NEAREST = 30  # groups on each side of a row that it may add up
SKIP, KEEP = "skip", "keep"  # what --totals takes


class Sums(NamedTuple):
    """Rows named like totals, by line.

    `lines` are the sums of rows around them. `headings` (line: column of the name) are those above
    rows whose cell in that column is empty. `names` are their groups' names. `doubtful` rows may be
    deals.
    """

    lines: frozenset[int] = frozenset()
    headings: Mapping[int, int] = {}
    names: frozenset[str] = frozenset()
    doubtful: tuple[tuple[int, str], ...] = ()


class DoubtfulTotalsError(RefusedError):
    """Rows named like totals, with only figures that no rows around them add up to."""

    def __init__(self, name: str, doubtful: Sequence[tuple[int, str]]) -> None:
        self.count, (self.line, self.label) = len(doubtful), doubtful[0]
        totals, deals = ("a total", "a deal") if self.count == 1 else ("totals", "deals")
        place = f"{'' if self.count == 1 else 'first in '}line {self.line}"
        super().__init__(
            lambda numbers: (
                f"{name}: {numbers.counted(self.count, 'row')} ({place}: {quoted(self.label, 60)}) "
                f"may be {totals} rather than {deals}."
            ),
            hint=f"--totals {SKIP} skips such rows, --totals {KEEP} imports them as deals.",
        )


class Totals:
    """Recognizes rows of totals, one row after the other."""

    def __init__(
        self, columns: FileColumns, *, is_grouped: bool = False, lines: Iterable[int] = ()
    ) -> None:
        self._naming = naming(columns)
        self._account = columns.place("account")
        self._is_grouped = is_grouped
        self._lines = lines
        self.after_one = False

    def has(self, row: CsvRow) -> bool:
        """Return whether the row is a total: figures, without a name or with that of a total.

        Names are `Total` in the first cell, or `Meeting Total` outside of the columns of deals and
        accounts. `Count` and `Sum of Amount` are figures below such a row.
        """
        cells = [text.strip(SPACE) for text in row.cells]
        self.after_one = row.line in self._lines or self._is_one(cells)
        return self.after_one

    def _is_one(self, cells: Sequence[str]) -> bool:
        filled = [place for place, text in enumerate(cells) if text]
        if not filled:
            return False
        is_named = any(cells[place] for place in self._naming if place < len(cells))
        first = filled[0]
        if not is_named:  # the name may stand behind the figures
            first = next((place for place in filled if not _is_figure(cells[place])), first)
        is_of_group = not is_named and first != self._account and _OF_TOTAL.fullmatch(cells[first])
        if is_of_group or TOTAL.fullmatch(cells[first]):
            if len(filled) == 1 and is_named:
                return False
            filled.remove(first)
        elif self._is_further(cells, filled, first):
            filled.remove(first)
        elif is_named:
            return False
        return all(_is_figure(cells[place]) for place in filled)

    def _is_further(self, cells: Sequence[str], filled: Sequence[int], first: int) -> bool:
        """Return whether a row after a total is one, too: `Count`, or a number for a deal's name.

        Such a number stands alone behind another text.
        """
        if (self.after_one or self._is_grouped) and _IS_AGGREGATE.fullmatch(cells[first]):
            return True
        if not self.after_one or len(filled) != 2 or first in self._naming:
            return False
        return filled[1] in self._naming and cells[filled[1]].isdecimal()


def naming(columns: FileColumns) -> list[int]:
    """Return the places of the columns that name deals."""
    found = (columns.place(field) for field in ("identifier", "title"))
    return [place for place in found if place is not None]


def _is_figure(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_IS_NUMBER, _IS_AGGREGATE, _IS_SPAN))


class _Named(NamedTuple):
    """A row named like a total; `at` is the number of deals above it."""

    line: int
    at: int
    place: int
    text: str
    label: str
    row_count: int | None
    kind: str | None
    figures: tuple[int, ...]
    cells: tuple[str, ...]


def named_sums(sheet: Sheet, columns: FileColumns, *, is_grouped: bool, said: str | None) -> Sums:
    """Find the rows named like totals with only figures, and check them against other rows.

    `said` is the user's choice for rows that remain doubtful.
    """
    found, bounds, is_rich = _look(sheet, columns, is_grouped)
    if not found:
        return Sums()
    lines_named = {each.line for each in found}
    totals = Totals(columns, is_grouped=is_grouped, lines=lines_named)
    rows = _Rows(sheet, columns.footer, totals, found, bounds)
    may_be_deals = {*naming(columns), columns.place("account")}
    lines: set[int] = set()
    doubtful: list[tuple[int, str]] = []
    for each in found:
        may_be_deal = each.place in may_be_deals
        is_one = rows.is_total(each, is_rich=is_rich, may_be_deal=may_be_deal)
        if is_one is None and may_be_deal:
            doubtful.append((each.line, each.text))
        elif is_one:
            lines.add(each.line)
    if said is not None:
        lines |= {line for line, _ in doubtful} if said == SKIP else set()
        doubtful = []
    headings = {
        each.line: each.place
        for each in found
        if each.line in lines and each.row_count is not None and each.place not in rows.filled
        if each.place not in may_be_deals and rows.is_above(each)
    }
    names = frozenset(fold(each.label) for each in found if each.line in lines)
    return Sums(frozenset(lines), headings, names, tuple(doubtful))


def _look(
    sheet: Sheet, columns: FileColumns, is_grouped: bool
) -> tuple[list[_Named], tuple[int, ...], bool]:
    """Return the rows named like totals, possible ends of groups, and whether deals have more."""
    kinds = {each.place: FIELDS[each.field].kind for each in columns.columns}
    totals = Totals(columns, is_grouped=is_grouped)
    found: list[_Named] = []
    bounds, deals, rich = {0}, 0, 0
    last: CsvRow | None = None  # if it has a single text
    for row in sheet.rows(footer=columns.footer, ragged=True):
        whole = len(row.cells) == len(sheet.headers)
        if whole and totals.has(row):
            bounds.add(deals)
            continue
        texts = _texts(row.cells, kinds) if whole else ()
        if len(texts) == 1 and (named := _named(row, deals, texts[0])):
            found.append(named)
            bounds.add(deals)
            totals.after_one = True
            continue
        deals += 1
        rich += len(texts) > 1
        last = row if len(texts) == 1 else None
    if last is not None and (unnamed := _unnamed(last, deals - 1, _texts(last.cells, kinds)[0])):
        found.append(unnamed)
        deals -= 1
    return found, tuple(sorted({*bounds, deals})), 0 < deals <= rich * 2


def _texts(cells: Sequence[str], kinds: Mapping[int, str]) -> list[int]:
    """Return the places of the first two cells that aren't figures."""
    texts = []
    for place, cell in enumerate(cells):
        if not (text := cell.strip(SPACE)):
            continue
        kind = kinds.get(place)
        may_be = kind is None or kind in _NUMERIC
        if may_be and _IS_NUMBER.fullmatch(text) and not _IS_DATE.fullmatch(text):
            continue
        if text in _BOOLEANS:  # which Odoo has beside the name of a group, too
            continue
        texts.append(place)
        if len(texts) > 1:
            break
    return texts


def _named(row: CsvRow, at: int, place: int) -> _Named | None:
    text = row.cells[place].strip(SPACE)
    figures = tuple(n for n, cell in enumerate(row.cells) if n != place and cell.strip(SPACE))
    count, label, kind = None, text, None
    if counted := _COUNTED.fullmatch(text):
        label, count = counted[1], int(re.sub(r"\D", "", counted[2]))
    for name, form in _NAMES.items():
        if named := form.fullmatch(label):
            label, kind = named["behind"] or named["before"], name
            break
    if kind is None and (named := UNSPACED.fullmatch(label)):
        is_sub = re.fullmatch(SUBTOTAL, named["words"]) is not None
        label, kind = named["before"], "subtotal" if is_sub else "sum"
    if count is None and kind != "subtotal" and not (kind and figures):
        return None
    return _Named(row.line, at, place, text, label, count, kind, figures, row.cells)


def _unnamed(row: CsvRow, at: int, place: int) -> _Named | None:
    """Return the last row as one that may add up all others, whatever it is called."""
    text = row.cells[place].strip(SPACE)
    figures = tuple(n for n, cell in enumerate(row.cells) if n != place and cell.strip(SPACE))
    if at < _LEAST_SUMMED or not figures:
        return None
    return _Named(row.line, at, place, text, text, None, _UNNAMED, figures, row.cells)


class _Rows:
    """Rows that may be added up: running totals of the columns that count."""

    def __init__(
        self,
        sheet: Sheet,
        footer: Footer | None,
        totals: Totals,
        found: Sequence[_Named],
        bounds: Sequence[int],
    ) -> None:
        self.bounds = bounds
        self.known: set[str] = set()
        self.filled: set[int] = set()
        labels = {fold(each.label) for each in found}
        named_in = {each.place for each in found}
        places = {place for each in found for place in each.figures}
        # Read with a point as decimal mark, and with a comma, if both are possible.
        self._sums = {(place, mark): [Decimal()] for place in places for mark in ".,"}
        for row in sheet.rows(footer=footer, ragged=True):
            whole = len(row.cells) == len(sheet.headers)
            if whole and totals.has(row):
                continue
            cells = row.cells if whole else ()
            self.known |= {folded for cell in cells if (folded := fold(cell)) in labels}
            self.filled |= {place for place in named_in if whole and cells[place].strip(SPACE)}
            for (place, mark), sums in self._sums.items():
                value = _figure(cells[place], mark) if whole else None
                sums.append(sums[-1] + (value or 0))

    def is_total(self, named: _Named, *, is_rich: bool, may_be_deal: bool) -> bool | None:
        """Return whether a row adds up others; None if that can't be decided."""
        spans = list(self._spans(named.at))
        counted = [each for each in spans if each[1] - each[0] == named.row_count]
        if named.row_count == 0:
            counted = [(named.at, named.at)]
        summed = [
            (start, end)
            for start, end in (spans if named.kind else counted)
            if any(self._fits(named, place, start, end) for place in named.figures)
        ]
        if named.kind == _UNNAMED:
            return None if is_rich and self._adds_up_all(named) else False
        is_known = fold(named.label) in self.known
        if named.kind is None:
            is_large = not named.figures and counted and counted[0][1] - counted[0][0] > 1
            if counted and (summed or is_large or is_known or is_rich or not may_be_deal):
                return True
            is_year = named.row_count in _YEARS and not counted
            return None if is_rich and not is_year else False
        is_known = is_known or bool(_ALL.fullmatch(named.label)) or named.kind == "subtotal"
        if any(is_known or end - start > 1 for start, end in summed):
            return True
        return None if summed or is_rich or named.kind == "subtotal" else False

    def _adds_up_all(self, named: _Named) -> bool:
        """Return whether a figure is the sum of all rows above, at least three of which count."""
        for (place, _), sums in self._sums.items():
            steps = sum(before != after for before, after in pairwise(sums))
            is_enough = place in named.figures and steps >= _LEAST_SUMMED
            if is_enough and self._fits(named, place, 0, named.at):
                return True
        return False

    def is_above(self, named: _Named) -> bool:
        """Return whether as many rows follow as its name says."""
        return named.row_count is not None and named.at + named.row_count in self.bounds

    def _spans(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the rows from the start of a group to this one, and from here to the end of one."""
        before = self.bounds[: bisect_left(self.bounds, at)]
        after = self.bounds[bisect_right(self.bounds, at) :]
        yield from ((start, at) for start in {*before[-_NEAREST:], *before[:1]})
        yield from ((at, end) for end in {*after[:_NEAREST], *after[-1:]})

    def _fits(self, named: _Named, place: int, start: int, end: int) -> bool:
        """Return whether a figure is the sum, the number or the mean of these rows."""
        return any(self._fits_as(named, place, start, end, mark) for mark in ".,")

    def _fits_as(self, named: _Named, place: int, start: int, end: int, mark: str) -> bool:
        value = _figure(named.cells[place], mark)
        if value is None:
            return False
        sums = self._sums[place, mark]
        rows, exact = end - start, sums[end] - sums[start]
        if named.kind == "count":
            return value == rows
        if named.kind == "mean":
            exact /= rows
        places = value.as_tuple().exponent
        unit = Decimal(1).scaleb(places if isinstance(places, int) else 0)
        return abs(value - exact) <= unit / 2 + Decimal("0.000001")


def _figure(text: str, mark: str) -> Decimal | None:
    """Return the number in a cell, read with this decimal mark or else the other one."""
    typed = text.strip(SPACE)
    sign = "-" if re.match(r"[^\d]*[-(−]", typed) else ""
    bare = re.sub(r"[\s'’\xa0\u2009\u202f]", "", re.sub(r"^[^\d]+|[^\d]+$", "", typed))
    for decimal, group in ((mark, "," if mark == "." else "."), (",", "."), (".", ",")):
        form = rf"(\d{{1,3}}(?:\{group}\d{{3}})+|\d{{1,20}})(?:\{decimal}(\d{{1,20}}))?"
        if found := re.fullmatch(form, bare):
            part = f".{found[2]}" if found[2] else ""
            return Decimal(f"{sign}{found[1].replace(group, '')}{part}")
    return None
