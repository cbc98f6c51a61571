"""The driver of PostgreSQL, an extra of the package, and how a session with a server begins."""

from typing import Any

from pipectl.errors import StoreError
from pipectl.server_address import AddressError


class MissingDriverError(StoreError):
    """The driver isn't installed, or can't be loaded."""

    def __init__(self, error: ImportError) -> None:
        why = "isn't installed" if error.name == "psycopg2" else f"can't be loaded ({error.msg})"
        super().__init__(
            f"A store on a PostgreSQL server needs psycopg2, which {why}.",
            hint='Install it: `pip install "pipectl-sales[server]"`.',
        )


try:
    import psycopg2
    from psycopg2 import extensions
    from psycopg2.extras import execute_batch
except ImportError as error:
    raise MissingDriverError(error) from error

__all__ = ["begun", "execute_batch", "extensions", "psycopg2"]

# A server that vanished in the middle: libpq itself would wait for a quarter of an hour.
LOST_AFTER = {"tcp_user_timeout": "30000"}


def begun(address: str) -> Any:
    """Begin a session; raise AddressError, or an error of the driver's."""
    try:
        given = extensions.parse_dsn(address)
    except psycopg2.ProgrammingError:  # which quotes what may be a part of the password
        raise AddressError from None
    return psycopg2.connect(**LOST_AFTER | given, fallback_application_name="pipectl")
