"""Where the won money should be by now, against plain counting and exact fractions."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.periods import Period, WorkingDays
from pipectl.reports.pace.rules import pace

USUAL = WorkingDays.of("mon,tue,wed,thu,fri", "")
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
WORKING = st.builds(
    WorkingDays,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
STARTS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def days(period: Period) -> list[date]:
    """Every day of a period."""
    return [period.starts_on + timedelta(days=ahead) for ahead in range(period.days)]


@given(WORKING, STARTS, st.integers(0, 120), st.integers(-30, 150), st.integers(0, 10**9))
def test_the_quota_is_expected_day_by_worked_day(
    working: WorkingDays, first: date, length: int, ahead: int, quota: int
) -> None:
    period = Period("x", first, first + timedelta(days=length))
    today = first + timedelta(days=ahead)
    found = pace(period=period, today=today, working=working, quota_minor=quota, won_minor=quota)
    worked = [day for day in days(period) if working.is_worked(day)]
    gone = [day for day in worked if day < today]
    assert (found.working_days, found.working_days_gone) == (len(worked), len(gone))
    share = Fraction(len(gone), len(worked)) if worked else Fraction(today > period.ends_on)
    assert found.expected_minor is not None
    assert abs(quota * share - found.expected_minor) <= Fraction(1, 2)
    assert found.ahead_minor == quota - found.expected_minor >= 0


@pytest.mark.parametrize(
    ("today", "expected", "gone"),
    [
        (date(2026, 9, 1), 0, 0),
        (date(2026, 10, 1), 0, 0),
        (date(2026, 10, 2), 100, 1),
        (date(2026, 10, 5), 200, 2),
        (date(2026, 12, 31), 6500, 65),
        (date(2027, 1, 1), 6600, 66),
        (date(2027, 6, 1), 6600, 66),
    ],
)
def test_today_itself_is_not_yet_expected_of(today: date, expected: int, gone: int) -> None:
    found = pace(period=QUARTER, today=today, working=USUAL, quota_minor=6600, won_minor=50)
    assert tuple(found) == (6600, 50, expected, 66, gone)
    assert found.ahead_minor == 50 - expected


def test_without_a_quota_nothing_is_expected() -> None:
    found = pace(
        period=QUARTER, today=date(2026, 11, 18), working=USUAL, quota_minor=None, won_minor=7
    )
    assert (found.expected_minor, found.ahead_minor, found.won_minor) == (None, None, 7)
    assert found.working_days_gone == 34


def test_half_a_minor_unit_is_rounded_up() -> None:
    two = Period("x", date(2026, 10, 5), date(2026, 10, 6))
    found = pace(period=two, today=date(2026, 10, 6), working=USUAL, quota_minor=5, won_minor=0)
    assert found.expected_minor == 3
