"""Show beside the agenda of a review what isn't a deal to review."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.reminders.rules.due import DueItem
from pipectl.reminders.view.reminders import line_of_person, reminder
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, folded, heading


def people_block(found: Sequence[DueItem], on: Screen, numbers: NumberFormat, today: date) -> str:
    """Return whom to get in touch with, a line each; nothing if there is nobody."""
    if not found:
        return ""
    page = heading("Keep in touch", on)
    for each in found:
        said = line_of_person(each, today, numbers)
        page += folded(["  ", Cell(said.lead, "bold"), said.about], on)
    return page


def people_keys(found: Sequence[DueItem]) -> list[dict[str, Any]]:
    """Return the keys of those to get in touch with, as `remind` has them."""
    return [reminder(each) for each in found]
