"""Find the screen's width, and whether colors are on."""

import os
import sys
from collections.abc import Mapping
from typing import TextIO

from pipectl.named_tuple import NamedTuple

WIDEST = 10_000


class Screen(NamedTuple):
    """The screen: its width, and whether it shows colors and bars."""

    width: int
    styled: bool
    unicode: bool


def screen(
    color: str, environment: Mapping[str, str] | None = None, *, aside: bool = False
) -> Screen:
    """Return the screen of stdout or stderr; a pipe has no width unless COLUMNS is set."""
    environment = os.environ if environment is None else environment
    out = sys.stderr if aside else sys.stdout
    terminal = out is not None and out.isatty()
    styled = color == "always" or (color == "auto" and is_colored(environment, bool(terminal)))
    encoding = (getattr(out, "encoding", None) or "ascii").lower()
    return Screen(
        columns(environment, out if terminal else None), styled, encoding.replace("-", "") == "utf8"
    )


def is_colored(environment: Mapping[str, str], terminal: bool) -> bool:
    """Return whether colors are wanted where no setting says so: NO_COLOR goes before all others.

    FORCE_COLOR and CLICOLOR_FORCE ask for them in a pipe too, but never where they can't be shown;
    0 is no with each of the three.
    """
    forced, off = environment.get("FORCE_COLOR", ""), ("0", "false")
    dumb = environment.get("TERM") in ("dumb", "unknown")
    if environment.get("NO_COLOR") or forced.lower() in off or dumb:
        return False
    if forced or environment.get("CLICOLOR_FORCE", "").lower() not in ("", *off):
        return True
    return terminal and environment.get("CLICOLOR") != "0"


def columns(environment: Mapping[str, str], terminal: TextIO | None) -> int:
    """Return the screen's width."""
    said = environment.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and int(said[:9]) >= 1:
        return min(int(said[:9]), WIDEST)
    if terminal is None:
        return WIDEST
    try:
        return os.get_terminal_size(terminal.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def cells_in(text: str) -> int:
    """Return how many columns a text takes, which must be safe to print."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
