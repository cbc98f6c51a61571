"""Find unread columns that may be identifiers: with another value in each row, or of each deal."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.cli.files import opened
from pipectl.importing.commands.rejects import without_place
from pipectl.importing.rules.column_looks import says_count
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.file_columns import place_of
from pipectl.importing.rules.grouped_rows import with_labels_repeated
from pipectl.importing.rules.header_guesses import GUARDED
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.unclear_outcomes import is_status
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


# `27000481`, `OPP-12`, and with a letter also `SZ/12/2026`, as a day has none.
_IS_KEY = re.compile(r"[\w#-]*\d[\w#-]*|(?=[\d/]*[^\W\d])[\w#-]+(/[\w#-]+)*/[\w#-]*\d[\w#-]*")
_KEYS = re.compile(
    r"(^|[^a-z])(id|nr|no|num|number|nummer|key|uid|uuid|guid|ref|references?|referenz|referentie"
    r"|referencia|riferimento|code|codice|codigo|kod|cle|clave|numero|numer|cislo|sygnatura)\.?($|[^a-z])|[a-z]id$|#|^n[°º]"
    r"|^identif|kennung"
)
# Headers of running numbers, which another file may give to other deals.
_ROW_NUMBERS = re.compile(
    r"(#|n[°ºo]?|nr|no|num|lp|l[. ]?p|p[. ]?c|poz|pos|por|row|line|zeile|ligne|fila|riga|rij|rad"
    r"|wiersz|(row|line|zeilen|lauf(ende)?[. ]*)[ -]?(number|no|nr|nummer)?)\.?"
)
_NO_KEYS = re.compile(
    r"\bnip\b|regon|fiscal|\biva\b|\bcap\b|\bvat\b|\btax\b|steuer|siret|siren|\bbtw\b|iban|"
    r"kod pocztowy|phone|telefon|tel|mobil|fax|zip|postal|plz|amount|montant|betrag"
)
_OF_CUSTOMERS = re.compile(
    "account|compan|customer|client|contact|person|user|owner|organi[sz]|firm|kunde|kontakt|konto"
    "|inhaber|unternehmen|tiers|societ|entreprise|cuenta|empresa|cliente|klant|bedrijf|azienda"
    "|klient|kontrahent|opiekun|wlasciciel"
)


def likely_identifier(asked: "ImportOptions", found: "ReadFile") -> str | None:
    """Return the column that may be the identifier, if no column is read as one."""
    unread = [each for each in found.columns.proposable if _is_key_named(each)]
    if not unread or found.columns.has("identifier") or asked.key == "title":
        return None
    return next((each for each in key_columns(asked, found, unread)), None)


def _is_key_named(header: str) -> bool:
    """Return whether a header means an identifier."""
    is_named = _KEYS.search(plain(header)) or GUARDED.search(plain(header))
    is_other = _NO_KEYS.search(fold(header)) or says_count(header) or is_status(header)
    return bool(is_named) and not is_other


def key_columns(asked: "ImportOptions", found: "ReadFile", unread: Sequence[str]) -> list[str]:
    """Return the columns of unique values, first those named like an identifier.

    Plain numbers only count if the header names an identifier. If rows repeat all that is read, as
    rows of one deal's products do, only a column that repeats its value with them counts.
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
        unique, shared = _told_apart(sheet, found, unread)
    if shared := [each for each in shared if _is_key_named(each)]:
        return [each for each in shared if not _OF_CUSTOMERS.search(plain(each))]
    named = [header for header in unique if _is_key_named(header)]
    others = [header for header, is_text in unique.items() if is_text and header not in named]
    return [*named, *others]


def _told_apart(
    sheet: Sheet, found: "ReadFile", unread: Sequence[str]
) -> tuple[dict[str, bool], list[str]]:
    """Return the columns of unique values, and whether these are more than numbers.

    Columns that number the rows of the file are none: `No.` 1, 2, 3.

    Then those with one value for all rows that are equal in the columns that are read, and another
    for each other row, if there are such rows.
    """
    places = {header: place_of(header, sheet.headers, sheet.name) for header in unread}
    read = [each.place for each in found.columns.columns]
    texts = dict.fromkeys(unread, True)
    unique: dict[str, set[str]] = {header: set() for header in unread}
    shared: dict[str, dict[str, tuple[str, ...]]] = {header: {} for header in unread}
    deals: set[tuple[str, ...]] = set()
    running = {header for header in unread if _ROW_NUMBERS.fullmatch(plain(header).strip())}
    groups, width, row_count = found.read.groups, len(sheet.headers), 0
    every = sheet.rows(footer=found.columns.footer, ragged=True)
    for row, is_total in with_labels_repeated(every, groups, groups.totals(found.columns)):
        if is_total or len(row.cells) != width:
            continue
        deal = tuple(row.cells[place].strip(SPACE) for place in read)
        deals.add(deal)
        row_count += 1
        for header in {*unique, *shared}:
            text = row.cells[places[header]].strip(SPACE)
            is_key = len(text) <= 64 and bool(_IS_KEY.fullmatch(text))
            if not is_key or text in unique.get(header, ()):
                unique.pop(header, None)
            else:
                unique.get(header, set()).add(text)
            if not is_key or shared.get(header, {}).setdefault(text, deal) != deal:
                shared.pop(header, None)
            texts[header] = texts[header] and not text.isdecimal()
            if text.rstrip(".") != str(row_count):
                running.discard(header)
    unique = {header: found for header, found in unique.items() if header not in running}
    of_deals = [
        header for header in unread if len(shared.get(header, ())) == len(deals) < row_count
    ]
    return {header: texts[header] for header in unread if header in unique}, of_deals
