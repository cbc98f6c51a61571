"""Find the weakest stage, where most deals get lost or stuck.

Beta-binomial shares, shrunk toward the whole ladder's (Gelman et al., Bayesian Data Analysis, 2.4
and 5.3).
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

from pipectl.forecast.rules.history import KnownHistory, KnownOpportunity
from pipectl.forecast.rules.sampling import SEED, beta, stream
from pipectl.named_tuple import NamedTuple

WEIGHT: Final = 10.0  # exits that the whole ladder's share is worth against a stage's own
ASSUMED_ADVANCED: Final = 6.0  # of so many exits assumed before any was seen
ASSUMED_EXITS: Final = 10.0
STUCK_DAYS: Final = 45
STUCK_TIMES: Final = 3  # as long as those took that advanced
DRAWS: Final = 400
SURE_ENOUGH: Final = 0.5


class Exit(NamedTuple):
    """A visit: its deal, its days in the stage, and how it ended (None: not yet)."""

    case: KnownOpportunity
    days: int
    end: str | None


class StageRecord(NamedTuple):
    """A stage's exits; `rate` is the shrunk share that advanced, days are medians (None if empty).

    `lost_minor`: the amount lost there. `won_days`: days of deals won later. The medians are of
    `days_n` and `won_n` visits.
    """

    stage: int
    advanced: int
    lost: int
    stuck: int
    rate: float
    lost_minor: int
    days: float | None
    won_days: float | None
    days_n: int
    won_n: int

    @property
    def exits(self) -> int:
        """The number that advanced, were lost or are stuck."""
        return self.advanced + self.lost + self.stuck


class Weakest(NamedTuple):
    """Every stage's record; the weakest, how certain that is, and whether it may be stated."""

    stages: tuple[StageRecord, ...]
    stage: int
    sure: float

    @property
    def exits(self) -> int:
        """The number that advanced, were lost or are stuck, in all stages."""
        return sum(each.exits for each in self.stages)

    @property
    def record(self) -> StageRecord:
        """The weakest stage's record."""
        return next(each for each in self.stages if each.stage == self.stage)

    @property
    def is_said(self) -> bool:
        """Whether deals left a stage, the result is certain enough, and there is another stage."""
        return self.exits > 0 and self.sure >= SURE_ENOUGH and len(self.stages) > 1


def weakest(known: KnownHistory, stages: int, *, seed: int = SEED) -> Weakest:
    """Return the stage with the lowest share that advances, and the share of draws that agree.

    Stages for leads don't compete: most of what is in them never was a sale to lose.
    """
    places = [stage for stage in range(stages) if stage not in known.leads] or [*range(stages)]
    visits: list[list[Exit]] = [[] for _ in range(stages)]
    for case in known.cases:
        for stage, visit in _visits(case, known.day):
            visits[stage].append(visit)
    exits = [_told_stuck(visits[stage]) for stage in places]
    counts = [_counted(found) for found in exits]
    advanced, all_exits = sum(row[0] for row in counts), sum(sum(row) for row in counts)
    mean = (advanced + ASSUMED_ADVANCED) / (all_exits + ASSUMED_EXITS)
    shapes = [(row[0] + WEIGHT * mean, row[1] + row[2] + WEIGHT * (1.0 - mean)) for row in counts]
    records = tuple(
        _record(stage, found, count, a / (a + b))
        for stage, found, count, (a, b) in zip(places, exits, counts, shapes, strict=True)
    )
    lowest = min(records, key=lambda record: (record.rate, record.stage)).stage
    return Weakest(records, lowest, _share_of_draws(shapes, places.index(lowest), seed))


def _share_of_draws(shapes: Sequence[tuple[float, float]], stage: int, seed: int) -> float:
    """Return in which share of draws from all posteriors that stage is the lowest."""
    uniforms = [stream(seed, number) for number in range(len(shapes))]
    lowest = 0
    for _ in range(DRAWS):
        drawn = [beta(uniform, *shape) for uniform, shape in zip(uniforms, shapes, strict=True)]
        lowest += drawn[stage] == min(drawn)
    return lowest / DRAWS


def _told_stuck(visits: Sequence[Exit]) -> list[Exit]:
    """Return a stage's visits, with those that have lasted too long marked as stuck."""
    took = [visit.days for visit in visits if visit.end == "advanced"]
    patience = max(STUCK_DAYS, STUCK_TIMES * median(took)) if took else STUCK_DAYS
    return [
        visit._replace(end="stuck") if visit.end is None and visit.days > patience else visit
        for visit in visits
    ]


def _visits(case: KnownOpportunity, day: int) -> list[tuple[int, Exit]]:
    """Return a deal's visits; one that went back neither advanced nor was lost."""
    found = []
    for number, (stage, entered) in enumerate(case.visits):
        if number + 1 < len(case.visits):
            after = case.visits[number + 1]
            end, left = "advanced" if after.stage > stage else "back", after.entered
        elif case.closed is not None:
            end, left = "advanced" if case.is_won else "lost", case.closed
        else:
            found.append((stage, Exit(case, day - entered, None)))
            continue
        found.append((stage, Exit(case, max(left - entered, 0), end)))
    return found


def _counted(exits: Sequence[Exit]) -> tuple[int, int, int]:
    ends = [each.end for each in exits]
    return ends.count("advanced"), ends.count("lost"), ends.count("stuck")


def _record(
    stage: int, exits: Sequence[Exit], counts: tuple[int, int, int], rate: float
) -> StageRecord:
    days = [each.days for each in exits if each.end is not None]
    won_days = [each.days for each in exits if each.case.is_won]
    return StageRecord(
        stage,
        *counts,
        rate=rate,
        lost_minor=sum(each.case.closed_minor or 0 for each in exits if each.end == "lost"),
        days=median(days) if days else None,
        won_days=median(won_days) if won_days else None,
        days_n=len(days),
        won_n=len(won_days),
    )
