"""Handle Ctrl-C: finish first what must not be left half done."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

INTERRUPTED = 130  # the exit code
SOON_S = 0.01
# When Ctrl-C was pressed, in the blocks that hold it back now.
_held: list[list[float]] = []
# Whether this is pipectl's own process, which ends with the command.
_is_program = False


@contextmanager
def held_back() -> Iterator[None]:
    """Hold Ctrl-C back until the end of the block; if it lies in another one, until the other's."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is ever interrupted
        return
    pressed: list[float] = []
    _held.append(pressed)
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(time.monotonic()))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _held.pop()
    if pressed:
        signal.raise_signal(signal.SIGINT)  # as it would have struck without this block


def is_held_since(seconds: float) -> bool:
    """Return whether Ctrl-C was pressed that long ago, and is held back."""
    return any(time.monotonic() - each[0] >= seconds for each in _held if each)


@contextmanager
def quiet_at_the_edges(*, is_heard: bool) -> Iterator[Callable[[], None]]:
    """Of a whole program: it ends at once until what is yielded is called; afterwards nothing does.

    Nothing is done yet while it is being loaded, and all is done and said once it ends: there
    Python would print where it was. A program that was told to ignore Ctrl-C goes on doing so:
    there it isn't heard.
    """
    if not is_heard:
        yield lambda: None
        return
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    told, sys.unraisablehook = sys.unraisablehook, strike_again(sys.unraisablehook)
    try:
        yield begin
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.unraisablehook = told


def begin() -> None:
    """Turn Ctrl-C into an exception from now on."""
    global _is_program
    _is_program = True
    signal.signal(signal.SIGINT, signal.default_int_handler)


def ignore_from_now_on() -> None:
    """Ignore Ctrl-C, as everything is done and said: the program is about to exit.

    Elsewhere, as where a command runs inside another program, it goes on being heard.
    """
    if _is_program:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def strike_again(tell: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what is called where an exception can't go on, as when an object is cleared away.

    A Ctrl-C that fell there would be printed and forgotten; so it is let strike a moment later.
    """

    def hook(unraisable: Any) -> None:
        if unraisable.exc_type is not KeyboardInterrupt:
            tell(unraisable)
            return
        threading.Thread(target=strike_soon, args=(hook.__code__,), daemon=True).start()

    return hook


def strike_soon(hook: CodeType) -> None:
    """Interrupt the main thread once it has left the hook, where it would be printed after all."""
    is_inside = True
    while is_inside:
        time.sleep(SOON_S)
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        while frame is not None and frame.f_code is not hook:
            frame = frame.f_back
        is_inside = frame is not None
    strike()


def strike() -> None:
    """Interrupt the main thread, also where it waits for something."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()
