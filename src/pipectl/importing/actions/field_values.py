"""Make the fields of an import, and set the values of their rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipectl.clock import recorded_after
from pipectl.deal_parts import own_part
from pipectl.errors import RefusedError
from pipectl.fields.actions import (
    LastValue,
    add_field,
    append_value,
    edit_field,
    last_value,
    stored_choices,
)
from pipectl.fields.rules import OWNER_COLUMNS, FieldDefinition, label
from pipectl.importing.rules.field_plan import FilledField
from pipectl.named_tuple import NamedTuple
from pipectl.store.bulk import BulkInsert
from pipectl.store.removed import in_use
from pipectl.store.rows import CustomField, FieldValue
from pipectl.store.unit import Unit

USED_SQL = "select distinct value from field_value where field_id = :field and value is not null"


class FieldColumn(NamedTuple):
    """A field that a column of the file fills, and its name in words.

    `part` is the part of a deal that it is; None for a field of accounts or contacts.
    """

    number: int
    owner: str
    name: str
    part: str | None = None


def make_fields(unit: Unit, found: Sequence[FilledField]) -> tuple[FieldColumn, ...]:
    """Return the fields of the columns; add new ones."""
    every: list[FieldDefinition] = [each.field for each in found]
    made = []
    for each in found:
        field, number = each.field, each.number
        if number is None:
            number = add_field(unit, field.name, field.owner, field.type, field.choices).id
        else:
            refuse_changed(unit, number, each)
        part = own_part(field.name) if field.owner == "deal" else None
        made.append(FieldColumn(number, field.owner, label(field, every), part))
    return tuple(made)


def refuse_changed(unit: Unit, number: int, filled: FilledField) -> None:
    """Raise RefusedError if a field was removed, or its choices changed, since it was looked up."""
    known = filled.field.choices[: len(filled.field.choices) - len(filled.added)]
    if in_use(unit, CustomField, number).choices != stored_choices(known):
        raise RefusedError(
            f"The choices of {filled.field.name} were changed by another command in the meantime,"
            " so nothing was imported.",
            hint="Import the file again.",
        )


def settle_fields(
    unit: Unit, found: Sequence[FilledField], columns: Sequence[FieldColumn]
) -> tuple[FilledField, ...]:
    """Add the new choices that values have now, and drop new fields without any value.

    Returns the fields that are left, with the choices that were added.
    """
    settled = []
    for each, column in zip(found, columns, strict=True):
        used = {value for (value,) in unit.rows(USED_SQL, field=column.number)}
        if each.number is None and not used:
            unit.delete(unit.have(CustomField, column.number))
            continue
        added = tuple(choice for choice in each.added if choice in used)
        before = each.field.choices[: len(each.field.choices) - len(each.added)]
        if added:
            edit_field(unit, column.number, choices=(*before, *added))
        field = each.field._replace(choices=(*before, *added)) if each.added else each.field
        settled.append(each._replace(field=field, added=added))
    return tuple(settled)


def update_values(
    unit: Unit,
    owners: Mapping[str, int | None],
    columns: Sequence[FieldColumn],
    values: Sequence[str | None],
    *,
    clears: bool,
) -> list[tuple[FieldColumn, str | None, str | None]]:
    """Set the values of an existing deal, account or contact that differ in the file.

    Returns them with the values before and after. With `clears` (our own CSV), an empty cell
    clears a value.
    """
    changed = []
    for column, value in zip(columns, values, strict=False):
        row = owners.get(column.owner)
        if row is None or value is None or not (value or clears):
            continue
        before = last_value(unit, column.owner, row, column.number).value
        if before != (value or None):
            append_value(unit, column.owner, row, column.number, value or None)
            changed.append((column, before, value or None))
    return changed


class NewValues:
    """Adds the values of new deals, and of their accounts and contacts that have none yet."""

    def __init__(
        self, unit: Unit, loader: BulkInsert, columns: Sequence[FieldColumn], *, update: bool
    ) -> None:
        self.unit, self.loader, self.columns, self.update = unit, loader, columns, update
        self.known: dict[tuple[int, int], LastValue] = {}

    def add(
        self, number: int, owners: Mapping[str, int | None], values: Sequence[str | None]
    ) -> int:
        """Add the values of a row; `number` is that of the first; return that of the next."""
        for column, value in zip(self.columns, values, strict=False):
            row = owners.get(column.owner)
            if row is None or not value:
                continue
            before = self.before(column, row)
            if before.value == value or (before.value is not None and not self.update):
                continue
            at = recorded_after(self.unit.moment, before.at)
            self.known[column.number, row] = LastValue(value, at)
            self.loader.add(
                FieldValue, **self.row(number, column, row, self.known[column.number, row])
            )
            number += 1
        return number

    def before(self, column: FieldColumn, row: int) -> LastValue:
        """Return the value of an account or contact; a new deal has none."""
        if column.owner == "deal":
            return LastValue(None, None)
        place = column.number, row
        if place not in self.known:
            self.known[place] = last_value(self.unit, column.owner, row, column.number)
        return self.known[place]

    def row(self, number: int, column: FieldColumn, row: int, new: LastValue) -> dict[str, Any]:
        """Return the row of a value."""
        empty: dict[str, Any] = dict.fromkeys(OWNER_COLUMNS.values())
        return {
            "id": number,
            "field_id": column.number,
            **empty,
            OWNER_COLUMNS[column.owner]: row,
            "value": new.value,
            "recorded_at": new.at,
            "recorded_on": self.unit.moment.today,
        }
