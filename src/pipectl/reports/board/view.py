"""The page of `board`, its JSON keys and its formulas."""

from dataclasses import replace
from typing import Any

from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.board.queries import BoardReport
from pipectl.reports.board.rules import BoardGroup
from pipectl.reports.board.rules import BoardGroup as Group
from pipectl.reports.view import NOTHING, not_counted, nothing_open


def page(report: BoardReport, numbers: NumberFormat) -> Page:
    """Return the board with bars, the total, and what isn't included."""
    found, currency, period = report.board, report.money.currency, report.period
    shown = (*found.groups, *found.customers)
    most = max((each.amount_minor for each in shown), default=0)
    rows = [row(each, found.by, currency, most, numbers) for each in shown]
    rows.append(row(replace(found.total, group="Total"), found.by, currency, 0, numbers))
    blocks: list[Block] = [TableBlock(columns(found.by, currency), rows)]
    if period is not None:
        blocks.insert(0, Heading(f"Expected to close in {period.name}"))
    if not found.counted:
        empty = nothing_open(report.money)
        if period is not None:
            empty = f"No open deals are expected to close in {period.name}."
        blocks.append(TextLine([empty]))
    if any(each.count for each in found.customers):
        names = listed(each.group or "" for each in found.customers)
        blocks.append(Paragraph(f"The total is of open deals: without {names}.", "dim"))
    blocks += not_counted(report.money, numbers, found.without_amount)
    return Page(f"Pipeline by {found.by}", blocks)


def columns(by: str, currency: str) -> list[Column]:
    """Return the board's columns; only stages have a percentage. The bar is next to its amount."""
    return [
        Column(by[:1].upper() + by[1:], flexible=True),
        *([Column("%", right=True, rank=3)] if by == "stage" else []),
        Column("Deals", right=True),
        Column(f"Amount {currency}", right=True),
        Column("By amount", rank=4),
        Column("Weighted", right=True, rank=2),
        Column("Oldest", right=True, rank=5),
        Column("Flagged", right=True, rank=1),
    ]


def row(
    found: Group, by: str, currency: str, most: int, numbers: NumberFormat
) -> list[Cell | Gauge | str]:
    """Return one line of the board."""
    style = "bold" if found.group == "Total" else ""
    bp = found.probability_bp
    return [
        Cell(found.group or NOTHING, style, found.short),
        *([NOTHING if bp is None else numbers.basis_points(bp)] if by == "stage" else []),
        Cell(numbers.count(found.count), style),
        Cell(numbers.amount(found.amount_minor, currency), style),
        Gauge(found.amount_minor, most),
        Cell(numbers.amount(found.weighted_minor, currency), style),
        numbers.days(found.oldest_days),
        Cell(numbers.count(found.flagged), "yellow" if found.flagged else "dim"),
    ]


def formulas(report: BoardReport, numbers: NumberFormat) -> list[str]:
    """Return how each column is worked out."""
    made = [
        "weighted = amount x probability, rounded for each deal, then summed",
        "probability = the deal's own, else its stage's",
        "oldest = days in its stage of the deal that has been there longest",
        "flagged = deals with at least one flag",
    ]
    if report.leads:
        count = sum(item.stage_id in report.leads for item in report.counted)
        made.append(
            f"leads = open deals in {listed(report.leads.values())}: counted here, and not in"
            f" coverage = {numbers.count(count)}"
        )
    if report.customer_stages:
        made.append(
            f"customers = won deals in {listed(report.customer_stages.values())}: not in the total"
            f" = {numbers.count(len(report.customers))}"
        )
    return made


def board_line(found: BoardGroup, currency: str, name: str) -> dict[str, Any]:
    """Return a line of the board, with its group's name as the first key."""
    names = "probability_bp count amount_minor weighted_minor oldest_days flagged"
    return {name: found.group, **keys_of(found, names, currency)}


def json_keys(report: BoardReport) -> dict[str, Any]:
    """The board's JSON; `groups` are those of --by."""
    found, currency = report.board, report.money.currency
    return keys_of(
        found,
        "by stages groups total without_amount",
        stages=[board_line(each, currency, "stage") for each in (*found.stages, *found.customers)],
        groups=[board_line(each, currency, "group") for each in found.groups],
        total=keys_of(found.total, "count amount_minor weighted_minor", currency),
    )
