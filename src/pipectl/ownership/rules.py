"""Of which deals a seller must be told that they came or went."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pipectl.named_tuple import NamedTuple

# Who hasn't looked for longer sees from the list what is his.
TOLD_DAYS = 30
CLAIMED = "assigned:"  # and the row of the history: what a seller was told


class Handover(NamedTuple):
    """A deal that was given to somebody else: from whom, to whom, by whom, and why.

    An empty name is nobody's; `by` is empty if it isn't known. `now` is whose it is since.
    """

    id: int
    deal: int
    title: str
    former: str
    owner: str
    by: str
    why: str | None
    now: str


class Told(NamedTuple):
    """What a seller is told at once: the handovers, and whether the deals came to him.

    With `is_undone` he had been told of them, and they were undone since.
    """

    handovers: tuple[Handover, ...]
    is_gain: bool
    is_undone: bool = False

    @property
    def last(self) -> Handover:
        """The handover that says by whom, to whom and why."""
        return self.handovers[-1]


def concerning(found: Iterable[Handover], seller: str) -> list[Handover]:
    """What somebody else did to a seller's deals."""
    return [
        each for each in found if seller in (each.former, each.owner) and each.by != seller != ""
    ]


def news(found: Iterable[Handover], seller: str) -> list[Told]:
    """What a seller must be told, in the order of the store; deals given together are told so.

    A deal that came and went again, or went and came back, needs no word.
    """
    by_deal: dict[int, list[Handover]] = {}
    for each in concerning(found, seller):
        by_deal.setdefault(each.deal, []).append(each)
    outcomes = [outcome(several, seller) for several in by_deal.values()]
    kept = sorted((each for each in outcomes if each is not None), key=lambda each: each.id)
    return [
        Told(tuple(several), alike[0])
        for alike, several in groupby(kept, lambda each: kind_of(each, seller))
    ]


def undone_news(found: Iterable[Handover], seller: str) -> list[Told]:
    """What a seller must be told of what was undone, except for what he did himself.

    Of several handovers of a deal he knows the last one, and if the deal is whose he thinks it is,
    he needs no word.
    """
    latest = {each.deal: each for each in concerning(found, seller)}
    kept = [each for each in latest.values() if (each.owner == seller) != (each.now == seller)]
    kept.sort(key=lambda each: (each.now == seller, each.owner, each.id))
    return [
        Told(tuple(several), alike[0], is_undone=True)
        for alike, several in groupby(kept, lambda each: (each.now == seller, each.owner))
    ]


def outcome(found: Sequence[Handover], seller: str) -> Handover | None:
    """The handover that says what became of a deal since the seller last knew; None if nothing."""
    had_it, has_it = found[0].former == seller, found[-1].now == seller
    if had_it == has_it:
        return None
    ends = [each for each in found if (each.owner if has_it else each.former) == seller]
    return ends[-1] if ends else None


def kind_of(found: Handover, seller: str) -> tuple[bool, str, str, str | None]:
    """What deals that are told together have in common."""
    return found.owner == seller, found.by, found.now, found.why
