"""Decide which value of a field wins when two stores changed it independently."""

from collections.abc import Iterable
from typing import Any

from pipectl.export_format import BACK
from pipectl.named_tuple import NamedTuple


class Side(NamedTuple):
    """A field's value in one store (comparable between stores), and all instants of its changes."""

    value: Any
    instants: frozenset[str]

    @property
    def newest(self) -> str:
        """The last instant; empty without any."""
        return max(self.instants, default="")

    def beside(self, other: "Side") -> "Side":
        """Return the side without changes that were undone before the other store received them."""
        undone = {each.replace(BACK, ""): each for each in self.instants if BACK in each}
        known = {change for change, back in undone.items() if {change, back} & other.instants}
        never = {each for change, back in undone.items() for each in (change, back)}
        counted = {each for change in known for each in (change, undone[change])}
        return Side(self.value, frozenset((self.instants - never) | counted))


class Met(NamedTuple):
    """A field that differs between two stores: its row, both values with instants, the result.

    `is_own`: it is a custom field, whose name is told as it is.
    """

    table: str
    number: int | None
    of: str
    field: str
    here: Any
    there: Any
    here_at: str
    there_at: str
    is_taken: bool
    is_conflict: bool
    why: str = ""
    is_own: bool = False


class Verdict(NamedTuple):
    """Whether to take the other store's value, and whether both changed it independently.

    `why` is said before the instants, if given.
    """

    takes_theirs: bool
    is_conflict: bool
    why: str = ""


def decide(here: Side, there: Side) -> Verdict:
    """Decide which value is kept; the other store comes to the same result.

    A value that was changed with the other one known wins, whatever the clocks said. Of two
    independent changes the newer one wins, and at the same instant the one that sorts last.
    """
    if here.value == there.value:
        return Verdict(takes_theirs=False, is_conflict=False)
    here, there = here.beside(there), there.beside(here)
    knows, is_known = there.instants >= here.instants, here.instants >= there.instants
    if knows != is_known:
        return Verdict(takes_theirs=knows, is_conflict=False)
    if here.newest != there.newest:
        return Verdict(takes_theirs=there.newest > here.newest, is_conflict=True)
    return Verdict(takes_theirs=repr(there.value) > repr(here.value), is_conflict=True)


def is_taken_back(here: Side, there: Side) -> bool:
    """Return whether one store has undone a change that the other one has."""
    one, two = here.beside(there), there.beside(here)
    return any(BACK in each for each in one.instants ^ two.instants)


def is_there(table: str, came: Iterable[str], gone: Iterable[str]) -> bool:
    """Return whether a row added and deleted at these instants exists; activities stay deleted.

    Undone changes only count if the other list has them.
    """
    came, gone = [*came], [*gone]
    if table == "activity" and gone:
        return any(BACK in each and each.replace(BACK, "") in gone for each in came)
    return last(came, gone) >= last(gone, came)


def last(instants: Iterable[str], against: Iterable[str]) -> str:
    """Return the last instant that counts."""
    other = set(against)
    counted = [each for each in instants if BACK not in each or each.replace(BACK, "") in other]
    return max(counted, default="")
