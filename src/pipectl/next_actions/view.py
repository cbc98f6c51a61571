"""Activities as lines and lists; JSON keys."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.next_actions.queries import ActivityRow
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.tables import Cell, Column, Screen, drawn, folded


def activity(found: ActivityRow) -> dict[str, Any]:
    """An activity's keys."""
    return {
        "id": found.id,
        "kind": found.kind,
        "count": found.count,
        "on": found.done_on,
        "opportunity": found.opportunity_id,
        "title": found.opportunity,
        "contact": found.contact,
        "text": found.text,
    }


def activities_listing(found: Sequence[ActivityRow], on: Screen, numbers: NumberFormat) -> Listing:
    """Activities."""
    titles = [
        Column("#", right=True),
        Column("Date"),
        Column("Kind"),
        Column("Count", right=True, rank=2),
        Column("Opportunity", rank=1, flexible=True),
        Column("Contact", rank=3, flexible=True),
        Column("Text", rank=4, flexible=True),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(each.id), "dim"),
            format_date(each.done_on),
            each.kind,
            numbers.count(each.count),
            each.opportunity or "–",
            each.contact or "–",
            (each.text or "–").replace("\n", " "),
        ]
        for each in found
    ]
    rows = [activity(each) for each in found]
    columns = ["id", "kind", "count", "on", "opportunity", "title", "contact", "text"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, "activities"))


def activity_line(what: str, found: ActivityRow, on: Screen, numbers: NumberFormat) -> str:
    """One line that echoes an activity after a change."""
    count = f" x {numbers.count(found.count)}" if found.count != 1 else ""
    parts: list[Cell | str] = [f"{what} {found.id} ", Cell(f"{found.kind}{count}", "bold")]
    parts.append(f" on {format_date(found.done_on)}")
    if found.opportunity:
        parts.append(f" · {found.opportunity}")
    if found.contact:
        parts.append(f" · with {found.contact}")
    if found.text:
        parts.append(f" · {found.text.splitlines()[0]}")
    return folded(parts, on)
