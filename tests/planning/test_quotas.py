"""A period's quota: its own, the sum of its parts, its share of a longer one, or none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from pipectl.periods import Period, parse_period, parts
from pipectl.planning.rules.quotas import QuotaEntry, quota_of, share

TODAY = date(2026, 11, 18)


def period(name: str) -> Period:
    """A period by its name."""
    return parse_period(name, today=TODAY)


def entries(**amounts: int) -> list[QuotaEntry]:
    """Quotas by period, `Y2026_Q4=100`."""
    return [
        QuotaEntry(period(name.removeprefix("Y").replace("_", "-")), amount)
        for name, amount in amounts.items()
    ]


@pytest.mark.parametrize(
    ("asked", "there", "amount", "source"),
    [
        ("2026-Q4", entries(Y2026_Q4=100), 100, "own"),
        ("2026-Q4", entries(Y2026=400, Y2026_Q4=90, Y2026_10=1, Y2026_11=1, Y2026_12=1), 90, "own"),
        ("2026-Q4", entries(Y2026=400, Y2026_10=10, Y2026_11=20, Y2026_12=30), 60, "sum"),
        ("2026", entries(Y2026_Q1=1, Y2026_Q2=2, Y2026_Q3=3, Y2026_10=4, Y2026_11=5, Y2026_12=6),
         21, "sum"),
        ("2026-Q4", entries(Y2026_10=10, Y2026_11=20), None, "none"),
        ("2026-Q4", entries(Y2026_10=10, Y2026_11=20, Y2026=365), 92, "share"),
        ("2026-11", entries(Y2026_Q4=9200, Y2026=1), 3000, "share"),
        ("2026-W47", entries(Y2026_11=3000), 700, "share"),
        ("2026-Q4", entries(Y2026_Q3=100), None, "none"),
        ("2026-Q4", [], None, "none"),
        ("2026-Q4", entries(Y2026_Q4=0), 0, "own"),
    ],
)  # fmt: skip
def test_the_quota_and_where_it_comes_from(
    asked: str, there: list[QuotaEntry], amount: int | None, source: str
) -> None:
    assert quota_of(period(asked), there)[:2] == (amount, source)


@given(st.integers(0, 10**12), st.integers(1, 400), st.integers(1, 400))
def test_a_share_is_rounded_half_up(amount: int, days: int, more: int) -> None:
    found = share(amount, days, days + more)
    assert abs(found * (days + more) - amount * days) * 2 <= days + more
    assert share(1, 1, 2) == 1


@given(st.integers(0, 10**12), st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_the_shares_of_all_months_make_up_the_whole_but_for_rounding(
    amount: int, start: date, days: int
) -> None:
    whole = Period("whole", start, start + timedelta(days=days))
    shares = [quota_of(part, [QuotaEntry(whole, amount)]) for part in parts(whole, "month")]
    assert {each.source for each in shares} <= {"own", "share"}
    assert abs(sum(each.amount_minor or 0 for each in shares) - amount) <= len(shares)


def test_coverage_says_where_the_quota_comes_from(pipectl: Shell) -> None:
    def quota(name: str, *flags: str) -> tuple[float | None, str]:
        found = pipectl("coverage", "--period", name, *flags, "--json").json
        return found["quota"], found["quota_from"]

    assert quota("2026-Q4") == (None, "none")
    pipectl("quota", "set", "365k", "--period", "2026")
    pipectl("quota", "set", "€1k", "--period", "2026-Q4")
    assert quota("2026-Q4") == (92000, "share")
    assert quota("2026-Q4", "--currency", "EUR") == (1000, "own")
    assert quota("2026-11-01..2026-11-10") == (10000, "share")
    for month, amount in (("2026-10", "20k"), ("2026-11", "30k"), ("2026-12", "50k")):
        pipectl("quota", "set", amount, "--period", month)
    assert quota("2026-Q4") == (100000, "sum")
    assert quota("2026-10-01..2026-11-30") == (50000, "sum")
    pipectl("quota", "set", "110k", "--period", "2026-Q4")
    assert quota("2026-Q4") == (110000, "own")
    assert quota("2026") == (365000, "own")
    assert quota("2027-Q1") == (None, "none")
