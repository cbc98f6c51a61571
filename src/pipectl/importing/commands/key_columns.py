"""Find unread columns with a different value in each row, which may be identifiers."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.cli.files import opened
from pipectl.importing.commands.rejects import without_place
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.grouped_rows import with_labels_repeated
from pipectl.importing.rules.header_guesses import GUARDED
from pipectl.importing.rules.outcomes import plain
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


_IS_KEY = re.compile(r"[\w#-]*\d[\w#-]*")
_KEYS = re.compile(
    r"(^|[^a-z])(id|nr|no|num|number|nummer|key|uid|uuid|guid|ref|reference|code|clé|clave|numéro"
    r"|número)\.?($|[^a-z])|[a-z]id$|#|^n[°º]|^identif|kennung"
)
_NO_KEYS = re.compile("phone|telefon|tel|mobil|fax|zip|postal|plz|amount|montant|betrag")


def likely_identifier(asked: "ImportOptions", found: "ReadFile") -> str | None:
    """Return the column that may be the identifier, if no column is read as one."""
    unread = [each for each in found.columns.left_out if _is_key_named(each)]
    if not unread or found.columns.has("identifier") or asked.key == "title":
        return None
    return next((each for each in key_columns(asked, found, unread)), None)


def _is_key_named(header: str) -> bool:
    """Return whether a header means an identifier."""
    is_named = _KEYS.search(fold(header)) or GUARDED.search(plain(header))
    return bool(is_named) and not _NO_KEYS.search(fold(header))


def key_columns(asked: "ImportOptions", found: "ReadFile", unread: Sequence[str]) -> list[str]:
    """Return the columns of unique values, first those named like an identifier.

    Plain numbers only count if the header names an identifier.
    """
    from pipectl.importing.rules import csv_file

    with opened(found.name) as stream:
        sheet = csv_file.rows(
            stream,
            name=found.name,
            encoding=asked.encoding,
            header_line=found.header_line,
            sheet=without_place(asked, found.name).sheet,
        )
        unique = _unique(sheet, found, unread)
    named = [header for header in unique if _is_key_named(header)]
    others = [header for header, is_text in unique.items() if is_text and header not in named]
    return [*named, *others]


def _unique(sheet: Sheet, found: "ReadFile", unread: Sequence[str]) -> dict[str, bool]:
    """Return the columns of unique values, and whether these are more than numbers."""
    places = {header: place_of(header, sheet.headers, sheet.name) for header in unread}
    seen: dict[str, set[str]] = {header: set() for header in unread}
    texts = dict.fromkeys(unread, True)
    groups, width = found.read.groups, len(sheet.headers)
    every = sheet.rows(footer=found.columns.footer, ragged=True)
    for row, is_total in with_labels_repeated(every, groups, groups.totals(found.columns)):
        if is_total or len(row.cells) != width:
            continue
        for header, values in list(seen.items()):
            text = row.cells[places[header]].strip(SPACE)
            if text in values or len(text) > 64 or not _IS_KEY.fullmatch(text):
                del seen[header]
                continue
            values.add(text)
            texts[header] = texts[header] and not text.isdecimal()
    return {header: texts[header] for header in seen}
