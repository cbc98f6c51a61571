"""The unit of work: what a call reads and writes, and what it notes for undo."""

import os
import sqlite3
import subprocess
import sys
import weakref
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlmodel import Session, SQLModel

from conftest import Shell
from pipectl.clock import Moment
from pipectl.store import rows, schema
from pipectl.store.reader import DamagedValueError, Reader
from pipectl.store.row import Row, columns, image_of, values_of
from pipectl.store.rows import Account, Activity, Goal, Stage
from pipectl.store.server import schema as server_schema
from pipectl.store.tables.generate import rows_source, schema_source, statements
from pipectl.store.tables.opportunities import Opportunity
from pipectl.store.tables.server_dialect import ServerDialect
from pipectl.store.unit import Unit
from pipectl.store.writing import writing

ROOT = Path(__file__).parents[2]
MOMENT = Moment(datetime(2026, 11, 18, 9, tzinfo=UTC), date(2026, 11, 18))


@pytest.fixture
def unit() -> Iterator[Unit]:
    """A unit of work on an empty store in memory."""
    with closing(made()) as connection:
        yield Unit(connection, MOMENT)


def made() -> sqlite3.Connection:
    """An empty store in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in schema.STATEMENTS:
        connection.execute(statement)
    return connection


def acme(**more: Any) -> Account:
    return Account(uid="a", name="Acme", name_folded="acme", **more)


def test_a_row_that_is_added_gets_its_number_and_is_the_one_that_is_read(unit: Unit) -> None:
    account = unit.add(acme())
    assert account.id == 1
    assert unit.get(Account, 1) is account
    assert unit.find(Account, name_folded="acme") is account
    assert unit.first(Account, "uid = :uid order by id", uid="a") is account
    assert unit.all(Account) == [account]
    assert unit.find(Account, email=None) is account
    assert unit.find(Account, email="x@acme.example") is None


def test_a_read_brings_a_row_up_to_date(unit: Unit) -> None:
    account = unit.add(acme())
    unit.write("update account set note = 'by other means'")
    assert account.note is None
    unit.all(Account)
    assert account.note == "by other means"


def test_a_row_that_nothing_refers_to_takes_no_memory(unit: Unit) -> None:
    account = unit.add(acme())
    seen = weakref.ref(account)
    assert unit.get(Account, 1) is account
    del account
    assert seen() is None
    assert unit.have(Account, 1).name == "Acme"


def names(reader: Reader) -> list[str]:
    return [name for (name,) in reader.rows("select name from account")]


def test_what_a_reading_found_once_is_read_again_after_each_write(unit: Unit) -> None:
    assert unit.reader.once(names) == []
    account = unit.add(acme())
    assert unit.reader.once(names) == ["Acme"]
    unit.change(account, name="Acme Corp")
    assert unit.reader.once(names) == ["Acme Corp"]
    unit.write_many("insert into account (uid, name, name_folded) values (?, ?, ?)", [["b"] * 3])
    assert unit.reader.once(names) == ["Acme Corp", "b"]
    unit.delete(account)
    assert unit.reader.once(names) == ["b"]


def test_a_row_is_changed_by_the_unit_alone(unit: Unit) -> None:
    account = unit.add(acme())
    with pytest.raises(AttributeError, match=r"account\.name is changed by Unit\.change"):
        account.name = "Birch"  # type: ignore[misc]
    with pytest.raises(TypeError, match="account can't change nme"):
        unit.change(account, nme="Birch")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="account can't change id"):
        unit.change(account, id=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="account has no nme"):
        acme(nme="Birch")
    with pytest.raises(TypeError, match="account needs name, name_folded"):
        Account(uid="b")  # type: ignore[call-arg]
    assert repr(account) == "<account 1>"


WRONG = """
from pipectl.store.rows import Account, Contact, Goal
from pipectl.store.unit import Unit

def change(unit: Unit, account: Account, either: Account | Contact, goal: Goal) -> Account:
    unit.change(account, nme="Birch")
    unit.change(account, name=3)
    unit.change(account, name=None)
    unit.change(account, id=2)
    unit.change(goal, kind="call")
    unit.change(either, name="Birch", note=None)
    unit.change(goal, count=3)
    return unit.change(account, email=None)
"""


@pytest.mark.long
def test_mypy_knows_the_columns_that_may_change(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    code = tmp_path / "wrong.py"
    code.write_text(WRONG)
    checked = subprocess.run(
        (sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context", code),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        check=False,
    )
    said = [line.partition(" error: ")[2] for line in checked.stdout.splitlines()]
    assert list(filter(None, said)) == [
        'Unexpected keyword argument "nme" for "change" of "Unit"; did you mean "name"?'
        "  [call-arg]",
        'Argument "name" to "change" of "Unit" has incompatible type "int"; expected "str"'
        "  [arg-type]",
        'Argument "name" to "change" of "Unit" has incompatible type "None"; expected "str"'
        "  [arg-type]",
        'Unexpected keyword argument "id" for "change" of "Unit"; did you mean "uid"?  [call-arg]',
        'Unexpected keyword argument "kind" for "change" of "Unit"  [call-arg]',
    ]


def test_the_images_are_those_before_the_unit_and_after_the_last_change(unit: Unit) -> None:
    account = unit.add(acme())
    unit.images.clear()
    before = image_of(account)
    unit.change(account, note="one")
    unit.change(account, note="two")
    assert unit.changed() == [(Account, (1,), before, {**before, "note": "two"})]
    unit.change(account, note=None)
    assert unit.changed() == []
    unit.delete(account)
    assert unit.changed() == [(Account, (1,), before, None)]
    assert unit.get(Account, 1) is None


def test_a_row_that_is_gone_can_be_neither_changed_nor_deleted(unit: Unit) -> None:
    account = unit.add(acme())
    unit.write("delete from account")
    with pytest.raises(DamagedValueError, match="a row of account that was read"):
        unit.change(account, note="x")
    with pytest.raises(DamagedValueError, match="a row of account that was read"):
        unit.delete(account)
    for equal in ({}, {"nmae": "Acme"}, {"name": "Acme", "Name": "Acme"}):
        with pytest.raises(TypeError, match="find needs columns of account"):
            unit.find(Account, **equal)


def test_what_comes_and_goes_in_one_unit_leaves_no_image(unit: Unit) -> None:
    unit.delete(unit.add(acme()))
    assert unit.changed() == []


def test_nothing_is_written_where_nothing_differs(unit: Unit) -> None:
    account = unit.add(acme())
    written = unit.connection.total_changes
    unit.change(account, name="Acme", note=None)
    assert unit.connection.total_changes == written


def test_what_waits_for_the_first_write_is_done_once_before_it(unit: Unit) -> None:
    seen = []
    unit.before_first_write(lambda: seen.append(unit.value("select count(*) from account")))
    unit.all(Account)
    assert seen == []
    unit.add(acme())
    unit.write_many("update account set note = ?", [("x",), ("y",)])
    assert seen == [0]


def test_a_key_of_several_columns(unit: Unit) -> None:
    goal = unit.add(Goal(kind="call", per="week", count=20))
    assert unit.get(Goal, "call", "week", "") is goal
    unit.change(goal, count=25)
    assert unit.have(Goal, "call", "week", "").count == 25
    with pytest.raises(DamagedValueError, match="a row of goal"):
        unit.have(Goal, "call", "month", "")


def test_a_value_that_cant_be_one_is_damage(unit: Unit) -> None:
    stage: dict[str, Any] = dict.fromkeys(
        ("position", "probability_bp", "cadence_days", "stalled_days"), 1
    )
    unit.add(Stage(name="A", name_folded="a", definition="", **stage))
    for column, value in (("archived", "maybe"), ("position", 1.5), ("definition", b"\xff")):
        unit.write("savepoint one")
        unit.write(f"update stage set {column} = ?", (value,))
        with pytest.raises(DamagedValueError):
            unit.all(Stage)
        unit.write("rollback to one")
    unit.write("pragma writable_schema = on")
    unit.write(
        "update sqlite_master set sql = replace(sql, 'definition VARCHAR NOT NULL',"
        " 'definition VARCHAR') where name = 'stage'"
    )
    unit.write("pragma schema_version = 99")
    unit.write("update stage set definition = null")
    with pytest.raises(DamagedValueError, match="a row's value"):
        unit.all(Stage)


def test_what_is_read_is_what_was_written(unit: Unit) -> None:
    activity = unit.add(
        Activity(
            uid="a",
            kind="call",
            done_on=date(2026, 11, 18),
            recorded_at=MOMENT.at,
            recorded_on=MOMENT.today,
        )
    )
    written = values_of(activity)
    assert values_of(unit.all(Activity)[0]) == written
    assert unit.value("select recorded_at from activity") == "2026-11-18 09:00:00.000000"


# The tables are declared once: what `make rows` writes is what they say.


def source_of(module: Any) -> str:
    with open(module.__file__, encoding="utf-8") as file:
        return " ".join(file.read().split())


def test_the_rows_and_the_schema_are_those_of_the_tables() -> None:
    def bare(text: str) -> str:
        return "".join(text.split()).replace(",)", ")").replace(",}", "}")

    assert bare(source_of(rows)) == bare(rows_source())
    assert bare(source_of(schema)) == bare(schema_source())
    assert list(schema.STATEMENTS) == statements()
    assert list(server_schema.STATEMENTS) == statements(ServerDialect())


def test_both_ways_of_making_a_store_give_the_same_schema(empty: Shell) -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    sql = "select type, name, tbl_name, sql from sqlite_master where name <> 'alembic_version'"
    sql += " and name not like 'sqlite_autoindex_alembic%' order by type, name"
    empty("--db", empty.home / "new.db", "init")
    with engine.connect() as declared, closing(sqlite3.connect(empty.home / "new.db")) as store:
        wanted = [tuple(row) for row in declared.exec_driver_sql(sql)]
        assert [tuple(row) for row in store.execute(sql)] == [
            (kind, name, table, text and text.strip()) for kind, name, table, text in wanted
        ]


@pytest.mark.parametrize("name", sorted(rows.KINDS))
def test_a_row_has_the_columns_and_the_key_of_its_table(name: str) -> None:
    kind: type[Row] = rows.KINDS[name]
    table = SQLModel.metadata.tables[name]
    assert list(columns(kind)) == [column.name for column in table.columns]
    assert list(kind.__key__) == [column.name for column in table.primary_key.columns]
    for column in table.columns:
        is_optional = columns(kind)[column.name].is_optional
        assert is_optional == bool(column.nullable), column.name


def test_a_model_of_sqlmodel_reads_what_a_unit_wrote(acme: Shell) -> None:
    engine = create_engine(f"sqlite:///{acme.store}")
    with Session(engine) as session, closing(sqlite3.connect(acme.store)) as connection:
        found = session.get(Opportunity, 1)
        assert found is not None
        row = Unit(connection, MOMENT).have(rows.Opportunity, 1)
        assert found.model_dump() == values_of(row)


def test_a_name_that_one_row_left_to_another_comes_back_by_undo(acme: Shell) -> None:
    acme("account", "add", "Beta")

    def rename(unit: Unit) -> None:
        first, second = unit.all(Account, "true order by id limit 2")
        before = first.name, first.name_folded
        unit.change(first, name="Other", name_folded="other")
        unit.change(second, name=before[0], name_folded=before[1])

    with writing(acme.store, MOMENT, "rename") as found:
        rename(found)
    after = acme("account", "list").out
    acme("undo")
    assert "Beta" in acme("account", "list").out
    acme("redo")
    assert acme("account", "list").out == after
