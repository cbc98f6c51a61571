"""Add, change and remove segments."""

import json
from collections.abc import Sequence

from pipectl.errors import RefusedError, UsageError, for_shell, quoted
from pipectl.store.removed import in_use
from pipectl.store.rows import Segment, SegmentHistory
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold

MOST_NAME = 60


def check_name(text: str) -> str:
    """Check the name of a segment, and return it as stored; raise UsageError."""
    name = check_line(text, what="name of a segment", most=MOST_NAME)
    if name.isdecimal():
        raise UsageError(
            f"A segment can't be called {quoted(name)}.", hint="Use at least one letter."
        )
    return name


def stored(conditions: Sequence[str]) -> str:
    """The conditions as stored."""
    return json.dumps(list(conditions), ensure_ascii=False)


def add_segment(unit: Unit, name: str, conditions: Sequence[str]) -> Segment:
    """Add a segment; one of that name that was removed comes back with its quotas."""
    checked = check_name(name)
    known = unit.find(Segment, name_folded=fold(checked))
    if known is None:
        known = unit.add(
            Segment(name=checked, name_folded=fold(checked), conditions=stored(conditions))
        )
        keep(unit, known)
        return known
    if known.archived:
        unit.change(known, name=checked, archived=False)
    elif known.conditions != stored(conditions):
        raise RefusedError(
            f"The segment {quoted(known.name)} already exists, with other conditions.",
            hint=f"Change it: `pipectl segment edit {for_shell(known.name)} --where CONDITION`.",
        )
    return change(unit, known, conditions)


def edit_segment(
    unit: Unit, number: int, name: str | None = None, conditions: Sequence[str] = ()
) -> Segment:
    """Rename a segment, or replace its conditions; the former ones stay in its history."""
    segment = in_use(unit, Segment, number)
    if name is not None:
        checked = check_name(name)
        other = unit.find(Segment, name_folded=fold(checked))
        if other is not None and other.id != number:
            raise RefusedError(
                f"The segment {quoted(other.name)} {'was removed' if other.archived else 'exists'}"
                " already.",
                hint="Choose another name.",
            )
        unit.change(segment, name=checked, name_folded=fold(checked))
    return change(unit, segment, conditions) if conditions else segment


def change(unit: Unit, segment: Segment, conditions: Sequence[str]) -> Segment:
    """Replace the conditions of a segment."""
    if segment.conditions != stored(conditions):
        unit.change(segment, conditions=stored(conditions))
        keep(unit, segment)
    return segment


def keep(unit: Unit, segment: Segment) -> None:
    """Keep the conditions of a segment as of today."""
    unit.add(
        SegmentHistory(
            segment_id=segment.id,
            conditions=segment.conditions,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )


def remove_segment(unit: Unit, number: int) -> Segment:
    """Remove a segment; its history and its quotas stay."""
    return unit.change(in_use(unit, Segment, number), archived=True)
