"""A suggested quota: mean, trend, wins, and what must begin for it, computed by hand."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pipectl.periods import Period
from pipectl.planning.rules.quotas import adjusted, adjusted_count
from pipectl.reports.quota_suggestion.rules import (
    PeriodResult,
    Suggestion,
    Year,
    slope,
    suggestion,
    two_digits,
)

Q1 = Period("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))
YEAR = Year(closed=20, wins=8, minor=80_000_00, days=8 * 60)


def suggested(*minors: int, wins: int = 3, ahead: int = 1, year: Year = YEAR) -> Suggestion:
    past = [PeriodResult(Q1, minor, wins, wins and 2 * wins) for minor in minors]
    return suggestion(Q1, past, ahead, year)


def test_a_trend_goes_on() -> None:
    found = suggested(10_000_00, 20_000_00, 30_000_00, 40_000_00)
    assert (found.mean_minor, found.trend_minor) == (Fraction(25_000_00), Fraction(10_000_00))
    assert found.amount_minor == 50_000_00
    assert found.wins == 5  # of 10,000 each
    assert found.begin == 13  # at 8 of 20: 12.5
    assert found.begin_by == date(2027, 1, 30)  # 60 days before the last of March


def test_a_trend_goes_no_further_than_twice_or_half_of_the_mean() -> None:
    assert suggested(0, 10_000_00, 20_000_00, ahead=9).amount_minor == 20_000_00
    assert suggested(20_000_00, 10_000_00, 0, ahead=9).amount_minor == 5_000_00


def test_two_periods_have_no_trend() -> None:
    found = suggested(10_000_00, 30_000_00)
    assert (found.trend_minor, found.amount_minor) == (Fraction(0), 20_000_00)


def test_too_little_is_said() -> None:
    for found in (suggested(10_000_00), suggested(10_000_00, 10_000_00, wins=2), suggested()):
        assert (found.amount_minor, found.wins, found.begin, found.begin_by) == (None,) * 4


def test_periods_before_the_first_closing_are_no_zeros() -> None:
    empty = PeriodResult(Q1, 0, 0, 0)
    full = PeriodResult(Q1, 10_000_00, 3, 5)
    found = suggestion(Q1, [empty, empty, full, full], 1, YEAR)
    assert (len(found.past), found.amount_minor) == (2, 10_000_00)


def test_without_closings_nobody_knows_how_many_must_begin() -> None:
    few = Year(closed=4, wins=2, minor=20_000_00, days=100)
    found = suggested(10_000_00, 30_000_00, year=few)
    assert (found.wins, found.begin, found.begin_by) == (2, None, None)
    none = suggested(10_000_00, 30_000_00, year=Year(0, 0, 0, 0))
    assert (none.amount_minor, none.wins) == (20_000_00, None)


@given(st.integers(0, 10**15))
def test_two_digits_are_near(value: int) -> None:
    rounded = two_digits(Fraction(value))
    assert abs(rounded - value) * 20 <= value
    assert len(str(rounded).rstrip("0")) <= 2


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=6), st.integers(-1000, 1000))
def test_a_straight_line_has_its_own_slope(values: list[int], step: int) -> None:
    assert slope([7 + step * at for at in range(len(values))]) == step
    assert slope(values[::-1]) == -slope(values)


@given(st.integers(0, 10**12), st.integers(-10_000, 10_000))
def test_an_adjusted_amount_is_rounded_once(amount: int, by_bp: int) -> None:
    exact = Fraction(amount * (10_000 + by_bp), 10_000)
    assert abs(adjusted(amount, by_bp) - exact) <= Fraction(1, 2)
    assert adjusted_count(None, by_bp) is None
    assert (adjusted_count(3, by_bp) or 0) >= 1


def test_a_cycle_of_a_half_is_rounded_up() -> None:
    """As everywhere: 2.5 days are 3, and not the even 2."""
    assert Year(closed=6, wins=6, minor=6, days=15).cycle_days == 3
