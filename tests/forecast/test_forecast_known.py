"""What is known on a day, and that nothing later changes a byte of it."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.forecast.rules.history import (
    DatedVisit,
    RecordedHistory,
    RecordedRow,
    known_on,
    won_minor,
)
from pipectl.forecast.rules.quota_chance import outlook
from pipectl.forecast.rules.rates import fit
from pipectl.forecast.rules.simulation import simulate
from pipectl.periods import Period
from pipectl.vocabulary import DELETED, OPEN, WON
from stories import MONTH, NEXT_QUARTER, THREE, TODAY, ago, known, past, pasts

D = TODAY.toordinal()


def row(on: int, stage: int = 0, entered: int | None = None, **changed: Any) -> RecordedRow:
    """A row that was true and told so many days ago."""
    begun = ago(on if entered is None else entered)
    return RecordedRow(ago(on), ago(on), ago(90), stage, begun, OPEN, None, 100)._replace(**changed)


def test_a_case_is_what_its_last_row_says() -> None:
    (case,) = known(past(7, 30, 20, end=WON, closed=5, amount=900, closing=850)).cases
    assert case.visits == (DatedVisit(0, D - 30), DatedVisit(1, D - 20))
    assert (case.id, case.created, case.closed, case.is_won) == (7, D - 30, D - 5, True)
    assert (case.amount_minor, case.closed_minor) == (900, 850)


def test_what_was_closed_later_is_open_and_stands_where_it_stood() -> None:
    story = past(7, 30, 20, end=WON, closed=5, amount=900, closing=850)
    (case,) = known(story, on=ago(10)).cases
    assert (case.is_open, case.stage, case.amount_minor, case.closed_minor) == (True, 1, 900, None)
    (case,) = known(story, on=ago(25)).cases
    assert case.stage == 0
    assert known(story, on=ago(31)).cases == ()


def test_what_was_told_later_is_not_known_though_it_was_true() -> None:
    rows = [row(60), row(30, 1, recorded_on=ago(10))]
    assert known(RecordedHistory(1, ago(60), rows), on=ago(20)).open[0].stage == 0
    assert known(RecordedHistory(1, ago(60), rows), on=ago(10)).open[0].stage == 1


def test_what_entered_the_store_later_is_not_known() -> None:
    assert known(past(1, 60, seen=10), on=ago(20)).cases == ()
    assert known(past(1, 60, seen=10)).adoption == D - 10


def test_a_store_that_is_complete_since_a_day_was_there_on_that_day() -> None:
    found = known_on([past(1, 10)], on=TODAY, complete_since=ago(50))
    assert found.adoption == D - 50
    assert known_on([past(1, 10)], on=ago(60), complete_since=ago(50)).adoption == D - 60


def test_a_corrected_day_counts_instead_of_the_first_one() -> None:
    (case,) = known(RecordedHistory(1, ago(90), [row(60), row(40, 1), row(30, 1, 35)])).cases
    assert case.visits == (DatedVisit(0, D - 60), DatedVisit(1, D - 35))


def test_a_reopened_one_is_open_and_a_deleted_one_gone() -> None:
    closed = row(20, 0, 60, status=WON, closed_on=ago(20))
    assert known(RecordedHistory(1, ago(90), [row(60), closed, row(10, 0, 60)])).cases[0].is_open
    assert known(RecordedHistory(1, ago(90), [row(60), row(10, status=DELETED)])).cases == ()
    assert known(
        RecordedHistory(1, ago(90), [row(60), row(20, status=DELETED), row(10, 0, 60)])
    ).cases


def test_a_win_at_another_amount_was_said_to_be_worth_what_it_was_before_that_day() -> None:
    """It is an amount change, then a win, both on that day."""
    won = row(20, status=WON, closed_on=ago(20), amount_minor=80)
    (case,) = known(RecordedHistory(1, ago(90), [row(60), row(20, amount_minor=80), won])).cases
    assert (case.amount_minor, case.closed_minor) == (100, 80)
    (case,) = known(RecordedHistory(1, ago(90), [row(20), row(20, amount_minor=80), won])).cases
    assert (case.amount_minor, case.closed_minor) == (100, 80)
    (case,) = known(RecordedHistory(1, ago(90), [row(60), row(40, amount_minor=80), won])).cases
    assert (case.amount_minor, case.closed_minor) == (80, 80)
    (case,) = known(RecordedHistory(1, ago(90), [won])).cases
    assert (case.amount_minor, case.closed_minor) == (80, 80)


def test_a_stage_that_was_removed_was_none_on_the_way() -> None:
    (case,) = known(
        RecordedHistory(1, ago(90), [row(60), row(30, 2), row(10, 1, 30, is_redrawn=True)])
    ).cases
    assert case.visits == (DatedVisit(0, D - 60), DatedVisit(1, D - 30))
    (case,) = known(
        RecordedHistory(1, ago(90), [row(60), row(30, 2), row(10, 0, 30, is_redrawn=True)])
    ).cases
    assert case.visits == (DatedVisit(0, D - 30),)


def test_one_that_was_reopened_in_another_stage_did_not_move_there() -> None:
    won = row(20, 2, 30, status=WON, closed_on=ago(20))
    (case,) = known(RecordedHistory(1, ago(90), [row(60), row(30, 2), won, row(10, 1, 30)])).cases
    assert case.visits == (DatedVisit(0, D - 60), DatedVisit(1, D - 30))


def test_won_so_far_counts_both_ends_and_the_closed_amount() -> None:
    stories = [past(id, 60, end=WON, closed=id, closing=10**id) for id in range(1, 6)]
    assert won_minor(known(*stories), first=D - 4, last=D - 2) == 10**4 + 10**3 + 10**2


@given(pasts(), st.integers(0, 60), st.randoms(use_true_random=False))
def test_nothing_later_changes_what_is_known(
    stories: list[RecordedHistory], days: int, chaos: Random
) -> None:
    on = ago(days)
    scrambled = [scramble(story, on, chaos) for story in stories]
    chaos.shuffle(scrambled)
    assert known_on(scrambled, on=on) == known_on(stories, on=on)


def scramble(story: RecordedHistory, on: date, chaos: Random) -> RecordedHistory:
    """The same history up to that day; after it, anything."""
    rows = [each for each in story.rows if max(each.on, each.closed_on or each.on) <= on]
    number = chaos.randint(0, 3)
    later = on + timedelta(days=chaos.randint(1, 50))
    rows += [RecordedRow(later, later, ago(99), 2, later, WON, later, 10**9)] * number
    rows += [RecordedRow(ago(150), later, ago(150), 1, ago(150), WON, ago(150), 7)] * number
    seen = story.first_seen_on if story.first_seen_on <= on else later
    return RecordedHistory(story.id, seen, rows)


@pytest.mark.parametrize("period", [MONTH, NEXT_QUARTER])
def test_nothing_later_changes_a_byte_of_the_forecast(period: Period) -> None:
    stories = [past(id, 90 - id, 60 - id, end=WON, closed=id, amount=id * 100) for id in range(20)]
    later = [past(99, 3, amount=10**9), past(98, 90, 2, end=WON, closed=1, amount=10**9, seen=4)]
    before = [s._replace(rows=[r for r in s.rows if r.on <= ago(5)]) for s in stories]
    said = []
    for chosen in (stories + later, (stories + later)[::-1], before):
        found = known_on(chosen, on=ago(5))
        said.append(outlook(simulate(found, fit(found, THREE), period), 10_000))
    assert repr(said[0]) == repr(said[1]) == repr(said[2])
