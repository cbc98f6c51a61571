"""Open the store's file: check it first, and put SQLite's errors into words."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from pipectl.disk import reason
from pipectl.errors import InUseError, StoreError, StoreFailedError, quoted
from pipectl.interrupts import held_back
from pipectl.paths import APPLICATION_ID, JOURNALS, folder_of, journal_of
from pipectl.store import kept_connection
from pipectl.store.lock_waiting import BUSY_MS, PatientConnection, in_transaction_on, step_of
from pipectl.store.text_functions import add_text_functions

SCHEMA_VERSION = "0009"
EARLIER_VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
DAMAGE = (0, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)
WAL = JOURNALS[1]
# Where the header says with which journals the file may be written and read, and "none but old".
LOG_FORMATS, NO_LOG = slice(18, 20), b"\x01\x01"
# What reading raises: the text of an error may quote a damaged name, which is no UTF-8 any more.
FAILURES = (sqlite3.Error, UnicodeDecodeError)

sqlite3.register_adapter(date, lambda day: day.isoformat())
sqlite3.register_adapter(
    datetime, lambda at: at.replace(tzinfo=None).isoformat(" ", "microseconds")
)

# In this order: the time-out first, or simultaneous starts fail before it is set.
PRAGMAS = (
    f"pragma busy_timeout = {BUSY_MS}",
    "pragma foreign_keys = on",
    "pragma synchronous = extra",
    "pragma trusted_schema = off",
)


PUT_BACK = "It has backups. Restore the latest: `pipectl restore`."


def has_backups(store: Path) -> bool:
    """Return whether the store has backups, as far as can be seen."""
    try:
        return any(name.endswith(".db") for name in os.listdir(folder_of(store)))
    except (OSError, ValueError):
        return False


class MissingStoreError(StoreError):
    """There is no store at the path."""

    def __init__(self, path: Path) -> None:
        hint = "Create one with `pipectl init`, or look around with `pipectl demo`."
        if has_backups(path):
            hint = PUT_BACK
        super().__init__(
            f"There is no store at {path}{'' if hint == PUT_BACK else ' yet'}.", hint=hint
        )


def check_file(path: Path) -> None:
    """Raise StoreError for a file that SQLite would hang on, overwrite or misread."""
    try:
        kind = path.stat()
    except FileNotFoundError:
        raise MissingStoreError(path) from None
    except (OSError, ValueError) as error:
        raise StoreError(f"The store {path} can't be reached: {reason(error)}.") from error
    if not stat.S_ISREG(kind.st_mode):
        raise StoreError(f"{path} is not a file.", hint="Give --db the path of a store's file.")
    if kind.st_size == 0:
        made = "Create a store in it: `pipectl init`."
        raise StoreError(
            f"{path} is empty, so it isn't a store.", hint=PUT_BACK if has_backups(path) else made
        )
    check_log(path)


class ForeignLogError(StoreError):
    """A file beside the store has the name of a log, and the store keeps none."""

    def __init__(self, path: Path, log: Path) -> None:
        super().__init__(
            f"{log} doesn't belong to the store {path}, but SQLite would take it for its log, and"
            " write it over the store or delete it.",
            hint="Nothing was changed. Move that file away.",
        )


def check_log(path: Path) -> None:
    """Raise ForeignLogError for a log beside a store whose header says that it keeps none."""
    real = Path(os.path.realpath(path))
    log = journal_of(real, WAL)
    with suppress(OSError):
        if not log.stat().st_size or in_transaction_on(kept_connection.file_at(real)):
            return
        # Closing a file gives up all locks that we have on it. So only with a log is the header
        # read, and never in a transaction: without the locks, another program could take the log
        # away while we write to it.
        if header_of(real)[LOG_FORMATS] == NO_LOG:
            raise ForeignLogError(path, log)


def header_of(path: Path) -> bytes:
    """Return the beginning of SQLite's file header."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, LOG_FORMATS.stop)
    finally:
        os.close(handle)


class OlderSchemaError(Exception):
    """The store has an earlier version, and can be upgraded."""


HOT_JOURNAL = 776  # SQLITE_READONLY_ROLLBACK: a writer was killed inside its commit


def opened(path: Path, mode: str, patience_ms: int | None = None) -> sqlite3.Connection:
    """Connect and check that the file is a store of this version."""
    connection = connection_to(path, mode, patience_ms=patience_ms)
    try:
        check_identity(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connection_to(path: Path, mode: str, *, patience_ms: int | None = None) -> PatientConnection:
    """Open and set up a connection to any file, which waits that long for other programs."""
    kept_connection.drop()
    file = kept_connection.file_at(path)  # before it is opened: a replaced file is then another
    name = quote(os.path.abspath(path).encode("utf-8", "surrogateescape"))
    patience = BUSY_MS if patience_ms is None else min(patience_ms, BUSY_MS)
    connection = sqlite3.connect(
        # psow=0: two pages may share a block of the disk, and a write that is cut off could harm
        # both, so both go to the journal.
        f"file:{name}?mode={mode}&psow=0",
        uri=True,
        isolation_level=None,
        timeout=step_of(patience) / 1000,
        factory=PatientConnection,
    )
    connection.store, connection.file, connection.patience_ms = path, file, patience
    try:
        set_up(connection, step_of(patience))
    except BaseException:
        connection.close()
        raise
    return connection


def set_up(connection: sqlite3.Connection, busy_ms: int = BUSY_MS) -> None:
    """Set up a new connection: how it waits and writes, and what its statements can call."""
    for pragma in (f"pragma busy_timeout = {busy_ms}", *PRAGMAS[1:]):
        connection.execute(pragma)
    add_text_functions(connection)


class UnsyncedError(StoreError):
    """A change was written, but the disk didn't confirm it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The change is in the store {path}, but its folder can't be synced (disk I/O error).",
            hint="Don't repeat it. Check the disk, and back up the store to another one: a power"
            " failure now could undo the change.",
        )


class ReplacedError(StoreError):
    """A change was written to a file that isn't the store any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The store {path} was moved or replaced by another file while the change was written,"
            " so the change may be missing in it.",
            hint="Look at it (`pipectl list`) before you run the command again.",
        )


def commit(connection: sqlite3.Connection, path: Path) -> None:
    """Commit; raise UnsyncedError if that worked, but the disk failed afterwards.

    Once its journal is deleted a change is there, whatever becomes of the sync of the folder.
    Raises ReplacedError where it is there in a file that the path no longer names.
    """
    try:
        connection.execute("commit")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_IOERR_DIR_FSYNC:
            raise UnsyncedError(path) from error
        raise
    file = connection.file if isinstance(connection, PatientConnection) else None
    if file is not None and kept_connection.file_at(path) != file:
        raise ReplacedError(path)


@contextmanager
def ending(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Roll back what wasn't committed, and close the connection at the end.

    A statement that Ctrl-C left unfinished would keep SQLite from closing, and the journal there.
    """
    try:
        yield connection
    finally:
        end(connection)


def end(connection: sqlite3.Connection) -> None:
    """Roll back what wasn't committed, and close the connection."""
    with held_back():
        roll_back(connection)
        connection.close()


def roll_back(connection: sqlite3.Connection) -> None:
    """Roll back what wasn't committed; ignore a closed connection."""
    with suppress(sqlite3.Error):
        connection.rollback()


def check_identity(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError unless the file is a pipectl store; OlderSchemaError for an earlier one."""
    if connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(
            f"{path} is not a pipectl store, so it wasn't changed.",
            hint="Use another file with --db or PIPECTL_DB.",
        )
    version = version_of(connection)
    if version in EARLIER_VERSIONS:
        raise OlderSchemaError
    if version != SCHEMA_VERSION:
        raise StoreError(
            f"{path} has schema {quoted(version, 20)}, but this pipectl supports"
            f" {quoted(SCHEMA_VERSION)}.",
            hint="A newer pipectl wrote it. Upgrade pipectl.",
        )


def version_of(connection: sqlite3.Connection) -> str:
    """The version of the store's schema; raise DamagedValueError without one."""
    found = connection.execute("select version_num from alembic_version").fetchone()
    if found is None:
        from pipectl.store.reader import DamagedValueError

        raise DamagedValueError("the version of its schema")
    return str(found[0])


def explained(error: BaseException, path: Path) -> StoreError:
    """Return a SQLite or operating system error as a sentence about the store."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return InUseError(path)
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
        return StoreFailedError(
            f"The store {path} was replaced by another file in the meantime.",
            hint="Look at it (`pipectl list`), then run the command again.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreFailedError(
            f"The store {path} is read-only.",
            hint="Make the file writable, or use another one with --db.",
        )
    if code == sqlite3.SQLITE_FULL and is_out_of_numbers(path):
        return StoreFailedError(
            f"The store {path} has no number left for a new row.",
            hint="Repair it with `pipectl doctor --fix`.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreFailedError(
            f"The disk that holds {path} is full.",
            hint="Free up space on it, then try again.",
        )
    if tells_of_damage(error):
        what = "a name in it isn't text" if isinstance(error, UnicodeDecodeError) else error
        return StoreError(
            f"The store {path} is damaged or isn't a pipectl store ({what}).",
            hint=getattr(error, "hint", "Restore a backup: `pipectl restore`."),
        )
    return StoreFailedError(f"The store {path} can't be used: {reason(error)}.")


def is_out_of_numbers(path: Path) -> bool:
    """Return whether a table has given the last number there is, which SQLite calls full, too."""
    from pipectl.store.given_numbers import lacks_numbers

    with suppress(*FAILURES, OSError), ending(connection_to(path, "ro")) as connection:
        return lacks_numbers(lambda sql: connection.execute(sql).fetchall())
    return False


def is_hot(error: BaseException | None) -> bool:
    """Return whether a read met a half change, which it may not roll back."""
    return getattr(error, "sqlite_errorcode", 0) == HOT_JOURNAL


def tells_of_damage(error: BaseException | None) -> bool:
    """Return whether the error says that the file is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # 0: text that can't be decoded
    return isinstance(error, FAILURES) and code in DAMAGE
