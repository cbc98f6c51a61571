"""The page of `report stalled`: the amount, each stage's limit, and the stalled deals."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.rules import total
from pipectl.reports.stalled.queries import StalledReport
from pipectl.reports.stalled.rules import StageStanding, Threshold
from pipectl.reports.view import NOTHING, not_counted, nothing_open, stage_cell
from pipectl.sample_size import ENOUGH_WINS


def page(report: StalledReport, numbers: NumberFormat) -> Page:
    """Return what is stalled, and after how many days a deal is stalled in each stage."""
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
            Column("Stalled after", right=True, rank=3),
        ]
        blocks.append(Heading("Stalled deals"))
        blocks.append(TableBlock(columns, [row(report, each, numbers) for each in report.stalled]))
    blocks += not_counted(
        report.money, numbers, sum(each.amount_minor is None for each in report.stalled)
    )
    return Page("Stalled", blocks)


def note(numbers: NumberFormat) -> str:
    """Return what the columns mean."""
    return (
        "A deal is stalled after more days in its stage than 75 % of the won deals spent there."
        f" With fewer than {numbers.count(ENOUGH_WINS)} won deals, the stage's setting applies."
        " To change it: `pipectl stage edit STAGE --stalled-days N`."
    )


def sentence(report: StalledReport, numbers: NumberFormat) -> str:
    """Return how many deals are stalled, and their amount."""
    count, moving, currency = len(report.stalled), len(report.moving), report.money.currency
    if not count + moving:
        if report.other_dates:
            return "No open deals are expected to close in the period."
        return nothing_open(report.money)
    if not count:
        return f"No deals are stalled ({numbers.counted(moving, 'open deal')})."
    minor = total([each.amount_minor for each in report.stalled])
    whole = minor + total([each.amount_minor for each in report.moving])
    share = (
        f", {numbers.tenths(Fraction(100 * minor, whole))} % of the open amount" if whole else ""
    )
    amount = f"{numbers.short(minor, currency)} {currency}"
    of = numbers.counted(count + moving, "open deal")
    verb = "is" if count == 1 else "are"
    return f"{numbers.count(count)} of {of} {verb} stalled: {amount}{share}."


def row(report: StalledReport, found: StageStanding, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of a stalled deal."""
    slow = report.thresholds[found.stage_id]
    amount = NOTHING
    if found.amount_minor is not None:
        amount = numbers.amount(found.amount_minor, found.currency)
    days = Cell(numbers.days(report.days(found)), "yellow")
    return [
        str(found.id),
        found.title,
        stage_cell(slow.stage),
        amount,
        days,
        numbers.days(slow.days),
    ]


def stages(report: StalledReport, numbers: NumberFormat) -> TableBlock:
    """Return after how many days a deal is stalled in each stage, and the basis."""
    columns = [
        Column("Stage", flexible=True),
        Column("Open", right=True),
        Column("Stalled", right=True),
        Column("Stalled after", right=True),
        Column("Basis", rank=1),
    ]
    return TableBlock(
        columns, [stage_row(report, each, numbers) for each in report.thresholds.values()]
    )


def stage_row(report: StalledReport, found: Threshold, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage."""
    here = sum(each.stage_id == found.stage.id for each in report.stalled)
    moving = sum(each.stage_id == found.stage.id for each in report.moving)
    return [
        stage_cell(found.stage),
        numbers.count(here + moving),
        Cell(numbers.count(here), "yellow" if here else "dim"),
        numbers.days(found.days),
        basis(found, numbers),
    ]


def basis(found: Threshold, numbers: NumberFormat) -> str:
    """Return what a stage's limit is taken from."""
    won = numbers.counted(found.won_n, "won deal")
    return won if found.source == "history" else f"setting ({won})"


def formulas(
    report: StalledReport,
    numbers: NumberFormat,
) -> list[str]:
    """Return the formulas with their figures."""
    made = [
        "stalled = days in its stage > limit",
        "limit = 75th percentile (nearest rank) of the days that won deals spent in the stage",
        f"  With fewer than {numbers.count(ENOUGH_WINS)} won deals, the limit is the stage's"
        " setting.",
    ]
    return made + [
        f"  {each.stage.name}: stalled after {numbers.days(each.days)} ({basis(each, numbers)})"
        for each in report.thresholds.values()
    ]


def json_keys(report: StalledReport) -> dict[str, Any]:
    """The JSON: stalled deals, the open amount, and the limit of each stage."""
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
    """The JSON of a stage; `slow_from` is history, or setting with fewer than five wins."""
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
    """The JSON of a stalled deal."""
    threshold = report.thresholds[found.stage_id]
    return keys_of(
        found,
        "id title stage amount_minor days_in_stage slow_days over_days close_on",
        stage=threshold.stage.name,
        days_in_stage=report.days(found),
        slow_days=threshold.days,
        over_days=report.over(found),
    )
