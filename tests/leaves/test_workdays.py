"""Working days, against counting them one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.periods import DAY_NAMES, WorkingDays

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
NEAR = st.integers(-20, 800)
WORKING = st.builds(
    WorkingDays,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2019, 12, 1), date(2031, 1, 31)), max_size=30),
)
USUAL = WorkingDays.of("mon,tue,wed,thu,fri", "2026-12-25,2026-12-26")


@given(WORKING, DAYS, NEAR)
def test_days_between_two_are_those_that_one_counts(
    working: WorkingDays, first: date, length: int
) -> None:
    counted = sum(working.is_worked(first + timedelta(days=ahead)) for ahead in range(length + 1))
    assert working.between(first, first + timedelta(days=length)) == counted


@given(WORKING, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_span_cut_in_two_has_as_many_as_its_parts(
    working: WorkingDays, first: date, left: int, right: int
) -> None:
    middle = first + timedelta(days=left)
    last = middle + timedelta(days=right)
    parts = working.between(first, middle) + working.between(middle + timedelta(days=1), last)
    assert working.between(first, last) == parts


@given(WORKING, DAYS)
def test_the_following_day_is_the_first_that_is_worked(working: WorkingDays, day: date) -> None:
    found = working.following(day)
    assert working.is_worked(found)
    assert found >= day
    assert found == day or working.between(day, found - timedelta(days=1)) == 0


def test_a_holiday_at_a_weekend_takes_no_day_away() -> None:
    assert USUAL.between(date(2026, 12, 21), date(2026, 12, 27)) == 4
    assert USUAL.between(date(2026, 12, 26), date(2026, 12, 27)) == 0
    assert USUAL.between(date(2026, 12, 24), date(2026, 12, 23)) == 0


def test_the_texts_of_the_settings_name_the_days() -> None:
    assert WorkingDays.of("sat,sun", "") == WorkingDays(frozenset({5, 6}), frozenset())
    assert len(DAY_NAMES) == 7


def test_where_no_day_is_worked_the_day_itself_follows() -> None:
    christmas = date(2026, 12, 24)
    off = frozenset(christmas + timedelta(days=ahead) for ahead in range(400))
    assert WorkingDays(USUAL.weekdays, off).following(christmas) == christmas


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9999, 12, 26)])
def test_the_end_of_the_calendar_is_no_trap(day: date) -> None:
    mondays = WorkingDays(frozenset({0}), frozenset())
    assert mondays.following(day) in (day, date(9999, 12, 27))
    assert mondays.between(day, date.max) in (0, 1)
