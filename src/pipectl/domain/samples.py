"""Shares of samples, and how many it takes until they say something."""

from fractions import Fraction

FLOOR = 5  # fewer say nothing


def share(part: int, n: int, *, floor: int = FLOOR) -> Fraction | None:
    """`part` of `n` in percent; None where the sample says too little."""
    return Fraction(100 * part, n) if n >= max(floor, 1) else None


def average(values: list[int], *, floor: int = FLOOR) -> Fraction | None:
    """The mean; None where the sample says too little."""
    return Fraction(sum(values), len(values)) if len(values) >= max(floor, 1) else None
