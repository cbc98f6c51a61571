"""A seller answers questions at a terminal: the store's own tables are changed, on either engine.

While a person thinks, no transaction is left open, and what hides the rows of other sellers stays
in the session. The change that follows mustn't go through it.
"""

from typing import TYPE_CHECKING

import pytest

from conftest import Shell
from servers import copied, on_server
from terminal import ENTER, Session

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

FIRST = "1. Is the prospect truly in buying mode?"
LOST = (("Why did you lose this deal?", "no budg"), ("What happened?", ""), ("revisit it?", ""))
NEXT = (("What must happen next?", "call"), ("By when?", "fri"))
# A command, the key that answers its first question if there is one, and what is typed then.
WALKS = {
    "review, not buying": ("review", (FIRST, "n"), LOST),
    "review, lose": ("review", (FIRST, "l"), LOST),
    "review, next": ("review", (FIRST, "x"), NEXT),
    "move": ("move birch", (FIRST, "no" + ENTER), LOST),
    "lose": ("lose acme", None, LOST),
    "next": ("next acme", None, NEXT),
}


def at_terminal(shell: Shell, name: str, **where: str) -> None:
    """Answer what a command asks, and leave a review."""
    line, first, rest = WALKS[name]
    session = Session(shell, tuple(line.split()), {"PIPECTL_OWNER": "Ann", **where})
    if first is not None:
        session.asked(first[0]).type(first[1])
    for question, typed in rest:
        session.answer(question, typed)
    if line == "review":
        session.asked(FIRST).type("q")
    session.left()


@pytest.mark.parametrize("name", WALKS)
def test_what_is_answered_is_stored_in_the_tables_of_all(empty: Shell, name: str) -> None:
    empty("init")
    for owner in ("Bob", "Ann"):
        empty.extra = {"PIPECTL_OWNER": owner}
        empty("add", "Acme", "5k", "--account", owner, "--stage", "negotiation")
        empty("add", "Birch", "6k", "--stage", "discovery")
    place: ServerStore = copied(empty.store)
    at_terminal(empty, name)
    at_terminal(empty, name, PIPECTL_DB=place.url)
    assert len(empty("history", "--owner", "Ann", "--json").json) == 3
    for line in ("list --all --owner all", "history", "today", "review list", "doctor"):
        here = empty.outcome(*line.split())
        assert on_server(empty, place, *line.split()) == here, line
