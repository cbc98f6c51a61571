"""Goals of the win rate, the sales cycle, the average deal and the number of open deals."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from machines import export, machine
from pipectl.reports.metrics.rules import GOAL, FigureTarget
from pipectl.vocabulary import FIGURES

SOURCE = ("--as", "benchmark", "--source", "Trade survey")


@pytest.fixture
def sold(pipectl: Shell) -> Shell:
    """A seller who won six deals at 10,000 in the quarter, with one open at 12,000."""
    pipectl("add", "Acme", "12k")
    for number in range(1, 7):
        pipectl("add", f"Won {number}", "10k", "--on", "2026-10-01")
        pipectl("win", f"Won {number}", "--on", "2026-11-10")
    return pipectl


def test_goals_and_benchmarks_stand_beside_the_figures(sold: Shell) -> None:
    assert sold("goal", "set", "win-rate", "35%").err == "Set the win rate goal to 35 %.\n"
    assert sold("goal", "set", "average", "15k").err == "Set the average deal goal to 15k USD.\n"
    assert sold("goal", "set", "open", 20).err == "Set the open deals goal to 20.\n"
    done = sold("goal", "set", "cycle", "60d", *SOURCE)
    assert done.err == "Set the sales cycle benchmark to 60 d.\n"
    assert done.out == (
        "Figure        2026-Q4  n     Goal  Benchmark\n"
        "Open deals          1  1       20          –\n"
        "Average deal      12k  1  15k USD          –\n"
        "Win rate        100 %  6     35 %          –\n"
        "Sales cycle      40 d  6        –       60 d\n"
        "Benchmark of the sales cycle: Trade survey.\n"
    )
    assert sold("metrics").lines[1:8] == [
        "Metric             2026-Q4  n    2026-Q3  n  Change     Goal  Benchmark",
        "Open deals               1  1          0  0     ↑ 1       20          –",
        "Average deal           12k  1  n/a (n=0)  0       –  15k USD          –",
        "Win rate             100 %  6  n/a (n=0)  0       –     35 %          –",
        "Win rate by value    100 %  6  n/a (n=0)  0       –        –          –",
        "Sales cycle           40 d  6  n/a (n=0)  0       –        –       60 d",
        "Velocity a day         250  6  n/a (n=0)  0       –        –          –",
    ]


def test_without_goals_metrics_have_no_such_column(sold: Shell) -> None:
    assert sold("metrics").lines[1].split()[-1] == "Change"
    assert sold("metrics", "--json").json["targets"] == []


def test_json_says_whether_a_goal_is_reached(sold: Shell) -> None:
    sold("goal", "set", "win-rate", "35%")
    sold("goal", "set", "average", "15k")
    sold("goal", "set", "average", "15k EUR", *SOURCE)
    sold("goal", "set", "cycle", 30)
    found = sold("metrics", "--json").json["targets"]
    assert [(each["figure"], each["role"], each["value"], each["reached"]) for each in found] == [
        ("win-rate", "goal", 35, True),
        ("cycle", "goal", 30, False),
        ("average", "goal", 15_000, False),
        ("average", "benchmark", 15_000, None),  # in another currency
    ]
    (rate, *_) = sold("goal", "show", "--json").json
    assert rate == {
        "kind": "win-rate",
        "per": None,
        "goal": 35,
        "done": 100,
        "needed_per_day": None,
        "period": "2026-Q4",
        "starts_on": "2026-10-01",
        "ends_on": "2026-12-31",
        "working_days_left": None,
        "id": "win-rate/goal",
        "role": "goal",
        "source": None,
    }


def test_a_small_sample_reaches_nothing(pipectl: Shell) -> None:
    pipectl("add", "Birch", "5k", "--on", "2026-10-01")
    pipectl("win", "Birch")
    pipectl("goal", "set", "win-rate", "35%")
    assert pipectl("metrics", "--json").json["targets"][0]["reached"] is None


def test_a_goal_is_replaced_removed_undone_and_named_in_the_history(pipectl: Shell) -> None:
    def said(*words: object) -> str:
        return pipectl("goal", "set", *words).err

    assert said("open", 20) == "Set the open deals goal to 20.\n"
    assert said("open", 20) == "The open deals goal is already 20.\n"
    assert said("open", 25) == "Set the open deals goal to 25 (was 20).\n"
    assert said("open", 0) == "Removed the open deals goal of 25.\n"
    assert said("open", 0) == "There is no open deals goal.\n"
    pipectl("undo")
    assert pipectl("goal", "show", "--json").json[0]["goal"] == 25
    assert '    removed goal or benchmark "open"' in pipectl("history").lines


def test_the_decimal_mark_is_the_users(pipectl: Shell) -> None:
    pipectl.extra["PIPECTL_DECIMAL"] = ","
    assert pipectl("goal", "set", "win-rate", "37,5").err == "Set the win rate goal to 37,5 %.\n"
    assert pipectl("goal", "set", "average", "12,5k").err == (
        "Set the average deal goal to 12,5k USD.\n"
    )


def test_an_export_brings_them_to_another_machine_and_the_later_change_wins(
    tmp_path: Path,
) -> None:
    desk, laptop = machine(tmp_path, "desk"), machine(tmp_path, "laptop")
    desk("goal", "set", "win-rate", "35%")
    desk("goal", "set", "cycle", "60d", *SOURCE)
    laptop("import", export(desk))
    assert laptop("goal", "show").out == desk("goal", "show").out
    laptop.now = "2026-11-19T10:00"
    laptop("goal", "set", "win-rate", "40%")
    laptop("goal", "set", "cycle", 0, *SOURCE[:2])
    desk.now = "2026-11-20T10:00"
    desk("import", export(laptop), "--update")
    assert [each["id"] for each in desk("goal", "show", "--json").json] == ["win-rate/goal"]
    assert desk("goal", "show", "--json").json[0]["goal"] == 40


@given(figure=st.sampled_from(FIGURES), value=st.integers(0, 10_000))
def test_a_goal_is_reached_at_its_own_value_and_on_one_side_of_it(figure: str, value: int) -> None:
    target = FigureTarget(figure, GOAL, value)
    assert target.is_reached(target.in_unit)
    more, less = target.in_unit + Fraction(1, 7), target.in_unit - Fraction(1, 7)
    assert target.is_reached(less) != target.is_reached(more)
    assert target.is_reached(less) == (figure == "cycle")
