"""What a forecast rests on: since when the store is in use, and how far its history reaches."""

from pathlib import Path
from shutil import copytree

import pytest

from conftest import Shell, begun
from reported import on

PROVISIONAL = (
    "Provisional: wins come in before losses, and your history is shorter than two sales cycles."
)


@pytest.fixture(scope="module")
def home_of_old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One from August, and six of two days in November."""
    shell = Shell(begun(tmp_path_factory, None, "init"))
    on(shell, "2026-08-01", "add Old 5k")
    for day in ("10", "12"):
        adds = [f"add 'New {day} {number}' 10k --stage negotiation" for number in range(3)]
        on(shell, f"2026-11-{day}", *adds)
    return shell.home


@pytest.fixture
def old(empty: Shell, home_of_old: Path) -> Shell:
    copytree(home_of_old, empty.home, dirs_exist_ok=True)
    return empty


def new_business(shell: Shell, *words: str) -> float:
    """What the quarter is to bring that isn't open yet."""
    found: float = shell("forecast", "--quota", "200k", "--json", *words).json["new_business"]
    return found


@pytest.mark.parametrize(
    "words",
    [("delete", "1", "--yes"), ("edit", "1", "--currency", "EUR")],
    ids=("deleted", "in another currency"),
)
def test_one_that_counts_no_more_was_still_there(old: Shell, words: tuple[str, ...]) -> None:
    """Its own arrival may be missing; the quiet weeks before the others are not."""
    before, then = new_business(old), new_business(old, "--as-of", "2026-11-17")
    old(*words)
    assert new_business(old) == pytest.approx(before, rel=0.3)
    assert new_business(old, "--as-of", "2026-11-17") == then


def test_beyond_a_sales_cycle_a_young_history_is_provisional(old: Shell) -> None:
    """In use for 109 days; a cycle is what the setting says, for want of wins."""
    old.extra = {"COLUMNS": "200"}
    for days, cycle, is_so in ((54, 54, False), (55, 54, False), (55, 55, False), (56, 55, True)):
        old("config", "set", "sales_cycle", cycle)
        words = ("report", "closing", "--within", f"{days}d")
        assert old(*words, "--json").json["provisional"] is is_so, (days, cycle)
        assert (PROVISIONAL in " ".join(old(*words).out.split())) is is_so
    for period, is_so in (("2026-Q4", False), ("2027-Q1", True), ("2026-Q3", False)):
        asked = ("forecast", "--period", period)
        assert old(*asked, "--json").json["provisional"] is is_so, period
        assert (PROVISIONAL in " ".join(old(*asked).out.split())) is is_so


def rows_of(shell: Shell, *days: str) -> Path:
    """A file with one open deal of each day."""
    file = shell.home / "deals.csv"
    lines = [f"{number},1000,open,{day}" for number, day in enumerate(days)]
    file.write_text("\n".join(["deal_id,amount,outcome,created_at", *lines]))
    return file


def test_a_first_import_says_since_when_the_store_is_complete(empty: Shell) -> None:
    empty("init")
    words = ("import", rows_of(empty, "2026-11-02", "2026-11-10"), "--complete-since", "2026-08-03")
    empty(*words, "--dry-run")
    assert empty("config", "get", "complete_since").out == "\n"
    empty(*words)
    assert empty("config", "get", "complete_since").out == "2026-08-03\n"
    quiet = new_business(empty)
    empty("config", "set", "complete_since", "")
    assert new_business(empty) > quiet > 0
    empty("undo")
    assert new_business(empty) == quiet
    empty("undo")
    assert empty("config", "get", "complete_since").out == "\n"
    assert empty("list", "--json").json == []


def test_a_later_import_says_nothing_of_what_was_there(old: Shell) -> None:
    old("import", rows_of(old, "2026-11-02"), "--complete-since", "2026-08-03")
    assert old("config", "get", "complete_since").out == "\n"


def test_a_store_is_not_complete_before_the_day_that_is_asked_for(old: Shell) -> None:
    noted = new_business(old)
    old("config", "set", "complete_since", "2027-01-01")
    assert new_business(old) == noted
