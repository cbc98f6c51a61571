"""`doctor` on the numbers that tables give to rows: none is given twice, and some are left."""

import pytest

from conftest import Shell, made_once

LAST = 2**63 - 1
AGAIN = "row 3 was stored, but its number could be given to another row"
FIX = "Repair it with `pipectl doctor --fix`."


@made_once
def three(pipectl: Shell) -> Shell:
    """A store whose third deal was added and then undone, so that only the journal has it."""
    for title in ("Acme", "Birch", "Cedar"):
        pipectl("add", title)
    pipectl("undo")
    return pipectl


def said(shell: Shell, code: int) -> str:
    """What `doctor` prints, in one line."""
    return " ".join(shell("doctor", code=code).out.split())


@pytest.mark.parametrize(
    "change",
    [
        "delete from sqlite_sequence where name = 'opportunity'",
        "update sqlite_sequence set seq = 2 where name = 'opportunity'",
        "update sqlite_sequence set seq = 'many' where name = 'opportunity'",
        "update sqlite_sequence set seq = null where name = 'opportunity'",
    ],
)
def test_a_number_that_an_undone_deal_had_is_not_given_again(three: Shell, change: str) -> None:
    three.alter(change)
    assert said(three, code=4) == f"table opportunity: {AGAIN}. {FIX}"
    assert three("doctor", "--fix").out == f"Repaired: table opportunity: {AGAIN}.\n"
    assert three("doctor").out == ""
    assert "(#4)" in three("add", "Dune").out
    three("undo")
    three("redo")
    assert three("doctor").out == ""


def test_where_no_number_is_left_the_disk_is_not_called_full(three: Shell) -> None:
    three.alter(f"update sqlite_sequence set seq = {LAST} where name = 'opportunity'")
    before = three.state()
    assert three("add", "Dune", code=5).err == (
        f"pipectl: The store {three.store} has no number left for a new row. Nothing was stored.\n"
        "  Repair it with `pipectl doctor --fix`.\n"
    )
    assert three.state() == before
    left = "table opportunity: no number is left for a new row."
    assert said(three, code=4) == f"{left} {FIX}"
    assert three("doctor", "--fix").out == f"Repaired: {left}\n"
    assert "(#4)" in three("add", "Dune").out


def test_a_row_that_has_the_last_number_needs_a_backup(three: Shell) -> None:
    three.alter(f"insert into persona values ({LAST}, 'x', 'x', null)")
    found = three("doctor", "--json", code=4).json
    (numbers,) = [each for each in found if each["kind"] == "numbers"]
    assert (numbers["where"], numbers["what"], numbers["fixable"]) == (
        *("table persona", "no number is left for a new row"),
        False,
    )
