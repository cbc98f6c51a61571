"""How that looks which can be won within some days: how many wins, and each one's chance."""

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
from pipectl.reports.view import NOTHING, PROVISIONAL, first_rows, not_counted


def page(report: ClosingReport, numbers: NumberFormat) -> Page:
    """The sentence, and the list."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.chances:
        shown, rest = first_rows(report.chances, numbers)
        blocks += [listing(report, shown, numbers), *rest]
        passed = sum(each.has_passed for each in report.chances)
        if passed:
            said = f"Of {numbers.count(passed)} the expected date has passed."
            blocks.append(Paragraph(said, "yellow"))
        if report.is_provisional:
            blocks.append(Paragraph(PROVISIONAL, "dim"))
    without = sum(each.item.amount_minor is None for each in report.chances)
    return Page(
        f"Closing within {report.within}", [*blocks, *not_counted(report.money, numbers, without)]
    )


def sentence(report: ClosingReport, numbers: NumberFormat) -> str:
    """How many wins and how much they bring, in words."""
    by = f"by {format_date(report.last)}"
    if not report.chances:
        return f"Nothing is open that could be won {by}."
    worth = numbers.short(report.expected_minor, report.money.currency)
    return f"{wins(report.expected_count, numbers)} to be expected {by}, {worth} on average."


def wins(count: Fraction, numbers: NumberFormat) -> str:
    """A number of wins that is hardly ever whole."""
    if count < Fraction(1, 20):
        return "Hardly a win is"
    said = numbers.tenths(count)
    if said == "1":
        return "1 win is"
    return f"{said} of a win is" if count < 1 else f"{said} wins are"


def listing(report: ClosingReport, found: Sequence[Chance], numbers: NumberFormat) -> TableBlock:
    """A line each."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column(f"Amount {report.money.currency}", right=True),
        Column("Chance", right=True),
        Column("Set to", right=True, rank=3),
        Column("Expected", rank=1),
    ]
    return TableBlock(columns, [row(report, each, numbers) for each in found])


def row(report: ClosingReport, found: Chance, numbers: NumberFormat) -> list[Cell | str]:
    """One opportunity."""
    item, currency = found.item, report.money.currency
    minor, date = item.amount_minor, item.close_on
    return [
        str(item.id),
        item.title,
        report.stages[item.stage_id],
        NOTHING if minor is None else numbers.amount(minor, currency),
        numbers.likelihood(found.chance),
        numbers.basis_points(item.probability_bp) + ("*" if item.is_own else ""),
        Cell(NOTHING if date is None else date.isoformat(), "yellow" if found.has_passed else ""),
    ]


def formulas(report: ClosingReport, numbers: NumberFormat) -> list[str]:
    """What counts."""
    amount = numbers.amount(report.expected_minor, report.money.currency)
    total = numbers.tenths(report.expected_count)
    return [
        f"expected count = sum of the chances to be won by {format_date(report.last)} = {total}",
        f"on average = sum of amount x chance, rounded for each = {amount}",
    ]


def json_keys(report: ClosingReport) -> dict[str, Any]:
    """Every open one with its chance in percent."""
    return {
        **keys_of(report, "within expected_count"),
        "opportunities": [opportunity(report, each) for each in report.chances],
        "until": report.last,
        "expected_amount": money(report.expected_minor, report.money.currency),
        "provisional": report.is_provisional,
    }


def opportunity(report: ClosingReport, found: Chance) -> dict[str, Any]:
    """One of them."""
    return keys_of(
        found.item,
        "id title stage amount_minor chance probability_bp close_on",
        report.money.currency,
        stage=report.stages[found.item.stage_id],
        chance=found.chance,
    )
