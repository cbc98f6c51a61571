"""`report slippage`: dates that moved, and what was to close in a period and didn't."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period
from pipectl.reports.changes.rules import State
from pipectl.reports.slippage.rules import FATES, expected, shifts
from pipelines import NEEDS_DATA
from reported import asked, counted_sum, on

DAYS = st.none() | st.dates(date(2026, 9, 1), date(2027, 3, 31))
STATES = st.builds(
    State,
    st.just(1),
    st.sampled_from(["open", "won", "lost", "deleted"]),
    st.none() | st.integers(0, 10**9),
    st.just("USD"),
    st.just(1),
    DAYS,
)
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))


@given(st.lists(STATES, min_size=1, max_size=6), st.dates(date(2026, 10, 1), date(2027, 2, 1)))
def test_pushes_and_pulls_make_the_way_of_a_date_and_every_expected_one_has_one_fate(
    past: list[State], today: date
) -> None:
    found = expected({1: past[0]}, {1: past[1:]}, period=QUARTER, today=today)
    assert [each.fate in FATES for each in found] == [True] * len(found)
    assert len(found) <= 1
    still_open = [state._replace(status="open") for state in past if state.close_on is not None]
    if still_open:
        first, last = still_open[0].close_on, still_open[-1].close_on
        assert first is not None
        assert last is not None
        assert sum(each.days for each in shifts(still_open, "USD")) == (last - first).days
    assert list(shifts(past, "EUR")) == []


@made_once
def slipping(pipectl: Shell) -> Shell:
    """Seven expected in October, with every fate; one in euros, one that came later."""
    on(
        pipectl,
        "2026-09-10",
        *(f"add 'Deal {n}' {n}k --close 2026-10-{n:02d} --stage meeting" for n in range(1, 7)),
        "add 'Long past' 500 --close 2026-09-12",
        "add Euro 9k --currency EUR --close 2026-10-20",
        "add Later 9k --close 2026-11-20",
    )
    on(pipectl, "2026-09-20", "edit 5 --close 2026-10-15 --push-reason budget")
    on(pipectl, "2026-10-02", "win 1", "lose 2 --reason price", "edit 3 --close 2026-11-12")
    on(pipectl, "2026-10-05", "edit 4 --close 2026-10-25", "add New 9k --close 2026-10-30")
    on(pipectl, "2026-10-06", "move 4 proposal --buying yes --why x --next Call --due 2026-10-20")
    on(pipectl, "2026-10-07", "edit 4 --close 2026-10-20", "edit 6 --clear close")
    return pipectl


def test_every_expected_one_is_told_with_its_fate(slipping: Shell) -> None:
    found = asked(slipping, "slippage", "--period", "2026-10")
    assert found["expected"] == {"count": 7, "amount": 21500}
    assert {each["fate"]: (each["count"], each["amount"]) for each in found["fates"]} == {
        "won": (1, 1000),
        "lost": (1, 2000),
        "deleted": (0, 0),
        "still due": (0, 0),
        "slipped": (3, 9500),
        "moved out": (1, 3000),
        "lost its date": (1, 6000),
    }
    assert found["moved_out"] == {"count": 5, "amount": 18500}
    assert found["moved_out_share"] == pytest.approx(500 / 7)
    assert found["moved_out_share_by_value"] == pytest.approx(100 * 18500 / 21500)
    assert found["left_out"] == {"EUR": 1}
    assert counted_sum(found) == 21500_00


def test_pushes_and_pulls_are_counted_where_it_stood(slipping: Shell) -> None:
    found = asked(slipping, "slippage", "--period", "2026-10")
    shown = {each["stage"]: each for each in found["stages"] if each["pushes"] or each["pulls"]}
    assert shown == {
        "Meeting": {
            "stage": "Meeting",
            "pushes": 2,
            "pulls": 0,
            "days_pushed": 40 + 21,
            "days_pulled": 0,
            "amount_pushed": 7000,
        },
        "Proposal": {
            "stage": "Proposal",
            "pushes": 0,
            "pulls": 1,
            "days_pushed": 0,
            "days_pulled": 5,
            "amount_pushed": 0,
        },
    }
    assert [each["days"] for each in found["shifts"]] == [40, 21, -5]


def test_a_period_that_runs_still_expects(slipping: Shell) -> None:
    slipping.now = "2026-10-10"
    found = asked(slipping, "slippage", "--period", "2026-10")
    assert {each["fate"]: each["count"] for each in found["fates"] if each["count"]} == {
        "won": 1,
        "lost": 1,
        "still due": 2,
        "slipped": 1,
        "moved out": 1,
        "lost its date": 1,
    }
    assert found["moved_out"]["count"] == 2, "what slipped can still close in it"


def test_a_period_not_begun_claims_no_earlier_dates(slipping: Shell) -> None:
    words = ("--as-of", "2026-09-30", "--period")
    found = asked(slipping, "slippage", *words, "2026-11")
    assert [each["title"] for each in found["opportunities"]] == ["Later"]
    assert found["moved_out"]["count"] == 0
    out = slipping("report", "slippage", *words, "2026-11").out
    assert out.startswith(
        "2026-11 hasn't started: 1 deal (9k USD) is expected to close in it so far.\n"
    )
    out = slipping("report", "slippage", *words, "2027").out
    assert out == "2027 hasn't started: no deals are expected to close in it yet.\n"


def test_it_is_told_in_words(slipping: Shell) -> None:
    out = slipping("report", "slippage", "--period", "2026-10").out
    assert out == (
        "7 deals (21.5k USD) were expected to close in 2026-10: 5 deals (18.5k) moved out, 71.4 %"
        " of them. 2\npushes, 61 days in total.\n"
        "Outcome        Deals  Amount USD\n"
        "won                1       1,000  ██▎\n"
        "lost               1       2,000  ██▎\n"
        "slipped            3       9,500  ██████▉\n"
        "moved out          1       3,000  ██▎\n"
        "lost its date      1       6,000  ██▎\n"
        "Expected           7      21,500\n"
        "Moved out of the period\n"
        "#  Title      Amount USD  Expected    Now         Outcome\n"
        "6  Deal 6          6,000  2026-10-06  –           lost its date\n"
        "5  Deal 5          5,000  2026-10-15  2026-10-15  slipped\n"
        "4  Deal 4          4,000  2026-10-04  2026-10-20  slipped\n"
        "3  Deal 3          3,000  2026-10-03  2026-11-12  moved out\n"
        "7  Long past         500  2026-09-12  2026-09-12  slipped\n"
        "Pushes by stage\n"
        "Stage            Pushes  Days  Per push  Pushed USD  Pulls  Days pulled in\n"
        "Initial contact       0     0         –           0      0               0\n"
        "Discovery             0     0         –           0      0               0\n"
        "Meeting               2    61    30.5 d       7,000      0               0\n"
        "Proposal              0     0         –           0      1               5\n"
        "Negotiation           0     0         –           0      0               0\n"
        "Total                 2    61    30.5 d       7,000      1               5\n"
        "1 EUR deal not included.\n"
    )


def test_too_few_make_no_share_and_none_make_sense(pipectl: Shell) -> None:
    out = pipectl("report", "slippage").out
    assert out == (
        "No deals were expected to close in 2026-Q4 when it started. No close dates were pushed.\n"
    )
    on(pipectl, "2026-09-10", "add Acme 5k --close 2026-10-10")
    found = asked(pipectl, "slippage")
    assert (found["moved_out_share"], found["expected"]["count"]) == (None, 1)
    assert "n/a (n=1)" in pipectl("report", "slippage", "--explain").out


@NEEDS_DATA
def test_real_offers_without_dates_slip_nowhere(offers: Shell) -> None:
    """The file tells no expected close dates, so there is nothing to slip."""
    found = asked(offers, "slippage", "--period", "2012-01")
    assert (found["expected"]["count"], found["total"]["pushes"]) == (0, 0)
