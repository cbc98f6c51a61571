"""A period's end, simulated 2,000 times: what is won, what is open, and what is still to come.

200 draws of the rates, ten simulations each. The ten share one random number an opportunity,
each a tenth further round the circle: every one of them is as random as alone, and together
they are more even (systematic sampling: Cochran 1977, ch. 8); so are the numbers of the draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from pipectl.domain.forecast.business import arrivals, new_business
from pipectl.domain.forecast.draws import (
    DRAWS,
    STANDING,
    Odds,
    Tell,
    draw_odds,
)
from pipectl.domain.forecast.fit import Fit
from pipectl.domain.forecast.known import Case, Known, won_minor
from pipectl.domain.forecast.run_rate import Grounds, grounds, run_rate, weekly_won
from pipectl.domain.forecast.samplers import SEED, even_turns, stream
from pipectl.domain.forecast.windows import Window, window_of
from pipectl.periods import Period

SIMS: Final = 10  # of each draw
ALL_SIMS: Final = DRAWS * SIMS
ENOUGH_RATIOS: Final = 5
TELL_EVERY: Final = 50  # opportunities


@dataclass(frozen=True, slots=True)
class Simulated:
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
    known: Known, fit: Fit, period: Period, *, seed: int = SEED, tell: Tell | None = None
) -> Simulated:
    """Simulate the period's end; `tell(done, total)` is called as the work goes on."""
    first, last = period.starts_on.toordinal(), period.ends_on.toordinal()
    won = won_minor(known, first=first, last=last)
    window = window_of(known, period)
    standing = known.open
    places = {case.id: case.place(known.day) for case in standing}
    found, new = look_ahead(known, fit, window, seed=seed, tell=tell)
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
    known: Known, fit: Fit, window: Window, *, seed: int, tell: Tell | None
) -> tuple[Odds, list[int]]:
    """The chances of the open ones, and what new business brings; nothing once it is over."""
    if window.is_over:
        return Odds({}, [[] for _ in fit.cells], []), [0] * ALL_SIMS
    standing = known.open
    total = DRAWS + len(standing)
    counted = None if tell is None else (lambda done, _: tell(done, total))
    places = [case.place(known.day) for case in standing]
    found = draw_odds(fit, places, window, seed=seed, tell=counted)
    return found, new_business(arrivals(known), found.arrivals, sims=SIMS, seed=seed)


def closing_ratios(won: Sequence[Case]) -> tuple[float, ...]:
    """Closed amount over the amount before, of the wins; none where fewer than 5 tell."""
    ratios = [
        case.closed_minor / case.amount_minor
        for case in won
        if case.closed_minor is not None and case.amount_minor
    ]
    if len(ratios) < ENOUGH_RATIOS or all(ratio == 1.0 for ratio in ratios):
        return ()
    return tuple(ratios)


def usual_amount(known: Known) -> int | None:
    """The average amount of what is open, else of what was won; None if nothing tells."""
    standing = [case.amount_minor for case in known.open if case.amount_minor is not None]
    won = [case.closed_minor for case in known.won if case.closed_minor is not None]
    said = standing or won
    return round(sum(said) / len(said)) if said else None


def open_totals(
    standing: Sequence[Case],
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
