"""What a command says of a change whose commit fails, or whose connection is lost."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest

from conftest import Done, Shell
from servers import copied, on_server, session

if TYPE_CHECKING:
    from pipectl.store.server.address import ServerStore

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
    with cut_at(b"commit\0", place) as through:
        done = on_server(acme, through, *ADD)
        assert done == Done(5, "", UNKNOWN.format(store=through))
    assert count(place) == 2


def test_a_commit_that_breaks_a_rule_has_stored_nothing(acme: Shell, place: "ServerStore") -> None:
    with session(place) as server:
        server.run_script((REFUSING,))
    said = f"The store {place} can't be used: FOREIGN KEY constraint failed. Nothing was stored."
    assert on_server(acme, place, *ADD) == Done(5, "", f"pipectl: {said}\n")
    assert count(place) == 1


@contextmanager
def cut_at(word: bytes, place: "ServerStore") -> Iterator["ServerStore"]:
    """An address whose connection is cut when the server has answered a statement with the word."""
    address = urlsplit(place.address)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        user, _ = address.netloc.rsplit("@", 1)
        there = address._replace(netloc=f"{user}@127.0.0.1:{port}", query="sslmode=disable")
        passing = threading.Thread(target=pass_on, args=(listening, address.port, word))
        passing.start()
        yield place._replace(address=urlunsplit(there))
        passing.join()


def pass_on(listening: socket.socket, port: int, word: bytes) -> None:
    """Pass on what clients say and the server answers, one after the other, up to the word."""
    said = b""
    while word not in said.lower():
        client, _ = listening.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            while said := client.recv(1 << 20):
                server.sendall(said)
                answer = answered(server)
                if word in said.lower():
                    break
                client.sendall(answer)


def answered(server: socket.socket) -> bytes:
    """What the server says until it waits for more: for the password, or for a statement."""
    found = b""
    while not is_whole(found) and (more := server.recv(1 << 20)):
        found += more
    return found


def is_whole(answer: bytes) -> bool:
    """Whether the last message asks for something."""
    at, kind = 0, b""
    while at + 5 <= len(answer):
        kind = answer[at : at + 1]
        asked = answer[at + 5 : at + 9] if kind == b"R" else b""
        at += 1 + int.from_bytes(answer[at + 1 : at + 5], "big")
    return at == len(answer) and (kind == b"Z" or (kind == b"R" and asked[3:] in b"\5\12\13"))
