"""The words for the figures of a report, by JSON key, and which only programs need."""

from collections.abc import Sequence

from pipectl.reports.what_if.rules import PERCENT

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
    "mrr": "MRR",
    "mrr_n": "deals in the MRR",
    "n": "sample size",
    "n_closed": "closed deals",
    "needed": "deals needed",
    "needed_per_week": "needed each week",
    "new_mrr": "new MRR",
    "new_mrr_n": "deals in the new MRR",
    "oldest_days": "oldest deal, days",
    "open_count": "open deals",
    "open_expected": "expected from open deals",
    "open_mrr": "open MRR",
    "open_mrr_n": "deals in the open MRR",
    "quota_count": "quota in wins",
    "recurring_won": "recurring part of what was won",
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


def is_for_people(path: Sequence[str]) -> bool:
    """Return whether the table has the figure; JSON has all of them."""
    return not FOR_PROGRAMS.intersection((path[0], path[-1]))
