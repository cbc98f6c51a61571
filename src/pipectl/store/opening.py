"""Open the store: for reading, as of an earlier day, for a note; take a backup."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipectl import commit_state
from pipectl.errors import StoreError
from pipectl.store import kept_connection
from pipectl.store.connection import (
    FAILURES,
    OlderSchemaError,
    check_file,
    check_identity,
    commit,
    explained,
    opened,
)
from pipectl.store.lock_waiting import PatientConnection
from pipectl.store.ownership import has_several
from pipectl.store.reader import Reader
from pipectl.store.upgrade import connect

if TYPE_CHECKING:
    from pipectl.backup_rotation import Backup
    from pipectl.exchange_rates import Rates
    from pipectl.server_address import ServerStore
    from pipectl.store.owner_views import Whose
    from pipectl.store.scope import Choose
    from pipectl.store.temporary import Connection


GLANCE_S = 2  # how long a suggestion waits for a server; libpq takes no less


@contextmanager
def reading(
    path: "Path | ServerStore",
    *,
    checks_too: bool = False,
    as_of: date | None = None,
    only: "Choose | None" = None,
    valued_on: date | None = None,
    whose: "Whose | None" = None,
) -> Iterator[Reader]:
    """Open a reader on a fixed view of the store; raise StoreError.

    With `as_of` it is the store as it was at the end of that day (`store/as_of`).
    With `whose`, only the rows of the seller that it finds are shown (`store/owner_views`).
    With `only`, all deals but those that it finds are hidden (`store/scope`).
    With `valued_on`, deals in other currencies are shown in the store's, at the rates of their days
    up to that day (`store/conversion`): reports add them up.
    With `checks_too`, an integrity check looks at the tables' rules as well: SQLite leaves them out
    on a connection that can't write.
    Without any of them, and on a server, the connection is kept for the next reading
    (`store/kept_connection`).
    """
    if not isinstance(path, Path):
        from pipectl.store.server.reading import server_session

        with server_session(path) as (server, on_server):

            def stand() -> None:
                on_server.owner = None if whose is None else whose(on_server)
                narrow = None if whose is None else narrowing_to(server, on_server.owner)
                show(server, on_server, as_of, narrow, only, valued_on)
                server.only_read()

            stand()
            on_server.stand = stand
            yield on_server
            server.keep()  # what stands in front of its tables ends with the transaction
        return
    connection, is_kept = connection_to_read(path, checks_too=checks_too), False
    reader = Reader(connection.execute)
    try:
        if valued_on is not None and not has_rates(connection):
            valued_on = None
        reader.owner = None if whose is None else whose(reader)
        narrow = None if whose is None else narrowing_to(connection, reader.owner)
        changes = (as_of, only, valued_on, narrow)
        if changes != (None,) * len(changes):
            # Not possible inside a transaction; a read leaves nothing in a temporary file.
            connection.execute("pragma temp_store = memory")
        connection.execute("begin")
        show(connection, reader, as_of, narrow, only, valued_on)
        connection.execute("pragma query_only = on")
        yield reader
        is_plain = not checks_too and changes == (None,) * len(changes)
        is_kept = is_plain and kept_connection.keep(connection)
    except FAILURES as error:
        raise explained(error, path) from error
    finally:
        reader.end()
        if not is_kept:
            connection.close()


# Opens a reader on what is a seller's, empty for nobody's; None for everybody's.
OfSeller = Callable[[str | None], AbstractContextManager[Reader]]


@contextmanager
def reading_in_turn(
    path: "Path | ServerStore",
    *,
    as_of: date | None = None,
    only: "Choose | None" = None,
    valued_on: date | None = None,
) -> Iterator[OfSeller]:
    """Open one fixed view of the store, and show what is one seller's after the other; StoreError.

    The arguments are those of `reading`. Each reader ends before the next is opened.
    """
    if not isinstance(path, Path):
        from pipectl.store.server.reading import ServerReader, server_session

        with server_session(path) as (server, _):
            yield in_turn(server, lambda: ServerReader(server), as_of, only, valued_on)
        return
    connection = connection_to_read(path, checks_too=False)
    try:
        connection.execute("pragma temp_store = memory")
        day = valued_on if valued_on is not None and has_rates(connection) else None
        yield in_turn(connection, lambda: Reader(connection.execute), as_of, only, day)
    except FAILURES as error:
        raise explained(error, path) from error
    finally:
        connection.close()


def in_turn(
    connection: "Connection",
    new: Callable[[], Reader],
    as_of: date | None,
    only: "Choose | None",
    valued_on: date | None,
) -> OfSeller:
    """Begin a transaction, and return what shows a seller's rows in it and takes that back."""
    show(connection, new(), as_of, None, None, None)

    @contextmanager
    def of_seller(owner: str | None) -> Iterator[Reader]:
        connection.execute("savepoint seller")
        reader = new()
        reader.owner = owner
        try:
            stand_in_front(connection, reader, narrowing_to(connection, owner), only, valued_on)
            yield reader
        finally:
            reader.end()
        connection.execute("rollback to savepoint seller")
        connection.execute("release savepoint seller")

    return of_seller


def show(
    connection: "Connection",
    reader: Reader,
    as_of: date | None,
    narrow: Callable[[], None] | None,
    only: "Choose | None",
    valued_on: date | None,
) -> None:
    """Let what is asked for stand in front of the store's tables in this transaction."""
    if as_of is not None:
        from pipectl.store.as_of.views import show_as_of

        show_as_of(connection, as_of)
    stand_in_front(connection, reader, narrow, only, valued_on)


def stand_in_front(
    connection: "Connection",
    reader: Reader,
    narrow: Callable[[], None] | None,
    only: "Choose | None",
    valued_on: date | None,
) -> None:
    """Show what is asked for of the store as it is, or as it was on an earlier day."""
    if narrow is not None:
        narrow()
    if only is not None:
        from pipectl.store.scope import show_only

        show_only(connection, only)
    if valued_on is not None:
        from pipectl.store.conversion import show_in_base

        # What the condition of a segment says of an amount is of the deal's own.
        reader.rates = show_in_base(connection, valued_on)


def narrowing_to(connection: "Connection", owner: str | None) -> "Callable[[], None] | None":
    """Return what shows the rows of a seller, or of the team; None where all rows are shown."""
    if owner is None and not has_several(Reader(connection.execute)):
        return None
    from pipectl.store.owner_views import show_everybody, show_owner

    return lambda: show_everybody(connection) if owner is None else show_owner(connection, owner)


RATES_SQL = "select exists (select 1 from exchange_rate)"


def has_rates(connection: "Connection") -> bool:
    """Return whether any exchange rate was ever set."""
    return bool(connection.execute(RATES_SQL).fetchone()[0])


def rates_in_use(reader: Reader, base: str) -> "Rates | None":
    """Return the rates in the store's currency, for the few queries that convert by themselves."""
    if not reader.value(RATES_SQL):
        return None
    from pipectl.store.conversion import rates_of

    return reader.once(rates_of, base) or None


def connection_to_read(path: Path, *, checks_too: bool) -> sqlite3.Connection:
    """Return the kept connection if it is still to the store, else a new one."""
    if checks_too:
        return connect(path, mode="rw", to_write=False)
    kept = kept_connection.take(path)
    if isinstance(kept, PatientConnection):
        # What is wrong with the file now, a new connection finds too, and says it.
        with suppress(StoreError, OlderSchemaError, *FAILURES):
            check_file(path)
            if kept.file == kept_connection.file_at(path):
                kept.execute("pragma query_only = off")
                check_identity(kept, path)
                return kept
        kept.close()
    return connect(path, mode="ro", to_write=False)


@contextmanager
def glancing(path: "Path | ServerStore") -> Iterator[Reader]:
    """Return a reader for suggestions, which never upgrades the store or waits for it.

    Raises StoreError or an error of sqlite3 where the store can't be read as it is now.
    """
    if not isinstance(path, Path):
        from pipectl.store.server.reading import server_session

        with server_session(path.given_up_after(GLANCE_S)) as (_, server_reader):
            yield server_reader
        return
    check_file(path)
    with closing(opened(path, "ro", 0)) as connection:
        connection.execute("pragma query_only = on")
        yield Reader(connection.execute)


@contextmanager
def to_copy(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the store to copy it; the connection is kept for the next reading, as after another."""
    connection, is_kept = connection_to_read(path, checks_too=False), False
    try:
        yield connection
        is_kept = kept_connection.keep(connection)
    finally:
        if not is_kept:
            connection.close()


Done = TypeVar("Done")
# What is due is to be seen also while another program holds the store for long.
PATIENCE_MS = 5_000
# A file, or the folder of its journal, that can be read and not written.
UNWRITABLE = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_CANTOPEN,
)


def write_note(
    path: "Path | ServerStore",
    act: "Callable[[Connection], Done]",
    patience_ms: int = PATIENCE_MS,
) -> Done | None:
    """Run `act` in a short transaction; return None if the store can't be written to.

    Raises StoreFailedError where it can't be written just now, StoreError where it is damaged.
    """
    if not isinstance(path, Path):
        from pipectl.store.server.notes import write_server_note

        return write_server_note(path, act, patience_ms)
    with closing(connect(path, mode="rw", patience_ms=patience_ms)) as connection:
        try:
            connection.execute("begin immediate")
            done = act(connection)
            commit(connection, path)
        except FAILURES as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in UNWRITABLE:
                return None
            raise explained(error, path) from error
        return done


@contextmanager
def source_of(store: Path) -> Iterator[sqlite3.Connection]:
    """Open the store to copy it; one with several names as it is, and never upgraded."""
    from pipectl.store.hard_links import count_names, untouched_store

    if count_names(store) < 2:
        with to_copy(store) as source:
            yield source
        return
    try:
        with untouched_store(store) as source:
            yield source
    except FAILURES as error:
        raise explained(error, store) from error


def take(store: Path, why: str, at: datetime) -> "Backup":
    """Back up the store, and delete backups that are too old; raise StoreError."""
    from pipectl.store.backups import ASKED, keep, rotate
    from pipectl.store.hard_links import check_one_name

    if why != ASKED:  # the change that it goes before would be refused
        check_one_name(store)
    with commit_state.change() as finishing, source_of(store) as source:
        taken = keep(source, store, why, at, finishing=finishing)
        if why == ASKED:  # the others only go before a change
            commit_state.stored()
    rotate(store, at)
    return taken
