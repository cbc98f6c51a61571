"""What of a deal's past a page before a call says: what was said last, and objections noted."""

import re
from collections.abc import Iterable
from datetime import date

from pipectl.named_tuple import NamedTuple

# A sentence with one of these words tells an objection.
OBJECTING = re.compile(
    r"\b(?:objections?|objects?|objected|concerns?|concerned|worr(?:y|ies|ied)|hesitates?"
    r"|hesitant|hesitated|reluctant|push(?:es|ed)? back|pushback|too expensive)\b",
    re.IGNORECASE,
)
SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
MOST_TEXT = 240  # characters of one text on the page


class Said(NamedTuple):
    """Something that was said or done on a day; `kind` is an activity's, or `done`.

    `deal` is the one that it was about, on a page of several.
    """

    on: date
    kind: str
    contact: str | None
    text: str | None
    times: int = 1
    deal: str | None = None


class DoneAction(NamedTuple):
    """A completed next action, and what came of it."""

    text: str
    outcome: str | None
    ended_on: date


class NotedObjection(NamedTuple):
    """A sentence that tells an objection, the day on which it was noted, and whose it was.

    None if that isn't known.
    """

    text: str
    on: date | None
    contact: str | None = None


def last_said(logged: Iterable[Said], done: Iterable[DoneAction]) -> list[Said]:
    """What was said and done, the latest first; an action that was logged too is told once."""
    found = list(logged)
    told = " ".join(each.text or "" for each in found)
    found += [
        Said(each.ended_on, "done", None, ": ".join(filter(None, (each.text, each.outcome))))
        for each in done
        if (each.outcome or each.text) not in told
    ]
    return sorted(found, key=lambda each: each.on, reverse=True)


def objections_in(
    texts: Iterable[tuple[str | None, date | None, str | None]],
) -> list[NotedObjection]:
    """The sentences that tell an objection, each once, the latest first."""
    found: dict[str, NotedObjection] = {}
    for text, on, contact in texts:
        for sentence in SENTENCES.split(text or ""):
            if OBJECTING.search(sentence):
                said = shortened(sentence)
                found.setdefault(said.casefold(), NotedObjection(said, on, contact))
    return sorted(found.values(), key=lambda each: each.on or date.min, reverse=True)


def shortened(text: str) -> str:
    """A text in one line, cut between words where it is long."""
    line = " ".join(text.split())
    if len(line) <= MOST_TEXT:
        return line
    start = line[:MOST_TEXT].rpartition(" ")[0] or line[:MOST_TEXT]
    return f"{start} …"
