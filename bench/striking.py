"""The shared harness, striking all over a write: `striking.py HARNESS ARGUMENT… [--first]`.

With --first a power cut meets the first write in a folder, where else three went before.
`--also COMMAND` is what a write of several commands may have stored where it was struck between
two of them: what that stores is whole, too.
"""

import importlib.util
import random
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

FIRST, ALSO = "--first", "--also"
Point = tuple[str, int]  # a system call, and which of its kind


def loaded(path: Path) -> ModuleType:
    """The harness as a module."""
    spec = importlib.util.spec_from_file_location("harness", path)
    assert spec is not None
    assert spec.loader is not None
    harness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harness)
    return harness


def spread(points: list[Point], most: int) -> list[Point]:
    """At most so many of them, at even distances from a random first one."""
    if len(points) <= most:
        return points
    distance, first = len(points) / most, random.random()
    return [points[int((number + first) * distance)] for number in range(most)]


Learned = tuple[list[str], float]  # records that were written, seconds that one took
Learn = Callable[[Any, str], Learned]


def elsewhere(learn: Learn) -> Learn:
    """Let what a write looks like be learned in another folder, and this one stay as it is."""

    def learned(program: Any, folder: str) -> Learned:
        other = program.fresh(f"{Path(folder).name}-learned")
        program.setup(other)
        _, seconds = learn(program, other)
        shutil.rmtree(other)
        return [], seconds

    return learned


def with_steps(learn: Learn, writes: Sequence[str]) -> Learn:
    """Let what those commands store count as whole."""

    def learned(program: Any, folder: str) -> Learned:
        found = learn(program, folder)
        for write in writes if program.normal else ():
            other, token = program.fresh(f"{Path(folder).name}-step"), program.token("c")
            program.setup(other)
            if not program.run(program.argv(write, other, token), other).acked:
                raise ValueError(f"this failed: {write}")
            problem, signatures = program.examine(other)
            if problem:
                raise ValueError(problem)
            program.normal |= {signatures[token]}
            shutil.rmtree(other)
        return found

    return learned


def parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments without --also, and what that names."""
    rest, also = list(words), []
    while ALSO in rest:
        place = rest.index(ALSO)
        also.append(rest[place + 1])
        del rest[place : place + 2]
    return rest, also


def main() -> int:
    """Run the harness; it would strike the first points alone, and never reach a commit."""
    harness = loaded(Path(sys.argv[1]))
    all_of = harness.points

    def points(program: Any, folder: str, log: str) -> list[Point]:
        found = all_of(program, folder, log)
        print(f"       {len(found)} calls could be struck", flush=True)
        return spread(found, program.a.sweep_max)

    harness.points = points  # type: ignore[attr-defined]
    words, also = parted(sys.argv[2:])
    harness.Program.learn = with_steps(harness.Program.learn, also)
    if FIRST in words:
        harness.Program.learn = elsewhere(harness.Program.learn)
    return int(harness.main([each for each in words if each != FIRST]))


if __name__ == "__main__":
    sys.exit(main())
