"""The JSON keys of the rows behind a number."""

from collections.abc import Sequence
from typing import Any

from pipectl.money import percent_number, weighted_minor
from pipectl.queries.counting import Counted
from pipectl.render.shapes.opportunity import money


def explained(rows: Sequence[Counted]) -> Any:
    """The rows of an explanation; what isn't weighted has no probability."""
    return [
        {
            "id": row.id,
            "title": row.title,
            "amount": money(row.amount_minor, row.currency),
            "currency": row.currency,
            "probability": None
            if row.probability_bp is None
            else percent_number(row.probability_bp),
            "probability_from": None if row.probability_bp is None else source(row),
            "weighted": None
            if row.probability_bp is None
            else money(weighted_minor(row.amount_minor or 0, row.probability_bp), row.currency),
            "why": row.why,
        }
        for row in rows
    ]


def source(row: Counted) -> str:
    """Where a row's probability comes from."""
    return "opportunity" if row.is_own else "stage"
