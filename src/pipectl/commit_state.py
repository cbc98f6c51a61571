"""What a run has stored: told by whoever commits, and asked wherever that is said to a person."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from pipectl.interrupts import held_back

# Kept at the error itself: elsewhere it would keep what its frames hold, connections too.
MARK = "ended_a_change"


class Commits:
    """The commits of one run; `is_cut_short` where Ctrl-C ended a change before it was stored."""

    def __init__(self) -> None:
        self.are_any = self.were_tried = self.is_cut_short = False


_of_this_run = Commits()


def begin() -> Commits:
    """Begin a run, of which nothing is stored yet."""
    global _of_this_run
    _of_this_run = Commits()
    return _of_this_run


@contextmanager
def under_way() -> Iterator[None]:
    """A change: an error that leaves the block left it unfinished, whatever was stored before."""
    _of_this_run.were_tried = True
    try:
        yield
    except BaseException as error:
        setattr(error, MARK, True)
        _of_this_run.is_cut_short = isinstance(error, KeyboardInterrupt)
        raise


@contextmanager
def change() -> Iterator[Callable[[], None]]:
    """A change that ends with one commit, or with a file's name; yields what to call before that.

    From then on Ctrl-C strikes only when the change is over, so that what is told of it is true.
    """
    with ExitStack() as after, under_way():
        yield lambda: after.enter_context(held_back())


def ended_a_change(error: BaseException | None) -> bool:
    """Whether the error, or one behind it, ended a change before it was stored."""
    while error is not None:
        if hasattr(error, MARK):
            return True
        error = error.__cause__ or error.__context__
    return False


def stored() -> None:
    """Tell that something was committed; only for those who commit."""
    _of_this_run.are_any = True
