"""Read the changes of the open amount between two days."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipectl.named_tuple import NamedTuple
from pipectl.reports.changes.rules import (
    MOVES,
    Bridge,
    ChangeCause,
    ReviewTime,
    State,
    Valuation,
    bridge,
    worth,
)
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    day_before,
    titles_of,
)
from pipectl.stage_history import REDRAWN, STAGE_RANK_SQL
from pipectl.store.reader import NoStageError, Reader, as_date, optional_date
from pipectl.vocabulary import OPEN

STATE = f"""
  h.opportunity_id,
  h.status,
  h.amount_minor,
  h.currency,
  {STAGE_RANK_SQL.format(stage="s")},
  h.close_on,
  i.opportunity_id is not null,
  h.id,
  h.happened_on,
  h.stage_id,
  h.recorded_on,
  {REDRAWN},
  h.closed_on
from opportunity_history as h
left join stage as s on s.id = h.stage_id
left join imported_on as i on i.opportunity_id = h.opportunity_id
"""

THEN_SQL = (
    "select"
    + STATE
    + """where h.id in (
  select
    max(h.id)
  from opportunity_history as h
  where {then}
  group by h.opportunity_id
)
order by h.id
"""
)

SINCE_SQL = (
    "select"
    + STATE
    + """where not ({then}) and {now}
order by h.id
"""
)

LAST_ROW_SQL = """
select
  max(id)
from opportunity_history
"""


def last_row(reader: Reader) -> int:
    """Return the number of the last row of the history; 0 without any."""
    return reader.value(LAST_ROW_SQL) or 0


def changes(reader: Reader, *, since: ReviewTime, until: ReviewTime, currency: str) -> Bridge:
    """Return the bridge from one mark to another."""
    found = states_between(reader, since, until)
    return bridge(*found, currency, valuation(reader, since.on, until.on))


def valuation(reader: Reader, first: date, last: date) -> Valuation | None:
    """Return how deals in other currencies are valued; None where they aren't taken in."""
    return Valuation(reader.rates, first, last) if reader.rates else None


def states_between(
    reader: Reader, since: ReviewTime, until: ReviewTime
) -> tuple[dict[int, State], dict[int, list[State]]]:
    """Return each deal's state at the first mark, and its rows up to the second."""
    (then, then_is), (now, now_is) = condition("then", since), condition("now", until)
    was, last = {}, {}
    for row in reader.rows(THEN_SQL.format(then=then), then_is):
        was[row[0]], last[row[0]] = state(row), row[7]
    rows: dict[int, list[State]] = {}
    for row in reader.rows(SINCE_SQL.format(then=then, now=now), {**then_is, **now_is}):
        if row[7] > last.get(row[0], 0):  # a clock that went back may have written it before
            rows.setdefault(row[0], []).append(state(row))
    return was, rows


def condition(name: str, mark: ReviewTime) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition for rows recorded by a mark."""
    if mark.row is None:
        return f"h.recorded_on <= :{name}", {name: mark.on}
    return f"h.id <= :{name}", {name: mark.row}


def state(row: Any) -> State:
    """Return a row of the history as a state of the bridge."""
    if row[4] is None:
        raise NoStageError
    close_on, on, recorded_on = optional_date(row[5]), as_date(row[8]), as_date(row[10])
    came, redrawn = bool(row[6]), bool(row[11])
    closed_on = optional_date(row[12])
    return State(
        *(row[0], row[1], row[2], row[3], row[4], close_on, came, on),
        *(row[9], recorded_on, redrawn, closed_on),
    )


class ChangesReport(NamedTuple):
    """The bridge from the evening before `since` to that of `until`, by recording dates."""

    money: ReportCurrency
    since: date
    until: date
    bridge: Bridge
    titles: Mapping[int, str]
    open_then: tuple[State, ...]
    has_begun: bool = True

    @property
    def entries(self) -> list[ChangeCause]:
        """The causes, in the order of their dates."""
        return sorted(self.bridge.entries, key=lambda entry: entry.on or date.min)

    @property
    def steps(self) -> list[ChangeCause]:
        """The moves between stages and close dates, in the order of their dates."""
        return sorted(self.bridge.steps, key=lambda entry: entry.on or date.min)

    @property
    def moves(self) -> dict[str, int]:
        """The number of steps of each kind."""
        return dict.fromkeys(MOVES, 0) | Counter(step.kind for step in self.bridge.steps)

    @property
    def rows(self) -> list[ReportRow]:
        """The amounts open before, and each cause with its sign; their sum is open now."""
        currency, signs = self.money.currency, self.bridge.signs
        return [
            *(
                ReportRow(
                    each.opportunity_id,
                    self.title(each.opportunity_id),
                    each.amount_minor,
                    currency,
                    "open at the start",
                    original=each.original,
                )
                for each in self.open_then
            ),
            *(
                ReportRow(
                    each.opportunity_id,
                    self.title(each.opportunity_id),
                    signs[each.kind] * each.minor,
                    currency,
                    f"{each.kind} {each.on}"
                    + (f", recorded {each.recorded_on}" if each.is_late else ""),
                    original=each.original,
                )
                for each in self.entries
            ),
            *self.money.foreign,
        ]

    def title(self, number: int) -> str:
        """Return a deal's title."""
        return self.titles.get(number, "")


def answer(
    reader: Reader, asked: ReportRequest, *, since: date | None = None, until: date | None = None
) -> ChangesReport:
    """Return the bridge from `since` to `until` (inclusive), or of the period."""
    first = asked.in_period.starts_on if since is None else since
    last = min(asked.in_period.ends_on if since is None else asked.today, asked.today)
    last = max(last if until is None else min(until, asked.today), first)
    since_then, until_now = ReviewTime(day_before(first)), ReviewTime(last)
    plain, plain_rows = reader.once(states_between, since_then, until_now)
    how = valuation(reader, since_then.on, last)
    was, rows = valued(plain, plain_rows, how)
    titles = reader.once(titles_of)
    here = [each for each in was.values() if each.status == OPEN]
    return ChangesReport(
        money=ReportCurrency(asked.currency, tuple(foreign(was, rows, titles, asked.currency))),
        since=first,
        until=last,
        bridge=bridge(plain, plain_rows, asked.currency, how),
        titles=titles,
        open_then=tuple(each for each in here if each.currency == asked.currency),
        has_begun=first <= asked.today,
    )


def valued(
    was: Mapping[int, State], rows: Mapping[int, Sequence[State]], how: Valuation | None
) -> tuple[Mapping[int, State], Mapping[int, Sequence[State]]]:
    """Return the states of the beginning and the later rows, each at the rate of its day."""
    if how is None:
        return was, rows
    return (
        {number: how.opening(each) for number, each in was.items()},
        {number: [*map(how.row, some)] for number, some in rows.items()},
    )


def foreign(
    was: Mapping[int, State],
    rows: Mapping[int, Sequence[State]],
    titles: Mapping[int, str],
    currency: str,
) -> Iterator[ReportRow]:
    """Return the deals that were open in other currencies, once per currency."""
    for number in sorted(was.keys() | rows.keys()):
        past = [*([was[number]] if number in was else []), *rows.get(number, ())]
        open_ones = {each.currency: each for each in past if each.status == OPEN}
        for code in sorted(open_ones.keys() - {currency}):
            minor = worth(open_ones[code], code)
            yield ReportRow(
                *(number, titles.get(number, ""), minor, code, f"not included: in {code}"),
                no_rate_on=open_ones[code].no_rate_on,
            )
