"""Run the whole suite on a server: `PIPECTL_TESTS_ON=server`, as `make test-server` does.

The store of each home is then a database of its own, a copy of the file that stands in the home;
and before a home is copied, its file becomes what the database holds. `Shell` reads
and changes either (`rows`, `alter`, `state`, `refill`). A test that looks at the file itself
(`Shell.store`, or the mark `files`) is about files, and skipped.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import pytest

from pipectl.errors import StoreError

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.server.connection import ServerConnection
    from pipectl.store.temporary import Connection

IS_ON = os.environ.get("PIPECTL_TESTS_ON") == "server"
ABOUT_FILES = "about the file of a store"
# What the tests of these files are about that look at the file itself.
ABOUT = {
    "backups/": "about the copies of a file, which `backup` makes and `restore` puts back",
    "cli/test_streams": "about a file that the shell opens, too",
    "demo/": "about the file of the demo",
    "leaves/test_disk": "about the making of a store's file",
    "moving/": "about a move from a file",
    "people/test_forget": "about the bytes of a file, and the copies beside it",
    "pipeline/test_stays": "about a copy in memory, which only a file has",
    "program/test_changed_meanwhile": "about a file that another program holds or replaces",
    "program/test_errors": "about damage to a store's file",
    "program/test_idle": "about the connections to a file",
    "program/test_left_open": "about the connections to a file",
    "program/test_on_a_server": "about a file and a server, both of which it compares itself",
    "program/test_stored": "about a file with two names, or on a disk that fails",
    "program/test_torture": "about the commit of a file",
    "program/test_written_files": "about files that commands write over",
    "reminders/": "about the path of a store's file, and who may write to it",
    "store/test_beside": "about what stands beside a file",
    "store/test_connect": "about the connections to a file",
    "store/test_files": "about how a file is found, made, locked and damaged",
    "store/test_found": "about damage to a store's file",
    "store/test_hard_links": "about a file with two names",
    "store/test_interrupts": "about the commit of a file",
    "store/test_kept_connection": "about the connections to a file",
    "store/test_migrations": "about migrations, which run on files only",
    "store/test_unit": "about what SQLModel reads of a file",
    "store/test_upgrading": "about migrations, which run on files only",
    "store/test_waiting": "about a file that another program holds or replaces",
}
# What a server's own means stand for: no message on one may suggest it.
ON_FILES = "Restore a backup: `pipectl restore`."
REFUSED = "about rows that a server refuses, whoever writes them"
DIGEST_SQL = """
select
  '{0}',
  count(*),
  md5(string_agg(x.*::text, ' ' order by x.*::text))
from "{0}" as x
"""
MOST = 60  # databases that are there at once: each takes 10 MB

copytree = shutil.copytree
_numbers = count(1)
_of_homes: dict[Path, str] = {}  # by the file that stands for each
_templates: dict[str, str] = {}  # by the digest of the file that each is a copy of
_making = RLock()  # threads of a test that open a home's store at once get one database


def about_files(why: str | None = None) -> None:
    """Skip a test that looks at the file of its store, and say what it is about."""
    if IS_ON:
        test = os.environ.get("PYTEST_CURRENT_TEST", "").removeprefix("tests/")
        found = (ABOUT[each] for each in ABOUT if test.startswith(each))
        pytest.skip(why or next(found, ABOUT_FILES))


def place_of(file: Path) -> "ServerStore":
    """The address of a home's store."""
    return store_in(database_of(file))


def database_of(file: Path) -> str:
    """The database that a home's store is in."""
    with _making:
        name = _of_homes.get(file)
        if name is None:
            make_room()
            name = _of_homes[file] = database(template_of(file))
        else:  # the last to go
            _of_homes[file] = _of_homes.pop(file)
    return name


def state(file: Path) -> bytes:
    """A digest of each table of a home's store; b"" if there is none."""
    from pipectl.store.rows import KINDS
    from pipectl.store.server.connection import is_store

    tables = ("given_number", *KINDS)
    with session(database_of(file)) as there:
        if not is_store(there):
            return b""
        found = there.execute(" union all ".join(map(DIGEST_SQL.format, tables))).fetchall()
        return repr(sorted(found)).encode()


def contents(file: Path) -> bytes:
    """A file that holds what a home's store does; b"" if there is none."""
    database_of(file)
    file.unlink(missing_ok=True)
    bring_back(file)
    return file.read_bytes() if file.exists() else b""


def forget(file: Path) -> None:
    """Let a home's store be what stands in its file now."""
    if file in _of_homes:
        drop(_of_homes.pop(file))


@contextmanager
def opened(file: Path) -> Iterator["ServerConnection"]:
    """A connection to a home's store in a transaction, which is committed at the end."""
    import psycopg2

    with session(database_of(file)) as there:
        there.execute("begin")
        try:
            yield there
            there.commit()
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            pytest.skip(f"{REFUSED}: {type(error).__name__}")


def tables(connection: "Connection") -> list[str]:
    """All tables of a store."""
    if not isinstance(connection, sqlite3.Connection):
        from pipectl.store.rows import KINDS

        return [*KINDS, "given_number"]
    names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
    return [name for (name,) in names]


def store_in(name: str) -> "ServerStore":
    """The store of a database."""
    from pipectl.server_address import ServerStore
    from servers import address

    return ServerStore(address().replace("/postgres", f"/{name}"))


@contextmanager
def session(name: str = "postgres") -> Iterator["ServerConnection"]:
    """A connection to a database."""
    from pipectl.store.server.connection import ServerConnection

    with closing(ServerConnection(store_in(name))) as connection:
        yield connection


def database(template: str) -> str:
    """Make a copy of a database."""
    name = f"of_home_{next(_numbers)}"
    with session() as server:
        server.run_script((f"create database {name} template {template}",))
    return name


def drop(name: str) -> None:
    """Delete a database, whoever is connected to it."""
    with session() as server:
        server.run_script((f"drop database if exists {name} with (force)",))


def template_of(file: Path) -> str:
    """A database that holds what a file does, made once for each content; an empty one for none."""
    if not file.is_file() or not file.stat().st_size:
        return "template0"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    name = _templates.get(digest)
    if name is None:
        from servers import copied

        name = database("template0")
        copied(file, store_in(name))
    _templates.pop(digest, None)
    _templates[digest] = name  # the last to go
    return name


def make_room() -> None:
    """Delete the databases of homes that are gone; of too many others, those unused for longest."""
    for file in [each for each in _of_homes if not each.parent.exists()]:
        drop(_of_homes.pop(file))
    while len(_of_homes) >= MOST:
        file = next(iter(_of_homes))
        with suppress(sqlite3.Error, StoreError):  # a test damaged it, and has ended
            bring_back(file)
        drop(_of_homes.pop(file))
    while len(_templates) >= MOST:
        drop(_templates.pop(next(iter(_templates))))


def bring_back(file: Path) -> None:
    """Let a home's file hold what its database does."""
    from pipectl.store.server.connection import is_store

    with session(_of_homes[file]) as there:
        from pipectl.store.server.copying import contents, copy_all

        if not is_store(there):
            return
        file.unlink(missing_ok=True)
        with closing(empty_file(file)) as copy:
            copy.execute("begin")
            copy.execute("pragma defer_foreign_keys = on")
            copy_all(there, copy, contents(there))
            copy.execute("commit")
    file.chmod(0o600)


def empty_file(file: Path) -> sqlite3.Connection:
    """A connection to a new store without any rows."""
    from datetime import UTC, datetime

    from pipectl.clock import Moment
    from pipectl.store.creation import fill_new_store

    at = datetime(2026, 11, 18, 10, tzinfo=UTC)
    connection = sqlite3.connect(file, isolation_level=None)
    fill_new_store(connection, Moment(at, at.date()), lambda unit: None)
    return connection


def copied(source: Any, target: Any, *words: Any, **more: Any) -> Any:
    """Copy a folder, with what the databases of its homes hold."""
    above, below = Path(source), Path(target)
    for file in [each for each in _of_homes if each.is_relative_to(above)]:
        bring_back(file)
    done = copytree(source, target, *words, **more)
    for file in [each for each in _of_homes if each.is_relative_to(below)]:
        if (above / file.relative_to(below)).exists():  # another one stands there now
            drop(_of_homes.pop(file))
    return done


def renamed(before: Path, after: Path) -> None:
    """Give a filled home another name."""
    for file in [each for each in _of_homes if each.is_relative_to(before)]:
        bring_back(file)
        drop(_of_homes.pop(file))
    before.rename(after)


if IS_ON:
    shutil.copytree = copied  # type: ignore[assignment]
