"""Recognize columns of reasons, which some programs call "Outcome"."""

from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.fields import reads_outcome
from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.outcomes import is_bare, is_deleted, is_on_hold, meant
from pipectl.importing.rules.programs import CSV


def without_reasons(sheet: Sheet, columns: FileColumns, *, is_said: bool) -> FileColumns:
    """Return the columns without an outcome column in which no value is an outcome.

    Only of plain files, whose headers may mean anything, and unless the column `is_said`.
    Single words may be outcomes of a seller's own, so they are asked about one by one.
    """
    column = next((each for each in columns.columns if each.field == "outcome"), None)
    if column is None or is_said or columns.format is not CSV:
        return columns
    reasons: set[str] = set()
    for row in sheet.rows(footer=columns.footer, ragged=True):
        text = row.cells[column.place].strip(SPACE) if column.place < len(row.cells) else ""
        if text and _is_outcome(text):
            return columns
        reasons |= {text} if " " in text else set()
    if len(reasons) < 2:
        return columns
    rest = tuple(each for each in columns.columns if each is not column)
    if any(each.place == column.place for each in rest):  # said to be the lost reason
        return columns._replace(columns=rest)
    unread = {*columns.left_out, column.header}
    return columns._replace(
        columns=rest,
        left_out=tuple(each for each in sheet.headers if each in unread),
        reasons=column.header,
    )


def _is_outcome(text: str) -> bool:
    """Return whether a value is won, lost or open, or a single word that may mean one of them."""
    is_known = reads_outcome(text) or is_bare(text) or is_deleted(text) or is_on_hold(text)
    return is_known or (len(text.split()) == 1 and bool(meant(text)))
