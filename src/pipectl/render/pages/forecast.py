"""How the forecast looks: the chance in a sentence, the spread, and each opportunity's chance."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from pipectl.dates import format_date
from pipectl.domain.forecast.period import ALL_SIMS
from pipectl.numbers import NumberFormat
from pipectl.queries.brought import mean_ratio, open_expected_minor
from pipectl.queries.forecast import ForecastReport, Likely, Month, percent
from pipectl.render.page import Block, Curve, Heading, Line, Page, Paragraph, Table
from pipectl.render.pages.agreement import together
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.forecast_words import (
    Say,
    beside,
    grounds,
    more,
    run_rate,
    sentence,
)
from pipectl.render.pages.words import first_rows
from pipectl.render.tables import Cell, Column

BINS = 48
GOOD, POOR = 0.6, 0.3  # from and below which a chance is coloured


def page(report: ForecastReport, numbers: NumberFormat) -> Page:
    """The sentence, the spread, the parts of the period, each opportunity, and what it rests on."""
    say = Say(report, numbers)
    blocks: list[Block] = [Paragraph(sentence(report, say), style(report))]
    if not report.is_over:
        blocks += curve(report, say)
        blocks += [Paragraph(said) for said in (run_rate(report, say), more(report, say)) if said]
        blocks += together(None, None, report, numbers=numbers)
    plain = beside(report, say)
    if plain:
        blocks.append(Paragraph(plain, "yellow"))
    if report.months is not None:
        blocks += by_month(report, say)
    if report.likely and not report.is_over:
        blocks += opportunities(report, numbers)
    blocks.append(Paragraph(grounds(report, numbers), "dim"))
    without = sum(each.item.amount_minor is None for each in report.likely)
    return Page(
        f"Forecast of {report.period.name}", [*blocks, *not_counted(report.money, numbers, without)]
    )


def style(report: ForecastReport) -> str:
    """The colour of the sentence."""
    chance = report.outlook.chance
    if chance is None:
        return "bold"
    return "bold green" if chance >= GOOD else "bold red" if chance < POOR else "bold yellow"


def curve(report: ForecastReport, say: Say) -> list[Block]:
    """Where the simulated totals lie; nothing to draw where all are the same."""
    totals = report.simulated.totals
    quota = report.quota.amount_minor
    low, high = min(totals), max(totals)
    if low == high:
        return []
    if quota is not None:
        low, high = min(low, quota), max(high, quota)
    counts = [0] * BINS
    for total in totals:
        counts[min((total - low) * BINS // (high - low), BINS - 1)] += 1
    drawn = Curve(low, high, counts, marks(report, say), say.short(low), say.short(high))
    return [drawn, Line([""])]


def marks(report: ForecastReport, say: Say) -> Sequence[tuple[int, str]]:
    """The quota and the quantiles by their places; those at one place share a name."""
    names: dict[int, list[str]] = defaultdict(list)
    if report.quota.amount_minor is not None:
        names[report.quota.amount_minor].append("quota")
    for share in (10, 50, 90):
        names[report.outlook.quantiles_minor[share]].append(say.numbers.whole_percent(share))
    return [(at, f"{', '.join(names[at])}: {say.short(at)}") for at in sorted(names)]


def by_month(report: ForecastReport, say: Say) -> list[Block]:
    """A line for each part of the period."""
    columns = [
        Column("Month"),
        Column(f"Quota {say.currency}", right=True, rank=2),
        Column("Won", right=True),
        Column("Expected", right=True),
        Column("10 %", right=True, rank=1),
        Column("90 %", right=True, rank=1),
        Column("Chance", right=True),
    ]
    rows = [month_row(each, say) for each in report.months or ()]
    return [Heading("Month by month, each simulated by itself"), Table(columns, rows)]


def month_row(found: Month, say: Say) -> list[Cell | str]:
    """One part of the period."""
    told, quota = found.told, found.quota.amount_minor
    return [
        found.period.name,
        NOTHING if quota is None else say.full(quota),
        say.full(told.won_minor),
        say.full(found.expected_minor),
        say.full(told.quantiles_minor[10]),
        say.full(told.quantiles_minor[90]),
        NOTHING if told.chance is None else say.chance(told.chance),
    ]


def opportunities(report: ForecastReport, numbers: NumberFormat) -> list[Block]:
    """Each open one's chance within the period, beside its configured probability."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=1),
        Column(f"Amount {report.money.currency}", right=True),
        Column("Chance", right=True),
        Column("Set to", right=True, rank=2),
    ]
    shown, rest = first_rows(report.likely, numbers)
    rows = [row(report, each, numbers) for each in shown]
    own = [Line([Cell("* its own probability, not its stage's", "dim")])]
    starred = own if any(each.item.is_own for each in shown) else []
    title = f"The chance of each to be won {within(report)}"
    return [Heading(title), Table(columns, rows), *rest, *starred]


def within(report: ForecastReport) -> str:
    """By the period's end, or within one that hasn't begun."""
    first, last = map(format_date, report.period.span)
    return f"from {first} to {last}" if report.period.starts_on > report.today else f"by {last}"


def row(report: ForecastReport, found: Likely, numbers: NumberFormat) -> list[Cell | str]:
    """One opportunity."""
    item, minor = found.item, found.item.amount_minor
    amount = NOTHING
    if minor is not None:
        amount = numbers.amount(minor, report.money.currency)
    return [
        str(item.id),
        item.title,
        report.steps[item.stage_id].name,
        amount,
        numbers.likelihood(percent(found.chance)),
        numbers.basis_points(item.probability_bp) + ("*" if item.is_own else ""),
    ]


def formulas(report: ForecastReport, numbers: NumberFormat) -> list[str]:
    """How the figures come about."""
    say, found = Say(report, numbers), report.outlook
    quota = report.quota.amount_minor
    minor = open_expected_minor(report.rows)
    ratio = Fraction(round(mean_ratio(report.simulated) * 10_000), 100)
    made = [
        f"expected = won + open + new business = {say.full(found.won_minor)} + {say.full(minor)} +"
        f" {say.full(found.new_minor)} = {say.full(found.won_minor + minor + found.new_minor)}",
        "open = sum of amount x chance, rounded for each; the chance that it is won by the"
        " period's end, from its stage and the days it has stood there, over 200 draws of the"
        " rates at which opportunities are won, lost and moved on",
        "new business = what opportunities that will still be opened bring, at the rate of the"
        " last 60 days",
    ]
    if ratio != 100:
        made.append(f"wins close at {numbers.tenths(ratio)} % of the amount said before")
    if quota is not None:
        made.append(
            f"chance = share of {numbers.count(ALL_SIMS)} simulated totals that reach"
            f" {say.full(quota)}; from 1 to 99 % while it is undecided"
        )
    return made
