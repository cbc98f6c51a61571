"""Recurring amounts through any changes: undone, done again, and on two machines."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from walks import QUICK, command, walk

AMOUNTS = st.sampled_from(
    ["3k/mo", "100.01/yr", "20k", "30k", "2k EUR/mo", "1200/yr for 18m", "0/mo for 1", "9999.99/mo"]
)
CHANGES = st.one_of(
    command("edit", "1", "--amount", AMOUNTS),
    command("edit", "1", "--amount", AMOUNTS, "--term", st.sampled_from(["1", "7m", "50y"])),
    command("edit", "1", "--term", st.sampled_from(["5", "2y"])),
    command("edit", "1", "--clear", st.sampled_from(["term", "amount"])),
    command("edit", "1", "--currency", st.sampled_from(["EUR", "JPY", "KWD"])),
    command("win", "1", "--amount", AMOUNTS, "--yes"),
    command("win", "1", "--term", "9", "--yes"),
    command("reopen", "1"),
    command("add", "Elm", AMOUNTS, "--term", "3"),
)


@made_once
def sold(pipectl: Shell) -> Shell:
    """A deal of 2,500 a month for a year."""
    pipectl("add", "Cedar", "2500/mo", "--term", "12")
    return pipectl


def test_any_changes_are_undone_and_done_again_and_the_totals_stay_right(sold: Shell) -> None:
    def sound(run: Shell) -> None:
        assert run("doctor", "--json").json == []

    @given(st.lists(CHANGES, min_size=1, max_size=5))
    @QUICK
    def changed(sequence: list[list[str]]) -> None:
        walk(Path(sold.home), sequence, sound)

    changed()


def test_two_machines_keep_the_amount_that_was_changed_last_as_a_whole(sold: Shell) -> None:
    other = Shell(sold.home)
    other.store = sold.home / "other.db"
    other("init")
    sold("export", "--what", "all", sold.home / "one.jsonl")
    other("import", sold.home / "one.jsonl")
    sold.now, other.now = "2026-11-19T10:00", "2026-11-20T10:00"
    sold("edit", 1, "--amount", "3000/mo")
    other("edit", 1, "--term", "24")
    sold.now = other.now = "2026-11-21T10:00"
    for here, there in ((sold, other), (other, sold)):
        here("export", "--what", "all", "--force", sold.home / "latest.jsonl")
        said = there("import", sold.home / "latest.jsonl", "--update").err
        assert "recurring was changed on both machines" in said
    for machine in (sold, other):
        found = machine("show", 1, "--json").json
        assert found["amount"] == 60000
        assert found["recurring"] == {"amount": 2500, "per": "month", "months": 24}
