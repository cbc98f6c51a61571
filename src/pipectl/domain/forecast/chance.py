"""One opportunity's chance to be won within so many days, from the rates of its stage and age.

A discrete-time multi-state model: the cumulative incidence of a win among competing risks
(Kalbfleisch & Prentice 2002, ch. 8), summed over the paths through later stages.
"""

from collections.abc import Sequence
from math import ceil, exp
from typing import Final, NamedTuple

from pipectl.domain.forecast.bins import bin_at
from pipectl.domain.forecast.fit import LOST, MOVED, WON, Fit

MOST_STEPS: Final = 40
ENTRY_AGE: Final = 0.5  # days in stage of one that has just entered it

# Won, lost and moved a day, by bin of days in stage; None where no visit gets that old.
Rates = Sequence[tuple[float, float, float] | None]
# The chances to be won, to move on and to stay within one step, by bin of days in stage.
Step = tuple[float, float, float]
_NO_STEP: Final[Step] = (0.0, 0.0, 1.0)


class Horizon(NamedTuple):
    """The days ahead cut into at most 40 steps, the last of which may be shorter."""

    days: int
    step_days: int
    steps: int

    @property
    def last_days(self) -> int:
        return self.days - self.step_days * (self.steps - 1)

    def bins(self, age_days: float) -> tuple[int, ...]:
        """The bin of each step for one that has stood so long, the last step first."""
        middles = (age_days + self.step_days * (step + 0.5) for step in range(self.steps))
        return tuple(bin_at(middle) for middle in middles)[::-1]


def horizon(days: int) -> Horizon:
    """So many days ahead, at least one."""
    days = max(days, 1)
    step_days = max(1, ceil(days / MOST_STEPS))
    return Horizon(days, step_days, ceil(days / step_days))


class Table(NamedTuple):
    """What a step does, `steps[stage][bin]`, and the last one; and what a move is worth.

    `value[stage][k]` is the chance to be won within the last k steps of one that has just entered
    the stage (V); `worth[stage][k]` of one that has just left it for another (U).
    """

    steps: list[list[Step]]
    last: list[list[Step]]
    value: list[list[float]]
    worth: list[list[float]]


def step_chances(rates: Rates, days: float) -> list[Step]:
    """By bin, 1 - exp(-rate x days), shared out between the events by their rates."""
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


def table(rates: Sequence[Rates], onward: Sequence[Sequence[float]], ahead: Horizon) -> Table:
    """The chances of new entries, by the number of steps that are left."""
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
    return Table(steps, last, value, worth)


def standing(found: Table, stage: int, bins: Sequence[int]) -> float:
    """The chance of one that stands in a stage; `bins` as Horizon.bins gives them.

    Backwards from the last step: v = win + move x U[k] + stay x v.
    """
    steps = found.steps[stage]
    chance = found.last[stage][bins[0]][0]
    for number, after in zip(bins[1:], found.worth[stage][1:], strict=False):
        win, move, stay = steps[number]
        chance = win + move * after + stay * chance
    return chance


def mean_rates(fit: Fit) -> list[Rates]:
    """The rates at which single chances are stated."""
    return [
        [(cells[WON].mean, cells[LOST].mean, cells[MOVED].mean) for cells in stage]
        for stage in fit.cells
    ]
