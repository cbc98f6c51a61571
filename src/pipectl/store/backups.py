"""Take, check, list and rotate backups."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from pipectl import commit_state, disk
from pipectl.backup_rotation import Backup, kept
from pipectl.clock import local
from pipectl.disk import (
    UNFINISHED,
    UnsyncedNameError,
    prefix_of,
    private_folder_umask,
    put_new,
    reason,
    sync,
    sync_folder,
    sync_name,
)
from pipectl.errors import StoreError
from pipectl.paths import APPLICATION_ID, folder_of, journals_of
from pipectl.store.connection import FAILURES, commit, connection_to
from pipectl.store.lock_waiting import PAUSE_S, Patience, patience_of
from pipectl.store.soundness import is_made_sound, is_sound

# Why a backup was taken, as its name says it.
DAILY, ASKED, DAMAGED = "daily", "asked", "damaged"
BEFORE_IMPORT, BEFORE_UPGRADE = "before-import", "before-upgrade"
BEFORE_RESTORE, BEFORE_FIX, BEFORE_DEMO = "before-restore", "before-fix", "before-demo"

COPY, EXPORT = ".db", ".jsonl"  # of a file; of a store on a server
NAME = rf"(\d{{8}}T\d{{6}}Z)-([a-z]+(?:-[a-z]+)*)(?:-(\d+))?(?:{COPY}|{EXPORT})"
# What versions that told no instant wrote before an upgrade: listed, and never removed.
EARLIER_NAME = r"before-\d{4}(?:-\d+)?\.db"
STAMP = "%Y%m%dT%H%M%SZ"
LEFT_OVER = timedelta(days=1)  # what is older than that, no running program is writing any more
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
ROOM = 2  # a backup that nobody asked for leaves the disk at least the store's size free


class BackupError(StoreError):
    """The store can't be backed up."""

    def __init__(self, store: Path, error: BaseException) -> None:
        super().__init__(
            f"The store {store} can't be backed up: {why_not(error)}.",
            hint="Restore a backup: `pipectl restore`."
            if is_damage(error)
            else "Make the store's folder writable, and free up disk space.",
        )
        self.is_failure = not is_damage(error)


class UnsoundError(sqlite3.DatabaseError):
    """The copy is damaged."""

    def __init__(self) -> None:
        super().__init__("it is damaged")


def listed(store: Path) -> list[Backup]:
    """Return the store's backups, latest first; skip other files."""
    folder = folder_of(store)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = [backup for name in names if (backup := understood(folder / name))]

    def order(each: Backup) -> tuple[datetime, int, int, str]:
        # A name has seconds; of two in one second, the file that was written later is later.
        return each.taken_at, each.path.stat().st_mtime_ns, each.turn, each.name

    return sorted(found, key=order, reverse=True)


def understood(path: Path) -> Backup | None:
    """Return the backup that a file's name describes; None for other names."""
    named, earlier = re.fullmatch(NAME, path.name), re.fullmatch(EARLIER_NAME, path.name)
    if not (named or earlier) or not path.is_file():
        return None
    at = instant(named[1]) if named else last_change(path) or written(path)
    size = path.stat().st_size
    if at is None or not size:  # a kill may leave a name without a content
        return None
    why, turn = (named[2], int(named[3] or 1)) if named else (BEFORE_UPGRADE, 1)
    return Backup(path.name, path, at, why, size, turn)


def instant(stamp: str) -> datetime | None:
    """Return the instant in a name; None if it isn't valid."""
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return None


def newest(store: Path, now: datetime) -> Backup | None:
    """Return the latest backup of a sound store that isn't dated in the future."""
    return next(iter(in_order(store, now)), None)


def in_order(store: Path, now: datetime) -> list[Backup]:
    """Return the backups of a sound store that aren't dated in the future, latest first."""
    found = [each for each in listed(store) if each.why != DAMAGED]
    dated = [(at, each) for each in found if (at := held_until(each, now)) is not None]
    return [each for _, each in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def is_later(backup: Backup, now: datetime) -> bool:
    """Return whether a backup is dated in the future."""
    return held_until(backup, now) is None


def held_until(backup: Backup, now: datetime) -> datetime | None:
    """Return up to when a backup has all changes; None if it is dated in the future.

    One before an upgrade has the system's time in its name, which may be another than the user's:
    there the last change in it counts, which nobody makes later by touching a file.
    """
    if backup.taken_at <= now:
        return backup.taken_at
    last = last_change(backup.path) if backup.why == BEFORE_UPGRADE else None
    return last if last is not None and last <= now else None


def last_change(path: Path) -> datetime | None:
    """Return when a copy was last changed, long ago if never; None if it can't be read."""
    try:
        with closing(connection_to(path, "ro")) as connection:
            (found,) = connection.execute("select max(at) from journal_operation").fetchone()
        return NEVER if found is None else datetime.fromisoformat(found).replace(tzinfo=UTC)
    except (ValueError, TypeError, *FAILURES):
        return None


def keep(
    source: sqlite3.Connection,
    store: Path,
    why: str,
    at: datetime | None = None,
    *,
    damaged_too: bool = False,
    file: BinaryIO | None = None,
    finishing: Callable[[], None] | None = None,
) -> Backup:
    """Copy the store that `source` is connected to; raises BackupError, and leaves nothing then.

    Without an instant, the copy's own time is taken. `damaged_too` keeps a damaged one, as such,
    with what `file`, the store itself, has behind the pages that its header counts.
    `finishing` is called before the copy gets its name.
    """
    try:
        with unfinished(store) as aside:
            sound = copied(source, aside)
            if not sound and not damaged_too:
                raise UnsoundError
            if not sound and file is not None:
                append_rest(file, aside)
            sync(aside)
            if finishing is not None:
                finishing()
            return put_away(aside, store, why if sound else DAMAGED, at)
    except (OSError, UnsyncedNameError, *FAILURES) as error:
        if why == ASKED and isinstance(error, UnsyncedNameError):
            raise
        raise BackupError(store, error) from error


def append_rest(file: BinaryIO, aside: Path) -> None:
    """Append what a file has behind the length of its copy: a damaged header counts too little."""
    import shutil

    with aside.open("ab") as copy:
        file.seek(copy.tell())
        shutil.copyfileobj(file, copy)


def keep_bytes(store: Path, at: datetime) -> Backup:
    """Copy a file that SQLite can't read, as it is; raises BackupError."""
    import shutil

    try:
        with unfinished(store) as aside:
            shutil.copyfile(store, aside)
            sync(aside)
            return put_away(aside, store, DAMAGED, at)
    except (OSError, UnsyncedNameError) as error:
        raise BackupError(store, error) from error


def keep_export(store: Path, why: str, at: datetime, write: Callable[[BinaryIO], object]) -> Backup:
    """Let `write` fill a backup of a store on a server, and delete those that are too old.

    `store` is what the backups are beside. Raises BackupError, or what `write` does.
    """
    try:
        with private_folder_umask():
            store.parent.mkdir(parents=True, exist_ok=True)
        with commit_state.change() as finishing, unfinished(store) as aside:
            with aside.open("wb") as out:
                write(out)
            sync(aside)
            finishing()
            taken = put_away(aside, store, why, at, EXPORT)
            commit_state.stored()
    except OSError as error:
        raise BackupError(store, error) from error
    rotate(store, at)
    return taken


def why_not(error: BaseException) -> str:
    """Return an error in words."""
    if isinstance(error, FileExistsError):
        return f"{error.filename} is not a folder"
    return reason(error)


@contextmanager
def unfinished(store: Path) -> Iterator[Path]:
    """Make a private file in the backups folder, and delete it at the end.

    A folder that is made for it goes, too, if nothing stays there: one without backups would look
    as if they had been deleted.
    """
    folder = folder_of(store)
    is_new = not folder.is_dir()
    if is_new:
        with private_folder_umask():
            folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
    try:
        with disk.unfinished(folder / Path(os.path.realpath(store)).name) as aside:
            yield aside
    finally:
        if is_new:
            with suppress(OSError):  # it holds a backup now
                folder.rmdir()


def copied(source: sqlite3.Connection, aside: Path) -> bool:
    """Copy a fixed view of the source; return whether it is sound, apart from broken rules.

    Where only the indexes were wrong, the copy has right ones.
    """
    with closing(sqlite3.connect(aside, isolation_level=None)) as target:
        # Synced once, when it is whole; until then nobody knows of it.
        for pragma in ("synchronous = off", "journal_mode = memory"):
            target.execute(f"pragma {pragma}")
        source.backup(target, progress=not_for_ever(source), sleep=PAUSE_S)
        try:
            return is_sound(target) or is_made_sound(target)
        except FAILURES as error:
            if is_damage(error):
                return False
            raise


def not_for_ever(source: sqlite3.Connection) -> Callable[[int, int, int], None]:
    """Return a callback that gives up on a locked file: Python itself retries forever."""
    patience: Patience | None = None

    def watch(status: int, _remaining: int, _total: int) -> None:
        nonlocal patience
        if status not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return
        if patience is None:
            patience = patience_of(source)
        if patience.is_over():
            error = sqlite3.OperationalError("it is in use by another program")
            error.sqlite_errorcode = status
            raise error

    return watch


def is_damage(error: BaseException) -> bool:
    """Return whether the error says that the file is damaged."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    told = isinstance(error, UnicodeDecodeError | UnsoundError)
    return told or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def put_away(aside: Path, store: Path, why: str, at: datetime | None, ending: str = COPY) -> Backup:
    """Give the copy a name that no other backup has, with an ending that tells what it is."""
    at = at or datetime.fromtimestamp(aside.stat().st_mtime, UTC)
    folder, turn = folder_of(store), 1
    stem = f"{at.astimezone(UTC).strftime(STAMP)}-{why}"
    while True:
        place = folder / f"{stem}{'' if turn == 1 else f'-{turn}'}{ending}"
        try:
            if journals_of(place):
                raise FileExistsError  # of another store
            put_new(aside, place)
        except FileExistsError:
            turn += 1
            continue
        sync_name(place)
        size = place.stat().st_size
        return Backup(place.name, place, at.replace(microsecond=0), why, size, turn)


def rotate(store: Path, now: datetime) -> None:
    """Remove the backups that are no longer needed, and leftovers of killed runs."""
    ours = [each for each in listed(store) if re.fullmatch(NAME, each.name)]
    for group in (
        [each for each in ours if each.why != DAMAGED],
        [each for each in ours if each.why == DAMAGED],
    ):
        stay = kept((local(each.taken_at) for each in group), local(now))
        for each in group:
            if local(each.taken_at) not in stay:
                remove((each.path, *journals_of(each.path)))
    remove(left_over(folder_of(store), prefix_of(Path(os.path.realpath(store))), now))


def remove(paths: Iterable[Path]) -> None:
    """Remove files, and ignore those that are gone or can't be removed."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def left_over(folder: Path, prefix: str, now: datetime) -> list[Path]:
    """Return pipectl's temporary files left by a killed program.

    Where files can be held by who writes them, that tells; else they are a day old, or older.
    """
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            name = path.name.removesuffix("-journal")
            if name.startswith(prefix) and name.endswith(UNFINISHED) and path.is_file():
                is_known = re.fullmatch(disk.ASIDE, path.name.removeprefix(prefix))
                left = disk.is_abandoned(folder / name) if is_known else None
                if is_old(path, now) if left is None else left:
                    found.append(path)
    return sorted(found)


def is_old(path: Path, now: datetime) -> bool:
    """Return whether the file was last written to more than a day ago."""
    return written(path) < now - LEFT_OVER


def written(path: Path) -> datetime:
    """Return when the file was last written to."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def is_day_kept(store: Path, at: datetime) -> bool:
    """Return whether that (local) day already has its backup."""
    today, folder = local(at).date(), folder_of(store)
    try:
        named = [re.fullmatch(NAME, name) for name in os.listdir(folder)]
    except OSError:
        return False
    daily = [(each[0], instant(each[1])) for each in named if each and each[2] == DAILY]
    those = [name for name, taken in daily if taken and local(taken).date() == today]
    return any(understood(folder / name) for name in those)


def keep_the_day(connection: sqlite3.Connection, store: Path, at: datetime) -> str | None:
    """Back up the store before the first write of a day; return what to say if that failed.

    `connection` holds the lock for writing, so that of several writers only one does it. A store
    in which nothing was ever done has nothing to lose.
    """
    if is_day_kept(store, at):
        return None
    try:
        if not connection.execute("select 1 from journal_operation limit 1").fetchone():
            return None
        check_room(store)
        with closing(connection_to(store, "ro")) as source:
            keep(source, store, DAILY, at)
    except (OSError, *FAILURES) as error:
        why = why_not(error)
    except BackupError as error:
        cause = error.__cause__ or error
        if error.is_failure and isinstance(cause, UnsyncedNameError):
            return f"a power failure now could lose today's backup: {cause}"
        damaged = "the store is damaged. Run `pipectl doctor`"
        why = why_not(cause) if error.is_failure else damaged
    else:
        rotate(store, at)
        return None
    return f"no backup was made today: {why}."


def check_room(store: Path) -> None:
    """Raise OSError if a copy would leave too little disk space for the writer."""
    import errno
    import shutil

    if shutil.disk_usage(store.parent).free < ROOM * store.stat().st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def alone(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection that nobody else can read or write beside, and that holds no transaction.

    Raises UnsyncedError if what was written is there, but the disk failed afterwards.
    """
    with closing(connection_to(store, "rw")) as connection:
        found = connection.execute("pragma application_id").fetchone()[0]
        if found != APPLICATION_ID:
            raise StoreError(
                f"{store} is not a pipectl store, so it wasn't replaced.", hint="Move it away."
            )
        # The lock of an exclusive connection outlives the transaction that took it.
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("begin exclusive")
        connection.execute("commit")
        yield connection
        # Once more read as others do: the journal that an exclusive connection leaves goes.
        connection.execute("pragma locking_mode = normal")
        connection.execute("begin immediate")
        commit(connection, store)


def write_over(source: sqlite3.Connection, present: sqlite3.Connection) -> None:
    """Copy all pages in one transaction of the store."""
    source.backup(present, progress=not_for_ever(present), sleep=PAUSE_S)
