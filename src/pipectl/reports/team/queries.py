"""Run the reports that judge a quota for each seller, and for the team on all deals together."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.activity.queries import ActivityReport
from pipectl.reports.activity.queries import answer as activity
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.queries import answer as coverage
from pipectl.reports.forecast.queries import ForecastReport, opinions
from pipectl.reports.forecast.queries import answer as forecast
from pipectl.reports.pace.queries import PaceReport
from pipectl.reports.pace.queries import answer as pace
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.rules import OpenOpportunity, total
from pipectl.reports.team import rules
from pipectl.reports.team.rules import AgainstTeam, Standing, against_team, bad_numbers, is_told
from pipectl.reports.weakest.queries import WeakestReport
from pipectl.reports.weakest.queries import answer as weakest
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.store.opening import OfSeller


class Numbers(NamedTuple):
    """The reports on one seller, or on the team (whose name is None)."""

    name: str | None
    coverage: CoverageReport
    pace: PaceReport
    forecast: ForecastReport
    activity: ActivityReport
    weakest: WeakestReport

    @property
    def closed(self) -> int:
        """How many closed deals the chance rests on."""
        return self.forecast.basis.known.n_closed

    @property
    def bad(self) -> tuple[str, ...]:
        """Which of pace, coverage and chance are bad."""
        found = opinions(self.coverage.coverage, self.pace.pace, self.forecast)
        return bad_numbers(found.signs, closed=self.closed)

    @property
    def standing(self) -> Standing:
        """What the place among the sellers depends on."""
        chance = self.forecast.outlook.chance if is_told(self.closed) else None
        return Standing(self.name or "", self.bad, chance)

    @property
    def is_decided(self) -> bool:
        """Whether the quota is reached, or its period is over."""
        whole = self.coverage.coverage
        return whole.quota_minor is not None and (whole.is_over or not whole.remaining_minor)

    @property
    def open(self) -> list[OpenOpportunity]:
        """Every open deal, whenever it may close."""
        found = self.coverage.coverage
        return [*found.counted, *found.undated, *found.elsewhere, *self.coverage.leads]

    @property
    def is_empty(self) -> bool:
        """Whether a seller has nothing that a report could tell."""
        found = self.coverage.coverage
        has_deals = self.open or found.won or found.quota_minor is not None
        return not has_deals and not self.activity.logged


class Nobodys(NamedTuple):
    """What counts for the team and for no seller: open deals with their amount, what was won."""

    deals: int
    amount_minor: int
    won_minor: int


class TeamReport(NamedTuple):
    """The sellers, who needs most help first, and the team."""

    money: ReportCurrency
    period: Period
    today: date
    team: Numbers
    sellers: tuple[Numbers, ...]
    no_owner: Nobodys
    nobodys_rows: tuple[ReportRow, ...]

    def stage_of(self, found: Numbers) -> AgainstTeam | None:
        """Return a seller's weakest stage beside the team's; None while it is too early to tell."""
        return against_team(found.weakest.found, self.team.weakest.found)

    def needs(self, found: Numbers) -> tuple[str, ...]:
        """Return with what a seller needs help."""
        return rules.needs(
            found.bad,
            self.stage_of(found),
            found.activity.goals,
            has_quota=found.coverage.coverage.quota_minor is not None or self.is_over,
        )

    @property
    def is_over(self) -> bool:
        """Whether the period is over."""
        return self.team.coverage.coverage.is_over

    @property
    def quotas_minor(self) -> int | None:
        """The sum of the sellers' quotas; None if nobody has one."""
        quotas = [each.coverage.coverage.quota_minor for each in self.sellers]
        known = [each for each in quotas if each is not None]
        return sum(known) if known else None

    @property
    def rows(self) -> list[ReportRow]:
        """Every row of coverage, and whose it is."""
        rows = [
            row._replace(why=f"{each.name}: {row.why}")
            for each in self.sellers
            for row in each.coverage.rows
        ]
        nobodys = [row._replace(why=f"no owner: {row.why}") for row in self.nobodys_rows]
        return [*rows, *nobodys]


def answer(
    of_seller: "OfSeller",
    asked: ReportRequest,
    names: Sequence[str],
    advance: Callable[[], object] = lambda: None,
) -> TeamReport:
    """Return the numbers of everybody, and of each seller who has anything to count."""
    with of_seller(None) as reader:
        team = numbers_of(reader, asked)
    advance()
    sellers = []
    for name in names:
        with of_seller(name) as reader:
            sellers.append(numbers_of(reader, asked, name))
        advance()
    with of_seller("") as reader:
        nobodys = coverage(reader, asked)
    return TeamReport(
        money=team.coverage.money,
        period=asked.in_period,
        today=asked.today,
        team=team,
        sellers=in_order(sellers),
        no_owner=count_nobodys(nobodys),
        nobodys_rows=tuple(nobodys.rows),
    )


def numbers_of(reader: Reader, asked: ReportRequest, name: str | None = None) -> Numbers:
    """Return the reports on what a reader shows."""
    return Numbers(
        name,
        coverage(reader, asked),
        pace(reader, asked),
        forecast(reader, asked),
        activity(reader, asked),
        weakest(reader, asked),
    )


def in_order(sellers: Sequence[Numbers]) -> tuple[Numbers, ...]:
    """Return the sellers with anything to count, who needs most help first."""
    found = (each for each in sellers if not each.is_empty)
    return tuple(sorted(found, key=lambda each: each.standing.place))


def count_nobodys(found: CoverageReport) -> Nobodys:
    """Return what has no owner."""
    whole = found.coverage
    left = [*whole.counted, *whole.undated, *whole.elsewhere, *found.leads]
    return Nobodys(len(left), total([each.amount_minor for each in left]), whole.won_minor)
