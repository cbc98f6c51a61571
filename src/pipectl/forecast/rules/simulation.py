"""Simulate a period's end: open deals, new business and the run rate.

200 draws of the rates with ten simulations each. The ten share one random number per deal, each
shifted by a further tenth (mod 1): each is as random as alone, and together they are more even
(systematic sampling: Cochran 1977, ch. 8); so are the numbers of the draws.

Arrivals are Poisson with a gamma distributed rate, its shape divided by the overdispersion of the
weekly counts (quasi-Poisson: McCullagh & Nelder 1989, 6.2); its spread grows with the distance to
the period.

The run rate is a bootstrap of the weekly sums (Efron & Tibshirani 1993).
"""

from collections.abc import Mapping, Sequence
from math import ceil
from statistics import fmean, pvariance
from typing import Final

from pipectl.forecast.rules.deal_chances import (
    ARRIVALS,
    ARRIVING,
    DRAWS,
    DRIFT,
    RUN_RATE,
    STANDING,
    ChanceDraws,
    Drift,
    Tell,
    Window,
    draw_odds,
    window_of,
)
from pipectl.forecast.rules.history import KnownHistory, KnownOpportunity, won_minor
from pipectl.forecast.rules.rates import Fit
from pipectl.forecast.rules.sampling import SEED, even_gammas, even_turns, poisson, stream
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.sample_size import ENOUGH_RATIOS, ENOUGH_WON_AMOUNTS, is_enough_for_run_rate

LOOK_BACK_DAYS: Final = 60
SHORTEST_LOOK_BACK: Final = 7
WEEK: Final = 7
LEAST_DISPERSION: Final = 1.3
UNKNOWN_DISPERSION: Final = 2.0
FEW_WEEKS: Final = 3


class Arrivals(NamedTuple):
    """New deals in so many days, their dispersion, and the amounts a win may bring."""

    opened: int
    days: int
    dispersion: float
    amounts_minor: tuple[int, ...]


def arrivals(known: KnownHistory) -> Arrivals:
    """Return the arrivals of the last 60 days, or since the store has been used."""
    since = max(known.adoption, known.day - LOOK_BACK_DAYS)
    opened = [case for case in known.cases if case.created > since]
    seen_days = known.day - since
    return Arrivals(
        opened=len(opened),
        days=max(seen_days, SHORTEST_LOOK_BACK),
        dispersion=dispersion([known.day - case.created for case in opened], seen_days // WEEK),
        amounts_minor=amounts(known, opened),
    )


def days_seen(known: KnownHistory) -> int:
    """Return the number of days since the store was first used."""
    return known.day - known.adoption


def dispersion(days_ago: Sequence[int], weeks: int) -> float:
    """Return variance / mean of the counts of full weeks before today; phi."""
    if weeks <= FEW_WEEKS:
        return UNKNOWN_DISPERSION
    counts = [0] * weeks
    for ago in days_ago:
        if ago < weeks * WEEK:
            counts[ago // WEEK] += 1
    mean = fmean(counts)
    return max(LEAST_DISPERSION, pvariance(counts) / mean) if mean else LEAST_DISPERSION


def amounts(known: KnownHistory, opened: Sequence[KnownOpportunity]) -> tuple[int, ...]:
    """Return the amounts of wins; with too few wins, those of new deals, else of all deals."""
    won = [case.closed_minor for case in known.won if case.closed_minor is not None]
    lately = [case.amount_minor for case in opened if case.amount_minor is not None]
    ever = [case.amount_minor for case in known.cases if case.amount_minor is not None]
    return tuple(won if len(won) >= ENOUGH_WON_AMOUNTS else lately or ever)


class ArrivalRate(NamedTuple):
    """Arrivals per day: gamma distributed with this shape and scale."""

    shape: float
    scale: float


def arrival_rate(found: Arrivals, months_off: float, drift: Drift = DRIFT) -> ArrivalRate:
    """Return the rate in a period so many months ahead: today's mean, with a wider spread.

    1 / shape' = 1 / shape + 0.1 m.
    """
    shape = (found.opened + 0.5) / found.dispersion
    scale = found.dispersion / found.days
    wider = 1.0 + drift.arrivals * months_off * shape
    return ArrivalRate(shape / wider, scale * wider)


def new_business(
    amounts_minor: Sequence[int],
    rate: ArrivalRate,
    wins_per_rate: Sequence[float],
    *,
    sims: int,
    seed: int,
) -> list[int]:
    """Return the amounts from arrivals, `sims` simulations per draw; in minor units.

    The simulations of a draw share one random number for their counts, evenly shifted.
    """
    many = len(amounts_minor)
    if not many:
        return [0] * (sims * len(wins_per_rate))
    drawn = even_gammas(stream(seed, ARRIVALS), rate.shape, len(wins_per_rate))
    uniform = stream(seed, ARRIVING)
    totals: list[int] = []
    turns = even_turns(uniform, draws=len(drawn), parts=sims)
    for number, wins, turn in zip(drawn, wins_per_rate, turns, strict=True):
        for sim in range(sims):
            share = (turn + sim) % sims / sims
            count = poisson(uniform, number * rate.scale * wins, first=share)
            totals.append(sum(amounts_minor[int(uniform() * many)] for _ in range(count)))
    return totals


MOST_WEEKS: Final = 13


class Grounds(NamedTuple):
    """The sample of the run rate: the wins of its weeks, and the number of days."""

    wins: int
    days: int

    @property
    def is_enough(self) -> bool:
        """Whether to state the run rate."""
        return is_enough_for_run_rate(self.wins, self.days)


def grounds(known: KnownHistory) -> Grounds:
    """Return the wins of the last 13 weeks, or since the store has been used."""
    days = min(MOST_WEEKS * WEEK, max(known.day - known.adoption, 0))
    return Grounds(sum(0 <= known.day - (case.closed or 0) < days for case in known.won), days)


def weekly_won(known: KnownHistory) -> list[int]:
    """Return the amounts won in each of the last 13 weeks, or since first use, latest first."""
    weeks = max(min(MOST_WEEKS, (known.day - known.adoption) // WEEK), 1)
    sums = [0] * weeks
    for case in known.won:
        ago = known.day - (case.closed or known.day)
        if ago < weeks * WEEK:
            sums[ago // WEEK] += case.closed_minor or 0
    return sums


def run_rate(
    weekly: Sequence[int], *, won_minor: int, days: int, sims: int, seed: int
) -> list[int]:
    """Return sorted totals of the period by the run rate; `days` are the remaining ones.

    Weeks are drawn at random; a partial last week counts in proportion.
    """
    uniform = stream(seed, RUN_RATE)
    whole, rest = divmod(max(days, 0), WEEK)
    many = len(weekly)
    totals = []
    for _ in range(sims):
        total = won_minor + sum(weekly[int(uniform() * many)] for _ in range(whole))
        if rest:
            total += round(weekly[int(uniform() * many)] * rest / WEEK)
        totals.append(total)
    return sorted(totals)


SIMS: Final = 10  # of each draw
ALL_SIMS: Final = DRAWS * SIMS
TELL_EVERY: Final = 50  # opportunities


class Simulated(NamedTuple):
    """A period's simulations; every list has 2,000 entries, in minor units.

    A total is `won_minor` plus `open_minor` and `new_minor` at the same index. `odds[id]`: an open
    deal's chance in each draw; `entering[stage]`: that of a new one; `ratios`: closed / expected
    amounts of wins. `run_rate` is sorted.
    """

    period: Period
    is_over: bool
    seed: int
    won_minor: int
    amounts: Mapping[int, int | None]
    odds: Mapping[int, Sequence[float]]
    entering: Sequence[Sequence[float]]
    ratios: tuple[float, ...]
    open_minor: tuple[int, ...]
    new_minor: tuple[int, ...]
    run_rate: tuple[int, ...]
    run_rate_grounds: Grounds
    usual_minor: int | None

    @property
    def totals(self) -> list[int]:
        """The total of each simulation."""
        both = zip(self.open_minor, self.new_minor, strict=True)
        return [self.won_minor + standing + new for standing, new in both]

    def chance_of(self, id: int) -> float:
        """Return an open deal's mean chance over all draws."""
        odds = self.odds[id]
        return sum(odds) / len(odds)


def simulate(
    known: KnownHistory,
    fit: Fit,
    period: Period,
    *,
    seed: int = SEED,
    drift: Drift = DRIFT,
    tell: Tell | None = None,
) -> Simulated:
    """Simulate the period's end; `tell(done, total)` reports progress."""
    first, last = period.starts_on.toordinal(), period.ends_on.toordinal()
    won = won_minor(known, first=first, last=last)
    window = window_of(known, period)
    standing = known.open
    places = {case.id: case.place(known.day) for case in standing}
    found, new = look_ahead(known, fit, window, seed=seed, drift=drift, tell=tell)
    odds = {id: found.places[place] for id, place in places.items() if place in found.places}
    ratios = closing_ratios(known.won)
    steady = run_rate(weekly_won(known), won_minor=won, days=window.days, sims=ALL_SIMS, seed=seed)
    return Simulated(
        period=period,
        is_over=window.is_over,
        seed=seed,
        won_minor=won,
        amounts={case.id: case.amount_minor for case in standing},
        odds=odds,
        entering=found.entering,
        ratios=ratios,
        open_minor=tuple(open_totals(standing, odds, ratios, seed=seed, tell=tell)),
        new_minor=tuple(new),
        run_rate=tuple(steady),
        run_rate_grounds=grounds(known),
        usual_minor=usual_amount(known),
    )


def look_ahead(
    known: KnownHistory, fit: Fit, window: Window, *, seed: int, drift: Drift, tell: Tell | None
) -> tuple[ChanceDraws, list[int]]:
    """Return the chances of open deals, and new business; empty once the period is over."""
    if window.is_over:
        return ChanceDraws({}, [[] for _ in fit.cells], []), [0] * ALL_SIMS
    standing = known.open
    total = DRAWS + len(standing)
    counted = None if tell is None else (lambda done, _: tell(done, total))
    places = [case.place(known.day) for case in standing]
    found = draw_odds(fit, places, window, seed=seed, drift=drift, tell=counted)
    opened = arrivals(known)
    rate = arrival_rate(opened, window.months_off, drift)
    return found, new_business(opened.amounts_minor, rate, found.arrivals, sims=SIMS, seed=seed)


def closing_ratios(won: Sequence[KnownOpportunity]) -> tuple[float, ...]:
    """Return the wins' closed amount / the amount before; empty for fewer than 5."""
    ratios = [
        case.closed_minor / case.amount_minor
        for case in won
        if case.closed_minor is not None and case.amount_minor
    ]
    if len(ratios) < ENOUGH_RATIOS or all(ratio == 1.0 for ratio in ratios):
        return ()
    return tuple(ratios)


def usual_amount(known: KnownHistory) -> int | None:
    """Return the average amount of open deals, else of won ones; None without any."""
    standing = [case.amount_minor for case in known.open if case.amount_minor is not None]
    won = [case.closed_minor for case in known.won if case.closed_minor is not None]
    said = standing or won
    return round(sum(said) / len(said)) if said else None


def open_totals(
    standing: Sequence[KnownOpportunity],
    odds: Mapping[int, Sequence[float]],
    ratios: Sequence[float],
    *,
    seed: int,
    tell: Tell | None,
) -> list[int]:
    """Return the amount from open deals in each simulation."""
    totals = [0] * ALL_SIMS
    for done, case in enumerate(standing, 1):
        if odds:
            add_wins(
                totals,
                odds[case.id],
                case.amount_minor or 0,
                ratios,
                keys=(seed, STANDING, case.id),
            )
        if tell is not None and (done % TELL_EVERY == 0 or done == len(standing)):
            tell(DRAWS + done, DRAWS + len(standing))
    return totals


_ROUND: Final = tuple(range(SIMS)) * 2


def add_wins(
    totals: list[int],
    odds: Sequence[float],
    amount_minor: int,
    ratios: Sequence[float],
    *,
    keys: tuple[int, ...],
) -> None:
    """Add a deal's amount to the simulations in which it is won.

    In a draw with chance p, simulation i wins if (u + i / 10) mod 1 < p: consecutive ones.
    """
    if not amount_minor:
        return
    uniform = stream(*keys)
    many = len(ratios)
    base = 0
    turns = even_turns(uniform, draws=len(odds), parts=SIMS)
    for chance, turn in zip(odds, turns, strict=True):
        whole = int(turn)
        wins = ceil(chance * SIMS - (turn - whole))
        for place in _ROUND[SIMS - whole : SIMS - whole + wins] if wins > 0 else ():
            totals[base + place] += (
                round(amount_minor * ratios[int(uniform() * many)]) if many else amount_minor
            )
        base += SIMS
