"""Rows created in bulk: kept as ranges, taken away and brought back, and looked after."""

import base64
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NOW, Shell
from pipectl.clock import parse_moment
from pipectl.store import bulk, bulk_checks
from pipectl.store.rows import Account, ExternalAccount
from pipectl.store.writing import writing

MOMENT = parse_moment(NOW)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 3)
    monkeypatch.setattr(bulk_checks, "TOGETHER", 2)
    monkeypatch.setattr(bulk_checks, "PACKED_PART", 7)


def account(number: int, name: str = "Acme") -> dict[str, Any]:
    row = {"id": number, "uid": f"u{number}", "name": name, "name_folded": f"{name} {number}"}
    return {**row, "email": None, "phone": None, "note": "a\nb\u2028é'\"\\"}


def load(shell: Shell, *numbers: int) -> None:
    """Create accounts with these numbers, as one operation."""
    with writing(shell.place, MOMENT, "load") as unit:
        loader = bulk.BulkInsert(unit, {Account: "id"})
        for number in numbers:
            loader.add(Account, **account(number))
        unit.created += loader.ranges()


def rows_of(export: str) -> list[str]:
    """The rows of an export, without its head and the instants of undone changes."""
    return sorted(line for line in export.splitlines() if line.startswith('{"table"'))


def numbers(shell: Shell) -> list[int]:
    with shell.opened() as store:
        return [row[0] for row in store.execute("select id from account order by id")]


def test_a_range_goes_and_comes_back_as_it_was(pipectl: Shell) -> None:
    load(pipectl, 1, 2, 3, 4, 5, 6, 7)
    with pipectl.opened() as store:
        before = store.execute("select * from account").fetchall()
        (kept,) = store.execute("select first, last, content from journal_range").fetchall()
    assert kept == (1, 7, None)
    pipectl("undo")
    assert numbers(pipectl) == []
    with pipectl.opened() as store:
        assert store.execute("select content is null from journal_range").fetchall() == [(0,)]
    pipectl("redo")
    with pipectl.opened() as store:
        assert store.execute("select * from account").fetchall() == before


@pytest.mark.parametrize("deleted", [(2,), (1, 2, 3)])
def test_what_an_operation_created_and_deleted_was_never_there(
    pipectl: Shell, deleted: tuple[int, ...]
) -> None:
    with writing(pipectl.place, MOMENT, "load") as unit:
        loader = bulk.BulkInsert(unit, {Account: "id"})
        for number in (1, 2, 3):
            loader.add(Account, **account(number))
        unit.created += loader.ranges()
        unit.change(unit.have(Account, 1), name="Changed")
        for number in deleted:
            unit.delete(unit.have(Account, number))
    left = [number for number in (1, 2, 3) if number not in deleted]
    for _ in range(2):
        assert numbers(pipectl) == left
        assert "operation" not in pipectl.outcome("doctor").out
        pipectl("undo")
        assert numbers(pipectl) == []
        assert pipectl("doctor").out == ""
        pipectl("redo")


def test_a_row_that_joins_or_leaves_what_was_created_is_put_back(pipectl: Shell) -> None:
    with writing(pipectl.place, MOMENT, "before") as unit:
        unit.add(Account(**account(1) | {"name_folded": "acme"}))
        unit.add(ExternalAccount(source="crm", identifier="joins", account_id=1))
    before = pipectl("export", "--what", "all").out
    with writing(pipectl.place, MOMENT, "load") as unit:
        loader = bulk.BulkInsert(unit, {Account: "id", ExternalAccount: "account_id"})
        loader.add(Account, **account(2, "Tea") | {"name_folded": "tea"})
        for each in ("leaves", "goes", "stays"):
            loader.add(ExternalAccount, source="crm", identifier=each, account_id=2)
        unit.created += loader.ranges()
        unit.change(unit.have(ExternalAccount, "crm", "joins"), account_id=2)
        unit.change(unit.have(ExternalAccount, "crm", "leaves"), account_id=1)
        unit.delete(unit.have(ExternalAccount, "crm", "goes"))
    after = pipectl("export", "--what", "all").out
    for _ in range(2):
        pipectl("undo")
        assert rows_of(pipectl("export", "--what", "all").out) == rows_of(before)
        assert pipectl("doctor").out == ""
        pipectl("redo")
        assert rows_of(pipectl("export", "--what", "all").out) == rows_of(after)
        assert pipectl("doctor").out == ""


@pytest.mark.parametrize(
    "sql",
    [
        "update account set note = 'x' where id = 5",
        "delete from account where id = 5",
        "update account set id = 99 where id = 5",
    ],
)
def test_an_undo_refuses_where_anything_of_the_range_changed(pipectl: Shell, sql: str) -> None:
    load(pipectl, 1, 2, 5)
    with pipectl.opened() as store:
        store.execute(sql)
    before = numbers(pipectl)
    assert "its account rows have since been changed" in pipectl("undo", code=4).err
    assert numbers(pipectl) == before


def test_a_redo_refuses_where_something_took_the_place(pipectl: Shell) -> None:
    load(pipectl, 1, 2)
    pipectl("undo")
    with pipectl.opened() as store:
        store.execute("insert into account (id, uid, name, name_folded) values (2, 'x', 'x', 'x')")
    assert "have since been changed" in pipectl("redo", code=4).err
    assert numbers(pipectl) == [2]


@pytest.mark.parametrize("packed", ["", "x", "AAAA", "eJyLjo6NBQAC"], ids=repr)
def test_a_redo_of_rows_that_cant_be_unpacked_is_refused_as_damage(
    pipectl: Shell, packed: str
) -> None:
    load(pipectl, 1, 2)
    pipectl("undo")
    with pipectl.opened() as store:
        store.execute("update journal_range set content = ?", (packed,))
    assert "the rows that it created can't be read" in pipectl.outcome("doctor").out
    assert "invalid or missing: the rows of an import" in pipectl("redo", code=5).err
    assert numbers(pipectl) == []


@given(st.lists(st.binary(max_size=40).map(lambda row: row.replace(b"\n", b"") + b"]")))
def test_packed_rows_are_unpacked_as_they_were(rows: list[bytes]) -> None:
    content, found = bulk_checks.packed(rows)
    assert list(bulk_checks.unpacked(content)) == rows
    assert found == bulk_checks.digest(rows)
    whole = b"\n".join(rows)
    assert zlib.decompress(base64.b64decode(content)) == whole
    earlier = base64.b64encode(zlib.compress(whole)).decode()
    assert list(bulk_checks.unpacked(earlier)) == rows


def test_a_number_that_was_taken_away_is_never_given_again(pipectl: Shell) -> None:
    load(pipectl, 1, 2, 8)
    pipectl("undo")
    with writing(pipectl.place, MOMENT, "look") as unit:
        assert bulk.next_key(unit, Account) == 9


def test_an_operation_that_creates_and_changes_is_undone_and_done_again(pipectl: Shell) -> None:
    load(pipectl, 1)
    with writing(pipectl.place, MOMENT, "rename and load") as unit:
        # The new row takes the name that the old one gives up.
        unit.change(unit.have(Account, 1), name_folded="old")
        loader = bulk.BulkInsert(unit, {Account: "id"})
        loader.add(Account, **{**account(2), "name_folded": "Acme 1"})
        unit.created += loader.ranges()
        unit.change(unit.have(Account, 2), note="later")
    for _ in range(2):
        pipectl("undo")
        assert numbers(pipectl) == [1]
        pipectl("redo")
        assert numbers(pipectl) == [1, 2]
    with pipectl.opened() as store:
        found = store.execute("select name_folded, note from account order by id").fetchall()
        assert found == [("old", account(1)["note"]), ("Acme 1", "later")]
        keys = store.execute("select row_key from journal_row").fetchall()
        assert keys == [("[1]",)]
