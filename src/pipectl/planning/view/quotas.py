from collections.abc import Sequence

from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.planning.queries.quotas import QuotaChange, QuotaRow
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn


def no_quotas(period: str | None) -> Empty:
    """Return that there are no quotas, or none for a period, and how to set one."""
    if period is None:
        return Empty("No quotas yet", "Set one", "pipectl quota set 100k")
    return Empty(f"No quota for {period}", "Set one", f"pipectl quota set 100k --period {period}")


def quotas_listing(
    found: Sequence[QuotaRow], period: str | None, on: Screen, numbers: NumberFormat
) -> Listing:
    """Return the table of quotas, of one period or all."""
    rows = [keys_of(each, "period amount_minor count currency segment id") for each in found]
    has_segments = any(each.segment for each in found)
    titles = [
        Column("Period"),
        *([Column("Segment", flexible=True)] if has_segments else []),
        Column("Quota", right=True),
        Column(""),
        Column("Wins", right=True),
    ]
    cells = [
        [
            each.period,
            *([each.segment or "–"] if has_segments else []),
            numbers.amount(each.amount_minor, each.currency),
            each.currency,
            "–" if each.count is None else numbers.count(each.count),
        ]
        for each in found
    ]
    columns = ["period", "amount", "count", "currency", "segment"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, no_quotas(period)))


def quota_changes_listing(
    found: Sequence[QuotaChange], period: str | None, on: Screen, numbers: NumberFormat
) -> Listing:
    """Return the table of changes of quotas, of one period or all."""
    names = "period on amount_minor count currency reason segment"
    has_segments = any(each.segment for each in found)
    rows = [keys_of(each, names, count=each.wins, id=each.period) for each in found]
    titles = [
        Column("Period"),
        *([Column("Segment", flexible=True)] if has_segments else []),
        Column("Set on"),
        Column("Quota", right=True),
        Column("", rank=2),
        Column("Wins", right=True, rank=1),
        Column("Reason", flexible=True),
    ]
    cells = [
        [
            each.period,
            *([each.segment or "–"] if has_segments else []),
            format_date(each.on),
            numbers.amount(each.amount_minor, each.currency),
            each.currency,
            "–" if each.wins is None else numbers.count(each.wins),
            each.reason or "–",
        ]
        for each in found
    ]
    columns = ["period", "on", "amount", "count", "currency", "reason", "segment"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, no_quotas(period)))
