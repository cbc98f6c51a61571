"""Lines of values and funnels, drawn with the characters of a terminal."""

from collections.abc import Sequence
from math import ceil, isfinite

from pipectl.render.page import Funnel, Spark, Step
from pipectl.render.strip import Parts
from pipectl.render.tables import GAP, NARROWEST_TABLE, Cell, Screen, shortened, width_of

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
    """Steps as centred bars, what is said beside them, or below where there is no room."""
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
        name, bar = padded(each.label, label, on), centred_bar(each.value, most, width, on)
        line: list[Cell | str] = [name + " " * GAP, Cell(bar, "cyan")]
        if beside:
            lines.append([*line, " " * GAP, Cell(told(each), "dim")])
        else:
            below = shortened(told(each), on.width - GAP, on)
            lines += [line, [" " * GAP, Cell(below, "dim")]]
    return lines


def told(step: Step) -> str:
    """What stands beside a step."""
    return step.said


def centred_bar(value: int, most: int, width: int, on: Screen) -> str:
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
