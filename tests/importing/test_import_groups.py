"""`import` of reports in groups: whose label stands once, with rows between that only add up."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import is_well, refused, reversible, rows, write
from terminal import Session
from workbook import write_workbook

STANDS = (
    "select o.title, s.name, o.amount_minor / 100 from opportunity as o"
    " join stage as s on s.id = o.stage_id order by o.id"
)
KILNS = [
    *(("Kiln", "Discovery", 12000), ("Store", "Discovery", 8000)),
    *(("Oven", "Meeting", 45000), ("Mixer", "Meeting", 5000)),
]
NO_CURRENCY = "  4 amounts without a currency: using USD. To change it: --currency CODE\n"
REPEATED = "  Stage: rows in a group take the value of its first row.\n"


def test_a_report_of_salesforce_in_groups_comes_in_with_the_stage_of_each_group(
    pipectl: Shell,
) -> None:
    write(
        "report.csv",
        *("Pipeline by stage,,,,,", "As of 2026-11-18 09:12,,,,,", ""),
        "Stage  \u2191,Opportunity Name,Account Name,Amount,Close Date,Created Date",
        "Discovery (2),Kiln,Larch,12000,2026-12-15,2026-09-01",
        ",Store,Birch,8000,2026-12-20,2026-09-01",
        *("Subtotal,Sum,,20000,,", ",Count,2,,,"),
        "Meeting (2),Oven,Alder,45000,2026-12-11,2026-09-01",
        ",Mixer,Elm,5000,2026-12-30,2026-09-01",
        *("Subtotal,Sum of Amount,,50000,,", ",Record Count,2,,,"),
        *("Total,Sum,,70000,,", ",Count,4,,,"),
    )
    done = reversible(pipectl, "report.csv")
    assert done.err == (
        "Read report.csv (salesforce): 4 rows.\n"
        f"{REPEATED}  Skipped 2 lines above the headers (line 4).\n"
        "  Skipped 6 total rows (first in line 7).\n"
        "  4 amounts without a currency: using USD. To change it: --currency CODE\n"
    )
    assert rows(pipectl, STANDS) == KILNS


def test_an_outer_group_ends_the_groups_within_it(pipectl: Shell) -> None:
    write(
        "report.csv",
        "Stage \u2191,Account Name \u2193,Opportunity Name,Amount",
        *("Discovery,Larch,Kiln,1", ",,Store,2", ",Birch,Oven,3", "Meeting,-,Mixer,4", ",,Bin,5"),
    )
    reversible(pipectl, "report.csv")
    accounts = (
        "select o.title, a.name from opportunity as o left join account as a on a.id = o.account_id"
        " order by o.id"
    )
    assert rows(pipectl, accounts) == [
        *(("Kiln", "Larch"), ("Store", "Larch"), ("Oven", "Birch"), ("Mixer", None), ("Bin", None))
    ]
    assert {stage for _, stage, _ in rows(pipectl, STANDS)[3:]} == {"Meeting"}


def test_headings_of_groups_are_no_deals(pipectl: Shell) -> None:
    write(
        "report.csv",
        *("Opportunity Name,Amount,Close Date,Created Date", "Stage: Discovery (2 records),,"),
        *("Kiln,12000,2026-12-15", "Store,8000,2026-12-20", "Stage: Meeting (1 record),,"),
    )
    assert refused(pipectl, "report.csv").endswith(
        'pipectl: report.csv:2: "Stage: Discovery (2 records)" is a group heading, not a '
        "deal. The report is grouped.\n"
        '  Export it as "Details Only" (in Salesforce: Export, Details Only), or without '
        "groups.\n"
    )


def test_rows_that_are_left_out_keep_the_label_of_their_group(pipectl: Shell) -> None:
    write(
        "report.csv",
        "Stage \u2191,Opportunity Name,Amount",
        *("Discovery,Kiln,12000", ",Store,lots", ",Oven,3"),
    )
    pipectl("import", "report.csv", "--skip-errors", "--rejects", "r.csv")
    assert Path("r.csv").read_text("utf-8").splitlines()[1].startswith("Discovery,Store,lots,")


SHEET = (
    *("stage,title,amount", "Discovery,Kiln,12000", ",Store,8000", "Meeting,Oven,45000"),
    ",Mixer,5000",
)


def test_what_looks_like_merged_cells_is_asked_about_and_else_refused(pipectl: Shell) -> None:
    write("d.csv", *SHEET)
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv: "stage" is empty in 2 rows below 2 rows with different values. '
        "Were cells merged?\n"
        '  To repeat the value above, use --fill-down "stage". To leave the cells empty, '
        "use --fill-down none.\n"
    )
    assert refused(pipectl, "d.csv", "--fill-down", "none", "--fill-down", "stage", code=2) == (
        "pipectl: --fill-down none can't be combined with headers.\n  Use one or the other.\n"
    )
    done = reversible(pipectl, "d.csv", "--fill-down", "Stage", "--save-as", "sheet")
    assert "  stage: rows in a group take the value of its first row.\n" in done.err
    assert rows(pipectl, STANDS) == KILNS
    pipectl("import", "d.csv", "--like", "sheet", "--update")
    assert rows(pipectl, STANDS) == KILNS


def test_cells_that_stay_empty_name_the_stage_that_is_taken(pipectl: Shell) -> None:
    write("d.csv", *SHEET)
    done = reversible(pipectl, "d.csv", "--fill-down", "none")
    assert "2 open deals without a stage: using Initial contact.\n" in done.err
    assert [stage for _, stage, _ in rows(pipectl, STANDS)] == [
        *("Discovery", "Initial contact", "Meeting", "Initial contact")
    ]


def test_at_a_terminal_somebody_says_what_the_empty_cells_are(pipectl: Shell) -> None:
    write("d.csv", *SHEET)
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.answer(
        ("stage is empty in 2 rows below 2 rows with a value. Fill them?"),
        "repeat",
    )
    assert "4 new" in asked.left()
    assert rows(pipectl, STANDS) == KILNS
    is_well(pipectl)


def test_stages_that_are_missing_here_and_there_are_no_groups(pipectl: Shell) -> None:
    write("d.csv", "title,stage", "A,Discovery", "B,", "C,Meeting", "D,Discovery", "E,")
    done = reversible(pipectl, "d.csv")
    assert "2 open deals without a stage: using Initial contact.\n" in done.err


def test_cells_merged_in_a_workbook_are_repeated(pipectl: Shell) -> None:
    cells = [line.split(",") for line in SHEET]
    write_workbook(Path("d.xlsx"), {"S": [[c or None for c in row] for row in cells]})
    assert "Were cells merged?" in refused(pipectl, "d.xlsx")
    sheet = [[c or None for c in row] for row in cells]
    write_workbook(Path("d.xlsx"), {"S": sheet}, {"S": ["A2:A3", "A4:A5"]})
    reversible(pipectl, "d.xlsx")
    assert rows(pipectl, STANDS) == KILNS


# Groups with lines of their own, and reports without deals


ODOO = ["Opportunity", "Expected Revenue", "Salesperson", "Stage", "Active"]
GROUPS: list[list[object]] = [
    ["New (3)", "4500.0", None, None, "True"],
    ["    Ann (2)", "3000.0", None, None, "True"],
    ["Acme", 1000, "Ann", "New", True],
    ["Birch (2)", 2000, "Ann", "New", True],
    ["    Undefined (1)", "1500.0", None, None, "True"],
    ["Cedar", 1500, None, "New", True],
    ["Qualified (1)", "500.0", None, None, "True"],
    ["    Bob (1)", "500.0", None, None, "True"],
    ["Elm", 500, "Bob", "Qualified", True],
]


@pytest.mark.parametrize(
    "cells",
    [
        GROUPS,
        [each for each in GROUPS if not str(each[0]).startswith("    ")],
        [each[:1] + each[2:] for each in GROUPS],  # no amounts
        GROUPS[:2] + GROUPS[2:6],  # one group only
    ],
    ids=["groups within groups", "groups", "no amounts", "one group"],
)
def test_headings_of_groups_are_never_deals(pipectl: Shell, cells: list[list[object]]) -> None:
    headers = ODOO if len(cells[0]) == len(ODOO) else ODOO[:1] + ODOO[2:]
    write_workbook(Path("crm.xlsx"), {"Sheet1": [headers, *cells]})
    deals = [each[0] for each in cells if each[-2] is not None]
    done = reversible(pipectl, "crm.xlsx", "--from", "odoo", "--make-stages")
    assert (f"  Skipped {len(cells) - len(deals)} total rows (first in line 2).") in done.err
    assert [title for title, *_ in rows(pipectl, STANDS)] == deals


@pytest.mark.parametrize(
    "lines",
    [
        ("Acme (1),100", "B,200"),
        ("Acme (1),", "B,200"),
        ("Acme (2),100", "B,200", "C,300"),
        ("Acme (2),100", "B,200", "C,300", "D,400"),
        ("Acme (2),100",),
        ("Acme (3),100", "Acme (2),100", "Acme (1),50"),
    ],
)
def test_a_title_with_a_number_behind_it_is_a_title(pipectl: Shell, lines: tuple[str, ...]) -> None:
    write("d.csv", "title,amount", *lines)
    assert f"Read d.csv (csv): {len(lines)} row" in pipectl("import", "d.csv").err
    assert len(rows(pipectl, "select title from opportunity")) == len(lines)


@pytest.mark.parametrize(
    ("lines", "line", "figure"),
    [
        (("Stage,Sum of Amount,Record Count", "Prospecting,1000,3"), 1, "Sum of Amount"),
        (("Deals by stage,,", "", "Stage \u2191,Record Count,", "Meeting,3,"), 3, "Record Count"),
        (("Phase;Summe von Betrag;Datensatzanzahl", "Angebot;1000;3"), 1, "Summe von Betrag"),
    ],
)
def test_a_report_of_totals_names_the_details(
    pipectl: Shell, lines: tuple[str, ...], line: int, figure: str
) -> None:
    write("report.csv", *lines)
    for flags in ((), ("--from", "salesforce")):
        assert refused(pipectl, "report.csv", *flags) == (
            f'pipectl: report.csv:{line}: "{figure}" is a total of deals without names. The '
            "report has only totals.\n"
            '  Export it as "Details Only" (in Salesforce: Export, Details Only), with a '
            "column of deal names.\n"
        )


def test_a_report_of_headings_alone_names_the_details(pipectl: Shell) -> None:
    write("report.csv", "Pipeline,,", "Stage: Prospecting (3 records),,")
    assert "(in Salesforce: Export, Details Only)" in refused(pipectl, "report.csv")


GROUPED = (
    "Owner,Deal,Account,Stage,Amount,Close date,Created",
    "Ann Lee,A1,Acme,Proposal,100,2026-12-20,2026-10-01",
    ",A2,Birch,Meeting,200,2026-12-21,2026-10-02",
    ",A3,Cole,Meeting,300,2026-12-22,2026-10-03",
    "Bo Ray,B1,Dorn,Meeting,50,2026-12-23,2026-10-04",
    ",B2,Elm,Proposal,70,2026-12-24,2026-10-05",
)
OWNER_HINT = (
    '  "Owner" is empty in 3 rows below 2 rows with different values. To repeat the value above: '
    '--fill-down "Owner"\n'
)


@pytest.mark.parametrize("field", ["owner", "source", "field.team"])
@pytest.mark.parametrize("totals", [(), (2, 5)])
def test_a_mapped_column_with_a_value_only_atop_each_group_gets_a_hint(
    pipectl: Shell, field: str, totals: tuple[int, ...]
) -> None:
    lines = list(GROUPED)
    for at in totals:
        lines.insert(at + 2, "Subtotal,,,,600,,")
    write("grouped.csv", *lines)
    words = ("grouped.csv", "--map", f"{field}=Owner", "--make-stages", "--no-input")

    assert OWNER_HINT in pipectl("import", *words, "--dry-run").err
    assert "--fill-down" not in pipectl("import", *words, "--fill-down", "none", "--dry-run").err
    filled = reversible(pipectl, *words, "--fill-down", "Owner")

    assert "  Owner: rows in a group take the value of its first row.\n" in filled.err
    assert OWNER_HINT not in filled.err


@pytest.mark.parametrize(
    "owners",
    [
        ("Ann", "", "", "Ann", ""),  # a label twice
        ("", "Ann", "", "Bo", ""),  # none for the first row
        ("Ann", "Bo", "Cid", "Dee", ""),  # a cell that is missing
        ("Ann", "", "", "", ""),  # one value
    ],
)
def test_a_column_with_empty_cells_that_is_not_in_groups_gets_no_hint(
    pipectl: Shell, owners: tuple[str, ...]
) -> None:
    rest = [line.partition(",")[2] for line in GROUPED[1:]]
    lines = [f"{owner},{deal}" for owner, deal in zip(owners, rest, strict=True)]
    write("sparse.csv", GROUPED[0], *lines)

    done = pipectl("import", "sparse.csv", "--map", "owner=Owner", "--make-stages", "--dry-run")

    assert "--fill-down" not in done.err
