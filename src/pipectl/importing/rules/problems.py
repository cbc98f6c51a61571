"""Collect the problems of a file's rows."""

from typing import NamedTuple

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


class Problems:
    """Counts problems, and keeps as many as are shown.

    With `by_line`, also keeps all problems of each row.
    """

    def __init__(self, file: str, *, by_line: bool = False) -> None:
        self.file = file
        self.count = 0
        self.kept: list[Problem] = []
        self.texts: dict[int, str] = {}
        self._by_line = by_line

    def add(self, line: int, column: str, text: str, remedy: str = "") -> None:
        """Add a problem; the remedy is only kept with its row."""
        self.count += 1
        found = Problem(self.file, line, column, text)
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append(found)
        if self._by_line:
            told = (self.texts.get(line), found.bare, remedy)
            self.texts[line] = " ".join(filter(None, told))
