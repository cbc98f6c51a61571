"""Save each forecast that was shown: the last one per day and period."""

import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.errors import InUseError
from pipectl.named_tuple import NamedTuple
from pipectl.store.connection import FAILURES, connection_to, explained
from pipectl.store.foreign_schema import ForeignSchemaError, check_foreign
from pipectl.store.hard_links import SeveralNamesError, check_one_name
from pipectl.store.opening import UNWRITABLE, write_note

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

# The forecast is already on the screen: the user shouldn't have to wait for the log.
PATIENCE_MS = 200
GIVEN_UP = (*UNWRITABLE, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class LoggedForecast(NamedTuple):
    """A forecast as shown: money in minor units, the chance in basis points."""

    made_on: date
    starts_on: date
    ends_on: date
    currency: str
    quota_minor: int
    chance_bp: int
    low_minor: int
    median_minor: int
    high_minor: int
    owner: str = ""


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
  high_minor,
  owner
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
  :high_minor,
  :owner
)
on conflict (made_on, starts_on, ends_on, currency, owner) do update set
  quota_minor = excluded.quota_minor,
  chance_bp = excluded.chance_bp,
  low_minor = excluded.low_minor,
  median_minor = excluded.median_minor,
  high_minor = excluded.high_minor
"""


def log(path: "Path | ServerStore", shown: LoggedForecast) -> None:
    """Store a forecast that was shown, replacing an earlier one of its day and period.

    Skipped if the store is read-only or another program is writing to it; raises StoreError for
    other problems.
    """
    if not isinstance(path, Path):
        with suppress(InUseError):
            write_note(path, lambda other: other.execute(LOG_SQL, shown._asdict()), PATIENCE_MS)
        return
    try:
        check_one_name(path)
        with closing(connection_to(path, "rw", patience_ms=PATIENCE_MS)) as connection:
            check_foreign(connection, path)
            connection.execute(LOG_SQL, shown._asdict())
    except (ForeignSchemaError, SeveralNamesError):
        return
    except FAILURES as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in GIVEN_UP:
            raise explained(error, path) from error
