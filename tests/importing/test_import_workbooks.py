"""`import` of Excel workbooks: errors, formulas without values, currencies of formats."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from workbook import FIRST_FORMAT, Cells, Xml, write_workbook

HEAD = ["Title", "Account", "Amount", "Created"]
AMOUNTS = "select title, amount_minor, currency from opportunity order by id"


def error(text: str) -> Xml:
    return Xml(f'<c t="e"><v>{text}</v></c>')


BARE = Xml("<c><f>B2*2</f><v/></c>")
DAY = "2026-03-01"


def test_errors_of_a_workbook_are_the_problems_that_they_are_in_a_csv(pipectl: Shell) -> None:
    cells: Cells = [
        ["A", "Acme", error("#REF!"), DAY],
        ["B", "Acme", 100, error("#N/A")],
        ["C", error("#N/A"), 100, DAY],
        ["D", "Acme", 100, DAY],
    ]
    write_workbook(Path("d.xlsx"), {"S": [HEAD, *cells]})
    write(
        "d.csv",
        ",".join(HEAD),
        *(f"A,Acme,#REF!,{DAY}", "B,Acme,100,#N/A", f"C,#N/A,100,{DAY}", f"D,Acme,100,{DAY}"),
    )
    problems = [
        'd.xlsx:2: Amount: "#REF!" is not an amount.',
        'd.xlsx:3: Created: "#N/A" is not a date.',
        'd.xlsx:4: Account: "#N/A" is a spreadsheet error, not a value.',
    ]
    found = [line for line in refused(pipectl, "d.xlsx").splitlines() if line[:7] == "d.xlsx:"]
    assert found == problems
    in_csv = refused(pipectl, "d.csv").splitlines()
    assert [each.replace("xlsx", "csv") for each in problems] == in_csv[-5:-2]


def test_a_formula_without_a_stored_value_is_a_problem_of_its_row(pipectl: Shell) -> None:
    empty_text = Xml('<c t="str"><f>IF(1,"")</f><v></v></c>')
    worth = Xml("<c><f>50*2</f><v>100</v></c>")
    cells: Cells = [["A", "Acme", BARE, DAY], ["B", empty_text, worth, DAY], ["C", "Acme", 5, DAY]]
    write_workbook(Path("d.xlsx"), {"S": [HEAD, *cells]})
    said = refused(pipectl, "d.xlsx")
    assert (
        "d.xlsx:2: Amount: the formula in C2 has no stored value. Save the file in Excel.\n"
    ) in said
    assert "1 row has a problem" in said
    brought(pipectl, "d.xlsx", "--skip-errors", "--rejects", "r.csv")
    assert rows(pipectl, AMOUNTS) == [("B", 10_000, "USD"), ("C", 500, "USD")]
    assert 'r.csv:2: Amount: "#NO VALUE!" is not an amount.' in refused(pipectl, "r.csv")


def test_formulas_in_rows_that_have_nothing_else_and_in_columns_that_nothing_reads_are_left(
    pipectl: Shell,
) -> None:
    cells: Cells = [["A", "Acme", 100, DAY, BARE], [None, None, BARE, BARE, error("#N/A")]]
    write_workbook(Path("d.xlsx"), {"S": [[*HEAD, "Owner's share"], *cells]})
    done = brought(pipectl, "d.xlsx")
    assert "1 new" in done.out
    assert (
        "  Skipped 1 line (line 3) whose formulas have only errors or no stored value. If "
        "they hold deals, fix them in Excel and save the file.\n"
    ) in done.err


def test_a_text_that_may_be_empty_stays_so_where_its_formula_has_no_value(pipectl: Shell) -> None:
    cells = [["A", "Acme", 100, DAY, BARE, BARE], ["B", "Acme", 5, DAY, "web", BARE]]
    head = [*HEAD, "Source", "Notes"]
    write_workbook(Path("d.xlsx"), {"S": [head, *cells]})
    said = brought(pipectl, "d.xlsx").err
    tail = "To fill them, save the file in Excel and import it with --update.\n"
    assert f"  Source: 1 formula (in E2) has no stored value and stays empty. {tail}" in said
    assert f"  Notes: 2 formulas (first in F2) have no stored value and stay empty. {tail}" in said
    kept = "select title, source, note from opportunity order by id"
    assert rows(pipectl, kept) == [("A", None, None), ("B", "web", None)]
    saved = [["A", "Acme", 100, DAY, "fair", "x"], ["B", "Acme", 5, DAY, "web", "y"]]
    write_workbook(Path("d.xlsx"), {"S": [head, *saved]})
    brought(pipectl, "d.xlsx", "--update")
    assert rows(pipectl, kept) == [("A", "fair", "x"), ("B", "web", "y")]


@pytest.mark.parametrize("place", [0, 1])
def test_a_name_whose_formula_has_no_value_is_a_problem_of_its_row(
    place: int, pipectl: Shell
) -> None:
    cells: list[object] = ["A", "Acme", 100, DAY]
    cells[place] = BARE
    write_workbook(Path("d.xlsx"), {"S": [HEAD, cells, ["B", "Acme", 5, DAY]]})
    said = refused(pipectl, "d.xlsx")
    assert f"d.xlsx:2: {HEAD[place]}: the formula in {'AB'[place]}2 has no stored value" in said
    assert "1 new" in brought(pipectl, "d.xlsx", "--skip-errors").out


def test_errors_in_a_history_are_problems_of_their_rows(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,stage", *(f"{at},D{at},Meeting" for at in range(1, 6)))
    broken = error("#REF!")
    head = ["deal_id", "stage", "entered_at"]
    cells: Cells = [
        *(["1", "Discovery", DAY], ["2", broken, DAY], ["3", "Discovery", BARE]),
        *([broken, "Discovery", DAY], [broken, broken, broken], ["4", "Discovery", error("#N/A")]),
    ]
    write_workbook(Path("h.xlsx"), {"S": [head, *cells]})
    said = refused(pipectl, "d.csv", "--history", "h.xlsx")
    wrong = [line for line in said.splitlines() if line.startswith("h.xlsx:")]
    assert wrong == [
        'h.xlsx:3: stage: "#REF!" is a spreadsheet error, not a value.',
        "h.xlsx:4: entered_at: the formula in C4 has no stored value. Save the file in Excel.",
        'h.xlsx:5: deal_id: "#REF!" is a spreadsheet error, not a value.',
        'h.xlsx:7: entered_at: "#N/A" is a spreadsheet error, not a value.',
    ]
    assert "  Skipped 1 line (line 6) whose formulas" in said
    write("h.csv", "deal_id,stage,entered_at", "1,Discovery,2026-03-01", "2,#REF!,2026-03-01")
    said = refused(pipectl, "d.csv", "--history", "h.csv")
    assert 'h.csv:3: stage: "#REF!" is a spreadsheet error, not a value.\n' in said


FORMATS = (
    *(r"#,##0.00\ [$CHF]", "[$$-409]#,##0.00", '#,##0.00\\ "€"', "[$$-1009]#,##0", '"$"#,##0'),
    *('#,##0 "days"', "[$kr-41D]#,##0", "[Red]£#,##0;-£#,##0", "#,##0.00 [$USD]"),
)
TAKEN = ("CHF", "USD", "EUR", "CAD", "USD", "USD", "SEK", "GBP", "USD")


def amount(place: int) -> Xml:
    return Xml(f'<c s="{FIRST_FORMAT + place}"><v>100.5</v></c>')


def test_the_currency_of_an_amount_is_read_from_the_format_of_its_cell(pipectl: Shell) -> None:
    cells = [[f"Deal {place}", "Acme", amount(place), DAY] for place in range(len(FORMATS))]
    write_workbook(Path("d.xlsx"), {"S": [HEAD, *cells]}, formats=FORMATS)
    done = brought(pipectl, "d.xlsx")
    found = [(minor, currency) for _, minor, currency in rows(pipectl, AMOUNTS)]
    assert found == [(10_050, currency) for currency in TAKEN]
    assert done.err.splitlines()[2:4] == [
        "  1 amount without a currency: using USD. To change it: --currency CODE",
        "  Currencies read from symbols: 1 amount in CHF, 3 amounts in USD, 1 amount in EUR, "
        "1 amount in CAD, 1 amount in SEK and 1 amount in GBP. Amounts in different "
        "currencies are not added up.",
    ]


def test_a_column_of_currencies_goes_before_the_formats(pipectl: Shell) -> None:
    cells = [["A", "Acme", amount(2), DAY, "CHF"], ["B", "Acme", amount(0), DAY, "CHF"]]
    write_workbook(Path("d.xlsx"), {"S": [[*HEAD, "Currency"], *cells]}, formats=FORMATS)
    brought(pipectl, "d.xlsx")
    assert rows(pipectl, AMOUNTS) == [("A", 10_050, "CHF"), ("B", 10_050, "CHF")]


def test_rows_that_were_left_out_keep_the_currencies_of_their_formats(pipectl: Shell) -> None:
    cells = [["A", "Acme", amount(0), "soon"], ["B", "Acme", amount(2), DAY]]
    write_workbook(Path("d.xlsx"), {"S": [HEAD, *cells]}, formats=FORMATS)
    brought(pipectl, "d.xlsx", "--skip-errors", "--rejects", "r.csv")
    assert "A,Acme,CHF 100.5,soon," in Path("r.csv").read_text()
