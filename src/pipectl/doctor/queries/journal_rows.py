"""Check that every row is as the last operation on it left it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipectl.doctor.rules import GONE, RESTORE, Finding
from pipectl.errors import listed
from pipectl.named_tuple import NamedTuple
from pipectl.store.bulk_checks import own_columns
from pipectl.store.changes import OF_NO_TABLE, UNDONE
from pipectl.store.reader import Reader, as_instant
from pipectl.vocabulary import row_words

OPERATIONS_SQL = """
select
  id,
  state
from journal_operation
"""

# No operation is written down that changed nothing.
EMPTY_SQL = f"""
select
  id
from journal_operation as o
where not exists (
  select 1 from journal_row where operation_id = o.id and table_name <> '{UNDONE}'
)
  and not exists (select 1 from journal_range where operation_id = o.id)
order by id
"""

UPGRADED_SQL = "select coalesce(max(last_operation), 0) from store_upgrade"

IMAGES_SQL = f"""
select
  operation_id,
  table_name,
  row_key,
  before,
  after
from journal_row
where table_name not in {OF_NO_TABLE}
order by operation_id, id
"""

RANGES_SQL = """
select
  r.operation_id,
  r.table_name,
  r.key_column,
  r.first,
  r.last,
  o.state = 'done'
from journal_range as r
join journal_operation as o on o.id = r.operation_id
"""

# Bulk operations keep which numbers they made, and no image of each row.
UNWRITTEN_SQL = """
select
  h.opportunity_id,
  h.id
from opportunity_history as h
where '[' || h.id || ']' not in (
  select
    row_key
  from journal_row
  where table_name = 'opportunity_history'
)
and not exists (
  select 1
  from journal_range as r
  where r.table_name = 'opportunity_history'
    and case r.key_column when 'id' then h.id else h.opportunity_id end between r.first and r.last
)
order by h.opportunity_id, h.id
"""

# Derived data has a check of its own.
DERIVED_TABLES = ("stage_visit", "stage_pace")
DERIVED_COLUMNS = {"opportunity": {"pushes", "last_contact_on", "asked_on", "buying"}}


class Left(NamedTuple):
    """How an operation left a row: its image as text, None if it deleted the row."""

    operation: int
    image: str | None


Places = dict[str, dict[str, Left]]


def journal(reader: Reader) -> Iterator[Finding]:
    """Find unreadable images, and rows that differ from their last image."""
    for (operation,) in reader.rows(EMPTY_SQL):
        yield Finding("journal", f"operation {operation}", "its changes are missing", UNDO)
    places: Places = {}
    yield from gather(reader, places)
    ranges = reader.rows(RANGES_SQL)
    tables = reader.tables()
    for table, rows in places.items():
        if table in DERIVED_TABLES:
            continue
        if table not in tables:
            what = "missing, although the journal has changes to it"
            yield Finding("journal", f"table {table}", what, SEE)
            continue
        later = [each for each in ranges if each[1] == table]
        yield from differing(reader, table, rows, later)


def unwritten(reader: Reader) -> Iterator[Finding]:
    """Find rows of a history that no operation wrote."""
    for number, row in reader.rows(UNWRITTEN_SQL):
        what = f"row {row} of its history was written outside pipectl"
        yield Finding("history", f"deal {number}", what, RESTORE)


SEE = "Correct it with pipectl. Earlier changes to it can't be undone."
UNDO = f"It can't be undone. {RESTORE}"


def gather(reader: Reader, places: Places) -> Iterator[Finding]:
    """Fill in how each row was left; yield the operations with unreadable images."""
    states = {row[0]: row[1] for row in reader.rows(OPERATIONS_SQL)}
    upgraded = reader.value(UPGRADED_SQL)
    bad = set()
    for operation, table, key, before, after in reader.stream(IMAGES_SQL):
        if not is_image(before) or not is_image(after) or not is_key(key):
            bad.add(operation)
        elif operation > upgraded:  # an earlier schema's images have other columns
            rows = places.setdefault(table, {})
            if states.get(operation) == "done":
                rows[key] = Left(operation, after)
            else:
                rows.setdefault(key, Left(operation, before))
    for operation in sorted(bad):
        yield Finding("journal", f"operation {operation}", "its changes can't be read", UNDO)


def is_image(text: str | None) -> bool:
    """Return whether the text is a row's image."""
    try:
        return text is None or isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def is_key(text: str) -> bool:
    """Return whether the text is a row's key."""
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def differing(
    reader: Reader, table: str, rows: dict[str, Left], later: Sequence[Sequence[Any]]
) -> Iterator[Finding]:
    """Find the rows of a table that differ from how they were left."""
    columns = own_columns(table)
    names = [name for name, _, _ in columns]
    keys = [names.index(name) for name, _, pk in sorted(columns, key=lambda each: each[2]) if pk]
    skipped = DERIVED_COLUMNS.get(table, set())
    listed_columns = ", ".join(f'"{name}"' for name in names)
    for row in reader.stream(f'select {listed_columns} from "{table}"'):
        place = json.dumps([row[at] for at in keys])
        left = rows.pop(place, None)
        if left is None or is_ranged(left, dict(zip(names, row, strict=True)), later):
            continue
        if left.image is None:
            yield about(table, place, "exists, although the journal says it was deleted")
            continue
        image, now = json.loads(left.image), image_of(columns, row)
        wrong = [name for name in names if name not in skipped and image.get(name) != now[name]]
        if wrong:
            told = listed([plain(name) for name in wrong])
            yield about(table, place, f"{told} changed outside pipectl")
    for place, left in rows.items():
        if left.image is not None and not is_ranged(left, json.loads(left.image), later):
            yield about(table, place, GONE)


def is_ranged(left: Left, row: Mapping[str, Any], later: Sequence[Sequence[Any]]) -> bool:
    """Return whether that or a later operation made the row in bulk, or its undo removed it."""
    return any(
        (operation >= left.operation or not done) and first <= row.get(key, first - 1) <= last
        for operation, _, key, first, last, done in later
    )


def image_of(columns: Sequence[Sequence[Any]], row: Sequence[Any]) -> dict[str, Any]:
    """Return a row as the journal writes it."""
    return {name: in_json(kind, value) for (name, kind, _), value in zip(columns, row, strict=True)}


def in_json(kind: str, value: Any) -> Any:
    """Return a stored value as the journal writes it."""
    if value is None:
        return None
    if kind == "DATETIME":
        return as_instant(value).isoformat()
    return bool(value) if kind == "BOOLEAN" else value


def about(table: str, place: str, what: str) -> Finding:
    """Return a finding about a row, by its key."""
    key = ", ".join(str(part) for part in json.loads(place))
    return Finding("journal", f"{row_words(table)} {key}", what, SEE)


def plain(column: str) -> str:
    """Return a column's name in words, without its unit."""
    for suffix in ("_minor", "_bp", "_id"):
        column = column.removesuffix(suffix)
    return {"created_on": "creation date", "stage_entered_on": "stage date"}.get(
        column, row_words(column.replace("_on", " date"))
    )
