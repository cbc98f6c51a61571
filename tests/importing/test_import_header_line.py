"""`import` of files whose headers stand below titles and notes, or above something else."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from workbook import write_workbook

HEAD = "Deal,Customer,Stage,Value"
DEALS = ("Al,Acme,Meeting,100", "Bo,Birch,Proposal,200")
OWN = "Opp,Firm,Step,Worth"
FOUND = [("Al", "Acme", 10000), ("Bo", "Birch", 20000)]
READ = (
    "select o.title, a.name, o.amount_minor from opportunity as o"
    " join account as a on a.id = o.account_id order by o.id"
)


@pytest.mark.parametrize(
    ("above", "line"),
    [
        (("Pipeline,,,",), 2),
        (("Pipeline", "Prepared,by Ana,2026-11-20", ",,,"), 4),
        (("Note: prices are net,see sheet 2,ask Ana", ""), 3),
        (("Deal,My pipeline", "Filter,Open deals"), 3),
        (("Title,Amount", "Quarter,Q4", "Owner,Ana"), 4),
        (("", ""), 3),
        (("Report;Deals",), 2),
    ],
)
def test_the_headers_are_found_below_titles_and_notes(
    above: tuple[str, ...], line: int, pipectl: Shell
) -> None:
    write("d.csv", *above, HEAD, *DEALS)
    said = brought(pipectl, "d.csv").err
    assert rows(pipectl, READ) == FOUND
    empty = above == ("", "")
    assert (f"above the headers (line {line}).\n" in said) is not empty


def test_a_line_of_the_headers_names_wide_as_the_rows_goes_before_a_narrow_one(
    pipectl: Shell,
) -> None:
    write_workbook(
        Path("d.xlsx"),
        {"D": [("Deal", "Report"), (), HEAD.split(","), *(row.split(",") for row in DEALS)]},
    )
    brought(pipectl, "d.xlsx")
    assert rows(pipectl, READ) == FOUND


@pytest.mark.parametrize(
    ("above", "line"),
    [
        (("Pipeline",), 2),
        (("Pipeline,North", "Prepared,2026-11-20"), 3),
        (("Deal,My pipeline", "Filter,Open deals"), 3),
    ],
)
def test_headers_that_nobody_knows_are_named_by_their_line(
    above: tuple[str, ...], line: int, pipectl: Shell
) -> None:
    write("d.csv", *above, OWN, *DEALS)
    title = above[0].split(",")[0]
    assert refused(pipectl, "d.csv") == (
        f'pipectl: d.csv:1: "{title}" looks like a title, not like a header.\n'
        f"  The headers seem to be in line {line}. Import with --header-line {line}\n"
    )
    maps = ("--map", "title=Opp", "--map", "account=Firm", "--map", "amount=Worth")
    brought(pipectl, "d.csv", "--header-line", line, *maps)
    assert rows(pipectl, READ) == FOUND


def test_a_title_with_another_delimiter_does_not_part_the_rows(pipectl: Shell) -> None:
    write("d.csv", "Pipeline, Q4, North", *(row.replace(",", ";") for row in (OWN, *DEALS)))
    assert "The headers seem to be in line 2. Import with --header-line 2" in refused(
        pipectl, "d.csv"
    )


def test_headers_with_a_row_that_is_wider_stay_the_headers(pipectl: Shell) -> None:
    write("d.csv", "title,stage", "Al,Meeting", "Bo,Meeting,call them,soon,please")
    said = refused(pipectl, "d.csv")
    assert "d.csv:3: the row has 5 cells, but there are 2 headers.\n" in said


def test_a_history_has_its_headers_below_a_title_too(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,stage", "1,Al,Meeting")
    write("h.csv", "Stage history,,", "deal_id,stage,entered_at", "1,Discovery,2026-10-01")
    brought(pipectl, "d.csv", "--history", "h.csv")
    found = "select min(happened_on) from opportunity_history"
    assert rows(pipectl, found) == [("2026-10-01",)]
