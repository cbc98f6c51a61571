"""`metrics`: the four health metrics and the velocity, on the real store."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.numbers import NumberFormat
from pipectl.periods import around, leading_to, parse_period
from pipectl.render.tables import as_cell
from pipectl.reports.metrics.queries import MetricsRow, PeriodSorter
from pipectl.reports.metrics.queries import answer as metrics
from pipectl.reports.metrics.view import change, measures, written
from pipectl.reports.queries.shared import ReportRequest
from pipectl.store.opening import reading
from pipectl.store_settings import store_settings

TODAY = date(2026, 11, 18)


@made_once
def seller(pipectl: Shell) -> Shell:
    """Five closings in November (3 won), two in October (1 won), and what is still open."""
    closings = (
        ("A", "10k", "2026-10-01", "2026-11-10", "win"),
        ("B", "20k", "2026-10-06", "2026-11-05", "win"),
        ("C", "30k", "2026-10-12", "2026-11-11", "win"),
        ("D", "15k", "2026-09-01", "2026-11-02", "lose"),
        ("E", "25k", "2026-09-01", "2026-11-03", "lose"),
        ("F", "7k", "2026-08-01", "2026-10-02", "win"),
        ("G", "7k", "2026-08-01", "2026-10-31", "lose"),
    )
    for title, amount, began, ended, how in closings:
        pipectl("add", title, amount, "--on", began)
        reason = ("--reason", "no budget") if how == "lose" else ()
        pipectl(how, title, "--on", ended, *reason)
    pipectl("add", "Open", "12k", "--on", "2026-09-15")
    pipectl("add", "New", "8k", "--on", "2026-11-12")
    pipectl("add", "Abroad", "9k EUR", "--on", "2026-11-12")
    pipectl("add", "Bare", "--on", "2026-11-13")
    return pipectl


NO_RECURRING = dict.fromkeys(
    (
        *("mrr", "mrr_n", "new_mrr", "new_mrr_n", "open_mrr", "open_mrr_n", "recurring_won"),
        "recurring_share",
    )
)
NOW = {
    "period": "2026-11",
    "open_count": 3,
    "average_amount": 6666.67,
    "win_rate": 60,
    "win_rate_n": 5,
    "cycle_days": 33.3333333333,
    "cycle_n": 3,
    # 3 x 60 % x 20,000 / 33.3 days
    "velocity_per_day": 1080,
    "on": "2026-11-18",
    "win_rate_by_value": 60,
    "average_won": 20000,
    "without_amount": 1,
    "qualified_rate": None,
    "qualified_n": 0,
    "lead_count": 0,
    **NO_RECURRING,
}
BEFORE = {
    "period": "2026-10",
    # A to E and Open; what was closed on the 31st isn't open at that day's end.
    "open_count": 6,
    "average_amount": 18666.67,
    "win_rate": None,
    "win_rate_n": 2,
    "cycle_days": None,
    "cycle_n": 1,
    "velocity_per_day": None,
    "on": "2026-10-31",
    "win_rate_by_value": None,
    "average_won": 7000,
    "without_amount": 0,
    "qualified_rate": None,
    "qualified_n": 0,
    "lead_count": 0,
    **NO_RECURRING,
}


def test_the_metrics_of_a_month_and_of_the_one_before(seller: Shell) -> None:
    found = seller("metrics", "--period", "this-month", "--json").json
    twelve = found.pop("twelve")
    groups: dict[str, object] = {"by": None, "groups": [], "targets": []}
    assert found == {
        "currency": "USD",
        "left_out": {"EUR": 1},
        **NOW,
        "previous": BEFORE,
        **groups,
    }
    assert list(found)[2:] == [*NOW, "previous", *groups]
    assert twelve[-2:] == [BEFORE, NOW]
    assert seller("metrics", "--period", "2026-10", "--json").json["previous"]["open_count"] == 5


def test_at_40_columns_no_metric_is_cut_and_no_note_is_indented(seller: Shell) -> None:
    seller.extra["COLUMNS"] = "40"
    lines = seller("metrics").lines
    names = [line[:12].rstrip() for line in lines if line.startswith(("By value", "Velocity "))]
    assert names[0] == "By value"
    assert not [line for line in lines if "…" in line or line.startswith(" ")]


def test_a_period_that_is_over_has_the_amounts_of_its_last_day(seller: Shell) -> None:
    seller("edit", "Open", "--amount", "99k")
    seller("edit", "Open", "--amount", "50k EUR")
    found = seller("metrics", "--period", "2026-10", "--json").json
    assert (found["open_count"], found["average_amount"]) == (6, 18666.67)
    assert found["left_out"] == {}


def test_a_closing_that_is_taken_back_never_was(seller: Shell) -> None:
    seller("reopen", "G")
    found = seller("metrics", "--period", "2026-10", "--json").json
    assert (found["open_count"], found["win_rate_n"]) == (7, 1)


def test_below_five_closings_there_is_no_rate_rather_than_a_false_one(seller: Shell) -> None:
    with reading(seller.store) as reader:
        october = parse_period("2026-10", today=TODAY)
        found = metrics(reader, ReportRequest(TODAY, "USD", store_settings({}), october))
    numbers = NumberFormat()
    told = [written(each, found.now, numbers) for each in measures("USD", numbers)]
    assert told == ["6", "18.7k", "n/a (n=2)", "n/a (n=2)", "n/a (n=1)", "n/a (n=1)"]


def test_each_metric_stands_beside_the_period_before(seller: Shell) -> None:
    assert seller("metrics", "--period", "2026-11", "--format", "md").lines[:11] == [
        "## Pipeline metrics for 2026-11",
        "",
        "2026-11: 3 deals open on Wed 18 Nov 2026, 6.67k USD on average. "
        "Too few deals won (3) for a velocity.",
        "",
        "| Metric | 2026-11 | n | 2026-10 | n | Change |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| Open deals | 3 | 3 | 6 | 6 | ↓ 3 |",
        "| Average deal | 6.67k | 3 | 18.7k | 6 | ↓ 12k |",
        "| Win rate | 60 % | 5 | n/a (n=2) | 2 | – |",
        "| Win rate by value | 60 % | 5 | n/a (n=2) | 2 | – |",
        "| Sales cycle | n/a (n=3) | 3 | n/a (n=1) | 1 | – |",
    ]


def test_the_rows_sum_to_the_average_and_the_rate(seller: Shell) -> None:
    found = seller("metrics", "--period", "2026-11", "--json", "--explain").json
    rows = found["explain"]
    opened = [row for row in rows if row["why"] == "open on Wed 18 Nov 2026"]
    assert [row["amount"] for row in opened] == [12000, 8000, None]
    won = [row for row in rows if row["why"].startswith("won")]
    assert [row["why"] for row in won] == [
        "won in the period, after 40 days",
        "won in the period, after 30 days",
        "won in the period, after 30 days",
    ]
    assert len([row for row in rows if row["why"].startswith("lost")]) == 2
    assert [row["title"] for row in rows if row["why"] == "not included: in EUR"] == ["Abroad"]
    assert found["formulas"][-1] == (
        "velocity = open deals x win rate x average won amount / sales cycle = "
        "3 x 60 % x 20,000 / 33.3 d = 1,080 a day"
    )


def test_an_empty_store_says_what_to_do(pipectl: Shell) -> None:
    said = pipectl("metrics").out.replace("\n", " ")
    assert said.startswith(
        "No deals were open on Wed 18 Nov 2026 or closed in 2026-Q4. "
        "Add one: `pipectl add TITLE AMOUNT`."
    )
    found = pipectl("metrics", "--json").json
    assert (found["open_count"], found["average_amount"], found["win_rate"]) == (0, None, None)


SPANS = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), TODAY), st.none() | st.integers(0, 200)), max_size=30
)


@given(SPANS, st.sampled_from(["week", "month", "quarter"]))
def test_what_is_open_is_what_was_open_plus_the_new_without_the_closed(
    spans: list[tuple[date, int | None]], kind: str
) -> None:
    periods = leading_to(around(TODAY, kind), 12)  # type: ignore[arg-type]
    tally = PeriodSorter(periods, TODAY)
    opened = [0] * 12
    for number, (began, length) in enumerate(spans):
        ended = None if length is None else began + timedelta(days=length)
        ended = None if ended is None or ended > TODAY else ended
        row = MetricsRow(number, "x", 1, "USD", began, "open" if ended is None else "won", ended)
        tally.ended(row)
        for place in tally.open_at(row):
            opened[place] += 1
    for place in range(1, 12):
        new = sum(periods[place].contains(began) for began, _ in spans)
        assert opened[place] == opened[place - 1] + new - len(tally.closed[place])


def test_a_period_not_begun_says_so(seller: Shell) -> None:
    lines = seller("metrics", "--period", "2027-Q3").out.replace("\n", " ")
    assert lines.startswith("2027-Q3 hasn't started: ")
    assert "Rates and days follow when deals close in it. " in lines
    assert "too little" not in lines


def test_a_sample_is_told_once(pipectl: Shell) -> None:
    pipectl("add", "One", "1k")
    pipectl("win", 1)
    formulas = pipectl("metrics", "--explain", "--json").json["formulas"]
    assert [each for each in formulas if "(n=1) (n=1)" in each] == []
    assert "closed deals in 12 months (1)" not in pipectl("coverage").out
    assert "(1 of 1 closed deal in 12 months)" in pipectl("coverage", "--explain").out.replace(
        "\n", " "
    )


def test_on_a_narrow_screen_the_sample_and_the_arrow_stay(seller: Shell) -> None:
    seller.extra["COLUMNS"] = "40"
    lines = seller("metrics", "--period", "2026-11").lines
    head = next(each.split() for each in lines if each.startswith("Metric"))
    assert head == ["Metric", "2026-11", "n", "Change"]


def test_one_point_is_one() -> None:
    rate = next(each for each in measures("USD", NumberFormat()) if each.name == "Win rate")

    def metrics(percent: int) -> Any:
        return SimpleNamespace(win_rate=percent, closed_n=5)

    assert as_cell(change(rate, metrics(40), metrics(41))).text == "↓ 1 point"
    assert as_cell(change(rate, metrics(42), metrics(40))).text == "↑ 2 points"
