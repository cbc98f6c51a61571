"""A copy of a store on a server: all of it, or nothing."""

import sqlite3
from contextlib import closing

import pytest

from conftest import Shell
from pipectl.errors import StoreError
from pipectl.store.rows import KINDS
from servers import PASSWORD, address, copied, new_place, session

SCHEMAS_SQL = "select count(*) from pg_catalog.pg_namespace where nspname = :name"


def test_a_copy_has_every_row_of_every_table(demo: Shell) -> None:
    place = copied(demo.store)
    names = ("opportunity", "journal_row", "setting", "stage_visit", "activity")
    with closing(sqlite3.connect(demo.store)) as file, session(place) as server:
        for table in KINDS:
            counted = f'select count(*) from "{table}"'
            assert server.execute(counted).fetchone() == file.execute(counted).fetchone()
        for table in names:
            rows = f'select * from "{table}" order by 1, 2'
            assert server.execute(rows).fetchall() == file.execute(rows).fetchall()


def test_the_next_row_of_a_copy_has_the_number_that_it_would_have_in_the_file(demo: Shell) -> None:
    with closing(sqlite3.connect(demo.store)) as file, file:
        file.execute("insert into action (id, text, text_folded) values (900, 'x', 'x')")
        file.execute("delete from action where id = 900")
    place = copied(demo.store)
    sql = "insert into action (text, text_folded) values ('y', 'y') returning id"
    with closing(sqlite3.connect(demo.store)) as file, session(place) as server:
        assert server.execute(sql).fetchone() == file.execute(sql).fetchone() == (901,)


def test_a_value_that_does_not_fit_leaves_nothing_there(demo: Shell) -> None:
    with closing(sqlite3.connect(demo.store)) as file, file:
        file.execute("pragma ignore_check_constraints = on")
        file.execute("update opportunity set close_on = 'soon' where id = 3")
    place = new_place()
    from psycopg2 import DataError

    with pytest.raises(DataError):
        copied(demo.store, place)
    with session(place) as server:
        assert server.execute(SCHEMAS_SQL, {"name": place.schema}).fetchone() == (0,)


def test_a_copy_that_differs_is_refused(demo: Shell) -> None:
    with closing(sqlite3.connect(demo.store)) as file, file:
        file.execute("update journal_operation set at = '2026-11-01T10:00:00' where id = 3")
    with pytest.raises(StoreError, match="differs in the table journal_operation"):
        copied(demo.store)


def test_errors_name_the_store_and_no_password() -> None:
    found = address()
    from pipectl.server_address import ServerStore
    from pipectl.store.opening import reading

    wrong = found.replace(PASSWORD.replace(" ", "%20"), "not%20it")
    for store, told in (
        (ServerStore(found, "nowhere"), 'There is no store in the schema "nowhere"'),
        (ServerStore(wrong), "password authentication failed"),
        (ServerStore(found.replace("/postgres", "/nothing")), 'database "nothing" does not exist'),
        (ServerStore("postgresql://seller:hidden@127.0.0.1:1/postgres"), "Connection refused"),
    ):
        with pytest.raises(StoreError, match=told) as error, reading(store):
            pass
        assert PASSWORD not in str(error.value)
        assert "not%20it" not in str(error.value)
        assert "hidden" not in str(error.value)


def test_a_store_of_another_version_is_refused(demo: Shell) -> None:
    place = copied(demo.store)
    from pipectl.store.opening import reading

    for version, hint in (("9999", "Upgrade pipectl"), ("0007", "`pipectl upgrade --db ")):
        with session(place) as server:
            server.execute("update main.alembic_version set version_num = :v", {"v": version})
        with pytest.raises(StoreError, match=f'schema "{version}"') as error, reading(place):
            pass
        assert hint in str(error.value.hint)
