"""What several pages say in the same way: differences, counts, rates with their samples."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from pipectl.money import format_amount
from pipectl.render.page import Block, Line
from pipectl.render.tables import Cell

MOST_ROWS = 20  # of a list on a page; JSON and --explain have them all
NOTHING = "–"
PROVISIONAL = (
    "Provisional: wins arrive before losses, and the history doesn't cover two sales cycles yet."
)
Row = TypeVar("Row")


def signed(minor: int, currency: str, decimal: str) -> str:
    """`+12,000` or `-500`; 0 has no sign."""
    return f"{'+' if minor > 0 else ''}{format_amount(minor, currency, decimal=decimal)}"


def number_of(count: int, one: str, many: str = "") -> str:
    """`1 deal`, `3 deals`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def first_rows(rows: Sequence[Row], most: int = MOST_ROWS) -> tuple[Sequence[Row], list[Block]]:
    """The rows that a page shows, and a line about the others."""
    rest = len(rows) - most
    if rest <= 0:
        return rows, []
    said = f"{rest:,} more: --json has them all."
    return rows[:most], [Line([Cell(said, "dim")])]


def tenths(value: Fraction, decimal: str) -> str:
    """A number with at most one decimal, rounded half up."""
    scaled = (20 * abs(value) + 1) // 2
    whole, part = divmod(scaled, 10)
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}{decimal}{part}" if part else f"{sign}{whole}"


def percent(value: Fraction | None, decimal: str) -> str:
    """`37.5 %`; nothing where it isn't known."""
    return NOTHING if value is None else f"{tenths(value, decimal)} %"


def rate(value: Fraction | None, n: int, decimal: str) -> str:
    """`40 % (n=10)`, and `n/a (n=2)` where the sample says too little."""
    return f"{'n/a' if value is None else percent(value, decimal)} (n={n:,})"


def likelihood(value: Fraction, decimal: str) -> str:
    """A chance as percent; what is open is never quite sure, or out of the question."""
    if value < Fraction(1, 20):
        return f"< 0{decimal}1 %"
    return f"> 99{decimal}9 %" if value >= Fraction(9995, 100) else percent(value, decimal)
