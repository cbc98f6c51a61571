"""`import` of what was won and lost: on which day, for which reason, out of which stage."""

import pytest

from conftest import Shell
from imported import brought, reversible, rows, write

DEAL = (
    "Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Won time,"
    "Deal - Lost time,Deal - Deal created"
)
CLOSED = "select status, closed_on, created_on, stage_entered_on from opportunity"


@pytest.mark.parametrize(
    ("created", "closing", "status"),
    [
        ("2026-08-01", "Won,2026-09-30 10:00:00,", "won"),
        ("2026-08-01", "Lost,,2026-09-30 10:00:00", "lost"),
        ("", "Won,2026-09-30 10:00:00,", "won"),  # before the day on which it came in
    ],
)
def test_a_closing_keeps_its_day_where_the_stage_changed_with_it(
    pipectl: Shell, created: str, closing: str, status: str
) -> None:
    write("d.csv", DEAL, f"1,A,100,Meeting,Open,,,{created}")
    brought(pipectl, "d.csv")
    write("d.csv", DEAL, f"1,A,100,Negotiation,{closing},{created}")
    done = reversible(pipectl, "d.csv", "--update")
    assert "moved on here" not in done.err
    began = created or "2026-09-30"
    assert rows(pipectl, CLOSED) == [(status, "2026-09-30", began, "2026-09-30")]
    assert pipectl("show", "a", "--json").json["stage"] == "Negotiation"
    assert "1 unchanged" in brought(pipectl, "d.csv", "--update").out


def test_stages_of_a_history_after_the_closing_don_t_move_it(pipectl: Shell) -> None:
    head = "deal_id,title,opened_at,outcome,closed_at"
    write("h.csv", "deal_id,stage,entered_at", "1,Meeting,2026-08-01")
    write("d.csv", head, "1,A,2026-08-01,open,")
    brought(pipectl, "d.csv", "--history", "h.csv")
    write("d.csv", head, "1,A,2026-08-01,won,2026-09-30")
    write("h.csv", "deal_id,stage,entered_at", "1,Meeting,2026-08-01", "1,Proposal,2026-10-05")
    reversible(pipectl, "d.csv", "--history", "h.csv", "--update")
    assert rows(pipectl, CLOSED) == [("won", "2026-09-30", "2026-08-01", "2026-09-30")]


def test_a_reason_that_was_given_here_stays_where_the_file_has_none(pipectl: Shell) -> None:
    head = "deal_id,title,outcome,closed_at"
    write("d.csv", head, "1,A,open,")
    brought(pipectl, "d.csv")
    pipectl("lose", "a", "--reason", "no budget")
    write("d.csv", head, "1,A,lost,2026-11-18")
    assert "1 unchanged" in brought(pipectl, "d.csv", "--update").out
    assert rows(pipectl, "select reason from opportunity") == [("no budget",)]
    # A file that dates the loss anew, still without a reason, doesn't take the reason either.
    write("d.csv", f"{head},opened_at", "1,A,lost,2026-11-10,2026-11-01")
    assert "1 changed" in brought(pipectl, "d.csv", "--update").out
    assert rows(pipectl, "select closed_on, reason from opportunity") == [
        ("2026-11-10", "no budget")
    ]


def test_a_closing_without_a_day_is_said_to_get_today_s(pipectl: Shell) -> None:
    head = "deal_id,title,outcome,closed_at"
    write("d.csv", head, "1,A,won,", "2,B,won,2026-11-01", "3,C,lost,", "4,D,open,")
    said = (
        "  2 closed rows (first in line 2) without a closing date: using today (2026-11-18), "
        "unless the deal already has one here.\n"
    )
    done = pipectl("import", "d.csv", "--dry-run")
    assert said in done.err
    assert [line.split()[-1] for line in done.out.splitlines() if " won " in line] == ["–", "–"]
    assert [line.split()[-2] for line in done.out.splitlines() if " won " in line] == [
        *("2026-11-18", "2026-11-01")
    ]
    assert said in brought(pipectl, "d.csv").err
    closed = "select closed_on from opportunity order by id"
    days = [("2026-11-18",), ("2026-11-01",), ("2026-11-18",), (None,)]
    assert rows(pipectl, closed) == days
    pipectl.now = "2026-12-24"
    assert "4 unchanged" in pipectl("import", "d.csv", "--update").out
    assert rows(pipectl, closed) == days


def test_a_closed_row_with_an_expected_day_is_said_to_close_today(pipectl: Shell) -> None:
    head = "Opportunity ID,Opportunity Name,Stage,Close Date"
    write(
        "s.csv",
        *(head, "1,A,Closed Won,12/24/2026", "2,B,Closed Won,10/24/2026"),
        *("3,C,Meeting,12/24/2026",),
    )
    done = brought(pipectl, "s.csv")
    assert (
        "  1 closed row (line 2) with a closing date in the future: using today "
        "(2026-11-18), unless the deal already has one here.\n"
    ) in done.err
    assert rows(pipectl, "select closed_on, close_on from opportunity order by id") == [
        *(("2026-11-18", "2026-12-24"), ("2026-10-24", None), (None, "2026-12-24"))
    ]
    # When that day has come, the file says no more than it did.
    pipectl.now = "2026-12-25"
    assert "3 unchanged" in brought(pipectl, "s.csv", "--update").out


def test_what_belongs_to_another_outcome_is_left_out_and_said(pipectl: Shell) -> None:
    head = "Deal - ID,Deal - Title,Deal - Status,Deal - Deal created,Deal - Expected close date"
    write(
        "f.csv",
        f"{head},Deal - Won time,Deal - Lost time,Deal - Lost reason",
        "1,Al,Won,2026-01-05,,2026-03-01,2026-02-01,Price",
        "2,Bo,Open,2026-01-05,2027-01-05,,,Price",
        "3,Cy,Lost,2026-01-05,,,2026-02-01,Price",
    )
    done = brought(pipectl, "f.csv")
    assert (
        "  Deal - Lost reason: ignored in 2 rows (first in line 2) that aren't lost.\n"
        "  Deal - Lost time: ignored in 1 row (line 2) that isn't lost.\n"
    ) in done.err
    assert rows(
        pipectl, "select title, status, closed_on, reason from opportunity order by id"
    ) == [
        ("Al", "won", "2026-03-01", None),
        ("Bo", "open", None, None),
        ("Cy", "lost", "2026-02-01", "Price"),
    ]


def test_a_column_of_both_closings_is_left_out_only_of_rows_that_are_open(pipectl: Shell) -> None:
    head = "Deal - Titel,Deal - Wert,Deal - Phase,Deal - Status,Deal - Deal abgeschlossen am"
    closed = ("A,1,Meeting,Gewonnen,2026-09-01", "B,1,Meeting,Verloren,2026-09-02")
    write("d.csv", head, *closed)
    assert "left out of" not in brought(pipectl, "d.csv").err
    assert [row[1] for row in rows(pipectl, CLOSED)] == ["2026-09-01", "2026-09-02"]
    write("d.csv", head, *closed, "C,1,Meeting,Offen,2026-09-03")
    said = "  Deal - Deal abgeschlossen am: ignored in 1 row (line 4) that isn't lost or won.\n"
    assert said in brought(pipectl, "d.csv").err


@pytest.mark.parametrize(
    "actual",
    [
        *("Act. Close Date", "Actual close", "Tats. Abschlussdatum", "Tatsächl. Abschluss"),
        *("Date de fermeture effective", "Data effettiva di chiusura", "Fecha real de cierre"),
    ],
)
def test_beside_an_actual_closing_date_another_one_is_expected(pipectl: Shell, actual: str) -> None:
    write(
        "d.csv",
        f"Title,Amount,Close Date,{actual},Status",
        "Al,9,2026-12-20,2026-10-01,Won",
        "Bo,8,2026-12-21,,Open",
    )
    brought(pipectl, "d.csv", "--map", "outcome=Status")
    assert rows(pipectl, "select status, closed_on, close_on from opportunity order by title") == [
        ("won", "2026-10-01", None),
        ("open", None, "2026-12-21"),
    ]
