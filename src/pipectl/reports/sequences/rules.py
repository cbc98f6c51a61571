"""Count how runs of a sequence went, step by step."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.averages import share
from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import MEETING, REPLY

ANSWERS = (REPLY, MEETING)


class Run(NamedTuple):
    """How far a run came: the highest step that it reached, and how it ended (None: it goes on)."""

    place: int
    ended_by: str | None

    @property
    def is_answered(self) -> bool:
        """Whether the prospect replied or met."""
        return self.ended_by in ANSWERS


class StepResult(NamedTuple):
    """How many runs reached a step, and what came next.

    `answered` ended there with a reply or meeting, `went_on` reached a later step, `ended` ended
    there otherwise, and `waiting` are there now. The four add up to `reached`.
    """

    place: int
    reached: int
    answered: int
    went_on: int
    ended: int
    waiting: int

    @property
    def answer_rate(self) -> Fraction | None:
        """Answered / reached of the runs that aren't waiting there, in percent."""
        return share(self.answered, self.reached - self.waiting, floor=1)


def by_step(runs: Sequence[Run], steps: int) -> list[StepResult]:
    """Return the result of each step, the first one first."""
    found = []
    for place in range(1, steps + 1):
        reached = [run for run in runs if run.place >= place]
        last = [run for run in reached if run.place == place]
        answered = sum(run.is_answered for run in last)
        waiting = sum(run.ended_by is None for run in last)
        found.append(
            StepResult(
                place,
                reached=len(reached),
                answered=answered,
                went_on=len(reached) - len(last),
                ended=len(last) - answered - waiting,
                waiting=waiting,
            )
        )
    return found
