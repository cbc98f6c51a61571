"""The blocks of a report, for the terminal, Markdown and HTML."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.render.tables import Cell, Column


class Heading(NamedTuple):
    """A line above a block."""

    text: str


class TextLine(NamedTuple):
    """One line of parts, each with its style."""

    parts: Sequence[Cell | str]


class Paragraph(NamedTuple):
    """Wrapped text; `hint` follows it at a terminal only."""

    text: str
    style: str = ""
    hint: str = ""


class Gauge(NamedTuple):
    """A cell that shows how much a value is of the most in its column."""

    value: int
    most: int
    style: str = "cyan"


class Item(NamedTuple):
    """A line of a section; one of a higher level belongs to the line above it."""

    text: str
    level: int = 0
    style: str = ""


class Section(NamedTuple):
    """Lines with a label beside them, or above them where there is no room."""

    label: str
    items: Sequence[Item]
    is_below: bool = False  # whether it belongs to the heading above it

    @property
    def heading(self) -> str:
        """The label where it stands above the lines: a name keeps its capitals."""
        return self.label[:1].upper() + self.label[1:]


class TableBlock(NamedTuple):
    """Columns and rows; a cell may be a gauge."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | Gauge | str]]


class Footnote(NamedTuple):
    """What a table's column means; left out on a screen that has no room for the column."""

    of: TableBlock
    place: int  # of the column, from 0
    text: str


class Spark(NamedTuple):
    """A line of values over time, none if nothing is known; `said` is what the last one is."""

    label: str
    values: Sequence[float | None]
    first: str  # what the first value is of: 2025-12
    last: str
    said: str


class FunnelStep(NamedTuple):
    """A step of a drawn funnel: how many, and what is said beside it: the number, and more."""

    label: str
    value: int
    said: str


class Funnel(NamedTuple):
    """Steps one below the other, each as wide as its value, centered."""

    steps: Sequence[FunnelStep]


class ProgressTrack(NamedTuple):
    """A track from 0 to `goal` with mile markers: where one is, and where one should be.

    `here` and `there` say the two in words: "won: 45 %".
    """

    at: int
    expected: int | Fraction | None
    goal: int
    marks: Sequence[tuple[int, str]]  # a place on the track, and its name: (25_000_00, "25k")
    here: str = ""
    there: str = ""


class Curve(NamedTuple):
    """A distribution: how many fall into each of the equal bins from `low` to `high`.

    `marks` are values with their names: the quota, what is won. An HTML page has `caption` below.
    """

    low: int
    high: int
    counts: Sequence[int]
    marks: Sequence[tuple[int, str]]
    shown_low: str
    shown_high: str
    caption: str = ""


class KeyFigure(NamedTuple):
    """A number with its name, its unit and a note; `chapter` is the page that explains it."""

    name: str
    value: str
    unit: str
    note: str
    style: str = ""
    chapter: str = ""


class KeyFigures(NamedTuple):
    """The most important numbers, side by side."""

    figures: Sequence[KeyFigure]

    def as_table(self) -> TableBlock:
        """The same as a table."""
        return TableBlock(
            [Column("Figure"), Column("Value"), Column("Note", flexible=True, wraps=True)],
            [
                [each.name, Cell(f"{each.value} {each.unit}".rstrip(), each.style), each.note]
                for each in self.figures
            ],
        )


Block = (
    Heading
    | TextLine
    | Paragraph
    | Section
    | TableBlock
    | Footnote
    | KeyFigures
    | Spark
    | Funnel
    | ProgressTrack
    | Curve
)


class Page(NamedTuple):
    """A report: its title (a file's heading; a terminal shows the blocks alone), and its blocks."""

    title: str
    blocks: Sequence[Block]

    def followed_by(self, blocks: Sequence[Block]) -> "Page":
        """The page with more below."""
        return self._replace(blocks=(*self.blocks, *blocks))


class Chapter(NamedTuple):
    """One of several pages, with its name."""

    name: str
    page: Page


class Cover(NamedTuple):
    """What goes above and below several pages; `summary` has their most important numbers."""

    title: str
    facts: Sequence[str]
    maker: str
    summary: Sequence[Block] = ()
