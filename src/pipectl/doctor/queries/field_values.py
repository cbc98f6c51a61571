"""Check the values of custom fields, and the criteria and segments that name them."""

from collections.abc import Iterator

from pipectl.doctor.rules import Finding
from pipectl.errors import for_shell, quoted
from pipectl.fields.queries import fields, values_of
from pipectl.fields.rules import TYPE_WORDS, fits
from pipectl.icp.queries import judged
from pipectl.segments.queries import gone, segments
from pipectl.store.reader import Reader


def field_values(reader: Reader) -> Iterator[Finding]:
    """Find values of custom fields that don't fit their type."""
    for field in fields(reader):
        for row, values in sorted(values_of(reader, field.owner).items()):
            value = values.get(field.id)
            if value is not None and not fits(field, value):
                what = f"{field.name} is {quoted(value)}, which is no {TYPE_WORDS[field.type]}"
                command = "edit" if field.owner == "deal" else f"{field.owner} edit"
                setting = for_shell(f"{field.name}=VALUE")
                todo = f"Set it again: `pipectl {command} {row} --set {setting}`."
                yield Finding("field", f"{field.owner} {row}", what, todo)


def fit_criteria(reader: Reader) -> Iterator[Finding]:
    """Find criteria of the ideal customer that no deal can meet: they name what is gone."""
    for each in judged(reader):
        if each.source is None:
            what = "is about a field that doesn't exist, or can't be read, so it is never met"
            todo = f"Remove it: `pipectl icp remove {for_shell(each.criterion.key)}`."
            yield Finding("criterion", f"criterion {quoted(each.condition)}", what, todo)


def segment_conditions(reader: Reader) -> Iterator[Finding]:
    """Find segments that can't be used: a condition names what is gone, or can't be read."""
    for each in segments(reader):
        name = for_shell(each.name)
        todo = f"Change its conditions: `pipectl segment edit {name} --where CONDITION`."
        if not each.conditions:
            what = "its conditions can't be read"
            yield Finding("segment", f"segment {quoted(each.name)}", what, todo)
        elif (wrong := gone(reader, each.conditions)) is not None:
            what = f"its condition {quoted(wrong)} names what isn't there"
            yield Finding("segment", f"segment {quoted(each.name)}", what, todo)
