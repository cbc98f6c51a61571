"""How factors looks; JSON keys; formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.factors.queries import FactorsReport
from pipectl.reports.view import first_rows, not_counted
from pipectl.stages.rules import AdvanceRate


def page(report: FactorsReport, numbers: NumberFormat) -> Page:
    """The sentence, the factors, and the next actions stage by stage."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.factors:
        shown, rest = first_rows(report.factors, numbers)
        blocks += [Heading("Advance factors"), table("Factor", shown, numbers), *rest]
    for stage in report.stages:
        shown, rest = first_rows(stage.actions, numbers)
        heading = f"Next actions done in {stage.stage}"
        blocks += [Heading(heading), table("Action", shown, numbers), *rest]
    if report.factors or report.stages:
        said = "Those still in their stage don't count; rates of fewer than five are n/a."
        blocks.append(TextLine([Cell(said, "dim")]))
    return Page("What advanced deals", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: FactorsReport, numbers: NumberFormat) -> str:
    """What was followed by an advance most often, in words."""
    when = f" in {report.period.name}" if report.period else ""
    known = [each for each in (*report.factors, *report.actions) if each.rate is not None]
    if not (report.factors or report.actions):
        return (
            f"No factor was named and no next action was done{when}. Name one as it moves: `pipectl"
            " move OPP --factor TEXT`."
        )
    if not known:
        return f"Too few{when} to say what advances deals: it takes five of a kind."
    best = max(known, key=lambda each: (each.rate or 0, each.n))
    if not best.advanced:
        return f"Nothing that was named or done five times{when} was followed by an advance."
    said = numbers.rate(best.rate, best.n)
    return f"{best.text} was followed by an advance most reliably{when}: {said}."


def table(title: str, found: Sequence[AdvanceRate], numbers: NumberFormat) -> TableBlock:
    """A line a text."""
    columns = [
        Column(title, flexible=True),
        Column("Times", right=True, rank=3),
        Column("Advanced", right=True),
        Column("", rank=2),
        Column("Rate", right=True),
        Column("Still there", right=True, rank=1),
    ]
    most = max((each.advanced for each in found), default=0)
    return TableBlock(
        columns,
        [
            [
                each.text,
                f"{numbers.count(each.n + each.going_on)}",
                f"{numbers.count(each.advanced)}",
                Gauge(each.advanced, most),
                numbers.rate(each.rate, each.n),
                f"{numbers.count(each.going_on)}",
            ]
            for each in found
        ],
    )


def formulas(_report: FactorsReport, _numbers: NumberFormat) -> list[str]:
    """What counts as followed."""
    return [
        "A factor is followed by an advance if the visit of the stage in which it was named (a"
        " move's: the stage it came into) ended with a move forward or a win; a next action, if the"
        " opportunity went forward, or was won, from the stage in which it was done.",
        "rate = followed / decided; the pick list of a stage is in the order of how many were"
        " followed.",
    ]


def json_keys(report: FactorsReport) -> dict[str, Any]:
    """Factors and next actions, the latter by stage too; rates in percent, null of few."""
    return keys_of(
        report,
        "period factors actions stages",
        factors=[{"factor": each.text, **figures(each)} for each in report.factors],
        actions=[action(each) for each in report.actions],
        stages=[
            {"stage": each.stage, "actions": [action(one) for one in each.actions]}
            for each in report.stages
        ],
    )


def action(found: AdvanceRate) -> dict[str, Any]:
    """A next action, and how often it was followed by an advance."""
    return {"action": found.text, **figures(found)}


def figures(found: AdvanceRate) -> dict[str, Any]:
    """How often it was followed by an advance."""
    return keys_of(found, "advanced n rate going_on")
