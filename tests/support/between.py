"""What goes between a client and the server: counted, and cut off where a test wants it to be."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from pipectl.server_address import ServerStore

ASKS_FOR_PASSWORD = (5, 10, 11)  # kinds of the server's message about it that wait for an answer


class Passage:
    """An address through which a server is reached; how many sessions and round trips it took.

    When the server has answered a statement with the word, the session is cut off.
    """

    def __init__(self, place: ServerStore, until: bytes) -> None:
        self.until, self.sessions, self.trips, self.is_cut = until, 0, 0, False
        self.listening = socket.create_server(("127.0.0.1", 0))
        address = urlsplit(place.address)
        self.port = address.port
        user, _ = address.netloc.rsplit("@", 1)
        here = f"{user}@127.0.0.1:{self.listening.getsockname()[1]}"
        there = address._replace(netloc=here, query="sslmode=disable")
        self.place = place._replace(address=urlunsplit(there))

    def pass_on(self) -> None:
        """Pass on what clients say and the server answers, one after the other."""
        while not self.is_cut:
            try:
                client, _ = self.listening.accept()
            except OSError:  # the test has ended
                return
            self.sessions += 1
            with client, socket.create_connection(("127.0.0.1", self.port)) as server:
                self.talk(client, server)

    def talk(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on one session."""
        while said := client.recv(1 << 20):
            server.sendall(said)
            answer = answered(server)
            if self.until and self.until in said.lower():
                self.is_cut = True
                return
            self.trips += bool(answer)
            client.sendall(answer)


@contextmanager
def between(place: ServerStore, until: bytes = b"") -> Iterator[Passage]:
    """Open a passage to a server."""
    passage = Passage(place, until)
    passing = threading.Thread(target=passage.pass_on)
    passing.start()
    try:
        yield passage
    finally:
        passage.listening.shutdown(socket.SHUT_RDWR)
        passage.listening.close()
        passing.join()


def answered(server: socket.socket) -> bytes:
    """What the server says until it waits for more: for the password, or for a statement."""
    found = b""
    while not is_whole(found) and (more := server.recv(1 << 20)):
        found += more
    return found


def is_whole(answer: bytes) -> bool:
    """Whether the last message asks for something."""
    at, kind, about = 0, b"", 0
    while at + 5 <= len(answer):
        kind, size = answer[at : at + 1], int.from_bytes(answer[at + 1 : at + 5], "big")
        about = int.from_bytes(answer[at + 5 : at + 9], "big")
        at += 1 + size
    is_asking = kind == b"Z" or (kind == b"R" and about in ASKS_FOR_PASSWORD)
    return at == len(answer) and is_asking
