"""Read other columns than the headers suggest if the cells say so."""

import re
from collections.abc import Callable, Sequence

from pipectl.errors import PipectlError, UsageError
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.date_formats import is_day
from pipectl.importing.rules.file_columns import Better, FileColumn, FileColumns, place_of
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import is_closing
from pipectl.importing.rules.no_value import says_nothing
from pipectl.importing.rules.number_formats import read_money
from pipectl.importing.rules.outcomes import says_closed
from pipectl.importing.rules.programs import CSV

_FEWEST = 2  # rows in which a total isn't the amount itself
_MOST_TIMES = 20  # columns that may be numbers of times
_NUMBER = re.compile("([0-9]{1,3})(?:[.,][0-9]{1,2})?[ \u00a0\u202f]*%?")
_LETTER = re.compile(r"[^\W\d_]")
_TIMES = re.compile("[0-9]{1,4}")


def with_better_columns(sheet: Sheet, columns: FileColumns, decimal: str) -> FileColumns:
    """Return the columns with names of stages instead of numbers, and totals instead of parts.

    Only columns of plain files that another one rivals, and that the user didn't name.
    """
    rivals = [each for each in columns.rivals() if each[0].field in ("stage", "amount")]
    if not rivals:
        return columns
    rows = [row.cells for row in sheet.rows(footer=columns.footer, ragged=True)]
    rows = [cells for cells in rows if len(cells) == len(sheet.headers)]
    for read, header in rivals:
        if any(each.field == read.field for each in columns.better):
            continue
        place = place_of(header, sheet.headers, sheet.name)
        if read.field == "stage":
            better = _names_of_stages(rows, read, header, place)
        else:
            unread = {each: place_of(each, sheet.headers, sheet.name) for each in columns.left_out}
            better = _total(rows, read, header, unread, decimal)
        if better is not None:
            other = FileColumn(place, better.header, better.field)
            columns = columns.exchanged(sheet.headers, read, other)
            columns = columns._replace(better=(*columns.better, better))
    return columns


def with_filled_columns(
    sheet: Sheet, columns: FileColumns, choose: Callable[[Sequence[str]], FileColumns]
) -> FileColumns:
    """Return the columns with others instead of those that are empty in every row.

    `choose` returns the columns for headers; the user's own choice stays.
    """
    empty = {each for each in columns.columns if each.field not in columns.said}
    for row in sheet.rows(footer=columns.footer, ragged=True):
        if not empty:
            return columns
        empty = {each for each in empty if not _has_text(row.cells, each.place)}
    headers = list(sheet.headers)
    for each in empty:
        headers[each.place] = ""
    try:
        others = choose(headers)
    except PipectlError:
        return columns
    for each in sorted(empty):
        taken = {column.place for column in columns.columns}
        other = next((one for one in others.columns if one.field == each.field), None)
        if other is None or other.place in taken:
            continue
        # Without a title, what may be one is proposed as that.
        if columns.has("title") or likely_header("title", [other.header]) is None:
            columns = columns.exchanged(sheet.headers, each, other)
            if other in others.guessed:
                columns = columns._replace(guessed=(*columns.guessed, other))
    return columns


def with_closing_days(sheet: Sheet, columns: FileColumns) -> FileColumns:
    """Return the columns with a closing date from an unread one that is only called closed.

    All its values must be days, as `Closed` may be a flag, too. Without another column of expected
    days, a noun such as `Abschluss` may mean these.
    """
    if columns.format is not CSV or columns.has("closed_on", "close_date", "won_on", "lost_on"):
        return columns
    called = [
        header
        for header in columns.left_out
        if says_closed(header) or (columns.has("close_on") and is_closing(header))
    ]
    places = {place_of(each, sheet.headers, sheet.name): each for each in called}
    days = dict.fromkeys(places, 0)
    for row in sheet.rows(footer=columns.footer, ragged=True) if places else ():
        for place in list(days):
            if _has_text(row.cells, place):
                if not is_day(row.cells[place].strip(SPACE)):
                    del days[place]
                else:
                    days[place] += 1
    at = next((place for place, count in days.items() if count), None)
    if at is None:
        return columns
    return columns._replace(
        columns=tuple(sorted((*columns.columns, FileColumn(at, places[at], "closed_on")))),
        left_out=tuple(each for each in columns.left_out if each != places[at]),
    )


def _names_of_stages(
    rows: Sequence[Sequence[str]], read: FileColumn, header: str, place: int
) -> Better | None:
    """Return the rival if it has words, and the column that is read has only numbers."""
    numbers = [text for cells in rows if (text := cells[read.place].strip(SPACE))]
    names = [text for cells in rows if (text := cells[place].strip(SPACE))]
    if not numbers or not names or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    if not all(map(_LETTER.search, names)):
        return None
    values = {int(found[1]) for text in numbers if (found := _NUMBER.fullmatch(text))}
    # Numbers of steps are small: 1, 2, 3.
    return Better(
        "stage", header, read.header, may_be_percent=len(values) > 1 and 50 <= max(values) <= 100
    )


def _total(
    rows: Sequence[Sequence[str]],
    read: FileColumn,
    header: str,
    unread: dict[str, int],
    decimal: str,
) -> Better | None:
    """Return the rival if it is the amount multiplied by a number of times in every row."""
    amounts = [
        (cells, one, total)
        for cells in rows
        if (one := _minor(cells[read.place], decimal)) is not None
        and (total := _minor(cells[unread[header]], decimal)) is not None
    ]
    if sum(one != total for _, one, total in amounts) < _FEWEST:
        return None
    for times, place in list(unread.items())[:_MOST_TIMES]:
        if times != header and all(
            _TIMES.fullmatch(text := cells[place].strip(SPACE)) and one * int(text) == total
            for cells, one, total in amounts
        ):
            return Better("amount", header, read.header, times=times)
    return None


def _minor(text: str, decimal: str) -> int | None:
    try:
        return read_money(text.strip(SPACE), currency="EUR", decimal=decimal).minor
    except UsageError:
        return None


def _has_text(cells: Sequence[str], place: int) -> bool:
    """Return whether a row, which may be too short, has a value in a column."""
    text = cells[place].strip(SPACE) if place < len(cells) else ""
    return bool(text) and not says_nothing(text, "line")
