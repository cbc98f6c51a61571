"""Record what a run has stored, so that messages can say it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from pipectl.interrupts import held_back

# Kept at the error itself: elsewhere it would keep what its frames hold, connections too.
MARK = "ended_a_change"


class Commits:
    """The commits of one run; `is_cut_short` if Ctrl-C ended a change before it was stored."""

    def __init__(self) -> None:
        self.are_any = self.were_tried = self.is_cut_short = False


_of_this_run = Commits()


def begin() -> Commits:
    """Begin a run with nothing stored."""
    global _of_this_run
    _of_this_run = Commits()
    return _of_this_run


@contextmanager
def under_way() -> Iterator[None]:
    """Mark a change: an error inside the block means that it wasn't finished."""
    _of_this_run.were_tried = True
    try:
        yield
    except BaseException as error:
        setattr(error, MARK, True)
        _of_this_run.is_cut_short = isinstance(error, KeyboardInterrupt)
        raise


@contextmanager
def change() -> Iterator[Callable[[], None]]:
    """Mark a change that ends with one commit or rename; yield what to call before it.

    From then on Ctrl-C strikes only when the change is over, so that what is told of it is true.
    """
    with ExitStack() as after, under_way():
        yield lambda: after.enter_context(held_back())


@contextmanager
def housekeeping() -> Iterator[None]:
    """Let a commit inside the block not count as the change that the command is about."""
    global _of_this_run
    the_change, _of_this_run = _of_this_run, Commits()
    try:
        yield
    finally:
        _of_this_run = the_change


def ended_a_change(error: BaseException | None) -> bool:
    """Return whether the error, or its cause, ended a change before it was stored."""
    while error is not None:
        if hasattr(error, MARK):
            return True
        error = error.__cause__ or error.__context__
    return False


def stored() -> None:
    """Record a commit."""
    _of_this_run.are_any = True
