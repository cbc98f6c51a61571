"""Detect probabilities written as shares of 1, from all values of the column."""

import re

from pipectl.errors import RefusedError, quoted
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.file_columns import FileColumns

_SHARE = re.compile("0*[01]?(?:[.,][0-9]*)?")
_PLAIN = re.compile("0*[01](?:[.,]0*)?")


class AmbiguousShareError(RefusedError):
    """Every probability of a column is 0 or 1, and 1 may mean 1 % or 100 %."""

    def __init__(self, place: str, header: str) -> None:
        self.header = header
        super().__init__(
            (
                f"{place}: every probability in {quoted(header)} is 0 or 1, and 1 could mean 1% "
                "or 100%."
            ),
            hint=f'Choose one: --map "probability_share={header}" (100%) or --map '
            f'"probability={header}" (1%).',
        )


def has_shares(sheet: Sheet, columns: FileColumns, *, is_said: bool) -> bool:
    """Return whether the probabilities are shares: all from 0 to 1, and some between.

    Raises AmbiguousShareError if all are 0 or 1, unless percent `is_said`.
    """
    column = next((each for each in columns.columns if each.field == "probability"), None)
    if column is None:
        return False
    first_one: int | None = None
    is_between = False
    for line, cells in sheet.rows(footer=columns.footer, ragged=True):
        text = cells[column.place].strip(SPACE) if column.place < len(cells) else ""
        if not text:
            continue
        if not _SHARE.fullmatch(text) or (not _PLAIN.fullmatch(text) and _is_more(text)):
            return False
        if not _PLAIN.fullmatch(text):
            is_between = True
        elif first_one is None and text.lstrip("0").startswith("1"):
            first_one = line
    if first_one is not None and not is_between and not is_said:
        raise AmbiguousShareError(f"{sheet.name}:{first_one}", column.header)
    return is_between


def with_percents(sheet: Sheet, columns: FileColumns, *, is_said: bool) -> FileColumns:
    """Return the columns, with shares read as percent if one of them is more than 1.

    A program writes shares under that header, but people write 60 there. What `is_said` stays.
    """
    column = next((each for each in columns.columns if each.field == "probability_share"), None)
    if column is None or is_said:
        return columns
    for row in sheet.rows(footer=columns.footer, ragged=True):
        text = row.cells[column.place].strip(SPACE) if column.place < len(row.cells) else ""
        if not _SHARE.fullmatch(text) or (not _PLAIN.fullmatch(text) and _is_more(text)):
            if not re.fullmatch("[0-9]+(?:[.,][0-9]+)?[ \u00a0\u202f]*%?", text):
                continue  # which is a problem of its row
            percent = column._replace(field="probability")
            return columns._replace(
                columns=tuple(percent if each is column else each for each in columns.columns)
            )
        if text and not _PLAIN.fullmatch(text):
            return columns
    return columns


def _is_more(text: str) -> bool:
    """Return whether a text is a number greater than 1: 1.5."""
    return text.lstrip("0").startswith("1")
