"""Read the sheets of an Excel workbook as rows of text, using python-calamine."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from pipectl.errors import BadFileError, NotFoundError, RefusedError, listed, quoted
from pipectl.importing.rules.spreadsheet_cells import CellMark, MarkedText
from pipectl.importing.rules.workbook_xml import cell_marks

_MOST_EXACT = 10**15  # Excel keeps 15 digits of a number


class SeveralSheetsError(RefusedError):
    """A workbook with several possible sheets, or only hidden ones.

    `sheets` has their numbers of lines by name, the visible ones first; `hidden` are the others.
    """

    def __init__(self, name: str, sheets: Mapping[str, int], hidden: Collection[str]) -> None:
        self.name, self.sheets, self.hidden = name, sheets, hidden
        shown = [quoted(each) for each in sheets if each not in hidden]
        concealed = listed(quoted(each) for each in sheets if each in hidden)
        if shown:
            text = f"{name} has {len(shown)} sheets with rows: {listed(shown)}"
            text += f" (and hidden: {concealed})." if concealed else "."
        else:
            sheet = "a hidden sheet" if len(hidden) == 1 else "hidden sheets"
            text = f"{name} has rows only in {sheet}: {concealed}."
        super().__init__(text, hint="Choose one with --sheet NAME.")


class WorkbookTable:
    """The non-empty rows of one sheet of a workbook, with their numbers."""

    def __init__(self, stream: BinaryIO, name: str, sheet: str | None, decimal: str) -> None:
        self.name = name
        try:
            import python_calamine
        except ImportError:
            raise RefusedError(
                (f"{name} is an Excel workbook, but the package that reads them isn't installed."),
                hint=(
                    'Run `pip install python-calamine`, or save the sheet as "CSV UTF-8" in Excel.'
                ),
            ) from None
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(stream)
            names = list(book.sheet_names)
            visible = python_calamine.SheetVisibleEnum.Visible
            hidden = {each.name for each in book.sheets_metadata if each.visible != visible}
            self.hidden: list[str] = []
            chosen, self._rows = self._chosen(names, hidden, sheet, book.get_sheet_by_name)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            said = str(error).splitlines()[0][:100] if str(error) else "it is damaged"
            raise BadFileError(
                f"{name}:1: can't read the Excel workbook: {said}.",
                hint='Save it again, or save the sheet as "CSV UTF-8".',
            ) from None
        self.mark: str | None = decimal
        self.hollow: list[int] = []
        self._marks = {} if chosen is None else cell_marks(stream, chosen)

    def _chosen(
        self,
        names: Sequence[str],
        hidden: Collection[str],
        sheet: str | None,
        get: Callable[[str], Any],
    ) -> tuple[str | None, list[list[Any]]]:
        """Return the named sheet, or the only visible one with rows, and its rows."""
        if sheet is not None:
            meant = [each for each in names if each.casefold() == sheet.strip().casefold()]
            if not meant:
                raise NotFoundError(
                    f"{self.name} has no sheet {quoted(sheet)}.",
                    hint=f"Its sheets are {listed(_called(each, hidden) for each in names)}.",
                )
            return meant[0], _rows_of(get(meant[0]))
        full = {each: rows for each in names if (rows := _rows_of(get(each)))}
        shown = {each: rows for each, rows in full.items() if each not in hidden}
        if len(shown) > 1 or (full and not shown):
            counts = {
                each: len(full[each]) for each in sorted(full, key=lambda name: name in hidden)
            }
            raise SeveralSheetsError(self.name, counts, [each for each in full if each in hidden])
        self.hidden = [each for each in full if each in hidden]
        return next(iter(shown.items()), (None, []))

    def records(self) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield each non-empty row: its number, twice (rows have one line), and its cells."""
        for number, row in enumerate(self._rows, 1):
            cells = tuple(
                self._marked(self._text(cell), self._marks.get((number - 1, place)))
                for place, cell in enumerate(row)
            )
            if any(cells):
                yield number, number, cells
            elif any(isinstance(cell, MarkedText) for cell in cells) and number not in self.hollow:
                self.hollow.append(number)

    def _text(self, cell: Any) -> str:
        """Return a cell as it would be typed: dates year first, numbers with our decimal mark."""
        if isinstance(cell, str):
            return cell
        if isinstance(cell, bool):
            return "true" if cell else "false"
        if isinstance(cell, int | float):
            return self._number(float(cell))
        if isinstance(cell, datetime):
            clock = cell.time()
            return str(cell.date()) if clock == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
        if isinstance(cell, date):
            return cell.isoformat()
        return str(cell)

    def _marked(self, text: str, mark: CellMark | None) -> str:
        return text if mark is None else MarkedText.made(text, mark)

    def _number(self, number: float) -> str:
        if abs(number) >= _MOST_EXACT:
            return f"{number:.14E}"  # its last digits are gone
        if number.is_integer():
            return str(int(number))
        text = repr(number)
        if "e" in text:
            text = f"{number:.20f}".rstrip("0")
        # With three decimals, 1.234 could be read as 1234.
        whole, _, part = text.partition(".")
        return f"{whole}{self.mark}{part.ljust(4, '0') if len(part) == 3 else part}"


def _called(name: str, hidden: Collection[str]) -> str:
    """Return a sheet's name for a message."""
    return f"{quoted(name)} (hidden)" if name in hidden else quoted(name)


def _rows_of(sheet: Any) -> list[list[Any]]:
    """Return all rows from the first line on, or none if every cell is empty."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    if not any(cell != "" for row in rows for cell in row):
        return []
    _unmerge(rows, getattr(sheet, "merged_cell_ranges", None) or ())
    return rows


def _unmerge(rows: list[list[Any]], merged: Iterable[Any]) -> None:
    """Repeat the value of vertically merged cells in each of their rows."""
    for (top, left), (bottom, _) in merged:
        if top < len(rows) and left < len(rows[top]) and rows[top][left] != "":
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
