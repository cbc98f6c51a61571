"""Find currency columns by their cells and names when no header is known."""

import re

from pipectl.currencies import DECIMALS
from pipectl.importing.rules.csv_file import SPACE, Sheet
from pipectl.importing.rules.file_columns import FileColumn, FileColumns, place_of
from pipectl.importing.rules.outcomes import plain

_AMOUNTS = ("amount", "amount_cents", "amount_text", "closed_value")
_CURRENCY = re.compile(r"wae?hrungs?|currency|devise|moneda|divisa|valuta|waluta|moeda|munteenheid")
# Other words that the header may have, besides "currency" and the amount's name.
_FILLERS = frozenset(
    ("code", "codes", "codigo", "iso", "kurzel", "schlussel", "deal", "deals", "opportunity", "c")
) | {"opportunities", "geschaft", "verkaufschance", "affaire", "opportunite", "negocio", "trato"}
_JOINING = frozenset(
    ("of", "the", "von", "vom", "des", "der", "de", "du", "la", "le", "del", "el", "in", "en")
)
_CONVERTED = re.compile(r"convert|konvertiert|umgerechnet|umgewandelt")


def with_currency(sheet: Sheet, columns: FileColumns) -> FileColumns:
    """Add the currency column if only its cells and its name identify it.

    All its cells must be currency codes, and its header must mean the amount's currency, or just
    currency. Another column of codes is remembered so that a message can name it.
    """
    if columns.has("currency") or not columns.has(*_AMOUNTS):
        return columns
    coded = _of_codes(sheet, columns)
    amount = next(each.header for each in columns.columns if each.field in _AMOUNTS)
    named = [header for header in coded if _is_currency_of(header, amount)]
    if len(named) != 1:
        likely = [header for header in coded if not _CONVERTED.search(plain(header))]
        likely.sort(key=lambda header: (header not in named, not _CURRENCY.search(plain(header))))
        return columns._replace(may_be_currency=next(iter(likely), None))
    found = FileColumn(place_of(named[0], sheet.headers, sheet.name), named[0], "currency")
    return columns._replace(
        columns=tuple(sorted((*columns.columns, found))),
        left_out=tuple(header for header in columns.left_out if header != named[0]),
        told_currency=named[0],
    )


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


def _of_codes(sheet: Sheet, columns: FileColumns) -> list[str]:
    """Return the unread columns whose cells are all currency codes."""
    places = {place_of(each, sheet.headers, sheet.name): each for each in columns.left_out if each}
    named = {each for each in places.values() if _CURRENCY.search(plain(each))}
    filled: set[int] = set()
    width = len(sheet.headers)
    for _, cells in sheet.rows(footer=columns.footer, ragged=True) if places else ():
        if len(cells) != width:
            continue
        for place in list(places):
            text = cells[place].strip(SPACE)
            if text in DECIMALS or (places[place] in named and text.upper() in DECIMALS):
                filled.add(place)
            elif text:
                del places[place]
        if not places:
            break
    return [header for place, header in places.items() if place in filled]
