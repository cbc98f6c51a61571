"""Note which fields an import changed, or were changed in both stores."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pipectl.importing.actions import compare
from pipectl.importing.rules.merge import Met, Side, Verdict
from pipectl.store.bulk import BulkInsert
from pipectl.store.unit import Unit


class FieldChanges:
    """The changes of fields, with values that mean the same in both stores.

    `made` are the rows that came with the file, by table; the `loader` may still hold them.
    """

    def __init__(self, unit: Unit, made: Mapping[str, set[int]], loader: BulkInsert) -> None:
        self.unit, self.made, self.loader = unit, made, loader
        self.changes: list[Met] = []

    def portable(self, row: Mapping[str, Any], group: Sequence[str]) -> tuple[str, ...]:
        """Return the values without references to numbers of this store."""
        return tuple(repr(self.named(name, row[name])) for name in group)

    def named(self, column: str, value: Any) -> Any:
        """Return a value in words: names instead of numbers, formatted amounts."""
        if value is None or column not in compare.NAMED:
            return value.isoformat() if isinstance(value, date) else value
        kind, name = compare.NAMED[column]
        if value in self.made[kind.__table__]:
            self.loader.flush()  # it came with the file, and may be waiting
        return getattr(self.unit.have(kind, value), name)

    def tell(
        self,
        table: str,
        field: str,
        row: Any,
        values: tuple[Any, Any],
        mine: Side,
        theirs: Side,
        verdict: Verdict,
        *,
        is_buried: bool = False,
    ) -> None:
        """Add a message about a field; `is_buried` if its deal is deleted."""
        is_untold = field in compare.UNTOLD and (table, field) not in compare.TOLD
        if is_untold or values[0] == values[1]:
            return
        if not (verdict.takes_theirs or verdict.is_conflict or is_buried):
            return
        number, what = compare.called(self.unit, table, row)
        what += " (deleted here)" if compare.is_gone(field, row) else ""
        column = field.removesuffix("_id").removesuffix("_minor").removesuffix("_bp")
        here, there = (compare.told(field, each, row) for each in values)
        self.changes.append(
            Met(
                table,
                number,
                what,
                column,
                here,
                there,
                mine.beside(theirs).newest.partition("#")[0],
                theirs.beside(mine).newest.partition("#")[0],
                verdict.takes_theirs,
                verdict.is_conflict,
                verdict.why,
            )
        )


def added_apart(
    made: Mapping[str, Collection[int]], came: Iterable[Mapping[str, int]]
) -> dict[str, int]:
    """Return how many new rows a table got, except those that came to deals that were here."""
    told = Counter[str]()
    for each in came:
        told.update(each)
    return {table: len(rows) - told[table] for table, rows in made.items()}
