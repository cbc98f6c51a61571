"""The priorities of a quarter, with their steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pipectl.store.reader import Reader


class PriorityStepRow(NamedTuple):
    """A monthly target of a priority, or an action for it; `number` counts within it from 1."""

    id: int
    number: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None


class PriorityProgress(NamedTuple):
    """One of the three; it is called by its place."""

    id: int
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None
    steps: tuple[PriorityStepRow, ...]


class PriorityRow(NamedTuple):
    """A priority as the store holds it."""

    id: int
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None


class StepRow(NamedTuple):
    """A step as the store holds it."""

    priority_id: int
    id: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None


PRIORITIES_SQL = """
select
  id,
  place,
  text,
  period,
  starts_on,
  ends_on,
  set_on,
  done_on
from priority
{where}
order by starts_on desc, place
"""

STEPS_SQL = """
select
  priority_id,
  id,
  kind,
  text,
  due_on,
  done_on
from priority_step
order by priority_id, id
"""


def priorities(reader: Reader, *, on: date | None = None) -> list[PriorityProgress]:
    """The priorities whose quarter holds the day; all, the latest quarter first, without one."""
    where = "" if on is None else "where :day between starts_on and ends_on"
    values: Mapping[str, Any] = {} if on is None else {"day": on}
    rows = reader.records(PriorityRow, PRIORITIES_SQL.format(where=where), values)
    steps = steps_of(reader) if rows else {}
    return [PriorityProgress(*row, steps=tuple(steps.get(row.id, ()))) for row in rows]


def steps_of(reader: Reader) -> dict[int, list[PriorityStepRow]]:
    """The steps of each priority, numbered in the order in which they were added.

    So the number of a step stays, whatever is done or added after it.
    """
    found: dict[int, list[PriorityStepRow]] = {}
    for row in reader.records(StepRow, STEPS_SQL):
        steps = found.setdefault(row.priority_id, [])
        steps.append(
            PriorityStepRow(row.id, len(steps) + 1, row.kind, row.text, row.due_on, row.done_on)
        )
    return found
