"""Show beside the agenda of a review what isn't a deal to review."""

from datetime import date
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.reminders.view.capacity import block, overload_keys
from pipectl.reminders.view.reminders import line_of_person, reminder
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, folded, heading
from pipectl.review.queries.asides import Asides


def asides_page(found: Asides, on: Screen, numbers: NumberFormat, today: date) -> str:
    """Return whom to get in touch with, then which deals are too many."""
    blocks = (people_block(found, on, numbers, today), block(found.over, on, numbers))
    return "\n".join(each for each in blocks if each)


def people_block(found: Asides, on: Screen, numbers: NumberFormat, today: date) -> str:
    """Return whom to get in touch with, a line each; nothing if there is nobody."""
    if not found.people:
        return ""
    page = heading("Keep in touch", on)
    for each in found.people:
        said = line_of_person(each, today, numbers)
        page += folded(["  ", Cell(said.lead, "bold"), said.about], on)
    return page


def asides_keys(found: Asides) -> dict[str, Any]:
    """Return the keys; of those to get in touch with as `remind` has them."""
    return {
        "keep_in_touch": [reminder(each) for each in found.people],
        "over_capacity": overload_keys(found.over, found.currency),
    }
