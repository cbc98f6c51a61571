"""Ctrl-C is heard while a server doesn't answer, and what is said of the change is true."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from conftest import Done, Shell
from servers import copied, on_server, session

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

WAITING_SQL = "select count(*) from pg_locks where not granted"
BLOCKED_SQL = """
create function wait_for_lock() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(4711);
  return null;
end
$$;
create constraint trigger waits after insert on journal_operation deferrable initially deferred
for each row execute function wait_for_lock()
"""


# A process of its own watches: what a thread's statements wait with is set for the whole process.
WATCHING = f"""
import os, psycopg2, signal, sys
server = psycopg2.connect(sys.argv[1])
server.autocommit = True
cursor = server.cursor()
found = 0
while not found:
    cursor.execute({WAITING_SQL!r})
    found = cursor.fetchone()[0]
os.kill(os.getppid(), signal.SIGINT)
"""


@contextmanager
def heard() -> Iterator[None]:
    """Let Ctrl-C raise its exception, as in a program of its own."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def interrupted_on_lock(place: "ServerStore", statement: str) -> Iterator[None]:
    """Press Ctrl-C when a command waits for the lock that another session's statement holds."""
    with session(place) as other, heard():
        other.execute("begin")
        other.execute(statement)
        watching = subprocess.Popen([sys.executable, "-c", WATCHING, place.address])
        yield
        assert watching.wait(timeout=60) == 0
        assert other.execute(WAITING_SQL).fetchone()[0] == 0  # the server has heard it, too
        other.execute("rollback")


@pytest.fixture
def place(acme: Shell) -> "ServerStore":
    """The store with one deal on a server."""
    return copied(acme.store)


@pytest.mark.parametrize(
    ("line", "locked", "said"),
    [
        ("list", "opportunity in access exclusive mode", "Interrupted."),
        ("add Tea 5k", "opportunity in share mode", "Interrupted: nothing was stored."),
        ("win 1", "journal_operation in share mode", "Interrupted: nothing was stored."),
    ],
)
def test_ctrl_c_ends_a_statement_that_waits_for_a_lock(
    acme: Shell, place: "ServerStore", line: str, locked: str, said: str
) -> None:
    with interrupted_on_lock(place, f"lock table {locked}"):
        done = on_server(acme, place, *line.split())
    assert (done.code, done.out) == (130, "")
    assert done.err.splitlines()[-1] == said
    assert on_server(acme, place, "list", "--all", "--format", "ids").out == "1\n"


def test_it_ends_a_copy_of_many_rows(acme: Shell, place: "ServerStore", tmp_path: Path) -> None:
    rows = "".join(f"Deal {number},{number}k\n" for number in range(1, 201))
    (tmp_path / "deals.csv").write_text(f"Title,Amount\n{rows}")
    with interrupted_on_lock(place, "lock table opportunity_history in share mode"):
        done = on_server(acme, place, "import", str(tmp_path / "deals.csv"))
    assert (done.code, done.err.splitlines()[-1]) == (130, "Interrupted: nothing was stored.")
    assert on_server(acme, place, "list", "--format", "ids").out == "1\n"


def test_it_ends_the_wait_for_a_server_that_never_answers(empty: Shell) -> None:
    pytest.importorskip("psycopg2")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/sales"
        empty.extra = {"PIPECTL_DB": address, "PGCONNECT_TIMEOUT": "600"}
        accepted = []  # a connection that nobody has would be closed

        def press() -> None:
            accepted.append(silent.accept())
            os.kill(os.getpid(), signal.SIGINT)

        pressing = Thread(target=press)
        with heard():
            pressing.start()
            done = empty.outcome("add", "Tea")
            pressing.join()
    assert done == Done(130, "", "\nInterrupted: nothing was stored.\n")


def test_nobody_knows_what_a_commit_that_was_interrupted_has_stored(
    acme: Shell, place: "ServerStore"
) -> None:
    with session(place) as server:
        server.run_script((BLOCKED_SQL,))
    with interrupted_on_lock(place, "select pg_advisory_xact_lock(4711)"):
        done = on_server(acme, place, "add", "Tea")
    assert done == Done(
        130,
        "",
        f"pipectl: Interrupted while the store {place} was storing a change, so it isn't known"
        " whether the change is there.\n"
        "  Look at `pipectl history` before you run the command again.\n",
    )


def test_a_table_that_is_locked_for_too_long_is_in_use(
    acme: Shell, place: "ServerStore", monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipectl.store.server import connection

    monkeypatch.setattr(connection, "BUSY_MS", 1)
    with session(place) as other:
        other.execute("begin")
        other.execute("lock table opportunity in access exclusive mode")
        done = on_server(acme, place, "list")
        other.execute("rollback")
    assert done == Done(
        5,
        "",
        f"pipectl: The store {place} is in use by another program.\n"
        "  Try again when that program has finished.\n",
    )
