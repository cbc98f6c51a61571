"""Which of two values of a field stays, where two stores changed it without one another."""

from typing import Any, NamedTuple


class Side(NamedTuple):
    """A value, as it reads in either store, and all instants at which it changed."""

    value: Any
    instants: frozenset[str]

    @property
    def newest(self) -> str:
        """The last instant; empty where none is known."""
        return max(self.instants, default="")


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


class Verdict(NamedTuple):
    """Whether the other store's value is taken, and whether both were changed since they agreed."""

    takes_theirs: bool
    is_conflict: bool


def decide(here: Side, there: Side) -> Verdict:
    """Which value stays; from the other store it looks the same the other way round.

    One that was changed with the other known goes before it, whatever the clocks said. Of two that
    were changed apart the newer one stays, and at the same instant the one that sorts last.
    """
    if here.value == there.value:
        return Verdict(takes_theirs=False, is_conflict=False)
    knows, is_known = there.instants >= here.instants, here.instants >= there.instants
    if knows != is_known:
        return Verdict(takes_theirs=knows, is_conflict=False)
    if here.newest != there.newest:
        return Verdict(takes_theirs=there.newest > here.newest, is_conflict=True)
    return Verdict(takes_theirs=repr(there.value) > repr(here.value), is_conflict=True)
