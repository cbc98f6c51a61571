"""`init` makes a store in a schema of its own: complete, or not at all."""

import sqlite3
from contextlib import closing
from multiprocessing.pool import ThreadPool

import pytest

from conftest import Done, Shell
from pipectl.server_address import ServerStore
from servers import address, new_place, on_server, role, session

SCHEMA_SQL = "select count(*) from pg_catalog.pg_namespace where nspname = :name"
BORN = ["stage", "criterion", "action", "reason", "setting", "template", "quota", "quota_history"]


@pytest.fixture
def new(empty: Shell) -> Shell:
    """A home whose store is to be on the server."""
    empty.extra = {"PIPECTL_DB": new_place().url}
    return empty


def place_of(shell: Shell) -> ServerStore:
    """Where the shell's store is."""
    from pipectl.server_address import server_store

    return server_store(shell.extra["PIPECTL_DB"])


def is_there(place: ServerStore) -> bool:
    """Whether the schema exists."""
    with session(place) as server:
        return bool(server.execute(SCHEMA_SQL, {"name": place.schema}).fetchone()[0])


def test_a_new_store_holds_what_a_new_file_holds(new: Shell) -> None:
    words = ("init", "--template", "seller", "--currency", "EUR", "--quota", "250k")
    place = place_of(new)
    here = new("--db", new.home / "here.db", *words)
    there = new(*words)
    assert there.out == here.out.replace(str(new.home / "here.db"), str(place))
    assert there.err == here.err
    with closing(sqlite3.connect(new.home / "here.db")) as file, session(place) as server:
        for table in BORN:
            columns = [each[1] for each in file.execute(f"pragma table_info({table})")]
            names = ", ".join(f'"{each}"' for each in columns if each != "uid")
            sql = f'select {names} from "{table}" order by 1, 2'
            assert server.execute(sql).fetchall() == file.execute(sql).fetchall()


def test_init_in_json_names_the_place_without_the_password(new: Shell) -> None:
    assert new("init", "--json").json["path"] == str(place_of(new))


def test_a_store_that_is_there_is_left_alone(new: Shell) -> None:
    new("init")
    new("add", "Tea")
    done = new("init", code=4)
    assert done.err == (
        f"pipectl: There is already a store at {place_of(new)}.\n"
        "  Use that store, or name another schema in the address: ?schema=NAME.\n"
    )
    assert new("list", "--json").json[0]["title"] == "Tea"


def test_another_schema_is_left_alone(empty: Shell) -> None:
    empty.extra = {"PIPECTL_DB": ServerStore(address(), "public").url}
    done = empty("init", code=4)
    assert done.err == (
        f'pipectl: There is already a schema "public" at {place_of(empty)}, and it isn\'t a pipectl'
        " store.\n  Name another schema in the address: ?schema=NAME.\n"
    )


def test_a_store_that_can_not_be_filled_is_not_made(new: Shell) -> None:
    done = new("init", "--quota", "lots", code=2)
    assert done.err != ""
    assert not is_there(place_of(new))


def test_a_failure_in_the_middle_leaves_no_schema(
    new: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg2")
    from pipectl.store.server import creation

    monkeypatch.setattr(creation, "VERSION", (*creation.VERSION, "create broken"))
    done = new("init", code=5)
    assert "can't be used: syntax error" in done.err
    assert not is_there(place_of(new))


def test_whoever_may_make_no_schema_is_told_what_to_ask_for(new: Shell) -> None:
    with role(place_of(new), "guest") as guest:
        new.extra = {"PIPECTL_DB": guest.url}
        assert new("init", code=5).err == (
            f"pipectl: Your user can't make a store at {guest}: permission denied for database"
            " postgres.\n"
            "  Ask whoever runs the server: grant create on database NAME to USER.\n"
        )


def test_of_many_who_make_a_store_at_once_one_does(new: Shell) -> None:
    def init(_: int) -> Done:
        return new.process("init", code=None, is_new=False)

    with ThreadPool(4) as pool:
        found = pool.map(init, range(4))
    assert sorted(each.code for each in found) == [0, 4, 4, 4]
    assert all("There is already a store at" in each.err for each in found if each.code)
    assert new("quota", "show", "--json").json == []


def test_a_database_that_cannot_hold_all_texts_is_refused(empty: Shell) -> None:
    place = new_place()
    latin = place._replace(address=place.address.replace("/postgres", "/latin"))
    how = "encoding 'LATIN1' locale_provider libc locale 'C' template template0"
    with session(place) as server:
        server.run_script((f"create database latin {how}",))
        try:
            done = on_server(empty, latin, "init")
        finally:
            server.run_script(("drop database latin",))
    assert (done.code, done.out) == (5, "")
    assert done.err == (
        f"pipectl: The database of {latin} keeps texts as LATIN1, but pipectl needs UTF8.\n"
        "  Make another database: `createdb --encoding=UTF8 --template=template0 NAME`.\n"
    )
