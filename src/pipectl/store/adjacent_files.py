"""Check the files beside a new store, which SQLite or the backups would overwrite."""

import os
import re
from collections.abc import Collection
from pathlib import Path

from pipectl.disk import prefix_of
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.paths import JOURNALS, folder_of
from pipectl.store.backups import EARLIER_NAME, NAME

LONG = 4096
FOLDER = ".backups"
# In bytes, with the ending of a journal: of names on file systems, and of paths in SQLite.
LONGEST_NAME, LONGEST_PATH = 255, 512
LONGEST_BACKUP = "x" * 50  # how long the name of a backup is, with a number, and of its journal
# How SQLite's own journals begin; one that is empty, or whose head is zeros, holds nothing.
JOURNAL_HEADS = (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", bytes(8), b"")

LOG_HEAD = b"\x37\x7f\x06"  # and how its logs do


class BesideError(RefusedError):
    """Something that isn't pipectl's has a name that a new store needs."""

    def __init__(self, path: Path, beside: Path, why: str) -> None:
        super().__init__(
            f"No store can be created at {quoted(str(path), LONG)}:"
            f" {quoted(str(beside), LONG)} {why}.",
            hint="Move it away, or use another file with --db.",
        )


class StoreNameError(UsageError):
    """A store can't have that name."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"A store can't be named {quoted(path.name, LONG)}: {why}.",
            hint="Use another file with --db.",
        )


def check_name(path: Path) -> None:
    """Raise StoreNameError for a name that SQLite or pipectl uses beside a store.

    Also where no journal would fit beside it: the store could be made, and never be written to.
    """
    name = path.name.casefold()
    real = Path(os.path.realpath(path))
    aside = f"{prefix_of(real)}{LONGEST_BACKUP}"
    if len(os.fsencode(f"{path.name}{JOURNALS[0]}")) > LONGEST_NAME:
        raise StoreNameError(path, "its name is longer than 247 bytes")
    if len(os.fsencode(folder_of(real) / aside)) > LONGEST_PATH:
        raise StoreNameError(path, "SQLite couldn't open its backups, as their paths are too long")
    for ending in JOURNALS:
        if name.endswith(ending):
            raise StoreNameError(path, f"{ending} is the ending of SQLite's journals")
    if name.endswith(FOLDER):
        raise StoreNameError(path, f"{FOLDER} is the ending of backups folders")
    if path.parent.name.endswith(FOLDER):
        raise BesideError(path, path.parent, "contains the backups of a store")


def check_beside(path: Path) -> None:
    """Raise BesideError if a store at the path would overwrite files that aren't its own.

    SQLite rolls a journal that it finds back into the store, or deletes it.
    """
    for ending in JOURNALS:
        journal = path.with_name(f"{path.name}{ending}")
        if os.path.lexists(journal) and not is_there(path):
            raise BesideError(path, journal, "would be taken for its journal")
    check_folder(path)


def is_there(path: Path) -> bool:
    """Return whether another program has made a store there meanwhile."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def check_folder(path: Path) -> None:
    """Raise BesideError if something else has the name of the backups folder."""
    folder = folder_of(path)
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise BesideError(path, folder, "has the name of its backups folder")
    try:
        names = os.listdir(folder)
    except OSError:
        return  # who can't look into it is told so when a backup is taken
    if names and not any(is_ours(name, path) for name in names):
        raise BesideError(
            path, folder, "has the name of its backups folder, but contains no backups"
        )


def is_ours(name: str, path: Path) -> bool:
    """Return whether a file in a backups folder is a backup, or an unfinished one."""
    for ending in JOURNALS:  # kept with the copy that it belongs to
        name = name.removesuffix(ending)
    return bool(
        re.fullmatch(NAME, name)
        or re.fullmatch(EARLIER_NAME, name)
        or name.startswith(prefix_of(path))
    )


def check_journals(path: Path, kept: Collection[str]) -> list[Path]:
    """Return the journals of a replaced store, which would be rolled back into the new one.

    Raises BesideError where no copy was `kept` of one (by its ending) that holds something, and
    where it is none of SQLite's.
    """
    beside = [(ending, path.with_name(f"{path.name}{ending}")) for ending in JOURNALS]
    there = [(ending, journal) for ending, journal in beside if os.path.lexists(journal)]
    for ending, journal in there:
        if not is_known(ending, journal, kept):
            raise BesideError(path, journal, "would be taken for its journal")
    return [journal for _, journal in there]


def drop_journals(path: Path, kept: Collection[str]) -> None:
    """Remove the journals of a store that is replaced; raises BesideError as above."""
    for journal in check_journals(path, kept):
        journal.unlink(missing_ok=True)


def is_known(ending: str, journal: Path, kept: Collection[str]) -> bool:
    """Return whether a journal may be removed: SQLite's, and either kept as a copy or empty."""
    if not journal.is_file():
        return False
    head = head_of(journal)
    if ending == JOURNALS[0]:
        return head in JOURNAL_HEADS and (ending in kept or head != JOURNAL_HEADS[0])
    if JOURNALS[1] not in kept:  # an empty log holds nothing, nor does its index
        log = journal.with_name(f"{journal.name.removesuffix(ending)}{JOURNALS[1]}")
        return log.is_file() and not log.stat().st_size
    return ending != JOURNALS[1] or head.startswith(LOG_HEAD)


def head_of(journal: Path) -> bytes:
    """The first bytes of a file."""
    with journal.open("rb") as file:
        return file.read(8)
