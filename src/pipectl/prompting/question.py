"""One question: what is asked, how far the answer has got."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pipectl.errors import PipectlError
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.text import fold, resembling, visible

T = TypeVar("T")
Accept = Callable[["Question"], tuple[T, str]]  # The value, and how it is shown.
# How whoever is asked reads numbers; the run of the command sets it before its first question.
NUMBERS = ContextVar("numbers", default=NumberFormat())  # noqa: B039 - frozen
# What is done before each question: as an answer may take an hour, the run lets go of the store.
BEFORE_ASKING: ContextVar[Callable[[], None]] = ContextVar("before asking", default=lambda: None)
UNBROKEN = "\N{NO-BREAK SPACE}"  # in a hint: a blank at which no line ends
FILTER_HINT = "type to filter"
BETWEEN = " · "  # between two hints
AS_TYPED = -1  # The place of the row that takes the text as it was typed.


class WentBack(Exception):  # noqa: N818 - it is no error
    """The person doesn't want to answer, and goes back to where the question came from."""


class Choice(NamedTuple, Generic[T]):
    """An entry of a list: what it stands for, what is shown, and a remark beside it.

    `again`: after an interruption the answer is offered again.
    """

    value: T
    label: str
    note: str = ""
    again: bool = True


@dataclass(slots=True)
class Question:
    """What is asked and how far it has got; `at`, `preset` and `ticked` are places in `choices`.

    A key of `hot` is an answer as soon as it is pressed. An answer is remembered under `name`, so
    that the message may be worded anew; without a name under the message.
    """

    message: str
    name: str = ""
    choices: Sequence[Choice[Any]] = ()
    preset: int | None = None
    nowhere: bool = False  # Nothing is highlighted until the person moves or types.
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
    escape: str = ""  # The key of `hot` that Esc stands for.
    leads_back: bool = False  # Esc takes the person back to where the question came from.

    def __post_init__(self) -> None:
        self.message = visible(self.message)
        self.name = self.name or self.message
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
            first = self.at if self.preset is None else self.preset
            self.at = None if self.free or self.nowhere else first
        elif self.free and not ranked:
            self.at = next((n for n in self.matching() if is_slip(part, self.keys[n])), AS_TYPED)

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
        if any(each.label == found["at"] and not each.again for each in self.choices):
            return
        self.recall(found)
        if is_more_than_enter(found):
            self.offered, self.offer = self.text, remark
            # At a dumb terminal, where nothing can stand there, an empty line takes it.
            self.default = self.text if self.at is None else self.choices[self.at].label

    def refuse(self, error: PipectlError) -> None:
        numbers = NUMBERS.get()
        said = filter(None, (error.said_in(numbers), error.hint_in(numbers)))
        self.wrong = visible(" ".join(said))

    def row(self, n: int) -> tuple[str, str]:
        """A choice in the list: its label, with a box if it can be ticked, and its note."""
        if n == AS_TYPED:
            return visible(f'Use "{self.text.strip()}" as typed'), ""
        box = "" if self.ticked is None else "[x] " if n in self.ticked else "[ ] "
        return visible(f"{box}{self.choices[n].label}"), visible(self.choices[n].note)

    def remark(self, rows: int) -> str:
        """What was wrong, else what to know before answering; that a list has more than `rows`."""
        back = "Esc goes back" if self.leads_back else ""
        if self.wrong:
            return self.wrong
        if self.offer and self.text == self.offered:
            replaces = "typing replaces it" if self.offered else ""
            return BETWEEN.join(filter(None, (self.offer, replaces, back)))
        skips = "Enter skips" if self.optional and "Enter" not in self.hint else ""
        said = [self.hint, skips]
        if len(self.choices) > rows:
            many = NUMBERS.get().counted(len(self.choices), "choice")
            said = [each for each in said if each != FILTER_HINT]
            said.append(f"{FILTER_HINT} {many}" if self.ticked is None else many)
        return visible(BETWEEN.join(filter(None, (*said, back))), lines=True)


def is_more_than_enter(found: dict[str, Any]) -> bool:
    """Whether an answer, as it is recalled, says more than that the question was passed over."""
    return bool(found["text"].strip() or found["at"] is not None or found["ticked"])


def is_slip(text: str, label: str) -> bool:
    """Return whether the text is the label with its words mistyped, and none is another word."""
    words, meant = text.split(), label.split()
    return len(words) == len(meant) and all(
        one == other or resembling(one, [other]) for one, other in zip(words, meant, strict=True)
    )
