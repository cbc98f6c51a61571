"""Filter rows by --only, and find the values that no row has."""

from collections.abc import Mapping, Sequence

from pipectl.importing.rules.csv_file import Sheet
from pipectl.importing.rules.file_columns import place_of
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

SHOWN_VALUES = 6
MOST_VALUES = 1000  # of a column, remembered to be named


class MissingValues(NamedTuple):
    """The wanted values of a header that no row has; some that exist, and their number."""

    wanted: tuple[str, ...]
    there: tuple[str, ...]
    number: int


class OnlyFilter:
    """Selects the rows that have one of the wanted values under each header."""

    def __init__(self, sheet: Sheet, only: Mapping[str, Sequence[str]]) -> None:
        self.only = only
        self.wanted = [
            (place_of(header, sheet.headers, sheet.name), {fold(value.strip()) for value in values})
            for header, values in only.items()
        ]
        self.seen: list[dict[str, str]] = [{} for _ in self.wanted]

    def has(self, cells: Sequence[str]) -> bool:
        """Return whether the row is wanted; note its values for the error message."""
        is_wanted = True
        for (place, values), seen in zip(self.wanted, self.seen, strict=True):
            cell = cells[place].strip()
            folded = fold(cell)
            is_wanted = is_wanted and folded in values
            if len(seen) < MOST_VALUES or folded in values:
                seen.setdefault(folded, cell)
        return is_wanted

    def absent(self) -> dict[str, MissingValues]:
        """Return each header without any wanted value; empty if there are no rows."""
        found = {}
        for (header, typed), (_, values), seen in zip(
            self.only.items(), self.wanted, self.seen, strict=True
        ):
            if seen and seen.keys().isdisjoint(values):
                there = tuple(each for each in seen.values() if each)
                found[header] = MissingValues(tuple(typed), there[:SHOWN_VALUES], len(there))
        return found
