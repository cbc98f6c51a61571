"""The page of `report closing`: the expected wins, and each deal's chance."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.closing.queries import ClosingReport
from pipectl.reports.closing.rules import Chance
from pipectl.reports.view import (
    NOTHING,
    PROVISIONAL,
    day_cell,
    first_rows,
    not_counted,
    own_probability,
    probability,
    stage_cell,
)


def page(report: ClosingReport, numbers: NumberFormat) -> Page:
    """Return the sentence and the list."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.chances:
        shown, rest = first_rows(report.chances, numbers)
        table = listing(report, shown, numbers)
        blocks += [table, *rest]
        said = "Lists all open deals. Chance = chance of winning the deal by"
        blocks.append(Paragraph(f"{said} {format_date(report.last)}.", "dim"))
        blocks += own_probability(table)
        passed = sum(each.has_passed for each in report.chances)
        if passed:
            late = "is past its close date" if passed == 1 else "are past their close dates"
            said = f"{numbers.counted(passed, 'deal')} {late}."
            blocks.append(Paragraph(said, "yellow"))
        if report.is_provisional:
            blocks.append(Paragraph(PROVISIONAL, "dim"))
    without = sum(each.item.amount_minor is None for each in report.chances)
    title = f"Closing by {format_date(report.last)}"
    return Page(title, [*blocks, *not_counted(report.money, numbers, without)])


def sentence(report: ClosingReport, numbers: NumberFormat) -> str:
    """Return the expected number of wins and their amount in a sentence."""
    by = f"by {format_date(report.last)}"
    if not report.chances:
        return f"No open deals to win {by}."
    currency = report.money.currency
    worth = f"{numbers.short(report.expected_minor, currency)} {currency}"
    return f"Expect {wins(report.expected_count, numbers)} ({worth}) {by}."


def wins(count: Fraction, numbers: NumberFormat) -> str:
    """Format a number of wins, which usually has a fraction."""
    if count < Fraction(1, 20):
        return "almost no wins"
    said = numbers.tenths(count)
    return "1 win" if said == "1" else f"{said} wins"


def listing(report: ClosingReport, found: Sequence[Chance], numbers: NumberFormat) -> TableBlock:
    """Return a line for each deal."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column(f"Amount {report.money.currency}", right=True),
        Column("Chance", right=True),
        Column("Stage %", right=True, rank=3),
        Column("Close date", rank=1),
    ]
    return TableBlock(columns, [row(report, each, numbers) for each in found])


def row(report: ClosingReport, found: Chance, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one deal."""
    item, currency = found.item, report.money.currency
    minor = item.amount_minor
    return [
        str(item.id),
        item.title,
        stage_cell(report.stages[item.stage_id]),
        NOTHING if minor is None else numbers.amount(minor, currency),
        numbers.likelihood(found.chance),
        probability(item, numbers),
        day_cell(item.close_on, report.today, "yellow" if found.has_passed else ""),
    ]


def formulas(report: ClosingReport, numbers: NumberFormat) -> list[str]:
    """Return how the expected wins and amount are worked out."""
    amount = numbers.amount(report.expected_minor, report.money.currency)
    total = numbers.tenths(report.expected_count)
    return [
        f"expected wins = sum of the chances to be won by {format_date(report.last)} = {total}",
        f"expected amount = sum of amount x chance, rounded for each deal = {amount}",
    ]


def json_keys(report: ClosingReport) -> dict[str, Any]:
    """The JSON: every open deal with its chance in percent."""
    return {
        **keys_of(report, "within expected_count"),
        "opportunities": [opportunity(report, each) for each in report.chances],
        "until": report.last,
        "expected_amount": money(report.expected_minor, report.money.currency),
        "provisional": report.is_provisional,
    }


def opportunity(report: ClosingReport, found: Chance) -> dict[str, Any]:
    """Return the JSON of one deal."""
    return keys_of(
        found.item,
        "id title stage amount_minor chance probability_bp close_on",
        report.money.currency,
        stage=report.stages[found.item.stage_id].name,
        chance=found.chance,
    )
