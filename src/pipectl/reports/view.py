"""What reports say in the same way; formulas and the rows behind a figure."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from pipectl.numbers import NumberFormat
from pipectl.periods import Period
from pipectl.render.blocks import Block, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.queries.shared import ReportCurrency, ReportRow

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
    said = f"{numbers.counted(rest, 'more row')}."
    return rows[:most], [Paragraph(said, "dim", "--json has them all.")]


def since(
    begins_on: date | None, periods: Sequence[Period], values: Sequence[Row]
) -> tuple[Sequence[Period], Sequence[Row]]:
    """The periods from the one in which the history begins, and their values."""
    first = 0
    if begins_on is not None:
        first = sum(each.ends_on < begins_on for each in periods)
    return periods[first:], values[first:]


def explanation(
    formulas: Sequence[str], rows: Sequence[ReportRow], numbers: NumberFormat
) -> list[Block]:
    """The blocks of `--explain`; a `*` marks a probability of its own."""
    found: list[Block] = [TextLine([""])]
    found += [Paragraph(each) for each in formulas]
    found.append(counted(rows, numbers) if rows else TextLine(["No rows."]))
    if any(row.is_own for row in rows):
        found.append(TextLine([Cell("* its own probability, not its stage's", "dim")]))
    return found


def counted(rows: Sequence[ReportRow], numbers: NumberFormat) -> TableBlock:
    """Every row with what it adds, and why; its weight where any has one."""
    is_weighted = any(row.probability_bp is not None for row in rows)
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        *([Column("%", right=True), Column("Weighted", right=True, rank=1)] if is_weighted else []),
        Column("Counted", flexible=True, wraps=True),
    ]
    return TableBlock(columns, [counted_row(row, numbers, is_weighted=is_weighted) for row in rows])


def counted_row(row: ReportRow, numbers: NumberFormat, *, is_weighted: bool) -> list[Cell | str]:
    """One row."""
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{numbers.amount(row.amount_minor, row.currency)} {row.currency}"
    weight = weight_of(row, numbers) if is_weighted else []
    return [str(row.id), row.title, amount, *weight, row.why]


def weight_of(row: ReportRow, numbers: NumberFormat) -> list[str]:
    """Its probability, and its amount weighted by it."""
    if row.probability_bp is None or row.weighted_minor is None:
        return [NOTHING, NOTHING]
    chance = numbers.basis_points(row.probability_bp) + ("*" if row.is_own else "")
    return [chance, numbers.amount(row.weighted_minor, row.currency)]


def nothing_open(money: ReportCurrency, when: str = "") -> str:
    """That nothing is open in the currency, and what to do: add one, or look at the other ones."""
    if not money.foreign:
        return f"Nothing is open{when}. Add one: `pipectl add TITLE AMOUNT`."
    code = max(money.left_out.items(), key=lambda each: each[1])[0]
    return f"Nothing in {money.currency} is open{when}. `--currency {code}` shows {code}."


def not_counted(
    money: ReportCurrency, numbers: NumberFormat, without_amount: int = 0
) -> list[Block]:
    """What a sum leaves out, or counts as 0."""
    said = []
    if without_amount:
        said.append(f"{numbers.count(without_amount)} without an amount, counted as 0")
    said += [f"{numbers.count(count)} in {code} left out" for code, count in money.left_out.items()]
    return [TextLine([Cell(f"{'; '.join(said)}.", "dim")])] if said else []


def explained(rows: Sequence[ReportRow]) -> Any:
    """The rows of an explanation; what isn't weighted has no probability."""
    names = "id title amount_minor currency probability_bp probability_from weighted_minor why"
    return [keys_of(row, names) for row in rows]


def period_keys(found: Period) -> dict[str, Any]:
    """A period by its name, and its days."""
    return keys_of(found, "period starts_on ends_on", period=found.name)
