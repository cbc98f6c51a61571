"""Save each forecast that was shown: the last one per day and period."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipectl.store.connection import FAILURES, connection_to, explained
from pipectl.store.foreign_schema import ForeignSchemaError, check_foreign
from pipectl.store.opening import UNWRITABLE

# The forecast is on the screen already: whoever asked for it isn't kept waiting for the log.
PATIENCE_MS = 200
GIVEN_UP = (*UNWRITABLE, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class LoggedForecast(NamedTuple):
    """A forecast as it was shown: money in minor units, the chance in hundredths of a percent."""

    made_on: date
    starts_on: date
    ends_on: date
    currency: str
    quota_minor: int
    chance_bp: int
    low_minor: int
    median_minor: int
    high_minor: int


LOG_SQL = """
insert into forecast_log (
  made_on,
  starts_on,
  ends_on,
  currency,
  quota_minor,
  chance_bp,
  low_minor,
  median_minor,
  high_minor
)
values (
  :made_on,
  :starts_on,
  :ends_on,
  :currency,
  :quota_minor,
  :chance_bp,
  :low_minor,
  :median_minor,
  :high_minor
)
on conflict (made_on, starts_on, ends_on, currency) do update set
  quota_minor = excluded.quota_minor,
  chance_bp = excluded.chance_bp,
  low_minor = excluded.low_minor,
  median_minor = excluded.median_minor,
  high_minor = excluded.high_minor
"""


def log(path: Path, shown: LoggedForecast) -> None:
    """Keep a forecast that was shown, in the place of an earlier one of its day and period.

    Left out where the store can't or mustn't be written, or another program is writing it; raises
    StoreError for whatever else is wrong.
    """
    try:
        with closing(connection_to(path, "rw", patience_ms=PATIENCE_MS)) as connection:
            check_foreign(connection, path)
            connection.execute(LOG_SQL, shown._asdict())
    except ForeignSchemaError:
        return
    except FAILURES as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in GIVEN_UP:
            raise explained(error, path) from error
