"""What was sent and what calendars were told."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipectl.ownership.rules import CLAIMED, TOLD_DAYS
from pipectl.reminders.rules.calendar_entries import EVENT_CANCELED, CalendarContent, SentEntry
from pipectl.store.opening import write_note
from pipectl.store.reader import Reader, as_instant

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.temporary import Connection

KEPT_DAYS = 7
# What a seller was told of deals that came or went is told once, so it is kept as long as it would
# be told.
TOLD_LENGTH = len(CLAIMED)

CLAIM_SQL = """
insert into reminder_claim (item, claimed_on, owner)
values (:item, :day, :owner)
on conflict (item, claimed_on, owner) do nothing
"""

RELEASE_SQL = """
delete from reminder_claim
where item = :item and claimed_on = :day and owner = :owner
"""

FORGET_SQL = f"""
delete from reminder_claim
where claimed_on < :told or (claimed_on < :day and substr(item, 1, {TOLD_LENGTH}) <> '{CLAIMED}')
"""


def claim_reminder(
    path: "Path | ServerStore", items: Sequence[str], day: date, owner: str
) -> set[str]:
    """Those not claimed for the owner on that day yet; all, where claims can't be written."""

    def act(connection: "Connection") -> set[str]:
        forget = {"day": KEPT_DAYS, "told": TOLD_DAYS}
        connection.execute(
            FORGET_SQL, {name: day - timedelta(days=each) for name, each in forget.items()}
        )
        return {item for item in items if claimed(connection, item)}

    def claimed(connection: "Connection", item: str) -> bool:
        values = {"item": item, "day": day, "owner": owner}
        return bool(connection.execute(CLAIM_SQL, values).rowcount > 0)

    found = write_note(path, act)
    return set(items) if found is None else found


def release_reminder(
    path: "Path | ServerStore", items: Iterable[str], day: date, owner: str
) -> None:
    """Take claims back: what they stand for was never sent."""
    write_note(
        path,
        lambda connection: connection.executemany(
            RELEASE_SQL, [{"item": item, "day": day, "owner": owner} for item in items]
        ),
    )


def untell(path: "Path | ServerStore", items: Sequence[str], owner: str) -> None:
    """Take back that an owner was told of items, whatever the day."""
    sql = "delete from reminder_claim where item = :item and owner = :owner"
    rows = [{"item": item, "owner": owner} for item in items]
    write_note(path, lambda connection: connection.executemany(sql, rows))


ENTRIES_SQL = """
select
  uid,
  sequence,
  content,
  stamped_at
from calendar_entry
where owner = :owner
order by uid
"""

KEEP_SQL = """
insert into calendar_entry
  (uid, sequence, content, cancelled, stamped_at, owner)
values
  (:uid, :sequence, :content, :cancelled, :stamped_at, :owner)
on conflict (uid, owner) do update set
  sequence = excluded.sequence,
  content = excluded.content,
  cancelled = excluded.cancelled,
  stamped_at = excluded.stamped_at
"""


def entries(reader: Reader) -> dict[str, SentEntry]:
    """What calendars of the reader's owner were told so far, by uid."""
    return {
        row[0]: SentEntry(row[0], row[1], content(row[2]), as_instant(row[3]))
        for row in reader.rows(ENTRIES_SQL, {"owner": reader.owner or ""})
    }


def keep(
    connection: "Connection",
    known: Mapping[str, SentEntry],
    told: Iterable[SentEntry],
    owner: str,
) -> None:
    """Keep what changed; where nothing did, the file isn't touched."""
    for entry in told:
        if known.get(entry.uid) != entry:
            connection.execute(KEEP_SQL, {**as_row(entry), "owner": owner})


def content(text: str) -> CalendarContent | None:
    """A content from its JSON; what can't be understood was forgotten."""
    try:
        found = CalendarContent(**json.loads(text))
        date.fromisoformat(found.due_on)
        date.fromisoformat(found.stands_on or found.due_on)
    except (ValueError, TypeError):
        return None
    words = (found.summary, found.description, found.due_time or "", found.ended_on or "")
    return found if all(isinstance(each, str) for each in words) else None


def as_row(entry: SentEntry) -> dict[str, Any]:
    """An entry as its row."""
    found = {} if entry.content is None else entry.content._asdict()
    return {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "content": json.dumps(found, sort_keys=True, ensure_ascii=False),
        "cancelled": entry.content is not None and entry.content.status == EVENT_CANCELED,
        "stamped_at": entry.stamped_at,
    }
