"""What a forecast owns up to: how little it rests on, and what it can't know yet."""

from statistics import median
from typing import Final, Literal

from pipectl.domain.forecast.fit import CYCLE_DAYS
from pipectl.domain.forecast.known import Known

Confidence = Literal["configured", "thin", "history"]

CONFIGURED_BELOW: Final = 5
THIN_BELOW: Final = 20
CYCLES: Final = 2
ENOUGH_WINS: Final = 5


def confidence(n_closed: int) -> Confidence:
    """Whether it rests on the configured probabilities, a thin history, or a history."""
    if n_closed < CONFIGURED_BELOW:
        return "configured"
    return "thin" if n_closed < THIN_BELOW else "history"


def cycle_days(known: Known, configured: float = CYCLE_DAYS) -> float:
    """The median days from creation to win; the configured ones below five wins."""
    took = [case.closed - case.created for case in known.won if case.closed is not None]
    return median(took) if len(took) >= ENOUGH_WINS else configured


def is_provisional(known: Known, days: int, configured: float = CYCLE_DAYS) -> bool:
    """Whether the chance to be won within so many days is provisional: wins arrive before losses.

    So it is beyond a sales cycle, until the history covers two.
    """
    cycle = cycle_days(known, configured)
    return days > cycle and known.day - known.adoption < CYCLES * cycle
