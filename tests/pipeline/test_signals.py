"""Stalled, stale, overdue and slipped: four different signals, and what resets which."""

from bisect import bisect_left
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.pipeline.rules import OpportunityState, flags, slow_after
from pipectl.stage_history import percentile_75_index

TODAY = date(2026, 11, 18)
WELL = OpportunityState(
    status="open",
    stage_entered_on=TODAY,
    added_on=TODAY,
    last_contact_on=TODAY,
    has_next=True,
    due_on=TODAY + timedelta(days=1),
    close_on=TODAY,
    asked_on=TODAY,
    buying="yes",
    revisit_on=None,
    cadence_days=7,
    slow_days=30,
    is_single_threaded=False,
)


def ago(days: int) -> date:
    """So many days before today."""
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("change", "signals"),
    [
        ({}, ()),
        ({"due_on": TODAY}, ("due-today",)),
        ({"due_on": ago(1)}, ("overdue",)),
        ({"due_on": None}, ()),
        ({"has_next": False, "due_on": None}, ("no-next-action",)),
        ({"last_contact_on": ago(7)}, ()),
        ({"last_contact_on": ago(8)}, ("stale",)),
        ({"last_contact_on": None, "added_on": ago(7)}, ()),
        ({"last_contact_on": None, "added_on": ago(8)}, ("stale",)),
        ({"stage_entered_on": ago(30)}, ()),
        ({"stage_entered_on": ago(31)}, ("stalled",)),
        ({"close_on": ago(1)}, ("slipped",)),
        ({"close_on": None}, ()),
        ({"asked_on": None, "buying": None}, ("unqualified",)),
        ({"stage_entered_on": ago(3), "asked_on": ago(3)}, ()),
        ({"stage_entered_on": ago(3), "asked_on": ago(4)}, ("unqualified",)),
        ({"buying": "unsure"}, ("unqualified",)),
        ({"is_single_threaded": True}, ("single-threaded",)),
        ({"is_single_threaded": True, "status": "won"}, ()),
        ({"revisit_on": TODAY}, ()),
        ({"status": "lost", "revisit_on": TODAY}, ("revisit",)),
        ({"status": "lost", "revisit_on": TODAY + timedelta(days=1)}, ()),
        ({"status": "lost", "has_next": False}, ()),
        ({"status": "won", "close_on": ago(9), "stage_entered_on": ago(99)}, ()),
        ({"status": "won", "due_on": ago(1)}, ("overdue",)),
        (
            {
                "due_on": ago(1),
                "last_contact_on": ago(31),
                "stage_entered_on": ago(31),
                "close_on": ago(1),
                "asked_on": ago(32),
            },
            ("overdue", "stale", "stalled", "slipped", "unqualified"),
        ),
    ],
)
def test_each_signal_stands_for_one_thing(change: dict[str, Any], signals: tuple[str, ...]) -> None:
    assert flags(WELL._replace(**change), TODAY) == signals


@given(
    st.integers(0, 60), st.integers(0, 60), st.integers(-5, 5), st.integers(-5, 5), st.booleans()
)
def test_the_four_signals_depend_on_nothing_but_their_own(
    contact: int, entered: int, due: int, close: int, asked: bool
) -> None:
    found = flags(
        WELL._replace(
            last_contact_on=ago(contact),
            stage_entered_on=ago(entered),
            due_on=ago(due),
            close_on=ago(close),
            buying="yes" if asked else "unsure",
        ),
        TODAY,
    )
    assert ("stale" in found) == (contact > 7)
    assert ("stalled" in found) == (entered > 30)
    assert ("overdue" in found) == (due > 0)
    assert ("slipped" in found) == (close > 0)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_the_75th_percentile_is_the_least_that_three_quarters_do_not_exceed(
    days: list[int],
) -> None:
    found = sorted(days)[percentile_75_index(len(days))]
    assert 4 * sum(each <= found for each in days) >= 3 * len(days)
    assert all(
        4 * sum(each <= less for each in days) < 3 * len(days) for less in days if less < found
    )


@pytest.mark.parametrize(
    ("won", "slow", "days"), [(None, None, 30), (0, 0, 30), (4, 9, 30), (5, 9, 9), (6, 0, 0)]
)
def test_the_setting_holds_until_five_were_won(
    won: int | None, slow: int | None, days: int
) -> None:
    assert slow_after(30, won, slow) == days


# --- with real commands


def stalled_after(run: Shell, number: int) -> int:
    """After how many days in its stage an opportunity that is there since 1 August is stalled."""

    def stalled(days: int) -> bool:
        run.now = str(date(2026, 8, 1) + timedelta(days=days))
        return "stalled" in run("show", number, "--json").json["flags"]

    now = run.now
    first = bisect_left(range(110), True, key=stalled)
    assert not stalled(first - 1)
    run.now = now
    return first - 1


def won_after(run: Shell, *days: int) -> None:
    """Win opportunities that stood in Discovery for so many days each."""
    for each in days:
        number = run(*("add", "Won", "--stage", "discovery", "--on", "2026-08-01", "--json")).json[
            "id"
        ]
        run("win", number, "--on", str(date(2026, 8, 1) + timedelta(days=each)))


def test_stalled_follows_the_stages_days_then_its_own_history(pipectl: Shell) -> None:
    pipectl.now = "2026-08-01"
    pipectl("add", "Acme", "--stage", "discovery")
    pipectl.now = "2026-11-18"
    assert stalled_after(pipectl, 1) == 21
    pipectl("stage", "edit", "discovery", "--stalled-days", 25)
    won_after(pipectl, 40, 3, 12, 8)
    assert stalled_after(pipectl, 1) == 25
    # Sorted 3 5 8 12 40: three quarters of five are 3.75, so the fourth.
    won_after(pipectl, 5)
    assert stalled_after(pipectl, 1) == 12
    # 3 5 8 10 12 40: 4.5, so the fifth; and 3 5 8 10 12 17 40 41: six of eight.
    won_after(pipectl, 10)
    assert stalled_after(pipectl, 1) == 12
    won_after(pipectl, 17, 41)
    assert stalled_after(pipectl, 1) == 17


def test_a_win_taken_back_dated_anew_or_deleted_counts_as_it_then_is(pipectl: Shell) -> None:
    pipectl.now = "2026-08-01"
    pipectl("add", "Acme", "--stage", "discovery")
    pipectl.now = "2026-11-18"
    won_after(pipectl, 3, 5, 8, 12, 40)
    pipectl("win", 5, "--on", "2026-08-10")
    assert stalled_after(pipectl, 1) == 9
    pipectl("reopen", 5)
    assert stalled_after(pipectl, 1) == 21
    pipectl("undo")
    assert stalled_after(pipectl, 1) == 9
    pipectl("delete", 5, "--yes")
    assert stalled_after(pipectl, 1) == 21


def test_all_visits_of_a_stage_count_together(pipectl: Shell) -> None:
    pipectl.now = "2026-08-01"
    pipectl("add", "Acme", "--stage", "discovery")
    pipectl.now = "2026-11-18"
    won_after(pipectl, 1, 1, 1, 1)
    pipectl("add", "Back", "--stage", "discovery", "--on", "2026-08-01")
    said = ("--buying", "yes", "--why", "x", "--next", "y", "--due", "fri")
    pipectl("move", 6, "meeting", *said, "--on", "2026-08-03")
    pipectl("move", 6, "discovery", *said, "--on", "2026-08-10")
    pipectl("win", 6, "--on", "2026-08-15")
    # 2 days and 5 days are one stay of 7: sorted 1 1 1 1 7, of which the fourth is 1.
    assert stalled_after(pipectl, 1) == 1
    pipectl("delete", 2, "--yes")
    pipectl("delete", 3, "--yes")
    won_after(pipectl, 20, 20)
    # 1 1 7 20 20: the fourth.
    assert stalled_after(pipectl, 1) == 20


ALL_FOUR = {"overdue", "stale", "stalled", "slipped"}


@made_once
def neglected(pipectl: Shell) -> Shell:
    """A store with one opportunity that has all four signals."""
    pipectl.now = "2026-09-01"
    pipectl(
        *("add", "Acme", "12k", "--stage", "discovery", "--close", "2026-10-01"),
        *("--next", "Call", "--due", "+2d"),
    )
    pipectl.now = "2026-11-18T10:00"
    return pipectl


@pytest.mark.parametrize(
    "words",
    [
        ["edit", "1", "--title", "Other", "--account", "Acme Corp", "--contact", "Jo"],
        ["edit", "1", "--amount", "15k", "--probability", "40", "--currency", "USD"],
        ["edit", "1", "--source", "fair", "--campaign", "x", "--tag", "y", "--note", "z"],
        ["edit", "1", "--clear", "amount"],
        ["edit", "1", "--close", "2026-10-15"],
        ["log", "note", "1", "thought about it"],
        ["stage", "edit", "discovery", "--name", "Finding out", "--probability", "20"],
        ["stage", "remove", "discovery", "--to", "meeting"],
        ["config", "set", "currency", "EUR"],
        ["delete", "1", "--yes"],
    ],
    ids=" ".join,
)
def test_no_unrelated_edit_resets_a_signal(neglected: Shell, words: list[str]) -> None:
    neglected(*words)
    if words[0] == "delete":
        neglected("undo")
    assert set(neglected("show", 1, "--json").json["flags"]) >= ALL_FOUR


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        (["next", "1", "--due", "+3d"], {"overdue"}),
        (["done", "1", "--then", "Send NDA", "--due", "+3d"], {"overdue", "stale"}),
        (["log", "call", "1"], {"stale"}),
        (["edit", "1", "--close", "eoq"], {"slipped"}),
        (["edit", "1", "--clear", "close"], {"slipped"}),
        (["stage", "edit", "discovery", "--stalled-days", "100"], {"stalled"}),
        (["stage", "edit", "discovery", "--cadence-days", "100"], {"stale"}),
        (["move", "1", "--buying", "yes", "--why", "x", "--due", "+3d"], {"overdue", "stalled"}),
        (["move", "1", "initial", "--buying", "yes", "--why", "x"], {"stalled"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_each_signal_is_reset_by_what_it_is_about(
    neglected: Shell, words: list[str], gone: set[str]
) -> None:
    neglected(*words)
    found = set(neglected("show", 1, "--json").json["flags"])
    assert found & ALL_FOUR == ALL_FOUR - gone
