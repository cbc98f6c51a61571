"""Find the texts in the minutes of a review."""

from collections.abc import Iterator, Mapping
from typing import Any

# What a text in minutes is, by its key.
WHERE = {
    "title": "title",
    "account": "account",
    "contact": "contact",
    "why": "why",
    "next_action": "next-action",
    "reason": "reason",
    "notes": "note",
    "answer": "answer",
    "experiment": "experiment",
}
# What texts and answers below these keys are.
BELOW = {"promises": "next-action", "priorities": "priority", "decided": "decided"}
NOT_WRITTEN = ("numbers", "targets", "year", "bridge")  # pipectl's own figures and sentences


def texts_in(facts: Any, below: str | None = None, title: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with what it is; the deal's title stands before what is about a deal."""
    if isinstance(facts, list):
        for each in facts:
            yield from texts_in(each, below, title)
    if not isinstance(facts, Mapping):
        return
    own = facts.get("title")
    title = own if isinstance(own, str) else title
    for key, value in facts.items():
        if key in NOT_WRITTEN:
            continue
        what = below if below and key in ("text", "answer") else WHERE.get(key)
        for text in value if isinstance(value, list) else (value,):
            if what is not None and isinstance(text, str) and text:
                is_about = title and what not in ("title", "account", "contact")
                yield what, f"{title}: {text}" if is_about else text
        yield from texts_in(value, BELOW.get(key, below), title)
