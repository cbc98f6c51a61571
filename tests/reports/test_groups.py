"""`--by` of metrics, coverage and `report winloss`: the same number for each group of deals."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.filters.queries import Grouping
from pipectl.reports.queries.shared import LeftLead
from reported import on


@made_once
def sold(pipectl: Shell) -> Shell:
    """Food: three won, three lost, one open. Tech: one won, one open. One open without a field."""
    run = pipectl
    run("quota", "set", "100k", "--period", "2026-Q4")
    run("field", "add", "Industry", "--on", "deal", "--type", "choice", "--choices", "food,tech")
    for number in range(1, 7):
        how = "win" if number < 4 else "lose"
        reason = "trust" if number < 4 else "Price" if number < 6 else "no budget"
        on(
            run,
            "2026-10-05",
            f"add 'Food {number}' {number}k --set industry=food --stage proposal --source Web",
        )
        on(run, f"2026-10-{15 + number}", f"{how} 'food {number}' --reason '{reason}'")
    on(
        run,
        "2026-11-02",
        "add 'Food open' 20k --set industry=food --stage proposal --close eoq --tag hot --tag new",
        "add 'Tech won' 9k --set industry=tech --stage meeting",
        "win 'tech won' --reason trust",
        "add 'Tech open' 30k --set industry=tech --stage meeting --close eoq --tag hot",
        "add 'Bare open' 10k --stage meeting --close eoq",
        "add 'Euro open' 5k --currency EUR --set industry=tech --close eoq",
    )
    return run


def test_coverage_shows_what_each_group_brings(sold: Shell) -> None:
    found = sold("coverage", "--by", "industry", "--json").json
    assert found["by"] == "Industry"
    food, tech, bare = found["groups"]
    assert food == {
        "group": "food",
        "count": 1,
        "amount": 20000.0,
        "weighted": 12000.0,
        "yield": 12000.0,
        "won_count": 3,
        "won": 6000.0,
        "coverage": pytest.approx(20 / 85),
        "win_rate": 50,
        "win_rate_n": 6,
    }
    assert (tech["group"], tech["amount"], tech["won"]) == ("tech", 30000.0, 9000.0)
    assert (tech["win_rate"], tech["win_rate_n"]) == (None, 1)
    assert (bare["group"], bare["count"], bare["win_rate_n"]) == (None, 1, 0)
    assert sum(each["coverage"] for each in found["groups"]) == pytest.approx(
        found["coverage"], abs=1e-6
    )
    assert found["left_out"] == {"EUR": 1}


def test_the_page_of_coverage_has_a_line_for_each_group(sold: Shell) -> None:
    lines = sold("coverage", "--by", "INDUSTRY").lines
    start = lines.index("By Industry")
    assert lines[start + 1 : start + 5] == [
        "Industry  Deals  Open USD  Weighted   Yield    Won  Coverage    Win rate",
        "food          1    20,000    12,000  12,000  6,000     0.23x  50 % (n=6)",
        "tech          1    30,000     9,000   9,000  9,000     0.35x   n/a (n=1)",
        "–             1    10,000     3,000   3,000      0     0.11x   n/a (n=0)",
    ]
    without = sold("coverage").lines
    assert [line for line in lines if line not in lines[start : start + 7]] == without
    page = sold("coverage", "--by", "tag", "--explain").out
    assert "(tag: hot, new)\n" in page
    assert "by tag = the group's deals; coverage = open / remaining" in page
    assert "A deal with several tags counts in the group of each." in " ".join(page.split())


def test_a_group_of_metrics_has_its_own_samples(sold: Shell) -> None:
    found = sold("metrics", "--by", "industry", "--json").json
    assert found["by"] == "Industry"
    food, tech, bare = found["groups"]
    assert [each["group"] for each in found["groups"]] == ["food", "tech", None]
    assert (food["open_count"], food["win_rate"], food["win_rate_n"]) == (1, 50, 6)
    assert (food["cycle_days"], food["cycle_n"], food["average_won"]) == (12, 3, 2000.0)
    assert (tech["win_rate"], tech["win_rate_n"], tech["cycle_days"]) == (None, 1, None)
    assert (bare["open_count"], bare["average_amount"]) == (1, 10000.0)
    assert [*food][1:] == [key for key in found if key in food]
    assert sold("metrics", "--by", "account", "--format", "md").out.count("## By account\n") == 1
    lines = sold("metrics", "--by", "industry").lines
    start = lines.index("By Industry")
    assert lines[start + 1 : start + 5] == [
        "Industry  Open  Average   Win rate  Closed  Sales cycle  Won   Velocity",
        "food         1      20k       50 %       6    n/a (n=3)    3  n/a (n=3)",
        "tech         1      30k  n/a (n=1)       1    n/a (n=1)    1  n/a (n=1)",
        "–            1      10k  n/a (n=0)       0    n/a (n=0)    0  n/a (n=0)",
    ]


def test_a_group_of_wins_and_losses_has_its_own_reasons(sold: Shell) -> None:
    found = sold("report", "winloss", "--by", "industry", "--json").json
    food, tech = found["groups"]
    assert (food["group"], food["won"]["count"], food["lost"]["amount"]) == ("food", 3, 15000.0)
    assert (food["win_rate"], food["win_rate_n"]) == (50, 6)
    assert [(each["outcome"], each["reason"], each["count"]) for each in food["reasons"]] == [
        *(("won", "trust", 3), ("lost", "Price", 2), ("lost", "no budget", 1)),
    ]
    assert (tech["win_rate"], tech["win_rate_n"], tech["lost"]["count"]) == (None, 1, 0)
    lines = sold("report", "winloss", "--by", "industry").lines
    start = lines.index("By Industry")
    assert lines[start + 1 : start + 4] == [
        "Industry  Won  Lost  Won USD  Lost USD  Days to lose    Win rate  Most lost for",
        "food        3     3    6,000    15,000     n/a (n=3)  50 % (n=6)  –",
        "tech        1     0    9,000         0             –   n/a (n=1)  –",
    ]
    on(sold, "2026-11-03", *(f"add 'More {n}' 1k --set industry=food" for n in (1, 2)))
    on(sold, "2026-11-04", *(f"lose 'more {n}' --reason price" for n in (1, 2)))
    (line,) = [
        line
        for line in sold("report", "winloss", "--by", "industry").lines
        if line.startswith("food ")
    ]
    assert line.endswith("37.5 % (n=8)  Price (4 of 5)")


def test_groups_tell_leads_apart(marketing: Shell) -> None:
    run = marketing
    on(run, "2026-10-05", *(f"add 'Lead {n}' 1k --source Web" for n in range(6)))
    on(run, "2026-10-20", *(f"lose 'lead {n}' --reason 'no fit'" for n in range(4)))
    for n in (4, 5):
        run("move", f"lead {n}", "sales-qualified", *ANSWERS)
    (web,) = run("report", "winloss", "--by", "source", "--json").json["groups"]
    assert (web["disqualified"]["count"], web["lost"]["count"]) == (4, 0)
    assert (web["qualified_rate"], web["qualified_n"]) == (pytest.approx(100 / 3), 6)
    (web,) = run("metrics", "--by", "source", "--json").json["groups"]
    assert (web["qualified_n"], web["open_count"], web["lead_count"]) == (6, 2, 0)
    assert "33.3 % (n=6)" in run("report", "winloss", "--by", "source").out
    assert run("coverage", "--by", "source", "--json").json["groups"] == []


ANSWERS = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")


@made_once
def marketing(empty: Shell) -> Shell:
    """A store with lead stages."""
    empty("init", "--template", "marketing")
    return empty


def test_what_if_and_as_of_take_groups(sold: Shell) -> None:
    page = sold("what-if", "--win", "food open", "coverage", "--by", "industry").out
    assert "\nfood: amount USD     20,000        0  -20,000\n" in page
    before = sold("metrics", "--by", "industry", "--as-of", "2026-10-31", "--json").json
    assert [each["group"] for each in before["groups"]] == ["food"]
    narrowed = sold("coverage", "--by", "industry", "--where", "industry=tech", "--json").json
    assert [each["group"] for each in narrowed["groups"]] == ["tech"]


def test_groups_are_the_same_in_any_case_and_without_accents(pipectl: Shell) -> None:
    run = pipectl
    for number, source in enumerate(("cafe", "Café", "Café", "CAFE")):
        run("add", f"Deal {number}", "1k", "--source", source, "--close", "eoq")
    for words in (("board",), ("metrics",), ("coverage",)):
        groups = run(*words, "--by", "source", "--json").json["groups"]
        assert [each["group"] for each in groups] == ["Café"], words
    (only,) = run("report", "sources", "--json").json["sources"]
    assert (only["source"], only["count"]) == ("Café", 4)


def test_nothing_to_group_is_said(pipectl: Shell) -> None:
    for words in (("metrics",), ("coverage",), ("report", "winloss")):
        assert "By source\nNo deals to group.\n" in pipectl(*words, "--by", "source").out


def numbered(number: int) -> Any:
    """Something of a deal."""
    return LeftLead(number, "USD", True)


@given(
    st.dictionaries(st.integers(1, 20), st.lists(st.sampled_from("abc"), unique=True)),
    st.lists(st.integers(1, 25), unique=True),
)
def test_parts_hold_every_deal_once_in_each_of_its_groups(
    values: dict[int, list[str]], deals: list[int]
) -> None:
    groups = Grouping("tag", values)
    parts = groups.parts(map(numbered, deals))
    for number in deals:
        mine = [name for name, some in parts.items() if number in [each.id for each in some]]
        assert set(mine) == set(values.get(number) or (None,))
        assert len(mine) == len(set(mine))
    assert [*parts] == sorted(parts, key=lambda name: (name is None, name or ""))
