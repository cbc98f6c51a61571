"""How sources look: which one wins most, and a line each."""

from pipectl.domain.sources import Origin
from pipectl.money import format_amount, short_amount
from pipectl.queries.sources import SourcesReport
from pipectl.render.page import Block, Gauge, Line, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.words import number_of, percent, rate, tenths
from pipectl.render.tables import Cell, Column


def page(report: SourcesReport, decimal: str) -> Page:
    """The sentence, and the table."""
    blocks: list[Block] = [Paragraph(sentence(report, decimal), "bold")]
    if report.sources:
        blocks.append(table(report, decimal))
        said = "Rates and days of fewer than five closings are n/a."
        blocks.append(Line([Cell(said, "dim")]))
    without = sum(deal.amount_minor is None for deal in report.total.came)
    return Page("Sources", [*blocks, *not_counted(report.money, without)])


def sentence(report: SourcesReport, decimal: str) -> str:
    """Which source wins most, in words."""
    when = f" in {report.period.name}" if report.period else ""
    if not report.sources:
        return (
            f"Nothing came and nothing was closed{when}. Add one: `pipectl add TITLE --source …`."
        )
    best, total = report.sources[0], report.total
    if all(each.name is None for each in report.sources):
        return f"No source was given to any of {number_of(len(total.came), 'deal')}{when}."
    if not total.won_minor:
        return f"{number_of(len(total.came), 'deal')} came{when}; no money was won yet."
    amount = short_amount(best.won_minor, report.money.currency, decimal=decimal)
    whole = short_amount(total.won_minor, report.money.currency, decimal=decimal)
    name = NO_SOURCE if best.name is None else best.name
    return f"{name} won most{when}: {amount} of {whole}, at a win rate of " + (
        f"{rate(best.win_rate, len(best.closed), decimal)}."
    )


NO_SOURCE = "What has no source"


def table(report: SourcesReport, decimal: str) -> Table:
    """A line a source, its campaigns below it."""
    currency = report.money.currency
    columns = [
        Column("Source", flexible=True),
        Column("Count", right=True),
        Column(f"Amount {currency}", right=True, rank=1),
        Column("Won", right=True),
        Column("", rank=4),
        Column("Win rate", right=True),
        Column("By value", right=True, rank=3),
        Column("Cycle", right=True, rank=2),
    ]
    most = max(each.won_minor for each in report.sources)
    rows = []
    for each in report.sources:
        rows.append(row(each, each.name or NOTHING, currency, most, decimal))
        rows += [
            row(one, f"  {one.name or NOTHING}", currency, most, decimal) for one in each.campaigns
        ]
    rows.append(row(report.total, "Total", currency, 0, decimal))
    return Table(columns, rows)


def row(
    found: Origin, name: str, currency: str, most: int, decimal: str
) -> list[Cell | Gauge | str]:
    """One line."""
    cycle = "n/a" if found.cycle_days is None else f"{tenths(found.cycle_days, decimal)} d"
    return [
        Cell(name, "bold" if name == "Total" else ""),
        f"{len(found.came):,}",
        format_amount(found.amount_minor, currency, decimal=decimal),
        format_amount(found.won_minor, currency, decimal=decimal),
        Gauge(found.won_minor, most),
        rate(found.win_rate, len(found.closed), decimal),
        percent(found.win_rate_by_value, decimal),
        f"{cycle} (n={len(found.won):,})",
    ]


def formulas(report: SourcesReport, decimal: str) -> list[str]:
    """What counts where."""
    total = report.total
    n, won = len(total.closed), len(total.won)
    return [
        "count and amount: of those created in the period (all, where none is asked for); won,"
        " rates and cycle: of those closed in it.",
        f"win rate = won / (won + lost) = {won:,} / {n:,} = {rate(total.win_rate, n, decimal)}; by"
        " value the same of the amounts.",
        "cycle = days from created to won, on average of the won ones.",
    ]
