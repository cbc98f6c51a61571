"""The page of `report sequences`, its JSON keys and its formulas."""

from typing import Any

from pipectl.averages import share
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.sequences.queries import SequenceReport, SequencesReport, StepReport

NO_SEQUENCES = (
    "No sequences yet. Add one: `pipectl sequence add Intro --step"
    ' "0d outreach: First mail" --step "+3d call"`.'
)


def page(report: SequencesReport, numbers: NumberFormat) -> Page:
    """Return each sequence's answers, and its steps."""
    if not report.sequences:
        return Page("Sequences", [Paragraph(NO_SEQUENCES)])
    blocks: list[Block] = []
    for each in report.sequences:
        blocks.append(Heading(each.name))
        blocks.append(Paragraph(sentence(each, report, numbers)))
        if each.runs:
            blocks.append(steps(each, numbers))
    return Page("Sequences", blocks)


def sentence(found: SequenceReport, report: SequencesReport, numbers: NumberFormat) -> str:
    """Return how many runs were answered."""
    when = f" in {report.period.name}" if report.period else ""
    gone = " The sequence was removed." if found.archived else ""
    if not found.runs:
        return f"Not started{when} yet.{gone}"
    times = numbers.counted(len(found.runs), "run")
    of = numbers.counted(found.ended, "ended run")
    rate = numbers.rate(share(found.answered, found.ended, floor=1), found.ended)
    said = f"{times} started{when}. {numbers.count(found.answered)} of {of} got a reply or meeting"
    return f"{said}: {rate}.{gone}"


def steps(found: SequenceReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each step."""
    columns = [
        Column("Step", flexible=True),
        Column("Reached", right=True),
        Column("Replies", right=True),
        Column("%", right=True, rank=1),
        Column("Continued", right=True),
        Column("Ended", right=True, rank=2),
        Column("In progress", right=True, rank=3),
    ]
    return TableBlock(columns, [step_row(each, numbers) for each in found.steps])


def step_row(found: StepReport, numbers: NumberFormat) -> list[Cell | str]:
    """Return the line of a step."""
    result = found.result
    n = result.reached - result.waiting
    return [
        f"{result.place}. {found.text}",
        numbers.count(result.reached),
        numbers.count(result.answered),
        numbers.sampled(numbers.percent(result.answer_rate), n),
        numbers.count(result.went_on),
        numbers.count(result.ended),
        numbers.count(result.waiting),
    ]


def json_keys(report: SequencesReport) -> dict[str, Any]:
    """The JSON: each sequence with its steps; rates in percent."""
    return {
        "period": report.period and report.period.name,
        "sequences": [
            {
                "sequence": each.name,
                "archived": each.archived,
                "runs": len(each.runs),
                "ended": each.ended,
                "answered": each.answered,
                "answer_rate": share(each.answered, each.ended, floor=1),
                "steps": [step_keys(one) for one in each.steps],
            }
            for each in report.sequences
        ],
    }


def step_keys(found: StepReport) -> dict[str, Any]:
    """The JSON of a step."""
    names = "reached answered answer_rate went_on ended waiting"
    return {
        "step": found.result.place,
        **keys_of(found, "kind text"),
        **keys_of(found.result, names),
    }


def formulas(report: SequencesReport, numbers: NumberFormat) -> list[str]:
    """Return how the runs are counted."""
    return [
        "reached = runs that came to the step; replies = ended there with a reply or meeting;"
        " continued = came to a later step",
        "% of a step = replies / (reached - in progress)",
        "reached = replies + continued + ended + in progress",
        "replies in all = runs that ended with a reply or meeting / runs that ended",
        "A run counts in the period in which it started, whatever the deal's currency.",
    ]
