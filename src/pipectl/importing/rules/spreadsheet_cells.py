"""Handle cells with an error, with a currency in their format, or with marks around their text."""

import re

from pipectl.errors import quoted
from pipectl.importing.rules.no_value import says_nothing
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
# Kinds of cells with several values: in brackets, as programs write lists, `[hot, web]`.
_LISTS = frozenset(("names", "people", "email", "tags"))
_BRACKETED = re.compile(r"\[(?P<list>[^\[\]]*)\]|\{(?P<set>[^{}]*)\}", re.DOTALL)
_QUOTED = re.compile(r"\s*(\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|null)\s*(?:,|$)")


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
    """Return what a cell of a field of that kind says; empty for a dash, `N/A` or `--None--`.

    Lists are returned without their brackets, and the quotes in these: `["hot", "web"]`.
    Vtiger writes the kind of record before a name, `Accounts::::Acme`: the name is returned. So is
    `-20 %` without the apostrophe that many programs write before what a spreadsheet may run.
    """
    if text.startswith("'"):
        text = _GUARD.sub("", text, count=1)
    if says_nothing(text, kind):
        return ""
    if text.startswith(("[", "{")) and kind != "line":
        text = _without_brackets(text, kind)
    return _REFERENCE.sub("", text) if "::::" in text else text


def _without_brackets(text: str, kind: str) -> str:
    found = _BRACKETED.fullmatch(text)
    if found is None:
        return text
    inner = (found["list"] or found["set"] or "").strip()
    items = [each["double"] or each["single"] or "" for each in _QUOTED.finditer(inner)]
    if items and not _QUOTED.sub("", inner):
        return "; ".join(each for each in items if each and not says_nothing(each, kind))
    return inner if kind in _LISTS else text


def is_error(text: str) -> bool:
    """Return whether a text is what spreadsheets show for a failed formula."""
    return text.startswith("#") and text.casefold() in _ERRORS
