"""Exchange rates, drawn and listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipectl.dates import format_date
from pipectl.exchange_rates import DatedRate, Rate
from pipectl.numbers import NumberFormat
from pipectl.rates.queries import SetRate
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import Exact
from pipectl.render.tables import Column, Empty, drawn

NO_RATES = Empty("No exchange rates yet", "Set one", "pipectl rate set EUR 1.08")


def none_of(currency: str | None) -> Empty:
    """Say that there are no rates, or none of a currency."""
    if currency is None:
        return NO_RATES
    return Empty(
        f"No exchange rate for {currency} yet", "Set one", f"pipectl rate set {currency} RATE"
    )


def rate_dict(found: SetRate, base: str) -> dict[str, Any]:
    """A rate's keys."""
    return {
        "currency": found.currency,
        "on": found.on,
        "rate": None if found.rate is None else Exact(found.rate.text),
        "base": found.base,
        "in_use": found.base == base,
        "recorded_on": found.recorded_on,
    }


def rates_listing(
    found: Sequence[SetRate],
    base: str,
    on: Screen,
    numbers: NumberFormat,
    currency: str | None = None,
) -> Listing:
    """The rates, perhaps of one currency; those in a former currency of the store say so."""
    has_notes = any(each.base != base for each in found)
    titles = [
        Column("Currency"),
        Column("From"),
        Column("Rate", right=True),
        *([Column("Note", flexible=True)] if has_notes else []),
    ]
    cells = [
        [
            each.currency,
            format_date(each.on),
            worth(each.rate, each.base, numbers),
            *([note(each, base)] if has_notes else []),
        ]
        for each in found
    ]
    rows = [rate_dict(each, base) for each in found]
    return Listing(
        rows, list(rate_dict_keys()), lambda: drawn(titles, cells, on, none_of(currency))
    )


def rate_dict_keys() -> tuple[str, ...]:
    """Return the columns of a list."""
    return ("currency", "on", "rate", "base", "in_use", "recorded_on")


def worth(rate: Rate | None, base: str, numbers: NumberFormat) -> str:
    """Return `1.08 USD`; none where a currency has no rate from that day on."""
    return "none" if rate is None else f"{numbers.marked(rate.text)} {base}"


def note(found: SetRate, base: str) -> str:
    """Say that a rate isn't used, since the store's currency is another one."""
    return "" if found.base == base else f"not used: the store's currency is {base}"


def told_set(currency: str, base: str, rate: Rate, on: date, numbers: NumberFormat) -> str:
    """Say what a currency is worth from a day on."""
    return f"1 {currency} = {numbers.marked(rate.text)} {base} from {format_date(on)}."


def told_far(rate: Rate, former: DatedRate, numbers: NumberFormat) -> str:
    """Say that a rate differs from the former one by more than a mistake of the market would."""
    new, old = numbers.marked(rate.text), numbers.marked(former.rate.text)
    return (
        f"{new} is far from the former rate, {old} from {format_date(former.on)}. If you"
        " typed it the wrong way round, take it back with `pipectl undo`."
    )
