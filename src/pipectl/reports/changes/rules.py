"""Explain the change of the open amount between two days, cause by cause."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import is_pull, is_push
from pipectl.vocabulary import CLOSED, DELETED, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.exchange_rates import OriginalAmount, Rates

# The signs of the causes, in the order in which they are shown.
SIGNS = {
    "new": 1,
    "imported": 1,
    "reopened": 1,
    "raised": 1,
    "lowered": -1,
    "currency changed in": 1,
    "currency changed out": -1,
    WON: -1,
    LOST: -1,
    DELETED: -1,
}
# Deals in other currencies are worth more or less; only where rates are set.
EXCHANGE_RATES = "exchange rates"
MOVES = ("advanced", "moved back", "pushed", "pulled")


class ReviewTime(NamedTuple):
    """A point in the history: just after a row was recorded, at that instant.

    Without a row it is the end of the day.
    """

    on: date
    row: int | None = None
    at: datetime | None = None


class State(NamedTuple):
    """The columns of a history row that the bridge needs."""

    opportunity_id: int
    status: str
    amount_minor: int | None
    currency: str
    rank: int  # of its stage, see stage_history.stage_rank
    close_on: date | None
    imported: bool = False  # it came from elsewhere, instead of being added here
    on: date | None = None  # the day on which it happened
    stage_id: int = 0
    recorded_on: date | None = None
    redrawn: bool = False  # its stage was removed: it stands in another one without having moved
    closed_on: date | None = None
    original: "OriginalAmount | None" = None  # what a converted amount is in its own currency
    no_rate_on: date | None = None  # the day on which its currency has no rate
    is_revalued: bool = False  # nothing happened but that the rate is another one


class ChangeCause(NamedTuple):
    """A cause: its kind (a key of SIGNS), its deal and its amount.

    The amount is only negative if a closed deal got a smaller amount, or by exchange rates. `on` is
    the date of the event; between two marks, `recorded_on` counts.
    """

    kind: str
    opportunity_id: int
    minor: int
    on: date | None = None
    recorded_on: date | None = None
    original: "OriginalAmount | None" = None

    @property
    def is_late(self) -> bool:
        """Whether it was recorded on a later day than it happened."""
        return self.recorded_on != self.on


class Bridge(NamedTuple):
    """Money in minor units: `then` + the signed entries = `now`.

    `closed` are deals won or lost since, in any currency. `steps` are the moves of deals in the
    currency, with the moved amount; they don't change the sum. `opening` are the deals open then.
    """

    then_minor: int
    now_minor: int
    entries: tuple[ChangeCause, ...]
    moves: Mapping[str, int]
    foreign: Mapping[str, int]
    closed: Mapping[int, str]
    steps: tuple[ChangeCause, ...] = ()
    opening: tuple[State, ...] = ()

    @property
    def originals(self) -> "list[tuple[int, OriginalAmount]]":
        """What it takes in of deals in other currencies: of those open then, and of the causes."""
        some: list[State | ChangeCause] = [*self.opening, *self.entries]
        return [(each.opportunity_id, each.original) for each in some if each.original]

    def sum_of(self, kind: str) -> int:
        """Return the total amount of a kind."""
        return sum(entry.minor for entry in self.entries if entry.kind == kind)

    @property
    def signs(self) -> Mapping[str, int]:
        """The signs of the causes that it can have: rates are one of them where they changed it."""
        return {**SIGNS, EXCHANGE_RATES: 1} if self.count_of(EXCHANGE_RATES) else SIGNS

    def count_of(self, kind: str) -> int:
        """Return the number of deals of a kind."""
        return len({entry.opportunity_id for entry in self.entries if entry.kind == kind})


class Valuation(NamedTuple):
    """How amounts in other currencies are valued: what is open at the beginning and at the end at
    the rates of these days.
    """

    rates: "Rates"
    first: date
    last: date

    def day_of(self, state: State) -> date:
        """Return the day of a row of the history: of a closing its date, as in every other sum."""
        if state.status in CLOSED and state.closed_on is not None:
            return state.closed_on
        return min(max(state.on or self.first, self.first), self.last)

    def at(self, state: State, day: date) -> State:
        """Return a state with its amount at the rate of a day."""
        minor, currency = self.rates.valued(state.amount_minor, state.currency, day)
        return state._replace(
            amount_minor=minor,
            currency=currency,
            original=self.rates.original(state.amount_minor, state.currency, day),
            no_rate_on=day if self.rates.lack(state.currency, day) else None,
        )

    def opening(self, state: State) -> State:
        """Return a state of the beginning, valued on that day."""
        return self.at(state, self.first if state.status == OPEN else self.day_of(state))

    def closing(self, state: State) -> State:
        """Return a state of the end, valued on that day."""
        return self.at(state, self.last if state.status == OPEN else self.day_of(state))

    def row(self, state: State) -> State:
        """Return a row of the history in between, valued on its day."""
        return self.at(state, self.day_of(state))

    def path(self, before: State | None, rows: Sequence[State]) -> Iterator[State]:
        """Yield the rows of a deal, each valued on its day.

        In between it is revalued wherever that changes its amount, so that what a row changes is
        told apart from what the rates do.
        """
        former = before
        at = None if before is None else self.opening(before)
        for row in rows:
            if former is not None and former.status in (OPEN, row.status):
                again = self.again(former, self.day_of(row), row.recorded_on)
                if at is None or worth_of(again) != worth_of(at):
                    yield again
            former, at = row, self.row(row)
            yield at
        if former is not None and at is not None and former.status == OPEN:
            again = self.again(former, self.last, self.last)
            if worth_of(again) != worth_of(at):
                yield again

    def again(self, state: State, day: date, recorded_on: date | None) -> State:
        """Return an unchanged state at the rate of a later day."""
        valued = self.at(state, day)
        return valued._replace(on=day, recorded_on=recorded_on, is_revalued=True)


def worth_of(state: State) -> tuple[int | None, str]:
    """Return a state's amount and its currency."""
    return state.amount_minor, state.currency


def bridge(
    then: Mapping[int, State],
    since: Mapping[int, Sequence[State]],
    currency: str,
    valuation: Valuation | None = None,
) -> Bridge:
    """Return the bridge from each deal's state then and its later rows, oldest first.

    A row that changes the amount and wins the deal counts as raised or lowered, then won. So does a
    new amount of a won deal, so that the wins add up to the current amounts. Deals in other
    currencies don't count; a deal that changes its currency enters or leaves with its full amount.
    Closings reversed within the rows are ignored, see `without_returns`. With a valuation, deals in
    other currencies count where these have rates, see `Valuation.path`.
    """
    entries: list[ChangeCause] = []
    steps: list[ChangeCause] = []
    moves = Counter(dict.fromkeys(MOVES, 0))
    last = {**then, **{number: rows[-1] for number, rows in since.items() if rows}}
    opening, between, closing = then, since, last
    if valuation is not None:
        opening = {number: valuation.opening(each) for number, each in then.items()}
        between = {number: [*map(valuation.row, rows)] for number, rows in since.items()}
        closing = {number: valuation.closing(each) for number, each in last.items()}
    for number in since if valuation is None else dict.fromkeys([*since, *then]):
        path: Iterable[State] = without_returns(then.get(number), since.get(number, ()))
        if valuation is not None:
            path = valuation.path(then.get(number), [*path])
        before = opening.get(number)
        for row in path:
            entries += causes(before, row, currency)
            kinds = list(moved(before, row))
            moves.update(kinds)
            if row.currency == currency:
                steps += [entry(kind, row, worth(row, currency)) for kind in kinds]
            before = row
    return Bridge(
        then_minor=total(opening.values(), currency),
        now_minor=total(closing.values(), currency),
        entries=tuple(entries),
        moves=dict(moves),
        foreign=foreign(opening, closing, between, currency),
        closed={
            number: rows[-1].status
            for number, rows in since.items()
            if rows and was_closed([then.get(number), *rows])
        },
        steps=tuple(steps),
        opening=tuple(each for each in opening.values() if each.status == OPEN),
    )


def without_returns(before: State | None, rows: Sequence[State]) -> Sequence[State]:
    """Drop closings that were reversed in the same rows: they cancel out.

    The remaining amount changes count as one, since a mistaken win, or its correction, changed the
    amount too. If a closing from before these rows is reversed in them, the deal counts as
    reopened.
    """
    last_open = max((n for n, row in enumerate(rows) if row.status == OPEN), default=-1)
    left = [row for n, row in enumerate(rows) if n > last_open or row.status not in CLOSED]
    if len(left) == len(rows):
        return rows
    return at_one_amount(before if before and before.status == OPEN else None, left)


def at_one_amount(before: State | None, rows: Sequence[State]) -> list[State]:
    """Return the rows with the first amount (else the last one) up to the last change."""
    first, last = before or rows[-1], rows[-1]
    money = [(first.amount_minor, first.currency), *((r.amount_minor, r.currency) for r in rows)]
    changed = max((n for n, (one, other) in enumerate(pairwise(money)) if one != other), default=0)
    of = [first if n < changed else last for n in range(len(rows))]
    return [
        row._replace(amount_minor=each.amount_minor, currency=each.currency)
        for row, each in zip(rows, of, strict=True)
    ]


def was_closed(states: Sequence[State | None]) -> bool:
    """Return whether a deal was closed in these rows and still is; a new date doesn't count."""
    end = states[-1]
    return (
        end is not None
        and end.status in CLOSED
        and any(
            after is not None
            and after.status == end.status
            and (before is None or before.status != after.status)
            for before, after in pairwise(states)
        )
    )


def total(states: Iterable[State], currency: str) -> int:
    """Return the open amount in the currency."""
    return sum(open_minor(state, currency) for state in states)


def open_minor(state: State | None, currency: str) -> int:
    """Return what a state adds to the open amount."""
    if state is None or state.status != OPEN:
        return 0
    return worth(state, currency)


def worth(state: State, currency: str) -> int:
    """Return the amount in the currency; 0 without one or in another currency."""
    return (state.amount_minor or 0) if state.currency == currency else 0


def causes(before: State | None, row: State, currency: str) -> Iterator[ChangeCause]:
    """Return how one row of the history changes the open amount."""
    minor = worth(row, currency)
    was_open = before is not None and before.status == OPEN
    if row.is_revalued:
        yield from revalued(before, row, currency)
        return
    if before is not None and before.status in CLOSED and row.status == before.status:
        yield from corrected(before, row, currency)
        return
    if not was_open:
        if row.status == OPEN and row.currency == currency:
            first = "imported" if row.imported else "new"
            yield entry(first if before is None else "reopened", row, minor)
        return
    assert before is not None
    former = worth(before, currency)
    if minor != former:
        yield entry(resized(before, row, currency), row, abs(minor - former))
    if row.status != OPEN and row.currency == currency:
        yield entry(row.status, row, minor)


def corrected(before: State, row: State, currency: str) -> Iterator[ChangeCause]:
    """Return a closed deal's new amount as a change of amount, then a win or loss."""
    more = worth(row, currency) - worth(before, currency)
    if more:
        yield entry(resized(before, row, currency), row, abs(more))
        yield entry(row.status, row, more)


def revalued(before: State | None, row: State, currency: str) -> Iterator[ChangeCause]:
    """Return how another rate changes the open amount, or what a closing took out of it."""
    more = worth(row, currency) - (0 if before is None else worth(before, currency))
    if more:
        yield entry(EXCHANGE_RATES, row, more)
        if row.status != OPEN:
            yield entry(row.status, row, more)


def entry(kind: str, row: State, minor: int) -> ChangeCause:
    """Return a cause or step from a row of the history."""
    return ChangeCause(kind, row.opportunity_id, minor, row.on, row.recorded_on, row.original)


def resized(before: State, row: State, currency: str) -> str:
    """Return the cause of a row that changes the amount in the currency."""
    if before.currency != row.currency:
        return f"currency changed {'in' if row.currency == currency else 'out'}"
    return "raised" if worth(row, currency) > worth(before, currency) else "lowered"


def moved(before: State | None, row: State) -> Iterator[str]:
    """Return the steps of a row that moves an open deal's stage or close date."""
    if before is None or before.status != OPEN:
        return
    if row.status == OPEN and row.rank != before.rank and not row.redrawn:
        yield "advanced" if row.rank > before.rank else "moved back"
    if row.status == OPEN and is_push(before.close_on, row.close_on):
        yield "pushed"
    if row.status == OPEN and is_pull(before.close_on, row.close_on):
        yield "pulled"


def foreign(
    then: Mapping[int, State],
    last: Mapping[int, State],
    since: Mapping[int, Sequence[State]],
    currency: str,
) -> dict[str, int]:
    """Count the deals not included, by currency."""
    seen: dict[str, set[int]] = {}
    for number, state in last.items():
        was = [state, *since.get(number, ()), *([then[number]] if number in then else [])]
        for each in was:
            if each.status == OPEN and each.currency != currency:
                seen.setdefault(each.currency, set()).add(number)
    return {code: len(seen[code]) for code in sorted(seen)}
