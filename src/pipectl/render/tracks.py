"""Tracks with mile markers and curves, drawn with the characters of a terminal."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil
from typing import NamedTuple

from pipectl.render.page import Curve, Miles
from pipectl.render.pictures import LEVELS
from pipectl.render.strip import Parts, Strip, centred, column, names
from pipectl.render.tables import NARROWEST_TABLE, Cell, Screen, shortened, width_of

WIDEST, HEIGHT = 60, 6


class Signs(NamedTuple):
    """What lines are made of: way gone, way to go, their markers, here, there, and both."""

    gone: str
    to_go: str
    gone_mark: str
    mark: str
    here: str
    there: str
    both: str


SIGNS, PLAIN_SIGNS = Signs(*"━─╋┼●◇◆"), Signs(*"=-#+OV@")


def miles(found: Miles, on: Screen) -> list[Parts]:
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


def reach(found: Miles) -> int | Fraction:
    """The value at the track's end: the goal, or what lies beyond it."""
    return max(found.goal, found.at, found.expected or 0, 1)


def track(found: Miles, marks: Sequence[int], width: int, on: Screen) -> Strip:
    """The way gone and the way to go, with the markers on it."""
    signs, end, strip = SIGNS if on.unicode else PLAIN_SIGNS, reach(found), Strip(width)
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


def style_of(found: Miles) -> str:
    """The colour of the way gone: is it as far as it should be?"""
    return "green" if found.expected is None or found.at >= found.expected else "yellow"


def legend(found: Miles, on: Screen) -> Parts:
    """What the signs on the track are, and how much of the goal that is."""
    signs = SIGNS if on.unicode else PLAIN_SIGNS
    said = [f"{signs.here} {found.here}"]
    if found.expected is not None:
        said.append(f"{signs.there} {there_said(found)}")
    return [Cell(shortened("   ".join(said), on.width, on), "dim")]


def there_said(found: Miles) -> str:
    """Where one should be; nothing where that isn't known."""
    return "" if found.expected is None else found.there


def curve(found: Curve, on: Screen) -> list[Parts]:
    """The bins as bars, the axis below, and the names of its marks."""
    if on.width < NARROWEST_TABLE:
        ends = (f"from: {found.shown_low}", f"to: {found.shown_high}")
        return [[text] for text in (*ends, *(name for _, name in found.marks))]
    width = curve_width(len(found.counts), min(WIDEST, on.width))
    marks = [marked(found, at, name, width, on) for at, name in found.marks]
    return [
        *([Cell(row, "cyan")] for row in rows(resampled(found.counts, width), on)),
        axis([at for at, _ in marks], width, on).parts(),
        *(strip.parts() for strip in labels(found, marks, width, on)),
    ]


def curve_width(bins: int, room: int) -> int:
    """As many columns a bin as there is room for, else as many as there are."""
    return room if not 0 < bins <= room else bins * (room // bins)


def resampled(counts: Sequence[int], width: int) -> list[float]:
    """How many fall into each column, of bins that may be wider or narrower."""
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


def marked(found: Curve, at: int, name: str, width: int, on: Screen) -> tuple[int, str]:
    """A mark's column and its name; an arrow tells that it lies beyond."""
    place = column(at - found.low, found.high - found.low, width)
    left, right = ("← ", " →") if on.unicode else ("< ", " >")
    before, after = left * (at < found.low), right * (at > found.high)
    return place, f"{before}{shortened(name, width - 4, on)}{after}"


def axis(marks: Sequence[int], width: int, on: Screen) -> Strip:
    """The line below a curve, with a tick at each mark."""
    strip = Strip(width)
    for at in range(width):
        strip.put(at, ("┬" if on.unicode else "+") if at in marks else "─" if on.unicode else "-")
    return strip


def labels(found: Curve, marks: Sequence[tuple[int, str]], width: int, on: Screen) -> list[Strip]:
    """The names of the marks and of both ends, on as many lines as they need."""
    lines = [Strip(width)]
    for at, name, style in ((0, found.shown_low, "dim"), (width - 1, found.shown_high, "dim")):
        text = shortened(name, width // 3, on)
        lines[0].put(centred(at, text, width), text, style)
    for at, text in sorted(marks):
        start = centred(at, text, width)
        fit = (line for line in lines if line.is_free(start, width_of(text)))
        line = next(fit, None)
        if line is None:
            lines.append(line := Strip(width))
        stem(lines[: lines.index(line)], at, on)
        line.put(start, text)
    return lines


def stem(above: Sequence[Strip], at: int, on: Screen) -> None:
    """A line from the axis down to a name, where nothing else stands."""
    for strip in above:
        if strip.is_free(at, 1):
            strip.put(at, "│" if on.unicode else "|", "dim")
