"""Learn from history how fast deals in each stage are won, lost and moved on.

Competing risks with rates constant within bins of days in stage (Prentice et al. 1978; Friedman
1982), shrunk toward the stage's own rate and that toward the configured ladder by gamma priors,
which are conjugate to Poisson counts (Gelman et al., Bayesian Data Analysis, 2.6).
"""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final

from pipectl.forecast.rules.history import (
    BINS,
    MIDDLES,
    KnownHistory,
    KnownOpportunity,
    bin_of_event,
    overlaps,
)
from pipectl.named_tuple import NamedTuple
from pipectl.store_settings import SALES_CYCLE_DAYS

WON, LOST, MOVED = 0, 1, 2
EVENTS: Final = (WON, LOST, MOVED)

CYCLE_DAYS: Final = float(SALES_CYCLE_DAYS)
STAGE_WEIGHT: Final = 3.0  # events that the configured ladder is worth against a stage's own
CELL_WEIGHT: Final = 4.0  # events that a stage's rate is worth against a bin's own
SLOWING_WEIGHT: Final = 5.0  # visits that the configured pace is worth
LEAST_RATE: Final = 1e-5
LEAST_PROBABILITY: Final = 0.02  # also the chance of being won straight out of an early stage
MOST_MOVED: Final = 0.95
SHORTEST_VISIT: Final = 0.5
SHORTEST_MEDIAN: Final = 3.0


class StageProbabilities(NamedTuple):
    """The open stages' configured probabilities, in order, and the sales cycle in days."""

    probabilities: tuple[float, ...]
    cycle_days: float = CYCLE_DAYS

    @property
    def stages(self) -> int:
        return len(self.probabilities)

    @property
    def stage_days(self) -> float:
        """The days per stage without any history: tau."""
        return self.cycle_days / self.stages


class Stretch(NamedTuple):
    """The observed part of a visit: first and last day in the stage, and how it ended."""

    stage: int
    start: float
    end: float
    event: int | None
    target: int | None = None


class RateCell(NamedTuple):
    """An event's rate per day: gamma distributed with this shape and rate."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        return self.shape / self.rate


NEVER: Final = RateCell(0.0, 1.0)


class Fit(NamedTuple):
    """The learned rates.

    `cells[stage][bin][event]`; `stage_rates[stage][event]`, events per day in a young visit;
    `onward[stage]`, the shares of the next stages after a move; `first`, those of the stages in
    which deals begin.
    """

    ladder: StageProbabilities
    cells: tuple[tuple[tuple[RateCell, RateCell, RateCell], ...], ...]
    stage_rates: tuple[tuple[float, float, float], ...]
    onward: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]
    n_closed: int


def fit(known: KnownHistory, ladder: StageProbabilities) -> Fit:
    """Learn the rates from what is known; without history, use the configured ladder."""
    seen = [stretch for case in known.cases for stretch in stretches(case, known.day)]
    by_stage: list[list[Stretch]] = [[] for _ in range(ladder.stages)]
    for stretch in seen:
        by_stage[stretch.stage].append(stretch)
    learned = [learn_stage(ladder, stage, visits) for stage, visits in enumerate(by_stage)]
    return Fit(
        ladder=ladder,
        cells=tuple(cells for cells, _ in learned),
        stage_rates=tuple(rates for _, rates in learned),
        onward=tuple(onward(visits, stage, ladder.stages) for stage, visits in enumerate(by_stage)),
        first=first_shares(known.cases, ladder.stages),
        n_closed=known.n_closed,
    )


def stretches(case: KnownOpportunity, day: int) -> Iterator[Stretch]:
    """Yield a deal's visits from the day they were first observed.

    Earlier days aren't included: only visits that lasted longer could be observed.
    """
    for number, (stage, entered) in enumerate(case.visits):
        target = case.visits[number + 1].stage if number + 1 < len(case.visits) else None
        start = float(max(0, case.first_seen - entered))
        if target is not None:
            end, event = case.visits[number + 1].entered, MOVED
        elif case.closed is not None:
            end, event = case.closed, WON if case.is_won else LOST
        elif day - entered >= start:
            yield Stretch(stage, start, float(day - entered), None)
            continue
        else:
            continue
        length = max(float(end - entered), start + SHORTEST_VISIT)
        yield Stretch(stage, start, length, event, target)


def default_rates(ladder: StageProbabilities, stage: int) -> tuple[float, float, float]:
    """Return the rates per day (won, lost, moved) that give the configured probabilities: R0."""
    probability = max(ladder.probabilities[stage], LEAST_PROBABILITY)
    if stage == ladder.stages - 1:
        won, moved = probability, 0.0
    else:
        after = max(ladder.probabilities[stage + 1], LEAST_PROBABILITY)
        won = LEAST_PROBABILITY
        moved = min(max((probability - won) / after, LEAST_PROBABILITY), MOST_MOVED)
    shares = (won, 1.0 - won - moved, moved)
    found = [max(share / ladder.stage_days, LEAST_RATE) for share in shares]
    return found[WON], found[LOST], found[MOVED]


def slowing(visits: Sequence[Stretch], stage_days: float) -> tuple[float, ...]:
    """Return by bin how much slower old visits are won or moved on than young ones: g."""
    ended = [visit.end - visit.start for visit in visits if visit.event is not None]
    own = len(ended) * median(ended) if ended else 0.0
    usual = (own + SLOWING_WEIGHT * stage_days) / (len(ended) + SLOWING_WEIGHT)
    grace = 2.0 * max(usual, SHORTEST_MEDIAN)
    return tuple(min(1.0, grace / middle) ** 0.5 for middle in MIDDLES)


def learn_stage(
    ladder: StageProbabilities, stage: int, visits: Sequence[Stretch]
) -> tuple[tuple[tuple[RateCell, RateCell, RateCell], ...], tuple[float, float, float]]:
    """Return a stage's cells and rates: (N + c0) / (X g + c0 / R0), shrunk again in each bin."""
    exposure, counts = tally(visits)
    slower = slowing(visits, ladder.stage_days)
    steady = (1.0,) * BINS  # one that has stood long is lost as often
    columns: list[list[RateCell]] = []
    rates: list[float] = []
    for event, default in zip(EVENTS, default_rates(ladder, stage), strict=True):
        pace = steady if event == LOST else slower
        seen = [row[event] for row in counts]
        felt = sum(days * slow for days, slow in zip(exposure, pace, strict=True))
        rate = (sum(seen) + STAGE_WEIGHT) / (felt + STAGE_WEIGHT / default)
        if event == MOVED and stage == ladder.stages - 1 and not sum(seen):
            columns.append([NEVER] * BINS)
            rate = 0.0
        else:
            columns.append(
                [
                    RateCell(number + CELL_WEIGHT, days + CELL_WEIGHT / (rate * slow))
                    for number, days, slow in zip(seen, exposure, pace, strict=True)
                ]
            )
        rates.append(rate)
    cells = tuple(zip(columns[WON], columns[LOST], columns[MOVED], strict=True))
    return cells, (rates[WON], rates[LOST], rates[MOVED])


def tally(visits: Iterable[Stretch]) -> tuple[list[float], list[list[int]]]:
    """Return the days observed in each bin, X, and the events of each kind, N."""
    exposure = [0.0] * BINS
    counts = [[0, 0, 0] for _ in range(BINS)]
    for visit in visits:
        for number, days in overlaps(visit.start, visit.end):
            exposure[number] += days
        if visit.event is not None:
            counts[bin_of_event(visit.end)][visit.event] += 1
    return exposure, counts


def onward(visits: Iterable[Stretch], stage: int, stages: int) -> tuple[float, ...]:
    """Return the shares of the next stages: as observed, plus one for the following stage; pi."""
    found = [0.0] * stages
    for visit in visits:
        if visit.target is not None:
            found[visit.target] += 1.0
    if stage + 1 < stages:
        found[stage + 1] += 1.0
    whole = sum(found)
    return tuple(count / whole for count in found) if whole else tuple(found)


def first_shares(cases: Iterable[KnownOpportunity], stages: int) -> tuple[float, ...]:
    """Return the shares of the stages in which deals begin, with half a deal more in the first."""
    found = [0.0] * stages
    found[0] += 0.5
    for case in cases:
        found[case.visits[0].stage] += 1.0
    whole = sum(found)
    return tuple(count / whole for count in found)
