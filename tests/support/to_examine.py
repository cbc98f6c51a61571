"""Stores that a test imported into, at which doctor looks once the test has run.

Each of several imports into one store would take twice the time if doctor looked after each.
"""

from pathlib import Path

from conftest import Shell

stores: dict[Path, Shell] = {}


def is_well(shell: Shell) -> None:
    """Let doctor look at a store, who must find nothing wrong; a hint isn't wrong."""
    stores.pop(shell.file, None)
    done = shell("doctor", "--json")
    assert [each for each in done.json if not each["hint"]] == []
    assert done.err == ""


def all_are_well() -> None:
    """Let doctor look at each store that was imported into."""
    while stores:
        store, shell = stores.popitem()
        if store.parent.exists():
            is_well(shell)
