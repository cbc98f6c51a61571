"""The lists of the priorities of a quarter."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from pipectl.dates import format_date, short_date
from pipectl.planning.queries.priorities import PriorityProgress, PriorityStepRow
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Empty, folded, heading

KEYS = ("priority", "text", "period", "starts_on", "ends_on", "set_on", "done_on", "steps")


def priority_dict(found: PriorityProgress) -> dict[str, Any]:
    """The JSON of a priority; `id` is the argument of `priority done`."""
    return keys_of(
        found,
        "priority text period starts_on ends_on set_on done_on",
        priority=found.place,
        steps=[step_dict(found, step) for step in found.steps],
        id=found.place,
    )


def step_dict(of: PriorityProgress, step: PriorityStepRow) -> dict[str, Any]:
    """The JSON of a step."""
    return keys_of(step, "step kind text due_on done_on", step=f"{of.place}.{step.number}")


def priorities_listing(
    found: Sequence[PriorityProgress], on: Screen, *, today: date, empty: Empty
) -> Listing:
    """Return the priorities by quarter; `empty` if there are none."""

    def text() -> str:
        return pages(found, on, today) if found else empty.drawn(on)

    return Listing([priority_dict(each) for each in found], KEYS, text)


def pages(found: Sequence[PriorityProgress], on: Screen, today: date) -> str:
    """Return each quarter with its priorities and their steps."""
    quarters = groupby(found, key=lambda each: (each.period, each.starts_on, each.ends_on))
    return "\n".join(
        heading(f"{name}, until {format_date(end)}", on)
        + "".join(priority_page(each, on, today) for each in group)
        for (name, _, end), group in quarters
    )


def priority_page(found: PriorityProgress, on: Screen, today: date) -> str:
    """Return a priority and its steps, ticked when done."""
    own = [Cell(f"{found.place}. ", "dim"), mark(found.done_on), Cell(found.text, "bold")]
    return folded([*own, *done_words(found.done_on, today)], on) + "".join(
        folded(step_parts(found, step, today), on) for step in found.steps
    )


def step_parts(of: PriorityProgress, step: PriorityStepRow, today: date) -> list[Cell | str]:
    """Return a step's line: `1.2 [ ] Write the page, by 4 Dec`."""
    parts: list[Cell | str] = [Cell(f"   {of.place}.{step.number} ", "dim"), mark(step.done_on)]
    if step.kind == "target" and step.due_on is not None:
        parts.append(Cell(f"{step.due_on:%Y-%m}: ", "cyan"))
    parts.append(step.text)
    if step.done_on is not None:
        return parts + done_words(step.done_on, today)
    if step.kind == "action" and step.due_on is not None:
        parts.append(Cell(f", by {short_date(step.due_on, today)}", "dim"))
    late = of.done_on is None and step.due_on is not None and step.due_on < today
    return [*parts, Cell(" (overdue)", "red")] if late else parts


def mark(done_on: date | None) -> Cell:
    """Return the check box."""
    return Cell("[x] ", "green") if done_on else Cell("[ ] ")


def done_words(done_on: date | None, today: date) -> list[Cell | str]:
    """Return when it was done."""
    return [] if done_on is None else [Cell(f", done {short_date(done_on, today)}", "dim")]
