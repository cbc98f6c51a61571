"""Write what stands outside the journal to a store on a server, in a short transaction."""

from collections.abc import Callable
from typing import TypeVar

from pipectl.errors import StoreError
from pipectl.server_address import ServerStore
from pipectl.store.server.connection import ServerConnection
from pipectl.store.server.failures import READ_ONLY
from pipectl.store.server.writing import alone

Done = TypeVar("Done")


def write_server_note(
    store: ServerStore, act: Callable[[ServerConnection], Done], patience_ms: int
) -> Done | None:
    """Run `act` in a short transaction; return None for whoever may only read.

    Raises StoreError.
    """
    try:
        with alone(store, patience_ms) as connection:
            done = act(connection)
            connection.commit()
            return done
    except StoreError as error:
        if getattr(error.__cause__, "pgcode", None) in READ_ONLY:
            return None
        raise
