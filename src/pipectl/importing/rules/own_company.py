"""Recognize columns of the seller's own company, which some programs write beside the customer."""

from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.file_columns import FileColumns, place_of
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.programs import CSV, bare, known_as

ACCOUNTS = ("account", "accounts")
_FEWEST = 3  # rows with the same company


def without_own_company(sheet: Sheet, columns: FileColumns) -> FileColumns:
    """Return the columns without an account that is the same in every row, beside another one.

    Only of plain files, and unless the user named the column. Unread columns of that kind are
    remembered, so that none is proposed.
    """
    if columns.format is not CSV or not columns.said.isdisjoint(ACCOUNTS):
        return columns
    read = next((each for each in columns.columns if each.field in ACCOUNTS), None)
    headers = [each for each in columns.left_out if each and _may_be_account(each)]
    headers += [] if read is None else [read.header]
    if len(headers) < 2:
        return columns
    counts = {header: dict[str, int]() for header in headers}
    places = {header: place_of(header, sheet.headers, sheet.name) for header in headers}
    width = len(sheet.headers)
    for _, cells in sheet.rows(footer=columns.footer, ragged=True):
        for header, place in places.items() if len(cells) == width else ():
            if text := cells[place].strip(SPACE):
                counts[header][text] = counts[header].get(text, 0) + 1
    same = {each for each, found in counts.items() if [*map(_is_often, found.values())] == [True]}
    if not same or not any(len(found) > 1 for found in counts.values()):
        return columns
    columns = columns._replace(own_companies=frozenset(same))
    if read is None or read.header not in same:
        return columns
    unread = {*columns.left_out, read.header}
    return columns._replace(
        columns=tuple(each for each in columns.columns if each is not read),
        left_out=tuple(each for each in sheet.headers if each in unread),
        own_company=read.header,
    )


def _may_be_account(header: str) -> bool:
    is_known = not known_as(bare(header)).isdisjoint(ACCOUNTS)
    return is_known or likely_header("account", [header]) is not None


def _is_often(count: int) -> bool:
    return count >= _FEWEST
