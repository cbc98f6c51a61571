"""`upgrade` brings a store on a server to this version, or leaves it as it was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import earlier
from between import HEARING, SAYING, Cut, between
from conftest import Shell
from pipectl.server_address import ServerStore
from pipectl.store.connection import EARLIER_VERSIONS, SCHEMA_VERSION
from pipectl.store.rows import KINDS
from pipectl.store.server.copying import digest
from pipectl.store.server.dialect import as_name
from servers import copied, new_place, on_server, role, session
from terminal import Session

NOT_WRITTEN = ("store_upgrade",)  # when the upgrade was


@pytest.fixture(scope="module", params=[each for each in EARLIER_VERSIONS if each > "0003"])
def version(request: pytest.FixtureRequest) -> str:
    """Each earlier version."""
    found: str = request.param
    return found


def digests(connection: object) -> dict[str, str]:
    """What is in each table."""
    return {
        table: digest(connection, table)  # type: ignore[arg-type]
        for table in KINDS
        if table not in NOT_WRITTEN
    }


def older_place(shell: Shell, version: str = "0008") -> ServerStore:
    """A place with a store of an earlier version, as the shell's file is, too."""
    place = new_place()
    shell.store.unlink(missing_ok=True)
    earlier.put(shell.store, version)
    earlier.put_on_server(shell.store, place)
    return place


def test_an_upgraded_store_has_what_an_upgraded_file_has(empty: Shell, version: str) -> None:
    place = older_place(empty, version)
    upgraded = on_server(empty, place, "upgrade")
    assert (upgraded.code, upgraded.err) == (0, "")
    first, second = upgraded.lines
    assert first == f"Upgraded the store {place} from schema {version} to {SCHEMA_VERSION}."
    backup = Path(second.removeprefix("As it was before: "))
    empty("list")  # which upgrades the file
    with closing(sqlite3.connect(empty.store)) as file, session(place) as server:
        assert digests(server) == digests(file)
    assert on_server(empty, place, "doctor").out == empty("doctor").out
    assert on_server(empty, place, "add", "Tea", "5k").out == empty("add", "Tea", "5k").out
    assert on_server(empty, place, "undo").out == empty("undo").out
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as file:
        assert file.execute("select version_num from alembic_version").fetchone() == (version,)
    assert empty("--db", backup, "list").out == empty("list").out


def test_until_then_every_command_asks_for_it(empty: Shell) -> None:
    place = older_place(empty)
    for words in (("list",), ("add", "Tea"), ("doctor",), ("undo",)):
        done = on_server(empty, place, *words)
        assert (done.code, done.out) == (5, "")
        assert done.err.startswith(
            f'pipectl: The store {place} has schema "0008", but this pipectl supports "0009".\n'
            f'  Upgrade the store: `pipectl upgrade --db "{place.url_to_paste}"`. Older versions of'
            " pipectl then refuse it.\n"
        )


def test_where_nothing_is_to_be_upgraded_it_says_so(acme: Shell) -> None:
    place = copied(acme.store)
    done = on_server(acme, place, "upgrade")
    assert done.out == f"The store {place} needs no upgrade: it has schema 0009.\n"
    assert acme("upgrade", "--json").json == {
        "store": str(acme.store),
        "from": "0009",
        "to": "0009",
        "backup": None,
    }


def test_a_file_is_upgraded_as_by_any_command(empty: Shell) -> None:
    earlier.put(empty.store, "0008")
    done = empty("upgrade", "--json").json
    assert (done["from"], done["to"]) == ("0008", "0009")
    assert empty("backup", "list", "--json").json[0]["path"] == done["backup"]


def test_there_must_be_a_store_of_a_version_that_is_known(acme: Shell) -> None:
    nowhere = new_place()
    done = on_server(acme, nowhere, "upgrade")
    assert done.code == 5
    assert done.err.startswith("pipectl: There is no store in the schema ")
    place = copied(acme.store)
    with session(place) as server:
        server.execute("update alembic_version set version_num = '9999'")
    done = on_server(acme, place, "upgrade")
    assert (done.code, done.out) == (5, "")
    assert 'has schema "9999"' in done.err
    assert "A newer pipectl wrote it. Upgrade pipectl." in done.err


def test_others_keep_their_rights(empty: Shell) -> None:
    place = older_place(empty)
    schema = as_name(place.schema)
    board = (
        f"grant usage on schema {schema} to board_of_upgrade",
        f"grant select on all tables in schema {schema} to board_of_upgrade",
        "grant temporary on database postgres to board_of_upgrade",
    )
    with role(place, "board_of_upgrade", *board) as reading:
        assert "no right" in on_server(empty, reading, "upgrade").err
        on_server(empty, place, "upgrade")
        assert on_server(empty, reading, "list").out == on_server(empty, place, "list").out
        assert "no right" in on_server(empty, reading, "add", "Tea").err


def test_what_depends_on_the_tables_is_not_dropped(empty: Shell) -> None:
    place = older_place(empty)
    with session(place) as server:
        server.run_script(("create view titles as select title from opportunity",))
        before = server.execute("select count(*) from journal_operation").fetchone()
    done = on_server(empty, place, "upgrade")
    assert done.code == 5
    assert done.err.startswith(
        f"pipectl: The store {place} can't be upgraded: something else depends on its tables (view"
        " titles depends on table opportunity).\n"
        "  Nothing was changed. Drop it, upgrade, then create it again.\n"
    )
    with session(place) as server:
        assert server.execute("select version_num from alembic_version").fetchone() == ("0008",)
        assert server.execute("select count(*) from journal_operation").fetchone() == before
        server.run_script(("drop view titles",))
    assert on_server(empty, place, "upgrade").code == 0


@pytest.mark.parametrize("way", [SAYING, HEARING])
def test_a_cut_leaves_it_upgraded_or_as_it_was(empty: Shell, way: str) -> None:
    place = older_place(empty)
    other = older_place(empty)
    with between(other) as passage:
        assert on_server(empty, passage.place, "upgrade").code == 0
    whole = passage.passed[way]
    for part in range(1, 8):
        with between(place, cut=Cut(way, whole * part // 8)) as passage:
            done = on_server(empty, passage.place, "upgrade")
        assert (done.code, done.out) == (5, "")
        assert "Nothing was stored." in done.err
        with session(place) as server:
            assert server.execute("select version_num from alembic_version").fetchone() == ("0008",)
    assert on_server(empty, place, "upgrade").code == 0
    assert on_server(empty, place, "list").out == on_server(empty, other, "list").out


def test_without_a_backup_there_is_no_upgrade(empty: Shell) -> None:
    place = older_place(empty)
    closed = empty.home / "data"
    closed.write_text("a file")
    empty.extra["XDG_DATA_HOME"] = str(closed)
    done = on_server(empty, place, "upgrade")
    assert (done.code, done.out) == (5, "")
    assert "can't be backed up" in done.err
    assert done.err.count("Nothing was stored.") == 1
    with session(place) as server:
        assert server.execute("select version_num from alembic_version").fetchone() == ("0008",)


def test_a_terminal_and_a_pipe_are_told_the_same(empty: Shell) -> None:
    place = older_place(empty)
    shown = Session(empty, ("--db", place.url, "upgrade"), {}).left()
    assert f"from schema 0008 to {SCHEMA_VERSION}." in shown
    again = empty.process("--db", place.url, "upgrade", is_new=False)
    assert again.out.endswith("needs no upgrade: it has schema 0009.\n")
