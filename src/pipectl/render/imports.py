"""What an import would do, drawn."""

from collections.abc import Sequence
from typing import Any

from pipectl.domain.incoming.fields import Incoming
from pipectl.money import format_amount
from pipectl.render.shapes.opportunity import money
from pipectl.render.tables import Cell, Column, Screen, heading, line, table

SHOWN = 10
NOTHING = "–"


def preview(
    rows: Sequence[Incoming],
    stages: Sequence[tuple[str, str]],
    made: Sequence[str],
    on: Screen,
    decimal: str,
) -> str:
    """The first rows as they were read, and the stages."""
    titles = [
        Column("Line", right=True, rank=3),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        Column("Stage", flexible=True),
        Column("Outcome"),
        Column("Created", rank=2),
        Column("Closes", rank=1),
        Column("Account", rank=4, flexible=True),
    ]
    cells = [row_cells(row, decimal) for row in rows[:SHOWN]]
    page = table(titles, cells, on)
    if len(rows) > SHOWN:
        page += line([Cell(f"and {len(rows) - SHOWN:,} more", "dim")], on)
    if stages:
        page += "\n" + heading("Stages", on)
        pairs = [[theirs, f"{ours} (added)" if theirs in made else ours] for theirs, ours in stages]
        page += table([Column("Theirs"), Column("Here")], pairs, on)
    return page


def row_cells(row: Incoming, decimal: str) -> list[Cell | str]:
    """One row."""
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{format_amount(row.amount_minor, row.currency, decimal=decimal)} {row.currency}"
    return [
        str(row.line),
        row.title,
        amount,
        row.stage or NOTHING,
        row.outcome,
        str(row.created_on or NOTHING),
        str(row.closed_on or row.close_on or NOTHING),
        row.account or NOTHING,
    ]


def preview_facts(
    rows: Sequence[Incoming], stages: Sequence[tuple[str, str]], made: Sequence[str]
) -> dict[str, Any]:
    """What an import would do, for machines."""
    return {
        "rows": [
            {
                "line": row.line,
                "identifier": row.identifier,
                "title": row.title,
                "account": row.account,
                "amount": money(row.amount_minor, row.currency),
                "currency": row.currency,
                "stage": row.stage,
                "outcome": row.outcome,
                "created_on": row.created_on,
                "close_on": row.close_on,
                "closed_on": row.closed_on,
            }
            for row in rows
        ],
        "stages": [
            {"theirs": theirs, "ours": ours, "added": theirs in made} for theirs, ours in stages
        ],
    }
