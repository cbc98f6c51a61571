"""Random numbers whose every byte is ours: drawn from `random.Random(seed).random()` alone.

That generator is the one thing of the standard library whose numbers are promised to stay.
"""

from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from random import Random
from typing import Final

from pipectl.domain.forecast.quantiles import gamma_quantiles, normal_quantile

Uniform = Callable[[], float]

SEED: Final = 20_121
_KEY_BITS: Final = 80  # room for any key, so that no two lists of keys meet
_MOST_EVENTS: Final = 30.0  # of one inversion: exp(-mean) must not vanish
_STRETCH: Final = 20  # draws among which every part of a distribution is met


def stream(seed: int, *keys: int) -> Uniform:
    """A generator of its own for these keys (0 or more each), whatever the others draw."""
    folded = abs(seed)
    for key in keys:
        folded = (folded << _KEY_BITS) + key + 1
    return Random(folded).random


def normal(uniform: Uniform) -> float:
    """A standard normal number, by its quantile."""
    return normal_quantile(max(uniform(), 1e-300))


def gamma(uniform: Uniform, shape: float) -> float:
    """A gamma number of scale 1; Marsaglia & Tsang (2000), below shape 1 by u^(1/shape)."""
    if shape < 1.0:
        lower = max(uniform(), 1e-300) ** (1.0 / shape)
        return float(gamma(uniform, shape + 1.0) * lower)
    d = shape - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    while True:
        x = normal(uniform)
        root = 1.0 + c * x
        if root <= 0.0:
            continue
        v = root * root * root
        u = uniform()
        if u < 1.0 - 0.0331 * x * x * x * x:  # spares the logarithms nearly always
            return d * v
        if u > 0.0 and log(u) < 0.5 * x * x + d * (1.0 - v + log(v)):
            return d * v


def beta(uniform: Uniform, a: float, b: float) -> float:
    """A beta number: the first of two gamma numbers' share in both; 0 < a, 0 < b."""
    first = gamma(uniform, a)
    second = gamma(uniform, b)
    return first / (first + second) if first + second > 0.0 else 0.5


def poisson(uniform: Uniform, mean: float, first: float | None = None) -> int:
    """A Poisson number, by inversion; a large mean as a sum of smaller ones.

    `first` may take the place of the first random number.
    """
    share = uniform() if first is None else first
    count = 0
    while mean > _MOST_EVENTS:
        count += _inverted(share, _MOST_EVENTS)
        mean -= _MOST_EVENTS
        share = uniform()
    return count + _inverted(share, mean)


def _inverted(share: float, mean: float) -> int:
    """The least number whose Poisson distribution function reaches the share."""
    chance = reached = exp(-mean)
    count = 0
    while share > reached and chance > 0.0:
        count += 1
        chance *= mean / count
        reached += chance
    return count


def shuffled(uniform: Uniform, values: Sequence[float]) -> list[float]:
    """The values in random order; Fisher & Yates."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(uniform() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def even_gammas(uniform: Uniform, shape: float, draws: int) -> list[float]:
    """Gamma numbers of scale 1, one out of each of so many equal parts; a multiple of 20 draws.

    Any 20 draws from a multiple of 20 on hold one of every twentieth, in random order: each of the
    ordered common factors meets small and large ones alike (strength two: Tang 1993).
    """
    quantiles = gamma_quantiles(shape, draws)
    size = draws // _STRETCH
    parts = [shuffled(uniform, quantiles[at : at + size]) for at in range(0, draws, size)]
    stretches = (shuffled(uniform, [part[number] for part in parts]) for number in range(size))
    return [drawn for stretch in stretches for drawn in stretch]


def even_turns(uniform: Uniform, *, draws: int, parts: int) -> list[float]:
    """One number below `parts` a draw: any whole part, while the rests are spread evenly.

    A Latin hypercube sample (McKay, Beckman & Conover 1979), in an order of its own.
    """
    keys = [uniform() for _ in range(draws)]
    turns = []
    for place in sorted(range(draws), key=keys.__getitem__):
        turn = uniform() * parts
        whole = int(turn)
        turns.append(whole + min((place + turn - whole) / draws, 1.0 - 1e-12))
    return turns


def common_factors(*, draws: int, spread: float) -> list[float]:
    """One log-normal factor of mean 1 a draw: exp(s z - s²/2) at even quantiles, in their order.

    It is everything else that is shuffled against them.
    """
    quantiles = (normal_quantile((draw + 0.5) / draws) for draw in range(draws))
    return [exp(spread * z - spread * spread / 2.0) for z in quantiles]
