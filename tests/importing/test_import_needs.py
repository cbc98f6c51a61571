"""`import` of files that need flags: all that a file needs is named at once."""

import re
import shlex
from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from terminal import Session


def in_windows(name: str, *lines: str) -> None:
    """A file as Excel writes it on Windows."""
    Path(name).write_bytes("".join(f"{line}\n" for line in lines).encode("cp1252"))


# Every flag at once


GERMAN = "deal_id;title;amount\n1;Grün;1.250,00\n2;B;5\n3;C;12,5\n"


def test_what_must_be_said_of_a_file_is_said_first_and_all_at_once(pipectl: Shell) -> None:
    in_windows("d.csv", *GERMAN.splitlines())
    assert refused(pipectl, "d.csv") == (
        "pipectl: d.csv:2: the line has the byte 0xFC, which isn't valid UTF-8.\n"
        "  If this is Windows text, import with --encoding cp1252 --decimal ,\n"
    )
    assert refused(pipectl, "d.csv", "--encoding", "cp1252") == (
        'pipectl: d.csv:2: the amounts have a decimal comma: "1.250,00".\n'
        "  Import with --decimal ,\n"
    )
    brought(pipectl, "d.csv", "--encoding", "cp1252", "--decimal", ",")
    assert rows(pipectl, "select title, amount_minor from opportunity") == [
        *(("Grün", 125000), ("B", 500), ("C", 1250))
    ]
    in_windows("e.csv", "title", "Grün")
    assert "  If this is Windows text, import with --encoding cp1252\n" in refused(pipectl, "e.csv")
    Path("f.csv").write_bytes(b"title\n\x81\xff\n")
    assert refused(pipectl, "f.csv").endswith(
        'Import with --encoding mac-roman (to read "Åˇ") or --encoding cp1251 (to read "Ѓя")\n'
    )


def test_encoding_dates_and_decimal_mark_take_one_round(pipectl: Shell) -> None:
    in_windows("d.csv", "title;amount;close_date", "Müller;12,50;03/04/2027", "B;10,00;04/05/2027")
    assert refused(pipectl, "d.csv") == (
        "pipectl: d.csv:2: the line has the byte 0xFC, which isn't valid UTF-8.\n"
        "  If this is Windows text, import with --encoding cp1252 --decimal , and with "
        '--dates mdy or --dates dmy ("03/04/2027" is Thu 4 Mar 2027 or Sat 3 Apr 2027)\n'
    )
    assert refused(pipectl, "-", stdin="title;amount;close_date\nM;12,50;03/04/2027\n") == (
        'pipectl: -:2: can\'t tell day from month in "close_date": "03/04/2027" could be '
        "Sat 3 Apr 2027 (dmy) or Thu 4 Mar 2027 (mdy).\n"
        "  Import with --decimal , and with --dates mdy or --dates dmy\n"
    )
    said = ("--encoding", "cp1252", "--decimal", ",", "--dates", "dmy")
    brought(pipectl, "d.csv", *said)
    assert rows(pipectl, "select title, amount_minor, close_on from opportunity") == [
        *(("Müller", 1250, "2027-04-03"), ("B", 1000, "2027-05-04"))
    ]


def test_merged_cells_and_shares_are_named_with_the_rest(pipectl: Shell) -> None:
    in_windows(
        "d.csv",
        "title;stage;amount;probability",
        *("Müller;Meeting;12,50;1", "B;;1;0", "C;Discovery;2;0", "D;;3;1"),
    )
    assert refused(pipectl, "d.csv") == (
        "pipectl: d.csv:2: the line has the byte 0xFC, which isn't valid UTF-8.\n"
        "  If this is Windows text, import with --encoding cp1252 --decimal , and with "
        '--fill-down "stage" or --fill-down none ("stage" is empty in some rows) and '
        'with --map "probability_share=probability" or --map "probability=probability" '
        "(1 is 100% or 1%)\n"
    )


def test_what_is_no_text_in_windows_encoding_either_is_not_called_so(pipectl: Shell) -> None:
    Path("d.csv").write_bytes(b'title;amount\nM\xfcller;"1\n')
    assert refused(pipectl, "d.csv") == (
        "pipectl: d.csv:2: the line has the byte 0xFC, which isn't valid UTF-8.\n"
        "  Name the encoding: --encoding cp1252, --encoding latin-1.\n"
    )


@pytest.mark.parametrize(
    ("encoding", "title", "hint"),
    [
        ("cp1250", "Małgorzata", "--encoding cp1250"),
        ("cp1250", "Předmět", '--encoding cp1252 (to read "Pøedmìt") or --encoding cp1250 (to read '
         '"Předmět")'),
        ("cp1252", "Modèle", '--encoding cp1252 (to read "Modèle") or --encoding cp1250 (to read '
         '"Modčle")'),
        ("cp1251", "Сделка «Ромашка»", "--encoding cp1251"),
        ("cp1252", "¿Qué?", '--encoding cp1252 (to read "¿Qué?") or --encoding cp1250 (to read '
         '"żQué?")'),
    ],
)  # fmt: skip
def test_the_encodings_that_read_a_file_best_are_named_with_a_word_that_tells_them_apart(
    pipectl: Shell, encoding: str, title: str, hint: str
) -> None:
    Path("d.csv").write_bytes(f"title\n{title}\n".encode(encoding))
    said = refused(pipectl, "d.csv").splitlines()[1]
    assert said == f"  If this is Windows text, import with {hint}"
    brought(pipectl, "d.csv", "--encoding", encoding)
    assert rows(pipectl, "select title from opportunity") == [(title,)]


def test_a_wrong_encoding_is_refused_with_the_right_one(pipectl: Shell) -> None:
    Path("d.csv").write_bytes("title\nŹródło\n".encode("cp1250"))
    assert refused(pipectl, "d.csv", "--encoding", "cp1252") == (
        "pipectl: d.csv:2: the line has the byte 0x8F, which isn't valid CP1252.\n"
        "  If this is Windows text, import with --encoding cp1250\n"
    )
    Path("m.csv").write_bytes("title\nModèle\n".encode("mac-roman"))
    assert refused(pipectl, "m.csv").splitlines()[1] == "  Import with --encoding mac-roman"


# Thousands marks, and files that are written in two ways


@pytest.mark.parametrize("last", ["1.250.000", "500", "2.500"])
def test_a_point_between_thousands_is_called_that(pipectl: Shell, last: str) -> None:
    write("d.csv", "title,amount", "A,1.250", f"B,{last}")
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv:2: the amounts have a point as the thousands separator: "1.250".\n'
        '  Import with --decimal , ("1.250" then means 1,250 USD)\n'
    )
    brought(pipectl, "d.csv", "--decimal", ",")
    whole = int(last.replace(".", "")) * 100
    assert rows(pipectl, "select amount_minor from opportunity") == [(125000,), (whole,)]


def test_a_comma_between_thousands_is_called_that(pipectl: Shell) -> None:
    write("d.csv", "title,amount", 'A,"1,250"', "B,7")
    assert refused(pipectl, "d.csv", "--decimal", ",") == (
        'pipectl: d.csv:2: the amounts have a comma as the thousands separator: "1,250".\n'
        '  Import with --decimal . ("1,250" then means 1,250 USD)\n'
    )


def test_a_value_with_decimals_tells_more_than_one_with_thousands(pipectl: Shell) -> None:
    write("d.csv", "title;amount", "A;1.250", "B;12,5")
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv:3: the amounts have a decimal comma: "12,5".\n  Import with --decimal ,\n'
    )


def test_a_point_that_may_be_a_decimal_one_is_left_open(pipectl: Shell) -> None:
    write("d.csv", "title,amount", "A,1.250", "B,12.5")
    said = refused(pipectl, "d.csv")
    assert 'd.csv:2: amount: "1.250" could mean 1.25 USD or 1,250 USD.\n' in said


def test_amounts_with_both_decimal_marks_are_told_with_their_rows(pipectl: Shell) -> None:
    write("d.csv", "title;amount", "A;500.0", "B;10,0", "C;7", "D;1.250,5", "E;lots")
    mixed = (
        'pipectl: d.csv: the amounts have a decimal point in 1 row (line 2: "500.0") and a '
        'decimal comma in 2 rows (first in line 3: "10,0").\n'
        "  Use one format throughout, or import twice (add your other flags): `pipectl "
        "import d.csv --decimal . --skip-errors --rejects left-out.csv`, then `pipectl "
        "import left-out.csv --decimal ,`\n"
    )
    assert refused(pipectl, "d.csv") == mixed
    assert refused(pipectl, "d.csv", "--skip-errors") == mixed
    brought(pipectl, "d.csv", "--decimal", ".", "--skip-errors", "--rejects", "r.csv")
    brought(pipectl, "r.csv", "--decimal", ",", "--skip-errors")
    assert rows(pipectl, "select title, amount_minor from opportunity order by title") == [
        *(("A", 50000), ("B", 1000), ("C", 700), ("D", 125050))
    ]


def test_the_commands_that_are_named_for_both_marks_can_be_typed(pipectl: Shell) -> None:
    write("my deals.csv", "title;amount", "A;500.50", "B;10,05", "C;CHF 4'300.00", "D;CHF 5'000,50")
    said = refused(pipectl, "my deals.csv")
    assert "a decimal point in 1 row" in said
    commands = [shlex.split(each) for each in re.findall("`pipectl ([^`]*)`", said)]
    assert commands[0][:2] == ["import", "my deals.csv"]
    for command in commands:
        pipectl(*command)
    assert rows(
        pipectl, "select title, amount_minor, currency from opportunity order by title"
    ) == [
        *(("A", 50050, "USD"), ("B", 1005, "USD")),
        *(("C", 430000, "CHF"), ("D", 500050, "CHF")),
    ]


def test_dates_in_both_orders_are_told_with_their_rows(pipectl: Shell) -> None:
    write("d.csv", "title,close_date", "A,13/02/2027", "B,02/13/2027", "C,01/02/2027")
    mixed = (
        'pipectl: d.csv: "close_date" has dates in both orders: day/month/year in 1 row '
        '(line 2: "13/02/2027") and month/day/year in 1 row (line 3: "02/13/2027").\n'
        "  Use one format throughout, or import twice (add your other flags): `pipectl "
        "import d.csv --dates dmy --skip-errors --rejects left-out.csv`, then `pipectl "
        "import left-out.csv --dates mdy`\n"
    )
    assert refused(pipectl, "d.csv") == mixed
    assert refused(pipectl, "d.csv", "--skip-errors") == mixed  # C would be a guess
    brought(pipectl, "d.csv", "--dates", "dmy", "--skip-errors", "--rejects", "r.csv")
    brought(pipectl, "r.csv", "--dates", "mdy")
    assert rows(pipectl, "select title, close_on from opportunity order by title") == [
        *(("A", "2027-02-13"), ("B", "2027-02-13"), ("C", "2027-02-01"))
    ]


def test_dots_are_no_other_order(pipectl: Shell) -> None:
    write("d.csv", "title,close_date", "A,13.02.2027", "B,02/13/2027")
    said = refused(pipectl, "d.csv")
    assert (
        'd.csv:3: close_date: "02/13/2027" does not match the order of the other dates '
        "in this column, day/month/year"
    ) in said


def test_rows_that_are_skipped_say_nothing_of_the_mark_but_where_both_are_there(
    pipectl: Shell,
) -> None:
    write("e.csv", "title;amount", "A;1250,50", "B;7")
    assert "1 new" in brought(pipectl, "e.csv", "--skip-errors").out
    write("f.csv", "title,amount", "A,1250.50", "B,7")
    assert "a decimal point" in refused(pipectl, "f.csv", "--decimal", ",")


# Rows that were left out, a second time


REJECTING = ("--skip-errors", "--rejects", "r.csv")
ROWS = ("title,amount,created_on", "A,100,2026-11-01", "B,lots,2026-11-02", "C,x,2026-11-03")
OF_GOOD = "  The counts below cover only the 1 row without problems.\n"
NO_CURRENCY = "  1 amount without a currency: using USD. To change it: --currency CODE\n"
NO_STAGE = "1 open deal without a stage: using Initial contact.\n"
PROBLEMS = 'd.csv:3: amount: "lots" is not an amount.\nd.csv:4: amount: "x" is not an amount.\n'


def test_the_same_import_again_finds_its_rows_left_out_already(pipectl: Shell) -> None:
    write("d.csv", *ROWS)
    brought(pipectl, "d.csv", *REJECTING)
    before = Path("r.csv").read_bytes()
    done = brought(pipectl, "d.csv", *REJECTING)
    assert done.out == "Imported: 0 new deals, 0 changed, 1 unchanged, 2 rows skipped.\n"
    assert done.err == (
        "Read d.csv (csv): 3 rows, 2 with problems.\n"
        f"{OF_GOOD}  Found no column for: stage, close date, outcome.\n"
        f"{NO_CURRENCY}{PROBLEMS}r.csv already has the skipped rows.\n"
    )
    assert Path("r.csv").read_bytes() == before


def test_mended_rows_are_never_written_over_and_come_in_once(pipectl: Shell) -> None:
    write("d.csv", *ROWS)
    brought(pipectl, "d.csv", *REJECTING)
    mended = Path("r.csv").read_text("utf-8").replace("lots", "200")
    Path("r.csv").write_text(mended, "utf-8", newline="")
    for name, flags in (("d.csv", REJECTING), ("d.csv", (*REJECTING, "--dry-run"))):
        assert refused(pipectl, name, *flags).endswith(
            'pipectl: The file "r.csv" already exists.\n'
            "  It holds rows skipped earlier. Import those first, or name another file.\n"
        )
    assert "already exists" in refused(pipectl, "r.csv", *REJECTING)
    assert Path("r.csv").read_text("utf-8") == mended
    done = brought(pipectl, "r.csv", "--skip-errors", "--rejects", "s.csv")
    assert done.out == (
        "Imported: 1 new deal, 0 changed, 0 unchanged, 1 row skipped. Undo with `pipectl undo`.\n"
    )
    assert done.err == (
        "Read r.csv (csv): 2 rows, 1 with a problem.\n"
        f"{OF_GOOD}  Found no column for: stage, close date, outcome.\n"
        f'{NO_CURRENCY}r.csv:3: amount: "x" is not an amount.\n'
        f"{NO_STAGE}Wrote the skipped rows to s.csv.\n"
    )
    again = brought(pipectl, "r.csv", "--skip-errors", "--rejects", "s.csv")
    assert again.out == "Imported: 0 new deals, 0 changed, 1 unchanged, 1 row skipped.\n"
    write("d.csv", *ROWS[:2], "B,200,2026-11-02", "C,300,2026-11-03")
    whole = brought(pipectl, "d.csv", *REJECTING)
    assert "No rows were skipped. r.csv was not changed.\n" in whole.err
    assert Path("r.csv").read_text("utf-8") == mended
    assert rows(pipectl, "select title, amount_minor from opportunity order by title") == [
        *(("A", 10000), ("B", 20000), ("C", 30000))
    ]


def test_a_file_of_something_else_is_left_alone(pipectl: Shell) -> None:
    write("d.csv", *ROWS)
    write("r.csv", "my notes")
    said = refused(pipectl, "d.csv", *REJECTING)
    assert said.endswith(
        'pipectl: The file "r.csv" already exists.\n  Name another file for the skipped rows.\n'
    )


# What is printed


def test_spaces_of_any_kind_are_shown_as_spaces(pipectl: Shell) -> None:
    write("d.csv", "title,amount,close_date", "A,1,1\u00a012", "B,1\u202f250x,")
    said = refused(pipectl, "d.csv")
    assert 'd.csv:2: close_date: "1 12" is not a date.\n' in said
    assert 'd.csv:3: amount: "1 250x" is not an amount.\n' in said


def test_at_a_terminal_no_word_of_an_import_is_broken(pipectl: Shell) -> None:
    write("d.csv", "title,close_date", "A,13/02/2027", "B,02/13/2027")
    asked = Session(pipectl, ("import", "d.csv"), {"COLUMNS": "60"})
    assert asked.left(4) == ""
    assert asked.said == (
        'pipectl: d.csv: "close_date" has dates in both orders:\n'
        '  day/month/year in 1 row (line 2: "13/02/2027") and\n'
        '  month/day/year in 1 row (line 3: "02/13/2027").\n'
        "  Use one format throughout, or import twice (add your other\n"
        "    flags): `pipectl import d.csv --dates dmy --skip-errors\n"
        "    --rejects left-out.csv`, then\n"
        "    `pipectl import left-out.csv --dates mdy`\n"
    )
