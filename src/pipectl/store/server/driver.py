"""The driver of PostgreSQL, an extra of the package, and how a session with a server begins."""

from collections.abc import Callable
from typing import Any, TypeVar

from pipectl.errors import StoreError
from pipectl.server_address import AddressError
from pipectl.store.server.answers import aside, wait_for


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

__all__ = ["begun", "blocking", "execute_batch", "extensions", "psycopg2"]

Done = TypeVar("Done")

# A server that vanished in the middle: libpq itself would wait for a quarter of an hour.
LOST_AFTER = {"tcp_user_timeout": "30000"}


def begun(address: str) -> Any:
    """Begin a session; raise AddressError, or an error of the driver's."""
    try:
        given = extensions.parse_dsn(address)
    except psycopg2.ProgrammingError:  # which quotes what may be a part of the password
        raise AddressError from None
    options = LOST_AFTER | given
    return blocking(lambda: psycopg2.connect(**options, fallback_application_name="pipectl"))


def blocking(act: Callable[[], Done], session: Any = None) -> Done:
    """Run what the driver does only without a wait callback; on Ctrl-C cancel what `session` does.

    That is COPY, and beginning a session: with a callback, libpq would ignore connect_timeout.
    """
    extensions.set_wait_callback(None)  # of the whole process, where one thread runs statements
    try:
        return aside(act, session)
    finally:
        extensions.set_wait_callback(wait_for)
