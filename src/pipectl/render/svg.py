"""Draw pictures as SVG that stretches: widths in percent, letters in text size."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import count

from pipectl.render.blocks import Curve, FunnelStep, Gauge, ProgressTrack, Spark
from pipectl.render.screen import Screen
from pipectl.render.tables import shortened, width_of
from pipectl.render.terminal import reach, shares, style_of, there_said
from pipectl.text import visible

LETTERS = 46  # how many stand side by side on a phone
LINE, DEPTH = 18, 9  # from one line of names to the next, and below the last, in pixels


def safe(text: str) -> str:
    """Escape a text for HTML, and make invisible characters visible."""
    return escape(visible(text))


def svg(inner: Iterable[str], *, height: int, kind: str, title: str) -> str:
    """Return a picture of those shapes with a title for screen readers."""
    return (
        f'<svg class="{kind}" role="img" height="{height}" width="100%">'
        f"<title>{safe(title)}</title>{''.join(inner)}</svg>"
    )


def part(value: float) -> str:
    """A share as a length: `12.5%`."""
    return f"{min(max(value, 0), 1) * 100:.2f}".rstrip("0").rstrip(".") + "%"


def rect(x: float, y: float, width: float, height: float, style: str = "") -> str:
    """A box; `x` and `width` are shares of the picture's width."""
    kind = f' class="{style}"' if style else ""
    return f'<rect{kind} x="{part(x)}" y="{y:g}" width="{part(width)}" height="{height:g}"/>'


def dot(x: float, y: float, style: str) -> str:
    """A dot on a line."""
    return f'<circle class="{style}" cx="{part(x)}" cy="{y:g}" r="6"/>'


def tick(x: float, top: float, bottom: float, style: str = "tick") -> str:
    """An upright line."""
    return f'<line class="{style}" x1="{part(x)}" x2="{part(x)}" y1="{top:g}" y2="{bottom:g}"/>'


def name(x: float, y: float, text: str, style: str = "") -> str:
    """Return a text centered at a place; near the edges it ends or starts there."""
    text = shortened(text, LETTERS, Screen(LETTERS, styled=False, unicode=True))
    anchor = "start" if x < 0.12 else "end" if x > 0.88 else "middle"
    kind = f"{anchor} {style}".strip()
    return f'<text class="{kind}" x="{part(x)}" y="{y:g}">{safe(text)}</text>'


def gauge(found: Gauge) -> str:
    """A bar as long as its share."""
    share = found.value / found.most if found.most > 0 else 0
    title = f"{min(max(share, 0), 1) * 100:.0f} % of the longest"
    bar = rect(0, 0, max(share, 0.01), 12, "bar") if share > 0 else ""
    return svg([bar], height=12, kind="gauge", title=title)


def spark(found: Spark, most: int) -> str:
    """A bar a value, of at most so many, to the right; a gap where nothing is known."""
    many = max(most, 1)
    bars = [
        rect((at + 0.1) / many, 28 - max(share * 28, 1), 0.8 / many, max(share * 28, 1), "bar")
        for at, share in enumerate(shares(found.values), most - len(found.values))
        if share is not None
    ]
    title = f"{found.label}, {found.first} to {found.last}: {found.said}"
    return svg(bars, height=28, kind="spark", title=title)


def step(found: FunnelStep, most: int) -> str:
    """A centered bar of a funnel."""
    share = max(found.value / most, 0.005) if most > 0 and found.value > 0 else 0
    bar = rect((1 - share) / 2, 0, share, 22, "bar") if share else ""
    title = f"{found.label}: {found.said}"
    return svg([bar], height=22, kind="step", title=title)


def miles(found: ProgressTrack) -> str:
    """Draw the progress, the rest, the markers, the actual and the expected place."""
    end, style = float(reach(found)), style_of(found)
    here = min(max(found.at, 0) / end, 1)
    marks = [(min(max(at, 0) / end, 1), text) for at, text in found.marks]
    shapes = [rect(0, 12, 1, 6, "way"), rect(0, 12, here, 6, f"bar {style}")]
    shapes += [tick(at, 9, 21) for at, _ in marks]
    if found.expected is not None:
        shapes.append(tick(float(max(found.expected, 0)) / end, 3, 27, "due"))
    shapes.append(dot(here, 15, style))
    shapes += [name(at, y, text, "dim") for at, y, text in placed(marks, 42)]
    said = "; ".join(text for text in (found.here, there_said(found)) if text)
    return svg(shapes, height=lowest(marks, 42), kind="miles", title=said)


def curve(found: Curve) -> str:
    """The bins as bars, with the marks as lines through them and their names below."""
    most, many = max(found.counts, default=0), max(len(found.counts), 1)
    span = found.high - found.low
    marks = [
        (min(max((at - found.low) / span if span > 0 else 0, 0), 1), arrowed(found, at, text))
        for at, text in found.marks
    ]
    shapes = [
        rect(at / many, 110 - 104 * each / most, 1 / many, 104 * each / most, "bar")
        for at, each in enumerate(found.counts)
        if each > 0
    ]
    shapes += [rect(0, 110, 1, 1.5, "axis")] + [tick(at, 2, 114, "mark") for at, _ in marks]
    shapes += [name(0, 128, found.shown_low, "dim"), name(1, 128, found.shown_high, "dim")]
    shapes += [name(at, y, text) for at, y, text in placed(marks, 128 + LINE)]
    title = f"From {found.shown_low} to {found.shown_high}: " + ", ".join(t for _, t in marks)
    return svg(shapes, height=lowest(marks, 128 + LINE), kind="curve", title=title)


def arrowed(found: Curve, at: int, text: str) -> str:
    """A mark's name; an arrow tells that it lies beyond."""
    return f"← {text}" if at < found.low else f"{text} →" if at > found.high else text


def placed(marks: Sequence[tuple[float, str]], top: int) -> list[tuple[float, int, str]]:
    """Place names below their marks, on lines where they don't overlap."""
    ends: list[float] = []  # how far each line is taken, in shares of the width
    found = []
    for at, text in sorted(marks):
        wide = (width_of(text) + 2) / LETTERS
        left = at if at < 0.12 else at - wide if at > 0.88 else at - wide / 2
        line = next(n for n in count() if n == len(ends) or ends[n] <= left)
        ends[line : line + 1] = [left + wide]
        found.append((at, top + LINE * line, text))
    return found


def lowest(marks: Sequence[tuple[float, str]], top: int) -> int:
    """Return how high a picture must be to hold all names."""
    return max((y for _, y, _ in placed(marks, top)), default=top - LINE) + DEPTH
