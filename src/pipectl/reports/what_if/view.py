"""The page of `what-if`: the report now and with the changes; JSON keys."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.numbers import NumberFormat
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import Exact, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.rules import WhatIf
from pipectl.reports.view import NOTHING
from pipectl.reports.what_if.rules import DEALS, is_for_people, label

Figures = Mapping[tuple[str, ...], Any]
# Not compared: formulas, earlier values, and curves whose ends are figures themselves.
ASIDE = ("formulas", "explain", "previous", "twelve", "weeks", "quantiles")


def suppositions(found: Sequence[WhatIf]) -> list[dict[str, Any]]:
    """The JSON of the assumptions."""
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "title": each.title,
            "count": each.many,
            "amount": None if each.amount is None else money(*each.amount),
            "currency": None if each.amount is None else each.amount.currency,
            "stage": each.stage,
            "close_on": each.close_on,
        }
        for each in found
    ]


def figures(keys: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    """Return every plain value by its path, in which list items are named by their subject."""
    aside = [*ASIDE, *(["groups"] if keys.get("by") == "stage" else [])]  # the board's are stages
    return dict(walked((), {name: keys[name] for name in keys if name not in aside}))


def walked(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the plain values below a path; no two have the same path."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from walked((*path, name), each)
    elif isinstance(value, list | tuple):
        seen: set[str] = set()
        for row in value:
            if isinstance(row, Mapping):
                names = identity(row)
                own = unused(named(row, names), seen)
                rest = {name: row[name] for name in row if name not in names}
                yield from walked((*path, own), rest)
    else:
        yield path, value


def identity(row: Mapping[str, Any]) -> list[str]:
    """Return the keys that name an item: a deal, else the first key."""
    if "id" in row:
        return [name for name in ("kind", "id", "title") if name in row]
    first = next(iter(row))
    return [first, *(name for name in ("reason", "per") if name in row and name != first)]


def named(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return an item's name: `Meeting`, `won Acme rollout (#1)`."""
    said = [shown(row[name]) for name in names if name != "id"]
    return " ".join([*said, f"(#{row['id']})"] if "id" in names else said)


def shown(name: Any) -> str:
    """Return a part of an item's name, also for items without a value."""
    return "–" if name is None else str(name)


def unused(name: str, seen: set[str]) -> str:
    """Return the name, with a number if an earlier item has it."""
    found, place = name, 1
    while found in seen:
        place += 1
        found = f"{name} ({place})"
    seen.add(found)
    return found


# The methods of the forecast that don't ask when a deal is to close.
NO_CLOSE_DATES = ("simulation", "history", "stage")
UNMOVED = (
    "The forecast doesn't use close dates, so pushing a deal doesn't change it. For the forecast"
    " without the deal, use --amount OPP=0."
)
RATIOS = ("coverage", "required_coverage")  # written as their own page writes them
MOST_LINES = 12  # of figures: with the sentences above them, they fit on a screen of 24 lines

COLUMNS = (
    Column("Figure", flexible=True),
    Column("Now", right=True),
    Column("What if", right=True),
    Column("Change", right=True, rank=1),
)


def page(
    found: Sequence[WhatIf],
    pages: Sequence[Page],
    keys: Sequence[Mapping[str, Any]],
    numbers: NumberFormat,
) -> Page:
    """Return the assumptions, the report's sentence before and after, and the figures."""
    now, then = map(figures, keys)
    rows = [line(path, now, then, numbers) for path in compared(now, then)]
    blocks: list[Block] = [Paragraph(f"If {listed(words(each, numbers) for each in found)}:")]
    blocks += sentences(pages)
    if any(each.kind == "push" for each in found) and keys[0].get("method") in NO_CLOSE_DATES:
        blocks.append(Paragraph(UNMOVED))
    if now == then:
        blocks.append(Paragraph("No figure changes."))
    if rows:
        blocks.append(TableBlock(COLUMNS, rows))
    rest = len(now.keys() | then.keys()) - len(rows)
    if rest:
        blocks.append(
            Paragraph(
                f"Not shown: {numbers.counted(rest, 'more figure')}.",
                "dim",
                "To see all of them, add --json.",
            )
        )
    return Page(f"What if: {pages[0].title}", blocks)


def words(found: WhatIf, numbers: NumberFormat) -> str:
    """Return one assumption as part of a sentence."""
    amount = ""
    if found.amount is not None:
        amount = numbers.amount(*found.amount) + f" {found.amount.currency}"
    by = "" if found.close_on is None else format_date(found.close_on)
    name = f"{found.title} (#{found.id})"
    match found.kind:
        case "win":
            return f"{name} is won"
        case "lose":
            return f"{name} is lost"
        case "push":
            return f"{name} closes on {by}"
        case "amount":
            return f"{name} is worth {amount}"
    deals = numbers.counted(found.many or 0, "more deal")
    verb = "is" if found.many == 1 else "are"
    each = "" if found.many == 1 else " each"
    return f"{deals} of {amount}{each} {verb} in {found.stage} (closing by {by})"


def sentences(pages: Sequence[Page]) -> Iterator[Block]:
    """Return the first sentence of each page, if both have one."""
    leads = [each.blocks[0] if each.blocks else None for each in pages]
    for word, lead in zip(("Now: ", "What if: "), leads, strict=True):
        if isinstance(lead, Paragraph):
            yield lead._replace(text=f"{word}{lead.text}")
        elif isinstance(lead, TextLine):
            yield TextLine([word, *lead.parts])


def compared(now: Figures, then: Figures) -> list[tuple[str, ...]]:
    """Return the paths of the figures to show: of the whole, then of its parts, then of deals.

    A part is shown only if its figure changes. If there are too many, figures that don't change
    are skipped first, then those at the end. A deal that is only on one side, because it was
    closed or added, has no figure to compare.
    """
    both = [path for path in now if path in then and is_for_people(path)]
    both.sort(key=lambda path: (path[0] == DEALS, len(path) > 1))
    changed = [path for path in both if now[path] != then[path]]
    same = [path for path in both if len(path) == 1 and is_figure(now[path])]
    same = [path for path in same if path not in changed]
    kept = {*changed[:MOST_LINES], *same[: max(MOST_LINES - len(changed), 0)]}
    return [path for path in both if path in kept]


def line(
    path: tuple[str, ...], now: Figures, then: Figures, numbers: NumberFormat
) -> list[Cell | str]:
    """Return the line of one figure: its name, both values and the difference."""
    before, after = now[path], then[path]
    change = "" if path[-1] in RATIOS else difference(before, after, numbers)
    style = "bold" if before != after else "dim"
    is_money = isinstance(before, Exact) or isinstance(after, Exact)
    name = label(path, str(now.get(("currency",), "")) if is_money else "")
    least = max(places(before), places(after))
    return [
        Cell(name, style, tail=name[name.rfind(": ") :] if ": " in name else ""),
        Cell(told(path, now, numbers, least), "" if before != after else "dim"),
        Cell(told(path, then, numbers, least), style),
        Cell(change, style),
    ]


def told(
    path: tuple[str, ...],
    found: Mapping[tuple[str, ...], Any],
    numbers: NumberFormat,
    least: int = 0,
) -> str:
    """Return a figure as on its own page: coverage rounded down, no win rate for small samples."""
    value = found.get(path)
    if path[-1] in RATIOS and value is not None:
        ratios = [exact(found.get((*path[:-1], name))) for name in RATIOS]
        return numbers.compared(*ratios)[RATIOS.index(path[-1])]
    n = found.get((*path[:-1], "win_rate_n"))
    if path[-1] in ("win_rate", "win_rate_by_value") and n is not None and value is not None:
        return numbers.sampled(figure(value, numbers, least), n)
    return figure(value, numbers, least)


def is_figure(value: Any) -> bool:
    """Return whether it is a number, of money or of anything else."""
    return isinstance(value, Exact | Fraction | Decimal | int | float) and not isinstance(
        value, bool
    )


def exact(value: Any) -> Fraction | None:
    """Return a figure as a number; None for anything else."""
    if isinstance(value, float):  # a percentage: 32.5
        value = Decimal(str(value))
    return Fraction(value) if is_figure(value) else None


def places(value: Any) -> int:
    """Return a figure's number of decimals; two if they don't end, none of a whole amount."""
    if not is_figure(value):
        return 0
    if not isinstance(value, Fraction):
        decimals = str(value).partition(".")[2]
        return len(decimals) if decimals.strip("0") else 0
    return next((few for few in range(2) if (value * 10**few).denominator == 1), 2)


def figure(value: Any, numbers: NumberFormat, least: int = 0) -> str:
    """Return a value in the user's format, with at least so many decimals."""
    number = exact(value)
    if number is None:
        return NOTHING if value is None else str(value)
    most = max(places(value), least)
    return numbers.places(number, most, least=most)


def difference(before: Any, after: Any, numbers: NumberFormat) -> str:
    """Return the difference of two numbers, else an empty text."""
    first, second = exact(before), exact(after)
    if first is None or second is None or first == second:
        return ""
    change, most = second - first, max(places(before), places(after))
    return f"{'+' if change > 0 else ''}{numbers.places(change, most, least=most)}"
