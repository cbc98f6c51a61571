"""What goes wrong with a store on a server: a sentence, what to do, and exit code 5.

A password is in none of them.
"""

import re
import socket
import subprocess
import sys
from contextlib import closing
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest

from conftest import Shell
from pipectl.server_address import ServerStore
from servers import PASSWORD, address, copied, role, session

HIDDEN = PASSWORD.replace(" ", "%20")


@pytest.fixture
def on_server(demo: Shell) -> Shell:
    """A home whose store is a copy of the demo's on the server."""
    demo.extra = {"PIPECTL_DB": copied(demo.store).url}
    return demo


def place_of(shell: Shell) -> ServerStore:
    """Where the shell's store is."""
    from pipectl.server_address import server_store

    return server_store(shell.extra["PIPECTL_DB"])


def told(shell: Shell, *words: str, code: int = 5) -> str:
    """What a command that fails says, in which the address is `STORE`."""
    done = shell(*words, code=code)
    assert done.out == ""
    for secret in (PASSWORD, HIDDEN, "hidden"):
        assert secret not in done.err
    return done.err.replace(str(place_of(shell)), "STORE")


def schema_name(place: ServerStore) -> str:
    """The schema as SQL has it."""
    from pipectl.store.server.dialect import as_name

    return as_name(place.schema)


@pytest.mark.parametrize(
    ("old", "new", "said", "todo"),
    [
        (
            f"{HIDDEN}@",
            "hidden@",
            "The server of the store STORE refuses the connection: password authentication failed"
            ' for user "seller".',
            "Check the user name in the address, and the password (in ~/.pgpass, or PGPASSWORD).",
        ),
        (
            f":{HIDDEN}@",
            "@",
            "The server of the store STORE asks for a password, and there is none.",
            "Put it in ~/.pgpass, a file that only you can read, or in PGPASSWORD.",
        ),
        (
            "/postgres",
            "/nothing",
            'The server of the store STORE refuses the connection: database "nothing" does not'
            " exist.",
            "Check the name of the database, or create it: `createdb`.",
        ),
        (
            "/postgres",
            "/postgres?sslmode=require",
            "The server of the store STORE can be reached, but the connection failed: server does"
            " not support SSL, but SSL was required.",
            "Check sslmode and sslrootcert in the address.",
        ),
    ],
)
def test_a_session_that_does_not_begin_says_why(
    empty: Shell, old: str, new: str, said: str, todo: str
) -> None:
    found = address()
    empty.extra = {"PIPECTL_DB": found.replace(old, new)}
    assert told(empty, "list") == f"pipectl: {said}\n  {todo}\n"


def test_a_server_that_refuses_what_is_not_encrypted_says_how_to_encrypt() -> None:
    psycopg2 = pytest.importorskip("psycopg2")
    from pipectl.server_address import server_store
    from pipectl.store.server.failures import unreachable

    refused = psycopg2.OperationalError(
        'connection to server at "db.example.com", port 5432 failed: FATAL:  no pg_hba.conf entry'
        ' for host "192.0.2.1", user "ann", database "sales", no encryption'
    )
    error = unreachable(refused, server_store("postgresql://ann@db.example.com/sales"))
    assert (str(error).partition(" refuses the connection: ")[2], error.hint) == (
        'no pg_hba.conf entry for host "192.0.2.1", user "ann", database "sales", no encryption.',
        "Add sslmode=require to the address, or ask whoever runs the server to let you in.",
    )


def test_a_server_that_does_not_listen_can_not_be_reached(empty: Shell) -> None:
    pytest.importorskip("psycopg2")
    empty.extra = {"PIPECTL_DB": "postgresql://ann:hidden@127.0.0.1:1/sales"}
    assert told(empty, "list") == (
        "pipectl: The server of the store STORE can't be reached: Connection refused.\n"
        "  Check the host and the port in the address, and the network.\n"
    )
    assert told(empty, "add", "Tea") == (
        "pipectl: The server of the store STORE can't be reached: Connection refused. Nothing was"
        " stored.\n"
        "  Check the host and the port in the address, and the network.\n"
    )


def test_a_name_is_set_while_the_server_is_away(empty: Shell) -> None:
    pytest.importorskip("psycopg2")
    empty.extra = {"PIPECTL_DB": "postgresql://ann:hidden@127.0.0.1:1/sales"}
    done = empty("config", "set", "owner", "Ann Lee")
    assert done.err.replace(str(place_of(empty)), "STORE").splitlines()[0] == (
        "Deals without an owner weren't counted. The server of the store STORE can't be reached:"
        " Connection refused."
    )
    assert "Ann Lee" in done.out
    assert empty("config", "get", "owner").out == "Ann Lee\n"


def test_a_server_that_does_not_answer_is_given_up(empty: Shell) -> None:
    pytest.importorskip("psycopg2")
    with closing(socket.create_server(("127.0.0.1", 0), backlog=1)) as silent:
        port = silent.getsockname()[1]
        empty.extra = {
            "PIPECTL_DB": f"postgresql://ann:hidden@127.0.0.1:{port}/sales",
            "PGCONNECT_TIMEOUT": "2",
        }
        assert "can't be reached: timeout expired." in told(empty, "list")


def test_a_store_that_nobody_made_is_not_made_by_a_first_command(empty: Shell) -> None:
    place = ServerStore(address(), "no where")
    empty.extra = {"PIPECTL_DB": place.url}
    pasted = place.url.replace(f":{HIDDEN}@", "@")
    for words in (["list"], ["add", "Tea"]):
        assert told(empty, *words) == (
            'pipectl: There is no store in the schema "no where" of STORE yet.\n'
            f'  Create one: `pipectl init --db "{pasted}"`.\n'
        )


def test_a_schema_of_another_program_is_no_store(empty: Shell) -> None:
    place = ServerStore(address(), "of_others")
    empty.extra = {"PIPECTL_DB": place.url}
    with session(place) as server:
        server.run_script(
            ("create schema of_others", "create table alembic_version (version_num text)")
        )
        assert "There is no store in the schema" in told(empty, "list")
        server.run_script(("drop schema of_others cascade",))


def test_without_the_driver_a_store_on_a_server_says_how_to_get_it(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": "postgresql://ann:hidden@127.0.0.1:1/sales"}
    source = "import sys; sys.modules['psycopg2'] = None; from pipectl.app.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", source, "list"],
        env=empty.environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (
        5,
        "pipectl: A store on a PostgreSQL server needs psycopg2, which isn't installed.\n"
        '  Install it: `pip install "pipectl-sales[server]"`.\n',
    )


def test_a_newer_store_asks_for_a_newer_program(on_server: Shell) -> None:
    with session(place_of(on_server)) as server:
        server.execute("update main.alembic_version set version_num = '9999'")
    assert told(on_server, "list") == (
        'pipectl: The store STORE has schema "9999", but this pipectl supports "0009".\n'
        "  A newer pipectl wrote it. Upgrade pipectl.\n"
    )


def test_a_table_that_was_changed_by_hand_is_named(on_server: Shell) -> None:
    with session(place_of(on_server)) as server:
        server.execute("alter table main.opportunity drop column title")
    assert told(on_server, "list") == (
        "pipectl: The store STORE isn't as pipectl made it: column o.title does not exist.\n"
        "  Undo the change to the tables, or restore a dump of them (pg_restore).\n"
    )


def test_a_user_without_rights_is_told_so(on_server: Shell) -> None:
    place = place_of(on_server)
    with role(place, "stranger") as stranger:
        on_server.extra = {"PIPECTL_DB": stranger.url}
        assert told(on_server, "list") == (
            "pipectl: Your user has no right to do this in the store STORE: permission denied for"
            f" schema {place.schema}.\n"
            "  Ask whoever runs the server for it, or use another user in the address.\n"
        )


def test_a_user_who_only_reads_reads_all_and_is_told_so_when_writing(on_server: Shell) -> None:
    place = place_of(on_server)
    name = schema_name(place)
    grants = (
        f"grant usage on schema {name} to board",
        f"grant select on all tables in schema {name} to board",
    )
    listed = on_server("list").out
    day = on_server("today").out
    with role(place, "board", *grants) as board:
        on_server.extra = {"PIPECTL_DB": board.url}
        assert on_server("list").out == listed
        assert on_server("today").out == day
        assert on_server("forecast").err == ""
        assert told(on_server, "add", "Tea") == (
            "pipectl: Your user has no right to do this in the store STORE: permission denied for"
            " table opportunity. Nothing was stored.\n"
            "  Ask whoever runs the server for it, or use another user in the address.\n"
        )


ENDED_SQL = """
select
  count(pg_terminate_backend(pid))
from pg_stat_activity
where application_name = 'pipectl' and pid <> pg_backend_pid() and query like '%advisory%'
"""


def test_a_session_that_ends_while_it_waits_has_stored_nothing(on_server: Shell) -> None:
    place = place_of(on_server)
    with session(place) as other, session(place) as third, ThreadPool(1) as pool:
        other.begin_to_write()
        other.execute("select 1")  # the last that it ran is then no wish for the lock
        adding = pool.apply_async(
            on_server.process, ("add", "Tea"), {"code": None, "is_new": False}
        )
        while not adding.ready():  # a transaction would see none who came after it began
            third.execute(ENDED_SQL)
        done = adding.get()
        other.execute("rollback")
    assert done.code == 5
    said = done.err.replace(str(place), "STORE")
    why = "terminating connection due to administrator command|server closed the connection .*"
    assert re.fullmatch(
        rf"(pipectl: waiting .*\n)?pipectl: The connection to the store STORE was lost: ({why})\."
        r" Nothing was stored\.\n  Try again when the server can be reached\.\n",
        said,
    )
    assert on_server("list", "Tea", "--json").json == []


def test_no_session_shows_the_password_to_others(on_server: Shell) -> None:
    with session(place_of(on_server)) as server:
        on_server("list")
        shown = server.execute("select query, application_name from pg_stat_activity").fetchall()
        assert PASSWORD not in str(shown)


def files_below(home: Path) -> str:
    """The content of all files in a home."""
    return "".join(each.read_text("latin-1") for each in home.rglob("*") if each.is_file())


def test_no_file_of_the_home_keeps_the_password(on_server: Shell) -> None:
    on_server("list")
    on_server("backup")
    on_server("remind", "--crontab")
    found = files_below(on_server.home)
    assert HIDDEN not in found
    assert PASSWORD not in found
