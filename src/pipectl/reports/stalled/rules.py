"""Name the stages' limits in days, where they come from, and how long deals have been there."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import slow_after
from pipectl.sample_size import ENOUGH_WINS
from pipectl.stage_history import StageRef


class Threshold(NamedTuple):
    """A stage's limit in days, its basis (wins or setting), and the number of wins."""

    stage: StageRef
    days: int
    source: str
    won_n: int


class StageStanding(NamedTuple):
    """An open deal in its stage."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    stage_id: int
    stage_entered_on: date
    close_on: date | None

    def days(self, today: date) -> int:
        """Return the days it has been there."""
        return (today - self.stage_entered_on).days


def threshold(
    step: StageRef, stalled_days: int, won_count: int | None, won_slow_days: int | None
) -> Threshold:
    """Return the 75th percentile of won deals' days, else the stage's setting, as the flag does."""
    return Threshold(
        step,
        slow_after(stalled_days, won_count, won_slow_days),
        "history" if (won_count or 0) >= ENOUGH_WINS else "setting",
        won_count or 0,
    )
