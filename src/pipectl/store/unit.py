"""The unit of work: read and write rows in one transaction, and note changes for undo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast
from weakref import WeakValueDictionary

from pipectl.clock import Moment
from pipectl.store.changes import Changes, CreatedRange, Image, Place, RowChange
from pipectl.store.ownership import OWNED, spelled
from pipectl.store.reader import DamagedValueError, MissingRowError, Reader
from pipectl.store.row import (
    Changeable,
    Row,
    column_list,
    columns,
    image_of,
    in_order,
    insertion,
    is_key,
    key_of,
    read_values,
    values_of,
)

if TYPE_CHECKING:
    from pipectl.store.temporary import Connection

Kind = TypeVar("Kind", bound=Row)
Values = ParamSpec("Values")


class Unit:
    """One transaction over the store.

    A call writes at once. A row is one object however often it is read, as long as anything refers
    to it, and a read brings it up to date. `images` has the rows that were added, changed or
    deleted, before and after. What is made belongs to `owner`, unless it says whose it is.
    Raises sqlite3.IntegrityError where a rule of the store is broken.
    """

    def __init__(self, connection: "Connection", moment: Moment, owner: str = "") -> None:
        self.connection, self.moment, self._typed_owner = connection, moment, owner
        self.reader = Reader(connection.execute)
        self.journaled = True
        self.recorded = False
        self.unguarded: str | None = None  # what is wrong with the due backup of the day
        self.created: list[CreatedRange] = []
        self.said: list[str] = []  # what a person is told once it is stored
        # Instants of fields, by table and key (store/change_times).
        self.brought: dict[str, Any] = {}
        # What was being written last: it says to what it referred where that is gone.
        self.attempted: tuple[type[Row], Mapping[str, Any]] | None = None
        self.images = Changes()
        self._rows: WeakValueDictionary[Place, Row] = WeakValueDictionary()
        self._waiting: Callable[[], None] | None = None

    @cached_property
    def owner(self) -> str:
        """Who makes the change, as the store spells the name; empty if that isn't set."""
        return spelled(self.reader, self._typed_owner)

    def before_first_write(self, act: Callable[[], None]) -> None:
        """Set a function to call under the lock before the first statement that writes."""
        self._waiting = act

    def get(self, kind: type[Kind], /, *key: Any) -> Kind | None:
        """The row with that key."""
        named = dict(zip(kind.__key__, key, strict=True))
        return next(iter(self.all(kind, is_key(kind), **named)), None)

    def have(self, kind: type[Kind], /, *key: Any) -> Kind:
        """The row with that key, which must be there; raises MissingRowError."""
        found = self.get(kind, *key)
        if found is None:
            raise MissingRowError(kind.__table__, key)
        return found

    def find(self, kind: type[Kind], /, **equal: Any) -> Kind | None:
        """The first row whose columns hold these values, by its key.

        Raises TypeError for no column, and for an unknown one: SQLite would take it for a text.
        """
        if not equal or equal.keys() - columns(kind).keys():
            raise TypeError(f"find needs columns of {kind.__table__}, not {', '.join(equal)}")
        where = " and ".join(
            f'"{name}" is null' if value is None else f'"{name}" = :{name}'
            for name, value in equal.items()
        )
        return self.first(kind, where, **equal)

    def first(self, kind: type[Kind], where: str, /, **values: Any) -> Kind | None:
        """The first of the rows that `all` returns."""
        return next(iter(self._read_all(kind, f"{in_order(kind, where)} limit 1", values)), None)

    def all(self, kind: type[Kind], where: str = "true", /, **values: Any) -> list[Kind]:
        """The rows for which `where` holds: SQL with values by name; by key unless it has an order.

        So what is done to each in turn is told in the same order by every engine.
        """
        return self._read_all(kind, in_order(kind, where), values)

    def _read_all(self, kind: type[Kind], where: str, values: Mapping[str, Any]) -> list[Kind]:
        """The rows that SQL finds, in its order."""
        sql = f'select {column_list(kind)} from "{kind.__table__}" where {where}'
        return [self._read(kind, row) for row in self.connection.execute(sql, values).fetchall()]

    def value(self, sql: str, /, **values: Any) -> Any:
        """The first column of the first row, or None."""
        return self.reader.value(sql, values)

    def rows(self, sql: str, /, **values: Any) -> list[Sequence[Any]]:
        """All rows of a query, as they are stored."""
        return self.reader.rows(sql, values)

    def add(self, row: Kind) -> Kind:
        """Insert a row; give it a number and an owner if it has none."""
        if row.__table__ in OWNED and "owner" not in row.__dict__:
            row.__dict__["owner"] = self.owner
        values = values_of(row)
        if row.__key__ == ("id",) and not values["id"]:
            del values["id"]
        self.attempted = type(row), values
        number = self._insert(type(row), values)
        if "id" not in values and row.__key__ == ("id",):
            row.__dict__["id"] = number
        self._rows[type(row), key_of(row)] = row
        self._note(row, None, image_of(row))
        return row

    def _insert(self, kind: type[Row], values: Mapping[str, Any]) -> int | None:
        """Insert a row, and return the number that it got if it had none."""
        number: int | None = self.write(insertion(kind, tuple(values)), values).lastrowid
        return number

    def insert_many(self, kind: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows of all columns, and note nothing for undo."""
        self.write_many(insertion(kind), rows)

    def append(self, kind: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of some columns that get numbers, and note nothing for undo."""
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        self.write_many(f'insert into "{kind.__table__}" ({listed}) values ({marks})', rows)

    def change(
        self, known: Changeable[Values, Kind], /, *_: Values.args, **values: Values.kwargs
    ) -> Kind:
        """Update the values of a row that differ; raise TypeError for an unknown column."""
        row = cast(Kind, known)
        there = columns(type(row))
        if wrong := [name for name in values if name not in there or name in row.__key__]:
            raise TypeError(f"{row.__table__} can't change {', '.join(wrong)}")
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            return row
        before = image_of(row)
        sets = ", ".join(f'"{name}" = :{name}' for name in differing)
        key = dict(zip(row.__key__, key_of(row), strict=True))
        sql = f'update "{row.__table__}" set {sets} where {is_key(type(row))}'
        self.attempted = type(row), differing
        self._write_one(row, sql, differing | key)
        row.__dict__.update(differing)
        self._note(row, before, image_of(row))
        return row

    def delete(self, row: Row) -> None:
        """Delete a row."""
        key = dict(zip(row.__key__, key_of(row), strict=True))
        self._write_one(row, f'delete from "{row.__table__}" where {is_key(type(row))}', key)
        self._rows.pop((type(row), key_of(row)), None)
        self._note(row, image_of(row), None)

    def _write_one(self, row: Row, sql: str, values: Mapping[str, Any]) -> None:
        """Write to one row; raise DamagedValueError where it is gone."""
        if self.write(sql, values).rowcount != 1:
            raise DamagedValueError(f"a row of {row.__table__} that was read")

    def write(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        """Run a statement that writes, and note nothing for undo.

        Rows that were read before must be read again to be what it left.
        """
        self._guard()
        return self.connection.execute(sql, values)

    def write_many(self, sql: str, rows: Iterable[Mapping[str, Any] | Sequence[Any]]) -> None:
        """Run a statement that writes for each of the rows."""
        self._guard()
        self.connection.executemany(sql, rows)

    def attempt(self) -> AbstractContextManager[None]:
        """Let the unit go on after a statement that broke a rule, as SQLite does by itself."""
        return nullcontext()

    def defer_foreign_keys(self) -> None:
        """Let rows refer to what comes later, until the end of the transaction."""
        self.connection.execute("pragma defer_foreign_keys = on")

    def lacks_references(self) -> bool:
        """Return whether a row refers to one that isn't there, as it may until the end."""
        return bool(self.rows("pragma foreign_key_check"))

    def last_number(self, kind: type[Row]) -> int:
        """Return the highest number that a row of the table ever had; 0 for none."""
        from pipectl.store.given_numbers import GIVEN_SQL

        return int(self.value(GIVEN_SQL, table=kind.__table__) or 0)

    def changed(self) -> list[RowChange]:
        """Every row that differs from how it was before the unit."""
        return self.images.net()

    def has_added(self, table: str, name_folded: str) -> bool:
        """Return whether the unit added a row of that name to a table."""
        return any(
            each.before is None and (each.after or {}).get("name_folded") == name_folded
            for each in self.changed()
            if each.kind.__table__ == table
        )

    def _guard(self) -> None:
        """Prepare for a statement that writes: what was read once is no longer sure."""
        self.reader.forget()
        if self._waiting is not None:
            act, self._waiting = self._waiting, None
            act()

    def _read(self, kind: type[Kind], stored: tuple[Any, ...]) -> Kind:
        """The object of a stored row."""
        values = dict(read_values(kind, stored))
        place = kind, tuple(values[name] for name in kind.__key__)
        found = self._rows.get(place)
        if not isinstance(found, kind):
            found = self._rows[place] = kind.__new__(kind)
        found.__dict__.update(values)
        return found

    def _note(self, row: Row, before: Image, after: Image) -> None:
        """Keep a row's images before and after a change."""
        self.images.note(type(row), key_of(row), before, after)
