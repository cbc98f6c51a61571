"""The bridge on plain states: every cause has a sign, and the sum closes to the cent."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.reports.changes.rules import (
    MOVES,
    SIGNS,
    Bridge,
    ChangeCause,
    State,
    bridge,
    open_minor,
)

STATUS = st.sampled_from(["open", "won", "lost", "deleted"])
DAYS = st.dates(date(2026, 11, 1), date(2026, 11, 5))


def states(number: int) -> st.SearchStrategy[State]:
    """Any state of one opportunity."""
    return st.builds(
        State,
        st.just(number),
        STATUS,
        st.none() | st.integers(0, 10**15),
        st.sampled_from(["USD", "EUR"]),
        st.integers(1, 3),
        st.none() | DAYS,
    )


HISTORIES = st.lists(st.booleans(), max_size=5).flatmap(
    lambda known: st.tuples(
        *(
            st.tuples(
                states(number) if was_there else st.none(),
                st.lists(states(number), max_size=4),
            )
            for number, was_there in enumerate(known, 1)
        )
    )
)


def bridged(histories: Sequence[tuple[State | None, list[State]]], currency: str) -> Bridge:
    """The bridge of what each opportunity was and became."""
    then = {number: was for number, (was, _) in enumerate(histories, 1) if was}
    since = {number: rows for number, (_, rows) in enumerate(histories, 1) if rows}
    return bridge(then, since, currency)


@given(HISTORIES, st.sampled_from(["USD", "EUR", "JPY"]))
def test_then_and_all_causes_make_now(
    histories: Sequence[tuple[State | None, list[State]]], currency: str
) -> None:
    found = bridged(histories, currency)
    assert found.then_minor == sum(open_minor(was, currency) for was, _ in histories)
    last = [rows[-1] if rows else was for was, rows in histories]
    assert found.now_minor == sum(open_minor(state, currency) for state in last)
    causes = sum(sign * found.sum_of(kind) for kind, sign in SIGNS.items())
    assert found.then_minor + causes == found.now_minor
    assert all(
        entry.kind in SIGNS and (entry.minor >= 0 or entry.kind in ("won", "lost"))
        for entry in found.entries
    )
    assert set(found.moves) == set(MOVES)


def is_taken_back(rows: Sequence[State]) -> bool:
    """Whether a closing is among the rows that a later one opens again."""
    opened = [n for n, row in enumerate(rows) if row.status == "open"]
    return any(row.status in ("won", "lost") for row in rows[: max(opened, default=0)])


@given(HISTORIES)
def test_a_closing_that_was_taken_back_is_told_nowhere(
    histories: Sequence[tuple[State | None, list[State]]],
) -> None:
    for was, rows in histories:
        if is_taken_back(rows):
            told = [each.kind for each in bridged([(was, rows)], "USD").entries]
            opened = max(n for n, row in enumerate(rows) if row.status == "open")
            kept = {row.status for row in rows[opened:]}
            assert {kind for kind in told if kind in ("won", "lost")} <= kept
            if was is None or was.status == "open":
                assert "reopened" not in told or any(row.status == "deleted" for row in rows)


@given(HISTORIES, st.data())
def test_a_bridge_is_the_sum_of_two_that_meet_anywhere(
    everything: Sequence[tuple[State | None, list[State]]], data: st.DataObject
) -> None:
    histories = [(was, rows) for was, rows in everything if not is_taken_back(rows)]
    cuts = [data.draw(st.integers(0, len(rows))) for _, rows in histories]
    first = [(was, rows[:cut]) for (was, rows), cut in zip(histories, cuts, strict=True)]
    second = [
        (rows[cut - 1] if cut else was, rows[cut:])
        for (was, rows), cut in zip(histories, cuts, strict=True)
    ]
    whole, one, two = (bridged(part, "USD") for part in (histories, first, second))
    assert (one.then_minor, one.now_minor) == (whole.then_minor, two.then_minor)
    assert two.now_minor == whole.now_minor
    assert {kind: one.sum_of(kind) + two.sum_of(kind) for kind in SIGNS} == {
        kind: whole.sum_of(kind) for kind in SIGNS
    }
    assert {name: one.moves[name] + two.moves[name] for name in MOVES} == whole.moves


def state(
    status: str = "open",
    minor: int | None = 100,
    currency: str = "USD",
    position: int = 1,
    close_on: date | None = None,
) -> State:
    return State(1, status, minor, currency, position, close_on)


@pytest.mark.parametrize(
    ("was", "rows", "causes"),
    [
        (None, [state()], [("new", 100)]),
        (None, [state(minor=None)], [("new", 0)]),
        (None, [state("won")], []),
        (state(), [state(minor=130)], [("raised", 30)]),
        (state(), [state(minor=None)], [("lowered", 100)]),
        (state(), [state("won")], [("won", 100)]),
        (state(), [state("won", 120)], [("raised", 20), ("won", 120)]),
        (state(), [state("lost", 90)], [("lowered", 10), ("lost", 90)]),
        (state(), [state("deleted")], [("deleted", 100)]),
        (state("lost"), [state()], [("reopened", 100)]),
        (state("won"), [state("deleted")], []),
        (state("won"), [state("won", 50)], [("lowered", 50), ("won", -50)]),
        (state("lost"), [state("lost", 130)], [("raised", 30), ("lost", 30)]),
        (state("won"), [state("won", None, "EUR")], [("currency changed out", 100), ("won", -100)]),
        (state("won"), [state("won", close_on=date(2026, 11, 2))], []),
        (state(), [state("lost"), state()], []),
        (state(), [state("won"), state(), state("won")], [("won", 100)]),
        (
            state(minor=10),
            [state(), state("won"), state(), state(minor=10), state("won", 10)],
            [("won", 10)],
        ),
        (
            state(minor=10),
            [state(), state("won"), state(minor=10), state(minor=30)],
            [("raised", 20)],
        ),
        (state("won"), [state(minor=10), state("won", 10)], [("reopened", 10), ("won", 10)]),
        (None, [state(), state("lost"), state(minor=70)], [("new", 70)]),
        (state(), [state(currency="EUR")], [("currency changed out", 100)]),
        (state(), [state("won", 70, "EUR")], [("currency changed out", 100)]),
        (state(currency="EUR"), [state()], [("currency changed in", 100)]),
        (state(currency="EUR"), [state("won", currency="EUR")], []),
        (state(), [state(position=2)], []),
    ],
)
def test_each_change_has_its_cause(
    was: State | None, rows: list[State], causes: list[tuple[str, int]]
) -> None:
    found = bridged([(was, rows)], "USD")
    assert found.entries == tuple(ChangeCause(kind, 1, minor) for kind, minor in causes)
    assert [found.count_of(kind) for kind, _ in causes] == [1] * len(causes)


@pytest.mark.parametrize(
    ("was", "row", "moves"),
    [
        (state(), state(position=2), {"advanced": 1}),
        (state(position=3), state(position=2), {"moved back": 1}),
        (state(close_on=date(2026, 11, 1)), state(close_on=date(2026, 11, 2)), {"pushed": 1}),
        (state(close_on=date(2026, 11, 2)), state(close_on=date(2026, 11, 1)), {"pulled": 1}),
        (state(), state(close_on=date(2026, 11, 2)), {}),
        (state(close_on=date(2026, 11, 2)), state(), {}),
        (state(), state("won", position=2), {}),
        (state("lost"), state(position=2), {}),
    ],
)
def test_moves_are_counted_beside_the_money(was: State, row: State, moves: dict[str, int]) -> None:
    found = bridged([(was, [row])], "USD")
    assert {name: count for name, count in found.moves.items() if count} == moves


def test_other_currencies_are_left_out_and_said_each_once() -> None:
    euro = State(2, "open", 5, "EUR", 1, None)
    gone = State(3, "lost", 5, "JPY", 1, None)
    turned = [State(4, "open", 5, "EUR", 1, None), State(4, "open", 6, "USD", 1, None)]
    found = bridge({2: euro, 3: gone}, {2: [euro, euro], 4: turned}, "USD")
    assert found.foreign == {"EUR": 2}
    assert (found.then_minor, found.now_minor) == (0, 6)


def test_what_ended_since_is_named_whatever_its_currency() -> None:
    then = {1: state(), 2: State(2, "won", 5, "EUR", 1, None)}
    since = {1: [state("lost"), state("won")], 2: [], 3: [State(3, "lost", 5, "EUR", 1, None)]}
    assert bridge(then, since, "USD").closed == {1: "won", 3: "lost"}


@pytest.mark.parametrize(
    ("was", "rows", "closed"),
    [
        ("won", ["open", "won"], {1: "won"}),
        ("lost", ["open", "lost", "lost"], {1: "lost"}),
        ("won", ["won"], {}),
        ("won", ["open"], {}),
        ("lost", ["open", "won", "open", "lost"], {1: "lost"}),
        ("open", ["won", "deleted"], {}),
    ],
)
def test_what_was_closed_again_counts_and_a_new_day_alone_does_not(
    was: str, rows: list[str], closed: dict[int, str]
) -> None:
    found = bridge({1: state(was)}, {1: [state(each) for each in rows]}, "USD")
    assert found.closed == closed
