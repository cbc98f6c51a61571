"""Which cases of a large family `make test` runs; `make test-long` runs the others.

Those have the mark `long`. The choice is the same in each run, and no value is without a case.
Properties are in both, with a fifth of their examples in `make test`.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import settings

ALL_EXAMPLES = 50  # of a property that doesn't name its own number


def values_of(case: Any) -> tuple[Any, ...]:
    """The values of a case: one, a tuple of them, or those of a `pytest.param`."""
    found = getattr(case, "values", None)
    if isinstance(found, tuple):
        return found
    return case if isinstance(case, tuple) else (case,)


def name_of(case: Any) -> str:
    """What a case is called in the name of a test."""
    return str(getattr(case, "id", None) or " ".join(map(str, values_of(case))))[:60]


def by_turns(*axes: Iterable[Any]) -> list[Any]:
    """Every combination of a value of each axis, of which each value is in one without the mark.

    With 60 commands and 3 faults each command meets one fault: the first, the second, the third,
    the first again.
    """
    numbered = [list(enumerate(axis)) for axis in axes]
    turns = range(max(map(len, numbered)))
    at_once = {tuple(turn % len(axis) for axis in numbered) for turn in turns}
    return [
        pytest.param(
            *(value for _, case in chosen for value in values_of(case)),
            id="-".join(name_of(case) for _, case in chosen),
            marks=() if tuple(at for at, _ in chosen) in at_once else pytest.mark.long,
        )
        for chosen in product(*numbered)
    ]


def one_in(step: int, cases: Sequence[Any]) -> list[Any]:
    """All cases, of which only the first of each `step` is without the mark."""
    return [
        pytest.param(
            *values_of(case), id=name_of(case), marks=() if number % step == 0 else pytest.mark.long
        )
        for number, case in enumerate(cases)
    ]


def in_turns(*tests: Iterable[str]) -> list[list[Any]]:
    """The values of several tests; each value is without the mark in one of those that have it.

    With four tests of each command, the first command is tried in the first test, the second in the
    second.
    """
    each = [list(test) for test in tests]
    values = list(dict.fromkeys(value for test in each for value in test))
    chosen = {}
    for number, value in enumerate(values):
        having = [place for place, test in enumerate(each) if value in test]
        chosen[value] = having[number % len(having)]
    return [
        [
            pytest.param(value, id=value, marks=() if chosen[value] == place else pytest.mark.long)
            for value in test
        ]
        for place, test in enumerate(each)
    ]


def examples(count: int, profile: settings | None = None) -> int:
    """How many of a property's examples to try: all in `make test-long`, else a part of them."""
    return max(2, count * (profile or settings()).max_examples // ALL_EXAMPLES)
