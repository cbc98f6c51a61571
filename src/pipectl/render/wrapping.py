"""Break texts into lines between words."""

import re
from io import StringIO

from pipectl.render.screen import cells_in

COMMAND = "`[^`\n]+`"
PERCENTAGE = r"\d %"  # 62 %: no line ends between the two
HARD_SPACE = "\u00a0"
NARROWEST = 20  # columns in which lines are broken


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text into lines of at most that many columns."""
    if text.replace(HARD_SPACE, " ").isascii():
        from textwrap import wrap

        return wrap(text, width, break_on_hyphens=False)
    from rich.console import Console
    from rich.text import Text

    lines = Text(text.rstrip()).wrap(Console(file=StringIO(), _environ={}), width)
    return [each.plain.rstrip() for each in lines]


def parts_of(text: str, width: int) -> list[str]:
    """The lines of a cell, which has one at least."""
    fits = len(text) <= width and text.isascii()
    return [text] if fits else wrapped(text, width) or [""]


def hung(text: str, width: int) -> str:
    """Wrap a line; indent the lines below the first by two more.

    It is broken between words alone, and inside a command in back-ticks only if the command is
    wider than a line. A word that is wider than a line stays whole.
    """
    if len(text) <= width // 2 or cells_in(text) <= width or width < NARROWEST:
        return text
    margin = " " * (len(text) - len(text.lstrip(" ")) + 2)
    room = width - len(margin)
    whole = re.sub(
        COMMAND,
        lambda found: found[0].replace(" ", HARD_SPACE) if cells_in(found[0]) < room else found[0],
        text,
    )
    first, *words = whole.lstrip(" ").split(" ")
    lines = [margin[2:] + first]
    for word in words:
        if cells_in(lines[-1]) + 1 + cells_in(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(margin + word)
    return "\n".join(lines).replace(HARD_SPACE, " ")


def with_commands(text: str, width: int) -> list[str]:
    """Return a text's lines; a command too wide for the rest gets its own line."""
    lines: list[str] = []
    rest: list[str] = []
    for word in text.split(" "):
        if len(word) > width and HARD_SPACE in word and "`" in word:
            lines += [*wrapped(" ".join(rest), width), word]
            rest = []
        else:
            rest.append(word)
    return lines + wrapped(" ".join(rest), width)
