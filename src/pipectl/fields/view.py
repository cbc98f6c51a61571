"""Fields and their values, drawn and listed; their JSON keys."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pipectl.fields.rules import FieldDefinition, fits, is_right, label, money_of, shown
from pipectl.money import plain_number
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import Exact
from pipectl.render.tables import Cell, Column, Empty, drawn

NO_FIELDS = Empty("No fields yet", "Add one", "pipectl field add Industry --on account")


def field_dict(found: FieldDefinition) -> dict[str, Any]:
    """A field's keys."""
    return {
        "field": found.name,
        "on": found.owner,
        "type": found.type,
        "choices": list(found.choices),
        "id": found.id,
    }


def fields_listing(found: Sequence[FieldDefinition], on: Screen) -> Listing:
    """The fields."""
    titles = [
        Column("Field", flexible=True),
        Column("On"),
        Column("Type"),
        Column("Choices", flexible=True, rank=1, wraps=True),
    ]
    cells = [[each.name, each.owner, each.type, ", ".join(each.choices) or "–"] for each in found]
    rows = [field_dict(each) for each in found]
    return Listing(
        rows, ["field", "on", "type", "choices"], lambda: drawn(titles, cells, on, NO_FIELDS)
    )


def value_json(field: FieldDefinition, stored: str | None) -> Any:
    """A value in JSON: numbers as numbers, yes and no as true and false, money with its currency.

    One that doesn't fit its field is told as it is stored.
    """
    if stored is None or not fits(field, stored):
        return stored
    if field.type == "number":
        return Exact(stored)
    if field.type == "money":
        amount = money_of(stored)
        return {"amount": Exact(plain_number(*amount)), "currency": amount.currency}
    return stored == "yes" if field.type == "yes-no" else stored


class OwnFields(NamedTuple):
    """Custom fields of accounts or of contacts, and their values by row and field."""

    fields: Sequence[FieldDefinition]
    values: Mapping[int, Mapping[int, str]]

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [each.name for each in self.fields]

    @property
    def columns(self) -> list[Column]:
        """The columns of a list."""
        return [field_column(each, self.fields) for each in self.fields]

    def of(self, row: int) -> list[tuple[FieldDefinition, str | None]]:
        """Each field with the value of a row."""
        known = self.values.get(row, {})
        return [(each, known.get(each.id)) for each in self.fields]

    def keys(self, row: int) -> dict[str, Any]:
        """The JSON of a row's values; null if not set."""
        return {each.name: value_json(each, value) for each, value in self.of(row)}

    def rows(self, row: int, numbers: NumberFormat) -> list[tuple[str, str]]:
        """The values of a row that are set, each behind its name."""
        return value_rows(self.of(row), self.fields, numbers)

    def cells(self, row: int, numbers: NumberFormat) -> list[Cell]:
        """The values of a row in a list."""
        return [value_cell(each, value, numbers) for each, value in self.of(row)]


def labeled_json(found: Sequence[tuple[FieldDefinition, str | None]]) -> dict[str, Any]:
    """The values of all fields that speak for a deal, by the name that `--where` takes."""
    every = [field for field, _ in found]
    return {label(field, every): value_json(field, value) for field, value in found}


def value_rows(
    found: Iterable[tuple[FieldDefinition, str | None]],
    every: Sequence[FieldDefinition],
    numbers: NumberFormat,
) -> list[tuple[str, str]]:
    """The values that are set, each behind its name."""
    rows = [(label(field, every), shown(field, value, numbers)) for field, value in found]
    return [(name, value) for name, value in rows if value is not None]


def field_column(field: FieldDefinition, every: Sequence[FieldDefinition]) -> Column:
    """The column of a field in a list."""
    return Column(label(field, every), right=is_right(field), flexible=not is_right(field), rank=8)


def value_cell(field: FieldDefinition, stored: str | None, numbers: NumberFormat) -> Cell:
    """A value in a list."""
    text = shown(field, stored, numbers)
    return Cell("–", "dim") if text is None else Cell(text)


class OwnColumn(NamedTuple):
    """A column of a list of deals with a custom field: its cells and values by deal.

    `more` are columns that files have beside it.
    """

    name: str
    column: Column
    cells: Mapping[int, Cell]
    values: Mapping[int, str]
    more: Mapping[str, Mapping[int, str]] = MappingProxyType({})

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in files: its own, and those with what belongs to the value."""
        return (self.name, *self.more)

    def in_file(self, deal: int) -> dict[str, str | None]:
        """The values of a deal in files."""
        return {self.name: self.values.get(deal)} | {
            name: values.get(deal) for name, values in self.more.items()
        }

    def cell(self, deal: int) -> Cell:
        """The cell of a deal."""
        return self.cells.get(deal) or Cell("–", "dim")


def column_of_deals(
    field: FieldDefinition, name: str, values: Mapping[int, str], numbers: NumberFormat
) -> OwnColumn:
    """The column of a field with the values that speak for each deal."""
    cells = {deal: value_cell(field, value, numbers) for deal, value in values.items()}
    column = Column(name, right=is_right(field), flexible=not is_right(field), rank=8)
    return OwnColumn(name, column, cells, values)
