"""`import` of a board: a row's parts and its groups' sums are no deals."""

from pathlib import Path

from conftest import Shell
from imported import brought, refused, rows, write
from workbook import Cells, write_workbook

HEAD = "Name,Subitems,Owner,Stage,Deal Value,Close Date"
BOARD = (
    *("Deals", "Active deals", HEAD),
    *('Alpha,"Send NDA, Call",Me,Discovery,5000,2027-01-15', "Subitems,Name,Owner,Status,Date,"),
    *(",Send NDA,Me,Done,2026-11-01,", ",Call,Me,Working on it,2026-11-20,"),
    *("Bravo,,Me,Proposal,7000,2027-02-01", ",,,,12000,2027-01-15 to 2027-02-01", "Closed", HEAD),
    *("Carla,Sign,Me,Won,9000,2026-10-01", "Subitems,Name,Owner,Status,Date,"),
    *(",Sign,Me,Done,2026-09-01,", ",,,,9000,2026-10-01 to 2026-10-01"),
)
FOUND = "select title, status, amount_minor from opportunity order by id"
DEALS = [("Alpha", "open", 500_000), ("Bravo", "open", 700_000), ("Carla", "won", 900_000)]


def test_sub_items_and_sums_of_groups_are_skipped_and_counted(pipectl: Shell) -> None:
    write("d.csv", *BOARD)
    said = brought(pipectl, "d.csv").err
    assert "Read d.csv (csv): 3 rows.\n" in said
    assert "  Skipped 2 total rows (first in line 9).\n" in said
    assert "  Skipped 5 sub-item rows (first in line 5).\n" in said
    assert rows(pipectl, FOUND) == DEALS
    assert "0 new deals, 0 changed, 3 unchanged" in brought(pipectl, "d.csv", "--update").out


def test_a_workbook_s_sub_items_are_skipped_too(pipectl: Shell) -> None:
    cells: Cells = [
        *(["Name", "Subitems", "Stage", "Deal Value"], ["Alpha", "Call", "Discovery", 5000]),
        *(["Subitems", "Name", "Status"], [None, "Call", "Done"], ["Bravo", None, "Meeting", 7]),
    ]
    write_workbook(Path("d.xlsx"), {"Board": cells})
    said = brought(pipectl, "d.xlsx").err
    assert "  Skipped 2 sub-item rows (first in line 3).\n" in said
    assert rows(pipectl, "select title from opportunity order by id") == [("Alpha",), ("Bravo",)]


def test_rows_without_a_name_stay_problems_where_no_sub_items_begin(pipectl: Shell) -> None:
    write("d.csv", HEAD, "Alpha,Call,Me,Discovery,5000,", ",Call,Me,Meeting,7,")
    assert "d.csv:3: Name: the title is missing" in refused(pipectl, "d.csv")
