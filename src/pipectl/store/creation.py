"""Create a store: it appears under its name complete or not at all."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl import commit_state
from pipectl.backup_rotation import Backup
from pipectl.clock import Moment
from pipectl.disk import (
    private_folder_umask,
    put_where_nothing_is,
    reason,
    sync,
    sync_name,
    unfinished,
)
from pipectl.errors import RefusedError, StoreError
from pipectl.paths import APPLICATION_ID
from pipectl.store.adjacent_files import check_beside, check_name, is_there
from pipectl.store.backups import BEFORE_DEMO, alone, keep, write_over
from pipectl.store.connection import (
    FAILURES,
    SCHEMA_VERSION,
    check_file,
    check_log,
    connection_to,
    ending,
    explained,
    set_up,
)
from pipectl.store.hard_links import check_one_name
from pipectl.store.schema import STATEMENTS
from pipectl.store.unit import Unit

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

Fill = Callable[[Unit], None]
Write = Callable[[sqlite3.Connection], object]
Look = Callable[[sqlite3.Connection], bool]
VERSION_TABLE = "create table alembic_version (version_num varchar(32) not null primary key)"
# Bytes: each table and index takes at least one page, so a new store is half as big as with 4096.
PAGE_SIZE = 2048
IDENTITY = slice(68, 72)  # where SQLite's file header has the application's id


class ExistingStoreError(RefusedError):
    """There is already a store at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is already a store at {path}.",
            hint="Use that store, or name another file with --db.",
        )


def create(path: "Path | ServerStore", moment: Moment, fill: Fill, owner: str = "") -> None:
    """Make a store at `path` with what `fill` puts in; raise ExistingStoreError, StoreError.

    What has an owner is `owner`'s.
    """
    if not isinstance(path, Path):
        from pipectl.store.server import creation

        creation.create(path, moment, fill, owner)
        return
    place_new(path, lambda connection: fill_new_store(connection, moment, fill, owner))


def create_from(path: Path, made: sqlite3.Connection, tell: Callable[[], None]) -> None:
    """Make a store at `path` as a copy of one in memory; raise ExistingStoreError, StoreError.

    `tell` says that it is there, before Ctrl-C can strike.
    """
    place_new(path, lambda connection: made.backup(connection), tell)


def place_new(path: Path, write: Write, tell: Callable[[], None] = lambda: None) -> None:
    """Write a new store and give it its name.

    Written aside and then given its name, so that nobody ever meets a half-made one. Raises
    BesideError where that would take what isn't its own.
    """
    path = Path(os.path.realpath(path))  # a link to a file that isn't there yet is followed
    with commit_state.change() as finishing, private_folder_umask():
        check_beside_new(path)
        with written_aside(path, write) as aside:
            check_beside(path)
            finishing()
            move_into_place(aside, path)
        sync_name(path)
        commit_state.stored()
        tell()


def check_beside_new(path: Path) -> None:
    """Raise the error for an unusable place, or for a store that exists already."""
    check_name(path)
    if is_there(path):
        raise existing_store_error(path)
    check_beside(path)


def replace(
    path: Path, moment: Moment, at: datetime, fill: Fill, is_worked_in: Look, owner: str = ""
) -> Backup | None:
    """Make a store that replaces one made in the same way, if there is one.

    `is_worked_in` looks at it: raises RefusedError for another one, and what it finds to have been
    changed is backed up before, which is the answer. Raises StoreError for anything else.
    """
    path = Path(os.path.realpath(path))
    check_replaceable(path)
    if not is_there(path):
        create(path, moment, fill, owner)
        return None
    look(path, is_worked_in)
    check_one_name(path)
    check_log(path)
    with (
        commit_state.change() as finishing,
        private_folder_umask(),
        written_aside(path, lambda new: fill_new_store(new, moment, fill, owner)) as aside,
    ):
        try:
            with alone(path) as present:
                worked_in = is_worked_in(present)
                before = keep(present, path, BEFORE_DEMO, at) if worked_in else None
                with closing(sqlite3.connect(aside, isolation_level=None)) as source:
                    finishing()
                    write_over(source, present)
        except FAILURES as error:
            raise explained(error, path) from error
        commit_state.stored()
    return before


def look(path: Path, is_worked_in: Look) -> None:
    """Raise what `is_worked_in` refuses before a new store takes its time to be filled.

    It is asked again when nobody else can write; what can't be read here is told there.
    """
    with suppress(*FAILURES), closing(connection_to(path, "ro")) as present:
        is_worked_in(present)


def check_replaceable(path: Path) -> None:
    """Raise StoreError if something other than a pipectl store is at the path."""
    try:
        kind = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    if not stat.S_ISREG(kind.st_mode):
        raise StoreError(f"{path} is not a file, so it wasn't replaced.", hint="Move it away.")
    if kind.st_size and identity(path) != APPLICATION_ID:
        raise StoreError(
            f"{path} is not a pipectl store, so it wasn't changed.", hint="Move it away."
        )


def identity(path: Path) -> int:
    """The application's id in the file's header."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return int.from_bytes(os.read(handle, IDENTITY.stop)[IDENTITY])
    finally:
        os.close(handle)


def in_memory(moment: Moment, fill: Fill) -> sqlite3.Connection:
    """Return a store in memory, in which a first command looks things up."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    fill_new_store(connection, moment, fill)
    return connection


def copy_in_memory(store: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy of a store, to try a change on."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    store.backup(copy)
    set_up(copy)
    return copy


@contextmanager
def written_aside(path: Path, write: Write) -> Iterator[Path]:
    """Write a complete, synced store to a temporary file beside `path`."""
    with ExitStack() as until:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = until.enter_context(unfinished(path))
        except (OSError, ValueError) as error:
            why = "Not a directory" if isinstance(error, FileExistsError) else reason(error)
            raise StoreError(f"No store can be created at {path}: {why}.") from error
        try:
            with ending(sqlite3.connect(aside, isolation_level=None)) as connection:
                write(connection)
            sync(aside)
        except (sqlite3.Error, OSError) as error:
            raise explained(error, path) from error
        yield aside


def fill_new_store(
    connection: sqlite3.Connection, moment: Moment, fill: Fill, owner: str = ""
) -> None:
    """Write schema, identity and first contents in one transaction."""
    begin_new_store(connection)
    fill(Unit(connection, moment, owner))
    connection.execute("commit")


def begin_new_store(connection: sqlite3.Connection) -> None:
    """Write schema and identity, in a transaction that stays open."""
    connection.execute(f"pragma page_size = {PAGE_SIZE}")
    set_up(connection)
    connection.execute("begin immediate")
    for statement in (*STATEMENTS, VERSION_TABLE):
        connection.execute(statement)
    connection.execute("insert into alembic_version values (?)", (SCHEMA_VERSION,))
    identify(connection)


def identify(connection: sqlite3.Connection) -> None:
    """Mark a file as a store."""
    connection.execute(f"pragma application_id = {APPLICATION_ID}")


def move_into_place(aside: Path, path: Path) -> None:
    """Give the finished file its name, unless another program was quicker."""
    try:
        put_where_nothing_is(aside, path)
    except FileExistsError:
        raise existing_store_error(path) from None
    except OSError as error:
        raise StoreError(f"No store can be created at {path}: {reason(error)}.") from error


def existing_store_error(path: Path) -> StoreError | ExistingStoreError:
    """Return the error for what is at the path; raise StoreError if it isn't a file."""
    check_file(path)
    if identity(path) != APPLICATION_ID:
        return StoreError(
            f"{path} is not a pipectl store, so it wasn't changed.",
            hint="Use another file with --db or PIPECTL_DB.",
        )
    return ExistingStoreError(path)
