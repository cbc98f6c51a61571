"""Read the priorities of a quarter, with their steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class PriorityStepRow(NamedTuple):
    """A monthly target of a priority, or an action; `number` counts from 1 in the priority."""

    id: int
    number: int
    kind: str
    text: str
    due_on: date | None
    done_on: date | None


class PriorityProgress(NamedTuple):
    """A priority with its steps; its number is its place in the quarter."""

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
    """A priority as stored."""

    id: int
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None


class StepRow(NamedTuple):
    """A step as stored."""

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
    """Return the priorities of the day's quarter; without a day all, the latest quarter first."""
    where = "" if on is None else "where :day between starts_on and ends_on"
    values: Mapping[str, Any] = {} if on is None else {"day": on}
    rows = reader.records(PriorityRow, PRIORITIES_SQL.format(where=where), values)
    steps = steps_of(reader) if rows else {}
    return [PriorityProgress(*row, steps=tuple(steps.get(row.id, ()))) for row in rows]


def steps_of(reader: Reader) -> dict[int, list[PriorityStepRow]]:
    """Return the steps of each priority, numbered in the order of adding.

    So a step's number never changes.
    """
    found: dict[int, list[PriorityStepRow]] = {}
    for row in reader.records(StepRow, STEPS_SQL):
        steps = found.setdefault(row.priority_id, [])
        steps.append(
            PriorityStepRow(row.id, len(steps) + 1, row.kind, row.text, row.due_on, row.done_on)
        )
    return found
