"""A month's share of what the quota still asks for, by working days."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.periods import Period, WorkingDays
from pipectl.planning.rules.goals import ActivityNeed, QuotaPlan
from pipectl.review.rules.agenda import KindTarget, month_targets

USUAL = WorkingDays.of("mon,tue,wed,thu,fri", "")
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
MONTHS = [
    Period("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
    Period("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
    Period("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
]


def derived(today: date, quota: int | None, won: int = 0) -> QuotaPlan:
    """What is left to do on a day; a call and a meeting a win are known, a proposal isn't."""
    per_day = Fraction(3, 7)
    return QuotaPlan(
        period=QUARTER,
        today=today,
        currency="USD",
        left_out={},
        quota_minor=quota,
        won_minor=won,
        average_won_minor=None,
        wins_needed=None,
        win_n=0,
        closed_n=0,
        working_days_left=USUAL.between(today, QUARTER.ends_on),
        cycle_days=Fraction(1),
        cycle_n=0,
        latest_start=today,
        why=None,
        kinds=(
            ActivityNeed("proposal", 0, None, None, None, None),
            ActivityNeed("call", 3, Fraction(3), 9, per_day, 3),
        ),
        rows=(),
    )


def test_a_month_gets_its_share_of_the_working_days_that_are_left() -> None:
    found = month_targets(derived(date(2026, 11, 18), 90_000), MONTHS[2], USUAL)
    assert (found.month, found.working_days) == (MONTHS[2], 23)
    assert found.money_minor == 64_688  # 90,000 x 23 / 32, rounded up
    assert found.kinds == (KindTarget("proposal", None), KindTarget("call", 10))


def test_the_present_month_counts_from_today() -> None:
    found = month_targets(derived(date(2026, 11, 18), 90_000), MONTHS[1], USUAL)
    assert (found.working_days, found.money_minor) == (9, 25_313)


@pytest.mark.parametrize(
    ("change", "money"),
    [
        ({"quota_minor": None}, None),
        ({"won_minor": 90_000}, 0),
        ({"won_minor": 95_000}, 0),
        ({"working_days_left": 0}, None),
    ],
)
def test_without_a_gap_or_a_day_there_is_nothing_to_share(
    change: dict[str, Any], money: int | None
) -> None:
    found = month_targets(derived(date(2026, 11, 18), 90_000)._replace(**change), MONTHS[2], USUAL)
    assert found.money_minor == money


@given(
    st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    st.integers(0, 10**12),
    st.integers(0, 10**12),
)
def test_the_months_to_come_bring_what_is_missing_and_hardly_more(
    today: date, quota: int, won: int
) -> None:
    found = derived(today, quota, won)
    shares = [month_targets(found, month, USUAL) for month in MONTHS if month.ends_on >= today]
    assert sum(share.working_days for share in shares) == found.working_days_left
    if found.working_days_left:
        brought = sum(share.money_minor or 0 for share in shares)
        assert found.gap_minor is not None
        assert found.gap_minor <= brought < found.gap_minor + 3
