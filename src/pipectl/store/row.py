"""The base of all rows: typed columns that only a unit of work changes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, ParamSpec, Protocol, TypeVar, cast, dataclass_transform

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import DamagedValueError, as_date, as_instant, as_text, as_whole


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False)
class Row:
    """A row of a table. Its columns are the annotated names, in the table's order.

    An `id` of 0 is one that the store hasn't given yet.
    """

    __table__: ClassVar[str]
    __key__: ClassVar[tuple[str, ...]]
    # The columns, besides the key, on which it depends whether another row may be there, too.
    __unique__: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: Any) -> None:
        found = columns(type(self))
        if wrong := values.keys() - found.keys():
            raise TypeError(f"{self.__table__} has no {', '.join(sorted(wrong))}")
        if missing := [name for name in found if name not in values and not hasattr(self, name)]:
            raise TypeError(f"{self.__table__} needs {', '.join(missing)}")
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{self.__table__}.{name} is changed by Unit.change")

    def __repr__(self) -> str:
        return f"<{self.__table__} {', '.join(map(str, key_of(self)))}>"


Values = ParamSpec("Values")
Kind = TypeVar("Kind", covariant=True)


class Changeable(Protocol[Values, Kind]):
    """A row, as mypy sees it: which of its columns may change, to values of which types."""

    def changeable(self, *_: Values.args, **values: Values.kwargs) -> Kind: ...


class ColumnType(NamedTuple):
    """What a column holds (int, str, bool, date, datetime), how it is read, is it nullable."""

    name: str
    read: Callable[[Any], Any]
    is_optional: bool


READ: dict[str, Callable[[Any], Any]] = {
    "int": as_whole,
    "str": as_text,
    "bool": lambda value: bool(as_whole(value)),
    "date": as_date,
    "datetime": as_instant,
}


def columns(kind: type[Row]) -> dict[str, ColumnType]:
    """The columns of a table, in its order."""
    return columns_of_class(cast(Any, kind))


@cache
def columns_of_class(kind: Any) -> dict[str, ColumnType]:
    """Return the same, cached."""
    found = {}
    for name, hint in kind.__annotations__.items():
        bare = hint.removesuffix(" | None")
        found[name] = ColumnType(bare, READ[bare], bare != hint)
    return found


def key_of(row: Row) -> tuple[Any, ...]:
    """The values of a row's key."""
    return tuple(getattr(row, name) for name in row.__key__)


def values_of(row: Row) -> dict[str, Any]:
    """The values of a row's columns."""
    return {name: getattr(row, name) for name in columns(type(row))}


def image_of(row: Row) -> dict[str, Any]:
    """The row's values as JSON has them."""
    return {name: to_json_value(value) for name, value in values_of(row).items()}


def to_json_value(value: Any) -> Any:
    """A column's value in JSON: dates and instants as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def read_values(kind: type[Row], stored: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """The columns of a stored row with their values; raises DamagedValueError."""
    for (name, column), value in zip(columns(kind).items(), stored, strict=True):
        if value is not None:
            yield name, column.read(value)
        elif column.is_optional:
            yield name, None
        else:
            raise DamagedValueError("a row's value")


def column_list(kind: type[Row]) -> str:
    """The columns as SQL."""
    return ", ".join(f'"{name}"' for name in columns(kind))


def in_order(kind: type[Row], where: str) -> str:
    """Return a condition with the order of a table's rows behind it: by key if it has none."""
    if " order by " in where:
        return where
    key = ", ".join(f'"{name}"' for name in kind.__key__)
    return f"{where} order by {key}"


def insertion(kind: type[Row], names: tuple[str, ...] | None = None) -> str:
    """The statement that inserts a row's values by name; of all columns unless some are named."""
    wanted = tuple(columns(kind)) if names is None else names
    listed = ", ".join(f'"{name}"' for name in wanted)
    return (
        f'insert into "{kind.__table__}" ({listed})'
        f" values ({', '.join(f':{name}' for name in wanted)})"
    )


def is_key(kind: type[Row]) -> str:
    """The condition that a row has the key whose values are given by name."""
    return " and ".join(f'"{name}" = :{name}' for name in kind.__key__)
