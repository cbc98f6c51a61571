"""The page of `report stage-time`, its JSON keys and its formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.stage_time.queries import StageTimeReport
from pipectl.reports.stage_time.rules import Spread, StageTime
from pipectl.reports.view import NOTHING, not_counted
from pipectl.sample_size import ENOUGH_WINS, LEAST_SAMPLE, is_enough


def page(report: StageTimeReport, numbers: NumberFormat) -> Page:
    """Return the slowest stage, the completed stays, and those in progress."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    ended = "Completed" + (f" in {report.period.name}" if report.period else "")
    spreads = [(each.stage.name, each.finished) for each in report.stages]
    if any(each.n for _, each in spreads):
        blocks += [Heading(ended), days_table(spreads, numbers)]
    spreads = [(each.stage.name, each.running) for each in report.stages]
    if any(each.n for _, each in spreads):
        blocks += [Heading("In progress"), days_table(spreads, numbers)]
        blocks.append(Paragraph(note(numbers), "dim"))
    blocks += not_counted(report.money, numbers)
    return Page("Time in stages", blocks)


def note(numbers: NumberFormat) -> str:
    """Return what the columns mean."""
    return (
        "Calendar days of each deal's stay in a stage. Stays in progress are listed separately."
        f" A median needs at least {numbers.count(LEAST_SAMPLE)} stays."
    )


def sentence(report: StageTimeReport, numbers: NumberFormat) -> str:
    """Return where most time is spent, in one sentence."""
    slow = slowest(report.stages)
    when = f" in {report.period.name}" if report.period else ""
    if slow is None:
        if any(each.running.n for each in report.stages):
            return f"No deal has left a stage{when or ' yet'}."
        return "No deals yet. Add one: `pipectl add TITLE AMOUNT`."
    time = middle(slow.finished, numbers)
    if not is_enough(slow.finished.n):
        stays = numbers.counted(max(each.finished.n for each in report.stages), "stay")
        return f"Too few completed stays{when} to say which stage takes longest (at most {stays})."
    n = numbers.count(slow.finished.n)
    return f"{slow.stage.name} takes longest{when}: median {time} (n={n})."


def slowest(stages: Sequence[StageTime]) -> StageTime | None:
    """Return the stage with the longest median, preferring stages with enough visits."""
    known = [each for each in stages if each.finished.n]
    enough = [each for each in known if each.finished.n >= ENOUGH_WINS]
    return max(enough or known, key=lambda each: each.finished.median or 0, default=None)


def middle(found: Spread, numbers: NumberFormat) -> str:
    """Return the median as `12.5 d`."""
    return NOTHING if found.median is None else f"{numbers.tenths(found.median)} d"


def days_table(spreads: Sequence[tuple[str, Spread]], numbers: NumberFormat) -> TableBlock:
    """Return a line for each stage."""
    columns = [
        Column("Stage", flexible=True),
        Column("n", right=True),
        Column("25 %", right=True, rank=2),
        Column("Median", right=True),
        Column("75 %", right=True, rank=1),
        Column("Longest", right=True, rank=3),
        Column("", rank=4),
    ]
    told = [each.median or 0 for _, each in spreads if is_enough(each.n)]
    most = max((round(10 * each) for each in told), default=0)
    return TableBlock(columns, [days_row(name, each, most, numbers) for name, each in spreads])


def days_row(
    name: str, found: Spread, most: int, numbers: NumberFormat
) -> list[Cell | Gauge | str]:
    """Return the line of one stage; small samples only show the maximum, no estimate."""
    few = found.n > 0 and not is_enough(found.n)
    return [
        name,
        numbers.count(found.n),
        NOTHING if few else days(found.lower_quartile, numbers),
        numbers.sampled(middle(found, numbers), found.n) if found.n else NOTHING,
        NOTHING if few else days(found.upper_quartile, numbers),
        days(found.longest, numbers),
        Gauge(0 if few else round(10 * (found.median or 0)), most),
    ]


def days(found: int | None, numbers: NumberFormat) -> str:
    """Return `12 d`."""
    return numbers.days(found)


def formulas(report: StageTimeReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    made = [
        "days = day left - day entered, for each stay",
        "25 %, 75 % = quartiles (nearest rank)",
    ]
    return made + [
        f"  {each.stage.name}: n={numbers.count(each.finished.n)},"
        f" {days(each.finished.lower_quartile, numbers)}, "
        f"{middle(each.finished, numbers)}, {days(each.finished.upper_quartile, numbers)}; "
        f"in progress n={numbers.count(each.running.n)}, {middle(each.running, numbers)}"
        for each in report.stages
    ]


def json_keys(report: StageTimeReport) -> dict[str, Any]:
    """The JSON: each stage's visits, in days; without a period, of all time."""
    return {
        "period": report.period and report.period.name,
        "stages": [
            {
                "stage": each.stage.name,
                "finished": days_keys(each.finished),
                "running": days_keys(each.running),
            }
            for each in report.stages
        ],
    }


def days_keys(found: Spread) -> dict[str, Any]:
    """The JSON of some visits."""
    return keys_of(found, "n lower_quartile median upper_quartile longest")
