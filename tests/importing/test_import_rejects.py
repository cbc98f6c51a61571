"""`import --rejects`: what was left out, mended and imported again with the same flags."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from conftest import Shell
from imported import brought, refused, rows, write
from workbook import Cells, write_workbook

REJECTING = ("--skip-errors", "--rejects", "r.csv")


def left_out() -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path("r.csv").read_text("utf-8-sig"))))


def mend(change: Callable[[list[str]], object]) -> None:
    """Change each row that was left out, as somebody does in a spreadsheet."""
    head, *lines = left_out()
    for cells in lines:
        change(cells)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([head, *lines])
    Path("r.csv").write_text(text.getvalue(), "utf-8", newline="")


def test_the_reason_of_a_short_row_stands_below_its_header(pipectl: Shell) -> None:
    write("d.csv", "title,amount,stage", "A,100,Meeting", "B", "C,7")
    brought(pipectl, "d.csv", *REJECTING)
    assert left_out() == [
        ["title", "amount", "stage", "problem"],
        ["B", "", "", "the row has 1 cell, but there are 3 headers."],
        ["C", "7", "", "the row has 2 cells, but there are 3 headers."],
    ]


def test_a_short_row_that_nobody_has_mended_stays_out(pipectl: Shell) -> None:
    write("d.csv", "title,amount,stage", "A,100,Meeting", "B", "C,7")
    brought(pipectl, "d.csv", *REJECTING)
    more = "Complete the row, or empty the cell under problem."
    for _ in range(2):  # left out another time, it says the same
        said = refused(pipectl, "r.csv")
        assert f"r.csv:2: the row has 1 cell, but there are 3 headers. {more}\n" in said
        assert f"r.csv:3: the row has 2 cells, but there are 3 headers. {more}\n" in said
        done = brought(pipectl, "r.csv", "--skip-errors", "--rejects", "s.csv")
        assert "0 new" in done.out
        Path("s.csv").replace("r.csv")
    mend(lambda cells: cells.__setitem__(2, "Meeting") if cells[0] == "C" else cells.pop())
    assert "has 3 cells, but there are 4 headers" in refused(pipectl, "r.csv")
    mend(lambda cells: cells.append("") if cells[0] == "B" else None)
    assert "2 new" in brought(pipectl, "r.csv").out
    assert "0 new deals, 0 changed, 2 unchanged" in brought(pipectl, "r.csv").out


def test_what_was_left_out_of_a_workbook_comes_in_mended_with_the_same_flags(
    pipectl: Shell,
) -> None:
    sheet: Cells = [
        *(("Pipeline", None, None, None, None), ("title", "amount", "stage", "opened", "closes")),
        ("A", 81369.24, "Meeting", "31/10/2026", None),
        ("A", 1234.567, "Meeting", "31/10/2026", None),
        ("B", "61.716,53 €", "Meeting", "30.10.2026", "lots"),
        ("C", 12.5, "Meeting", "03/04/2026 10:15", "lots"),
    ]
    write_workbook(Path("d.xlsx"), {"Deals": sheet, "Empty": [], "Notes": [("x",)]})
    flags = (
        *("--sheet", "Deals", "--header-line", "2", "--decimal", ",", "--currency", "EUR"),
        *("--map", "created_on=opened", "--map", "close_on=closes"),
    )
    assert "3 rows skipped" in brought(pipectl, "d.xlsx", *flags, *REJECTING).out
    assert [cells[:4] for cells in left_out()[1:]] == [
        ["A", "1234,5670", "Meeting", "31/10/2026"],
        ["B", "61.716,53 €", "Meeting", "30.10.2026"],
        ["C", "12,5", "Meeting", "2026-04-03"],
    ]

    def mended(cells: list[str]) -> None:
        cells[0] = cells[0].replace("A", "D")
        cells[1] = cells[1].replace("1234,5670", "1.234,57")
        cells[4] = ""

    mend(mended)
    assert "3 new" in brought(pipectl, "r.csv", *flags).out
    assert "3 unchanged" in brought(pipectl, "r.csv", *flags, "--update").out
    sql = "select title, amount_minor, created_on from opportunity order by title"
    assert rows(pipectl, sql) == [
        *(("A", 8136924, "2026-10-31"), ("B", 6171653, "2026-10-30")),
        *(("C", 1250, "2026-04-03"), ("D", 123457, "2026-10-31")),
    ]


def test_numbers_of_a_workbook_say_nothing_of_the_decimal_mark_of_its_texts(
    pipectl: Shell,
) -> None:
    sheet: Cells = [("title", "amount"), ("A", 81369.24), ("B", "61.716,53 €"), ("C", 0.5)]
    write_workbook(Path("d.xlsx"), {"Deals": sheet})
    assert refused(pipectl, "d.xlsx") == (
        'pipectl: d.xlsx:3: the amounts have a decimal comma: "61.716,53 €".\n'
        "  Import with --decimal ,\n"
    )
    brought(pipectl, "d.xlsx", "--decimal", ",")
    assert rows(pipectl, "select amount_minor from opportunity") == [(8136924,), (6171653,), (50,)]


# Rows that were left out since another was like them

ALIKE = (
    "title,amount,created,account",
    *("Renewal,100,2026-10-03 18:34,Acme", "Audit,5,2026-10-04,Acme"),
    "Renewal,250,2026-10-03 13:50,Acme",
)
AMOUNTS = "select title, amount_minor from opportunity order by title, amount_minor"


def test_a_row_like_another_that_nobody_has_mended_stays_out(pipectl: Shell) -> None:
    brought(pipectl, write("d.csv", *ALIKE), *REJECTING)
    why = (
        "title: line 2 has the same title, account and creation date. To import the row, "
        'change its title, account or creation date: "Renewal", "Acme", 2026-10-03.'
    )
    assert [cells[-1] for cells in left_out()] == ["problem", why]
    for _ in range(2):  # left out another time, it says the same
        assert f"r.csv:2: {why}\n" in refused(pipectl, "r.csv")
        done = brought(pipectl, "r.csv", "--update", "--skip-errors", "--rejects", "s.csv")
        assert "0 new deals, 0 changed, 0 unchanged, 1 row skipped" in done.out
        assert Path("s.csv").read_bytes() == Path("r.csv").read_bytes()
        Path("s.csv").replace("r.csv")
    assert rows(pipectl, AMOUNTS) == [("Audit", 500), ("Renewal", 10000)]
    mend(lambda cells: cells.__setitem__(0, "Renewal 2"))
    assert "1 new" in brought(pipectl, "r.csv").out
    assert "0 new deals, 0 changed, 1 unchanged" in brought(pipectl, "r.csv", "--update").out
    assert rows(pipectl, AMOUNTS)[1:] == [("Renewal", 10000), ("Renewal 2", 25000)]


def test_no_update_is_proposed_for_a_row_left_out_that_is_known_by_its_title_alone(
    pipectl: Shell,
) -> None:
    brought(pipectl, write("d.csv", *ALIKE), *REJECTING)
    mend(lambda cells: cells.__setitem__(-1, ""))
    for flags in ((), ("--dry-run",)):
        done = brought(pipectl, "r.csv", *flags)
        assert "1 unchanged." in done.out
        assert (
            "Matched 1 row to existing deals by title and account: not changed. To add "
            "another deal, change the title of the row.\n"
        ) in done.err
    assert rows(pipectl, AMOUNTS) == [("Audit", 500), ("Renewal", 10000)]


def test_a_row_with_the_identifier_of_another_that_nobody_has_mended_stays_out(
    pipectl: Shell,
) -> None:
    write("d.csv", "deal_id,title,amount", "7,Al,100", "7,Bo,250")
    brought(pipectl, "d.csv", *REJECTING)
    why = 'line 2 has the same identifier. To import the row, change its identifier: "7".'
    assert f"r.csv:2: deal_id: {why}\n" in refused(pipectl, "r.csv", "--update")
    mend(lambda cells: cells.__setitem__(0, "8"))
    assert "1 new" in brought(pipectl, "r.csv").out
    assert rows(pipectl, AMOUNTS) == [("Al", 10000), ("Bo", 25000)]


def test_a_row_that_an_earlier_file_has_stays_out_until_it_is_mended(pipectl: Shell) -> None:
    write("a.csv", "title,amount", "Al,1")
    write("b.csv", "title,amount", "Al,2")
    brought(pipectl, "a.csv", "b.csv", *REJECTING)
    why = (
        "line 2 of a.csv has the same title and account, and neither row has a creation "
        "date. To import the row, "
        'change its title, account or creation date: "Al", no account, no creation date.'
    )
    assert f"r.csv:2: title: {why}\n" in refused(pipectl, "r.csv", "--update")
    mend(lambda cells: cells.__setitem__(0, "Bo"))
    assert "1 new" in brought(pipectl, "r.csv").out


def test_a_row_left_out_comes_in_unchanged_where_a_column_tells_it_apart(pipectl: Shell) -> None:
    write("d.csv", "title,amount,Item no.", "Al,1,X-1", "Al,2,X-2")
    brought(pipectl, "d.csv", *REJECTING)
    assert "1 new" in brought(pipectl, "r.csv", "--map", "identifier=Item no.").out
    assert rows(pipectl, AMOUNTS) == [("Al", 100), ("Al", 200)]
