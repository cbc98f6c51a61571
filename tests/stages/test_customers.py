"""Customers: won deals in the stages after the win."""

from pathlib import Path

import pytest

from conftest import Shell, made_once
from imported import is_well, tables

NEXT = ("--next", "Check in", "--due", "fri")
WHY = ("--why", "They pay", *NEXT)


@made_once
def customers(empty: Shell) -> Shell:
    """A store with two customer stages and a deal that was won a month ago."""
    empty("init", "--quota", "60k", "--period", "2026-Q4")
    empty("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    empty("stage", "add", "Care", "--probability", "100", "--kind", "customer")
    empty.now = "2026-10-18T10:00"
    empty("add", "Acme", "10k", "--stage", "negotiation", "--account", "Acme Corp")
    empty("win", 1, "--reason", "trusted us", *NEXT)
    empty.now = "2026-11-18T10:00"
    return empty


def test_a_won_deal_goes_to_the_first_stage_for_customers(customers: Shell) -> None:
    deal = customers("show", 1, "--json").json
    assert (deal["status"], deal["stage"], deal["customer_stage"]) == (
        "won",
        "Negotiation",
        "Onboarding",
    )
    assert "customer in Onboarding" in customers("show", 1).out
    customers("add", "Open")
    assert customers("show", 2, "--json").json["customer_stage"] is None


def test_without_a_stage_for_customers_a_won_deal_stays_where_it_is(acme: Shell) -> None:
    acme("win", 1)
    assert acme("show", 1, "--json").json["customer_stage"] is None
    done = acme("move", 1, *WHY, "--buying", "yes", code=4)
    assert "is won, and a closed deal can't be moved." in done.err


def test_a_customer_moves_on_with_a_reason_and_a_next_action(customers: Shell) -> None:
    before = customers("coverage", "--json").out, customers("metrics", "--json").out
    done = customers("move", 1, *WHY)
    assert done.out == (
        "Moved Acme (#1)\n"
        "    10,000 USD · won on Sun 18 Oct 2026 · in Care · trusted us · next: Check in, due Fri "
        "20 Nov 2026\n"
    )
    deal = customers("show", 1, "--json").json
    assert (deal["customer_stage"], deal["closed_on"], deal["reason"]) == (
        "Care",
        "2026-10-18",
        "trusted us",
    )
    assert (customers("coverage", "--json").out, customers("metrics", "--json").out) == before
    assert "is in the last stage, Care." in customers("move", 1, *WHY, code=4).err
    customers("move", 1, "onboarding", *WHY)
    assert customers("show", 1, "--json").json["customer_stage"] == "Onboarding"
    is_well(customers)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("care",), 2, "--why"),
        (("care", "--why", "x", "--buying", "yes"), 2, "--buying"),
        (("onboarding", *WHY), 4, '"Acme" is already in Onboarding.'),
        (("proposal", *WHY), 4, "only be moved to a customer stage: Onboarding or Care."),
        (("care", *WHY, "--on", "2026-10-01"), 4, "can't have been moved"),
    ],
)
def test_a_wrong_move_of_a_customer_changes_nothing(
    customers: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    before = tables(customers)
    assert said in customers("move", 1, *words, code=code).err
    assert tables(customers) == before


def test_every_move_of_a_customer_can_be_undone(customers: Shell) -> None:
    before = tables(customers)
    customers("move", 1, *WHY)
    after = tables(customers)
    customers("undo")
    assert tables(customers) == before
    customers("redo")
    assert tables(customers) == after


def test_customers_are_listed_by_their_stage(customers: Shell) -> None:
    assert customers("list", "--stage", "onboarding", "--format", "ids").lines == ["1"]
    assert customers("list", "--stage", "care", "--format", "ids").lines == []
    assert "Onboarding" in customers("list", "--status", "won").out
    customers("add", "Open", "--stage", "proposal")
    both = ("list", "--stage", "proposal", "--stage", "onboarding", "--format", "ids")
    assert sorted(customers(*both).lines) == ["1", "2"]


def test_customers_are_on_the_board_behind_the_open_deals_and_not_in_the_total(
    customers: Shell,
) -> None:
    customers("add", "Open", "5k", "--stage", "proposal")
    board = customers("board", "--json").json
    assert [(each["stage"], each["count"]) for each in board["stages"][-2:]] == [
        ("Onboarding", 1),
        ("Care", 0),
    ]
    assert board["total"]["count"] == 1
    assert "The total is of open deals: without Onboarding and Care." in customers("board").out


def test_a_customer_is_looked_after_as_any_other_deal(customers: Shell) -> None:
    reminded = {each["kind"] for each in customers("remind", "--json").json if each["id"] == 1}
    assert reminded == {"overdue", "stale"}
    assert customers("show", 1, "--json").json["flags"] == ["overdue", "stale"]
    assert "Acme" in customers("today").out
    customers("done", 1, "--outcome", "All well")
    assert "no-next-action" in customers("show", 1, "--json").json["flags"]
    reminded = {each["kind"] for each in customers("remind", "--json").json if each["id"] == 1}
    assert "no-next-action" in reminded


def test_a_reopened_customer_is_an_open_deal_again(customers: Shell) -> None:
    customers("reopen", 1)
    deal = customers("show", 1, "--json").json
    assert (deal["status"], deal["stage"], deal["customer_stage"]) == ("open", "Negotiation", None)
    customers("move", 1, "proposal", "--buying", "yes", *WHY)
    customers("win", 1)
    assert customers("show", 1, "--json").json["customer_stage"] == "Onboarding"


def test_customers_of_a_removed_stage_go_to_another_one(customers: Shell) -> None:
    before = tables(customers)
    assert customers("stage", "remove", "onboarding", code=4).err == (
        'pipectl: 1 won deal is in "Onboarding".\n'
        '  Say where to move it: `pipectl stage remove "Onboarding" --to STAGE`.\n'
    )
    assert customers("stage", "remove", "onboarding", "--to", "proposal", code=4).err == (
        "pipectl: 1 won deal can't go to \"Proposal\": it isn't a customer stage.\n"
        "  Use --to Care.\n"
    )
    assert tables(customers) == before
    numbers = customers("metrics", "--json").out
    done = customers("stage", "remove", "onboarding", "--to", "care")
    assert "Moved 1 won deal to Care.\n" in done.err
    deal = customers("show", 1, "--json").json
    assert (deal["customer_stage"], deal["customer_stage_entered_on"]) == ("Care", "2026-10-18")
    assert "customer in Care since Sun 18 Oct 2026\n" in customers("show", 1).out
    assert customers("metrics", "--json").out == numbers
    is_well(customers)
    customers("undo")
    assert tables(customers) == before


def test_customers_of_the_last_removed_stage_stay_won_and_are_in_none(customers: Shell) -> None:
    customers("move", 1, *WHY)
    customers("stage", "remove", "onboarding")
    said = customers("stage", "remove", "care", "--to", "proposal", code=4).err
    assert "Leave out --to: won deals then have no customer stage.\n" in said
    numbers = customers("metrics", "--json").out
    done = customers("stage", "remove", "care")
    assert "1 won deal is no longer in a customer stage. No number changes.\n" in done.err
    deal = customers("show", 1, "--json").json
    assert (deal["status"], deal["customer_stage"], deal["flags"]) == ("won", None, [])
    assert deal["customer_stage_entered_on"] is None
    assert customers("metrics", "--json").out == numbers
    is_well(customers)
    customers("undo")
    assert customers("show", 1, "--json").json["customer_stage"] == "Care"


def test_as_of_a_day_a_customer_is_where_it_was(customers: Shell) -> None:
    day = customers("list", "--status", "won", "--as-of", "2026-11-17", "--json").out
    customers("move", 1, *WHY)
    assert customers("list", "--status", "won", "--as-of", "2026-11-17", "--json").out == day


def test_customers_come_back_from_an_export(customers: Shell, tmp_path: Path) -> None:
    customers("move", 1, *WHY)
    whole = customers("export", "--what", "all").out
    (tmp_path / "all.jsonl").write_text(whole, "utf-8")
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", tmp_path / "all.jsonl")
    assert other("export", "--what", "all").out == whole
    assert other("show", 1, "--json").json["customer_stage"] == "Care"
    is_well(other)
