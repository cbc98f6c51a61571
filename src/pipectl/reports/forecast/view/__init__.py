"""The page of `forecast`: the chance, the spread of results, and each deal's chance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.forecast.queries import mean_ratio, open_expected_minor
from pipectl.forecast.rules.quota_chance import MOST_EXTRA, Extra
from pipectl.forecast.rules.simulation import ALL_SIMS
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Curve, Heading, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.rules import of_coverage
from pipectl.reports.disagreement.view import why_they_differ
from pipectl.reports.forecast.queries import (
    SIMULATION,
    ForecastReport,
    Month,
    OpportunityChance,
    opinions,
    percent,
)
from pipectl.reports.forecast.view.grounds import (
    Say,
    averaged,
    begins_later,
    close_dates,
    grounds,
    new_business,
    run_rate,
)
from pipectl.reports.pace.queries import PaceReport
from pipectl.reports.rules import LIKELY, POOR, quota_command
from pipectl.reports.view import (
    NOTHING,
    first_rows,
    not_counted,
    own_probability,
    probability,
)


def together(
    coverage: CoverageReport | None,
    pace: PaceReport | None,
    forecast: ForecastReport,
    *,
    numbers: NumberFormat,
    run_rate: bool = True,
) -> list[Block]:
    """Return the sentence as a block, for a page with several numbers of one period.

    `run_rate`: whether that is one of them.
    """
    found = opinions(
        None if coverage is None else coverage.coverage,
        None if pace is None else pace.pace,
        forecast,
    )
    if not run_rate:
        found = found._replace(run_rate_chance=None)
    said = why_they_differ(found, forecast.period, forecast.money.currency, numbers)
    return [Paragraph(said, "yellow")] if said else []


def in_place(
    page: Page,
    coverage: CoverageReport,
    pace: PaceReport,
    forecast: ForecastReport,
    *,
    numbers: NumberFormat,
) -> Page:
    """Insert the sentence into the page of one of the numbers, after its verdict.

    It replaces the sentence of coverage alone.
    """
    period, currency = forecast.period, forecast.money.currency
    alone = Paragraph(why_they_differ(of_coverage(coverage.coverage), period, currency, numbers))
    blocks = [each for each in page.blocks if each != alone]
    first = next((n for n, each in enumerate(blocks) if n and not is_said(each)), len(blocks))
    said = together(coverage, pace, forecast, numbers=numbers)
    return page._replace(blocks=[*blocks[:first], *said, *blocks[first:]])


def is_said(block: Block) -> bool:
    """Return whether a block is a sentence of its own, not a note."""
    return isinstance(block, Paragraph) and block.style != "dim"


METHODS = {
    "weighted": "amount x probability of the deals expected to close in the period",
    "history": "each open deal is won at its stage's own rate",
    "stage": "each open deal is won at its configured percentage",
}


def sentence(report: ForecastReport, say: Say) -> str:
    """Return the chance and the parts of the expected amount."""
    if report.is_over:
        return over(report, say)
    found, quota = report.outlook, report.quota.amount_minor
    won, name = say.short(found.won_minor), report.period.name
    if quota is None:
        said = f"{won} {say.currency} won so far, {expected(report, say)}"
        command = quota_command(name, report.money.quota_flags)
        return f"No quota for {name}: {said}. Set one: {command}."
    parts = f"{won} won so far, {expected(report, say)}."
    goal = f"{say.short(quota)} {say.currency}"
    if found.won_minor >= quota:
        return f"Quota of {goal} reached: {parts}"
    chance = f"{say.chance(found.chance or 0.0)} chance of reaching {goal}"
    return f"{chance} by {format_date(report.period.ends_on)}: {parts}{without(report, say)}"


def over(report: ForecastReport, say: Say) -> str:
    """Return the result of a past period."""
    won, quota = report.outlook.won_minor, report.quota.amount_minor
    start = f"{report.period.name} is over"
    if quota is None:
        return f"{start}: {say.short(won)} {say.currency} won, no quota."
    end = "quota reached" if won >= quota else f"quota missed by {say.short(quota - won)}"
    return f"{start}: {say.short(won)} of {say.short(quota)} {say.currency} won, {end}."


def expected(report: ForecastReport, say: Say) -> str:
    """Return the expected amount of open deals and of new business."""
    new = say.short(report.outlook.new_minor)
    if not report.likely:
        return f"no open deals, {new} expected from new business"
    minor = say.short(open_expected_minor(report.rows))
    likely = f"{minor} expected from open deals ({spread(report, say)})"
    return f"{likely} and {new} from new business"


def spread(report: ForecastReport, say: Say) -> str:
    """Return the range of what the open deals bring in 8 of 10 cases."""
    low, high = report.open_range_minor
    if not high:
        return "nothing in 9 of 10 cases"
    return f"{say.short(low)} to {say.short(high)}"


def without(report: ForecastReport, say: Say) -> str:
    """Return the chance without the deal that it depends on most."""
    if report.largest is None:
        return ""
    title = next(e.item.title for e in report.likely if e.item.id == report.largest.id)
    return f" Without {title}, the chance is {say.chance(report.largest.chance_without)}."


def more(report: ForecastReport, say: Say) -> str:
    """Return how many more deals are needed; empty if that wasn't requested."""
    quota = report.quota.amount_minor
    if quota is None or report.outlook.won_minor >= quota:
        return ""
    if not report.simulated.usual_minor:
        return "To see how much more pipeline you need, add an amount to a deal."
    found = report.extra
    needed = {share: each for share, each in found.items() if each and each.opportunities}
    said = (
        there(
            [share for share, each in found.items() if each and not each.opportunities], say.numbers
        ),
        reached(needed, middle(report), say),
        averaged(report, say) if needed else "",
        never([share for share, each in found.items() if each is None], say.numbers),
    )
    return " ".join(each for each in said if each)


def middle(report: ForecastReport) -> str:
    """Return the stage in which more pipeline is assumed to be."""
    return report.basis.steps[(len(report.basis.steps) - 1) // 2].name


def there(shares: list[int], numbers: NumberFormat) -> str:
    """Say which chances need no additional deals."""
    if not shares:
        return ""
    said = " or ".join(numbers.whole_percent(share) for share in shares)
    return f"A chance of {said} needs no more deals."


def reached(found: Mapping[int, Extra], stage: str, say: Say) -> str:
    """Say how many more deals the other chances need."""
    return " ".join(
        f"For a chance of {say.numbers.whole_percent(share)}, add about"
        f" {say.numbers.counted(each.opportunities, 'average deal')}"
        f" ({say.short(each.amount_minor)}) in {stage}."
        for share, each in found.items()
    )


def never(shares: list[int], numbers: NumberFormat) -> str:
    """Say which chances can't be reached."""
    if not shares:
        return ""
    chances = " or ".join(numbers.whole_percent(share) for share in shares)
    most = numbers.count(MOST_EXTRA)
    return f"Even {most} more average deals wouldn't bring a chance of {chances}."


def beside(report: ForecastReport, say: Say) -> str:
    """Return the result of the requested plain method; empty without one."""
    told = report.told
    if told.method == SIMULATION:
        return ""
    said = f"Method {told.method} ({METHODS[told.method]}): {say.short(told.expected_minor)}"
    if told.chance is not None:
        said += f", chance of reaching the quota {say.chance(told.chance)}"
    if told.quantiles_minor is not None:
        low, high = told.quantiles_minor[10], told.quantiles_minor[90]
        said += f", range {say.short(low)} to {say.short(high)}"
    return f"{said}."


BINS = 48


def page(report: ForecastReport, numbers: NumberFormat) -> Page:
    """Return the sentence, the range, the parts of the period, each deal, and the basis."""
    say = Say(report, numbers)
    blocks: list[Block] = [Paragraph(sentence(report, say), style(report))]
    if not report.is_over:
        blocks += curve(report, say)
        blocks += [Paragraph(said) for said in (run_rate(report, say), more(report, say)) if said]
        few = new_business(report, say)
        blocks += [Paragraph(few, "yellow")] if few else []
        blocks += together(None, None, report, numbers=numbers)
    plain = beside(report, say)
    if plain:
        blocks.append(Paragraph(plain, "yellow"))
    if report.months is not None:
        blocks += by_month(report, say)
    if report.likely and not report.is_over:
        blocks += opportunities(report, numbers)
        dated = close_dates(report, say)
        blocks += [Paragraph(dated, "dim")] if dated else []
    if (later := begins_later(report, say)) and not report.is_over:
        blocks.append(Paragraph(later, "dim"))
    blocks.append(Paragraph(grounds(report, numbers), "dim"))
    without = sum(each.item.amount_minor is None for each in report.likely)
    return Page(
        f"Forecast for {report.period.name}",
        [*blocks, *not_counted(report.money, numbers, without)],
    )


def style(report: ForecastReport) -> str:
    """Return the color of the sentence."""
    chance = report.outlook.chance
    if chance is None:
        return "bold"
    return "bold green" if chance >= LIKELY else "bold red" if chance < POOR else "bold yellow"


def curve(report: ForecastReport, say: Say) -> list[Block]:
    """Return the distribution of the simulated totals; empty if all are equal."""
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
    drawn = Curve(
        low, high, counts, marks(report, say), say.short(low), say.short(high), legend(report, say)
    )
    return [drawn, TextLine([""])]


def legend(report: ForecastReport, say: Say) -> str:
    """Return what the curve shows: `10 %` is read as a chance by people who don't know it."""
    low = report.outlook.quantiles_minor[10]
    return (
        f"Amount won by {format_date(report.period.ends_on)} in"
        f" {say.numbers.counted(len(report.simulated.totals), 'simulation')}. A higher bar means"
        f" more simulations. {say.numbers.whole_percent(10)} of them end below {say.short(low)}."
    )


def marks(report: ForecastReport, say: Say) -> Sequence[tuple[int, str]]:
    """Return the quota and the quantiles by place; those in one place share a name."""
    names: dict[int, list[str]] = defaultdict(list)
    if report.quota.amount_minor is not None:
        names[report.quota.amount_minor].append("quota")
    for share in (10, 50, 90):
        names[report.outlook.quantiles_minor[share]].append(say.numbers.whole_percent(share))
    return [(at, f"{', '.join(names[at])}: {say.short(at)}") for at in sorted(names)]


def by_month(report: ForecastReport, say: Say) -> list[Block]:
    """Return a line for each part of the period."""
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
    return [Heading("By month, each simulated separately"), TableBlock(columns, rows)]


def month_row(found: Month, say: Say) -> list[Cell | str]:
    """Return the line of one part of the period."""
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
    """Return each open deal's chance within the period, beside its configured probability."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=1),
        Column(f"Amount {report.money.currency}", right=True),
        Column("Chance", right=True),
        Column("Stage %", right=True, rank=2),
    ]
    shown, rest = first_rows(report.likely, numbers)
    rows = [row(report, each, numbers) for each in shown]
    table = TableBlock(columns, rows)
    title = f"Chance of winning {within(report)}"
    return [Heading(title), table, *rest, *own_probability(table)]


def within(report: ForecastReport) -> str:
    """Return the words for "by the period's end", or "within" a future period."""
    first, last = map(format_date, report.period.span)
    return f"from {first} to {last}" if report.period.starts_on > report.today else f"by {last}"


def row(
    report: ForecastReport, found: OpportunityChance, numbers: NumberFormat
) -> list[Cell | str]:
    """Return the line of one deal."""
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
        probability(item, numbers),
    ]


def formulas(report: ForecastReport, numbers: NumberFormat) -> list[str]:
    """Return how the figures are computed."""
    say, found = Say(report, numbers), report.outlook
    quota = report.quota.amount_minor
    minor = open_expected_minor(report.rows)
    ratio = Fraction(round(mean_ratio(report.simulated) * 10_000), 100)
    made = [
        f"expected = won + open + new business = {say.full(found.won_minor)} + {say.full(minor)} +"
        f" {say.full(found.new_minor)} = {say.full(found.won_minor + minor + found.new_minor)}",
        "open = sum of amount x % in the list below, rounded for each deal",
        "  A deal's chance of being won by the end of the period follows from its stage and its"
        " days there.",
        "  % in the list below = the average chance over 200 draws of the rates at which deals"
        " advance, are won or lost",
        "  Chance in the table above = the chance at the average rates, which can differ by a few"
        " points",
        "new business = what deals not yet added will bring, at the rate of the last 60 days",
    ]
    if ratio != 100:
        made.append(
            f"Amounts are {numbers.tenths(ratio)} % of the stated ones: what your wins closed at."
        )
    if quota is not None:
        made.append(
            f"chance = share of {numbers.count(ALL_SIMS)} simulated totals that reach"
            f" {say.full(quota)} (1 to 99 % until decided)"
        )
    return made


def json_keys(report: ForecastReport) -> dict[str, Any]:
    """The JSON; chances in percent, quantiles by percent."""
    told, currency = report.told, report.money.currency
    quantiles = told.quantiles_minor or {}
    return {
        "period": report.period.name,
        "as_of": report.today,
        "quota": money(report.quota.amount_minor, currency),
        "won": money(report.outlook.won_minor, currency),
        "chance": chance(told.chance),
        "expected": money(told.expected_minor, currency),
        "low": money(quantiles.get(10), currency),
        "high": money(quantiles.get(90), currency),
        "quantiles": {
            str(share): money(quantiles.get(share), currency) for share in range(5, 100, 5)
        },
        "open_expected": money(told.open_minor, currency),
        "new_business": money(told.new_minor, currency),
        "run_rate": money(report.outlook.run_rate_minor, currency),
        "opportunities": [likely(report, each) for each in report.likely],
        "method": told.method,
        "n_closed": report.basis.known.n_closed,
        "confidence": report.confidence,
        "largest": report.largest
        and {"id": report.largest.id, "chance_without": chance(report.largest.chance_without)},
        "quota_from": report.quota.source,
        "run_rate_chance": chance(report.outlook.run_rate_chance),
        "run_rate_wins": report.simulated.run_rate_grounds.wins,
        "run_rate_days": report.simulated.run_rate_grounds.days,
        "simulation_chance": chance(report.outlook.chance),
        "more_needed": {
            str(share): extra(found, currency) for share, found in report.extra.items()
        },
        "months": report.months and [month(each, currency) for each in report.months],
        "provisional": report.is_provisional,
    }


def chance(share: float | None) -> Fraction | None:
    """Return a share in percent."""
    return None if share is None else percent(share)


def likely(report: ForecastReport, found: OpportunityChance) -> dict[str, Any]:
    """The JSON of an open deal: its chance within the period and its configured probability."""
    return keys_of(
        found.item,
        "id title stage amount_minor chance probability_bp",
        report.money.currency,
        stage=report.steps[found.item.stage_id].name,
        chance=percent(found.chance),
    )


def extra(found: Extra | None, currency: str) -> dict[str, Any] | None:
    """The JSON of the deals still needed."""
    if found is None:
        return None
    return {"count": found.opportunities, "amount": money(found.amount_minor, currency)}


def month(found: Month, currency: str) -> dict[str, Any]:
    """The JSON of a part of the period."""
    told = found.told
    return {
        "period": found.period.name,
        "quota": money(found.quota.amount_minor, currency),
        "won": money(told.won_minor, currency),
        "chance": chance(told.chance),
        "expected": money(found.expected_minor, currency),
        "low": money(told.quantiles_minor[10], currency),
        "high": money(told.quantiles_minor[90], currency),
    }
