"""How activity looks; JSON keys; formulas."""

from fractions import Fraction
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Gauge, Heading, Page, Paragraph, Spark, TableBlock
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column
from pipectl.reports.activity.queries import ActivityReport
from pipectl.reports.view import not_counted, period_keys


def page(report: ActivityReport, numbers: NumberFormat) -> Page:
    """The sentence, the kinds, the goals, and the weeks."""
    blocks: list[Block] = [Paragraph(sentence(report, numbers), "bold")]
    if any(each.number for each in report.kinds):
        blocks.append(kinds(report, numbers))
    if report.goals:
        blocks += [Heading("Goals"), goals(report, numbers)]
    if any(any(each.weeks) for each in report.kinds):
        blocks.append(Heading("Twelve weeks"))
        blocks += [
            Spark(
                label=each.kind,
                values=each.weeks,
                first=report.weeks[0].name,
                last=report.weeks[-1].name,
                said=f"{numbers.count(each.weeks[-1])}",
            )
            for each in report.kinds
            if any(each.weeks)
        ]
    return Page(f"Activity in {report.period.name}", [*blocks, *not_counted(report.money, numbers)])


def sentence(report: ActivityReport, numbers: NumberFormat) -> str:
    """What was done, in words."""
    contacts = sum(each.number for each in report.kinds if each.kind != "note")
    name = report.period.name
    if not any(each.number for each in report.kinds):
        return f"Nothing was logged in {name}. Log a call: `pipectl log call OPP`."
    done = numbers.counted(contacts, "activity", "activities")
    won = numbers.counted(report.wins, "win")
    return f"{done} in {name}, {numbers.counted(report.advances, 'advance')} and {won}."


def kinds(report: ActivityReport, numbers: NumberFormat) -> TableBlock:
    """A line a kind."""
    columns = [
        Column("Kind", flexible=True),
        Column("Count", right=True),
        Column("", rank=2),
        Column(f"A win took (n={numbers.count(report.wins)})", right=True),
        Column(f"An advance (n={numbers.count(report.advances)})", right=True, rank=1),
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
    ]
    return TableBlock(columns, rows)


def took(value: Fraction | None, n: int, numbers: NumberFormat) -> str:
    """How many, or that too few say so."""
    return numbers.sampled(numbers.tenths(value or 0), n)


def goals(report: ActivityReport, numbers: NumberFormat) -> TableBlock:
    """A line a goal: how often it was reached, and how far it is."""
    running = {(each.kind, each.per): each for each in report.progress}
    columns = [
        Column("Goal", flexible=True),
        Column("Per"),
        Column("Wanted", right=True),
        Column("Reached", right=True),
        Column("Now", right=True),
        Column("Of", rank=1),
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
    """What is divided by what."""
    return [
        f"a win took = logged in the period / won in it (n={numbers.count(report.wins)}); an"
        f" advance = logged / steps forward, wins among them (n={numbers.count(report.advances)});"
        " n/a of fewer than five. All that was logged counts, also on what was lost and on"
        " nothing, but not on opportunities in another currency; goals ask for no currency.",
        "A goal is reached in a week, month or quarter of the period that is over; now is the one"
        " that runs.",
    ]


def json_keys(report: ActivityReport) -> dict[str, Any]:
    """Counts by kind, goals, and the last twelve weeks; what a win took is null of few wins."""
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
