"""What goes between a client and the server: counted, and cut off where a test wants it to be."""

import selectors
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from pipectl.server_address import ServerStore

SAYING, HEARING = "to the server", "from the server"


class Cut(NamedTuple):
    """Where a connection ends: after how many bytes in which direction."""

    way: str
    after: int


class Passage:
    """An address through which a server is reached; how many sessions and round trips it took.

    It is cut off after the bytes of a `cut`, or when the server has answered a statement with the
    word `until`, which the client doesn't hear. `passed` has the bytes in each direction.
    """

    def __init__(self, place: ServerStore, until: bytes = b"", cut: Cut | None = None) -> None:
        self.until, self.cut = until, cut
        self.sessions, self.trips, self.is_cut = 0, 0, False
        self.passed: Counter[str] = Counter()
        self.is_asked = self.is_ending = False
        self.listening = socket.create_server(("127.0.0.1", 0))
        address = urlsplit(place.address)
        self.port = address.port
        user, _ = address.netloc.rsplit("@", 1)
        here = f"{user}@127.0.0.1:{self.listening.getsockname()[1]}"
        there = address._replace(netloc=here, query="sslmode=disable")
        self.place = place._replace(address=urlunsplit(there))

    def pass_on(self) -> None:
        """Serve clients, one after the other, until the cut or until nobody may come any more."""
        with self.listening, suppress(OSError):
            while not self.is_cut:
                client, _ = self.listening.accept()
                self.sessions += 1
                with client, socket.create_connection(("127.0.0.1", self.port)) as server:
                    self.talk(client, server)

    def talk(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on one session."""
        ways = {client: (server, SAYING), server: (client, HEARING)}
        with selectors.DefaultSelector() as waiting, suppress(OSError):
            for end, to in ways.items():
                waiting.register(end, selectors.EVENT_READ, (end, *to))
            while all(self.passes(*key.data) for key, _ in waiting.select()):
                pass

    def passes(self, end: socket.socket, other: socket.socket, way: str) -> bool:
        """Pass on what came from an end; return whether the session may go on."""
        came = end.recv(1 << 20)
        if way == SAYING:
            self.is_asked = True
            self.is_ending = self.is_ending or (bool(self.until) and self.until in came.lower())
        elif self.is_ending:
            self.is_cut = True
            return False
        elif self.is_asked and came:
            self.trips, self.is_asked = self.trips + 1, False
        left = len(came)
        if self.cut is not None and self.cut.way == way:
            left = min(left, self.cut.after - self.passed[way])
        other.sendall(came[:left])
        self.passed[way] += left
        self.is_cut = self.cut is not None and self.passed[self.cut.way] == self.cut.after
        return bool(came) and not self.is_cut


@contextmanager
def between(place: ServerStore, until: bytes = b"", cut: Cut | None = None) -> Iterator[Passage]:
    """Open a passage to a server."""
    passage = Passage(place, until, cut)
    passing = threading.Thread(target=passage.pass_on)
    passing.start()
    try:
        yield passage
    finally:
        with suppress(OSError):  # which also ends the waiting for another client
            passage.listening.shutdown(socket.SHUT_RDWR)
        passing.join()
