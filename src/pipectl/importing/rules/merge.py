"""Decide which value of a field wins when two stores changed it independently."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from pipectl.export_format import BACK


class Side(NamedTuple):
    """A value, as it reads in either store, and all instants at which it changed."""

    value: Any
    instants: frozenset[str]

    @property
    def newest(self) -> str:
        """The last instant; empty if none is known."""
        return max(self.instants, default="")

    def beside(self, other: "Side") -> "Side":
        """Without the changes that undo took back before the other store had them."""
        undone = {each.replace(BACK, ""): each for each in self.instants if BACK in each}
        known = {change for change, back in undone.items() if {change, back} & other.instants}
        never = {each for change, back in undone.items() for each in (change, back)}
        counted = {each for change in known for each in (change, undone[change])}
        return Side(self.value, frozenset((self.instants - never) | counted))


class Met(NamedTuple):
    """A field in which two stores differed: of what, both values with the instants, and the end."""

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


class Verdict(NamedTuple):
    """Whether the other store's value is taken, and whether both were changed since they agreed.

    `why` says what goes before the instants, where something does.
    """

    takes_theirs: bool
    is_conflict: bool
    why: str = ""


def decide(here: Side, there: Side) -> Verdict:
    """Return which value stays; from the other store it looks the same the other way round.

    One that was changed with the other known goes before it, whatever the clocks said. Of two that
    were changed apart the newer one stays, and at the same instant the one that sorts last.
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
    """Whether what came at these instants, and went at those, is there; an activity stays gone.

    Of what undo took back, only that counts which is among the others.
    """
    came, gone = [*came], [*gone]
    if table == "activity" and gone:
        return any(BACK in each and each.replace(BACK, "") in gone for each in came)
    return last(came, gone) >= last(gone, came)


def last(instants: Iterable[str], against: Iterable[str]) -> str:
    """The last instant that counts."""
    other = set(against)
    counted = [each for each in instants if BACK not in each or each.replace(BACK, "") in other]
    return max(counted, default="")
