"""Compute the chance of reaching the quota by the end of the period."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from pipectl.errors import UsageError
from pipectl.forecast.queries import (
    ForecastBasis,
    forecast_basis,
    later_rows,
    open_expected_minor,
    open_rows,
    won_rows,
)
from pipectl.forecast.rules import comparison
from pipectl.forecast.rules.deal_chances import Window, single_chances, window_of
from pipectl.forecast.rules.quota_chance import (
    Extra,
    Largest,
    Outlook,
    chance,
    extra_needed,
    is_provisional,
    largest,
    mean_minor,
    outlook,
    quantile,
)
from pipectl.forecast.rules.simulation import Simulated, arrivals, days_seen, simulate
from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, parts
from pipectl.planning.queries.quotas import quota_for
from pipectl.planning.rules.quotas import QuotaShare
from pipectl.reports.coverage.rules import Coverage, of_coverage
from pipectl.reports.disagreement.rules import Carrier, Decisive, Opinions
from pipectl.reports.pace.rules import Pace
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.rules import OpenOpportunity, in_period
from pipectl.sample_size import confidence
from pipectl.stage_history import StageRef
from pipectl.store.reader import Reader
from pipectl.store_settings import StoreSettings
from pipectl.vocabulary import OPEN

SIMULATION = "simulation"
METHODS = (SIMULATION, "weighted", "history", "stage")
WANTED = (50, 80)  # chances in percent for which it says how much more would have to be open
MOST_MONTHS = 36
Tell = Callable[[int, int], None]


class OpportunityChance(NamedTuple):
    """An open deal and its chance of being won within the period, 0 to 1."""

    item: OpenOpportunity
    chance: float


class MethodResult(NamedTuple):
    """The result of a method: money in minor units, `chance` 0 to 1; None where it has no value."""

    method: str
    expected_minor: int
    open_minor: int
    new_minor: int | None
    chance: float | None
    quantiles_minor: Mapping[int, int] | None


class Month(NamedTuple):
    """A part of the period: its quota and the simulation's result."""

    period: Period
    quota: QuotaShare
    told: Outlook
    expected_minor: int


class ForecastReport(NamedTuple):
    """The forecast of a period and its basis; `told` is the result of the requested method."""

    basis: ForecastBasis
    today: date
    period: Period
    quota: QuotaShare
    simulated: Simulated
    outlook: Outlook
    told: MethodResult
    likely: tuple[OpportunityChance, ...]
    largest: Largest | None
    months: tuple[Month, ...] | None

    @property
    def money(self) -> ReportCurrency:
        """The currency, and the open deals and the period's wins in other currencies."""
        return self.basis.money(lambda each: each.status == OPEN or each.is_won_within(self.period))

    @property
    def is_over(self) -> bool:
        """Whether the period is over."""
        return self.period.ends_on <= self.today

    @property
    def extra(self) -> Mapping[int, Extra | None]:
        """How many more deals are needed for a chance of 50 % and of 80 %: searched when asked."""
        if self.quota.amount_minor is None:
            return dict.fromkeys(WANTED)
        shares = [share / 100 for share in WANTED]
        needed = extra_needed(self.simulated, self.quota.amount_minor, shares)
        return dict(zip(WANTED, needed.values(), strict=True))

    @property
    def confidence(self) -> str:
        """The basis: the configured probabilities, a short history, or a history."""
        return confidence(self.basis.known.n_closed)

    @property
    def is_provisional(self) -> bool:
        """Whether it looks further ahead than the history allows: wins come before losses."""
        days = (self.period.ends_on - self.today).days
        return is_provisional(self.basis.known, days, self.basis.fit.ladder.cycle_days)

    @property
    def steps(self) -> dict[int, StageRef]:
        """The stages by number."""
        return {step.id: step for step in self.basis.steps}

    @property
    def averaged(self) -> tuple[int, str]:
        """How many deals the average is from, and whether they are open or won."""
        standing = sum(each is not None for each in self.simulated.amounts.values())
        won = sum(case.closed_minor is not None for case in self.basis.known.won)
        return (standing, "open") if standing else (won, "won")

    @property
    def days_seen(self) -> int:
        """The number of days since the store was first used."""
        return days_seen(self.basis.known)

    @property
    def begun(self) -> int:
        """The number of deals begun in the days from which new business is estimated."""
        return arrivals(self.basis.known).opened

    @property
    def open_range_minor(self) -> tuple[int, int]:
        """The amounts that open deals exceed with a chance of 90 % and of 10 %."""
        ordered = sorted(self.simulated.open_minor)
        return quantile(ordered, 10), quantile(ordered, 90)

    @property
    def rows(self) -> list[ReportRow]:
        """The period's wins, and every open deal with its expected amount."""
        standing = open_rows(self.basis, self.simulated)
        later = later_rows(self.basis)
        return [*won_rows(self.basis, self.period), *standing, *later, *self.money.foreign]


def answer(
    reader: Reader,
    asked: ReportRequest,
    *,
    quota_minor: int | None = None,
    by_month: bool = False,
    method: str = SIMULATION,
    tell: Tell | None = None,
) -> ForecastReport:
    """Return the forecast of the requested period, also against another quota."""
    found, period = reader.once(forecast_basis, asked), asked.in_period
    if tell is None:  # a page that shows coverage and forecast needs it twice
        simulated = reader.once(simulated_in, asked)
    else:
        simulated = simulate(found.known, found.fit, period, tell=tell)
    own = quota_for(reader, period, asked.currency)
    quota = own if quota_minor is None else QuotaShare(quota_minor, "asked")
    summed = outlook(simulated, quota.amount_minor)
    return ForecastReport(
        basis=found,
        today=asked.today,
        period=period,
        quota=quota,
        simulated=simulated,
        outlook=summed,
        told=told(method, found, simulated, summed, quota.amount_minor, asked.today),
        likely=likely(found, period),
        largest=largest(simulated, quota.amount_minor),
        months=months(reader, asked, found, quota) if by_month else None,
    )


def simulated_in(reader: Reader, asked: ReportRequest) -> Simulated:
    """Return the simulations of the requested period."""
    found = reader.once(forecast_basis, asked)
    return simulate(found.known, found.fit, asked.in_period)


def likely(found: ForecastBasis, period: Period) -> tuple[OpportunityChance, ...]:
    """Return every open deal with its chance within the period, the likeliest first."""
    odds = single_chances(found.known, found.fit, window_of(found.known, period))
    each = [OpportunityChance(item, odds.get(item.id, 0.0)) for item in found.standing]
    return tuple(sorted(each, key=lambda one: (-one.chance, one.item.id)))


def chances_within(found: ForecastBasis, days: int) -> dict[int, Fraction]:
    """Return each open deal's chance within so many days in percent, by number."""
    odds = single_chances(found.known, found.fit, Window(0, days))
    return {number: percent(share) for number, share in odds.items()}


def percent(share: float) -> Fraction:
    """Return a share in percent, with four digits."""
    return Fraction(round(share * 10_000), 100)


def months(
    reader: Reader, asked: ReportRequest, found: ForecastBasis, whole: QuotaShare
) -> tuple[Month, ...]:
    """Return the parts of the period, each simulated separately; raise UsageError for too many.

    If the period has a single part, it has the period's quota.
    """
    made = []
    tiles = parts(asked.in_period, "month", asked.settings.fiscal_year_start)
    if len(tiles) > MOST_MONTHS:
        raise UsageError(
            lambda numbers: f"{asked.in_period.name} has {numbers.count(len(tiles))} months.",
            hint=lambda numbers: f"--by month takes at most {numbers.count(MOST_MONTHS)} months.",
        )
    for period in tiles:
        is_whole = period.span == asked.in_period.span
        quota = whole if is_whole else quota_for(reader, period, asked.currency)
        simulated = simulate(found.known, found.fit, period)
        summed = outlook(simulated, quota.amount_minor)
        expected_minor = brought_minor(summed, open_minor_of(found, simulated))
        made.append(Month(period, quota, summed, expected_minor))
    return tuple(made)


def open_minor_of(found: ForecastBasis, simulated: Simulated) -> int:
    """Return the expected amount of open deals, from their chances rather than the simulations."""
    return open_expected_minor(open_rows(found, simulated))


def brought_minor(summed: Outlook, open_minor: int) -> int:
    """Return the total of a period: wins, open deals and new business."""
    return summed.won_minor + open_minor + summed.new_minor


def told(
    method: str,
    found: ForecastBasis,
    simulated: Simulated,
    summed: Outlook,
    quota_minor: int | None,
    today: date,
) -> MethodResult:
    """Return the result of the requested method."""
    if method == SIMULATION:
        open_minor = open_minor_of(found, simulated)
        return MethodResult(
            method,
            brought_minor(summed, open_minor),
            open_minor,
            summed.new_minor,
            summed.chance,
            summed.quantiles_minor,
        )
    if method == "weighted":
        expected = [i for i in found.standing if in_period(i.close_on, simulated.period, today)]
        minor = comparison.weighted([(i.amount_minor, i.probability_bp) for i in expected])
        return MethodResult(method, summed.won_minor + minor, minor, None, None, None)
    return independent(method, found, simulated, summed.won_minor, quota_minor)


def independent(
    method: str, found: ForecastBasis, simulated: Simulated, won_minor: int, quota_minor: int | None
) -> MethodResult:
    """Simulate wins by each stage's share, independent of each other and of time."""
    shares = own_shares(found) if method == "history" else None
    places = found.places
    stakes = [
        comparison.WeightedAmount(
            item.amount_minor or 0,
            item.probability_bp / 10_000 if shares is None else shares[places[item.stage_id]],
        )
        for item in (() if simulated.is_over else found.standing)
    ]
    totals = comparison.independent(stakes, won_minor=won_minor)
    expected = mean_minor(totals)
    return MethodResult(
        method,
        expected,
        expected - won_minor,
        None,
        chance(simulated, totals, quota_minor),
        {share: quantile(totals, share) for share in range(5, 100, 5)},
    )


def own_shares(found: ForecastBasis) -> tuple[float, ...]:
    """Return each stage's share won; the configured probability without closed deals."""
    ladder = found.fit.ladder
    outcomes = comparison.stage_outcomes(found.known.cases, ladder.stages)
    return comparison.stage_shares(outcomes, ladder.probabilities)


def forecast_beside(
    reader: Reader, found: Coverage, *, today: date, settings: StoreSettings
) -> ForecastReport | None:
    """Return the forecast of coverage's quota; None without a quota, or once it is decided."""
    if not found.remaining_minor or found.period.ends_on <= today:
        return None
    return answer(reader, ReportRequest(today, settings.currency, settings, found.period))


def opinions(
    coverage: Coverage | None = None,
    pace: Pace | None = None,
    forecast: ForecastReport | None = None,
) -> Opinions:
    """Return the verdicts of the shown numbers; none once the period is over or the quota won."""
    if coverage is not None and (coverage.is_over or coverage.quota_minor is None):
        return Opinions()
    found = Opinions() if coverage is None else of_coverage(coverage)
    if pace is not None:
        found = found._replace(ahead_minor=pace.ahead_minor)
    return found if forecast is None else of_forecast(found, forecast)


def of_forecast(found: Opinions, report: ForecastReport) -> Opinions:
    """Return the verdicts with those of the forecast and the run rate."""
    quota, outlook = report.quota.amount_minor, report.outlook
    if quota is None or report.is_over or outlook.won_minor >= quota:
        return found
    rows = {row.id: row for row in open_rows(report.basis, report.simulated)}
    places = report.basis.places
    late = (len(places) + 1) // 2
    worth = [(each.item, worth_of(rows[each.item.id])) for each in report.likely]
    return found._replace(
        chance=outlook.chance,
        run_rate_chance=outlook.run_rate_chance,
        to_go_minor=quota - outlook.won_minor,
        new_minor=outlook.new_minor,
        new_days=report.days_seen,
        outside_minor=sum(
            minor
            for item, minor in worth
            if not in_period(item.close_on, report.period, report.today)
        ),
        carriers=[Carrier(minor, places[item.stage_id] >= late) for item, minor in worth],
        largest=largest_of(report),
    )


def largest_of(report: ForecastReport) -> Decisive | None:
    """Return the deal that changes the forecast most, if it does so by enough."""
    if report.largest is None:
        return None
    number, chance = report.largest
    item = next(each.item for each in report.likely if each.item.id == number)
    return Decisive(item.title, item.amount_minor or 0, chance)


def worth_of(row: ReportRow) -> int:
    """Return an open deal's expected amount."""
    return weighted_minor(row.amount_minor or 0, row.probability_bp or 0)
