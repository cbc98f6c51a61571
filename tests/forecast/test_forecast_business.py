"""New business and the run rate, against counts by hand."""

from statistics import fmean, pvariance

import pytest

from pipectl.forecast.rules.simulation import (
    Arrivals,
    Grounds,
    arrival_rate,
    arrivals,
    dispersion,
    grounds,
    new_business,
    run_rate,
    weekly_won,
)
from pipectl.vocabulary import WON
from stories import known, past


def test_arrivals_are_those_of_sixty_days_the_first_of_them_left_out() -> None:
    found = arrivals(known(past(1, 100), past(2, 60), past(3, 59), past(4, 0)))
    assert (found.opened, found.days) == (2, 60)


def test_a_young_store_counts_since_it_is_used_but_a_week_at_least() -> None:
    assert arrivals(known(past(1, 20), past(2, 4)))[:3] == (1, 20, 2.0)
    assert arrivals(known(past(1, 3), past(2, 1)))[:3] == (1, 7, 2.0)
    assert arrivals(known())[:3] == (0, 7, 2.0)


@pytest.mark.parametrize(
    ("days_ago", "weeks", "expected"),
    [
        ([0, 1, 2], 3, 2.0),
        ([], 8, 1.3),
        ([0, 7, 14, 21], 4, 1.3),
        # 8 in one of four weeks: mean 2, variance (36 + 3 x 4) / 4 = 12
        ([0] * 8, 4, 6.0),
        # the last one lies before the full weeks
        ([0] * 8 + [28], 4, 6.0),
    ],
)
def test_dispersion_is_variance_over_mean_of_full_weeks(
    days_ago: list[int], weeks: int, expected: float
) -> None:
    assert dispersion(days_ago, weeks) == pytest.approx(expected)


def test_amounts_are_those_of_ten_wins_else_of_what_was_opened() -> None:
    won = [past(id, 100, end=WON, closed=9, amount=5, closing=id) for id in range(1, 11)]
    assert arrivals(known(*won, past(99, 1))).amounts_minor == tuple(range(1, 11))
    assert arrivals(known(*won[1:], past(99, 1, amount=7))).amounts_minor == (7,)
    assert arrivals(known(*won[1:], past(99, 1, amount=None))).amounts_minor == (5,) * 9
    assert arrivals(known(past(99, 1, amount=None))).amounts_minor == ()


@pytest.mark.parametrize("months_off", [0.0, 1.5, 12.0])
def test_new_business_has_the_mean_and_the_spread_of_its_formula(months_off: float) -> None:
    found = arrivals(known(*(past(id, 59 - id) for id in range(40)), past(99, 100)))
    assert (found.opened, found.days) == (40, 60)
    rate = arrival_rate(found, months_off)
    drawn = new_business(found.amounts_minor, rate, [20.0] * 200, sims=10, seed=1)
    mean = 40.5 / 60 * 20 * 1_000
    assert fmean(drawn) == pytest.approx(mean, rel=0.03)
    # Poisson around a gamma rate, which a draw's ten simulations share.
    spread = found.dispersion / 40.5 + 0.1 * months_off
    assert pvariance(drawn) == pytest.approx(mean * 1_000 + mean**2 * spread, rel=0.15)


@pytest.mark.parametrize(
    ("months_off", "shape"),
    [
        (0.0, 20.25),  # 40.5 / 2
        (0.5, 20.25 / 2.0125),  # 1 / shape = 1 / 20.25 + 0.05
        (3.0, 20.25 / 7.075),
        (12.0, 20.25 / 25.3),
    ],
)
def test_the_further_off_the_less_is_known_of_the_arrivals(months_off: float, shape: float) -> None:
    rate = arrival_rate(Arrivals(40, 60, 2.0, ()), months_off)
    assert rate.shape == pytest.approx(shape)
    assert 1 / rate.shape == pytest.approx(2.0 / 40.5 + 0.1 * months_off)
    assert rate.shape * rate.scale == pytest.approx(40.5 / 60)


def test_without_any_amount_new_business_is_worth_nothing() -> None:
    found = arrivals(known(past(1, 9, amount=None)))
    rate = arrival_rate(found, 0.0)
    assert new_business(found.amounts_minor, rate, [50.0] * 3, sims=2, seed=1) == [0] * 6


def test_weeks_are_those_since_the_store_is_used_thirteen_at_most() -> None:
    wins = [past(id, 200, end=WON, closed=id, closing=10**id) for id in (0, 6, 7)]
    assert weekly_won(known(*wins)) == [1 + 10**6, 10**7, *[0] * 11]
    assert weekly_won(known(past(1, 20, end=WON, closed=15, closing=4))) == [0, 0]
    assert weekly_won(known(past(1, 5, end=WON, closed=2, closing=4))) == [4]
    assert weekly_won(known()) == [0]


def test_the_run_rate_draws_weeks_and_a_part_of_one() -> None:
    assert run_rate([70], won_minor=5, days=16, sims=3, seed=1) == [165, 165, 165]
    assert run_rate([70], won_minor=5, days=0, sims=2, seed=1) == [5, 5]
    drawn = run_rate([0, 100], won_minor=0, days=28, sims=2_000, seed=1)
    assert sorted(set(drawn)) == [0, 100, 200, 300, 400]
    assert fmean(drawn) == pytest.approx(200, abs=8)


@pytest.mark.parametrize(
    ("wins", "days", "enough"),
    [(2, 10, False), (4, 91, False), (5, 55, False), (5, 56, True), (40, 30, False)],
)
def test_the_run_rate_is_stated_from_five_wins_and_eight_weeks_on(
    wins: int, days: int, enough: bool
) -> None:
    assert Grounds(wins, days).is_enough is enough


def test_the_grounds_of_the_run_rate_are_the_wins_since_the_store_is_used() -> None:
    wins = [past(id, 200, end=WON, closed=id, closing=1) for id in (0, 6, 90, 91)]
    assert grounds(known(*wins)) == Grounds(3, 91)
    assert grounds(known(past(1, 20, end=WON, closed=15, closing=4))) == Grounds(1, 20)
    assert grounds(known()) == Grounds(0, 0)
