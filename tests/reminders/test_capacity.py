"""`config set capacity`: which deals to lose if there are more open ones than one can handle."""

import shlex
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Done, Shell, made_once
from pipectl.pipeline.rules import RISK
from pipectl.reminders.rules.capacity import OpenDeal, to_lose


def line(shell: Shell, text: str, code: int = 0) -> Done:
    """Type a command line."""
    return shell(*shlex.split(text), code=code)


@made_once
def full(pipectl: Shell) -> Shell:
    """Five open deals: a large one that stands still, and four smaller ones; a lead; two closed."""
    pipectl.now = "2026-09-01"
    line(pipectl, "add 'Acme rollout' 50k --stage proposal --close 2026-10-01")
    pipectl.now = "2026-11-17"
    line(pipectl, "add 'Birch audit' 3k --stage meeting --next Call --due 2026-12-01")
    line(pipectl, "add 'Cedar pilot' --stage meeting")
    line(pipectl, "add 'Dogwood [desks]' '90k EUR' --stage meeting --next Call --due 2026-12-01")
    line(pipectl, "add 'Elm office' 1k --stage proposal --next Call --due 2026-12-01")
    line(pipectl, "stage add Cold --probability 0 --kind lead")
    line(pipectl, "add 'Fir annex' 1 --stage cold --next Call --due 2026-12-01")
    line(pipectl, "add Gone 1")
    line(pipectl, "lose gone --reason x")
    line(pipectl, "add Sold 1")
    line(pipectl, "win sold")
    line(pipectl, "review monthly --obstacle x")
    pipectl.now = "2026-11-18"
    return pipectl


def test_without_a_capacity_and_up_to_it_nothing_changes(full: Shell) -> None:
    today, review = line(full, "today").out, line(full, "review").out
    explained, listed = line(full, "today --explain").out, line(full, "today --json").out
    line(full, "config set capacity 5")
    assert line(full, "today").out == today
    assert line(full, "today --explain").out == explained
    assert line(full, "today --json").out == listed
    assert line(full, "review").out == review
    assert line(full, "review --json").json["over_capacity"] is None
    others = ("metrics --json", "remind", "goal show --json")
    before = [line(full, each).out for each in others]
    line(full, "config set capacity 1")
    assert [line(full, each).out for each in others] == before
    line(full, 'config set capacity ""')
    assert line(full, "today").out == today


TODAY = """\
What                 Amount  Why                          Command
Weekly review                71 days late                 pipectl review
Too many open deals          lose Cedar pilot and 1 more  pipectl lose 3
Acme rollout            50k  no next action, 78 d (+5)    pipectl next 1
Cedar pilot               –  no next action, 1 d (+2)     pipectl next 3
(+5) means 5 more flags: see `pipectl show 1`.
"""

EXPLAINED = """
5 open deals, 2 more than your capacity of 3. Lose the deals that are worth least to keep: weight /
(1 + points of their flags). A deal without an amount, or in another currency without a rate, has
the median weight of the open ones. Overdue, slipped and stalled have 3 points, no-next-action,
stale and unqualified 2, due-today and single-threaded 1. If they are worth the same, the oldest
goes first. Leads don't count.
#  Lose         Weight  Points  Worth  Flags
3  Cedar pilot     900       5    150  no-next-action, unqualified, single-threaded
5  Elm office      600       3    150  unqualified, single-threaded
"""

WHY = (
    "5 open, room for 3: lose Cedar pilot (no-next-action, unqualified, single-threaded), Elm"
    " office (unqualified, single-threaded)"
)


def test_today_says_in_a_line_which_to_lose_and_explain_says_why(full: Shell) -> None:
    line(full, "config set capacity 3")
    assert line(full, "today").out == TODAY
    full.extra["COLUMNS"] = "200"
    assert WHY in line(full, "today").lines[2]
    full.extra["COLUMNS"] = "100"
    assert line(full, "today --explain").out.endswith(EXPLAINED)
    (found,) = [each for each in line(full, "today --json").json if each["kind"] == "capacity"]
    assert {key: value for key, value in found.items() if value is not None} == {
        "kind": "capacity",
        "kinds": ["capacity"],
        "text": "5 open deals, 2 more than your capacity of 3",
        "why": WHY,
        "command": "pipectl lose 3",
    }
    line(full, "lose 3 --reason x")
    assert "Too many open deals          lose Elm office " in line(full, "today").out
    line(full, "lose 5 --reason x")
    assert "Too many" not in line(full, "today").out


REVIEW = """
Too many open deals: 5, your capacity is 3
  Lose these, or say why you keep them:
  #3 Cedar pilot, Meeting: no-next-action, unqualified, single-threaded
  #5 Elm office, Proposal: unqualified, single-threaded

Agenda, riskiest first
"""


def test_the_weekly_review_names_them(full: Shell) -> None:
    line(full, "config set capacity 3")
    assert REVIEW in line(full, "review").out
    found = line(full, "review --json").json["over_capacity"]
    assert (found["capacity"], found["open"]) == (3, 5)
    assert found["lose"][1] == {
        "id": 5,
        "title": "Elm office",
        "amount": 1000.00,
        "currency": "USD",
        "stage": "Proposal",
        "flags": ["unqualified", "single-threaded"],
        "weight": 600.00,
    }


def test_the_page_of_today_keeps_its_ten_lines(pipectl: Shell) -> None:
    for number in range(1, 15):
        line(pipectl, f"add 'Deal {number}' {number}k --next Call --due today")
    line(pipectl, "config set capacity 2")
    lines = line(pipectl, "today").lines
    assert len(lines) == 1 + 10 + 2
    assert lines[-2] == "and 5 more: `pipectl today --all`"
    review = line(pipectl, "review").lines
    assert "  and 2 more: `pipectl today --explain`" in review


@pytest.mark.parametrize("text", ["0", "-1", "1001", "two", "2.5"])
def test_a_wrong_capacity_is_refused(pipectl: Shell, text: str) -> None:
    done = pipectl("config", "set", "capacity", "--", text, code=2)
    assert 'Use a number of deals from 1 to 1000, or "" for no limit.' in done.err


DEALS = st.lists(
    st.builds(
        OpenDeal,
        st.integers(1, 10**6),
        st.just("x"),
        st.none(),
        st.just("USD"),
        st.just("Meeting"),
        st.sets(st.sampled_from([*RISK])).map(tuple),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.integers(0, 10**9),
    ),
    unique_by=lambda each: each.id,
    max_size=12,
)


@given(DEALS, st.integers(1, 12))
def test_as_many_are_lost_as_are_too_many_and_none_that_is_worth_more(
    deals: list[OpenDeal], capacity: int
) -> None:
    lost = to_lose(deals, capacity)
    kept = [each for each in deals if each not in lost]
    assert len(kept) == min(len(deals), capacity)
    assert all(one.value <= two.value for one in lost for two in kept)
    values = [each.value for each in lost]
    assert values == sorted(values)
    worse = [each._replace(flags=(*RISK,)) for each in deals]
    assert all(one.value <= two.value for one, two in zip(worse, deals, strict=True))
