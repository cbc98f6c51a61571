"""What was done to the store, and what did it change?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipectl.history.rules import (
    NAMED,
    change,
    field_change,
    persona_change,
    rate_change,
    sequence_change,
)
from pipectl.named_tuple import NamedTuple
from pipectl.store.change_times import loaded
from pipectl.store.changes import OF_NO_TABLE, net
from pipectl.store.reader import Reader, as_instant


class Operation(NamedTuple):
    """One undoable operation."""

    id: int
    at: datetime
    command: str
    undone: bool
    changes: tuple[str, ...]
    owner: str | None


OPERATIONS_SQL = """
select
  id,
  at,
  command,
  state,
  owner
from journal_operation
{where}
order by id desc
limit :limit
"""

ROWS_SQL = f"""
select
  table_name,
  row_key,
  before,
  after
from journal_row
where operation_id = :id and table_name not in {OF_NO_TABLE}
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

TITLES_SQL = """
select
  id,
  title
from opportunity
where id in (select cast(value as integer) from json_each(:ids))
"""

NAMES_SQL = """
select
  id,
  name
from contact
where id in (select cast(value as integer) from json_each(:ids))
"""

# A table, and its row before and after.
ChangedRow = tuple[str, Mapping[str, Any] | None, Mapping[str, Any] | None]
# What rows created in bulk are called.
MANY = {
    "opportunity": "deal",
    "account": "account",
    "contact": "contact",
    "activity": "activity",
    "review": "review",
}


def operations(reader: Reader, limit: int, owner: str | None = None) -> list[Operation]:
    """The last operations, the newest first; of a seller, or with an empty name of nobody."""
    where, values = ("", {}) if owner is None else ("where owner = :owner", {"owner": owner})
    sql = OPERATIONS_SQL.format(where=where)
    return told(reader, reader.rows(sql, {"limit": limit, **values}))


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
            owner=owner or None,
        )
        for number, at, command, state, owner in rows
    ]


def changes(reader: Reader, operation: int, *, reverse: bool = False) -> list[str]:
    """What an operation changed, a line for each row that means something to a person."""
    added, values = "removed" if reverse else "added", {"id": operation}
    lines = [
        f"{added} {plural(MANY[table])} #{first} to #{last}"
        if last > first
        else f"{added} {MANY[table]} #{first}"
        for table, first, last in reader.rows(RANGES_SQL, values)
        if table in MANY
    ]
    rows = [
        (table, loaded(before), loaded(after))
        for table, _key, before, after in net(reader.rows(ROWS_SQL, values))
        if table in NAMED
    ]
    titles, names = titles_of(reader, rows), contacts_of(reader, rows)
    for table, before, after in rows:
        whole = after or before or {}
        images = (after, before) if reverse else (before, after)
        title = titles.get(whole.get("opportunity_id"))
        contact = names.get(whole.get("contact_id")) if table == "contact_role" else None
        line = change(table, *images, [each for each in (contact, title) if each])
        end = f' of "{title}"' if title else ""
        if table == "field_value":
            line = field_change(field_name(reader, whole["field_id"]), *images) + end
        if table == "contact_persona":
            now = images[1] and persona_name(reader, images[1]["persona_id"])
            line = persona_change(names.get(whole["contact_id"], "a contact"), now or None)
        if table == "sequence_run":
            line = sequence_change(sequence_name(reader, whole["sequence_id"]), *images) + end
        if table == "exchange_rate":
            line = rate_change(*images)
        lines.append(line)
    return [line for line in lines if line]


def titles_of(reader: Reader, rows: Iterable[ChangedRow]) -> dict[int | None, str]:
    """Return the titles of the deals that rows belong to, by number; none for a single deal."""
    deals = {(after or before or {}).get("opportunity_id") for _, before, after in rows} - {None}
    if len(deals) < 2:
        return {}
    found = reader.rows(TITLES_SQL, {"ids": json.dumps(sorted(deals))})
    return {row[0]: row[1] for row in found}


def field_name(reader: Reader, number: int) -> str:
    """Return the name of a custom field."""
    return str(reader.value("select name from custom_field where id = :id", {"id": number}))


def persona_name(reader: Reader, number: int) -> str:
    """Return the name of a persona, also of one that was removed since."""
    found = reader.value("select name from persona where id = :id", {"id": number})
    return "a persona that was removed" if found is None else str(found)


def sequence_name(reader: Reader, number: int) -> str:
    """Return the name of a sequence, also of one whose adding was undone."""
    found = reader.value("select name from sequence where id = :id", {"id": number})
    return "a sequence that was removed" if found is None else str(found)


def contacts_of(reader: Reader, rows: Iterable[ChangedRow]) -> dict[int | None, str]:
    """Return the names of the contacts whose roles or personas changed, by number."""
    found = {
        (after or before or {}).get("contact_id")
        for table, before, after in rows
        if table in ("contact_role", "contact_persona")
    }
    ids = json.dumps(sorted(found - {None}))
    return {row[0]: row[1] for row in reader.rows(NAMES_SQL, {"ids": ids})} if found else {}


def plural(noun: str) -> str:
    """Several of them."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
