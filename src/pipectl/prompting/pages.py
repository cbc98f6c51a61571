"""Show a long text a page at a time, where it is longer than the terminal."""

import os
from collections.abc import Callable
from typing import TextIO

from pipectl.prompting.prompts import key
from pipectl.prompting.question import NUMBERS

AROUND = 4  # lines that the question below a page takes
SHORTEST = 4  # lines of a page on the smallest terminal
MORE, STOP = "m", "q"


def rows_of(stream: TextIO | None) -> int | None:
    """How many lines the terminal of a stream shows; None where it is no terminal."""
    try:
        return None if stream is None else os.get_terminal_size(stream.fileno()).lines or None
    except (OSError, ValueError):
        return None


def show_in_pages(text: str, rows: int | None, write: Callable[[str], None]) -> bool:
    """Write the text whole where it fits into so many rows, else ask for more after each page.

    Return whether the last of several pages is on the screen, which what follows would move up.
    """
    pages = [text] if rows is None or text.count("\n") < rows else paged(text, rows - AROUND)
    for number, page in enumerate(pages, 1):
        write(page)
        if number < len(pages) and asked_to_stop(number, len(pages)):
            return False
    return len(pages) > 1


def paged(text: str, rows: int) -> list[str]:
    """Pages of at most so many lines, each ended at a blank line if one is in its second half."""
    most, lines = max(rows, SHORTEST), text.splitlines(keepends=True)
    pages = []
    while len(lines) > most:
        blank = (at for at in range(most, most // 2, -1) if not lines[at].strip())
        end = next(blank, most)
        pages.append("".join(lines[:end]))
        lines = lines[end:]
    return [*pages, "".join(lines)]


def asked_to_leave(message: str, leaves: str) -> bool:
    """Whether the person, who may have read the last page, doesn't want to go on."""
    keys = {MORE: "yes", STOP: leaves, " ": "yes"}
    hint = f"Enter continues, q or Esc {leaves}"
    return key(message, keys, default=MORE, hint=hint, escape=STOP) == STOP


def asked_to_stop(number: int, count: int) -> bool:
    """Whether the rest of the pages isn't wanted."""
    keys = {MORE: "more", STOP: "skipped the rest", " ": "more"}
    hint = "Enter shows more, q or Esc skips the rest"
    shown = NUMBERS.get().count
    message = f"Page {shown(number)} of {shown(count)}"
    return key(message, keys, default=MORE, hint=hint, escape=STOP) == STOP
