"""Summarize the simulations, and check whether there is enough history."""

from bisect import bisect_left
from collections.abc import Sequence
from math import ceil
from statistics import median
from typing import Final

from pipectl.forecast.rules.deal_chances import EXTRA, STANDING
from pipectl.forecast.rules.history import KnownHistory
from pipectl.forecast.rules.rates import CYCLE_DAYS
from pipectl.forecast.rules.simulation import ALL_SIMS, SIMS, Simulated, add_wins
from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import ENOUGH_WINS

LEAST_CHANCE: Final = 0.01  # while it is undecided, nothing is certain
MOST_CHANCE: Final = 0.99
WEIGHTY: Final = ALL_SIMS // 10  # more simulations than this, lost without one, are worth a name
MOST_EXTRA: Final = 1_000
SHARES: Final = tuple(range(5, 100, 5))


class Largest(NamedTuple):
    """The deal without which the chance falls most, and the chance without it."""

    id: int
    chance_without: float


class Extra(NamedTuple):
    """How many more average deals, and which amount, give a chance."""

    opportunities: int
    amount_minor: int


class Outlook(NamedTuple):
    """A period's forecast; money in minor units, `chance` 0 to 1, None without a quota.

    The run rate is None if it has too few wins or weeks.

    `quantiles_minor[50]` is the median; the expected total is the sum of the three parts.
    """

    won_minor: int
    open_minor: int
    new_minor: int
    expected_minor: int
    quantiles_minor: dict[int, int]
    run_rate_minor: int | None
    chance: float | None
    run_rate_chance: float | None


def outlook(found: Simulated, quota_minor: int | None) -> Outlook:
    """Summarize the simulations."""
    totals = sorted(found.totals)
    is_stated = found.run_rate_grounds.is_enough
    return Outlook(
        won_minor=found.won_minor,
        open_minor=mean_minor(found.open_minor),
        new_minor=mean_minor(found.new_minor),
        expected_minor=mean_minor(totals),
        quantiles_minor={share: quantile(totals, share) for share in SHARES},
        run_rate_minor=quantile(found.run_rate, 50) if is_stated else None,
        chance=chance(found, totals, quota_minor),
        run_rate_chance=chance(found, found.run_rate, quota_minor) if is_stated else None,
    )


def mean_minor(values: Sequence[int]) -> int:
    """Return the mean in whole minor units."""
    return round(sum(values) / len(values))


def quantile(ordered: Sequence[int], percent: int) -> int:
    """Return the least sorted value that so many percent don't exceed."""
    return ordered[max(ceil(len(ordered) * percent / 100) - 1, 0)]


def chance(found: Simulated, ordered: Sequence[int], quota_minor: int | None) -> float | None:
    """Return the chance that the simulated totals (sorted) reach the quota."""
    if quota_minor is None:
        return None
    return reaching(
        ordered, quota_minor=quota_minor, won_minor=found.won_minor, is_over=found.is_over
    )


def reaching(
    ordered: Sequence[int], *, quota_minor: int, won_minor: int, is_over: bool = False
) -> float:
    """Return the share of sorted totals that reach the quota; 0 or 1 only if it is certain."""
    if won_minor >= quota_minor:
        return 1.0
    if is_over:
        return 0.0
    share = 1.0 - bisect_left(ordered, quota_minor) / len(ordered)
    return min(max(share, LEAST_CHANCE), MOST_CHANCE)


def without(found: Simulated, id: int) -> list[int]:
    """Return the totals of the same simulations if this deal had no amount."""
    gone = [0] * ALL_SIMS
    add_wins(
        gone,
        found.odds.get(id, ()),
        found.amounts.get(id) or 0,
        found.ratios,
        keys=(found.seed, STANDING, id),
    )
    return [total - part for total, part in zip(found.totals, gone, strict=True)]


def chance_without(found: Simulated, id: int, quota_minor: int) -> float:
    """Return the chance of reaching the quota if this deal slips."""
    return chance(found, sorted(without(found, id)), quota_minor) or 0.0


def largest(found: Simulated, quota_minor: int | None) -> Largest | None:
    """Return the deal that changes the chance most, if by more than 10 points, else None.

    A deal's effect is at most the share of simulations that its amount lifts over the quota, and at
    most its share of wins, so most deals needn't be tried.
    """
    ordered = sorted(found.totals)
    whole = chance(found, ordered, quota_minor)
    if quota_minor is None or whole is None or not found.odds:
        return None
    most_ratio = max(found.ratios, default=1.0)
    reached = bisect_left(ordered, quota_minor)
    bounds = []
    for id in found.odds:
        lift = ceil((found.amounts.get(id) or 0) * most_ratio) + 1
        close = bisect_left(ordered, quota_minor + lift) - reached
        # Rounding up may add one simulation per draw.
        wins = ceil(found.chance_of(id) * ALL_SIMS) + ALL_SIMS // SIMS
        bounds.append((-min(close, wins), id))
    best, least = None, WEIGHTY
    for bound, id in sorted(bounds):
        if -bound <= least:
            break
        now = chance_without(found, id, quota_minor)
        lost = round((whole - now) * ALL_SIMS)
        if lost > least:
            best, least = Largest(id, now), lost
    return best


def extra_needed(
    found: Simulated, quota_minor: int, shares: Sequence[float]
) -> dict[float, Extra | None]:
    """Return how many average deals in the middle stage give those chances, all else equal.

    None if the average is unknown, or more than 1,000 would be needed.
    """
    answers: dict[float, Extra | None] = dict.fromkeys(shares)
    if not found.usual_minor or found.is_over:
        return answers
    totals = found.totals
    most = MOST_EXTRA * ceil(found.usual_minor * max(found.ratios, default=1.0))
    within_reach = sum(total + most >= quota_minor for total in totals)
    wanted = [share for share in sorted(shares) if ceil(share * ALL_SIMS) <= within_reach]
    odds = found.entering[(len(found.entering) - 1) // 2]
    for count in range(MOST_EXTRA + 1):
        reached = sum(total >= quota_minor for total in totals) if wanted else 0
        while wanted and reached >= ceil(wanted[0] * ALL_SIMS):
            answers[wanted.pop(0)] = Extra(count, count * found.usual_minor)
        if not wanted:
            break
        add_wins(totals, odds, found.usual_minor, found.ratios, keys=(found.seed, EXTRA, count))
    return answers


CYCLES: Final = 2


def cycle_days(known: KnownHistory, configured: float = CYCLE_DAYS) -> float:
    """Return the median days from creation to win; the configured ones for fewer than five wins."""
    took = [case.closed - case.created for case in known.won if case.closed is not None]
    return median(took) if len(took) >= ENOUGH_WINS else configured


def is_provisional(known: KnownHistory, days: int, configured: float = CYCLE_DAYS) -> bool:
    """Return whether chances this far ahead are provisional, as wins arrive before losses.

    They are beyond one sales cycle, until the history covers two.
    """
    cycle = cycle_days(known, configured)
    return days > cycle and known.day - known.adoption < CYCLES * cycle
