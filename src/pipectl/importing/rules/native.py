"""Check the lines of pipectl's own export."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, BinaryIO

from pipectl.clock import FIRST_YEAR
from pipectl.collateral.rules import check_stored_url
from pipectl.errors import BadFileError, UsageError, quoted
from pipectl.exchange_rates import check_rate
from pipectl.export_format import BACK, CHANGED, CREATED, GONE, TAKEN_AWAY
from pipectl.importing.rules.saved_mappings import PREFIX
from pipectl.importing.rules.saved_mappings import check as check_mapping
from pipectl.money import check_currency
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.owners import check_owner
from pipectl.recurrence import check_every
from pipectl.store_settings import STORE_SETTINGS
from pipectl.text import MOST_NOTE, check_line, check_note, check_short_name
from pipectl.vocabulary import LONG, LONGEST

MOST_WHOLE = 2**63 - 1
MOST_COUNTED = 1_000_000_000  # whatever isn't money: numbers, days, how often
MOST_BYTES = 20_000_000  # a line: minutes of a review are the longest text there is
# Columns with multi-line texts.
NOTES = {
    *("stage.definition", "account.note", "contact.note", "opportunity.note"),
    *("opportunity.closing_note", "opportunity_history.note", "activity.text"),
    *("template.body", "stage.playbook"),
}
# Dates of past events; a file from another time zone may be a day ahead.
PAST = {
    *("happened_on", "recorded_on", "created_on", "added_on", "stage_entered_on", "closed_on"),
    *("last_contact_on", "asked_on", "buying_on", "why_on", "done_on", "ended_on", "met_on"),
    *("started_on", "finished_on", "answered_on", "imported_on", "set_on", "ended_recorded_on"),
}
AHEAD = timedelta(days=1)
SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")
# About a file whose first line isn't that of an export of everything.
NOT_OURS = "To write one: `pipectl export --what all FILE`. For a CSV file, leave out --from."


def is_of(value: Any, kind: str, column: str) -> bool:
    """Return whether a value is of a column's kind: int, bool, date, datetime or text."""
    if kind in ("int", "bool"):
        most = MOST_WHOLE if column.endswith("_minor") else MOST_COUNTED
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= most
        return whole and (kind == "int" or value in (0, 1))
    if not isinstance(value, str):
        return False
    try:
        if kind == "date":
            day = date.fromisoformat(value)
            return day.isoformat() == value and day.year >= FIRST_YEAR
        if kind == "datetime":
            at = datetime.fromisoformat(value)
            return at.isoformat(" ", "microseconds") == value and at.year >= FIRST_YEAR
        value.encode("utf-8")
    except ValueError:
        return False
    return "\0" not in value


def check_past(row: Mapping[str, Any], columns: Sequence[str], today: date) -> None:
    """Raise UsageError for a date that lies in the future but must not."""
    for column in columns:
        day = row.get(column)  # an earlier schema may not have had the column
        if day is not None and day > today + AHEAD:
            raise UsageError(f"{column}: {day} is in the future: today is {today}.")


def check_text(table: str, column: str, row: Mapping[str, Any]) -> None:
    """Raise UsageError for a text that isn't in the form in which it would be stored."""
    text: str = row[column]
    kept = checker(table, column)(text)
    if table == "setting":
        kept = _setting(row["key"], text) if column == "value" else kept
    if kept != text:
        raise UsageError(
            f"{quoted(text)} is not in stored form (trimmed, composed Unicode (NFC), not too long)."
        )


@lru_cache(1000)
def checker(table: str, column: str) -> Callable[[str], str]:
    """Return the function that checks a column's texts and returns their stored form."""
    place, what = f"{table}.{column}", column.replace("_", " ")
    most = LONGEST.get(place, LONGEST.get(column, LONG))
    own: dict[str, Callable[[str], str]] = {
        "slug": lambda text: _formed(text, SLUG, "ASCII letters and digits, with hyphens"),
        "due_time": lambda text: _formed(text, CLOCK, "a time such as 14:30"),
        "currency": check_currency,
        "every": check_every,
        "minutes": _minutes,
        "short": check_short_name,
        "url": check_stored_url,
        "owner": lambda text: text and check_owner(text),
    }
    own |= {"base": check_currency, "rate": check_rate} if table == "exchange_rate" else {}
    if column in own:
        return own[column]
    if place in NOTES:
        most_bytes = LONGEST.get(place, LONGEST.get(column, MOST_NOTE))
        return lambda text: check_note(text, what=what, most_bytes=most_bytes)
    if column == "value":
        return lambda text: text and check_line(text, what=what, most=most)
    return lambda text: check_line(text, what=what, most=most)


def _formed(text: str, form: re.Pattern[str], wanted: str) -> str:
    if len(text) > LONG or not form.fullmatch(text):
        raise UsageError(f"{quoted(text)} is not valid. It needs {wanted}.")
    return text


def _setting(key: str, text: str) -> str:
    """Return a setting in stored form; unknown settings are kept, and have no effect."""
    for each in STORE_SETTINGS:
        if each.key == key:
            return each.check(text)
    return check_mapping(text) if key.startswith(PREFIX) else text


def _minutes(text: str) -> str:
    """Check the facts of a review: no text may contain control characters."""
    try:
        left = [json.loads(text)]
    except (ValueError, RecursionError):
        raise UsageError(f"{quoted(text)} is not JSON.") from None
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            left += value
        elif isinstance(value, str) and value.strip():
            check_note(value, what="minutes", most_bytes=MOST_BYTES)
    return text


VERSION = 3
RECURRING_COLUMNS = ("recurring_minor", "recurring_per", "term_months")
OWNED_LATER = {"owner": "0009"}
# Columns added after the first exported schema, with the schema that added them.
LATER: Mapping[str, Mapping[str, str]] = {
    "stage": {
        "short": "0005",
        "kind": "0006",
        **dict.fromkeys(("playbook", "most_contacts", "contact_days"), "0007"),
    },
    "stage_history": {"kind": "0006"},
    "quota": {"segment_id": "0006", "owner": "0009"},
    "criterion_met": {"answer": "0006"},
    "account": {"every": "0007"},
    "contact": {"every": "0007"},
    "next_action": {"every": "0007"},
    "opportunity": {**dict.fromkeys(RECURRING_COLUMNS, "0008"), "owner": "0009"},
    "opportunity_history": {**dict.fromkeys(RECURRING_COLUMNS, "0008"), "owner": "0009"},
    "experiment": {"ended_recorded_on": "0008"},
    **dict.fromkeys(("activity", "goal", "figure_target", "priority", "review"), OWNED_LATER),
}
STAMP = ("of", "key", "field", "changed_at")  # the columns of such a row
GONE_KEYS: Mapping[str, tuple[tuple[type, ...], ...]] = {
    "activity": ((str,),),
    "priority": ((str,),),
    "experiment": ((str,),),
    "link": ((str,),),
    "action": ((int, str), (type(None), str)),
    "reason": ((str, str),),
    "campaign": ((str,),),
    "persona": ((str,),),
    "persona_objection": ((int, str),),
    "fit_criterion": ((str,),),
}
# The key columns of tables without a number.
KEYS: Mapping[str, tuple[type, ...]] = {
    "setting": (str,),
    "goal": (str, str, str),
    "figure_target": (str, str, str),
    "opportunity_tag": (int, str),
    "criterion_met": (int, int),
}
# The same before the owner was one of them.
KEYED_LATER: Mapping[str, tuple[type, ...]] = {"goal": (str, str), "figure_target": (str, str)}
# The tables whose rows are matched by creation instant or name before any row is merged.
NAMED = ("segment", "campaign", "custom_field", "persona", "template")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}")
SCHEMA = re.compile("[0-9]{4}")
MOST_DIGITS = 20  # of a number, with its sign


class Stamp(NamedTuple):
    """When a field of a row changed, in the store that the file comes from."""

    table: str
    key: str
    field: str
    instants: tuple[str, ...]


class Theirs(NamedTuple):
    """Facts about the whole file.

    Its highest deal number, each deal's last change, the instants of each field by table and key
    (none before version 3), its accounts and contacts by uid, its stages, the rows of the tables in
    NAMED, and the uids of accounts that were merged into others there.
    """

    most: int
    newest: Mapping[int, str]
    instants: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    people: Mapping[tuple[str, str], Mapping[str, Any]]
    stages: Sequence[Mapping[str, Any]] = ()
    named: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({})
    merged: Set[str] = frozenset()

    def of(self, table: str, key: str, deal: int | None) -> Mapping[str, tuple[str, ...]]:
        """Return the instants of a row's fields; in an older file, the last known one."""
        if self.instants:
            return self.instants.get((table, key), {})
        last = self.newest.get(deal or 0) or max(self.newest.values(), default="")
        return {"": (last,)} if last else {}


def stamp(line: "ExportLine", columns: Mapping[str, Sequence[str]], name: str) -> Stamp:
    """Read a row of instants; raise BadFileError. `columns` are the tables' columns."""
    place, row = f"{name}:{line.number}: {CHANGED}", line.row
    if list(row) != list(STAMP):
        raise BadFileError(f"{place}: a row needs the columns {', '.join(STAMP)}.")
    for column, value in row.items():
        if not isinstance(value, str):
            raise BadFileError(f"{place}.{column}: the value is not text.")
    table, key, field, said = row.values()
    if table in KEYED_LATER and is_key(key, KEYED_LATER[table]):
        key = json.dumps([*json.loads(key), ""])  # before there were owners
    if table not in columns:
        raise BadFileError(f"{place}.of: changes of the table {quoted(table)} are not exported.")
    if field not in (CREATED, *columns[table], *((GONE,) if table in TAKEN_AWAY else ())):
        raise BadFileError(f"{place}.field: {table} has no column {quoted(field)}.")
    kinds = (KEYS.get(table, (int,)),)
    if not is_key(key, *(GONE_KEYS.get(table, kinds) if field == GONE else kinds)):
        raise BadFileError(f"{place}.key: {quoted(key)} is not a key of {table}.")
    found = tuple(said.split(","))
    for each in found:
        if not is_instant(each.removesuffix(BACK)):
            raise BadFileError(
                f"{place}.changed_at: {quoted(each)} is not a time.",
                hint=(
                    "Write times in UTC, such as 2026-11-18 10:00:00.000000, separated by commas."
                ),
            )
    return Stamp(table, key, field, found)


def is_key(text: str, *kinds: Sequence[type]) -> bool:
    """Return whether the text is a key of columns of these kinds, as the journal writes it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    is_list = isinstance(found, list) and tuple(type(each) for each in found) in kinds
    return is_list and json.dumps(found) == text


def is_instant(text: str) -> bool:
    """Return whether the text is a stored instant."""
    try:
        return INSTANT.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


class ExportLine(NamedTuple):
    """A row of a table, its place in the file, and the columns that its schema didn't have yet."""

    number: int
    table: str
    row: dict[str, Any]
    lacks: frozenset[str] = frozenset()


def read(
    stream: BinaryIO, *, name: str, tables: Sequence[str], schema: str
) -> Iterator[ExportLine]:
    """Read the rows of an export, in its order; raise BadFileError naming the line.

    `tables` and `schema` are those of this version.
    """
    header = next(numbered(stream, name), (1, None))[1]
    check_header(header, place=f"{name}:1", tables=tables, schema=schema)
    said, there = rows_said(header or {}, place=f"{name}:1"), Counter[str]()
    lacking = lacking_in(str((header or {})["schema"]))
    place = 0
    for number, found in numbered(stream, name, start=2):
        table, row = found.get("table"), found.get("row")
        if set(found) != {"table", "row"} or not isinstance(row, dict):
            raise BadFileError(f'{name}:{number}: a line needs a "table" and a "row".')
        if not isinstance(table, str) or table not in tables:
            raise BadFileError(f"{name}:{number}: unknown table.")
        if tables.index(table) < place:
            raise BadFileError(f"{name}:{number}: {table} is in the wrong place in the file.")
        place = tables.index(table)
        there[table] += 1
        yield ExportLine(number, table, row, lacking.get(table, frozenset()))
    check_counts(said, there, name)


def lacking_in(schema: str) -> dict[str, frozenset[str]]:
    """Return the columns that were added after a schema, by table."""
    return {
        table: frozenset(column for column, came in columns.items() if came > schema)
        for table, columns in LATER.items()
    }


def rows_said(header: Mapping[str, Any], *, place: str) -> dict[str, int] | None:
    """Return how many rows of each table follow; None in version 1, which has no counts."""
    if header["pipectl"] < 2:
        return None
    said, listed = header.get("rows"), header["tables"]
    if not isinstance(said, dict) or list(said) != listed or not all(map(is_count, said.values())):
        raise BadFileError(f'{place}: "rows" doesn\'t give the number of rows of each table.')
    return said


def is_count(value: Any) -> bool:
    """Return whether a value is a valid count."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_counts(said: Mapping[str, int] | None, there: Mapping[str, int], name: str) -> None:
    """Raise BadFileError unless the numbers of rows match those in the header."""
    if said is None:
        return
    for table in {**said, **there}:
        wanted, found = said.get(table, 0), there.get(table, 0)
        if found != wanted:
            ends = "ends too early" if found < wanted else "has more rows than were exported"
            raise BadFileError(
                partial(
                    said_and_there,
                    f"{name} {ends}: rows of {table.replace('_', ' ')}",
                    wanted,
                    found,
                ),
                hint="Export again, or copy the file again.",
            )


def said_and_there(start: str, wanted: int, found: int, numbers: NumberFormat) -> str:
    """Return the error text with the expected and the actual number of rows."""
    return f"{start}: expected {numbers.count(wanted)}, found {numbers.count(found)}."


def check_header(
    found: dict[str, Any] | None, *, place: str, tables: Sequence[str], schema: str
) -> None:
    """Raise BadFileError unless the first line is the header of a readable export."""
    if found is None or "pipectl" not in found:
        raise BadFileError(
            f"{place}: this is not a pipectl export.",
            hint=NOT_OURS,
        )
    version, theirs, listed = found["pipectl"], found.get("schema"), found.get("tables")
    if isinstance(version, bool) or version not in range(1, VERSION + 1):
        raise BadFileError(
            (
                f"{place}: the export has version {shown(version)}, but this pipectl reads "
                f"version {VERSION}."
            ),
            hint="A newer pipectl wrote it. Upgrade pipectl.",
        )
    if not isinstance(theirs, str) or not SCHEMA.fullmatch(theirs):
        raise BadFileError(f"{place}: {shown(theirs)} is not a schema number (four digits).")
    if theirs > schema:
        raise BadFileError(
            f"{place}: the export has schema {theirs}, but this pipectl reads schema {schema}.",
            hint="A newer pipectl wrote it. Upgrade pipectl.",
        )
    if not isinstance(listed, list) or any(each not in tables for each in listed):
        raise BadFileError(f"{place}: the export has unknown tables.")


def shown(value: Any) -> str:
    """Return a value of the file for a message."""
    return quoted(value) if isinstance(value, str) else str(value)[:20]


def numbered(
    stream: BinaryIO, name: str, *, start: int = 1
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line as an object, with its number."""
    number = start
    while line := stream.readline(MOST_BYTES + 1):
        if len(line) > MOST_BYTES:
            raise BadFileError(f"{name}:{number}: the line is longer than 20 MB.")
        if not line.endswith(b"\n"):
            raise BadFileError(f"{name}:{number}: the file ends in the middle of a line.")
        yield number, loaded(line, name, number)
        number += 1


def loaded(line: bytes, name: str, number: int) -> dict[str, Any]:
    """Parse a line as an object; raise BadFileError."""
    try:
        found = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=once,
            parse_int=whole,
            parse_float=refused,
            parse_constant=refused,
        )
        if not isinstance(found, dict):
            raise NotOursError("not an object")
    except NotOursError as error:
        why = str(error)
    except UnicodeDecodeError:
        why = "not UTF-8"
    except RecursionError:
        why = "nested too deeply"
    except ValueError:
        why = "not JSON"
    else:
        return found
    hint = NOT_OURS if number == 1 else None
    raise BadFileError(f"{name}:{number}: not a line of an export: {why}.", hint=hint)


class NotOursError(ValueError):
    """JSON that no pipectl export contains; the message says why."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raise NotOursError if a key occurs twice."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotOursError(f"the key {quoted(key)} appears twice")
        found[key] = value
    return found


def whole(text: str) -> int:
    """Parse a whole number; raise NotOursError if it has too many digits for a column."""
    if len(text) > MOST_DIGITS:
        raise NotOursError(f"{quoted(text, 20)} has too many digits")
    return int(text)


def refused(text: str) -> None:
    """Raise NotOursError: exports contain no numbers with a fraction or an exponent."""
    raise NotOursError(f"{quoted(text, 20)} is not a whole number")
