"""Names and formats shared by exports and the import that reads them again."""

import re
from collections.abc import Mapping, Sequence

CHANGED = "changed"  # the table of instants, from version 3 on
CREATED, GONE = "", "gone"  # in the place of a field: when a row came, and when it went
BACK = "~"  # after an instant: of a change that undo took back
# What a text begins with that gets an apostrophe in CSV, so that no spreadsheet runs it.
FORMULA = tuple("=+-@\t\r'＝＋－＠")
# What may go, and stays gone elsewhere.
TAKEN_AWAY = (
    *("action", "reason", "activity", "opportunity_tag", "goal", "priority"),
    "figure_target",
    *("campaign", "persona", "persona_objection", "contact_persona", "fit_criterion"),
    *("experiment", "link"),
)
# What is known by these columns when it is gone; the rest by its key.
GONE_BY: Mapping[str, tuple[str, ...]] = {
    "activity": ("uid",),
    "priority": ("uid",),
    "experiment": ("uid",),
    "link": ("uid",),
    "action": ("stage_id", "text_folded"),
    "reason": ("outcome", "text_folded"),
    "campaign": ("name_folded",),
    "persona": ("name_folded",),
    "persona_objection": ("persona_id", "objection_folded"),
    "fit_criterion": ("field_folded",),
}


def written_instant(stored: str) -> str:
    """Format a stored instant for an export."""
    return f"{stored.replace(' ', 'T')}Z"


def joined(tags: Sequence[str]) -> str:
    """Join tags with semicolons; a backslash escapes one within a tag."""
    text = ";".join(re.sub(r"([\\;])", r"\\\1", tag) for tag in tags)
    return f"{text};" if len(tags) == 1 and re.search(r", |\\", text) else text
