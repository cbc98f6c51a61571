"""An action with its date; none is missing."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time

from pipectl.errors import RefusedError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import ACTIVITY_KINDS

Due = tuple[date, time | None]


class PlannedAction(NamedTuple):
    """A next action that was chosen, and by when."""

    text: str
    due: Due | None


class NothingNextError(RefusedError):
    """A lost opportunity has no next action."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{quoted(title)} is lost, so it can't have a next action.",
            hint="Set a revisit date with `pipectl edit --revisit DATE`, or reopen the deal.",
        )


# What English speakers call each kind; the longest beginning that fits decides.
WORDS: Mapping[str, str | None] = {
    **{kind: kind for kind in ACTIVITY_KINDS},
    **dict.fromkeys(
        ("introduction", "intro", "cold e-mail", "cold email", "first e-mail"), "outreach"
    ),
    **dict.fromkeys(("phone", "ring", "cold call", "phone call", "video call"), "call"),
    **dict.fromkeys(("follow-up call", "follow up call", "follow-up phone call"), "call"),
    **dict.fromkeys(("call off", "call it off"), None),
    **dict.fromkeys(("follow up", "followup", "e-mail", "email"), "follow-up"),
    **dict.fromkeys(("meet", "demo", "visit", "workshop", "presentation"), "meeting"),
    **dict.fromkeys(("follow-up meeting", "follow up meeting"), "meeting"),
    **dict.fromkeys(("send proposal", "send the proposal", "propose"), "proposal"),
    **dict.fromkeys(("quote", "send quote", "send a quote", "quotation", "send offer"), "proposal"),
}


def kind_of(text: str, entries: Iterable[tuple[str, str | None]] = ()) -> str | None:
    """The kind whose word, or whose entry of the pick list, the text begins with, in any case.

    `entries` are texts and kinds; an entry goes before a word of the same length.
    """
    said = " ".join(fold(text).split())
    known = dict(WORDS) | {fold(entry): kind for entry, kind in entries if kind is not None}
    fits = [begin for begin in known if begins(said, begin)]
    return known[max(fits, key=len)] if fits else None


def begins(text: str, begin: str) -> bool:
    """Whether a text begins with these whole words."""
    return re.match(re.escape(begin) + r"(?![\w-])", text) is not None


def without_kind(text: str, kind: str) -> str:
    """An activity's text without its kind, where that stands before it: "Call: they agreed"."""
    before, colon, after = text.partition(": ")
    return after if colon and fold(before) == kind else text


class NextActionInput(NamedTuple):
    """A next action as it was chosen; without text, only a new date for the one that is open.

    `every` says how often it comes again; "" not any more, None as before.
    """

    text: str | None
    due_on: date | None = None
    due_time: time | None = None
    every: str | None = None
