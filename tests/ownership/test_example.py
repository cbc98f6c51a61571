"""The example of a team fills a store with three sellers, the same one for the same day."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Shell

EXAMPLE = Path(__file__).parents[2] / "examples" / "team.py"


@pytest.mark.long
def test_the_example_is_a_team_that_needs_help(pipectl: Shell) -> None:
    store = pipectl.home / "team.db"
    words = [sys.executable, str(EXAMPLE), str(store), "2026-11-18"]
    ran = subprocess.run(words, env=pipectl.environment, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    pipectl.store = store
    found = pipectl("report", "team", "--json").json
    told = [(each["owner"], each["won"], each["needs_help_with"]) for each in found["sellers"]]
    assert told == [
        ("Bob", 14_000, ["pace", "coverage", "chance", "stage", "activity"]),
        ("Ann", 16_500, ["coverage", "chance", "stage"]),
        ("Cleo", 0, ["pace", "coverage"]),
    ]
    assert [each["weakest"]["stage"] for each in found["sellers"]] == [
        *("Proposal", "Discovery", None)
    ]
    pipectl.extra = {"PIPECTL_OWNER": "Cleo"}
    assert pipectl("today").lines[0] == (
        "Ann gave you Birch rollout (#56): Met their buyer at a fair"
    )
    again = subprocess.run(words, env=pipectl.environment, capture_output=True, text=True)
    assert "pipectl init" in again.stderr  # which refuses a store that is there
