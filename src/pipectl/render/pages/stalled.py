"""How what is stalled looks: the sum, each one, and what is slow in each stage."""

from fractions import Fraction

from pipectl.domain.coverage import total
from pipectl.domain.signals import ENOUGH_WINS
from pipectl.domain.stalled import Standing, Threshold
from pipectl.numbers import NumberFormat
from pipectl.queries.stalled import StalledReport
from pipectl.render.page import Block, Heading, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.tables import Cell, Column


def page(report: StalledReport, numbers: NumberFormat) -> Page:
    """What is stalled, and after how many days each stage is slow."""
    currency = report.money.currency
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.stalled or report.moving:
        blocks += [stages(report), Paragraph(NOTE, "dim")]
    if report.stalled:
        columns = [
            Column("#", right=True),
            Column("Title", flexible=True),
            Column("Stage", flexible=True, rank=1),
            Column(f"Amount {currency}", right=True, rank=2),
            Column("Days", right=True),
            Column("Slow after", right=True, rank=3),
        ]
        blocks.append(Heading("Standing still"))
        blocks.append(Table(columns, [row(report, each, numbers) for each in report.stalled]))
    blocks += not_counted(report.money, sum(each.amount_minor is None for each in report.stalled))
    return Page("Stalled", blocks)


NOTE = (
    "Slow is longer than three of four that were won took in the stage, all stays there together; "
    f"the stage's own setting until {ENOUGH_WINS} were won. "
    "Change it: `pipectl stage edit STAGE --stalled-days N`."
)


def sentence(report: StalledReport, numbers: NumberFormat) -> str:
    """How much stands still."""
    count, moving, currency = len(report.stalled), len(report.moving), report.money.currency
    if not count + moving:
        if report.other_dates:
            return "Nothing open closes in the period."
        return "Nothing is open. Add one: `pipectl add TITLE AMOUNT`."
    if not count:
        return f"None of {moving} open stands still."
    minor = total([each.amount_minor for each in report.stalled])
    whole = minor + total([each.amount_minor for each in report.moving])
    share = f", {numbers.tenths(Fraction(100 * minor, whole))} % of the money" if whole else ""
    stand = "stands" if count == 1 else "stand"
    amount = numbers.short(minor, currency)
    return f"{count} of {count + moving} open {stand} still: {amount} {currency}{share}."


def row(report: StalledReport, found: Standing, numbers: NumberFormat) -> list[Cell | str]:
    """One that is stalled."""
    slow = report.thresholds[found.stage_id]
    amount = NOTHING
    if found.amount_minor is not None:
        amount = numbers.amount(found.amount_minor, found.currency)
    days = Cell(f"{report.days(found)} d", "yellow")
    return [str(found.id), found.title, slow.stage.name, amount, days, f"{slow.days} d"]


def stages(report: StalledReport) -> Table:
    """After how many days each stage is slow, and what says so."""
    columns = [
        Column("Stage", flexible=True),
        Column("Open", right=True),
        Column("Stalled", right=True),
        Column("Slow after", right=True),
        Column("Says", rank=1),
    ]
    return Table(columns, [stage_row(report, each) for each in report.thresholds.values()])


def stage_row(report: StalledReport, found: Threshold) -> list[Cell | str]:
    """One stage."""
    here = sum(each.stage_id == found.stage.id for each in report.stalled)
    moving = sum(each.stage_id == found.stage.id for each in report.moving)
    return [
        found.stage.name,
        str(here + moving),
        Cell(str(here), "yellow" if here else "dim"),
        f"{found.days} d",
        says(found),
    ]


def says(found: Threshold) -> str:
    """What says when a stage is slow."""
    if found.source == "history":
        return f"{found.won_n} won"
    return f"the setting ({found.won_n} won)"


def formulas(report: StalledReport, numbers: NumberFormat) -> list[str]:
    """The formulas with their figures."""
    del numbers  # there is no amount in them
    made = [
        "stalled = days in its stage > the 75th percentile (nearest rank) of the days that won "
        f"ones stayed there; the stage's setting until {ENOUGH_WINS} were won"
    ]
    return made + [
        f"  {each.stage.name}: slow after {each.days} d: {says(each)}"
        for each in report.thresholds.values()
    ]
