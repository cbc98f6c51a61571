"""`pace`: in money, in days, and what a week must bring, on the real store."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period, WorkingDays, before, leading_to
from pipectl.reports.pace.rules import needed_per_week, pace

USUAL = WorkingDays.of("mon-fri", "")


@made_once
def seller(pipectl: Shell) -> Shell:
    """A quota of 66,000 in the fourth quarter, 20,000 of it won in October and 5 before."""
    pipectl("quota", "set", "66k", "--period", "2026-Q4")
    for title, amount, on in (("One", "12k", "2026-10-05"), ("Two", "8k", "2026-11-02")):
        pipectl("add", title, amount, "--on", "2026-09-01")
        pipectl("win", title, "--on", on)
    pipectl("add", "Old", "5", "--on", "2026-08-01")
    pipectl("win", "Old", "--on", "2026-09-30")
    pipectl("add", "Abroad", "9k EUR", "--on", "2026-09-01")
    pipectl("win", "Abroad", "--on", "2026-10-07")
    return pipectl


def test_pace_is_the_quota_by_working_days(seller: Shell) -> None:
    found = seller("pace", "--json").json
    twelve = found.pop("twelve")
    # 34 of 66 working days are gone on Wednesday the 18th of November: 1,000 a day.
    assert list(found.items()) == [
        ("currency", "USD"),
        ("left_out", {"EUR": 1}),
        ("period", "2026-Q4"),
        ("quota", 66000),
        ("won", 20000),
        ("expected", 34000),
        ("ahead_by", -14000),
        ("ahead_days", -14),
        ("working_days", 66),
        ("working_days_gone", 34),
        ("needed_per_week", 7187.5),
        ("starts_on", "2026-10-01"),
        ("ends_on", "2026-12-31"),
        ("quota_from", "own"),
        ("remaining", 46000),
        ("working_days_left", 32),
        ("quota_count", None),
        ("won_count", 2),
    ]
    assert [each["won"] for each in twelve] == [0] * 10 + [5, 20000]
    assert (twelve[0]["period"], twelve[-1]["period"]) == ("2024-Q1", "2026-Q4")


def test_days_and_shares_come_from_what_is_expected_exactly(pipectl: Shell) -> None:
    pipectl("quota", "set", "10k", "--period", "2026-11")
    pipectl("add", "One", "2.78k", "--on", "2026-09-01")
    pipectl("win", "One", "--on", "2026-11-02")
    pipectl("config", "set", "holidays", "2026-11-26,2026-11-27,2026-11-30")
    # 12 of 18 working days are gone: 6,666.67 of money, but 2/3 of the way.
    asked = ("pace", "--period", "2026-11")
    assert pipectl(*asked, "--json").json["ahead_days"] == -6.996
    said = pipectl(*asked).out
    assert "won: 28 %" in said
    assert "expected by now: 67 %" in said


def test_one_working_day_is_one(pipectl: Shell) -> None:
    assert (
        "0 of 1 working day has passed."
        in pipectl("pace", "--period", "2026-11-18..2026-11-18").out
    )


def test_a_share_is_rounded_but_never_to_the_whole(pipectl: Shell) -> None:
    pipectl("quota", "set", "100", "--period", "2026-Q4")
    pipectl("add", "Near", "99.99", "--on", "2026-09-01")
    pipectl("win", "Near", "--on", "2026-10-05")
    assert "won: 99 %" in pipectl("pace").out


def test_holidays_and_the_fiscal_year_change_it(seller: Shell) -> None:
    seller("config", "set", "holidays", "2026-10-01,2026-12-25")
    found = seller("pace", "--json").json
    assert (found["working_days"], found["working_days_gone"]) == (64, 33)
    assert found["expected"] == 34031.25
    seller("config", "set", "fiscal_year_start", "4")
    found = seller("pace", "--json").json
    assert (found["period"], found["quota_from"], found["quota"]) == ("2027-Q3", "own", 66000)


def test_the_rows_sum_to_what_was_won(seller: Shell) -> None:
    found = seller("pace", "--json", "--explain").json
    counted = [row for row in found["explain"] if not row["why"].startswith("not included")]
    assert sum(row["amount"] for row in counted) == found["won"]
    assert [row["why"] for row in found["explain"]] == [
        "won in the period",
        "won in the period",
        "not included: in EUR",
        "not included: won 2026-09-30",
    ]
    assert found["formulas"] == [
        "expected = quota x working days before today / working days in the period = "
        "66,000 x 34 / 66 = 34,000",
        "ahead = won - expected = 20,000 - 34,000 = -14,000",
        "  in days: ahead / (quota / working days in the period) = 14 working days behind",
        "needed a week = remaining x working days a week / working days left = "
        "46,000 x 5 / 32 = 7,187.50",
        "  Today counts as left. Rounded up, and never more than what remains.",
    ]


def test_without_a_quota_it_says_how_to_set_one(pipectl: Shell) -> None:
    said = "No quota for 2026-Q4: 0 USD won. Set one: `pipectl quota set AMOUNT --period 2026-Q4`."
    assert said in pipectl("pace").out.replace("\n", " ")
    found = pipectl("pace", "--json").json
    nothing = ("quota", "expected", "ahead_by", "ahead_days", "needed_per_week", "remaining")
    assert [found[key] for key in nothing] == [None] * 6


def test_a_period_that_is_over_needs_nothing_more_and_one_to_come_everything(
    seller: Shell,
) -> None:
    seller("quota", "set", "10", "--period", "2026-09")
    over = seller("pace", "--period", "2026-09", "--json").json
    assert (over["expected"], over["ahead_by"], over["needed_per_week"]) == (10, -5, None)
    seller("quota", "set", "4400", "--period", "2027-02")
    coming = seller("pace", "--period", "2027-02", "--json").json
    assert (coming["expected"], coming["ahead_by"], coming["needed_per_week"]) == (0, 0, 1100)


def test_a_period_that_is_none_is_refused(pipectl: Shell) -> None:
    assert "soonish" in pipectl("pace", "--period", "soonish", code=2).err


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.dates(date(2026, 9, 1), date(2027, 2, 1)))
def test_days_and_weeks_follow_from_the_money(quota: int, won: int, today: date) -> None:
    period = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
    found = pace(period=period, today=today, working=USUAL, quota_minor=quota, won_minor=won)
    assert found.ahead_days is not None
    behind = won - found.ahead_days * quota / 66  # what is expected, exactly
    assert behind == Fraction(quota * found.working_days_gone, 66)
    left = 66 - found.working_days_gone
    need = needed_per_week(found, days_left=left, days_a_week=5)
    remaining = max(quota - won, 0)
    if not remaining:
        assert need == 0
    elif not left:
        assert need is None
    else:
        assert need is not None
        assert need == remaining or 0 <= need * left - remaining * 5 < left


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 400), st.integers(1, 12))
def test_periods_in_a_row_leave_no_day_out(first: date, length: int, fiscal: int) -> None:
    last = date.fromordinal(first.toordinal() + length - 1)
    row = leading_to(Period("x", first, last), 12, fiscal)
    assert len(row) == 12
    for former, after in pairwise(row):
        assert (after.starts_on - former.ends_on).days == 1
    assert before(Period("x", date(1, 1, 1), date(1, 1, 9))) is None
