"""One question: what is asked, how far the answer has got, and how it is put at a terminal."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from pipectl.domain.resemblance import resembling
from pipectl.errors import PipectlError, UsageError
from pipectl.numbers import NumberFormat
from pipectl.text import fold, visible

T = TypeVar("T")
Accept = Callable[["Question"], tuple[T, str]]  # The value, and how it is shown.
ROWS = 8
# How whoever is asked reads numbers; the run of the command sets it before its first question.
NUMBERS = ContextVar("numbers", default=NumberFormat())  # noqa: B039 - frozen
AS_TYPED = -1  # The place of the row that takes the text as it was typed.


class Choice(NamedTuple, Generic[T]):
    """An entry of a list: what it stands for, what is shown, and a remark beside it."""

    value: T
    label: str
    note: str = ""


def can_ask(no_input: bool) -> bool:
    """Whether a person is there to answer; a dumb terminal counts, it gets plain lines."""
    streams = (sys.stdin, sys.stderr)
    return not no_input and all(s and not s.closed and s.isatty() for s in streams)


@dataclass(slots=True)
class Question:
    """What is asked and how far it has got; `at`, `preset` and `ticked` are places in `choices`.

    A key of `hot` is an answer as soon as it is pressed.
    """

    message: str
    choices: Sequence[Choice[Any]] = ()
    preset: int | None = None
    ticked: set[int | None] | None = None
    free: bool = False
    optional: bool = False
    hint: str = ""
    hot: Sequence[str] = ()
    default: str = ""
    text: str = ""
    at: int | None = None
    wrong: str = ""
    keys: Sequence[str] = ()
    offered: str = ""  # The answer of before, as it stands there, and what is said of it.
    offer: str = ""

    def __post_init__(self) -> None:
        self.message = visible(self.message)
        self.keys = [fold(visible(choice.label)) for choice in self.choices]
        self.type(self.default)

    def matching(self) -> list[int]:
        """The choices whose label contains what was typed, else those that it resembles."""
        part = fold(self.text.strip())
        found = [n for n, key in enumerate(self.keys) if part in key]
        if found or not self.free:
            return found
        return [self.keys.index(key) for key in resembling(part, self.keys)]

    def rows(self) -> list[int]:
        """The rows of the list: what matches, and below it the text as typed, where it may be."""
        own = self.free and self.text.strip() and self.named() is None
        return self.matching() + [AS_TYPED] * bool(own)

    def shown(self, room: int) -> list[int]:
        """The matching choices round the highlighted one, at most so many."""
        rows = self.rows()
        place = 0 if self.at is None else rows.index(self.at)
        first = max(0, min(place - room // 2, len(rows) - room))
        return rows[first : first + room]

    def named(self) -> int | None:
        """The only choice whose whole label was typed, in any case."""
        same = [n for n in self.matching() if self.keys[n] == fold(self.text.strip())]
        return same[0] if len(same) == 1 else None

    def type(self, text: str) -> None:
        """New text: highlights the preset, else the best match (exact, prefix, any part)."""
        self.text, self.wrong, part = text, "", fold(text.strip())
        ranked = [(k != part, k.find(part) > 0, n) for n, k in enumerate(self.keys) if part in k]
        self.at = min(ranked)[-1] if ranked else None
        if not part:
            self.at = None if self.free else self.at if self.preset is None else self.preset
        elif self.free and not ranked:
            self.at = self.rows()[0]

    def move(self, step: int) -> None:
        """Up or down the list, round its ends; before anything is typed, no row is one of them."""
        nowhere = self.at is None or (self.free and not self.text.strip())
        ring: list[int | None] = [None] * nowhere + self.rows()
        self.at, self.wrong = ring[(ring.index(self.at) + step) % len(ring)], ""

    def recalled(self) -> dict[str, Any]:
        """The answer as it stands: the text, and the labels that are highlighted and ticked."""
        labels = [choice.label for choice in self.choices]
        ticked = None if self.ticked is None else [labels[n] for n in self.ticked if n is not None]
        at = None if self.at in (None, AS_TYPED) else labels[self.at or 0]
        return {"text": self.text, "at": at, "ticked": ticked}

    def recall(self, found: dict[str, Any]) -> None:
        """Let the answer stand as it was."""
        labels = [choice.label for choice in self.choices]
        self.type(found["text"])
        self.at = labels.index(found["at"]) if found["at"] in labels else None
        if self.ticked is not None and found["ticked"] is not None:
            self.ticked.clear()
            self.ticked.update(labels.index(each) for each in found["ticked"] if each in labels)

    def offered_again(self, found: dict[str, Any], remark: str) -> None:
        """Let the answer of before stand there, to be kept or changed."""
        self.recall(found)
        if is_more_than_enter(found):
            self.offered, self.offer = self.text, remark
            # At a dumb terminal, where nothing can stand there, an empty line takes it.
            self.default = self.text if self.at is None else self.choices[self.at].label

    def refuse(self, error: PipectlError) -> None:
        numbers = NUMBERS.get()
        said = filter(None, (error.said_in(numbers), error.hint_in(numbers)))
        self.wrong = visible(" ".join(said))

    def row(self, n: int) -> str:
        """A choice as its line of the list."""
        if n == AS_TYPED:
            return visible(f"Use “{self.text.strip()}” as typed")
        box = "" if self.ticked is None else "[x] " if n in self.ticked else "[ ] "
        return visible(f"{box}{self.choices[n].label}  {self.choices[n].note}".rstrip())

    def remark(self) -> str:
        """What was wrong, else what to know before answering."""
        skips = "Enter skips" if self.optional and "Enter" not in self.hint else ""
        count = NUMBERS.get().count(len(self.choices))
        many = f"{count} in all" if len(self.choices) > ROWS else ""
        if self.offer and self.text == self.offered:
            return self.wrong or self.offer
        return self.wrong or visible(", ".join(filter(None, (self.hint, skips, many))))


def ask(question: Question, accept: Accept[T]) -> T:
    """The answer: as it was given before, where that is remembered, else as it is given now."""
    if not can_ask(no_input=False):
        raise UsageError(f'"{question.message}" can only be asked at a terminal.')
    return memory.answer(question, accept) if memory else _put(question, accept)[0]


def _put(question: Question, accept: Accept[T]) -> tuple[T, str]:
    if is_dumb():
        return _at_lines(question, accept)
    from pipectl.ask.screen import at_screen

    return at_screen(question, accept)


def is_more_than_enter(found: dict[str, Any]) -> bool:
    """Whether an answer, as it is recalled, says more than that the question was passed over."""
    return bool(found["text"].strip() or found["at"] is not None or found["ticked"])


class Memory:
    """Answers by their questions, so that an interruption loses none; `keep` stores them."""

    def __init__(self, given: dict[str, Any], keep: Callable[[dict[str, Any]], None]) -> None:
        self.given, self.keep = given, keep

    def answer(self, question: Question, accept: Accept[T]) -> T:
        """What was answered before, if it can still be taken; else ask, and keep the answer."""
        if question.message in self.given:
            try:
                question.recall(self.given[question.message])
                value, answer = accept(question)
            except PipectlError:
                question.type(question.default)
            else:
                print(f"? {question.message}  {visible(answer)} (as before)", file=sys.stderr)
                return value
        return self.asked(question, accept)

    def asked(self, question: Question, accept: Accept[T]) -> T:
        """Ask, and keep the answer."""
        value, answer = _put(question, accept)
        given = question.recalled() | {"shown": answer}
        self.given = {**self.given, question.message: given}
        self.keep(self.given)
        return value


class Offer(Memory):
    """Answers of an earlier try: they stand there again, and `remark` says so."""

    def __init__(
        self, given: dict[str, Any], keep: Callable[[dict[str, Any]], None], remark: str
    ) -> None:
        super().__init__(given, keep)
        self.remark = remark

    def answer(self, question: Question, accept: Accept[T]) -> T:
        """Ask with what was answered before, and keep the answer."""
        if question.message in self.given:
            question.offered_again(self.given[question.message], self.remark)
        return self.asked(question, accept)


memory: Memory | None = None


@contextmanager
def remembering(answers: Memory) -> Iterator[None]:
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
        say(f"{'>' if n == question.at else ' '}{number:>3}) {question.row(n)}")
    extra = "number or name" if numbers else question.default and f"[{question.default}]"
    if not question.free:
        question.hint = extra if numbers else " ".join(filter(None, (extra, question.hint)))
    remark = f"({question.remark()})  " if question.remark() else ""
    name = ""
    if question.offer:
        remark = f"({visible(f'[{question.default}] {question.offer}')})  "
    while True:
        try:
            say(f"? {question.message}  {remark}", end="")
            text = sys.stdin.buffer.readline().decode(sys.stdin.encoding, "surrogateescape")
            if not text.endswith("\n"):
                raise KeyboardInterrupt
            question.type(text[:-1] or question.default)
            before, name = name, question.text.strip()
            if name:  # Part of a label won't do: no highlight was seen.
                question.at = numbers.get(name) if (at := question.named()) is None else at
                if question.free and question.at is None and name != before:
                    refuse_a_part(question)
            value, answer = accept(question)
        except PipectlError as error:
            question.refuse(error)
            say(f"  {question.wrong}")
        except KeyboardInterrupt:
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
            hint="The same text again takes it as typed.",
        )
