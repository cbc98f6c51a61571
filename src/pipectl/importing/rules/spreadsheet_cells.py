"""Handle cells with an error, with a currency in their format, or with marks around their text."""

import re

from pipectl.errors import quoted
from pipectl.named_tuple import NamedTuple

# The texts of failed formulas, in the languages of exports.
_ERRORS = frozenset(
    (
        *("#n/a", "#n/d", "#nv", "#ref!", "#bezug!", "#¡ref!", "#rif!", "#div/0!", "#¡div/0!"),
        *("#value!", "#wert!", "#valeur!", "#¡valor!", "#valor!", "#valore!", "#calc!", "#kalk!"),
        *("#name?", "#nom?", "#¿nombre?", "#nome?", "#num!", "#zahl!", "#nombre!", "#¡num!"),
        *("#null!", "#nul!", "#¡nulo!", "#nulo!", "#nullo!", "#spill!", "#überlauf!", "#error!"),
        *("#getting_data", "#no value!"),
    )
)
_NO_VALUE = "#NO VALUE!"  # a formula without one, in rows that are left out
# The problem texts for such cells.
NO_VALUE = "the formula in {place} has no stored value. Save the file in Excel."
ERROR = "{text} is a spreadsheet error, not a value."


_REFERENCE = re.compile(r"^[A-Z][A-Za-z]*::::(?=\S)")
# An apostrophe that keeps spreadsheets from running a cell, but none that quotes: `'-20 %' deals`.
_GUARD = re.compile(r"'(?=[=+\-@\t\r＝＋－＠])(?!.*'(?:\W|$))", re.DOTALL)
_DASH = re.compile("[-\u2010-\u2015\u2212]{1,3}")


# What says in several languages that something doesn't apply or isn't known.
_NOT_KNOWN = frozenset(("n/a", "n.a.", "n. a.", "k.a.", "k. a.", "n/d", "n.d.", "n.v.t.", "null"))
# Kinds of cells with a name or a figure, not free text.
_NOT_FREE = frozenset(
    ("name", "names", "person", "people", "email", "date", "money", "cents", "percent", "share")
) | {"currency"}


class CellMark(NamedTuple):
    """A cell's error, or the currency of its number format as it can be typed.

    `bare_at` is the place of a formula that was stored without a value.
    """

    error: str | None = None
    bare_at: str | None = None
    currency: str | None = None


class MarkedText(str):
    """A cell's text with its mark; empty if it has an error or no value."""

    __slots__ = ("mark",)
    mark: CellMark

    @classmethod
    def made(cls, text: str, mark: CellMark) -> "MarkedText":
        """Return the text with its mark."""
        found = cls("" if mark.error or mark.bare_at else text)
        found.mark = mark
        return found


def as_typed(cell: str, *, has_currency: bool) -> str:
    """Return a cell as it would be typed, with its currency if no column has that."""
    if not isinstance(cell, MarkedText):
        return cell
    if cell.mark.currency is not None and not has_currency:
        return f"{cell.mark.currency} {cell}"
    return cell.mark.error or (_NO_VALUE if cell.mark.bare_at else str(cell))


def place_of_valueless_formula(cell: str) -> str | None:
    """Return the place of a formula without a stored value; empty for other cells."""
    return cell.mark.bare_at if isinstance(cell, MarkedText) else None


def problem_of(cell: str) -> str | None:
    """Return the problem of a cell with an error or a formula without a value."""
    if place := place_of_valueless_formula(cell):
        return NO_VALUE.format(place=place)
    text = as_typed(cell, has_currency=True)
    return ERROR.format(text=quoted(text)) if is_error(text) else None


def said_in(text: str, kind: str = "line") -> str:
    """Return what a cell says: nothing if it only has a dash (`-`, `--`, `–`), as in reports.

    Nor does `N/A` in a cell of a kind that has no free text.

    Vtiger writes the kind of record before a name, `Accounts::::Acme`: the name is returned. So is
    `-20 %` without the apostrophe that many programs write before what a spreadsheet may run.
    """
    if text.startswith("'"):
        text = _GUARD.sub("", text, count=1)
    if _DASH.fullmatch(text) or (kind in _NOT_FREE and text.casefold() in _NOT_KNOWN):
        return ""
    return _REFERENCE.sub("", text) if "::::" in text else text


def is_error(text: str) -> bool:
    """Return whether a text is what spreadsheets show for a failed formula."""
    return text.startswith("#") and text.casefold() in _ERRORS
