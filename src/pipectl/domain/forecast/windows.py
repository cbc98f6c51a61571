"""The days of a period that are still to come, in steps; and single chances within them."""

from typing import NamedTuple

from pipectl.domain.forecast.chance import Horizon, horizon, mean_rates, standing, table
from pipectl.domain.forecast.fit import Fit
from pipectl.domain.forecast.known import Known
from pipectl.periods import Period


class Window(NamedTuple):
    """From after `start` days ahead up to `end` days ahead; none are left where `end` is 0."""

    start: int
    end: int

    @property
    def days(self) -> int:
        return max(self.end - self.start, 0)

    @property
    def is_over(self) -> bool:
        return self.end <= 0

    @property
    def ahead(self) -> Horizon:
        """The steps up to the end."""
        return horizon(self.end)

    @property
    def before(self) -> Horizon | None:
        """The steps up to the start, all of full length; None if the period has begun.

        At least one step is left for the period.
        """
        ahead = self.ahead
        steps = min(round(self.start / ahead.step_days), ahead.steps - 1)
        return Horizon(steps * ahead.step_days, ahead.step_days, steps) if steps > 0 else None


def window_of(known: Known, period: Period) -> Window:
    """What is still to come of a period, after the day of knowledge."""
    before = period.starts_on.toordinal() - 1 - known.day
    return Window(max(before, 0), period.ends_on.toordinal() - known.day)


def single_chances(known: Known, fit: Fit, window: Window) -> dict[int, float]:
    """By number, each open one's chance to be won within the window, at the mean rates.

    Of a period that hasn't begun, the chance by its end less the chance before it begins.
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
