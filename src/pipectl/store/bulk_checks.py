"""Check that bulk-created rows changed only through later operations."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.store.changes import OF_NO_TABLE
from pipectl.store.reader import Reader
from pipectl.store.row import columns
from pipectl.store.rows import KINDS

# An earlier schema's rows had other columns; what was done in it can't be undone anyway.
RANGES_SQL = """
select
  r.operation_id,
  r.table_name,
  r.key_column,
  r.first,
  r.last,
  r.digest,
  r.content,
  o.state
from journal_range as r
join journal_operation as o on o.id = r.operation_id
where r.operation_id > (select coalesce(max(last_operation), 0) from store_upgrade)
order by r.operation_id, r.table_name, r.first
"""

# What `doctor --fix` met wasn't what the operation before it had left.
LATER_SQL = f"""
select
  r.operation_id,
  r.table_name,
  r.row_key,
  r.before
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.operation_id > :first
  and r.table_name not in {OF_NO_TABLE}
  and o.command not like 'doctor%'
order by r.operation_id, r.id
"""

# What a column of each type is called among those whose values JSON lacks.
TYPES = {"datetime": "DATETIME", "bool": "BOOLEAN"}
DONE = "done"
TOGETHER = 1_000  # rows that are packed at once
PACKED_PART = 16_384  # bytes that are unpacked at once
TO_JSON = json.JSONEncoder(ensure_ascii=False).encode
Row = tuple[Any, ...]
Later = dict[str, list[tuple[int, str, str | None]]]


class StoredRange(NamedTuple):
    """Rows that an operation created; `content` has them while it is undone."""

    operation: int
    table: str
    key: str
    first: int
    last: int
    digest: str
    content: str | None
    state: str


class TableColumns(NamedTuple):
    """A table's columns, and the places of those of its key, in the key's order."""

    names: list[str]
    kinds: list[str]
    keys: list[int]


def ranges(reader: Reader) -> list[StoredRange]:
    """Return what bulk operations created, the earliest first."""
    return [StoredRange(*row) for row in reader.rows(RANGES_SQL)]


def left(reader: Reader) -> Iterator[tuple[StoredRange, str]]:
    """Yield each range in effect with the digest of its rows before later operations.

    One among whose rows a later operation's image can't be read is left out.
    """
    found = [each for each in ranges(reader) if each.state == DONE]
    later = done_later(reader, found)
    for each in found:
        try:
            yield each, digest(lines(reader, each, later[each.table]))
        except (ValueError, AttributeError):
            continue


def done_later(reader: Reader, found: Sequence[StoredRange]) -> Later:
    """Return the images that later operations found, by table."""
    later: Later = defaultdict(list)
    if found:
        tables = {each.table for each in found}
        for operation, table, key, before in reader.stream(
            LATER_SQL, {"first": found[0].operation}
        ):
            if table in tables:
                later[table].append((operation, key, before))
    return later


def lines(
    reader: Reader, found: StoredRange, later: Iterable[tuple[int, str, str | None]]
) -> Iterator[bytes]:
    """Yield a range's rows as JSON, as they were before later operations."""
    own = columns_of(found.table)
    met: dict[str, str | None] = {}
    for operation, key, before in later:
        if operation > found.operation:
            met.setdefault(key, before)
    former = [stored(own, json.loads(image)) for image in met.values() if image is not None]
    at = own.names.index(found.key)

    def place(row: Row) -> Row:
        return tuple(row[each] for each in own.keys)

    present = rows(reader, found, own)
    if met:
        present = (row for row in present if json.dumps(place(row)) not in met)
    within = [row for row in former if found.first <= row[at] <= found.last]
    for row in merge(present, sorted(within, key=place), key=place):
        yield as_line(row)


def as_line(row: Sequence[Any]) -> bytes:
    """A row's stored values as JSON, as they are digested and packed."""
    return TO_JSON(list(row)).encode("utf-8", "surrogatepass")


def own_columns(table: str) -> list[tuple[str, str, int]]:
    """Name, type and place in the key of a table's columns, without those that somebody added."""
    kind = KINDS.get(table)
    if kind is None:
        raise ValueError("a table that isn't pipectl's")
    places = {name: place for place, name in enumerate(kind.__key__, 1)}
    found = columns(kind).items()
    return [(name, TYPES.get(column.name, ""), places.get(name, 0)) for name, column in found]


def columns_of(table: str) -> TableColumns:
    """The columns of a table."""
    found = own_columns(table)
    names = [row[0] for row in found]
    keys = [names.index(name) for name, _, pk in sorted(found, key=lambda row: row[2]) if pk]
    return TableColumns(names, [row[1] for row in found], keys)


def rows(reader: Reader, found: StoredRange, columns: TableColumns) -> Iterator[Row]:
    """Yield the present rows in the order of their keys."""
    names = ", ".join(f'"{name}"' for name in columns.names)
    order = ", ".join(f'"{columns.names[each]}"' for each in columns.keys)
    sql = (
        f'select {names} from "{found.table}" '
        f'where "{found.key}" between :first and :last order by {order}'
    )
    values = {"first": found.first, "last": found.last}
    return (tuple(row) for row in reader.stream(sql, values))


def stored(columns: TableColumns, image: dict[str, Any]) -> Row:
    """An image's values as the table has them."""
    return tuple(
        as_stored(kind, image.get(name))
        for name, kind in zip(columns.names, columns.kinds, strict=True)
    )


def as_stored(kind: str, value: Any) -> Any:
    """A value of an image as its column has it."""
    if value is None or kind not in ("DATETIME", "BOOLEAN"):
        return value
    if kind == "BOOLEAN":
        return int(value)
    return datetime.fromisoformat(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def digest(found: Iterable[bytes]) -> str:
    """Return a digest of the rows."""
    import hashlib  # like the two below: most writes create nothing in bulk

    whole = hashlib.sha256()
    for line in found:
        whole.update(line + b"\n")
    return whole.hexdigest()


def packed(rows: Iterable[bytes]) -> tuple[str, str]:
    """Return rows packed for a redo, and their digest."""
    import base64
    import hashlib
    import zlib

    whole, packer = hashlib.sha256(), zlib.compressobj()
    parts, between, remaining = [], b"", iter(rows)
    while lines := b"\n".join(islice(remaining, TOGETHER)):
        whole.update(lines + b"\n")
        parts.append(packer.compress(between + lines))
        between = b"\n"
    return base64.b64encode(b"".join((*parts, packer.flush()))).decode(), whole.hexdigest()


def unpacked(content: str) -> Iterator[bytes]:
    """Yield the rows kept for a redo; raises ValueError."""
    import base64
    import zlib

    data, unpacker, rest = base64.b64decode(content), zlib.decompressobj(), b""
    try:
        for start in range(0, len(data), PACKED_PART):
            part = unpacker.decompress(data[start : start + PACKED_PART])
            *lines, rest = (rest + part).split(b"\n")
            yield from lines
    except zlib.error as error:
        raise ValueError("the rows can't be unpacked") from error
    if not unpacker.eof:
        raise ValueError("rows are missing")
    if rest:
        yield rest
