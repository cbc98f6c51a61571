"""`report sequences`: how many runs reached a step, were answered there, and went on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.sequences.rules import Run, by_step
from pipectl.vocabulary import SEQUENCE_ENDS

STEPS = ("--step", "0d outreach: First mail", "--step", "+3d call", "--step", "+7d follow-up")


@made_once
def selling(pipectl: Shell) -> Shell:
    """Six deals in a sequence: two answer at the first step, one at the second, one is lost."""
    pipectl("sequence", "add", "Intro", *STEPS)
    for title in ("Acme", "Birch", "Cedar", "Dogwood", "Elm", "Fir"):
        pipectl("add", title, "5k")
        pipectl("sequence", "start", "intro", title)
    for title in ("Cedar", "Dogwood", "Elm", "Fir"):
        pipectl("done", title)
    pipectl("done", "fir")
    pipectl("log", "reply", "acme")
    pipectl("log", "reply", "birch")
    pipectl("log", "meeting", "cedar")
    pipectl("lose", "dogwood", "--reason", "no budget")
    return pipectl


def test_each_step_says_what_became_of_the_runs_that_reached_it(selling: Shell) -> None:
    assert selling("report", "sequences").out == (
        "Intro\n"
        "6 runs started. 3 of 4 ended runs got a reply or meeting: n/a (n=4).\n"
        "Step           Reached  Replies          %  Continued  Ended  In progress\n"
        "1. First mail        6        2     33.3 %          4      0            0\n"
        "2. Call              4        1  n/a (n=3)          1      1            1\n"
        "3. Follow-up         1        0  n/a (n=0)          0      0            1\n"
    )


def test_json_has_the_counts_and_the_rates_in_percent(selling: Shell) -> None:
    (found,) = selling("report", "sequences", "--json").json["sequences"]
    steps = found.pop("steps")
    assert found == {
        "sequence": "Intro",
        "archived": False,
        "runs": 6,
        "ended": 4,
        "answered": 3,
        "answer_rate": 75,
    }
    assert steps[1] == {
        "step": 2,
        "kind": "call",
        "text": "Call",
        "reached": 4,
        "answered": 1,
        "answer_rate": pytest.approx(33.3333),
        "went_on": 1,
        "ended": 1,
        "waiting": 1,
    }


def test_a_run_counts_in_the_period_in_which_it_started(selling: Shell) -> None:
    assert selling("report", "sequences", "--period", "2026-10").out == (
        "Intro\nNot started in 2026-10 yet.\n"
    )
    rows = selling("report", "sequences", "--period", "2026-10", "--explain", "--json").json
    assert {each["why"] for each in rows["explain"]} == {"not included: started 2026-11-18"}
    assert (
        selling("report", "sequences", "--as-of", "yesterday", "--json").json["sequences"][0][
            "runs"
        ]
        == 0
    )


def test_a_deleted_deal_and_a_removed_sequence(selling: Shell) -> None:
    selling("delete", "acme", "--yes")
    selling("sequence", "remove", "intro")
    assert selling("report", "sequences").lines[1] == (
        "5 runs started. 2 of 3 ended runs got a reply or meeting: n/a (n=3). The sequence was"
        " removed."
    )


def test_the_page_of_all_reports_has_it_once_a_sequence_was_started(pipectl: Shell) -> None:
    pipectl("add", "Acme", "5k")
    pipectl("sequence", "add", "Intro", *STEPS)
    assert "Sequences" not in pipectl("report", "all").lines
    pipectl("sequence", "start", "intro", "acme")
    assert "Sequences" in pipectl("report", "all").lines


RUNS = st.builds(Run, st.integers(1, 5), st.none() | st.sampled_from(SEQUENCE_ENDS))


@given(st.lists(RUNS), st.integers(5, 7))
def test_what_came_of_a_step_adds_up(runs: list[Run], steps: int) -> None:
    found = by_step(runs, steps)
    for each in found:
        assert each.reached == each.answered + each.went_on + each.ended + each.waiting
    for step, after in pairwise(found):
        assert step.went_on == after.reached
    assert found[0].reached == len(runs)
    assert sum(each.answered for each in found) == sum(run.is_answered for run in runs)
