"""Import another store's export: unchanged into an empty store, else merged row by row by `uid`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from sqlite3 import IntegrityError
from typing import Any

from pipectl.errors import BadFileError, UsageError, listed
from pipectl.importing.actions.native_tables import (
    FOLDED,
    MOST_NUMBER,
    OWN,
    RULES,
    SET_UP,
    TransferResult,
    key_of,
    set_up,
)
from pipectl.importing.rules.native import PAST, ExportLine, Theirs, check_past, check_text, is_of
from pipectl.store.bulk import BulkInsert
from pipectl.store.change_times import COMPARED, WHOLE
from pipectl.store.ownership import ONE_EACH, OWNED_ROWS, Spellings
from pipectl.store.row import Row, columns
from pipectl.store.rows import KINDS
from pipectl.store.unit import Unit
from pipectl.text import fold

BEGIN = {"opportunity": "id", "opportunity_history": "opportunity_id"}
# The columns of past events, by table.
DAYS = {table: [each for each in columns(KINDS[table]) if each in PAST] for table in RULES}
DAYS_OF_CHILDREN = {
    table: [each for each in DAYS[table] if each not in ("created_on", "stage_entered_on")]
    for table in BEGIN
}


class Whole:
    """Checks that numbers are unique, and that rows only refer to rows of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers: dict[str, set[int]] = {table: set() for table in RULES}
        self.uids: dict[str, set[str]] = {table: set() for table in RULES}
        self.parents: dict[int, int] = {}
        self.children: set[int] = set()

    def take(self, line: ExportLine) -> None:
        """Check the next row; raise BadFileError."""
        table, row = line.table, line.row
        for column, other in RULES[table].refers.items():
            number = row.get(column)
            if column == "parent_id" and number is not None:
                self.parents[line.number] = number  # it may come later
            elif number is not None and number not in self.numbers[other]:
                raise self.nowhere(line.number, f"{table}.{column}", other, number)
        number, uid = row.get("id"), row.get("uid")
        if number is not None:
            if number in self.numbers[table] or not 0 < number <= MOST_NUMBER:
                why = "appears twice" if number in self.numbers[table] else "can't be used"
                raise BadFileError(
                    f"{self.name}:{line.number}: {table}: the number {number} {why}."
                )
            self.numbers[table].add(number)
        if uid is not None and table != "next_action":  # one that was put off keeps its own
            if uid in self.uids[table]:
                raise BadFileError(
                    f"{self.name}:{line.number}: {table}.uid: the value appears twice."
                )
            self.uids[table].add(uid)
        if table == "opportunity" and row["parent_id"] is not None:
            self.children.add(row["id"])

    def check_days(self, line: ExportLine, row: Mapping[str, Any], today: date) -> None:
        """Check that past events aren't in the future; raise BadFileError.

        A deal that grew out of another one may begin later, as a renewal does.
        """
        number = row.get(BEGIN.get(line.table, ""))
        known = DAYS_OF_CHILDREN if number in self.children else DAYS
        try:
            check_past(row, known[line.table], today)
        except UsageError as error:
            raise BadFileError(f"{self.name}:{line.number}: {line.table}.{error}") from None

    def end(self) -> None:
        """Check the end of the file; raise BadFileError."""
        for line, number in self.parents.items():
            if number not in self.numbers["opportunity"]:
                raise self.nowhere(line, "opportunity.parent_id", "opportunity", number)

    def nowhere(self, line: int, column: str, table: str, number: int) -> BadFileError:
        """Return the error for a reference to a missing row."""
        return BadFileError(
            f"{self.name}:{line}: {column}: the file has no {table.replace('_', ' ')} {number}."
        )


def columns_of(kind: type[Row]) -> dict[str, tuple[str, bool]]:
    """Return each column's kind and whether it may be null."""
    return {
        name: ("text" if column.name == "str" else column.name, column.is_optional)
        for name, column in columns(kind).items()
    }


def checked(line: ExportLine, known: Mapping[str, tuple[str, bool]], name: str) -> dict[str, Any]:
    """Return a row with values of the columns' types; raise BadFileError.

    Columns that the file's schema didn't have yet aren't in the row, but for references (there was
    nothing to refer to) and owners that tell rows apart (there were none).
    """
    wanted = [column for column in known if column not in line.lacks]
    if list(line.row) != wanted:
        raise BadFileError(
            f"{name}:{line.number}: {line.table}: a row needs the columns {', '.join(wanted)}."
        )
    for key, value in line.row.items():
        kind, nullable = known[key]
        if value is None and nullable:
            continue
        place = f"{name}:{line.number}: {line.table}.{key}"
        if not is_of(value, kind, key):
            raise BadFileError(f"{place}: expected {kind}.")
        if kind == "text" and key.removesuffix(FOLDED) not in known.keys() - {key}:
            try:
                check_text(line.table, key, line.row)
            except UsageError as error:
                raise BadFileError(f"{place}: {error}", hint=error.hint) from None
    row = {key: typed(value, known[key][0]) for key, value in line.row.items()}
    row |= {key: None for key in line.lacks if key.endswith("_id")}
    row |= {"owner": ""} if "owner" in line.lacks and line.table in ONE_EACH else {}
    # Folded texts are always derived here, not taken from the file.
    return row | {
        key: fold(row.get(key.removesuffix(FOLDED), row[key]))
        for key in row
        if key.endswith(FOLDED)
    }


def typed(value: Any, kind: str) -> Any:
    """Convert a stored value to its column's type."""
    if value is None or kind in ("int", "text"):
        return value
    if kind == "bool":
        return bool(value)
    if kind == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def is_empty(unit: Unit) -> bool:
    """Return whether the store only has the rows made by `init` and the set-up."""
    return all(unit.value(f"select 1 from {table} limit 1") is None for table in OWN)


def move_in(
    unit: Unit,
    lines: Iterable[ExportLine],
    *,
    name: str,
    theirs: Theirs,
    update: bool,
    watch: Callable[[], None] = lambda: None,
) -> TransferResult:
    """Import an export completely or not at all; `theirs` is its summary."""
    unit.defer_foreign_keys()
    every = {table: KINDS[table] for table in RULES}
    known = {table: columns_of(kind) for table, kind in every.items()}
    whole, spellings = Whole(name), Spellings(unit.reader)

    def rows() -> Iterable[tuple[str, dict[str, Any]]]:
        for line in lines:
            row = checked(line, known[line.table], name)
            whole.take(line)
            whole.check_days(line, row, unit.moment.today)
            watch()
            if line.table in OWNED_ROWS and row.get("owner"):
                row["owner"] = spellings.first(row["owner"])
            yield line.table, row
        whole.end()

    try:
        if is_empty(unit):
            return take_as_it_is(unit, rows(), every, theirs)
        from pipectl.importing.actions.merge import Merge

        meeting = Merge(unit, every, theirs, update=update)
        return meeting.take(rows())
    except IntegrityError as error:
        raise BadFileError(f"{name}: a row breaks a rule of the store: {error}.") from None


def take_as_it_is(
    unit: Unit,
    rows: Iterable[tuple[str, dict[str, Any]]],
    every: Mapping[str, type[Row]],
    theirs: Theirs,
) -> TransferResult:
    """Import into an empty store, keeping all numbers and replacing its set-up."""
    created = {kind: RULES[table].key for table, kind in every.items()}
    loader = BulkInsert(unit, {kind: key for kind, key in created.items() if key})
    before = set_up(unit, every)
    for table in reversed(SET_UP):
        for each in unit.all(every[table]):
            unit.delete(each)
    added: Counter[str] = Counter()
    for (table, key), fields in theirs.instants.items():
        unit.brought.setdefault(table, {})[key] = {each: [*at] for each, at in fields.items()}
    for table, row in rows:
        added[table] += 1
        if table in COMPARED:
            key = key_of(every[table], row)
            deal = row["id"] if table == "opportunity" else row.get("opportunity_id")
            known = theirs.of(table, key, deal)
            unit.brought.setdefault(table, {})[key] = {
                WHOLE: [],
                **{each: [*at] for each, at in known.items()},
            }
        if RULES[table].key is None:  # few rows, or rows that are set up by default
            unit.add(every[table](**row))
            continue
        loader.add(every[table], **row)
    unit.created += loader.ranges()
    gone = [words for words, had in before.items() if had - set_up(unit, every)[words]]
    said = [f"Replaced here, because the file has other values: {listed(gone)}."] if gone else []
    del added["template"]  # a new store has some, too
    return TransferResult(added["opportunity"], 0, 0, {}, said, added=added)
