"""`import` of what people really have: workbooks, archives, reports with titles and totals."""

import gzip
import json
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from conftest import Shell
from imported import begun, brought, refused, reversible, rows, write
from terminal import ENTER, Session
from workbook import Cells, write_workbook

DEALS: list[list[object]] = [
    ["Record ID", "Deal Name", "Amount", "Create Date", "Close Date", "Is Closed Won", "Notes"],
    [49000000001, "Acme rollout", 1250.5, date(2026, 9, 1), datetime(2026, 12, 24, 9, 30), False],
    [49000000002, "Birch audit", 1049.9999999999998, datetime(2026, 8, 3), None, None, 1.5],
    [None] * 7,
    ["49000000003", "Cedar", "1.234,50 €", "3. November 2026", None, None, "x"],
]


def found(shell: Shell, *columns: str) -> list[tuple[object, ...]]:
    """Every deal in these columns."""
    return rows(shell, f"select {', '.join(columns)} from opportunity order by id")


# Workbooks


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_workbook_comes_in_as_its_cells_are(pipectl: Shell, decimal: str) -> None:
    text = "1.234,50 €" if decimal == "," else "1,234.50 €"
    cells = [[text if cell == "1.234,50 €" else cell for cell in row] for row in DEALS]
    write_workbook(Path("deals.xlsx"), {"Empty": [], "Deals": cells})
    done = reversible(pipectl, "deals.xlsx", "--decimal", decimal)
    assert done.err == (
        "Read deals.xlsx (hubspot): 3 rows.\n"
        "  Found no column for: stage.\n"
        "  2 amounts without a currency: using USD. To change it: --currency CODE\n"
        "  Currencies read from symbols: 1 amount in EUR. Amounts in different currencies are "
        "not added up.\n"
        "3 open deals without a stage: using Initial contact.\n"
    )
    kept = found(pipectl, "title", "amount_minor", "currency", "created_on", "close_on")
    assert kept == [
        ("Acme rollout", 125050, "USD", "2026-09-01", "2026-12-24"),
        ("Birch audit", 105000, "USD", "2026-08-03", None),
        ("Cedar", 123450, "EUR", "2026-11-03", None),
    ]
    # The identifiers are those of the CSV.
    write("deals.csv", "Record ID,Deal Name,Create Date", "49000000001,Acme rollout,2026-09-01")
    assert "0 new deals, 0 changed, 1 unchanged" in brought(pipectl, "deals.csv").out


def test_problems_of_a_workbook_name_its_rows(pipectl: Shell) -> None:
    cells: Cells = [["Deal Name", "Amount", "Create Date"], [], ["A", "lots"], ["B", 1, 46344]]
    write_workbook(Path("deals.xlsx"), {"S": cells})
    said = refused(pipectl, "deals.xlsx", "--map", "title=Deal Name")
    assert 'deals.xlsx:3: Amount: "lots" is not an amount.\n' in said
    assert (
        'deals.xlsx:4: Create Date: "46344" is a spreadsheet\'s day number, not a date '
        "(format the column as dates)."
    ) in said
    brought(pipectl, "deals.xlsx", "--skip-errors", "--rejects", "r.csv")
    assert Path("r.csv").read_text("utf-8").splitlines()[2].startswith("B,1,46344,")


def test_which_sheet_is_meant_is_asked_at_a_terminal(pipectl: Shell) -> None:
    sheets = {"Empty": [["x"]], "Open": [["title"], ["A"], ["B"]], "Notes": []}
    write_workbook(Path("d.xlsx"), sheets)
    asked = Session(pipectl, ("import", "d.xlsx"), {})
    asked.asked("Which sheet of d.xlsx?", "Open (3 lines)", "Empty (1 line)").type(ENTER)
    asked.answer("Import 2 deals without amounts, dates or stages?", "y")
    assert "2 new" in asked.left()
    assert found(pipectl, "title") == [("A",), ("B",)]


def test_of_several_sheets_one_is_named(pipectl: Shell) -> None:
    sheets = {"Open": [["title"], ["A"]], "Closed": [["title"], ["B"]], "Notes": []}
    write_workbook(Path("d.xlsx"), sheets)
    said = refused(pipectl, "d.xlsx")
    assert said == (
        'pipectl: d.xlsx has 2 sheets with rows: "Open" and "Closed".\n'
        "  Choose one with --sheet NAME.\n"
    )
    brought(pipectl, "d.xlsx", "--sheet", "closed")
    assert found(pipectl, "title") == [("B",)]
    said = refused(pipectl, "d.xlsx", "--sheet", "Won", code=3)
    assert '"Open", "Closed" and "Notes"' in said
    write("d.csv", "title", "A")
    assert "--sheet is for Excel workbooks" in refused(pipectl, "d.csv", "--sheet", "x", code=2)
    write_workbook(Path("e.xlsx"), {"Sheet": []})
    assert "e.xlsx:1: the file is empty." in refused(pipectl, "e.xlsx")


def test_without_the_extra_a_workbook_says_how_to_go_on(
    pipectl: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(Path("d.xlsx"), {"S": [["title"], ["A"]]})
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert refused(pipectl, "d.xlsx") == (
        "pipectl: d.xlsx is an Excel workbook, but the package that reads them isn't "
        "installed.\n"
        '  Run `pip install python-calamine`, or save the sheet as "CSV UTF-8" in Excel.\n'
    )


def test_a_damaged_workbook_is_told(pipectl: Shell) -> None:
    write_workbook(Path("d.xlsx"), {"S": [["title"], ["A"]]})
    whole = Path("d.xlsx").read_bytes()
    Path("d.xlsx").write_bytes(whole[: len(whole) // 2])
    assert "d.xlsx:1: this is a damaged ZIP archive" in refused(pipectl, "d.xlsx")
    with zipfile.ZipFile("e.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<nonsense")
    assert "e.xlsx:1: can't read the Excel workbook: Cannot detect file format." in refused(
        pipectl, "e.xlsx"
    )


# Everything else that isn't CSV


def test_a_file_is_named_for_what_it_holds(pipectl: Shell) -> None:
    with zipfile.ZipFile("d.zip", "w") as archive:
        archive.writestr("deals.csv", "title\nA\n")
    with zipfile.ZipFile("ods.csv", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    write_workbook(Path("x.csv"), {"S": [["title"], ["A"]]})
    kinds: dict[str, tuple[bytes, str]] = {
        "d.csv.gz": (gzip.compress(b"title\nA\n", mtime=0), "a gzip archive"),
        "d.json": (b'{"data": [{"id": 1}]}', "JSON"),
        "list.csv": (b'\xef\xbb\xbf[\n  {"id": 1}]', "JSON"),
        "r.xls": (b"<html><table><tr><td>Opportunity Name</td></tr></table>", "an HTML table"),
        "s.xls": ("\ufeff<!DOCTYPE html>".encode("utf-16"), "an HTML table"),
        "t.xls": (b"\n<table border=1>", "an HTML table"),
        "u.xml": (b"<?xml version='1.0'?><a/>", "XML"),
        "v.xls": (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an Excel workbook in XML",
        ),
        "old.csv": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "an old Office file",
        ),
        "d.pdf": (b"%PDF-1.7\n", "a PDF"),
        "p.csv": (b"PAR1\x15\x04", "a Parquet file"),
        "t.csv": (bytes(257) + b"ustar\0", "a tar archive"),
    }
    for name, (content, _) in kinds.items():
        Path(name).write_bytes(content)
    said = {"d.zip": "a ZIP archive", "ods.csv": "an OpenDocument spreadsheet (.ods)"}
    for name, kind in (said | {name: kind for name, (_, kind) in kinds.items()}).items():
        assert refused(pipectl, name).startswith(f"pipectl: {name}:1: this is {kind}")
        for encoding in ("utf-16-le", "cp1252"):
            assert f"this is {kind}" in refused(pipectl, name, "--encoding", encoding)
    assert "which has no encoding" in refused(pipectl, "x.csv", "--encoding", "utf-16-le")
    assert brought(pipectl, "x.csv").out.startswith("Imported: 1 new")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = 'Open it in a spreadsheet and save the sheet as "CSV UTF-8".'
PROGRAM = "Export the deals as CSV from the program that made the file."
TABLE = f"{PROGRAM[:-1]}, or paste the table into a spreadsheet and save that as CSV."
OFFICE: list[tuple[str, str | bytes, str, str]] = [
    (
        "d.numbers",
        "Index/Document.iwa",
        "a Numbers file",
        "Open it in Numbers and choose File, Export To, CSV (Text Encoding: UTF-8).",
    ),
    ("d.docx", "word/document.xml", "a Word document", TABLE),
    ("d.pptx", "ppt/presentation.xml", "a PowerPoint presentation", PROGRAM),
    ("d.xlsb", "xl/workbook.bin", "a binary Excel workbook (.xlsb)", SHEET),
    ("d.rtf", b"{\\rtf1\\ansi title}", "an RTF document", TABLE),
    ("d.pdf", b"%PDF-1.7\n", "a PDF", PROGRAM),
    (
        "d.fods",
        b'<?xml version="1.0"?><office:document office:version="1.3">',
        "an OpenDocument spreadsheet (.fods)",
        SHEET,
    ),
    (
        "d.xls",
        OLD + "Workbook\0WordDocument\0".encode("utf-16-le"),
        "an old Excel workbook (.xls)",
        'Open it and save it as .xlsx, or as "CSV UTF-8".',
    ),
    (
        "d.doc",
        OLD + "WordDocument\0Workbook\0".encode("utf-16-le"),
        "an old Word document (.doc)",
        TABLE,
    ),
    (
        "secret.xlsx",
        OLD + "EncryptedPackage\0".encode("utf-16-le"),
        "a password-protected Office file",
        'Open it and save it without the password, or as "CSV UTF-8".',
    ),
    ("d.msg", OLD, "an old Office file", SHEET),
]


@pytest.mark.parametrize(("name", "content", "kind", "remedy"), OFFICE)
def test_an_office_file_is_named_with_how_to_get_a_csv(
    pipectl: Shell, name: str, content: str | bytes, kind: str, remedy: str
) -> None:
    if isinstance(content, bytes):
        Path(name).write_bytes(content)
    else:
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr(content, "x")
    assert refused(pipectl, name) == f"pipectl: {name}:1: this is {kind}, not CSV.\n  {remedy}\n"


@pytest.mark.parametrize(
    ("of", "kind", "remedy"),
    [
        ("spreadsheet", "an OpenDocument spreadsheet (.ods)", SHEET),
        ("text", "an OpenDocument text (.odt)", TABLE),
        ("graphics", "an OpenDocument file", PROGRAM),
    ],
)
def test_an_open_document_is_named_by_its_type(
    pipectl: Shell, of: str, kind: str, remedy: str
) -> None:
    with zipfile.ZipFile("d", "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{of}")
    assert refused(pipectl, "d") == f"pipectl: d:1: this is {kind}, not CSV.\n  {remedy}\n"


def test_a_folder_is_named_and_so_is_one_of_numbers(pipectl: Shell) -> None:
    Path("d.numbers").mkdir()
    assert refused(pipectl, "d.numbers/") == (
        "pipectl: d.numbers/ is a folder, not a file.\n"
        "  Open it in Numbers and choose File, Export To, CSV (Text Encoding: UTF-8).\n"
    )


@pytest.mark.parametrize("head", ["[Name],title", "{x},title", "<Name>,title", "PK,title"])
def test_headers_with_brackets_are_headers(pipectl: Shell, head: str) -> None:
    write("d.csv", head, "1,A")
    brought(pipectl, "d.csv")
    assert found(pipectl, "title") == [("A",)]


def test_json_on_stdin_is_named_too(pipectl: Shell) -> None:
    said = refused(pipectl, "-", stdin=json.dumps([{"id": 1}]))
    assert "-:1: this is JSON, not CSV.\n" in said


# Titles above the headers, totals among and below the rows


def test_titles_above_the_headers_are_left_out_where_one_line_fits(pipectl: Shell) -> None:
    write("d.csv", "Deals;", '"Active; all";', "", "deal_id;title", "1;A", "2;B")
    done = brought(pipectl, "d.csv")
    assert done.err == (
        "Read d.csv (csv): 2 rows.\n"
        "  Found no column for: amount, stage, close date, outcome.\n"
        "  Skipped 2 lines above the headers (line 4).\n"
        f"{begun(2, 5)}2 open deals without a stage: using Initial contact.\n"
    )
    write("s.csv", "Report,,", "Opportunity Name,Stage,Amount", "A,Meeting,1")
    assert "Read s.csv (salesforce): 1 row.\n" in brought(pipectl, "s.csv").err


def test_the_line_of_the_headers_can_be_said(pipectl: Shell) -> None:
    write("d.csv", "title,x", "title,amount", "A,5")
    brought(pipectl, "d.csv", "--header-line", "2")
    assert found(pipectl, "title", "amount_minor") == [("A", 500)]
    said = refused(pipectl, "d.csv", "--header-line", "9")
    assert "d.csv:9: the line has no headers: the file is shorter.\n" in said
    write("e.csv", "Deals", "Name;Wert", "A;5")
    maps = ("--map", "title=Name", "--map", "amount=Wert")
    brought(pipectl, "e.csv", "--header-line", "2", *maps)
    cells: Cells = [["Deals"], [], ["title", "amount"], ["W", 7]]
    write_workbook(Path("d.xlsx"), {"S": cells})
    assert "above the headers (line 3)." in brought(pipectl, "d.xlsx").err
    assert found(pipectl, "title", "amount_minor")[1:] == [("W", 700)]  # A of 5 was there


def test_two_lines_that_could_be_headers_are_none(pipectl: Shell) -> None:
    write("d.csv", "Deals", "title,amount", "A,5", "title,stage", "B,Meeting")
    assert "None of the headers is a deal title" in refused(pipectl, "d.csv")


def test_totals_and_repeated_headers_are_left_out_and_counted(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("Owner,title,stage,amount", "Sam,A,Meeting,100", "Sam Total,,,100", "Subtotal,,,100"),
        *(',,,"1,234.50 USD"', "Kim,Total,Meeting,7", "Closed deals,,,"),
        *("Owner,title,stage,amount", "Kim,B,Meeting,5", 'Gesamtsumme,,,"1 112"'),
    )
    done = brought(pipectl, "d.csv")
    assert done.err == (
        "Read d.csv (csv): 3 rows.\n"
        "  Found no column for: close date, outcome.\n"
        '  "Owner" may be the owner. To use it: --map "owner=Owner"\n'
        "  Columns not imported: Owner.\n"
        "  Skipped 1 repeated header line.\n"
        "  Skipped 4 total rows (first in line 3).\n"
        f"{begun(3)}  3 amounts without a currency: using USD. To change it: --currency CODE\n"
    )
    assert found(pipectl, "title", "amount_minor") == [("A", 10000), ("Total", 700), ("B", 500)]


def test_a_row_without_a_name_that_says_more_than_numbers_is_a_problem(pipectl: Shell) -> None:
    write("d.csv", "title,stage,amount", ",Meeting,100")
    assert (
        "d.csv:2: title: the title is missing, and there is no account to use instead"
        in refused(pipectl, "d.csv")
    )


# Headers twice, columns by number, identifiers


def test_of_two_columns_with_a_header_the_first_is_taken_and_that_is_said(pipectl: Shell) -> None:
    write("d.csv", "title,stage,amount,Stage,amount", "A,Meeting,5,Hot,9", "B,Proposal,6,Cold,8")
    done = brought(pipectl, "d.csv")
    assert done.err == (
        "Read d.csv (csv): 2 rows.\n"
        "  Found no column for: close date, outcome.\n"
        "  Columns not imported: Stage, amount.\n"
        "  Columns 2 and 4 have the same header, stage: using the first. To use another: --map "
        "stage=4\n"
        "  Columns 3 and 5 have the same header, amount: using the first. To use another: --map "
        "amount=5\n"
        f"{begun(2)}  2 amounts without a currency: using USD. To change it: --currency CODE\n"
    )
    assert found(pipectl, "amount_minor") == [(500,), (600,)]
    brought(pipectl, "d.csv", "--map", "amount=5", "--update")
    assert found(pipectl, "amount_minor") == [(900,), (800,)]
    said = refused(pipectl, "d.csv", "--map", "amount=6", code=2)
    assert 'd.csv has no column "6".' in said


def test_a_header_that_is_a_number_goes_before_a_column_of_that_number(pipectl: Shell) -> None:
    write("d.csv", "title,x,2", "A,5,9")
    brought(pipectl, "d.csv", "--map", "amount=2")
    assert found(pipectl, "amount_minor") == [(900,)]


@pytest.mark.parametrize("identifier", ["4.90E+10", '"4,90E+10"', "1E+12"])
def test_identifiers_that_excel_shortened_are_refused(pipectl: Shell, identifier: str) -> None:
    write("d.csv", "deal_id,title", f"{identifier},A")
    said = refused(pipectl, "d.csv")
    assert "is Excel's short form of a long number, and the other digits are lost." in said
    write_workbook(Path("d.xlsx"), {"S": [["deal_id", "title"], [1234567890123456789, "A"]]})
    assert (
        'd.xlsx:2: deal_id: "1.23456789012346E+18" is Excel\'s short form of a long number'
    ) in refused(pipectl, "d.xlsx")
