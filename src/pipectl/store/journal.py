"""The journal: record every operation with each row before and after; undo and redo it.

The unit of work notes the images; no action writes to the journal.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipectl import commit_state
from pipectl.errors import RefusedError
from pipectl.named_tuple import NamedTuple
from pipectl.store import bulk, rows
from pipectl.store.changes import INSTANTS, OF_NO_TABLE, UNDONE, CreatedRange, Image
from pipectl.store.reader import DamagedValueError, as_text, as_whole
from pipectl.store.row import Row, columns, image_of, insertion, is_key, to_json_value
from pipectl.store.rows import JournalOperation
from pipectl.store.unit import Unit
from pipectl.vocabulary import row_words

UNJOURNALED = {"journal_operation", "journal_row", "journal_range"}


class JournalResult(NamedTuple):
    """What an undo or redo reversed, and the stages whose pace is to be derived again."""

    id: int
    command: str
    paces: Sequence[int] = ()


class Change(NamedTuple):
    """A step of an operation: a row before and after it."""

    kind: type[Row]
    key: str
    before: Image
    after: Image


def changes(unit: Unit) -> Iterator[Change]:
    """Return the unit's steps, except for what it created in bulk, which is kept as ranges.

    A row that was made part of a range is gone as what it was, and one that left it is new.
    """
    for kind, key, *images in unit.images.steps():
        table = kind.__table__
        if table in UNJOURNALED:
            continue
        before, after = (
            None if is_created(unit.created, table, image) else image for image in images
        )
        if before is not None or after is not None:
            yield Change(kind, json.dumps([to_json_value(each) for each in key]), before, after)


def is_created(created: list[CreatedRange], table: str, image: Image) -> bool:
    """Return whether a row is one of those that the operation created in bulk."""
    return image is not None and any(
        each.table == table and each.first <= image[each.key] <= each.last for each in created
    )


def record(unit: Unit, command: str) -> bool:
    """Record the operation; return False and write nothing if no row changed."""
    changed = list(changes(unit))
    if not changed and not unit.created:
        return False
    # After a new operation there is no way forward to what its owner had undone before it.
    where, values = of_owner(unit)
    unit.write(
        f"update journal_operation set state = 'dropped' where state = 'undone'{where}", values
    )
    moment = unit.moment
    operation = unit.add(JournalOperation(at=moment.at, on_day=moment.today, command=command))
    lines = [
        (operation.id, each.kind.__table__, each.key, json_text(each.before), json_text(each.after))
        for each in changed
    ]
    if unit.brought:
        lines.append((operation.id, INSTANTS, "[]", None, json.dumps(unit.brought)))
    unit.append(rows.JournalRow, IMAGES, lines)
    bulk.keep(unit, operation.id)
    return True


def record_and_commit(
    unit: Unit, command: str, finishing: Callable[[], None], commit: Callable[[], None]
) -> None:
    """Record the operation in the journal, and commit."""
    if unit.journaled:
        unit.recorded = record(unit, command)
    finishing()
    commit()
    if unit.connection.total_changes:
        commit_state.stored()


IMAGES = ("operation_id", "table_name", "row_key", "before", "after")


def json_text(image: Image) -> str | None:
    """An image as the text that is stored."""
    return None if image is None else json.dumps(image, ensure_ascii=False)


def of_owner(unit: Unit) -> tuple[str, dict[str, str]]:
    """Return the condition that an operation is the unit's owner's, with its value.

    Without an owner every operation is meant.
    """
    return (" and owner = :owner", {"owner": unit.owner}) if unit.owner else ("", {})


def undo(unit: Unit) -> JournalResult:
    """Undo the last operation of the unit's owner, or of all if it has none.

    Raises RefusedError if there is none or it can't be undone.
    """
    where, values = of_owner(unit)
    operation = unit.first(JournalOperation, f"state = 'done'{where} order by id desc", **values)
    if operation is None:
        raise nothing_of("undo", unit)
    refuse_if_upgraded(unit, operation)
    paces = put_back(unit, operation, forward=False)
    refuse_if_needed(unit, operation)
    if unit.value(IS_OUT_OF_TURN_SQL, id=operation.id):
        unit.append(rows.JournalRow, IMAGES, [(operation.id, UNDONE, "[]", None, None)])
    unit.change(operation, state="undone")
    return JournalResult(operation.id, operation.command, paces)


# Usually the one with the highest number is undone, and redone before those with higher ones. What
# was once undone out of turn has a row of then, so that it needs another one.
IS_OUT_OF_TURN_SQL = f"""
select
  count(*)
from journal_operation as o
where (o.state = 'undone' and o.id < :id)
  or (
    (o.state = 'undone' or o.id = :id)
    and exists (select 1 from journal_row where operation_id = o.id and table_name = '{UNDONE}')
  )
"""
LAST_UNDONE_FIRST = f"""
  (
    select
      max(r.id)
    from journal_row as r
    where r.operation_id = journal_operation.id and r.table_name = '{UNDONE}'
  ) desc nulls last,
  id
"""


def nothing_of(what: str, unit: Unit, hint: str | None = None) -> RefusedError:
    """Return the error for an undo or redo without an operation."""
    if not unit.owner:
        return RefusedError(f"There is nothing to {what}.", hint=hint)
    return RefusedError(
        f"There is nothing of {unit.owner} to {what}.",
        hint=hint or "See who did what: `pipectl history`.",
    )


def refuse_if_needed(unit: Unit, operation: JournalOperation) -> None:
    """Raise RefusedError where rows of later operations refer to what was just taken away.

    Only somebody else's can be later.
    """
    later = unit.first(
        JournalOperation, "state = 'done' and id > :id order by id desc", id=operation.id
    )
    if later is not None and unit.lacks_references():
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be undone: a later operation"
            " needs what it added.",
            hint="Correct by hand what it changed: `pipectl history` lists it.",
        )


def refuse_if_upgraded(unit: Unit, operation: JournalOperation) -> None:
    """Raise RefusedError for an operation of an earlier schema: its images don't fit any more."""
    found = unit.value("select max(last_operation) from store_upgrade")
    if operation.id <= (found or 0):
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be undone: the store was "
            "upgraded since.",
            hint="Correct by hand what it changed. `pipectl history` still lists it.",
        )


def redo(unit: Unit) -> JournalResult:
    """Redo the operation that was undone last; raise RefusedError if there is none."""
    where, values = of_owner(unit)
    last = f"state = 'undone'{where} order by {LAST_UNDONE_FIRST}"
    operation = unit.first(JournalOperation, last, **values)
    if operation is None:
        raise nothing_of("redo", unit, "A new change clears what could be redone.")
    paces = put_back(unit, operation, forward=True)
    unit.change(operation, state="done")
    return JournalResult(operation.id, operation.command, paces)


class ReverseStep(NamedTuple):
    """A row of a table to be turned from one image into the other."""

    kind: type[Row]
    key: str
    expected: Image
    wanted: Image


def put_back(unit: Unit, operation: JournalOperation, *, forward: bool) -> list[int]:
    """Go through the operation's changes backwards (or, forward, forwards).

    What it created in bulk is what it ended with: it goes first and comes last. Returns the stages
    whose pace several sellers' deals make: it isn't put back, and has to be derived again.
    """
    steps = list(steps_of(unit, operation, forward=forward))
    if not steps and not bulk.has_ranges(unit, operation):
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be reversed: its changes "
            "are missing from the journal.",
            hint=f"See what else is wrong: `pipectl doctor`. {unit.reader.to_go_back}",
        )
    unit.defer_foreign_keys()
    if not forward:
        bulk.put_back(unit, operation, forward=False)
    paces = shared_paces(unit, operation, steps)
    steps = [each for each in steps if each.kind is not rows.StagePace or each.key not in paces]
    check_steps(unit, operation, steps)
    if len({(step.kind, step.key) for step in steps}) == len(steps):
        # Earlier versions kept each row once, where it was first changed, and may have added or
        # deleted it later. In any operation with one step a row, deletions may as well be first.
        steps.sort(key=lambda step: (step.wanted is not None, step.expected is None))
    for step in steps:
        try:
            apply(unit, step.kind, step.expected, step.wanted)
        except sqlite3.IntegrityError as error:
            raise broke_a_rule(operation, step.kind.__table__) from error
    if forward:
        bulk.put_back(unit, operation, forward=True)
    return [json.loads(key)[0] for key in paces]


OTHERS_SQL = """
select
  count(*)
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = :table and r.row_key = :key and o.owner <> :owner
"""


def shared_paces(
    unit: Unit, operation: JournalOperation, steps: Iterable[ReverseStep]
) -> list[str]:
    """Return the keys of the paces of stages that another seller's operations changed, too."""
    found = dict.fromkeys(each.key for each in steps if each.kind is rows.StagePace)
    of = {"table": rows.StagePace.__table__, "owner": operation.owner}
    return [key for key in found if unit.value(OTHERS_SQL, key=key, **of)]


STEPS_SQL = f"""
select
  id,
  table_name,
  row_key,
  before,
  after
from journal_row
where operation_id = :operation and table_name not in {OF_NO_TABLE}
order by id {{direction}}
"""


def steps_of(unit: Unit, operation: JournalOperation, *, forward: bool) -> Iterator[ReverseStep]:
    """Yield what reverses an operation, in the order in which it is to be done."""
    sql = STEPS_SQL.format(direction="asc" if forward else "desc")
    for number, table, key, *images in unit.reader.stream(sql, {"operation": operation.id}):
        as_whole(number)  # a number that SQLite lost would leave the steps without an order
        kind = rows.KINDS.get(table)
        if kind is None:
            raise changed_since(operation, as_text(table))
        before, after = (None if image is None else json.loads(as_text(image)) for image in images)
        expected, wanted = (before, after) if forward else (after, before)
        yield ReverseStep(kind, as_text(key), expected, wanted)


def check_steps(unit: Unit, operation: JournalOperation, steps: Iterable[ReverseStep]) -> None:
    """Raise RefusedError unless each row is as the operation left it."""
    left: dict[tuple[type[Row], str], Image] = {}
    for kind, key, expected, wanted in steps:
        place = kind, key
        present = left[place] if place in left else stored_image(unit, kind, json.loads(key))
        if present != expected:
            later = later_change(unit, operation, kind, key)
            earlier = None if later else undone_before(unit, operation, kind, key, present)
            if earlier is not None:
                raise undone_since(operation, kind.__table__, earlier)
            raise changed_since(operation, kind.__table__, later)
        left[place] = wanted


def broke_a_rule(operation: JournalOperation, table: str) -> RefusedError:
    """Return the error for a row that broke a rule before: the repair stays."""
    return RefusedError(
        f"Operation {operation.id} ({operation.command}) can't be reversed: "
        f"its {row_words(table)} would break a rule of the store."
    )


LATER_SQL = """
select
  o.id,
  o.command,
  o.owner
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = :table and r.row_key = :key and o.id > :id and o.state = 'done'
order by o.id
limit 1
"""


def later_change(
    unit: Unit, operation: JournalOperation, kind: type[Row], key: str
) -> Sequence[Any] | None:
    """Return the next operation on a row, which is somebody else's: number, command and owner."""
    if not unit.owner:
        return None
    values = {"table": kind.__table__, "key": key, "id": operation.id}
    return next(iter(unit.rows(LATER_SQL, **values)), None)


UNDONE_SQL = """
select
  o.id,
  o.command,
  o.owner,
  r.before
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = :table and r.row_key = :key and o.id < :id and o.state <> 'done'
order by o.id desc, r.id desc
"""


def undone_before(
    unit: Unit, operation: JournalOperation, kind: type[Row], key: str, present: Image
) -> Sequence[Any] | None:
    """Return the earlier operation on a row whose undo left it as it is: number, command, owner.

    Only sellers undo their own, so that a later operation is undone after an earlier one.
    """
    values = {"table": kind.__table__, "key": key, "id": operation.id}
    for *found, before in unit.rows(UNDONE_SQL, **values):
        if (None if before is None else json.loads(as_text(before))) == present:
            return found
    return None


def undone_since(operation: JournalOperation, table: str, earlier: Sequence[Any]) -> RefusedError:
    """Return the error for a redo of what stands on an operation that was undone, too."""
    number, command, owner = earlier
    by = f" by {owner}" if owner else ""
    return RefusedError(
        f"Operation {operation.id} ({operation.command}) can't be redone: operation {number}"
        f" ({command}), an earlier change of its {row_words(table)}{by}, was undone, too.",
        hint="Redo that operation first, or correct by hand what it changed.",
    )


def changed_since(
    operation: JournalOperation, table: str, later: Sequence[Any] | None = None
) -> RefusedError:
    """Return the error for a row that isn't as the operation left it; `later` changed it."""
    what = f"Operation {operation.id} ({operation.command}) can't be reversed"
    if later is None:
        return RefusedError(
            f"{what}: its {row_words(table)} has since been changed outside pipectl."
        )
    number, command, owner = later
    return RefusedError(
        f"{what}: {owner or 'somebody'} has since changed its {row_words(table)} (operation"
        f" {number}, {command}).",
        hint="Correct by hand what it changed.",
    )


def stored_image(unit: Unit, kind: type[Row], key: Any) -> Image:
    """The image of a row as it is stored now."""
    if not isinstance(key, list) or len(key) != len(kind.__key__):
        raise DamagedValueError("a row's key")
    found = unit.get(kind, *key)
    return None if found is None else image_of(found)


def apply(unit: Unit, kind: type[Row], expected: Image, wanted: Image) -> None:
    """Turn one row's image into the other."""
    if wanted is None:
        unit.write(f'delete from "{kind.__table__}" where {is_key(kind)}', expected or {})
    elif expected is None:
        unit.write(insertion(kind), from_json(kind, wanted))
    else:
        sets = ", ".join(f'"{name}" = :{name}' for name in columns(kind))
        values = from_json(kind, wanted)
        unit.write(f'update "{kind.__table__}" set {sets} where {is_key(kind)}', values)


def from_json(kind: type[Row], image: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON image's values as they are stored."""
    return {
        name: None if image.get(name) is None else column.read(image[name])
        for name, column in columns(kind).items()
    }
