"""With a rate, sums take in deals in other currencies, say so, and name the rate of each."""

import shlex
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.exchange_rates import RateRow, Rates, stored_rate
from pipectl.reports.changes.queries import ChangesReport
from pipectl.reports.changes.rules import (
    EXCHANGE_RATES,
    SIGNS,
    Bridge,
    ChangeCause,
    State,
    Valuation,
    bridge,
)
from pipectl.reports.changes.view import json_keys
from pipectl.reports.queries.shared import ReportCurrency
from pipectl.vocabulary import CLOSED, OPEN

# What happens, each on a day. The figures below are worked out by hand from it:
# 16,000 EUR are 16,800 USD at 1.05, 17,120 at 1.07 and 17,280 at 1.08. 12,345.67 EUR are
# 12,962.9535 at 1.05 and 13,209.8669 at 1.07. 1,500,000 JPY are 9,600 at 0.0064, and 1,234.567 KWD,
# which have three decimals, 4,020.7243… at 3.2567891234.
STORY = """
2026-10-05  quota set 100k --period 2026-Q4
2026-10-05  add Dollars 20k --stage proposal --close 2026-12-10
2026-10-05  add Euros '16k EUR' --stage proposal --close 2026-12-10 --account Acme
2026-10-12  add Won '12345.67 EUR' --stage negotiation --close 2026-11-20 --account Acme
2026-10-12  add Yen '1500000 JPY' --stage meeting --close 2026-12-15
2026-10-12  add Dinars '1234.567 KWD' --stage meeting --close 2026-12-15
2026-10-12  add Pounds '3k GBP' --stage meeting --close 2026-12-15
2026-10-20  rate set EUR 1.05 --on 2026-10-01
2026-11-13  rate set EUR 1.07
2026-11-16  win Won --reason Price
2026-11-20  rate set JPY 0.0064
2026-11-20  rate set KWD 3.2567891234
2026-11-30  rate set EUR 1.08
"""
INCLUDED = "2 EUR deals at 1.07 to 1.08, 1 JPY deal at 0.0064, 1 KWD deal at 3.2567891234"
OPEN_ONES = "1 EUR deal at 1.08, 1 JPY deal at 0.0064, 1 KWD deal at 3.2567891234"
NO_POUNDS = (
    "1 GBP deal not included.\nIncluded: {}.\n"
    "To include deals without a rate: `pipectl rate set GBP RATE --on 2026-11-30`.\n"
)


def happen(run: Shell, story: str) -> None:
    for line in story.strip().splitlines():
        run.now, words = line[:10], line[12:]
        run(*shlex.split(words))


@made_once
def sold(pipectl: Shell) -> Shell:
    """The story above, seen on its last day."""
    happen(pipectl, STORY)
    return pipectl


def test_the_board_takes_open_deals_in_at_todays_rates(sold: Shell) -> None:
    assert sold("board", "--explain").out == (
        "Stage             %  Deals  Amount USD  By amount          Weighted  Oldest  Flagged\n"
        "Initial contact   0      0           0                            0       –        0\n"
        "Discovery        10      0           0                            0       –        0\n"
        "Meeting          30      2   13,620.72  █████▉             4,086.22    49 d        2\n"
        "Proposal         60      2      37,280  ████████████████     22,368    56 d        2\n"
        "Negotiation      80      0           0                            0       –        0\n"
        "Total             –      4   50,900.72                    26,454.22    56 d        4\n"
        + NO_POUNDS.format(OPEN_ONES)
        + """
weighted = amount x probability, rounded for each deal, then summed
probability = the deal's own, else its stage's
oldest = days in its stage of the deal that has been there longest
flagged = deals with at least one flag
#  Title          Amount   %  Weighted  Details
1  Dollars    20,000 USD  60    12,000  open
2  Euros      17,280 USD  60    10,368  open; 16,000 EUR at 1.08 of 2026-11-30
4  Yen         9,600 USD  30     2,880  open; 1,500,000 JPY at 0.0064 of 2026-11-20
5  Dinars   4,020.72 USD  30  1,206.22  open; 1,234.567 KWD at 3.2567891234 of 2026-11-20
6  Pounds      3,000 GBP   –         –  not included: in GBP, no rate on 2026-11-30
"""
    )


def test_the_json_has_what_was_converted_and_what_it_was(sold: Shell) -> None:
    found = sold("coverage", "--explain", "--json").json
    assert list(found)[:3] == ["currency", "left_out", "converted"]
    assert found["left_out"] == {"GBP": 1}
    assert found["converted"] == [
        {"currency": "EUR", "count": 2, "lowest_rate": 1.07, "highest_rate": 1.08},
        {"currency": "JPY", "count": 1, "lowest_rate": 0.0064, "highest_rate": 0.0064},
        {"currency": "KWD", "count": 1, "lowest_rate": 3.2567891234, "highest_rate": 3.2567891234},
    ]
    assert (found["won"], found["open"], found["remaining"]) == (13209.87, 50900.72, 86790.13)
    won, dollars, *_, pounds = found["explain"]
    assert won["amount"] == 13209.87
    assert won["original"] == {
        "amount": 12345.67,
        "currency": "EUR",
        "rate": 1.07,
        "rate_on": "2026-11-13",
    }
    assert "original" not in dollars
    assert pounds["no_rate_on"] == "2026-11-30"


def test_the_changes_add_up_with_a_line_for_the_rates(sold: Shell) -> None:
    assert sold("report", "changes", "--since", "2026-11-16").out == (
        "From Mon 16 Nov 2026 to Mon 30 Nov 2026, the open amount went from 50.3k to 50.9k USD.\n"
        "Cause              Deals  Amount USD\n"
        "Open at the start          50,329.87\n"  # 20,000 + 17,120 + 13,209.87
        "won                    1  -13,209.87\n"
        "exchange rates         3  +13,780.72\n"  # 160 + 9,600 + 4,020.72
        "Open at the end            50,900.72\n"
        "Changes in amount\n"
        "Day         Change          #  Title   Amount USD\n"
        "2026-11-16  won             3  Won     -13,209.87\n"
        "2026-11-30  exchange rates  2  Euros         +160\n"
        "2026-11-30  exchange rates  4  Yen         +9,600\n"
        "2026-11-30  exchange rates  5  Dinars   +4,020.72\n"
        "1 GBP deal not included. 1 JPY deal not included. 1 KWD deal not included.\n"
        f"Included: {INCLUDED}.\n"
        "To include deals without a rate: `pipectl rate set GBP RATE --on 2026-11-15`,\n"
        "`pipectl rate set JPY RATE --on 2026-11-15`, "
        "`pipectl rate set KWD RATE --on 2026-11-15`.\n"
    )


def test_the_weekly_review_has_the_line_too_and_its_minutes(sold: Shell) -> None:
    page = sold("review").out
    assert (
        "Open on 23 Nov 26         50,740.72\n"
        "+ exchange rates       1        160\n"
        "= open now                50,900.72\n"
        "1 GBP deal not included.\n"
        "To include deals without a rate: `pipectl rate set GBP RATE --on 2026-11-30`.\n"
    ) in page
    assert f"  Included: {INCLUDED}.\n" in page
    assert "2  2  Euros       16,000 EUR  Proposal" in page  # the agenda has amounts as they are
    found = sold("review", "--json").json
    assert (found["bridge"]["exchange_rates"], found["bridge"]["now"]) == (160, 50900.72)
    assert [each["currency"] for each in found["converted"]] == ["EUR", "JPY", "KWD"]
    minutes = sold("review", "monthly", "--obstacle", "x").out
    assert f"- Included: {INCLUDED}\n" in minutes


def test_won_deals_count_at_the_rate_of_their_closing_day(sold: Shell) -> None:
    assert sold("pace", "--json").json["won"] == 13209.87
    assert "Included: 1 EUR deal at 1.07.\n" in sold("pace").out
    assert sold("forecast", "--json").json["won"] == 13209.87
    assert (
        "  won: 13,209.87 USD in 1 deal (1 EUR deal at 1.07)\n"
        in sold("account", "show", "acme").out
    )
    total = sold("account", "show", "acme", "--json").json["won_total"]
    assert (total["amount"], total["left_out"]) == (13209.87, {})
    assert total["converted"][0]["highest_rate"] == 1.07
    sold("config", "set", "commission_rate", "10")
    assert sold("report", "commission", "--json").json["commission"] == 1320.99
    sold("win", "Won", "--on", "2026-11-10")
    assert sold("pace", "--json").json["won"] == 12962.95  # at 1.05


def test_metrics_value_what_was_open_at_the_end_of_a_period_on_that_day(sold: Shell) -> None:
    found = sold("metrics", "--period", "2026-11", "--json").json
    assert found["average_amount"] == 12725.18  # 50,900.72 / 4
    then = found["previous"]  # on 31 October: 20,000 + 16,800 + 12,962.95
    assert (then["open_count"], then["average_amount"]) == (3, 16587.65)


def test_recurring_amounts_are_taken_in_too(pipectl: Shell) -> None:
    happen(
        pipectl,
        """
2026-10-01  rate set EUR 1.05
2026-10-05  add Cloud '1k EUR/mo' --term 12 --stage proposal
2026-10-05  add Support '500/mo' --term 12 --stage proposal
2026-10-20  win Cloud --reason Price
2026-11-13  rate set EUR 1.08
2026-11-13  add Later '200 EUR/mo' --term 6 --stage proposal
2026-11-14  win Support --reason Price
""",
    )
    found = pipectl("metrics", "--json").json
    assert (found["mrr"], found["mrr_n"]) == (1550, 2)  # 1,000 EUR at 1.05, and 500
    assert found["open_mrr"] == 216  # 200 EUR at 1.08
    assert (found["recurring_won"], found["recurring_share"]) == (18600, 100)
    assert found["average_amount"] == 1296
    assert pipectl("metrics", "--currency", "EUR", "--json").json["mrr"] == 1000


def test_every_report_agrees_on_what_is_open(sold: Shell) -> None:
    assert sold("coverage", "--json").json["open"] == 50900.72
    assert sold("board", "--json").json["total"]["amount"] == 50900.72
    assert sold("report", "portfolio", "--json").json["total"]["amount"] == 50900.72
    assert sold("report", "changes", "--json").json["now"] == 50900.72
    parts = sold("forecast", "--json").json["opportunities"]
    assert sum(each["amount"] for each in parts) == 50900.72
    every = sold("report", "all", "--json").json
    for name in ("coverage", "board", "pace", "forecast", "funnel"):
        assert every[name] == sold(name, "--json").json


def test_what_if_takes_them_in_too(sold: Shell) -> None:
    found = sold("what-if", "--win", "Euros", "--amount", "Yen=2m JPY", "--json").json
    assert (found["now"]["won"], found["now"]["open"]) == (13209.87, 50900.72)
    assert found["then"]["won"] == 30489.87
    assert found["then"]["open"] == 36820.72  # without 17,280, and 3,200 more


def test_lists_show_amounts_as_they_are_and_conditions_compare_them_so(sold: Shell) -> None:
    rows = sold("list", "--json").json
    assert [(row["amount"], row["currency"]) for row in rows][1] == (16000, "EUR")
    assert sold("show", 2, "--json").json["amount"] == 16000
    # 16,000 EUR: over 15k EUR, and no amount in dollars at all.
    board = sold("board", "--where", "amount>15k EUR", "--json").json
    assert (board["total"]["count"], board["total"]["amount"]) == (1, 17280)
    assert sold("board", "--where", "currency=EUR", "--json").json["total"]["amount"] == 17280
    assert sold("board", "--where", "amount>15k", "--json").json["total"]["amount"] == 20000
    sold("segment", "add", "Europe", "--where", "currency=EUR")
    found = sold("coverage", "--segment", "Europe", "--as-of", "2026-11-17", "--json").json
    assert (found["won"], found["open"]) == (13209.87, 17120)


def test_today_ranks_by_the_converted_amount_and_shows_the_deals_own(sold: Shell) -> None:
    sold("edit", "Yen", "--amount", "9m JPY")  # 57,600 USD
    sold("edit", "Dollars", "--amount", "25k")
    deals = [row["title"] for row in sold("today", "--json").json if row["id"]]
    assert deals == ["Yen", "Dollars", "Pounds", "Euros", "Dinars"]  # pounds: as the median
    assert "9M JPY" in sold("today").out
    said = " ".join(sold("today", "--explain").out.split())
    assert "A deal without an amount, or in another currency without a rate, gets the" in said
    assert said.endswith(
        "Exchange rates: 1 EUR = 1.08 USD (from Mon 30 Nov 2026), 1 JPY = 0.0064 USD (from Fri 20"
        " Nov 2026), 1 KWD = 3.2567891234 USD (from Fri 20 Nov 2026)."
    )
    sold("rate", "remove", "EUR")
    assert "1 EUR =" not in sold("today", "--explain").out
    assert "Exchange rates: 1 JPY = 0.0064 USD" in sold("today", "--explain").out


def test_commission_is_paid_for_what_is_included(sold: Shell) -> None:
    sold("config", "set", "commission_rate", "10%")
    found = sold("report", "commission", "--explain").out
    assert "12,345.67 EUR at 1.07" in found
    assert "Those that aren't included earn nothing here." in found


def test_an_import_says_only_what_has_no_rate(sold: Shell) -> None:
    file = sold.home / "more.csv"
    rows = (
        "Now,100,EUR,,",  # 1.08 today
        "Late,100,EUR,won,2026-11-01",  # 1.05 then
        "Early,100,EUR,won,2026-09-01",  # no rate yet
        "Pounds,100,GBP,,",
    )
    file.write_text("\n".join(("Title,Amount,Currency,Outcome,Closed on", *rows, "")))
    done = sold("import", str(file), "--dry-run")
    assert "Totals in USD don't include 1 amount in EUR and 1 amount in GBP." in done.err
    assert (sold.home / "more.csv").exists()


def test_what_the_changes_cost_does_not_grow_with_the_square_of_their_number() -> None:
    class Counted(tuple[ChangeCause, ...]):
        __slots__ = ()
        passes = 0

        def __iter__(self) -> Iterator[ChangeCause]:
            Counted.passes += 1
            return super().__iter__()

    def passes(number: int) -> int:
        causes = Counted(ChangeCause("new", each, 1, FIRST) for each in range(number))
        found = Bridge(0, number, causes, {}, {}, {})
        money = ReportCurrency("USD", ())
        report = ChangesReport(money, FIRST, LAST, found, {}, ())
        Counted.passes = 0
        assert len(report.rows) == number
        assert len(json_keys(report)["changes"]) == number
        return Counted.passes

    assert passes(50) == passes(5)


def test_a_report_in_another_currency_counts_deals_in_it_as_before(sold: Shell) -> None:
    found = sold("board", "--currency", "EUR", "--json").json
    assert (found["total"]["amount"], found["left_out"]) == (
        16000,
        {"GBP": 1, "JPY": 1, "KWD": 1, "USD": 1},
    )
    assert "converted" not in found


def test_goal_derive_says_what_its_averages_take_in(sold: Shell) -> None:
    page = sold("goal", "derive", "--explain").out
    assert "Included: 1 EUR deal at 1.07.\n" in page
    assert "won; 12,345.67 EUR at 1.07 of 2026-11-13\n" in page
    found = sold("goal", "derive", "--explain", "--json").json
    assert (found["won"], found["left_out"]) == (13209.87, {})
    assert found["explain"][0]["original"]["amount"] == 12345.67


WITHOUT = (
    "board --explain", "board --json", "coverage --explain", "coverage --json", "pace",
    "forecast --explain", "forecast --json", "funnel", "metrics --explain --json", "review",
    "review --json", "report changes --explain", "report changes --json", "report slippage",
    "report all", "goal derive --explain", "account show acme", "today --explain", "quota suggest",
)  # fmt: skip


@made_once
def unrated(pipectl: Shell) -> Shell:
    """The story without its rates."""
    happen(pipectl, "\n".join(each for each in STORY.splitlines() if " rate " not in each))
    pipectl.now = "2026-11-30"
    return pipectl


@pytest.mark.parametrize("line", WITHOUT)
def test_rates_that_are_gone_again_change_no_byte(unrated: Shell, line: str) -> None:
    """A rate of an unused currency is read, and one that was undone isn't there."""
    before = unrated(*line.split()).out
    unrated("rate", "set", "EUR", "1.08")
    unrated("undo")
    assert unrated(*line.split()).out == before
    assert "Included" not in before
    assert "converted" not in before


AS_OF = ("2026-10-15", "2026-10-31", "2026-11-15", "2026-11-20")


@pytest.mark.parametrize("day", AS_OF)
def test_a_rate_that_is_set_later_changes_nothing_as_of_an_earlier_day(
    pipectl: Shell, day: str
) -> None:
    lines = STORY.strip().splitlines()
    happen(pipectl, "\n".join(each for each in lines if each[:10] <= day))
    pipectl.now = day
    names = ("board", "coverage", "metrics", "forecast", "report changes", "report winloss")
    asked = [(*name.split(), "--as-of", day, "--json") for name in names]
    before = [pipectl(*words).json for words in asked]
    # As of a day is as on that day, without rates of later days.
    assert before[0] == pipectl("board", "--json").json
    happen(pipectl, "\n".join(each for each in lines if each[:10] > day))
    pipectl("rate", "set", "EUR", "2", "--on", "2026-09-01")
    pipectl("rate", "set", "GBP", "1.5", "--on", "2026-09-01")
    pipectl("rate", "remove", "JPY", "--on", "2026-11-20")
    assert [pipectl(*words).json for words in asked] == before


def test_a_past_forecast_is_held_against_the_wins_it_could_know_of(pipectl: Shell) -> None:
    happen(
        pipectl,
        """
2026-07-01  quota set 10k --period 2026-Q3
2026-07-01  add Dollars 4k --stage proposal --close 2026-09-10
2026-07-01  add Euros '8k EUR' --stage proposal --close 2026-09-10
2026-07-02  forecast
2026-08-03  rate set EUR 1.05
2026-08-04  forecast
2026-09-10  win Dollars --reason Price
2026-09-10  win Euros --reason Price
""",
    )
    pipectl.now = "2026-10-02"
    report = pipectl("report", "calibration", "--json").json
    assert report["forecasts"]["n"] == 2
    assert pipectl("pace", "--period", "2026-Q3", "--json").json["won"] == 12400
    # The first forecast knew of 4,000 USD, which aren't the quota; the second one's wins are.
    tenths = [each for each in report["tenths"] if each["n"]]
    assert sum(each["n"] * each["happened"] for each in tenths) == 100


# The bridge: whatever happens, and whatever the rates are, it adds up to the cent.
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
CODES = st.sampled_from(["USD", "EUR", "JPY", "KWD"])
AMOUNTS = st.none() | st.integers(0, 10**9)
DAYS = st.dates(FIRST - timedelta(30), LAST)
RATES = st.builds(
    lambda rows: Rates("USD", (RateRow(code, on, stored_rate(text)) for code, on, text in rows)),
    st.lists(
        st.tuples(
            st.sampled_from(["EUR", "JPY", "KWD"]),
            DAYS,
            st.none() | st.decimals("0.0001", 1000, places=4).map(lambda each: f"{each:f}"),
        ),
        max_size=12,
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[int, State], dict[int, list[State]]]:
    """Deals that were there before, and what happened to them and to new ones."""
    then, since = {}, {}
    for number in range(1, draw(st.integers(1, 4)) + 1):
        states = []
        for _ in range(draw(st.integers(1, 5))):
            status, on = draw(st.sampled_from([OPEN, OPEN, "won", "lost", "deleted"])), draw(DAYS)
            closed_on = draw(DAYS) if status in CLOSED else None
            amount, code = draw(AMOUNTS), draw(CODES)
            state = State(number, status, amount, code, 1, None)
            states.append(state._replace(on=on, recorded_on=on, closed_on=closed_on))
        if draw(st.booleans()):
            then[number] = states.pop(0)
        since[number] = states
    return then, since


@given(histories(), RATES)
def test_the_bridge_adds_up_to_the_cent(
    history: tuple[dict[int, State], dict[int, list[State]]], rates: Rates
) -> None:
    then, since = history
    found = bridge(then, since, "USD", Valuation(rates, FIRST, LAST))
    signs = {**SIGNS, EXCHANGE_RATES: 1}
    moved = sum(signs[each.kind] * each.minor for each in found.entries)
    assert found.then_minor + moved == found.now_minor

    def worth(state: State, day: date) -> int:
        return rates.worth(state.amount_minor, state.currency, day) or 0

    last = {
        number: rows[-1] if rows else then[number]
        for number, rows in since.items()
        if rows or number in then
    }
    assert found.then_minor == sum(worth(s, FIRST) for s in then.values() if s.status == OPEN)
    assert found.now_minor == sum(worth(s, LAST) for s in last.values() if s.status == OPEN)


@given(histories())
def test_without_rates_the_bridge_is_the_one_of_the_stores_currency(
    history: tuple[dict[int, State], dict[int, list[State]]],
) -> None:
    plain, valued = (
        bridge(*history, "USD", how) for how in (None, Valuation(Rates("USD", []), FIRST, LAST))
    )
    assert plain.entries == valued.entries
    assert (plain.then_minor, plain.now_minor, plain.moves) == (
        valued.then_minor, valued.now_minor, valued.moves,
    )  # fmt: skip
