"""`report score`: do early scores tell which deals are won?"""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from conftest import Shell
from pipectl.reports.score.rules import QUARTERS, ScoredDeal, normal_p, quarters, rank_test, verdict

DAY = date(2026, 6, 1)


def deal(number: int, score: int, *, is_won: bool) -> ScoredDeal:
    return ScoredDeal(number, f"Deal {number}", None, is_won, DAY, DAY, score)


def deals(won: list[int], lost: list[int]) -> list[ScoredDeal]:
    made = [deal(at, score, is_won=True) for at, score in enumerate(won)]
    return made + [deal(50 + at, score, is_won=False) for at, score in enumerate(lost)]


def test_the_rank_test_agrees_with_a_count_by_hand() -> None:
    # All pairs but three. Of the 252 ways to choose five ranks, 4 have a sum of 37 or more.
    found = rank_test([19, 22, 16, 29, 24], [20, 11, 17, 12, 10])
    assert found is not None
    assert found.higher == Fraction(22, 25)
    assert isclose(found.p, 7 / 252)
    assert rank_test([1, 1], [1]) is None
    assert rank_test([], [1, 2]) is None
    # Three of ten won deals had a score at all, and no lost one: chance does that in 10 %.
    few = rank_test([*[5] * 3, *[0] * 7], [0] * 10)
    assert few is not None
    assert isclose(few.p, comb(17, 7) / comb(20, 10))


@given(
    some.lists(some.integers(0, 9), min_size=1, max_size=5),
    some.lists(some.integers(0, 9), min_size=1, max_size=5),
)
def test_the_rank_test_is_the_share_of_all_choices_that_are_as_good(
    won: list[int], lost: list[int]
) -> None:
    def higher(ours: list[int], others: list[int]) -> float:
        return sum((a > b) + (a == b) / 2 for a in ours for b in others)

    found, every = rank_test(won, lost), [*won, *lost]
    if found is None:
        assert len(set(every)) == 1
        return
    assert isclose(found.higher * len(won) * len(lost), higher(won, lost))
    choices = [set(each) for each in combinations(range(len(every)), len(won))]
    as_good = [
        higher(
            [every[at] for at in chosen],
            [each for at, each in enumerate(every) if at not in chosen],
        )
        >= higher(won, lost)
        for chosen in choices
    ]
    assert isclose(found.p, sum(as_good) / len(choices))


@given(some.lists(some.integers(0, 12), min_size=60, max_size=60), some.integers(20, 40))
def test_the_approximation_for_many_deals_is_near_the_exact_test(
    scores: list[int], won: int
) -> None:
    found = rank_test(scores[:won], scores[won:])
    assume(found is not None and len(set(scores)) > 3)
    assert found is not None
    u = float(found.higher) * won * (60 - won)
    near = normal_p(u, won, 60 - won, list(Counter(scores).values()))
    assert abs(near - found.p) < 0.02


@given(some.lists(some.integers(0, 100), min_size=1, max_size=60))
def test_quarters_hold_every_deal_once_and_never_part_equal_scores(scores: list[int]) -> None:
    found = quarters([deal(at, each, is_won=False) for at, each in enumerate(scores)])
    assert sorted(each.score for part in found for each in part.deals) == sorted(scores)
    assert [each.name for each in found] == [name for name in QUARTERS if name in
                                             {each.name for each in found}]  # fmt: skip
    for one, other in pairwise(found):
        assert one.high < other.low
    if len(set(scores)) == len(scores) and len(scores) % 4 == 0:
        assert [len(each.deals) for each in found] == [len(scores) // 4] * 4


def test_nothing_is_concluded_from_too_little_or_from_equal_scores() -> None:
    assert verdict(deals([90] * 9, [1] * 30)) == ("too-early", None)
    assert verdict(deals([90] * 30, [1] * 9)) == ("too-early", None)
    assert verdict(deals([7] * 10, [7] * 10)) == ("same", None)
    assert verdict(deals(list(range(50, 60)), list(range(10))))[0] == "better"
    assert verdict(deals(list(range(10)), list(range(50, 60))))[0] == "chance"
    assert verdict(deals(list(range(0, 20, 2)), list(range(1, 21, 2))))[0] == "chance"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """24 deals, 12 won: those that were worked on early were won, but for two."""
    run = Shell(tmp_path_factory.mktemp("worked"))
    run("init")
    lines = ["Title,Amount,Created,Outcome,Closed on"]
    for number in range(1, 25):
        status = "won" if number <= 12 else "lost"
        lines.append(f"Deal {number},1000,2026-05-{number:02},{status},2026-09-01")
    lines.append("Quick,1000,2026-05-01,won,2026-05-15")
    (run.home / "deals.csv").write_text("\n".join(lines))
    run("import", run.home / "deals.csv")
    for number in (*range(1, 11), 23, 24):
        kind = ("meeting", "call", "proposal")[number % 3]
        run("log", kind, f"Deal {number}", "Talked", "--on", f"2026-05-{number + 3:02}")
        run("log", "meeting", f"Deal {number}", "Too late", "--on", "2026-08-01")
    return run


def test_engagement_that_matters_is_found(worked: Shell) -> None:
    ran = worked("report", "score")
    assert ran.out == (
        """\
The score tells which deals are won: won deals had the higher score in 81 % of the pairs of a won
and a lost deal (p = 0.004).
Quarter     Score  Deals  Won       Win rate
highest  27 to 32      8    6     75 % (n=8)
third          21      4    4      n/a (n=4)
second          0     12    2  16.7 % (n=12)
Total                 24   12    50 % (n=24)
Scores are engagement alone, as you haven't described your ideal customer. Set a criterion:
`pipectl icp set "source=referral"`.
Not counted: 1 deal that closed within 14 days.
"""
    )


def test_its_keys_are_in_json_and_an_earlier_day_knows_less(worked: Shell) -> None:
    found = worked("report", "score", "--json").json
    assert (found["verdict"], found["count"], found["won"]) == ("better", 24, 12)
    assert found["engagement_only"] is True
    assert found["closed_early"] == 1
    assert isclose(found["higher_in"], 80.5555555556)
    assert round(found["p"], 4) == 0.0038
    then = worked("report", "score", "--as-of", "2026-05-20", "--json").json
    assert (then["verdict"], then["count"], then["p"]) == ("too-early", 0, None)
    period = worked("report", "score", "--period", "2026-Q2")
    assert period.lines[0] == (
        "Too early to tell: 0 won deals and 0 lost deals with an early score. It takes 10 of each."
    )


def test_points_that_are_set_to_nothing_take_the_signal_away(worked: Shell) -> None:
    none = "meeting:0,proposal:0,call:0"
    worked("config", "set", "engagement_points", none)
    found = worked("report", "score").lines
    assert found[0] == "No better than chance: every deal had the same score (0)."
    worked("undo")
    assert worked("report", "score", "--json").json["verdict"] == "better"


def test_every_deal_is_explained(worked: Shell) -> None:
    found = worked("report", "score", "--explain", "--json").json
    why = {each["title"]: each["why"] for each in found["explain"]}
    assert why["Deal 3"] == "score 32 on 2026-05-17, won 2026-09-01"
    assert why["Deal 20"] == "score 0 on 2026-06-03, lost 2026-09-01"
    assert why["Quick"] == "not included: closed before its score"
    assert found["formulas"][-1] == "Forecasts don't use the score."


def test_a_score_without_a_signal_is_said_to_be_no_better_than_chance(sales: Shell) -> None:
    found = sales("report", "score").lines
    assert found[0] == "No better than chance: every deal had the same score (0)."
