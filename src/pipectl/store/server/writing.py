"""Write to a store on a server: one transaction with one journal entry, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import TYPE_CHECKING

from pipectl import commit_state
from pipectl.clock import Moment
from pipectl.server_address import ServerStore
from pipectl.store import journal
from pipectl.store.reader import DamagedValueError
from pipectl.store.server.connection import ServerConnection, begun
from pipectl.store.server.failures import FAILURES, explained
from pipectl.store.server.reading import ServerReader
from pipectl.store.server.unit import ServerUnit

if TYPE_CHECKING:
    from pipectl.store.owner_views import Whose


@contextmanager
def server_writing(
    store: ServerStore, moment: Moment, command: str, owner: str = ""
) -> Iterator[ServerUnit]:
    """Open a unit of work that is stored, with its journal entry, when it ends.

    Raises StoreError; UnknownOutcomeError where nobody knows whether it was stored.
    """
    with commit_state.change() as finishing, alone(store) as connection:
        unit = ServerUnit(connection, moment, owner)
        yield unit
        journal.record_and_commit(unit, command, finishing, connection.commit)


@contextmanager
def server_writing_aside(store: ServerStore) -> Iterator[ServerConnection]:
    """Open a transaction for what stands outside the journal; raise StoreError."""
    with commit_state.change() as finishing, alone(store) as connection:
        yield connection
        finishing()
        connection.commit()
        commit_state.stored()


@contextmanager
def server_rehearsing(
    store: ServerStore, moment: Moment, owner: str = "", *, whose: "Whose | None" = None
) -> Iterator[ServerUnit]:
    """Open a unit of work whose changes are rolled back; with `whose`, for the seller it finds.

    No other can write meanwhile, as it writes the same rows.
    """
    with alone(store) as connection:
        reader = ServerReader(connection)
        if whose is not None:
            reader.owner = whose(reader)
            owner = reader.owner or ""
        unit = ServerUnit(connection, moment, owner)
        unit.reader.owner = reader.owner
        yield unit


@contextmanager
def alone(store: ServerStore, patience_ms: int | None = None) -> Iterator[ServerConnection]:
    """Begin a transaction while no other writes to the store; what isn't committed is undone.

    Raises StoreError.
    """
    connection = begun(store, lambda session: session.begin_to_write(patience_ms))
    try:
        yield connection
        connection.keep()
    except FAILURES as error:
        raise explained(error, store) from error
    except JSONDecodeError as error:
        raise explained(DamagedValueError("a row's image"), store) from error
    finally:
        connection.end()
