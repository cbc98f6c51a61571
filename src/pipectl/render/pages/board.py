"""How the board looks: a line a stage, with bars, and what isn't in it."""

from dataclasses import replace

from pipectl.domain.board import Line as Group
from pipectl.numbers import NumberFormat
from pipectl.queries.board import BoardReport
from pipectl.render.page import Block, Gauge, Heading, Line, Page, Table
from pipectl.render.pages.explained import NOTHING, not_counted, nothing_open
from pipectl.render.tables import Cell, Column


def page(report: BoardReport, numbers: NumberFormat) -> Page:
    """The board with bars, the total, and what isn't in it."""
    found, currency, period = report.board, report.money.currency, report.period
    most = max((each.amount_minor for each in found.groups), default=0)
    rows = [row(each, currency, most, numbers) for each in found.groups]
    rows.append(row(replace(found.total, group="Total"), currency, 0, numbers))
    blocks: list[Block] = [Table(columns(found.by, currency), rows)]
    if period is not None:
        blocks.insert(0, Heading(f"Expected to close in {period.name}"))
    if not found.counted:
        empty = nothing_open(report.money)
        blocks.append(Line([empty if period is None else "Nothing open closes in it."]))
    blocks += not_counted(report.money, numbers, found.without_amount)
    return Page(f"The pipeline by {found.by}", blocks)


def columns(by: str, currency: str) -> list[Column]:
    """The board's columns."""
    return [
        Column(by.capitalize(), flexible=True),
        Column("%", right=True, rank=3),
        Column("Count", right=True),
        Column(f"Amount {currency}", right=True),
        Column("Weighted", right=True, rank=2),
        Column("", rank=4),
        Column("Oldest", right=True, rank=5),
        Column("Flagged", right=True, rank=1),
    ]


def row(found: Group, currency: str, most: int, numbers: NumberFormat) -> list[Cell | Gauge | str]:
    """One line of the board."""
    style = "bold" if found.group == "Total" else ""
    return [
        Cell(found.group or NOTHING, style),
        NOTHING if found.probability_bp is None else numbers.basis_points(found.probability_bp),
        Cell(numbers.count(found.count), style),
        Cell(numbers.amount(found.amount_minor, currency), style),
        Cell(numbers.amount(found.weighted_minor, currency), style),
        Gauge(found.amount_minor, most),
        numbers.days(found.oldest_days),
        Cell(numbers.count(found.flagged), "yellow" if found.flagged else "dim"),
    ]


def formulas(_report: BoardReport, _numbers: NumberFormat) -> list[str]:
    """What is summed, and what the other columns are."""
    return [
        "weighted = amount x probability (its own, else its stage's), rounded for each "
        "opportunity, then summed; flagged = with at least one flag; oldest = the most days "
        "that one of them has stood in its stage."
    ]
