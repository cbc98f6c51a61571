"""Goals and benchmarks of figures in words, in tables and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipectl.money import percent_number
from pipectl.numbers import NumberFormat
from pipectl.render.serialize import money
from pipectl.reports.metrics.rules import AVERAGE, CYCLE, NAMES, WIN_RATE, FigureTarget


def in_words(found: FigureTarget, numbers: NumberFormat) -> str:
    """Return the number with its unit: `35 %`, `40 d`, `15k USD`, `20`."""
    if found.figure == WIN_RATE:
        return f"{numbers.basis_points(found.value)} %"
    if found.figure == CYCLE:
        return f"{numbers.count(found.value)} d"
    if found.figure == AVERAGE:
        return f"{numbers.short(found.value, found.currency or '')} {found.currency}"
    return numbers.count(found.value)


def target_set(wanted: FigureTarget, former: FigureTarget | None, numbers: NumberFormat) -> str:
    """Say what changed in a goal or benchmark."""
    what = f"{NAMES[wanted.figure]} {wanted.role}"
    was = "" if former is None else in_words(former, numbers)
    if not wanted.value:
        return f"Removed the {what} of {was}." if was else f"There is no {what}."
    now = in_words(wanted, numbers)
    if former == wanted:
        return f"The {what} is already {now}."
    return f"Set the {what} to {now}{f' (was {was})' if was and was != now else ''}."


def sources(found: Sequence[FigureTarget]) -> Iterator[str]:
    """Yield where each benchmark comes from."""
    for each in found:
        if each.source:
            yield f"Benchmark of the {NAMES[each.figure]}: {each.source}"


def value_of(found: FigureTarget) -> Any:
    """Return the number in JSON's units: percent, days, money or deals."""
    if found.figure == WIN_RATE:
        return percent_number(found.value)
    if found.figure == AVERAGE:
        return money(found.value, found.currency or "")
    return found.value


def target_keys(found: FigureTarget) -> dict[str, Any]:
    """The JSON of a goal or benchmark."""
    return {
        "figure": found.figure,
        "role": found.role,
        "value": value_of(found),
        "currency": found.currency,
        "source": found.source,
    }
