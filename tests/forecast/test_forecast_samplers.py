"""The random numbers: the right distributions, and the same ones on every run."""

from math import exp, factorial
from statistics import NormalDist, fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.forecast.rules import sampling

MANY = 4_000


def test_the_numbers_are_those_that_they_always_were() -> None:
    """If this fails, every forecast of every store has changed: say so in the change log."""
    uniform = sampling.stream(sampling.SEED, 1, 2)
    assert [round(uniform(), 6) for _ in range(3)] == [0.290872, 0.799802, 0.419395]
    assert round(sampling.gamma(uniform, 4.5), 6) == 2.57088
    assert [sampling.poisson(uniform, 70.0) for _ in range(3)] == [72, 78, 70]


def test_streams_with_other_keys_are_others() -> None:
    keys = [(), (0,), (1,), (0, 0), (0, 1), (1, 0), (2**40,)]
    assert len({sampling.stream(5, *key)() for key in keys}) == len(keys)
    assert sampling.stream(5, 1)() != sampling.stream(6, 1)()


@pytest.mark.parametrize("share", [1e-300, 1e-12, 0.01, 0.0749, 0.0751, 0.5, 0.6, 0.93, 1 - 1e-12])
def test_the_normal_quantile_is_that_of_the_standard_library(share: float) -> None:
    assert sampling.normal_quantile(share) == pytest.approx(NormalDist().inv_cdf(share), abs=1e-12)


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.5, 80.0])
def test_gamma_numbers_have_their_mean_and_variance(shape: float) -> None:
    uniform = sampling.stream(1)
    drawn = [sampling.gamma(uniform, shape) for _ in range(MANY)]
    assert fmean(drawn) == pytest.approx(shape, rel=0.08)
    assert pvariance(drawn) == pytest.approx(shape, rel=0.2)
    assert min(drawn) >= 0


def test_beta_numbers_have_their_mean() -> None:
    uniform = sampling.stream(1)
    drawn = [sampling.beta(uniform, 3.0, 7.0) for _ in range(MANY)]
    assert fmean(drawn) == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("mean", [0.0, 0.4, 5.0, 95.0])
def test_poisson_numbers_have_their_mean_and_variance(mean: float) -> None:
    uniform = sampling.stream(1)
    drawn = [sampling.poisson(uniform, mean) for _ in range(MANY)]
    assert fmean(drawn) == pytest.approx(mean, rel=0.06)
    assert pvariance(drawn) == pytest.approx(mean, rel=0.15)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.999])
def test_a_poisson_number_inverts_its_distribution_function(share: float) -> None:
    count = sampling.poisson(lambda: share, 3.0)
    below = [exp(-3.0) * 3.0**k / factorial(k) for k in range(count + 1)]
    assert sum(below[:-1]) < share <= sum(below)


@pytest.mark.parametrize("shape", [1, 4, 13, 39])
@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.9975])
def test_a_gamma_quantile_inverts_the_sum_of_poisson_chances(shape: int, share: float) -> None:
    value = sampling.gamma_quantile(shape, share)
    fewer = sum(exp(-value) * value**k / factorial(k) for k in range(shape))
    assert 1 - fewer == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("shape", [0.05, 0.38, 1.0, 39.9, 40.1, 5_000.0])
def test_even_gamma_numbers_have_their_mean_and_variance(shape: float) -> None:
    drawn = sampling.even_gammas(sampling.stream(1), shape, 200)
    assert fmean(drawn) == pytest.approx(shape, rel=0.03)
    assert pvariance(drawn) == pytest.approx(shape, rel=0.2)
    assert sorted(drawn) != drawn


@given(st.integers(0, 10**9))
def test_shuffling_loses_nothing(seed: int) -> None:
    values = [float(each) for each in range(20)]
    assert sorted(sampling.shuffled(sampling.stream(seed), values)) == values


def test_the_common_factors_have_mean_one() -> None:
    factors = sampling.common_factors(draws=200, spread=0.4)
    assert fmean(factors) == pytest.approx(1.0, abs=0.005)
    assert pvariance(factors) == pytest.approx(exp(0.16) - 1, rel=0.05)


def test_twenty_draws_hold_one_of_every_twentieth() -> None:
    ranks = {value: rank for rank, value in enumerate(sampling.gamma_quantiles(4.0, 200))}
    drawn = sampling.even_gammas(sampling.stream(3), 4.0, 200)
    assert sorted(ranks[value] for value in drawn) == list(range(200))
    for start in range(0, 200, 20):
        parts = [ranks[value] // 10 for value in drawn[start : start + 20]]
        assert sorted(parts) == list(range(20))
        assert parts != sorted(parts)


def test_even_turns_have_one_rest_in_each_part() -> None:
    turns = sampling.even_turns(sampling.stream(3), draws=50, parts=10)
    assert sorted(int(turn % 1 * 50) for turn in turns) == list(range(50))
    assert {int(turn) for turn in turns} == set(range(10))
