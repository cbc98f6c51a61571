"""A deal in a late stage that hangs on one contact is flagged."""

from conftest import Shell, made_once

FLAG = "single-threaded"


@made_once
def deals(pipectl: Shell) -> Shell:
    """A deal in each stage, none with a contact, and two contacts."""
    run = pipectl
    for stage in ("initial", "discovery", "meeting", "proposal", "negotiation"):
        run("add", f"Deal in {stage}", "10k", "--stage", stage)
    run("contact", "add", "Jo Park")
    run("contact", "add", "Sam Lee")
    return run


def flagged(run: Shell, *words: str) -> list[int]:
    """The numbers of the deals with the flag, as the list, `show` and the filter agree."""
    found = run("list", "--all", "--sort", "id", "--json", *words).json
    numbers = [each["id"] for each in found if FLAG in each["flags"]]
    same = run("list", "--single-threaded", "--all", "--sort", "id", "--json", *words).json
    assert [each["id"] for each in same] == numbers
    if not words:
        shown = [
            each["id"] for each in found if FLAG in run("show", each["id"], "--json").json["flags"]
        ]
        assert shown == numbers
    return numbers


def test_it_is_flagged_from_the_third_sales_stage_on(deals: Shell) -> None:
    run = deals
    assert flagged(run) == [3, 4, 5]
    run("stage", "remove", "discovery", "--to", "meeting")
    assert flagged(run) == [4, 5]
    run("win", 4)
    run("lose", 5, "--reason", "no budget")
    assert flagged(run) == []


def test_two_contacts_are_enough_whoever_is_the_main_one(deals: Shell) -> None:
    run = deals
    run("edit", 3, "--contact", "jo")
    run("contact", "role", "jo", 3, "champion")
    assert 3 in flagged(run)
    run("contact", "role", "sam", 3, "user")
    run("contact", "role", "jo", 4, "champion")
    run("contact", "role", "sam", 4, "user")
    assert flagged(run) == [5]
    run("contact", "role", "sam", 3, "--remove")
    assert flagged(run) == [3, 5]
    run("undo")
    run("contact", "replace", "sam", "jo", "--deal", 3, "--why", "Sam left")
    assert flagged(run) == [3, 5]


def test_an_earlier_day_has_the_roles_of_that_day(deals: Shell) -> None:
    run = deals
    run("edit", 3, "--contact", "jo")
    run.now = "2026-11-19T10:00"
    run("contact", "role", "sam", 3, "user")
    run.now = "2026-11-21T10:00"
    run("contact", "role", "sam", 3, "--remove")
    run.now = "2026-11-22T10:00"
    days = {day: flagged(run, "--as-of", f"2026-11-{day}") for day in (18, 19, 20, 21)}
    assert days == {18: [3, 4, 5], 19: [4, 5], 20: [4, 5], 21: [3, 4, 5]}


def test_it_counts_in_the_board_the_review_and_is_told_by_today(deals: Shell) -> None:
    run = deals
    for number in range(1, 6):
        run("next", number, "Call", "--due", "fri")
        run("log", "call", number, "--not-done")
    run("contact", "role", "sam", 5, "user")
    run("edit", 5, "--contact", "jo")
    for number, stage in ((3, "discovery"), (5, "proposal")):
        run(
            *("move", number, stage, "--buying", "yes", "--why", "They asked"),
            *("--next", "Call", "--due", "today"),
        )
    agenda = run("review", "--only", FLAG, "--no-input").out
    assert [line.split()[1] for line in agenda.splitlines() if "Deal in" in line] == ["4"]
    assert FLAG not in today_of(run, 5)
    run("contact", "role", "sam", 5, "--remove")
    assert today_of(run, 5) == "Call, today; single-threaded"
    stages = {each["stage"]: each["flagged"] for each in run("board", "--json").json["stages"]}
    assert stages["Proposal"] == 2
    assert "single" in run("list", "--single-threaded").out


def today_of(run: Shell, number: int) -> str:
    """Why `today` names a deal."""
    (why,) = [each["why"] for each in run("today", "--json").json if each["id"] == number]
    return str(why)
