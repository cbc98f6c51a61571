"""Amounts per month or year, such as `2500/mo for 12 months`: parse, format and add them up.

Only imported where an amount recurs or may do so.
"""

import re
from fractions import Fraction
from typing import Protocol

from pipectl.errors import UsageError, quoted
from pipectl.money import MOST_MINOR, Money
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.vocabulary import MOST_MONTHS, RECURRING

MONTH, YEAR = RECURRING
SHORT = {MONTH: "mo", YEAR: "yr"}
PER = {"m": MONTH, "mo": MONTH, "month": MONTH, "y": YEAR, "yr": YEAR, "year": YEAR}
MONTHS_IN = {"m": 1, "y": 12}
TERM = re.compile(r"([0-9]{1,4}) ?(m|y|mo|yr|months?|years?)?")
UNIT = re.compile(r"[ \u00a0]*([A-Za-z]+)\.?(?:[ \u00a0]+for[ \u00a0]+(.+))?", re.DOTALL)
MOST_TYPED = 100


class HasRecurring(Protocol):
    """A deal or a row of its history."""

    @property
    def recurring_minor(self) -> int | None: ...
    @property
    def recurring_per(self) -> str | None: ...
    @property
    def term_months(self) -> int | None: ...


class Recurring(NamedTuple):
    """An amount per month or year in minor units, and for how many months."""

    minor: int
    per: str
    months: int

    @classmethod
    def of(cls, row: HasRecurring) -> "Recurring":
        """That of a deal that has one."""
        return cls(row.recurring_minor or 0, row.recurring_per or MONTH, row.term_months or 1)

    @property
    def total_minor(self) -> int:
        """What it comes to over its term, a half unit rounded up."""
        if self.per == MONTH:
            return self.minor * self.months
        return (self.minor * self.months + 6) // 12

    @property
    def monthly_minor(self) -> Fraction:
        """What it is a month."""
        return Fraction(self.minor, 1 if self.per == MONTH else 12)

    def total(self, currency: str) -> Money:
        """What it comes to; raises AmountError for more than an amount can be."""
        if self.total_minor > MOST_MINOR:
            raise TooMuchError(self, currency)
        return Money(self.total_minor, currency)


class RecurringText(NamedTuple):
    """The parts of `2500/mo for 12 months`: the amount as typed, per what, the months if said."""

    amount: str
    per: str
    months: int | None = None


class TooMuchError(UsageError):
    """A recurring amount whose total is more than an amount can be."""

    def __init__(self, found: Recurring, currency: str) -> None:
        super().__init__(
            lambda n: (
                f"{words(found, currency, n)} is more than {n.money(MOST_MINOR, currency)} in all."
            ),
            hint="Give a smaller amount or a shorter term.",
        )


class NoTermError(UsageError):
    """A recurring amount without its term, where nobody can be asked; `hint` says how to say it."""

    def __init__(self, text: str, hint: str = "Say for how long: --term 12, or --term 2y.") -> None:
        super().__init__(f"{quoted(text)} needs a term.", hint=hint)


def parts_of(text: str) -> RecurringText | None:
    """Split an amount per month or year; None for any other text without a unit behind a slash.

    Raises UsageError for another unit, and for a term that isn't one.
    """
    amount, slash, rest = text.strip()[: MOST_TYPED + 1].rpartition("/")
    found = UNIT.fullmatch(rest)
    if not slash or not any(map(str.isdigit, amount)) or found is None or len(text) > MOST_TYPED:
        return None
    per = PER.get(found[1].lower())
    if per is None:
        raise UsageError(
            f"{quoted(text)} isn't an amount per month or year.",
            hint="Write a recurring amount as 2500/mo or 30k/yr.",
        )
    return RecurringText(amount, per, None if found[2] is None else read_term(found[2]))


def read_term(text: str) -> int:
    """Return the months of a term: `12`, `12m`, `2y`, `18 months`; raise UsageError."""
    found = TERM.fullmatch(" ".join(text.lower().split()))
    months = int(found[1]) * MONTHS_IN[(found[2] or "m")[0]] if found else 0
    if not 1 <= months <= MOST_MONTHS:
        raise UsageError(
            f"{quoted(text)} isn't a term.",
            hint=f"Write months or years, such as 12, 18m or 2y (1 to {MOST_MONTHS} months).",
        )
    return months


def written_term(months: int, per: str = MONTH) -> str:
    """Return `12 months`; of an amount per year `3 years` where it is whole years."""
    count, unit = (months // 12, "year") if per == YEAR and months % 12 == 0 else (months, "month")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def words(found: Recurring, currency: str, numbers: NumberFormat) -> str:
    """Return `2,500/mo for 12 months`, as it can be typed."""
    amount = numbers.amount(found.minor, currency)
    return f"{amount}/{SHORT[found.per]} for {written_term(found.months, found.per)}"
