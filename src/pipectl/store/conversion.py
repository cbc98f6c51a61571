"""Take amounts in other currencies in: a temporary view shows deals in the store's currency.

The view hides the table, as those of `store/as_of` and `store/scope` do, so that queries need no
change. `plain_opportunity` shows the deals as they are.
"""

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from pipectl.exchange_rates import RateRow, Rates, stored_rate
from pipectl.store.reader import Reader, as_date
from pipectl.store.scope import behind
from pipectl.store.settings import settings
from pipectl.store.temporary import columns_of, stand

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

RATES_SQL = """
select
  currency,
  happened_on,
  rate
from exchange_rate
where base = :base
order by recorded_at, id
"""

# A closed deal is worth what it was on its closing day, any other what it is today.
VALUED_ON = "case when o.status in ('won', 'lost') then o.closed_on else '{day}' end"
IN_BASE = "in_base(coalesce({column}, 0), o.currency, {on})"
AMOUNT = """case
    when o.currency = '{base}' or {column} is null or {whole} is null then {column}
    else coalesce({in_base}, {column})
  end as {name}"""
CURRENCY = """case
    when o.currency = '{base}' or {in_base} is null then o.currency
    else '{base}'
  end as currency"""

PLAIN = "plain_opportunity"


def rates_of(reader: Reader, base: str) -> Rates:
    """Return the rates in a currency; what isn't a number is no rate."""
    rows = reader.rows(RATES_SQL, {"base": base})
    return Rates(base, (RateRow(code, as_date(on), stored_rate(rate)) for code, on, rate in rows))


def show_in_base(connection: "Connection", day: date) -> Rates:
    """Show deals in other currencies in the store's, at the rates of their days up to `day`.

    Return the rates. Only deals with a rate change: all others stay as they are.
    """
    reader = Reader(connection.execute)
    rates = rates_of(reader, settings(reader).currency)
    if not rates:
        return rates

    let_convert(connection, rates)
    stand(
        connection, f"create temp view {PLAIN} as select * from {behind(connection, 'opportunity')}"
    )
    names = columns_of(connection, "opportunity")
    columns = ",\n  ".join(column(name, rates.base, day) for name in names)
    stand(
        connection,
        f"create temp view opportunity as select\n  {columns},\n"
        f"  {VALUED_ON.format(day=day)} as valued_on\nfrom temp.{PLAIN} as o",
    )
    return rates


def let_convert(connection: "Connection", rates: Rates) -> None:
    """Let statements call `in_base`."""
    if not isinstance(connection, sqlite3.Connection):
        connection.let_convert(rates)
        return

    def in_base(minor: int, currency: str, on: str) -> int | None:
        try:
            found = rates.original(minor, currency, date.fromisoformat(on))
        except (TypeError, ValueError):
            return None
        return None if found is None else rates.in_base(found)

    connection.create_function("in_base", 3, in_base, deterministic=True)


def column(name: str, base: str, day: date) -> str:
    """Return a column of the view: amounts and their currency as the sums take them."""
    on = VALUED_ON.format(day=day)
    whole = IN_BASE.format(column="o.amount_minor", on=on)
    if name == "currency":
        return CURRENCY.format(base=base, in_base=whole)
    if name.endswith("_minor"):
        own = f"o.{name}"
        in_base = IN_BASE.format(column=own, on=on)
        return AMOUNT.format(base=base, column=own, name=name, whole=whole, in_base=in_base)
    return f'o."{name}"'
