"""Every rate, share, median and average that is printed says so where its sample is too small."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Shell

# Every page with its columns that are of a sample. A new one belongs here.
SAMPLED = {
    "metrics": ("2026-Q4",),
    "funnel": ("Advanced %", "Won %"),
    "report winloss": ("Median days", "Days to lose", "Win rate"),
    "report stage-time": ("Median",),
    "report sources": ("Win rate", "By value", "Sales cycle"),
    "report activity": ("Per win (n=2)", "Per advance (n=4)"),
    "report factors": ("Rate",),
    "report score": ("Win rate",),
    "report calibration": ("Won",),
    "report weakest": ("Rate", "Days", "Days if won"),
}
# What writes a percentage, days or an average without asking for its sample, by report, function,
# and why it needn't. A new one asks `numbers.sampled` or `numbers.rate`, or says here why not.
CHANCE = "a chance, which says itself what it rests on"
LIKELY = "an expected number by such chances"
ALL = "of all there is"
OWN = "of a single deal, or as set"
ASKED = "where it is written the sample was asked for"
SPENT = "what was won for what was spent, both as they are"
UNSAMPLED = {
    "disagreement.chance": CHANCE,
    "disagreement.reason": CHANCE,
    "board.row": OWN,
    "score.sentence": "a test, which is made of ten won and ten lost deals on",
    "campaigns.row": SPENT,
    "campaigns.formulas": SPENT,
    "campaigns.sentence": SPENT,
    "calibration.tenth": "what was said, of all that was said",
    "closing.wins": LIKELY,
    "closing.formulas": LIKELY,
    "commission.sentence": "of the quota",
    "coverage.need_row": "own share from ten on, else as configured",
    "coverage.stage_formula": "own median from five on, else the setting's share",
    "fit.line": ASKED,
    "fit_suggestion.formulas": "of all closings, from five won and five lost on",
    "fit_suggestion.line": "shrunk by the others, beside its own count",
    "fit_suggestion.own_weight": "the weight of a value's own deals",
    "forecast.legend": CHANCE,
    "forecast.marks": CHANCE,
    "forecast.formulas": "from five wins on",
    "forecast.chance": CHANCE,
    "forecast.there": CHANCE,
    "forecast.reached": CHANCE,
    "forecast.never": CHANCE,
    "funnel.on_of": ASKED,
    "metrics.percent": ASKED,
    "metrics.measures": ASKED,
    "metrics.recurring_formulas": ALL,
    "pace.days_of": "working days of the period",
    "pace.share": "of the quota",
    "portfolio.sentence": ALL,
    "portfolio.row": ALL,
    "portfolio.formulas": ALL,
    "quota_suggestion.begun": "from five closings on",
    "slippage.row": OWN,
    "stage_time.middle": ASKED,
    "stage_time.days": ASKED,
    "stalled.sentence": ALL,
    "stalled.row": OWN,
    "stalled.stage_row": OWN,
    "stalled.formulas": "own from five won on, else as set",
    "team.weakest_cell": "a share of draws, where a stage is told as the weakest",
    "team.stage_words": "the same",
    "team.formulas": "a limit",
    "weakest.sentence": "a share of draws; medians are told from five on",
    "weakest.formulas": "the whole ladder's, with ten exits assumed",
    "winloss.fast": "from five lost on",
}
WRITERS = {"percent", "whole_percent", "days", "tenths"}
ASKERS = {"sampled", "rate"}
PAGES = Path(__file__).parents[2] / "src" / "pipectl" / "reports"
WHOLE = ("Open deals", "Average deal")  # rows of metrics that are of all there is
SMALL = re.compile(r"n/a \(n=[0-4]\)( (\(n=\d\)))?$|^–?$")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Two won and two lost that went one or two stages."""
    run = Shell(tmp_path_factory.mktemp("few"))
    run("init", "--quota", "50k", "--period", "2026-Q4")
    said = ("--buying", "yes", "--why", "x", "--next", "y", "--due", "2026-12-01")
    for number in range(1, 5):
        day = ("--on", "2026-10-05")
        run("add", f"Deal {number}", "10k", "--stage", "meeting", "--source", "web", *day)
        if number < 3:
            run("move", number, "proposal", *said, "--on", "2026-10-12", "--factor", "budget")
            run("win", number, "--on", "2026-11-02", "--reason", "best fit")
        else:
            run("lose", number, "--reason", "no need", "--on", "2026-11-03")
    run("log", "call", "1")
    return run


def tables(page: str) -> list[tuple[list[str], list[list[str]]]]:
    """The tables of a page in Markdown: titles and rows."""
    found: list[tuple[list[str], list[list[str]]]] = []
    inside = False
    for line in page.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not inside:
            found.append((cells, []))
        elif not set(cells[0]) <= set("-: "):
            found[-1][1].append(cells)
        inside = True
    return found


@pytest.mark.parametrize("name", SAMPLED)
def test_a_small_sample_is_told_in_the_same_way_everywhere(few: Shell, name: str) -> None:
    page = few(*name.split(), "--format", "md").out
    seen: set[str] = set()
    for titles, rows in tables(page):
        for place, title in enumerate(titles):
            if title not in SAMPLED[name]:
                continue
            for cells in rows:
                if cells[0] not in WHOLE:
                    assert SMALL.search(cells[place]), (title, cells)
                    seen.add(title)
    assert seen == set(SAMPLED[name]), page


@pytest.mark.parametrize("name", SAMPLED)
def test_no_sentence_tells_a_rate_of_few(few: Shell, name: str) -> None:
    page = few(*name.split(), "--format", "md").out
    prose = [line for line in page.splitlines() if not line.startswith("|")]
    # Confidence is a share of draws, not of deals.
    prose = [re.sub(r"only .* confidence", "", line) for line in prose]
    assert not [line for line in prose if re.search(r"\d %|[Mm]edian (time|\d)", line)], page


def test_no_arrow_of_few_is_good_or_bad(few: Shell) -> None:
    from fractions import Fraction
    from types import SimpleNamespace
    from typing import Any

    from pipectl.numbers import NumberFormat
    from pipectl.render.tables import Cell
    from pipectl.reports.metrics.view import change, measures

    def of(n: int, value: int) -> Any:
        names = "open_count average_amount_minor win_rate win_rate_by_value"
        names += " cycle_days velocity_per_day_minor"
        known = {name: Fraction(value) for name in names.split()}
        return SimpleNamespace(**known | {"open_count": n}, closed_n=n, won_n=n)

    for each in measures("USD", NumberFormat()):
        for now, before in ((4, 9), (9, 4)):
            shown = change(each, of(now, 30), of(before, 20))
            assert (shown.style if isinstance(shown, Cell) else "") == ""
        shown = change(each, of(9, 30), of(8, 20))
        assert isinstance(shown, Cell)
        assert shown.style in ("green", "red")


def test_the_run_rate_of_two_wins_is_not_stated(few: Shell) -> None:
    assert "At your run rate: n/a (your list of deals starts today)." in few("forecast").out
    found = few("forecast", "--json").json
    assert (found["run_rate"], found["run_rate_chance"]) == (None, None)
    assert (found["run_rate_wins"], found["run_rate_days"]) == (0, 0)


def unsampled(node: ast.AST, function: str = "") -> Iterator[str]:
    """The functions in which a figure is written without asking for its sample."""
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
            if child.func.attr in ASKERS:
                continue
            if child.func.attr in WRITERS and "numbers" in ast.unparse(child.func):
                yield name
        yield from unsampled(child, name)


def test_a_new_rate_on_a_page_asks_for_its_sample_or_says_why_not() -> None:
    found = {
        f"{file.relative_to(PAGES).parts[0]}.{function}"
        for file in [*PAGES.glob("*/view.py"), *PAGES.glob("*/view/*.py")]
        for function in unsampled(ast.parse(file.read_text("utf-8")))
    }
    assert found == set(UNSAMPLED)


def test_it_finds_what_does_not_ask() -> None:
    page = """
def bare(n):
    return numbers.percent(n)


def asked(n):
    return numbers.sampled(numbers.days(n), n)
"""
    assert list(unsampled(ast.parse(page))) == ["bare"]


def test_no_stage_is_named_as_the_weakest_while_no_rate_is_stated(pipectl: Shell) -> None:
    pipectl("add", "Acme", "10k", "--stage", "meeting")
    pipectl("lose", 1, "--reason", "no need")
    said = pipectl("report", "weakest").lines[0]
    assert said == "Too early to tell: a rate needs 5 deals, and no stage has that many."
    for number in range(2, 6):
        pipectl("add", f"Deal {number}", "10k", "--stage", "proposal")
        pipectl("win", number)
    pipectl("add", "Last", "10k", "--stage", "proposal")
    pipectl("win", 6)
    assert pipectl("report", "weakest", "--json").json["lowest"] == "Meeting"
    said = pipectl("report", "weakest").lines[0]
    assert said == "Too early to tell: Meeting may be the weakest, but has only 1 deal to go by."
