"""The kinds of questions: one of a list, free text beside it, ticks, a line, yes or no, a key."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from pipectl.ask.question import AS_TYPED, Choice, Question, ask, can_ask, is_dumb, read
from pipectl.errors import UsageError
from pipectl.text import fold

__all__ = ["Choice", "can_ask", "confirm", "key", "line", "pick", "pick_or_type", "tick"]

T = TypeVar("T")


def pick(message: str, choices: Sequence[Choice[T]], *, default: T | None = None) -> T:
    """One of the choices: arrows move, typing filters on any part of a label."""
    if not choices:
        raise ValueError("nothing to pick from")

    def accept(asked: Question) -> tuple[T, str]:
        if asked.at is None:
            raise UsageError(f'Nothing matches "{asked.text.strip()}".')
        return choices[asked.at].value, choices[asked.at].label

    preset = next((n for n, one in enumerate(choices) if one.value == default), None)
    return ask(Question(message, choices, preset=preset, hint="type to filter"), accept)


def pick_or_type(
    message: str,
    options: Sequence[Choice[str]],
    *,
    check: Callable[[str], str] = str,
    optional: bool,
    hint: str = "",
) -> str | None:
    """An option that is highlighted or typed whole, or the text as typed, which has its own row.

    `check` reads the text that is none of the options.
    """

    def accept(asked: Question) -> tuple[str | None, str]:
        at = asked.named() if asked.at in (None, AS_TYPED) else asked.at
        return read(asked, check) if at is None else (options[at].value, options[at].label)

    return ask(Question(message, options, free=True, optional=optional, hint=hint), accept)


def tick(message: str, options: Sequence[Choice[T]], *, ticked: Collection[T]) -> list[T]:
    """All options that are ticked at the end, in the order of the list."""
    marks: set[int | None] = {n for n, one in enumerate(options) if one.value in ticked}

    def accept(_: Question) -> tuple[list[T], str]:
        chosen = [one for n, one in enumerate(options) if n in marks]
        return [one.value for one in chosen], ", ".join(one.label for one in chosen) or "(none)"

    if not options or is_dumb():
        each = (confirm(f"{message} {one.label}", default=one.value in ticked) for one in options)
        return [one.value for one, yes in zip(options, each, strict=True) if yes]
    return ask(Question(message, options, ticked=marks, hint="space ticks, Enter ends"), accept)


def line(
    message: str,
    *,
    check: Callable[[str], T],
    default: str = "",
    optional: bool = False,
    hint: str = "",
) -> T | None:
    """A line of text as `check` reads it; what it refuses stays there to be corrected."""
    question = Question(message, default=default, optional=optional, hint=hint)
    return ask(question, lambda asked: read(asked, check))


def key(message: str, keys: Mapping[str, str], *, default: str | None, hint: str) -> str:
    """One of the keys, each with the word it stands for; Enter is the default, if there is one."""

    def accept(asked: Question) -> tuple[str, str]:
        pressed = fold(asked.text.strip()) or default or ""
        if pressed not in keys:
            raise UsageError(f"Press one of {' '.join(keys)}.")
        return pressed, keys[pressed]

    return ask(Question(message, hot=tuple(keys), hint=hint), accept)


def confirm(message: str, *, default: bool = False) -> bool:
    """Yes or no; Enter alone takes the default."""
    words = {"": default, "y": True, "yes": True, "n": False, "no": False}

    def accept(asked: Question) -> tuple[bool, str]:
        word = fold(asked.text.strip())
        if word not in words:
            raise UsageError("Answer y or n.")
        return words[word], "yes" if words[word] else "no"

    return ask(Question(f"{message} ({'Y/n' if default else 'y/N'})"), accept)
