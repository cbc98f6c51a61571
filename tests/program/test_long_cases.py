"""What `make test` leaves to `make test-long` is the rest of a family, and nothing else."""

import re
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from long_cases import by_turns, examples, in_turns, one_in

TOP = Path(__file__).parents[2]
Axis = st.lists(st.integers(), min_size=1, max_size=7, unique=True)


def at_once(cases: list[Any]) -> list[tuple[Any, ...]]:
    """The values of the cases without the mark."""
    return [case.values for case in cases if not case.marks]


@given(st.lists(Axis, min_size=1, max_size=3))
def test_each_value_is_tried_at_once_and_each_combination_at_length(axes: list[list[int]]) -> None:
    cases = by_turns(*axes)
    chosen = at_once(cases)
    assert {case.values for case in cases} == set(product(*axes))
    assert len(cases) == prod(map(len, axes))
    for place, axis in enumerate(axes):
        assert {values[place] for values in chosen} == set(axis)
    assert len(chosen) == max(map(len, axes))  # and no more than that needs


def test_with_two_faults_each_command_meets_one_of_them() -> None:
    cases = by_turns(["add", "win", "lose", "undo"], [("full", 1), ("broken", 2)])
    assert at_once(cases) == [
        *(("add", "full", 1), ("win", "broken", 2)),
        *(("lose", "full", 1), ("undo", "broken", 2)),
    ]
    assert [case.id for case in cases][:2] == ["add-full 1", "add-broken 2"]
    assert len(cases) == 8


def test_with_several_tests_of_each_command_each_is_in_one_of_those_that_have_it() -> None:
    locked, full, named = in_turns(["add", "win", "redo"], ["add", "init", "win"], ["add", "undo"])
    assert [at_once(test) for test in (locked, full, named)] == [
        *([("add",), ("redo",)], [("init",), ("win",)], [("undo",)]),
    ]
    assert [case.id for case in full] == ["add", "init", "win"]


def test_a_case_keeps_its_name_and_its_values() -> None:
    cases = one_in(2, [pytest.param("a", 1, id="first"), ("b", 2), pytest.param("c", 3, id="c")])
    assert [(case.id, case.values) for case in cases] == [
        *(("first", ("a", 1)), ("b 2", ("b", 2)), ("c", ("c", 3))),
    ]
    assert at_once(cases) == [("a", 1), ("c", 3)]


def test_a_property_is_tried_with_some_of_its_examples_at_once_and_with_all_at_length() -> None:
    at_once, at_length = (settings.get_profile(name) for name in ("few", "long"))
    assert [examples(count, at_length) for count in (3, 6, 50, 300)] == [3, 6, 50, 300]
    assert [examples(count, at_once) for count in (3, 6, 50, 300)] == [2, 2, 10, 60]
    assert at_once.derandomize
    assert at_length.derandomize


def test_what_is_left_out_by_one_is_run_by_the_other_and_a_change_must_pass_both() -> None:
    makefile = (TOP / "Makefile").read_text("utf-8")
    assert "-m 'not long'" in (TOP / "pyproject.toml").read_text("utf-8")
    (rule,) = re.findall(r"^test-long:.*\n((?:\t.*\n)+)", makefile, re.M)
    assert '-m "long or hypothesis" --hypothesis-profile=long' in rule
    assert (TOP / ".ci" / "run").read_text("utf-8").splitlines()[-3:] == [
        *("make test", "make test-long", "make test-pythons"),
    ]
