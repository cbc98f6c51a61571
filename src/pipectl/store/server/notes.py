"""Write what stands outside the journal to a store on a server, in a short transaction."""

from collections.abc import Callable
from typing import TypeVar

from pipectl.store.server.address import ServerStore
from pipectl.store.server.connection import ServerConnection, connected
from pipectl.store.server.failures import FAILURES, READ_ONLY, explained

Done = TypeVar("Done")


def write_server_note(store: ServerStore, act: Callable[[ServerConnection], Done]) -> Done | None:
    """Run `act` in a short transaction; return None for whoever may only read.

    Raises StoreError.
    """
    connection = connected(store)
    try:
        connection.execute("begin")
        connection.lock()
        done = act(connection)
        connection.execute("commit")
        return done
    except FAILURES as error:
        if error.pgcode in READ_ONLY:
            return None
        raise explained(error, store) from error
    finally:
        connection.close()
