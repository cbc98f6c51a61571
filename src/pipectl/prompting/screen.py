"""A question on the screen, below what is on it already, with a list to pick from."""

import sys
from functools import cache, partial
from itertools import accumulate
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any, TypeVar

from pipectl import interrupts
from pipectl.errors import PipectlError
from pipectl.prompting.question import UNBROKEN, Accept, Question, WentBack
from pipectl.text import visible

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase
    from prompt_toolkit.layout import Layout
    from prompt_toolkit.output import Output


T = TypeVar("T")
ROWS = 8  # of a list that are shown at a time
MOST_LINES = 4  # of the highlighted choice
ESCAPE_S = 0.2  # after which Esc is a key of its own, and not how the code of another begins


def at_screen(question: Question, accept: Accept[T]) -> tuple[T, str]:
    """With prompt_toolkit, below what is on the screen already; the answer stays, the list goes."""
    from prompt_toolkit import Application, print_formatted_text
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.output.vt100 import Vt100_Output

    share_usual_keys()
    output = Vt100_Output.from_pty(sys.stderr, default_color_depth=ColorDepth.from_env())
    output.enable_cpr = False  # A terminal's late reply would be taken for typing.
    columns = output.get_size().columns
    first, *rest = message_lines(question.message, columns)
    above = FormattedText([("ansigreen", "? "), ("bold", first)])
    for each in rest:
        above += [("", "\n"), ("bold", each)]
    head = FormattedText([*above, ("", "  ")])
    app: Application[tuple[T, str]] = Application(
        layout=_layout(question, head, output),
        key_bindings=_bindings(question, accept),
        input=create_input(sys.stdin),
        output=output,
        erase_when_done=True,
    )
    app.ttimeoutlen = app.timeoutlen = ESCAPE_S
    try:
        # Before a question is there, and as it goes, asyncio would tell where Ctrl-C struck it.
        with interrupts.held_back():
            value, answer = app.run(pre_run=partial(leave_if_interrupted, app))
    except EOFError:
        raise KeyboardInterrupt from None
    before = len(f"  {first}" if not rest else rest[-1])
    said = answer_lines(visible(answer), before, columns)
    print_formatted_text(head, said, sep="", output=output)
    return value, answer


def leave_if_interrupted(app: "Application[Any]") -> None:
    """End a question that is about to be shown if Ctrl-C was pressed before."""
    if interrupts.is_held_since(0):
        app.exit(exception=KeyboardInterrupt())


def share_usual_keys() -> None:
    """Let all questions have the same usual keys: prompt_toolkit makes them anew for each.

    That, and looking among those of vi for each key that is pressed, takes longer than all else.
    """
    from prompt_toolkit.application import application

    application.load_key_bindings = _usual_keys  # type: ignore[attr-defined]


@cache
def _usual_keys() -> "KeyBindingsBase":
    """Return the keys that prompt_toolkit loads by itself, without those of vi."""
    from prompt_toolkit.filters import buffer_has_focus
    from prompt_toolkit.key_binding import ConditionalKeyBindings, merge_key_bindings
    from prompt_toolkit.key_binding.bindings import basic, cpr, emacs, mouse

    typing = [
        basic.load_basic_bindings(),
        emacs.load_emacs_bindings(),
        emacs.load_emacs_search_bindings(),
        emacs.load_emacs_shift_selection_bindings(),
    ]
    at_buffer = ConditionalKeyBindings(merge_key_bindings(typing), buffer_has_focus)
    others = [mouse.load_mouse_bindings(), cpr.load_cpr_bindings()]
    return merge_key_bindings([at_buffer, *others])


def message_lines(message: str, columns: int) -> list[str]:
    """Return a question's lines, broken between words, with room for its mark and the cursor."""
    width = max(columns - 3, 10)
    lines = wrap(message, width, initial_indent="  ", break_long_words=False) or ["  "]
    return [lines[0].removeprefix("  "), *lines[1:]]


def answer_lines(answer: str, before: int, columns: int) -> str:
    """Return an answer broken between words, behind a question's last line of so many columns."""
    width = max(columns - 1, 10)
    return "\n  ".join(by_words(answer, width - before - 2, width - 2))


def by_words(text: str, first: int, width: int) -> list[str]:
    """Return a text's lines, broken between words alone: the first has room for `first` columns.

    A word that is wider than a line stays where it is.
    """
    from prompt_toolkit.utils import get_cwidth

    lines, room = [""], first
    for at, word in enumerate(text.split(" ")):
        longer = f"{lines[-1]} {word}" if at else word
        if get_cwidth(longer) <= room or get_cwidth(word) > width:
            lines[-1] = longer
        else:
            lines.append(word)
            room = width
    return lines


def _layout(question: Question, head: "StyleAndTextTuples", output: "Output") -> "Layout":
    """The message with the text being typed at its end; below it the list and a remark."""
    from prompt_toolkit import layout
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document
    from prompt_toolkit.layout.processors import BeforeInput
    from prompt_toolkit.selection import SelectionState

    buffer = Buffer(
        document=Document(question.text),
        multiline=False,
        read_only=question.ticked is not None,
        on_text_changed=lambda changed: question.type(changed.text),
    )
    if question.offer and question.text:
        # It is replaced by what is typed; a key that moves in it lets it be edited.
        buffer.selection_state = SelectionState(original_cursor_position=0)
        buffer.selection_state.enter_shift_mode()
    ends = [n for n, (_, text, *_) in enumerate(head) if text == "\n"]
    above, last = (head[: ends[-1]], head[ends[-1] + 1 :]) if ends else ([], head)
    typed = layout.BufferControl(buffer, [BeforeInput(last)])
    below = layout.FormattedTextControl(lambda: _below(question, *output.get_size()))
    window = partial(layout.Window, wrap_lines=True, dont_extend_height=True)
    parts = [window(layout.FormattedTextControl(above))] if above else []
    parts += [window(typed), window(below)]
    return layout.Layout(layout.HSplit(parts), focused_element=typed)


def _below(question: Question, rows: int, columns: int) -> "StyleAndTextTuples":
    lines: StyleAndTextTuples = []
    more = 0 if question.at is None else len(whole_row(question, question.at, columns - 3)) - 1
    for n in question.shown(min(ROWS, max(1, rows - 4 - more))):
        if n == question.at:
            row = "\n    ".join(whole_row(question, n, columns - 3))
            lines.append(("ansicyan bold", f"> {row}\n"))
        else:
            lines.append(("", f"  {fitting_row(question, n, columns - 3)}\n"))
    return [*lines, ("ansired" if question.wrong else "", _remark(question, columns) or "  ")]


def whole_row(question: Question, n: int, columns: int) -> list[str]:
    """Return the highlighted choice, on as many lines as it takes; cut if that is too many."""
    from prompt_toolkit.utils import get_cwidth

    row = "  ".join(filter(None, question.row(n)))
    lines = by_words(row, columns, columns - 2)
    is_whole = len(lines) <= MOST_LINES and all(get_cwidth(each) <= columns for each in lines)
    return lines if is_whole else [fitting_row(question, n, columns)]


def fitting_row(question: Question, n: int, columns: int) -> str:
    """Return a choice as a line; a note gets half of it if both it and its label are too long."""
    from prompt_toolkit.utils import get_cwidth

    label, note = question.row(n)
    rest = max(columns - get_cwidth(label) - 2, columns // 2)
    note = cut(note, rest)
    return f"{cut(label, columns - get_cwidth(note) - 2)}  {note}" if note else cut(label, columns)


def cut(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns, with a sign at the cut."""
    from prompt_toolkit.utils import get_cwidth

    fit = sum(end <= columns for end in accumulate(map(get_cwidth, text)))
    return text if fit == len(text) else f"{text[: max(fit - 1, 0)]}…"


def _remark(question: Question, columns: int) -> str:
    wrapped = partial(fill, width=max(columns - 1, 10), initial_indent="  ", subsequent_indent="  ")
    lines = map(wrapped, question.remark(ROWS).split("\n"))
    return "\n".join(lines).replace(UNBROKEN, " ")


def _end(app: "Application[Any]", **how: Any) -> None:
    """End the question, unless it has ended: a second Ctrl-C may be heard while the first ends it.

    The event loop would print a traceback for it.
    """
    if app.future is not None and not app.future.done():
        app.exit(**how)


def _bindings(question: Question, accept: Accept[T]) -> "KeyBindings":
    from prompt_toolkit.filters import shift_selection_mode
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    def enter(event: KeyPressEvent) -> None:
        try:
            _end(event.app, result=accept(question))
        except PipectlError as error:
            question.refuse(error)
        except BaseException as error:  # Else the event loop would print a traceback.
            _end(event.app, exception=error)

    def press(hot: str, event: KeyPressEvent) -> None:
        question.text = hot
        enter(event)

    def stray(event: KeyPressEvent) -> None:
        """A letter that is no key of the question isn't typed there: what the keys are is said."""
        if event.data.isprintable():
            press(event.data, event)
            question.text = ""  # Else Enter would take it for the answer.

    def paste(event: KeyPressEvent) -> None:
        if event.current_buffer.selection_state:
            event.current_buffer.cut_selection()
        event.current_buffer.insert_text(" ".join(event.data.splitlines()))

    def cut(event: KeyPressEvent) -> None:
        event.current_buffer.cut_selection()

    def go(to_end: bool, event: KeyPressEvent) -> None:
        event.current_buffer.exit_selection()
        event.current_buffer.cursor_position = len(event.current_buffer.text) if to_end else 0

    keys = KeyBindings()
    for key in ("c-u", "c-w", "c-k", "delete"):
        keys.add(key, filter=shift_selection_mode)(cut)
    for key, to_end in (("c-a", False), ("home", False), ("c-e", True), ("end", True)):
        keys.add(key, filter=shift_selection_mode)(partial(go, to_end))
    for key in ("c-c", "c-d", "<sigint>"):
        keys.add(key)(lambda event: _end(event.app, exception=KeyboardInterrupt()))
    for key, step in (("up", -1), ("c-p", -1), ("down", 1), ("c-n", 1)):
        keys.add(key)(lambda _, step=step: question.move(step))
    if (ticked := question.ticked) is not None:
        keys.add(" ")(lambda _: ticked.symmetric_difference_update({question.at}))
    if question.escape:
        keys.add("escape")(partial(press, question.escape))
    elif question.leads_back:
        keys.add("escape")(lambda event: _end(event.app, exception=WentBack()))
    for hot in question.hot:
        keys.add(hot)(partial(press, hot))
    if question.hot:
        keys.add("<any>")(stray)
    keys.add("enter")(enter)
    keys.add("<bracketed-paste>")(paste)
    keys.add("c-z")(lambda event: event.app.suspend_to_background())
    return keys
