"""The arithmetic of fit."""

from hypothesis import given
from hypothesis import strategies as st

from pipectl.icp.rules import Fit, FitPart, grade, rounded
from pipectl.vocabulary import FIT_GRADES

WEIGHED = st.lists(
    st.tuples(st.integers(1, 100), st.sampled_from([True, False, None])), min_size=1, max_size=12
)


def fit(*criteria: tuple[int, bool | None]) -> Fit:
    of = sum(weight for weight, _ in criteria)
    return Fit(
        tuple(
            FitPart(f"f{at}=x", *each[:1], of, each[1], None, "text")
            for at, each in enumerate(criteria)
        )
    )


def test_the_score_is_the_share_of_the_weights_that_are_met() -> None:
    found = fit((3, True), (1, False))
    assert (found.score, found.grade, found.known, found.of) == (75, "A", 2, 2)
    assert [each.points for each in found.parts] == [75, 0]


def test_what_is_not_known_is_not_met_and_counts_in_all_weights() -> None:
    found = fit((1, True), (1, None), (1, True), (1, True))
    assert (found.score, found.known, found.of) == (75, 3, 4)
    assert fit((1, None)).score == 0


def test_halves_are_rounded_up() -> None:
    assert [rounded(*each) for each in ((1, 3), (2, 3), (1, 8), (1, 200), (0, 0))] == [
        33,
        67,
        13,
        1,
        0,
    ]


def test_the_grades_begin_at_their_least_scores() -> None:
    assert [grade(score) for score in (100, 75, 74, 50, 49, 25, 24, 0)] == list("AABBCCDD")
    assert list(FIT_GRADES) == list("ABCD")


@given(WEIGHED)
def test_meeting_one_more_criterion_never_lowers_the_score(
    criteria: list[tuple[int, bool]],
) -> None:
    before = fit(*criteria)
    assert 0 <= before.score <= 100
    assert before.known <= before.of == len(criteria)
    for at, (weight, _) in enumerate(criteria):
        after = fit(*criteria[:at], (weight, True), *criteria[at + 1 :])
        assert after.score >= before.score
        assert after.grade <= before.grade
