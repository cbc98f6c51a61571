"""How what is stalled looks: the sum, each one, and what is slow in each stage."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.pipeline.rules import ENOUGH_WINS
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.rules import total
from pipectl.reports.stalled.queries import StalledReport
from pipectl.reports.stalled.rules import StageStanding, Threshold
from pipectl.reports.view import NOTHING, not_counted, nothing_open


def page(report: StalledReport, numbers: NumberFormat) -> Page:
    """What is stalled, and after how many days each stage is slow."""
    currency = report.money.currency
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.stalled or report.moving:
        blocks += [stages(report, numbers), Paragraph(note(numbers), "dim")]
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
        blocks.append(TableBlock(columns, [row(report, each, numbers) for each in report.stalled]))
    blocks += not_counted(
        report.money, numbers, sum(each.amount_minor is None for each in report.stalled)
    )
    return Page("Stalled", blocks)


def note(numbers: NumberFormat) -> str:
    """What the columns mean."""
    return (
        "Slow is longer than three of four that were won took in the stage, all stays there"
        f" together; the stage's own setting until {numbers.count(ENOUGH_WINS)} were won. "
        "Change it: `pipectl stage edit STAGE --stalled-days N`."
    )


def sentence(report: StalledReport, numbers: NumberFormat) -> str:
    """How much stands still."""
    count, moving, currency = len(report.stalled), len(report.moving), report.money.currency
    if not count + moving:
        if report.other_dates:
            return "Nothing open closes in the period."
        return nothing_open(report.money)
    if not count:
        return f"None of {numbers.count(moving)} open stands still."
    minor = total([each.amount_minor for each in report.stalled])
    whole = minor + total([each.amount_minor for each in report.moving])
    share = f", {numbers.tenths(Fraction(100 * minor, whole))} % of the money" if whole else ""
    stand = "stands" if count == 1 else "stand"
    amount = numbers.short(minor, currency)
    return (
        f"{numbers.count(count)} of {numbers.count(count + moving)} open {stand} still: {amount}"
        f" {currency}{share}."
    )


def row(report: StalledReport, found: StageStanding, numbers: NumberFormat) -> list[Cell | str]:
    """One that is stalled."""
    slow = report.thresholds[found.stage_id]
    amount = NOTHING
    if found.amount_minor is not None:
        amount = numbers.amount(found.amount_minor, found.currency)
    days = Cell(numbers.days(report.days(found)), "yellow")
    return [str(found.id), found.title, slow.stage.name, amount, days, numbers.days(slow.days)]


def stages(report: StalledReport, numbers: NumberFormat) -> TableBlock:
    """After how many days each stage is slow, and what says so."""
    columns = [
        Column("Stage", flexible=True),
        Column("Open", right=True),
        Column("Stalled", right=True),
        Column("Slow after", right=True),
        Column("Says", rank=1),
    ]
    return TableBlock(
        columns, [stage_row(report, each, numbers) for each in report.thresholds.values()]
    )


def stage_row(report: StalledReport, found: Threshold, numbers: NumberFormat) -> list[Cell | str]:
    """One stage."""
    here = sum(each.stage_id == found.stage.id for each in report.stalled)
    moving = sum(each.stage_id == found.stage.id for each in report.moving)
    return [
        found.stage.name,
        numbers.count(here + moving),
        Cell(numbers.count(here), "yellow" if here else "dim"),
        numbers.days(found.days),
        says(found, numbers),
    ]


def says(found: Threshold, numbers: NumberFormat) -> str:
    """What says when a stage is slow."""
    if found.source == "history":
        return f"{numbers.count(found.won_n)} won"
    return f"the setting ({numbers.count(found.won_n)} won)"


def formulas(
    report: StalledReport,
    numbers: NumberFormat,
) -> list[str]:
    """The formulas with their figures."""
    made = [
        "stalled = days in its stage > the 75th percentile (nearest rank) of the days that won "
        f"ones stayed there; the stage's setting until {numbers.count(ENOUGH_WINS)} were won"
    ]
    return made + [
        f"  {each.stage.name}: slow after {numbers.days(each.days)}: {says(each, numbers)}"
        for each in report.thresholds.values()
    ]


def json_keys(report: StalledReport) -> dict[str, Any]:
    """What is stalled, of how much, and what is slow in each stage."""
    currency = report.money.currency
    both = [*report.stalled, *report.moving]
    return {
        "count": len(report.stalled),
        "amount": money(total([each.amount_minor for each in report.stalled]), currency),
        "open_count": len(both),
        "open_amount": money(total([each.amount_minor for each in both]), currency),
        "stages": [of_stage(report, each) for each in report.thresholds.values()],
        "opportunities": [one(report, each) for each in report.stalled],
    }


def of_stage(report: StalledReport, found: Threshold) -> dict[str, Any]:
    """A stage's keys; `slow_from` is history, or setting until five were won."""
    here = [each for each in report.stalled if each.stage_id == found.stage.id]
    moving = [each for each in report.moving if each.stage_id == found.stage.id]
    return {
        "stage": found.stage.name,
        "open": len(here) + len(moving),
        "stalled": len(here),
        "amount": money(total([each.amount_minor for each in here]), report.money.currency),
        "slow_days": found.days,
        "slow_from": found.source,
        "won_n": found.won_n,
    }


def one(report: StalledReport, found: StageStanding) -> dict[str, Any]:
    """A stalled opportunity's keys."""
    threshold = report.thresholds[found.stage_id]
    return keys_of(
        found,
        "id title stage amount_minor days_in_stage slow_days over_days close_on",
        stage=threshold.stage.name,
        days_in_stage=report.days(found),
        slow_days=threshold.days,
        over_days=report.over(found),
    )
