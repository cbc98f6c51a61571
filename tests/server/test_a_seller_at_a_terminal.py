"""A seller answers questions at a terminal: the store's own tables are changed, on either engine.

While a person thinks, no transaction is left open, and what hides the rows of other sellers stays
in the session. The change that follows mustn't go through it.
"""

from typing import TYPE_CHECKING

import pytest

from conftest import Shell
from servers import copied, on_server, session
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


STATES_SQL = """
select state
from pg_stat_activity
where application_name = 'pipectl' and pid <> pg_backend_pid()
"""
ENDED_SQL = STATES_SQL.replace("state\n", "pg_terminate_backend(pid, 5000)\n", 1)
REST = (
    ("Which exit criteria", ""),
    ("2. Why does this deal belong", "They asked for a date"),
    ("What must happen next?", "call"),
    ("By when?", "fri"),
    ("What moved the deal forward?", ""),
)


@pytest.fixture
def waiting(empty: Shell) -> tuple[Shell, "ServerStore"]:
    """A seller's deals beside a colleague's, on a server where nobody else has a session."""
    empty("init")
    for owner in ("Bob", "Ann"):
        empty.extra = {"PIPECTL_OWNER": owner}
        empty("add", "Birch", "6k", "--account", owner, "--stage", "discovery", "--no-input")
    return empty, copied(empty.store)


def test_no_transaction_is_open_while_a_person_thinks(
    waiting: tuple[Shell, "ServerStore"],
) -> None:
    shell, place = waiting
    asked = Session(shell, ("move", "birch"), {"PIPECTL_DB": place.url}).asked(FIRST)
    with session(place) as server:
        assert server.execute(STATES_SQL).fetchall() == [("idle",)]
    asked.type("\x03").left(130)


def test_a_session_that_ends_at_each_question_is_begun_again(
    waiting: tuple[Shell, "ServerStore"],
) -> None:
    shell, place = waiting
    asked = Session(shell, ("move", "birch"), {"PIPECTL_DB": place.url})
    for question, typed in ((FIRST, "yes"), *REST):
        asked.asked(question)
        with session(place) as server:
            server.execute(ENDED_SQL)
        asked.type(typed, ENTER)
    asked.left()
    shown = on_server(shell, place, "list", "--json").json
    assert [(each["owner"], each["stage"]) for each in shown] == [("Ann", "Meeting")]


# The session of whoever moves a deal ends.
ENDING_SQL = """
create function end_it() returns trigger language plpgsql as $$
begin
  perform pg_terminate_backend(pg_backend_pid());
  return new;
end
$$;
create trigger ends before insert on opportunity_history for each row execute function end_it()
"""


def test_answers_are_kept_where_a_session_ends_in_the_change(
    waiting: tuple[Shell, "ServerStore"],
) -> None:
    shell, place = waiting
    with session(place) as server:
        server.run_script((ENDING_SQL,))
    asked = Session(shell, ("move", "birch"), {"PIPECTL_DB": place.url})
    for question, typed in ((FIRST, "yes"), *REST):
        asked.answer(question, typed)
    asked.left(5)
    assert "Nothing was changed. Your answers are kept for the next try." in asked.unbroken
