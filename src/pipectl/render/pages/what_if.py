"""How `what-if` looks: what is supposed, both sentences, and the figures that differ."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.domain.supposition import Supposition
from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.machine import Exact
from pipectl.render.page import Block, Line, Page, Paragraph, Table
from pipectl.render.pages.explained import NOTHING
from pipectl.render.shapes.what_if import figures
from pipectl.render.tables import Cell, Column

COLUMNS = (
    Column("Figure", flexible=True),
    Column("Now", right=True),
    Column("Then", right=True),
    Column("Change", right=True, rank=1),
)


def page(
    found: Sequence[Supposition],
    pages: Sequence[Page],
    keys: Sequence[Mapping[str, Any]],
    numbers: NumberFormat,
) -> Page:
    """What is supposed, the number's sentence now and then, and the figures."""
    now, then = map(figures, keys)
    rows = list(lines(now, then, numbers))
    blocks: list[Block] = [Paragraph(f"If {listed(words(each, numbers) for each in found)}:")]
    blocks += sentences(pages)
    if now == then:
        blocks.append(Paragraph("Nothing changes."))
    blocks.append(Table(COLUMNS, rows))
    same = len(now.keys() | then.keys()) - len(rows)
    if same:
        blocks.append(Paragraph(f"{numbers.count(same)} more figures stay as they are.", "dim"))
    return Page(f"What if: {pages[0].title}", blocks)


def words(found: Supposition, numbers: NumberFormat) -> str:
    """One supposition as part of a sentence."""
    amount = ""
    if found.amount is not None:
        amount = numbers.amount(*found.amount) + f" {found.amount.currency}"
    by = "" if found.close_on is None else format_date(found.close_on)
    name = f"{found.id} {found.title}"
    match found.kind:
        case "win":
            return f"{name} is won"
        case "lose":
            return f"{name} is lost"
        case "push":
            return f"{name} closes on {by}"
        case "amount":
            return f"{name} has {amount}"
    stand = "more stands" if found.many == 1 else "more stand"
    return f"{numbers.count(found.many or 0)} {stand} in {found.stage} at {amount}, closing by {by}"


def sentences(pages: Sequence[Page]) -> Iterator[Block]:
    """The sentence that each page leads with, where both have one."""
    leads = [each.blocks[0] if each.blocks else None for each in pages]
    for label, lead in zip(("Now: ", "Then: "), leads, strict=True):
        if isinstance(lead, Paragraph):
            yield lead._replace(text=f"{label}{lead.text}")
        elif isinstance(lead, Line):
            yield Line([label, *lead.parts])


def lines(
    now: Mapping[tuple[str, ...], Any], then: Mapping[tuple[str, ...], Any], numbers: NumberFormat
) -> Iterator[list[Cell | str]]:
    """A line for every figure of the whole, and for those of parts that differ."""
    for path in dict.fromkeys((*now, *then)):
        before, after = now.get(path), then.get(path)
        if before != after or (len(path) == 1 and is_figure(before)):
            change = difference(before, after, numbers)
            style = "bold" if before != after else "dim"
            label = " · ".join(part.replace("_", " ") for part in path)
            yield [
                Cell(label, style),
                Cell(figure(before, numbers), "" if before != after else "dim"),
                Cell(figure(after, numbers), style),
                Cell(change, style),
            ]


def is_figure(value: Any) -> bool:
    """Whether it is a number, of money or of anything else."""
    return isinstance(value, Exact | Fraction | Decimal | int | float) and not isinstance(
        value, bool
    )


def exact(value: Any) -> Fraction | None:
    """A figure as the number it is; None for what is none."""
    if isinstance(value, float):  # a percentage: 32.5
        value = Decimal(str(value))
    return Fraction(value) if is_figure(value) else None


def places(value: Any) -> int:
    """How many decimals a figure is written with: its own, two where they don't end."""
    if not isinstance(value, Fraction):
        return len(str(value).partition(".")[2])
    return next((few for few in range(2) if (value * 10**few).denominator == 1), 2)


def figure(value: Any, numbers: NumberFormat) -> str:
    """A value as people write it."""
    number = exact(value)
    if number is None:
        return NOTHING if value is None else str(value)
    return numbers.places(number, places(value), least=places(value))


def difference(before: Any, after: Any, numbers: NumberFormat) -> str:
    """How much more or less, where both are numbers."""
    first, second = exact(before), exact(after)
    if first is None or second is None or first == second:
        return ""
    change, most = second - first, max(places(before), places(after))
    return f"{'+' if change > 0 else ''}{numbers.places(change, most, least=most)}"
