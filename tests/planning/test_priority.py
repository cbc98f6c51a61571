"""`priority set`, `priority list` and `priority done`."""

import subprocess
import sys

import pytest

from conftest import Done, Shell, made_once

SET = (
    *("priority", "set", "Win two enterprise accounts", "--target", "2026-12=Close one"),
    *("--target", "this-month=12 demos", "--action", "List the ten best fits"),
    *("--action-by", "fri=Mail jo@acme.example = the buyer"),
)


@made_once
def planned(pipectl: Shell) -> Shell:
    """A store with one priority that has four steps."""
    pipectl(*SET)
    return pipectl


def steps(run: Shell, place: int = 1) -> list[tuple[str, str, str | None]]:
    """The numbers, texts and days of a priority's steps."""
    found = run("priority", "list", "--json").json[place - 1]
    return [(each["step"], each["text"], each["due_on"]) for each in found["steps"]]


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


# --- set


def test_a_priority_has_monthly_targets_and_actions(pipectl: Shell) -> None:
    done = pipectl(*SET)
    assert done.err == "Set priority 1 of 2026-Q4.\n"
    assert done.out == (
        "2026-Q4, until Thu 31 Dec 2026\n"
        "1. [ ] Win two enterprise accounts\n"
        "   1.1 [ ] 2026-11: 12 demos\n"
        "   1.2 [ ] 2026-12: Close one\n"
        "   1.3 [ ] List the ten best fits\n"
        "   1.4 [ ] Mail jo@acme.example = the buyer, by 20 Nov\n"
    )
    assert operations(pipectl) == 1
    assert pipectl("history").lines[-5:] == [
        '    added priority "Win two enterprise accounts"',
        '    added step "12 demos"',
        '    added step "Close one"',
        '    added step "List the ten best fits"',
        '    added step "Mail jo@acme.example = the buyer"',
    ]


def test_a_priority_in_json(planned: Shell) -> None:
    (found,) = planned("priority", "list", "--json").json
    assert " ".join(found) == "priority text period starts_on ends_on set_on done_on steps id"
    assert {key: value for key, value in found.items() if key != "steps"} == {
        "priority": 1,
        "text": "Win two enterprise accounts",
        "period": "2026-Q4",
        "starts_on": "2026-10-01",
        "ends_on": "2026-12-31",
        "set_on": "2026-11-18",
        "done_on": None,
        "id": 1,
    }
    assert found["steps"][0] == {
        "step": "1.1",
        "kind": "target",
        "text": "12 demos",
        "due_on": "2026-11-30",
        "done_on": None,
    }
    assert [each["kind"] for each in found["steps"]] == ["target", "target", "action", "action"]


def test_the_same_text_adds_what_a_priority_lacks(planned: Shell) -> None:
    done = planned(
        *("priority", "set", "WIN two enterprise accounts", "--target", "2026-11=12 DEMOS"),
        *("--target", "2026-10=Learn", "--action", "List the ten best fits"),
    )
    assert done.err == "Set priority 1 of 2026-Q4.\n"
    assert steps(planned) == [
        ("1.1", "12 demos", "2026-11-30"),
        ("1.2", "Close one", "2026-12-31"),
        ("1.3", "List the ten best fits", None),
        ("1.4", "Mail jo@acme.example = the buyer", "2026-11-20"),
        ("1.5", "Learn", "2026-10-31"),
    ]


def test_setting_what_is_there_changes_nothing(planned: Shell) -> None:
    before = planned.state()
    done = planned(*SET)
    assert done.err == "Nothing changed. This is already priority 1 of 2026-Q4.\n"
    assert planned.state() == before


def test_an_open_action_takes_another_day_and_a_done_one_comes_anew(planned: Shell) -> None:
    again = ("priority", "set", "Win two enterprise accounts", "--action-by")
    planned(*again, "2026-12-01=list the ten best FITS")
    assert steps(planned)[2] == ("1.3", "List the ten best fits", "2026-12-01")
    planned("priority", "done", "1.3")
    planned(*again, "2026-12-01=List the ten best fits")
    assert len(steps(planned)) == 4
    planned(*again, "2026-12-15=List the ten best fits")
    assert steps(planned)[4] == ("1.5", "List the ten best fits", "2026-12-15")


def test_a_fourth_is_refused_even_where_one_is_done(planned: Shell) -> None:
    planned("priority", "set", "Two")
    planned("priority", "set", "Three")
    planned("priority", "done", "2")
    before = planned.state()
    assert planned("priority", "set", "Four", code=4).err == (
        'pipectl: 2026-Q4 already has three priorities: 1 "Win two enterprise accounts", 2 "Two"'
        ' (done) and 3 "Three".\n'
        "  A quarter has at most three, done ones included. Add steps to one of them (set it again"
        " with --target or --action), or choose another --period.\n"
    )
    assert planned.state() == before
    assert planned("priority", "set", "three", "--action", "Begin").code == 0
    assert planned("priority", "set", "Four", "--period", "next-quarter").out == (
        "2027-Q1, until Wed 31 Mar 2027\n1. [ ] Four\n"
    )


def test_a_priority_is_removed_with_its_steps_and_its_place_is_free(planned: Shell) -> None:
    planned("priority", "set", "Two")
    done = planned("priority", "remove", 1)
    assert done.err == "Removed priority 1 of 2026-Q4: Win two enterprise accounts\n"
    assert done.out == "2026-Q4, until Thu 31 Dec 2026\n2. [ ] Two\n"
    assert planned("priority", "set", "New").err == "Set priority 1 of 2026-Q4.\n"
    planned("undo")
    planned("undo")
    assert len(steps(planned)) == 4
    assert planned("doctor").out == ""


def test_three_stay_three_when_several_set_at_once(planned: Shell) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "pipectl", "priority", "set", f"Of {number}"],
            env=planned.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(5)
    ]
    said = [each.communicate()[1] for each in running]
    assert sorted(each.returncode for each in running) == [0, 0, 4, 4, 4], said
    for place in (2, 3):
        assert sum(f"Set priority {place} of 2026-Q4.\n" in each for each in said) == 1
    assert planned("priority", "list", "--format", "ids").lines == ["1", "2", "3"]


def test_a_place_that_undo_made_free_is_taken_again(planned: Shell) -> None:
    planned("priority", "set", "Two")
    planned("undo")
    planned("priority", "set", "Other")
    assert [each["text"] for each in planned("priority", "list", "--json").json] == [
        "Win two enterprise accounts",
        "Other",
    ]


def test_undo_takes_a_priority_back_with_its_steps_and_redo_returns_them(planned: Shell) -> None:
    shown = planned("priority", "list").out
    planned("undo")
    assert planned("priority", "list").out == (
        "No priorities for 2026-Q4. Set up to three a quarter: `pipectl priority set TEXT`.\n"
    )
    planned("redo")
    assert planned("priority", "list").out == shown


def test_quarters_that_overlap_share_their_three(planned: Shell) -> None:
    """With another fiscal year a day has still at most three, each with a number of its own."""
    planned("config", "set", "fiscal_year_start", "2")
    done = planned("priority", "set", "Two")
    assert done.err == "Set priority 2 of 2027-Q4.\n"
    planned("priority", "set", "Three")
    planned("priority", "set", "Four", code=4)
    assert planned("priority", "set", "WIN two enterprise accounts").err == (
        "Nothing changed. This is already priority 1 of 2027-Q4.\n"
    )
    assert planned("priority", "list", "--format", "ids").lines == ["2", "3", "1"]
    planned("priority", "done", "1.1")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--period", "2026"], '"2026" is not a quarter.'),
        (["--period", "2026-10-01..2026-12-30"], "is not a quarter."),
        (["--period", "soon"], '"soon" is not a period.'),
        (["--target", "2026-09=x"], '"2026-09" is not a month of 2026-Q4.'),
        (["--target", "this-quarter=x"], "Use 2026-10, 2026-11 or 2026-12."),
        (["--target", "november=x"], '"november" is not a month of 2026-Q4.'),
        (["--target", "2026-11=x", "--period", "2027-Q1"], "2027-01, 2027-02 or 2027-03."),
        (["--target", "12 demos"], '--target needs MONTH=TEXT, not "12 demos".'),
        (["--target", "2026-11="], "The target is empty or invisible."),
        (["--action-by", "Write the page"], "--action-by needs DATE=TEXT"),
        (["--action-by", "someday=Write the page"], '"someday" is not a date.'),
        (["--action", "x", "--action", " "], "The action is empty or invisible."),
        (["--action", "x" * 201], "The limit is 200"),
    ],
)
def test_a_wrong_value_sets_nothing(pipectl: Shell, typed: list[str], said: str) -> None:
    before = pipectl.state()
    assert said in pipectl("priority", "set", "Two", *typed, code=2).err
    assert pipectl.state() == before


# --- done


def test_a_step_is_done_and_the_numbers_stay(planned: Shell) -> None:
    done = planned("priority", "done", "1.1")
    assert done.err == "Done: 12 demos\n"
    assert done.lines[2:4] == [
        "   1.1 [x] 2026-11: 12 demos, done 18 Nov",
        "   1.2 [ ] 2026-12: Close one",
    ]
    assert planned("history", "--limit", 1).lines[1] == '    changed step "12 demos": done'


def test_done_twice_changes_nothing(planned: Shell) -> None:
    for number, text in (("1.1", "12 demos"), ("1", "Win two enterprise accounts")):
        planned("priority", "done", number)
        before = planned.state()
        planned.now = "2026-11-19"
        done = planned("priority", "done", number)
        assert done.err == f"Already done on Wed 18 Nov 2026: {text}\n"
        assert planned.state() == before
        planned.now = "2026-11-18"


def test_a_whole_priority_is_done_in_its_own_quarter(planned: Shell) -> None:
    planned("priority", "set", "Rest", "--period", "2027-Q1")
    assert planned("priority", "done", "1", "--period", "2027-Q1").err == "Done: Rest\n"
    first, second = planned("priority", "list", "--all", "--json").json
    assert (first["text"], first["done_on"]) == ("Rest", "2026-11-18")
    assert second["done_on"] is None


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (
            "2",
            3,
            'There is no priority 2 in 2026-Q4.\n  Available: 1 "Win two enterprise accounts".\n',
        ),
        (
            "1.5",
            3,
            'There is no step 1.5 in 2026-Q4.\n  Available: 1.1 "12 demos", 1.2 "Close one", 1.3'
            ' "List the ten best fits" and 1.4 "Mail jo@acme.example = the buyer".\n',
        ),
        (
            "0",
            3,
            'There is no priority 0 in 2026-Q4.\n  Available: 1 "Win two enterprise accounts".\n',
        ),
        ("demos", 2, '"demos" is not the number of a priority.\n'),
        ("1.2.3", 2, '"1.2.3" is not the number of a priority.\n'),
        ("١", 2, "is not the number of a priority.\n"),
    ],
)
def test_an_unknown_number_names_those_that_there_are(
    planned: Shell, number: str, code: int, said: str
) -> None:
    assert said in planned("priority", "done", number, code=code).err


def test_where_there_are_none_that_is_said(pipectl: Shell) -> None:
    assert pipectl("priority", "done", "1", code=3).err == (
        "pipectl: There is no priority 1 in 2026-Q4.\n  None has been set yet.\n"
    )
    pipectl("priority", "set", "Alone")
    assert "There is no step 1.1" in pipectl("priority", "done", "1.1", code=3).err


# --- list


def test_what_is_late_is_marked_until_it_or_its_priority_is_done(planned: Shell) -> None:
    planned.now = "2026-12-02"
    assert planned("priority", "list").lines[2:] == [
        "   1.1 [ ] 2026-11: 12 demos (overdue)",
        "   1.2 [ ] 2026-12: Close one",
        "   1.3 [ ] List the ten best fits",
        "   1.4 [ ] Mail jo@acme.example = the buyer, by 20 Nov (overdue)",
    ]
    planned("priority", "done", "1.1")
    planned("priority", "done", "1")
    assert "(overdue)" not in planned("priority", "list").out


def test_the_list_is_of_this_quarter_of_a_period_or_of_all(planned: Shell) -> None:
    planned("priority", "set", "Rest", "--period", "2027-Q1")
    planned("priority", "set", "Learn", "--period", "2026-Q3")

    def names(*words: str) -> list[str]:
        return [each["text"] for each in planned("priority", "list", *words, "--json").json]

    assert names() == ["Win two enterprise accounts"]
    assert names("--period", "2026") == ["Win two enterprise accounts", "Learn"]
    assert names("--period", "2027-01") == ["Rest"]
    assert names("--all") == ["Rest", "Win two enterprise accounts", "Learn"]
    assert planned("priority", "list", "--all").lines[:3] == [
        "2027-Q1, until Wed 31 Mar 2027",
        "1. [ ] Rest",
        "",
    ]
    planned.now = "2027-01-01"
    assert names() == ["Rest"]
    assert planned("priority", "list", "--all", "--period", "2026", code=2).err == (
        "pipectl: --period can't be used with --all.\n  Use one or the other.\n"
    )


def test_an_empty_list_says_how_one_is_set(pipectl: Shell) -> None:
    assert pipectl("priority", "list", "--period", "2027-Q2").out == (
        "No priorities for 2027-Q2. Set up to three a quarter: `pipectl priority set TEXT`.\n"
    )
    assert pipectl("priority", "list", "--all").out.startswith("No priorities. Set up")
    assert pipectl("priority", "list", "--json").json == []


def test_a_long_text_goes_on_below_on_a_narrow_screen(pipectl: Shell) -> None:
    pipectl.extra["COLUMNS"] = "40"
    done = pipectl(
        *("priority", "set", "Be known as the one who answers within a day"),
        *("--action", "Tell everybody who writes by when they hear more"),
    )
    assert done.out == (
        "2026-Q4, until Thu 31 Dec 2026\n"
        "1. [ ] Be known as the one who answers\n"
        "  within a day\n"
        "   1.1 [ ] Tell everybody who\n"
        "     writes by when they hear more\n"
    )


def test_what_was_typed_steers_nothing(pipectl: Shell) -> None:
    done: Done = pipectl("priority", "set", "[bold]Win[/x] =1+1", "--action", "[/] $(id)")
    assert done.lines[1:] == ["1. [ ] [bold]Win[/x] =1+1", "   1.1 [ ] [/] $(id)"]
    pipectl("priority", "set", "=1+1")
    assert "2,'=1+1,2026-Q4" in pipectl("priority", "list", "--format", "csv").out
    pipectl("priority", "set", "a\x1b[31m", code=2)


def test_the_records_that_others_read_follow_the_day(planned: Shell) -> None:
    from datetime import date

    from pipectl.planning.queries.priorities import priorities
    from pipectl.store.opening import reading

    planned("priority", "set", "Rest", "--period", "2027-Q1")
    with reading(planned.place) as reader:
        (found,) = priorities(reader, on=date(2026, 12, 31))
        assert [each.number for each in found.steps] == [1, 2, 3, 4]
        assert found.steps[3].due_on == date(2026, 11, 20)
        assert [each.text for each in priorities(reader, on=date(2027, 1, 1))] == ["Rest"]
        assert priorities(reader, on=date(2026, 9, 30)) == []
        assert [each.text for each in priorities(reader)] == ["Rest", found.text]
