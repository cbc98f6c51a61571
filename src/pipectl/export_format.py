"""What an export of a whole store, and the CSV of deals, call things."""

import re
from collections.abc import Mapping, Sequence

CHANGED = "changed"  # the table of instants, from version 3 on
CREATED, GONE = "", "gone"  # in the place of a field: when a row came, and when it went
BACK = "~"  # after an instant: of a change that undo took back
# What may go, and stays gone elsewhere.
TAKEN_AWAY = ("action", "reason", "activity", "opportunity_tag", "goal", "priority")
# What is known by these columns when it is gone; the rest by its key.
GONE_BY: Mapping[str, tuple[str, ...]] = {
    "activity": ("uid",),
    "priority": ("uid",),
    "action": ("stage_id", "text_folded"),
    "reason": ("outcome", "text_folded"),
}


def written_instant(stored: str) -> str:
    """A stored instant as an export has it."""
    return f"{stored.replace(' ', 'T')}Z"


def joined(tags: Sequence[str]) -> str:
    """Tags in one cell, between semicolons; one that is part of a tag has a backslash before it."""
    text = ";".join(re.sub(r"([\\;])", r"\\\1", tag) for tag in tags)
    return f"{text};" if len(tags) == 1 and re.search(r", |\\", text) else text
