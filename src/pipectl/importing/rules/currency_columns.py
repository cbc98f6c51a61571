"""Find currency columns by their cells and names when no header is known."""

import re
import sys
from collections.abc import Sequence
from functools import lru_cache

from pipectl.currencies import DECIMALS
from pipectl.errors import CurrencyError
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.currency_names import read_currency
from pipectl.importing.rules.file_columns import FileColumn, FileColumns, place_of
from pipectl.importing.rules.outcomes import plain

_AMOUNTS = ("amount", "amount_cents", "amount_text", "closed_value")
_CURRENCY = re.compile(r"wae?hrungs?|currency|devise|moneda|divisa|valuta|waluta|moeda|munteenheid")
# Other words that the header may have, besides "currency" and the amount's name.
_FILLERS = frozenset(
    plain("""
    name names nom nombre nome bezeichnung symbol symbole simbolo code codes codigo iso kurzel
    schlussel c deal deals opportunity opportunities geschaft verkaufschance affaire opportunite
    negocio trato opportunita affare trattativa oportunidad oportunidade verkoopkans
    """).split()
)
_JOINING = frozenset(
    plain("""
    of the von vom des der de du la le del el in en d l di dell della dello van het da do
    """).split()
)
_CONVERTED = re.compile(r"convert|konvertiert|umgerechnet|umgewandelt")


def with_currency(sheet: Sheet, columns: FileColumns) -> FileColumns:
    """Add the currency column if only its cells and its name identify it.

    All its cells must be currencies: codes, or names and signs if the header names a currency. The
    header must mean the amount's currency, or just currency. Of several that agree in each row, the
    first is read. Another column is remembered so that a message can name it, also one with cells
    that aren't read. A known currency column without any currency (`-99`) gives way to such a one.
    """
    if not columns.has(*_AMOUNTS) or "currency" in columns.said:
        return columns
    known = next((each for each in columns.columns if each.field == "currency"), None)
    if known is not None and _has_currency(sheet, columns, known.place):
        return columns
    found = _of_currencies(sheet, columns)
    amount = next(each.header for each in columns.columns if each.field in _AMOUNTS)
    named = [header for header in found if _is_currency_of(header, amount)]
    if known is not None:
        if not named:
            return columns
        rest = tuple(each for each in columns.columns if each is not known)
        columns = columns._replace(columns=rest, left_out=(*columns.left_out, known.header))
    if not named or not all(_agree(found[named[0]], found[each]) for each in named[1:]):
        likely = [header for header in found if not _CONVERTED.search(plain(header))]
        likely.sort(key=lambda header: (header not in named, not _is_named(header)))
        likely += [header for header in columns.left_out if _is_currency_of(header, amount)]
        return columns._replace(may_be_currency=next(iter(likely), None))
    read = FileColumn(place_of(named[0], sheet.headers, sheet.name), named[0], "currency")
    return columns._replace(
        columns=tuple(sorted((*columns.columns, read))),
        left_out=tuple(header for header in columns.left_out if header != named[0]),
        told_currency=named[0],
    )


def _has_currency(sheet: Sheet, columns: FileColumns, place: int) -> bool:
    """Return whether a column has a currency, or is empty."""
    width, has_text = len(sheet.headers), False
    for _, cells in sheet.rows(footer=columns.footer, ragged=True):
        text = cells[place].strip(SPACE) if len(cells) == width else ""
        if text and _code(text, is_named=True):
            return True
        has_text |= bool(text)
    return not has_text


def _agree(codes: Sequence[str], others: Sequence[str]) -> bool:
    pairs = zip(codes, others, strict=True)
    return all(one == other or not (one and other) for one, other in pairs)


def _is_currency_of(header: str, amount: str) -> bool:
    """Return whether a header means a currency, and not that of a figure other than the amount."""
    text = plain(header)
    if not _CURRENCY.search(text):
        return False
    rest = _words(_CURRENCY.sub(" ", text))
    figure = _words(plain(amount))
    return rest - _FILLERS <= figure and (rest <= _FILLERS or figure <= rest)


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[\W_]+", text) if word and word not in _JOINING}


def _of_currencies(sheet: Sheet, columns: FileColumns) -> dict[str, list[str]]:
    """Return the unread columns whose cells are all currencies, with their codes by row."""
    places = {place_of(each, sheet.headers, sheet.name): each for each in columns.left_out if each}
    found: dict[int, list[str]] = {place: [] for place in places}
    width = len(sheet.headers)
    for _, cells in sheet.rows(footer=columns.footer, ragged=True) if found else ():
        if len(cells) != width:
            continue
        for place, codes in list(found.items()):
            code = _code(cells[place].strip(SPACE), is_named=_is_named(places[place]))
            if code is None:
                del found[place]
            else:
                codes.append(code)
        if not found:
            break
    return {places[place]: codes for place, codes in found.items() if any(codes)}


@lru_cache(256)
def _is_named(header: str) -> bool:
    return _CURRENCY.search(plain(header)) is not None


@lru_cache(1024)
def _code(text: str, *, is_named: bool) -> str | None:
    """Return the code in a cell, empty for an empty one, or None if it is no currency."""
    if not text or text in DECIMALS:
        return sys.intern(text)
    try:
        return read_currency(text) if is_named else None
    except CurrencyError:
        return None
