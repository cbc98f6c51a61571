"""`report commission`: what was earned by a plan, and what the next win would pay."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.reports.commission.rules import earned, kept_goal, would_pay
from pipectl.reports.rules import ClosedOpportunity
from pipectl.store_settings import Plan, Tier, parse_tiers, tiers_text
from pipelines import NEEDS_DATA, deals
from reported import asked, counted_sum, on

TIERED = Plan((Tier(0, 500), Tier(8000, 800), Tier(10000, 1200)), "quarter")
AMOUNTS = st.lists(st.none() | st.integers(0, 10**12), max_size=8)
LADDERS = st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 10000)), max_size=4).map(
    lambda some: tuple(Tier(bp * 100, rate) for bp, rate in sorted({0: 500, **dict(some)}.items()))
)


def closings(amounts: list[int | None]) -> list[ClosedOpportunity]:
    """Wins of these amounts, a day after another."""
    return [
        ClosedOpportunity(n, "x", "won", a, date(2026, 11, n + 1)) for n, a in enumerate(amounts)
    ]


@given(LADDERS, st.integers(0, 10**12), AMOUNTS)
def test_the_parts_make_the_whole_and_a_next_win_pays_what_it_will(
    tiers: tuple[Tier, ...], quota: int, amounts: list[int | None]
) -> None:
    plan = Plan(tiers, "quarter")
    found = earned(plan, quota, closings(amounts))
    assert sum(each.minor for each in found.paid) == found.minor
    assert all(each.minor >= 0 for each in found.paid)
    more = earned(plan, quota, closings([*amounts, 777_77]))
    assert more.paid[-1].minor == would_pay(found, 777_77)
    assert parse_tiers(tiers_text(tiers)) == list(tiers)


def test_a_win_across_tiers_is_paid_in_parts() -> None:
    found = earned(TIERED, 100_000_00, closings([70_000_00, 40_000_00]))
    # 70k at 5 %; then 10k at 5 %, 20k at 8 %, 10k at 12 %.
    assert [each.minor for each in found.paid] == [3_500_00, 500_00 + 1_600_00 + 1_200_00]
    assert (found.minor, found.marginal_bp) == (6_800_00, 1200)
    assert earned(TIERED, None, closings([1])).minor is None


@made_once
def selling(pipectl: Shell) -> Shell:
    """70k and 20k won of 100k; 30k and 5k open; one won in euros."""
    pipectl("quota", "set", "100k", "--period", "2026-Q4")
    on(pipectl, "2026-11-01", "add Acme 70k", "add Birch 20k", "add Euro 9k --currency EUR")
    on(pipectl, "2026-11-02", "win acme", "add Cedar 30k", "add Dogwood 5k --close 2026-12-01")
    on(pipectl, "2026-11-03", "win birch", "win euro", "add Elm")
    return pipectl


def test_without_a_plan_it_says_how_to_set_one(selling: Shell) -> None:
    assert selling("report", "commission").out == (
        "No commission plan yet. Set a flat rate: `pipectl config set commission_rate 8%`. Or tiers"
        " by share\nof the quota: `pipectl config set commission_tiers 0:5%,80%:8%,100%:12%`.\n"
    )
    found = asked(selling, "commission")
    assert (found["plan"], found["commission"], found["opportunities"]) == (None, None, [])


def test_one_rate_needs_no_quota(selling: Shell) -> None:
    selling("config", "set", "commission_rate", "8")
    found = asked(selling, "commission", "--period", "2026")
    assert found["plan"] == {"per": "quarter", "tiers": [{"from": 0, "rate": 8}]}
    assert [each["commission"] for each in found["periods"]] == [0, 0, 0, 7200]
    assert (found["commission"], found["left_out"]) == (7200, {"EUR": 1})
    assert counted_sum(found) == 7200_00


def test_tiers_pay_by_the_share_of_the_quota(selling: Shell) -> None:
    selling("config", "set", "commission_tiers", "0:5%, 80%:8%, 100:12%")
    assert selling("config", "get", "commission_tiers").out == "0%:5%,80%:8%,100%:12%\n"
    found = asked(selling, "commission")
    (period,) = found["periods"]
    assert [each["commission"] for each in period["opportunities"]] == [3500, 500 + 800]
    assert (period["attained"], period["marginal_rate"]) == (90, 8)
    assert [(each["title"], each["commission"]) for each in found["opportunities"]] == [
        ("Cedar", 800 + 2400),
        ("Dogwood", 400),
    ]
    assert counted_sum(found) == 4800_00


def test_it_is_told_in_words(selling: Shell) -> None:
    selling("config", "set", "commission_tiers", "0:5%,80%:8%,100%:12%")
    assert selling("report", "commission").out == (
        "2026-Q4: 4,800 USD earned on 90k won, 90 % of 100k; the next win pays 8 %.\n"
        "Period     Quota     Won  Commission USD\n"
        "2026-Q4  100,000  90,000           4,800\n"
        "Commission of won deals\n"
        "#  Title  Won         Amount USD  Commission\n"
        "1  Acme   2026-11-02      70,000       3,500\n"
        "2  Birch  2026-11-03      20,000       1,300\n"
        "Commission of open deals if won today\n"
        "#  Title    Stage            Close date  Amount USD  Commission\n"
        "4  Cedar    Initial contact  –               30,000       3,200\n"
        "5  Dogwood  Initial contact  2026-12-01       5,000         400\n"
        "1 EUR deal not included.\n"
    )


def test_a_month_counts_its_wins_with_their_share_of_the_quarter(selling: Shell) -> None:
    on(selling, "2026-10-01", "add First 30k", "win First")
    selling("config", "set", "commission_tiers", "0:5%,80%:8%,100%:12%")
    months = [asked(selling, "commission", "--period", f"2026-{n}") for n in (10, 11, 12)]
    quarter = asked(selling, "commission")
    assert [each["commission"] for each in months] == [1500, 2500 + 1600 + 20_000 * 12 / 100, 0]
    assert [each["won"] for each in months] == [30000, 90000, 0]
    assert sum(each["commission"] for each in months) == quarter["commission"]
    assert [counted_sum(each) for each in months] == [150000, 650000, 0]
    assert [each["left_out"] for each in months] == [{}, {"EUR": 1}, {}]
    said = selling("report", "commission", "--period", "2026-10").out
    assert said.replace("\n", " ").startswith(
        "2026-10: 1,500 USD earned on 30k won; the next win pays 12 %. The plan pays by"
        " quarter: each win counts with its share of the quarter's commission. "
    )
    assert ("First" in said, "Acme" in said) == (True, False)


def test_many_periods_are_told_in_one_sentence(selling: Shell) -> None:
    selling("config", "set", "commission_tiers", "0:5%,80%:8%,100%:12%")
    said = selling("report", "commission", "--period", "2026").lines
    quarters = "2026-Q1, 2026-Q2 and 2026-Q3"
    assert said[:3] == [
        "2026: 4,800 USD earned on 90k won; the next win pays 8 %.",
        f"{quarters}: 0 won. The tiers need a quota. Set one:",
        "`pipectl quota set AMOUNT --period 2026-Q1`.",
    ]


def test_tiers_without_a_quota_say_so(selling: Shell) -> None:
    selling("config", "set", "commission_tiers", "0:5%,80%:8%")
    selling("config", "set", "commission_period", "month")
    selling.now = "2027-01-05"
    out = selling("report", "commission", "--period", "2027-01").out
    assert "2027-01: 0 won. The tiers need a quota. Set one: " in out
    found = asked(selling, "commission", "--period", "2027-01")
    assert (found["commission"], found["marginal_rate"]) == (None, None)
    assert [each["commission"] for each in found["opportunities"]] == [None, None]


@pytest.mark.parametrize("text", ["5%", "10:5%", "0:5%,0:6%", "0:5%,80:x", "0:5%,2000:6%", "0:101"])
def test_tiers_that_make_no_ladder_are_refused(pipectl: Shell, text: str) -> None:
    assert (
        "Use rates by share of the quota"
        in pipectl(*("config", "set", "commission_tiers", text), code=2).err
    )


@NEEDS_DATA
def test_eight_percent_of_real_sales_agree_with_a_plain_count(sales: Shell) -> None:
    sales("config", "set", "commission_rate", "8")
    won = [d for d in deals("maven") if d["outcome"] == "won" and d["closed_at"][:4] == "2017"]
    plain = sum(round(float(deal["closed_value"]) * 100) for deal in won) * 8
    found = asked(sales, "commission", "--period", "2017")
    assert found["commission"] == pytest.approx(plain / 10000, abs=0.02)
    assert counted_sum(found) == round(found["commission"] * 100)


# --- the bonus for goals kept


@pytest.fixture
def keeping(selling: Shell) -> Shell:
    """Two calls a week and four meetings a month, kept in one week of October and in this one."""
    selling("config", "set", "commission_rate", "8")
    selling("config", "set", "goal_bonus", "25")
    selling("goal", "set", "call", 2, "--per", "week")
    selling("goal", "set", "meeting", 4, "--per", "month")
    selling("log", "call", "--count", 2, "--on", "2026-10-13")
    selling("log", "call", "--on", "2026-10-20")
    selling("log", "call", "--count", 3)
    return selling


def test_each_goal_that_was_kept_pays_the_bonus(keeping: Shell) -> None:
    assert keeping("report", "commission").lines[:8] == [
        "2026-Q4: 7,200 USD earned on 90k won; the next win pays 8 %.",
        "Period     Quota     Won  Commission USD",
        "2026-Q4  100,000  90,000           7,200",
        "Bonus for goals kept",
        "Goal                 Kept       Of  Bonus USD",
        "call 2 per week         2  8 weeks         50",
        "meeting 4 per month     0  1 month          0",
        "Commission and bonus: 7,200 + 50 = 7,250 USD.",
    ]
    found = asked(keeping, "commission")
    assert (found["commission"], found["bonus"]) == (7200, 50)
    assert found["goals"][0] == {
        "kind": "call",
        "per": "week",
        "goal": 2,
        "spans": 8,
        "kept": 2,
        "bonus": 50,
    }


def test_a_week_counts_in_the_month_in_which_it_ends(keeping: Shell) -> None:
    keeping("log", "call", "--count", 2, "--on", "2026-09-29")
    kept = {
        month: asked(keeping, "commission", "--period", month)["goals"][0]["kept"]
        for month in ("2026-09", "2026-10", "2026-11")
    }
    assert kept == {"2026-09": 0, "2026-10": 2, "2026-11": 1}


def test_in_another_currency_or_without_the_setting_there_is_no_bonus(keeping: Shell) -> None:
    assert asked(keeping, "commission", "--currency", "EUR")["bonus"] is None
    keeping("config", "set", "goal_bonus", "")
    found = asked(keeping, "commission")
    assert (found["bonus"], found["goals"]) == (None, [])
    assert "Bonus" not in keeping("report", "commission").out


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans())), st.integers(1, 9))
def test_a_span_that_goes_on_only_counts_when_it_is_kept(
    spans: list[tuple[int, bool]], goal: int
) -> None:
    found = kept_goal("call", "week", goal, spans, 2500)
    kept = [number for number, _ in spans if number >= goal]
    missed = [number for number, is_over in spans if is_over and number < goal]
    assert (found.kept, found.spans) == (len(kept), len(kept) + len(missed))
    assert found.minor == 2500 * len(kept)
