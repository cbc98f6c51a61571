"""Deals with a recurring amount: typed, changed, won, reopened, undone, shown."""

import json

import pytest

from conftest import Shell, made_once
from reported import on
from terminal import Session


@made_once
def sold(pipectl: Shell) -> Shell:
    """A deal of 2,500 a month for a year, and a one-time one."""
    pipectl("add", "Cedar", "2500/mo", "--term", "12")
    pipectl("add", "Birch", "8k")
    return pipectl


def worth(shell: Shell, number: int = 1) -> tuple[object, ...]:
    """The amount of a deal in all, and what it is per month or year."""
    found = shell("show", number, "--json").json
    return found["amount"], found["currency"], found["recurring"]


def per(amount: float, months: int, each: str = "month") -> dict[str, object]:
    """The key of a recurring amount."""
    return {"amount": amount, "per": each, "months": months}


def test_both_are_kept_and_shown(sold: Shell) -> None:
    assert worth(sold) == (30000, "USD", per(2500, 12))
    assert worth(sold, 2) == (8000, "USD", None)
    assert "  amount      30,000 USD (2,500/mo for 12 months)\n" in sold("show", 1).out
    assert "30,000 USD (2,500/mo for 12 months)" in sold("brief", 1).out
    assert sold("list", "--columns", "id,amount,recurring").lines == [
        "#      Amount               Recurring",
        "1  30,000 USD  2,500/mo for 12 months",
        "2   8,000 USD                       –",
    ]
    assert sold("board", "--json").json["total"]["amount"] == 38000


@pytest.mark.parametrize(
    ("typed", "amount", "currency", "recurring"),
    [
        (("--term", "24"), 60000, "USD", per(2500, 24)),
        (("--amount", "3000/mo"), 36000, "USD", per(3000, 12)),
        (("--amount", "30k/yr", "--term", "3y"), 90000, "USD", per(30000, 36, "year")),
        (("--amount", "100/yr for 5 months"), 41.67, "USD", per(100, 5, "year")),
        (("--amount", "2.5k EUR/mo"), 30000, "EUR", per(2500, 12)),
        (("--currency", "JPY"), 30000, "JPY", per(2500, 12)),
        (("--currency", "KWD", "--term", "1"), 2500, "KWD", per(2500, 1)),
        (("--amount", "20k"), 20000, "USD", None),
        (("--clear", "term"), 30000, "USD", None),
        (("--clear", "amount"), None, "USD", None),
        (("--title", "Cedar support"), 30000, "USD", per(2500, 12)),
    ],
)
def test_an_edit_changes_what_it_names_and_undo_brings_back_the_same_bytes(
    sold: Shell, typed: tuple[str, ...], amount: object, currency: str, recurring: object
) -> None:
    def rows() -> str:
        return sold("export", "--what", "all").out.partition('{"table": "changed"')[0]

    before = rows()
    sold("edit", 1, *typed)
    after = rows()
    assert worth(sold) == (amount, currency, recurring)
    sold("undo")
    kept = [json.loads(line) for line in rows().splitlines()[1:]]
    assert kept == [json.loads(line) for line in before.splitlines()[1:]]
    sold("redo")
    assert rows() == after
    sold("doctor")


def test_its_total_is_the_same_amount_and_changes_nothing(sold: Shell) -> None:
    said = sold("edit", 1, "--amount", "30k").out
    assert said.startswith("Unchanged: Cedar (#1)\n    30,000 USD (2,500/mo for 12 months) · ")
    assert len(sold("history", "--json").json) == 2


def test_an_amount_in_all_says_that_it_recurs_no_longer(sold: Shell) -> None:
    assert "no next action · no longer recurring" in sold("edit", 1, "--amount", "20k").out
    assert "no longer recurring" not in sold("edit", 1, "--amount", "21k").out


def test_several_deals_take_a_recurring_amount_each_in_its_currency(sold: Shell) -> None:
    sold("edit", 2, "--currency", "EUR")
    sold("edit", 1, 2, "--amount", "1000.50/mo", "--term", "3")
    assert worth(sold) == (3001.5, "USD", per(1000.5, 3))
    assert worth(sold, 2) == (3001.5, "EUR", per(1000.5, 3))
    sold("edit", 1, 2, "--term", "4")
    assert [worth(sold, each)[0] for each in (1, 2)] == [4002, 4002]


def test_a_win_compares_totals_and_reopening_brings_the_amount_back(sold: Shell) -> None:
    sold("win", 1, "--amount", "13k/mo", code=4)  # 156,000 is more than five times 30,000
    assert "no longer" not in sold("win", 1, "--amount", "2600/mo").out
    assert worth(sold) == (31200, "USD", per(2600, 12))
    said = sold("reopen", 1).err
    assert "The amount is 30,000 USD (2,500/mo for 12 months) again." in said
    assert worth(sold) == (30000, "USD", per(2500, 12))
    assert "no longer recurring" in sold("win", 1, "--amount", "28k").out
    assert worth(sold) == (28000, "USD", None)
    sold("reopen", 1)
    sold("win", 1, "--term", "24")
    assert worth(sold) == (60000, "USD", per(2500, 24))
    sold("reopen", 1)
    sold("win", 1, "--amount", "30k")
    assert worth(sold) == (30000, "USD", per(2500, 12))


def test_at_a_terminal_the_term_is_asked_for(sold: Shell) -> None:
    session = Session(sold, ("add", "Dogwood", "1k/mo"), {})
    session.answer("For how long is 1k/mo?", "2y").answer("What must happen next?")
    session.left()
    assert worth(sold, 3) == (24000, "USD", per(1000, 24))
    session = Session(sold, ("win", "2"), {})
    session.answer("Why did you win this deal?")
    session.answer("Won at a different amount?", "700/mo").asked("needs a term")
    session.type(" for 12m", "\r")
    session.left()
    assert worth(sold, 2) == (8400, "USD", per(700, 12))


def test_history_keeps_what_it_was_and_an_earlier_day_shows_it(sold: Shell) -> None:
    on(sold, "2026-11-20", "edit 1 --amount 3k/mo", "edit 2 --amount 1k/yr --term 6")
    sold.now = "2026-11-21"
    past = sold("show", 1, "--json").json["history"]
    assert [row["recurring"] for row in past] == [per(2500, 12), per(3000, 12)]
    shown = sold("metrics", "--json", "--as-of", "2026-11-19").json
    assert (shown["open_mrr"], shown["open_mrr_n"]) == (2500, 1)
    shown = sold("metrics", "--json").json
    assert (shown["open_mrr"], shown["open_mrr_n"]) == (3083.33, 2)
    exported = sold("export", "--what", "history").out.splitlines()
    assert exported[0].endswith(",note,recorded_on,recurring,recurring_per,term_months")
    assert [line.split(",")[-3:] for line in exported[1:]] == [
        ["2500.00", "month", "12"],
        ["", "", ""],
        ["3000.00", "month", "12"],
        ["1000.00", "year", "6"],
    ]


def test_on_a_narrow_screen_the_history_shows_the_total(sold: Shell) -> None:
    sold("edit", 1, "--amount", "20k")
    sold.extra["COLUMNS"] = "60"
    assert sold("show", 1).lines[-2:] == [
        "  Wed 18 Nov 2026  Initial  open    30,000 USD  –",
        "  Wed 18 Nov 2026  Initial  open    20,000 USD  –",
    ]
    sold.extra["COLUMNS"] = "100"
    assert "30,000 USD (2,500/mo for 12 months)" in sold("show", 1).lines[-2]


def test_history_and_undo_name_the_recurring_amount(sold: Shell) -> None:
    sold("edit", 1, "--amount", "20k")
    assert '    changed deal "Cedar": amount, recurring amount, term\n' in sold("history").out


def test_conditions_and_sorting_take_the_amount_per_month(sold: Shell) -> None:
    sold("add", "Elm", "24k/yr", "--term", "2y")
    sold("add", "Oak", "100k")

    def ids(*words: str) -> list[str]:
        return sold("list", *words, "--format", "ids").lines

    assert ids("--where", "recurring>2k") == ["1"]
    assert ids("--where", "recurring=2k") == ["3"]
    assert ids("--where", "term>=24") == ["3"]
    assert ids("--sort", "recurring") == ["3", "1", "2", "4"]
    assert ids("--sort", "recurring", "--reverse")[:2] == ["1", "3"]


def test_a_field_that_was_called_term_before_is_still_meant_by_its_name(sold: Shell) -> None:
    sold("field", "add", "Term", "--on", "deal", code=2)
    sold("field", "add", "Months", "--on", "deal", "--type", "number")
    sold("edit", 2, "--set", "Months=7")
    with sold.opened() as connection:
        connection.execute("update custom_field set name = 'Term', name_folded = 'term'")
    connection.close()
    assert sold("list", "--where", "term=7", "--format", "ids").lines == ["2"]
    assert sold("list", "--where", "term=12", "--format", "ids").lines == []


def test_what_if_takes_one_and_a_draft_names_it(sold: Shell) -> None:
    said = sold("what-if", "--amount", "1=3k/mo", "--add", "2@1k/mo for 12m:Proposal", "board").out
    assert "Cedar (#1) is worth 36,000 USD (3,000/mo for 12 months)" in " ".join(said.split())
    assert "12,000 USD (1,000/mo for 12 months) each" in " ".join(said.split())
    sold("template", "add", "Offer", "-", stdin="It is {{ deal.recurring }}.")
    assert sold("draft", 1, "Offer").out == "It is 2,500/mo for 12 months.\n"


def test_doctor_finds_a_total_that_was_changed_by_hand(sold: Shell) -> None:
    for table in ("opportunity", "opportunity_history"):
        with sold.opened() as connection:
            connection.execute(
                f"update {table} set amount_minor = 1 where recurring_per is not null"
            )
        connection.close()
    found = sold("doctor", code=4)
    assert "deal 1: the amount isn't the recurring amount over its term" in found.out + found.err


def test_without_one_nothing_is_said_of_it(pipectl: Shell) -> None:
    pipectl("add", "Birch", "8k")
    pipectl("win", 1)
    for command in (("metrics", "--explain"), ("show", 1), ("list", "--all"), ("brief", 1)):
        said = pipectl(*command).out
        assert "MRR" not in said
        assert "ecurring" not in said
