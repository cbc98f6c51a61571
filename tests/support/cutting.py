"""A connection to a server that is cut after so many bytes, and what a command says of it."""

import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from conftest import Done, Shell
from pipectl.server_address import ServerStore
from servers import session

SAYING, HEARING = "to the server", "from the server"
NOTHING, UNKNOWN = "Nothing was stored.", "it isn't known whether the change is there"
SAVED = "the change was saved, but the result can't be shown"
OTHERS_SQL = """
select count(*) from pg_stat_activity
where backend_type = 'client backend' and pid <> pg_backend_pid()
"""
THERE_SQL = "select count(*) from opportunity where title = :title"


class Cut(NamedTuple):
    """Where a connection ends: after how many bytes in which direction."""

    way: str
    after: int


class Traffic:
    """A port that passes on what clients and the server say, until a cut, and counts it."""

    def __init__(self, port: int, cut: Cut | None) -> None:
        self.port, self.cut = port, cut
        self.passed: Counter[str] = Counter()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        """Serve clients, one after the other, until the cut or until nobody may come any more."""
        with suppress(OSError):
            while self.serve(self.listening.accept()[0]):
                pass
        self.listening.close()

    def serve(self, client: socket.socket) -> bool:
        """Serve one client to its end; return whether that wasn't the cut."""
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            ends = {client: (server, SAYING), server: (client, HEARING)}
            with selectors.DefaultSelector() as waiting, suppress(OSError):
                for end in ends:
                    waiting.register(end, selectors.EVENT_READ)
                while all(self.passes(each.fileobj, ends) for each, _ in waiting.select()):
                    pass
        return self.cut is None or self.passed[self.cut.way] < self.cut.after

    def passes(self, end: object, ends: dict[socket.socket, tuple[socket.socket, str]]) -> bool:
        """Pass on what came; return whether both may go on."""
        assert isinstance(end, socket.socket)
        other, way = ends[end]
        came = end.recv(1 << 16)
        left = len(came)
        if self.cut is not None and self.cut.way == way:
            left = min(left, self.cut.after - self.passed[way])
        other.sendall(came[:left])
        self.passed[way] += left
        return bool(came) and left == len(came)


@contextmanager
def passing(place: ServerStore, cut: Cut | None = None) -> Iterator[tuple[ServerStore, Traffic]]:
    """A place whose connection, not encrypted, goes through a port that cuts it."""
    address = urlsplit(place.address)
    assert address.port is not None
    traffic = Traffic(address.port, cut)
    user, _ = address.netloc.rsplit("@", 1)
    port = traffic.listening.getsockname()[1]
    there = address._replace(netloc=f"{user}@127.0.0.1:{port}", query="sslmode=disable")
    traffic.thread.start()
    try:
        yield place._replace(address=urlunsplit(there)), traffic
    finally:
        with suppress(OSError):  # which also ends the waiting for another client
            traffic.listening.shutdown(socket.SHUT_RDWR)
        traffic.thread.join()


def spoken(shell: Shell, place: ServerStore) -> dict[str, int]:
    """How many bytes a write says and hears when nothing is cut."""
    with passing(place) as (through, traffic):
        done = shell("--db", through.url, "add", "Whole", "5k")
    assert done.out.startswith("Added Whole")
    return dict(traffic.passed)


def tried(shell: Shell, place: ServerStore, cut: Cut) -> str:
    """Add a deal over a connection that is cut; return what the command said that is true.

    Fails for a claim that isn't.
    """
    title = f"Deal {cut.after} {cut.way}"
    with passing(place, cut) as (through, _):
        done = shell.outcome("--db", through.url, "add", title, "5k")
    said = claim(done)
    is_there = found(place, title)
    assert said in ("stored", "unknown") if is_there else said in ("nothing", "unknown"), done
    return said if said != "unknown" else f"unknown, and {'there' if is_there else 'not there'}"


def claim(done: Done) -> str:
    """What a command says about its change: "stored", "nothing" or "unknown"."""
    if done.code == 0:
        assert done.out.startswith("Added Deal ") or SAVED in done.err, done
        return "stored"
    assert done.code == 5, done
    assert done.out == "", done
    told = [NOTHING in done.err, UNKNOWN in done.err]
    assert sum(told) == 1, done
    return "nothing" if told[0] else "unknown"


def found(place: ServerStore, title: str) -> bool:
    """Whether the deal is there, once the server has noticed that its client is gone."""
    with session(place) as server:
        until = time.monotonic() + 10
        while server.execute(OTHERS_SQL).fetchone()[0]:
            assert time.monotonic() < until, "a session doesn't end"
            time.sleep(0.001)
        count: int = server.execute(THERE_SQL, {"title": title}).fetchone()[0]
    assert count in (0, 1)
    return bool(count)
