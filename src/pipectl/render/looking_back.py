"""A month or a quarter looked back on, drawn."""

from collections.abc import Sequence
from datetime import date

from pipectl.dates import format_date
from pipectl.domain.targets import Targets
from pipectl.numbers import NumberFormat
from pipectl.queries.looking_back import Decided, LookingBack, Part
from pipectl.render.pictures import bar
from pipectl.render.priorities import pages
from pipectl.render.review import activity, losses, promises, standing, wins
from pipectl.render.tables import Cell, Column, Screen, folded, heading, line, table

BAR = 16
NOTHING = "–"


def page(
    found: LookingBack,
    *,
    on: Screen,
    numbers: NumberFormat,
    today: date,
    targets: tuple[Targets, str] | None = None,
    year: Sequence[Part] = (),
    before: Decided | None = None,
) -> str:
    """What was done, where it is headed, and what comes next."""
    last = min(found.period.ends_on, today)
    blocks = [
        heading(f"{found.period.name}, until {format_date(last)}", on),
        decided(before, on),
        progress(year, found.currency, on, numbers),
        wins(found.won, on, numbers) or line(["Nothing was won."], on),
        losses(found.lost, on, numbers),
        activity("Done", found.done, found.goals, on, numbers),
        promises(found.promises, on, today, numbers),
        standing(found, on, numbers),
        to_come(targets, found.currency, on, numbers),
        pages(found.priorities, on, today) if found.priorities else "",
    ]
    return "\n".join(block for block in blocks if block)


def decided(found: Decided | None, on: Screen) -> str:
    """What the last review decided, to see what became of it."""
    if found is None:
        return ""
    page = heading(f"Decided in {found.period}", on)
    for question, answer in found.answers:
        page += folded([Cell(f"  {question} ", "dim"), answer], on)
    return page


def progress(year: Sequence[Part], currency: str, on: Screen, numbers: NumberFormat) -> str:
    """The year and its quarters: won, of what, and how far ahead or behind."""
    if not year:
        return ""
    titles = [
        Column("Period"),
        Column(f"Won {currency}", right=True),
        Column("Quota", right=True),
        Column("", rank=2),
        Column("Expected by now", right=True, rank=1),
    ]

    def short(minor: int | None) -> str:
        return NOTHING if minor is None else numbers.short(minor, currency)

    rows: list[list[Cell | str]] = []
    for each in year:
        won, quota = each.pace.won_minor, each.pace.quota_minor
        drawn = bar(min(won, quota or 0), quota or 0, BAR, on)
        style = "bold" if each is year[0] else ""
        rows.append(
            [
                Cell(each.period.name, style),
                Cell(short(won), style),
                short(quota),
                Cell(drawn, "cyan"),
                short(each.pace.expected_minor),
            ]
        )
    page = table(titles, rows, on)
    if year[0].pace.quota_minor is None:
        how = f"`pipectl quota set AMOUNT --period {year[0].period.name}`"
        page += folded([f"There is no annual goal: {how}."], on)
    return page


def to_come(
    targets: tuple[Targets, str] | None, currency: str, on: Screen, numbers: NumberFormat
) -> str:
    """What the month to come must bring, or why that can't be said."""
    if targets is None:
        return ""
    found, why = targets
    page = heading(f"{found.month.name}, {numbers.counted(found.working_days, 'working day')}", on)
    if found.money_minor is None:
        return page + folded([f"  {why}"], on)
    money = numbers.short(found.money_minor, currency)
    page += folded([Cell("  to win      ", "dim"), f"{money} {currency}"], on)
    known = [each for each in found.kinds if each.needed is not None]
    for each in known:
        page += folded([Cell(f"  {each.kind:<12}", "dim"), numbers.count(each.needed or 0)], on)
    return page if known else page + folded([f"  {why}"], on)
