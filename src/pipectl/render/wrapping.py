"""Text in lines of at most so many columns."""

from io import StringIO

HARD_SPACE = "\u00a0"


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
