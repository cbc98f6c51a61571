"""Collect the problems of a file's rows."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipectl.named_tuple import NamedTuple
from pipectl.text import one_line

MOST_PROBLEMS = 1000


class Problem(NamedTuple):
    """A problem in a line of a file; `column` is the header, or our field's name."""

    file: str
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        column = f"{self.column}: " if self.column else ""
        return one_line(f"{self.file}:{self.line}: {column}{self.text}")

    @property
    def bare(self) -> str:
        """Return the problem without its place."""
        return one_line(f"{self.column}: {self.text}" if self.column else self.text)


class ProblemGroup(NamedTuple):
    """Rows with the same problem: the first one, how many there are, and the first lines."""

    first: Problem
    row_count: int
    lines: Sequence[int]


def grouped(problems: Sequence[Problem], more: Mapping[str, int]) -> list[ProblemGroup]:
    """Return the problems of one file, equal ones together; `more` counts those not kept."""
    found: dict[str, list[Problem]] = {}
    for each in problems:
        found.setdefault(each.bare, []).append(each)
    return [
        ProblemGroup(alike[0], len(alike) + more.get(bare, 0), [each.line for each in alike])
        for bare, alike in found.items()
    ]


class Problems:
    """Counts problems, and keeps the first MOST_PROBLEMS.

    `more` counts further ones that are equal to one of these. With `by_line`, also keeps all
    problems of each row.
    """

    def __init__(self, file: str, *, by_line: bool = False) -> None:
        self.file = file
        self.count = 0
        self.kept: list[Problem] = []
        self.more: Counter[str] = Counter()
        self._known: frozenset[str] = frozenset()
        self.texts: dict[int, str] = {}
        self._by_line = by_line

    def add(self, line: int, column: str, text: str, remedy: str = "") -> None:
        """Add a problem; the remedy is only kept with its row."""
        self.count += 1
        found = Problem(self.file, line, column, text)
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append(found)
        else:
            self._known = self._known or frozenset(each.bare for each in self.kept)
            if found.bare in self._known:
                self.more[found.bare] += 1
        if self._by_line:
            told = (self.texts.get(line), found.bare, remedy)
            self.texts[line] = " ".join(filter(None, told))
