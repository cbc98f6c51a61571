"""The sentences of `forecast` about its basis."""

from fractions import Fraction

from pipectl.numbers import NumberFormat
from pipectl.reports.forecast.queries import ForecastReport
from pipectl.reports.rules import in_period
from pipectl.reports.view import PROVISIONAL
from pipectl.sample_size import ENOUGH_DAYS, RUN_RATE_WEEKS, RUN_RATE_WINS, is_enough


class Say:
    """Formats amounts and chances for this page."""

    def __init__(self, report: ForecastReport, numbers: NumberFormat) -> None:
        self.currency, self.numbers = report.basis.currency, numbers

    def short(self, minor: int) -> str:
        """Return an amount for a sentence."""
        return self.numbers.short(minor, self.currency)

    def full(self, minor: int) -> str:
        """Return an amount to the minor unit."""
        return self.numbers.amount(minor, self.currency)

    def chance(self, share: float) -> str:
        """Return a chance in whole percent; 0 and 100 only if it is certain."""
        return self.numbers.whole_percent(100 * Fraction(share))


def run_rate(report: ForecastReport, say: Say) -> str:
    """Return the run rate's total, and its chance of reaching the quota."""
    found, start = report.outlook, "At your run rate"
    if found.run_rate_minor is None:
        wins, weeks = (
            say.numbers.counted(many, noun)
            for many, noun in ((RUN_RATE_WINS, "win"), (RUN_RATE_WEEKS, "week"))
        )
        return f"{start}: {run_rate_chance(report, say)}. It needs {wins} and {weeks} of history."
    said = f"{start}: {say.short(found.run_rate_minor)} {say.currency}"
    if found.run_rate_chance is not None:
        said += f" ({run_rate_chance(report, say)} chance of reaching the quota)"
    return f"{said}."


def run_rate_chance(report: ForecastReport, say: Say) -> str:
    """Return its chance of reaching the quota, or `n/a (2 wins in the last 10 days)`."""
    if report.outlook.run_rate_chance is not None:
        return say.chance(report.outlook.run_rate_chance)
    wins, days = report.simulated.run_rate_grounds
    many, long = say.numbers.counted(wins, "win"), say.numbers.counted(days, "day")
    if not days:
        return "n/a (your list of deals starts today)"
    return f"n/a ({many} in the last {long})"


def averaged(report: ForecastReport, say: Say) -> str:
    """Return the average deal, and from which deals it is."""
    n, source = report.averaged
    few = "" if source == "open" or is_enough(n) else " (too few to rely on)"
    return (
        f"An average deal is {say.short(report.simulated.usual_minor or 0)}"
        f" (average of {say.numbers.counted(n, f'{source} deal')}){few}."
    )


def new_business(report: ForecastReport, say: Say) -> str:
    """Say how few days new business is estimated from; empty if there are enough."""
    days, n = report.days_seen, report.begun
    if not report.outlook.new_minor or days >= ENOUGH_DAYS:
        return ""
    if not days:
        return "New business is a guess: your list of deals starts today."
    said = (
        f"New business is estimated from {say.numbers.counted(n, 'deal')} that began in the last"
        f" {say.numbers.counted(days, 'day')}: too short a time to rely on."
    )
    if not n:
        return said
    return (
        f"{said} If some of them began earlier, set their start: `pipectl edit OPP --created DATE`."
    )


def close_dates(report: ForecastReport, say: Say) -> str:
    """Say that deals expected to close outside the period count; empty without any."""
    other = [
        each.item
        for each in report.likely
        if each.item.close_on is not None
        and not in_period(each.item.close_on, report.period, report.today)
    ]
    if not other:
        return ""
    minor = sum(item.amount_minor or 0 for item in other)
    many = f"{say.numbers.counted(len(other), 'deal')} ({say.full(minor)} {say.currency})"
    dated = "a close date" if len(other) == 1 else "close dates"
    verb = "is" if len(other) == 1 else "are"
    return (
        f"The forecast doesn't use close dates: {many} with {dated} outside"
        f" {report.period.name} {verb} included."
    )


def begins_later(report: ForecastReport, say: Say) -> str:
    """Say that renewals which haven't begun don't count; empty without any."""
    found = report.basis.later
    if not found:
        return ""
    minor = sum(each.amount_minor or 0 for each in found)
    many = f"{say.numbers.counted(len(found), 'renewal')} ({say.full(minor)} {say.currency})"
    verb, last = ("begins", "isn't") if len(found) == 1 else ("begin", "aren't")
    return f"{many} {verb} later and {last} included."


def grounds(report: ForecastReport, numbers: NumberFormat) -> str:
    """Return the basis of the forecast, and the number of closed deals."""
    n = report.basis.known.n_closed
    closed = numbers.counted(n, "closed deal")
    said = {
        "configured": f"Based on the configured probabilities: {closed} so far.",
        "thin": f"Based on {closed} and, as these are few, on the configured probabilities.",
        "history": f"Based on your {closed}.",
    }
    if not report.is_provisional:
        return said[report.confidence]
    return f"{said[report.confidence]} {PROVISIONAL}"
