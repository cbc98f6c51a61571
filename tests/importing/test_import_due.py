"""`import` of next actions: their day, their time of day, and days without an action."""

import pytest

from conftest import Shell
from imported import brought, rows, write

ACTIONS = "select text, due_on, due_time from next_action where status = 'open' order by text"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("11/25/2026 14:30", ("2026-11-25", "14:30")),
        ("2026-11-25 2:30 PM", ("2026-11-25", "14:30")),
        ("2026-11-25T14:30:10", ("2026-11-25", "14:30")),
        ("25.11.2026 09:05", ("2026-11-25", "09:05")),
        ("2026-11-25", ("2026-11-25", None)),
        ("2026-11-25 00:00:00", ("2026-11-25", None)),
        ("2026-11-25 23:59:59", ("2026-11-25", None)),
    ],
)
def test_a_due_date_may_have_a_time(pipectl: Shell, text: str, due: tuple[str, str | None]) -> None:
    write("d.csv", "Title,Amount,Next Step,Next Step Date", f"Al,9,Call Bo,{text}")
    brought(pipectl, "d.csv")
    assert rows(pipectl, ACTIONS) == [("Call Bo", *due)]


def test_an_update_changes_a_time_only_if_the_file_has_one(pipectl: Shell) -> None:
    head = "Deal ID,Title,Amount,Next Step,Next Step Date"
    write("d.csv", head, "1,Al,9,Call Bo,2026-11-25 14:30")
    brought(pipectl, "d.csv")
    write("d.csv", head, "1,Al,9,Call Bo,2026-11-25")
    assert "1 unchanged" in brought(pipectl, "d.csv", "--update").out
    assert rows(pipectl, ACTIONS) == [("Call Bo", "2026-11-25", "14:30")]
    write("d.csv", head, "1,Al,9,Call Bo,2026-11-25 16:00")
    assert "1 changed" in brought(pipectl, "d.csv", "--update").out
    assert rows(pipectl, ACTIONS) == [("Call Bo", "2026-11-25", "16:00")]
    write("d.csv", head, "1,Al,9,Call Bo,2026-11-26")
    brought(pipectl, "d.csv", "--update")
    assert rows(pipectl, ACTIONS) == [("Call Bo", "2026-11-26", None)]


def test_a_due_date_without_an_action_is_left_out_and_said(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Amount,Next Step,Next Step Date,Status",
        "Al,9,Call Bo,2026-11-25,Open",
        "Bo,8,,2026-11-26,Open",
        "Cy,7,,2026-11-27,Won",
    )
    done = brought(pipectl, "d.csv", "--map", "outcome=Status")
    assert "  Next Step Date: ignored in 1 row (line 3) without a next action.\n" in done.err
    assert rows(pipectl, ACTIONS) == [("Call Bo", "2026-11-25", None)]
