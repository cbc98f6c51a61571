"""The shared harness, whose sweep strikes all over a write: `striking.py HARNESS ARGUMENT…`."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

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


def main() -> int:
    """Run the harness; it would strike the first points alone, and never reach a commit."""
    harness = loaded(Path(sys.argv[1]))
    all_of = harness.points

    def points(program: Any, folder: str, log: str) -> list[Point]:
        found = all_of(program, folder, log)
        print(f"       {len(found)} calls could be struck", flush=True)
        return spread(found, program.a.sweep_max)

    harness.points = points  # type: ignore[attr-defined]
    return int(harness.main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
