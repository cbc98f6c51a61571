"""`move`: a stage change carries the answers to the three questions."""

from typing import Any

import pytest

from conftest import Shell, made_once

ANSWERS = ("--buying", "yes", "--why", "they asked for a date")
NEXT = ("--next", "Send NDA", "--due", "+3d")


def rows(run: Shell, sql: str) -> list[Any]:
    """What the store holds."""
    with run.opened() as connection:
        return connection.execute(sql).fetchall()


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


@made_once
def bare(pipectl: Shell) -> Shell:
    """A store with one opportunity in the first stage that has no next action."""
    pipectl("add", "Acme rollout", "12k")
    return pipectl


@made_once
def guarded(bare: Shell) -> Shell:
    """As `bare`, with a required criterion in each of the first three stages."""
    bare("stage", "criteria", "add", "initial contact", "They wrote back", "--required")
    bare("stage", "criteria", "add", "discovery", "Problem has a price", "--required")
    bare("stage", "criteria", "add", "meeting", "Budget range known", "--required")
    return bare


# --- the three answers


def test_a_move_keeps_the_three_answers(bare: Shell) -> None:
    moved = bare("move", "acme", *ANSWERS, *NEXT, "--factor", "budget approved", "--json").json
    assert moved["stage"] == "Discovery"
    assert moved["stage_entered_on"] == "2026-11-18"
    assert moved["probability"] == 10
    assert moved["qualification"] == {
        "buying": "yes",
        "why": "they asked for a date",
        "asked_on": "2026-11-18",
    }
    assert moved["next_action"] == {"action": "Send NDA", "due_on": "2026-11-21", "due_time": None}
    assert moved["flags"] == []
    (kept,) = bare("show", 1, "--json").json["qualifications"]
    assert kept == {
        "stage": "Discovery",
        "buying": "yes",
        "why": "they asked for a date",
        "next_action": "Send NDA",
        "due_on": "2026-11-21",
        "factor": "budget approved",
        "override": None,
        "asked_on": "2026-11-18",
        "buying_on": "2026-11-18",
        "why_on": "2026-11-18",
    }


def test_a_move_is_echoed(pipectl: Shell) -> None:
    pipectl("add", "Acme", "12k")
    pipectl.extra["COLUMNS"] = "200"
    assert pipectl("move", "acme", "prop", *ANSWERS, *NEXT).out == (
        "Moved Acme (#1) · 12,000 USD · Proposal 60 % · no close date ·"
        " next: Send NDA, due Sat 21 Nov 2026\n"
    )


def test_unsure_moves_it_and_leaves_it_unqualified(bare: Shell) -> None:
    moved = bare("move", "acme", "--buying", "unsure", "--why", "vague", *NEXT, "--json").json
    assert (moved["stage"], moved["flags"]) == ("Discovery", ["unqualified"])


def test_all_missing_flags_are_named_at_once(bare: Shell) -> None:
    assert bare("move", "acme", code=2).err == (
        '"acme" is Acme rollout (#1)\n'
        'pipectl: Moving "Acme rollout" needs --buying, --why, --next and --due.\n'
        "  At a terminal, pipectl prompts you.\n"
    )
    assert operations(bare) == 1


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["--buying", "yes"], "--why, --next and --due"),
        (["--why", "x"], "--buying, --next and --due"),
        ([*ANSWERS], "--next and --due"),
        ([*ANSWERS, "--next", "Call"], "--due"),
        (["--next", "Call"], "--buying, --why and --due"),
        ([*NEXT], "--buying and --why"),
        (["--buying", "no"], "--reason"),
        (["--buying", "no", "--why", "x"], "--reason"),
    ],
)
def test_what_is_missing_is_named_and_nothing_moves(
    bare: Shell, given: list[str], missing: str
) -> None:
    done = bare("move", 1, *given, code=2)
    assert f'pipectl: Moving "Acme rollout" needs {missing}.\n' in done.err
    assert operations(bare) == 1
    assert bare("show", 1, "--json").json["stage"] == "Initial contact"


def test_a_dated_next_action_that_is_open_already_is_enough(acme: Shell) -> None:
    moved = acme("move", "acme", *ANSWERS, "--json").json
    assert moved["stage"] == "Discovery"
    assert moved["next_action"] == {"action": "Call", "due_on": "2026-11-20", "due_time": None}
    (answers,) = acme("show", 1, "--json").json["qualifications"]
    assert (answers["next_action"], answers["due_on"]) == ("Call", "2026-11-20")


def test_an_open_next_action_without_a_date_is_not_enough(bare: Shell) -> None:
    bare("next", "acme", "Call")
    assert "needs --next and --due." in bare("move", "acme", *ANSWERS, code=2).err
    moved = bare("move", "acme", *ANSWERS, "--due", "fri 9:30", "--json").json
    assert moved["next_action"] == {"action": "Call", "due_on": "2026-11-20", "due_time": "09:30"}


def test_a_due_date_without_any_next_action_is_refused(bare: Shell) -> None:
    done = bare("move", "acme", *ANSWERS, "--due", "fri", code=2)
    assert 'Moving "Acme rollout" needs --next.' in done.err


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--buying", "maybe"], '--buying can\'t be "maybe".'),
        (["--buying", "yes", "--reason", "x"], "--reason can't be used with --buying yes."),
        (["--buying", "unsure", "--note", "x"], "--note can't be used with --buying unsure."),
        (["--buying", "yes", "--revisit", "eoy"], "--revisit can't be used with --buying yes."),
        (["--buying", "no", "--next", "x"], "--next can't be used with --buying no."),
        (
            ["--buying", "no", "--due", "fri", "--factor", "x", "--override", "x"],
            "--due, --factor and --override can't be used with --buying no.",
        ),
    ],
)
def test_flags_that_make_no_sense_together_are_refused(
    bare: Shell, flags: list[str], said: str
) -> None:
    done = bare("move", "acme", "--why", "x", *flags, code=2)
    assert f"pipectl: {said}" in done.err
    assert operations(bare) == 1


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["nowhere"], 3, 'No stage "nowhere".'),
        (["t"], 3, '"t" matches 3 stages'),
        (["--met", "no such thing"], 3, 'No single criterion matches "no such thing".'),
        (["--met", "They"], 3, 'No single criterion matches "They".'),
        (["--on", "tomorrow"], 2, "in the future"),
        (["--on", "2026-11-01"], 4, "can't have been moved on Sun 1 Nov 2026"),
        (["--due", "sometime"], 2, '"sometime" is not a date.'),
        (["--factor", ""], 2, "The factor is empty"),
    ],
)
def test_a_wrong_value_moves_nothing(bare: Shell, flags: list[str], code: int, said: str) -> None:
    assert said in bare("move", 1, *ANSWERS, *NEXT, *flags, code=code).err
    assert operations(bare) == 1


def test_a_move_may_be_dated(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--on", "2026-11-01")
    moved = pipectl("move", "acme", *ANSWERS, *NEXT, "--on", "last fri", "--json").json
    assert moved["stage_entered_on"] == "2026-11-13"
    assert moved["qualification"]["asked_on"] == "2026-11-13"
    assert moved["days_in_stage"] == 5
    last = pipectl("show", 1, "--json").json["history"][-1]
    assert (last["on"], last["stage"], last["recorded_on"]) == (
        "2026-11-13",
        "Discovery",
        "2026-11-18",
    )


# --- where to


def test_without_a_stage_it_moves_to_the_next_one(bare: Shell) -> None:
    bare("move", 1, *ANSWERS, *NEXT)
    stages = [bare("move", 1, *ANSWERS, "--json").json["stage"] for _ in range(3)]
    assert stages == ["Meeting", "Proposal", "Negotiation"]


def test_after_the_last_stage_it_is_won_or_lost(bare: Shell) -> None:
    bare("move", 1, "negotiation", *ANSWERS, *NEXT)
    assert bare("move", 1, *ANSWERS, code=4).err == (
        'pipectl: "Acme rollout" is in the last stage, Negotiation.\n'
        "  Close it with `pipectl win` or `pipectl lose`.\n"
    )


def test_the_stage_that_it_is_in_is_refused(bare: Shell) -> None:
    assert '"Acme rollout" is already in Initial contact.' in (
        bare("move", 1, "initial contact", *ANSWERS, *NEXT, code=4).err
    )
    assert operations(bare) == 1


@pytest.mark.parametrize("ending", [["win", "1"], ["lose", "1", "--reason", "no need"]])
def test_a_closed_one_moves_no_more(bare: Shell, ending: list[str]) -> None:
    bare(*ending)
    for flags in ([*ANSWERS, *NEXT], ["--buying", "no", "--reason", "x"]):
        done = bare("move", 1, "meeting", *flags, code=4)
        assert "a closed deal can't be moved" in done.err
        assert "Reopen it first: `pipectl reopen`." in done.err
    assert operations(bare) == 2


def test_a_backward_move_is_recorded_and_asks_for_no_criteria(guarded: Shell) -> None:
    guarded("move", 1, "meeting", *ANSWERS, *NEXT, "--override", "they are in a hurry")
    moved = guarded("move", 1, "discovery", *ANSWERS, "--json").json
    assert moved["stage"] == "Discovery"
    history = guarded("show", 1, "--json").json["history"]
    assert [each["stage"] for each in history] == ["Initial contact", "Meeting", "Discovery"]
    assert rows(guarded, "select count(*) from qualification") == [(2,)]


def test_a_backward_move_never_counts_as_an_advance(bare: Shell) -> None:
    bare("move", 1, "meeting", *ANSWERS, *NEXT)
    bare("done", 1, "--then", "Call", "--due", "fri")
    bare("move", 1, "discovery", *ANSWERS)
    assert rows(bare, "select text, advanced from next_action order by id") == [
        ("Send NDA", 0),
        ("Call", 0),
    ]
    bare("done", 1, "--then", "Ask", "--due", "fri")
    bare("move", 1, "meeting", *ANSWERS)
    assert rows(bare, "select text, advanced from next_action order by id") == [
        ("Send NDA", 0),
        ("Call", 1),
        ("Ask", 0),
    ]


# --- criteria


def test_unmet_required_criteria_of_the_stage_left_refuse_the_move(guarded: Shell) -> None:
    done = guarded("move", 1, *ANSWERS, *NEXT, code=4)
    assert done.err == (
        "pipectl: Required before this move: They wrote back (Initial contact).\n"
        '  Tick what is met with --met "TEXT", or move anyway with --override "WHY".\n'
    )
    assert guarded("show", 1, "--json").json["stage"] == "Initial contact"
    assert rows(guarded, "select count(*) from next_action") == [(0,)]


def test_those_of_every_stage_skipped_refuse_it_too(guarded: Shell) -> None:
    done = guarded("move", 1, "proposal", *ANSWERS, *NEXT, "--met", "they wrote back", code=4)
    assert (
        "Required before this move: Problem has a price (Discovery);"
        " Budget range known (Meeting).\n"
    ) in done.err


def test_a_tick_lets_it_through_and_stays(guarded: Shell) -> None:
    guarded("move", 1, *ANSWERS, *NEXT, "--met", "They wrote back", "--met", "problem has")
    guarded("move", 1, "initial contact", *ANSWERS)
    guarded.now = "2026-11-20T09:00"
    guarded("move", 1, "meeting", *ANSWERS, "--met", "They wrote back")
    ticked = [
        (each["text"], each["required"], each["met_on"])
        for each in guarded("show", 1, "--json").json["criteria"]
        if each["met_on"]
    ]
    assert ticked == [
        ("They wrote back", True, "2026-11-18"),
        ("Problem has a price", True, "2026-11-18"),
    ]


def test_a_refused_move_ticks_nothing(guarded: Shell) -> None:
    guarded("move", 1, "meeting", *ANSWERS, *NEXT, "--met", "They wrote back", code=4)
    assert rows(guarded, "select count(*) from criterion_met") == [(0,)]


def test_an_override_is_kept_and_shown(guarded: Shell) -> None:
    guarded("move", 1, *ANSWERS, *NEXT, "--override", "they came by themselves")
    (answers,) = guarded("show", 1, "--json").json["qualifications"]
    assert answers["override"] == "they came by themselves"
    assert "    overridden: they came by themselves\n" in guarded("show", 1).out


def test_an_override_of_nothing_is_not_kept_and_said(guarded: Shell) -> None:
    done = guarded("move", 1, *ANSWERS, *NEXT, "--met", "They wrote", "--override", "in a hurry")
    assert "No required criterion was unmet, so --override wasn't recorded." in done.err
    (answers,) = guarded("show", 1, "--json").json["qualifications"]
    assert answers["override"] is None
    assert guarded("move", 1, *ANSWERS, "--override", "in a hurry").err == ""


def test_criteria_that_are_not_required_stand_in_no_ones_way(bare: Shell) -> None:
    bare("move", 1, "negotiation", *ANSWERS, *NEXT)
    assert bare("show", 1, "--json").json["stage"] == "Negotiation"


def test_criteria_of_the_stage_that_it_enters_are_not_asked_for(guarded: Shell) -> None:
    guarded("stage", "criteria", "add", "proposal", "Signed", "--required")
    guarded(
        *("move", 1, "proposal", *ANSWERS, *NEXT),
        *("--met", "They wrote", "--met", "Problem", "--met", "Budget range"),
    )
    assert "Signed (Proposal)" in guarded("move", 1, *ANSWERS, code=4).err


def test_a_removed_criterion_is_asked_for_no_more(guarded: Shell) -> None:
    guarded("stage", "criteria", "remove", "initial contact", "They wrote back")
    guarded("move", 1, *ANSWERS, *NEXT)


# --- a no to the first question


def test_a_no_loses_it_from_the_stage_it_is_in(acme: Shell) -> None:
    acme("move", "acme", "meeting", *ANSWERS)
    lost = acme(
        *("move", "acme", "--buying", "no", "--reason", "No Budget", "--note", "frozen till May"),
        *("--revisit", "in 3 months", "--on", "today", "--met", "They asked for a proposal"),
        *("--why", "CFO said so", "--json"),
    ).json
    assert (lost["status"], lost["stage"], lost["closed_on"]) == ("lost", "Meeting", "2026-11-18")
    assert (lost["reason"], lost["revisit_on"]) == ("no budget", "2027-02-18")
    assert lost["qualification"]["buying"] == "no"
    assert lost["next_action"] is None
    shown = acme("show", 1, "--json").json
    assert shown["closing_note"] == "frozen till May"
    assert shown["qualifications"][0]["why"] == "CFO said so"
    assert shown["qualifications"][0]["stage"] == "Meeting"
    last = shown["history"][-1]
    assert (last["status"], last["stage"], last["reason"]) == ("lost", "Meeting", "no budget")
    assert acme("history", "--json", "--limit", 1).json[0]["id"] == 3


def test_a_no_may_name_the_stage_that_it_would_have_moved_to(acme: Shell) -> None:
    lost = acme("move", 1, "proposal", "--buying", "no", "--reason", "no need", "--json").json
    assert (lost["status"], lost["stage"]) == ("lost", "Initial contact")


def test_a_no_loses_it_from_the_last_stage_too(acme: Shell) -> None:
    acme("move", 1, "negotiation", *ANSWERS)
    lost = acme("move", 1, "--buying", "no", "--reason", "no need", "--json").json
    assert (lost["status"], lost["stage"]) == ("lost", "Negotiation")


def test_a_no_is_never_stopped_by_criteria(guarded: Shell) -> None:
    lost = guarded("move", 1, "--buying", "no", "--reason", "no need", "--json").json
    assert lost["status"] == "lost"


def test_a_no_may_be_dated(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--on", "2026-11-01")
    lost = pipectl(
        *("move", 1, "--buying", "no", "--reason", "no need", "--on", "2026-11-10", "--json")
    ).json
    assert lost["closed_on"] == "2026-11-10"
    assert lost["qualification"]["asked_on"] == "2026-11-10"
