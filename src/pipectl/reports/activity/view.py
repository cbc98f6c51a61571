"""The page of `report activity`, its JSON keys and its formulas."""

from fractions import Fraction
from typing import Any

from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, Spark, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.activity.queries import ActivityReport
from pipectl.reports.view import about, history_start, not_counted, period_keys
from pipectl.vocabulary import GOAL_KINDS, REPLY

ADVANCE = "Per advance"


def page(report: ActivityReport, numbers: NumberFormat) -> Page:
    """Return the sentence, the kinds, the goals, and the weeks."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if any(each.number for each in report.kinds):
        table = kinds(report, numbers)
        blocks += [table, about(table, ADVANCE, advance_words(report, numbers))]
    if report.goals:
        blocks += [Heading("Goals"), goals(report, numbers)]
        if report.money.left_out:
            blocks.append(Paragraph("Goals count activities in every currency.", "dim"))
    start = history_start(each.weeks for each in report.kinds)
    if any(any(each.weeks) for each in report.kinds):
        blocks.append(Heading("By week"))
        blocks += [
            Spark(
                label=each.kind,
                values=each.weeks[start:],
                first=report.weeks[start].name,
                last=report.weeks[-1].name,
                said=f"{numbers.count(each.weeks[-1])}",
            )
            for each in report.kinds
            if any(each.weeks)
        ]
    noun = ("activity", "activities")
    blocks += not_counted(report.money, numbers, noun=noun)
    return Page(f"Activity in {report.period.name}", blocks)


def sentence(report: ActivityReport, numbers: NumberFormat) -> str:
    """Return how many activities, advances and wins there were."""
    count = {each.kind: each.number for each in report.kinds}
    name = report.period.name
    if not any(each.number for each in report.kinds):
        return f"No activity in {name}. Log a call: `pipectl log call OPP`."
    contacts = sum(count[kind] for kind in GOAL_KINDS)
    parts = [numbers.counted(contacts, "activity", "activities")]
    if count[REPLY]:
        parts.append(numbers.counted(count[REPLY], "reply", "replies"))
    if count["note"]:
        parts.append(numbers.counted(count["note"], "note"))
    done = listed(parts)
    won = numbers.counted(report.wins, "win")
    return f"{done} in {name}, with {numbers.counted(report.moves, 'move')} forward and {won}."


def advance_words(report: ActivityReport, numbers: NumberFormat) -> str:
    """Return what counts as an advance."""
    won = report.advances - report.moves
    said = numbers.counted(report.moves, "move")
    return f"Advances are moves forward and wins: {said} and {numbers.counted(won, 'win')}."


def kinds(report: ActivityReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each kind."""
    columns = [
        Column("Activity", flexible=True),
        Column("Count", right=True),
        Column("", rank=2),
        Column(f"Per win (n={numbers.count(report.wins)})", right=True),
        Column(f"{ADVANCE} (n={numbers.count(report.advances)})", right=True, rank=1),
    ]
    most = max(each.number for each in report.kinds)
    rows: list[list[Cell | Gauge | str]] = [
        [
            each.kind,
            f"{numbers.count(each.number)}",
            Gauge(each.number, most),
            took(each.per_win, report.wins, numbers),
            took(each.per_advance, report.advances, numbers),
        ]
        for each in report.kinds
        if each.number or each.kind != REPLY
    ]
    return TableBlock(columns, rows)


def took(value: Fraction | None, n: int, numbers: NumberFormat) -> str:
    """Return the rate, or that there were too few."""
    return numbers.sampled(numbers.tenths(value or 0), n)


def goals(report: ActivityReport, numbers: NumberFormat) -> TableBlock:
    """Return a line for each goal: how often it was reached, and its progress."""
    running = {(each.kind, each.per): each for each in report.progress}
    columns = [
        Column("Activity", flexible=True),
        Column("Per"),
        Column("Goal", right=True),
        Column("Reached", right=True),
        Column("So far", right=True),
        Column("Period", rank=1),
    ]
    rows: list[list[Cell | str]] = []
    for each in report.goals:
        now = running[each.kind, each.per]
        often = f"{numbers.count(each.reached)} of {numbers.count(each.spans)}"
        style = "green" if now.done >= now.goal else ""
        shown = Cell(f"{numbers.count(now.done)}", style)
        rows.append([each.kind, each.per, f"{numbers.count(each.goal)}", often, shown, now.period])
    return TableBlock(columns, rows)


def formulas(report: ActivityReport, numbers: NumberFormat) -> list[str]:
    """Return how the rates and goals are worked out."""
    return [
        f"per win = logged in the period / deals won in it ({numbers.count(report.wins)})",
        "per advance = logged in the period / moves forward and wins"
        f" ({numbers.count(report.moves)} + {numbers.count(report.advances - report.moves)})",
        "  A deal that was added or imported as won is a win, but not an advance.",
        "  Activities on lost deals and without a deal count, those on deals in other currencies"
        " without a rate don't.",
        "reached = in how many completed weeks, months or quarters of the period the goal was met",
        "so far = in the current week, month or quarter; goals count activities in every currency",
    ]


def json_keys(report: ActivityReport) -> dict[str, Any]:
    """The JSON: counts by kind, goals and the last twelve weeks; rates are null of few wins."""
    running = {(each.kind, each.per): each for each in report.progress}
    return {
        **period_keys(report.period),
        "wins": report.wins,
        "advances": report.advances,
        "kinds": [
            keys_of(each, "kind count per_win per_advance", count=each.number)
            for each in report.kinds
        ],
        "goals": [
            keys_of(
                each,
                "kind per goal spans reached",
                running=running[each.kind, each.per].period,
                done=running[each.kind, each.per].done,
            )
            for each in report.goals
        ],
        "weeks": [
            {"week": week.name, **{each.kind: each.weeks[place] for each in report.kinds}}
            for place, week in enumerate(report.weeks)
        ],
    }
