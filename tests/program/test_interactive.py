"""Commands that ask: what is asked at a terminal, what an answer does, and how to leave."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pexpect
import pytest

from conftest import Shell, made_once
from terminal import ANNOUNCED, CTRL_C, CTRL_D, DOWN, ENTER, SPACE, UP, Session

BUYING = "1. Is the prospect truly in buying mode?"
WHY = "2. Why does this deal belong in"
TICK = "exit criteria"
NOTED = "Anything to note for"
NEXT = "What must happen next?"
WHEN = "By when?"
FACTOR = "What moved the deal forward?"
OVERRIDE = "Why move it anyway?"
REASON = "Why did you lose this deal?"
HAPPENED = "What happened?"
REVISIT = "When do you want to revisit it?"
PUSH = "Why is the close date moving later?"
WENT = "How did it go?"
KEPT = "Interrupted: nothing was changed. Your answers are kept for the next try."
OFFERED = "You answered this today, before you stopped · Enter keeps it"


Start = Callable[..., Session]


@made_once
def two(acme: Shell) -> Shell:
    """A store with Acme rollout (next: Call, due Friday) and Birch."""
    acme("add", "Birch pilot", "5k")
    return acme


@pytest.fixture
def at(two: Shell) -> Start:
    """Start a command on that store."""

    def start(*words: str, **environment: str) -> Session:
        return Session(two, words, environment)

    return start


def everything(shell: Shell) -> dict[str, list[tuple[Any, ...]]]:
    """What is in the store beside the answers that are kept for a next try."""
    return {name: rows for name, rows in shell.tables().items() if name != "review_position"}


def kept(shell: Shell) -> int:
    """For how many commands answers are kept."""
    with shell.opened() as store:
        (count,) = store.execute("select count(*) from review_position").fetchone()
    return int(count)


def shown(shell: Shell, number: int = 1) -> Any:
    return shell("show", number, "--json").json


# move


def test_move_asks_the_three_questions_and_shows_what_they_are_about(at: Start) -> None:
    session = at("move", "acme")
    session.asked("Acme rollout: Initial contact -> Discovery (forward)")
    session.asked("Discovery: The buyer has told you")
    session.asked(BUYING, "choose an answer").type("y", ENTER)
    session.asked(TICK, "[ ] They replied").type(SPACE, DOWN, SPACE, ENTER)
    session.answer(NOTED)
    session.answer(WHY, "Owner asked for a date")
    session.asked("3. What must happen next?", "Enter keeps Call, due Fri 20 Nov")
    session.type("nda", ENTER)
    session.answer(WHEN, "next tue 14:30")
    session.answer(FACTOR, "budget approved")
    assert session.left() == (
        "Moved Acme rollout (#1)\n"
        "    12,000 USD · Discovery 10 % · closes Thu 31 Dec 2026 · next: Send NDA, due Tue 24 Nov"
        " 2026 14:30\n"
    )
    found = shown(session.shell)
    assert found["qualification"] == {
        "buying": "yes",
        "why": "Owner asked for a date",
        "asked_on": "2026-11-18",
    }
    assert found["next_action"]["due_on"] == "2026-11-24"
    assert found["qualifications"][0]["factor"] == "budget approved"
    assert len([each for each in found["criteria"] if each["met_on"]]) == 2


def test_enter_alone_answers_no_question_and_keeps_the_next_action(at: Start) -> None:
    session = at("move", "acme")
    session.asked(BUYING).type(ENTER).asked("Choose one from the list")
    session.type("unsure", ENTER)
    session.answer(TICK)
    session.asked(WHY).type(ENTER).asked("An answer is required.").type("It feels right", ENTER)
    session.answer(NEXT)
    session.answer(FACTOR)
    session.left()
    found = shown(session.shell)
    assert found["stage"] == "Discovery"
    assert found["qualification"]["buying"] == "unsure"
    assert found["next_action"] == {"action": "Call", "due_on": "2026-11-20", "due_time": None}
    assert "unqualified" in found["flags"]
    assert not [each for each in found["criteria"] if each["met_on"]]


def test_the_last_answers_are_shown_before_they_are_asked_again(at: Start, acme: Shell) -> None:
    acme("move", "acme", "--buying", "yes", "--why", "Owner asked for a date")
    session = at("move", "acme")
    session.asked("Last answered today, Wed 18 Nov 2026 (Discovery):", "buying: yes")
    session.asked("why: Owner asked for a date", "next: Call, due Fri 20 Nov 2026", BUYING)
    session.type(CTRL_C)
    session.left(130)


def test_only_what_no_flag_says_is_asked(at: Start) -> None:
    session = at("move", "acme", "--buying", "yes", "--met", "They replied", "--factor", "x")
    session.answer(WHY, "Owner asked")
    session.answer(NEXT)
    session.left()
    assert BUYING not in session.said
    assert TICK not in session.said
    assert FACTOR not in session.said


def test_an_action_without_a_date_is_asked_for_its_date(at: Start) -> None:
    session = at("move", "birch", "--buying", "yes", "--why", "x", "--next", "Send NDA")
    session.answer(TICK)
    session.asked('When is "Send NDA" due?').type(ENTER).asked("An answer is required.")
    session.type("fri", ENTER)
    session.answer(FACTOR)
    session.left()
    assert shown(session.shell, 2)["next_action"]["due_on"] == "2026-11-20"


def test_a_no_becomes_a_loss_with_its_reason(at: Start) -> None:
    session = at("move", "acme", "--json")
    session.asked(BUYING).type("no", ENTER)
    session.asked(REASON, "no budget").type("timing", ENTER)
    session.answer(HAPPENED, "They merge first")
    session.answer(REVISIT, "in 3 months")
    found = json.loads(session.left())
    assert found["status"] == "lost"
    assert (found["reason"], found["revisit_on"]) == ("bad timing", "2027-02-18")
    assert found["stage"] == "Initial contact"
    assert shown(session.shell)["closing_note"] == "They merge first"
    assert shown(session.shell)["qualification"]["buying"] == "no"


def test_a_no_with_a_reason_of_its_own_and_nothing_else(at: Start) -> None:
    session = at("move", "acme")
    session.asked(BUYING).type("no", ENTER)
    session.asked(REASON).type(ENTER).asked("An answer is required.").type("dog ate it", ENTER)
    session.answer(HAPPENED)
    session.asked(REVISIT).type("yesterdayish", ENTER).asked("is not a date").type("\x15", ENTER)
    assert "dog ate it" in session.left()


def test_an_unmet_required_criterion_asks_why_move_all_the_same(at: Start, acme: Shell) -> None:
    acme("stage", "criteria", "add", "initial contact", "They signed", "--required")
    session = at("move", "acme")
    session.asked(BUYING).type("yes", ENTER)
    session.asked(TICK, "They signed  required").type(ENTER)
    session.asked("Required but not met: They signed", OVERRIDE).type(ENTER)
    session.asked("An answer is required.").type("in a hurry", ENTER)
    session.answer(WHY, "x")
    session.answer(NEXT)
    session.answer(FACTOR)
    session.left()
    assert shown(session.shell)["qualifications"][0]["override"] == "in a hurry"


def test_a_met_required_criterion_asks_nothing_more(at: Start, acme: Shell) -> None:
    acme("stage", "criteria", "add", "initial contact", "They signed", "--required")
    session = at("move", "acme", "--buying", "yes")
    session.asked(TICK).type(UP, SPACE, ENTER)
    session.answer(NOTED)
    session.answer(WHY, "x")
    session.answer(NEXT)
    session.answer(FACTOR)
    session.left()
    assert OVERRIDE not in session.said


def test_a_move_back_asks_for_no_factor(at: Start, acme: Shell) -> None:
    acme("move", "acme", "--buying", "yes", "--why", "x")
    session = at("move", "acme", "initial contact", "--buying", "yes")
    session.asked("Discovery -> Initial contact (back)")
    session.answer(TICK)
    session.answer(WHY, "not yet")
    session.answer(NEXT)
    session.left()
    assert FACTOR not in session.said


# Leaving in the middle


@pytest.mark.parametrize(
    ("at_question", "key"),
    [*((place, CTRL_C) for place in range(6)), (0, CTRL_D), (4, CTRL_D)],
    ids=lambda each: {CTRL_C: "ctrl-c", CTRL_D: "ctrl-d"}.get(each),
)
def test_leaving_in_the_middle_changes_nothing(at: Start, key: str, at_question: int) -> None:
    session = at("move", "acme")
    before = everything(session.shell)
    steps = ((BUYING, "yes"), (TICK, ""), (WHY, "x"), (NEXT, "Call back"), (WHEN, "fri"))
    for question, answer in steps[:at_question]:
        session.answer(question, answer)
    session.asked((*steps, (FACTOR, ""))[at_question][0]).type(key)
    session.asked(KEPT if at_question else "Interrupted: nothing was stored.")
    assert session.left(130) == ""
    assert everything(session.shell) == before
    if not at_question:
        assert session.nothing_was_stored()


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (("add", "Tea"), NEXT),
        (("done", "acme"), WENT),
        (("log", "call", "acme"), "Does this complete the next action, Call? (Y/n)"),
        (("next", "acme"), NEXT),
        (("lose", "acme"), REASON),
        (("delete", "acme-rollout"), "Delete Acme rollout?"),
        (("edit", "acme", "--close", "2027-06-01"), PUSH),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_leaving_any_command_stores_nothing(
    at: Start, words: tuple[str, ...], question: str
) -> None:
    session = at(*words)
    session.asked(question).type(CTRL_C).asked("Interrupted: nothing was stored.")
    assert session.left(130) == ""
    assert session.nothing_was_stored()
    assert not ANNOUNCED.findall(session.said)


# The answers of a try that was interrupted


def interrupted_move(at: Start, **environment: str) -> None:
    session = at("move", "acme", **environment)
    session.asked(BUYING).type("yes", ENTER)
    session.asked(TICK).type(SPACE, ENTER)
    session.answer(NOTED)
    session.answer(WHY, "Owner asked for a date")
    session.asked(NEXT).type("nda", ENTER)
    session.answer(WHEN, "next tue 14:30")
    session.asked(FACTOR).type(CTRL_C).asked(KEPT)
    session.left(130)


def test_a_move_that_was_interrupted_begins_with_its_answers(at: Start, acme: Shell) -> None:
    interrupted_move(at)
    operations = acme("history", "--json").json
    session = at("move", "acme")
    session.asked(BUYING, "yes", "> yes", OFFERED).type(ENTER)
    session.asked(TICK, "[x] They replied", OFFERED).type(ENTER)
    session.answer(NOTED)
    session.asked(WHY, "Owner asked for a date", OFFERED).type("\x05, and named it", ENTER)
    session.asked(NEXT, "nda", "> Send NDA", OFFERED).type(ENTER)
    session.asked(WHEN, "next tue 14:30", OFFERED).type("\x15fri", ENTER)
    session.asked(FACTOR, "Enter skips").type(ENTER)
    session.left()
    found = shown(acme)
    assert found["qualification"]["why"] == "Owner asked for a date, and named it"
    assert found["next_action"] == {
        "action": "Send NDA",
        "due_on": "2026-11-20",
        "due_time": None,
    }
    assert len([each for each in found["criteria"] if each["met_on"]]) == 1
    assert len(acme("history", "--json").json) == len(operations) + 1
    assert kept(acme) == 0
    acme("undo")
    assert kept(acme) == 0


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (("lose", "acme"), ((REASON, "no budget"), (HAPPENED, "They merge first"), (REVISIT, ""))),
        (("done", "acme"), ((WENT, "They want a pilot"), (NEXT, "Send NDA"), (WHEN, ""))),
        (("next", "acme"), ((NEXT, "Send NDA"), (WHEN, ""))),
    ],
    ids=["lose", "done", "next"],
)
def test_other_commands_with_several_questions_keep_their_answers_too(
    at: Start, acme: Shell, words: tuple[str, ...], steps: tuple[tuple[str, str], ...]
) -> None:
    before = everything(acme)
    session = at(*words)
    for question, answer in steps[:-1]:
        session.asked(question).type(answer, ENTER)
    session.asked(steps[-1][0]).type(CTRL_C).asked(KEPT)
    session.left(130)
    assert everything(acme) == before
    session = at(*words)
    for question, answer in steps[:-1]:
        session.asked(question, answer, OFFERED).type(ENTER)
    session.answer(steps[-1][0])
    session.left()
    assert kept(acme) == 0
    answers = {answer for _, answer in steps if answer}
    assert answers <= {*json.dumps(shown(acme)).replace(": ", '"').split('"')}


def test_log_keeps_its_answers_for_the_same_kind_of_activity(at: Start, acme: Shell) -> None:
    completes = "Does this complete the next action, Call? (Y/n)"
    session = at("log", "call", "acme")
    session.asked(completes).type(ENTER)
    session.asked(NEXT).type("Send NDA", ENTER)
    session.asked(WHEN).type(CTRL_C).asked(KEPT)
    session.left(130)
    session = at("log", "call", "acme")
    session.asked(completes).type(ENTER)
    session.asked(NEXT, "Send NDA", OFFERED).type(ENTER)
    session.answer(WHEN, "fri")
    session.left()
    assert kept(acme) == 0
    assert shown(acme)["next_action"]["action"] == "Send NDA"


def test_next_forgets_the_answers_too_where_nothing_is_changed(at: Start, acme: Shell) -> None:
    session = at("next", "acme")
    session.asked(NEXT).type("Send NDA", ENTER)
    session.asked(WHEN).type(CTRL_C)
    session.left(130)
    session = at("next", "acme")
    session.asked(NEXT, OFFERED).type("\x15").asked("Enter skips").type(ENTER)
    session.left()
    assert kept(acme) == 0


@pytest.mark.parametrize(
    ("meanwhile", "now"),
    [
        ([("move", "acme", "--buying", "yes", "--why", "x")], "2026-11-18"),
        (
            [
                ("move", "acme", "--buying", "yes", "--why", "x"),
                ("move", "acme", "Initial contact", "--buying", "yes", "--why", "x"),
            ],
            "2026-11-18",
        ),
        ([("lose", "acme", "--reason", "x"), ("reopen", "acme")], "2026-11-18"),
        ([], "2026-11-26"),
    ],
    ids=["moved", "moved and came back", "closed and reopened", "more than a week later"],
)
def test_answers_are_not_offered_any_more_where_they_may_be_about_something_else(
    at: Start, acme: Shell, meanwhile: list[tuple[str, ...]], now: str
) -> None:
    interrupted_move(at)
    for words in meanwhile:
        acme(*words)
    session = at("move", "acme", PIPECTL_NOW=f"{now}T09:00")
    session.asked(BUYING, "mark it lost").type(CTRL_C).asked("Interrupted: nothing was stored.")
    session.left(130)
    assert "You answered" not in session.said


def test_answers_are_offered_for_a_week_with_their_age(at: Start) -> None:
    interrupted_move(at)
    for day, age in (("19", "yesterday"), ("21", "3 days ago"), ("25", "7 days ago")):
        session = at("move", "acme", PIPECTL_NOW=f"2026-11-{day}T09:00")
        session.asked(BUYING, f"You answered this {age}, before you stopped · Enter keeps it").type(
            CTRL_C
        )
        session.asked(KEPT)
        session.left(130)


def test_a_next_action_that_is_another_one_was_not_what_went_so(at: Start, acme: Shell) -> None:
    session = at("done", "acme")
    session.answer(WENT, "They want a pilot")
    session.asked(NEXT).type(CTRL_C)
    session.left(130)
    acme("next", "acme", "Send NDA", "--due", "fri")
    session = at("done", "acme")
    session.asked(WENT, "Enter skips").type(CTRL_C)
    session.left(130)
    assert "You answered" not in session.said


def test_answers_of_one_command_or_deal_are_not_those_of_another(at: Start) -> None:
    interrupted_move(at)
    for words in (("lose", "acme"), ("move", "birch"), ("next", "acme")):
        session = at(*words)
        session.asked("? ").type(CTRL_C)
        session.left(130)
        assert "You answered" not in session.said


def test_kept_answers_are_no_answers_where_nobody_is_asked(at: Start, acme: Shell) -> None:
    interrupted_move(at)
    said = 'pipectl: Moving "Acme rollout" needs --buying and --why.\n'
    assert acme("move", "1", code=2).err.startswith(said)
    session = at("move", "1", "--no-input")
    session.left(2)
    assert session.said.startswith(said)


def test_an_answer_of_before_that_is_no_longer_valid_is_asked_again(at: Start) -> None:
    session = at("next", "acme")
    session.asked(NEXT).type("Send NDA", ENTER)
    session.answer(WHEN, "this fri")
    session.left()
    session = at("move", "acme")
    session.asked(BUYING).type("yes", ENTER)
    session.answer(TICK)
    session.answer(WHY, "x")
    session.asked(NEXT).type("Call", ENTER)
    session.asked(WHEN).type("this fri", ENTER)
    session.asked(FACTOR).type(CTRL_C)
    session.left(130)
    session = at("move", "acme", PIPECTL_NOW="2026-11-21T09:00")
    for question in (BUYING, TICK, WHY, NEXT):
        session.asked(question, "You answered this 3 days ago").type(ENTER)
    session.asked(WHEN, "this fri", "You answered").type(ENTER).asked("has passed")
    session.type(CTRL_C)
    session.left(130)


def test_answers_are_kept_under_names_that_outlive_another_wording(at: Start, acme: Shell) -> None:
    interrupted_move(at)
    with acme.opened() as store:
        (state,) = store.execute("select state from review_position").fetchone()
    names = ["buying", "criteria", "answer 1", "why 2", "next action", "due"]
    assert list(json.loads(state)["given"]) == names


def test_answers_that_are_damaged_or_cant_be_kept_are_left_out_silently(
    at: Start, acme: Shell
) -> None:
    interrupted_move(at)
    for state in ("{", "[]", '{"standing": 1}', '{"standing": [1, "open", null], "given": [1]}'):
        with acme.opened() as store:
            store.execute("update review_position set state = ?", [state])
        session = at("move", "acme")
        session.asked(BUYING, "choose an answer").type(CTRL_C).asked("nothing was stored.")
        session.left(130)
    session = at("move", "acme")
    session.asked(BUYING)
    with acme.held():
        session.type("yes", ENTER).asked(TICK).type(CTRL_C)
        session.asked("Interrupted: nothing was stored.")
        session.left(130)


def test_a_dumb_terminal_offers_the_answers_too(at: Start, acme: Shell) -> None:
    session = at("lose", "acme", TERM="dumb")
    session.answer(REASON, "1").answer(HAPPENED, "They merge first")
    session.asked(REVISIT).type(CTRL_C).asked(KEPT)
    session.left(130)
    session = at("lose", "acme", TERM="dumb")
    session.answer(f"{REASON}  ([no budget] {OFFERED})").answer(
        f"{HAPPENED}  ([They merge first] {OFFERED})"
    )
    session.answer(REVISIT)
    session.left()
    assert shown(acme)["closing_note"] == "They merge first"


# add, done, next


def test_add_asks_what_comes_next_and_enter_skips(at: Start) -> None:
    session = at("add", "Tea", "5k")
    session.asked(NEXT, "Enter skips").type(ENTER)
    assert session.left() == (
        "Added Tea (#3) · 5,000 USD · Initial contact 0 % · no close date · no next action\n"
    )


def test_add_asks_by_when_too_and_enter_skips_that(at: Start) -> None:
    session = at("add", "Tea", "--json")
    session.asked(NEXT).type("intro", ENTER)
    session.answer(WHEN)
    found = json.loads(session.left())
    assert found["next_action"] == {
        "action": "Send introduction e-mail",
        "due_on": None,
        "due_time": None,
    }


def test_add_with_a_next_action_or_a_known_key_asks_nothing(at: Start, acme: Shell) -> None:
    assert "next: Call" in at("add", "Tea", "--next", "Call").left()
    acme("add", "Keyed", "--key", "k1")
    assert at("add", "Keyed", "--key", "k1").left().startswith("Already there: Keyed (#4)")


def test_done_asks_what_comes_after(at: Start) -> None:
    session = at("done", "acme", "--outcome", "reached them")
    session.asked("Completing: Call", NEXT, "Enter skips").type("Send NDA", ENTER)
    session.answer(WHEN, "+3d")
    assert "next: Send NDA, due Sat 21 Nov 2026" in session.left()


def test_done_takes_enter_for_nothing(at: Start) -> None:
    session = at("done", "acme")
    session.answer(WENT)
    session.answer(NEXT)
    assert "no next action" in session.left()


def test_done_asks_how_it_went(at: Start, acme: Shell) -> None:
    session = at("done", "acme", "--then", "Send NDA", "--due", "fri")
    session.answer(WENT, "They want a pilot")
    session.left()
    assert acme("activity", "list", "--json").json[0]["text"] == "Call: They want a pilot"


def test_log_offers_to_complete_the_action_of_its_kind(at: Start, acme: Shell) -> None:
    session = at("log", "call", "acme")
    session.answer("Does this complete the next action, Call? (Y/n)", "n")
    session.left()
    assert shown(acme)["next_action"]["action"] == "Call"
    session = at("log", "call", "acme", "They want a pilot")
    session.answer("Does this complete the next action, Call? (Y/n)")
    session.asked(NEXT).type("Meeting", UP, ENTER)
    session.answer(WHEN, "fri")
    assert session.left().splitlines()[1:] == ["Done: Call", "Next: Meeting, due Fri 20 Nov 2026"]
    assert shown(acme)["next_action"]["action"] == "Meeting"
    assert len(acme("activity", "list", "--json").json) == 2


def test_next_asks_with_the_pick_list(at: Start) -> None:
    session = at("next", "acme")
    session.asked(NEXT).type("zebra").asked("zebra").type("\x15", "book", ENTER)
    session.answer(WHEN, "fri")
    assert "next: Book a meeting" in session.left()


def test_next_without_an_answer_changes_nothing(at: Start) -> None:
    session = at("next", "acme")
    session.answer(NEXT)
    session.left()
    assert session.nothing_was_stored()


# lose, edit, delete


def test_lose_asks_for_the_reason(at: Start) -> None:
    session = at("lose", "acme")
    session.asked(REASON).type(ENTER).asked("An answer is required.").type(DOWN, ENTER)
    session.answer(HAPPENED, "They merge first")
    session.answer(REVISIT, "in 3 months")
    said = session.left()
    assert "lost on Wed 18 Nov 2026 · no budget · revisit Thu 18 Feb 2027" in said
    assert shown(session.shell)["closing_note"] == "They merge first"


def test_lose_asks_only_what_no_flag_says(at: Start) -> None:
    session = at("lose", "acme", "--note", "x")
    session.answer(REASON, DOWN)
    session.answer(REVISIT)
    session.left()
    assert HAPPENED not in session.said


def test_a_later_close_asks_why_and_enter_skips(at: Start) -> None:
    session = at("edit", "acme", "--close", "2027-01-15")
    session.answer(PUSH, "legal review")
    session.left()
    assert [row["note"] for row in shown(session.shell)["history"]] == [None, "legal review"]
    session = at("edit", "acme", "--close", "2027-02-15")
    session.answer(PUSH)
    session.left()
    assert shown(session.shell)["pushes"] == 2


def test_an_earlier_close_asks_nothing(at: Start) -> None:
    session = at("edit", "acme", "--close", "2026-12-01")
    session.left()
    assert PUSH not in session.said


def test_delete_asks_and_enter_alone_is_a_no(at: Start) -> None:
    session = at("delete", "acme-rollout")
    session.answer("Delete Acme rollout? (y/N)")
    session.asked("Nothing was deleted.")
    assert session.left() == ""
    assert session.nothing_was_stored()
    session = at("delete", "acme-rollout")
    session.answer("Delete Acme rollout? (y/N)", "maybe").asked("Answer y or n.")
    session.type("\x15y", ENTER)
    assert session.left() == "Deleted Acme rollout (#1). `pipectl undo` brings it back.\n"


def test_delete_with_yes_asks_nothing(at: Start) -> None:
    assert at("delete", "1", "--yes").left().startswith("Deleted Acme rollout")


def test_a_win_at_an_amount_far_off_asks_and_enter_alone_is_a_no(at: Start) -> None:
    session = at("win", "acme", "--amount", "120k")
    session.answer("Win it at 120,000 USD? The deal's amount is 12,000 USD. (y/N)")
    session.asked("Nothing was changed.")
    assert session.left() == ""
    assert session.nothing_was_stored()
    session = at("win", "acme", "--amount", "120k")
    session.answer("Win it at 120,000 USD?", "y").answer("Why did you win this deal?", "best fit")
    assert session.left().startswith("Won Acme rollout (#1) · 120,000 USD")


def test_a_win_asks_for_the_reason_and_the_amount_as_the_review_does(
    at: Start, acme: Shell
) -> None:
    amount = "Won at a different amount?"
    session = at("win", "acme")
    session.answer("Why did you win this deal?", "best fit")
    session.asked(amount, "Enter keeps 12,000 USD").type(CTRL_C)
    session.asked(KEPT)
    session.left(130)
    session = at("win", "acme")
    session.asked("Why did you win this deal?", "> best fit", OFFERED).type(ENTER)
    session.asked(amount).type("120k", ENTER).asked("Press Enter again if this one is right.")
    session.type("\x1511.5k", ENTER)
    assert session.left().startswith("Won Acme rollout (#1) · 11,500 USD")
    assert shown(acme)["reason"] == "best fit"
    session = at("win", "birch", "--reason", "best fit", "--amount", "5k")
    assert session.left().startswith("Won Birch pilot (#2) · 5,000 USD")
    session = at("win", "birch", "--on", "today")
    assert session.left().startswith("Won Birch pilot (#2) · 5,000 USD")


@pytest.mark.parametrize(
    ("keys", "becomes"),
    [
        (("They asked twice",), "They asked twice"),
        (("\x1b[200~They asked twice\x1b[201~",), "They asked twice"),
        (("\x1b[D", "\x05", " again"), "They asked again"),
        (("\x05", " again"), "They asked again"),
        (("\x15", "D"), "D"),
        (("\x7f", "D"), "D"),
        ((), "They asked"),
    ],
    ids=[
        "typed",
        "pasted",
        "moved and edited",
        "at its end",
        "discarded",
        "deleted",
        "Enter alone",
    ],
)
def test_typing_over_a_kept_answer_replaces_it(
    at: Start, acme: Shell, keys: tuple[str, ...], becomes: str
) -> None:
    session = at("move", "acme")
    session.answer(BUYING, "y").answer(TICK).answer(WHY, "They asked").asked(NEXT).type(CTRL_C)
    session.left(130)
    session = at("move", "acme")
    session.asked(BUYING, OFFERED, "typing replaces it").type("yes", ENTER)
    session.answer(TICK)
    session.asked(WHY, "They asked", "typing replaces it").type(*keys, ENTER)
    session.answer(NEXT).answer(FACTOR)
    session.left()
    assert shown(acme)["qualification"]["why"] == becomes


def test_a_no_that_was_taken_back_is_not_offered_for_enter(at: Start) -> None:
    session = at("move", "acme")
    session.answer(BUYING, "no").asked(REASON).type(CTRL_C)
    session.left(130)
    session = at("move", "acme")
    session.asked(BUYING, "choose an answer").type(CTRL_C)
    session.left(130)
    assert OFFERED not in session.said


def test_a_reason_that_resembles_one_of_the_list_is_asked_about(at: Start, acme: Shell) -> None:
    session = at("lose", "acme", "--reason", "no bugdet", "--json")
    session.asked("Did you mean one of these?", "> no budget", 'Use "no bugdet" as typed')
    session.type(ENTER)
    assert json.loads(session.left())["reason"] == "no budget"
    session = at("lose", "birch", "--reason", "no bugdet", "--json")
    session.asked("> no budget").type(DOWN, ENTER)
    assert json.loads(session.left())["reason"] == "no bugdet"


def test_an_account_that_resembles_one_is_asked_about(at: Start, acme: Shell) -> None:
    acme("account", "add", "Northwind")
    session = at("add", "Tea", "--account", "Nortwind", "--next", "Call", "--json")
    session.asked("Did you mean one of these?", "> Northwind").type(ENTER)
    assert json.loads(session.left())["account"] == "Northwind"
    assert "New account" not in session.said


def test_nothing_is_announced_before_it_is_stored(at: Start) -> None:
    session = at("add", "Tea", "--account", "Umbrella")
    session.asked(NEXT).type(CTRL_C).asked("Interrupted: nothing was stored.")
    session.left(130)
    assert "New account" not in session.said
    session = at("add", "Tea", "--account", "Umbrella")
    session.answer(NEXT)
    session.asked("New account: Umbrella")
    session.left()


# Answers that can't be taken are asked for again

LONG = "x" * 501
INVISIBLE = "zeb\u200bra"
TO_LINE_END = "\x05\x15"


@pytest.mark.parametrize(
    ("words", "before", "question", "wrong", "said", "right"),
    [
        (("lose", "acme"), (), REASON, "y" * 201, "201 characters", "price"),
        (("lose", "acme"), (), REASON, INVISIBLE, "an invisible character", "price"),
        (("lose", "acme"), (REASON,), HAPPENED, "a\u202eb", "reorders text", "x"),
        (("lose", "acme"), (REASON, HAPPENED), REVISIT, "yesterday", "be after the loss", "+3d"),
        (("lose", "acme"), (REASON, HAPPENED), REVISIT, "someday", "is not a date", "+3d"),
        (("next", "acme"), (), NEXT, LONG, "501 characters", "Call"),
        (("next", "acme"), (), NEXT, INVISIBLE, "an invisible character", "Call"),
        (("next", "acme"), (NEXT,), WHEN, "2026-11-17", "has passed", "today"),
        (("next", "acme"), (NEXT,), WHEN, "25:00", "Times: 14:30", "today"),
        (("done", "acme"), (), WENT, LONG, "501 characters", "fine"),
        (("add", "Tea"), (), NEXT, LONG, "501 characters", "Call"),
        (("edit", "acme", "--close", "2027-06-01"), (), PUSH, LONG, "501 characters", "legal"),
        (("move", "acme", "--buying", "yes"), (TICK,), WHY, "x" * 2001, "characters", "They asked"),
        (("move", "acme"), (), BUYING, "perhaps", "Nothing matches", "yes"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) and each else "",
)
def test_an_answer_that_is_invalid_is_asked_again(
    at: Start,
    words: tuple[str, ...],
    before: tuple[str, ...],
    question: str,
    wrong: str,
    said: str,
    right: str,
) -> None:
    session = at(*words, COLUMNS="500")
    for each in before:
        session.asked(each).type("zebra" if each in (REASON, NEXT) else "", ENTER)
    session.asked(question).type(wrong, ENTER).asked(said).type(TO_LINE_END, right, ENTER)
    session.asked(right).closed()  # a key that comes between two questions may be dropped


# Several matches


def test_several_matches_are_picked_from(at: Start, acme: Shell) -> None:
    acme("add", "Acme pilot")
    session = at("show", "acme", "--json")
    session.asked("Which one?", "1 Acme rollout (Acme Corp, ", "3 Acme pilot").type("pil", ENTER)
    assert json.loads(session.left())["id"] == 3
    session = at("show", "acme")
    session.asked("Which one?").type("zebra", ENTER).asked('Nothing matches "zebra".').type(CTRL_C)
    assert session.left(130) == ""


def test_several_accounts_and_stages_are_picked_from(at: Start, acme: Shell) -> None:
    acme("account", "add", "Acme Europe")
    session = at("account", "show", "acme")
    session.asked("Which one?", "Acme Corp", "Acme Europe").type(DOWN, ENTER)
    assert session.left().startswith("Acme Europe\n")
    session = at("stage", "show", "o")
    session.asked("Which one?").type("prop", ENTER)
    assert session.left().startswith("4. Proposal")


# Never asked


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("move", "acme"), 2, 'Moving "Acme rollout" needs --buying and --why.'),
        (("move", "birch"), 2, "needs --buying, --why, --next and --due."),
        (("lose", "acme"), 2, 'Losing "Acme rollout" needs --reason.'),
        (("delete", "1"), 2, 'Deleting "Acme rollout" needs --yes.'),
        (("next", "acme"), 2, "needs ACTION and --due."),
        (("show", "l"), 3, '"l" matches 2 deals'),
        (("add", "Tea"), 0, ""),
        (("done", "acme"), 0, ""),
        (("edit", "acme", "--close", "2027-06-01"), 0, ""),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_no_input_never_asks(at: Start, words: tuple[str, ...], code: int, said: str) -> None:
    session = at("--no-input", *words) if code else at(*words, "--no-input")
    session.left(code)
    assert said in session.said
    assert "? " not in session.said
    if code:
        assert session.nothing_was_stored()


def test_questions_go_to_stderr_and_only_data_to_stdout(at: Start) -> None:
    session = at("move", "acme", "--buying", "yes", "--json")
    session.answer(TICK)
    session.answer(WHY, "x")
    session.answer(NEXT)
    session.answer(FACTOR)
    out = session.left()
    assert json.loads(out)["stage"] == "Discovery"
    assert out.startswith("{\n")
    assert "\x1b" not in out
    assert WHY in session.said


def test_without_a_terminal_on_stderr_nothing_is_asked(acme: Shell) -> None:
    script = f'"{sys.executable}" -m pipectl move acme 2>"$HOME/said"; exit $?'
    child = pexpect.spawn("/bin/sh", ["-c", script], env=acme.environment, timeout=30)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "needs --buying and --why." in (acme.home / "said").read_text()


def test_a_new_process_asks_and_can_be_left_like_its_forks(acme: Shell) -> None:
    """The other tests ask in forks, which have imported more than a new process has."""

    def asking(*words: str) -> "pexpect.spawn[str]":
        environment = {**acme.environment, "TERM": "xterm-256color"}
        line = ["-m", "pipectl", *words]
        return pexpect.spawn(sys.executable, line, env=environment, encoding="utf-8", timeout=30)

    def code(child: "pexpect.spawn[str]") -> int | None:
        child.expect(pexpect.EOF)
        child.close()
        return child.exitstatus

    move = asking("move", "acme")
    said = ((BUYING, "yes"), (TICK, ""), (WHY, "They asked"), (NEXT, ""), (FACTOR, ""))
    for question, keys in said:
        move.expect_exact(question)
        move.send(f"{keys}{ENTER}")
    assert code(move) == 0
    assert shown(acme)["stage"] == "Discovery"
    review = asking("review")
    review.expect_exact("1. Is the prospect truly in buying mode?")
    review.send(CTRL_C)
    review.expect_exact("Interrupted")
    assert code(review) == 130
    assert acme("review", "list", "--json").json == []


# Other terminals


def test_a_dumb_terminal_gets_plain_lines(at: Start) -> None:
    session = at("move", "acme", TERM="dumb")
    session.answer(BUYING, "1")
    for _ in range(3):
        session.answer(TICK, "y")
    session.answer(NOTED)
    session.answer(WHY, "Owner asked")
    session.answer(NEXT, "2")
    session.answer(WHEN, "fri")
    session.answer(FACTOR)
    session.left()
    assert "\x1b" not in session.screen.getvalue()
    assert shown(session.shell)["next_action"]["action"] == "Send NDA"


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_a_dumb_terminal_can_be_left_too(at: Start, key: str) -> None:
    session = at("lose", "acme", TERM="dumb")
    session.asked(REASON).type(key)
    session.asked("Interrupted: nothing was stored.")
    assert session.left(130) == ""
    assert session.nothing_was_stored()


def test_hostile_words_are_refused_at_a_question_and_shown_safely(at: Start, acme: Shell) -> None:
    acme("edit", "1", "--title", "[red]x {0} %s $(touch pwn)")
    session = at("move", "1", "--buying", "yes")
    session.asked("[red]x {0} %s $(touch pwn): Initial contact -> Discovery")
    session.answer(TICK)
    session.asked(WHY).type("a\u202eb", ENTER).asked("a character that reorders text")
    session.type("\x15[/]", ENTER)
    session.answer(NEXT)
    session.answer(FACTOR)
    session.left()
    assert shown(session.shell)["qualification"]["why"] == "[/]"
    assert not (acme.home / "pwn").exists()
