"""What is offered in a stage to be done next: the most often followed by an advance first."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

if TYPE_CHECKING:
    from fractions import Fraction  # reads that round nothing do without it


class Pick(NamedTuple):
    """An entry of the pick list of next actions; no stage means everywhere."""

    id: int
    action: str
    stage_id: int | None
    stage: str | None
    kind: str | None


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
    everything: Iterable[Pick], followed: Sequence[AdvanceRate], stage_id: int
) -> list[Pick]:
    """What to offer in a stage: its own by how often an advance followed, then the others.

    What is offered in every stage comes before what belongs to another; a text is offered once.
    """
    advanced = {fold(each.text): each.advanced for each in followed}

    def order(pick: Pick) -> tuple[int, int]:
        if pick.stage_id != stage_id:
            return (1 if pick.stage_id is None else 2), 0
        return 0, -advanced.get(fold(pick.action), 0)

    seen: dict[str, Pick] = {}
    for pick in sorted(everything, key=order):
        seen.setdefault(fold(pick.action), pick)
    return list(seen.values())
