"""An operation's changes are kept in their order: undone backwards and redone forwards."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import suite_on_server
from conftest import NOW, Shell
from pipectl.clock import parse_moment
from pipectl.store import bulk, journal, rows
from pipectl.store.changes import Changes, net
from pipectl.store.row import Row
from pipectl.store.rows import Account, NextAction
from pipectl.store.unit import Unit
from pipectl.store.writing import writing
from stored_rows import COUNTS, Tables, tables
from walks import MEMORY

MOMENT = parse_moment(NOW)
Change = tuple[Any, ...]
State = Tables


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a store holds with two deals, their accounts, and an open next action of one."""
    run = Shell(tmp_path_factory.mktemp("begun"))
    run("init")
    run("add", "One", "1k", "--account", "w", "--next", "Call", "--due", "fri")
    run("add", "Two", "2k", "--account", "x")
    return run.contents()


def state(shell: Shell) -> State:
    """Every row of every table but the journal's; in a file, in its place."""
    if shell.is_on_server:
        return tables(shell)
    with shell.opened() as store:
        names = [name for name in suite_on_server.tables(store) if name not in COUNTS]
        return {
            name: store.execute(f'select rowid, * from "{name}" order by rowid').fetchall()
            for name in names
            if not name.startswith("journal_")
        }


def rename(number: int, name: str | None) -> Change:
    return ("name", number, name)


# An account's name, which no other has (None: the account is deleted).
NAMES = st.builds(rename, st.integers(1, 5), st.sampled_from(("w", "x", "y", "z", None)))
NOTES = st.tuples(st.just("note"), st.integers(1, 5), st.sampled_from(("a", "b", None)))
# A deal has one open next action.
ACTIONS = st.tuples(
    st.just("action"),
    st.integers(1, 4),
    st.integers(1, 2),
    st.sampled_from(("open", "done", "dropped", None)),
)
LOADS = st.tuples(st.just("load"), st.sets(st.sampled_from("vwxyz"), min_size=1, max_size=3))
SINGLE = st.lists(NAMES | NOTES | ACTIONS, max_size=12)
WITH_LOADS = st.lists(NAMES | NOTES | LOADS, max_size=10)
SWAP = [rename(1, "tmp"), rename(2, "w"), rename(1, "x")]


def do(unit: Unit, change: Change) -> None:
    """Make a change, or none where a rule of the store forbids it."""
    acts: dict[str, Callable[..., None]] = {
        "name": set_name,
        "note": set_note,
        "action": set_action,
        "load": load,
    }
    with suppress(sqlite3.IntegrityError), unit.attempt():
        acts[change[0]](unit, *change[1:])


def set_name(unit: Unit, number: int, name: str | None) -> None:
    found = unit.get(Account, number)
    if found is None and name is not None:
        unit.add(Account(id=number, uid=f"u{number}", name=name, name_folded=name))
    elif found is not None and name is not None:
        unit.change(found, name=name, name_folded=name)
    elif found is not None and not unit.value(
        "select count(*) from opportunity where account_id = :id", id=number
    ):
        unit.delete(found)


def set_note(unit: Unit, number: int, note: str | None) -> None:
    found = unit.get(Account, number)
    if found is not None:
        unit.change(found, note=note)


def set_action(unit: Unit, number: int, deal: int, status: str | None) -> None:
    found = unit.get(NextAction, number)
    if status is None:
        if found is not None:
            unit.delete(found)
        return
    ended = None if status == "open" else MOMENT.today
    if found is not None:
        unit.change(found, opportunity_id=deal, status=status, ended_on=ended)
        return
    unit.add(
        NextAction(
            id=number,
            uid=f"n{number}",
            opportunity_id=deal,
            stage_id=1,
            text="Call",
            text_folded="call",
            status=status,
            created_on=MOMENT.today,
            ended_on=ended,
        )
    )


def load(unit: Unit, names: Iterable[str]) -> None:
    """Create accounts in bulk, with those of the names that are free."""
    loader, number = bulk.BulkInsert(unit, {Account: "id"}), bulk.next_key(unit, Account)
    for name in sorted(names):
        if unit.find(Account, name_folded=name) is None:
            row = {"id": number, "uid": f"u{number}", "name": name, "name_folded": name}
            loader.add(Account, **row, email=None, phone=None, note=None)
            number += 1
    unit.created += loader.ranges()


def reverse(shell: Shell, act: Callable[[Unit], object]) -> None:
    with writing(shell.place, MOMENT, "reverse") as unit:
        unit.journaled = False
        act(unit)


def check(begun: bytes, operations: list[list[Change]]) -> None:
    """Do the operations, undo all, redo all, and undo all: each state is what it was."""
    with TemporaryDirectory(dir=MEMORY) as folder:
        shell = Shell(Path(folder))
        shell.refill(begun)
        states = [state(shell)]
        for operation in operations:
            with writing(shell.place, MOMENT, "change") as unit:
                for change in operation:
                    do(unit, change)
            if unit.recorded:
                states.append(state(shell))
            else:
                assert state(shell) == states[-1]
        for _ in range(2):
            for wanted in states[-2::-1]:
                reverse(shell, journal.undo)
                assert state(shell) == wanted
            for wanted in states[1:]:
                reverse(shell, journal.redo)
                assert state(shell) == wanted


@given(st.lists(SINGLE, min_size=1, max_size=2))
@example([SWAP])
@example([[*SWAP, rename(1, "w"), ("note", 2, "a")]])
@example([[("note", 1, "a"), rename(4, "y"), rename(4, None), rename(1, "y")]])
@example([[("action", 1, 1, "done"), ("action", 2, 1, "open"), ("action", 1, 2, "open")]])
def test_any_changes_of_rows_are_undone_and_redone(
    begun: bytes, operations: list[list[Change]]
) -> None:
    check(begun, operations)


@given(st.lists(WITH_LOADS, min_size=1, max_size=2))
@example([[rename(1, "tmp"), ("load", {"w", "y"}), rename(3, "z"), rename(1, "y")]])
@example([[("load", {"y"}), rename(3, None), rename(1, "y"), ("load", {"w"})]])
def test_any_changes_of_rows_beside_those_created_in_bulk_are_undone_and_redone(
    begun: bytes, operations: list[list[Change]]
) -> None:
    check(begun, operations)


def kept(shell: Shell) -> list[tuple[Any, ...]]:
    """Of each step of the last operation, which row it is of, and its name before and after."""
    found = shell.rows(
        "select row_key, before, after from journal_row where"
        " operation_id = (select max(id) from journal_operation) order by id"
    )
    return [
        (key, *(each and json.loads(each)["name"] for each in images)) for key, *images in found
    ]


def swap(shell: Shell, changes: Iterable[Change] = SWAP) -> None:
    with writing(shell.place, MOMENT, "swap") as unit:
        for change in changes:
            do(unit, change)


def test_two_names_that_were_swapped_are_swapped_back(begun: bytes, empty: Shell) -> None:
    empty.refill(begun)
    before = empty("account", "list").out
    swap(empty)
    after = empty("account", "list").out
    assert kept(empty) == [("[1]", "w", "tmp"), ("[2]", "x", "w"), ("[1]", "tmp", "x")]
    told = empty("history", "--json").json[0]["changes"]
    assert told == ['changed account "x": name', 'changed account "w": name']
    assert empty("undo").out.splitlines()[1:] == [
        '    changed account "w": name',
        '    changed account "x": name',
    ]
    assert empty("account", "list").out == before
    empty("redo")
    assert empty("account", "list").out == after
    assert empty("doctor").out == ""


def test_a_swap_is_exported_as_one_change_of_each_row(begun: bytes, empty: Shell) -> None:
    empty.refill(begun)
    swap(empty)
    lines = empty("export", "--what", "all").lines
    names = [each for each in lines if '"of": "account"' in each and '"field": "name"' in each]
    assert len(names) == 2
    assert not [each for each in names if "," in each.partition('"changed_at": ')[2].rstrip("}")]


def test_a_row_is_kept_once_where_its_changes_took_nothing_from_another(
    begun: bytes, empty: Shell
) -> None:
    empty.refill(begun)
    swap(empty, [("note", 1, "a"), rename(3, "y"), ("note", 1, "b"), rename(3, "z")])
    assert kept(empty) == [("[1]", "w", "w"), ("[3]", None, "z")]
    swap(empty, [rename(3, None), ("note", 1, "c"), rename(3, "z"), ("note", 1, "b")])
    assert kept(empty) == [("[1]", "w", "w"), ("[3]", None, "z")]


@pytest.mark.parametrize("changed", ["before", "between"])
def test_a_swap_is_refused_where_a_row_was_changed_since(
    begun: bytes, empty: Shell, changed: str
) -> None:
    empty.refill(begun)
    swap(empty)
    sql = {
        "before": "update account set note = 'x' where id = 1",
        "between": "update journal_row set after = replace(after, 'tmp', 'tmq')",
    }
    empty.alter(sql[changed])
    before = state(empty)
    assert "its account has since been changed outside" in empty("undo", code=4).err
    assert state(empty) == before


def test_what_an_earlier_version_kept_once_for_each_row_is_undone_and_redone(
    begun: bytes, empty: Shell
) -> None:
    """It kept a row where it was first touched: here the name was taken after it was free."""
    empty.refill(begun)
    swap(empty, [rename(3, "y")])
    before = state(empty)
    swap(empty, [("note", 1, "a"), rename(3, None), rename(1, "y")])
    with empty.opened() as store:
        steps = store.execute(
            "select row_key, before, after from journal_row where operation_id ="
            " (select max(id) from journal_operation) order by id"
        ).fetchall()
        assert [key for key, _, _ in steps] == ["[1]", "[3]", "[1]"]
        found = list(net(steps))
        store.execute("delete from journal_row where operation_id = 4")
        for row in found:
            sql = "insert into journal_row (operation_id, table_name, row_key, before, after)"
            store.execute(f"{sql} values (4, 'account', ?, ?, ?)", row)
    after = state(empty)
    for _ in range(2):
        empty("undo")
        assert state(empty) == before
        empty("redo")
        assert state(empty) == after


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from("wxyz"))))
def test_the_steps_of_a_row_follow_each_other(changes: list[tuple[int, str]]) -> None:
    noted, last = Changes(), dict.fromkeys((1, 2, 3), "")
    for number, name in changes:
        before, after = ({"uid": number, "name_folded": each} for each in (last[number], name))
        noted.note(Account, (number,), before, after)
        last[number] = name
    steps = sorted(noted.steps(), key=lambda step: step.key)
    for (number,), of_row in groupby(steps, key=lambda step: step.key):
        images = [(step.before, step.after) for step in of_row]
        assert all(one[1] == other[0] for one, other in pairwise(images))
        assert images[-1][1] == {"uid": number, "name_folded": last[number]}
    assert {each.key[0] for each in noted.net()} == {
        number for number, name in last.items() if name
    }


# The unique indexes of a table that aren't its key: what made each, and its columns.
IN_FILE_SQL = """
select
  m.sql,
  (select group_concat(name, ' ') from pragma_index_info(i.name))
from pragma_index_list(?) as i
join sqlite_master as m on m.name = i.name
where i."unique" and i.origin <> 'pk'
"""
ON_SERVER_SQL = """
select
  pg_get_indexdef(i.indexrelid),
  (select string_agg(attname, ' ') from pg_attribute where attrelid = i.indexrelid)
from pg_index as i
where i.indrelid = to_regclass(quote_ident(?)) and i.indisunique and not i.indisprimary
"""


@pytest.mark.parametrize("name", sorted(rows.KINDS))
def test_a_row_names_the_columns_that_its_unique_indexes_read(
    name: str, begun: bytes, empty: Shell
) -> None:
    kind: type[Row] = rows.KINDS[name]
    empty.refill(begun)
    sql = ON_SERVER_SQL if empty.is_on_server else IN_FILE_SQL
    found = set()
    for statement, columns in empty.rows(sql, name):
        # A server names the types of what it compares.
        condition = re.findall(r"(?<!::)\b\w+", (statement or "").partition(" WHERE ")[2])
        found |= {*columns.split(), *kind.__annotations__.keys() & condition}
    assert set(kind.__unique__) == found
