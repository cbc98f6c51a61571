"""Plain SQL in, frozen records out; helpers for lists and LIKE."""

import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from operator import itemgetter
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    NoReturn,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from pipectl.exchange_rates import Rates

Record = TypeVar("Record")
Made = TypeVar("Made")
EVERY_ACTIVITY = "every_activity"  # beside a view that shows those of one seller
Execute = Callable[[str, Mapping[str, Any]], Any]


class Reader:
    """Runs queries with an `execute(sql, named values)` function that yields sequences.

    With `rates`, deals in other currencies are shown in the store's (`store/conversion`).
    With `owner`, only what is that seller's (`store/owner_views`); empty for nobody's.
    """

    is_file = True  # not a store on a server
    to_go_back = "Restore a backup: `pipectl restore`."  # what helps against damage

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self.rates: Rates | None = None
        self.owner: str | None = None
        self._made: dict[tuple[Hashable, ...], Any] = {}

    def once(self, what: Callable[..., Made], *values: Hashable) -> Made:
        """Return a function's result for this reader and these values, and cache it."""
        key = (what, *values)
        if key not in self._made:
            self._made[key] = what(self, *values)
        found: Made = self._made[key]
        return found

    @property
    def deals(self) -> str:
        """The table or view that shows deals with their amounts in their own currencies."""
        return "plain_opportunity" if self.rates else "opportunity"

    @property
    def activities(self) -> str:
        """The table or view that shows the activities of everybody."""
        return "activity" if self.owner is None else EVERY_ACTIVITY

    def tables(self) -> set[str]:
        """Return the names of the store's tables."""
        return {row[0] for row in self.rows("select name from sqlite_master where type = 'table'")}

    def forget(self) -> None:
        """Forget the results of `once`, as the store has changed."""
        self._made.clear()

    def release(self) -> None:
        """End the read transaction, so that no writer waits meanwhile."""
        self.forget()
        self._execute("commit", {})
        self._execute("begin", {})

    def end(self) -> None:
        """Let every later query fail: what it found would be of another moment."""
        self._execute = refuse

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[Sequence[Any]]:
        """Return all rows."""
        return list(self._execute(sql, values or {}))

    def stream(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[Sequence[Any]]:
        """Yield the rows one by one."""
        return iter(self._execute(sql, values or {}))

    def records(
        self, kind: type[Record], sql: str, values: Mapping[str, Any] | None = None
    ) -> list[Record]:
        """All rows as records: a column a field, in the record's order."""
        return [record(kind, row) for row in self._execute(sql, values or {})]

    def value(self, sql: str, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, values)
        return found[0][0] if found else None


def refuse(_sql: str, _values: Mapping[str, Any]) -> NoReturn:
    """Raise the error for a query of a reader that has ended."""
    raise sqlite3.ProgrammingError("the reading has ended")


def record(kind: type[Record], row: Sequence[Any]) -> Record:
    """One row as a record, coerced by the types of its fields.

    Raises DamagedValueError where a field that is always there is null: what a row refers to is
    gone, and a join that left such rows out would do so without a word.
    """
    if None in required(cast(Any, kind))(row):
        raise DamagedValueError("a row, or one that it refers to")
    return kind(
        *[
            value if value is None or coerce is None else coerce(value)
            for coerce, value in zip(coercions(cast(Any, kind)), row, strict=False)
        ]
    )


@cache
def coercions(kind: Any) -> tuple[Callable[[Any], Any] | None, ...]:
    """Return the converter for each field: SQLite has no dates and no booleans."""
    return tuple(COERCE.get(bare(hint)) for hint in get_type_hints(kind).values())


@cache
def required(kind: Any) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return a function that picks the columns of a row that can't be null."""
    hints = list(get_type_hints(kind).values())
    places = [place for place, hint in enumerate(hints) if bare(hint) is hint]
    return itemgetter(*places, *places[:1]) if places else lambda _: ()


def bare(hint: Any) -> Any:
    """The type of a field, without its `| None`."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


class DamagedValueError(sqlite3.DatabaseError):
    """A column holds an invalid value, which the message doesn't quote."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"invalid or missing: {wanted}")


class MissingRowError(DamagedValueError):
    """A row isn't there that was looked up, or that another one refers to."""

    def __init__(self, table: str, key: Sequence[Any]) -> None:
        super().__init__(f"a row of {table}")
        self.table, self.key = table, tuple(key)


class NoStageError(DamagedValueError):
    """A deal is in, or would start in, a stage that doesn't exist or was removed."""

    hint = "See what is wrong: `pipectl doctor`. Restore a backup: `pipectl restore`."

    def __init__(self) -> None:
        super().__init__("a stage in use")


@cache
def as_date(value: Any) -> date:
    """A stored date; lists repeat few days, so they are kept."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise DamagedValueError("a date") from None


def as_instant(value: Any) -> datetime:
    """A stored UTC instant."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise DamagedValueError("an instant") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def as_whole(value: Any) -> int:
    """A stored whole number."""
    if not isinstance(value, int):
        raise DamagedValueError("a number")
    return value


def as_text(value: Any) -> str:
    """A stored text."""
    if not isinstance(value, str):
        raise DamagedValueError("text")
    return value


COERCE: dict[Any, Callable[[Any], Any]] = {
    date: as_date,
    datetime: as_instant,
    bool: bool,
    int: as_whole,
    str: as_text,
}


CHUNK = 500  # ids in one statement


def chunks(column: str, ids: Sequence[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield conditions on the ids in chunks, each with its values."""
    for start in range(0, len(ids), CHUNK):
        yield among(column, "id", ids[start : start + CHUNK])


def among(column: str, name: str, wanted: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """The condition that the column holds one of the values, and the values by name."""
    values = {f"{name}{place}": value for place, value in enumerate(wanted)}
    return f"{column} in ({', '.join(f':{each}' for each in values)})", values


def escaped(text: str) -> str:
    """Text for LIKE, whose own signs mean themselves; it takes 50 kB, and no name is as long."""
    return text[:10_000].replace("!", "!!").replace("%", "!%").replace("_", "!_")


def optional_date(value: Any) -> date | None:
    """A stored date or None."""
    return None if value is None else as_date(value)
