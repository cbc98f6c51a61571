"""Write files that are private from the start and complete before they get their name."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipectl.errors import StoreError
from pipectl.named_tuple import NamedTuple
from pipectl.paths import journals_of

PRIVATE, PUBLIC = 0o600, 0o644
UNFINISHED = ".new"  # how the name of a file ends that is still being written
LONGEST = 50  # characters of the name that are part of an unfinished file's: a name has 255 bytes
# What a system answers that has no hard links (FAT, exFAT, some network shares), or none here.
NO_LINKS = (
    *(errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS),
    *(errno.EMLINK, errno.EINVAL, errno.EXDEV),
)
# What a sync answers where the disk failed, and not where there is no sync of folders.
DISK_FAILED = (errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
# Of Linux's renameat2: never overwrite; let two files swap their names; the current folder.
RENAME_NOREPLACE, RENAME_EXCHANGE, HERE = 1, 2, -100
# Behind the beginning of its name; a journal of SQLite's may belong to it.
ASIDE = r"[0-9a-f]{16}\.new(-journal)?"
CANT_NAME = "its file system supports neither hard links nor locks"


class Seen(NamedTuple):
    """The identity of a file, and what shows whether it was written to."""

    device: int
    number: int
    size: int
    written_ns: int


def sync(path: Path) -> None:
    """Sync the file's content to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class UnsyncedNameError(StoreError):
    """A file was written, but the disk didn't confirm its name."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} was written, but its folder can't be synced ({reason(error)}).",
            hint="Check the disk: a power failure now could lose the file.",
        )


def sync_name(path: Path) -> None:
    """Sync the name of a finished file to the disk; raise UnsyncedNameError."""
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnsyncedNameError(path, error) from error


def sync_folder(folder: Path) -> None:
    """Sync the folder's entries to the disk, if the system can; raise OSError if that fails."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in DISK_FAILED:
            raise
    finally:
        os.close(handle)


class private_folder_umask:  # noqa: N801 - reads as the statement that it is used in
    """Create files as 0600 and folders as 0700 inside the block, with any umask."""

    def __enter__(self) -> None:
        self.before = os.umask(0o077)

    def __exit__(self, *_: object) -> None:
        os.umask(self.before)


def prefix_of(path: Path) -> str:
    """Return the prefix of the names of a file's unfinished versions."""
    return f".{path.name[:LONGEST]}."


def open_aside(path: Path) -> tuple[int, Path]:
    """Open a new private file beside `path` for writing, with an unguessable name.

    It is held as long as it is open, so that whoever finds it knows that it is being written.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    while True:
        aside = path.with_name(f"{prefix_of(path)}{os.urandom(8).hex()}{UNFINISHED}")
        handle = os.open(aside, flags | getattr(os, "O_BINARY", 0), PRIVATE)
        set_mode(handle, PRIVATE)
        if hold(handle) is not False and os.fstat(handle).st_nlink:
            return handle, aside
        os.close(handle)  # somebody who clears up was quicker


def hold(handle: int) -> bool | None:
    """Lock an open file: False if another program has; None if files can't be locked."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


def is_abandoned(aside: Path) -> bool | None:
    """Return whether no program writes an unfinished file any more; None if unknown."""
    try:
        handle = os.open(aside, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return True  # of a journal that is left alone
    except OSError:
        return None
    try:
        return hold(handle)
    finally:
        os.close(handle)


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Make a private, empty file beside `path`; delete it at the end unless it got a name.

    A journal that SQLite left beside it on a full disk is deleted, too.
    """
    handle, aside = open_aside(path)
    try:
        if os.name == "nt":  # what is open gets no other name there
            os.close(handle)
        yield aside
    finally:
        if os.name != "nt":
            os.close(handle)
        for left in (*journals_of(aside), aside):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def filled(path: Path, put: Callable[[Path], None], mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """Open a file beside `path`; after it is written and synced, `put` gives it its name."""
    handle, aside = open_aside(path)
    try:
        with open(handle, "wb") as file:
            set_mode(handle, mode)
            yield file
            file.flush()
            os.fsync(handle)
            if os.name != "nt":
                put(aside)
        if os.name == "nt":  # what is open gets no other name there
            put(aside)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    sync_name(path)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let other programs wait that write to the folder in this way, where folders can be locked.

    The system gives the lock back when the program ends, however it ends.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            lock(handle)
        yield
    finally:
        os.close(handle)


def replace(path: Path, data: bytes) -> None:
    """Write a private file, and replace the present one, if any."""
    with filled(path, lambda aside: put_over(aside, path)) as file:
        file.write(data)


def own_users() -> tuple[int, ...] | None:
    """Return the trusted users, the own one and root; None if files have no user."""
    return (os.geteuid(), 0) if hasattr(os, "geteuid") else None


def set_mode(handle: int, mode: int) -> None:
    """Set an open file's mode, with any umask, if files have modes."""
    if hasattr(os, "fchmod") and os.fstat(handle).st_mode & 0o777 != mode:
        with suppress(PermissionError, NotImplementedError):
            os.fchmod(handle, mode)


def put_new(aside: Path, path: Path) -> None:
    """Give a finished file its name; raise FileExistsError if another file has it."""
    if os.name == "nt":
        os.rename(aside, path)  # never overwrites there
        return
    try:
        os.link(aside, path)
        return
    except FileExistsError:
        raise
    except AttributeError:
        pass  # no such call in this Python
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
    if not renamed_by_system(aside, path):
        put_by_claim(aside, path)


def put_over(aside: Path, path: Path) -> None:
    """Move a finished file into place, over a file of that name, if any."""
    os.replace(aside, path)


def seen(path: Path) -> Seen | None:
    """Return the file at a path now, without following links; None if there is none."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def put_over_seen(aside: Path, path: Path, before: Seen | None) -> None:
    """Move a finished file into place, over exactly the file that was seen there, if any.

    Raises FileExistsError where something else stands there by now, which stays. Where the system
    can, both swap their names and what comes out is looked at: nobody comes in between.
    """
    if before is None:
        put_new(aside, path)
    elif renamed_by_system(aside, path, RENAME_EXCHANGE):
        if seen(aside) != before:
            renamed_by_system(aside, path, RENAME_EXCHANGE)
            raise occupied(path)
    elif seen(path) == before:
        put_over(aside, path)
    else:
        raise occupied(path)


def occupied(path: Path) -> FileExistsError:
    """Return the error for a name that another file has."""
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def put_where_nothing_is(aside: Path, path: Path) -> None:
    """Like `put_new`, but replace an empty file; raise FileExistsError for any other."""
    try:
        put_new(aside, path)
    except FileExistsError:
        if not stat.S_ISREG(path.stat().st_mode):
            raise
        handle = os.open(path, os.O_RDWR)
        try:
            put_over_empty(handle, aside, path)
        finally:
            os.close(handle)


def renamed_by_system(aside: Path, path: Path, how: int = RENAME_NOREPLACE) -> bool:
    """Rename with the system call that never overwrites, or swaps; False if there is none.

    Raises FileExistsError, and FileNotFoundError where there is nothing to swap.
    """
    try:
        import ctypes

        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (ImportError, OSError, TypeError, AttributeError):
        return False
    if call(HERE, os.fsencode(aside), HERE, os.fsencode(path), how) == 0:
        return True
    code = ctypes.get_errno()
    if code in NO_LINKS:
        return False
    raise OSError(code, os.strerror(code), str(path))


def put_by_claim(aside: Path, path: Path) -> None:
    """Claim the name with an empty file, and rename over it.

    Raises FileExistsError.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE)
    set_mode(handle, PRIVATE)
    try:
        put_over_empty(handle, aside, path)
    except FileExistsError:
        raise
    except OSError:  # while the lock is ours, or nobody can have it: the name is still ours
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def put_over_empty(handle: int, aside: Path, path: Path) -> None:
    """Rename over the open empty file under a lock, so that only one program does.

    Raises FileExistsError where another was quicker, or the file isn't empty.
    """
    lock(handle)
    found, still = os.fstat(handle), path.stat()
    if not os.path.samestat(found, still) or still.st_size:
        raise occupied(path)
    put_over(aside, path)


def lock(handle: int) -> None:
    """Wait for a lock on the file; raise OSError if files can't be locked."""
    try:
        import fcntl
    except ImportError:
        raise OSError(errno.ENOLCK, CANT_NAME) from None

    for hold in (fcntl.flock, fcntl.lockf):
        try:
            hold(handle, fcntl.LOCK_EX)
            return
        except OSError:
            continue
    raise OSError(errno.ENOLCK, CANT_NAME)


def reason(error: BaseException) -> str:
    """Return an operating system error in its own words, without the path."""
    return (getattr(error, "strerror", None) or str(error)).rstrip(".")
