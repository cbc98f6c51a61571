"""Read the columns that only pipectl's own CSV has."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipectl.errors import UsageError, either, quoted
from pipectl.money import parse_percent
from pipectl.named_tuple import NamedTuple
from pipectl.text import check_line, check_note
from pipectl.vocabulary import BUYING, LOST, MOST_MONTHS, OPEN, RECURRING, WON

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?\s*(am|pm)?", re.IGNORECASE)
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
MOST_TAG = 50
MOST_DIGITS = 4
# The keys in the JSON cells of older exports, and the fields that they fill.
FOLDED = {
    "next_action": {"action": "next_action", "due_on": "next_due", "due_time": "next_time"},
    "answers": {"buying": "buying", "why": "why", "asked_on": "asked_on"},
}
ANSWERS = ("buying", "why", "asked_on")
NEVER_EMPTY = ("title", "currency", "stage", "outcome", "created_on")  # of a deal that has a uid


class OwnRow(NamedTuple):
    """The columns that only our own CSV has; `told` are the fields with a column there.

    `number` is the deal's number there, `parent` that of its parent deal. `stage_percent` is the
    probability of its stage there, if it was used for the deal.
    """

    told: frozenset[str] = frozenset()
    number: str | None = None
    parent: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    buying: str | None = None
    why: str | None = None
    asked_on: date | None = None
    stage_entered_on: date | None = None
    won_reason: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    changed_at: str | None = None
    changed_parts: Mapping[str, frozenset[str]] | None = None
    shown_probability: str | None = None
    stage_percent: int | None = None


class Mismatch(NamedTuple):
    """A field that contradicts the rest of its row, and why."""

    field: str
    text: str


def read_clock(text: str) -> str:
    """Return a time of day as stored: `14:30`, also from `2:30 PM` and `14:30:00`."""
    found = CLOCK.fullmatch(text.strip())
    hour, half = (int(found[1]), (found[3] or "").lower()) if found else (0, "")
    if found is None or (half and not 1 <= hour <= 12):
        raise UsageError(f"{quoted(text)} is not a time.", hint="Write it as 14:30.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{found[2]}"


def read_instant(text: str) -> str:
    """Return an instant of an export as the store writes it, in UTC."""
    if not INSTANT.fullmatch(text):
        raise UsageError(
            f"{quoted(text)} is not a time as exported, such as 2026-11-18T10:00:00.000000Z.",
            hint=(
                "To import the row regardless of later changes here, empty the cell or the column."
            ),
        )
    return text.replace("T", " ").removesuffix("Z")


def read_buying(text: str) -> str:
    """Return the answer to the first question."""
    if text.strip().lower() not in BUYING:
        raise UsageError(f"{quoted(text)} is not an answer. Use {either(BUYING)}.")
    return text.strip().lower()


def read_per(text: str) -> str:
    """Return per what a recurring amount is."""
    if text.strip().lower() not in RECURRING:
        raise UsageError(f"{quoted(text)} is not {either(RECURRING)}.")
    return text.strip().lower()


def read_months(text: str) -> int:
    """Return the months of a term, in digits."""
    months = int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
    if not 1 <= months <= MOST_MONTHS:
        raise UsageError(f"{quoted(text)} is not a number of months from 1 to {MOST_MONTHS}.")
    return months


def read_tags(text: str) -> tuple[str, ...]:
    """Return tags separated by semicolons, or by commas in older exports."""
    if ";" not in text:
        parts = text.split(", ")
    else:
        parts = [re.sub(r"\\(.)", r"\1", each) for each in re.findall(r"((?:\\.|[^\\;])+)", text)]
    tags = (each.strip() for each in parts)
    return tuple(check_line(each, what="tag", most=MOST_TAG) for each in tags if each)


def read_note(text: str) -> str:
    """Return a note, which may have several lines."""
    return check_note(text.replace("\r\n", "\n"), what="note")


def unfolded(field: str, text: str) -> Mapping[str, str]:
    """Return the texts of several fields that older exports have as JSON in one cell."""
    try:
        found = json.loads(text)
        values = {ours: found[theirs] for theirs, ours in FOLDED[field].items()}
        is_plain = all(value is None or isinstance(value, str) for value in values.values())
    except (ValueError, KeyError, TypeError, RecursionError):
        is_plain = False
    if not is_plain:
        raise UsageError(f"{quoted(text)} is not a value that pipectl exports.")
    return {name: value for name, value in values.items() if value}


def own_of(
    values: Mapping[str, Any], told: frozenset[str], outcome: str, decimal: str
) -> OwnRow | Mismatch:
    """Return the fields that only our own CSV has; a Mismatch if cells contradict each other."""
    for name in NEVER_EMPTY:
        if "identifier" in values and name in told and name not in values:
            return Mismatch(name, "the cell must not be empty.")
    asked = [name for name in ANSWERS if name in values]
    if asked and len(asked) < len(ANSWERS):
        missing = next(name for name in ANSWERS if name not in values)
        return Mismatch(missing, f"the cell is empty, but {asked[0]} isn't. Answers need both.")
    if "next_time" in values and "next_due" not in values:
        return Mismatch("next_time", "a time needs a date.")
    if outcome != LOST and (values.keys() & {"revisit_on"}):
        return Mismatch(
            "revisit_on", (f"only a lost deal has a revisit date, but this one is {outcome}.")
        )
    if outcome == OPEN and "lost_reason" in values:
        return Mismatch("lost_reason", "a reason needs an outcome, won or lost.")
    return OwnRow(
        told=told,
        number=values.get("number"),
        parent=values.get("parent"),
        note=values.get("note"),
        tags=values.get("tags", ()),
        buying=values.get("buying"),
        why=values.get("why"),
        asked_on=values.get("asked_on"),
        stage_entered_on=values.get("stage_entered_on"),
        won_reason=values.get("lost_reason") if outcome == WON else None,
        competitor=values.get("competitor"),
        revisit_on=values.get("revisit_on"),
        changed_at=values.get("changed_at"),
        changed_parts=values.get("changed_parts"),
        shown_probability=values.get("shown_probability"),
        stage_percent=_stage_percent(values, decimal),
    )


def _stage_percent(values: Mapping[str, Any], decimal: str) -> int | None:
    """Return the stage's probability; None if the deal has its own or it can't be read."""
    if values.get("shown_from", values.get("probability_from")) != "stage":
        return None
    try:
        return parse_percent(values.get("shown_probability", ""), decimal=decimal)
    except UsageError:
        return None
