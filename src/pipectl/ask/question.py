"""One question: what is asked, how far the answer has got, and how it is put at a terminal."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from textwrap import fill
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from pipectl.errors import PipectlError, UsageError
from pipectl.text import fold, visible

if TYPE_CHECKING:  # prompt_toolkit costs 0.2 s, so it is imported only when something is asked.
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.output import Output

T = TypeVar("T")
Accept = Callable[["Question"], tuple[T, str]]  # The value, and how it is shown.
_ROWS = 8


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

    def __post_init__(self) -> None:
        self.message = visible(self.message)
        self.keys = [fold(visible(choice.label)) for choice in self.choices]
        self.type(self.default)

    def matching(self) -> list[int]:
        """The choices whose label contains what was typed."""
        part = fold(self.text.strip())
        return [n for n, key in enumerate(self.keys) if part in key]

    def shown(self, room: int) -> list[int]:
        """The matching choices round the highlighted one, at most so many."""
        matching = self.matching()
        place = 0 if self.at is None else matching.index(self.at)
        first = max(0, min(place - room // 2, len(matching) - room))
        return matching[first : first + room]

    def named(self) -> int | None:
        """The only choice whose whole label was typed, in any case."""
        same = [n for n in self.matching() if self.keys[n] == fold(self.text.strip())]
        return same[0] if len(same) == 1 else None

    def type(self, text: str) -> None:
        """New text: highlights the preset, else the best match (exact, prefix, any part)."""
        self.text, self.wrong, part = text, "", fold(text.strip())
        ranked = [(k != part, k.find(part) > 0, n) for n, k in enumerate(self.keys) if part in k]
        self.at = None if self.free or not ranked else min(ranked)[-1]
        if not part and self.preset is not None:
            self.at = self.preset

    def move(self, step: int) -> None:
        """Up or down the list, round its ends; free text is a place of its own in that ring."""
        ring: list[int | None] = [None] * (self.free or self.at is None) + self.matching()
        self.at, self.wrong = ring[(ring.index(self.at) + step) % len(ring)], ""

    def refuse(self, error: PipectlError) -> None:
        self.wrong = visible(f"{error} {error.hint}" if error.hint else str(error))

    def row(self, n: int) -> str:
        """A choice as its line of the list."""
        box = "" if self.ticked is None else "[x] " if n in self.ticked else "[ ] "
        return visible(f"{box}{self.choices[n].label}  {self.choices[n].note}".rstrip())

    def remark(self) -> str:
        """What was wrong, else what to know before answering."""
        if not self.wrong and self.free and self.at is None and self.text.strip():
            return "Enter takes this text" + (", an arrow picks above" if self.matching() else "")
        skips = "Enter skips" if self.optional and "Enter" not in self.hint else ""
        many = f"{len(self.choices)} in all" if len(self.choices) > _ROWS else ""
        return self.wrong or visible(", ".join(filter(None, (self.hint, skips, many))))


def ask(question: Question, accept: Accept[T]) -> T:
    if not can_ask(no_input=False):
        raise UsageError(f'"{question.message}" can only be asked at a terminal.')
    return _at_lines(question, accept) if is_dumb() else _at_screen(question, accept)


def is_dumb() -> bool:
    """Whether the cursor may not be moved; no TERM at all is no promise."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def read(question: Question, check: Callable[[str], T]) -> tuple[T | None, str]:
    if question.text.strip():
        return check(question.text), question.text
    if question.optional:
        return None, "(kept)" if "Enter keeps" in question.hint else "(skipped)"
    raise UsageError("An answer is required.")


def _at_lines(question: Question, accept: Accept[T]) -> T:
    """On a dumb terminal: a numbered list, then a line that names an entry, or is the answer."""
    say = partial(print, file=sys.stderr, flush=True)
    numbers = {str(n + 1): n for n in range(len(question.choices))}
    for number, n in numbers.items():
        say(f"{'>' if n == question.at else ' '}{number:>3}) {question.row(n)}")
    extra = "number or name" if numbers else question.default and f"[{question.default}]"
    if not question.free:
        question.hint = extra if numbers else " ".join(filter(None, (extra, question.hint)))
    remark = f"({question.remark()})  " if question.remark() else ""
    while True:
        try:
            say(f"? {question.message}  {remark}", end="")
            text = sys.stdin.buffer.readline().decode(sys.stdin.encoding, "surrogateescape")
            if not text.endswith("\n"):
                raise KeyboardInterrupt
            question.type(text[:-1] or question.default)
            if name := question.text.strip():  # Part of a label won't do: no highlight was seen.
                question.at = numbers.get(name) if (at := question.named()) is None else at
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
            return value


def _at_screen(question: Question, accept: Accept[T]) -> T:
    """With prompt_toolkit, below what is on the screen already; the answer stays, the list goes."""
    from prompt_toolkit import Application, print_formatted_text
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.output.vt100 import Vt100_Output

    output = Vt100_Output.from_pty(sys.stderr, default_color_depth=ColorDepth.from_env())
    output.enable_cpr = False  # A terminal's late reply would be taken for typing.
    head = FormattedText([("ansigreen", "? "), ("bold", question.message), ("", "  ")])
    app: Application[tuple[T, str]] = Application(
        layout=_layout(question, head, output),
        key_bindings=_bindings(question, accept),
        input=create_input(sys.stdin),
        output=output,
        erase_when_done=True,
    )
    try:
        value, answer = app.run()
    except EOFError:
        raise KeyboardInterrupt from None
    print_formatted_text(head, visible(answer), sep="", output=output)
    return value


def _layout(question: Question, head: "StyleAndTextTuples", output: "Output") -> "Layout":
    """The message with the text being typed at its end; below it the list and a remark."""
    from prompt_toolkit import layout
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document
    from prompt_toolkit.layout.processors import BeforeInput

    buffer = Buffer(
        document=Document(question.text),
        multiline=False,
        read_only=question.ticked is not None,
        on_text_changed=lambda changed: question.type(changed.text),
    )
    typed = layout.BufferControl(buffer, [BeforeInput(head)])
    below = layout.FormattedTextControl(lambda: _below(question, *output.get_size()))
    window = partial(layout.Window, wrap_lines=True, dont_extend_height=True)
    return layout.Layout(layout.HSplit([window(typed), window(below)]))


def _below(question: Question, rows: int, columns: int) -> "StyleAndTextTuples":
    from prompt_toolkit.utils import get_cwidth

    lines: StyleAndTextTuples = []
    for n in question.shown(min(_ROWS, max(1, rows - 4))):
        mark, style = (">", "ansicyan bold") if n == question.at else (" ", "")
        text = f"{mark} {question.row(n)}"
        fit = sum(end < columns for end in accumulate(map(get_cwidth, text)))
        lines.append((style, (text if fit == len(text) else f"{text[: fit - 1]}…") + "\n"))
    remark = fill(
        question.remark(), max(columns - 1, 10), initial_indent="  ", subsequent_indent="  "
    )
    return [*lines, ("ansired" if question.wrong else "", remark or "  ")]


def _bindings(question: Question, accept: Accept[T]) -> "KeyBindings":
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    def enter(event: KeyPressEvent) -> None:
        try:
            event.app.exit(result=accept(question))
        except PipectlError as error:
            question.refuse(error)
        except BaseException as error:  # Else the event loop would print a traceback.
            event.app.exit(exception=error)

    def press(hot: str, event: KeyPressEvent) -> None:
        question.text = hot
        enter(event)

    def paste(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.splitlines()))

    keys = KeyBindings()
    for key in ("c-c", "c-d", "<sigint>"):
        keys.add(key)(lambda event: event.app.exit(exception=KeyboardInterrupt()))
    for key, step in (("up", -1), ("c-p", -1), ("down", 1), ("c-n", 1)):
        keys.add(key)(lambda _, step=step: question.move(step))
    if (ticked := question.ticked) is not None:
        keys.add(" ")(lambda _: ticked.symmetric_difference_update({question.at}))
    for hot in question.hot:
        keys.add(hot)(partial(press, hot))
    keys.add("enter")(enter)
    keys.add("<bracketed-paste>")(paste)
    keys.add("c-z")(lambda event: event.app.suspend_to_background())
    return keys
