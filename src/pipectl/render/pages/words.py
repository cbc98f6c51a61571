"""What several pages say in the same way: differences, counts, rates with their samples."""

from collections.abc import Sequence
from typing import TypeVar

from pipectl.numbers import NumberFormat
from pipectl.render.page import Block, Line
from pipectl.render.tables import Cell

MOST_ROWS = 20  # of a list on a page; JSON and --explain have them all
NOTHING = "–"
PROVISIONAL = (
    "Provisional: wins arrive before losses, and the history doesn't cover two sales cycles yet."
)
Row = TypeVar("Row")


def first_rows(
    rows: Sequence[Row], numbers: NumberFormat, most: int = MOST_ROWS
) -> tuple[Sequence[Row], list[Block]]:
    """The rows that a page shows, and a line about the others."""
    rest = len(rows) - most
    if rest <= 0:
        return rows, []
    said = f"{numbers.count(rest)} more: --json has them all."
    return rows[:most], [Line([Cell(said, "dim")])]
