"""From what was read to what is kept: the states that an imported opportunity went through."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipectl.importing.rules.fields import Incoming, closing_day
from pipectl.importing.rules.history_file import (
    Arrival,
    HistorySnapshot,
    KnownSince,
    began_on,
    days_between,
    stays,
    timeline,
)
from pipectl.vocabulary import LOST, OPEN, WON

TODAY = date(2026, 11, 18)
LADDER = (1, 2, 3)
NOTHING = dict.fromkeys(Incoming._fields)


def on(day: int) -> date:
    """A day of October."""
    return date(2026, 10, day)


def arrival(*visits: tuple[int, date], stage: int | None = None, **values: Any) -> Arrival:
    row: dict[str, Any] = {**NOTHING, "line": 2, "title": "Acme", "currency": "USD"}
    return Arrival(Incoming(**{**row, "outcome": OPEN, **values}), stage, visits)


def told(found: Arrival) -> list[tuple[int, int, str, int | None]]:
    """Each state: its day of October, stage, status and amount."""
    return [
        (state.happened_on.day, state.stage_id, state.status, state.amount_minor)
        for state in timeline(found, LADDER, TODAY)
    ]


def test_one_that_nothing_is_known_of_began_today_in_the_first_stage() -> None:
    assert timeline(arrival(), LADDER, TODAY) == [HistorySnapshot(TODAY, 1, TODAY, OPEN, None)]


def test_a_won_one_was_in_the_last_stage_and_a_lost_one_in_the_first() -> None:
    won = arrival(outcome=WON, created_on=on(1), closed_on=on(9), amount_minor=5)
    assert told(won) == [(1, 3, OPEN, 5), (9, 3, WON, 5)]
    lost = arrival(outcome=LOST, created_on=on(1), closed_on=on(9))
    assert told(lost) == [(1, 1, OPEN, None), (9, 1, LOST, None)]


def test_the_stage_that_it_says_goes_before_a_guess_and_after_the_history() -> None:
    assert told(arrival(stage=2, created_on=on(1))) == [(1, 2, OPEN, None)]
    found = arrival((1, on(1)), (2, on(5)), stage=3, outcome=WON, closed_on=on(9))
    assert [state[:2] for state in told(found)] == [(1, 1), (5, 2), (9, 3), (9, 3)]


def test_a_win_at_another_amount_is_an_amount_change_then_a_win() -> None:
    won = arrival(outcome=WON, created_on=on(1), closed_on=on(9), amount_minor=5)
    worth = won._replace(row=won.row._replace(closed_value_minor=4))
    assert told(worth) == [(1, 3, OPEN, 5), (9, 3, OPEN, 4), (9, 3, WON, 4)]
    same = won._replace(row=won.row._replace(closed_value_minor=5))
    assert told(same) == told(won)


def test_one_that_was_closed_without_a_day_was_closed_when_it_was_expected_to() -> None:
    assert closing_day(arrival(outcome=LOST, close_on=on(3)).row, TODAY) == on(3)
    assert closing_day(arrival(outcome=LOST, close_on=date(2027, 1, 1)).row, TODAY) == TODAY
    assert closing_day(arrival(outcome=WON).row, TODAY) == TODAY
    assert closing_day(arrival(closed_on=on(1)).row, TODAY) is None


def test_it_began_no_later_than_anything_that_happened_to_it() -> None:
    assert began_on(arrival((1, on(2)), created_on=on(5)), TODAY) == on(2)
    assert began_on(arrival(outcome=LOST, created_on=on(5), closed_on=on(3)), TODAY) == on(3)


def test_the_same_stage_twice_in_a_row_is_one_stay() -> None:
    found = arrival((1, on(1)), (1, on(2)), (2, on(3)), (1, on(4)), created_on=on(1))
    assert stays(found, LADDER, TODAY) == [(1, on(1)), (2, on(3)), (1, on(4))]


def test_from_when_something_counts_as_known() -> None:
    assert KnownSince(TODAY).recorded_on(on(1)) == TODAY
    assert KnownSince(TODAY, date.min).recorded_on(on(1)) == on(1)
    assert KnownSince(TODAY, on(5)).recorded_on(on(1)) == on(5)
    assert KnownSince(TODAY, on(5)).recorded_on(on(9)) == on(9)
    assert KnownSince(TODAY, on(5)).recorded_on(date(2027, 1, 1)) == TODAY


DAYS = st.integers(0, 60).map(lambda days: TODAY - timedelta(days))
VISITS = st.lists(st.tuples(st.sampled_from(LADDER), DAYS), max_size=6)


@given(
    visits=VISITS.map(lambda found: sorted(found, key=lambda visit: visit[1])),
    stage=st.none() | st.sampled_from(LADDER),
    outcome=st.sampled_from((OPEN, WON, LOST)),
    created_on=st.none() | DAYS,
    closed_on=st.none() | DAYS,
    amounts=st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
)
def test_every_past_is_in_order_and_ends_as_the_file_says(
    visits: list[tuple[int, date]],
    stage: int | None,
    outcome: str,
    created_on: date | None,
    closed_on: date | None,
    amounts: tuple[int | None, int | None],
) -> None:
    values = {"outcome": outcome, "created_on": created_on, "amount_minor": amounts[0]}
    values |= {"closed_on": None if outcome == OPEN else closed_on}
    values |= {"closed_value_minor": amounts[1] if outcome == WON else None}
    found = arrival(*visits, stage=stage, **values)
    states = timeline(found, LADDER, TODAY)
    for before, after in pairwise(states):
        assert before.happened_on <= after.happened_on <= TODAY
        assert before != after
        assert days_between(before, after) >= 0
    last = states[-1]
    assert last.status == outcome
    assert (last.closed_on is None) == (outcome == OPEN)
    assert last.stage_id == (stage or (visits[-1][0] if visits else last.stage_id))
    assert all(state.stage_entered_on <= state.happened_on for state in states[1:])
    begin = max(states[0].happened_on, states[0].stage_entered_on)
    assert sum(days_between(*pair) for pair in pairwise(states)) == max(
        (last.happened_on - begin).days, 0
    )
    assert [state.status for state in states[:-1]] == [OPEN] * (len(states) - 1)
