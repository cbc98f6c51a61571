"""`report customers`: who bought, what is open with them, and how many bought again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period
from pipectl.reports.customers.rules import CustomerDeal, customers, owners, renewals

TODAY = date(2026, 11, 18)


@made_once
def sold(pipectl: Shell) -> Shell:
    """Acme bought twice, Birch and Jo Park once; Cedar hasn't bought; Fir paid in euros."""
    for day, words in (
        ("2026-03-02", ("add", "Acme pilot", "4k", "--account", "Acme")),
        ("2026-03-20", ("win", "1")),
        ("2026-07-01", ("add", "Acme rollout", "20k", "--account", "Acme")),
        ("2026-07-15", ("log", "call", "2", "Agreed")),
        ("2026-08-03", ("win", "2", "--renews", "3m")),
        ("2026-09-01", ("add", "Birch audit", "9.5k", "--account", "Birch")),
        ("2026-09-07", ("log", "meeting", "--contact", "Kim Lee", "Tour")),
        ("2026-10-05", ("win", "4")),
        ("2026-10-06", ("add", "Coaching", "--contact", "Jo Park")),
        ("2026-10-07", ("win", "5")),
        ("2026-10-08", ("add", "Cedar site", "7k", "--account", "Cedar")),
        ("2026-10-09", ("add", "Fir site", "7k EUR", "--account", "Fir")),
        ("2026-10-12", ("win", "7")),
        ("2026-10-13", ("add", "Birch training", "3k", "--account", "Birch")),
        ("2026-11-18", ("contact", "edit", "Kim Lee", "--account", "Birch")),
    ):
        pipectl.now = f"{day}T10:00"
        if words[:2] == ("log", "meeting"):
            pipectl("contact", "add", "Kim Lee")
        pipectl(*words)
    return pipectl


def test_each_customer_has_wins_the_last_contact_and_what_is_open(sold: Shell) -> None:
    assert sold("report", "customers").out == (
        "33.5k USD won from 3 customers, with 2 more deals (23k) open.\n"
        "Customer  Wins  Won USD  Last win  Last contact  Open  Open USD\n"
        "Acme         2   24,000  3 Aug     15 Jul           1    20,000\n"
        "Birch        1    9,500  5 Oct     7 Sep            1     3,000\n"
        "Jo Park      1        0  7 Oct     –                –         –\n"
        "Bought again: n/a (n=3).\n"
        "1 deal has no amount (counted as 0). 1 EUR deal not included.\n"
    )


def test_a_period_counts_its_wins_and_whether_they_were_the_first(sold: Shell) -> None:
    found = sold("report", "customers", "--period", "2026-Q3", "--json").json
    assert found["customers"] == [
        {
            "customer": "Acme",
            "is_account": True,
            "won": 1,
            "won_amount": 20000.00,
            "won_before": 1,
            "last_won_on": "2026-08-03",
            "last_contact_on": "2026-07-15",
            "open": [3],
            "open_amount": 20000.00,
        }
    ]
    assert (found["bought_again"], found["bought_again_n"]) == (1, 1)
    assert sold("report", "customers", "--period", "2026-Q1", "--json").json["bought_again"] == 0
    assert sold("report", "customers", "--period", "2025").lines == [
        "No deal was won in 2025, so there are no customers."
    ]


def test_renewals_are_counted_once_they_are_won_or_lost(sold: Shell) -> None:
    sold("lose", "3", "--reason", "no budget")
    assert "Renewed: n/a (n=1).\n" in sold("report", "customers").out
    keys = sold("report", "customers", "--json").json
    assert (keys["renewals_won"], keys["renewals_closed"]) == (0, 1)
    assert "renewed = renewals won / (won + lost) = 0 / 1 = n/a (n=1)\n" in (
        sold("report", "customers", "--explain").out
    )


def test_what_renews_a_deal_without_an_account_is_of_the_same_customer(pipectl: Shell) -> None:
    pipectl("add", "Hosting", "12k")
    pipectl("win", "1", "--renews", "1m")
    pipectl("add", "More hosting", "3k", "--parent", "2")
    pipectl("log", "call", "3")
    pipectl("win", "2")
    assert pipectl("report", "customers").lines == [
        "24k USD won from 1 customer, with 1 more deal (3k) open.",
        "Customer  Wins  Won USD  Last win  Last contact  Open  Open USD",
        "Hosting      2   24,000  18 Nov    18 Nov           1     3,000",
        "Bought again: n/a (n=1).",
        "Renewed: n/a (n=1).",
    ]
    pipectl("delete", "1", "--yes")
    rows = pipectl("report", "customers", "--json").json["customers"]
    assert [(each["customer"], each["won"], each["open"]) for each in rows] == [
        ("Hosting (renewal Dec 2026)", 1, [3])
    ]


def test_every_deal_says_why_it_counts_or_does_not(sold: Shell) -> None:
    rows = sold("report", "customers", "--period", "2026-Q4", "--explain", "--json").json["explain"]
    assert {each["id"]: each["why"] for each in rows} == {
        1: "not included: won 2026-03-20, not of a customer who bought in the period",
        2: "not included: won 2026-08-03, not of a customer who bought in the period",
        3: "not included: open, not of a customer who bought in the period",
        4: "won 2026-10-05: Birch",
        5: "won 2026-10-07: Jo Park",
        6: "not included: open, not of a customer who bought in the period",
        7: "not included: in EUR",
        8: "open: Birch",
    }


def test_an_earlier_day_knows_only_what_was_recorded_by_then(sold: Shell) -> None:
    then = sold("report", "customers", "--as-of", "2026-07-31", "--json").json["customers"]
    assert [(each["customer"], each["won"], each["open"]) for each in then] == [("Acme", 1, [2])]


def test_a_store_without_a_win_has_no_customers(pipectl: Shell) -> None:
    assert pipectl("report", "customers").out == "No deal was won, so there are no customers.\n"
    assert "customers" not in pipectl("report", "all", "--json").json


DEALS = st.lists(
    st.builds(
        CustomerDeal,
        id=st.integers(1, 15),
        title=st.just("x"),
        amount_minor=st.none() | st.integers(0, 10**9),
        currency=st.just("USD"),
        status=st.sampled_from(["open", "won", "lost"]),
        closed_on=st.none(),
        account_id=st.none() | st.integers(1, 4),
        account=st.just("A"),
        contact_id=st.none() | st.integers(1, 4),
        contact=st.just("C"),
        parent_id=st.none() | st.integers(1, 12),
        is_renewal=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda deal: deal.id,
)


@given(DEALS, st.lists(st.dates(date(2026, 1, 1), TODAY), min_size=12, max_size=12))
def test_the_wins_of_all_periods_are_those_of_all_time(
    deals: list[CustomerDeal], days: list[date]
) -> None:
    dated = [
        deal if deal.status == "open" else deal._replace(closed_on=day)
        for deal, day in zip(deals, days, strict=False)
    ]
    owned = owners(dated)
    whole = customers(dated, owned, {}, None, TODAY)
    halves = [
        Period("H1", date(2026, 1, 1), date(2026, 6, 30)),
        Period("H2", date(2026, 7, 1), date(2026, 12, 31)),
    ]
    parts = [each for half in halves for each in customers(dated, owned, {}, half, TODAY)]
    assert sum(each.won_minor for each in whole) == sum(each.won_minor for each in parts)
    assert {each.key for each in whole} == {each.key for each in parts}
    again = {each.key for each in whole if each.bought_again}
    assert again == {each.key for each in parts if each.bought_again}
    ended = [renewals(dated, half, TODAY) for half in (*halves, None)]
    assert ended[0].closed + ended[1].closed == ended[2].closed


@pytest.mark.parametrize("line", ["report customers --format csv", "report customers --by x"])
def test_what_it_cannot_do_is_refused(sold: Shell, line: str) -> None:
    assert sold.outcome(*line.split()).code == 2
