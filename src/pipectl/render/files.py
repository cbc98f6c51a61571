"""Write files for the user: complete, private, and never over pipectl's own."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipectl import disk
from pipectl.disk import reason
from pipectl.errors import RefusedError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.paths import APPLICATION_ID, JOURNALS, folder_of
from pipectl.render.output import OutputError
from pipectl.text import fold

LONG = 4096  # a path is never shortened: its end tells most
HEADER = b"SQLite format 3\0"
IDENTITY = slice(68, 72)  # where the header has the application's id


class OwnFile(NamedTuple):
    """A file or folder of pipectl's own, and its name in a sentence.

    For a folder also how what is in it is called, by its path and under another name.
    """

    path: Path
    what: str
    inside: str = ""
    entry: str = ""


class Target(NamedTuple):
    """A file to write, under the name that was typed.

    Without `force` a file that is there stays, unless `rewrites` knows its content as our own.
    """

    name: str
    own: Sequence[OwnFile]
    force: bool = False
    public: bool = False
    rewrites: Callable[[bytes], bool] | None = None
    hint: str = "Choose another name, or overwrite it with --force."


class OccupiedError(RefusedError):
    """The file to write already exists."""

    def __init__(self, target: Target) -> None:
        super().__init__(
            f"The file {quoted(target.name, LONG)} already exists.",
            hint=target.hint,
        )


class ChangedError(RefusedError):
    """The file to overwrite was changed since it was checked."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Another program has just changed {quoted(name, LONG)}, so it wasn't overwritten.",
            hint="Look at the file, then try again.",
        )


class OwnFileError(RefusedError):
    """The file to overwrite is pipectl's own."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{quoted(name, LONG)} is {what}.", hint="Choose another file.")


@contextmanager
def written(target: Target) -> Iterator[BinaryIO]:
    """Open a file that gets its name once it is complete and synced; raise as `check` does."""
    try:
        path = check(target)
        mode = disk.PUBLIC if target.public else disk.PRIVATE
        with disk.filled(path, lambda aside: put_in_place(aside, path, target), mode) as file:
            yield file
    except (OSError, ValueError) as error:
        wrong = getattr(error, "strerror", None) or "that isn't a file name"
        raise OutputError(f"{wrong}: {target.name}") from error


def put_in_place(aside: Path, path: Path, target: Target) -> None:
    """Give the finished file its name; raises what `check` does if the place isn't as it was."""
    before = disk.seen(path)
    if check(target) != path:
        raise ChangedError(target.name)
    try:
        disk.put_over_seen(aside, path, before)
    except FileNotFoundError:
        raise ChangedError(target.name) from None
    except FileExistsError:
        raise OccupiedError(target) if before is None else ChangedError(target.name) from None


def check(target: Target) -> Path:
    """Return the path to write, with links followed.

    Raises OutputError where there can be none, OwnFileError, OccupiedError.
    """
    path = place_of(target.name)
    what = of_ours(path, target.own) or of_a_store(path)
    if what is not None:
        raise OwnFileError(target.name, what)
    wrong = obstacle(path)
    if wrong is not None:
        raise OutputError(f"{wrong}: {target.name}")
    if path.exists() and not target.force and not is_rewritten(path, target):
        raise OccupiedError(target)
    return path


def is_rewritten(path: Path, target: Target) -> bool:
    """Return whether the file's content is one that pipectl rewrites each time."""
    if target.rewrites is None:
        return False
    return target.rewrites(path.read_bytes())


def place_of(name: str) -> Path:
    """Return the path of that name; follow the user's own links, as the shell's `>` does.

    Raises OutputError for somebody else's link, and for what is no name.
    """
    if "\0" in name:
        raise OutputError(f"that isn't a file name: {name}")
    users = disk.own_users()
    if users is not None and os.path.islink(name) and os.lstat(name).st_uid not in users:
        raise OutputError(f"the link belongs to another user: {name}")
    return Path(os.path.realpath(name))


def obstacle(path: Path) -> str | None:
    """Return why no file can be written there, if it can't."""
    if not path.name or path.is_dir():
        return "that is a folder"
    if not path.parent.is_dir():
        return "its folder doesn't exist"
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        return "that isn't a regular file"
    return None


def of_ours(path: Path, own: Sequence[OwnFile]) -> str | None:
    """Return which of pipectl's files is there, under any name."""
    there = identity(path)
    for each in own:
        if is_same(path, each.path):
            return each.what
        if each.inside and any(is_same(above, each.path) for above in path.parents):
            return each.inside
        if each.entry and there is not None and there in entries(each.path):
            return each.entry
    return None


def of_a_store(path: Path) -> str | None:
    """Return which part of another store is there."""
    if is_store(path):
        return "a pipectl store"
    for ending in JOURNALS:
        if path.name.endswith(ending) and is_store(path.with_name(path.name.removesuffix(ending))):
            return "the journal of a pipectl store"
    for folder in (path, *path.parents):
        store = folder.with_name(folder.name.removesuffix(".backups")) if folder.name else folder
        if store != folder and folder_of(store) == folder and is_store(store):
            return "in the folder of a store's backups"
    return None


def is_store(path: Path) -> bool:
    """Return whether the file is a pipectl store; raise OutputError if that can't be known."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            head = file.read(IDENTITY.stop)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        why = f"{reason(error)}, so it may be a store"
        raise OutputError(f"{path} can't be checked ({why})") from error
    return head.startswith(HEADER) and int.from_bytes(head[IDENTITY]) == APPLICATION_ID


def is_same(one: Path, other: Path) -> bool:
    """Return whether two paths are the same file, existing or not.

    Names of what isn't there yet are one in any case: many file systems don't part them.
    """
    first, second = identity(one), identity(other)
    if first is not None or second is not None:
        return first == second
    return fold(one.name) == fold(other.name) and is_same(one.parent, other.parent)


def identity(path: Path) -> tuple[int, int] | None:
    """Return a file's identity, the same for all its names; None if there is no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def entries(folder: Path) -> set[tuple[int, int] | None]:
    """Return the identities of the files in a folder."""
    try:
        return {identity(each) for each in folder.iterdir()}
    except OSError:
        return set()
