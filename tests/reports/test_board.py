"""The board: what stands where, what it weighs, and what is left out, in words and numbers."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.pipeline.rules import OpportunityState
from pipectl.reports.board.rules import BoardItem, board
from pipectl.stage_history import StageRef

TODAY = date(2026, 11, 18)
STEPS = [StageRef(1, "First", 0, 0), StageRef(2, "Second", 1, 1250), StageRef(3, "Third", 2, 8000)]


def item(
    number: int, stage: int, amount: int | None, own_bp: int | None = None, days: int = 0
) -> BoardItem:
    """An open opportunity that stands in its stage for so many days and has nothing next."""
    entered = TODAY - timedelta(days=days)
    standing = OpportunityState(
        status="open",
        stage_entered_on=entered,
        added_on=TODAY,
        last_contact_on=None,
        has_next=days < 5,
        due_on=None,
        close_on=None,
        asked_on=entered,
        buying="yes",
        revisit_on=None,
        cadence_days=7,
        slow_days=30,
        is_single_threaded=False,
    )
    return BoardItem(number, f"Deal {number}", stage, amount, own_bp, "USD", None, None, standing)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.none() | st.integers(0, 10**9),
            st.none() | st.integers(0, 10_000),
        ),
        max_size=12,
    )
)
def test_weighted_amounts_are_rounded_one_by_one_and_then_summed(
    deals: list[tuple[int, int | None, int | None]],
) -> None:
    items = [item(number, *deal) for number, deal in enumerate(deals, start=1)]
    found = board(STEPS, items, by="stage", today=TODAY)
    bp = {step.id: step.probability_bp for step in STEPS}
    chances = [bp[stage] if own is None else own for stage, _, own in deals]
    exact = [(amount or 0) * chance for (_, amount, _), chance in zip(deals, chances, strict=True)]
    assert found.total.weighted_minor == sum((each + 5000) // 10_000 for each in exact)
    assert found.total.amount_minor == sum(amount or 0 for _, amount, _ in deals)
    assert found.total.count == sum(line.count for line in found.stages) == len(deals)
    assert found.without_amount == sum(amount is None for _, amount, _ in deals)


def test_a_line_has_count_sums_the_oldest_and_the_flagged() -> None:
    items = [item(1, 2, 100, days=3), item(2, 2, None, days=9), item(3, 2, 50, own_bp=0)]
    _, line, empty = board(STEPS, items, by="stage", today=TODAY).stages
    assert (line.count, line.amount_minor, line.weighted_minor) == (3, 150, 13)
    assert (line.oldest_days, line.flagged) == (9, 1)
    assert (empty.count, empty.amount_minor, empty.oldest_days) == (0, 0, None)


# --- with real commands


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Seven open opportunities, one of them in euros, and two that were closed."""
    run = Shell(tmp_path_factory.mktemp("market"))
    run("init")
    add = ("--account", "Acme", "--source", "web", "--close", "eoq")
    run("add", "One", "0.05", "--stage", "discovery", *add)
    run("add", "Two", "0.05", "--stage", "discovery", "--on", "2026-10-01", *add)
    run("add", "Three", "0.05", "--stage", "discovery", "--close", "2027-01-10")
    run("add", "Four", "10k", "--stage", "proposal", "--probability", "0", "--source", "fair")
    run("add", "Five", "20k", "--stage", "proposal", "--close", "2026-11-02", "--account", "Beta")
    run("add", "Six", "--stage", "meeting", "--close", "eoq")
    run("add", "Seven", "€9k", "--stage", "meeting", "--close", "eoq")
    run("add", "Won", "5k")
    run("win", "Won")
    run("add", "Lost", "5k")
    run("lose", "Lost", "--reason", "no need")
    return run


def lines(found: Any, key: str = "stage") -> list[tuple[Any, ...]]:
    """The lines that have something, short."""
    return [
        (each[key], each["count"], each["amount"], each["weighted"])
        for each in found
        if each["count"]
    ]


def test_the_board_has_every_key_and_every_stage(market: Shell) -> None:
    found = market("board", "--json").json
    assert set(found) >= {"stages", "total", "currency", "left_out"}
    wanted = {"stage", "probability", "count", "amount", "weighted", "oldest_days", "flagged"}
    assert [set(each) for each in found["stages"]] == [wanted] * 5
    assert set(found["total"]) == {"count", "amount", "weighted"}
    assert [(each["stage"], each["probability"]) for each in found["stages"]] == [
        ("Initial contact", 0),
        ("Discovery", 10),
        ("Meeting", 30),
        ("Proposal", 60),
        ("Negotiation", 80),
    ]


def test_the_board_sums_what_is_open_in_one_currency(market: Shell) -> None:
    found = market("board", "--json").json
    # A tenth of 5 cents is rounded to a cent three times, never 15 cents to 2.
    assert lines(found["stages"]) == [
        ("Discovery", 3, 0.15, 0.03),
        ("Meeting", 1, 0, 0),
        ("Proposal", 2, 30000, 12000),
    ]
    assert found["total"] == {"count": 6, "amount": 30000.15, "weighted": 12000.03}
    assert found["stages"][1]["oldest_days"] == 48
    assert found["stages"][4]["oldest_days"] is None
    assert (found["currency"], found["left_out"]) == ("USD", {"EUR": 1})


def test_another_currency_is_summed_when_asked_for(market: Shell) -> None:
    found = market("board", "--currency", "eur", "--json").json
    assert lines(found["stages"]) == [("Meeting", 1, 9000, 2700)]
    assert (found["currency"], found["left_out"]) == ("EUR", {"USD": 6})
    assert "is not an ISO 4217 currency" in market("board", "--currency", "XYZ", code=2).err


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("stage", ["Initial contact", "Discovery", "Meeting", "Proposal", "Negotiation"]),
        ("source", ["fair", "web", None]),
        ("account", ["Acme", "Beta", None]),
        ("month", ["2026-11", "2026-12", "2027-01", None]),
    ],
)
def test_the_board_is_grouped_as_asked_for(
    market: Shell, by: str, groups: list[str | None]
) -> None:
    found = market("board", "--by", by, "--json").json
    assert [each["group"] for each in found["groups"]] == groups
    for key in ("count", "amount", "weighted"):
        whole = sum(each[key] for each in found["groups"])
        assert whole == pytest.approx(found["total"][key], abs=0.001)


def test_an_unknown_group_is_an_error(market: Shell) -> None:
    assert (
        "Group by stage, source, account, month, campaign, tag or owner."
        in market("board", "--by", "size", code=2).err
    )


def test_a_period_takes_what_can_close_in_it(market: Shell) -> None:
    def counted(period: str) -> list[tuple[Any, ...]]:
        return lines(market("board", "--period", period, "--json").json["stages"])

    # Five's date has passed: it belongs to every period that holds today, and to no other.
    assert counted("this-quarter") == [
        ("Discovery", 2, 0.1, 0.02),
        ("Meeting", 1, 0, 0),
        ("Proposal", 1, 20000, 12000),
    ]
    assert counted("2026-11") == [("Proposal", 1, 20000, 12000)]
    assert counted("2027-Q1") == [("Discovery", 1, 0.05, 0.01)]
    assert counted("2026-10") == []
    assert "is not a period" in market("board", "--period", "soon", code=2).err


@pytest.mark.parametrize("flags", [[], ["--period", "this-quarter"], ["--currency", "EUR"]])
def test_the_rows_of_explain_sum_to_the_total(market: Shell, flags: list[str]) -> None:
    found = market("board", "--explain", *flags, "--json").json
    counted = [row for row in found["explain"] if row["why"] == "open"]
    assert len(counted) == found["total"]["count"]
    for key in ("amount", "weighted"):
        whole = sum(row[key] or 0 for row in counted)
        assert whole == pytest.approx(found["total"][key], abs=0.001)
    assert len(found["explain"]) == 7
    assert all(row["why"].startswith(("open", "not included: ")) for row in found["explain"])


def test_the_board_is_drawn_with_bars_and_says_what_is_left_out(market: Shell) -> None:
    drawn = market("board").lines
    assert drawn[0].split() == [
        *("Stage", "%", "Deals", "Amount", "USD", "By", "amount", "Weighted", "Oldest", "Flagged")
    ]
    assert drawn[4].split() == ["Proposal", "60", "2", "30,000", "█" * 16, "12,000", "0", "d", "2"]
    assert drawn[6].split() == ["Total", "–", "6", "30,000.15", "12,000.03", "48", "d", "6"]
    assert drawn[7] == "1 deal has no amount (counted as 0). 1 EUR deal not included."


def test_an_empty_board_says_how_to_begin(pipectl: Shell) -> None:
    assert "pipectl add" in pipectl("board").lines[-1]
    assert pipectl("board", "--json").json["total"] == {"count": 0, "amount": 0, "weighted": 0}
