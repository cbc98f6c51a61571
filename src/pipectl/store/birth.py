"""How a store comes into being: complete under its name, or not at all."""

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from pipectl import commits
from pipectl.disk import (
    open_aside,
    private_folder_umask,
    put_over,
    put_where_nothing_is,
    sync,
    sync_folder,
)
from pipectl.errors import RefusedError, StoreError
from pipectl.moment import Moment
from pipectl.store import tables
from pipectl.store.connect import (
    APPLICATION_ID,
    PRAGMAS,
    SCHEMA_VERSION,
    check_file,
    ending,
    explained,
    reason,
)
from pipectl.store.session import WriteSession, engine_on

Fill = Callable[[WriteSession], None]
IDENTITY = slice(68, 72)  # where SQLite's file header has the application's id


class ExistingStoreError(RefusedError):
    """There is a store already where one was to be made."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is a store at {path} already.",
            hint="Use it as it is, or name another file with --db.",
        )


def create(path: Path, moment: Moment, fill: Fill) -> None:
    """Make a store at `path` with what `fill` puts in; raises ExistingStoreError, StoreError.

    Written aside and then given its name, so that nobody ever meets a half-made one.
    """
    path = Path(os.path.realpath(path))  # a link to a file that isn't there yet is followed
    with commits.change() as finishing, private_folder_umask():
        aside = written_aside(path, moment, fill)
        finishing()
        try:
            put_in_place(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(path.parent)
        commits.stored()


def replace(path: Path, moment: Moment, fill: Fill) -> None:
    """Make a store in the place of the one that is there; raises StoreError for anything else."""
    with commits.change() as finishing, private_folder_umask():
        try:
            check_replaceable(path)
            aside = written_aside(path, moment, fill)
            finishing()
            # A killed writer's journal would be rolled back into the new store.
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            put_over(aside, path)
        except OSError as error:
            raise StoreError(f"No store can be made at {path}: {reason(error)}.") from error
        sync_folder(path.parent)
        commits.stored()


def check_replaceable(path: Path) -> None:
    """Raise StoreError where something is at the path that is no store of ours."""
    try:
        kind = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind.st_mode):
        raise StoreError(f"{path} is not a file, and was left alone.", hint="Move it away.")
    if kind.st_size and identity(path) != APPLICATION_ID:
        raise StoreError(
            f"{path} is not a pipectl store, and was left alone.", hint="Move it away."
        )


def identity(path: Path) -> int:
    """The application's id in the file's header."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return int.from_bytes(os.read(handle, IDENTITY.stop)[IDENTITY])
    finally:
        os.close(handle)


def in_memory(moment: Moment, fill: Fill) -> sqlite3.Connection:
    """A store that leaves no trace: what a first command looks things up in."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    furnish(connection, moment, fill)
    return connection


def written_aside(path: Path, moment: Moment, fill: Fill) -> Path:
    """A complete, synced store in a temporary file beside `path`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = open_aside(path)
    except (OSError, ValueError) as error:
        why = "Not a directory" if isinstance(error, FileExistsError) else reason(error)
        raise StoreError(f"No store can be made at {path}: {why}.") from error
    os.close(handle)
    try:
        with ending(sqlite3.connect(aside, isolation_level=None)) as connection:
            furnish(connection, moment, fill)
        sync(aside)
    except BaseException as error:
        aside.unlink(missing_ok=True)
        if isinstance(error, DBAPIError | sqlite3.Error | OSError):
            raise explained(getattr(error, "orig", None) or error, path) from error
        raise
    return aside


def furnish(connection: sqlite3.Connection, moment: Moment, fill: Fill) -> None:
    """Schema, identity and first contents, in one transaction."""
    tables.load_all()
    for pragma in PRAGMAS:
        connection.execute(pragma)
    engine = engine_on(connection)
    with WriteSession(engine, expire_on_commit=False) as session:
        session.moment, session.created, session.brought = moment, [], {}
        SQLModel.metadata.create_all(session.connection())
        run = session.connection().exec_driver_sql
        run("create table alembic_version (version_num varchar(32) not null primary key)")
        run("insert into alembic_version values (?)", (SCHEMA_VERSION,))
        run(f"pragma application_id = {APPLICATION_ID}")
        fill(session)
        session.commit()


def put_in_place(aside: Path, path: Path) -> None:
    """Give the finished file its name, unless somebody was quicker."""
    try:
        put_where_nothing_is(aside, path)
    except FileExistsError:
        raise occupied(path) from None
    except OSError as error:
        raise StoreError(f"No store can be made at {path}: {reason(error)}.") from error


def occupied(path: Path) -> StoreError | ExistingStoreError:
    """What to say of whatever is at the path; raises StoreError for what is no file."""
    check_file(path)
    if identity(path) != APPLICATION_ID:
        return StoreError(
            f"{path} is not a pipectl store, and was left alone.",
            hint="Name another file with --db, or PIPECTL_DB.",
        )
    return ExistingStoreError(path)
