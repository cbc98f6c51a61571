"""Name the figures of a report in words."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.numbers import half_up

# The keys of lists: an item's own name follows, and says enough.
LISTS = frozenset(
    [
        "actions",
        "campaigns",
        "causes",
        "changes",
        "competitors",
        "factors",
        "fates",
        "goals",
        "groups",
        "kinds",
        "months",
        "opportunities",
        "periods",
        "reasons",
        "shifts",
        "sources",
        "stages",
        "steps",
    ]
)
DEALS = "opportunities"
# Where a figure comes from, and what only programs need.
FOR_PROGRAMS = frozenset(
    [
        "begin_by",
        "chance_from",
        "days_from",
        "expected_on",
        "fate",
        "from",
        "herfindahl",
        "id",
        "median_days_n",
        "median_days_won_n",
        "on",
        "recorded_on",
        "required_by",
        "required_from",
        "run_rate_days",
        "run_rate_wins",
        "simulation_chance",
        "slow_from",
        "stage",
        "title",
        "to",
        "win_rate_n",
        "win_rate_from",
    ]
)
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
# The words of the keys whose own words aren't plain; all others are told by their own.
WORDS = {
    "advances": "moves forward",
    "50": "for a chance of 50 %",
    "80": "for a chance of 80 %",
    "ahead_by": "ahead of pace",
    "ahead_days": "working days ahead of pace",
    "amount_lost": "lost",
    "average_amount": "average deal",
    "average_won": "average deal won",
    "as_good_as": "as many deals of equal size",
    "by_count": "required ratio of deals to wins",
    "chance_without": "chance without it",
    "close_on": "close date",
    "conversion": "advanced",
    "count": "deals",
    "cycle_days": "sales cycle, days",
    "cycle_n": "wins in the sales cycle",
    "days_to_win": "days to a win",
    "expected_amount": "expected",
    "expected_count": "expected wins",
    "flagged": "flagged deals",
    "gap": "wins short",
    "going_on": "still in the stage",
    "high": "high (90 %)",
    "largest": "largest deal",
    "low": "low (10 %)",
    "moved_out": "pushed out",
    "n": "sample size",
    "n_closed": "closed deals",
    "needed": "deals needed",
    "needed_per_week": "needed each week",
    "oldest_days": "oldest deal, days",
    "open_count": "open deals",
    "open_expected": "expected from open deals",
    "quota_count": "quota in wins",
    "running": "in progress",
    "short": "more deals needed",
    "short_by_count": "more deals needed by count",
    "slipped": "past their close dates",
    "sure": "confidence",
    "to_won": "won in the end",
    "too_late": "too late for new deals",
    "top_three": "three largest deals",
    "undated": "without a close date",
    "velocity_per_day": "velocity a day",
    "without_amount": "deals without an amount",
    "without_largest": "without the largest deal",
    "won_amount": "won",
    "won_count": "wins",
    "working_days_gone": "working days so far",
}


def label(path: Sequence[str], unit: str = "") -> str:
    """Return the name of a figure: `Won USD`, `Meeting: deals`, `Acme rollout (#1): chance %`."""
    parts: list[str] = []
    is_name = False
    for place, part in enumerate(path):
        if is_name:
            parts.append(part)
        elif part not in LISTS or place == len(path) - 1:
            word = WORDS.get(part, part.replace("_", " "))
            parts.append(word if parts else f"{word[:1].upper()}{word[1:]}")
        is_name = part in LISTS and not is_name
    unit = "%" if path[-1] in PERCENT else unit
    parts[-1] = f"{parts[-1]} {unit}".rstrip()
    before = ", ".join(parts[:-1])
    return f"{before}: {parts[-1]}" if before else parts[-1]


def is_simulated(path: Sequence[str]) -> bool:
    """Return whether it is an amount that comes from the simulation."""
    return path[-1] in SIMULATED or (path[0], path[-1]) == ("more_needed", "amount")


def most_decimals(path: Sequence[str], values: Sequence[Fraction]) -> int:
    """Return how many decimals of a figure mean anything: its values before and after."""
    if path[-1] in CALCULATED or path[-1] in WHOLE_CHANCES or tuple(path) == ("chance",):
        return 0
    known = [abs(each) for each in values if each]
    return 2 if known and max(known) < 1 and path[-1] not in PERCENT else 1


def rounded(value: Fraction, most: Fraction, digits: int = 3) -> Fraction:
    """Return a value with as many digits as another one has, which is at least as large."""
    whole = len(str(int(abs(most))))
    step = Fraction(10) ** (whole - digits)
    return half_up(abs(value) / step) * step * (-1 if value < 0 else 1)


def is_for_people(path: Sequence[str]) -> bool:
    """Return whether the table has the figure; JSON has all of them."""
    return not FOR_PROGRAMS.intersection((path[0], path[-1]))
