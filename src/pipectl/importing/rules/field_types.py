"""Guess the type of a field from a column's cells, and read cells as stored values."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import tzinfo

from pipectl.errors import PipectlError, UsageError, quoted
from pipectl.fields.rules import (
    MOST_NAME,
    MOST_TEXT,
    FieldDefinition,
    check_choices,
    choice_of,
    fits,
    parse_number,
    stored_money,
)
from pipectl.importing.rules.date_formats import Order, OrderSought, is_no_date, read_day
from pipectl.importing.rules.fields import FALSE, TRUE
from pipectl.importing.rules.header_units import in_full, unit_of
from pipectl.importing.rules.number_formats import is_signed, read_money
from pipectl.named_tuple import NamedTuple
from pipectl.text import check_line, fold

MOST_GUESSED = 20  # choices of a field that an import makes
LEAST_VALUES = 4  # from which few that repeat may be choices
_NO_NUMBERS = re.compile(
    r"\b(id|ids|uid|guid|zip|plz|postcode|phone|telephone|telefon|mobile|fax|sku|vat|duns|siret"
    r"|isin|iban)\b|postal|phone"
)
_MONEY = re.compile(
    r"revenue|umsatz|budget|\bprice|preis|\bcosts?\b|kosten|\b(arr|mrr|acv|tcv)\b|spend|\bamount\b"
    r"|betrag|chiffre d.affaires|ingresos|facturaci"
)
_QUESTION = re.compile(r"^(is|has|ist|hat)\b|\?$")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")


class Marks(NamedTuple):
    """How cells are read: the currency without a sign, the decimal mark, the order of dates.

    `is_said`: the decimal mark was an option.
    """

    currency: str
    decimal: str
    dates: str | None = None
    is_said: bool = False
    zone: tzinfo | None = None


class CellType(NamedTuple):
    """The type of a column's field, its choices, and the order of its dates."""

    type: str
    choices: tuple[str, ...] = ()
    order: Order = Order("mdy")


def guess(header: str, cells: Sequence[tuple[int, str]], marks: Marks) -> CellType:
    """Return the type that every cell (with its line) fits; text if there is no other."""
    texts = list(dict.fromkeys(text for _, text in cells))
    name = fold(header).replace("_", " ")
    if _NO_NUMBERS.search(name) or not texts:
        return CellType("text")
    if is_yes_no(name, texts):
        return CellType("yes-no")
    order = dates_order(header, cells, marks.dates)
    kinds = ["number", "money"]
    if _MONEY.search(name) or any(map(is_signed, texts)) or unit_of(header) is not None:
        kinds.reverse()
    for kind in (*kinds, *(["date"] if order is not None else [])):
        if kind == "money" and not (_MONEY.search(name) or any(map(is_signed, texts))):
            continue
        found = CellType(kind, order=order or Order("mdy"))
        read = reader(FieldDefinition(0, "deal", "", kind), header, found.order, marks)
        if all(reads(read, text) and not is_code(kind, text) for text in texts):
            return found
    choices = likely_choices([text for _, text in cells])
    return CellType("choice", choices) if choices else CellType("text")


def is_yes_no(name: str, texts: Sequence[str]) -> bool:
    """Return whether every cell says yes or no; 1 and 0 do under a header like "Is customer"."""
    words = {*map(fold, texts)}
    return words <= TRUE | FALSE and (not words <= {"0", "1"} or bool(_QUESTION.search(name)))


def is_code(kind: str, text: str) -> bool:
    """Return whether digits are a code rather than a number: `0123`."""
    return kind == "number" and re.match("0[0-9]", text) is not None


def dates_order(header: str, cells: Sequence[tuple[int, str]], forced: str | None) -> Order | None:
    """Return the order of day, month and year; None if it can't be told."""
    sought = OrderSought(header, forced)
    for line, text in cells:
        if sought.look(line, text):
            break
    try:
        return sought.order("")
    except PipectlError:
        return None


def likely_choices(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the few texts that repeat, or nothing."""
    counts = Counter(map(fold, texts))
    if len(texts) < LEAST_VALUES or len(counts) > min(MOST_GUESSED, len(texts) // 2):
        return ()
    if any(len(text) > MOST_NAME or ".." in text or ";" in text for text in texts):
        return ()
    try:
        return tuple(sorted(check_choices(texts), key=fold))
    except UsageError:
        return ()


def reads(read: Callable[[str], object], text: str) -> bool:
    """Return whether a cell can be read."""
    try:
        read(text)
    except UsageError:
        return False
    return True


def reader(field: FieldDefinition, header: str, order: Order, marks: Marks) -> Callable[[str], str]:
    """Return the function that reads the cells of a field as stored values: "" for none."""
    unit = unit_of(header)

    def money(text: str) -> str:
        whole = text if unit is None else in_full(text, unit)
        return stored_money(read_money(whole, currency=marks.currency, decimal=marks.decimal))

    def day(text: str) -> str:
        return "" if is_no_date(text) else read_day(text, order, marks.zone).isoformat()

    def line(text: str) -> str:
        joined = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text)
        return check_line(joined, what=f"value of {field.name}", most=MOST_TEXT)

    def choice(text: str) -> str:
        return choice_of(field, text)

    kinds: dict[str, Callable[[str], str]] = {
        "number": lambda text: read_number(text, marks),
        "money": money,
        "date": day,
        "yes-no": yes_or_no,
        "choice": choice,
        "text": line,
    }
    read = kinds[field.type]

    def stored_or_read(text: str) -> str:
        is_stored = field.type in ("money", "date") and fits(field, text)
        return text if is_stored else read(text)

    return stored_or_read


def read_number(text: str, marks: Marks) -> str:
    """Read a number as other programs and our own CSV write it; raise UsageError."""
    if marks.decimal == "." and not marks.is_said and _THOUSANDS.fullmatch(text):
        raise UsageError(
            f"{quoted(text)} is either a number with three decimals or one in thousands. To say "
            "which, name the decimal mark with --decimal."
        )
    is_plain = _PLAIN.fullmatch(text) and not _THOUSANDS.fullmatch(text)
    return parse_number(text, decimal="." if is_plain else marks.decimal)


def yes_or_no(text: str) -> str:
    """Read yes or no in the languages of exports; raise UsageError."""
    if (word := fold(text.strip())) in TRUE | FALSE:
        return "yes" if word in TRUE else "no"
    raise UsageError(f"{quoted(text)} is neither yes nor no.")
