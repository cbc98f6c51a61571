"""`report team`: each seller's numbers are the same reports', and who needs help is first."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from pipectl.reports.activity.rules import GoalReached
from pipectl.reports.team import rules
from pipectl.reports.team.rules import AgainstTeam, Standing
from pipectl.reports.weakest.rules import StageRecord, Weakest
from three_sellers import OWNERS, fill

OPTIONS: tuple[tuple[str, ...], ...] = (
    (),
    ("--period", "2026"),
    ("--period", "2026-Q3"),
    ("--as-of", "2026-10-10"),
    ("--where", "source=web"),
    ("--currency", "EUR"),
)
# By report, the keys that are taken from it.
TAKEN = {
    "coverage": (
        *("quota", "quota_from", "won", "won_count", "remaining", "open", "coverage"),
        *("required_coverage", "required_from", "verdict", "win_rate", "win_rate_n"),
    ),
    "pace": ("expected", "ahead_by", "ahead_days"),
    "forecast": ("chance", "low", "high", "n_closed", "confidence"),
    "report activity": ("goals",),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, new_home: Path) -> Shell:
    """A store in which three sellers worked for a year; it is only read."""
    home = tmp_path_factory.mktemp("sellers")
    shutil.copytree(new_home, home, dirs_exist_ok=True)
    shell = Shell(home)
    fill(shell, 1)
    return shell


def taken(shell: Shell, owner: str, words: tuple[str, ...]) -> dict[str, Any]:
    """What the same reports say of an owner."""
    found: dict[str, Any] = {}
    for name, keys in TAKEN.items():
        told = shell(*name.split(), "--owner", owner, *words, "--json").json
        found |= {key: told[key] for key in keys}
    period = () if "--period" in words else words
    told = shell("report", "weakest", "--owner", owner, *period, "--json").json
    record = next(each for each in told["stages"] if each["stage"] == told["lowest"])
    exits = record["advanced"] + record["lost"] + record["stuck"]
    named = {key: told[key] for key in ("stage", "lowest", "sure")}
    return found | {"weakest": {**named, "rate": record["rate"], "n": exits}}


def without_team(found: dict[str, Any]) -> dict[str, Any]:
    """A seller's keys that the same reports have, too."""
    own = {"owner", "bad", "needs_help_with", "sellers_quota"}
    weakest = {key: value for key, value in found["weakest"].items() if "team" not in key}
    return {key: found[key] for key in found if key not in own} | {"weakest": weakest}


@pytest.mark.parametrize("words", OPTIONS, ids=" ".join)
def test_each_number_is_that_of_the_same_report(filled: Shell, words: tuple[str, ...]) -> None:
    found = filled("report", "team", *words, "--json").json
    names = {each["owner"] for each in found["sellers"]}
    assert names <= set(OWNERS) if "EUR" in words else names == set(OWNERS)
    for each in found["sellers"]:
        assert without_team(each) == taken(filled, each["owner"], words)
    assert without_team(found["team"]) == taken(filled, "all", words)


def test_the_team_is_asked_of_all_deals_and_sums_are_those_of_its_sellers(filled: Shell) -> None:
    found = filled("report", "team", "--json").json
    sellers = found["sellers"]
    for key in ("won", "won_count", "open", "quota"):
        nobodys = found["no_owner"].get(key, 0) if key == "won" else 0
        assert sum(each[key] for each in sellers) + nobodys == pytest.approx(found["team"][key])
    assert found["team"]["sellers_quota"] == found["team"]["quota"]
    product = 1.0
    for each in sellers:
        product *= each["chance"] / 100
    assert found["team"]["chance"] != pytest.approx(100 * product)
    counted = {row["why"].split(":")[0] for row in explained(filled)}
    assert counted <= {*OWNERS, "no owner"}


def explained(shell: Shell) -> list[dict[str, Any]]:
    """The rows that the report considered."""
    found: list[dict[str, Any]] = shell("report", "team", "--explain", "--json").json["explain"]
    return found


def test_every_row_of_coverage_is_there_once_with_whose_it_is(filled: Shell) -> None:
    whole = filled("coverage", "--owner", "all", "--explain", "--json").json["explain"]
    rows = [{**row, "why": row["why"].split(": ", 1)[1]} for row in explained(filled)]
    assert sorted(rows, key=by_id) == sorted(whole, key=by_id)


def by_id(row: dict[str, Any]) -> tuple[int, str]:
    return row["id"], row["why"]


def test_who_needs_help_is_first(filled: Shell) -> None:
    sellers = filled("report", "team", "--json").json["sellers"]
    places = [(-len(each["bad"]), each["chance"]) for each in sellers if each["n_closed"] >= 5]
    assert places == sorted(places)
    for each in sellers:
        assert each["needs_help_with"][: len(each["bad"])] == each["bad"]


def test_only_a_page_on_everybody_in_a_store_with_sellers_has_it(
    filled: Shell, pipectl: Shell
) -> None:
    alone = filled("report", "team", "--json").json
    for owner, words in (("", ()), ("Ann", ("--owner", "all"))):
        filled.extra = {"PIPECTL_OWNER": owner}
        assert filled("report", "all", *words, "--json").json["team"] == alone
        assert filled("report", "team", *words, "--json").json == alone
    assert "team" not in filled("report", "all", "--json").json
    filled.extra = {}
    assert "team" not in filled("report", "all", "--owner", "Bob", "--json").json
    pipectl("add", "Acme")
    assert "team" not in pipectl("report", "all", "--json").json


def test_a_store_without_sellers_says_how_there_are_some(pipectl: Shell) -> None:
    pipectl("add", "Acme", "5k")
    done = pipectl("report", "team")
    assert done.out == (
        "No deal has an owner yet, so there is no team to report on. Say who you are:\n"
        "`pipectl config set owner NAME`.\n"
    )
    found = pipectl("report", "team", "--json").json
    assert found["sellers"] == []
    assert found["no_owner"] == {"count": 1, "amount": 5000, "won": 0}


def test_it_is_about_all_sellers_and_nothing_is_supposed_of_it(filled: Shell) -> None:
    refused = filled("report", "team", "--owner", "Bob", code=2)
    assert refused.err == (
        "pipectl: `pipectl report team` shows all sellers and takes no --owner.\n"
        "  For one seller: `pipectl report all --owner NAME`.\n"
    )
    refused = filled("what-if", "--add", "1@5k:meeting", "report", "team", code=2)
    assert 'what-if can\'t show "report team"' in refused.err


def test_every_key_of_a_seller_is_documented(filled: Shell) -> None:
    page = (Path(__file__).parents[2] / "docs/json.md").read_text("utf-8")
    chapter = re.search(r"^## report team\n\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    assert chapter is not None
    found = filled("report", "team", "--json").json
    named = re.findall(r"[a-z0-9_]+", chapter[1].split("```")[1])
    for each in (found["team"], found["sellers"][0], found["sellers"][0]["weakest"]):
        assert set(each) <= set(named)


@pytest.fixture
def team(pipectl: Shell) -> Shell:
    """Two sellers with a quota, and one who just began; all figures can be worked out by hand."""
    said = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "2026-12-01")
    for owner, lost_in, calls in (("Ann", "meeting", 12), ("Bob", "proposal", 2)):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl.now = "2026-10-05 10:00"
        pipectl("quota", "set", "40k", "--period", "2026-Q4")
        pipectl("goal", "set", "call", 10, "--per", "week")
        for number in range(12):
            title = f"{owner}'s deal {number + 1}"
            deal = pipectl("add", title, "6k", "--stage", "meeting", "--close", "eoq", "--json")
            place = deal.json["id"]
            is_lost = number % 2 == (0 if owner == "Bob" else 1)
            if is_lost and lost_in == "proposal":
                pipectl("move", place, "proposal", *said, "--override", "x")
            if is_lost:
                pipectl("lose", place, "--reason", "no budget", "--on", "2026-10-05")
            elif number < (9 if owner == "Ann" else 4):
                pipectl("move", place, "proposal", *said, "--override", "x")
                pipectl("win", place, "--reason", "best fit", "--on", "2026-10-05")
        for week in ("2026-10-06", "2026-10-13", "2026-10-20"):
            pipectl.now = f"{week} 10:00"
            pipectl("log", "call", "--count", calls)
    pipectl.now = "2026-11-18 10:00"
    pipectl.extra = {"PIPECTL_OWNER": "Cleo"}
    pipectl("add", "Cleo's deal", "4k")
    pipectl("add", "Nobody's deal", "3k")
    pipectl("assign", "nobody", "none")
    pipectl.extra = {}
    return pipectl


@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_page_says_who_needs_help_and_with_what(team: Shell, columns: str) -> None:
    team.extra = {"COLUMNS": columns}
    page = Path(__file__).parents[1] / "samples" / f"team-{columns}.txt"
    assert team("report", "team").out == page.read_text("utf-8")


def test_a_name_keeps_its_capitals_where_it_is_a_heading(team: Shell) -> None:
    team.extra = {"PIPECTL_OWNER": "Dan O'Hara"}
    team("quota", "set", "9k", "--period", "2026-Q4")
    team.extra = {}
    assert "\n#### Dan O'Hara\n" in team("report", "team", "--format", "md").out
    assert "Dan O&#x27;Hara" in team("report", "all", "--html", "-").out.replace("&#39;", "&#x27;")


def test_the_team_has_its_own_quota(team: Shell) -> None:
    team("quota", "set", "90k", "--period", "2026-Q4", "--team")
    found = team("report", "team", "--json").json["team"]
    assert (found["quota"], found["sellers_quota"]) == (90_000, 80_000)
    assert (
        "The team has a quota of its own of 90,000 USD; the sellers' come to 80,000 USD."
        in team("report", "team").out
    )


def test_the_period_that_is_over_needs_no_help(team: Shell) -> None:
    found = team("report", "team", "--period", "2026-Q3")
    assert "Who needs help" not in found.out


def test_formulas_name_each_sellers_figures(team: Shell) -> None:
    formulas = team("report", "team", "--explain", "--json").json["formulas"]
    assert formulas[0].startswith("order = the number of pace, coverage and chance that are bad")
    assert any(each.startswith("Bob: ahead = won - expected = 12,000 - 20,6") for each in formulas)


def record(stage: int, rate: float, exits: int = 6) -> StageRecord:
    return StageRecord(stage, exits // 2, exits - exits // 2, 0, rate, 0, None, None, 0, 0)


def test_a_bad_chance_counts_only_from_five_closed_deals() -> None:
    signs = {"pace": -1, "coverage": 1, "forecast": -1, "gap": -1, "run-rate": -1}
    assert rules.bad_numbers(signs, closed=4) == ("pace",)
    assert rules.bad_numbers(signs, closed=5) == ("pace", "chance")
    assert rules.bad_numbers({}, closed=5) == ()


def test_more_bad_numbers_go_first_then_the_lower_chance_then_the_name() -> None:
    found = [
        Standing("Ann", (), None),
        Standing("Bob", (), 0.9),
        Standing("Cleo", ("pace",), None),
        Standing("Dan", ("pace",), 0.3),
        Standing("Eva", ("pace", "chance"), 0.35),
        Standing("Abe", (), 0.9),
    ]
    names = [each.name for each in sorted(found, key=lambda each: each.place)]
    assert names == ["Eva", "Dan", "Cleo", "Abe", "Bob", "Ann"]


def test_a_goal_is_missed_if_it_was_reached_in_less_than_half_of_its_spans() -> None:
    goals = [
        GoalReached("call", "week", 10, 6, 3),
        GoalReached("meeting", "week", 2, 6, 2),
        GoalReached("demo", "month", 4, 1, 0),
        GoalReached("proposal", "quarter", 9, 0, 0),
    ]
    assert [each.kind for each in rules.missed(goals)] == ["demo", "meeting"]
    assert rules.goals_met(goals) == (5, 13)


def test_a_stage_is_named_to_whom_a_number_is_bad_and_it_is_below_the_teams() -> None:
    own = Weakest((record(0, 0.8), record(1, 0.4)), 1, 0.9)
    team = Weakest((record(0, 0.7), record(1, 0.5)), 0, 0.6)
    found = rules.against_team(own, team)
    assert found == AgainstTeam(record(1, 0.4), record(1, 0.5), 0.9)
    assert found is not None
    assert found.is_below
    assert rules.needs(("pace",), found, (), has_quota=True) == ("pace", "stage")
    assert rules.needs((), found, (), has_quota=True) == ()
    assert rules.needs((), None, (), has_quota=False) == ("quota",)
    better = AgainstTeam(record(1, 0.5), record(1, 0.5), 0.9)
    assert rules.needs(("pace",), better, (), has_quota=True) == ("pace",)
    missed = [GoalReached("call", "week", 10, 6, 1)]
    assert rules.needs(("pace",), None, missed, has_quota=True) == ("pace", "activity")
    assert rules.needs((), None, missed, has_quota=True) == ()


def test_it_is_too_early_where_no_stage_is_sure_to_be_the_weakest() -> None:
    team = Weakest((record(0, 0.7), record(1, 0.5)), 0, 0.6)
    assert rules.against_team(Weakest((record(0, 0.8), record(1, 0.4)), 1, 0.4), team) is None
