"""What the columns of an export may hold: what typed text may be, and no more."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from pipectl.dates import FIRST_YEAR
from pipectl.domain.incoming.mappings import PREFIX
from pipectl.domain.incoming.mappings import check as check_mapping
from pipectl.domain.settings import STORE_SETTINGS
from pipectl.errors import UsageError, quoted
from pipectl.money import check_currency
from pipectl.text import check_line, check_note

MOST_WHOLE = 2**63 - 1
MOST_COUNTED = 1_000_000_000  # whatever isn't money: numbers, days, how often
MOST_BYTES = 20_000_000  # a line: minutes of a review are the longest text there is
# Text that may have lines; of everything else, how many characters it may have at most.
NOTES = {
    *("stage.definition", "account.note", "contact.note", "opportunity.note"),
    *("opportunity.closing_note", "opportunity_history.note", "activity.text"),
}
LONGEST = {
    "action.text": 100,
    "contact.title": 100,
    "criterion.text": 200,
    "email": 254,
    "identifier": 200,
    "key": 200,
    "name": 200,
    "phone": 50,
    "priority.text": 200,
    "priority_step.text": 200,
    "reason.text": 200,
    "source": 100,
    "campaign": 100,
    "stage.name": 60,
    "tag": 50,
    "value": 20_000,
    "why": 2000,
}
LONG = 500
# Days of what has happened; a file from another time zone may be a day ahead.
PAST = {
    *("happened_on", "recorded_on", "created_on", "added_on", "stage_entered_on", "closed_on"),
    *("last_contact_on", "asked_on", "buying_on", "why_on", "done_on", "ended_on", "met_on"),
    *("started_on", "finished_on", "answered_on", "imported_on", "set_on"),
}
AHEAD = timedelta(days=1)
SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


def is_of(value: Any, kind: str, column: str) -> bool:
    """Whether a value is of a column's kind: int, bool, date, datetime or text."""
    if kind in ("int", "bool"):
        most = MOST_WHOLE if column.endswith("_minor") else MOST_COUNTED
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= most
        return whole and (kind == "int" or value in (0, 1))
    if not isinstance(value, str):
        return False
    try:
        if kind == "date":
            day = date.fromisoformat(value)
            return day.isoformat() == value and day.year >= FIRST_YEAR
        if kind == "datetime":
            at = datetime.fromisoformat(value)
            return at.isoformat(" ", "microseconds") == value and at.year >= FIRST_YEAR
        value.encode("utf-8")
    except ValueError:
        return False
    return "\0" not in value


def check_past(row: Mapping[str, Any], columns: Sequence[str], today: date) -> None:
    """Raise UsageError for a day that can't have been yet."""
    for column in columns:
        if row[column] is not None and row[column] > today + AHEAD:
            raise UsageError(f"{column}: {row[column]} is in the future: today is {today}.")


def check_text(table: str, column: str, row: Mapping[str, Any]) -> None:
    """Raise UsageError for a text that can't have been typed there."""
    text: str = row[column]
    kept = checker(table, column)(text)
    if table == "setting":
        kept = _setting(row["key"], text) if column == "value" else kept
    if kept != text:
        raise UsageError(
            f"{quoted(text)} isn't as it is kept: trimmed, in composed letters (NFC), and short."
        )


@lru_cache(1000)
def checker(table: str, column: str) -> Callable[[str], str]:
    """What checks a column's texts, and answers with them as they are kept."""
    own: dict[str, Callable[[str], str]] = {
        "slug": lambda text: _formed(text, SLUG, "letters and digits of ASCII, with hyphens"),
        "due_time": lambda text: _formed(text, CLOCK, "a time such as 14:30"),
        "currency": check_currency,
        "minutes": _minutes,
    }
    place, what = f"{table}.{column}", column.replace("_", " ")
    if column in own:
        return own[column]
    if place in NOTES:
        return lambda text: check_note(text, what=what)
    most = LONGEST.get(place, LONGEST.get(column, LONG))
    if column == "value":
        return lambda text: text and check_line(text, what=what, most=most)
    return lambda text: check_line(text, what=what, most=most)


def _formed(text: str, form: re.Pattern[str], wanted: str) -> str:
    if len(text) > LONG or not form.fullmatch(text):
        raise UsageError(f"{quoted(text)} can't be: it is {wanted}.")
    return text


def _setting(key: str, text: str) -> str:
    """A setting as it is kept; one that isn't known here counts nowhere."""
    for each in STORE_SETTINGS:
        if each.key == key:
            return each.check(text)
    return check_mapping(text) if key.startswith(PREFIX) else text


def _minutes(text: str) -> str:
    """The facts of a review, in which no text can steer anything."""
    try:
        left = [json.loads(text)]
    except (ValueError, RecursionError):
        raise UsageError(f"{quoted(text)} is no JSON.") from None
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            left += value
        elif isinstance(value, str) and value.strip():
            check_note(value, what="minutes", most_bytes=MOST_BYTES)
    return text
