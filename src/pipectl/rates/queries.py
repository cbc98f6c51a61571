"""Which exchange rates were set?"""

from datetime import date

from pipectl.exchange_rates import Rate, stored_rate
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader

ROWS_SQL = """
select
  currency,
  base,
  happened_on,
  rate,
  recorded_on
from exchange_rate
order by recorded_at, id
"""


class StoredRate(NamedTuple):
    """A row as stored; `rate` may be anything in a store that was changed by hand."""

    currency: str
    base: str
    happened_on: date
    rate: str | None
    recorded_on: date


class SetRate(NamedTuple):
    """The rate of a currency from a day on; None where it has none from then on."""

    currency: str
    base: str
    on: date
    rate: Rate | None
    recorded_on: date


def held_rates(reader: Reader) -> list[StoredRate]:
    """Return the rows that hold: of several for one day, only the last one does."""
    rows = reader.records(StoredRate, ROWS_SQL)
    return [*{(row.currency, row.base, row.happened_on): row for row in rows}.values()]


def set_rates(reader: Reader, currency: str | None = None) -> list[SetRate]:
    """Return the rates of all currencies or of one, the latest of each first."""
    held = [
        SetRate(row.currency, row.base, row.happened_on, stored_rate(row.rate), row.recorded_on)
        for row in held_rates(reader)
        if currency in (None, row.currency)
    ]
    return sorted(held, key=lambda each: (each.currency, -each.on.toordinal(), each.base))
