"""Write to a store on a server: one transaction with one journal entry, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from pipectl import commit_state
from pipectl.clock import Moment
from pipectl.store import journal
from pipectl.store.reader import DamagedValueError
from pipectl.store.server.address import ServerStore
from pipectl.store.server.connection import ServerConnection, check_version, session
from pipectl.store.server.failures import FAILURES, explained
from pipectl.store.server.unit import ServerUnit


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
def alone(store: ServerStore, patience_ms: int | None = None) -> Iterator[ServerConnection]:
    """Begin a transaction while no other writes to the store; what isn't committed is undone.

    Raises StoreError.
    """
    connection = session(store)
    try:
        connection.begin_to_write(patience_ms)
        check_version(connection, store)  # an upgrade is a write, too
        yield connection
    except FAILURES as error:
        raise explained(error, store) from error
    except JSONDecodeError as error:
        raise explained(DamagedValueError("a row's image"), store) from error
    finally:
        connection.close()
