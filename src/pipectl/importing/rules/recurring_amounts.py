"""Find unread columns that say how often amounts recur."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipectl.importing.rules.file_columns import FileColumns
from pipectl.importing.rules.number_formats import ONCE, period_of


class Recurring:
    """Counts the periods in unread columns, as long as these contain nothing else."""

    def __init__(self, columns: FileColumns) -> None:
        self._taken = {each.place for each in columns.columns}
        self._found: dict[int, Counter[str]] | None = None
        if columns.place("amount_period") is not None:
            self._found = {}

    def note(self, cells: Sequence[str], *, has_amount: bool) -> None:
        """Look at a row's cells; all rows have the same number."""
        if self._found is None:
            self._found = {at: Counter() for at in range(len(cells)) if at not in self._taken}
        for place, counts in list(self._found.items()):
            text = cells[place].strip()
            period = period_of(text) if text else None
            if text and period is None:
                del self._found[place]
            elif period is not None and has_amount:
                counts[period] += 1

    def told(self, headers: Sequence[str]) -> dict[str, Mapping[str, int]]:
        """Return how many amounts have each period, by header of columns with recurring ones."""
        return {
            headers[place]: counts
            for place, counts in (self._found or {}).items()
            if counts.keys() - {ONCE}
        }
