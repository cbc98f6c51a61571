"""How that looks which is to close: how many, how much, and which."""

from collections.abc import Sequence

from pipectl.dates import format_date
from pipectl.domain.closing import Chance
from pipectl.money import format_amount, format_percent, short_amount
from pipectl.queries.closing import ClosingReport
from pipectl.render.page import Block, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.words import first_rows, number_of, percent, tenths
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
    without = sum(each.item.amount_minor is None for each in report.chances)
    return Page(f"Closing within {report.within}", [*blocks, *not_counted(report.money, without)])


def has_chances(report: ClosingReport) -> bool:
    """Whether chances are known."""
    return any(each.chance is not None for each in report.chances)


def sentence(report: ClosingReport, decimal: str) -> str:
    """How many and how much, in words."""
    by = f"by {format_date(report.last)}"
    if not report.chances:
        return f"Nothing is expected to close {by}."
    amount = short_amount(report.amount_minor, report.money.currency, decimal=decimal)
    if has_chances(report):
        return f"{tenths(report.expected_count, decimal)} wins are to be expected {by}."
    count = number_of(len(report.chances), "opportunity is", "opportunities are")
    return f"{count} expected to close {by}, {amount} in all."


def listing(report: ClosingReport, found: Sequence[Chance], decimal: str) -> Table:
    """A line each."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column(f"Amount {report.money.currency}", right=True),
        Column("%", right=True, rank=1),
        Column("Expected"),
    ]
    if has_chances(report):
        columns.insert(4, Column("Chance", right=True))
    return Table(columns, [row(report, each, decimal) for each in found])


def row(report: ClosingReport, found: Chance, decimal: str) -> list[Cell | str]:
    """One opportunity."""
    item, currency = found.item, report.money.currency
    minor, date = item.amount_minor, item.close_on
    cells: list[Cell | str] = [
        str(item.id),
        item.title,
        report.stages[item.stage_id],
        NOTHING if minor is None else format_amount(minor, currency, decimal=decimal),
        format_percent(item.probability_bp),
        Cell(NOTHING if date is None else date.isoformat(), "yellow" if found.has_passed else ""),
    ]
    if has_chances(report):
        cells.insert(4, percent(found.chance, decimal))
    return cells


def formulas(report: ClosingReport, decimal: str) -> list[str]:
    """What counts."""
    if has_chances(report):
        total = tenths(report.expected_count, decimal)
        return [f"expected count = sum of the chances to be won by {report.last} = {total}"]
    return [
        f"counted = open, with an expected close date up to {report.last}, passed ones included ="
        f" {len(report.chances):,}"
    ]
