"""How values come from the server and go there: as SQLite has them, and with their types."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipectl.errors import CharacterError
from pipectl.store.server.driver import extensions

WRITES = re.compile(r"\s*(?:insert|update|delete)\b")
DATE, INSTANT, FLAG, NUMERIC = 1082, 1184, 16, 1700


def as_stored_instant(value: str) -> str:
    """Return an instant of a session in UTC as SQLite stores it, with six decimals."""
    whole, _, rest = value.removesuffix("+00").partition(".")
    return f"{whole}.{rest:0<6}"


def as_number(value: str) -> int | float:
    """Return a sum of whole numbers, or a mean."""
    return float(value) if "." in value else int(value)


READ: dict[int, Callable[[str], Any]] = {
    DATE: str,
    INSTANT: as_stored_instant,
    FLAG: lambda value: int(value == "t"),
    NUMERIC: as_number,
}


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def as_field(value: Any) -> str:
    """Return a stored value as a field of COPY."""
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


NUL, UNLIKE = "\0", "\1"


def without_nul(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> Any:
    """Return the values to look for where one has NUL, which no text on a server has.

    Another control character stands for it, which no command lets into a store either: the
    statement finds what it would find in a file. Raises CharacterError where it is to be stored.
    """
    if isinstance(values, Mapping):
        return {name: sendable(sql, value) for name, value in values.items()}
    return [sendable(sql, value) for value in values]


def sendable(sql: str, value: Any) -> Any:
    """Return one of them."""
    if not isinstance(value, str) or NUL not in value:
        return value
    if WRITES.match(sql):
        raise CharacterError("text", value, value.index(NUL), "a control character")
    return value.replace(NUL, UNLIKE)


def read_as_stored(session: Any) -> None:
    """Let the session give values as SQLite does: ISO texts, 0 and 1, whole numbers, floats."""
    for oid, read in READ.items():
        extensions.register_type(
            extensions.new_type((oid,), f"stored_{oid}", reading(read)), session
        )


def reading(read: Callable[[str], Any]) -> Callable[[str | None, object], Any]:
    """Return a function of the driver: null stays null."""
    return lambda value, _: None if value is None else read(value)
