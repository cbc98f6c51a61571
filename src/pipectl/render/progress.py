"""Show a progress bar on stderr, only at a terminal and only after a second."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


PATIENCE, EVERY = 1.0, 0.1  # seconds before it shows, and between two drawings


class ProgressBar:
    """Counts steps, and shows how many are done once that takes long."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, total, 0
        self.shown: Progress | None = None
        self.draw_at = monotonic() + PATIENCE

    def step(self) -> None:
        """Count one step."""
        self.done += 1
        if monotonic() >= self.draw_at:
            self.draw()
            self.draw_at = monotonic() + EVERY

    def draw(self) -> None:
        """Show the bar as it stands."""
        if self.shown is None:
            self.shown = started(self.what, self.total)
        self.shown.update(self.shown.task_ids[0], completed=self.done, refresh=True)

    def end(self) -> None:
        """Clear the bar."""
        if self.shown is not None:
            self.shown.stop()


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield what to call after each of `total` steps; without a terminal it does nothing."""
    if not is_watched():
        yield lambda: None
        return
    bar = ProgressBar(what, total)
    try:
        yield bar.step
    finally:
        bar.end()


@contextmanager
def portion(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what to call with the amount done; the bar disappears before any output.

    The last call of all must say that everything is done.
    """
    if not is_watched():
        yield lambda _done, _total: None
        return
    bar = ProgressBar(what, 1)

    def advance(done: int, total: int) -> None:
        bar.total, bar.done = total, done - 1
        bar.step()
        if done >= total:
            bar.end()

    try:
        yield advance
    finally:
        bar.end()


def is_watched() -> bool:
    """Return whether stderr is a terminal on which a bar can be drawn and cleared."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    plain = os.environ.get("TERM") in ("dumb", "unknown") or os.environ.get("NO_COLOR")
    return terminal and not plain


def started(what: str, total: int) -> "Progress":
    """Show the bar on stderr, and clear it at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    text = TextColumn("{task.description}", markup=False)
    shown = Progress(
        text, BarColumn(), TaskProgressColumn(), console=console, transient=True, auto_refresh=False
    )
    shown.add_task(what, total=total)
    shown.start()
    return shown
