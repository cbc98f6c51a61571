"""Order sellers by who needs help: how many of their numbers are bad, then the lowest chance.

Pace, coverage and chance have the verdicts that explain why they differ (`disagreement`): bad is
behind pace, short of coverage, or a chance below UNLIKELY. Of fewer than five closed deals it is
too early to tell, and the chance says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.reports.activity.rules import GoalReached
from pipectl.reports.weakest.rules import StageRecord, Weakest
from pipectl.sample_size import CONFIGURED_BELOW

# The numbers that judge a quota, by the names of their verdicts.
JUDGING = {"pace": "pace", "coverage": "coverage", "forecast": "chance"}
STAGE, ACTIVITY, QUOTA = "stage", "activity", "quota"


class Standing(NamedTuple):
    """What a seller's place depends on: the bad numbers, and the chance if it is told."""

    name: str
    bad: tuple[str, ...]
    chance: float | None

    @property
    def place(self) -> tuple[int, bool, float, str]:
        """The lower, the more help is needed."""
        return -len(self.bad), self.chance is None, self.chance or 0.0, self.name


def is_told(closed: int) -> bool:
    """Return whether a chance of so many closed deals says something of the seller."""
    return closed >= CONFIGURED_BELOW


def bad_numbers(signs: Mapping[str, int], *, closed: int) -> tuple[str, ...]:
    """Return which of pace, coverage and chance are bad; the chance only if it is told."""
    return tuple(
        name
        for verdict, name in JUDGING.items()
        if signs.get(verdict, 0) < 0 and (verdict != "forecast" or is_told(closed))
    )


class AgainstTeam(NamedTuple):
    """A seller's weakest stage and how sure that is, beside what the team has in that stage."""

    own: StageRecord
    team: StageRecord | None
    sure: float

    @property
    def is_below(self) -> bool:
        """Whether fewer advance from there than with the whole team."""
        return self.team is None or self.own.rate < self.team.rate


def against_team(own: Weakest, team: Weakest) -> AgainstTeam | None:
    """Return the weakest stage beside the team's; None while it is too early to tell."""
    if not own.is_said:
        return None
    there = (each for each in team.stages if each.stage == own.stage)
    return AgainstTeam(own.record, next(there, None), own.sure)


def missed(goals: Iterable[GoalReached]) -> list[GoalReached]:
    """Return the goals that weren't reached in most of their spans, the most missed first."""
    found = [each for each in goals if 2 * each.reached < each.spans]
    return sorted(found, key=lambda each: (Fraction(each.reached, each.spans), each.kind, each.per))


def goals_met(goals: Sequence[GoalReached]) -> tuple[int, int]:
    """Return in how many completed spans a goal was reached, and how many there were."""
    return sum(each.reached for each in goals), sum(each.spans for each in goals)


def needs(
    bad: Sequence[str], stage: AgainstTeam | None, goals: Iterable[GoalReached], *, has_quota: bool
) -> tuple[str, ...]:
    """Return with what a seller needs help: bad numbers, a stage below the team's, missed goals.

    A stage and goals are named only to whom a number is bad.
    """
    found = [*bad, *(() if has_quota else (QUOTA,))]
    if bad and stage is not None and stage.is_below:
        found.append(STAGE)
    if bad and missed(goals):
        found.append(ACTIVITY)
    return tuple(found)
