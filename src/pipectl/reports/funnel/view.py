"""The page of `funnel`, its JSON keys and its formulas."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Funnel, FunnelStep, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.funnel.queries import FunnelReport
from pipectl.reports.funnel.rules import FunnelStage
from pipectl.reports.view import NOTHING, not_counted, stage_cell
from pipectl.sample_size import LEAST_SAMPLE, is_enough


def page(report: FunnelReport, numbers: NumberFormat) -> Page:
    """Return the funnel of all deals, and one for each group."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.counted:
        blocks.append(drawn(report, numbers))
        blocks.append(TableBlock(columns(), [row(each, numbers) for each in report.lines]))
        for group in report.groups:
            blocks.append(
                Heading(
                    f"{group.name or 'none'}: {numbers.counted(group.size, 'deal')},"
                    f" {numbers.count(group.won)} won"
                )
            )
            blocks.append(TableBlock(columns(), [row(each, numbers) for each in group.lines]))
        blocks.append(Paragraph(notes(report, numbers), "dim"))
    blocks += not_counted(report.money, numbers)
    return Page("Funnel" + (f" by {report.by}" if report.by else ""), blocks)


def sentence(report: FunnelReport, numbers: NumberFormat) -> str:
    """Return how many deals started, and how many of them were won or are open."""
    when = days_of(report)
    verb = "started" if report.cohort == "created" else "entered a stage"
    if not report.counted:
        if when:
            return f"No deals {verb}{when}. Choose other dates with --since and --until."
        return "No deals yet. Add one: `pipectl add TITLE AMOUNT`."
    count = len(report.counted)
    rate = numbers.sampled(numbers.percent(Fraction(100 * report.won, count)), count)
    opened = sum(each.life.status == "open" for each in report.counted)
    said = f"{numbers.counted(count, 'deal')} {verb}{when}:"
    said += f" {numbers.count(report.won)} won ({rate})"
    return f"{said}, {numbers.count(opened)} still open." if opened else f"{said}."


def days_of(report: FunnelReport) -> str:
    """Return ` from 1 Jan 2026 to 31 Mar 2026`."""
    since, until = report.span
    if since and until:
        return f" from {format_date(since)} to {format_date(until)}"
    if since:
        return f" since {format_date(since)}"
    return f" by {format_date(until)}" if until else ""


def drawn(report: FunnelReport, numbers: NumberFormat) -> Funnel:
    """Return the stages one below the other, and the wins."""
    steps = [
        FunnelStep(each.stage.name, each.entered, on_of(each, numbers)) for each in report.lines
    ]
    return Funnel([*steps, FunnelStep("Won", report.won, numbers.count(report.won))])


def columns() -> list[Column]:
    """Return the table's columns; rates are shares of the deals that entered."""
    return [
        Column("Stage", flexible=True),
        Column("Entered", right=True),
        Column("Advanced", right=True, rank=3),
        Column("Lost", right=True),
        Column("Open", right=True, rank=1),
        Column("Advanced %", right=True),
        Column("Won %", right=True, rank=2),
    ]


def row(found: FunnelStage, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of one stage."""
    return [
        stage_cell(found.stage),
        numbers.count(found.entered),
        numbers.count(found.advanced),
        numbers.count(found.lost),
        numbers.count(found.open),
        share(found.conversion, found.entered, numbers),
        share(found.to_won, found.entered, numbers),
    ]


def share(value: Fraction | None, entered: int, numbers: NumberFormat) -> str:
    """Return a share of the deals that entered; empty if there are none."""
    return NOTHING if value is None else numbers.sampled(numbers.percent(value), entered)


def on_of(found: FunnelStage, numbers: NumberFormat) -> str:
    """Return `12, 75 % advanced`; only the number if it is small."""
    many = numbers.count(found.entered)
    if not is_enough(found.entered):
        return many
    return f"{many}, {numbers.percent(found.conversion)} advanced"


def notes(report: FunnelReport, numbers: NumberFormat) -> str:
    """Return what the figures mean, and a warning where samples are small."""
    said = (
        "Percentages are of the deals that entered. A stage that a deal skips on its way to a later"
        " one counts as entered. A win counts as an advance from the deal's last stage."
    )
    few = few_in(
        [*report.lines, *(line for group in report.groups for line in group.lines)], numbers
    )
    return f"{said} {few}" if few else said


def few_in(lines: Sequence[FunnelStage], numbers: NumberFormat) -> str:
    """Return a warning where a rate has too small a sample."""
    few = sum(0 < each.entered < LEAST_SAMPLE for each in lines)
    return f"Rates need at least {numbers.count(LEAST_SAMPLE)} deals." if few else ""


def formulas(report: FunnelReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    made = [
        "entered = deals that started in the stage, or reached or skipped it later",
        "advanced = deals that went further, or were won from the stage",
        "lost, open = deals that got no further",
        "advanced % = advanced / entered; won % = won / entered",
    ]
    if report.lead_names:
        made.append(
            f"(lead) = in {listed(report.lead_names)}, or in a stage that was for leads then; lost"
            " from there = disqualified, not counted in win rates, and lost here"
        )
    return made + [
        f"  {each.stage.name}: {numbers.count(each.advanced)} / {numbers.count(each.entered)} = "
        f"{share(each.conversion, each.entered, numbers)}; {numbers.count(each.won)} /"
        f" {numbers.count(each.entered)} = "
        f"{share(each.to_won, each.entered, numbers)}"
        for each in report.lines
    ]


def json_keys(report: FunnelReport) -> dict[str, Any]:
    """The JSON of the funnel; `groups` are those of --by."""
    return {
        "stages": lines(report.lines),
        "cohort": report.cohort,
        **keys_of(report.span, "since until"),
        "count": len(report.counted),
        "won": report.won,
        "by": report.by,
        "groups": [
            {"group": each.name, "count": each.size, "won": each.won, "stages": lines(each.lines)}
            for each in report.groups
        ],
    }


def lines(found: Sequence[FunnelStage]) -> list[dict[str, Any]]:
    """The JSON of the stages of a funnel."""
    names = "stage entered advanced lost open conversion to_won won"
    return [keys_of(each, names) for each in found]
