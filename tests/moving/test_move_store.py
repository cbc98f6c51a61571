"""`move-store` takes a whole store to a server and back, or leaves both places as they were."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from pipectl.server_address import ServerStore
from pipectl.store.rows import KINDS
from servers import new_place, role, session
from terminal import Session

SCHEMA_SQL = "select count(*) from pg_catalog.pg_namespace where nspname = :name"


def held(store: Path) -> dict[str, Any]:
    """Every row of a file's store, and the numbers that were given."""
    with closing(sqlite3.connect(store)) as file:
        tables = [*KINDS, "sqlite_sequence", "alembic_version"]
        return {
            table: sorted(map(repr, file.execute(f'select * from "{table}"'))) for table in tables
        }


def is_there(place: ServerStore) -> bool:
    """Whether the schema exists."""
    with session(place) as server:
        return bool(server.execute(SCHEMA_SQL, {"name": place.schema}).fetchone()[0])


def test_a_store_goes_to_a_server_and_back_whole(demo: Shell) -> None:
    place = new_place()
    before, rows = held(demo.store), sum(len(held(demo.store)[table]) for table in KINDS)
    done = demo("move-store", "--to", place.url)
    assert done.out == (
        f"Moved {rows:,} rows of {len(KINDS)} tables to {place}. Both stores were compared.\n"
        f'To use it from now on: `pipectl config set db "{place.url_to_paste}"`.\n'
        f"The old store is unchanged at {demo.store}. Don't go on using it.\n"
    )
    assert done.err == ""
    assert held(demo.store) == before
    back = demo("--db", place.url, "move-store", "--to", demo.home / "back.db", "--json")
    assert back.json == {
        "from": str(place),
        "to": str(demo.home / "back.db"),
        "rows": rows,
        "tables": len(KINDS),
    }
    assert held(demo.home / "back.db") == before
    demo("--db", demo.home / "back.db", "doctor")


def test_what_is_done_there_is_the_same_as_here(demo: Shell) -> None:
    place = new_place()
    demo("move-store", "--to", place.url)
    for words in (
        ("undo",),
        ("redo",),
        ("add", "Tea", "5k", "--next", "Call", "--due", "fri"),
        ("history", "--limit", "3"),
        ("undo",),
    ):
        here, there = demo(*words), demo("--db", place.url, *words)
        assert (here.out, here.err) == (there.out, there.err)
    demo("--db", place.url, "move-store", "--to", demo.home / "back.db")
    for line in ("list", "history", "show 1"):
        back = demo("--db", demo.home / "back.db", *line.split(), "--json")
        assert back.out == demo(*line.split(), "--json").out


def test_both_ends_can_be_on_a_server(acme: Shell) -> None:
    one, other = new_place(), new_place()
    acme("move-store", "--to", one.url)
    acme("--db", one.url, "move-store", "--to", other.url)
    acme("--db", other.url, "move-store", "--to", acme.home / "back.db")
    assert held(acme.home / "back.db") == held(acme.store)


def test_what_is_at_the_other_place_stays(acme: Shell) -> None:
    place = new_place()
    acme("--db", place.url, "init")
    assert acme("move-store", "--to", place.url, code=4).err == (
        f"pipectl: There is already a store at {place}.\n"
        "  Use that store, or name another schema in the address: ?schema=NAME.\n"
    )
    assert acme("--db", place.url, "move-store", "--to", acme.store, code=4).err == (
        f"pipectl: There is already a store at {acme.store}.\n"
        "  Use that store, or name another file with --db.\n"
    )
    assert acme("--db", place.url, "list", "--json").json == []


@pytest.mark.files("about a move from a file")
def test_a_file_is_not_moved_to_a_file(acme: Shell) -> None:
    assert acme("move-store", "--to", acme.home / "other.db", code=2).err == (
        "pipectl: The store is a file, and --to names one, too.\n"
        "  Name a server: --to postgresql://USER@HOST/DATABASE. `pipectl backup` makes a copy of a"
        " file.\n"
    )
    assert not (acme.home / "other.db").exists()


def test_a_store_that_does_not_come_across_the_same_leaves_nothing_there(demo: Shell) -> None:
    with closing(sqlite3.connect(demo.store)) as file, file:
        file.execute("update journal_operation set at = '2026-11-01T10:00:00' where id = 3")
    place = new_place()
    assert demo("move-store", "--to", place.url, code=5).err == (
        "pipectl: The copy differs in the table journal_operation, so it wasn't kept.\n"
        "  See what is wrong with the store: `pipectl doctor`.\n"
    )
    assert not is_there(place)
    with closing(sqlite3.connect(demo.store)) as file, file:
        file.execute("pragma ignore_check_constraints = on")
        file.execute("update opportunity set close_on = 'soon' where id = 3")
    assert "can't be used" in demo("move-store", "--to", place.url, code=5).err
    assert not is_there(place)


def test_while_it_moves_nobody_else_writes(acme: Shell, impatient: None) -> None:
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as file:
        file.execute("begin immediate")
        done = acme("move-store", "--to", new_place().url, code=5)
    assert "in use by another program" in done.err


def test_whoever_can_only_read_can_take_a_copy_home(acme: Shell) -> None:
    place = new_place()
    acme("move-store", "--to", place.url)
    schema = place.schema.replace('"', '""')
    grants = (
        "grant connect on database postgres to guest",
        f'grant usage on schema "{schema}" to guest',
        f'grant select on all tables in schema "{schema}" to guest',
    )
    with role(place, "guest", *grants) as guest:
        acme("--db", guest.url, "move-store", "--to", acme.home / "home.db")
    assert held(acme.home / "home.db") == held(acme.store)


def test_a_server_that_is_not_there_is_named(acme: Shell) -> None:
    nowhere = "postgresql://ann:hidden@127.0.0.1:1/sales"
    done = acme("move-store", "--to", nowhere, code=5)
    assert "can't be reached" in done.err
    assert "hidden" not in done.err
    assert acme("list", "--json").json[0]["title"] == "Acme rollout"


def test_at_a_terminal_and_in_a_pipe_it_says_the_same(acme: Shell) -> None:
    one, other = new_place(), new_place()
    piped = acme.process("move-store", "--to", one.url)
    shown = Session(acme, ("move-store", "--to", other.url), {}).left()
    assert piped.out.splitlines()[0].startswith("Moved ")
    for line in piped.out.replace(one.url_to_paste, other.url_to_paste).splitlines():
        assert line.replace(str(one), str(other)) in shown
