"""Known lists of criteria, what was said when one was met, and deals with one that is not."""

import shlex
from pathlib import Path

import pytest

from conftest import Shell, made_once
from terminal import DOWN, ENTER, SPACE, Session

MOVE = "--buying yes --why 'They said so' --next Call --due fri"


@made_once
def qualified(pipectl: Shell) -> Shell:
    """Discovery asks for BANT; Acme is in it, Birch is a stage later."""
    for line in (
        "stage criteria add discovery --framework bant",
        "add Acme 12k --stage discovery",
        "add Birch 5k --stage meeting",
    ):
        pipectl(*shlex.split(line))
    return pipectl


def criteria(shell: Shell, stage: str) -> list[tuple[str, bool]]:
    """A stage's criteria, each up to its colon, and whether it is required."""
    found = shell("stage", "show", stage, "--json").json["criteria"]
    return [(each["text"].partition(":")[0], each["required"]) for each in found]


def unmet(shell: Shell, text: str) -> list[str]:
    """The titles of the deals that `list --unmet` shows."""
    return [each["title"] for each in shell("list", "--unmet", text, "--json").json]


def answers(shell: Shell, opp: str) -> dict[str, tuple[str | None, str | None]]:
    """The criteria of a framework that a deal shows: the day and the answer of each."""
    found = shell("show", opp, "--json").json["criteria"]
    return {
        each["text"].partition(":")[0]: (each["met_on"], each["answer"])
        for each in found
        if ":" in each["text"]
    }


@pytest.mark.parametrize(("name", "letters"), [("bant", "BANT"), ("MEDDIC", "MEDDIC")])
def test_a_framework_has_a_criterion_for_each_letter(
    pipectl: Shell, name: str, letters: str
) -> None:
    before = criteria(pipectl, "meeting")
    added_now = pipectl("stage", "criteria", "add", "meeting", "--framework", name)
    assert added_now.err == ""
    added = criteria(pipectl, "meeting")[len(before) :]
    assert "".join(text[0] for text, _ in added) == letters
    assert not any(required for _, required in added)


def test_a_framework_is_added_once_and_undone_as_one(qualified: Shell) -> None:
    before = criteria(qualified, "discovery")
    again = qualified("stage", "criteria", "add", "discovery", "--framework", "bant")
    assert again.err == "Already there: all of BANT\n"
    one = qualified("stage", "criteria", "add", "discovery", before[0][0])
    assert one.err == f"Already there: {before[0][0]}\n"
    assert criteria(qualified, "discovery") == before
    assert qualified("history", "--json").json[0]["command"] == "add Birch 5k --stage meeting"
    qualified("stage", "criteria", "add", "discovery", "--framework", "bant", "--required")
    assert [each for each in criteria(qualified, "discovery") if each[1]] == [
        (name, True) for name in ("Budget", "Authority", "Need", "Timing")
    ]
    qualified("undo")
    assert criteria(qualified, "discovery") == before


def test_a_criterion_is_met_with_an_answer(qualified: Shell) -> None:
    met = "--met 'Budget=40k, approved by Dana = CFO' --met need"
    qualified(*shlex.split(f"move acme {MOVE} {met}"))
    assert answers(qualified, "acme") == {
        "Budget": ("2026-11-18", "40k, approved by Dana = CFO"),
        "Need": ("2026-11-18", None),
    }
    shown = " ".join(qualified("show", "acme").out.split())
    assert "Wed 18 Nov 2026: 40k, approved by Dana = CFO [x] Need" in shown


def test_a_later_answer_replaces_the_one_before_and_the_day_stays(qualified: Shell) -> None:
    qualified(*shlex.split(f"move acme {MOVE} --met budget=40k"))
    qualified.now = "2026-11-19T10:00"
    qualified(*shlex.split(f"move acme {MOVE} --met 'budget: the=50k'"))
    assert answers(qualified, "acme")["Budget"] == ("2026-11-18", "50k")
    qualified("undo")
    assert answers(qualified, "acme")["Budget"] == ("2026-11-18", "40k")


def test_a_criterion_with_an_equals_sign_is_still_met_by_its_text(qualified: Shell) -> None:
    qualified("stage", "criteria", "add", "discovery", "ROI = 3x")
    qualified(*shlex.split(f"move acme {MOVE} --met 'roi = 3x'"))
    (found,) = (
        each
        for each in qualified("show", "acme", "--json").json["criteria"]
        if each["text"] == "ROI = 3x"
    )
    assert (found["met_on"], found["answer"]) == ("2026-11-18", None)


@pytest.mark.parametrize("met", ["budget=", "=x", "nothing=x"])
def test_an_answer_needs_a_criterion_and_a_text(qualified: Shell, met: str) -> None:
    before = qualified("export", "--what", "all").out
    done = qualified.outcome(*shlex.split(f"move acme {MOVE}"), "--met", met)
    assert done.code in (2, 3)
    assert qualified("export", "--what", "all").out == before


def test_a_list_of_deals_whose_stage_has_a_criterion_unmet(qualified: Shell) -> None:
    assert unmet(qualified, "Budget") == ["Acme"]
    qualified(*shlex.split(f"move birch discovery {MOVE}"))
    assert unmet(qualified, "budget") == ["Acme", "Birch"]
    qualified(*shlex.split(f"move acme meeting {MOVE} --met budget=40k"))
    qualified(*shlex.split(f"move acme discovery {MOVE}"))
    assert unmet(qualified, "budget") == ["Birch"]
    assert unmet(qualified, "timing") == ["Acme", "Birch"]


def test_answers_come_through_an_export_and_meet_in_a_merge(
    qualified: Shell, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = qualified.home / "all.jsonl"
    other = Shell(tmp_path_factory.mktemp("other"))
    other("init")
    qualified(*shlex.split(f"move acme {MOVE} --met budget"))
    file.write_text(qualified("export", "--what", "all").out)
    other("import", file)
    assert other("export", "--what", "all").out == Path(file).read_text()
    qualified(*shlex.split(f"move acme {MOVE} --met 'budget: the=40k'"))
    file.write_text(qualified("export", "--what", "all").out)
    other("import", file, "--update")
    assert answers(other, "acme")["Budget"] == ("2026-11-18", "40k")


def test_answers_are_typed_where_criteria_are_ticked(qualified: Shell) -> None:
    session = Session(qualified, ("move", "acme", "--buying", "yes", "--why", "They said so"), {})
    session.asked("Which exit criteria of Discovery are met?")
    session.type(DOWN * 3, SPACE, DOWN * 2, SPACE, ENTER)
    session.asked("Anything to note for a criterion?", "part of its text, = and your note")
    for wrong in ("Timing=May", "They want it by May"):
        session.type(wrong, ENTER).asked("a criterion that you ticked")
        session.type("\x7f" * len(wrong)).asked("Enter skips")
    session.type("Budget=40k, approved by Dana", ENTER)
    session.asked("Enter continues").type("need=Two outages a month", ENTER)
    session.answer("What must happen next", "Call").answer("By when?", "fri")
    session.asked("What moved the deal forward?").type(ENTER)
    session.left()
    found = answers(qualified, "acme")
    assert found["Budget"] == ("2026-11-18", "40k, approved by Dana")
    assert found["Need"] == ("2026-11-18", "Two outages a month")
    assert "Timing" not in found


def test_of_a_single_ticked_criterion_the_answer_alone_will_do(qualified: Shell) -> None:
    words = ("move", "acme", "--buying", "yes", "--why", "x")
    session = Session(qualified, words, {})
    session.asked("Which exit criteria of Discovery are met?").type(DOWN * 3, SPACE, ENTER)
    session.asked("Anything to note for this criterion?").type("40k = all of it", ENTER)
    session.answer("What must happen next", "Call").answer("By when?", "fri")
    session.asked("What moved the deal forward?").type(ENTER)
    session.left()
    assert answers(qualified, "acme")["Budget"] == ("2026-11-18", "40k = all of it")
