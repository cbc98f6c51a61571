"""The page of `report sources`, its JSON keys and its formulas."""

from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Page, Paragraph, TableBlock
from pipectl.render.serialize import money
from pipectl.render.tables import Cell, Column
from pipectl.reports.sources.queries import SourcesReport
from pipectl.reports.sources.rules import SourceResult
from pipectl.reports.view import not_counted


def page(report: SourcesReport, numbers: NumberFormat) -> Page:
    """Return the sentence and the table."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.sources:
        blocks.append(table(report, numbers))
        blocks.append(Paragraph("Figures from fewer than 5 closed deals are shown as n/a.", "dim"))
    without = sum(deal.amount_minor is None for deal in report.total.came)
    return Page("Sources", [*blocks, *not_counted(report.money, numbers, without)])


def sentence(report: SourcesReport, numbers: NumberFormat) -> str:
    """Return the source with the largest won amount in a sentence."""
    when = f" in {report.period.name}" if report.period else ""
    if not report.sources:
        return f"No deals were added or closed{when}. Add one: `pipectl add TITLE --source …`."
    best, total = report.sources[0], report.total
    if all(each.name is None for each in report.sources):
        deals = numbers.counted(len(total.came), "deal")
        return f"No source recorded for {deals}{when}."
    if not total.won_minor:
        return f"{numbers.counted(len(total.came), 'deal')} added{when}, and no amount won yet."
    amount = numbers.short(best.won_minor, report.money.currency)
    whole = numbers.short(total.won_minor, report.money.currency)
    rate = numbers.rate(best.win_rate, len(best.closed))
    won = f"{amount} of {whole} {report.money.currency} won"
    if best.name is None:
        return f"Most was won without a source{when}: {won}, win rate {rate}."
    return f"Top source{when}: {best.name}, {won}, win rate {rate}."


def table(report: SourcesReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each source, followed by its campaigns."""
    currency = report.money.currency
    columns = [
        Column("Source", flexible=True),
        Column("Deals", right=True),
        Column(f"Amount {currency}", right=True, rank=1),
        Column("Won", right=True),
        Column("", rank=4),
        Column("Win rate", right=True),
        Column("By value", right=True, rank=3),
        Column("Sales cycle", right=True, rank=2),
    ]
    most = max(each.won_minor for each in report.sources)
    rows = []
    for each in report.sources:
        rows.append(row(each, each.name or "(no source)", currency, most, numbers))
        rows += [
            row(one, f"  {one.name or '(no campaign)'}", currency, most, numbers)
            for one in each.campaigns
        ]
    rows.append(row(report.total, "Total", currency, 0, numbers))
    return TableBlock(columns, rows)


def row(
    found: SourceResult, name: str, currency: str, most: int, numbers: NumberFormat
) -> list[Cell | Gauge | str]:
    """Return one line."""
    n = len(found.won)
    cycle = numbers.sampled(f"{numbers.days(found.cycle_days)} (n={numbers.count(n)})", n)
    return [
        Cell(name, "bold" if name == "Total" else ""),
        f"{numbers.count(len(found.came))}",
        numbers.amount(found.amount_minor, currency),
        numbers.amount(found.won_minor, currency),
        Gauge(found.won_minor, most),
        numbers.rate(found.win_rate, len(found.closed)),
        numbers.sampled(numbers.percent(found.win_rate_by_value), len(found.closed)),
        cycle,
    ]


def formulas(report: SourcesReport, numbers: NumberFormat) -> list[str]:
    """Return which deals count in which column, and how the rates are worked out."""
    total = report.total
    n, won = len(total.closed), len(total.won)
    return [
        "deals, amount: of deals created in the period",
        "won, win rate, sales cycle: of deals closed in the period",
        "  Without a period, all deals count.",
        f"win rate = won / (won + lost) = {numbers.count(won)} / {numbers.count(n)} ="
        f" {numbers.rate(total.win_rate, n)}",
        "by value = amount won / (amount won + amount lost)",
        "sales cycle = average days from created to won",
    ]


def json_keys(report: SourcesReport) -> dict[str, Any]:
    """The JSON: each source with its campaigns; a null name stands for none."""
    currency = report.money.currency
    return {
        "period": report.period and report.period.name,
        "sources": [
            {
                "source": each.name,
                **figures(each, currency),
                "campaigns": [
                    {"campaign": one.name, **figures(one, currency)} for one in each.campaigns
                ],
            }
            for each in report.sources
        ],
        "total": figures(report.total, currency),
    }


def figures(found: SourceResult, currency: str) -> dict[str, Any]:
    """The JSON figures of a source, a campaign or the total."""
    return {
        "count": len(found.came),
        "amount": money(found.amount_minor, currency),
        "won": len(found.won),
        "lost": len(found.closed) - len(found.won),
        "won_amount": money(found.won_minor, currency),
        "win_rate": found.win_rate,
        "win_rate_n": len(found.closed),
        "win_rate_by_value": found.win_rate_by_value,
        "cycle_days": found.cycle_days,
        "cycle_n": len(found.won),
    }
