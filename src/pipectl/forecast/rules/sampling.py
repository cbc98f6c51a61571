"""Generate random numbers and quantiles that are the same on every machine.

Only the generator used here is guaranteed by the standard library to stay the same.
"""

from collections.abc import Callable, Sequence
from functools import cache
from math import exp, lgamma, log, sqrt
from random import Random
from typing import Final

_LARGE_SHAPE: Final = 40.0  # from here on Wilson & Hilferty are right to four digits
_MOST_ROUNDS: Final = 60
_CLOSE: Final = 1e-10

# Wichura (1988), algorithm AS 241 (PPND16): rational approximations, exact to 16 digits.
_CENTER = (
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


def normal_quantile(share: float) -> float:
    """Return the standard normal quantile, 0 < share < 1; Wichura (1988), AS 241."""
    middle = share - 0.5
    if abs(middle) <= 0.425:
        return middle * _ratio(_CENTER, 0.180625 - middle * middle)
    depth = sqrt(-log(min(share, 1.0 - share)))
    size = _ratio(_SHOULDER, depth - 1.6) if depth <= 5.0 else _ratio(_TAIL, depth - 5.0)
    return size if middle > 0 else -size


def _ratio(fraction: _Fraction, x: float) -> float:
    """Return a quotient of two polynomials, highest power first, by Horner's rule."""
    above = below = 0.0
    for upper, lower in zip(*fraction, strict=True):
        above = above * x + upper
        below = below * x + lower
    return above / below


@cache
def gamma_quantiles(shape: float, parts: int) -> tuple[float, ...]:
    """Return the gamma quantiles (scale 1) in the middle of so many equal parts."""
    return tuple(gamma_quantile(shape, (part + 0.5) / parts) for part in range(parts))


def gamma_quantile(shape: float, share: float) -> float:
    """Return the gamma quantile (scale 1): Newton's method from Wilson & Hilferty (1931)."""
    root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(share) / (3.0 * sqrt(shape))
    guess = shape * root * root * root
    if shape >= _LARGE_SHAPE:
        return guess
    if root < 0.2:  # far down, where the distribution function is a power
        guess = exp((log(share) + lgamma(shape + 1.0)) / shape)
    low, high = 0.0, float("inf")
    for _ in range(_MOST_ROUNDS):
        off = gamma_share(shape, guess) - share
        low, high = (low, guess) if off > 0.0 else (guess, high)
        slope = exp((shape - 1.0) * log(guess) - guess - lgamma(shape)) if guess else 0.0
        better = guess - off / slope if slope else low
        if not low < better < high:  # out of what is known: halve that instead
            better = (low + high) / 2.0 if high < float("inf") else 2.0 * guess
        if abs(better - guess) <= _CLOSE * guess:
            return better
        guess = better
    return guess


def gamma_share(shape: float, value: float) -> float:
    """Return the gamma distribution function (scale 1); series of Abramowitz & Stegun 6.5.29."""
    if value <= 0.0:
        return 0.0
    term = whole = 1.0
    number = shape
    while term > whole * 1e-17:
        number += 1.0
        term *= value / number
        whole += term
    return min(whole * exp(shape * log(value) - value - lgamma(shape + 1.0)), 1.0)


Uniform = Callable[[], float]

SEED: Final = 20_121
_KEY_BITS: Final = 80  # room for any key, so that no two lists of keys meet
_MOST_EVENTS: Final = 30.0  # of one inversion: exp(-mean) must not vanish
_STRETCH: Final = 20  # draws among which every part of a distribution is met


def stream(seed: int, *keys: int) -> Uniform:
    """Return a generator for these keys (0 or more each), independent of others."""
    folded = abs(seed)
    for key in keys:
        folded = (folded << _KEY_BITS) + key + 1
    return Random(folded).random


def normal(uniform: Uniform) -> float:
    """Return a standard normal number, by its quantile."""
    return normal_quantile(max(uniform(), 1e-300))


def gamma(uniform: Uniform, shape: float) -> float:
    """Return a gamma number (scale 1); Marsaglia & Tsang (2000), below shape 1 by u^(1/shape)."""
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
    """Return a beta number: the first of two gamma numbers / their sum; 0 < a, 0 < b."""
    first = gamma(uniform, a)
    second = gamma(uniform, b)
    return first / (first + second) if first + second > 0.0 else 0.5


def poisson(uniform: Uniform, mean: float, first: float | None = None) -> int:
    """Return a Poisson number, by inversion; a large mean as a sum of smaller ones.

    `first` may replace the first random number.
    """
    share = uniform() if first is None else first
    count = 0
    while mean > _MOST_EVENTS:
        count += _inverted(share, _MOST_EVENTS)
        mean -= _MOST_EVENTS
        share = uniform()
    return count + _inverted(share, mean)


def _inverted(share: float, mean: float) -> int:
    """Return the least number whose Poisson distribution function reaches the share."""
    chance = reached = exp(-mean)
    count = 0
    while share > reached and chance > 0.0:
        count += 1
        chance *= mean / count
        reached += chance
    return count


def shuffled(uniform: Uniform, values: Sequence[float]) -> list[float]:
    """Return the values in random order; Fisher & Yates."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(uniform() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def even_gammas(uniform: Uniform, shape: float, draws: int) -> list[float]:
    """Return gamma numbers (scale 1), one from each of so many equal parts; a multiple of 20 draws.

    Every 20 draws from a multiple of 20 on contain one of each twentieth, in random order, so that
    each ordered common factor meets small and large ones alike (strength two: Tang 1993).
    """
    quantiles = gamma_quantiles(shape, draws)
    size = draws // _STRETCH
    parts = [shuffled(uniform, quantiles[at : at + size]) for at in range(0, draws, size)]
    stretches = (shuffled(uniform, [part[number] for part in parts]) for number in range(size))
    return [drawn for stretch in stretches for drawn in stretch]


def even_turns(uniform: Uniform, *, draws: int, parts: int) -> list[float]:
    """Return a number below `parts` per draw: the whole part random, the fractions even.

    A Latin hypercube sample (McKay, Beckman & Conover 1979), in its own order.
    """
    keys = [uniform() for _ in range(draws)]
    turns = []
    for place in sorted(range(draws), key=keys.__getitem__):
        turn = uniform() * parts
        whole = int(turn)
        turns.append(whole + min((place + turn - whole) / draws, 1.0 - 1e-12))
    return turns


def common_factors(*, draws: int, spread: float) -> list[float]:
    """Return a log-normal factor of mean 1 per draw: exp(s z - s²/2) at even quantiles, in order.

    All other numbers are shuffled against them.
    """
    quantiles = (normal_quantile((draw + 0.5) / draws) for draw in range(draws))
    return [exp(spread * z - spread * spread / 2.0) for z in quantiles]
