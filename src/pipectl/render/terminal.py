"""A page drawn for a terminal; pictures from characters."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import singledispatch
from itertools import accumulate, groupby, pairwise
from math import ceil, isfinite

from pipectl.named_tuple import NamedTuple
from pipectl.render.blocks import (
    Block,
    Chapter,
    Cover,
    Curve,
    Footnote,
    Funnel,
    FunnelStep,
    Gauge,
    Heading,
    KeyFigures,
    Page,
    Paragraph,
    ProgressTrack,
    Section,
    Spark,
    TableBlock,
    TextLine,
)
from pipectl.render.screen import WIDEST as WIDEST_SCREEN
from pipectl.render.screen import Screen
from pipectl.render.sections import section
from pipectl.render.tables import (
    GAP,
    NARROWEST_TABLE,
    Cell,
    as_cell,
    folded,
    heading,
    line,
    paragraph,
    shortened,
    shown_places,
    table,
    width_of,
)

Parts = Sequence[Cell | str]


class CharacterLine:
    """Columns that are blank until something stands there; a wide text takes several."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.places: list[Cell | None] = [Cell(" ")] * width

    def is_free(self, at: int, width: int) -> bool:
        """Return whether a text of that width can stand there, with a blank on each side."""
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


def centered(at: int, text: str, width: int) -> int:
    """Return where a text begins whose middle is to stand there, all of it on the line."""
    wide = width_of(text)
    return min(max(at - wide // 2, 0), width - wide)


def names(marks: Sequence[tuple[int, str]], width: int, on: Screen) -> CharacterLine:
    """A line of names below their columns: the last, the first, then the others with room."""
    strip = CharacterLine(width)
    for at, name in (*marks[-1:], *marks[:-1]):
        text = shortened(name, width, on)
        start = centered(at, text, width)
        if text and strip.is_free(start, width_of(text)):
            strip.put(start, text, "dim")
    return strip


LABEL, PICTURE = 24, 48  # the most columns of a label, and of a funnel
NARROWEST_PICTURE = 10
BLOCKS, PLAIN_BLOCKS = "▏▎▍▌▋▊▉█", "#"  # of a bar, from an eighth to a whole
LEVELS, PLAIN_LEVELS = "▁▂▃▄▅▆▇█", "_.:-=+*#"


def sparks(found: Sequence[Spark], on: Screen) -> list[Parts]:
    """Lines of values one below the other; the names of their ends leave first."""
    if on.width < NARROWEST_TABLE:
        return [[f"{each.label or 'value'}: {each.said}"] for each in found]
    longest = max(len(each.values) for each in found)
    count = min(longest, on.width // 2)
    said = min(max(width_of(each.said) for each in found), on.width // 3)
    room = on.width - count - said - 2 * GAP
    label = min(max(width_of(each.label) for each in found), LABEL, room)
    first = max(width_of(each.first) for each in found)
    last = max(width_of(each.last) for each in found)
    if count < longest or first + last + 2 > room - label:
        first = last = 0
    return [spark_line(each, (label, first, count, last, said), on) for each in found]


def spark_line(found: Spark, widths: tuple[int, int, int, int, int], on: Screen) -> Parts:
    """One line of values in columns of those widths: label, first, values, last, said."""
    label, first, count, last, said = widths
    drawn = "".join(spark_signs(found.values, on)[-count:] if count else "")
    return [
        padded(found.label, label, on) + " " * GAP,
        Cell(f"{padded(found.first, first, on)} " if first else "", "dim"),
        Cell(" " * (count - len(drawn)) + drawn, "cyan"),
        Cell(f" {padded(found.last, last, on)}" if last else "", "dim"),
        " " * GAP + shortened(found.said, said, on) if said else "",
    ]


def spark_signs(values: Sequence[float | None], on: Screen) -> list[str]:
    """A sign a value, and a blank where nothing is known."""
    signs = LEVELS if on.unicode else PLAIN_LEVELS
    return [" " if share is None else signs[ceil(share * 7)] for share in shares(values)]


def shares(values: Sequence[float | None]) -> list[float | None]:
    """Each value's place between 0, or the lowest below it, and the highest; 0 to 1."""
    known = [each for each in values if each is not None and isfinite(each)]
    most = max(map(abs, known), default=0) or 1  # keeps what is huge within what a float holds
    low, high = min([0.0, *known]) / most, max([0.0, *known]) / most
    span = (high - low) or 1
    return [
        None if each is None or not isfinite(each) else min((each / most - low) / span, 1.0)
        for each in values
    ]


def padded(text: str, width: int, on: Screen) -> str:
    """A text of exactly so many columns."""
    short = shortened(text, width, on) if width else ""
    return short + " " * (width - width_of(short))


def funnel(found: Funnel, on: Screen) -> list[Parts]:
    """Steps as centered bars, what is said beside them, or below where there is no room."""
    if on.width < NARROWEST_TABLE:
        return [[f"{each.label}: {told(each)}"] for each in found.steps]
    if not found.steps:
        return []
    said = max(width_of(told(each)) for each in found.steps)
    label = min(max(width_of(each.label) for each in found.steps), LABEL)
    beside = on.width - said - 2 * GAP >= 2 * NARROWEST_PICTURE
    room = on.width - 2 * GAP - said if beside else on.width - GAP
    label = min(label, room - NARROWEST_PICTURE)
    width = min(PICTURE, room - label)
    most = max(each.value for each in found.steps)
    lines: list[Parts] = []
    for each in found.steps:
        name, bar = padded(each.label, label, on), centered_bar(each.value, most, width, on)
        line: list[Cell | str] = [name + " " * GAP, Cell(bar, "cyan")]
        if beside:
            lines.append([*line, " " * GAP, Cell(told(each), "dim")])
        else:
            below = shortened(told(each), on.width - GAP, on)
            lines += [line, [" " * GAP, Cell(below, "dim")]]
    return lines


def told(step: FunnelStep) -> str:
    """Return what stands beside a step."""
    return step.said


def centered_bar(value: int, most: int, width: int, on: Screen) -> str:
    """A bar as wide as the value's share, in the middle of so many columns."""
    if most <= 0 or value <= 0:
        return " " * width
    wide = max(1, min(round(value * width / most), width))
    if not on.unicode:
        before = (width - wide) // 2
        return " " * before + "#" * wide + " " * (width - wide - before)
    margin, half = divmod(width - wide, 2)
    inner = "█" * (wide - half)
    body = f"▐{inner}▌" if half else inner
    return " " * margin + body + " " * margin


def bar(value: int, most: int, width: int, on: Screen) -> str:
    """A bar as long as the value's share of the most, at least a sliver for what isn't 0."""
    if most <= 0 or value <= 0:
        return ""
    signs = BLOCKS if on.unicode else PLAIN_BLOCKS
    eighths = max(1, round(value * width * len(signs) / most))
    whole, part = divmod(eighths, len(signs))
    return signs[-1] * whole + (signs[part - 1] if part else "")


WIDEST, HEIGHT = 60, 6


class CharacterSet(NamedTuple):
    """What lines are made of: way gone, way to go, their markers, here, there, and both."""

    gone: str
    to_go: str
    gone_mark: str
    mark: str
    here: str
    there: str
    both: str


SIGNS, PLAIN_SIGNS = CharacterSet(*"━─╋┼●◇◆"), CharacterSet(*"=-#+OV@")


def miles(found: ProgressTrack, on: Screen) -> list[Parts]:
    """The track, the names of its markers, and what the two signs on it are."""
    if on.width < NARROWEST_TABLE:
        return [[text] for text in (found.here, there_said(found)) if text]
    width = min(WIDEST, on.width)
    marks = [(column(at, reach(found), width), name) for at, name in found.marks]
    return [
        track(found, [at for at, _ in marks], width, on).parts(),
        names(marks, width, on).parts(),
        legend(found, on),
    ]


def reach(found: ProgressTrack) -> int | Fraction:
    """The value at the track's end: the goal, or what lies beyond it."""
    return max(found.goal, found.at, found.expected or 0, 1)


def track(found: ProgressTrack, marks: Sequence[int], width: int, on: Screen) -> CharacterLine:
    """The way gone and the way to go, with the markers on it."""
    signs, end, strip = SIGNS if on.unicode else PLAIN_SIGNS, reach(found), CharacterLine(width)
    here = column(found.at, end, width)
    there = None if found.expected is None else column(found.expected, end, width)
    style = style_of(found)
    for at in range(width):
        is_gone = at <= here and found.at > 0
        plain, mark = (signs.gone, signs.gone_mark) if is_gone else (signs.to_go, signs.mark)
        strip.put(at, mark if at in marks else plain, style if is_gone else "dim")
    if there is not None:
        strip.put(there, signs.there, "bold")
    strip.put(here, signs.both if here == there else signs.here, f"bold {style}")
    return strip


def style_of(found: ProgressTrack) -> str:
    """The color of the way gone: is it as far as it should be?"""
    return "green" if found.expected is None or found.at >= found.expected else "yellow"


def legend(found: ProgressTrack, on: Screen) -> Parts:
    """Return what the signs on the track are, and how much of the goal that is."""
    signs = SIGNS if on.unicode else PLAIN_SIGNS
    said = [f"{signs.here} {found.here}"]
    if found.expected is not None:
        said.append(f"{signs.there} {there_said(found)}")
    return [Cell(shortened("   ".join(said), on.width, on), "dim")]


def there_said(found: ProgressTrack) -> str:
    """Return where one should be; nothing if that isn't known."""
    return "" if found.expected is None else found.there


def curve(found: Curve, on: Screen) -> list[Parts]:
    """The bins as bars, the axis below, and the names of its marks."""
    if on.width < NARROWEST_TABLE:
        ends = (f"from: {found.shown_low}", f"to: {found.shown_high}")
        return [[text] for text in (*ends, *(name for _, name in found.marks))]
    width = curve_width(len(found.counts), min(WIDEST, on.width))
    marks = [marked_text(found, at, name, width, on) for at, name in found.marks]
    return [
        *([Cell(row, "cyan")] for row in rows(resampled(found.counts, width), on)),
        axis([at for at, _ in marks], width, on).parts(),
        *(strip.parts() for strip in labels(found, marks, width, on)),
    ]


def curve_width(bins: int, room: int) -> int:
    """As many columns a bin as there is room for, else as many as there are."""
    return room if not 0 < bins <= room else bins * (room // bins)


def resampled(counts: Sequence[int], width: int) -> list[float]:
    """Return how many fall into each column, of bins that may be wider or narrower."""
    sums = [0, *accumulate(max(each, 0) for each in counts)]
    bins = len(sums) - 1

    def until(at: float) -> float:
        whole = min(int(at), bins - 1)
        return sums[whole] + (sums[whole + 1] - sums[whole]) * (at - whole)

    if not bins:
        return [0.0] * width
    ends = [until(at * bins / width) for at in range(width + 1)]
    return [after - before for before, after in pairwise(ends)]


def rows(values: Sequence[float], on: Screen) -> list[str]:
    """The columns as lines from top to bottom; what isn't 0 shows."""
    signs = LEVELS if on.unicode else "#"
    most = max(values, default=0)
    steps = [0 if most <= 0 else ceil(round(v / most * HEIGHT * len(signs), 6)) for v in values]
    lines = []
    for row in range(HEIGHT - 1, -1, -1):
        filled = [min(max(step - row * len(signs), 0), len(signs)) for step in steps]
        lines.append("".join(signs[each - 1] if each else " " for each in filled))
    return lines


def marked_text(found: Curve, at: int, name: str, width: int, on: Screen) -> tuple[int, str]:
    """A mark's column and its name; an arrow tells that it lies beyond."""
    place = column(at - found.low, found.high - found.low, width)
    left, right = ("← ", " →") if on.unicode else ("< ", " >")
    before, after = left * (at < found.low), right * (at > found.high)
    return place, f"{before}{shortened(name, width - 4, on)}{after}"


def axis(marks: Sequence[int], width: int, on: Screen) -> CharacterLine:
    """The line below a curve, with a tick at each mark."""
    strip = CharacterLine(width)
    for at in range(width):
        strip.put(at, ("┬" if on.unicode else "+") if at in marks else "─" if on.unicode else "-")
    return strip


def labels(
    found: Curve, marks: Sequence[tuple[int, str]], width: int, on: Screen
) -> list[CharacterLine]:
    """The names of the marks and of both ends, on as many lines as they need."""
    lines = [CharacterLine(width)]
    for at, name, style in ((0, found.shown_low, "dim"), (width - 1, found.shown_high, "dim")):
        text = shortened(name, width // 3, on)
        lines[0].put(centered(at, text, width), text, style)
    for at, text in sorted(marks):
        start = centered(at, text, width)
        fit = (line for line in lines if line.is_free(start, width_of(text)))
        line = next(fit, None)
        if line is None:
            lines.append(line := CharacterLine(width))
        stem(lines[: lines.index(line)], at, on)
        line.put(start, text)
    return lines


def stem(above: Sequence[CharacterLine], at: int, on: Screen) -> None:
    """A line from the axis down to a name, where nothing else stands."""
    for strip in above:
        if strip.is_free(at, 1):
            strip.put(at, "│" if on.unicode else "|", "dim")


GAUGE = 16  # columns; half as many on a narrow screen
WIDE = 90
PIPED = 100  # columns, as of paragraphs: in a pipe, a table that is wider has no bars


def draw(page: Page, on: Screen) -> str:
    """All blocks, from top to bottom."""
    return "".join(block(each, on) for each in together(page.blocks))


def book(cover: Cover, chapters: Iterable[Chapter], on: Screen) -> str:
    """All pages, one below the other, each under its title."""
    pages = (f"\n{titled(each.page.title, on)}{draw(each.page, on)}" for each in chapters)
    facts = folded([Cell(" · ".join(cover.facts), "dim")], on)
    summary = draw(Page("", cover.summary), on)
    top = f"{heading(cover.title, on)}{facts}" + (f"\n{summary}" if summary else "")
    return f"{top}{''.join(pages)}"


def titled(text: str, on: Screen) -> str:
    """A title with a line below it, which is found without bold letters too."""
    rule = ("─" if on.unicode else "-") * min(width_of(text), on.width)
    return heading(text, on) + line([Cell(rule, "dim")], on)


def together(blocks: Iterable[Block]) -> Iterable[Block | list[Spark]]:
    """The blocks, with lines of values that follow each other as one, so that they line up."""
    for kind, run in groupby(blocks, type):
        if kind is Spark:
            yield [each for each in run if isinstance(each, Spark)]
        else:
            yield from run


def pictured(lines: Iterable[Parts], on: Screen) -> str:
    """The lines of a picture."""
    return "".join(line(parts, on) for parts in lines)


@singledispatch
def block(found: object, on: Screen) -> str:
    """One block as text."""
    raise TypeError(f"{type(found).__name__} can't be drawn")


@block.register
def _(found: Heading, on: Screen) -> str:
    return heading(found.text, on)


@block.register
def _(found: TextLine, on: Screen) -> str:
    return folded(found.parts, on)


@block.register
def _(found: Paragraph, on: Screen) -> str:
    return paragraph(f"{found.text} {found.hint}".rstrip(), on, style=found.style)


@block.register
def _(found: Section, on: Screen) -> str:
    return section(found, on) if found.items else ""


@block.register
def _(found: TableBlock, on: Screen) -> str:
    drawn = table(found.columns, cells_of(found, on), on)
    if on.width < WIDEST_SCREEN or max(map(width_of, drawn.splitlines())) <= PIPED:
        return drawn
    kept = [at for at, each in enumerate(found.columns) if each.title]
    rows = [[row[at] for at in kept] for row in cells_of(found, on)]
    return table([found.columns[at] for at in kept], rows, on)


def cells_of(found: TableBlock, on: Screen) -> list[list[Cell]]:
    """Return the rows of a table with their gauges drawn."""
    return [[as_cell(cell(each, on)) for each in row] for row in found.rows]


@block.register
def _(found: Footnote, on: Screen) -> str:
    if found.place not in shown_places(found.of.columns, cells_of(found.of, on), on):
        return ""
    return paragraph(found.text, on, style="dim")


@block.register
def _(found: KeyFigures, on: Screen) -> str:
    return block(found.as_table(), on)


@block.register
def _(found: Funnel, on: Screen) -> str:
    return pictured(funnel(found, on), on)


@block.register
def _(found: ProgressTrack, on: Screen) -> str:
    return pictured(miles(found, on), on)


@block.register
def _(found: Curve, on: Screen) -> str:
    return pictured(curve(found, on), on)


@block.register(list)
def _(found: list[Spark], on: Screen) -> str:
    return pictured(sparks(found, on), on)


def cell(found: Cell | Gauge | str, on: Screen) -> Cell | str:
    """A cell; a gauge becomes a bar."""
    if not isinstance(found, Gauge):
        return found
    width = GAUGE if on.width > WIDE else GAUGE // 2
    return Cell(bar(found.value, found.most, width, on), found.style)
