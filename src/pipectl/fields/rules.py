"""The types of fields: read what was typed, check what is stored, and show it."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from pipectl.currencies import DECIMALS
from pipectl.dates import format_date
from pipectl.errors import UsageError, either, quoted
from pipectl.money import MOST_MINOR, Money, parse_money, plain_number
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.text import UnknownValueError, check_line, fold
from pipectl.vocabulary import FIELD_OWNERS, FIELD_TYPES, LIST_COLUMNS

MOST_NAME, MOST_TEXT, MOST_CHOICES = 60, 500, 200
MOST_DIGITS = 15  # of a number
SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
YES = ("yes", "y", "true", "ja", "1", "x")
NO = ("no", "n", "false", "nein", "0")
# What an error calls a value of each type.
TYPE_WORDS = {
    "text": "text",
    "number": "number",
    "money": "amount",
    "date": "date",
    "choice": "choice of it",
    "yes-no": "yes or no",
}
# What a name can't contain: it would be part of a condition, or end a list of columns.
SIGNS = "=!<>~,"
# The column of a value that names what has it.
OWNER_COLUMNS = {"deal": "opportunity_id", "account": "account_id", "contact": "contact_id"}
# What `--where`, `--clear`, `--by`, `--columns` and `--sort` already understand.
TAKEN = {
    *LIST_COLUMNS,
    *("tag", "close", "created", "closed", "age", "note", "revisit", "month", "due", "entered"),
    *("segment", "fit", "score", "grade", "persona", "role", "unmet", "everything"),
    "term",
}


class FieldDefinition(NamedTuple):
    """A field: what has it, its type, and the choices of a `choice`."""

    id: int
    owner: str
    name: str
    type: str
    choices: tuple[str, ...] = ()


class TypedValues(NamedTuple):
    """How values are typed: the store's currency, the decimal mark, and how dates are read."""

    currency: str
    decimal: str
    date: Callable[[str], date]


def check_name(text: str) -> str:
    """Check the name of a field, and return it as stored; raise UsageError."""
    name = check_line(text, what="name of a field", most=MOST_NAME)
    if wrong := next((sign for sign in SIGNS if sign in name), None):
        raise UsageError(
            f"The name of a field can't contain {quoted(wrong)}.",
            hint="Use letters, digits, spaces and hyphens.",
        )
    if name[0] in "+-" or any(name.startswith(f"{owner}.") for owner in FIELD_OWNERS):
        raise UsageError(
            f"The name of a field can't begin with {quoted(name.split('.')[0] + '.')}."
            if name[0] not in "+-"
            else f"The name of a field can't begin with {quoted(name[0])}.",
            hint="Begin with a letter.",
        )
    if fold(name) in TAKEN:
        raise UsageError(
            f"{quoted(name)} already means something to pipectl.", hint="Choose another name."
        )
    return name


def check_choices(typed: Sequence[str]) -> tuple[str, ...]:
    """Check the choices of a field; the same text in another case counts once."""
    found: dict[str, str] = {}
    for each in typed:
        text = check_line(each, what="choice", most=MOST_NAME)
        if ".." in text:
            raise UsageError(f"A choice can't contain {quoted('..')}.", hint="Use other words.")
        found.setdefault(fold(text), text)
    if len(found) > MOST_CHOICES:
        raise UsageError(f"A field can't have more than {MOST_CHOICES} choices.")
    return tuple(found.values())


def check_type(text: str) -> str:
    """A type of fields; raises UsageError naming them."""
    kind = fold(text.strip())
    if kind not in FIELD_TYPES:
        raise UnknownValueError(f"No type of field {quoted(text)}", text, FIELD_TYPES)
    return kind


def check_owner(text: str) -> str:
    """What can have fields; raises UsageError naming it."""
    owner = fold(text.strip()).removesuffix("s")
    if owner not in FIELD_OWNERS:
        raise UsageError(f"{quoted(text)} can't have fields.", hint=f"Use {either(FIELD_OWNERS)}.")
    return owner


def parse_value(field: FieldDefinition, text: str, typed: TypedValues) -> str:
    """Read a value of a field, and return it as stored; raise UsageError."""
    if field.type == "number":
        return parse_number(text, decimal=typed.decimal)
    if field.type == "money":
        return stored_money(parse_money(text, currency=typed.currency, decimal=typed.decimal))
    if field.type == "date":
        return typed.date(text).isoformat()
    if field.type == "yes-no":
        return parse_yes_no(text)
    if field.type == "choice":
        return choice_of(field, text)
    return check_line(text, what=f"value of {field.name}", most=MOST_TEXT)


def choice_of(field: FieldDefinition, text: str) -> str:
    """One of the choices, in any case; raises UsageError naming them."""
    for each in field.choices:
        if fold(each) == fold(text.strip()):
            return each
    raise UnknownValueError(f"{quoted(text)} is not a choice of {field.name}", text, field.choices)


def parse_yes_no(text: str) -> str:
    """`yes` or `no`; raises UsageError."""
    word = fold(text.strip())
    if word in YES or word in NO:
        return "yes" if word in YES else "no"
    raise UsageError(f"{quoted(text)} is neither yes nor no.", hint="Use yes or no.")


def parse_number(text: str, *, decimal: str) -> str:
    """Read a number such as 1,200 or -2.5k in the user's marks: its plain digits."""
    group = "," if decimal == "." else "."
    plain = re.sub(r"(?<=[0-9])[ '’\u00a0\u202f](?=[0-9]{3})", "", text.strip())
    found = re.fullmatch(
        rf"([-−]?)([0-9]+|[1-9][0-9]{{0,2}}(?:\{group}[0-9]{{3}})+)(?:\{decimal}([0-9]+))?([kKmM]?)",
        plain,
    )
    if found is None or len(plain) > 3 * MOST_DIGITS:
        numbers = NumberFormat(decimal)
        raise UsageError(
            f"{quoted(text)} is not a number.",
            hint=f"Numbers: 12, {numbers.marked('1,200')}, {numbers.marked('0.5')}, 3k.",
        )
    part = found[3] or ""
    whole = int(found[2].replace(group, "") + part) * SCALES[found[4].lower()]
    digits = f"{whole:0{len(part) + 1}d}"
    shown = f"{digits[: -len(part)]}.{digits[-len(part) :]}" if part else digits
    shown = shown.rstrip("0").rstrip(".") if part else shown
    if len(shown.replace(".", "")) > MOST_DIGITS:
        raise UsageError(
            f"{quoted(text)} has too many digits.", hint=f"A number has at most {MOST_DIGITS}."
        )
    return f"-{shown}" if found[1] and shown != "0" else shown


def stored_money(amount: Money) -> str:
    """An amount as stored: `12000.50 EUR`."""
    return f"{plain_number(*amount)} {amount.currency}"


def money_of(stored: str) -> Money:
    """The amount that is stored; raises ValueError."""
    digits, _, code = stored.partition(" ")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", digits) or code not in DECIMALS:
        raise ValueError(stored)
    whole, _, part = digits.partition(".")
    if len(part) != DECIMALS[code]:
        raise ValueError(stored)
    return Money(int(whole + part), code)


def fits(field: FieldDefinition, stored: str) -> bool:
    """Return whether a stored value is one of the field's type."""
    try:
        if field.type == "number":
            return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", stored) is not None
        if field.type == "money":
            return money_of(stored).minor <= MOST_MINOR
        if field.type == "date":
            return date.fromisoformat(stored).isoformat() == stored
    except ValueError:
        return False
    if field.type == "yes-no":
        return stored in ("yes", "no")
    return field.type != "choice" or stored in field.choices


def shown(field: FieldDefinition, stored: str | None, numbers: NumberFormat) -> str | None:
    """A stored value for a person; as it is where it doesn't fit the field."""
    if stored is None or not fits(field, stored):
        return stored
    if field.type == "number":
        return numbers.written(stored)
    if field.type == "money":
        return numbers.money(*money_of(stored))
    return format_date(date.fromisoformat(stored)) if field.type == "date" else stored


def is_right(field: FieldDefinition) -> bool:
    """Return whether a column of the field's values is aligned to the right."""
    return field.type in ("number", "money")


def label(field: FieldDefinition, every: Sequence[FieldDefinition]) -> str:
    """The name of a field; with what has it, where several fields have the name."""
    same = [each for each in every if fold(each.name) == fold(field.name)]
    return f"{field.owner}.{field.name}" if len(same) > 1 else field.name
