"""What a unit of work changed, in the order in which it did: a step is a row before and after.

Undo goes through the steps backwards and redo forwards, so each value that only one row may have
is free when a row takes it.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipectl.named_tuple import NamedTuple

if TYPE_CHECKING:  # what only reads the journal needs no rows
    from pipectl.store.row import Row

Image = dict[str, Any] | None
# Rows of the journal that are of no table: the instants of fields that an import brought; and that
# an operation was undone after one before it, as where several sellers undo their own: there the
# numbers don't tell which was undone last.
INSTANTS, UNDONE = "instants", "undone"
OF_NO_TABLE = f"('{INSTANTS}', '{UNDONE}')"
Place = tuple["type[Row]", tuple[Any, ...]]


class RowChange(NamedTuple):
    """A row before and after a change, or after several."""

    kind: "type[Row]"
    key: tuple[Any, ...]
    before: Image
    after: Image


class CreatedRange(NamedTuple):
    """Rows that were created in bulk: those whose key is from `first` to `last`."""

    table: str
    key: str
    first: int
    last: int


class Step:
    """A row before and after; a later change that may as well be here moves what is after."""

    __slots__ = ("after", "before", "place")

    def __init__(self, place: Place, before: Image, after: Image) -> None:
        self.place, self.before, self.after = place, before, after


class Changes:
    """The steps: one for each row, and more where it matters what happened in between."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all of them."""
        self._steps: list[Step] = []
        self._of_row: dict[Place, Step] = {}
        self._of_table: dict[type[Row], Step] = {}

    def note(self, kind: "type[Row]", key: tuple[Any, ...], before: Image, after: Image) -> None:
        """Add a change of a row."""
        place = kind, key
        last = self._of_row.get(place)
        if last is None:
            step = Step(place, before, after)
        elif last is self._of_table[kind] or is_order_free(kind, last.after, after):
            last.after = after
            return
        else:
            step = Step(place, last.after, after)
        self._steps.append(step)
        self._of_row[place] = self._of_table[kind] = step

    def steps(self) -> list[RowChange]:
        """All steps in their order; none if every row is as it was at first."""
        found = [RowChange(*each.place, each.before, each.after) for each in self._steps]
        if len(found) > len(self._of_row) and not self.net():
            return []
        return [each for each in found if each.before != each.after]

    def net(self) -> list[RowChange]:
        """Each row that is other than it was, at first and in the end."""
        steps = ((*each.place, each.before, each.after) for each in self._steps)
        return [RowChange(*each) for each in net(steps)]


def is_order_free(kind: "type[Row]", before: Image, after: Image) -> bool:
    """Return whether a change could have been made earlier: it takes nothing that others had."""
    if before is None or after is None:
        return after is None
    return all(before[name] == after[name] for name in kind.__unique__)


def net(steps: Iterable[Iterable[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield each row of an operation's steps once, as it was at first and in the end.

    A step is what says which row it is, and its images before and after. Rows that are the same
    then are left out.
    """
    found: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for *place, before, after in steps:
        row = tuple(place)
        found[row] = (found[row][0] if row in found else before, after)
    for row, (before, after) in found.items():
        if before != after:
            yield (*row, before, after)
