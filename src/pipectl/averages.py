"""Compute exact shares, averages and medians; None if the sample is too small."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pipectl.sample_size import LEAST_SAMPLE


def share(part: int, n: int, *, floor: int = LEAST_SAMPLE) -> Fraction | None:
    """Return `part` of `n` in percent; None if the sample is too small."""
    return Fraction(100 * part, n) if n >= max(floor, 1) else None


def average(values: list[int], *, floor: int = LEAST_SAMPLE) -> Fraction | None:
    """Return the mean; None if the sample is too small."""
    return Fraction(sum(values), len(values)) if len(values) >= max(floor, 1) else None


def by_value(closings: Iterable[tuple[int | None, bool]]) -> Fraction | None:
    """Return the won share of the amounts in percent, from pairs (amount, is won).

    A deal without an amount weighs as much as the others do on average: left out, it would flatter
    a rate whose losses were never sized. None where no deal has an amount.
    """
    every = list(closings)
    known = [minor for minor, _ in every if minor is not None]
    if not sum(known):
        return None
    usual = Fraction(sum(known), len(known))
    won = sum((usual if minor is None else minor for minor, is_won in every if is_won), Fraction(0))
    return 100 * won / (usual * len(every))


def median(values: Sequence[int]) -> Fraction:
    """Return the median; halfway between the middle two of an even number."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[~middle], 2)
