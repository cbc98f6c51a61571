"""How the forecast looks: the chance in a sentence, the spread, and each opportunity's chance."""

from fractions import Fraction

from pipectl.dates import format_date
from pipectl.domain.forecast.outlook import Extra
from pipectl.money import format_amount, format_percent, short_amount
from pipectl.queries.brought import mean_ratio, open_expected_minor
from pipectl.queries.forecast import SIMULATION, ForecastReport, Likely, Month, percent
from pipectl.render.page import Block, Curve, Heading, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING, not_counted
from pipectl.render.pages.words import first_rows, number_of, tenths
from pipectl.render.pages.words import percent as in_percent
from pipectl.render.tables import Cell, Column

BINS = 48
GOOD, POOR = 0.6, 0.3  # from and below which a chance is coloured
METHODS = {
    "weighted": "amount x probability of what is expected in the period",
    "history": "each open one won with its stage's own share",
    "stage": "each open one won with its configured percentage",
}


class Say:
    """Amounts and chances in the words of this page."""

    def __init__(self, report: ForecastReport, decimal: str) -> None:
        self.currency, self.decimal = report.money.currency, decimal

    def short(self, minor: int) -> str:
        """An amount for a sentence."""
        return short_amount(minor, self.currency, decimal=self.decimal)

    def full(self, minor: int) -> str:
        """An amount to the minor unit."""
        return format_amount(minor, self.currency, decimal=self.decimal)

    def chance(self, share: float) -> str:
        """A share in whole percent, as far as that is true of it."""
        return f"{round(100 * share)} %"


def page(report: ForecastReport, decimal: str) -> Page:
    """The sentence, the spread, the parts of the period, each opportunity, and what it rests on."""
    say = Say(report, decimal)
    blocks: list[Block] = [Paragraph(sentence(report, say), style(report))]
    if not report.is_over:
        blocks += [curve(report, say), *asides(report, say)]
    blocks += beside(report, say)
    if report.months is not None:
        blocks.append(by_month(report, say))
    if report.likely and not report.is_over:
        blocks += opportunities(report, decimal)
    blocks += [Paragraph(each, "dim") for each in grounds(report)]
    without = sum(each.item.amount_minor is None for each in report.likely)
    return Page(f"Forecast of {report.period.name}", [*blocks, *not_counted(report.money, without)])


def style(report: ForecastReport) -> str:
    """The colour of the sentence."""
    chance = report.outlook.chance
    if chance is None:
        return "bold"
    return "bold green" if chance >= GOOD else "bold red" if chance < POOR else "bold yellow"


def sentence(report: ForecastReport, say: Say) -> str:
    """The chance and its parts, in one sentence."""
    found, period, quota = report.outlook, report.period, report.quota.amount_minor
    if quota is None:
        ahead = f"{say.short(found.won_minor)} won" + ("" if report.is_over else parts(report, say))
        return (
            f"No quota for {period.name}: {ahead}. Set one: `pipectl quota set AMOUNT --period"
            f" {period.name}`."
        )
    goal, won = say.short(quota), say.short(found.won_minor)
    if report.is_over:
        verdict = "was made" if found.won_minor >= quota else "was missed"
        return f"{period.name} is over: {won} won, the quota of {goal} {verdict}."
    if found.won_minor >= quota:
        return f"The quota of {goal} is made: {won} won{parts(report, say)}."
    last = format_date(period.ends_on)
    chance = say.chance(found.chance or 0.0)
    return (
        f"{chance} to reach {goal} by {last}: {won} won{parts(report, say)}{without(report, say)}."
    )


def parts(report: ForecastReport, say: Say) -> str:
    """What is to come, beside what was won."""
    low, high = report.open_range_minor
    minor = open_expected_minor(report.rows)
    likely = "nothing open"
    if report.likely:
        spread = f" ({say.short(low)} to {say.short(high)})"
        likely = f"{say.short(minor)} likely from what is open{spread}"
    return f", {likely}, {say.short(report.outlook.new_minor)} from new business"


def without(report: ForecastReport, say: Say) -> str:
    """The one opportunity that the chance hangs on."""
    if report.largest is None:
        return ""
    title = next(e.item.title for e in report.likely if e.item.id == report.largest.id)
    return f"; {say.chance(report.largest.chance_without)} without {title}"


def curve(report: ForecastReport, say: Say) -> Curve:
    """Where the simulated totals lie."""
    totals = sorted(report.simulated.totals)
    quota = report.quota.amount_minor
    low, high = totals[0], totals[-1]
    if quota is not None:
        low, high = min(low, quota), max(high, quota)
    high = max(high, low + 1)
    counts = [0] * BINS
    for total in totals:
        counts[min((total - low) * BINS // (high - low), BINS - 1)] += 1
    marks = [] if quota is None else [(quota, f"quota {say.short(quota)}")]
    quantiles = report.outlook.quantiles_minor
    marks += [(quantiles[share], f"{share} %: {say.short(quantiles[share])}") for share in (10, 50)]
    marks.append((quantiles[90], f"90 %: {say.short(quantiles[90])}"))
    return Curve(low, high, counts, sorted(marks), say.short(low), say.short(high))


def asides(report: ForecastReport, say: Say) -> list[Block]:
    """The second opinion, and how much more would have to be open."""
    found = report.outlook
    rate = f"Run rate, the second opinion: {say.short(found.run_rate_minor)}"
    if found.run_rate_chance is not None:
        rate += f", {say.chance(found.run_rate_chance)} to reach the quota"
    blocks: list[Block] = [Paragraph(f"{rate}.")]
    if report.quota.amount_minor is not None and found.won_minor < report.quota.amount_minor:
        more = "; ".join(needed(share, each, report, say) for share, each in report.extra.items())
        blocks.append(Paragraph(f"{more}."))
    return blocks


def needed(share: int, found: Extra | None, report: ForecastReport, say: Say) -> str:
    """What a chance would take."""
    if found is None:
        return f"no number of usual ones brings {share} %"
    if not found.opportunities:
        return f"{share} % is there"
    stage = report.basis.steps[(len(report.basis.steps) - 1) // 2].name
    usual = number_of(found.opportunities, "more usual one", "more usual ones")
    return f"for {share} %, {say.short(found.amount_minor)} in {usual} in {stage}"


def beside(report: ForecastReport, say: Say) -> list[Block]:
    """What the plain method says that was asked for."""
    told = report.told
    if told.method == SIMULATION:
        return []
    said = f"By {told.method}, {METHODS[told.method]}: {say.short(told.expected_minor)}"
    if told.chance is not None:
        said += f", {say.chance(told.chance)} to reach the quota"
    if told.quantiles_minor is not None:
        low, high = told.quantiles_minor[10], told.quantiles_minor[90]
        said += f", {say.short(low)} to {say.short(high)}"
    return [Paragraph(f"{said}.", "yellow")]


def by_month(report: ForecastReport, say: Say) -> Table:
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
    return Table(columns, [month_row(each, say) for each in report.months or ()])


def month_row(found: Month, say: Say) -> list[Cell | str]:
    """One part of the period."""
    told, quota = found.told, found.quota.amount_minor
    return [
        found.period.name,
        NOTHING if quota is None else say.full(quota),
        say.full(told.won_minor),
        say.full(told.expected_minor),
        say.full(told.quantiles_minor[10]),
        say.full(told.quantiles_minor[90]),
        NOTHING if told.chance is None else say.chance(told.chance),
    ]


def opportunities(report: ForecastReport, decimal: str) -> list[Block]:
    """Each open one's chance within the period, beside its configured probability."""
    columns = [
        Column("#", right=True),
        Column("Title", flexible=True),
        Column("Stage", rank=1),
        Column(f"Amount {report.money.currency}", right=True),
        Column("Chance", right=True),
        Column("Set to", right=True, rank=2),
    ]
    shown, rest = first_rows(report.likely)
    rows = [row(report, each, decimal) for each in shown]
    return [Heading(f"Won by {format_date(report.period.ends_on)}"), Table(columns, rows), *rest]


def row(report: ForecastReport, found: Likely, decimal: str) -> list[Cell | str]:
    """One opportunity."""
    item, minor = found.item, found.item.amount_minor
    amount = NOTHING
    if minor is not None:
        amount = format_amount(minor, report.money.currency, decimal=decimal)
    return [
        str(item.id),
        item.title,
        report.steps[item.stage_id].name,
        amount,
        in_percent(percent(found.chance), decimal),
        format_percent(item.probability_bp) + ("*" if item.is_own else ""),
    ]


def grounds(report: ForecastReport) -> list[str]:
    """What it rests on, in so many closings."""
    n = report.basis.known.n_closed
    closings = number_of(n, "closing")
    said = {
        "configured": f"Resting on the configured probabilities: {closings} so far.",
        "thin": f"Thin history (n={n}): the configured probabilities still weigh in.",
        "history": f"From {closings} of your own.",
    }
    return [said[report.confidence]]


def formulas(report: ForecastReport, decimal: str) -> list[str]:
    """How the figures come about."""
    say, found = Say(report, decimal), report.outlook
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
        made.append(f"wins close at {tenths(ratio, decimal)} % of the amount said before")
    if quota is not None:
        made.append(
            f"chance = share of 2,000 simulated totals that reach {say.full(quota)}; from 1 to"
            " 99 % while it is undecided"
        )
    return made
