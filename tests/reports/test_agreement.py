"""Why coverage, pace, forecast and run rate differ: every rule, and the sentence that says it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.numbers import NumberFormat
from pipectl.periods import Period
from pipectl.reports.disagreement.rules import Carrier, Decisive, Opinions, difference
from pipectl.reports.disagreement.view import why_they_differ

QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
LATE = Carrier(30_000_00, True)
EARLY = Carrier(10_000_00, False)
TO_GO = 70_000_00
BIG = Decisive("Big", 40_000_00, 0.39)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            Opinions("enough", ahead_minor=-1, chance=0.8, to_go_minor=TO_GO, carriers=[LATE] * 4),
            "You are behind pace, but coverage is enough and the forecast is at 80 %: your 3"
            " best late-stage deals can cover the rest.",
        ),
        (
            Opinions("enough", ahead_minor=-1, to_go_minor=1, carriers=[EARLY, LATE]),
            "You are behind pace, but coverage is enough: your best late-stage deal can"
            " cover the rest.",
        ),
        (
            Opinions("enough", ahead_minor=-1, to_go_minor=35_000_00, carriers=[EARLY, LATE]),
            "You are behind pace, but coverage is enough: your 2 best open deals can cover"
            " the rest.",
        ),
        (
            Opinions("enough", ahead_minor=-1, to_go_minor=1),
            "You are behind pace, but coverage is enough: your open deals can cover the rest.",
        ),
        (
            Opinions(
                ahead_minor=-1,
                chance=0.7,
                to_go_minor=35_000_00,
                new_minor=9_000_00,
                carriers=[LATE],
            ),
            "You are behind pace, but the forecast is at 70 %: new business of 9k USD is expected"
            " on top of the open deals.",
        ),
        (
            Opinions("short", ahead_minor=1, chance=0.2, to_go_minor=TO_GO),
            "Coverage is short and the forecast is at 20 %, but you are ahead of pace: the open"
            " deals are too few for the 70k USD to go.",
        ),
        (
            Opinions("short", chance=0.9, missing_minor=5_000_00, new_minor=5_000_00),
            "Coverage is short, but the forecast is at 90 %: the forecast includes 5k USD of new"
            " business and coverage doesn't.",
        ),
        (
            Opinions("short", chance=0.9, missing_minor=5_000_00, new_minor=1, outside_minor=1),
            "Coverage is short, but the forecast is at 90 %: the forecast includes deals with close"
            " dates outside 2026-Q4 and coverage doesn't.",
        ),
        (
            Opinions("short", chance=0.9, missing_minor=5_000_00),
            "Coverage is short, but the forecast is at 90 %: the forecast also considers how long"
            " each deal has been in its stage.",
        ),
        (
            Opinions(
                "short",
                by_setting=True,
                is_short=True,
                ahead_minor=-1,
                chance=0.7,
                missing_minor=1,
                new_minor=9,
                largest=BIG,
            ),
            "You are behind pace and coverage is short, but the forecast is at 70 %: it all"
            " depends on Big (40k USD); without it the forecast is at 39 %.",
        ),
        (
            # Without it there is still a chance: it doesn't decide.
            Opinions(
                "short", chance=0.7, missing_minor=1, largest=BIG._replace(chance_without=0.4)
            ),
            "Coverage is short, but the forecast is at 70 %: the forecast also considers how long"
            " each deal has been in its stage.",
        ),
        (
            # The gap says what coverage says: the setting is not the reason.
            Opinions("short", by_setting=True, is_short=True, chance=0.7, missing_minor=1),
            "Coverage is short, but the forecast is at 70 %: the forecast also considers how long"
            " each deal has been in its stage.",
        ),
        (
            Opinions("enough", is_short=False, chance=0.39),
            "The forecast is at 39 %, but coverage is enough: not all open deals are likely to"
            " close by Thu 31 Dec 2026.",
        ),
        (
            Opinions("enough", by_setting=True, is_short=True),
            "The stages' win chances leave a gap, but coverage is enough: with fewer than 10 closed"
            " deals in 12 months, coverage is measured against the setting, which ignores the"
            " stages.",
        ),
        (
            Opinions("short", by_setting=True, is_short=False),
            "Coverage is short, but the stages' win chances leave no gap: with fewer than 10 closed"
            " deals in 12 months, coverage is measured against the setting, which ignores the"
            " stages.",
        ),
        (
            Opinions("enough", by_count="short"),
            "The number of wins is short, but coverage is enough: the deals are large, but few.",
        ),
        (
            Opinions("short", by_count="enough"),
            "Coverage is short, but the number of wins is enough: the deals are many, but small.",
        ),
        (
            Opinions(ahead_minor=-1, run_rate_chance=0.6),
            "You are behind pace, but your run rate would reach the quota: recent weeks"
            " brought in more than earlier ones.",
        ),
        (
            Opinions(ahead_minor=1, run_rate_chance=0.1, chance=0.5),
            "Your run rate would miss the quota, but you are ahead of pace: recent weeks"
            " brought in less than earlier ones.",
        ),
        (Opinions(), ""),
        (Opinions("enough", is_short=False, ahead_minor=0, chance=0.6, run_rate_chance=0.5), ""),
        (Opinions("short", is_short=True, ahead_minor=-1, chance=0.1, run_rate_chance=0.1), ""),
        (Opinions("won", ahead_minor=-1), ""),
    ],
)
def test_each_rule_has_its_sentence(found: Opinions, said: str) -> None:
    assert why_they_differ(found, QUARTER, "USD", NumberFormat()) == said


VERDICTS = st.sampled_from(["enough", "short", "empty", "won", "no-quota", None])
CHANCES = st.none() | st.floats(0, 1)


@given(
    st.builds(
        Opinions,
        coverage=VERDICTS,
        by_setting=st.booleans(),
        is_short=st.none() | st.booleans(),
        by_count=VERDICTS,
        ahead_minor=st.none() | st.integers(-5, 5),
        chance=CHANCES,
        run_rate_chance=CHANCES,
        missing_minor=st.integers(0, 9),
        to_go_minor=st.integers(0, 9),
        new_minor=st.integers(0, 9),
        outside_minor=st.integers(0, 9),
        carriers=st.lists(st.builds(Carrier, st.integers(0, 9), st.booleans()), max_size=4),
        largest=st.none() | st.builds(Decisive, st.just("X"), st.integers(0, 9), st.floats(0, 1)),
    )
)
def test_there_is_one_sentence_just_where_two_verdicts_differ(found: Opinions) -> None:
    said = why_they_differ(found, QUARTER, "USD", NumberFormat())
    signs = set(found.signs.values())
    assert bool(said) == ({1, -1} <= signs) == (difference(found) is not None)
    assert said.count(". ") == 0
    assert said.endswith(".") or not said


def test_the_demo_says_why_it_is_behind_and_likely_all_the_same(demo: Shell) -> None:
    page = " ".join(demo("report", "all").out.split())
    assert (
        "You are behind pace and your run rate would miss the quota, but coverage is enough and"
        " the forecast is at 83 %: your 5 best late-stage deals can cover the rest." in page
    )
    html = demo("report", "all", "--html", "-").out
    assert "your 5 best late-stage deals can cover the rest." in html
    for command in ("coverage", "pace"):
        assert "your 5 best late-stage deals can cover the rest." in " ".join(
            demo(command).out.split()
        )
