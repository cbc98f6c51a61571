"""Parse the command line as typed, and quote words for a shell."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from pipectl.cli.context import Run
from pipectl.errors import for_shell
from pipectl.named_tuple import NamedTuple

PLAIN = re.compile(r"[\w@%+=:,./…-]+")


class Part(NamedTuple):
    """An argument, or an option with its value."""

    option: str | None
    value: str | None

    @property
    def words(self) -> list[str]:
        """As it was typed."""
        return [word for word in self if word is not None]


class Line(NamedTuple):
    """The part of a command line after the command's name."""

    parts: list[Part]

    @property
    def arguments(self) -> list[str]:
        """Return the words that don't belong to an option."""
        return [part.value or "" for part in self.parts if part.option is None]

    @property
    def options(self) -> list[str]:
        """The options with their values."""
        return [word for part in self.parts if part.option is not None for word in part.words]

    def with_longer_value(self, places: int) -> tuple[str, list[str]] | None:
        """Return the option whose value may include surplus words, and the line."""
        spare = len(self.arguments) - places
        for at, part in enumerate(self.parts):
            behind = list(takewhile(lambda each: each.option is None, self.parts[at + 1 :]))
            if part.option and part.value is not None and len(behind) >= spare > 0:
                value = " ".join([part.value, *(each.value or "" for each in behind[:spare])])
                after = self.parts[at + 1 + spare :]
                longer = [*self.parts[:at], Part(part.option, value), *after]
                return part.option, [word for each in longer for word in each.words]
        return None


# Words


def line_of(ctx: Any, run: Run) -> Line:
    """Return the part of the command line after the command's name."""
    words = list(run.words)
    for name in path_of(ctx):
        if name in words:
            words = words[words.index(name) + 1 :]
    takes_value = {
        name
        for param in [*ctx.command.params, *ctx.find_root().command.params]
        for name in (*param.opts, *param.secondary_opts)
        if name.startswith("-") and not getattr(param, "is_flag", False)
    }
    parts: list[Part] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            parts.extend(Part(None, each) for each in rest)
        elif word.startswith("-") and word != "-":
            parts.append(Part(word, next(rest, None) if word in takes_value else None))
        else:
            parts.append(Part(None, word))
    return Line(parts)


def path_of(ctx: Any) -> list[str]:
    """The names of the command, without the program's: `stage`, `add`."""
    names: list[str] = []
    while ctx.parent is not None:
        names.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return names


def called(ctx: Any) -> str:
    """Return the command with its groups: `pipectl stage add`."""
    return " ".join(["pipectl", *path_of(ctx)])


def typed(words: Sequence[str]) -> str:
    """Quote words for a shell."""
    return " ".join(in_quotes(word) for word in words)


def in_quotes(word: str) -> str:
    """Quote a word for a shell, with double quotes if it needs any."""
    return word if PLAIN.fullmatch(word) else for_shell(word)


def unquoted_value(ctx: Any, line: Line, places: int) -> str | None:
    """Suggest where quotes belong in `--account Acme Corp`."""
    found = line.with_longer_value(places)
    if found is None:
        return None
    option, words = found
    return f"Quote what belongs to {option}: {called(ctx)} {typed(words)}"
