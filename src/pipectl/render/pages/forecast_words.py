"""The sentences of the forecast: the chance and its parts, the second opinions, the grounds."""

from collections.abc import Mapping
from fractions import Fraction

from pipectl.dates import format_date
from pipectl.domain.forecast.outlook import MOST_EXTRA, Extra
from pipectl.numbers import NumberFormat
from pipectl.queries.brought import open_expected_minor
from pipectl.queries.forecast import SIMULATION, ForecastReport
from pipectl.render.pages.words import PROVISIONAL

METHODS = {
    "weighted": "amount x probability of what is expected in the period",
    "history": "each open one won with its stage's own share",
    "stage": "each open one won with its configured percentage",
}


class Say:
    """Amounts and chances in the words of this page."""

    def __init__(self, report: ForecastReport, numbers: NumberFormat) -> None:
        self.currency, self.numbers = report.basis.currency, numbers

    def short(self, minor: int) -> str:
        """An amount for a sentence."""
        return self.numbers.short(minor, self.currency)

    def full(self, minor: int) -> str:
        """An amount to the minor unit."""
        return self.numbers.amount(minor, self.currency)

    def chance(self, share: float) -> str:
        """A share in whole percent, as far as that is true of it."""
        return self.numbers.whole_percent(100 * Fraction(share))


def sentence(report: ForecastReport, say: Say) -> str:
    """The chance and its parts, in one sentence."""
    if report.is_over:
        return over(report, say)
    found, quota = report.outlook, report.quota.amount_minor
    ahead = f"{say.short(found.won_minor)} won{parts(report, say)}"
    if quota is None:
        name = report.period.name
        return f"No quota for {name}: {ahead}. Set one: `pipectl quota set AMOUNT --period {name}`."
    goal = say.short(quota)
    if found.won_minor >= quota:
        return f"The quota of {goal} is made: {ahead}."
    reach = f"{say.chance(found.chance or 0.0)} to reach {goal} by"
    return f"{reach} {format_date(report.period.ends_on)}: {ahead}{without(report, say)}."


def over(report: ForecastReport, say: Say) -> str:
    """What became of a period that is over."""
    won, quota = report.outlook.won_minor, report.quota.amount_minor
    said = f"{report.period.name} is over: {say.short(won)} won"
    if quota is None:
        return f"{said}; it has no quota."
    return f"{said}, the quota of {say.short(quota)} was {'made' if won >= quota else 'missed'}."


def parts(report: ForecastReport, say: Say) -> str:
    """What is to come, beside what was won."""
    likely = "nothing open"
    if report.likely:
        minor = open_expected_minor(report.rows)
        likely = f"{say.short(minor)} likely from what is open ({spread(report, say)})"
    return f", {likely}, {say.short(report.outlook.new_minor)} from new business"


def spread(report: ForecastReport, say: Say) -> str:
    """Between what the open ones bring in eight cases of ten."""
    low, high = report.open_range_minor
    if not high:
        return "in 9 cases of 10 nothing"
    return f"{say.short(low)} to {say.short(high)}"


def without(report: ForecastReport, say: Say) -> str:
    """The one opportunity that the chance hangs on."""
    if report.largest is None:
        return ""
    title = next(e.item.title for e in report.likely if e.item.id == report.largest.id)
    return f"; {say.chance(report.largest.chance_without)} without {title}"


def run_rate(report: ForecastReport, say: Say) -> str:
    """The second opinion."""
    found, start = report.outlook, "Run rate, the second opinion"
    if found.run_rate_minor is None:
        return f"{start}: {run_rate_chance(report, say)}."
    said = f"{start}: {say.short(found.run_rate_minor)}"
    if found.run_rate_chance is not None:
        said += f", {run_rate_chance(report, say)} to reach the quota"
    return f"{said}."


def run_rate_chance(report: ForecastReport, say: Say) -> str:
    """Its chance to reach the quota, or `n/a (2 wins in 10 days)`."""
    if report.outlook.run_rate_chance is not None:
        return say.chance(report.outlook.run_rate_chance)
    wins, days = report.simulated.run_rate_grounds
    many, long = say.numbers.counted(wins, "win"), say.numbers.counted(days, "day")
    return f"n/a ({many} in {long})"


def more(report: ForecastReport, say: Say) -> str:
    """How much more would have to be open; nothing where that isn't asked."""
    quota = report.quota.amount_minor
    if quota is None or report.outlook.won_minor >= quota:
        return ""
    if not report.simulated.usual_minor:
        return "How much more pipeline it takes can be said once an amount is known."
    found = report.extra
    needed = {share: each for share, each in found.items() if each and each.opportunities}
    said = (
        there(
            [share for share, each in found.items() if each and not each.opportunities], say.numbers
        ),
        reached(needed, middle(report), say),
        never([share for share, each in found.items() if each is None], say.numbers),
    )
    return " ".join(each for each in said if each)


def middle(report: ForecastReport) -> str:
    """The stage that more pipeline is thought to stand in."""
    return report.basis.steps[(len(report.basis.steps) - 1) // 2].name


def there(shares: list[int], numbers: NumberFormat) -> str:
    """The chances that there are already."""
    if not shares:
        return ""
    said = " and ".join(numbers.whole_percent(share) for share in shares)
    return f"{said} {'is' if len(shares) == 1 else 'are'} there already."


def reached(found: Mapping[int, Extra], stage: str, say: Say) -> str:
    """What the others would take."""
    said = "; ".join(
        f"for {say.numbers.whole_percent(share)}, {say.short(each.amount_minor)} more in"
        f" {say.numbers.counted(each.opportunities, 'usual opportunity', 'usual opportunities')}"
        for share, each in found.items()
    )
    return f"{said[0].upper()}{said[1:]}, in {stage}." if said else ""


def never(shares: list[int], numbers: NumberFormat) -> str:
    """Those out of reach."""
    if not shares:
        return ""
    chances = " or ".join(numbers.whole_percent(share) for share in shares)
    return f"Not even {numbers.count(MOST_EXTRA)} more usual opportunities would bring {chances}."


def beside(report: ForecastReport, say: Say) -> str:
    """What the plain method says that was asked for; nothing where none was."""
    told = report.told
    if told.method == SIMULATION:
        return ""
    said = f"Method {told.method} ({METHODS[told.method]}): {say.short(told.expected_minor)}"
    if told.chance is not None:
        said += f", {say.chance(told.chance)} to reach the quota"
    if told.quantiles_minor is not None:
        low, high = told.quantiles_minor[10], told.quantiles_minor[90]
        said += f", {say.short(low)} to {say.short(high)}"
    return f"{said}."


def grounds(report: ForecastReport, numbers: NumberFormat) -> str:
    """What it rests on, in so many closings."""
    n = report.basis.known.n_closed
    closings = numbers.counted(n, "closing")
    said = {
        "configured": f"Resting on the configured probabilities: {closings} so far.",
        "thin": f"Thin history (n={numbers.count(n)}): the configured probabilities still"
        " weigh in.",
        "history": f"From {closings} of your own.",
    }
    if not report.is_provisional:
        return said[report.confidence]
    return f"{said[report.confidence]} {PROVISIONAL}"
