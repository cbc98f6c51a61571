"""The bridge over random histories of a real store: it closes to the cent, and meets the board."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Shell
from long_cases import examples
from pipectl.clock import Moment
from pipectl.errors import PipectlError
from pipectl.gate.actions import close, move
from pipectl.gate.actions.close import CloseInput
from pipectl.gate.actions.move import GateAnswers
from pipectl.money import Money
from pipectl.next_actions.rules import NextActionInput
from pipectl.opportunities import actions as opportunities_actions
from pipectl.opportunities.actions import NewOpportunity, OpportunityChanges
from pipectl.reports.changes.queries import changes, last_row
from pipectl.reports.changes.rules import SIGNS, Bridge, ReviewTime
from pipectl.server_address import ServerStore
from pipectl.store import journal
from pipectl.store.opening import reading
from pipectl.store.reader import Reader
from pipectl.store.unit import Unit
from pipectl.store.writing import writing

MEMORY = next((place for place in ("/dev/shm",) if os.access(place, os.W_OK)), None)
FIRST = date(2026, 11, 2)
Act = Callable[[Unit], object]

WHOSE = st.integers(1, 4)
MONEY = st.builds(Money, st.integers(0, 10**8), st.sampled_from(["USD", "USD", "USD", "EUR"]))
CLOSE = st.dates(date(2026, 12, 1), date(2026, 12, 9))


def adding(money: Money | None, stage: int) -> Act:
    minor, currency = money or (None, "USD")
    opening = NewOpportunity(title="Deal", currency=currency, amount_minor=minor, stage_id=stage)
    return lambda unit: opportunities_actions.add(unit, opening)


def editing_to(number: int, money: Money | None, close_on: date | None, clear: bool) -> Act:
    change = OpportunityChanges(
        values={} if close_on is None else {"close_on": close_on},
        amount=money,
        clear=("amount",) if clear else (),
    )
    return lambda unit: opportunities_actions.edit(unit, number, change)


def moving_to(number: int, stage: int) -> Act:
    answers = GateAnswers(
        buying="yes", why="x", next_action=NextActionInput("Call", date(2026, 12, 1))
    )
    return lambda unit: move.move(unit, number, stage, answers)


def winning(number: int, money: Money | None) -> Act:
    return lambda unit: close.win(unit, number, CloseInput(amount=money, amount_is_sure=True))


def losing(number: int) -> Act:
    return lambda unit: close.lose(unit, number, CloseInput(reason="no need"))


def reopening(number: int) -> Act:
    return lambda unit: close.reopen(unit, number)


def deleting(number: int) -> Act:
    return lambda unit: opportunities_actions.delete(unit, number)


ACTS = st.one_of(
    st.builds(adding, st.none() | MONEY, st.integers(1, 5)),
    st.builds(editing_to, WHOSE, st.none() | MONEY, st.none() | CLOSE, st.booleans()),
    st.builds(moving_to, WHOSE, st.integers(1, 5)),
    st.builds(winning, WHOSE, st.none() | MONEY),
    *(st.builds(act, WHOSE) for act in (losing, reopening, deleting)),
    *(st.just(act) for act in (journal.undo, journal.redo)),
)
# Days go by between them; once in a while a clock goes back.
STEPS = st.lists(st.tuples(st.sampled_from([0, 0, 1, 1, 5, -1]), ACTS), min_size=4, max_size=16)


@pytest.fixture(scope="module")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shell = Shell(tmp_path_factory.mktemp("new"))
    shell.now = FIRST.isoformat()
    shell("init")
    shell("add", "Acme", "12000.50")
    shell("add", "Birch", "7k", "--currency", "EUR")
    return shell.contents()


def lived_through(store: Path | ServerStore, steps: list[tuple[int, Act]]) -> date:
    """Do all that a rule allows, each on its day; the latest of the days."""
    today = latest = FIRST
    for gone_by, act in steps:
        today += timedelta(days=gone_by)
        latest = max(latest, today)
        moment = Moment(datetime.combine(today, time(12), UTC), today)
        try:
            with writing(store, moment, "x") as unit:
                unit.journaled = act not in (journal.undo, journal.redo)
                act(unit)
        except PipectlError:
            continue
    return latest


def check(found: Bridge) -> None:
    """It closes to the cent."""
    causes = sum(sign * found.sum_of(kind) for kind, sign in SIGNS.items())
    assert found.then_minor + causes == found.now_minor


@contextmanager
def copied(store: bytes) -> Iterator[Shell]:
    with TemporaryDirectory(dir=MEMORY) as home:
        shell = Shell(Path(home))
        shell.refill(store)
        yield shell


@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS, st.data())
def test_between_any_two_times_it_closes_to_the_cent(
    new_store: bytes, steps: list[tuple[int, Act]], data: st.DataObject
) -> None:
    with copied(new_store) as shell:
        latest = lived_through(shell.place, steps)
        shell.now = latest.isoformat()
        with reading(shell.place) as reader:
            times = data.draw(moments(reader, latest))
            for currency in ("USD", "EUR"):
                ends = [bridge_of(reader, *pair, currency) for pair in pairwise(times)]
                for found in ends:
                    check(found)
                for found, following in pairwise(ends):
                    assert found.now_minor == following.then_minor
                check(bridge_of(reader, times[0], times[-1], currency))
                board = shell("board", "--json", "--currency", currency).json
                assert round(board["total"]["amount"] * 100) == ends[-1].now_minor


def bridge_of(reader: Reader, since: ReviewTime, until: ReviewTime, currency: str) -> Bridge:
    return changes(reader, since=since, until=until, currency=currency)


def moments(reader: Reader, latest: date) -> st.SearchStrategy[list[ReviewTime]]:
    """Three times in order, all by days or all by rows; the last one is now."""
    days = (latest - FIRST).days
    last = last_row(reader)

    def by_day(some: list[int]) -> list[ReviewTime]:
        return [
            *(ReviewTime(FIRST + timedelta(days=each)) for each in sorted(some)),
            ReviewTime(latest),
        ]

    def by_row(some: list[int]) -> list[ReviewTime]:
        return [*(ReviewTime(latest, each) for each in sorted(some)), ReviewTime(latest, last)]

    def mixed(some: list[int]) -> list[ReviewTime]:
        return [ReviewTime(FIRST + timedelta(days=min(some))), ReviewTime(latest, last)]

    two: Any = st.lists(st.integers(-1, days), min_size=2, max_size=2)
    rows: Any = st.lists(st.integers(0, last), min_size=2, max_size=2)
    return st.one_of(two.map(by_day), rows.map(by_row), two.map(mixed))


def test_a_clock_that_went_back_counts_nothing_twice(acme: Shell) -> None:
    for now, amount in (("2026-11-20", "13k"), ("2026-11-19", "14k")):
        acme.now = now
        acme("edit", 1, "--amount", amount)
    with reading(acme.place) as reader:
        days = [ReviewTime(date(2026, 11, day)) for day in (18, 19, 20)]
        found = [bridge_of(reader, *pair, "USD") for pair in pairwise(days)]
    assert [(each.then_minor, each.now_minor) for each in found] == [
        (1_200_000, 1_400_000),
        (1_400_000, 1_400_000),
    ]


def test_it_is_told_as_it_was_typed(acme: Shell) -> None:
    """A week in which everything happens once, and what the review says about it."""
    acme.now = "2026-11-19"
    acme("add", "Birch audit", "9k", "--close", "2026-12-10")
    acme("add", "Cedar", "2k")
    acme("add", "Dogwood", "1k")
    acme("add", "Elm", "100", "--currency", "EUR")
    acme.now = "2026-11-27"
    acme("win", "acme", "--amount", "12500.25")
    acme("edit", "birch", "--amount", "8k", "--close", "2026-12-20", "--push-reason", "x")
    acme("lose", "cedar", "--reason", "no need")
    acme("reopen", "cedar")
    acme("win", "cedar", "--amount", "20k", "--yes")
    acme("reopen", "cedar")
    acme("delete", "dogwood", "--yes")
    acme("add", "Fir", "0.75")
    acme(
        "move", "fir", "proposal", "--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri"
    )
    page = acme("review").out
    assert page.split("\nWhere you stand")[0] == (
        "1 deal won. Well done!\n"
        "  + Acme rollout (Acme Corp), 12,500.25 USD, in 9 days\n"
        "\n"
        "Since Fri 20 Nov 2026\n"
        "                   Count        USD\n"
        "Open on 20 Nov 26            24,000\n"
        "+ new                  1       0.75\n"
        "+ raised               1     500.25\n"
        "- lowered              1      1,000\n"
        "- won                  1  12,500.25\n"
        "- deleted              1      1,000\n"
        "= open now                10,000.75\n"
        "1 move forward, 1 push.\n"
        "1 EUR deal not included.\n"
    )
    found = acme("review", "--json").json
    told = found["bridge"]
    causes = sum(sign * round(told[kind.replace(" ", "_")] * 100) for kind, sign in SIGNS.items())
    assert round(told["then"] * 100) + causes == round(told["now"] * 100) == 1_000_075
    assert found["moves"] == {"advanced": 1, "moved_back": 0, "pushed": 1, "pulled": 0}
    assert found["left_out"] == {"EUR": 1}
