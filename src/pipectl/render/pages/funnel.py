"""How the funnel looks: drawn, then stage by stage, and for each group."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.dates import format_date
from pipectl.domain.funnel import Line
from pipectl.numbers import FLOOR, NumberFormat, is_enough
from pipectl.queries.funnel import FunnelReport
from pipectl.render.page import Block, Funnel, Heading, Page, Paragraph, Step, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.tables import Cell, Column


def page(report: FunnelReport, numbers: NumberFormat) -> Page:
    """The funnel of all, and one for each group."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.counted:
        blocks.append(drawn(report, numbers))
        blocks.append(Table(columns(), [row(each, numbers) for each in report.lines]))
        for group in report.groups:
            blocks.append(
                Heading(
                    f"{group.name or 'none'}: {numbers.count(group.size)},"
                    f" {numbers.count(group.won)} won"
                )
            )
            blocks.append(Table(columns(), [row(each, numbers) for each in group.lines]))
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
    steps = [Step(each.stage.name, each.entered, on_of(each, numbers)) for each in report.lines]
    return Funnel([*steps, Step("Won", report.won, numbers.count(report.won))])


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


def row(found: Line, numbers: NumberFormat) -> list[Cell | str]:
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


def on_of(found: Line, numbers: NumberFormat) -> str:
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


def few_in(lines: Sequence[Line], numbers: NumberFormat) -> str:
    """A warning where a rate is of so few that it says little."""
    few = sum(0 < each.entered < FLOOR for each in lines)
    return f"Fewer than {numbers.count(FLOOR)} are too few for a rate." if few else ""


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
