"""Check the values of the user's own fields."""

from collections.abc import Iterator

from pipectl.doctor.rules import Finding
from pipectl.errors import quoted
from pipectl.fields.queries import fields, values_of
from pipectl.fields.rules import TYPE_WORDS, fits
from pipectl.store.reader import Reader


def field_values(reader: Reader) -> Iterator[Finding]:
    """Find values of the user's own fields that don't fit their type."""
    for field in fields(reader):
        for row, values in sorted(values_of(reader, field.owner).items()):
            value = values.get(field.id)
            if value is not None and not fits(field, value):
                what = f"{field.name} is {quoted(value)}, which is no {TYPE_WORDS[field.type]}"
                command = "edit" if field.owner == "deal" else f"{field.owner} edit"
                todo = f'Set it again: `pipectl {command} {row} --set "{field.name}=VALUE"`.'
                yield Finding("field", f"{field.owner} {row}", what, todo)
