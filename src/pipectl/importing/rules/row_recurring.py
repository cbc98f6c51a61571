"""Find the amount per month or year of a row, which comes to its amount."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipectl.errors import UsageError, quoted
from pipectl.importing.rules.own_csv import Mismatch
from pipectl.importing.rules.recurring_amounts import UNITS, Duration
from pipectl.money import Money
from pipectl.numbers import NumberFormat
from pipectl.recurring import MONTH, YEAR, Recurring, parts_of, words
from pipectl.vocabulary import MOST_MONTHS

MONTHS = "months"  # of an amount that was written with its term
MONTHS_IN = {"monthly": 1, "annual": 12}


def with_term(values: Mapping[str, Any]) -> Mapping[str, Any] | Mismatch:
    """Return the values of a row with the parts of an amount such as `2500/mo for 12 months`.

    The term may also be in a column of numbers of periods.
    """
    text = values.get("amount", "")
    try:
        parts = parts_of(text) if "/" in text else None
    except UsageError as error:
        return Mismatch("amount", str(error))
    if parts is None:
        return values
    period = "monthly" if parts.per == MONTH else "annual"
    column, duration = values.get("amount_period", period), values.get("amount_duration")
    unit = period if duration is None else duration.unit or period
    if column != period or unit != period:
        other = column if column != period else f"for a number of {UNITS[unit]}"
        return Mismatch("amount", f"{quoted(text)} is {period}, but by another column {other}.")
    if parts.months is not None:
        duration = Duration(Decimal(parts.months) / MONTHS_IN[period])
    if duration is None:
        return Mismatch(
            "amount", f"{quoted(text)} needs a term. Write {text.strip()} for 12 months."
        )
    found = {"amount": parts.amount, "amount_period": period, "amount_duration": duration}
    return {**values, **found, **({} if parts.months is None else {MONTHS: parts.months})}


def recurring_of(values: Mapping[str, Any], minor: int) -> Recurring | None:
    """Return an amount per month or year whose term is whole months."""
    period, duration = values.get("amount_period"), values.get("amount_duration")
    if period not in MONTHS_IN or duration is None:
        return None
    exact = duration.number * MONTHS_IN[period]
    months = values.get(MONTHS, int(exact))
    if (MONTHS not in values and months != exact) or not 1 <= months <= MOST_MONTHS:
        return None
    return Recurring(minor, MONTH if period == "monthly" else YEAR, months)


def own_recurring(
    values: Mapping[str, Any], money: Money, amount: int | None, decimal: str
) -> Recurring | Mismatch:
    """Return the recurring amount of our own CSV, which must come to the amount."""
    for field in ("recurring_per", "term_months"):
        if field not in values:
            return Mismatch(field, "the cell is empty, but there is a recurring amount.")
    found = Recurring(money.minor, values["recurring_per"], values["term_months"])
    if found.total_minor == amount:
        return found
    numbers = NumberFormat(decimal)
    total = numbers.money(found.total_minor, money.currency)
    now = "empty" if amount is None else numbers.money(amount, money.currency)
    said = f"{words(found, money.currency, numbers)} is {total} in all, but the amount is {now}."
    return Mismatch("recurring", said)
