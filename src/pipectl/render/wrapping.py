"""Text in lines of at most so many columns."""

import re
from io import StringIO

COMMAND = re.compile("`[^`\n]+`")
HARD_SPACE = "\u00a0"
NARROWEST = 20  # columns in which lines are broken


def wrapped(text: str, width: int) -> list[str]:
    """A text's lines of at most so many columns."""
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
    """A line as several of at most so many columns, those below the first indented by two more.

    It is broken between words alone, and not in a command in back-ticks: a word that is wider
    stays whole.
    """
    if len(text) <= width // 2 or size_of(text) <= width or width < NARROWEST:
        return text
    whole = COMMAND.sub(lambda found: found[0].replace(" ", HARD_SPACE), text)
    margin = " " * (len(text) - len(text.lstrip(" ")) + 2)
    first, *words = whole.lstrip(" ").split(" ")
    lines = [margin[2:] + first]
    for word in words:
        if size_of(lines[-1]) + 1 + size_of(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(margin + word)
    return "\n".join(lines).replace(HARD_SPACE, " ")


def size_of(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def with_commands(text: str, width: int) -> list[str]:
    """A text's lines; a command in back-ticks has one of its own where it is wider than that."""
    lines: list[str] = []
    rest: list[str] = []
    for word in text.split(" "):
        if len(word) > width and HARD_SPACE in word and "`" in word:
            lines += [*wrapped(" ".join(rest), width), word]
            rest = []
        else:
            rest.append(word)
    return lines + wrapped(" ".join(rest), width)
