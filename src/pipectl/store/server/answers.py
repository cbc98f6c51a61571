"""Wait for a server's answers so that Ctrl-C is heard: libpq itself goes on waiting."""

import time
from collections.abc import Callable
from contextlib import suppress
from select import select
from threading import Event, Thread
from typing import Any, TypeVar

from pipectl import interrupts

Done = TypeVar("Done")

POLL_OK, POLL_READ = 0, 1
STEP_S = 0.5
# The server answers within this time after Ctrl-C, or the session is given up.
PATIENCE_S = 2.0


def wait_for(session: Any) -> None:
    """Wait until a statement is over, as psycopg2's wait callback; on Ctrl-C, cancel it.

    The session can't be used after Ctrl-C: psycopg2 closes it, and the server rolls back.
    """
    try:
        wait(session)
    except KeyboardInterrupt:
        cancel(session)
        with suppress(Exception):  # that it is cancelled
            wait(session, time.monotonic() + PATIENCE_S)
        raise


def wait(session: Any, until: float | None = None) -> None:
    """Wait for the answer, or until a time.

    Raises KeyboardInterrupt where Ctrl-C is held back, but the answer doesn't come soon after it.
    """
    while (state := session.poll()) != POLL_OK:
        files = [session.fileno()]
        reads, writes = (files, []) if state == POLL_READ else ([], files)
        while not any(select(reads, writes, [], STEP_S)):
            if until is not None and time.monotonic() >= until:
                return
            if until is None and interrupts.is_held_since(PATIENCE_S):
                raise KeyboardInterrupt


def cancel(session: Any) -> None:
    """Ask the server to cancel a statement, without waiting until it has heard that."""

    def ask() -> None:
        with suppress(Exception):  # the session has ended by itself, or can't be reached
            session.cancel()

    Thread(target=ask, daemon=True).start()


def aside(act: Callable[[], Done], session: Any = None) -> Done:
    """Run what blocks in a thread of its own; on Ctrl-C, cancel what the session does there."""
    done: list[Done] = []
    raised: list[BaseException] = []
    is_over = Event()

    def run() -> None:
        try:
            done.append(act())
        except BaseException as error:
            raised.append(error)
        is_over.set()

    Thread(target=run, daemon=True).start()
    try:
        while not is_over.wait(STEP_S):
            pass
    except KeyboardInterrupt:
        if session is not None:
            cancel(session)
            is_over.wait(PATIENCE_S)
        raise
    if raised:
        raise raised[0]
    return done[0]
