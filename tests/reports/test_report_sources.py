"""`report sources`: which sources and campaigns bring deals, and which of them win."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.periods import Period
from pipectl.reports.sources.rules import SourcedDeal, origin, origins
from pipelines import NEEDS_DATA, deals
from reported import asked, counted_sum, on

MONTH = Period("2026-11", date(2026, 11, 1), date(2026, 11, 30))
DAYS = st.dates(date(2026, 10, 1), date(2026, 12, 31))
DEALS = st.builds(
    SourcedDeal,
    st.integers(1, 99),
    st.just("x"),
    st.none() | st.integers(0, 10**9),
    st.just("USD"),
    st.sampled_from(["open", "won", "lost"]),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, "x", "y"]),
    DAYS,
    DAYS,
)


@given(st.lists(DEALS, max_size=12), st.sampled_from([None, MONTH]))
def test_sources_make_the_total_and_campaigns_make_their_source(
    some: list[SourcedDeal], period: Period | None
) -> None:
    found, total = origins(some, period), origin("Total", some, period)
    for parts, whole in ((found, total), *((o.campaigns, o) for o in found if o.campaigns)):
        assert sum(len(each.came) for each in parts) == len(whole.came)
        assert sum(each.amount_minor for each in parts) == whole.amount_minor
        assert sum(len(each.closed) for each in parts) == len(whole.closed)
        assert sum(each.won_minor for each in parts) == whole.won_minor


@made_once
def sourced(pipectl: Shell) -> Shell:
    """Five referrals, four of them won; one fair that was lost; one open without a source."""
    for number in range(1, 6):
        campaign = "--campaign spring" if number < 3 else ""
        on(
            pipectl,
            f"2026-10-0{number}",
            f"add 'Deal {number}' {number}k --source referral {campaign}",
        )
    on(pipectl, "2026-10-06", "add Fair 10k --source fair", "add Nobody 3k")
    on(pipectl, "2026-10-07", "add Euro 3k --currency EUR --source fair")
    on(pipectl, "2026-11-01", *(f"win {number}" for number in range(1, 5)), "lose 5 --reason x")
    on(pipectl, "2026-11-02", "lose fair --reason x", "add Late 1k --source fair")
    return pipectl


def test_counts_amounts_rates_and_days(sourced: Shell) -> None:
    found = asked(sourced, "sources")
    assert [each["source"] for each in found["sources"]] == ["referral", "fair", None]
    referral, fair, nobody = found["sources"]
    assert {k: v for k, v in referral.items() if k not in ("campaigns", "win_rate_by_value")} == {
        "source": "referral",
        "count": 5,
        "amount": 15000,
        "won": 4,
        "lost": 1,
        "won_amount": 10000,
        "win_rate": 80,
        "win_rate_n": 5,
        "cycle_days": 29.5,
        "cycle_n": 4,
    }
    assert referral["win_rate_by_value"] == pytest.approx(200 / 3)
    campaigns = [(each["campaign"], each["count"]) for each in referral["campaigns"]]
    assert campaigns == [(None, 3), ("spring", 2)]
    assert (fair["count"], fair["win_rate"], fair["win_rate_n"]) == (2, None, 1)
    assert nobody["campaigns"] == []
    assert found["total"]["win_rate"] == pytest.approx(400 / 6)
    assert found["left_out"] == {"EUR": 1}
    assert counted_sum(found) == 29000_00


def test_a_period_counts_what_came_and_what_closed_in_it(sourced: Shell) -> None:
    found = asked(sourced, "sources", "--period", "2026-11")
    assert (found["total"]["count"], found["total"]["amount"]) == (1, 1000)
    assert (found["total"]["won"], found["total"]["lost"]) == (4, 2)
    assert counted_sum(found) == 1000_00


def test_it_is_told_in_words(sourced: Shell) -> None:
    sourced.extra["COLUMNS"] = "80"
    assert sourced("report", "sources").lines == [
        "Top source: referral, 10k of 10k USD won, win rate 80 % (n=5).",
        "Source           Deals  Amount USD     Won      Win rate   By value  Sales cycle",
        "referral             5      15,000  10,000    80 % (n=5)     66.7 %    n/a (n=4)",
        "  (no campaign)      3      12,000   7,000     n/a (n=3)  n/a (n=3)    n/a (n=2)",
        "  spring             2       3,000   3,000     n/a (n=2)  n/a (n=2)    n/a (n=2)",
        "fair                 2      11,000       0     n/a (n=1)  n/a (n=1)    n/a (n=0)",
        "(no source)          1       3,000       0     n/a (n=0)  n/a (n=0)    n/a (n=0)",
        "Total                8      29,000  10,000  66.7 % (n=6)       40 %    n/a (n=4)",
        "Figures from fewer than 5 closed deals are shown as n/a.",
        "1 EUR deal not included.",
    ]


def test_empty_stores_and_stores_without_sources_make_sense(pipectl: Shell) -> None:
    assert "No deals were added or closed." in pipectl("report", "sources").out
    pipectl("add", "Acme", "10k")
    assert "No source recorded for 1 deal." in pipectl("report", "sources").out
    pipectl("edit", 1, "--source", "fair")
    assert "1 deal added, and no amount won yet." in pipectl("report", "sources").out


@NEEDS_DATA
def test_win_rate_and_cycle_of_real_sales_agree_with_a_plain_count(sales: Shell) -> None:
    plain = deals("maven")
    won = [deal for deal in plain if deal["outcome"] == "won"]
    closed = [deal for deal in plain if deal["outcome"] != "open"]
    total = asked(sales, "sources")["total"]
    assert (total["count"], total["won"]) == (len(plain), len(won))
    assert total["win_rate"] == pytest.approx(100 * len(won) / len(closed))
    assert total["won_amount"] == sum(float(deal["closed_value"]) for deal in won)
    days = [
        (date.fromisoformat(d["closed_at"]) - date.fromisoformat(d["opened_at"])).days for d in won
    ]
    assert total["cycle_days"] == pytest.approx(sum(days) / len(days))
