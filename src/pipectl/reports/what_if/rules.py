"""How many digits the figures of a report have."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.numbers import half_up

PERCENT = frozenset(
    [
        "chance",
        "chance_without",
        "conversion",
        "inside_10_90",
        "largest",
        "lowest",
        "marginal_rate",
        "moved_out_share",
        "moved_out_share_by_value",
        "probability",
        "rate",
        "recurring_share",
        "run_rate_chance",
        "share",
        "share_of_activities",
        "share_of_days",
        "sure",
        "to_won",
        "top_three",
        "win_rate",
        "win_rate_by_value",
    ]
)
# Amounts of the simulation, which knows no more than three digits of them.
SIMULATED = frozenset(
    ["expected", "expected_amount", "high", "low", "new_business", "open_expected", "run_rate"]
)
# Amounts that are divided or multiplied by rates: their decimals mean nothing.
CALCULATED = frozenset(
    [
        "ahead_by",
        "average_amount",
        "average_won",
        "needed_per_week",
        "velocity_per_day",
        "yield",
    ]
)
# Chances to reach the quota, in whole percent as `forecast` has them.
WHOLE_CHANCES = frozenset(["chance_without", "run_rate_chance", "simulation_chance"])


def is_simulated(path: Sequence[str]) -> bool:
    """Return whether it is an amount that comes from the simulation."""
    return path[-1] in SIMULATED or (path[0], path[-1]) == ("more_needed", "amount")


def most_decimals(path: Sequence[str], values: Sequence[Fraction]) -> int:
    """Return how many decimals of a figure mean anything: its values before and after."""
    if path[-1] in CALCULATED or path[-1] in WHOLE_CHANCES or tuple(path) == ("chance",):
        return 0
    known = [abs(each) for each in values if each]
    return 2 if known and max(known) < 1 and path[-1] not in PERCENT else 1


def whole_digits(value: Fraction) -> int:
    """Return how many digits stand before the decimals."""
    return len(str(int(abs(value))))


def rounded(value: Fraction, most: Fraction, digits: int = 3) -> Fraction:
    """Return a value with as many digits as another one has, which is at least as large."""
    step = Fraction(10) ** (whole_digits(most) - digits)
    return half_up(abs(value) / step) * step * (-1 if value < 0 else 1)
