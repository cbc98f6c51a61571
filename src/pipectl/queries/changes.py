"""What turned the open amount of an earlier day into that of a later one, row by row?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipectl.domain.bridge import MOVES, SIGNS, Bridge, Entry, Mark, State, bridge, worth
from pipectl.domain.words import OPEN
from pipectl.queries.asked import Asked
from pipectl.queries.bridge import states_between
from pipectl.queries.counting import Counted, Money
from pipectl.store.reader import Reader

TITLES_SQL = """
select
  id,
  title
from opportunity
"""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChangesReport:
    """The bridge from the evening before `since` to that of `until`, by the days of recording."""

    money: Money
    since: date
    until: date
    bridge: Bridge
    titles: Mapping[int, str]
    open_then: tuple[State, ...]
    has_begun: bool = True

    @property
    def entries(self) -> list[Entry]:
        """The causes, in the order of their days."""
        return sorted(self.bridge.entries, key=lambda entry: entry.on or date.min)

    @property
    def steps(self) -> list[Entry]:
        """The moves through the stages and the calendar, in the order of their days."""
        return sorted(self.bridge.steps, key=lambda entry: entry.on or date.min)

    @property
    def moves(self) -> dict[str, int]:
        """How many steps there are of each kind."""
        return dict.fromkeys(MOVES, 0) | Counter(step.kind for step in self.bridge.steps)

    @property
    def rows(self) -> list[Counted]:
        """What was open before, and each cause with its sign: together what is open now."""
        currency = self.money.currency
        return [
            *(
                Counted(
                    each.opportunity_id,
                    self.title(each.opportunity_id),
                    each.amount_minor,
                    currency,
                    "open before",
                )
                for each in self.open_then
            ),
            *(
                Counted(
                    each.opportunity_id,
                    self.title(each.opportunity_id),
                    SIGNS[each.kind] * each.minor,
                    currency,
                    f"{each.kind} {each.on}"
                    + (f", recorded {each.recorded_on}" if each.is_late else ""),
                )
                for each in self.entries
            ),
            *self.money.foreign,
        ]

    def title(self, number: int) -> str:
        """What an opportunity is called."""
        return self.titles.get(number, "")


def changes(
    reader: Reader, asked: Asked, *, since: date | None = None, until: date | None = None
) -> ChangesReport:
    """The bridge of the days from `since` to `until`, both included; of the period without."""
    first = asked.in_period.starts_on if since is None else since
    last = min(asked.in_period.ends_on if since is None else asked.today, asked.today)
    last = max(last if until is None else min(until, asked.today), first)
    was, rows = reader.once(states_between, Mark(day_before(first)), Mark(last))
    titles = reader.once(titles_of)
    here = [each for each in was.values() if each.status == OPEN]
    return ChangesReport(
        money=Money(asked.currency, tuple(foreign(was, rows, titles, asked.currency))),
        since=first,
        until=last,
        bridge=bridge(was, rows, asked.currency),
        titles=titles,
        open_then=tuple(each for each in here if each.currency == asked.currency),
        has_begun=first <= asked.today,
    )


def titles_of(reader: Reader) -> dict[int, str]:
    """What every opportunity is called."""
    return {row[0]: row[1] for row in reader.rows(TITLES_SQL)}


def day_before(day: date) -> date:
    """The evening that a day begins after; the calendar's first day has none before it."""
    return day if day == date.min else day - ONE_DAY


def foreign(
    was: Mapping[int, State],
    rows: Mapping[int, Sequence[State]],
    titles: Mapping[int, str],
    currency: str,
) -> Iterator[Counted]:
    """Those that were open in another currency, once for each currency."""
    for number in sorted(was.keys() | rows.keys()):
        past = [*([was[number]] if number in was else []), *rows.get(number, ())]
        open_ones = {each.currency: each for each in past if each.status == OPEN}
        for code in sorted(open_ones.keys() - {currency}):
            minor = worth(open_ones[code], code)
            yield Counted(number, titles.get(number, ""), minor, code, f"left out: in {code}")
