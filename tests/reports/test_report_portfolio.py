"""`report portfolio`: how much of what is open hangs on few."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.portfolio.rules import concentration, holdings
from pipectl.reports.rules import OpenOpportunity
from pipelines import NEEDS_DATA, deals
from reported import asked, counted_sum

AMOUNTS = st.lists(st.none() | st.integers(0, 10**12), max_size=8)


def opened(amounts: list[int | None]) -> list[OpenOpportunity]:
    """Open opportunities of these amounts."""
    return [
        OpenOpportunity(place, "x", 1, minor, 5000, None) for place, minor in enumerate(amounts)
    ]


@given(AMOUNTS)
def test_shares_make_a_whole_and_concentration_lies_between_one_nth_and_one(
    amounts: list[int | None],
) -> None:
    items = opened(amounts)
    found, shares = concentration(items), [each.share for each in holdings(items)]
    if found is None:
        assert shares == [None] * len(amounts)
        return
    assert sum(share or 0 for share in shares) == 100
    with_amount = sum(1 for minor in amounts if minor)
    assert Fraction(1, with_amount) <= found.herfindahl <= 1
    assert found.largest == shares[0]
    assert found.herfindahl == sum((share or 0) ** 2 for share in shares) / 10000


@made_once
def held(pipectl: Shell) -> Shell:
    """50k, 30k and 20k open against a quota of 40k; one in euros, one without an amount."""
    pipectl("quota", "set", "40k", "--period", "2026-Q4")
    pipectl("add", "Acme", "50k", "--close", "2026-12-01", "--stage", "proposal")
    pipectl("add", "Birch", "30k", "--close", "2026-12-02", "--stage", "meeting")
    pipectl("add", "Cedar", "20k", "--close", "2027-02-01")
    pipectl("add", "Dogwood", "--close", "2026-12-01")
    pipectl("add", "Elm", "9k", "--currency", "EUR")
    return pipectl


def test_each_share_the_concentration_and_coverage_without_the_largest(held: Shell) -> None:
    found = asked(held, "portfolio")
    assert [(each["title"], each["share"]) for each in found["opportunities"]] == [
        ("Acme", 50),
        ("Birch", 30),
        ("Cedar", 20),
        ("Dogwood", 0),
    ]
    assert found["total"] == {"count": 4, "amount": 100000, "weighted": 39000}
    assert found["concentration"]["herfindahl"] == 0.38
    assert found["concentration"]["top_three"] == 100
    assert found["coverage"] == {
        "period": "2026-Q4",
        "coverage": 2,
        "required_coverage": 3,
        "verdict": "short",
        "without_largest": {
            "id": 1,
            "title": "Acme",
            "amount": 50000,
            "open": 30000,
            "coverage": 0.75,
            "required_coverage": 3,
            "verdict": "short",
        },
    }
    assert found["left_out"] == {"EUR": 1}
    assert counted_sum(found) == 100000_00


def test_it_is_told_in_words(held: Shell) -> None:
    held.extra["COLUMNS"] = "80"
    assert held("report", "portfolio").lines == [
        "100k USD is open in 4 deals. The largest deal, Acme, is 50 % of it, and the",
        "three largest together are 100 %. That's as concentrated as 2.6 deals of equal",
        "size.",
        "Without Acme, the largest deal that can close in 2026-Q4, coverage drops from",
        "2.0x to 0.75x: short, you need 3.0x.",
        "#  Title    Stage            Amount USD  Share            Stage %  Weighted",
        "1  Acme     Proposal             50,000   50 %  ████████       60    30,000",
        "2  Birch    Meeting              30,000   30 %  ████▊          30     9,000",
        "3  Cedar    Initial contact      20,000   20 %  ███▎            0         0",
        "4  Dogwood  Initial contact           –    0 %                  0         0",
        "   Total                        100,000  100 %                       39,000",
        "1 deal has no amount (counted as 0). 1 EUR deal not included.",
    ]


def test_what_is_needed_is_told_as_coverage_tells_it(held: Shell) -> None:
    held("config", "set", "required_coverage", "2.51")
    assert "you need 2.51x" in held("coverage").out
    assert "short, you need 2.51x." in " ".join(held("report", "portfolio").out.split())


def test_a_period_looks_at_what_can_close_in_it(held: Shell) -> None:
    found = asked(held, "portfolio", "--period", "2026-Q4")
    assert [each["title"] for each in found["opportunities"]] == ["Acme", "Birch", "Dogwood"]
    assert (found["left_out"], found["concentration"]["largest"]) == ({}, 62.5)
    assert counted_sum(found) == 80000_00
    assert found["explain"][-1]["why"] == "not included: closes outside the period"


def test_no_quota_no_amounts_and_nothing_at_all_make_sense(pipectl: Shell) -> None:
    assert "Add one" in pipectl("report", "portfolio").out
    pipectl("add", "Acme")
    assert "none has an amount." in pipectl("report", "portfolio").out
    assert "No quota for 2026-Q4" in pipectl("report", "portfolio").out
    found = asked(pipectl, "portfolio")
    assert (found["concentration"], found["coverage"]["without_largest"]) == (None, None)
    pipectl("edit", 1, "--amount", "10k")
    assert "10k USD is open in 1 deal.\n" in pipectl("report", "portfolio").out


@NEEDS_DATA
def test_the_shares_of_real_offers_agree_with_a_plain_count(offers: Shell) -> None:
    amounts = [int(deal["amount"]) for deal in deals("bpi2012") if deal["outcome"] == "open"]
    found = asked(offers, "portfolio")
    assert found["total"]["amount"] == sum(amounts)
    assert [each["amount"] for each in found["opportunities"]] == sorted(amounts, reverse=True)
    index = sum((each / sum(amounts)) ** 2 for each in amounts)
    assert found["concentration"]["herfindahl"] == pytest.approx(index, abs=1e-9)
    assert counted_sum(found) == 100 * sum(amounts)


def test_without_the_only_one_the_win_rate_says_what_is_needed(empty: Shell) -> None:
    empty("init", "--quota", "60k", "--period", "2026-Q4")
    for number in range(1, 12):
        empty("add", f"Deal {number}", "1k", "--stage", "negotiation")
        if number == 1:
            empty("win", number)
        elif number < 11:
            empty("lose", number, "--reason", "no need")
    empty("edit", 11, "--close", "eoq")
    page = " ".join(empty("report", "portfolio").out.split())
    # Ten left Negotiation, one of them was won: 1k is worth 0.1k, and with nothing open 1 / 10 %.
    assert (
        "Without Deal 11, the largest deal that can close in 2026-Q4, coverage drops from 0.01x"
        " to 0x: short, you need 10.0x." in page
    )
