"""Tell by the cells of a column whether it may be meant for a field."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from pipectl.importing.rules.fields import TRUE, reads_outcome
from pipectl.importing.rules.outcomes import plain
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

_ADDRESS = re.compile(r"[^\s@]@[^\s@]")
_COUNT = re.compile(
    r"\b(numbers?|count|no|num|total) of\b(?! (the |a )?(deal|opportunity|order|quote|offer)\b)"
    r"|# of\b|\bcounts?\b|^(total )?(anzahl|nb|nbr|nbre|aantal)\b"
    r"|\b(anzahl|aantal)$|^(nombre|cantidad|quantidade|numero) (de|d'|di) e?-?(mails?|correos?)"
)
_ZERO = re.compile(r"\D{0,4}0(?:[.,]0+)?\D{0,4}")
AT_ONCE = 1_000  # rows
_NAMES = ("account", "contact")
_FIGURES = ("amount", "probability", "close_date", "close_on", "closed_on", "won_on", "lost_on")


class Look(NamedTuple):
    """What the cells of a column have: the number of those that are filled, or mean yes.

    `zeros` are those of a number that is 0, `outcomes` those for won, lost or open. `values` are
    two of the values (folded), or the only one.
    """

    filled: int = 0
    zeros: int = 0
    yes: int = 0
    has_address: bool = False
    has_letter: bool = False
    has_digit: bool = False
    values: frozenset[str] = frozenset()
    outcomes: int = 0

    def may_be(self, field: str) -> bool:
        """Return whether the cells may be values of a field; those of an empty column may be.

        But an e-mail address needs one, as many headers speak of e-mails: `Total Emails`.
        """
        if field == "contact_email":
            return self.has_address
        if field in _NAMES:
            return self.has_letter or not self.filled
        if field == "owner":
            return self.has_letter
        return field not in _FIGURES or self.has_digit or not self.filled


def joined(one: Look, other: Look) -> Look:
    """Return what the cells of two parts of a column have."""
    return Look(
        one.filled + other.filled,
        one.zeros + other.zeros,
        one.yes + other.yes,
        one.has_address or other.has_address,
        one.has_letter or other.has_letter,
        one.has_digit or other.has_digit,
        _two(one.values | other.values),
        one.outcomes + other.outcomes,
    )


def _two(values: Iterable[str]) -> frozenset[str]:
    return frozenset(sorted(values)[:2])


def look_of(cells: Iterable[str]) -> Look:
    """Return what the cells of a column have."""
    found = [text for cell in cells if (text := cell.strip())]
    return Look(
        len(found),
        sum(_ZERO.fullmatch(text) is not None for text in found),
        sum(fold(text) in TRUE for text in found),
        any(_ADDRESS.search(text) for text in found),
        any(any(map(str.isalpha, text)) for text in found),
        any(any(map(str.isdigit, text)) for text in found),
        _two({*map(fold, found)}),
        sum(map(reads_outcome, found)),
    )


def looks_of(rows: Iterable[Sequence[str]], width: int, places: Iterable[int]) -> dict[int, Look]:
    """Return what the columns at these places have, in rows of that width."""
    looks = dict.fromkeys(places, Look())
    whole = (cells for cells in rows if len(cells) == width)
    while some := list(islice(whole, AT_ONCE)):
        for place in looks:
            looks[place] = joined(looks[place], look_of(cells[place] for cells in some))
    return looks


def says_count(header: str) -> bool:
    """Return whether a header says that its cells are counts: `Number of emails`."""
    return _COUNT.search(plain(header).replace("_", " ").strip()) is not None
