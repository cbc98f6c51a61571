"""Count the deals that entered each stage, advanced from it, and were won."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import (
    CompleteHistory,
    StageOrder,
    StagePassed,
    StageRef,
    from_first_known_stage,
    stages_passed,
    went_past,
)
from pipectl.vocabulary import LOST, WON


class FunnelStage(NamedTuple):
    """A stage of the funnel: entered = advanced + lost + open, each deal counted once.

    `lost` and `open` are deals for which this was the last stage; `won` were won in the end.
    """

    stage: StageRef
    entered: int
    advanced: int
    lost: int
    open: int
    won: int

    @property
    def conversion(self) -> Fraction | None:
        """Advanced / entered, in percent."""
        return Fraction(100 * self.advanced, self.entered) if self.entered else None

    @property
    def to_won(self) -> Fraction | None:
        """Won / entered, in percent."""
        return Fraction(100 * self.won, self.entered) if self.entered else None


class FunnelPath(NamedTuple):
    """A deal with the stages it passed; `beyond`: it left the last of them."""

    life: CompleteHistory
    stages: Sequence[StagePassed]
    beyond: bool


class Span(NamedTuple):
    """From one day to another, both included; None means no limit."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the day is in the span."""
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


def passage(life: CompleteHistory, ladder: StageOrder) -> FunnelPath:
    """Return how far a deal came; a win is an advance from its last stage."""
    visits = from_first_known_stage(life.visits, ladder)
    stages = stages_passed(visits, ladder)
    beyond = bool(stages) and (life.status == WON or went_past(visits, stages[-1].stage_id, ladder))
    return FunnelPath(life, stages, beyond)


def funnel(
    steps: Sequence[StageRef], passages: Iterable[FunnelPath], entered: Span | None = None
) -> tuple[FunnelStage, ...]:
    """Return the funnel of these deals; with `entered`, of stage entries on those days."""
    counts = {step.id: [0, 0, 0, 0, 0] for step in steps}
    for life, stages, beyond in passages:
        last = len(stages) - 1
        ending = 1 if beyond else 2 if life.status == LOST else 3
        for place, (stage_id, on) in enumerate(stages):
            if entered is None or entered.holds(on):
                found = counts[stage_id]
                found[0] += 1
                found[1 if place < last else ending] += 1
                found[4] += life.status == WON
    return tuple(FunnelStage(step, *counts[step.id]) for step in steps)


Group = Callable[[CompleteHistory], str | None]
GROUPS: dict[str, Group] = {
    "source": lambda life: life.source,
    "campaign": lambda life: life.campaign,
    "account": lambda life: life.account,
    "month": lambda life: f"{life.created_on:%Y-%m}",
}
