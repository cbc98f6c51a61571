"""Which open deals to lose if there are more than one can handle."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import risk_points

if TYPE_CHECKING:
    from fractions import Fraction


class OpenDeal(NamedTuple):
    """An open deal; `weight_minor` as `today` weighs it, in the store's currency."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    stage: str
    flags: tuple[str, ...]
    created_on: date
    weight_minor: int

    @property
    def points(self) -> int:
        """The points of its flags, as the review counts them."""
        return risk_points(self.flags)

    @property
    def value(self) -> "Fraction":
        """What it is worth to keep: the weight / (1 + the points of its flags)."""
        from fractions import Fraction

        return Fraction(self.weight_minor, 1 + self.points)


class Overload(NamedTuple):
    """More open deals than the capacity, and those to lose, the first one first."""

    capacity: int
    open: int
    lose: tuple[OpenDeal, ...]


def to_lose(deals: Sequence[OpenDeal], capacity: int) -> tuple[OpenDeal, ...]:
    """Return as many deals as there are too many: the least value first, then the oldest."""
    ordered = sorted(deals, key=lambda each: (each.value, each.created_on, each.id))
    return tuple(ordered[: max(len(deals) - capacity, 0)])
