from collections.abc import Sequence

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.planning.queries.quotas import QuotaChange, QuotaRow
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn


def no_quotas(period: str | None, owner: str | None = None) -> Empty:
    """Return that there are no quotas (of a seller), or none for a period, and how to set one."""
    if owner:
        span = f" for {period}" if period else ""
        flag = f" --period {period}" if period else ""
        see = "See the team's with `--owner all`, or set one"
        return Empty(f"{owner} has no quota{span} yet", see, f"pipectl quota set 100k{flag}")
    if period is None:
        return Empty("No quotas yet", "Set one", "pipectl quota set 100k")
    return Empty(f"No quota for {period}", "Set one", f"pipectl quota set 100k --period {period}")


def quota_set(
    now: QuotaRow, former: QuotaRow | None, numbers: NumberFormat, *, is_team: bool
) -> str:
    """Say to what a quota was set, and what it was before."""
    whose = f" of {now.segment}" if now.segment else ""
    name = f"{'team quota' if is_team else 'quota'}{whose} for {now.period}"
    said = quota_amount(now, numbers)
    if former is not None and quota_amount(former, numbers) == said:
        return f"The {name} is already {said}."
    was = "" if former is None else f" (was {quota_amount(former, numbers)})"
    return f"Set the {name} to {said}{was}."


def quota_amount(found: QuotaRow, numbers: NumberFormat) -> str:
    """Return a quota with its number of wins, if it has one."""
    wins = "" if found.count is None else f" and {numbers.counted(found.count, 'win')}"
    return f"{numbers.money(found.amount_minor, found.currency)}{wins}"


def quotas_listing(
    found: Sequence[QuotaRow],
    period: str | None,
    on: Screen,
    numbers: NumberFormat,
    owner: str | None = None,
) -> Listing:
    """Return the table of quotas, of one period or all, and of a seller where one is asked."""
    rows = [keys_of(each, "period amount_minor count currency segment id") for each in found]
    has_segments = any(each.segment for each in found)
    titles = [
        Column("Period"),
        *([Column("Segment", flexible=True)] if has_segments else []),
        Column("Quota", right=True),
        Column("Wins", right=True),
    ]
    cells = [
        [
            each.period,
            *([each.segment or "–"] if has_segments else []),
            numbers.money(each.amount_minor, each.currency),
            "–" if each.count is None else numbers.count(each.count),
        ]
        for each in found
    ]
    columns = ["period", "amount", "count", "currency", "segment"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, no_quotas(period, owner)))


def quota_changes_listing(
    found: Sequence[QuotaChange],
    period: str | None,
    on: Screen,
    numbers: NumberFormat,
    owner: str | None = None,
) -> Listing:
    """Return the table of changes of quotas, of one period or all, and of a seller."""
    names = "period on amount_minor count currency reason segment"
    has_segments = any(each.segment for each in found)
    rows = [keys_of(each, names, count=each.wins, id=each.period) for each in found]
    titles = [
        Column("Period"),
        *([Column("Segment", flexible=True)] if has_segments else []),
        Column("Set on"),
        Column("Quota", right=True),
        Column("Wins", right=True, rank=1),
        Column("Reason", flexible=True),
    ]
    cells = [
        [
            each.period,
            *([each.segment or "–"] if has_segments else []),
            format_date(each.on),
            numbers.money(each.amount_minor, each.currency),
            "–" if each.wins is None else numbers.count(each.wins),
            each.reason or "–",
        ]
        for each in found
    ]
    columns = ["period", "on", "amount", "count", "currency", "reason", "segment"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, no_quotas(period, owner)))
