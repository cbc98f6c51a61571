"""The order of a review, what fits into the time, and answers that are only a habit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.pipeline.rules import RISK
from pipectl.review.rules.agenda import Risk, fitting, is_stale_thinking, risk, riskiest_first

ITEMS = st.lists(
    st.builds(
        Risk,
        st.integers(1, 10**6),
        st.sets(st.sampled_from([*RISK, "revisit"])).map(tuple),
        st.none() | st.integers(0, 10**9),
        st.sampled_from(["USD", "EUR"]),
    ),
    unique_by=lambda item: item.id,
    max_size=12,
)


@given(ITEMS)
def test_every_one_comes_once_the_riskiest_first(items: list[Risk]) -> None:
    order = riskiest_first(items, "USD")
    assert sorted(order) == sorted(item.id for item in items)
    of = {item.id: item for item in items}
    for one, after in pairwise(order):
        assert risk(of[one]) >= risk(of[after])
        if risk(of[one]) == risk(of[after]) and of[one].currency == of[after].currency:
            assert (of[one].amount_minor or 0) >= (of[after].amount_minor or 0)
    assert order == riskiest_first(items[::-1], "USD")


def test_the_same_risk_goes_by_the_stores_money_first_and_then_by_number() -> None:
    items = [
        Risk(1, ("stale",), 900, "EUR"),
        Risk(2, ("stale",), None, "USD"),
        Risk(3, ("stale",), 50, "USD"),
        Risk(4, (), 10**9, "USD"),
        Risk(5, ("unqualified",), 50, "USD"),
        Risk(6, ("due-today", "stale"), 1, "EUR"),
        Risk(7, ("slipped",), 2, "USD"),
    ]
    assert riskiest_first(items, "USD") == [7, 6, 3, 5, 2, 1, 4]


@given(st.lists(st.integers()), st.none() | st.integers(1, 1440))
def test_what_fits_and_what_does_not_are_all(numbers: list[int], minutes: int | None) -> None:
    chosen, left_out = fitting(numbers, minutes)
    assert chosen + left_out == numbers
    assert chosen or not numbers
    if minutes is None:
        assert not left_out
    elif left_out:
        assert len(chosen) == max(1, minutes * 60 // 90)


@pytest.mark.parametrize(("minutes", "most"), [(1, 1), (2, 1), (3, 2), (18, 12), (20, 13)])
def test_each_takes_a_minute_and_a_half(minutes: int, most: int) -> None:
    assert fitting(range(100), minutes)[0] == list(range(most))


def test_an_answer_kept_three_times_in_a_row_is_a_habit() -> None:
    assert [is_stale_thinking(times) for times in (0, 1, 2, 3, 4)] == [False] * 3 + [True] * 2
