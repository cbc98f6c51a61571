"""What was done to the store, and what did it change?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pipectl.store.reader import DamagedValueError, Reader, as_instant


class Operation(NamedTuple):
    """One undoable operation."""

    id: int
    at: datetime
    command: str
    undone: bool
    changes: tuple[str, ...]


OPERATIONS_SQL = """
select
  id,
  at,
  command,
  state
from journal_operation
{where}
order by id desc
limit :limit
"""

ROWS_SQL = """
select
  table_name,
  row_key,
  before,
  after
from journal_row
where operation_id = :id and table_name <> 'instants'
order by id
"""

RANGES_SQL = """
select
  table_name,
  first,
  last
from journal_range
where operation_id = :id
order by table_name = 'opportunity' desc, table_name
"""

# What rows created in bulk are called.
MANY = {
    "opportunity": "deal",
    "account": "account",
    "contact": "contact",
    "activity": "activity",
    "review": "review",
}
# What a row is called to a person, and which of its columns names it.
NAMED = {
    "opportunity": ("deal", "title"),
    "stage": ("stage", "name"),
    "account": ("account", "name"),
    "contact": ("contact", "name"),
    "action": ("action", "text"),
    "reason": ("reason", "text"),
    "criterion": ("criterion", "text"),
    "quota": ("quota", "period"),
    "setting": ("setting", "key"),
    "activity": ("activity", "kind"),
    "next_action": ("next action", "text"),
    "opportunity_tag": ("tag", "tag"),
    "qualification": ("answers", "why"),
    "goal": ("goal", "kind"),
    "priority": ("priority", "text"),
    "priority_step": ("step", "text"),
    "review": ("review", "kind"),
    "review_answer": ("review answer", "ending"),
}
# Columns that repeat others, or say nothing to a person.
SILENT = ("id", "uid", "recorded_at", "recorded_on", "added_on", "pushes", "asked_on", "buying")


def operations(reader: Reader, limit: int) -> list[Operation]:
    """The last operations, the newest first."""
    return told(reader, reader.rows(OPERATIONS_SQL.format(where=""), {"limit": limit}))


def operation(reader: Reader, number: int, *, reverse: bool = False) -> Operation:
    """The operation with that number; with `reverse`, with what undoing it changes."""
    sql = OPERATIONS_SQL.format(where="where id = :id")
    return told(reader, reader.rows(sql, {"id": number, "limit": 1}), reverse=reverse)[0]


def told(
    reader: Reader, rows: Iterable[Sequence[Any]], *, reverse: bool = False
) -> list[Operation]:
    """Operations with what they changed."""
    return [
        Operation(
            id=number,
            at=as_instant(at),
            command=command,
            undone=state != "done",
            changes=tuple(changes(reader, number, reverse=reverse)),
        )
        for number, at, command, state in rows
    ]


def changes(reader: Reader, operation: int, *, reverse: bool = False) -> list[str]:
    """What an operation changed, a line for each row that means something to a person."""
    added = "removed" if reverse else "added"
    lines = [
        f"{added} {plural(MANY[table])} #{first} to #{last}"
        if last > first
        else f"{added} {MANY[table]} #{first}"
        for table, first, last in reader.rows(RANGES_SQL, {"id": operation})
        if table in MANY
    ]
    for table, _key, before, after in reader.rows(ROWS_SQL, {"id": operation}):
        if table in NAMED:
            images = loaded(before), loaded(after)
            lines.append(change(table, *(reversed(images) if reverse else images)))
    return [line for line in lines if line]


def plural(noun: str) -> str:
    """Several of them."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def loaded(image: str | None) -> Mapping[str, Any] | None:
    """A row's image."""
    try:
        found = None if image is None else json.loads(image)
    except ValueError:
        found = ()
    if not isinstance(found, dict | None):
        raise DamagedValueError("a row's image")
    return found


def change(table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """One row's change as a line: what was added, removed, or which of its fields changed."""
    noun, naming = NAMED[table]
    name = f'{noun} "{(after or before or {}).get(naming)}"'
    if before is None:
        return f"added {name}"
    if after is None:
        return f"removed {name}"
    fields = [field(key) for key in after if before.get(key) != after[key] and is_told(key)]
    return f"changed {name}: {', '.join(dict.fromkeys(fields))}" if fields else ""


def is_told(column: str) -> bool:
    """Whether a change of the column says something to a person."""
    return column not in SILENT and not column.endswith("_folded")


def field(column: str) -> str:
    """A column's name without its unit."""
    if column == "short":
        return "short name"
    for suffix in ("_minor", "_bp", "_on", "_id"):
        column = column.removesuffix(suffix)
    return column.replace("_", " ")
