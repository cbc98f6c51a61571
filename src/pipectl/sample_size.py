"""The least number of cases that a number may rest on."""

from typing import Final, Literal

LEAST_SAMPLE: Final = 5  # of a rate, share, median or average
ENOUGH_WINS: Final = 5  # for days to a win, days in a stage, and amounts a win
ENOUGH_CLOSINGS: Final = 10  # with fewer, the required coverage is the setting
ENOUGH_EXITS: Final = 10  # with fewer, a stage's chance is the configured one
ENOUGH_PERIODS: Final = 2  # of the past, for a suggested quota
ENOUGH_FOR_TREND: Final = 3  # periods of the past
ENOUGH_WON_AMOUNTS: Final = 10  # with fewer, new business has the amounts of opened deals
ENOUGH_RATIOS: Final = 5  # of closed to expected amounts, for a forecast to use them
RUN_RATE_WINS: Final = 5  # with fewer, no run rate is stated
RUN_RATE_WEEKS: Final = 8  # nor with fewer of these
ENOUGH_IN_ARM: Final = 10  # cases of an arm of an experiment, to compare it
ENOUGH_DAYS: Final = 28  # of a list: with fewer, the page says so beside new business
CONFIGURED_BELOW: Final = 5  # closed deals: a forecast rests on the configured probabilities
THIN_BELOW: Final = 20  # closed deals: a forecast's history is thin

Confidence = Literal["configured", "thin", "history"]


def is_enough(n: int) -> bool:
    """Return whether a figure of so many cases is stated."""
    return n >= LEAST_SAMPLE


def is_enough_for_run_rate(wins: int, days: int) -> bool:
    """Return whether a run rate is stated: two wins in ten days would promise far too much."""
    return wins >= RUN_RATE_WINS and days >= RUN_RATE_WEEKS * 7


def confidence(n_closed: int) -> Confidence:
    """Return what a forecast rests on: configured probabilities, a thin history, or a history."""
    if n_closed < CONFIGURED_BELOW:
        return "configured"
    return "thin" if n_closed < THIN_BELOW else "history"
