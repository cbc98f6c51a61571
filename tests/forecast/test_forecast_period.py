"""A period simulated to its end: what must hold whatever the history, and small ones by hand."""

from datetime import date, timedelta
from math import exp
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from long_cases import examples
from pipectl.forecast.rules.deal_chances import (
    DRAWS,
    DRIFT,
    STANDING,
    Drift,
    Window,
    draw_odds,
    factor_spread,
    horizon,
    single_chances,
    window_of,
)
from pipectl.forecast.rules.history import BINS, KnownHistory, RecordedHistory
from pipectl.forecast.rules.quota_chance import (
    Extra,
    chance_without,
    extra_needed,
    largest,
    outlook,
    quantile,
    reaching,
    without,
)
from pipectl.forecast.rules.rates import NEVER, Fit, RateCell, StageProbabilities, fit
from pipectl.forecast.rules.sampling import normal_quantile
from pipectl.forecast.rules.simulation import (
    ALL_SIMS,
    Simulated,
    add_wins,
    closing_ratios,
    simulate,
)
from pipectl.periods import Period
from pipectl.vocabulary import LOST, WON
from stories import LADDER, MONTH, NEXT_MONTH, NEXT_QUARTER, THREE, TODAY, ago, known, past, pasts

FEW = settings(max_examples=examples(12), deadline=None)
NO_DRIFT = Drift(factor=0.0, arrivals=0.0)
LAST_MONTH = Period("2026-10", date(2026, 10, 1), date(2026, 10, 31))


def simulated(
    *stories: RecordedHistory, ladder: StageProbabilities = THREE, period: Period = MONTH
) -> Simulated:
    """The period simulated from what is known today."""
    found = known(*stories)
    return simulate(found, fit(found, ladder), period)


def closings(n: int) -> list[RecordedHistory]:
    """So many closings, every other one won, over the last months."""
    return [
        past(id, 100, 80, 60, end=WON if id % 2 else LOST, closed=20 + id, amount=1_000 + id)
        for id in range(100, 100 + n)
    ]


# --- what holds whatever the history


@given(pasts(most=8))
@FEW
def test_the_chance_falls_as_the_quota_rises_and_is_never_certain(
    stories: list[RecordedHistory],
) -> None:
    found = simulated(*stories)
    totals = sorted(found.totals)
    quotas = [found.won_minor + more for more in (1, 50, 5_000, 60_000, 10**8)]
    chances = [reaching(totals, quota_minor=q, won_minor=found.won_minor) for q in quotas]
    assert chances == sorted(chances, reverse=True)
    assert all(0.01 <= chance <= 0.99 for chance in chances)
    assert outlook(found, found.won_minor).chance == 1.0
    assert min(totals) >= found.won_minor


@given(pasts(most=6))
@FEW
def test_the_same_store_gives_the_same_bytes(stories: list[RecordedHistory]) -> None:
    assert repr(simulated(*stories)) == repr(simulated(*stories[::-1]))


@given(pasts(most=6), st.sampled_from((LAST_MONTH, MONTH, NEXT_MONTH, NEXT_QUARTER)))
@FEW
def test_any_history_gives_a_sensible_forecast(
    stories: list[RecordedHistory], period: Period
) -> None:
    found = simulated(*stories, period=period)
    said = outlook(found, 10_000)
    parts = said.won_minor + said.open_minor + said.new_minor
    assert abs(said.expected_minor - parts) <= 2  # each is rounded
    assert list(said.quantiles_minor.values()) == sorted(said.quantiles_minor.values())
    assert len(found.open_minor) == len(found.new_minor) == len(found.run_rate) == ALL_SIMS
    for id in found.odds:
        assert min(without(found, id)) >= found.won_minor
        assert chance_without(found, id, 10_000) <= (said.chance or 0)


@pytest.mark.parametrize("n", [0, 1, 5, 20])
@pytest.mark.parametrize("stages", [1, 3])
def test_young_stores_have_chances_of_their_own(n: int, stages: int) -> None:
    ladder = StageProbabilities((0.3, 0.5, 0.8)[:stages])
    stories = [s._replace(rows=[r._replace(stage=min(r.stage, stages - 1)) for r in s.rows])
               for s in closings(n)]  # fmt: skip
    said = outlook(simulated(*stories, past(1, 5, amount=900), ladder=ladder), 900)
    assert said.chance is not None
    assert 0.01 <= said.chance <= 0.6
    assert said.open_minor > 0


def test_nothing_at_all_is_nothing() -> None:
    said = outlook(simulated(), 100)
    assert (said.expected_minor, said.chance, said.run_rate_chance) == (0, 0.01, None)
    assert outlook(simulated(), None).chance is None
    assert outlook(simulated(), 0).chance == 1.0


def needed(found: Simulated, quota_minor: int, share: float) -> Extra | None:
    """What one chance takes; what it takes beside another is the same."""
    both = extra_needed(found, quota_minor, (0.99, share))
    assert extra_needed(found, quota_minor, (share,)) == {share: both[share]}
    return both[share]


def test_amounts_of_nothing_bring_nothing() -> None:
    found = simulated(past(1, 5, amount=0), past(2, 5, amount=None))
    assert set(found.totals) == {0}
    assert (found.usual_minor, needed(found, 10, 0.5), largest(found, 10)) == (0, None, None)


def test_a_period_that_is_over_is_plain_truth() -> None:
    stories = [past(1, 60, end=WON, closed=30, closing=700), past(2, 60)]
    found = simulated(*stories, period=LAST_MONTH)  # 30 days ago was in October
    assert set(found.totals) == set(found.run_rate) == {700}
    assert (outlook(found, 700).chance, outlook(found, 701).chance) == (1.0, 0.0)
    assert (largest(found, 701), needed(found, 701, 0.5)) == (None, None)


def test_on_the_last_day_of_a_period_it_is_over() -> None:
    period = Period("x", ago(10), TODAY)
    assert outlook(simulated(past(1, 5), period=period), 1).chance == 0.0


def test_what_was_won_counts_with_what_it_closed_at() -> None:
    found = simulated(past(1, 60, end=WON, closed=3, amount=900, closing=700))
    assert found.won_minor == 700


# --- the parts


def test_the_open_part_is_the_sum_of_chances_times_amounts() -> None:
    stories = [past(id, 60 - id, 50 - id, amount=1_000) for id in range(1, 41)]
    found = simulated(*stories)
    expected = sum(found.chance_of(id) * (found.amounts[id] or 0) for id in found.odds)
    assert fmean(found.open_minor) == pytest.approx(expected, rel=0.02)


def test_ten_simulations_of_a_draw_win_as_often_as_the_chance_says() -> None:
    totals = [0] * ALL_SIMS
    add_wins(totals, [0.37] * DRAWS, 1, (), keys=(1, 2, 3))
    draws = [sum(totals[at : at + 10]) for at in range(0, ALL_SIMS, 10)]
    assert set(draws) == {3, 4}
    assert sum(totals) == pytest.approx(740, abs=15)
    for place in range(10):  # each of the ten alone wins so often, too
        assert sum(totals[place::10]) == pytest.approx(74, abs=20)
    for chance, wins in ((0.0, 0), (1.0, ALL_SIMS)):
        totals = [0] * ALL_SIMS
        add_wins(totals, [chance] * DRAWS, 1, (), keys=(1,))
        assert sum(totals) == wins


def test_wins_close_at_what_wins_closed_at() -> None:
    stories = [past(id, 40, end=WON, closed=9, amount=100, closing=90) for id in range(5)]
    assert closing_ratios(known(*stories).won) == (0.9,) * 5
    assert closing_ratios(known(*stories[1:]).won) == ()
    found = simulated(*stories, past(9, 5, amount=1_000))
    assert set(found.open_minor) == {0, 900}


def test_single_draws_scatter_around_the_mean_rates() -> None:
    learned = fit(known(*closings(20)), THREE)
    odds = draw_odds(learned, [(2, 5)], Window(0, 30), seed=1)
    drawn = odds.places[2, 5]
    assert len(drawn) == DRAWS
    assert max(drawn) > 1.5 * min(drawn)
    assert odds.entering[2] != odds.entering[0]


def test_places_alike_share_a_chance_and_others_change_nothing() -> None:
    learned = fit(known(*closings(20)), THREE)
    alone = draw_odds(learned, [(1, 400)], Window(0, 12), seed=1)
    both = draw_odds(learned, [(0, 3), (1, 400), (1, 500)], Window(0, 12), seed=1)
    assert both.places[1, 400] is both.places[1, 500]
    assert alone.places[1, 400] == both.places[1, 400]


def test_a_period_to_come_gets_what_comes_after_it_begins() -> None:
    learned = fit(known(*closings(20)), LADDER)
    early, whole, late = (
        draw_odds(learned, [(4, 9)], window, seed=1, drift=NO_DRIFT)
        for window in (Window(0, 20), Window(0, 40), Window(20, 40))
    )
    for place in ((4, 9),):
        sums = [a + b for a, b in zip(early.places[place], late.places[place], strict=True)]
        assert sums == pytest.approx(whole.places[place])
    sums = [a + b for a, b in zip(early.arrivals, late.arrivals, strict=True)]
    assert sums == pytest.approx(whole.arrivals)


@pytest.mark.parametrize(
    ("start", "months_off", "spread"),
    [
        (0, 0.0, 0.4),
        (15, 0.5, 0.185**0.5),  # 0.16 + 0.05 x 0.5
        (30, 1.0, 0.21**0.5),
        (92, 92 / 30, (0.16 + 4.6 / 30) ** 0.5),
        (360, 12.0, 0.76**0.5),
        (4_000, 12.0, 0.76**0.5),
    ],
)
def test_the_further_off_a_period_begins_the_more_its_months_differ(
    start: int, months_off: float, spread: float
) -> None:
    window = Window(start, start + 30)
    assert window.months_off == pytest.approx(months_off)
    assert factor_spread(window.months_off) == pytest.approx(spread)
    assert start or factor_spread(window.months_off) == 0.4  # to the last digit


def test_the_draws_of_a_period_to_come_have_the_wider_factor() -> None:
    """Wins so rare that the chance is the rate times the days."""
    sure = 1e9
    cell = (RateCell(sure, sure / 1e-9), NEVER, NEVER)
    learned = fit(known(), StageProbabilities((0.5,)))._replace(cells=((cell,) * BINS,))
    for window, spread in ((Window(0, 30), 0.4), (Window(30, 60), 0.21**0.5)):
        found = draw_odds(learned, [(0, 9)], window, seed=1)
        for draw, chance in enumerate(found.places[0, 9]):
            z = normal_quantile((draw + 0.5) / DRAWS)
            expected = 30 * 1e-9 * exp(spread * z - spread**2 / 2)
            assert chance == pytest.approx(expected, rel=1e-3)


@given(pasts(most=6))
@FEW
def test_a_period_that_begins_tomorrow_is_forecast_as_one_that_has_begun(
    stories: list[RecordedHistory],
) -> None:
    found = known(*stories)
    learned = fit(found, THREE)
    tomorrow = Period("x", TODAY + timedelta(days=1), MONTH.ends_on)
    for period in (MONTH, tomorrow):
        plain = simulate(found, learned, period, drift=NO_DRIFT)
        assert repr(simulate(found, learned, period)) == repr(plain)


def test_a_quarter_ahead_has_the_same_middle_and_a_wider_band() -> None:
    stories = [*closings(20), *(past(id, 40, 30, 9, amount=1_000) for id in range(1, 25))]
    found = known(*stories, *(past(id, 59 - id) for id in range(200, 250)))
    learned = fit(found, THREE)
    said, plain = (
        outlook(simulate(found, learned, NEXT_QUARTER, drift=drift), None)
        for drift in (DRIFT, NO_DRIFT)
    )
    assert said.new_minor == pytest.approx(plain.new_minor, rel=0.05)
    assert said.quantiles_minor[10] < plain.quantiles_minor[10]
    assert said.quantiles_minor[90] > plain.quantiles_minor[90]


@pytest.mark.parametrize("start", [0, 3, 100, 359, 364])
def test_however_far_off_there_is_a_step_for_the_period(start: int) -> None:
    window = Window(start, start + 1)
    assert window.before is None or window.before.steps < horizon(start + 1).steps
    assert (window.before is None) == (start == 0)
    odds = draw_odds(fit(known(), THREE), [(2, 0)], window, seed=1)
    assert all(chance >= 0 for chance in odds.places[2, 0])


def test_single_chances_lie_amid_the_draws_and_nothing_is_left_of_what_is_over() -> None:
    found = known(*closings(20), *(past(id, 50 - id, amount=1) for id in range(1, 6)))
    learned = fit(found, THREE)
    assert window_of(found, MONTH) == (0, 12)
    assert window_of(found, NEXT_MONTH) == (12, 43)
    for period in (MONTH, NEXT_MONTH):
        odds = simulate(found, learned, period).odds
        for id, chance in single_chances(found, learned, window_of(found, period)).items():
            assert chance == pytest.approx(fmean(odds[id]), rel=0.12)
    over = window_of(found, LAST_MONTH)
    assert over.is_over
    assert set(single_chances(found, learned, over).values()) == {0.0}


# --- what would change it


def carried() -> tuple[KnownHistory, Fit]:
    """Small ones, and one as large as the quota."""
    found = known(*(past(id, 30, 20, 10, amount=100) for id in range(2, 12)),
                  past(1, 30, 20, 10, amount=20_000))  # fmt: skip
    return found, fit(found, THREE)


def test_the_one_that_carries_the_chance_is_named() -> None:
    found = simulate(*carried(), MONTH)
    said = outlook(found, 15_000)
    named = largest(found, 15_000)
    assert said.chance is not None
    assert named is not None
    assert named.id == 1
    assert named.chance_without == chance_without(found, 1, 15_000)
    assert said.chance - named.chance_without > 0.10
    assert largest(found, 10**7) is None
    assert largest(found, None) is None


@pytest.mark.parametrize("others", [300, 500, 900, 1_100])
@pytest.mark.parametrize(("share", "is_named"), [(0.1, False), (0.2, True)])
def test_ten_points_are_not_more_than_ten(others: int, share: float, is_named: bool) -> None:
    """A tenth of the simulations is lost without it, whatever fractions of it come to."""
    wins = [0] * ALL_SIMS
    found = simulated(past(1, 5, amount=100))._replace(odds={1: [share] * DRAWS}, ratios=())
    add_wins(wins, found.odds[1], 100, (), keys=(found.seed, STANDING, 1))
    spare = [at for at, won in enumerate(wins) if not won][:others]
    new = [100 if at in spare else 0 for at in range(ALL_SIMS)]
    found = found._replace(open_minor=tuple(wins), new_minor=tuple(new))
    assert outlook(found, 100).chance == pytest.approx(share + others / ALL_SIMS)
    assert (largest(found, 100) is not None) == is_named


@given(pasts(most=8), st.integers(1, 60_000))
@FEW
def test_nobody_is_overlooked(stories: list[RecordedHistory], quota: int) -> None:
    found = simulated(*stories)
    whole = outlook(found, quota).chance or 0.0
    moved = {id: whole - chance_without(found, id, quota) for id in found.odds}
    named = largest(found, quota)
    most = max(moved.values(), default=0.0)
    assert (named is not None) == (round(most * ALL_SIMS) > ALL_SIMS // 10)
    if named is not None:
        assert moved[named.id] == most


def test_more_pipeline_brings_the_chance_that_was_asked_for() -> None:
    found = simulate(*carried(), MONTH)
    half, most = (needed(found, 30_000, share) for share in (0.5, 0.8))
    assert half is not None
    assert most is not None
    assert 0 < half.opportunities < most.opportunities
    assert most.amount_minor == most.opportunities * (found.usual_minor or 0)
    easy = needed(found, 1, 0.05)
    assert easy is not None
    assert easy.opportunities == 0
    assert needed(found, 10**12, 0.5) is None


def test_a_quantile_is_a_value_that_came_up() -> None:
    ordered = list(range(10, 110, 10))
    assert [quantile(ordered, share) for share in (5, 10, 50, 90, 95)] == [10, 10, 50, 90, 100]


def test_progress_is_told_to_its_end() -> None:
    found, learned = carried()
    told: list[tuple[int, int]] = []
    simulate(found, learned, MONTH, tell=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert {total for _, total in told} == {DRAWS + 11}
    assert told[-1] == (DRAWS + 11, DRAWS + 11)


@pytest.mark.parametrize("quota", [3_000, 9_000, 20_000])
def test_another_seed_moves_the_chance_little(quota: int) -> None:
    stories = [*closings(20), *(past(id, 40, 30, 9, amount=1_000) for id in range(1, 25))]
    found = known(*stories)
    learned = fit(found, THREE)
    chances = [outlook(simulate(found, learned, MONTH, seed=s), quota).chance for s in (1, 2, 3)]
    numbers = [chance for chance in chances if chance is not None]
    assert len(numbers) == 3
    assert max(numbers) - min(numbers) < 0.03
