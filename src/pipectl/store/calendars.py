"""What calendars were told: the program's own note, outside history, undo and export."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipectl.domain.calendar import CANCELLED, Content, Entry
from pipectl.store.reader import Reader, as_instant

ENTRIES_SQL = """
select
  uid,
  sequence,
  content,
  stamped_at
from calendar_entry
order by uid
"""

KEEP_SQL = """
insert into calendar_entry
  (uid, sequence, content, cancelled, stamped_at)
values
  (:uid, :sequence, :content, :cancelled, :stamped_at)
on conflict (uid) do update set
  sequence = excluded.sequence,
  content = excluded.content,
  cancelled = excluded.cancelled,
  stamped_at = excluded.stamped_at
"""


def entries(reader: Reader) -> dict[str, Entry]:
    """What calendars were told so far, by uid."""
    return {
        row[0]: Entry(row[0], row[1], content(row[2]), as_instant(row[3]))
        for row in reader.rows(ENTRIES_SQL)
    }


def keep(connection: sqlite3.Connection, known: Mapping[str, Entry], told: Iterable[Entry]) -> None:
    """Keep what changed; where nothing did, the file isn't touched."""
    for entry in told:
        if known.get(entry.uid) != entry:
            connection.execute(KEEP_SQL, as_row(entry))


def content(text: str) -> Content | None:
    """A content from its JSON; what can't be understood was forgotten."""
    try:
        found = Content(**json.loads(text))
        date.fromisoformat(found.due_on)
        date.fromisoformat(found.stands_on or found.due_on)
    except (ValueError, TypeError):
        return None
    words = (found.summary, found.description, found.due_time or "", found.ended_on or "")
    return found if all(isinstance(each, str) for each in words) else None


def as_row(entry: Entry) -> dict[str, Any]:
    """An entry as its row."""
    found = {} if entry.content is None else entry.content._asdict()
    return {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "content": json.dumps(found, sort_keys=True, ensure_ascii=False),
        "cancelled": entry.content is not None and entry.content.status == CANCELLED,
        "stamped_at": entry.stamped_at,
    }
