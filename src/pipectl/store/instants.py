"""When each field of a row changed: read from the journal, for a store that others meet.

A field's instants are all those at which it changed, the row's creation included. What an import
brought keeps the instants that it had elsewhere: the import's operation says them in a row of the
journal of its own.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipectl.domain.incoming.native import BY_UID, CREATED, GONE, TAKEN_AWAY
from pipectl.store.reader import Reader

TABLE = "instants"  # the journal's row of what an import brought; no table of the store
WHOLE = "whole"  # of what an import brought: a row of which nothing was known before
# What is compared field by field; of other rows only whether they are there.
COMPARED = (
    *("stage", "criterion", "setting", "quota", "goal", "priority", "priority_step"),
    *("account", "contact"),
    *("opportunity", "opportunity_tag", "next_action", "activity"),
)
# By table and key (JSON, as in the journal), the instants of each field.
Instants = dict[tuple[str, str], dict[str, tuple[str, ...]]]

OPERATIONS_SQL = """
select
  id,
  at
from journal_operation
where state = 'done'
order by id
"""

ROWS_SQL = f"""
select
  r.operation_id,
  r.table_name,
  r.row_key,
  r.before,
  r.after
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where o.state = 'done' and r.table_name in {(*COMPARED, TABLE)}
order by r.operation_id, r.table_name = '{TABLE}', r.id
"""

RANGES_SQL = f"""
select
  r.operation_id,
  r.table_name,
  r.key_column,
  r.first,
  r.last
from journal_range as r
join journal_operation as o on o.id = r.operation_id
where o.state = 'done' and r.table_name in {COMPARED}
order by r.operation_id, r.table_name
"""


def instants(reader: Reader) -> Instants:
    """The instants of every field of every row that the journal knows."""
    at = {row[0]: row[1] for row in reader.rows(OPERATIONS_SQL)}
    ranges = defaultdict(list)
    for operation, *found in reader.rows(RANGES_SQL):
        ranges[operation].append(found)
    rows = defaultdict(list)
    for operation, *images in reader.rows(ROWS_SQL):
        rows[operation].append(images)
    known: Instants = {}
    for operation in sorted({*ranges, *rows}):
        for table, key_column, first, last in ranges[operation]:
            for key in keys(reader, table, key_column, first, last):
                known.setdefault((table, key), {CREATED: (at[operation],)})
        for table, key, before, after in rows[operation]:
            if table == TABLE:
                carry(known, json.loads(after))
            else:
                change(known, table, key, (before, after), at[operation])
    return known


def keys(reader: Reader, table: str, column: str, first: int, last: int) -> Iterator[str]:
    """The keys of rows that an operation created in bulk, as the journal writes keys."""
    named = ("opportunity_id", "tag_folded") if table == "opportunity_tag" else ("id",)
    sql = f"select {', '.join(named)} from {table} where {column} between :first and :last"
    for row in reader.rows(sql, {"first": first, "last": last}):
        yield json.dumps(list(row))


def change(
    known: Instants, table: str, key: str, images: tuple[str | None, str | None], at: str
) -> None:
    """Take an operation's change of a row in."""
    before, after = (json.loads(image) if image else None for image in images)
    if after is None:
        gone = before or {}
        place = (table, json.dumps([gone["uid"]]) if table in BY_UID else key)
        known.pop((table, key), None)
        if table in TAKEN_AWAY:
            known[place] = {GONE: (at,)}
        return
    found = known.setdefault((table, key), {})
    if before is None:
        found.pop(GONE, None)
        found[CREATED] = (*found.get(CREATED, ()), at)
        return
    for field, value in after.items():
        if before.get(field) != value and not field.endswith("_folded"):
            found[field] = (*found.get(field, ()), at)


def carry(known: Instants, brought: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Let what an import brought have the instants that it had elsewhere."""
    for table, found in brought.items():
        for key, fields in found.items():
            if WHOLE in fields:
                known.pop((table, key), None)
            mine = {field: tuple(chain) for field, chain in fields.items() if field != WHOLE}
            if mine:
                known.setdefault((table, key), {}).update(mine)


def lines(reader: Reader) -> Iterator[dict[str, Any]]:
    """The instants as lines of an export, in a fixed order."""
    order = {table: place for place, table in enumerate(COMPARED)}
    found = instants(reader)
    for table, key in sorted(found, key=lambda place: (order[place[0]], place[1])):
        for field, chain in sorted(found[table, key].items()):
            yield {
                "of": table,
                "key": key,
                "field": field,
                "changed_at": ",".join(sorted(chain)),
            }


def of_field(found: Mapping[str, Iterable[str]], fields: Iterable[str]) -> frozenset[str]:
    """All instants at which a row came or any of the fields changed.

    One at which several changes were made counts as many times: `…#1` is the second.
    """
    times = Counter(at for name in (CREATED, *fields) for at in found.get(name, ()))
    return frozenset(
        f"{at}#{number}" if number else at for at, count in times.items() for number in range(count)
    )


def joined(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """The instants of two chains, of which many are the same, as one."""
    return sorted((Counter(one) | Counter(other)).elements())
