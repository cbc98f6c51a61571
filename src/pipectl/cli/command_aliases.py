"""Expand and check aliases, the user's own names for commands in the settings file."""

import re
import shlex
from collections.abc import Mapping, Sequence

from pipectl import paths
from pipectl.cli import user_settings
from pipectl.cli.command_table import COMMANDS, command_at
from pipectl.errors import RefusedError, UsageError, available, listed, quoted
from pipectl.text import UnknownNameError, check_line

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
PLACEHOLDER = re.compile(r"\$([1-9])(?!\w)")
MOST_WORDS = 1000  # of a command line that aliases make


class NoAliasError(UnknownNameError):
    """There is no alias of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        there = available(sorted(known)) if known else "There are none yet."
        super().__init__(f"No alias {quoted(name)}", name, known, hint=there)


def aliases(environment: Mapping[str, str]) -> dict[str, str]:
    """Return each alias with what it stands for; raise UsageError, StoreError for a broken file."""
    file = paths.config_file(environment)
    found: dict[str, str] = {} if file is None else user_settings.read(file).get("aliases", {})
    return found


def expanded(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Return the command line in which an alias is replaced by what it stands for.

    Raises RefusedError for aliases that call each other in a circle.
    """
    line = list(arguments)
    at = command_at(line)
    if at is None or line[at] in COMMANDS:
        return line
    known, seen = aliases(environment), set[str]()
    while at is not None and line[at] in known and line[at] not in COMMANDS:
        name = line[at]
        if name in seen:
            raise circular(name)
        seen.add(name)
        line = [*line[:at], *filled(name, known[name], line[at + 1 :])]
        if len(line) > MOST_WORDS:
            raise RefusedError(
                f"The alias {quoted(name)} makes a command line that is too long.",
                hint=f"Delete it: pipectl alias delete {name}",
            )
        at = command_at(line)
    return line


def circular(name: str) -> RefusedError:
    """Return the error for an alias that leads back to itself."""
    return RefusedError(
        f"The alias {quoted(name)} calls itself.",
        hint="Set it to a pipectl command: pipectl alias set NAME COMMAND",
    )


def filled(name: str, expansion: str, given: Sequence[str]) -> list[str]:
    """Return the words of an alias: $1 is the first argument, and the arguments left come last.

    An argument stays one word, whatever is in it.
    """
    words = split(expansion)
    named = {found for word in words for found in PLACEHOLDER.findall(word)}
    missing = sorted(found for found in named if int(found) > len(given))
    if missing:
        raise UsageError(
            f"The alias {quoted(name)} needs more arguments:"
            f" no {listed('$' + found for found in missing)}.",
            hint=f"{name} is short for: {expansion}",
        )
    places = set(map(int, named))
    rest = [word for place, word in enumerate(given, 1) if place not in places]
    return [PLACEHOLDER.sub(lambda found: given[int(found[1]) - 1], word) for word in words] + rest


def split(expansion: str) -> list[str]:
    """Return the words of an expansion as a shell parts them; raise UsageError for open quotes."""
    try:
        return shlex.split(expansion)
    except ValueError:
        raise UsageError(
            f"A quotation mark isn't closed: {quoted(expansion)}.", hint="Close it."
        ) from None


def check_alias(name: str, expansion: str, known: Mapping[str, str]) -> str:
    """Return the expansion of an alias, trimmed; raise UsageError, RefusedError for a wrong one."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{quoted(name)} can't be the name of an alias.",
            hint="A name has letters, digits, - and _, and begins with a letter or digit.",
        )
    if name in COMMANDS:
        raise RefusedError(
            f"{quoted(name)} is a command, so it can't be an alias.", hint="Choose another name."
        )
    text = check_line(expansion, what="alias", most=2000)
    if text.startswith("!"):
        raise UsageError(
            "An alias stands for a pipectl command, not for a shell command.",
            hint="Use a shell alias for that.",
        )
    line, at = split(text), command_at(split(text))
    if at is None or (line[at] not in COMMANDS and line[at] not in {*known, name}):
        wrong = quoted(line[at] if at is not None else text)
        raise UsageError(
            f"{wrong} is not a pipectl command.",
            hint="Write a command without pipectl, such as: list --stage proposal",
        )
    check_circle(name, text, known)
    return text


def check_circle(name: str, expansion: str, known: Mapping[str, str]) -> None:
    """Raise RefusedError if the alias leads back to itself."""
    every, seen = {**known, name: expansion}, set[str]()
    first: str | None = name
    while first in every and first not in COMMANDS:
        if first in seen:
            raise circular(name)
        seen.add(first)
        line = split(every[first])
        at = command_at(line)
        first = None if at is None else line[at]
