"""Which backups stay: the closer to now, the more; and the newest always."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipectl.backup_rotation import kept

NOW = datetime(2026, 11, 18, 10)
MINUTES = st.integers(0, 3 * 365 * 24 * 60)
TAKEN = st.lists(MINUTES.map(lambda ago: NOW - timedelta(minutes=ago)), max_size=80)


def test_of_a_daily_backup_over_years_this_stays() -> None:
    days = [NOW - timedelta(days=ago) for ago in range(3 * 365)]
    stay = sorted(kept(days, NOW), reverse=True)
    ages = [(NOW - at).days for at in stay]
    # 12 days; the Sundays of the weeks before; the last days of the months before.
    assert ages == [*range(12), 17, 18, 24, 31, 38, 45, 49, 52, 59, 79, 110, 141, 171, 202, 232]


def test_everything_of_two_days_stays() -> None:
    hours = [NOW - timedelta(hours=ago) for ago in range(72)]
    recent = {at for at in hours if NOW - at < timedelta(days=2)}
    assert recent <= kept(hours, NOW)
    assert len(kept(hours, NOW)) == len(recent) + 1  # and the last of the day before


@given(TAKEN)
def test_the_newest_stays_and_nothing_comes_from_nowhere(taken: list[datetime]) -> None:
    stay = kept(taken, NOW)
    assert stay <= set(taken)
    assert not taken or max(taken) in stay


@given(TAKEN)
def test_rotating_again_removes_no_more(taken: list[datetime]) -> None:
    stay = kept(taken, NOW)
    assert kept(stay, NOW) == stay


@given(TAKEN, st.integers(1, 40))
def test_rotating_on_the_way_keeps_what_rotating_once_would(
    taken: list[datetime], step: int
) -> None:
    held: set[datetime] = set()
    for number, at in enumerate(sorted(taken)):
        held.add(at)
        if number % step == 0:
            held = kept(held, at)
    assert kept(held, NOW) == kept(taken, NOW)


@given(TAKEN)
def test_what_stays_is_bounded(taken: list[datetime]) -> None:
    older = [at for at in taken if at <= NOW - timedelta(days=2)]
    assert len(kept(older, NOW)) <= 12 + 10 + 9
