"""Sequences, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, heading, paragraph
from pipectl.sequence_runs.view import template_words
from pipectl.sequences.queries import RunRow, SequenceRow, StepRow
from pipectl.sequences.rules import typed

NO_SEQUENCES = Empty(
    "No sequences yet",
    "Add one",
    'pipectl sequence add Intro --step "0d outreach" --step "+3d call"',
)


def step_dict(found: StepRow) -> dict[str, Any]:
    """A step's keys."""
    return {"step": found.place, **keys_of(found, "wait_days kind text template")}


def sequence_dict(found: SequenceRow) -> dict[str, Any]:
    """A sequence's keys."""
    return {
        "name": found.name,
        "steps": [step_dict(each) for each in found.steps],
        **keys_of(found, "running ended id"),
    }


def run_dict(found: RunRow) -> dict[str, Any]:
    """The keys of a run that hasn't ended."""
    return {
        "opportunity": found.id,
        "title": found.title,
        "contact": found.contact,
        "step": found.place,
        **keys_of(found, "action due_on started_on"),
    }


def sequences_listing(found: Sequence[SequenceRow], on: Screen, numbers: NumberFormat) -> Listing:
    """The sequences."""
    titles = [
        Column("Sequence", flexible=True),
        Column("Steps", flexible=True),
        Column("Running", right=True),
        Column("Ended", right=True),
    ]
    cells = [
        [
            each.name,
            ", ".join(typed(step.wait_days, step.kind, step.text) for step in each.steps),
            numbers.count(each.running),
            numbers.count(each.ended),
        ]
        for each in found
    ]
    rows = [sequence_dict(each) for each in found]
    columns = ["name", "steps", "running", "ended"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_SEQUENCES))


def sequence_page(
    found: SequenceRow, runs: Sequence[RunRow], on: Screen, numbers: NumberFormat
) -> str:
    """A sequence with its steps, and the deals that are in it."""
    page = heading(found.name, on)
    for step in found.steps:
        said = f"{step.place}. {typed(step.wait_days, step.kind, step.text)}"
        page += paragraph(f"{said}{template_words(step.template, step.text)}", on, indent="  ")
    if not runs and not found.ended:
        return page + paragraph("No deal has been in the sequence yet.", on)
    if not runs:
        return page + paragraph(f"No deal is in the sequence now. {ended(found, numbers)}", on)
    page += "\n" + heading("Deals in the sequence", on)
    for each in runs:
        due = f", due {format_date(each.due_on)}" if each.due_on else ""
        contact = f" ({each.contact})" if each.contact else ""
        said = f"#{each.id} {each.title}{contact}: step {each.place}, {each.action}{due}"
        page += paragraph(said, on, indent="  ")
    return page + (paragraph(ended(found, numbers), on) if found.ended else "")


def ended(found: SequenceRow, numbers: NumberFormat) -> str:
    """Say how many runs of a sequence have ended."""
    return f"{numbers.counted(found.ended, 'run')} {'has' if found.ended == 1 else 'have'} ended."
