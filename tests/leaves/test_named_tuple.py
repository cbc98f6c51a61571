"""Our named tuples are like Python's own, which are slower to make."""

import copy
import pickle
import subprocess
import sys
import typing
from typing import Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl import named_tuple

T = TypeVar("T")
FIELDS = ("first", "kind", "values", "name")


class Ours(named_tuple.NamedTuple):
    """A class of ours."""

    first: int
    kind: str = "a"
    values: tuple[int, ...] = ()
    name: str = ""

    @property
    def twice(self) -> int:
        return 2 * self.first


class Theirs(typing.NamedTuple):
    """A class of Python's."""

    first: int
    kind: str = "a"
    values: tuple[int, ...] = ()
    name: str = ""


class Pair(named_tuple.NamedTuple, Generic[T]):
    one: T
    other: T


class Later(Ours):
    """A class below one of ours."""


def outcome(make: Any) -> Any:
    """What comes out, as plain values; of an error only that there is one.

    For an unknown name, Python raises ValueError up to 3.12 and TypeError since.
    """
    try:
        made = make()
    except (TypeError, ValueError):
        return "refused"
    return (tuple(made), repr(made).split("(", 1)[1]) if isinstance(made, tuple) else made


@given(
    st.lists(st.integers(), max_size=6),
    st.dictionaries(st.sampled_from((*FIELDS, "unknown")), st.integers(), max_size=5),
)
def test_values_by_place_and_by_name_make_what_they_make_of_pythons_own(
    values: list[Any], named: dict[str, Any]
) -> None:
    assert outcome(lambda: Ours(*values, **named)) == outcome(lambda: Theirs(*values, **named))
    assert outcome(lambda: Ours._make(values)) == outcome(lambda: Theirs._make(values))
    ours, theirs = Ours(1), Theirs(1)
    assert outcome(lambda: ours._replace(**named)) == outcome(lambda: theirs._replace(**named))


def test_an_instance_is_a_plain_tuple_with_names() -> None:
    made = Ours(3, name="x")
    assert (made.first, made.kind, made.values, made.name, made.twice) == (3, "a", (), "x", 6)
    assert tuple(made) == (3, "a", (), "x")
    assert hash(made) == hash((3, "a", (), "x"))
    assert made._asdict() == {"first": 3, "kind": "a", "values": (), "name": "x"}
    assert (Ours._fields, type(Ours), Ours.__doc__) == (FIELDS, type, "A class of ours.")
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert not hasattr(made, "__dict__")
    with pytest.raises(AttributeError):
        made.first = 4  # type: ignore[misc]
    match made:
        case Ours(first, kind):
            assert (first, kind) == (3, "a")


def test_copies_are_of_the_same_class() -> None:
    for made in (Ours(3), Later(3), Pair("a", "b")):
        for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert again == made
            assert type(again) is type(made)


def test_a_generic_one_and_one_below_another_are_made_alike() -> None:
    assert Pair[int](1, 2) == Pair(1, 2) == (1, 2)
    assert repr(Later(1)) == "Later(first=1, kind='a', values=(), name='')"


def test_a_field_without_a_default_stands_before_those_with_one() -> None:
    with pytest.raises(TypeError, match="without a default"):
        named_tuple.NamedTupleMeta("Wrong", (), {"__annotations__": {"a": int, "b": int}, "a": 1})


def test_annotations_that_are_told_by_a_function_are_fields() -> None:
    content = {"__annotate_func__": lambda _: {"one": int, "other": int}, "other": 2}
    made = named_tuple.NamedTupleMeta("Pair", (), content)
    assert made(1) == (1, 2)
    assert made._fields == ("one", "other")


def test_a_class_gets_its_constructor_with_its_first_instance() -> None:
    source = (
        "from pipectl.named_tuple import NamedTuple\n"
        "class Pair(NamedTuple):\n    one: int\n    other: int = 2\n"
        "before = '__new__' in Pair.__dict__\n"
        "print(before, Pair(1), '__new__' in Pair.__dict__)"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout == "False Pair(one=1, other=2) True\n"
