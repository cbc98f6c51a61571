"""`funnel`: who entered each stage, went on, was lost or is there, on the real store."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.funnel.rules import Span, funnel, passage
from pipectl.stage_history import CompleteHistory, StageOrder, StageRef, Stay
from reported import on

ANSWERS = "--buying yes --why x --next Call --due 2026-12-01"


@made_once
def seller(empty: Shell) -> Shell:
    """Six opportunities through three stages, from January on."""
    empty("init", "--stages", "A:10,B:40,C:80")
    on(
        empty,
        "2026-11-18",
        "add Straight 10k --stage A --on 2026-01-10 --source web",
        f"move Straight B --on 2026-01-12 {ANSWERS}",
        f"move Straight C --on 2026-02-14 {ANSWERS}",
        "win Straight --on 2026-02-20",
        "add Skipping 20k --stage A --on 2026-01-11 --source web",
        f"move Skipping C --on 2026-03-01 {ANSWERS}",
        "lose Skipping --on 2026-03-05 --reason price",
        "add Back 30k --stage B --on 2026-02-01",
        f"move Back A --on 2026-02-05 {ANSWERS}",
        "add Early 5k --stage A --on 2026-02-02 --source event",
        "win Early --on 2026-02-03",
        "add Returned 7k --stage A --on 2026-03-01 --source event",
        f"move Returned C --on 2026-03-02 {ANSWERS}",
        f"move Returned B --on 2026-03-03 {ANSWERS}",
        "win Returned --on 2026-03-04",
        "add Abroad '9k EUR' --stage C --on 2026-01-20",
    )
    return empty


def table(found: Any) -> list[tuple[Any, ...]]:
    """Each stage: entered, advanced, lost, open, won."""
    keys = ("stage", "entered", "advanced", "lost", "open", "won")
    return [tuple(each[key] for key in keys) for each in found]


def test_at_80_columns_the_reason_is_whole_and_nothing_is_weighted(pipectl: Shell) -> None:
    pipectl("add", "A deal with quite a long name for a title", "12345.67")
    on(pipectl, "2026-11-18", f"move 1 Negotiation {ANSWERS}", "win 1")
    pipectl.extra["COLUMNS"] = "80"
    said = pipectl("funnel", "--explain").lines
    at = next(at for at, each in enumerate(said) if each.startswith("#"))
    head, *below = said[at:]
    assert head.split() == ["#", "Title", "Amount", "Details"]
    reason = head.index("Details")
    assert " ".join(each[reason:] for each in below) == (
        "Initial contact, Discovery, Meeting, Proposal, Negotiation: won"
    )


def test_on_a_narrow_screen_what_was_lost_and_is_open_stays(seller: Shell) -> None:
    seller.extra["COLUMNS"] = "40"
    lines = seller("funnel").lines
    head = next(each for each in lines if each.startswith("Stage"))
    assert head.split() == ["Stage", "Entered", "Lost", "Open", "Advanced", "%"]


def test_skips_pass_through_and_neither_moves_back_nor_losses_advance(seller: Shell) -> None:
    found = seller("funnel", "--json").json
    assert table(found["stages"]) == [
        ("A", 4, 4, 0, 0, 3),  # Back began in B: it never entered A
        ("B", 4, 3, 0, 1, 2),
        ("C", 3, 2, 1, 0, 2),
    ]
    assert [each["conversion"] for each in found["stages"]] == [100, 75, 66.6666666667]
    assert [each["to_won"] for each in found["stages"]] == [75, 50, 66.6666666667]
    assert list(found["stages"][0])[:7] == [
        *("stage", "entered", "advanced", "lost", "open", "conversion", "to_won"),
    ]
    assert (found["count"], found["won"], found["left_out"]) == (5, 3, {"EUR": 1})


def test_the_cohort_is_of_creation_or_of_entry(seller: Shell) -> None:
    created = seller("funnel", "--since", "2026-02-01", "--until", "2026-02-28", "--json").json
    assert table(created["stages"]) == [
        ("A", 1, 1, 0, 0, 1),
        ("B", 1, 0, 0, 1, 0),
        ("C",) + (0,) * 5,
    ]
    assert created["stages"][2]["conversion"] is None
    words = ("--cohort", "entered", "--period", "2026-02")
    entered = seller("funnel", *words, "--json").json
    assert table(entered["stages"]) == [
        ("A", 1, 1, 0, 0, 1),
        ("B", 1, 0, 0, 1, 0),
        ("C", 1, 1, 0, 0, 1),
    ]
    assert (entered["since"], entered["until"]) == ("2026-02-01", "2026-02-28")


def test_each_group_has_a_funnel_and_they_sum_to_the_whole(seller: Shell) -> None:
    whole = table(seller("funnel", "--json").json["stages"])
    for by in ("source", "campaign", "account", "month", "stage"):
        groups = seller("funnel", "--by", by, "--json").json["groups"]
        for place, line in enumerate(whole):
            sums = zip(*(table(each["stages"])[place][1:] for each in groups), strict=True)
            assert tuple(map(sum, sums)) == line[1:]
    names = [each["group"] for each in seller("funnel", "--by", "source", "--json").json["groups"]]
    assert names == ["event", "web", None]
    names = [each["group"] for each in seller("funnel", "--by", "stage", "--json").json["groups"]]
    assert names == ["A", "B"]


def test_every_row_says_how_far_it_came(seller: Shell) -> None:
    found = seller("funnel", "--until", "2026-02-28", "--explain", "--json").json
    assert {row["title"]: row["why"] for row in found["explain"]} == {
        "Straight": "A, B, C: won",
        "Skipping": "A, B, C: lost",
        "Back": "B: still open",
        "Early": "A: won",
        "Returned": "not included: created 2026-03-01",
        "Abroad": "not included: in EUR",
    }
    assert found["formulas"][4] == "  A: 3 / 3 = n/a (n=3); 2 / 3 = n/a (n=3)"


def test_a_stage_that_was_removed_is_passed_no_more(seller: Shell) -> None:
    seller("stage", "remove", "B", "--to", "A")
    assert table(seller("funnel", "--json").json["stages"]) == [
        ("A", 5, 4, 0, 1, 3),
        ("C", 3, 2, 1, 0, 2),
    ]


def test_the_funnel_is_drawn_with_its_sample(seller: Shell) -> None:
    said = seller("funnel").out
    assert said.startswith("5 deals started: 3 won (60 %), 1 still open.\n")
    assert "Rates need at least 5 deals." in said.replace("\n", " ")
    assert "1 EUR deal not included." in said


def test_empty_stores_and_days_say_what_to_do(pipectl: Shell) -> None:
    assert pipectl("funnel").out == ("No deals yet. Add one: `pipectl add TITLE AMOUNT`.\n")
    assert "No deals started by Thu 1 Jan 2026." in pipectl("funnel", "--until", "2026-01-01").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "boss"), "Group by source, campaign, account, month, stage, tag or owner."),
        (("--cohort", "won"), "Use created or entered."),
        (("--period", "2026", "--since", "2026-01-01"), "can't be combined with --since"),
        (("--since", "2026-03-01", "--until", "2026-02-01"), "2026-03-01..2026-02-01"),
        (("--since", "2027-01-01"), "2027"),
    ],
)
def test_what_it_does_not_know_is_refused(
    pipectl: Shell, words: tuple[str, ...], said: str
) -> None:
    assert said in pipectl("funnel", *words, code=2).err


STEPS = [StageRef(number, f"S{number}", number, 0) for number in range(1, 5)]
DAY = date(2026, 1, 1)
LIVES = st.lists(
    st.builds(
        lambda stages, status: CompleteHistory(
            *(1, "x", "USD", 1, None, None, None, DAY, DAY, status, None, None, None),
            tuple(Stay(stage, DAY) for stage in stages),
        ),
        st.lists(st.integers(1, 4), min_size=1, max_size=6),
        st.sampled_from(["open", "won", "lost"]),
    ),
    max_size=20,
)


@given(LIVES)
def test_who_entered_a_stage_advanced_was_lost_or_is_open(lives: list[CompleteHistory]) -> None:
    ladder = StageOrder.of(STEPS)
    lines = funnel(STEPS, [passage(life, ladder) for life in lives])
    began = [life.visits[0].stage_id for life in lives]
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        assert line.entered == line.advanced + line.lost + line.open
        assert line.won <= line.advanced
        if after is not None:
            won_here = sum(
                life.status == "won" and max(v.stage_id for v in life.visits) == line.stage.id
                for life in lives
            )
            assert after.entered == line.advanced - won_here + began.count(after.stage.id)
    assert funnel(STEPS, [passage(life, ladder) for life in lives], Span(DAY, DAY)) == lines
    nothing = funnel(STEPS, [passage(life, ladder) for life in lives], Span(None, date(2025, 1, 1)))
    assert not any(line.entered for line in nothing)
