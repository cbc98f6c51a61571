"""One opportunity's chance, against sums by hand and against the plain forward sum."""

from collections.abc import Sequence
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from long_cases import examples
from pipectl.forecast.rules.deal_chances import Rates, horizon, standing, step_chances, table
from pipectl.forecast.rules.history import BINS, RecordedHistory
from pipectl.forecast.rules.rates import fit
from pipectl.vocabulary import WON
from stories import THREE, Chances, known, past, pasts

Column = list[tuple[float, float, float] | None]


@pytest.mark.parametrize(
    ("days", "step_days", "steps", "last"),
    [(1, 1, 1, 1), (7, 1, 7, 1), (40, 1, 40, 1), (41, 2, 21, 1), (92, 3, 31, 2), (365, 10, 37, 5)],
)
def test_the_days_ahead_are_at_most_forty_steps(
    days: int, step_days: int, steps: int, last: int
) -> None:
    ahead = horizon(days)
    assert ahead == (days, step_days, steps)
    assert ahead.last_days == last


def test_a_step_shares_its_leaving_out_by_the_rates() -> None:
    ((win, move, stay), never) = step_chances([(0.1, 0.2, 0.3), (0.0, 0.0, 0.0)], 2.0)
    assert stay == pytest.approx(exp(-1.2))
    assert (win, move) == pytest.approx(((1 - stay) / 6, (1 - stay) / 2))
    assert never == (0.0, 0.0, 1.0)


def test_one_stage_at_an_even_rate_is_a_race_of_two() -> None:
    rates: list[Rates] = [[(0.02, 0.03, 0.0)] * BINS]
    ahead = horizon(60)
    found = standing(table(rates, [(0.0,)], ahead), 0, ahead.bins(12))
    assert found == pytest.approx(0.4 * (1 - exp(-0.05 * 60)))


def test_two_steps_through_two_stages_by_hand() -> None:
    rates: list[Rates] = [[(0.1, 0.0, 0.5)] * BINS, [(0.4, 0.1, 0.0)] * BINS]
    ahead = horizon(2)
    found = table(rates, [(0.0, 1.0), (0.0, 0.0)], ahead)
    win, move = (1 - exp(-0.6)) / 6, (1 - exp(-0.6)) * 5 / 6
    after = (1 - exp(-0.5)) * 0.8
    assert found.value[1][1] == pytest.approx(after)
    assert found.value[0][2] == pytest.approx(win + move * after + exp(-0.6) * win)
    assert standing(found, 0, ahead.bins(3)) == pytest.approx(found.value[0][2])


def forward(
    rates: list[Column], onward: Sequence[tuple[float, ...]], stage: int, age: float, days: int
) -> float:
    """The same chance from the front, as its definition has it: slow, and without any trick."""
    ahead = horizon(days)

    def chance(stage: int, age: float, since: int) -> float:
        found, alive = 0.0, 1.0
        bins = ahead.bins(age)[::-1]
        for step in range(since, ahead.steps):
            won, lost, moved = rates[stage][bins[step - since]] or (0.0, 0.0, 0.0)
            length = ahead.last_days if step == ahead.steps - 1 else ahead.step_days
            whole = won + lost + moved
            left = alive * (1 - exp(-whole * length))
            found += left * won / whole
            for other, share in enumerate(onward[stage]):
                if share and step + 1 < ahead.steps:
                    found += left * moved / whole * share * value(other, step + 1)
            alive *= exp(-whole * length)
        return found

    kept: dict[tuple[int, int], float] = {}

    def value(stage: int, since: int) -> float:
        if (stage, since) not in kept:
            kept[stage, since] = chance(stage, 0.5, since)
        return kept[stage, since]

    return chance(stage, age, 0)


RATE = st.floats(1e-5, 0.2)


@given(
    st.lists(
        st.lists(st.tuples(RATE, RATE, RATE), min_size=BINS, max_size=BINS), min_size=3, max_size=3
    ),
    st.integers(0, 2),
    st.integers(0, 200),
    st.sampled_from((1, 7, 30, 41, 92)),
)
@settings(max_examples=examples(12))
def test_backwards_is_forwards(rates: list[Column], stage: int, age: int, days: int) -> None:
    onward = [(0.0, 0.75, 0.25), (0.1, 0.0, 0.9), (1.0, 0.0, 0.0)]
    ahead = horizon(days)
    found = standing(table(rates, onward, ahead), stage, ahead.bins(age))
    assert found == pytest.approx(forward(rates, onward, stage, age, days), abs=1e-12)


@given(pasts(), st.integers(0, 2), st.integers(0, 400))
@settings(max_examples=examples(25))
def test_more_time_is_never_a_smaller_chance(
    stories: list[RecordedHistory], stage: int, age: int
) -> None:
    learned = fit(known(*stories), THREE)
    chances = [Chances(learned, days).of(stage, age) for days in (1, 7, 14, 28, 40)]
    assert chances == sorted(chances)
    assert chances[0] > 0
    assert chances[-1] < 1


def test_wins_in_a_stage_raise_its_chance() -> None:
    before = Chances(fit(known(), THREE), 30).of(2, 5)
    won = [past(id, 30, 20, 10, end=WON, closed=4) for id in range(10)]
    assert Chances(fit(known(*won), THREE), 30).of(2, 5) > before + 0.1
