"""`--explain` tells every row that was looked at, those that don't count with why."""

from typing import Any

import pytest

from conftest import Shell, made_once
from reported import counted_sum, on


@made_once
def varied(pipectl: Shell) -> Shell:
    """Won in two quarters, lost, open with and without an amount or a date, and one in euros."""
    pipectl("config", "set", "commission_rate", "10%")
    on(pipectl, "2026-08-03", "add 'Old win' 5k", "add 'Big' 9k --close 2026-11-05")
    on(pipectl, "2026-08-10", "win 1")
    on(pipectl, "2026-10-05", "add 'New win' 7k", "add 'Loss' 3k", "add 'Blank'")
    on(pipectl, "2026-10-06", "win 3", "lose 4 --reason price", "add 'Euro' 1k --currency EUR")
    on(pipectl, "2026-10-07", "edit 2 --close 2026-11-15", "log call 2")
    return pipectl


def reasons(shell: Shell, *words: object) -> dict[tuple[int, str], Any]:
    """What each row says, by number and title."""
    found = shell(*words, "--explain", "--json").json["explain"]
    return {(row["id"], row["why"]): row["amount"] for row in found}


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (
            "pace",
            [
                (1, "not included: won 2026-08-10"),
                (4, "not included: lost 2026-10-06"),
                (2, "not included: open"),
                (6, "not included: open"),
            ],
        ),
        (
            "metrics --period 2026-Q3",
            [
                (3, "not included: created 2026-10-05"),
                (5, "not included: created 2026-10-05"),
            ],
        ),
        ("metrics", [(1, "not included: won 2026-08-10")]),
        (
            "report winloss --period 2026-Q4",
            [
                (1, "not included: won 2026-08-10"),
                (2, "not included: open"),
            ],
        ),
        (
            "report sources --period 2026-Q4",
            [
                (1, "not included: created 2026-08-03 and closed 2026-08-10"),
                (2, "not included: created 2026-08-03"),
            ],
        ),
        (
            "report slippage --period 2026-Q4",
            [
                (2, "pushed 2026-10-07: from 2026-11-05 to 2026-11-15"),
                (1, "not included: won before the period"),
                (5, "not included: added later"),
            ],
        ),
        (
            "report slippage --period 2026-11",
            [(5, "not included: no close date")],
        ),
        (
            "report commission",
            [
                (5, "not included: open, without an amount"),
                (6, "not included: in EUR"),
                (4, "not included: lost 2026-10-06"),
            ],
        ),
        (
            "coverage",
            [
                (1, "not included: won 2026-08-10 (win rate only)"),
                (4, "not included: lost 2026-10-06 (win rate only)"),
            ],
        ),
        (
            "quota suggest",
            [
                (3, "not included: won 2026-10-06 (average, win rate and sales cycle only)"),
                (2, "not included: open"),
            ],
        ),
        ("report activity --period 2026-11", [(1, "not included: call on 2026-10-07")]),
    ],
)
def test_every_row_is_told(varied: Shell, line: str, rows: list[tuple[int, str]]) -> None:
    told = reasons(varied, *line.split())
    assert [row for row in rows if row not in told] == [], sorted(told)


def test_what_is_left_out_adds_nothing(varied: Shell) -> None:
    found = varied("coverage", "--explain", "--json").json
    assert counted_sum(found) == 100 * (found["won"] + found["open"]) == 16_000_00
    assert counted_sum(varied("pace", "--explain", "--json").json) == 7_000_00


def test_no_rows_are_no_bare_header(pipectl: Shell) -> None:
    assert pipectl("report", "winloss", "--explain").lines[-1] == "Nothing was counted."


def test_what_was_done_on_another_currency_is_left_out_and_said(varied: Shell) -> None:
    on(varied, "2026-10-08", "log meeting 6", "next 6 Call --due 2026-10-09")
    on(varied, "2026-10-09", "done 6")
    for currency, kinds in (("USD", {"call": 1}), ("EUR", {"call": 1, "meeting": 1})):
        found = varied("report", "activity", "--currency", currency, "--json").json
        assert {each["kind"]: each["count"] for each in found["kinds"] if each["count"]} == kinds
    activity = varied("report", "activity", "--json").json
    assert (activity["left_out"], activity["wins"]) == ({"EUR": 2}, 1)
    assert varied("report", "activity").lines[-1] == "2 EUR activities not included."
    factors = varied("report", "factors", "--json").json
    assert (factors["actions"], factors["left_out"]) == ([], {"EUR": 1})
    assert varied("report", "factors", "--currency", "EUR", "--json").json["actions"] == [
        {"action": "Call", "advanced": 0, "n": 0, "rate": None, "going_on": 1}
    ]


def test_nothing_that_advanced_is_not_called_most_reliable(pipectl: Shell) -> None:
    on(
        pipectl,
        "2026-11-02",
        *(f"add 'Deal {n}' --next Call --due 2026-11-05" for n in range(1, 6)),
    )
    on(pipectl, "2026-11-03", *(f"done {n}" for n in range(1, 6)))
    on(pipectl, "2026-11-04", *(f"lose {n} --reason x" for n in range(1, 6)))
    assert pipectl("report", "factors").lines[0] == (
        "No factor or action with 5 or more entries was followed by an advance."
    )
