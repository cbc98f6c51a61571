"""`import` says equal things once, and reads what is clear without being told."""

import json
from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from terminal import ENTER, Session
from workbook import Cells, write_workbook

AMOUNTS = "select title, amount_minor, currency from opportunity order by id"
TITLES = "select title from opportunity order by id"


def test_equal_problems_are_one_line_but_each_row_stands_in_json_and_rejects(
    pipectl: Shell,
) -> None:
    lines = [f"{n},Deal {n},{'soon' if n % 2 else '2026-12-01'}" for n in range(1, 11)]
    write("d.csv", "deal_id,title,close_on", *lines, "11,Last,2026-02-30")
    said = refused(pipectl, "d.csv")
    assert said.splitlines()[1:2] + said.splitlines()[3:] == [
        "  The counts below cover only the 5 rows without problems.",
        "  5 open rows (first in line 3) without a creation date: using today. To name its "
        "column: --map created_on=HEADER",
        'd.csv: 5 rows (lines 2, 4, 6 and 2 more): close_on: "soon" is not a date.',
        'd.csv:12: close_on: "2026-02-30" is not a valid date.',
        "pipectl: 6 rows have problems. Nothing was imported.",
        "  Fix the file, or skip these rows: --skip-errors (to save them: --rejects FILE).",
    ]
    dry = pipectl("import", "d.csv", "--dry-run", "--json", code=4)
    assert [each["line"] for each in json.loads(dry.out)["problems"]] == [2, 4, 6, 8, 10, 12]
    brought(pipectl, "d.csv", "--skip-errors", "--rejects", "r.csv")
    assert len(Path("r.csv").read_text("utf-8").splitlines()) == 7


def test_of_thousands_of_equal_problems_all_are_counted(pipectl: Shell) -> None:
    write("d.csv", "deal_id,amount", *(f"{n},x" for n in range(1500)), "0,1")
    assert 'd.csv: 1,500 rows (lines 2, 3, 4 and 1,497 more): amount: "x" is not an amount.\n' in (
        refused(pipectl, "d.csv")
    )


def test_a_hidden_sheet_is_named_and_not_read(pipectl: Shell) -> None:
    sheets: dict[str, Cells] = {"Lists": [["title"], ["no deal"]], "Open": [["title"], ["A"]]}
    write_workbook(Path("d.xlsx"), sheets, hidden=["Lists"])
    said = '  Skipped the hidden sheet "Lists". To read it: --sheet "Lists"\n'
    assert said in brought(pipectl, "d.xlsx").err
    assert rows(pipectl, TITLES) == [("A",)]
    assert "1 new" in brought(pipectl, "d.xlsx", "--sheet", "Lists").out
    more: dict[str, Cells] = {**sheets, "Closed": [["title"], ["B"]]}
    write_workbook(Path("d.xlsx"), more, hidden=["Lists"])
    assert refused(pipectl, "d.xlsx").startswith(
        'pipectl: d.xlsx has 2 sheets with rows: "Open" and "Closed" (and hidden: "Lists").\n'
    )
    write_workbook(Path("d.xlsx"), sheets, hidden=["Lists", "Open"])
    assert refused(pipectl, "d.xlsx") == (
        'pipectl: d.xlsx has rows only in hidden sheets: "Lists" and "Open".\n'
        "  Choose one with --sheet NAME.\n"
    )


def test_a_hidden_sheet_comes_last_where_one_is_chosen(pipectl: Shell) -> None:
    sheets: dict[str, Cells] = {
        "Lists": [["title"], ["x"], ["y"], ["z"]],
        "Open": [["title"], ["A"]],
        "Closed": [["title"], ["B"], ["C"]],
    }
    write_workbook(Path("d.xlsx"), sheets, hidden=["Lists"])
    asked = Session(pipectl, ("import", "d.xlsx"), {})
    shown = ("Closed (3 lines)", "Open (2 lines)", "Lists (hidden, 4 lines)")
    asked.asked("Which sheet of d.xlsx?", *shown).type(ENTER)
    asked.answer("Import 2 deals without amounts, dates or stages?", "y")
    assert "2 new" in asked.left()
    assert rows(pipectl, TITLES) == [("B",), ("C",)]


def test_the_encoding_is_asked_at_a_terminal_with_the_word_as_it_reads(pipectl: Shell) -> None:
    Path("d.csv").write_bytes("title,amount\nCafé Müller,5\n".encode("cp1252"))
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked(
        "d.csv isn't UTF-8. Which text is right in line 2?",
        "> Café (cp1252: Windows, Western Europe and America)",
    ).type(ENTER)
    assert "1 new" in asked.left()
    assert rows(pipectl, TITLES) == [("Café Müller",)]


def test_two_spellings_of_an_outcome_are_one_question(pipectl: Shell) -> None:
    write("d.csv", "title,Phase", "A,GAGNÉ", "B,Gagné", "C,gagné")
    assert refused(pipectl, "d.csv", "--map", "stage=Phase").splitlines()[1:] == [
        'd.csv: stage "GAGNÉ": 3 rows (first in line 2). Are these deals won? If so: '
        '--stage-map "GAGNÉ=won"',
        "pipectl: d.csv: 3 rows look won or lost, but no column says which. Nothing was imported.",
        '  Say which, for example: --stage-map "GAGNÉ=won" (or =lost, or =STAGE '
        "for an open stage).",
    ]
    done = brought(pipectl, "d.csv", "--map", "stage=Phase", "--stage-map", "GAGNÉ=won")
    assert done.err.splitlines()[1] == "  Found no column for: amount, close date."
    assert "  Read as won: Phase=GAGNÉ (3 rows).\n" in done.err


def test_a_date_column_proves_the_order_of_another_one(pipectl: Shell) -> None:
    write("d.csv", "title,opened_at,close_on", "A,01/02/2026,31/03/2026", "B,03/04/2026,")
    assert '  opened_at: dates read as day/month/year (31/03/2026 in line 2 of "close_on").\n' in (
        brought(pipectl, "d.csv").err
    )
    assert rows(pipectl, "select created_on from opportunity") == [("2026-02-01",), ("2026-04-03",)]
    # Dots always mean day first, so they prove nothing for slashes.
    write("e.csv", "title,opened_at,close_on", "C,01/02/2026,31.03.2026")
    assert "can't tell day from month" in refused(pipectl, "e.csv")


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        *(("32 k€", 3_200_000, "EUR"), ("1,2 M€", 120_000_000, "EUR")),
        *(("250 T€", 25_000_000, "EUR"), ("1,2 Mio. €", 120_000_000, "EUR")),
        *(("CHF 40 k", 4_000_000, "CHF"), ("12 TEUR", 1_200_000, "EUR")),
        *(("15 Tsd. EUR", 1_500_000, "EUR"), ("12 KMF", 12, "KMF")),
        *(("250 TSEK", 25_000_000, "SEK"), ("32 k zł", 3_200_000, "PLN"), ("7 MAD", 700, "MAD")),
    ],
)
def test_thousands_and_millions_are_read_where_they_are_clear(
    pipectl: Shell, text: str, minor: int, currency: str
) -> None:
    write("d.csv", "title;amount", f"A;{text}")
    brought(pipectl, "d.csv", "--decimal", ",")
    assert rows(pipectl, AMOUNTS) == [("A", minor, currency)]


@pytest.mark.parametrize("text", ["12 m", "12 months", "5 T", "12 M²"])
def test_letters_that_may_be_a_unit_are_no_amount(pipectl: Shell, text: str) -> None:
    write("d.csv", "title;amount", f"A;{text}")
    assert "is not an amount" in refused(pipectl, "d.csv")


def test_nothing_is_imported_if_every_row_is_bad(pipectl: Shell) -> None:
    write("d.csv", "title,amount", "A,x", "B,x")
    assert refused(pipectl, "d.csv", "--skip-errors").splitlines()[-3:] == [
        'd.csv: 2 rows (lines 2 and 3): amount: "x" is not an amount.',
        "pipectl: Every row (2) has a problem. Nothing was imported.",
        "  Fix the file, or name other columns with --map.",
    ]
    assert "0 new deals, 0 changed, 0 unchanged, 2 rows skipped" in (
        brought(pipectl, "d.csv", "--skip-errors", "--rejects", "r.csv").out
    )


def test_an_update_says_which_creation_dates_stay(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,opened_at", "1,A,2026-03-01", "2,B,", "3,C,2026-05-01")
    brought(pipectl, "d.csv")
    write("d.csv", "deal_id,title,opened_at", "1,A,2026-02-01", "2,B,", "3,C,2026-05-01")
    done = brought(pipectl, "d.csv", "--update")
    assert done.err.splitlines()[2:] == [
        "1 deal keeps its creation date, which differs in the file (line 2).",
    ]


def test_columns_that_may_be_the_account_stage_and_close_date_are_named(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Target Company,Customer Number,Phase of Pipeline,Pipeline,Signature prévue",
        "A,Acme,1,Pitch,Sales,2026-12-01",
    )
    assert brought(pipectl, "d.csv").err.splitlines()[2:5] == [
        '  "Phase of Pipeline" may be the stage. To use it: --map "stage=Phase of Pipeline"',
        '  "Signature prévue" may be the expected close date. To use it: --map "close_on=Signature '
        'prévue"',
        '  "Target Company" may be the account. To use it: --map "account=Target Company"',
    ]
