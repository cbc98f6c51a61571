"""Find a store with several names (hard links), and read it without writing to the shared file.

SQLite keeps a journal beside each name, so programs that use different names of one file neither
see each other's logs nor roll back each other's half changes.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from pipectl.disk import ASIDE, prefix_of, put_new
from pipectl.errors import StoreFailedError
from pipectl.paths import journal_of
from pipectl.store.connection import (
    FAILURES,
    OlderSchemaError,
    check_file,
    check_identity,
    connection_to,
    is_hot,
    opened,
    set_up,
)
from pipectl.store.lock_waiting import PatientConnection

APART = "`pipectl backup`, then `pipectl restore`"


class SeveralNamesError(StoreFailedError):
    """The store's file has several names, so it isn't written to."""

    def __init__(self, path: Path, count: int) -> None:
        super().__init__(
            f"The store {path} has {in_words(count)}. SQLite keeps a journal beside each name, so"
            " changes made through different names can be lost.",
            hint=f"Give this name a file of its own: {APART}. Other names keep theirs.",
        )


def in_words(count: int) -> str:
    """Return how many names a file has, in words."""
    return f"{'two' if count == 2 else count} names (hard links)"


def count_names(path: Path) -> int:
    """Return how many names the store's file has; 1 if that can't be known.

    A store that gets its name has a second one for a moment, or longer if its program was killed.
    Nobody opens it by that one, so it doesn't count.
    """
    try:
        if path.stat().st_nlink < 2:
            return 1
        real = Path(os.path.realpath(path))
        file, passing = real.stat(), 0
        with suppress(OSError):
            passing = sum(is_passing(real, each, file) for each in os.scandir(real.parent))
        return max(real.stat().st_nlink - passing, 1)
    except OSError:
        return 1


def is_passing(store: Path, entry: "os.DirEntry[str]", file: os.stat_result) -> bool:
    """Return whether an entry of a folder is the store under the name of an unfinished file."""
    prefix = prefix_of(store)
    is_aside = entry.name.startswith(prefix) and re.fullmatch(
        ASIDE, entry.name.removeprefix(prefix)
    )
    with suppress(OSError):
        return bool(is_aside) and os.path.samestat(entry.stat(follow_symlinks=False), file)
    return False


def check_one_name(path: Path) -> None:
    """Raise SeveralNamesError if the file has several names; StoreError for no store."""
    count = count_names(path)
    if count < 2:
        return
    with suppress(OlderSchemaError, *FAILURES):  # also what can't be read just now isn't written
        opened(path, "ro", 0).close()
    raise SeveralNamesError(path, count)


@contextmanager
def untouched(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection for reading that keeps writers out and never writes to the file.

    A half change beside this name is rolled back in a copy: others may have written since.
    """
    with ExitStack() as until:
        try:
            # The first read may already be in opening: some of its settings look at the schema.
            connection: sqlite3.Connection = until.enter_context(
                closing(connection_to(store, "ro"))
            )
            connection.execute("begin")
            connection.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.Error as error:
            if not is_hot(error):
                raise
            until.close()
            connection = until.enter_context(rolled_back(store))
        yield connection


@contextmanager
def rolled_back(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the store and of the journal that lies beside its name."""
    from pipectl.store.restore_target import as_found

    with as_found(store) as found:
        place = store if found.store is None else found.store  # its program has ended meanwhile
        journals = {journal_of(place, ending): aside for ending, aside in found.journals.items()}
        try:
            for journal, aside in journals.items():
                put_new(aside, journal)
            with closing(connection_to(place, "rw" if journals else "ro")) as connection:
                connection.execute("begin")
                connection.execute("select count(*) from sqlite_master").fetchone()
                yield connection
        finally:
            for journal in journals:
                journal.unlink(missing_ok=True)


@contextmanager
def untouched_store(path: Path) -> Iterator[sqlite3.Connection]:
    """The same for a pipectl store of any version; raise StoreError for another file."""
    check_file(path)
    with untouched(path) as connection:
        with suppress(OlderSchemaError):
            check_identity(connection, path)
        yield connection


def copy_to_read(store: Path) -> sqlite3.Connection:
    """Return a copy of the store that can be read and checked; raise SeveralNamesError if it
    would have to be upgraded.
    """
    copy = sqlite3.connect("", isolation_level=None, factory=PatientConnection)
    try:
        with untouched(store) as source:
            source.backup(copy)
        set_up(copy)
        check_identity(copy, store)
    except OlderSchemaError:
        copy.close()
        raise SeveralNamesError(store, count_names(store)) from None
    except BaseException:
        copy.close()
        raise
    return copy
