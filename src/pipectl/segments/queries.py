"""Which segments are there, and which conditions do they have?"""

import json
from collections.abc import Iterable
from datetime import date

from pipectl.errors import UsageError
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class SegmentRow(NamedTuple):
    """A segment with its conditions."""

    id: int
    name: str
    conditions: tuple[str, ...]


SEGMENTS_SQL = """
select
  id,
  name,
  conditions
from segment
where archived = false
order by name_folded
"""

# As they were set by a day; for a segment that was added later, its first ones.
THEN_SQL = """
select
  conditions
from segment_history
where segment_id = :id
order by recorded_on > :day, case when recorded_on <= :day then -id else id end
limit 1
"""


def segments(reader: Reader) -> list[SegmentRow]:
    """The segments in use, by name."""
    return [SegmentRow(row[0], row[1], conditions_of(row[2])) for row in reader.rows(SEGMENTS_SQL)]


def conditions_on(reader: Reader, number: int, day: date) -> tuple[str, ...]:
    """The conditions that a segment had at the end of a day."""
    found = reader.value(THEN_SQL, {"id": number, "day": day.isoformat()})
    return conditions_of(found)


def conditions_of(stored: str | None) -> tuple[str, ...]:
    """The conditions as stored; none where they can't be read."""
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def gone(reader: Reader, conditions: Iterable[str]) -> str | None:
    """The first stored condition that names what isn't there, or can't be read."""
    from pipectl.filters.queries import fit_source, source_named
    from pipectl.filters.rules import STORED, parse_condition, test_of

    for text in conditions:
        try:
            condition = parse_condition(text)
            source = source_named(reader, condition.name)
            if source.name.type == "fit":
                fit_source(reader)
            if source.name.choices:
                test_of(condition, source.name, STORED)
        except UsageError:
            return text
    return None
