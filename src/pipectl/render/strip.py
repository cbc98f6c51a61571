"""A line of so many columns, on which signs and names are put where there is room."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.render.tables import Cell, Screen, shortened, width_of

Parts = Sequence[Cell | str]


class Strip:
    """Columns that are blank until something stands there; a wide text takes several."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.places: list[Cell | None] = [Cell(" ")] * width

    def is_free(self, at: int, width: int) -> bool:
        """Whether a text of that width can stand there, with a blank on each side."""
        around = self.places[max(0, at - 1) : at + width + 1]
        return 0 <= at <= self.width - width and all(each == Cell(" ") for each in around)

    def put(self, at: int, text: str, style: str = "") -> None:
        """Let a text stand there, over what stood there."""
        width = width_of(text)
        if width:
            self.places[at : at + width] = [Cell(text, style), *[None] * (width - 1)]

    def parts(self) -> list[Cell | str]:
        """The columns from left to right."""
        return [each for each in self.places if each is not None]


def column(value: int | Fraction, most: int | Fraction, width: int) -> int:
    """The column of a value on a line from 0 to `most`; what is beyond stands at the end."""
    return min(max(value * (width - 1) // most if most > 0 else 0, 0), width - 1)


def centred(at: int, text: str, width: int) -> int:
    """Where a text begins whose middle is to stand there, all of it on the line."""
    wide = width_of(text)
    return min(max(at - wide // 2, 0), width - wide)


def names(marks: Sequence[tuple[int, str]], width: int, on: Screen) -> Strip:
    """A line of names below their columns: the last, the first, then the others with room."""
    strip = Strip(width)
    for at, name in (*marks[-1:], *marks[:-1]):
        text = shortened(name, width, on)
        start = centred(at, text, width)
        if text and strip.is_free(start, width_of(text)):
            strip.put(start, text, "dim")
    return strip
