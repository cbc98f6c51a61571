"""A metric: how it is read from a period's figures and written."""

from collections.abc import Callable
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.reports.metrics.rules import Metrics


class Measure(NamedTuple):
    """A metric: its name, value and format, its sample, and which direction is better."""

    name: str
    value: Callable[[Metrics], Fraction | int | None]
    write: Callable[[Fraction], str]
    sample: Callable[[Metrics], int]
    more_is_better: bool = True
    is_rate: bool = False
    is_whole: bool = False  # true of all there is: a count, or the size of what is open
