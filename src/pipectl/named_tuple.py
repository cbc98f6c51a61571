"""`typing.NamedTuple`, whose classes take a tenth of the time to make.

A command makes more than a hundred of these classes while it loads, and most never get an instance;
Python's own compiles a constructor for each at once, and looks at each field's type. Here a class
gets its constructor with its first instance. Type checkers see `typing.NamedTuple`.
"""

from _collections import _tuplegetter  # type: ignore[import-not-found]  # of collections
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

FIELDS = "_fields"
AS_VALUES = 1  # annotationlib.Format.VALUE, in a module that takes long to load


class Fields(tuple[Any, ...]):
    """What all named tuples can do."""

    __slots__ = ()
    if TYPE_CHECKING:  # what every class has of its own; an annotation here would be a field
        _fields: tuple[str, ...]
        _field_defaults: dict[str, Any]

    def __new__(cls, /, *values: Any, **named: Any) -> Self:
        """Make the first instance of a class, with the constructor that it keeps."""
        made_of = next(base for base in cls.__mro__ if FIELDS in base.__dict__)
        made_of.__new__ = constructor(made_of)  # type: ignore[method-assign]
        made: Self = made_of.__new__(cls, *values, **named)
        return made

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Self:
        """Make an instance of its values in order; raise TypeError for too few or too many."""
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):
            raise TypeError(f"{cls.__name__} has {len(cls._fields)} values, not {len(made)}")
        return made

    def _replace(self, /, **changed: Any) -> Self:
        """Return it with some values changed; raise ValueError for an unknown name."""
        made = self._make(map(changed.pop, self._fields, self))
        if changed:
            raise ValueError(f"{type(self).__name__} has no {', '.join(changed)}")
        return made

    def _asdict(self) -> dict[str, Any]:
        """Return the values by name."""
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        """Return what `copy` and `pickle` make it of."""
        return tuple(self)

    def __repr__(self) -> str:
        """Return it as it would be typed."""
        values = ", ".join(map("{}={}".format, self._fields, map(repr, self)))
        return f"{type(self).__name__}({values})"


def constructor(kind: type) -> Callable[..., Any]:
    """Return a constructor that takes a class's fields by place and by name."""
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    values = "".join(f"{name}, " for name in fields)
    given: Callable[..., Any] = eval(
        f"lambda _kind, {values}: _new(_kind, ({values}))", {"_new": tuple.__new__}
    )
    given.__defaults__ = tuple(kind._field_defaults.values())  # type: ignore[attr-defined]
    given.__name__, given.__qualname__ = "__new__", f"{kind.__qualname__}.__new__"
    return given


def annotations(content: dict[str, Any]) -> dict[str, Any]:
    """Return the annotations of a class that is being made; from Python 3.14 on, a function's."""
    annotate = content.get("__annotate_func__")
    if "__annotations__" in content or annotate is None:
        return dict(content.get("__annotations__", {}))
    return dict(annotate(AS_VALUES))


class NamedTupleMeta(type):
    """Makes a class of its annotated fields."""

    def __new__(mcs, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> Any:
        """Make a tuple's class, whose own type is `type`; raise TypeError for its fields' order."""
        fields = tuple(annotations(content))
        defaults = {field: content[field] for field in fields if field in content}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError(f"{name} has a field without a default after one that has one")
        getters = {field: _tuplegetter(place, "") for place, field in enumerate(fields)}
        made_of = {FIELDS: fields, "__match_args__": fields, "_field_defaults": defaults}
        others = (base for base in bases if base is not Base)
        return type(name, (Fields, *others), {"__slots__": (), **content, **getters, **made_of})


Base = type.__new__(NamedTupleMeta, "Base", (), {})

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    def NamedTuple() -> None:  # noqa: N802 - a base class, as in typing
        """Stand as the base of a class of annotated fields."""

    NamedTuple.__mro_entries__ = lambda bases: (Base,)
