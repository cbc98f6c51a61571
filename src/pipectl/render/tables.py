"""Lay out tables and lines for a terminal; drawn by Rich."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.render.screen import Screen, cells_in
from pipectl.text import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


NARROWEST_TABLE = 40
LEAST_START = 4  # columns of a cut text that stay before its tail
GAP, NARROW_GAP = 2, 1  # columns between two columns; the second in a table that may be tight
# Down to which width a flexible column gives way before columns of that rank go, step by step:
# comfortable, narrow (where a column has its own least width, that), and as narrow as can be.
SQUEEZES = ((18, 4), (11, 1), (4, 99))
# What a title needs to be told from others: a text with less room goes on below, on so many lines.
LEAST_TITLE, MOST_LINES = 24, 3


class Cell(NamedTuple):
    """A cell's text and its style; text that comes from data is cleaned here.

    `short` is what stands there where the table has no room for the whole text. `tail` is the end
    of the text that is kept where the text is cut.
    """

    text: str
    style: str = ""
    short: str = ""
    tail: str = ""


class Column(NamedTuple):
    """A column: `rank` 0 always stays, higher ones go first where there is no room.

    Of several with the same rank, the last goes first.

    A flexible column gives way before others are dropped, but keeps `least` columns while any can
    be; what it has no room for is cut, or goes on below where it wraps. If it has no `least` of its
    own and is narrower than a title needs, it wraps, too. Columns that are nice to have go before
    it gets narrower than `comfort`.
    """

    title: str
    right: bool = False
    rank: int = 0
    flexible: bool = False
    wraps: bool = False
    least: int = 0
    comfort: int = 0


def table(
    titles: Sequence[Column],
    rows: Sequence[Sequence[Cell | str]],
    on: Screen,
    *,
    tight: bool = False,
) -> str:
    """The table as text that fits the screen; a `key: value` line a cell where that is too narrow.

    A tight one has narrower gaps before a column is dropped.
    """
    titles = [title._replace(title=visible(title.title)) for title in titles]
    cells = [[as_cell(cell) for cell in row] for row in rows]
    layout = fitting(titles, cells, on.width, tight=tight)
    if layout is None:
        return records(titles, cells)
    shown = [(place, width, titles[place].right) for place, width in layout.widths.items()]
    wrapping = lines_allowed(titles, layout.widths)
    cells = [part for row in layout.rows for part in continued(row, wrapping, layout.widths, on)]
    head = [Cell(title.title, "bold") for title in titles]
    drawn = (
        (" " * layout.gap).join(
            placed(row[place], width, on, right=right) for place, width, right in shown
        )
        for row in (head, *cells)
    )
    return "".join(f"{each.rstrip()}\n" for each in drawn)


def shown_places(
    titles: Sequence[Column], rows: Sequence[Sequence[Cell]], on: Screen
) -> Collection[int]:
    """The places of the columns for which `table` has room."""
    layout = fitting(titles, rows, on.width, tight=False)
    return range(len(titles)) if layout is None else layout.widths


def placed(cell: Cell, width: int, on: Screen, *, right: bool) -> str:
    """Fit a cell into exactly that many columns. Rich's own tables take 50 times as long."""
    text = cell.text.rstrip() if right else cell.text
    room = width - cells_in(text)
    if room < 0:
        text = cut_before(cell.tail, text, width, on)
        room = width - cells_in(text)
    padded = f"{' ' * room}{text}" if right else f"{text}{' ' * room}"
    if not (on.styled and cell.style):
        return padded
    before, after = escapes(cell.style, on)
    return f"{before}{padded}{after}"


@lru_cache
def escapes(style: str, on: Screen) -> tuple[str, str]:
    """Return what stands before and after a text in that style."""
    from rich.text import Text

    before, _, after = printed(Text("x", style), on).rstrip("\n").partition("x")
    return before, after


def lines_allowed(titles: Sequence[Column], widths: Mapping[int, int]) -> dict[int, int | None]:
    """Return the columns that wrap, with the most lines of a cell: None for any number."""
    allowed: dict[int, int | None] = {}
    for place, width in widths.items():
        column = titles[place]
        if column.wraps:
            allowed[place] = None
        elif column.flexible and not column.least and width < LEAST_TITLE:
            allowed[place] = MOST_LINES
    return allowed


def continued(
    row: Sequence[Cell], wrapping: Mapping[int, int | None], widths: Mapping[int, int], on: Screen
) -> list[list[Cell]]:
    """Return a row, and below it the rest of the cells that wrap."""
    if not wrapping:
        return [list(row)]
    from pipectl.render.wrapping import parts_of

    lines = {
        place: parts_of(row[place].text, widths[place])
        if most is None
        else few_parts_of(row[place], widths[place], most, on)
        for place, most in wrapping.items()
    }
    count = max(map(len, lines.values()))
    found = [list(row), *([Cell("") for _ in row] for _ in range(count - 1))]
    for place, parts in lines.items():
        for at, part in enumerate(parts if len(parts) > 1 else ()):
            found[at][place] = Cell(part, row[place].style)
    return found


def few_parts_of(cell: Cell, width: int, most: int, on: Screen) -> list[str]:
    """The lines of a cell, at most so many; one that is cut where a word or its tail needs it."""
    if cell.tail or any(cells_in(word) > width for word in cell.text.split()):
        return [cell.text]
    from pipectl.render.wrapping import parts_of

    parts = parts_of(cell.text, width)
    if len(parts) <= most:
        return parts
    return [*parts[: most - 1], cut(" ".join(parts[most - 1 :]), width, on)]


def cut_before(tail: str, text: str, width: int, on: Screen) -> str:
    """Cut a text, but keep its tail whole if there is room for it."""
    start, room = text.removesuffix(tail), width - cells_in(tail)
    if start == text or room < LEAST_START:
        return cut(text, width, on)
    return cut(start, room, on) + tail


def cut(text: str, width: int, on: Screen) -> str:
    """Mark a cut text, also on a screen without an ellipsis."""
    text = text.rstrip()
    if not on.unicode or cells_in(text) <= width:
        return shortened(text, width, on)
    from rich.cells import set_cell_size

    return f"{set_cell_size(text, width - 1)}…"


def shortened(text: str, width: int, on: Screen) -> str:
    """Cut a text to that many columns, with a sign at the cut."""
    text = visible(text)
    if width_of(text) <= width:
        return text
    return f"{start_of(text, width - 1)}{'…' if on.unicode else '~'}"


def start_of(text: str, width: int) -> str:
    """Return the start of a text, of at most that many columns."""
    from rich.cells import set_cell_size

    return set_cell_size(text, width).rstrip()


class Layout(NamedTuple):
    """The columns that stay with their widths, the gap between them, and the rows as they fit."""

    widths: dict[int, int]
    gap: int
    rows: Sequence[Sequence[Cell]]


def fitting(
    titles: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, *, tight: bool
) -> Layout | None:
    """Return which columns stay, how wide each is, and which have their short texts.

    None below 40 columns, and where those that always stay don't fit: no number is ever cut.

    What gives way, in this order: short texts where there are any; flexible columns down to a
    comfortable width; columns that are nice to have, the highest rank first; the gaps where the
    table may be tight; flexible columns down to a narrow width; the other columns with a rank.
    """
    if width < NARROWEST_TABLE:
        return None
    natural = {place: natural_width(titles, rows, place) for place in range(len(titles))}
    places = sorted(natural, key=lambda place: -titles[place].rank)
    for place in places:
        if sum(natural.values()) + GAP * (len(natural) - 1) <= width:
            break
        if any(row[place].short for row in rows):
            rows = [shortened_at(row, place) for row in rows]
            natural[place] = natural_width(titles, rows, place)
    for least, rank in SQUEEZES:
        gap = NARROW_GAP if tight and (least, rank) != SQUEEZES[0] else GAP
        while True:
            over = sum(natural.values()) + gap * (len(natural) - 1) - width
            if over <= 0:
                return Layout(natural, gap, rows)
            words = {place: longest_word(titles[place], rows, place) for place in natural}
            widths = squeezed(titles, natural, over, least, words)
            if widths is not None:
                return Layout(widths, gap, rows)
            droppable = [place for place in natural if titles[place].rank >= rank]
            if not droppable:
                break
            del natural[max(droppable, key=lambda place: (titles[place].rank, place))]
    return None


def natural_width(titles: Sequence[Column], rows: Sequence[Sequence[Cell]], place: int) -> int:
    """Return how wide a column is in which nothing is cut."""
    return max([cells_in(titles[place].title), *(cells_in(row[place].text) for row in rows)])


def shortened_at(row: Sequence[Cell], place: int) -> Sequence[Cell]:
    """The row with the short text of one of its cells."""
    cell = row[place]
    if not cell.short:
        return row
    return [*row[:place], cell._replace(text=cell.short), *row[place + 1 :]]


def squeezed(
    titles: Sequence[Column],
    natural: Mapping[int, int],
    over: int,
    least: int,
    words: Mapping[int, int],
) -> dict[int, int] | None:
    """Narrow the widest flexible columns evenly; None if that isn't enough."""
    least_of = {
        place: least_width(titles[place], least, words[place])
        for place in natural
        if titles[place].flexible
    }
    widths = dict(natural)
    if over > sum(max(widths[place] - least_of[place], 0) for place in least_of):
        return None
    for _ in range(over):
        wide = [place for place in least_of if widths[place] > least_of[place]]
        widths[max(wide, key=lambda place: widths[place])] -= 1
    return widths


def longest_word(column: Column, rows: Sequence[Sequence[Cell]], place: int) -> int:
    """Return how wide a column is in which no word is broken; 0 for one that isn't wrapped."""
    if not column.wraps:
        return 0
    words = (word for row in rows for word in row[place].text.split())
    return max(map(cells_in, words), default=0)


def least_width(column: Column, step: int, word: int) -> int:
    """Return how many columns a flexible column keeps at a step of SQUEEZES.

    No word of a text that wraps is broken while anything else can give way, unless it is longer
    than is comfortable.
    """
    comfortable, narrow, narrowest = (each for each, _ in SQUEEZES)
    if step == narrowest:
        return step
    word = min(word, comfortable)
    if step == narrow:
        return max(column.least or step, word)
    return max(step, column.least, column.comfort, word)


def records(titles: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> str:
    """Each row as lines of `key: value`, for a very narrow screen."""
    blocks = [
        "".join(
            f"{column.title or 'value'}: {cell.text}\n"
            for column, cell in zip(titles, row, strict=True)
            if cell.text
        )
        for row in rows
    ]
    return "\n".join(blocks)


def as_cell(cell: Cell | str) -> Cell:
    """Return a cell that is safe to print on a terminal."""
    found = Cell(cell) if isinstance(cell, str) else cell
    if not (found.short or found.tail):
        return Cell(visible(found.text), found.style)
    return Cell(visible(found.text), found.style, visible(found.short), visible(found.tail))


def printed(drawn: "Text", on: Screen) -> str:
    """Render with Rich, without spaces at the ends of lines."""
    out = StringIO()
    console(out, on).print(drawn, soft_wrap=True)
    if on.styled:
        return out.getvalue()
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def console(out: StringIO, on: Screen) -> "Console":
    """A console that interprets nothing that was typed."""
    from rich.console import Console

    return Console(
        file=out,
        width=on.width,
        markup=False,
        highlight=False,
        emoji=False,
        force_terminal=on.styled,
        color_system="auto" if on.styled else None,
        legacy_windows=False,
        _environ={},
    )


def width_of(text: str) -> int:
    """Return how many columns a text takes."""
    return cells_in(visible(text))


def line(parts: Sequence[Cell | str], on: Screen) -> str:
    """One line of parts, each with its style."""
    cells = [as_cell(part) for part in parts]
    if not on.styled:
        return f"{''.join(cell.text for cell in cells).rstrip()}\n"
    from rich.text import Text

    return printed(Text.assemble(*[(cell.text, cell.style) for cell in cells]), on)


WIDE_ENOUGH_TO_HANG = 60


def folded(parts: Sequence[Cell | str], on: Screen, *, hang: int | None = None) -> str:
    """One line of parts that goes on below, indented, where the screen ends.

    With `hang`, a wide screen shows the rest below that column: beside a label, as the text is.
    """
    cells = [as_cell(part) for part in parts]
    plain = "".join(cell.text for cell in cells)
    fits = 2 * len(plain) <= on.width or width_of(plain) <= on.width
    if fits or on.width < NARROWEST_TABLE:
        return line(parts, on)
    from rich.text import Text

    margin = len(plain) - len(plain.lstrip()) + 2
    whole = Text.assemble(*[(cell.text, cell.style) for cell in cells])
    label = Text()
    if hang is not None and on.width >= WIDE_ENOUGH_TO_HANG:
        margin, label, whole = hang, whole[:hang], whole[hang:]
    first, *rest = whole.wrap(console(StringIO(), on), on.width - margin)
    lines = [label + first, *(Text(" " * margin) + each for each in rest)]
    return "".join(printed(each, on) for each in lines)


def heading(text: str, on: Screen) -> str:
    """A line above a block."""
    return folded([Cell(text, "bold")], on)


def paragraph(text: str, on: Screen, *, indent: str = "", style: str = "") -> str:
    """Text wrapped to the screen, at most 100 columns; its own lines stay."""
    from pipectl.render.wrapping import COMMAND, HARD_SPACE, PERCENTAGE, with_commands

    width = max(min(on.width, 100), 20) - len(indent)
    lines: list[str] = []
    # A command in back-ticks stays on one line, so that it can be pasted.
    whole = re.sub(
        f"{COMMAND}|{PERCENTAGE}",
        lambda found: found[0].replace(" ", HARD_SPACE),
        visible(text, lines=True),
    )
    for own in whole.split("\n"):
        lines += [f"{indent}{each}" for each in with_commands(own, width)] or [""]
    return "".join(line([Cell(each.replace(HARD_SPACE, " "), style)], on) for each in lines)


class Empty(NamedTuple):
    """A list without rows: what isn't there, and the command that is useful next."""

    what: str
    then: str
    command: str

    def drawn(self, on: Screen) -> str:
        """`No quotas yet. Set one: …`"""
        return paragraph(f"{self.what}. {self.then}: `{self.command}`.", on)


def drawn(
    titles: Sequence[Column], cells: Sequence[Sequence[Cell | str]], on: Screen, empty: Empty
) -> str:
    """A table; of a list without rows, what to do next."""
    return table(titles, cells, on) if cells else empty.drawn(on)
