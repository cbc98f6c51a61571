"""Recognize notes below the rows: lines at the end with text in a single cell."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from pipectl.importing.rules.total_words import COUNT, MEAN, SUBTOTAL, SUM, TOTAL
from pipectl.named_tuple import NamedTuple

_MOST = 20  # lines of notes
_ABOUT = (
    "note|notes|hinweise?|anmerkung(en)?|bemerkung(en)?|remarques?|notas?|opmerking(en)?|source"
    "|sources|quellen?|fuentes?|fonti|fonte|bron|stand|as of|per|legende?|legend|filters?"
)
_MADE = (
    "(report )?(exported|generated|printed|created|downloaded) (on|by|from|at|with)"
    r"|(exportiert|erstellt|gedruckt|generiert) (am|von|aus|mit)"
    "|(exporté|généré|imprimé|créé) (le|par|depuis)|(exportado|generado|impreso|creado) (el|por)"
    r"|as of \d|stand \d|per \d|page \d|seite \d|página \d|copyright|©"
    "|all (amounts|figures|values)|alle (beträge|werte|angaben)|tous les montants"
    "|todos los importes|confidential$|vertraulich$|confidentiel$|confidencial$"
)
# What only notes begin with.
_IS_NOTE = re.compile(rf"[*†‡¹²³]|({_ABOUT}) ?:|{_MADE}", re.IGNORECASE)
# What only rows of totals and headings of groups have.
_IS_OTHER = re.compile(rf"\b({SUBTOTAL}|{SUM}|{COUNT}|{MEAN})\b|\(\d[\d.,]*\)$", re.IGNORECASE)


class Line(Protocol):
    """A row with its cells."""

    @property
    def line(self) -> int:
        """The file's line in which it begins."""
        ...

    @property
    def cells(self) -> Sequence[str]:
        """Its cells."""
        ...


class Note(NamedTuple):
    """A note below the rows."""

    line: int
    text: str


T = TypeVar("T", bound=Line)


def without_notes(
    rows: Iterable[tuple[T, bool]], width: int, naming: Collection[int], found: list[Note]
) -> Iterator[T]:
    """Yield the rows without the notes at the end, which are added to `found`.

    `rows` come with whether an empty line is above them. `naming` are the places of cells that name
    a deal: text there is only a note if it reads like one.
    """
    held: list[tuple[T, bool]] = []
    is_below = after_total = False
    for row, is_apart in rows:
        filled = [cell for cell in row.cells if cell.strip()]
        if is_below and len(filled) == 1 and len(held) < _MOST:
            held.append((row, is_apart or after_total))
            continue
        yield from (each for each, _ in held)
        held = []
        yield row
        is_below = is_below or len(filled) > 1
        after_total = bool(filled) and TOTAL.fullmatch(filled[0].strip()) is not None
    is_apart = False
    for row, begins in held:
        is_apart = is_apart or begins
        at, text = next((at, each.strip()) for at, each in enumerate(row.cells) if each.strip())
        if _is_note(
            text, is_named=at in naming, is_apart=is_apart, is_short=len(row.cells) < width
        ):
            found.append(Note(row.line, text))
        else:
            yield row


def _is_note(text: str, *, is_named: bool, is_apart: bool, is_short: bool) -> bool:
    """Return whether the only text of a line at the end is a note.

    A short line without an empty one above it may be a row that was cut off.
    """
    if _IS_NOTE.match(text):
        return True
    if _IS_OTHER.search(text) or not any(map(str.isalpha, text)):
        return False
    return is_apart if is_short else not is_named
