"""Define what report queries share: the request, rows with their reasons, closed deals."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, around
from pipectl.reports.rules import ClosedOpportunity, OpenOpportunity, quota_flags
from pipectl.stage_sql import OUTCOME_OR_LEAD_SQL, OUTCOME_SQL
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.store_settings import StoreSettings

if TYPE_CHECKING:
    from pipectl.exchange_rates import OriginalAmount
    from pipectl.filters.queries import Grouping


class ReportRow(NamedTuple):
    """A row considered by a report, and why it counts or doesn't.

    `probability_bp` is None if it isn't weighted; `is_own`: it isn't the stage's. An amount in
    another currency has its `original`, or the day on which that currency has no rate.
    """

    id: int
    title: str
    amount_minor: int | None
    currency: str
    why: str
    probability_bp: int | None = None
    is_own: bool = False
    original: "OriginalAmount | None" = None
    no_rate_on: date | None = None

    @property
    def probability_from(self) -> str | None:
        """The source of the probability."""
        if self.probability_bp is None:
            return None
        return "opportunity" if self.is_own else "stage"

    @property
    def weighted_minor(self) -> int | None:
        """The weighted amount; 0 without an amount."""
        if self.probability_bp is None:
            return None
        return weighted_minor(self.amount_minor or 0, self.probability_bp)


class ReportCurrency(NamedTuple):
    """The currency of a report's sums, and the deals in others that it doesn't include.

    `quota_flags` are what `quota set` needs to set the quota that the report looks for.
    """

    currency: str
    foreign: tuple[ReportRow, ...]
    quota_flags: str = ""

    @property
    def left_out(self) -> dict[str, int]:
        """The number of deals in each other currency."""
        counts = Counter(row.currency for row in self.foreign)
        return {code: counts[code] for code in sorted(counts)}


class LeftLead(NamedTuple):
    """A deal that left the lead stages: forward, or disqualified."""

    id: int
    currency: str
    is_forward: bool


def in_groups(rows: Iterable[ReportRow], groups: "Grouping | None") -> list[ReportRow]:
    """Return rows that say in which groups they count, if a report has groups."""
    if groups is None:
        return list(rows)
    return [row._replace(why=f"{row.why} ({groups.told(row.id)})") for row in rows]


def foreign(rows: Iterable[Sequence[Any]], currency: str) -> tuple[ReportRow, ...]:
    """Return the rows (number, title, amount, currency) in another currency."""
    return tuple(
        ReportRow(row[0], row[1], row[2], row[3], f"not included: in {row[3]}")
        for row in rows
        if row[3] != currency
    )


def unweighted(items: Iterable[Any], currency: str, why: Callable[[Any], str]) -> list[ReportRow]:
    """Return rows that count with their amount, or don't count."""
    return [ReportRow(i.id, i.title, i.amount_minor, currency, why(i)) for i in items]


def weighted(
    items: Iterable[OpenOpportunity], currency: str, why: Callable[[OpenOpportunity], str]
) -> list[ReportRow]:
    """Return rows that count with their amount and their probability."""
    return [
        ReportRow(i.id, i.title, i.amount_minor, currency, why(i), i.probability_bp, i.is_own)
        for i in items
    ]


class ReportRequest(NamedTuple):
    """`today` is the day of `--as-of`, else today; `period` is None if none was typed.

    With `explain`, uncounted rows are returned too. `segment` is the name of the segment, if the
    report counts only its deals, and so only its quotas.
    """

    today: date
    currency: str
    settings: StoreSettings
    period: Period | None = None
    explain: bool = False
    segment: str | None = None

    @property
    def quota_flags(self) -> str:
        """The options of `quota set` for the quota in the report's currency and segment."""
        return quota_flags(self.currency, self.settings.currency, self.segment)

    @property
    def in_period(self) -> Period:
        """The requested period, else the current quarter."""
        return self.period or around(self.today, "quarter", self.settings.fiscal_year_start)


BEGINS_SQL = """
select
  min(created_on)
from opportunity
where status <> 'deleted'
"""


def history_begins(reader: Reader) -> date | None:
    """Return the day on which the first deal was created; None without deals."""
    return optional_date(reader.value(BEGINS_SQL))


EVERY_SQL = f"""
select
  id,
  title,
  amount_minor,
  currency,
  {OUTCOME_OR_LEAD_SQL.format("opportunity")} as status,
  created_on,
  closed_on,
  close_on
from opportunity
where opportunity.status <> 'deleted'
order by id
"""


class UncountedRow(NamedTuple):
    """The columns of a deal that tell why it isn't counted.

    `status` is also lead (open) or disqualified (lost), as the deal's stage tells.
    """

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date | None
    close_on: date | None


def left_out(
    reader: Reader, asked: ReportRequest, seen: Iterable[int], why: Callable[[UncountedRow], str]
) -> tuple[ReportRow, ...]:
    """Return the deals that weren't seen, with the reasons; none unless every row was requested."""
    if not asked.explain:
        return ()
    known = set(seen)
    return tuple(
        ReportRow(
            each.id, each.title, each.amount_minor, each.currency, f"not included: {why(each)}"
        )
        for each in reader.records(UncountedRow, EVERY_SQL)
        if each.id not in known
    )


def as_it_is(other: UncountedRow) -> str:
    """Return `open`, `lead`, or the outcome and its day."""
    if other.closed_on is None:
        return other.status
    return f"{other.status} {other.closed_on}"


CLOSED_SQL = f"""
select
  id,
  title,
  {OUTCOME_SQL.format("opportunity")} as status,
  amount_minor,
  closed_on,
  currency
from opportunity
where opportunity.status in ('won', 'lost') and closed_on between :first and :last
order by closed_on, id
"""


def closed_between(
    reader: Reader, first: date, last: date, currency: str
) -> tuple[list[ClosedOpportunity], tuple[ReportRow, ...]]:
    """Return the deals closed from `first` to `last`, and those won in other currencies."""
    rows = reader.rows(CLOSED_SQL, {"first": first, "last": last})
    ours = [
        ClosedOpportunity(row[0], row[1], row[2], row[3], as_date(row[4]))
        for row in rows
        if row[5] == currency
    ]
    won = ((row[0], row[1], row[3], row[5]) for row in rows if row[2] == "won")
    return ours, foreign(won, currency)


def year_ago(today: date) -> date:
    """Return the first day of the 12 months that end today."""
    try:
        return today.replace(year=today.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(today.year - 1, 3, 1)


TITLES_SQL = """
select
  id,
  title
from opportunity
"""

ONE_DAY = timedelta(days=1)


def titles_of(reader: Reader) -> dict[int, str]:
    """Return every deal's title."""
    return {row[0]: row[1] for row in reader.rows(TITLES_SQL)}


def day_before(day: date) -> date:
    """Return the previous day; None for the calendar's first one."""
    return day if day == date.min else day - ONE_DAY
