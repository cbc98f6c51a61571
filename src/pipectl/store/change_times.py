"""Read from the journal when each field of a row changed, for merging two stores.

A field's instants are all those at which it changed, the row's creation included. One of a change
that undo took back ends with `~`: it counts where another store has that change. What an import
brought keeps the instants that it had elsewhere: the import's operation says them in a row of the
journal of its own.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipectl.export_format import BACK, CREATED, GONE, GONE_BY, TAKEN_AWAY
from pipectl.store.changes import INSTANTS, net
from pipectl.store.reader import DamagedValueError, Reader
from pipectl.store.rows import KINDS

WHOLE = "whole"  # of what an import brought: a row of which nothing was known before
# What is compared field by field; of other rows only whether they are there.
COMPARED = (
    *("stage", "action", "criterion", "setting", "reason", "quota", "goal"),
    "figure_target",
    *("priority", "priority_step", "campaign", "persona", "persona_objection"),
    *("segment", "custom_field", "fit_criterion", "experiment"),
    *("account", "contact", "contact_persona"),
    *("opportunity", "opportunity_tag", "contact_role", "next_action", "activity"),
    *("criterion_met", "template", "sequence", "sequence_run", "link", "renewal"),
)
# By table and key (JSON, as in the journal), the instants of each field.
Instants = dict[tuple[str, str], dict[str, tuple[str, ...]]]
Image = dict[str, Any] | None  # a row before or after a change

OPERATIONS_SQL = """
select
  id,
  at,
  state = 'done'
from journal_operation
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
where r.table_name in {(*COMPARED, INSTANTS)}
order by r.operation_id, r.table_name = '{INSTANTS}', r.id
"""

UNDONE_SQL = f"""
select
  r.operation_id,
  r.table_name,
  r.after
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where o.state <> 'done' and r.before is null
  and r.table_name in {("account", "contact", "opportunity", "next_action", "priority", INSTANTS)}
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


def loaded(image: str | None) -> dict[str, Any] | None:
    """Return a row as the journal has it; raise DamagedValueError if that can't be read."""
    try:
        found: object = None if image is None else json.loads(image)
    except (ValueError, RecursionError):
        found = ()
    if found is not None and not isinstance(found, dict):
        raise DamagedValueError("a row's image")
    return found


def instants(reader: Reader, *, undone: bool = True, unread: set[int] | None = None) -> Instants:
    """Return the instants of every field of every row in the journal, undone ones too.

    Operations whose changes can't be read are left out and added to `unread`; without it, raise
    DamagedValueError.
    """
    found = list(reader.rows(OPERATIONS_SQL))
    at, done = {row[0]: row[1] for row in found}, {row[0] for row in found if row[2]}
    ranges = defaultdict(list)
    for operation, *created in reader.rows(RANGES_SQL):
        ranges[operation].append(created)
    rows = defaultdict(list)
    for operation, steps in groupby(reader.stream(ROWS_SQL), itemgetter(0)):
        rows[operation] = [images for _, *images in net(steps)]
    known: Instants = {}
    never: set[tuple[str, str]] = set()  # rows whose creation was taken back
    for operation in sorted({*ranges, *rows}):
        for table, key_column, first, last in ranges[operation] if operation in done else ():
            for key in keys(reader, table, key_column, first, last):
                known.setdefault((table, key), {CREATED: (at[operation],)})
        try:
            read = [(*place, loaded(was), loaded(now)) for *place, was, now in rows[operation]]
        except DamagedValueError:
            if unread is None:
                raise
            unread.add(operation)
            continue
        if operation in done:
            for table, key, before, after in read:
                if table == INSTANTS:
                    carry(known, after or {})
                else:
                    change(known, table, key, (before, after), at[operation])
        elif undone and not any(
            table == INSTANTS for table, *_ in read
        ):  # an import may come again
            for table, key, before, after in read:
                take_back(known, never, (table, key), (before, after), at[operation] + BACK)
    return known


def undone(reader: Reader) -> set[tuple[str, str]]:
    """Return what was created here and undone, by table and uid, except imports."""
    found, imports = defaultdict(set), set[int]()
    for operation, table, after in reader.rows(UNDONE_SQL):
        if table == INSTANTS:
            imports.add(operation)
        else:
            found[operation].add((table, str((loaded(after) or {}).get("uid"))))
    return {each for operation in found.keys() - imports for each in found[operation]}


def keys(reader: Reader, table: str, column: str, first: int, last: int) -> Iterator[str]:
    """The keys of rows that an operation created in bulk, as the journal writes keys."""
    named = KINDS[table].__key__
    sql = f"select {', '.join(named)} from {table} where {column} between :first and :last"
    for row in reader.rows(sql, {"first": first, "last": last}):
        yield json.dumps(list(row))


def change(known: Instants, table: str, key: str, images: tuple[Image, Image], at: str) -> None:
    """Add an operation's change of a row."""
    before, after = images
    place = (table, gone_key(table, key, after or before or {}))
    if after is None:
        known.pop((table, key), None)
        if table in TAKEN_AWAY:
            known[place] = {GONE: (at,)}
        return
    if before is None and place in known:
        known[place].pop(GONE, None)
    found = known.setdefault((table, key), {})
    if before is None:
        found[CREATED] = (*found.get(CREATED, ()), at)
        return
    for field in differing(before, after):
        found[field] = (*found.get(field, ()), at)


def take_back(
    known: Instants,
    never: set[tuple[str, str]],
    place: tuple[str, str],
    images: tuple[Image, Image],
    at: str,
) -> None:
    """Add that a change of a row was undone: another store may still have it."""
    before, after = images
    table, key = place
    if place in never:
        return
    if before is None:
        never.add(place)
        if table in TAKEN_AWAY:
            found = known.setdefault((table, gone_key(table, key, after or {})), {})
            found[GONE] = (*found.get(GONE, ()), at)
        return
    found = known.setdefault(place, {})
    changed = [CREATED] if after is None else [*differing(before, after)]
    for field in changed:
        found[field] = (*found.get(field, ()), at)


def gone_key(table: str, key: str, row: Mapping[str, Any]) -> str:
    """Return the identity of a deleted row, the same in either store."""
    return json.dumps([row[name] for name in GONE_BY[table]]) if table in GONE_BY else key


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Return the fields that changed; a text's search key counts as the text."""
    for field, value in after.items():
        if before.get(field) != value and not field.endswith("_folded"):
            yield field


def carry(known: Instants, brought: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> None:
    """Give imported rows the instants that they had in the other store."""
    for table, found in brought.items():
        for key, fields in found.items():
            if WHOLE in fields:
                known.pop((table, key), None)
            mine = {field: tuple(chain) for field, chain in fields.items() if field != WHOLE}
            for field, chain in mine.items():
                known.setdefault((table, key), {})[field] = chain
                if not chain:
                    del known[table, key][field]


def lines(reader: Reader, unread: set[int]) -> Iterator[dict[str, Any]]:
    """The instants as lines of an export, in a fixed order, but for `unread` as in `instants`."""
    order = {table: place for place, table in enumerate(COMPARED)}
    found = instants(reader, unread=unread)
    for table, key in sorted(found, key=lambda place: (order[place[0]], place[1])):
        for field, chain in sorted(found[table, key].items()):
            yield {
                "of": table,
                "key": key,
                "field": field,
                "changed_at": ",".join(sorted(chain)),
            }


def of_field(found: Mapping[str, Iterable[str]], fields: Iterable[str]) -> frozenset[str]:
    """Return all instants at which a row was added or any of the fields changed.

    One at which several changes were made counts as many times: `…#1` is the second.
    """
    times = Counter(at for name in (CREATED, *fields) for at in found.get(name, ()))
    return frozenset(
        f"{at}#{number}" if number else at for at, count in times.items() for number in range(count)
    )


def joined(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Return the instants of two chains as one, without duplicates."""
    return sorted((Counter(one) | Counter(other)).elements())
