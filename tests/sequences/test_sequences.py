"""`sequence`: next actions that follow each other by themselves, and what ends them."""

import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Done, Shell, made_once
from machines import contents
from pipectl.periods import WorkingDays
from pipectl.sequence_runs.rules import due_on
from pipectl.sequences.rules import StepInput, parse_step, typed, usual_words
from pipectl.vocabulary import ACTIVITY_KINDS
from reported import on

INTRO = (
    "sequence add Intro --step '0d outreach: Intro' --step '+3d call' --step '+7d follow-up: Nudge'"
)


@made_once
def intro(pipectl: Shell) -> Shell:
    """A sequence of three steps, and two deals with a contact each."""
    on(
        pipectl,
        "2026-11-16",
        INTRO,
        "add 'Acme rollout' 12k --account Acme --contact 'Jo Park'",
        "add 'Beta pilot' 5k --account Beta --contact 'Kim Lee' --next Call --due fri",
    )
    return pipectl


def line(shell: Shell, text: str, code: int = 0) -> Done:
    """Type a command line."""
    return shell(*shlex.split(text), code=code)


def now(shell: Shell, deal: int = 1) -> tuple[str, str, int] | None:
    """The next action of a deal, when it is due, and which step of its sequence it is."""
    found = shell("show", deal, "--json").json
    action = found["next_action"]
    step = (found["sequence"] or {}).get("step", 0)
    return None if action is None else (action["action"], action["due_on"], step)


def exported(shell: Shell) -> str:
    """Everything in the store."""
    return shell("export", "--what", "all").out


def copied(shell: Shell, to: Path) -> Shell:
    """Another machine, with what the export of this one holds."""
    file, other = to / "all.jsonl", Shell(to)
    file.write_text(exported(shell))
    other("init")
    other("import", file)
    return other


def brought(shell: Shell, other: Shell) -> Done:
    """What another machine has is brought in."""
    file = shell.home / "other.jsonl"
    file.write_text(exported(other))
    return shell("import", file, "--update")


def ending(shell: Shell, deal: int = 1) -> list[str | None]:
    """How the runs of a deal ended, in their order."""
    import json

    found = (json.loads(each) for each in exported(shell).splitlines()[1:])
    return [
        each["row"]["ended_by"]
        for each in found
        if each["table"] == "sequence_run" and each["row"]["opportunity_id"] == deal
    ]


def test_each_step_follows_when_the_one_before_is_done_and_then_the_run_is_finished(
    intro: Shell,
) -> None:
    assert line(intro, "sequence start intro acme").err == (
        '"acme" is Acme rollout (#1)\nThe next action is step 1 of 3 of the sequence "Intro".\n'
    )
    assert now(intro) == ("Intro", "2026-11-18", 1)
    done = line(intro, "done acme")
    assert done.out == (
        "Done: Intro (logged as an outreach e-mail)\n"
        "Next for Acme rollout (#1)\n    12,000 USD · Initial contact 0 % · no close date · next:"
        " Call, due Mon 23 Nov 2026\n"
    )
    assert 'The next action is step 2 of 3 of the sequence "Intro".' in done.err
    # The third day is a Saturday: the call is due on the Monday after it.
    assert now(intro) == ("Call", "2026-11-23", 2)
    on(intro, "2026-11-24", "done acme --outcome 'No answer'")
    assert now(intro) == ("Nudge", "2026-12-01", 3)
    assert 'The sequence "Intro" is finished.' in line(intro, "done acme").err
    assert now(intro) is None
    assert ending(intro) == ["finished"]


def test_a_sequence_is_listed_and_shown_with_the_deals_in_it(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    assert line(intro, "sequence list").lines == [
        "Sequence  Steps                                               Running  Ended",
        "Intro     0d outreach: Intro, +3d call, +7d follow-up: Nudge        1      0",
    ]
    assert line(intro, "sequence show intro").lines == [
        "Intro",
        "  1. 0d outreach: Intro",
        "  2. +3d call",
        "  3. +7d follow-up: Nudge",
        "",
        "Deals in the sequence",
        "  #1 Acme rollout (Jo Park): step 1, Intro, due Wed 18 Nov 2026",
    ]
    steps = [
        {"step": 1, "wait_days": 0, "kind": "outreach", "text": "Intro", "template": None},
        {"step": 2, "wait_days": 3, "kind": "call", "text": "Call", "template": None},
        {"step": 3, "wait_days": 7, "kind": "follow-up", "text": "Nudge", "template": None},
    ]
    known = {"name": "Intro", "steps": steps, "running": 1, "ended": 0, "id": 1}
    runs = [
        {
            "opportunity": 1,
            "title": "Acme rollout",
            "contact": "Jo Park",
            "step": 1,
            "action": "Intro",
            "due_on": "2026-11-18",
            "started_on": "2026-11-18",
        }
    ]
    assert line(intro, "sequence list --json").json == [known]
    assert line(intro, "sequence show intro --json").json == known | {"runs": runs}


def test_the_step_is_named_where_the_next_action_is_shown(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    words = "step 1 of 3 of Intro"
    assert f"  Intro, due Wed 18 Nov 2026 · {words}" in line(intro, "show acme").lines
    assert words in line(intro, "brief acme").out
    assert (
        f"- Intro ({words}): Acme rollout (Jo Park, Acme), 12,000 USD, due today\n"
        in line(intro, "remind").out
    )
    (first,) = [each for each in line(intro, "today --json").json if each["id"] == 1]
    assert first["why"].startswith(f"Intro ({words}), today")
    assert line(intro, "show acme --json").json["sequence"] == {
        "sequence": "Intro",
        "step": 1,
        "steps": 3,
        "template": None,
        "contact": "Jo Park",
        "started_on": "2026-11-18",
    }
    assert line(intro, "show beta --json").json["sequence"] is None


def test_another_date_is_the_same_step_and_another_action_stops_the_sequence(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "next acme --due 2026-11-20")
    assert now(intro) == ("Intro", "2026-11-20", 1)
    line(intro, "next acme Intro --due 2026-11-19")
    assert now(intro) == ("Intro", "2026-11-19", 1)
    done = line(intro, "next acme 'Send contract' --due fri")
    assert 'The sequence "Intro" was stopped at step 1 of 3.' in done.err
    assert now(intro) == ("Send contract", "2026-11-20", 0)
    assert ending(intro) == ["stopped"]


def test_an_action_given_with_done_stops_the_sequence(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    assert "was stopped" in line(intro, "done acme --then Demo --due fri").err
    assert now(intro) == ("Demo", "2026-11-20", 0)


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ("log meeting acme 'They came by'", "meeting"),
        ("log reply acme 'Yes, please'", "reply"),
        ("log reply --contact 'Jo Park' 'Yes, please'", "reply"),
        ("win acme", "closed"),
        ("lose acme --reason 'no budget'", "closed"),
        ("move acme --buying no --why 'No money' --reason 'no budget'", "closed"),
        ("sequence stop acme", "stopped"),
        ("delete acme-rollout --yes", "stopped"),
    ],
)
def test_what_ends_a_sequence_drops_its_step(intro: Shell, how: str, left: str) -> None:
    line(intro, "sequence start intro acme")
    before = exported(intro)
    done = line(intro, how)
    ends = {
        "meeting": "ended with a meeting at step 1 of 3.",
        "reply": "ended with a reply at step 1 of 3.",
        "closed": "ended because the deal was closed at step 1 of 3.",
        "stopped": "was stopped at step 1 of 3.",
    }
    assert f'The sequence "Intro" {ends[left]}' in done.err
    assert ending(intro) == [left]
    after = exported(intro)
    line(intro, "undo")
    assert rows_of(before) == rows_of(exported(intro))
    line(intro, "redo")
    assert rows_of(after) == rows_of(exported(intro))
    if "delete" not in how:
        assert now(intro) is None


def rows_of(text: str) -> list[str]:
    """The rows of an export, without its instants."""
    return [each for each in text.splitlines()[1:] if '"table": "changed"' not in each]


def test_what_happened_before_the_start_and_other_activities_end_nothing(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "log meeting acme --on yesterday")
    line(intro, "log call acme --not-done")
    line(intro, "log meeting beta --contact 'Kim Lee'")
    assert now(intro) == ("Intro", "2026-11-18", 1)


def test_an_activity_that_becomes_a_meeting_ends_a_sequence(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "log call acme")
    number = line(intro, "activity list acme --json").json[0]["id"]
    assert "ended with a meeting" in line(intro, f"activity edit {number} --kind meeting").err
    assert now(intro) is None


def test_a_step_that_is_a_meeting_ends_it_when_it_is_done(intro: Shell) -> None:
    line(intro, "sequence add Demo --step '1d meeting: Show it' --step '1d call'")
    line(intro, "sequence start demo acme")
    line(intro, "log meeting acme --done")
    assert (now(intro), ending(intro)) == (None, ["meeting"])
    line(intro, "sequence start demo acme")
    line(intro, "done acme")
    assert (now(intro), ending(intro)) == (None, ["meeting", "meeting"])


def test_reopening_goes_on_with_the_sequence_and_moving_leaves_it(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "move acme --buying yes --why 'They asked'")
    assert now(intro) == ("Intro", "2026-11-18", 1)
    line(intro, "lose acme --reason 'no budget'")
    line(intro, "reopen acme")
    assert now(intro) == ("Intro", "2026-11-18", 1)
    line(intro, "done acme")
    assert now(intro) == ("Call", "2026-11-23", 2)


def test_reopening_goes_on_with_no_sequence_whose_contact_is_in_another_one(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "win acme")
    line(intro, "sequence start intro beta --contact 'Jo Park'")
    line(intro, "reopen acme")
    assert now(intro) == ("Intro", "2026-11-18", 0)
    assert ending(intro) == ["closed"]


def test_a_deal_or_contact_is_in_one_sequence_at_a_time(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    assert line(intro, "sequence start intro acme", code=4).err.splitlines()[-2:] == [
        'pipectl: "Acme rollout" is already in the sequence "Intro", at step 1 of 3.',
        "  To end that one: `pipectl sequence stop 1`.",
    ]
    refused = line(intro, "sequence start intro beta --contact 'Jo Park'", code=4)
    assert refused.err.splitlines()[-2:] == [
        'pipectl: "Jo Park" is already in the sequence "Intro" for the deal "Acme rollout", at step'
        " 1 of 3.",
        "  To end that one: `pipectl sequence stop 1`.",
    ]
    line(intro, "lose beta --reason 'no budget'")
    assert "is lost" in line(intro, "sequence start intro 2", code=4).err


def test_starting_takes_the_place_of_the_next_action_and_stop_sets_another(intro: Shell) -> None:
    done = line(intro, "sequence start intro beta --on 2026-11-17")
    assert 'This replaces the next action "Call".' in done.err
    assert now(intro, 2) == ("Intro", "2026-11-17", 1)
    line(intro, "sequence stop beta --next Visit --due fri")
    assert now(intro, 2) == ("Visit", "2026-11-20", 0)
    assert "No sequence is running" in line(intro, "sequence stop beta", code=4).err


def test_the_later_run_stops_where_two_contacts_become_one(intro: Shell) -> None:
    on(intro, "2026-11-17", "sequence start intro beta")
    line(intro, "sequence start intro acme")
    line(intro, "contact merge 'Kim Lee' 'Jo Park' --yes")
    assert (ending(intro, 1), ending(intro, 2)) == (["stopped"], [None])
    assert now(intro, 2) == ("Intro", "2026-11-17", 1)
    line(intro, "undo")
    assert (ending(intro, 1), ending(intro, 2)) == ([None], [None])


def test_a_sequence_with_runs_is_archived_and_goes_on_and_its_name_is_free(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    removed = line(intro, "sequence remove intro")
    assert "1 deal in the sequence still goes through its remaining steps." in removed.err
    assert removed.out == "Removed sequence: Intro\n"
    line(intro, "done acme")
    assert now(intro) == ("Call", "2026-11-23", 2)
    line(intro, "sequence add Intro --step '1d call'")
    assert len(line(intro, "sequence list --json").json) == 1
    line(intro, "sequence remove intro")
    line(intro, "undo")
    assert len(line(intro, "sequence list --json").json) == 1


def test_steps_never_change(intro: Shell) -> None:
    before = exported(intro)
    assert "already exists, with these steps" in line(intro, INTRO).err
    refused = line(intro, "sequence add intro --step '1d call'", code=4)
    assert 'The sequence "Intro" already exists, with other steps.' in refused.err
    assert exported(intro) == before


def test_everything_comes_through_an_export_byte_by_byte(intro: Shell, tmp_path: Path) -> None:
    for each in (
        *("sequence start intro acme", "done acme", "next acme --due 2026-12-01"),
        *("sequence start intro beta", "log meeting beta", "sequence remove intro"),
    ):
        line(intro, each)
    (tmp_path / "other").mkdir()
    other = copied(intro, tmp_path / "other")
    assert exported(other) == exported(intro)
    assert other("doctor").code == 0
    assert now(other) == ("Call", "2026-12-01", 2)


def test_two_machines_bring_in_what_the_other_did(intro: Shell, tmp_path: Path) -> None:
    line(intro, "sequence start intro acme")
    (tmp_path / "other").mkdir()
    other = copied(intro, tmp_path / "other")
    intro.now, other.now = "2026-11-19T10:00", "2026-11-19T11:00"
    line(intro, "done acme")
    line(other, "done acme")
    brought(intro, other)
    brought(other, intro)
    assert now(intro) == now(other) == ("Call", "2026-11-23", 2)
    other.now = intro.now = "2026-11-20T10:00"
    line(other, "log meeting acme")
    brought(intro, other)
    assert (now(intro), ending(intro)) == (None, ["meeting"])
    brought(other, intro)
    assert contents(intro) == contents(other)
    intro.now = "2026-11-21T10:00"
    line(intro, "lose acme --reason 'no budget'")
    line(intro, "reopen acme")
    brought(other, intro)
    assert (now(other), ending(other)) == (now(intro), ending(intro))


def test_two_runs_of_a_deal_from_two_machines_become_one(intro: Shell, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = copied(intro, tmp_path / "other")
    line(intro, "sequence start intro acme")
    other.now = intro.now = "2026-11-19T10:00"
    line(other, "sequence start intro acme")
    assert "two sequences were running for the same deal" in brought(intro, other).err
    brought(other, intro)
    for each in (intro, other):
        assert sorted(map(str, ending(each))) == ["None", "stopped"]
        assert now(each) == ("Intro", "2026-11-19", 1)
        assert each("doctor").code == 0


def test_two_runs_of_a_contact_from_two_machines_become_one(intro: Shell, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = copied(intro, tmp_path / "other")
    line(intro, "sequence start intro acme")
    other.now = intro.now = "2026-11-19T10:00"
    line(other, "sequence start intro beta --contact 'Jo Park'")
    assert "two sequences were running for the same contact" in brought(intro, other).err
    brought(other, intro)
    for each in (intro, other):
        assert (ending(each, 1), ending(each, 2)) == ([None], ["stopped"])


def test_forgetting_a_contact_takes_their_name_out_of_a_sequence(intro: Shell) -> None:
    line(intro, "sequence add 'For Jo Park' --step '0d call: Ask Jo Park'")
    line(intro, "sequence start 'for jo' acme")
    line(intro, "contact forget 'Jo Park' --yes")
    assert "Jo Park" not in exported(intro)
    assert "Jo Park" not in line(intro, "history").out


def test_bulk_edits_and_another_contact_leave_a_sequence_as_it_is(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    line(intro, "edit 1 2 --source fair")
    line(intro, "edit 1 --contact 'Pat Moss'")
    assert now(intro) == ("Intro", "2026-11-18", 1)
    assert line(intro, "show 1 --json").json["sequence"]["contact"] == "Jo Park"


def test_promises_of_a_review_name_the_step(intro: Shell) -> None:
    line(intro, "sequence start intro acme")
    intro.now = "2026-11-25T10:00"
    assert "Intro (step 1 of 3 of Intro), Acme rollout" in line(intro, "review --no-input").out


KINDS = st.sampled_from(ACTIVITY_KINDS)
TEXTS = st.text("abc XYZ", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.integers(0, 3650), KINDS, st.none() | TEXTS)
def test_a_step_reads_as_it_is_typed(wait: int, kind: str, text: str | None) -> None:
    step = StepInput(wait, kind, text or usual_words(kind), named=text is not None)
    assert parse_step(typed(*step[:3]))[:3] == step[:3]


@pytest.mark.parametrize(
    ("text", "days", "kind", "says"),
    [
        ("0d outreach: Intro", 0, "outreach", "Intro"),
        ("+3d call", 3, "call", "Call"),
        ("2 weeks Follow-Up : Nudge: again", 14, "follow-up", "Nudge: again"),
        (" 1day note ", 1, "note", "Note"),
    ],
)
def test_forms_of_steps(text: str, days: int, kind: str, says: str) -> None:
    assert parse_step(text)[:3] == (days, kind, says)


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(0, 400),
    st.sets(st.dates(date(2026, 1, 1), date(2030, 1, 1)), max_size=5),
)
def test_a_step_is_due_on_the_first_working_day_that_many_days_later(
    since: date, wait: int, holidays: set[date]
) -> None:
    working = WorkingDays(frozenset(range(5)), frozenset(holidays))
    due, asked = due_on(since, wait, working), since + timedelta(days=wait)
    assert due >= asked
    assert working.is_worked(due)
    assert not any(working.is_worked(asked + timedelta(days=n)) for n in range((due - asked).days))
