"""Keep stored conditions right when what they name gets another name."""

import json
from collections.abc import Iterator

from pipectl.conditions.rules import FIELD, Renamed, names_field, rewritten, values_on
from pipectl.named_tuple import NamedTuple
from pipectl.store.rows import FitCriterion, Segment, SegmentHistory
from pipectl.store.unit import Unit
from pipectl.text import fold


def rewrite(unit: Unit, renamed: Renamed) -> None:
    """Let segments, also as they were, and criteria of the ideal customer use the new name."""
    for segment in unit.all(Segment):
        unit.change(segment, conditions=rewritten_list(segment.conditions, renamed))
    for former in unit.all(SegmentHistory):
        unit.change(former, conditions=rewritten_list(former.conditions, renamed))
    for criterion in unit.all(FitCriterion):
        unit.change(
            criterion,
            condition=rewritten(criterion.condition, renamed),
            field_folded=key_of(criterion.field_folded, renamed),
        )


def rewritten_list(stored: str, renamed: Renamed) -> str:
    """Return the stored conditions of a segment with the new name; damaged ones as they are."""
    found = read(stored)
    if found is None:
        return stored
    conditions = [rewritten(each, renamed) if isinstance(each, str) else each for each in found]
    return stored if conditions == found else json.dumps(conditions, ensure_ascii=False)


def read(stored: str) -> list[object] | None:
    """Return the stored conditions of a segment; None for damaged ones."""
    try:
        found = json.loads(stored)
    except ValueError:
        return None
    return found if isinstance(found, list) else None


def segments_on(unit: Unit, owner: str, name: str, *, is_alone: bool) -> list[str]:
    """Return the names of the segments in use with a condition on a field."""
    return [
        segment.name
        for segment in unit.all(Segment, "not archived order by name_folded")
        if any(
            isinstance(each, str) and names_field(each, owner, name, is_alone=is_alone)
            for each in read(segment.conditions) or ()
        )
    ]


class NamedValue(NamedTuple):
    """A value of a field that a stored condition names; a criterion's is in no segment."""

    value: str
    segment: str | None


def values_named(unit: Unit, owner: str, name: str, *, is_alone: bool) -> Iterator[NamedValue]:
    """Yield the values of a field that segments in use, and then criteria, name."""
    stored = [
        (each, segment.name)
        for segment in unit.all(Segment, "not archived order by name_folded")
        for each in read(segment.conditions) or ()
        if isinstance(each, str)
    ]
    criteria = [(each.condition, None) for each in unit.all(FitCriterion, "true order by id")]
    for condition, segment in (*stored, *criteria):
        for value in values_on(condition, owner, name, is_alone=is_alone):
            yield NamedValue(value, segment)


def key_of(key: str, renamed: Renamed) -> str:
    """Return what a criterion is about, under the new name of a field."""
    is_meant = renamed.kind == FIELD and key == fold(f"{renamed.owner}.{renamed.former}")
    return fold(f"{renamed.owner}.{renamed.name}") if is_meant else key
