"""The visits of an opportunity, one after the other."""

from datetime import date, timedelta

from pipectl.stage_history import (
    StageHistoryRow,
    StageOrder,
    StageRef,
    Stay,
    from_first_known_stage,
    stages_passed,
    stays_of,
    went_past,
)

DAY = date(2026, 1, 1)


def past(stage_id: int, entered: int, status: str = "open", **more: object) -> StageHistoryRow:
    values = {
        "stage_id": stage_id,
        "stage_entered_on": DAY + timedelta(days=entered),
        "created_on": DAY,
        "status": status,
        "close_on": None,
        "closed_on": None,
        "note": None,
    }
    return StageHistoryRow(**(values | more))  # type: ignore[arg-type]


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def test_a_b_a_are_three_visits() -> None:
    rows = [past(1, 0), past(2, 5), past(1, 9)]
    assert stays_of(rows) == (
        Stay(1, day(0), day(5), "moved"),
        Stay(2, day(5), day(9), "moved"),
        Stay(1, day(9)),
    )


def test_a_win_ends_the_last_visit_on_its_day_even_when_that_is_moved() -> None:
    won = past(2, 5, "won", closed_on=day(8))
    assert stays_of([past(1, 0), past(2, 5), won])[-1] == Stay(2, day(5), day(8), "won")
    moved = won._replace(closed_on=day(7))
    assert stays_of([past(1, 0), past(2, 5), won, moved])[-1] == Stay(2, day(5), day(7), "won")


def test_reopening_lets_the_last_visit_go_on() -> None:
    rows = [past(1, 0), past(1, 0, "lost", closed_on=day(4)), past(1, 0)]
    assert stays_of(rows) == (Stay(1, day(0)),)


def test_what_stood_in_a_stage_that_was_removed_keeps_its_stay() -> None:
    rows = [past(1, 0), past(2, 5), past(3, 5, note="stage 'Two' was removed")]
    assert stays_of(rows) == (Stay(1, day(0), day(5), "moved"), Stay(3, day(5)))


def test_an_earlier_beginning_moves_the_first_entry() -> None:
    before = day(-10)
    assert stays_of([past(1, 0), past(1, -10, created_on=before)]) == (Stay(1, before),)
    rows = [past(1, 0), past(2, 5), past(2, 5, created_on=before)]
    assert stays_of(rows)[0] == Stay(1, before, day(5), "moved")


def test_an_edit_is_no_visit_and_nothing_was_visited_without_a_history() -> None:
    rows = [past(1, 0), past(1, 0, close_on=day(30))]
    assert stays_of(rows) == (Stay(1, day(0)),)
    assert stays_of([]) == ()


LADDER = StageOrder.of(
    [StageRef(7, "A", 1, 0), StageRef(8, "B", 2, 0), StageRef(9, "C", 3, 0)],
    [StageRef(5, "Gone", 2, 0)],
)


def test_what_is_skipped_is_passed_on_the_day_of_the_move() -> None:
    visits = stays_of([past(7, 0), past(9, 4), past(8, 6)])
    assert stages_passed(visits, LADDER) == [(7, day(0)), (8, day(4)), (9, day(4))]
    assert not went_past(visits, 9, LADDER)


def test_a_stage_before_the_first_one_is_never_passed() -> None:
    visits = stays_of([past(8, 0), past(7, 4), past(8, 6)])
    assert stages_passed(visits, LADDER) == [(8, day(0))]
    assert stages_passed([], LADDER) == []


def test_a_stage_that_was_removed_lies_before_the_one_in_its_place() -> None:
    visits = stays_of([past(7, 0), past(5, 4)])
    assert stages_passed(visits, LADDER) == [(7, day(0))]
    assert went_past(visits, 7, LADDER)
    begun = from_first_known_stage(stays_of([past(5, 0), past(8, 4)]), LADDER)
    assert stages_passed(begun, LADDER) == [(8, day(4))]
