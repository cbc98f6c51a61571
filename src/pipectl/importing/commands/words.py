"""Format counts and names for an import's messages."""

from collections.abc import Sequence

from pipectl.cli.context import Run

LONGEST = 60  # characters of a header that is named


def shortened(header: str) -> str:
    """A header for a note: shortened where it is endless."""
    return header if len(header) <= LONGEST else f"{header[: LONGEST - 1]}…"


def counted(run: Run, lines: Sequence[int], what: str) -> str:
    """Return how many lines there are of something, and where the first one is."""
    first = "line" if len(lines) == 1 else "first in line"
    return f"{many(run, len(lines), what)} ({first} {lines[0]})"


def many(run: Run, count: int, what: str) -> str:
    """A number of things: `1 row`, `2 entries`."""
    if count != 1:
        what = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{run.numbers.count(count)} {what}"
