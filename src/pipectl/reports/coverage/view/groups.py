"""Show what each group of `--by` brings to the coverage."""

from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Column
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.rules import GroupShare
from pipectl.reports.view import NOTHING, group_formula

NOTE = (
    "Coverage of a group = its open amount / what remains of the whole quota. Yield uses the win"
    " chances of all deals. Win rate: 12 months."
)


def by_group(report: CoverageReport, numbers: NumberFormat) -> list[Block]:
    """Return a line for each group; nothing without --by."""
    if report.by is None:
        return []
    if not report.groups:
        return [Heading(f"By {report.by}"), Paragraph("No deals to group.", "dim")]
    currency = report.money.currency
    columns = [
        Column(report.by[:1].upper() + report.by[1:], flexible=True),
        Column("Deals", right=True),
        Column(f"Open {currency}", right=True),
        Column("Weighted", right=True, rank=4),
        Column("Yield", right=True, rank=2),
        Column("Won", right=True, rank=3),
        Column("Coverage", right=True),
        Column("Win rate", right=True),
    ]
    rows = [
        [
            each.name or NOTHING,
            numbers.count(each.count),
            numbers.amount(each.open_minor, currency),
            numbers.amount(each.weighted_minor, currency),
            numbers.estimate(each.yield_minor, currency),
            numbers.amount(each.won_minor, currency),
            NOTHING if each.ratio is None else numbers.ratio(each.ratio),
            numbers.rate(each.win_rate, each.win_rate_n),
        ]
        for each in report.groups
    ]
    return [Heading(f"By {report.by}"), TableBlock(columns, rows), Paragraph(NOTE, "dim")]


def formula(report: CoverageReport) -> list[str]:
    """Return how the figures of groups are worked out."""
    return group_formula(
        report.by,
        "the group's deals; coverage = open / remaining of the whole quota; yield uses the stages'"
        " win chances of all deals; win rate = won / (won + lost) in 12 months",
    )


def group_keys(found: GroupShare, currency: str) -> dict[str, Any]:
    """The JSON of a group."""
    return keys_of(
        found,
        "group count amount weighted_minor yield_minor won_count won_minor coverage"
        " win_rate win_rate_n",
        currency,
        group=found.name,
        amount=money(found.open_minor, currency),
        coverage=found.ratio,
    )
