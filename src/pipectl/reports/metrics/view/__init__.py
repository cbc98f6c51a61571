"""The page of `metrics`, its JSON keys and its formulas."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat, half_up
from pipectl.render.blocks import Block, Heading, Page, Paragraph, Spark, TableBlock
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column, paragraph, table
from pipectl.reports.metrics.queries import MetricsReport
from pipectl.reports.metrics.rules import (
    AVERAGE,
    CYCLE,
    OPEN_DEALS,
    WIN_RATE,
    FigureTarget,
    Metrics,
)
from pipectl.reports.metrics.view.measure import Measure
from pipectl.reports.metrics.view.recurring import (
    MRR_WORDS,
    recurring_formulas,
    recurring_json,
    recurring_measures,
)
from pipectl.reports.metrics.view.targets import in_words, sources, target_keys, value_of
from pipectl.reports.view import NOTHING, group_formula, not_counted, since
from pipectl.sample_size import LEAST_SAMPLE, is_enough
from pipectl.vocabulary import TARGETS

MORE, LESS, SAME = "↑", "↓", "="
SHORT = {"Win rate by value": "By value", "Velocity a day": "Velocity"}  # on a narrow screen
SHORT_NAMES = 12  # columns: a period that was typed as a range is longer


class GroupColumn(NamedTuple):
    """A metric in the table of groups: its column, how soon that goes, the column of its sample."""

    metric: str
    title: str
    rank: int
    sample: str = ""


# The metric of each figure that can have a goal.
MEASURED = {
    WIN_RATE: "Win rate",
    CYCLE: "Sales cycle",
    AVERAGE: "Average deal",
    OPEN_DEALS: "Open deals",
}
GROUP_COLUMNS = (
    GroupColumn("Open deals", "Open", 0),
    GroupColumn("Average deal", "Average", 2),
    GroupColumn("Win rate", "Win rate", 0, "Closed"),
    GroupColumn("Sales cycle", "Sales cycle", 1, "Won"),
    GroupColumn("Velocity a day", "Velocity", 4),
    GroupColumn("Qualified leads", "Qualified", 3, "Leads"),
    GroupColumn("MRR", "MRR", 3),
)


def measures(
    currency: str, numbers: NumberFormat, *, leads: bool = False, recurring: bool = False
) -> Sequence[Measure]:
    """Return the metrics in order; `leads`, `recurring`: with those of lead stages and the MRR."""

    def amount(value: Fraction) -> str:
        return numbers.short(half_up(value), currency)

    def percent(value: Fraction) -> str:
        return f"{numbers.tenths(value)} %"

    qualified = Measure(
        "Qualified leads",
        lambda m: m.qualified_rate,
        percent,
        lambda m: m.qualified_n,
        is_rate=True,
    )
    return (
        Measure(
            "Open deals",
            lambda m: m.open_count,
            lambda v: numbers.count(int(v)),
            lambda m: m.open_count,
            is_whole=True,
        ),
        Measure(
            "Average deal",
            lambda m: m.average_amount_minor,
            amount,
            lambda m: m.open_count,
            is_whole=True,
        ),
        Measure("Win rate", lambda m: m.win_rate, percent, lambda m: m.closed_n, is_rate=True),
        Measure(
            "Win rate by value",
            lambda m: m.win_rate_by_value,
            percent,
            lambda m: m.closed_n,
            is_rate=True,
        ),
        Measure(
            "Sales cycle",
            lambda m: m.cycle_days,
            lambda v: f"{numbers.tenths(v)} d",
            lambda m: m.won_n,
            more_is_better=False,
        ),
        Measure("Velocity a day", lambda m: m.velocity_per_day_minor, amount, lambda m: m.won_n),
        *([qualified] if leads else []),
        *(recurring_measures(amount, percent) if recurring else []),
    )


def shown_measures(report: MetricsReport, numbers: NumberFormat) -> Sequence[Measure]:
    """Return the metrics that the page has: those of leads and the MRR only if there are any."""
    return measures(
        report.money.currency,
        numbers,
        leads=bool(report.lead_stages),
        recurring=report.now.recurring is not None,
    )


def page(report: MetricsReport, numbers: NumberFormat) -> Page:
    """Return the metrics, compared with the previous period."""
    now, previous = report.now, report.previous
    every = shown_measures(report, numbers)
    columns = [
        Column("Metric", flexible=True),
        Column(column_name(now, "Now"), right=True),
        Column("n", right=True),
        Column("" if previous is None else column_name(previous, "Before"), right=True, rank=1),
        Column("n", right=True, rank=2),
        Column("Change", right=True),
        *target_columns(report.targets),
    ]
    rows = [
        [*row(each, now, previous, numbers), *target_cells(each, report, numbers)] for each in every
    ]
    blocks: list[Block] = [
        Paragraph(sentence(report, numbers), "bold"),
        TableBlock(columns, rows),
        *sparks(report, every, numbers),
        *by_group(report, every, numbers),
        *notes(report, numbers),
        *(Paragraph(f"{each}.", "dim") for each in sources(report.targets)),
        *not_counted(report.money, numbers, now.without_amount),
    ]
    return Page(f"Pipeline metrics for {now.period.name}", blocks)


def by_group(report: MetricsReport, every: Sequence[Measure], numbers: NumberFormat) -> list[Block]:
    """Return a table with a line for each group; nothing without --by."""
    if report.by is None:
        return []
    if not report.groups:
        return [Heading(f"By {report.by}"), Paragraph("No deals to group.", "dim")]
    named = {each.name: each for each in every}
    shown = [each for each in GROUP_COLUMNS if each.metric in named]
    columns = [Column(report.by[:1].upper() + report.by[1:], flexible=True)]
    for about in shown:
        columns.append(Column(about.title, right=True, rank=about.rank))
        columns += [Column(about.sample, right=True, rank=about.rank)] if about.sample else []
    rows: list[list[Cell | str]] = []
    for name, found in report.groups:
        rows.append([name or NOTHING])
        for about in shown:
            each = named[about.metric]
            rows[-1].append(written(each, found, numbers))
            rows[-1] += [numbers.count(each.sample(found))] if about.sample else []
    return [Heading(f"By {report.by}"), TableBlock(columns, rows)]


def target_columns(targets: Sequence[FigureTarget]) -> list[Column]:
    """Return a column for the goals and one for the benchmarks, if there are any."""
    roles = {each.role for each in targets}
    return [Column(role.capitalize(), right=True) for role in TARGETS if role in roles]


def targeted(report: MetricsReport, every: Sequence[Measure]) -> list[tuple[FigureTarget, Measure]]:
    """Return each goal and benchmark with its metric."""
    named = {each.name: each for each in every}
    return [(each, named[MEASURED[each.figure]]) for each in report.targets]


def target_cells(each: Measure, report: MetricsReport, numbers: NumberFormat) -> list[Cell | str]:
    """Return the goal and the benchmark of a metric; green where it is as good."""
    roles = [role for role in TARGETS if any(one.role == role for one in report.targets)]
    return [target_cell(each, role, report, numbers) for role in roles]


def target_cell(
    each: Measure, role: str, report: MetricsReport, numbers: NumberFormat
) -> Cell | str:
    """Return one goal or benchmark."""
    for target in report.targets:
        if (target.role, MEASURED[target.figure]) == (role, each.name):
            reached = is_reached(target, each, report)
            style = "" if reached is None else "green" if reached else "red"
            return Cell(in_words(target, numbers), style)
    return NOTHING


def is_reached(target: FigureTarget, each: Measure, report: MetricsReport) -> bool | None:
    """Return whether the metric is as good; None if too few deals can tell."""
    value = each.value(report.now)
    is_other = target.currency not in (None, report.money.currency)
    if value is None or is_other or not (each.is_whole or is_told(each, report.now)):
        return None
    return target.is_reached(value)


def column_name(found: Metrics, otherwise: str) -> str:
    """Return the period as a column title if its name is short enough."""
    name = found.period.name
    return name if len(name) <= SHORT_NAMES else otherwise


def sentence(report: MetricsReport, numbers: NumberFormat) -> str:
    """Return the pipeline in one sentence."""
    now, currency = report.now, report.money.currency
    if not now.open_count and not now.closed_n:  # nor can there be closings before it begins
        return (
            f"No deals were open on {format_date(now.on)} or closed in {now.period.name}. "
            "Add one: `pipectl add TITLE AMOUNT`."
        )
    average, velocity = now.average_amount_minor, now.velocity_per_day_minor
    size = "" if average is None else short(average, currency, numbers)
    begun = "" if now.period.starts_on <= now.on else " hasn't started"
    deals = numbers.counted(now.open_count, "deal")
    said = f"{now.period.name}{begun}: {deals} open on {format_date(now.on)}"
    said += f", {size} {currency} on average." if size else "."
    if begun:
        return f"{said} Rates and days follow when deals close in it."
    if velocity is None or not is_enough(now.won_n):
        return f"{said} {why_unknown(now, numbers)}."
    return f"{said} Velocity: {short(velocity, currency, numbers)} {currency} a day."


def why_unknown(now: Metrics, numbers: NumberFormat) -> str:
    """Say why there is no velocity."""
    if not is_enough(now.won_n):
        return f"Too few deals won ({numbers.count(now.won_n)}) for a velocity"
    return "No velocity: every deal was won on the day it was created"


def short(minor: Fraction, currency: str, numbers: NumberFormat) -> str:
    """Return `12.5k`."""
    return numbers.short(half_up(minor), currency)


def row(
    each: Measure, now: Metrics, previous: Metrics | None, numbers: NumberFormat
) -> list[Cell | str]:
    """Return the line of one metric."""
    before = NOTHING if previous is None else written(each, previous, numbers)
    n_before = "" if previous is None else numbers.count(each.sample(previous))
    return [
        Cell(each.name, short=SHORT.get(each.name, "")),
        Cell(written(each, now, numbers), "bold"),
        numbers.count(each.sample(now)),
        before,
        n_before,
        change(each, now, previous),
    ]


def written(each: Measure, found: Metrics, numbers: NumberFormat) -> str:
    """Return the value, or `n/a (n=2)` for a small sample."""
    value, n = each.value(found), each.sample(found)
    said = None if value is None else each.write(Fraction(value))
    return said if said and each.is_whole else numbers.sampled(said, n)


def figure(each: Measure, found: Metrics, numbers: NumberFormat) -> str:
    """Return the value for a formula, which has the sample next to it."""
    value = each.value(found)
    if value is None:
        return numbers.sampled(None, each.sample(found))
    return each.write(Fraction(value))


def is_told(each: Measure, found: Metrics) -> bool:
    """Return whether the value may be compared with another one."""
    return is_enough(each.sample(found)) and each.value(found) is not None


def change(each: Measure, now: Metrics, previous: Metrics | None) -> Cell | str:
    """Return an arrow and the difference."""
    after, before = each.value(now), None if previous is None else each.value(previous)
    if after is None or before is None or previous is None:
        return NOTHING
    enough = is_told(each, now) and is_told(each, previous)
    if not (enough or each.is_whole):
        return NOTHING
    if after == before:
        return SAME
    good = (after > before) == each.more_is_better
    arrow = MORE if after > before else LESS
    much = each.write(abs(Fraction(after) - Fraction(before)))
    if each.is_rate:  # 30 % to 35 % is 5 points, not 5 % more
        much = much.replace("%", "point" if much == "1 %" else "points")
    style = "green" if good else "red"
    return Cell(f"{arrow} {much}", style if enough else "")  # four deals more are no trend


def sparks(report: MetricsReport, every: Sequence[Measure], numbers: NumberFormat) -> list[Block]:
    """Return a line for each metric since the first deal; none for metrics never known."""
    periods = [each.period for each in report.twelve]
    _, twelve = since(report.begins_on, periods, report.twelve)
    found: list[Block] = []
    for each in every:
        values = [
            each.value(one) if each.is_whole or is_told(each, one) else None for one in twelve
        ]
        if len(twelve) > 1 and any(values):
            floats = [None if value is None else float(value) for value in values]
            names = twelve[0].period.name, twelve[-1].period.name
            found.append(Spark(each.name, floats, *names, written(each, twelve[-1], numbers)))
    return found


def notes(report: MetricsReport, numbers: NumberFormat) -> list[Block]:
    """Return what the columns mean."""
    before = "" if report.previous is None else f", compared with {report.previous.period.name}"
    return [
        Paragraph(
            f"Deals open on {format_date(report.now.on)}. Win rate and sales cycle are of the"
            f" deals closed in {report.now.period.name}{before}. n = sample size: fewer than"
            f" {numbers.count(LEAST_SAMPLE)} are too few to say. Velocity = open deals x win rate x"
            f" average won amount / sales cycle.{lead_words(report, numbers)}"
            f"{MRR_WORDS if report.now.recurring else ''}",
            "dim",
        )
    ]


def lead_words(report: MetricsReport, numbers: NumberFormat) -> str:
    """Return what leads are, and how many there are; empty without lead stages."""
    if not report.lead_stages:
        return ""
    leads = numbers.counted(report.now.lead_count, "open lead")
    verb = "isn't counted as a deal" if report.now.lead_count == 1 else "aren't counted as deals"
    return (
        f" {leads} in {listed(report.lead_stages)} {verb}. Qualified leads = leads"
        " that qualified / leads that qualified or were disqualified."
    )


def formulas(report: MetricsReport, numbers: NumberFormat) -> list[str]:
    """Return the formulas with their figures."""
    now, currency = report.now, report.money.currency

    def full(minor: Fraction | int | None) -> str:
        if minor is None:
            return NOTHING
        return numbers.amount(half_up(Fraction(minor)), currency)

    measured = shown_measures(report, numbers)
    every = {each.name: figure(each, now, numbers) for each in measured}
    return [
        f"open deals = created by {format_date(now.on)} and not yet closed that day ="
        f" {numbers.count(now.open_count)}",
        f"average deal = amount of the open deals / open deals = {full(now.open_minor)} / "
        f"{numbers.count(now.open_count)} = {full(now.average_amount_minor)}",
        f"win rate = won / (won + lost) in {now.period.name} = {numbers.count(now.won_n)} /"
        f" {numbers.count(now.closed_n)} = "
        f"{every['Win rate']} (by value {every['Win rate by value']})",
        "sales cycle = average days from created to won = "
        + (NOTHING if now.cycle_days is None else every["Sales cycle"])
        + f" (n={numbers.count(now.won_n)})",
        "velocity = open deals x win rate x average won amount / sales cycle = "
        f"{numbers.count(now.open_count)} x {every['Win rate']} x {full(now.average_won_minor)} / "
        f"{every['Sales cycle']} = {full(now.velocity_per_day_minor)} a day",
        *(lead_formula(report, every["Qualified leads"], numbers) if report.lead_stages else ()),
        *recurring_formulas(report, numbers),
        *group_formula(report.by, "the same of the group's deals in the period"),
    ]


def lead_formula(report: MetricsReport, rate: str, numbers: NumberFormat) -> list[str]:
    """Return which stages are for leads, and the share of leads that were qualified."""
    now, names = report.now, listed(report.lead_stages)
    return [
        f"leads = open deals in {names}, which don't count = {numbers.count(now.lead_count)}",
        f"qualified leads = left {names} forward / left them in {now.period.name} = {rate}"
        f" (n={numbers.count(now.qualified_n)})",
        "  Lost from there = disqualified, not counted in win rates. A lead counts in the period"
        " in which it last left them.",
    ]


def json_keys(report: MetricsReport) -> dict[str, Any]:
    """The JSON of a period's metrics, and of the previous one under the same keys."""
    currency = report.money.currency
    return {
        **of_period(report.now, currency),
        "previous": report.previous and of_period(report.previous, currency),
        "twelve": [of_period(each, currency) for each in report.twelve],
        "by": report.by,
        "groups": [
            {"group": each.name, **of_period(each.metrics, currency)} for each in report.groups
        ],
        "targets": [
            {**target_keys(target), "reached": is_reached(target, each, report)}
            for target, each in targeted(report, measures(currency, NumberFormat()))
        ],
    }


def of_period(found: Metrics, currency: str) -> dict[str, Any]:
    """The JSON of one period."""
    return keys_of(
        found,
        "period open_count average_amount_minor win_rate win_rate_n cycle_days cycle_n"
        " velocity_per_day_minor on win_rate_by_value average_won_minor without_amount"
        " qualified_rate qualified_n lead_count",
        currency,
        win_rate_n=found.closed_n,
        cycle_n=found.won_n,
        **recurring_json(found.recurring, currency),
    )


def figures_table(report: MetricsReport, on: Screen, numbers: NumberFormat) -> str:
    """Return the metrics that have a goal or benchmark as a table of their own."""
    columns = [
        Column("Figure"),
        Column(column_name(report.now, "Now"), right=True),
        Column("n", right=True),
        *target_columns(report.targets),
    ]
    every = measures(report.money.currency, numbers)
    wanted = {MEASURED[each.figure] for each in report.targets}
    rows: list[list[Cell | str]] = [
        [
            each.name,
            written(each, report.now, numbers),
            numbers.count(each.sample(report.now)),
            *target_cells(each, report, numbers),
        ]
        for each in every
        if each.name in wanted
    ]
    said = "".join(paragraph(f"{each}.", on) for each in sources(report.targets))
    return table(columns, rows, on) + said


def figure_rows(report: MetricsReport) -> list[dict[str, Any]]:
    """Return the JSON of each goal and benchmark, under the keys of an activity goal."""
    currency, period = report.money.currency, report.now.period
    return [
        {
            "kind": target.figure,
            "per": None,
            "goal": value_of(target),
            "done": figure_value(target, each.value(report.now), currency),
            "needed_per_day": None,
            "period": period.name,
            "starts_on": period.starts_on,
            "ends_on": period.ends_on,
            "working_days_left": None,
            "id": f"{target.figure}/{target.role}",
            "role": target.role,
            "source": target.source,
        }
        for target, each in targeted(report, measures(currency, NumberFormat()))
    ]


def figure_value(target: FigureTarget, value: Fraction | int | None, currency: str) -> Any:
    """Return a metric in the units of its goal's JSON."""
    return money(value, currency) if target.figure == AVERAGE else value
