"""What a command says of a change whose commit fails, or whose connection is lost."""

from typing import TYPE_CHECKING

import pytest

from between import between
from conftest import Done, Shell
from servers import copied, on_server, session

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

ADD = ("add", "Beta", "8k")
UNKNOWN = (
    "pipectl: The connection to the store {store} was lost while a change was stored, so it isn't"
    " known whether the change is there.\n"
    "  Look at `pipectl history` before you run the command again.\n"
)
# Ends the session that fires it.
ENDING = """
create function end_session() returns trigger language plpgsql as $$
begin
  perform pg_terminate_backend(pg_backend_pid());
  return null;
end
$$;
create constraint trigger ends after insert on journal_operation {when}
for each row execute function end_session()
"""
REFUSING = """
alter table journal_operation
add constraint points_nowhere foreign key (command) references opportunity (uid)
deferrable initially deferred not valid
"""


@pytest.fixture
def place(acme: Shell) -> "ServerStore":
    """The store with one deal on a server."""
    return copied(acme.store)


def count(place: "ServerStore") -> int:
    """How many deals are there."""
    with session(place) as server:
        found: int = server.execute("select count(*) from opportunity").fetchone()[0]
        return found


def test_a_session_that_ends_before_the_commit_has_stored_nothing(
    acme: Shell, place: "ServerStore"
) -> None:
    with session(place) as server:
        server.run_script((ENDING.format(when=""),))
    done = on_server(acme, place, *ADD)
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith(f"pipectl: The connection to the store {place} was lost: ")
    assert " Nothing was stored.\n" in done.err
    assert count(place) == 1


def test_nobody_knows_what_a_session_that_ends_in_a_commit_has_stored(
    acme: Shell, place: "ServerStore"
) -> None:
    with session(place) as server:
        server.run_script((ENDING.format(when="deferrable initially deferred"),))
    assert on_server(acme, place, *ADD) == Done(5, "", UNKNOWN.format(store=place))
    assert count(place) == 1


def test_nor_of_one_whose_answer_is_lost_although_it_is_stored(
    acme: Shell, place: "ServerStore"
) -> None:
    with between(place, until=b"commit\0") as passage:
        done = on_server(acme, passage.place, *ADD)
        assert done == Done(5, "", UNKNOWN.format(store=passage.place))
    assert count(place) == 2


def test_a_commit_that_breaks_a_rule_has_stored_nothing(acme: Shell, place: "ServerStore") -> None:
    with session(place) as server:
        server.run_script((REFUSING,))
    said = f"The store {place} can't be used: FOREIGN KEY constraint failed. Nothing was stored."
    assert on_server(acme, place, *ADD) == Done(5, "", f"pipectl: {said}\n")
    assert count(place) == 1
