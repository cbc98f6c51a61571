"""`next --every`: an action that is set again when it is done."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Done, Shell
from pipectl.recurrence import PER_YEAR, check_every


def line(shell: Shell, text: str, code: int = 0) -> Done:
    """Type a command line."""
    return shell(*shlex.split(text), code=code)


def now(shell: Shell) -> tuple[str, str | None, str | None, str | None] | None:
    """The open next action of the first deal: its text, when it is due, and how often."""
    for each in shell("show", 1, "--json").json["next_actions"]:
        if each["status"] == "open":
            return each["action"], each["due_on"], each["due_time"], each["every"]
    return None


def test_it_is_set_again_so_much_later_on_a_working_day(acme: Shell) -> None:
    line(acme, "next acme 'Check in' --every 6w")
    assert now(acme) == ("Check in", "2026-12-30", None, "6w")
    done = line(acme, "done acme")
    assert done.err.splitlines()[-1] == (
        "It repeats every 6w. To end that: `pipectl next 1 --clear every`."
    )
    assert now(acme) == ("Check in", "2026-12-30", None, "6w")
    line(acme, "config set holidays 2026-12-30")
    acme.now = "2026-11-19T10:00"
    line(acme, "next acme --every '41 days'")
    line(acme, "done acme")
    assert now(acme) == ("Check in", "2026-12-31", None, "41d")


def test_another_date_keeps_it_and_another_action_or_clear_ends_it(acme: Shell) -> None:
    line(acme, "next acme 'Call them' --due '2026-11-20 14:30' --every 1m")
    line(acme, "next acme --due '2026-11-23 9am'")
    assert now(acme) == ("Call them", "2026-11-23", "09:00", "1m")
    acme.now = "2026-11-24T10:00"
    line(acme, "done acme --outcome 'Fine'")
    assert now(acme) == ("Call them", "2026-12-24", "09:00", "1m")
    line(acme, "next acme --clear every")
    assert now(acme) == ("Call them", "2026-12-24", "09:00", None)
    line(acme, "next acme --every 2w")
    line(acme, "next acme Visit --due fri")
    assert now(acme) == ("Visit", "2026-11-27", None, None)
    line(acme, "next acme --every 2w")
    line(acme, "done acme --then Rest --due 2026-12-01")
    assert now(acme) == ("Rest", "2026-12-01", None, None)


def test_next_says_how_often_the_action_repeats(acme: Shell) -> None:
    def said(words: str) -> bool:
        return "repeats every 6w" in " ".join(line(acme, words).out.split())

    assert said("next acme 'Check in' --every 6w")
    assert said("next acme --due +3d")
    ended = " ".join(line(acme, "next acme --clear every").out.split())
    assert "no longer repeats" in ended
    line(acme, "next acme --every 2w")
    assert "repeats" not in line(acme, "next acme Call --due fri").out


def test_a_deal_that_was_reopened_has_it_again_and_undo_takes_it_back(acme: Shell) -> None:
    line(acme, "next acme 'Check in' --every 6w")
    before = now(acme)
    line(acme, "lose acme --reason 'no budget'")
    assert now(acme) is None
    line(acme, "reopen acme")
    assert now(acme) == before
    line(acme, "done acme")
    line(acme, "undo")
    assert now(acme) == before


def test_it_is_shown_and_comes_through_an_export(acme: Shell, tmp_path: Path) -> None:
    line(acme, "next acme 'Check in' --every 6w")
    assert "  Check in, due Wed 30 Dec 2026, every 6w" in line(acme, "show acme").lines
    exported, other = line(acme, "export --what all").out, Shell(tmp_path / "other")
    other.home.mkdir()
    (other.home / "all.jsonl").write_text(exported)
    other("init")
    other("import", other.home / "all.jsonl")
    assert line(other, "export --what all").out == exported
    (other.home / "all.jsonl").write_text(exported.replace('"every": "6w"', '"every": "six"'))
    third = Shell(tmp_path / "third")
    third.home.mkdir()
    third("init")
    refused = third("import", other.home / "all.jsonl", code=4)
    assert 'next_action.every: "six" doesn\'t say how often.' in refused.err


@given(st.integers(1, 10), st.sampled_from(sorted(PER_YEAR)))
def test_what_is_stored_reads_as_itself(count: int, unit: str) -> None:
    assert check_every(f"{count}{unit}") == f"{count}{unit}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("6W", "6w"), ("2 weeks", "2w"), (" 1 year ", "1y"), ("03m", "3m"), ("10 d", "10d")],
)
def test_forms(typed: str, kept: str) -> None:
    assert check_every(typed) == kept
