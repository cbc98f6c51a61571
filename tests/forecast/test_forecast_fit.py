"""What the past teaches, against figures worked out by hand."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipectl.forecast.rules.history import (
    BINS,
    MIDDLES,
    RecordedHistory,
    bin_at,
    bin_of_event,
    overlaps,
)
from pipectl.forecast.rules.rates import (
    LEAST_RATE,
    LOST,
    MOVED,
    NEVER,
    WON,
    StageProbabilities,
    Stretch,
    default_rates,
    fit,
    slowing,
    stretches,
)
from pipectl.vocabulary import LOST as IS_LOST
from pipectl.vocabulary import WON as IS_WON
from stories import THREE, TODAY, Chances, known, past, pasts

ONE = StageProbabilities((0.5,))


@pytest.mark.parametrize(
    ("days", "at", "of_event"),
    [(0, 0, 0), (0.5, 0, 0), (3, 1, 0), (3.5, 1, 1), (7, 2, 1), (365, 15, 14), (999, 15, 15)],
)
def test_an_edge_is_the_upper_bin_s_but_for_what_ends_there(
    days: float, at: int, of_event: int
) -> None:
    assert (bin_at(days), bin_of_event(days)) == (at, of_event)


def test_the_middles_are_halfway_and_the_last_one_is_456() -> None:
    assert MIDDLES[:3] == (1.5, 5.0, 10.5)
    assert (len(MIDDLES), MIDDLES[-2:]) == (BINS, (317.5, 456.0))


def test_a_stretch_is_shared_out_between_its_bins() -> None:
    assert overlaps(2, 10) == [(0, 1), (1, 4), (2, 3)]
    assert overlaps(3, 7) == [(1, 4)]
    assert overlaps(300, 500) == [(14, 65), (15, 135)]
    assert overlaps(5, 5) == []


def test_visits_are_seen_from_when_the_opportunity_was_first_seen() -> None:
    (case,) = known(past(1, 40, 30, end=IS_LOST, closed=5, seen=35)).cases
    assert list(stretches(case, TODAY.toordinal())) == [
        Stretch(0, 5, 10, MOVED, 1),
        Stretch(1, 0, 25, LOST),
    ]


def test_what_ended_before_it_was_seen_counts_for_half_a_day_and_a_day_of_none_too() -> None:
    (case,) = known(past(1, 40, 30, seen=20)).cases
    assert list(stretches(case, TODAY.toordinal())) == [
        Stretch(0, 20, 20.5, MOVED, 1),
        Stretch(1, 10, 30, None),
    ]
    (case,) = known(past(1, 40, end=IS_WON, closed=40)).cases
    assert list(stretches(case, TODAY.toordinal())) == [Stretch(0, 0, 0.5, WON)]


def test_the_configured_ladder_as_rates() -> None:
    # tau = 15 days; out of stage 0: 2 % won, (0.2 - 0.02) / 0.5 = 36 % moved.
    assert default_rates(THREE, 0) == pytest.approx((0.02 / 15, 0.62 / 15, 0.36 / 15))
    assert default_rates(THREE, 1) == pytest.approx((0.02 / 15, 0.38 / 15, 0.60 / 15))
    assert default_rates(THREE, 2) == pytest.approx((0.8 / 15, 0.2 / 15, LEAST_RATE))
    assert default_rates(StageProbabilities((0.0, 1.0)), 0) == pytest.approx(
        (0.02 / 22.5, 0.96 / 22.5, 0.02 / 22.5)
    )
    assert default_rates(StageProbabilities((0.0, 1.0)), 1)[LOST] == LEAST_RATE


def test_slowing_rests_on_the_median_visit() -> None:
    visits = [Stretch(0, 0, 4, MOVED, 1), Stretch(0, 2, 8, WON), Stretch(0, 0, 90, None)]
    # (2 x 5 + 5 x 9) / (2 + 5) = 55 / 7 days; twice that holds up to the third bin.
    found = slowing(visits, 9.0)
    assert found[:3] == (1.0, 1.0, 1.0)
    assert found[3] == pytest.approx((110 / 7 / 17.5) ** 0.5)
    assert found[-1] == pytest.approx((110 / 7 / 456) ** 0.5)
    assert slowing([], 1.0)[1] == 1.0  # never less than three days


def test_one_win_in_ten_days() -> None:
    learned = fit(known(past(1, 12, end=IS_WON, closed=2)), ONE)
    # 10 days seen, 3 of them in the first bin; R0 is 0.5 / 45, worth 3 / R0 = 270 days.
    assert learned.stage_rates[0] == pytest.approx((4 / 280, 3 / 280, 0.0))
    won, lost, moved = learned.cells[0][2]
    assert won == pytest.approx((1 + 4, 3 + 4 * 280 / 4))
    assert lost == pytest.approx((0 + 4, 3 + 4 * 280 / 3))
    assert moved == NEVER
    # An old bin without days: the stage's rate, slowed down. (10 + 5 x 45) / 6 = 235 / 6 days.
    slow = (2 * 235 / 6 / 456) ** 0.5
    assert learned.cells[0][-1][WON].mean == pytest.approx(4 / 280 * slow)
    assert learned.cells[0][-1][LOST].mean == pytest.approx(3 / 280)


def test_the_days_of_old_visits_count_less_where_they_are_slow() -> None:
    learned = fit(known(past(1, 400)), ONE)
    grace = 2 * 45
    felt = sum(days * min(1.0, grace / MIDDLES[number]) ** 0.5 for number, days in overlaps(0, 400))
    assert learned.stage_rates[0][WON] == pytest.approx(3 / (felt + 270))
    assert learned.stage_rates[0][LOST] == pytest.approx(3 / (400 + 270))


def test_moves_go_where_they_went_and_one_more_to_the_next_stage() -> None:
    rows = past(1, 40, 30, 20).rows
    back = rows[-1]._replace(stage=0, on=rows[-1].on + timedelta(days=5))
    back = back._replace(entered_on=back.on, recorded_on=back.on)
    learned = fit(known(RecordedHistory(1, rows[0].on, [*rows, back]), past(2, 40, 30)), THREE)
    assert learned.onward == ((0, 1, 0), (0, 0, 1), (1, 0, 0))
    assert learned.first == (1, 0, 0)
    assert learned.cells[2][0][MOVED] != NEVER  # the last stage was left for another one
    assert fit(known(), THREE).cells[2][0][MOVED] == NEVER


def test_half_of_one_more_begins_in_the_first_stage() -> None:
    late = past(1, 10)
    late = late._replace(rows=[late.rows[0]._replace(stage=2)])
    assert fit(known(late), THREE).first == pytest.approx((1 / 3, 0, 2 / 3))


@given(pasts())
@settings(max_examples=40)
def test_in_a_bin_without_a_win_the_rate_is_at_most_the_stage_s(
    stories: list[RecordedHistory],
) -> None:
    learned = fit(known(*stories), THREE)
    for cells, rates in zip(learned.cells, learned.stage_rates, strict=True):
        for cell in cells:
            if cell[WON].shape == 4:
                assert cell[WON].mean <= rates[WON] * (1 + 1e-9)


@st.composite
def ladders(draw: st.DrawFn) -> StageProbabilities:
    """Rising from 2 % on, each step at least a third of what is left."""
    found = [draw(st.floats(0.02, 0.3))]
    for _ in range(draw(st.integers(0, 3))):
        found.append(found[-1] + (1 - found[-1]) * draw(st.floats(0.3, 0.6)))
    return StageProbabilities(tuple(found), draw(st.floats(20.0, 90.0)))


@given(ladders())
@settings(max_examples=30)
def test_without_history_the_configured_ladder_comes_out(ladder: StageProbabilities) -> None:
    chances = Chances(fit(known(), ladder), 365)
    for stage, configured in enumerate(ladder.probabilities):
        assert chances.of(stage, 0) == pytest.approx(configured, abs=0.015)
