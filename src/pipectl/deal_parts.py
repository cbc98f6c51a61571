"""The parts of a deal in the CSV of deals, and the format of their change times."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from pipectl.errors import UsageError, quoted
from pipectl.text import fold

# The parts of a deal, and the columns of it (`next` and `tags` have tables of their own).
PARTS: Mapping[str, tuple[str, ...]] = {
    "stage": (
        *("status", "stage_id", "stage_entered_on", "created_on", "closed_on", "reason"),
        *("competitor", "revisit_on"),
    ),
    "amount": ("amount_minor", "currency", "recurring_minor", "recurring_per", "term_months"),
    "title": ("title",),
    "account": ("account_id",),
    "contact": ("contact_id",),
    "parent": ("parent_id",),
    "close": ("close_on",),
    "probability": ("probability_bp",),
    "source": ("source",),
    "campaign": ("campaign",),
    "note": ("note",),
    "owner": ("owner",),
    "answers": ("asked_on", "buying"),
    "next": (),
    "tags": (),
}
PART_OF = {
    **{column: part for part, columns in PARTS.items() for column in columns},
    "next_action": "next",
    "tags": "tags",
    "why": "answers",
}
# The fields of a row that are of a part, as the headers name them.
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "stage": (
        *("stage", "outcome", "created_on", "closed_on", "lost_reason", "competitor"),
        *("revisit_on", "stage_entered_on"),
    ),
    "amount": ("amount", "currency", "recurring", "recurring_per", "term_months"),
    "close": ("close_on",),
    "probability": ("probability", "probability_from", "shown_probability"),
    "answers": ("answers", "buying", "why", "asked_on"),
    "next": ("next_action", "next_due", "next_time"),
}

# Before the name of a custom field that a deal has: each is a part of its own.
OWN_FIELD = "field:"
CREATED = ""  # in the place of a part, as in `native`: when the deal came
NEW = "created"
LENGTH = len("2026-11-18 10:00:00.000000")
# An instant in a cell; one that undo took back has a `~`, the second at one time a `#1`.
WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9:]{8}[.][0-9]{6})Z(~?(?:#[0-9]{1,6})?)")


def own_part(name: str) -> str:
    """Return the part that a custom field is, as a word."""
    return f"{OWN_FIELD}{quote(fold(name), safe='')}"


def of_part(found: Mapping[str, frozenset[str]], part: str) -> frozenset[str]:
    """Return when a part changed; a custom field that has no value came with its deal."""
    return found.get(part, found[CREATED])


def written(found: Mapping[str, frozenset[str]]) -> str:
    """Format when a deal was created and its parts changed: `created …; note … …`."""
    created = found[CREATED]
    own = sorted(part for part in found if part.startswith(OWN_FIELD))
    said = {NEW: created, **{part: found[part] - created for part in (*PARTS, *own)}}
    return "; ".join(
        " ".join([part, *map(written_at, sorted(each))]) for part, each in said.items() if each
    )


def written_at(at: str) -> str:
    """Format an instant for a cell."""
    return f"{at[:LENGTH].replace(' ', 'T')}Z{at[LENGTH:]}"


def read_parts(text: str) -> Mapping[str, frozenset[str]]:
    """Return when each part changed, out of a cell; raise UsageError."""
    said: dict[str, frozenset[str]] = {}
    for each in text.split(";"):
        part, *ats = each.split() or [""]
        found = [WRITTEN.fullmatch(at) for at in ats]
        is_known = part in (NEW, *PARTS) or part.startswith(OWN_FIELD)
        if not is_known or part in said or not found or None in found:
            raise UsageError(
                f"{quoted(text, 80)} isn't a value that pipectl exports.",
                hint="Empty the cell or the column. Then changed_at applies to all parts.",
            )
        said[part] = frozenset(f"{at[1]} {at[2]}{at[3]}" for at in found if at is not None)
    created = said.pop(NEW, frozenset())
    parts = dict.fromkeys((*PARTS, *said))
    return {CREATED: created, **{part: created | said.get(part, frozenset()) for part in parts}}
