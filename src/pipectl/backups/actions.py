"""Replace the store with a backup, and keep the previous store."""

import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from pipectl import commit_state
from pipectl.backup_rotation import Backup
from pipectl.disk import (
    Seen,
    private_folder_umask,
    put_over_seen,
    put_where_nothing_is,
    reason,
    seen,
    sync,
    sync_name,
    unfinished,
)
from pipectl.errors import StoreError, quoted
from pipectl.paths import APPLICATION_ID
from pipectl.store.adjacent_files import (
    check_folder,
    check_journals,
    check_name,
    drop_journals,
    head_of,
)
from pipectl.store.backups import (
    BEFORE_RESTORE,
    DAMAGED,
    BackupError,
    alone,
    copied,
    is_damage,
    keep,
    keep_bytes,
    listed,
    write_over,
)
from pipectl.store.connection import (
    EARLIER_VERSIONS,
    FAILURES,
    SCHEMA_VERSION,
    MissingStoreError,
    UnsyncedError,
    check_file,
    connection_to,
    explained,
    is_hot,
    version_of,
)
from pipectl.store.foreign_schema import foreign
from pipectl.store.hard_links import count_names, untouched
from pipectl.store.restore_target import Found, keep_found
from pipectl.store.soundness import are_pages_sound, is_made_sound, is_sound

DAMAGE = "it is damaged"


class UnusableBackupError(StoreError):
    """A file can't replace the store.

    `is_spoiled` is one that was a backup, and whose content isn't what it was.
    """

    def __init__(self, path: Path, why: str, *, is_spoiled: bool = False, todo: str = "") -> None:
        other = "Or choose" if todo else "Choose"
        super().__init__(
            f"The backup {path} can't be used: {why}.",
            hint=f"Nothing was changed. {todo}{other} another one: `pipectl backup list`.",
        )
        self.why, self.is_spoiled = why, is_spoiled


class UnsyncedRestoreError(StoreError):
    """A backup replaced the store, as far as the store can be read, but the disk failed."""

    def __init__(self, store: Path, before: Backup, *, is_certain: bool) -> None:
        what = "the backup was restored" if is_certain else "the backup may have been restored"
        super().__init__(
            f"The disk failed while writing {store} (disk I/O error): {what}.",
            hint=f"Check the disk. To go back: `pipectl restore {before.path.name}`.",
        )


def check_readable(path: Path) -> None:
    """Raise UnusableBackupError for a file that the user has no permission to read."""
    try:
        path.open("rb").close()
    except PermissionError as error:
        todo = f"Make it readable: `chmod u+r {shlex.quote(str(path))}`. "
        raise UnusableBackupError(path, reason(error), todo=todo) from error


def unusable(path: Path, error: sqlite3.Error) -> UnusableBackupError:
    """Say what an error of SQLite means for a backup."""
    if is_hot(error):
        undo = f"Undo that: `pipectl --db {shlex.quote(str(path))} list`. "
        return UnusableBackupError(path, "a change to it was interrupted halfway", todo=undo)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    why = DAMAGE if code == sqlite3.SQLITE_CORRUPT else reason(error)
    is_spoiled = is_damage(error) or code == sqlite3.SQLITE_ERROR
    return UnusableBackupError(path, why, is_spoiled=is_spoiled)


@contextmanager
def opened_backup(path: Path, store: Path) -> Iterator[sqlite3.Connection]:
    """Check a backup and open a connection to it; raise StoreError if it isn't sound."""
    if path.exists() and not path.is_file():
        raise UnusableBackupError(path, "it is a folder" if path.is_dir() else "it is not a file")
    check_file(path)
    check_readable(path)
    if store.exists() and os.path.samefile(path, store):  # also by a hard link
        raise UnusableBackupError(path, "it is the store itself")
    try:
        with closing(connection_to(path, "ro")) as connection:
            # Held until it is put in place, so that nobody changes it meanwhile.
            connection.execute("begin")
            wrong = cut_off(connection, path) or what_is_wrong(connection)
            newer = newer_version(connection) if wrong is None else None
            if wrong is None and newer is None:
                with with_right_indexes(connection) as source:
                    wrong = None if source is not None else DAMAGE
                    if source is not None:
                        yield source
    except UnicodeDecodeError as error:
        raise UnusableBackupError(path, DAMAGE, is_spoiled=True) from error
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    if wrong is not None:
        raise UnusableBackupError(path, wrong, is_spoiled=True)
    if newer is not None:
        raise UnusableBackupError(path, newer)


@contextmanager
def with_right_indexes(backup: sqlite3.Connection) -> Iterator[sqlite3.Connection | None]:
    """The backup, or a copy where its indexes had to be rebuilt; None if that isn't enough."""
    if is_sound(backup):
        yield backup
        return
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        backup.backup(copy)
        yield copy if is_made_sound(copy) else None


def cut_off(connection: sqlite3.Connection, path: Path) -> str | None:
    """Return what is wrong if the file is cut off, which SQLite doesn't notice."""
    pages, size = (
        connection.execute(f"pragma {of}").fetchone()[0] for of in ("page_count", "page_size")
    )
    in_log = path.with_name(f"{path.name}-wal").exists()
    return "the file is cut off" if not in_log and path.stat().st_size < pages * size else None


def what_is_wrong(connection: sqlite3.Connection) -> str | None:
    """Return why the file isn't a backup of a store; None if it is one."""
    if connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        return "it isn't a pipectl store"
    version_of(connection)
    if not are_pages_sound(connection):
        return DAMAGE
    found = foreign(connection)
    return f"it has {found.words}" if found else None


def newer_version(connection: sqlite3.Connection) -> str | None:
    """Return that a newer version wrote the file, if one did: the file itself is sound."""
    version = version_of(connection)
    if version in (*EARLIER_VERSIONS, SCHEMA_VERSION):
        return None
    return f"it was written by a newer pipectl (schema {quoted(version, 20)})"


def of_this_version(source: sqlite3.Connection) -> sqlite3.Connection:
    """Copy a backup into memory, and upgrade the copy if an earlier version wrote it."""
    copy = sqlite3.connect("", isolation_level=None)
    try:
        source.backup(copy)
        if version_of(copy) in EARLIER_VERSIONS:
            from pipectl.store.upgrade import migrate

            migrate(copy)
        copy.execute("begin")
    except BaseException:
        copy.close()
        raise
    return copy


def put_in_place(
    source: sqlite3.Connection,
    store: Path,
    at: datetime,
    found: Found,
    look: Callable[[sqlite3.Connection], None],
) -> Backup | None:
    """Replace the store with `source`; return the backup of the previous store, if any.

    `found` is what was there before anybody opened it. `look` is called with the store once nobody
    else can write to it, and may refuse.

    Raises StoreError, and then nothing was changed.
    """
    with commit_state.change() as finishing:
        before = put_over(source, Path(os.path.realpath(store)), at, found, look, finishing)
        commit_state.stored()
    return before


def put_over(
    source: sqlite3.Connection,
    store: Path,
    at: datetime,
    found: Found,
    look: Callable[[sqlite3.Connection], None],
    finishing: Callable[[], None],
) -> Backup | None:
    """Write `source` over the store, or to its empty place; call `finishing` before that."""
    if is_missing(store):
        check_name(store)
        check_folder(store)
        check_journals(store, found.journals)
        before = keep_found(found, store, at)
        finishing()
        write_new_file(source, store, found, over=None)
        return before
    if count_names(store) > 1:
        return put_beside_other_names(source, store, at, found, look, finishing)
    before = None
    try:
        with held_open(store) as file, alone(store) as connection:
            look(connection)
            before = keep(connection, store, BEFORE_RESTORE, at, damaged_too=True, file=file)
            if before.why == DAMAGED:
                before = keep_found(found, store, at) or before
            finishing()
            write_over(source, connection)
            return before
    except UnsyncedError as error:
        if before is None:
            raise
        raise UnsyncedRestoreError(store, before, is_certain=True) from error
    except BackupError as error:
        if not is_damage(error.__cause__ or error):
            raise
    except FAILURES as error:
        if not is_damage(error):
            is_there = False if before is None else is_copy(store, source)
            if before is not None and is_there is not False:
                raise UnsyncedRestoreError(store, before, is_certain=bool(is_there)) from error
            raise explained(error, store) from error
    if not listed(store):
        raise StoreError(
            f"{store} can't be read as a pipectl store, so it wasn't replaced.",
            hint="Move the file away, then restore again.",
        )
    # Not even SQLite can open it, so nobody else writes to it either.
    present = seen(store)
    check_journals(store, found.journals)
    before = keep_found(found, store, at) or keep_bytes(store, at)
    finishing()
    write_new_file(source, store, found, over=present)
    return before


@contextmanager
def held_open(store: Path) -> Iterator[BinaryIO | None]:
    """The store's file, open for longer than its connection: closing it would end all locks.

    None if it can't be opened, which SQLite will say.
    """
    try:
        file = store.open("rb")
    except OSError:
        yield None
        return
    with file:
        yield file


def put_beside_other_names(
    source: sqlite3.Connection,
    store: Path,
    at: datetime,
    found: Found,
    look: Callable[[sqlite3.Connection], None],
    finishing: Callable[[], None],
) -> Backup:
    """Give this name of a store a file of its own, and leave the file that others share as it is.

    Nobody can write to that one meanwhile, unless there is a half change beside it.
    """
    present = seen(store)
    check_journals(store, found.journals)
    try:
        with untouched(store) as connection:
            look(connection)
            before = keep(connection, store, BEFORE_RESTORE, at, damaged_too=True)
            if before.why == DAMAGED:
                before = keep_found(found, store, at) or before
            finishing()
            write_new_file(source, store, found, over=present)
            return before
    except FAILURES as error:
        raise explained(error, store) from error


def is_copy(store: Path, source: sqlite3.Connection) -> bool | None:
    """Return whether the store has the rows of the source; None if that can't be known.

    Where a journal can't be rolled back yet, what it undoes isn't there.
    """
    try:
        with closing(connection_to(store, "rw")) as present:
            return all(
                one == other for one, other in zip_longest(contents(present), contents(source))
            )
    except FAILURES:
        journal = Path(f"{store}-journal")
        return False if journal.exists() and any(head_of(journal)) else None


def contents(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Yield the name of each table, then its rows."""
    tables = "select name from sqlite_master where type = 'table' order by name"
    for (table,) in connection.execute(tables).fetchall():
        yield (table,)
        yield from connection.execute(f'select * from "{table}" order by rowid')


def is_missing(store: Path) -> bool:
    """Return whether there is no store to lose; raise StoreError if the path isn't a file."""
    try:
        if store.stat().st_size == 0 and store.is_file():
            return True
        check_file(store)
    except (FileNotFoundError, MissingStoreError):
        return True
    return False


def write_new_file(
    source: sqlite3.Connection, store: Path, found: Found, *, over: Seen | None
) -> None:
    """Write a temporary file and move it into place, or `over` a file that can't be opened."""
    try:
        with private_folder_umask():
            store.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(store) as aside:
            copied(source, aside)
            sync(aside)
            if over is not None or is_missing(store):
                drop_journals(store, found.journals)
            if over is not None:
                put_over_seen(aside, store, over)
            else:
                put_where_nothing_is(aside, store)
        sync_name(store)
    except FileExistsError as error:
        raise StoreError(
            f"Another program has just created a store at {store}, so it wasn't replaced.",
            hint="Look at it first. To replace it, run `pipectl restore` again.",
        ) from error
    except (OSError, *FAILURES) as error:
        raise explained(error, store) from error
