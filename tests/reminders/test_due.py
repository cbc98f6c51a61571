"""What is due and since when, the order of a day's work, and what calendars are told."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.pipeline.rules import OpportunityState, flags
from pipectl.reminders.rules.calendar_entries import (
    EVENT_CANCELED,
    EVENT_DONE,
    EVENT_OPEN,
    SENT_FOR,
    CalendarContent,
    SentEntry,
    removed_entries,
    update_entries,
)
from pipectl.reminders.rules.due import DueReason, Facts, reasons, review_due_on
from pipectl.reminders.rules.rank import MOST_DAYS, RankedItem, amount_at_risk, median, rank

TODAY = date(2026, 11, 18)


def day(ago: int) -> date:
    """So many days ago."""
    return TODAY - timedelta(days=ago)


def facts(decided_on: date | None = None, ended_on: date | None = None, **values: Any) -> Facts:
    """An open opportunity, added and in its stage for 5 days, which goes stale after 7."""
    standing: dict[str, Any] = {
        "status": "open",
        "stage_entered_on": day(5),
        "added_on": day(5),
        "last_contact_on": None,
        "has_next": True,
        "due_on": day(-30),
        "close_on": None,
        "asked_on": None,
        "buying": None,
        "revisit_on": None,
        "cadence_days": 7,
        "slow_days": 30,
        "is_single_threaded": False,
    }
    return Facts(OpportunityState(**standing | values), decided_on, ended_on)


@pytest.mark.parametrize(
    ("found", "within", "expected"),
    [
        (facts(), 0, []),
        (facts(due_on=day(1)), 0, [("overdue", 1)]),
        (facts(due_on=day(0)), 0, [("due", 0)]),
        (facts(due_on=day(-1)), 0, []),
        (facts(due_on=day(-1)), 1, [("due", -1)]),
        (facts(due_on=None), 400, []),
        (facts(due_on=day(2), status="won"), 0, [("overdue", 2)]),
        (facts(due_on=None, has_next=False, status="won"), 0, []),
        (facts(due_on=day(2), status="lost"), 0, []),
        (facts(due_on=day(2), status="lost", revisit_on=day(0)), 0, [("revisit", 0)]),
        (facts(status="lost", revisit_on=day(-2)), 1, []),
        (facts(status="lost", revisit_on=day(-2)), 2, [("revisit", -2)]),
        (facts(has_next=False, due_on=None), 0, [("no-next-action", 5)]),
        (facts(has_next=False, due_on=None, ended_on=day(2)), 0, [("no-next-action", 2)]),
        (facts(added_on=day(7)), 0, []),
        (facts(added_on=day(8)), 0, [("stale", 0)]),
        (facts(added_on=day(30), last_contact_on=day(9)), 0, [("stale", 1)]),
        (facts(added_on=day(30), last_contact_on=day(7)), 400, [("due", -30)]),
        (
            facts(added_on=day(9), due_on=day(3), decided_on=day(1)),
            0,
            [("overdue", 3), ("stale", 1)],
        ),
    ],
)
def test_each_kind_begins_on_its_day(
    found: Facts, within: int, expected: list[tuple[str, int]]
) -> None:
    assert reasons(found, TODAY, day(-within)) == [
        DueReason(kind, day(ago)) for kind, ago in expected
    ]


@pytest.mark.parametrize(
    ("decided", "due", "is_told"),
    [(2, -1, False), (1, -1, False), (3, -1, True), (2, 0, True), (0, -20, False)],
)
def test_only_a_decision_taken_while_it_is_stale_puts_it_off(
    decided: int, due: int, is_told: bool
) -> None:
    """Stale since two days ago, with an action set some days ago that is due some days ago."""
    found = facts(added_on=day(10), decided_on=day(decided), due_on=day(due))
    kinds = [each.kind for each in reasons(found, TODAY, TODAY)]
    assert ("stale" in kinds) == is_told
    assert "stale" in flags(found.standing, TODAY)


@given(
    *(st.integers(-60, 60) for _ in range(4)),
    st.sampled_from(("open", "won", "lost")),
    st.booleans(),
)
def test_reminders_and_signals_agree(
    added: int, contact: int, due: int, revisit: int, status: str, has_next: bool
) -> None:
    found = facts(
        status=status,
        has_next=has_next,
        added_on=day(abs(added)),
        last_contact_on=day(abs(contact)),
        due_on=day(due) if has_next else None,
        revisit_on=day(revisit),
    )
    names = {"due-today": "due"}
    signals = {names.get(each, each) for each in flags(found.standing, TODAY)}
    told = reasons(found, TODAY, TODAY)
    shared = {"overdue", "due", "no-next-action", "stale", "revisit"}
    assert {each.kind for each in told} == (
        signals & shared if status != "lost" else signals & {"revisit"}
    )
    assert all(each.due_on <= TODAY for each in told)


def test_a_review_is_never_due_after_the_last_day() -> None:
    assert review_due_on(day(7), 7) == TODAY
    assert review_due_on(date.max, 7) == date.max


# The order of a day's work.

matters = st.builds(
    RankedItem,
    st.none() | st.integers(0, 10**15),
    st.integers(0, 10_000),
    st.integers(-400, 4000),
)


@given(st.lists(matters, max_size=8))
def test_what_is_not_known_counts_as_the_middle_of_what_is(found: list[RankedItem]) -> None:
    at_stake = amount_at_risk(found)
    known = [
        minor
        for minor, matter in zip(at_stake, found, strict=True)
        if matter.amount_minor is not None
    ]
    for minor, matter in zip(at_stake, found, strict=True):
        if matter.amount_minor is None:
            assert minor == median(known)
            assert min(known, default=0) <= minor <= max(known, default=0)
        else:
            least = matter.amount_minor * max(matter.probability_bp, 1000) // 10_000
            assert least <= minor <= least + 1


def test_a_new_deal_is_not_worth_nothing() -> None:
    assert amount_at_risk(
        [RankedItem(100_00, 0, 0), RankedItem(100_00, 999, 0), RankedItem(100_00, 6000, 0)]
    ) == [
        10_00,
        10_00,
        60_00,
    ]
    assert amount_at_risk([RankedItem(None, 0, 0), RankedItem(None, 10_000, 9)]) == [0, 0]
    assert [median(each) for each in ([], [5], [1, 4], [9, 1, 2])] == [0, 5, 2, 2]


@given(st.integers(0, 10**15), st.integers(0, 10**15), *(st.integers(-40, 400) for _ in range(2)))
def test_more_money_and_more_days_go_first(one: int, two: int, early: int, late: int) -> None:
    one, two = sorted((one, two))
    early, late = sorted((early, late))
    assert rank(one, early) <= rank(two, early) <= rank(two, late)
    assert rank(two, late) <= 5 * rank(two, 0)
    assert rank(two, max(late, MOST_DAYS)) == 5 * rank(two, 0)


def test_a_week_late_doubles() -> None:
    assert rank(100, 7) == 2 * rank(100, 0) == 2 * rank(100, -3)


# What calendars are told.

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
UIDS = ("a", "b", "c")
contents = st.builds(
    CalendarContent,
    summary=st.sampled_from(("Call", "Meet")),
    description=st.just("x"),
    due_on=st.sampled_from(("2026-11-17", "2026-11-20")),
    due_time=st.sampled_from((None, "14:30")),
    status=st.just(EVENT_OPEN),
    ended_on=st.none(),
)
calendars = st.dictionaries(st.sampled_from(UIDS), contents)
steps = st.tuples(calendars, calendars, st.sets(st.sampled_from(UIDS)), st.integers(0, 40))


def run(
    known: Mapping[str, SentEntry],
    due: Mapping[str, CalendarContent],
    later: Mapping[str, CalendarContent],
    done: set[str],
    now: datetime,
) -> dict[str, SentEntry]:
    """What is known after a run."""
    ahead = {**later, **due}
    ended = {
        uid: "2026-11-18" for uid in removed_entries(known, due=due, ahead=ahead) if uid in done
    }
    told = update_entries(known, due=due, ahead=ahead, ended=ended, now=now)
    return {**known, **{each.uid: each for each in told}}


@given(st.lists(steps, max_size=8))
def test_a_sequence_rises_with_each_change_and_never_falls(
    runs: list[tuple[dict[str, CalendarContent], dict[str, CalendarContent], set[str], int]],
) -> None:
    known: dict[str, SentEntry] = {}
    now = NOW
    for due, later, done, days in runs:
        now += timedelta(days=days)
        after = run(known, due, later, done, now)
        for uid, entry in after.items():
            former = known.get(uid)
            if former is None:
                assert uid in due
                assert entry.sequence == 0
            elif entry.content is not None and entry.content != former.content:
                assert (entry.sequence, entry.stamped_at) == (former.sequence + 1, now)
            else:
                assert (entry.sequence, entry.stamped_at) == (former.sequence, former.stamped_at)
            open_now = uid in due or (uid in later and former is not None and former.content)
            assert (entry.content is not None and entry.content.status == EVENT_OPEN) == bool(
                open_now
            )
        assert run(after, due, later, done, now) == after, "the same again changes nothing"
        known = after


def test_what_is_over_is_done_or_canceled_and_then_forgotten() -> None:
    call = CalendarContent("Call", "x", "2026-11-20", None)
    known = run({}, {"a": call, "b": call}, {}, set(), NOW)
    over = run(known, {}, {}, {"a"}, NOW)
    done, cancelled = over["a"], over["b"]
    assert done.content == call._replace(status=EVENT_DONE, ended_on="2026-11-18")
    assert cancelled.content == call._replace(status=EVENT_CANCELED)
    assert (done.sequence, cancelled.sequence) == (1, 1)
    assert run(over, {}, {}, set(), NOW + SENT_FOR) == over
    later = run(over, {}, {}, set(), NOW + SENT_FOR + timedelta(seconds=1))
    assert [(each.sequence, each.content) for each in later.values()] == [(1, None), (1, None)]
    assert update_entries(later, due={}, ahead={"a": call}, ended={}, now=NOW) == []
    assert run(later, {"a": call}, {}, set(), NOW)["a"].sequence == 2


def test_only_what_was_done_on_its_day_or_after_is_history() -> None:
    for due_on, happened in (("2026-11-17", True), ("2026-11-18", True), ("2026-11-19", False)):
        found = CalendarContent("Call", "x", due_on, None, EVENT_DONE, "2026-11-18")
        assert found.happened == happened
        assert not found._replace(status=EVENT_CANCELED).happened
