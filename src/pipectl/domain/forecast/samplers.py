"""Random numbers whose every byte is ours: drawn from `random.Random(seed).random()` alone.

That generator is the one thing of the standard library whose numbers are promised to stay.
"""

from collections.abc import Callable
from math import exp, log, sqrt
from random import Random
from typing import Final

Uniform = Callable[[], float]

SEED: Final = 20_121
_KEY_BITS: Final = 80  # room for any key, so that no two lists of keys meet
_MOST_EVENTS: Final = 30.0  # of one inversion: exp(-mean) must not vanish

# Wichura (1988), algorithm AS 241 (PPND16): rational approximations, exact to 16 digits.
_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080),
    (5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
     5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0),
)  # fmt: skip
_SHOULDER = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
     1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
     4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
     0.14810397642748007459, 0.68976733498510000455, 1.67638483018380384940,
     2.05319162663775882187, 1.0),
)  # fmt: skip
_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
     0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
     5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
     7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
     0.59983220655588793769, 1.0),
)  # fmt: skip
_Fraction = tuple[tuple[float, ...], tuple[float, ...]]


def stream(seed: int, *keys: int) -> Uniform:
    """A generator of its own for these keys (0 or more each), whatever the others draw."""
    folded = abs(seed)
    for key in keys:
        folded = (folded << _KEY_BITS) + key + 1
    return Random(folded).random


def normal_quantile(share: float) -> float:
    """The standard normal quantile, 0 < share < 1; Wichura (1988), AS 241."""
    middle = share - 0.5
    if abs(middle) <= 0.425:
        return middle * _ratio(_CENTRE, 0.180625 - middle * middle)
    depth = sqrt(-log(min(share, 1.0 - share)))
    size = _ratio(_SHOULDER, depth - 1.6) if depth <= 5.0 else _ratio(_TAIL, depth - 5.0)
    return size if middle > 0 else -size


def _ratio(fraction: _Fraction, x: float) -> float:
    """A quotient of two polynomials, highest power first, by Horner's rule."""
    above = below = 0.0
    for upper, lower in zip(*fraction, strict=True):
        above = above * x + upper
        below = below * x + lower
    return above / below


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


def poisson(uniform: Uniform, mean: float) -> int:
    """A Poisson number, by inversion; a large mean as a sum of smaller ones."""
    count = 0
    while mean > _MOST_EVENTS:
        count += _inverted(uniform(), _MOST_EVENTS)
        mean -= _MOST_EVENTS
    return count + _inverted(uniform(), mean)


def _inverted(share: float, mean: float) -> int:
    """The least number whose Poisson distribution function reaches the share."""
    chance = reached = exp(-mean)
    count = 0
    while share > reached and chance > 0.0:
        count += 1
        chance *= mean / count
        reached += chance
    return count


def shuffled(uniform: Uniform, values: list[float]) -> list[float]:
    """The values in random order; Fisher & Yates."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(uniform() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def common_factors(uniform: Uniform, *, draws: int, spread: float) -> list[float]:
    """One log-normal factor of mean 1 a draw, stratified: exp(s z - s²/2) at even quantiles."""
    quantiles = [normal_quantile((draw + 0.5) / draws) for draw in range(draws)]
    factors = [exp(spread * z - spread * spread / 2.0) for z in quantiles]
    return shuffled(uniform, factors)
