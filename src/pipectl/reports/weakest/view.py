"""The page of `report weakest`: the stage, how certain that is, and every stage's record."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock
from pipectl.render.serialize import money
from pipectl.render.tables import Cell, Column
from pipectl.reports.forecast.queries import percent
from pipectl.reports.view import NOTHING, about, not_counted
from pipectl.reports.weakest.queries import WeakestReport
from pipectl.reports.weakest.rules import (
    ASSUMED_ADVANCED,
    ASSUMED_EXITS,
    STUCK_DAYS,
    STUCK_TIMES,
    WEIGHT,
    StageRecord,
)
from pipectl.sample_size import LEAST_SAMPLE, is_enough


def page(report: WeakestReport, numbers: NumberFormat) -> Page:
    """Return the sentence, then a line for each stage."""
    columns = [
        Column("Stage", flexible=True),
        Column("Advanced", right=True),
        Column("Lost", right=True),
        Column("Stuck", right=True),
        Column("Rate", right=True),
        Column(f"Lost {report.money.currency}", right=True, rank=1),
        Column("Days", right=True, rank=2),
        Column("Days if won", right=True, rank=3),
    ]
    table = TableBlock(columns, [row(report, each, numbers) for each in report.found.stages])
    blocks: list[Block] = [
        Paragraph(sentence(report, numbers), "bold"),
        table,
        Paragraph(
            "Rate is the share of the deals leaving a stage, or stuck in it, that advanced or were"
            " won. Small samples are weighted toward the whole pipeline's rate. Skipped stages"
            " don't count.",
            "dim",
        ),
        about(table, "Days", "Days are medians."),
    ]
    return Page("Weakest stage", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: WeakestReport, numbers: NumberFormat) -> str:
    """Return which stage it is, what was lost there and how long deals stay."""
    found = report.found
    record = found.record
    name = report.basis.steps[found.stage].name
    if len(found.stages) == 1:
        return f"There is only one stage, {name}: nothing to compare it with."
    if not found.exits:
        return "Too early to tell: no deal has left a stage yet."
    sure = numbers.percent(percent(found.sure))
    if not found.is_said and not is_enough(record.exits):
        if not any(is_enough(each.exits) for each in found.stages):
            least = numbers.count(LEAST_SAMPLE)
            return f"Too early to tell: a rate needs {least} deals, and no stage has that many."
        gone = numbers.counted(record.exits, "deal")
        return f"Too early to tell: {name} may be the weakest, but has only {gone} to go by."
    if not found.is_said:
        return f"Too early to tell: {name} has the lowest rate, but with only {sure} confidence."
    currency = report.money.currency
    what = f"{numbers.short(record.lost_minor, currency)} {currency} was lost there"
    if not record.lost_minor:
        many = numbers.counted(record.lost, "deal")
        what = f"{many} without an amount {'was' if record.lost == 1 else 'were'} lost there"
    said = f"{name} is the weakest stage ({sure} confidence): {what}"
    if (
        record.days is not None
        and record.won_days is not None
        and is_enough(min(record.days_n, record.won_n))
    ):
        mine, won = (numbers.tenths(Fraction(days)) for days in (record.days, record.won_days))
        said += f". Median time there: {mine} days, {won} for won deals"
    return f"{said}."


def row(report: WeakestReport, found: StageRecord, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage."""
    style = "bold red" if report.found.is_said and found.stage == report.found.stage else ""
    return [
        Cell(report.basis.steps[found.stage].name, style),
        numbers.count(found.advanced),
        numbers.count(found.lost),
        numbers.count(found.stuck),
        Cell(numbers.sampled(numbers.percent(percent(found.rate)), found.exits), style),
        numbers.amount(found.lost_minor, report.money.currency),
        *(
            NOTHING if days is None else numbers.sampled(numbers.days(Fraction(days)), n)
            for days, n in ((found.days, found.days_n), (found.won_days, found.won_n))
        ),
    ]


def formulas(report: WeakestReport, numbers: NumberFormat) -> list[str]:
    """Return how the rates and the confidence are worked out."""
    stages = report.found.stages
    advanced = sum(each.advanced for each in stages)
    mean = Fraction(advanced + int(ASSUMED_ADVANCED), report.found.exits + int(ASSUMED_EXITS))
    return [
        f"rate = (advanced + {numbers.count(int(WEIGHT))} m) / (advanced + lost + stuck +"
        f" {numbers.count(int(WEIGHT))})",
        f"m = rate of the whole pipeline = (all advanced + {numbers.count(int(ASSUMED_ADVANCED))})"
        f" / (all exits + {numbers.count(int(ASSUMED_EXITS))}) = {numbers.percent(100 * mean)}",
        f"stuck = open and in its stage for more than {numbers.count(STUCK_DAYS)} days, and more"
        f" than {numbers.count(STUCK_TIMES)} times the median",
        "confidence = share of 400 draws from the rates' Beta distributions in which this stage is"
        " lowest",
    ]


def json_keys(report: WeakestReport) -> dict[str, Any]:
    """The JSON; `stage` is null while it is too early to tell."""
    found = report.found
    return {
        "stage": report.basis.steps[found.stage].name if found.is_said else None,
        "sure": percent(found.sure),
        "stages": [record(report, each) for each in found.stages],
        "lowest": report.basis.steps[found.stage].name,
    }


def record(report: WeakestReport, found: StageRecord) -> dict[str, Any]:
    """The JSON of one stage; `rate` in percent, days are medians."""
    return {
        "stage": report.basis.steps[found.stage].name,
        "advanced": found.advanced,
        "lost": found.lost,
        "stuck": found.stuck,
        "rate": percent(found.rate),
        "amount_lost": money(found.lost_minor, report.money.currency),
        "median_days": days(found.days),
        "median_days_won": days(found.won_days),
        "median_days_n": found.days_n,
        "median_days_won_n": found.won_n,
    }


def days(value: float | None) -> Fraction | None:
    """Return days, possibly with a half from a median."""
    return None if value is None else Fraction(round(2 * value), 2)
