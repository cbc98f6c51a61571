"""The page of `stage calibrate`: proposed probabilities beside the configured ones."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.money import percent_number
from pipectl.numbers import NumberFormat
from pipectl.render.screen import Screen
from pipectl.render.tables import Cell, Column, paragraph, table
from pipectl.reports.stage_calibration.rules import Proposal
from pipectl.reports.view import NOTHING


def shape(found: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The JSON; `proposed` is null if too few deals were closed."""
    return [
        {
            "stage": each.step.name,
            "probability": percent_number(each.step.probability_bp),
            "proposed": percent_number(each.probability_bp),
            "n": each.n,
            "happened": Fraction(100 * each.won, each.n) if each.n else None,
        }
        for each in found
    ]


def page(found: Sequence[Proposal], on: Screen, numbers: NumberFormat, *, applied: bool) -> str:
    """Return a line for each stage, and the next command."""
    columns = [
        Column("Stage", flexible=True),
        Column("Stage %", right=True),
        Column("Proposed %", right=True),
        Column("Won", right=True, rank=1),
        Column("Closed", right=True),
    ]
    return table(columns, [row(each, numbers) for each in found], on) + paragraph(
        advice(found, applied=applied), on
    )


def row(found: Proposal, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage."""
    bp = found.probability_bp
    return [
        found.step.name,
        numbers.basis_points(found.step.probability_bp),
        Cell(NOTHING if bp is None else numbers.basis_points(bp), "bold" if found.changes else ""),
        numbers.count(found.won),
        numbers.count(found.n),
    ]


def advice(found: Sequence[Proposal], *, applied: bool) -> str:
    """Return what was changed, or the command to change it."""
    if applied:
        return "Set the proposed probabilities. Undo with `pipectl undo`."
    if any(each.changes for each in found):
        return "Nothing has changed. To set the proposed ones: `pipectl stage calibrate --apply`."
    if all(each.probability_bp is None for each in found):
        return "Too early: a stage needs 10 closed deals that were in it."
    return "The probabilities already match your history."
