"""The weekly review looks after customers: won deals in a customer stage."""

import pytest

from conftest import Shell
from stored_rows import tables
from terminal import ENTER, Session

NEXT = ("--next", "Check in", "--due", "2026-12-04")


@pytest.fixture
def customers(empty: Shell) -> Shell:
    """One open deal; customers: one well tended, one overdue, one without a next action."""
    run = empty
    run("init")
    run("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    run("stage", "add", "Care", "--probability", "100", "--kind", "customer")
    run.now = "2026-11-10T10:00"
    run("add", "Open", "1k", *NEXT)
    for number, title in enumerate(("Well", "Late", "Bare"), 2):
        run("add", title, "2k", "--stage", "negotiation")
        run("win", number, *(NEXT if title != "Bare" else ()))
    run("next", 3, "Call", "--due", "2026-11-16")
    run("add", "Done with", "3k")
    run("lose", 5, "--reason", "no budget")
    run.now = "2026-11-15T10:00"
    for number in range(1, 5):
        run("log", "call", number)
    run.now = "2026-11-18T10:00"
    return run


def test_the_agenda_has_customers_that_need_something(customers: Shell) -> None:
    found = customers("review", "--json").json["agenda"]
    assert [(each["title"], each["flags"]) for each in found] == [
        ("Late", ["overdue"]),
        ("Bare", ["no-next-action"]),
        ("Open", ["unqualified"]),
    ]
    assert found[0]["customer_stage_entered_on"] == "2026-11-10"
    lines = customers("review").lines
    start = lines.index("Agenda, riskiest first")
    assert [line.split() for line in lines[start + 2 : start + 5]] == [
        *(["1", "3", "Late", "2,000", "USD", "Onboarding", "8", "overdue"],),
        *(["2", "4", "Bare", "2,000", "USD", "Onboarding", "8", "no-next"],),
        *(["3", "1", "Open", "1,000", "USD", "Initial", "contact", "8", "unqual"],),
    ]


def test_a_stage_for_customers_can_be_named(customers: Shell) -> None:
    named = customers("review", "--only", "onboarding", "--json").json["agenda"]
    assert [each["title"] for each in named] == ["Late", "Bare", "Well"]
    assert customers("review", "--only", "negotiation", "--json").json["agenda"] == []
    flagged = customers("review", "--only", "overdue", "--json").json["agenda"]
    assert [each["title"] for each in flagged] == ["Late"]


def test_a_customer_is_asked_only_what_comes_next(customers: Shell) -> None:
    customers("move", 3, "care", "--why", "They pay", "--next", "Call", "--due", "2026-11-16")
    session = Session(customers, ("review",), {})
    session.asked("1 of 3", "Late", "Care, 0 days", "won 10 Nov", "why", "They pay", "next", "Call")
    session.asked("What must happen next for this customer?", "Enter sets a new date or action")
    session.type(ENTER).asked("What must happen next?").type("Visit", ENTER)
    session.asked("By when").type("fri", ENTER)
    session.asked("2 of 3", "Bare", "Onboarding, 8 days")
    session.asked("What must happen next for this customer?", "which is missing").type("m")
    session.asked("Move it to which stage?").type(ENTER)
    session.asked("1. Why does this deal belong in Care?").type("Running", ENTER)
    session.asked("2. What").type("Check in", ENTER).asked("By when").type("+3d", ENTER)
    session.asked("Moved Bare to Care.", "3 of 3", "Open", "1. Is the prospect").type("s")
    minutes = session.left()
    assert "### Late, 2,000 USD\n\nIn Care for 0 days: stays, with new answers." in minutes
    assert "- Why: They pay (answered on Wed 18 Nov 2026)\n- Next: Visit, due Fri" in minutes
    assert "### Bare, 2,000 USD\n\nMoved to Care." in minutes
    assert "- Skipped: Open" in minutes
    assert customers("review", "show").out == minutes
    late = customers("show", 3, "--json").json
    assert (late["status"], late["next_action"]["action"]) == ("won", "Visit")
    bare = customers("show", 4, "--json").json
    assert (bare["customer_stage"], bare["next_action"]["due_on"]) == ("Care", "2026-11-21")
    before = tables(customers)["customer_stage"]
    customers("undo")
    customers("undo")
    assert len(tables(customers)["customer_stage"]) == len(before) - 1
    assert customers("show", 3, "--json").json["next_action"]["action"] == "Visit"
    customers("undo")
    assert customers("show", 3, "--json").json["next_action"]["action"] == "Call"


def test_a_customers_next_action_can_be_kept_or_completed(customers: Shell) -> None:
    customers("stage", "remove", "care")
    session = Session(customers, ("review", "--only", "onboarding"), {})
    session.asked("1 of 3", "Late").type("m")
    session.asked("Onboarding is the only customer stage.", "1 of 3").type("d")
    session.asked("Completing: Call", "How did it go?").type("All well", ENTER)
    session.asked("next").type("Call again", ENTER).asked("By when").type("+7d", ENTER)
    session.asked("1 of 3", "Late", "Call again", "Enter keeps").type(ENTER)
    session.asked("2 of 3", "Bare").type("s")
    session.asked("3 of 3", "Well", "Enter keeps").type("k")
    minutes = session.left()
    assert "### Late, 2,000 USD\n\nIn Onboarding for 8 days: stays, with new answers." in minutes
    assert "### Well, 2,000 USD\n\nIn Onboarding for 8 days: stays, all answers kept." in minutes


def test_today_names_a_customers_next_action_without_a_date(customers: Shell) -> None:
    customers("next", 4, "Ask for a reference")
    page = " ".join(customers("today").out.split())
    assert "1 next action has no date: Ask for a reference (Bare)." in page
