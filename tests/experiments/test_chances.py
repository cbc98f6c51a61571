"""The arithmetic of experiments, against counting and against chance."""

from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from long_cases import by_turns
from pipectl.experiments.rules.chances import (
    SHUFFLES,
    chance_of_fewer_days,
    chance_of_fewer_successes,
    chance_of_higher_share,
    doubled_ranks,
    every_sum,
    some_sums,
)
from pipectl.experiments.rules.verdict import (
    BETTER,
    NO_DIFFERENCE,
    TOO_EARLY,
    WORSE,
    Cases,
    judge,
    verdict,
)

WRONG = 0.05  # of experiments without a difference, at most so many may show one
SHARES = st.tuples(st.integers(0, 30), st.integers(0, 30))
DAYS = st.lists(st.integers(0, 6), min_size=1, max_size=6).map(tuple)


def test_the_chance_of_a_higher_share_is_the_integral_over_both_betas() -> None:
    """P(a > b) for Beta(16, 6) and Beta(9, 13): the sum over fine steps agrees."""
    steps = 4000
    mass = [
        [(each + 0.5) ** hits * (steps - each - 0.5) ** missed for each in range(steps)]
        for hits, missed in ((15, 5), (8, 12))
    ]
    below, won = 0.0, 0.0
    for own, other in zip(*mass, strict=True):
        won += own * (below + other / 2)
        below += other
    integral = won / (sum(mass[0]) * sum(mass[1]))
    assert float(chance_of_higher_share(15, 20, 8, 20)) == pytest.approx(integral, abs=1e-6)


def test_known_chances_are_exact() -> None:
    assert chance_of_higher_share(0, 0, 0, 0) == Fraction(1, 2)
    assert chance_of_higher_share(1, 1, 0, 0) == Fraction(2, 3)
    assert chance_of_higher_share(1, 1, 0, 1) == Fraction(5, 6)


@given(SHARES, SHARES)
def test_chances_of_two_shares_add_up_to_one(one: tuple[int, int], two: tuple[int, int]) -> None:
    (hits, missed), (other_hits, other_missed) = one, two
    n, other_n = hits + missed, other_hits + other_missed
    above = chance_of_higher_share(hits, n, other_hits, other_n)
    assert above + chance_of_higher_share(other_hits, other_n, hits, n) == 1
    assert 0 < above < 1
    assert chance_of_higher_share(hits + 1, n + 1, other_hits, other_n) > above


@given(DAYS, DAYS)
def test_the_chance_of_fewer_days_counts_every_division(
    one: tuple[int, ...], two: tuple[int, ...]
) -> None:
    ranks = doubled_ranks([*one, *two])
    counted = Counter(sum(chosen) for chosen in combinations(ranks, len(one)))
    assert every_sum(ranks, len(one)) == dict(counted)
    own, every = sum(ranks[: len(one)]), comb(len(ranks), len(one))
    slower = sum(count for total, count in counted.items() if total > own)
    assert chance_of_fewer_days(one, two) == Fraction(2 * slower + counted[own], 2 * every)
    assert chance_of_fewer_days(one, two) + chance_of_fewer_days(two, one) == 1


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_the_chance_of_fewer_successes_counts_every_division(
    hits: int, misses: int, other_hits: int, other_misses: int
) -> None:
    n, other_n = hits + misses, other_hits + other_misses
    every = [1] * (hits + other_hits) + [0] * (misses + other_misses)
    halves = [2 * (sum(part) < hits) + (sum(part) == hits) for part in combinations(every, n)]
    found = chance_of_fewer_successes(hits, n, other_hits, other_n)
    assert found == Fraction(sum(halves), 2 * len(halves))


def test_many_days_are_shuffled_the_same_way_each_time_and_nearly_as_exactly() -> None:
    random = Random(5)
    one = tuple(random.randrange(30) for _ in range(45))
    two = tuple(random.randrange(4, 36) for _ in range(50))
    assert chance_of_fewer_days(one, two) == chance_of_fewer_days(one, two)
    ranks = doubled_ranks([*one[:20], *two[:30]])
    exact, shuffled = every_sum(ranks, 20), some_sums(ranks, 20)
    assert sum(shuffled.values()) == SHUFFLES
    own = sum(ranks[:20])
    below, some_below = (
        sum(count for total, count in sums.items() if total > own) / sum(sums.values())
        for sums in (exact, shuffled)
    )
    assert some_below == pytest.approx(below, abs=0.02)


def cases(*counts: tuple[int, int]) -> list[Cases]:
    """Arms a, b, … with so many successes of so many cases."""
    return [Cases("abcdefgh"[at], n, hits) for at, (hits, n) in enumerate(counts)]


def kind(found: list[Cases]) -> str:
    """What an experiment shows."""
    return verdict(found, judge(found)).kind


def test_it_is_too_early_below_ten_cases_an_arm() -> None:
    assert kind(cases((9, 9), (0, 10))) == TOO_EARLY
    assert kind(cases((10, 10), (0, 10))) == BETTER
    assert kind(cases((10, 10), (0, 10), (3, 3))) == BETTER
    assert judge(cases((10, 10), (0, 10), (3, 3)))[2] == (None, None, None)


def test_each_arm_is_compared_with_the_best_of_the_others() -> None:
    found = judge(cases((20, 30), (12, 30), (5, 30)))
    assert [each.compared_with for each in found] == ["b", "a", "a"]


def test_one_failure_of_few_is_no_difference_from_many_that_nearly_all_succeeded() -> None:
    """The chance alone would say so in 8 of 100 experiments of this size."""
    found = cases((9, 10), (298, 300))
    assert (judge(found)[0].chance or 1) <= 0.02
    assert kind(found) == NO_DIFFERENCE


def test_an_arm_that_is_worse_is_named_where_none_is_better() -> None:
    found = cases((20, 30), (19, 30), (3, 30))
    said = verdict(found, judge(found))
    assert (said.kind, said.arm, said.other) == (WORSE, "c", "a")


def test_more_arms_need_more_certainty() -> None:
    two, three = cases((18, 25), (10, 25)), cases((18, 25), (10, 25), (10, 25))
    assert judge(two)[0].chance == judge(three)[0].chance
    assert [kind(two), kind(three)] == [BETTER, NO_DIFFERENCE]


@pytest.mark.parametrize(
    ("n", "other_n"), [(10, 10), (10, 20), (10, 60), (10, 150), (25, 25), (40, 40)]
)
def test_without_a_difference_at_most_one_in_twenty_shares_shows_one(n: int, other_n: int) -> None:
    """Every outcome counts with its probability, for true shares from 1 to 99 %: no chance here."""
    shown = [
        (hits, other)
        for hits in range(n + 1)
        for other in range(other_n + 1)
        if kind(cases((hits, n), (other, other_n))) != NO_DIFFERENCE
    ]
    for percent in (1, *range(2, 100, 4), 99):
        own, others = binomial(n, percent / 100), binomial(other_n, percent / 100)
        assert sum(own[hits] * others[other] for hits, other in shown) <= WRONG


def binomial(n: int, share: float) -> list[float]:
    """The probability of each number of successes."""
    return [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]


RUNS = 400


@pytest.mark.parametrize("arms", [2, 3, 4])
def test_simulated_shares_without_a_difference_show_one_in_at_most_five_percent(arms: int) -> None:
    random, shown = Random(arms), 0
    for _ in range(RUNS):
        share = random.uniform(0.1, 0.9)
        sizes = [random.randint(10, 40) for _ in range(arms)]
        hits = [sum(random.random() < share for _ in range(n)) for n in sizes]
        shown += kind(cases(*zip(hits, sizes, strict=True))) in (BETTER, WORSE)
    assert shown / RUNS <= WRONG


@pytest.mark.parametrize(("arms", "runs", "spread"), by_turns([(2, 1200), (3, 300)], [4, 30]))
def test_simulated_days_without_a_difference_show_one_in_at_most_five_percent(
    arms: int, runs: int, spread: int
) -> None:
    """With a small spread, most days are equal."""
    random, shown = Random(arms * spread), 0
    for _ in range(runs):
        found = [of_days("abc"[at], random, spread) for at in range(arms)]
        shown += kind(found) in (BETTER, WORSE)
    assert shown / runs <= WRONG


def of_days(arm: str, random: Random, spread: int, more: int = 0) -> Cases:
    """An arm with 10 to 24 visits of random days."""
    days = tuple(more + int(random.triangular(0, spread, 1)) for _ in range(random.randint(10, 24)))
    return Cases(arm, len(days), len(days), days)


def test_a_real_difference_is_found_most_of_the_time() -> None:
    random, found = Random(8), Counter[str]()
    for _ in range(200):
        hits = [sum(random.random() < share for _ in range(40)) for share in (0.65, 0.3)]
        shares = cases((hits[0], 40), (hits[1], 40))
        said = verdict(shares, judge(shares))
        found[f"share {said.arm}"] += 1
        days = [of_days("a", random, 20), of_days("b", random, 20, 8)]
        said = verdict(days, judge(days))
        found[f"days {said.arm}"] += 1
    assert found["share a"] >= 140
    assert found["days a"] >= 140
    assert found["share b"] == found["days b"] == 0


def test_who_looks_after_each_deal_sees_a_difference_more_often_than_who_waits() -> None:
    """What docs/experiments.md says of looking again and again, up to 50 deals an arm."""
    random, ever, at_the_end = Random(11), 0, 0
    limits = {n: least_apart(n) for n in range(10, 51)}
    for _ in range(2000):
        share = random.uniform(0.2, 0.8)
        hits, seen = [0, 0], False
        for n in range(1, 51):
            hits = [each + (random.random() < share) for each in hits]
            if n >= 10:
                seen_now = max(hits) >= limits[n].get(min(hits), n + 1)
                seen = seen or seen_now
        ever += seen
        at_the_end += seen_now
    assert at_the_end / 2000 <= WRONG
    assert 0.14 <= ever / 2000 <= 0.2


def least_apart(n: int) -> dict[int, int]:
    """For each number of successes of n, the least higher one that shows a difference."""
    found: dict[int, int] = {}
    for low in range(n + 1):
        more = (high for high in range(low, n + 1) if kind(cases((high, n), (low, n))) == BETTER)
        first = next(more, None)
        if first is not None:
            found[low] = first
    return found
