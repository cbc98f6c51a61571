"""The score's arithmetic, with figures that can be checked by hand."""

from datetime import date, timedelta
from math import exp, isclose

from hypothesis import given
from hypothesis import strategies as some

from pipectl.lead_score import Contact, LeadScore, engagement, parts_on, score, score_on
from pipectl.store_settings import POINTS, STORE_SETTINGS, USUAL_POINTS, parse_points
from pipectl.vocabulary import CONTACT_KINDS

DAY = date(2026, 11, 18)
USUAL = {kind: float(each) for kind, each in parse_points("call:3").items()}


def before(days: int, kind: str, times: int = 1) -> Contact:
    return Contact(kind, times, DAY - timedelta(days))


def test_every_kind_of_contact_has_points() -> None:
    assert sorted(USUAL_POINTS) == sorted(CONTACT_KINDS)


def test_points_halve_every_thirty_days() -> None:
    parts = parts_on([before(60, "call"), before(0, "meeting"), before(30, "proposal")], DAY, USUAL)
    assert [(each.contact.kind, each.age_days, each.points) for each in parts] == [
        ("meeting", 0, 5),
        ("proposal", 30, 4),
        ("call", 60, 3),
    ]
    assert [round(each.left, 9) for each in parts] == [5, 2, 0.75]
    found = LeadScore(None, parts)
    assert isclose(found.points, 7.75)
    assert isclose(found.engagement, 100 * (1 - exp(-0.775)))
    assert found.score == 54


def test_a_score_is_half_fit_and_half_engagement_and_engagement_alone_without_a_fit() -> None:
    assert score(75, 0) == 38  # half upwards
    assert score(75, 50) == 63
    assert score(0, 50) == 25
    assert score(None, 50) == 50


def test_notes_and_later_activities_give_nothing_and_a_count_gives_its_multiple() -> None:
    contacts = [before(0, "note"), before(-1, "meeting"), before(0, "outreach", 20)]
    assert [each.points for each in parts_on(contacts, DAY, USUAL)] == [10]
    assert score_on(None, contacts, DAY, USUAL) == 63
    assert parts_on(contacts, DAY, {**USUAL, "outreach": 0}) == ()


@given(
    some.lists(some.tuples(some.integers(0, 400), some.sampled_from(sorted(USUAL))), max_size=30),
    some.none() | some.integers(0, 100),
    some.integers(0, 400),
)
def test_a_score_is_from_0_to_100_and_falls_with_time(
    done: list[tuple[int, str]], fit: int | None, later: int
) -> None:
    contacts = [before(*each) for each in done]
    now = score_on(fit, contacts, DAY, USUAL)
    then = score_on(fit, contacts, DAY + timedelta(later), USUAL)
    assert 0 <= then <= now <= 100
    more = score_on(fit, [*contacts, before(0, "meeting")], DAY, USUAL)
    assert more >= now


@given(some.floats(0, 1e6))
def test_engagement_begins_at_0_and_stays_below_100(points: float) -> None:
    assert 0 <= engagement(points) <= 100
    assert engagement(0) == 0


def test_the_default_points_are_as_config_set_would_store_them() -> None:
    (found,) = (each for each in STORE_SETTINGS if each.key == POINTS)
    assert found.check(found.default) == found.default
    points = {"meeting": 5, "reply": 4, "proposal": 4, "call": 3, "follow-up": 1, "outreach": 0.5}
    assert points == USUAL
