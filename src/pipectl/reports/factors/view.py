"""The page of `report factors`, its JSON keys and its formulas."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column
from pipectl.reports.factors.queries import FactorsReport
from pipectl.reports.view import first_rows, not_counted
from pipectl.stages.rules.pick_lists import AdvanceRate


def page(report: FactorsReport, numbers: NumberFormat) -> Page:
    """Return the sentence, the factors, and the next actions by stage."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if report.factors:
        shown, rest = first_rows(report.factors, numbers)
        blocks += [Heading("Advance factors"), table("Factor", shown, numbers), *rest]
    if report.collateral:
        shown, rest = first_rows(report.collateral, numbers)
        blocks += [Heading("What you sent"), table("Kind", shown, numbers), *rest]
    for stage in report.stages:
        shown, rest = first_rows(stage.actions, numbers)
        heading = f"Next actions in {stage.stage}"
        blocks += [Heading(heading), table("Action", shown, numbers), *rest]
    if report.factors or report.stages or report.collateral:
        said = "Deals still in the stage don't count. Rates need at least 5 cases."
        blocks.append(Paragraph(said, "dim"))
    noun = ("entry", "entries")
    return Page("What advances deals", [*blocks, *not_counted(report.money, numbers, noun=noun)])


def sentence(report: FactorsReport, numbers: NumberFormat) -> str:
    """Return the text most often followed by an advance, in a sentence."""
    when = f" in {report.period.name}" if report.period else ""
    every = (*report.factors, *report.collateral, *report.actions)
    known = [each for each in every if each.rate is not None]
    if not every:
        return (
            f"No advance factors or completed next actions{when}. Record a factor with a move:"
            " `pipectl move OPP --factor TEXT`."
        )
    if not known:
        return f"Too few entries{when} to say what advances deals: a rate needs at least 5."
    best = max(known, key=lambda each: (each.rate or 0, each.n))
    if not best.advanced:
        what = "factor, link or action" if report.collateral else "factor or action"
        return f"No {what} with 5 or more entries{when} was followed by an advance."
    said = numbers.rate(best.rate, best.n)
    return f"Most reliable{when}: {best.text}, with an advance rate of {said}."


def table(title: str, found: Sequence[AdvanceRate], numbers: NumberFormat) -> TableBlock:
    """Return a line for each text."""
    columns = [
        Column(title, flexible=True),
        Column("Times", right=True, rank=3),
        Column("Advanced", right=True),
        Column("", rank=2),
        Column("Rate", right=True),
        Column("Still in stage", right=True, rank=1),
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


SENT = (
    "What you sent (links with a kind) belongs to the stage that the deal was in on that day, and"
    " counts once a kind and stay there."
)


def formulas(report: FactorsReport, _numbers: NumberFormat) -> list[str]:
    """Return how the rate is worked out, and what counts as an advance."""
    return [
        "rate = advanced / (times - still in stage)",
        "A factor counts as advanced if the deal then moved forward from that stage, or was won.",
        "  A factor recorded with a move belongs to the stage that the deal moved to.",
        "A next action counts as advanced if the deal moved forward, or was won, from the stage in"
        " which it was done.",
        *([SENT] if report.collateral else ()),
    ]


def json_keys(report: FactorsReport) -> dict[str, Any]:
    """The JSON: factors and next actions, the latter by stage too; null rates for small samples."""
    return keys_of(
        report,
        "period factors collateral actions stages",
        collateral=[{"kind": each.text, **figures(each)} for each in report.collateral],
        factors=[{"factor": each.text, **figures(each)} for each in report.factors],
        actions=[action(each) for each in report.actions],
        stages=[
            {"stage": each.stage, "actions": [action(one) for one in each.actions]}
            for each in report.stages
        ],
    )


def action(found: AdvanceRate) -> dict[str, Any]:
    """The JSON of a next action, with how often it was followed by an advance."""
    return {"action": found.text, **figures(found)}


def figures(found: AdvanceRate) -> dict[str, Any]:
    """Return how often it was followed by an advance."""
    return keys_of(found, "advanced n rate going_on")
