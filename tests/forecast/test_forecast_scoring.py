"""Scores, plain methods and the weakest stage, against figures worked out by hand."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.forecast.rules import comparison
from pipectl.reports.weakest.rules import weakest
from pipectl.vocabulary import LOST, WON
from stories import known, past


def test_crps_by_hand() -> None:
    # |1-2| and |4-2|: 1.5; pairs 0, 3, 3, 0: half of their mean is 0.75.
    assert comparison.crps([1, 4], 2) == pytest.approx(0.75)
    assert comparison.crps([5], 2) == 3


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(0, 100))
def test_crps_is_the_distance_of_distribution_functions(values: list[int], actual: int) -> None:
    ordered = sorted(values)
    squares = 0.0
    for at in range(101):  # the integral of (F(x) - 1[x >= y])^2, where all steps are whole
        reached = sum(value <= at for value in ordered) / len(ordered)
        squares += (reached - (at >= actual)) ** 2
    assert comparison.crps(ordered, actual) == pytest.approx(squares)


def test_brier_by_hand() -> None:
    assert comparison.brier([0.8, 0.3], [True, True]) == pytest.approx((0.04 + 0.49) / 2)
    assert comparison.brier([], []) is None
    assert comparison.brier_of(0.8, comparison.Outcomes(4, 3)) == pytest.approx(
        (3 * 0.04 + 0.64) / 4
    )
    assert comparison.brier_of(0.8, comparison.Outcomes(0, 0)) is None


def test_calibration_by_tenths() -> None:
    found = comparison.calibration([0.05, 0.61, 0.65, 1.0], [False, True, False, True])
    assert [tenth[:2] for tenth in found] == [(0.0, 1), (0.6, 2), (0.9, 1)]
    assert found[1].said == pytest.approx(0.63)
    assert found[1].happened == 0.5


def test_weighted_is_the_sum_of_amount_times_probability() -> None:
    assert comparison.weighted([(10_000, 2_500), (None, 9_000), (300, 5_000)]) == 2_650
    assert comparison.weighted([]) == 0


def test_independent_totals_have_their_mean() -> None:
    stakes = [
        comparison.WeightedAmount(1_000, 0.3),
        comparison.WeightedAmount(100, 1.0),
        comparison.WeightedAmount(10, 0.0),
    ]
    drawn = comparison.independent(stakes, won_minor=5)
    assert set(drawn) == {105, 1105}
    assert fmean(drawn) == pytest.approx(405, abs=35)


def test_a_stage_s_share_is_that_of_the_closed_that_stood_there() -> None:
    stories = [
        past(1, 50, 40, end=WON, closed=3),
        past(2, 50, end=LOST, closed=3),
        past(3, 50, 40, end=LOST, closed=3),
        past(4, 50, 40, 30),
    ]
    outcomes = comparison.stage_outcomes(known(*stories).cases, 3)
    assert outcomes == ((3, 1), (2, 1), (0, 0))
    assert comparison.stage_shares(outcomes, (0.1, 0.2, 0.8)) == pytest.approx((1 / 3, 1 / 2, 0.8))


def test_the_weakest_stage_by_hand() -> None:
    stories = [
        *(past(id, 90, 80, 70, end=WON, closed=60, closing=1_000) for id in range(10)),
        *(past(id, 90, 80, end=LOST, closed=20, amount=500) for id in range(10, 30)),
        past(30, 90),  # stuck: longer than 45 days and than three times ten
        past(31, 40),  # not yet
    ]
    found = weakest(known(*stories), 3)
    first, second, third = found.stages
    assert (first.advanced, first.lost, first.stuck) == (30, 0, 1)
    assert (second.advanced, second.lost, second.stuck) == (10, 20, 0)
    assert (third.advanced, third.lost, third.stuck) == (10, 0, 0)
    whole = (50 + 6) / (71 + 10)
    assert second.rate == pytest.approx((10 + 10 * whole) / (30 + 10))
    assert (found.stage, found.is_said) == (1, True)
    assert found.sure > 0.95
    assert (second.lost_minor, second.days, second.won_days) == (10_000, 60, 10)
    assert (first.lost_minor, third.days) == (0, 10)


def test_patience_is_three_times_what_those_took_that_advanced() -> None:
    slow = [past(id, 190, 100, end=LOST, closed=99) for id in range(5)]
    assert weakest(known(*slow, past(9, 200)), 2).stages[0].stuck == 0
    assert weakest(known(*slow, past(9, 271)), 2).stages[0].stuck == 1
    assert weakest(known(past(9, 46)), 2).stages[0].stuck == 1
    assert weakest(known(past(9, 45)), 2).stages[0].stuck == 0


def test_without_history_it_is_too_early_to_tell() -> None:
    found = weakest(known(), 4)
    assert not found.is_said
    assert [stage.rate for stage in found.stages] == pytest.approx([0.6] * 4)
    assert weakest(known(past(9, 5)), 2).sure > 0.5  # of two, one is always the lowest
    assert not weakest(known(past(9, 5)), 2).is_said
    assert not weakest(known(past(1, 90)), 1).is_said  # nothing to compare it with
