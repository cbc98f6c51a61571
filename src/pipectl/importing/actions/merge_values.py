"""Merge the values of custom fields, with the same present value in both stores."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pipectl.errors import listed, quoted
from pipectl.fields.actions import present, values_named
from pipectl.fields.rules import OWNER_COLUMNS
from pipectl.importing.actions import compare, merge_history
from pipectl.importing.rules.merge import Met
from pipectl.named_tuple import NamedTuple
from pipectl.store.rows import KINDS, CustomField, FieldValue
from pipectl.store.unit import Unit
from pipectl.text import fold

ROWS = "field_id = :field and {column} = :row order by id"


class ValueOwner(NamedTuple):
    """A field of one deal, account or contact."""

    field: int
    column: str
    row: int


def owner_of(row: Mapping[str, Any]) -> ValueOwner:
    """Return what has a value."""
    column = next(each for each in OWNER_COLUMNS.values() if row[each] is not None)
    return ValueOwner(row["field_id"], column, row[column])


class ValueMerge:
    """The rows of the file that are values of fields, by what has them."""

    def __init__(self, unit: Unit, made: set[int]) -> None:
        self.unit, self.made = unit, made
        self.there: dict[ValueOwner, list[int]] = {}
        # Values of accounts and contacts that were merged into others here.
        self.of_merged: list[dict[str, Any]] = []

    def note(self, row: Mapping[str, Any], number: int) -> None:
        """Note the number here of a row of the file."""
        self.there.setdefault(owner_of(row), []).append(number)

    def keeps_apart(
        self, row: Mapping[str, Any], local: dict[str, Any], merged: set[tuple[str, int]]
    ) -> bool:
        """Keep a value of the file until the end if what it belongs to was merged here."""
        if not any((kind, row[f"{kind}_id"]) in merged for kind in ("account", "contact")):
            return False
        self.of_merged.append(local)
        return True

    def add_of_merged(self) -> None:
        """Add values of those who were merged here, unless the one that stays has its own."""
        of: dict[ValueOwner, list[dict[str, Any]]] = {}
        for row in self.of_merged:
            of.setdefault(owner_of(row), []).append(row)
        for place, found in of.items():
            if not self.rows(place):
                for row in found:
                    self.unit.add(FieldValue(**{**row, "id": None}))

    def rows(self, place: ValueOwner) -> list[FieldValue]:
        """Return the values of a field of one thing in their stored order."""
        where = ROWS.format(column=place.column)
        return list(self.unit.all(FieldValue, where, field=place.field, row=place.row))

    def settle(self, new_deals: set[int]) -> list[Met]:
        """Put the values in one order; return which present values changed."""
        said = []
        for place, there in self.there.items():
            if place.column == OWNER_COLUMNS["deal"] and place.row in new_deals:
                continue
            rows = {each.id: each for each in self.rows(place)}
            before = [each for each in rows if each not in self.made]
            if not self.made & {*there}:
                continue
            former = latest([rows[each] for each in before])
            theirs = latest([rows[each] for each in there if each in rows])
            facts = None if former is None else (former.value, instant(former.recorded_at))
            elsewhere = None if theirs is None else (theirs.value, instant(theirs.recorded_at))
            is_apart = bool({*before} - {*there})
            merge_history.merge_rows(self.unit, FieldValue, rows, before, there)
            after = latest(self.rows(place))
            change = self.told(place, facts, elsewhere, after, is_apart=is_apart)
            said += [] if change is None else [change]
        return said

    def told(
        self,
        place: ValueOwner,
        here: tuple[str | None, str] | None,
        there: tuple[str | None, str] | None,
        after: FieldValue | None,
        *,
        is_apart: bool,
    ) -> Met | None:
        """Return the message about a value that changed, or that both stores changed."""
        if here is None or there is None or after is None or here[0] == there[0]:
            return None
        table = place.column.removesuffix("_id")
        owner: Any = self.unit.have(KINDS[table], place.row)
        number, of = compare.called(self.unit, table, owner)
        return Met(
            FieldValue.__table__,
            number if table == "opportunity" else None,
            of,
            self.unit.have(CustomField, place.field).name,
            here[0],
            there[0],
            here[1],
            there[1],
            after.value == there[0],
            is_apart,
        )


def latest(rows: Sequence[FieldValue]) -> FieldValue | None:
    """Return the value that counts."""
    return max(rows, key=lambda each: (each.recorded_at, each.id), default=None)


def instant(at: datetime) -> str:
    """Return an instant as the journal writes it."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def keep_choices(unit: Unit) -> list[str]:
    """Let every choice be one that is a present value, or that a stored condition names.

    Return what to say about it.
    """
    said = []
    for field in unit.all(CustomField, "type = 'choice' and not archived"):
        offered = json.loads(field.choices or "[]")
        used = {each for each in present(unit, field.id).values() if each is not None}
        known = {*map(fold, {*offered, *used})}
        named = {fold(each.value): each.value for each in values_named(unit, field)}
        unknown = {named[each] for each in named.keys() - known}
        missing = sorted((used - {*offered}) | unknown)
        if missing:
            choices = json.dumps([*offered, *missing], ensure_ascii=False)
            unit.change(field, choices=choices)
            said.append(
                f"The field {quoted(field.name)} keeps {listed([quoted(each) for each in missing])}"
                f" among its choices, because {'it is' if len(missing) == 1 else 'they are'} still"
                " in use."
            )
    return said
