"""What a day must bring and what a quota asks for, against arithmetic done step by step."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.periods import Period, WorkingDays, days_left
from pipectl.planning.rules.goals import EFFORT, ClosedWithEffort, QuotaPlan, derive, needed_per_day

TODAY = date(2026, 11, 18)
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
USUAL = WorkingDays.of("mon,tue,wed,thu,fri", "")
NEVER = WorkingDays(frozenset(), frozenset())
LOGGED = {"proposal": 1, "meeting": 2, "call": 4}


def ended(
    status: str = "won",
    amount: int | None = 1000,
    *,
    logged: Mapping[str, int] = LOGGED,
    days: int = 30,
    currency: str = "USD",
) -> ClosedWithEffort:
    """A closing of today."""
    return ClosedWithEffort(
        1, "x", status, amount, currency, TODAY - timedelta(days=days), TODAY, logged
    )


def derived(**given: Any) -> QuotaPlan:
    """A derivation out of five wins, unless told otherwise."""
    return derive(
        **{
            "period": QUARTER,
            "today": TODAY,
            "currency": "USD",
            "left_out": {},
            "quota_minor": 10_000,
            "won_minor": 4_500,
            "year": [ended()] * 5,
            "working": USUAL,
            "sales_cycle": 90,
            **given,
        }
    )


# --- what a day must bring


@given(st.integers(1, 100_000), st.integers(0, 100_000), st.integers(1, 66))
def test_the_days_left_bring_exactly_what_is_missing(goal: int, done: int, days: int) -> None:
    found = needed_per_day(goal, done, days)
    assert found is not None
    assert found * days == max(goal - done, 0)


def test_without_a_day_left_only_a_goal_that_is_reached_needs_nothing() -> None:
    assert needed_per_day(5, 5, 0) == 0
    assert needed_per_day(5, 9, 0) == 0
    assert needed_per_day(5, 4, 0) is None


def test_the_days_left_are_those_of_the_period_with_today() -> None:
    week = Period("2026-W47", date(2026, 11, 16), date(2026, 11, 22))
    assert days_left(week, TODAY, USUAL) == 3
    assert days_left(week, date(2026, 11, 21), USUAL) == 0
    assert days_left(week, date(2026, 12, 1), USUAL) == 0
    assert days_left(week, date(2026, 1, 1), USUAL) == 5


# --- what a quota asks for


def test_the_gap_becomes_wins_and_these_become_effort() -> None:
    found = derived()
    assert (found.gap_minor, found.average_won_minor, found.wins_needed) == (
        5_500,
        Fraction(1_000),
        6,
    )
    assert (found.why, found.possible, found.working_days_left) == (None, True, 32)
    assert [(each.kind, each.n, each.per_win, each.needed) for each in found.kinds] == [
        ("proposal", 5, Fraction(1), 6),
        ("meeting", 10, Fraction(2), 12),
        ("call", 20, Fraction(4), 24),
    ]
    assert [each.needed_per_day for each in found.kinds] == [
        Fraction(6, 32),
        Fraction(12, 32),
        Fraction(24, 32),
    ]
    assert [each.needed_per_week for each in found.kinds] == [1, 2, 4]


def test_what_lost_ones_took_counts_as_well() -> None:
    found = derived(year=[ended()] * 5 + [ended("lost", logged={"call": 15})] * 2)
    assert [each.per_win for each in found.kinds] == [1, 2, Fraction(50, 5)]
    assert (found.win_n, found.closed_n) == (5, 7)


def test_other_currencies_are_no_part_of_it() -> None:
    euros = [ended(amount=99_999, currency="EUR", logged={"call": 100}, days=900)] * 9
    found, without = derived(year=[ended()] * 5 + euros), derived()
    assert found.kinds == without.kinds
    assert found.average_won_minor == without.average_won_minor
    assert (found.cycle_days, found.win_n, found.closed_n) == (Fraction(30), 5, 5)
    assert len(found.rows) == 14


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"quota_minor": None}, "no-quota"),
        ({"quota_minor": 4_500}, "reached"),
        ({"quota_minor": 1}, "reached"),
        ({"today": date(2027, 1, 1)}, "over"),
        ({"working": NEVER}, "no-working-days"),
        ({"year": [ended()] * 4}, "few-wins"),
        ({"year": [ended("lost")] * 9}, "few-wins"),
        ({"year": [ended(amount=None)] * 5}, "no-amounts"),
        ({"year": [ended(amount=0)] * 5}, "no-amounts"),
        ({"year": [ended(logged={"note": 3})] * 5}, "nothing-logged"),
        ({"year": [ended(logged={})] * 5, "quota_minor": None}, "no-quota"),
        ({}, None),
    ],
)
def test_what_stands_in_the_way_is_said(given: dict[str, Any], why: str | None) -> None:
    found = derived(**given)
    assert found.why == why
    assert found.possible is (why in (None, "reached"))
    if why == "reached":
        assert [(each.needed, each.needed_per_day) for each in found.kinds] == [
            (0, Fraction(0))
        ] * 3
    elif why is not None:
        assert all(each.needed_per_day is None for each in found.kinds)


def test_few_wins_give_no_rates_at_all() -> None:
    found = derived(year=[ended(days=2)] * 4)
    assert (found.average_won_minor, found.wins_needed, found.cycle_days) == (
        None,
        None,
        Fraction(90),
    )
    assert [(each.n, each.per_win, each.needed) for each in found.kinds] == [
        (4, None, None),
        (8, None, None),
        (16, None, None),
    ]


def test_a_kind_that_was_never_logged_has_no_rate() -> None:
    proposal, meeting, call = derived(year=[ended(logged={"meeting": 1})] * 5).kinds
    assert (meeting.needed, proposal.needed, call.needed_per_day) == (6, None, None)
    assert (proposal.n, proposal.per_win) == (0, None)


@pytest.mark.parametrize(
    ("days", "latest"),
    [
        ([30] * 5, date(2026, 12, 1)),
        ([30, 30, 30, 30, 31], date(2026, 11, 30)),
        ([0] * 5, date(2026, 12, 31)),
        ([-3] * 5, date(2026, 12, 31)),
    ],
)
def test_the_latest_start_is_a_whole_cycle_before_the_end(days: list[int], latest: date) -> None:
    found = derived(year=[ended(days=each) for each in days])
    assert found.latest_start == latest


def test_wins_without_an_amount_count_as_nothing_and_are_counted() -> None:
    found = derived(year=[ended()] * 5 + [ended(amount=None)] * 5)
    assert (found.average_won_minor, found.without_amount) == (Fraction(500), 5)


EFFORTS = st.fixed_dictionaries({kind: st.integers(0, 9) for kind in EFFORT})
YEARS = st.lists(
    st.builds(
        ended,
        st.sampled_from(["won", "lost"]),
        st.none() | st.integers(0, 10**7),
        logged=EFFORTS,
        days=st.integers(0, 400),
    ),
    max_size=25,
)


@given(YEARS, st.integers(0, 10**9), st.integers(0, 10**8), st.dates(date(2026, 9, 1), TODAY))
def test_every_figure_follows_from_the_closings(
    year: list[ClosedWithEffort], quota: int, won: int, today: date
) -> None:
    found = derived(year=year, quota_minor=quota, won_minor=won, today=today)
    wins = [each for each in year if each.status == "won"]
    money = sum(each.amount_minor or 0 for each in wins)
    if quota <= won or len(wins) < 5 or not money:
        assert found.wins_needed == (0 if quota <= won else None)
        return
    assert found.wins_needed == ceil(Fraction(quota - won) * len(wins) / money)
    assert found.latest_start <= QUARTER.ends_on
    for each in found.kinds:
        logged = sum(row.logged[each.kind] for row in year)
        if not logged:
            assert each.needed is None
            continue
        assert each.needed == ceil(Fraction(found.wins_needed * logged, len(wins)))
        assert each.needed_per_day == Fraction(each.needed, found.working_days_left)
        assert each.needed_per_week == ceil(each.needed_per_day * 5)
