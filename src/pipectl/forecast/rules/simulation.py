"""A period's end, simulated; new business; the run rate.

200 draws of the rates, ten simulations each. The ten share one random number an opportunity,
each a tenth further round the circle: every one of them is as random as alone, and together
they are more even (systematic sampling: Cochran 1977, ch. 8); so are the numbers of the draws.

Arrivals are Poisson with a gamma distributed rate, its shape divided by the overdispersion of the
weekly counts (quasi-Poisson: McCullagh & Nelder 1989, 6.2); it is the wider, the further off the
period begins.

A bootstrap of the weekly sums (Efron & Tibshirani 1993).
"""

from collections.abc import Mapping, Sequence
from math import ceil
from statistics import fmean, pvariance
from typing import Final, NamedTuple

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
from pipectl.periods import Period

LOOK_BACK_DAYS: Final = 60
SHORTEST_LOOK_BACK: Final = 7
WEEK: Final = 7
LEAST_DISPERSION: Final = 1.3
UNKNOWN_DISPERSION: Final = 2.0
FEW_WEEKS: Final = 3
ENOUGH_WINS: Final = 10  # before that, what was opened tells more of the amounts


class Arrivals(NamedTuple):
    """How many were opened in how many days, how unevenly, and the amounts a win may bring."""

    opened: int
    days: int
    dispersion: float
    amounts_minor: tuple[int, ...]


def arrivals(known: KnownHistory) -> Arrivals:
    """The arrivals of the last 60 days, or since the store is used."""
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
    """For how many days anything has been seen."""
    return known.day - known.adoption


def dispersion(days_ago: Sequence[int], weeks: int) -> float:
    """Variance over mean of the counts of the full weeks back from today; phi."""
    if weeks <= FEW_WEEKS:
        return UNKNOWN_DISPERSION
    counts = [0] * weeks
    for ago in days_ago:
        if ago < weeks * WEEK:
            counts[ago // WEEK] += 1
    mean = fmean(counts)
    return max(LEAST_DISPERSION, pvariance(counts) / mean) if mean else LEAST_DISPERSION


def amounts(known: KnownHistory, opened: Sequence[KnownOpportunity]) -> tuple[int, ...]:
    """What wins brought; with few of them what was opened lately, or else ever, is worth."""
    won = [case.closed_minor for case in known.won if case.closed_minor is not None]
    lately = [case.amount_minor for case in opened if case.amount_minor is not None]
    ever = [case.amount_minor for case in known.cases if case.amount_minor is not None]
    return tuple(won if len(won) >= ENOUGH_WINS else lately or ever)


class ArrivalRate(NamedTuple):
    """Arrivals a day: gamma distributed with this shape and scale."""

    shape: float
    scale: float


def arrival_rate(found: Arrivals, months_off: float, drift: Drift = DRIFT) -> ArrivalRate:
    """The rate in a period that begins so many months ahead: the mean of today's, a wider spread.

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
    """What arrivals still bring, `sims` simulations a draw; in minor units.

    Those of a draw share one random number for their counts, evenly further round the circle.
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
LEAST_WINS: Final = 5
LEAST_WEEKS: Final = 8


class Grounds(NamedTuple):
    """What the run rate rests on: the wins of its weeks, and how many days these are."""

    wins: int
    days: int

    @property
    def is_enough(self) -> bool:
        """Whether it is stated: two wins in ten days would promise the moon."""
        return self.wins >= LEAST_WINS and self.days >= LEAST_WEEKS * WEEK


def grounds(known: KnownHistory) -> Grounds:
    """The wins of the last 13 weeks, or since the store is used."""
    days = min(MOST_WEEKS * WEEK, max(known.day - known.adoption, 0))
    return Grounds(sum(0 <= known.day - (case.closed or 0) < days for case in known.won), days)


def weekly_won(known: KnownHistory) -> list[int]:
    """What was won in each of the last 13 weeks, or since the store is used, the latest first."""
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
    """Totals of the period by the run rate, sorted; `days` are those still to come in it.

    Weeks are drawn at random; of the last one only the part that the period still holds counts.
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
ENOUGH_RATIOS: Final = 5
TELL_EVERY: Final = 50  # opportunities


class Simulated(NamedTuple):
    """A period's simulations; every list has one entry each of the 2,000, in minor units.

    A total is `won_minor` and what `open_minor` and `new_minor` have at one place. `odds[id]`: an
    open opportunity's chance in each draw; `entering[stage]`, that of a new one; `ratios`: what
    wins were closed with over what was said before. `run_rate` is sorted.
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
        """What each simulation ends with."""
        both = zip(self.open_minor, self.new_minor, strict=True)
        return [self.won_minor + standing + new for standing, new in both]

    def chance_of(self, id: int) -> float:
        """An open opportunity's chance, over all draws."""
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
    """Simulate the period's end; `tell(done, total)` is called as the work goes on."""
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
    """The chances of the open ones, and what new business brings; nothing once it is over."""
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
    """Closed amount over the amount before, of the wins; none where fewer than 5 tell."""
    ratios = [
        case.closed_minor / case.amount_minor
        for case in won
        if case.closed_minor is not None and case.amount_minor
    ]
    if len(ratios) < ENOUGH_RATIOS or all(ratio == 1.0 for ratio in ratios):
        return ()
    return tuple(ratios)


def usual_amount(known: KnownHistory) -> int | None:
    """The average amount of what is open, else of what was won; None if nothing tells."""
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
    """What the open ones bring in each simulation."""
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
    """Add one opportunity's amount to the simulations in which it is won.

    In a draw with chance p, simulation i wins where (u + i / 10) mod 1 < p: a run of them.
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
