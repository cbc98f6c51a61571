"""Set and remove exchange rates: each is a row of its own, and none is changed."""

from datetime import date
from uuid import uuid4

from pipectl.dates import format_date
from pipectl.errors import NotFoundError, UsageError
from pipectl.exchange_rates import DatedRate, Rate, Rates
from pipectl.named_tuple import NamedTuple
from pipectl.store.conversion import rates_of
from pipectl.store.rows import ExchangeRate
from pipectl.store.settings import settings
from pipectl.store.unit import Unit


class SetResult(NamedTuple):
    """The store's currency, and the rate of the day before the new one was set."""

    base: str
    former: DatedRate | None


def set_rate(unit: Unit, currency: str, rate: Rate, on: date) -> SetResult:
    """Set what one unit of a currency is worth in the store's from a day on."""
    known = known_rates(unit, currency)
    former = known.of(currency, on)
    if former != DatedRate(on, rate):
        add(unit, known.base, currency, rate.text, on)
    return SetResult(known.base, former)


def remove_rate(unit: Unit, currency: str, on: date) -> None:
    """Let a currency have no rate from a day on; raise NotFoundError if it has none."""
    known = known_rates(unit, currency)
    if known.of(currency, on) is None:
        raise NotFoundError(
            f"{currency} has no rate on {format_date(on)}.",
            hint=f"See its rates: `pipectl rate list {currency}`.",
        )
    add(unit, known.base, currency, None, on)


def known_rates(unit: Unit, currency: str) -> Rates:
    """Return the rates in the store's currency; raise UsageError for a rate of that itself."""
    base = settings(unit.reader).currency
    if currency == base:
        raise UsageError(
            f"{base} is the store's currency, so it needs no rate.",
            hint="Rates are for other currencies. To use another currency in the store, run"
            " `pipectl config set currency CODE`.",
        )
    return rates_of(unit.reader, base)


def add(unit: Unit, base: str, currency: str, rate: str | None, on: date) -> None:
    """Add a row."""
    unit.add(
        ExchangeRate(
            uid=str(uuid4()),
            currency=currency,
            base=base,
            happened_on=on,
            rate=rate,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )
