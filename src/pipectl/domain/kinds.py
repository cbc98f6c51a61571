"""Which kind of activity a next action stands for, by the word with which it begins."""

import re
from collections.abc import Iterable, Mapping

from pipectl.domain.words import ACTIVITY_KINDS
from pipectl.text import fold

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
