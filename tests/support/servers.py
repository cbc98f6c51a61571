"""A PostgreSQL server of the tests' own, on loopback and in memory, and stores on it.

It sorts texts as people do, unlike SQLite, and keeps another time zone: what a store relies on, it
has to ask for.
"""

import atexit
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from conftest import Done, Shell
from pipectl.server_address import ServerStore
from pipectl.store.rows import KINDS

if TYPE_CHECKING:
    from pipectl.store.server.connection import ServerConnection

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PASSWORD = "secret of the tests"
QUOTED = PASSWORD.replace(" ", "%20")
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "timezone": "Asia/Kolkata",
    "datestyle": "SQL, DMY",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
}
# A server that outlived the tests, however they ended, would run for ever.
UNTIL_WE_END = '"$0" "$@" & read -r _; kill -QUIT $!; wait $!'
_numbers = count(1)


def programs() -> Path | None:
    """The folder of the newest server that is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return None if newest is None else newest.parent


@cache
def address() -> str:
    """Start the server, and return its address; the test is skipped where there is none."""
    pytest.importorskip("psycopg2", reason="psycopg2 isn't installed")
    there = programs()
    if there is None:
        pytest.skip("PostgreSQL isn't installed")
    folder = Path(tempfile.mkdtemp(dir=MEMORY, prefix="pipectl-server-"))
    user = unprivileged()
    if user is not None:
        os.chown(folder, user, -1)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    initdb = (there / "initdb", "-D", folder / "data", "-U", "seller", "-A", "scram-sha-256")
    how = ("-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync")
    run(*initdb, *how, f"--pwfile={folder / 'password'}", user=user)
    port = free_port()
    options = [word for name, value in QUICK.items() for word in ("-c", f"{name}={value}")]
    running = started(there, folder, port, options, user)
    atexit.register(stop, running, folder)
    return f"postgresql://seller:{QUOTED}@127.0.0.1:{port}/postgres"


def started(
    there: Path, folder: Path, port: int, options: list[str], user: int | None
) -> "subprocess.Popen[bytes]":
    """Start a server on the data in a folder, and wait until it answers."""
    postgres = (there / "postgres", "-D", folder / "data", "-p", port, "-k", folder, *options)
    running = subprocess.Popen(
        ["sh", "-c", UNTIL_WE_END, *map(str, postgres)],
        user=user,
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    run(there / "pg_isready", "-h", "127.0.0.1", "-p", port, "-t", "60", user=user, tries=600)
    return running


def unprivileged() -> int | None:
    """The user that the server runs as, since it refuses to run as root; None for the own one."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    pytest.skip("no user is there to run PostgreSQL as")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        found: int = listening.getsockname()[1]
        return found


def run(*words: object, user: int | None, tries: int = 1) -> None:
    """Run a program of the server; it must succeed, if need be after several tries."""
    for _ in range(tries):
        done = subprocess.run(
            [str(word) for word in words],
            user=user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode == 0:
            return
        time.sleep(0.05)
    pytest.fail(f"{words[0]} doesn't succeed")


def stop(running: "subprocess.Popen[bytes]", folder: Path) -> None:
    """End the server, and delete what it kept."""
    assert running.stdin is not None
    running.stdin.close()
    running.wait()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def standby() -> Iterator[str]:
    """Start a standby that has what the server has now; its address."""
    main, there = address(), programs()
    assert there is not None
    folder, user, port = Path(tempfile.mkdtemp(dir=MEMORY)), unprivileged(), free_port()
    if user is not None:
        os.chown(folder, user, -1)
    copy = (there / "pg_basebackup", "-d", main, "-D", folder / "data", "-R", "--no-sync")
    run(*copy, "--checkpoint=fast", user=user)
    options = [word for name, value in QUICK.items() for word in ("-c", f"{name}={value}")]
    running = started(there, folder, port, options, user)
    try:
        yield urlsplit(main)._replace(netloc=f"seller:{QUOTED}@127.0.0.1:{port}").geturl()
    finally:
        stop(running, folder)


def new_place() -> ServerStore:
    """A place for a store on the server, in a schema that nobody made yet."""
    found = address()
    return ServerStore(found, f'Store "{next(_numbers)}"')


@contextmanager
def session(place: ServerStore) -> Iterator["ServerConnection"]:
    """A connection to a place, whether a store is there or not."""
    from pipectl.store.server.connection import ServerConnection

    with closing(ServerConnection(place)) as connection:
        yield connection


@contextmanager
def role(place: ServerStore, name: str, *grants: str) -> Iterator[ServerStore]:
    """A user of the server with some rights in a store."""
    with session(place) as server:
        server.run_script(
            (
                f"""create role {name} login password 'hidden'""",
                *grants,
            )
        )
        try:
            yield place._replace(
                address=place.address.replace(f"seller:{QUOTED}", f"{name}:hidden")
            )
        finally:
            server.run_script((f"drop owned by {name}", f"drop role {name}"))


def copied(store: Path, place: ServerStore | None = None) -> ServerStore:
    """A copy of a file's store on the server, in a new place unless one is named."""
    place = new_place() if place is None else place
    from pipectl.store.server.copying import contents, copy_to_server

    with closing(sqlite3.connect(store, isolation_level=None)) as source, session(place) as target:
        source.execute("begin")
        target.execute("begin")
        copy_to_server(source, target, contents(source))
        target.execute("commit")
    return place


def refill(place: ServerStore, other: ServerStore) -> None:
    """Let a store hold what another one does."""
    from pipectl.store.server.dialect import as_name

    tables = [as_name(name) for name in ("given_number", *KINDS)]
    filled = [f"insert into {name} select * from {as_name(other.schema)}.{name}" for name in tables]
    with session(place) as server:
        server.execute("begin")
        server.defer_foreign_keys()
        server.run_script((f"truncate {', '.join(tables)}", "; ".join(filled)))
        server.commit()


def on_server(shell: Shell, place: ServerStore, *words: object) -> Done:
    """Run a command on a store on the server."""
    return shell.outcome("--db", place.url, *words)
