"""Pick, tick, type, confirm, press a key; may a person be asked at all?."""

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from pipectl.errors import PipectlError, UsageError, either
from pipectl.prompting.lines import typed_line
from pipectl.prompting.question import (
    AS_TYPED,
    BEFORE_ASKING,
    FILTER_HINT,
    UNBROKEN,
    Accept,
    Choice,
    Question,
    T,
    WentBack,
)
from pipectl.text import fold, visible


def can_ask(no_input: bool) -> bool:
    """Whether a person is there to answer; a dumb terminal counts, it gets plain lines."""
    streams = (sys.stdin, sys.stderr)
    return not no_input and all(s and not s.closed and s.isatty() for s in streams)


def ask(question: Question, accept: Accept[T]) -> T:
    """The answer: as it was given before, where that is remembered, else as it is given now."""
    if not can_ask(no_input=False):
        raise UsageError(f'"{question.message}" can only be asked at a terminal.')
    BEFORE_ASKING.get()()
    question.leads_back = _leads_back
    return memory.answer(question, accept) if memory else _put(question, accept)[0]


def _put(question: Question, accept: Accept[T]) -> tuple[T, str]:
    if is_dumb():
        return _at_lines(question, accept)
    from pipectl.prompting.screen import at_screen

    return at_screen(question, accept)


class RememberedAnswers:
    """Answers by the names of questions; `keep` stores them, so that an interruption loses none.

    They stand there again when the questions are asked the next time, and `remark` says so.
    """

    def __init__(
        self, given: dict[str, Any], keep: Callable[[dict[str, Any]], None], remark: str
    ) -> None:
        self.given, self.keep, self.remark = given, keep, remark

    def answer(self, question: Question, accept: Accept[T]) -> T:
        """Ask with what was answered before, and keep the answer."""
        if question.name in self.given:
            question.offered_again(self.given[question.name], self.remark)
        value, answer = _put(question, accept)
        given = question.recalled() | {"asked": question.message, "shown": answer}
        self.given = {**self.given, question.name: given}
        self.keep(self.given)
        return value


ESCAPE = "\x1b"
memory: RememberedAnswers | None = None


_leads_back = False


@contextmanager
def leading_back() -> Iterator[None]:
    """Let Esc leave the questions that are asked inside: it raises WentBack."""
    global _leads_back
    _leads_back = True
    try:
        yield
    finally:
        _leads_back = False


@contextmanager
def remembering(answers: RememberedAnswers) -> Iterator[None]:
    """Remember the answers that are given inside, and give those that were given before."""
    global memory
    memory = answers
    try:
        yield
    finally:
        memory = None


def is_dumb() -> bool:
    """Whether the cursor may not be moved; no TERM at all is no promise."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def read(question: Question, check: Callable[[str], T]) -> tuple[T | None, str]:
    if question.text.strip():
        return check(question.text), question.text
    if question.optional:
        return None, "(kept)" if "Enter keeps" in question.hint else "(skipped)"
    raise UsageError("An answer is required.")


def _at_lines(question: Question, accept: Accept[T]) -> tuple[T, str]:
    """On a dumb terminal: a numbered list, then a line that names an entry, or is the answer."""
    say = partial(print, file=sys.stderr, flush=True)
    numbers = {str(n + 1): n for n in range(len(question.choices))}
    for number, n in numbers.items():
        row = "  ".join(filter(None, question.row(n)))
        say(f"{'>' if n == question.at else ' '}{number:>3}) {row}")
    extra = "number or name" if numbers else question.default and f"[{question.default}]"
    if not question.free:
        if question.nowhere:
            extra = f"{question.hint}: {extra}"
        question.hint = extra if numbers else " ".join(filter(None, (extra, question.hint)))
    said = question.remark(len(question.choices)).replace(UNBROKEN, " ").replace("\n", "; ")
    remark = f"({said})  " if said else ""
    name = ""
    if question.offer:
        remark = f"({visible(f'[{question.default}] {question.offer}')})  "
    while True:
        try:
            say(f"? {question.message}  {remark}", end="")
            text = typed_line().decode(sys.stdin.encoding, "surrogateescape")
            if not text.endswith("\n"):
                raise KeyboardInterrupt
            text = text[:-1]
            if text == ESCAPE and question.leads_back and not question.escape:
                raise WentBack
            question.type((text == ESCAPE and question.escape) or text or question.default)
            before, name = name, question.text.strip()
            if name:  # Part of a label won't do: no highlight was seen.
                question.at = numbers.get(name) if (at := question.named()) is None else at
                if question.free and question.at is None and name != before:
                    refuse_a_part(question)
            value, answer = accept(question)
        except PipectlError as error:
            question.refuse(error)
            say(f"  {question.wrong}")
        except (KeyboardInterrupt, WentBack):
            say()
            raise
        else:
            if numbers:
                say(f"? {question.message}  {visible(answer)}")
            return value, answer


def refuse_a_part(question: Question) -> None:
    """Raise UsageError for a text that is part of an entry or resembles one: it may be a slip."""
    if near := question.matching():
        known = question.choices[near[0]].label
        raise UsageError(
            f'"{question.text.strip()}" is not on the list, "{known}" is.',
            hint="Type the same text again to use it as typed.",
        )


__all__ = ["Choice", "can_ask", "confirm", "key", "line", "pick", "pick_or_type", "tick"]


def pick(
    message: str,
    choices: Sequence[Choice[T]],
    *,
    default: T | None = None,
    hint: str = "",
    name: str = "",
) -> T:
    """One of the choices: arrows move, typing filters on any part of a label.

    With a `hint` and no default, none is highlighted until the person moves or types.
    """
    if not choices:
        raise ValueError("nothing to pick from")

    def accept(asked: Question) -> tuple[T, str]:
        if asked.at is None and not asked.text.strip():
            raise UsageError("Choose one from the list with the arrow keys or by typing.")
        if asked.at is None:
            clear = None if is_dumb() else "Ctrl-U clears it and shows the list."
            raise UsageError(f'Nothing matches "{asked.text.strip()}".', hint=clear)
        return choices[asked.at].value, choices[asked.at].label

    preset = next((n for n, one in enumerate(choices) if one.value == default), None)
    nowhere = preset is None and bool(hint)
    question = Question(message, name, choices, preset, nowhere, hint=hint or FILTER_HINT)
    return ask(question, accept)


def pick_or_type(
    message: str,
    options: Sequence[Choice[str]],
    *,
    check: Callable[[str], str] = str,
    optional: bool,
    hint: str = "",
    name: str = "",
) -> str | None:
    """An option that is highlighted or typed whole, or the text as typed, which has its own row.

    `check` reads the text that is none of the options.
    """

    def accept(asked: Question) -> tuple[str | None, str]:
        at = asked.named() if asked.at in (None, AS_TYPED) else asked.at
        return read(asked, check) if at is None else (options[at].value, options[at].label)

    return ask(Question(message, name, options, free=True, optional=optional, hint=hint), accept)


def tick(
    message: str, options: Sequence[Choice[T]], *, ticked: Collection[T], name: str = ""
) -> list[T]:
    """All options that are ticked at the end, in the order of the list."""
    marks: set[int | None] = {n for n, one in enumerate(options) if one.value in ticked}

    def accept(_: Question) -> tuple[list[T], str]:
        chosen = [one for n, one in enumerate(options) if n in marks]
        return [one.value for one in chosen], ", ".join(one.label for one in chosen) or "(none)"

    if not options or is_dumb():
        each = (
            confirm(
                f"{message} {one.label}",
                default=one.value in ticked,
                name=f"{name} {one.label}" if name else "",
            )
            for one in options
        )
        return [one.value for one, yes in zip(options, each, strict=True) if yes]
    return ask(
        Question(message, name, options, ticked=marks, hint="Space ticks · Enter continues"), accept
    )


def line(
    message: str,
    *,
    check: Callable[[str], T],
    default: str = "",
    optional: bool = False,
    hint: str = "",
    name: str = "",
) -> T | None:
    """A line of text as `check` reads it; what it refuses stays there to be corrected."""
    question = Question(message, name, default=default, optional=optional, hint=hint)
    return ask(question, lambda asked: read(asked, check))


KEY_NAMES = {"": "Enter", " ": "Space"}


def key(
    message: str,
    keys: Mapping[str, str],
    *,
    default: str | None,
    hint: str,
    name: str = "",
    escape: str = "",
) -> str:
    """One of the keys, each with the word it stands for; Enter is the default, if there is one.

    Esc stands for the key `escape`, where one is named.
    """

    def accept(asked: Question) -> tuple[str, str]:
        pressed = fold(asked.text.strip()) or default or ""
        if pressed not in keys:
            names = [KEY_NAMES.get(each, each) for each in keys]
            enter = ["Enter"] if default else []
            raise UsageError(f"Press {either([*names, *enter])}.")
        return pressed, keys[pressed]

    return ask(Question(message, name, hot=tuple(keys), hint=hint, escape=escape), accept)


def confirm(message: str, *, default: bool = False, name: str = "") -> bool:
    """Yes or no; Enter alone takes the default."""
    words = {"": default, "y": True, "yes": True, "n": False, "no": False}

    def accept(asked: Question) -> tuple[bool, str]:
        word = fold(asked.text.strip())
        if word not in words:
            raise UsageError("Answer y or n.")
        return words[word], "yes" if words[word] else "no"

    return ask(Question(f"{message} ({'Y/n' if default else 'y/N'})", name), accept)
