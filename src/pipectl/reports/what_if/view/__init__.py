"""The page of `what-if`: the report now and with the changes; JSON keys."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipectl.currencies import DECIMALS
from pipectl.dates import format_date
from pipectl.errors import listed
from pipectl.numbers import NumberFormat, hundredths_compared
from pipectl.render.blocks import Block, Page, Paragraph, TableBlock, TextLine
from pipectl.render.serialize import Exact, money
from pipectl.render.tables import Cell, Column
from pipectl.reports.rules import WhatIf
from pipectl.reports.view import NOTHING
from pipectl.reports.what_if.rules import is_simulated, most_decimals, rounded, whole_digits
from pipectl.reports.what_if.view.labels import DEALS, is_for_people, label

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
GROUPS = "groups"
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
    if found.amount is not None and found.recurring is not None:
        from pipectl.recurring import words as recurring_words

        amount += f" ({recurring_words(found.recurring, found.amount.currency, numbers)})"
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

    The groups of --by are the first parts, and a part is shown only if its figure changes. If
    there are too many, figures that don't change are skipped first, then those at the end. A deal
    that is only on one side, because it was closed or added, has no figure to compare.
    """
    both = [path for path in now if path in then and is_for_people(path)]
    both.sort(key=lambda path: (path[0] == DEALS, len(path) > 1, path[0] != GROUPS))
    changed = [path for path in both if now[path] != then[path]]
    same = [path for path in both if len(path) == 1 and is_figure(now[path])]
    same = [path for path in same if path not in changed]
    kept = {*changed[:MOST_LINES], *same[: max(MOST_LINES - len(changed), 0)]}
    return [path for path in both if path in kept]


def line(
    path: tuple[str, ...], now: Figures, then: Figures, numbers: NumberFormat
) -> list[Cell | str]:
    """Return the line of one figure: its name, both values and the difference."""
    form = Written(path, (now[path], then[path]), str(now.get(("currency",), "")), numbers)
    name = label(path, form.currency if form.is_money else "")
    style = "bold" if now[path] != then[path] else "dim"
    before, after = told(path, now, form), told(path, then, form)
    is_unknown = any(each.startswith("n/a") for each in (before, after))
    return [
        Cell(name, style, tail=name[name.rfind(": ") :] if ": " in name else ""),
        Cell(before, "" if now[path] != then[path] else "dim"),
        Cell(after, style),
        Cell("" if is_unknown else change(path, now, then, form), style),
    ]


def change(path: tuple[str, ...], now: Figures, then: Figures, form: "Written") -> str:
    """Return the difference of both values; of ratios, that of the numbers that are shown."""
    if path[-1] not in RATIOS:
        return form.difference()
    before, after = (hundredths(path, found) for found in (now, then))
    if before is None or after is None or before == after:
        return ""
    sign = "+" if after > before else "-"
    return f"{sign}{form.numbers.hundredths(abs(after - before))}"


def hundredths(path: tuple[str, ...], found: Figures) -> int | None:
    """Return a ratio as it is shown, in hundredths."""
    ratios = [exact(found.get((*path[:-1], name))) for name in RATIOS]
    return hundredths_compared(*ratios)[RATIOS.index(path[-1])]


def told(path: tuple[str, ...], found: Figures, form: "Written") -> str:
    """Return a figure as on its own page: coverage rounded down, no rate of small samples."""
    value, numbers = found.get(path), form.numbers
    if path[-1] in RATIOS and value is not None:
        ratios = [exact(found.get((*path[:-1], name))) for name in RATIOS]
        return numbers.compared(*ratios)[RATIOS.index(path[-1])]
    if path[-1] == "gap" and value is not None:
        return numbers.tenths_up(exact(value) or Fraction(0))  # as coverage says it
    n = found.get((*path[:-1], "win_rate_n"))
    if path[-1] in ("win_rate", "win_rate_by_value") and n is not None and value is not None:
        return numbers.sampled(form.figure(value), n)
    return form.figure(value)


class Written:
    """How both values of a figure and their difference are written: no more precise than it is."""

    def __init__(
        self,
        path: tuple[str, ...],
        values: tuple[Any, Any],
        currency: str,
        numbers: NumberFormat,
    ) -> None:
        self.values = [exact(each) for each in values]
        self.currency, self.numbers = currency, numbers
        self.is_money = any(isinstance(each, Exact) for each in values)
        self.is_short = self.is_money and is_simulated(path)
        known = [each for each in self.values if each is not None]
        self.most = max(map(abs, known), default=Fraction(0))
        few = most_decimals(path, known)
        if self.is_money and few:
            few = DECIMALS.get(currency, 2)  # an amount as it was typed, or a sum
            self.decimals = few if any(each.denominator > 1 for each in known) else 0
        else:
            self.decimals = max((needed(each, few) for each in known), default=0)

    def figure(self, value: Any) -> str:
        """Return a value in the user's format."""
        number = exact(value)
        if number is None:
            return NOTHING if value is None else str(value)
        return self.number(number)

    def number(self, number: Fraction) -> str:
        """Return a number in the user's format."""
        if self.is_short:
            minor = number * 10 ** DECIMALS.get(self.currency, 2)
            return self.numbers.short(minor, self.currency)
        return self.numbers.places(number, self.decimals, least=self.decimals)

    def difference(self) -> str:
        """Return the difference of two numbers; nothing if it is too small to be written."""
        before, after = self.values
        if before is None or after is None:
            return ""
        change = after - before
        digits = 3 if self.is_short else whole_digits(self.most) + self.decimals
        change = rounded(change, self.most, digits)
        return f"{'+' if change > 0 else ''}{self.number(change)}" if change else ""


def needed(value: Fraction, most: int) -> int:
    """Return how many decimals a number needs, of so many at most."""
    return next((few for few in range(most) if (value * 10**few).denominator == 1), most)


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
