"""How funnel looks; JSON keys; formulas."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Funnel, FunnelStep, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.funnel.queries import FunnelReport
from pipectl.reports.funnel.rules import FunnelStage
from pipectl.reports.view import NOTHING, not_counted
from pipectl.sample_size import LEAST_SAMPLE, is_enough


def page(report: FunnelReport, numbers: NumberFormat) -> Page:
    """The funnel of all, and one for each group."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.counted:
        blocks.append(drawn(report, numbers))
        blocks.append(TableBlock(columns(), [row(each, numbers) for each in report.lines]))
        for group in report.groups:
            blocks.append(
                Heading(
                    f"{group.name or 'none'}: {numbers.count(group.size)},"
                    f" {numbers.count(group.won)} won"
                )
            )
            blocks.append(TableBlock(columns(), [row(each, numbers) for each in group.lines]))
        blocks.append(Paragraph(notes(report, numbers), "dim"))
    blocks += not_counted(report.money, numbers)
    return Page("Funnel" + (f" by {report.by}" if report.by else ""), blocks)


def sentence(report: FunnelReport, numbers: NumberFormat) -> str:
    """How many came in, and how many of them were won."""
    when = days_of(report)
    verb = "began" if report.cohort == "created" else "entered a stage"
    if not report.counted:
        if when:
            return f"Nothing {verb}{when}. Other days: --since DATE, --until DATE."
        return "Nothing has entered a stage yet. Add what you have: `pipectl add TITLE AMOUNT`."
    count = len(report.counted)
    rate = numbers.sampled(numbers.percent(Fraction(100 * report.won, count)), count)
    won = "1 was won" if report.won == 1 else f"{numbers.count(report.won)} were won"
    opened = sum(each.life.status == "open" for each in report.counted)
    said = f"Of {numbers.count(count)} that {verb}{when}, {won} ({rate})"
    return (
        f"{said}, and {numbers.count(opened)} {'is' if opened == 1 else 'are'} open."
        if opened
        else f"{said}."
    )


def days_of(report: FunnelReport) -> str:
    """` from 1 Jan 2026 to 31 Mar 2026`."""
    since, until = report.span
    if since and until:
        return f" from {format_date(since)} to {format_date(until)}"
    if since:
        return f" since {format_date(since)}"
    return f" by {format_date(until)}" if until else ""


def drawn(report: FunnelReport, numbers: NumberFormat) -> Funnel:
    """The stages one below the other, and the wins."""
    steps = [
        FunnelStep(each.stage.name, each.entered, on_of(each, numbers)) for each in report.lines
    ]
    return Funnel([*steps, FunnelStep("Won", report.won, numbers.count(report.won))])


def columns() -> list[Column]:
    """The table's columns: each rate is of those that entered."""
    return [
        Column("Stage", flexible=True),
        Column("Entered", right=True),
        Column("Advanced", right=True, rank=2),
        Column("Lost", right=True),
        Column("Open", right=True),
        Column("Went on", right=True),
        Column("Won in the end", right=True, rank=1),
    ]


def row(found: FunnelStage, numbers: NumberFormat) -> list[Cell | str]:
    """One stage."""
    return [
        found.stage.name,
        numbers.count(found.entered),
        numbers.count(found.advanced),
        numbers.count(found.lost),
        numbers.count(found.open),
        share(found.conversion, found.entered, numbers),
        share(found.to_won, found.entered, numbers),
    ]


def share(value: Fraction | None, entered: int, numbers: NumberFormat) -> str:
    """A rate of those that entered; nothing where none did."""
    return NOTHING if value is None else numbers.sampled(numbers.percent(value), entered)


def on_of(found: FunnelStage, numbers: NumberFormat) -> str:
    """`12, 75 % on`; of few only how many."""
    many = numbers.count(found.entered)
    return f"{many}, {numbers.percent(found.conversion)} on" if is_enough(found.entered) else many


def notes(report: FunnelReport, numbers: NumberFormat) -> str:
    """What the figures mean, and which are of few."""
    said = (
        "Rates are of those that entered, n. A stage that was skipped counts as entered; a win "
        "is an advance, a move back and a loss never are."
    )
    few = few_in(
        [*report.lines, *(line for group in report.groups for line in group.lines)], numbers
    )
    return f"{said} {few}" if few else said


def few_in(lines: Sequence[FunnelStage], numbers: NumberFormat) -> str:
    """A warning where a rate is of so few that it says little."""
    few = sum(0 < each.entered < LEAST_SAMPLE for each in lines)
    return f"Fewer than {numbers.count(LEAST_SAMPLE)} are too few for a rate." if few else ""


def formulas(report: FunnelReport, numbers: NumberFormat) -> list[str]:
    """The formulas with their figures."""
    made = [
        "entered = the stage it began in, and each later one that it passed or skipped; "
        "advanced = went further, or was won; lost, open = came no further",
        "went on = advanced / entered; won in the end = won / entered",
    ]
    return made + [
        f"  {each.stage.name}: {numbers.count(each.advanced)} / {numbers.count(each.entered)} = "
        f"{share(each.conversion, each.entered, numbers)}; {numbers.count(each.won)} /"
        f" {numbers.count(each.entered)} = "
        f"{share(each.to_won, each.entered, numbers)}"
        for each in report.lines
    ]


def json_keys(report: FunnelReport) -> dict[str, Any]:
    """The funnel's keys; `groups` is what was asked for with --by."""
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
    """The stages of one funnel."""
    names = "stage entered advanced lost open conversion to_won won"
    return [keys_of(each, names) for each in found]
