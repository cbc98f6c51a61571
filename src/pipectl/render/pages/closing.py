"""How that looks which can be won within some days: how many wins, and each one's chance."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.dates import format_date
from pipectl.domain.closing import Chance
from pipectl.money import format_amount, format_percent, short_amount
from pipectl.queries.closing import ClosingReport
from pipectl.render.page import Block, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.words import PROVISIONAL, first_rows, likelihood, tenths
from pipectl.render.tables import Cell, Column


def page(report: ClosingReport, decimal: str) -> Page:
    """The sentence, and the list."""
    blocks: list[Block] = [Paragraph(sentence(report, decimal), "bold")]
    if report.chances:
        shown, rest = first_rows(report.chances)
        blocks += [listing(report, shown, decimal), *rest]
        passed = sum(each.has_passed for each in report.chances)
        if passed:
            said = f"Of {passed:,} the expected date has passed."
            blocks.append(Paragraph(said, "yellow"))
        if report.is_provisional:
            blocks.append(Paragraph(PROVISIONAL, "dim"))
    without = sum(each.item.amount_minor is None for each in report.chances)
    return Page(f"Closing within {report.within}", [*blocks, *not_counted(report.money, without)])


def sentence(report: ClosingReport, decimal: str) -> str:
    """How many wins and how much they bring, in words."""
    by = f"by {format_date(report.last)}"
    if not report.chances:
        return f"Nothing is open that could be won {by}."
    worth = short_amount(report.expected_minor, report.money.currency, decimal=decimal)
    return f"{wins(report.expected_count, decimal)} to be expected {by}, {worth} on average."


def wins(count: Fraction, decimal: str) -> str:
    """A number of wins that is hardly ever whole."""
    if count < Fraction(1, 20):
        return "Hardly a win is"
    said = tenths(count, decimal)
    if said == "1":
        return "1 win is"
    return f"{said} of a win is" if count < 1 else f"{said} wins are"


def listing(report: ClosingReport, found: Sequence[Chance], decimal: str) -> Table:
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
    return Table(columns, [row(report, each, decimal) for each in found])


def row(report: ClosingReport, found: Chance, decimal: str) -> list[Cell | str]:
    """One opportunity."""
    item, currency = found.item, report.money.currency
    minor, date = item.amount_minor, item.close_on
    return [
        str(item.id),
        item.title,
        report.stages[item.stage_id],
        NOTHING if minor is None else format_amount(minor, currency, decimal=decimal),
        likelihood(found.chance, decimal),
        format_percent(item.probability_bp) + ("*" if item.is_own else ""),
        Cell(NOTHING if date is None else date.isoformat(), "yellow" if found.has_passed else ""),
    ]


def formulas(report: ClosingReport, decimal: str) -> list[str]:
    """What counts."""
    amount = format_amount(report.expected_minor, report.money.currency, decimal=decimal)
    total = tenths(report.expected_count, decimal)
    return [
        f"expected count = sum of the chances to be won by {format_date(report.last)} = {total}",
        f"on average = sum of amount x chance, rounded for each = {amount}",
    ]
