"""Propose stage probabilities from closed deals."""

from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import ENOUGH_EXITS
from pipectl.stage_history import StageRef

LEAST, MOST = 1, 99  # percent: that none of ten was won doesn't mean that none ever is


class Proposal(NamedTuple):
    """A stage, and the probability proposed from its history: None if that is too short.

    `n` closed deals were ever in the stage, `won` of them were won.
    """

    step: StageRef
    n: int
    won: int

    @property
    def probability_bp(self) -> int | None:
        """The share won in whole percent, from ten closed deals on; never 0 or 100."""
        if self.n < ENOUGH_EXITS:
            return None
        return 100 * min(max(round(Fraction(100 * self.won, self.n)), LEAST), MOST)

    @property
    def changes(self) -> bool:
        """Whether the proposal differs from the configured probability."""
        return self.probability_bp not in (None, self.step.probability_bp)
