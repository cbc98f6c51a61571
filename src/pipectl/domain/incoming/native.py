"""Our own export: a line a row, checked before anything is written."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from pipectl.sheets import BadFileError

VERSION = 1
MOST_BYTES = 20_000_000  # a line: minutes of a review are the longest text there is
MOST_WHOLE = 2**63 - 1


class Line(NamedTuple):
    """A row of a table, and where it stands."""

    number: int
    table: str
    row: dict[str, Any]


def read(stream: BinaryIO, *, name: str, tables: Sequence[str]) -> Iterator[Line]:
    """The rows of an export, in its order; raises BadFileError naming the line."""
    check_header(*next(numbered(stream, name), (1, None)), name=name, tables=tables)
    place = 0
    for number, found in numbered(stream, name, start=2):
        table, row = found.get("table"), found.get("row")
        if set(found) != {"table", "row"} or not isinstance(row, dict):
            raise BadFileError(f'{name}:{number}: a line holds a "table" and its "row".')
        if not isinstance(table, str) or table not in tables:
            raise BadFileError(f"{name}:{number}: no table of that name is known.")
        if tables.index(table) < place:
            raise BadFileError(f"{name}:{number}: {table} comes too late in the file.")
        place = tables.index(table)
        yield Line(number, table, row)


def check_header(
    number: int, found: dict[str, Any] | None, *, name: str, tables: Sequence[str]
) -> None:
    """Raise BadFileError unless the first line is that of an export that can be read."""
    if found is None or "pipectl" not in found:
        raise BadFileError(
            f"{name}:{number}: that is no export of pipectl.",
            hint="`pipectl export --what all FILE` writes one; for others, see --from.",
        )
    if found["pipectl"] != VERSION:
        raise BadFileError(
            f"{name}:{number}: that export has version {str(found['pipectl'])[:20]}, "
            f"this pipectl reads {VERSION}.",
            hint="A newer pipectl wrote it: install that version.",
        )
    listed = found.get("tables")
    unknown = [each for each in listed if each not in tables] if isinstance(listed, list) else []
    if unknown or not isinstance(listed, list):
        raise BadFileError(f"{name}:{number}: the export has tables that aren't known here.")


def numbered(
    stream: BinaryIO, name: str, *, start: int = 1
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line as an object, with its number."""
    number = start
    while line := stream.readline(MOST_BYTES + 1):
        if len(line) > MOST_BYTES:
            raise BadFileError(f"{name}:{number}: the line is longer than 20 MB.")
        if not line.endswith(b"\n"):
            raise BadFileError(f"{name}:{number}: the file ends in the middle of a line.")
        yield number, loaded(line, name, number)
        number += 1


def loaded(line: bytes, name: str, number: int) -> dict[str, Any]:
    """A line as an object; raises BadFileError."""
    try:
        found = json.loads(
            line.decode("utf-8"),
            object_pairs_hook=once,
            parse_float=refused,
            parse_constant=refused,
        )
    except (ValueError, RecursionError):
        raise BadFileError(f"{name}:{number}: that is no line of an export.") from None
    if not isinstance(found, dict):
        raise BadFileError(f"{name}:{number}: that is no line of an export.")
    return found


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key comes twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def refused(_text: str) -> None:
    """No number with a fraction stands in an export."""
    raise ValueError("a fraction")


def check_value(value: Any, kind: str) -> bool:
    """Whether a value is what a column of that kind (int, bool, date, datetime, text) holds."""
    from datetime import date, datetime

    if kind in ("int", "bool"):
        whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST_WHOLE
        return whole and (kind == "int" or value in (0, 1))
    if not isinstance(value, str):
        return False
    try:
        if kind == "date":
            return date.fromisoformat(value).isoformat() == value
        if kind == "datetime":
            return datetime.fromisoformat(value).isoformat(" ", "microseconds") == value
        value.encode("utf-8")
    except ValueError:
        return False
    return "\0" not in value
