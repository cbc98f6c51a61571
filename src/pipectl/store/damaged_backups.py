"""Find damaged backups: check the headers of all, and all pages of the latest."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from pipectl.disk import reason
from pipectl.paths import APPLICATION_ID, folder_of
from pipectl.store.backups import DAMAGED, EARLIER_NAME, NAME, listed
from pipectl.store.connection import FAILURES, connection_to
from pipectl.store.soundness import are_pages_sound

MAGIC = b"SQLite format 3\0"
HEAD = 100
# Where SQLite's file header has the size of a page, the number of pages, and what tells whether
# that number counts; then the application's id.
PAGE, PAGES = slice(16, 18), slice(28, 32)
CHANGED, COUNTED, IDENTITY = slice(24, 28), slice(92, 96), slice(68, 72)
LARGEST = 65_536  # which is written as 1


def spoiled(store: Path) -> list[tuple[Path, str]]:
    """The store's backups that can't be restored, and why, in the order of their names.

    Page by page only until one is sound, from the latest on: a look at all of them takes long.
    """
    found = {path: wrong for path in named(store) if (wrong := wrong_in_head(path))}
    for each in listed(store):
        if each.why == DAMAGED or each.path in found:
            continue
        wrong = wrong_in_pages(each.path)
        if wrong is None:
            break
        found[each.path] = wrong
    return sorted(found.items())


def named(store: Path) -> list[Path]:
    """Return the files with the name of a backup of a sound store."""
    folder = folder_of(store)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    found = []
    for name in names:
        known = re.fullmatch(NAME, name)
        if (known and known[2] != DAMAGED) or re.fullmatch(EARLIER_NAME, name):
            found.append(folder / name)
    return found


def wrong_in_head(path: Path) -> str | None:
    """Return what is wrong with a backup by its size and its first bytes; None if nothing is."""
    if not path.is_file():
        return "it isn't a file"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        return f"it can't be read: {reason(error)}"
    if not size:
        return "it is empty"
    if not head.startswith(MAGIC) or len(head) < HEAD:
        return "it is damaged: it isn't a SQLite file"
    if int.from_bytes(head[IDENTITY]) != APPLICATION_ID:
        return "it isn't a pipectl store"
    page = int.from_bytes(head[PAGE])
    pages = int.from_bytes(head[PAGES]) if head[CHANGED] == head[COUNTED] else 0
    return "the file is cut off" if size < (LARGEST if page == 1 else page) * pages else None


def wrong_in_pages(path: Path) -> str | None:
    """Return what is wrong with a backup as SQLite finds it, page by page; None if nothing is."""
    try:
        with closing(connection_to(path, "ro")) as connection:
            return None if are_pages_sound(connection) else "it is damaged"
    except sqlite3.OperationalError as error:
        return f"it can't be read: {reason(error)}"
    except FAILURES:
        return "it is damaged"
