"""How values come from the server and go there: as SQLite has them, and with their types."""

from collections.abc import Callable
from typing import Any

from pipectl.store.server.driver import extensions

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


def read_as_stored(session: Any) -> None:
    """Let the session give values as SQLite does: ISO texts, 0 and 1, whole numbers, floats."""
    for oid, read in READ.items():
        extensions.register_type(
            extensions.new_type((oid,), f"stored_{oid}", reading(read)), session
        )


def reading(read: Callable[[str], Any]) -> Callable[[str | None, object], Any]:
    """Return a function of the driver: null stays null."""
    return lambda value, _: None if value is None else read(value)
