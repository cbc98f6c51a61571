"""The order of pick lists: what was most often followed by an advance comes first."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pipectl.text import fold

if TYPE_CHECKING:
    from fractions import Fraction  # reads that round nothing do without it

Offer = TypeVar("Offer")


class AdvanceRate(NamedTuple):
    """How often something was followed by an advance within its visit; `n` are those decided."""

    text: str
    n: int
    advanced: int
    going_on: int

    @property
    def rate(self) -> "Fraction | None":
        """advanced / n in percent; None of fewer than five."""
        from pipectl.averages import share

        return share(self.advanced, self.n)


def in_order(
    offered: Iterable[Offer], found: Sequence[AdvanceRate], *, text: Callable[[Offer], str]
) -> list[Offer]:
    """What is offered, by how often an advance followed its text, else in its own order."""
    advanced = {fold(each.text): each.advanced for each in found}
    return sorted(offered, key=lambda offer: -advanced.get(fold(text(offer)), 0))
