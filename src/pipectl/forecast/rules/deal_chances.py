"""Compute a deal's chance of being won within so many days, also under uncertain rates.

A discrete-time multi-state model: the cumulative incidence of a win among competing risks
(Kalbfleisch & Prentice 2002, ch. 8), summed over the paths through later stages.

A draw takes every rate from its gamma posterior, and one common factor for all win rates, as good
and bad months affect all deals alike. The factor's spread grows with the distance to a future
period, whose months are less certain.
"""

from collections.abc import Callable, Iterable, Sequence
from math import ceil, exp, sqrt
from typing import Final

from pipectl.forecast.rules.history import BINS, KnownHistory, bin_at
from pipectl.forecast.rules.rates import EVENTS, LOST, MOVED, WON, Fit
from pipectl.forecast.rules.sampling import common_factors, even_gammas, stream
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period

MOST_STEPS: Final = 40
MONTH_DAYS: Final = 30
FARTHEST_DAYS: Final = 360  # a period further off is as uncertain as one that begins then
ENTRY_AGE: Final = 0.5  # days in stage of one that has just entered it

# Rates per day (won, lost, moved) by bin of days in stage; None if no visit gets that old.
Rates = Sequence[tuple[float, float, float] | None]
# The chances in one step (won, moved on, stayed) by bin of days in stage.
Step = tuple[float, float, float]
_NO_STEP: Final[Step] = (0.0, 0.0, 1.0)


class Horizon(NamedTuple):
    """The days ahead in at most 40 steps; the last may be shorter."""

    days: int
    step_days: int
    steps: int

    @property
    def last_days(self) -> int:
        return self.days - self.step_days * (self.steps - 1)

    def bins(self, age_days: float) -> tuple[int, ...]:
        """Return the bin of each step for a deal of that age in its stage, the last step first."""
        middles = (age_days + self.step_days * (step + 0.5) for step in range(self.steps))
        return tuple(bin_at(middle) for middle in middles)[::-1]


def horizon(days: int) -> Horizon:
    """Return the horizon of so many days ahead, at least one."""
    days = max(days, 1)
    step_days = max(1, ceil(days / MOST_STEPS))
    return Horizon(days, step_days, ceil(days / step_days))


class ChanceTable(NamedTuple):
    """The chances of a step, `steps[stage][bin]`, also of the last one, and the values of moves.

    `value[stage][k]` is the chance of being won within the last k steps after entering the
    stage (V); `worth[stage][k]` after leaving it for another (U).
    """

    steps: list[list[Step]]
    last: list[list[Step]]
    value: list[list[float]]
    worth: list[list[float]]


def step_chances(rates: Rates, days: float) -> list[Step]:
    """Return, by bin, 1 - exp(-rate x days), divided among the events by their rates."""
    found = []
    for each in rates:
        if each is None:
            found.append(_NO_STEP)
            continue
        won, lost, moved = each
        whole = won + lost + moved
        stay = exp(-whole * days)
        leave = (1.0 - stay) / whole if whole else 0.0
        found.append((leave * won, leave * moved, stay))
    return found


def table(rates: Sequence[Rates], onward: Sequence[Sequence[float]], ahead: Horizon) -> ChanceTable:
    """Return the chances after entering a stage, by the number of remaining steps."""
    steps = [step_chances(each, ahead.step_days) for each in rates]
    last = steps
    if ahead.last_days != ahead.step_days:
        last = [step_chances(each, ahead.last_days) for each in rates]
    stages = range(len(rates))
    bins = ahead.bins(ENTRY_AGE)
    paths = [[steps[stage][number] for number in bins] for stage in stages]
    targets = [[(other, share) for other, share in enumerate(row) if share] for row in onward]
    value = [[0.0] for _ in stages]
    worth = [[0.0] for _ in stages]
    for left in range(1, ahead.steps + 1):
        start = ahead.steps - left + 1
        ending = bins[start - 1]
        for stage in stages:
            chance = last[stage][ending][0]
            after = worth[stage]
            for number, (win, move, stay) in enumerate(paths[stage][start:], 1):
                chance = win + move * after[number] + stay * chance
            value[stage].append(chance)
        for stage in stages:
            worth[stage].append(sum(share * value[other][left] for other, share in targets[stage]))
    return ChanceTable(steps, last, value, worth)


def standing(found: ChanceTable, stage: int, bins: Sequence[int]) -> float:
    """Return the chance of a deal in a stage; `bins` are from Horizon.bins.

    Backwards from the last step: v = win + move x U[k] + stay x v.
    """
    steps = found.steps[stage]
    chance = found.last[stage][bins[0]][0]
    for number, after in zip(bins[1:], found.worth[stage][1:], strict=False):
        win, move, stay = steps[number]
        chance = win + move * after + stay * chance
    return chance


def mean_rates(fit: Fit) -> list[Rates]:
    """Return the mean rates, used for single chances."""
    return [
        [(cells[WON].mean, cells[LOST].mean, cells[MOVED].mean) for cells in stage]
        for stage in fit.cells
    ]


class Window(NamedTuple):
    """From more than `start` up to `end` days ahead; no days are left if `end` is 0."""

    start: int
    end: int

    @property
    def days(self) -> int:
        return max(self.end - self.start, 0)

    @property
    def is_over(self) -> bool:
        return self.end <= 0

    @property
    def months_off(self) -> float:
        """Months of 30 days before it begins, at most twelve: m."""
        return min(self.start, FARTHEST_DAYS) / MONTH_DAYS

    @property
    def ahead(self) -> Horizon:
        """The steps up to the end."""
        return horizon(self.end)

    @property
    def before(self) -> Horizon | None:
        """The steps up to the start, all of full length; None if the period has begun.

        At least one step remains for the period.
        """
        ahead = self.ahead
        steps = min(round(self.start / ahead.step_days), ahead.steps - 1)
        return Horizon(steps * ahead.step_days, ahead.step_days, steps) if steps > 0 else None


def window_of(known: KnownHistory, period: Period) -> Window:
    """Return the rest of a period after the last known day."""
    before = period.starts_on.toordinal() - 1 - known.day
    return Window(max(before, 0), period.ends_on.toordinal() - known.day)


def single_chances(known: KnownHistory, fit: Fit, window: Window) -> dict[int, float]:
    """Return each open deal's chance in the window at the mean rates, by number.

    For a future period: the chance by its end less the chance before it begins.
    """
    if window.is_over:
        return dict.fromkeys((case.id for case in known.open), 0.0)
    rates, ahead, before = mean_rates(fit), window.ahead, window.before
    late = table(rates, fit.onward, ahead)
    early = table(rates, fit.onward, before) if before else None
    kept: dict[tuple[int, int], float] = {}
    found = {}
    for case in known.open:
        stage, age = place = case.place(known.day)
        if place not in kept:
            kept[place] = standing(late, stage, ahead.bins(age))
            if early and before:
                kept[place] -= standing(early, stage, before.bins(age))
        found[case.id] = kept[place]
    return found


DRAWS: Final = 200
FACTOR_SPREAD: Final = 0.4


class Drift(NamedTuple):
    """How much each month before a period begins adds to the spread of its forecast.

    `factor`: to the variance of the common factor's logarithm, `arrivals`: to the squared
    coefficient of variation of the arrival rate.
    """

    factor: float
    arrivals: float


DRIFT: Final = Drift(factor=0.05, arrivals=0.1)


def factor_spread(months_off: float, drift: Drift = DRIFT) -> float:
    """Return the common factor's s for a period that begins so many months ahead."""
    more = drift.factor * months_off
    return sqrt(FACTOR_SPREAD**2 + more) if more else FACTOR_SPREAD


# The purposes of random streams.
RATES, STANDING, ARRIVALS, ARRIVING, RUN_RATE, EXTRA, STAGES = range(7)

Tell = Callable[[int, int], None]
Place = tuple[int, int]  # a stage, and the days since it was entered


class ChanceDraws(NamedTuple):
    """Chances to be won in the window, by draw.

    `places[(stage, age)]` of existing deals; `entering[stage]` of new ones; `arrivals`: the wins
    from one arrival per day.
    """

    places: dict[Place, list[float]]
    entering: list[list[float]]
    arrivals: list[float]


def draw_odds(
    fit: Fit,
    places: Iterable[Place],
    window: Window,
    *,
    seed: int,
    drift: Drift = DRIFT,
    tell: Tell | None = None,
) -> ChanceDraws:
    """Return the chances of those places in 200 draws; `tell(done, total)` reports progress."""
    ahead, before = window.ahead, window.before
    groups, members = _grouped(places, ahead, before)
    drawn = _Drawn(fit, ahead, groups, factor_spread(window.months_off, drift), seed)
    found: list[list[float]] = [[] for _ in groups]
    entering: list[list[float]] = [[] for _ in fit.cells]
    arrivals: list[float] = []
    for draw in range(DRAWS):
        rates = drawn.rates(draw)
        late = table(rates, fit.onward, ahead)
        early = table(rates, fit.onward, before) if before else None
        for (stage, bins, bins_before), odds in zip(groups, found, strict=True):
            chance = standing(late, stage, bins)
            odds.append(chance - standing(early, stage, bins_before) if early else chance)
        for stage, odds in enumerate(entering):
            odds.append(late.value[stage][-1] - (early.value[stage][-1] if early else 0.0))
        brought = _brought(late, ahead, fit.first)
        arrivals.append(brought - (_brought(early, before, fit.first) if early and before else 0.0))
        if tell is not None:
            tell(draw + 1, DRAWS)
    return ChanceDraws(
        {place: found[group] for place, group in members.items()}, entering, arrivals
    )


_Group = tuple[int, tuple[int, ...], tuple[int, ...]]


def _grouped(
    places: Iterable[Place], ahead: Horizon, before: Horizon | None
) -> tuple[list[_Group], dict[Place, int]]:
    """Group places that pass through the same bins: their chance is the same, and computed once."""
    groups: dict[_Group, int] = {}
    members: dict[Place, int] = {}
    for stage, age in sorted(set(places)):
        group = stage, ahead.bins(age), before.bins(age) if before else ()
        members[stage, age] = groups.setdefault(group, len(groups))
    return list(groups), members


def _brought(found: ChanceTable, ahead: Horizon, first: Sequence[float]) -> float:
    """Return wins by the end from one arrival per day: dt x the sum of first x V over the steps."""
    chances = zip(first, found.value, strict=True)
    return ahead.step_days * sum(share * sum(value[: ahead.steps]) for share, value in chances)


class _Drawn:
    """The rates of each draw, only for the cells that deals reach.

    Each cell has its own random stream, so skipping others changes nothing.
    """

    def __init__(
        self, fit: Fit, ahead: Horizon, groups: Sequence[_Group], spread: float, seed: int
    ) -> None:
        seen = [set(ahead.bins(ENTRY_AGE)) for _ in fit.cells]
        for stage, bins, _ in groups:
            seen[stage].update(bins)
        self._factors = common_factors(draws=DRAWS, spread=spread)
        self._columns = [
            [self._column(fit, stage, number, seed) if number in bins else None
             for number in range(BINS)]
            for stage, bins in enumerate(seen)
        ]  # fmt: skip

    def _column(self, fit: Fit, stage: int, number: int, seed: int) -> list[list[float]]:
        """Return 200 draws of the three rates of a cell."""
        return [
            self._cell_draws(fit.cells[stage][number][event], seed, stage, number, event)
            for event in EVENTS
        ]

    def _cell_draws(self, cell: tuple[float, float], seed: int, *keys: int) -> list[float]:
        shape, rate = cell
        if not shape:
            return [0.0] * DRAWS
        uniform = stream(seed, RATES, *keys)
        return [drawn / rate for drawn in even_gammas(uniform, shape, DRAWS)]

    def rates(self, draw: int) -> list[Rates]:
        """Return the rates of one draw, with its common factor applied to the win rates."""
        factor = self._factors[draw]
        return [
            [
                None
                if column is None
                else (column[0][draw] * factor, column[1][draw], column[2][draw])
                for column in stage
            ]
            for stage in self._columns
        ]
