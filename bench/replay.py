"""Forecasts on past days from what was known then, beside what happened."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

import rivals
from pipectl.forecast.rules.comparison import crps, inside
from pipectl.forecast.rules.deal_chances import Drift, Window, single_chances, window_of
from pipectl.forecast.rules.history import KnownHistory, won_minor
from pipectl.forecast.rules.quota_chance import quantile, reaching
from pipectl.forecast.rules.rates import fit
from pipectl.forecast.rules.sampling import SEED
from pipectl.forecast.rules.simulation import simulate
from pipectl.periods import Period
from sellers import Seller

QUOTAS = (0.7, 0.85, 1.0, 1.15, 1.3)
WEEK = 7
LEAST_DAYS = 7
OWN, STATIC, CERTAIN, ODOO, RUN_RATE = (
    "pipectl",
    "static percentages",
    "every open deal won",
    "Odoo's lead scoring",
    "run rate",
)
METHODS = (OWN, STATIC, CERTAIN, ODOO, RUN_RATE)
NO_WIDER = "without the wider spread"
METHODS_AHEAD = (OWN, NO_WIDER, STATIC, CERTAIN, ODOO, RUN_RATE)
NO_DRIFT = Drift(factor=0.0, arrivals=0.0)
Said = tuple[float, bool]


class Mark(NamedTuple):
    """A forecast on one day against what happened; chances are pairs of said and happened.

    `ahead`: how many periods after the one of that day, 0 for that one itself.
    """

    method: str
    ahead: int
    crps: float
    off: float
    actual: int
    is_inside: bool
    reached: tuple[Said, ...]
    within_week: tuple[Said, ...]
    by_end: tuple[Said, ...]


def replay(seller: Seller, seed: int = SEED, *, is_alone: bool = False) -> list[Mark]:
    """Every cut-off of every period of one seller; alone: without the other methods."""
    found: list[Mark] = []
    for period in seller.company.periods:
        for on in cut_offs(seller, period):
            found += marks(seller, period, on, seed=seed, is_alone=is_alone)
    return found


def replay_ahead(seller: Seller) -> list[Mark]:
    """Of each cut-off of each period, the periods after it."""
    found: list[Mark] = []
    for (place, present), (other, later) in combinations(enumerate(seller.company.periods), 2):
        for on in cut_offs(seller, present):
            found += marks(seller, later, on, ahead=other - place)
    return found


def cut_offs(seller: Seller, period: Period) -> list[date]:
    """The days on whose evening the period is asked about; the first is the day before it."""
    return [period.starts_on + timedelta(days=after - 1) for after in seller.company.days]


def marks(
    seller: Seller,
    period: Period,
    on: date,
    *,
    ahead: int = 0,
    seed: int = SEED,
    is_alone: bool = False,
) -> Iterator[Mark]:
    """All methods on one day; none where nothing is open and nothing is won."""
    known = seller.known(on)
    standing = known.open
    won = won_minor(known, first=period.starts_on.toordinal(), last=on.toordinal())
    if not standing and not known.won:
        return
    ladder = seller.company.ladder
    learned = fit(known, ladder)
    simulated = simulate(known, learned, period, seed=seed)
    actual = sum(
        deal.won_minor
        for deal in seller.deals.values()
        if deal.won_on is not None and period.contains(deal.won_on)
    )
    judge = Judge(seller, period, on, ahead, won, actual, quotas(seller, period))
    window = window_of(known, period)
    within_week = {} if ahead else single_chances(known, learned, Window(0, WEEK))
    by_end = single_chances(known, learned, window)
    yield judge.mark(OWN, sorted(simulated.totals), within_week, by_end)
    if ahead:
        even = simulate(known, learned, period, seed=seed, drift=NO_DRIFT)
        yield judge.mark(NO_WIDER, sorted(even.totals), {}, by_end)
    if is_alone:
        return
    for method, chances in others(seller, known).items():
        totals = rivals.totals(standing, chances, won_minor=won, seed=seed)
        yield judge.mark(method, totals, {} if ahead else chances, chances)
    yield judge.mark(RUN_RATE, simulated.run_rate, {}, {})


def others(seller: Seller, known: KnownHistory) -> dict[str, dict[int, float]]:
    """The chances that the methods without time give."""
    probabilities = seller.company.ladder.probabilities
    return {
        STATIC: rivals.static(known.open, probabilities),
        CERTAIN: rivals.certain(known.open),
        ODOO: rivals.lead_scoring(known, seller.deals, len(probabilities)),
    }


def quotas(seller: Seller, period: Period) -> tuple[int, ...]:
    """What was won a day before the period, times its days, and a little less and more."""
    before = period.starts_on - timedelta(days=1)
    known = seller.known(before)
    days = max(LEAST_DAYS, known.day - known.adoption)
    usual = won_minor(known, first=1, last=known.day) / days * period.days
    return tuple(round(share * usual) for share in QUOTAS) if usual else ()


class Judge(NamedTuple):
    """What happened, to hold forecasts against."""

    seller: Seller
    period: Period
    on: date
    ahead: int
    won: int
    actual: int
    quotas: tuple[int, ...]

    def mark(
        self,
        method: str,
        totals: Sequence[int],
        within_week: Mapping[int, float],
        by_end: Mapping[int, float],
    ) -> Mark:
        """One method's sorted totals and single chances against what happened."""
        low, median, high = (quantile(totals, share) for share in (10, 50, 90))
        return Mark(
            method=method,
            ahead=self.ahead,
            crps=crps(totals, self.actual),
            off=abs(median - self.actual),
            actual=self.actual,
            is_inside=inside(low, high, self.actual),
            reached=tuple(
                (reaching(totals, quota_minor=quota, won_minor=self.won), self.actual >= quota)
                for quota in self.quotas
            ),
            within_week=self.happened(within_week, self.on, self.on + timedelta(days=WEEK)),
            by_end=self.happened(by_end, self.period.starts_on, self.period.ends_on),
        )

    def happened(self, chances: Mapping[int, float], since: date, until: date) -> tuple[Said, ...]:
        """Each chance, and whether it was won between those days."""
        won_on = {id: self.seller.deals[id].won_on for id in chances}
        return tuple(
            (chance, day is not None and since <= day <= until)
            for id, chance in chances.items()
            for day in [won_on[id]]
        )
