"""Each seller has quotas, and the team its own, else what theirs come to."""

from typing import Any

import pytest

from conftest import Shell


@pytest.fixture
def team(pipectl: Shell) -> Shell:
    """A store in which two sellers have quotas."""
    for owner, amount, count in (("Ann", "50k", 5), ("Bob", "100k", 8)):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl("quota", "set", amount, "--period", "2026-Q4", "--count", count)
    pipectl.extra = {}
    return pipectl


def shown(shell: Shell, *words: str) -> list[tuple[Any, Any]]:
    found = shell("quota", "show", *words, "--json").json
    return [(each["amount"], each["count"]) for each in found]


def test_the_teams_quota_is_the_sum_until_it_has_its_own(team: Shell) -> None:
    assert shown(team) == shown(team, "--owner", "all") == [(150_000, 13)]
    assert shown(team, "--owner", "bob") == [(100_000, 8)]
    team.extra = {"PIPECTL_OWNER": "Ann"}
    assert shown(team) == [(50_000, 5)]
    done = team("quota", "set", "120k", "--period", "2026-Q4", "--team", "--json")
    assert [each["amount"] for each in done.json] == [120_000]
    assert done.err == "Set the team quota for 2026-Q4 to 120,000 USD.\n"
    assert shown(team) == [(50_000, 5)]
    assert shown(team, "--owner", "all") == [(120_000, None)]
    assert team("coverage", "--json").json["quota"] == 50_000
    assert team("coverage", "--owner", "all", "--json").json["quota"] == 120_000
    team.extra = {}
    assert team("coverage", "--json").json["quota"] == 120_000


def test_the_teams_quota_is_adjusted_by_itself(team: Shell) -> None:
    team.extra = {"PIPECTL_OWNER": "Ann"}
    adjust = ("quota", "adjust", "--by", "10%", "--reason", "New office", "--period", "2026-Q4")
    assert team(*adjust, "--team", code=3).err == (
        "pipectl: 2026-Q4 has no quota of its own in USD.\n"
        "  Set one: `pipectl quota set AMOUNT --period 2026-Q4 --team`.\n"
    )
    team("quota", "set", "200k", "--period", "2026-Q4", "--team")
    assert team(*adjust, "--team").err == (
        "Set the team quota for 2026-Q4 to 220,000 USD (was 200,000 USD).\n"
    )
    assert shown(team, "--owner", "all") == [(220_000, None)]
    assert shown(team) == [(50_000, 5)]
    changes = team("quota", "show", "--history", "--owner", "all", "--json").json
    assert [each["amount"] for each in changes] == [200_000, 220_000]
    assert len(team("quota", "show", "--history", "--json").json) == 1


def test_a_quota_of_a_segment_is_of_each_seller_too(team: Shell) -> None:
    team("segment", "add", "Web", "--where", "source=web")
    for owner, amount in (("Ann", "10k"), ("Bob", "20k")):
        team.extra = {"PIPECTL_OWNER": owner}
        team("quota", "set", amount, "--period", "2026-Q4", "--segment", "web")
        assert (
            team("coverage", "--segment", "web", "--json").json["quota"] == int(amount[:-1]) * 1000
        )
    found = team("coverage", "--segment", "web", "--owner", "all", "--json").json
    assert found["quota"] == 30_000


def test_everybodys_quota_of_an_earlier_day_is_of_that_day(team: Shell) -> None:
    team.now = "2026-11-20 10:00"
    team.extra = {"PIPECTL_OWNER": "Bob"}
    team("quota", "set", "300k", "--period", "2026-Q4")
    then = ("--as-of", "2026-11-19", "--json")
    assert team("coverage", "--owner", "all", *then).json["quota"] == 150_000
    assert team("coverage", *then).json["quota"] == 100_000
    assert team("coverage", "--json").json["quota"] == 300_000


def test_a_priority_is_named_by_its_number_among_ones_own(team: Shell) -> None:
    for owner in ("Ann", "Bob"):
        team.extra = {"PIPECTL_OWNER": owner}
        team("priority", "set", f"Win for {owner}", "--action", "Call")
    assert "Win for Bob" in team("priority", "done", "1").err
    team("priority", "remove", "1")
    assert team("priority", "list", "--json").json == []
    team.extra = {"PIPECTL_OWNER": "Ann"}
    (left,) = team("priority", "list", "--json").json
    assert (left["text"], left["done_on"]) == ("Win for Ann", None)


def unbroken(text: str) -> str:
    """A paragraph as one line."""
    return " ".join(text.split())


def test_a_seller_without_a_quota_is_told_of_the_teams(pipectl: Shell) -> None:
    pipectl.extra = {"PIPECTL_OWNER": "Ann"}
    pipectl("quota", "set", "50k", "--team")
    said = "See the team's with `--owner all`, or set one: `pipectl quota set 100k"
    assert unbroken(pipectl("quota", "show").out) == f"Ann has no quota yet. {said}`."
    assert unbroken(pipectl("quota", "show", "--history", "--period", "2027-Q1").out) == (
        f"Ann has no quota for 2027-Q1 yet. {said} --period 2027-Q1`."
    )
    assert pipectl("today").out.startswith("No deals yet.")


def test_goals_are_shown_of_another_seller_and_of_the_team(pipectl: Shell) -> None:
    for owner, count in (("Ann", 10), ("Bob", 8)):
        pipectl.extra = {"PIPECTL_OWNER": owner}
        pipectl("goal", "set", "call", count, "--per", "week")
        pipectl("log", "call")

    def goals(*words: str) -> list[tuple[int, int]]:
        found = pipectl("goal", "show", *words, "--json").json
        return [(each["goal"], each["done"]) for each in found]

    assert goals() == [(8, 1)]
    assert goals("--owner", "ann") == [(10, 1)]
    assert goals("--owner", "all") == [(18, 2)]
    assert 'No owner "Cleo".' in pipectl("goal", "show", "--owner", "Cleo", code=3).err
