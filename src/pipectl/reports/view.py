"""Show what all reports share: notes, formulas, and the rows behind a figure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pipectl.dates import short_date
from pipectl.numbers import NumberFormat
from pipectl.periods import Period
from pipectl.render.blocks import Block, Footnote, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import Exact, keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.queries.shared import ReportCurrency, ReportRow
from pipectl.reports.rules import OpenOpportunity
from pipectl.stage_history import StageRef

if TYPE_CHECKING:
    from pipectl.reports.queries.conversions import Conversions, Included, Missing

MOST_ROWS = 20  # of a list on a page; --json and --explain list every row
NOTHING = "–"
OWN = "*"  # marks a probability that isn't its stage's
PROVISIONAL = (
    "Provisional: wins come in before losses, and your history is shorter than two sales cycles."
)
Row = TypeVar("Row")


def stage_cell(stage: StageRef) -> Cell:
    """Return a stage's name, and its short name for a narrow table."""
    return Cell(stage.name, short=stage.short or "")


def day_cell(day: date | None, near: date, style: str = "") -> Cell:
    """Return a day, and for a narrow table a short form without the year that `near` is in."""
    if day is None:
        return Cell(NOTHING, style)
    return Cell(day.isoformat(), style, short=short_date(day, near))


def first_rows(
    rows: Sequence[Row], numbers: NumberFormat, most: int = MOST_ROWS
) -> tuple[Sequence[Row], list[Block]]:
    """Return the rows that a page shows, and a line with the number of the others."""
    rest = len(rows) - most
    if rest <= 0:
        return rows, []
    said = f"Not shown: {numbers.counted(rest, 'more row')}."
    return rows[:most], [Paragraph(said, "dim", "To see all of them, add --json.")]


def since(
    begins_on: date | None, periods: Sequence[Period], values: Sequence[Row]
) -> tuple[Sequence[Period], Sequence[Row]]:
    """Return the periods since the start of the history, and their values."""
    first = 0
    if begins_on is not None:
        first = sum(each.ends_on < begins_on for each in periods)
    return periods[first:], values[first:]


def history_start(series: Iterable[Sequence[float | None]]) -> int:
    """Return the place of the first value, other than 0, in any of several lines over time.

    A drawn line begins there, so that the time before the history isn't shown as zero.
    """
    starts = [place for values in series for place, value in enumerate(values) if value]
    return min(starts, default=0)


def explanation(
    formulas: Sequence[str], rows: Sequence[ReportRow], numbers: NumberFormat
) -> list[Block]:
    """Return the blocks of `--explain`; a `*` marks a deal's own probability."""
    found: list[Block] = [TextLine([""])]
    found += [Paragraph(each) for each in formulas]
    if not rows:
        return [*found, TextLine(["Nothing was counted."])]
    table = counted(rows, numbers)
    return [*found, table, *own_probability(table)]


def group_formula(by: str | None, figures: str) -> list[str]:
    """Return how the figures of groups are worked out; nothing without --by."""
    if by is None:
        return []
    several = " A deal with several tags counts in the group of each." if by == "tag" else ""
    return [f"by {by} = {figures}.{several}"]


def probability(item: OpenOpportunity | ReportRow, numbers: NumberFormat) -> str:
    """Return a deal's probability; `*` marks its own, for which `own_probability` is needed."""
    if item.probability_bp is None:
        return NOTHING
    return numbers.basis_points(item.probability_bp) + (OWN if item.is_own else "")


def about(table: TableBlock, title: str, text: str) -> Footnote:
    """Return a note on the column whose title begins like that, for screens that show it."""
    place = next(place for place, each in enumerate(table.columns) if each.title.startswith(title))
    return Footnote(table, place, text)


def own_probability(table: TableBlock) -> list[Footnote]:
    """Return the footnote of a table in which a deal's own probability is marked."""
    marked = (
        place
        for row in table.rows
        for place, each in enumerate(row)
        if table.columns[place].right and isinstance(each, str) and each.endswith(OWN)
    )
    place = next(marked, None)
    said = f"{OWN} the deal's own probability, not its stage's"
    return [] if place is None else [Footnote(table, place, said)]


def counted(rows: Sequence[ReportRow], numbers: NumberFormat) -> TableBlock:
    """Return a table of every row and why it counts; weighted amounts if any row has one."""
    is_weighted = any(row.probability_bp is not None for row in rows)
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        *([Column("%", right=True), Column("Weighted", right=True, rank=1)] if is_weighted else []),
        Column("Details", flexible=True, wraps=True),
    ]
    return TableBlock(columns, [counted_row(row, numbers, is_weighted=is_weighted) for row in rows])


def counted_row(row: ReportRow, numbers: NumberFormat, *, is_weighted: bool) -> list[Cell | str]:
    """Return one row's line."""
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{numbers.amount(row.amount_minor, row.currency)} {row.currency}"
    weight = weight_of(row, numbers) if is_weighted else []
    return [str(row.id), row.title, amount, *weight, why(row, numbers)]


def why(row: ReportRow, numbers: NumberFormat) -> str:
    """Return why a row counts or doesn't, and how its amount was converted."""
    if row.no_rate_on is not None:
        return f"{row.why}, no rate on {row.no_rate_on}"
    found = row.original
    if found is None or found.amount_minor is None:
        return row.why
    rate = numbers.marked(found.dated.rate.text)
    amount = numbers.money(found.amount_minor, found.currency)
    return f"{row.why}; {amount} at {rate} of {found.dated.on}"


def taken_in(
    found: "Conversions", rows: Sequence[ReportRow], numbers: NumberFormat
) -> list[Paragraph]:
    """Return a line with what sums took in from other currencies, and one for missing rates."""
    told = [included_words(each, numbers) for each in found.included(rows)]
    lines = [Paragraph(f"Included: {', '.join(told)}.", "dim")] if told else []
    if missing := found.missing(rows):
        lines.append(Paragraph(missing_rates(missing), "dim"))
    return lines


def missing_rates(found: "Sequence[Missing]") -> str:
    """Return the commands that would set what is missing."""
    commands = [f"`pipectl rate set {each.currency} RATE --on {each.on}`" for each in found]
    return f"To include deals without a rate: {', '.join(commands)}."


def included_words(found: "Included", numbers: NumberFormat) -> str:
    """Return `1 EUR deal at 1.08`, or `3 EUR deals at 1.05 to 1.1`."""
    rates = dict.fromkeys(numbers.marked(each.text) for each in (found.lowest, found.highest))
    count = numbers.counted(found.deals, f"{found.currency} deal")
    return f"{count} at {' to '.join(rates)}"


def converted_keys(found: "Sequence[Included]") -> list[dict[str, Any]]:
    """The JSON of what sums took in from other currencies."""
    return [
        {
            "currency": each.currency,
            "count": each.deals,
            "lowest_rate": Exact(each.lowest.text),
            "highest_rate": Exact(each.highest.text),
        }
        for each in found
    ]


def weight_of(row: ReportRow, numbers: NumberFormat) -> list[str]:
    """Return a row's probability and its weighted amount."""
    if row.probability_bp is None or row.weighted_minor is None:
        return [NOTHING, NOTHING]
    return [probability(row, numbers), numbers.amount(row.weighted_minor, row.currency)]


def nothing_open(money: ReportCurrency, when: str = "") -> str:
    """Say that no deal is open in the currency, and what to do about it."""
    if not money.foreign:
        return f"No open deals{when}. Add one: `pipectl add TITLE AMOUNT`."
    code = max(money.left_out.items(), key=lambda each: each[1])[0]
    return f"No open {money.currency} deals{when}. To see {code} deals, add `--currency {code}`."


def not_counted(
    money: ReportCurrency,
    numbers: NumberFormat,
    without_amount: int = 0,
    noun: tuple[str, str] = ("deal", "deals"),
) -> list[Block]:
    """Return a line with what a sum doesn't include, or counts as 0."""
    said = []
    if without_amount:
        have = "has" if without_amount == 1 else "have"
        said.append(f"{numbers.counted(without_amount, 'deal')} {have} no amount (counted as 0).")
    one, many = noun
    said += [
        f"{numbers.counted(count, f'{code} {one}', f'{code} {many}')} not included."
        for code, count in money.left_out.items()
    ]
    return [Paragraph(" ".join(said), "dim")] if said else []


def explained(rows: Sequence[ReportRow]) -> Any:
    """The JSON of an explanation's rows; unweighted ones have no probability."""
    names = "id title amount_minor currency probability_bp probability_from weighted_minor why"
    return [keys_of(row, names) | original_keys(row) for row in rows]


def original_keys(row: ReportRow) -> dict[str, Any]:
    """The JSON of what a row was converted from, or of the rate that is missing; else nothing."""
    if row.no_rate_on is not None:
        return {"no_rate_on": row.no_rate_on}
    if row.original is None:
        return {}
    found = row.original
    keys = keys_of(found, "amount_minor currency")
    return {"original": {**keys, "rate": Exact(found.dated.rate.text), "rate_on": found.dated.on}}


def period_keys(found: Period) -> dict[str, Any]:
    """The JSON of a period: its name and its days."""
    return keys_of(found, "period starts_on ends_on", period=found.name)
