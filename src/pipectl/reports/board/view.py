"""How board looks; JSON keys; formulas."""

from dataclasses import replace
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, TableBlock, TextLine
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.board.queries import BoardReport
from pipectl.reports.board.rules import BoardGroup
from pipectl.reports.board.rules import BoardGroup as Group
from pipectl.reports.view import NOTHING, not_counted, nothing_open


def page(report: BoardReport, numbers: NumberFormat) -> Page:
    """The board with bars, the total, and what isn't in it."""
    found, currency, period = report.board, report.money.currency, report.period
    most = max((each.amount_minor for each in found.groups), default=0)
    rows = [row(each, currency, most, numbers) for each in found.groups]
    rows.append(row(replace(found.total, group="Total"), currency, 0, numbers))
    blocks: list[Block] = [TableBlock(columns(found.by, currency), rows)]
    if period is not None:
        blocks.insert(0, Heading(f"Expected to close in {period.name}"))
    if not found.counted:
        empty = nothing_open(report.money)
        blocks.append(TextLine([empty if period is None else "Nothing open closes in it."]))
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


def board_line(found: BoardGroup, currency: str, name: str) -> dict[str, Any]:
    """A line of the board under the name of what it groups by."""
    names = "probability_bp count amount_minor weighted_minor oldest_days flagged"
    return {name: found.group, **keys_of(found, names, currency)}


def json_keys(report: BoardReport) -> dict[str, Any]:
    """The board's keys; `groups` is what was asked for with --by."""
    found, currency = report.board, report.money.currency
    return keys_of(
        found,
        "by stages groups total without_amount",
        stages=[board_line(each, currency, "stage") for each in found.stages],
        groups=[board_line(each, currency, "group") for each in found.groups],
        total=keys_of(found.total, "count amount_minor weighted_minor", currency),
    )
