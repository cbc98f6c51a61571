"""How the portfolio looks: how much hangs on few, each share, and coverage without the largest."""

from pipectl.domain.portfolio import Holding
from pipectl.money import format_amount, format_percent, short_amount, weighted_minor
from pipectl.queries.portfolio import PortfolioReport
from pipectl.render.page import Block, Gauge, Page, Paragraph, Table
from pipectl.render.pages.coverage import VERDICT_STYLES, needed_times, times
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.words import first_rows, number_of, percent, tenths
from pipectl.render.tables import Cell, Column


def page(report: PortfolioReport, decimal: str) -> Page:
    """What hangs on few, what happens to coverage, and the list."""
    blocks: list[Block] = [Paragraph(sentence(report, decimal), "bold")]
    if report.holdings:
        blocks += [*slipping(report, decimal), *listing(report, decimal)]
    without = sum(item.amount_minor is None for item in report.items)
    blocks += not_counted(report.money, without)
    return Page("The portfolio", blocks)


def sentence(report: PortfolioReport, decimal: str) -> str:
    """The whole in one sentence."""
    when = f" that can close in {report.period.name}" if report.period else ""
    if not report.holdings:
        return f"Nothing is open{when}. Add one: `pipectl add TITLE AMOUNT`."
    amount = short_amount(report.open_minor, report.money.currency, decimal=decimal)
    start = f"{amount} open in {number_of(len(report.holdings), 'opportunity', 'opportunities')}"
    spread = report.concentration
    if spread is None:
        return f"{start}{when}: none has an amount."
    return (
        f"{start}{when}: the largest is {percent(spread.largest, decimal)} of it, the three largest"
        f" {percent(spread.top_three, decimal)}; it is as concentrated as"
        f" {tenths(spread.as_good_as, decimal)} equal ones."
    )


def slipping(report: PortfolioReport, decimal: str) -> list[Block]:
    """What the largest one's slipping would do to coverage."""
    found, without = report.coverage, report.without_largest
    if found.quota_minor is None:
        said = f"No quota for {found.period.name}, so there is no coverage to lose."
        return [Paragraph(said, "dim")]
    if without is None:
        return [Paragraph(f"Nothing open can close in {found.period.name}.", "dim")]
    name = f"Without the largest of {found.period.name}, {without.largest.title}"
    if without.ratio is None:
        return [Paragraph(f"{name}: the quota is made all the same.", "green")]
    said = f"{name}, coverage goes from {times(found.ratio)} to {times(without.ratio)}"
    need = "enough" if without.verdict == "enough" else f"{needed_times(found.required)} is needed"
    return [Paragraph(f"{said}: {need}.", VERDICT_STYLES.get(without.verdict, ""))]


def listing(report: PortfolioReport, decimal: str) -> list[Block]:
    """Each with its share, the largest first, and all together."""
    currency = report.money.currency
    columns = [
        Column("#", right=True, rank=3),
        Column("Title", flexible=True),
        Column("Stage", rank=2),
        Column(f"Amount {currency}", right=True),
        Column("Share", right=True),
        Column("", rank=4),
        Column("%", right=True, rank=5),
        Column("Weighted", right=True, rank=1),
    ]
    most = max(item.amount_minor or 0 for item in report.items)
    shown, rest = first_rows(report.holdings)
    total = ("", Cell("Total", "bold"), "")
    amounts = [
        Cell(format_amount(minor, currency, decimal=decimal), "bold")
        for minor in (report.open_minor, report.weighted_minor)
    ]
    whole = "100 %" if report.open_minor else NOTHING
    rows = [row(report, each, most, decimal) for each in shown]
    rows.append([*total, amounts[0], whole, "", "", amounts[1]])
    return [Table(columns, rows), *rest]


def row(
    report: PortfolioReport, found: Holding, most: int, decimal: str
) -> list[Cell | Gauge | str]:
    """One opportunity."""
    item, currency = found.item, report.money.currency
    minor = item.amount_minor
    weighted = weighted_minor(minor or 0, item.probability_bp)
    return [
        str(item.id),
        item.title,
        report.stages[item.stage_id],
        NOTHING if minor is None else format_amount(minor, currency, decimal=decimal),
        percent(found.share, decimal),
        Gauge(minor or 0, most),
        format_percent(item.probability_bp),
        format_amount(weighted, currency, decimal=decimal),
    ]


def formulas(report: PortfolioReport, decimal: str) -> list[str]:
    """How shares and concentration are computed."""
    spread, found = report.concentration, report.coverage
    made = ["share = amount / open amount; weighted as on the board."]
    if spread is not None:
        index = f"{float(spread.herfindahl):.4f}".replace(".", decimal)
        made.append(
            "concentration = sum of the squared shares (Herfindahl and Hirschman), from 1/n (all"
            f" equal) to 1 (one has all) = {index}; 1 / {index} ="
            f" {tenths(spread.as_good_as, decimal)} equal ones would be as concentrated."
        )
    if report.without_largest is not None:
        amounts = (found.open_minor, report.without_largest.open_minor, found.remaining_minor)
        open_minor, left, remaining = (
            format_amount(minor, report.money.currency, decimal=decimal) for minor in amounts
        )
        made.append(
            f"coverage of {found.period.name} = open / remaining = {open_minor} / {remaining}; "
            f"without the largest {left} / {remaining}"
        )
    return made
