"""Format counts and names for an import's messages."""

from collections.abc import Sequence

from pipectl.cli.context import Run

LONGEST = 60  # characters of a header that is named


def shortened(header: str) -> str:
    """Return a header for a note, shortened if it is very long."""
    return header if len(header) <= LONGEST else f"{header[: LONGEST - 1]}…"


def counted(run: Run, lines: Sequence[int], what: str) -> str:
    """Return the number of lines with a noun, and the place of the first one."""
    first = "line" if len(lines) == 1 else "first in line"
    return f"{many(run, len(lines), what)} ({first} {lines[0]})"


def many(run: Run, count: int, what: str) -> str:
    """Return a number with a noun: `1 row`, `2 entries`."""
    if count != 1:
        what = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{run.numbers.count(count)} {what}"
