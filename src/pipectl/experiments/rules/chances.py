"""The chance that one arm of an experiment is better than another, exactly where that is quick."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import comb
from random import Random

# So many values are compared by every way to divide them; of more, by SHUFFLES of these.
MOST_EXACT = 80
SHUFFLES = 4_000
SEED = 1


def chance_of_higher_share(hits: int, n: int, other_hits: int, other_n: int) -> Fraction:
    """Return the chance that the true share is above the other; each has the prior Beta(1, 1).

    A share of `hits` of `n` is distributed like the value at place hits + 1 of n + 1 random values
    in order. So this counts the orders of both sets in which its value comes later.
    """
    own_size, other_size = n + 1, other_n + 1
    orders = sum(
        comb(other_hits + before, before)
        * comb(other_size - other_hits - 1 + own_size - before, own_size - before)
        for before in range(hits + 1)
    )
    return Fraction(orders, comb(own_size + other_size, own_size))


def chance_of_fewer_successes(hits: int, n: int, other_hits: int, other_n: int) -> Fraction:
    """Return the share of divisions of all cases in which the first part has fewer successes.

    Divisions with as many count half, so both chances add up to 1. This is the mid-p value of
    Fisher's exact test, from 1.
    """
    every = hits + other_hits

    def divisions(own: int) -> int:
        return comb(n, own) * comb(other_n, every - own)

    fewer = sum(divisions(own) for own in range(max(0, every - other_n), hits))
    return Fraction(2 * fewer + divisions(hits), 2 * comb(n + other_n, every))


@cache  # each of two arms asks for the other's chance, too
def chance_of_fewer_days(days: tuple[int, ...], other_days: tuple[int, ...]) -> Fraction:
    """Return the share of divisions of all values in which the first part has higher ranks.

    Divisions with the same sum of ranks count half, so both chances add up to 1.
    """
    if (len(days), days) > (len(other_days), other_days):
        return 1 - chance_of_fewer_days(other_days, days)
    ranks = doubled_ranks([*days, *other_days])
    own = sum(ranks[: len(days)])
    by_sum = every_sum if len(ranks) <= MOST_EXACT else some_sums
    sums = by_sum(ranks, len(days))
    slower = sum(count for total, count in sums.items() if total > own)
    return Fraction(2 * slower + sums.get(own, 0), 2 * sum(sums.values()))


def doubled_ranks(values: Sequence[int]) -> list[int]:
    """Return twice the rank of each value; equal ones share the mean of their ranks."""
    counts, ranks, below = Counter(values), dict[int, int](), 0
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value] + 1
        below += counts[value]
    return [ranks[value] for value in values]


def every_sum(ranks: Sequence[int], size: int) -> dict[int, int]:
    """Return how many of all choices of `size` ranks have each sum.

    The counts by sum are the digits of a large number, one for each size: a rank shifts them.
    """
    bits = len(ranks)  # no digit grows beyond the 2 ** len(ranks) choices that there are
    sums = [1] + [0] * size
    for rank in ranks:
        for chosen in range(size, 0, -1):
            sums[chosen] += sums[chosen - 1] << rank * bits
    return dict(digits(sums[size], bits, sum(sorted(ranks)[-size:])))


def digits(number: int, bits: int, last: int) -> list[tuple[int, int]]:
    """Return the digits that aren't 0, of `bits` bits each, with their places up to the last."""
    whole = number.to_bytes(bits * (last + 1) // 8 + 1, "little")
    mask, found = (1 << bits) - 1, []
    for place in range(last + 1):
        first, shift = divmod(place * bits, 8)
        part = int.from_bytes(whole[first : first + bits // 8 + 2], "little")
        if digit := part >> shift & mask:
            found.append((place, digit))
    return found


def some_sums(ranks: Sequence[int], size: int) -> dict[int, int]:
    """Return how many of the shuffles, the same ones each time, have each sum of `size` ranks."""
    draw, rest = Random(SEED).random, list(ranks)
    found: Counter[int] = Counter()
    for _ in range(SHUFFLES):
        for place in range(size):
            other = place + int(draw() * (len(rest) - place))
            rest[place], rest[other] = rest[other], rest[place]
        found[sum(rest[:size])] += 1
    return dict(found)
