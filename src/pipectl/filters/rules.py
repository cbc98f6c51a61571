"""Parse conditions such as `industry=food` or `amount>10k`, and read their values."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pipectl.conditions.rules import FORM, alternatives
from pipectl.errors import UsageError, either, listed, quoted
from pipectl.fields.rules import parse_number, parse_yes_no
from pipectl.money import Money, parse_money, parse_percent, plain_number
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import digits_of
from pipectl.text import UnknownValueError, check_line, fold, unaccented
from pipectl.vocabulary import FIT_GRADES

OPERATORS = ("!=", ">=", "<=", "=", ">", "<", "~")
ORDERED = (">", "<", ">=", "<=")
MOST_VALUE, MOST_CONDITIONS = 500, 20
MOST_SCORE = 100  # of a fit
RANGE = ".."
# The types whose values have an order, and what an error calls them.
SPANNED = {
    "number": "numbers",
    "money": "amounts",
    "date": "dates",
    "percent": "percentages",
    "fit": "grades and scores",
}


class Condition(NamedTuple):
    """A condition as typed, in its parts."""

    name: str
    operator: str
    value: str

    @property
    def text(self) -> str:
        """The condition as it is shown and stored."""
        return f"{self.name}{self.operator}{self.value}"


class FilterName(NamedTuple):
    """What a condition can be about: its name, its type, and its choices if it has some.

    `is_past` is set for dates of what has happened. `shorts` are the choices by short names.
    """

    name: str
    type: str
    choices: tuple[str, ...] = ()
    is_past: bool = False
    shorts: Mapping[str, str] = MappingProxyType({})


class TypedFilter(NamedTuple):
    """How values are typed: the store's currency, the decimal mark, and the days that a date or a
    period means (with whether it is one of what has happened)."""

    currency: str
    decimal: str
    days: Callable[[str, bool], tuple[date, date]]


class Span(NamedTuple):
    """The values from `low` to `high`, with the currency of amounts."""

    low: int | float | date
    high: int | float | date
    currency: str | None = None


# The scores of each grade, best first.
GRADES = {
    fold(grade): Span(least, above - 1)
    for (grade, least), above in zip(
        FIT_GRADES.items(), (MOST_SCORE + 1, *FIT_GRADES.values()), strict=False
    )
}


class Test(NamedTuple):
    """A condition with values of its name's type.

    One of the `texts` or `spans` must hold, or none for `!=`; without any of both, the value must
    not be set.
    """

    name: FilterName
    operator: str
    texts: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


def parse_condition(text: str) -> Condition:
    """Parse a condition; raise UsageError."""
    checked = check_line(text, what="condition", most=MOST_VALUE)
    found = FORM.fullmatch(checked)
    if found is None or not found[1]:
        raise UsageError(
            f"{quoted(text)} is not a condition.",
            hint=f"Write NAME, one of {listed(OPERATORS)}, and VALUE: 'amount>10k', source=web.",
        )
    for each in alternatives(found[3]):
        if each.startswith('"') and each.count('"') % 2:
            raise UsageError(
                f"A double quote in {quoted(text)} isn't closed.",
                hint="""Write 'source="Fair, spring"' for a value with a comma in it.""",
            )
    return Condition(found[1], found[2], found[3])


def test_of(condition: Condition, name: FilterName, typed: TypedFilter) -> Test:
    """Read the values of a condition; raise UsageError."""
    _, operator, value = condition
    if not value:
        if operator not in ("=", "!="):
            raise UsageError(
                f"{quoted(condition.text)} has no value.",
                hint=f"Without a value, use {name.name}= (not set) or {name.name}!= (set).",
            )
        return Test(name, operator)
    if name.type in SPANNED:
        return spanned(condition, name, typed)
    if operator in ORDERED:
        raise UsageError(
            f"{quoted(name.name)} has no order, so {operator} can't be used with it.",
            hint="Use =, != or ~.",
        )
    if operator == "~":
        return Test(name, operator, (unaccented(value.strip('"')),))
    return Test(name, operator, tuple(text_of(name, each) for each in alternatives(value)))


def text_of(name: FilterName, value: str) -> str:
    """A value as it is compared; raises UsageError for one that isn't among the choices."""
    if name.type == "yes-no":
        return parse_yes_no(value)
    known = {fold(each) for each in name.choices}
    if fold(value) not in known and fold(value) in name.shorts:
        return fold(name.shorts[fold(value)])
    if name.choices and fold(value) not in known:
        raise UnknownValueError(
            f"{quoted(value)} is not a value of {name.name}", value, name.choices
        )
    return fold(value)


def spanned(condition: Condition, name: FilterName, typed: TypedFilter) -> Test:
    """Read the values of a number, an amount, a date or a percentage."""
    _, operator, value = condition
    if operator == "~":
        raise UsageError(
            f"~ looks for a part of a text, and {quoted(name.name)} has {SPANNED[name.type]}.",
            hint=f"Use {either((*ORDERED, '=', '!='))}.",
        )
    if operator in ORDERED:
        return Test(name, operator, spans=(one_span(name, value, typed),))
    whole = whole_span(name, value, typed)
    if whole is not None:
        return Test(name, operator, spans=(whole,))
    spans = tuple(range_or_one(name, each, typed) for each in alternatives(value))
    return Test(name, operator, spans=spans)


def whole_span(name: FilterName, value: str, typed: TypedFilter) -> Span | None:
    """The span of a value that a comma parts as thousands are parted; None for several values."""
    if "," not in value:
        return range_or_one(name, value, typed)
    try:
        return range_or_one(name, value, typed)
    except UsageError:
        return None


def range_or_one(name: FilterName, value: str, typed: TypedFilter) -> Span:
    """The span from A to B of `A..B`, or of one value."""
    if RANGE not in value:
        return one_span(name, value, typed)
    first, _, last = value.partition(RANGE)
    if bool(first.strip()) != bool(last.strip()):
        raise UsageError(
            f"{quoted(value)} has only one end.",
            hint=f"For no upper end, write '{name.name}>={first.strip()}'."
            if first.strip()
            else f"For no lower end, write '{name.name}<={last.strip()}'.",
        )
    low, high = (one_span(name, each, typed) for each in (first, last))
    if name.type == "fit" and {fold(each.strip()) for each in (first, last)} & GRADES.keys():
        low, high = sorted((low, high))  # the best grade is named first, and has the highest scores
    if low.currency != high.currency:
        raise UsageError(
            f"{quoted(value)} is in two currencies.", hint="Use one currency for both ends."
        )
    if low.low > high.high:  # type: ignore[operator]
        raise UsageError(
            f"{quoted(value)} ends before it starts.", hint="Put the smaller value first."
        )
    return Span(low.low, high.high, low.currency)


def one_span(name: FilterName, value: str, typed: TypedFilter) -> Span:
    """The span of one value: a period has several days, and everything else is one."""
    if name.type == "date":
        return Span(*typed.days(value, name.is_past))
    if name.type == "percent":
        bp = parse_percent(value, decimal=typed.decimal)
        return Span(bp, bp)
    if name.type == "fit":
        return scores(value)
    if name.type == "money":
        amount: Money = parse_money(value, currency=typed.currency, decimal=typed.decimal)
        return Span(amount.minor, amount.minor, amount.currency)
    number = float(parse_number(value, decimal=typed.decimal))
    return Span(number, number)


def stored_text(typed: str, test: Test) -> str:
    """The value of a condition as it is kept: figures, amounts and days in the form of `STORED`."""
    spans = (span_text(test.name.type, test.operator, each) for each in test.spans)
    return ", ".join(spans) or typed


def span_text(kind: str, operator: str, span: Span) -> str:
    """The values of a span; of a period that something is before or after, its nearer end."""
    low, high = (end_text(kind, each, span.currency) for each in span[:2])
    if operator in ("<", ">="):
        return low
    return high if operator in (">", "<=") or low == high else f"{low}{RANGE}{high}"


def end_text(kind: str, value: int | float | date, currency: str | None) -> str:
    """One end of a span."""
    if kind == "money" and currency is not None:
        return f"{whole(plain_number(int(value), currency))} {currency}"  # type: ignore[arg-type]
    if isinstance(value, date):
        return value.isoformat()
    return whole(digits_of(Decimal(repr(value))))


def whole(digits: str) -> str:
    """Digits without decimals that are all 0."""
    before, _, decimals = digits.partition(".")
    return digits if decimals.strip("0") else before


# How stored conditions are read.
STORED = TypedFilter("USD", ".", lambda text, _: (date.fromisoformat(text),) * 2)


def scores(value: str) -> Span:
    """The scores of a grade, or one score; raises UsageError."""
    plain = value.strip()
    if (grade := GRADES.get(fold(plain))) is not None:
        return grade
    if not re.fullmatch("[0-9]{1,3}", plain) or int(plain) > MOST_SCORE:
        raise UsageError(
            f"{quoted(value)} is no fit.",
            hint=f"Use a grade ({either(FIT_GRADES)}), a number from 0 to {MOST_SCORE}, or a range"
            " such as A..B.",
        )
    return Span(int(plain), int(plain))


def in_words(conditions: Sequence[str], segment: str | None = None) -> str:
    """What a number was narrowed to, in a sentence."""
    held = " and ".join(conditions)
    if segment is None:
        return f"Only deals with {held}."
    return f"Only deals in the segment {segment} ({held})."
