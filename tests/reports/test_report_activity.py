"""`report activity`: what was done, against which goals, and what a win took."""

from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period, parts
from pipectl.reports.activity.rules import Advance, advances, reached, whole_spans
from pipelines import NEEDS_DATA, deals, past
from reported import asked, on

QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
PASSAGES = st.builds(
    Advance,
    st.integers(1, 2),
    st.integers(1, 3),
    st.sampled_from(["open", "won", "lost", "deleted"]),
    st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    st.booleans(),
)


@given(st.lists(PASSAGES, max_size=10))
def test_the_advances_of_the_months_make_those_of_the_quarter(some: list[Advance]) -> None:
    some = sorted(some, key=lambda each: each.opportunity_id)
    months = [advances(some, month) for month in parts(QUARTER, "month")]
    assert sum(months, Counter()) == advances(some, QUARTER)


def test_only_spans_that_are_over_count_for_a_goal() -> None:
    weeks = whole_spans(QUARTER, date(2026, 10, 21), "week", 1)
    assert [week.name for week in weeks] == ["2026-W41", "2026-W42"]
    assert reached(weeks, 3, {date(2026, 10, 5): 2, date(2026, 10, 11): 1}) == 1


@made_once
def active(pipectl: Shell) -> Shell:
    """Five wins with ten calls, one loss, a goal of three calls a week."""
    pipectl("goal", "set", "call", "3", "--per", "week")
    on(pipectl, "2026-11-02", *(f"add 'Deal {n}' 1k" for n in range(1, 7)))
    on(pipectl, "2026-11-03", *(f"log call {n} --count 2" for n in range(1, 6)), "log note 1 x")
    on(
        pipectl,
        "2026-11-04",
        "move 1 proposal --buying yes --why x --next Call --due 2026-12-01",
        "move 1 meeting --buying yes --why x --next Call --due 2026-12-01",
    )
    on(pipectl, "2026-11-05", *(f"win {n}" for n in range(1, 6)), "lose 6 --reason x")
    on(pipectl, "2026-11-17", "log call --count 2", "log meeting 1 x")
    return pipectl


def test_counts_goals_and_what_a_win_took(active: Shell) -> None:
    found = asked(active, "activity")
    assert (found["wins"], found["advances"]) == (5, 6)
    kinds = {each["kind"]: each for each in found["kinds"] if each["count"]}
    assert kinds["call"] == {"kind": "call", "count": 12, "per_win": 2.4, "per_advance": 2}
    assert set(kinds) == {"call", "meeting", "note"}
    assert found["goals"] == [
        {
            "kind": "call",
            "per": "week",
            "goal": 3,
            "spans": 6,
            "reached": 1,
            "running": "2026-W47",
            "done": 2,
        }
    ]
    assert len(found["weeks"]) == 12
    assert [each["call"] for each in found["weeks"][-3:]] == [10, 0, 2]
    assert sum(int(row["why"].rpartition(" x ")[0] or 1) for row in found["explain"]) == 14


def test_it_is_told_in_words(active: Shell) -> None:
    lines = active("report", "activity").lines
    assert lines[0] == "13 activities and 1 note in 2026-Q4, with 1 move forward and 5 wins."
    assert "Advances are moves forward and wins: 1 move and 5 wins." in lines
    assert lines[3].split() == ["call", "12", "████████████████", "2.4", "2"]
    assert "call week 3 1 of 6 2 2026-W47" in " ".join("\n".join(lines).split())


def test_too_few_wins_are_no_rate_and_nothing_makes_sense(pipectl: Shell) -> None:
    assert "No activity in 2026-Q4." in pipectl("report", "activity").out
    pipectl("log", "call")
    found = asked(pipectl, "activity")
    assert [each["per_win"] for each in found["kinds"]] == [None] * 7


@NEEDS_DATA
def test_the_advances_of_real_offers_agree_with_a_plain_count(offers: Shell) -> None:
    ladder = ["Accepted", "Offer sent", "Offer returned"]
    lives, forward = past("bpi2012"), 0
    for deal in deals("bpi2012"):
        visits = lives[deal["deal_id"]]
        for (_, source), (day, target) in pairwise(visits):
            forward += ladder.index(target) > ladder.index(source) and day[:4] == "2011"
        forward += deal["outcome"] == "won" and deal["closed_at"][:4] == "2011"
    assert asked(offers, "activity", "--period", "2011")["advances"] == forward
