"""`edit` and `delete`: what is typed is changed, what history keeps gets its row."""

from typing import Any

import pytest

from conftest import Shell


def rows(run: Shell, sql: str) -> list[Any]:
    """What the store holds."""
    with run.opened() as connection:
        return connection.execute(sql).fetchall()


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


def past(run: Shell) -> list[dict[str, Any]]:
    """The history of number 1."""
    found: list[dict[str, Any]] = run("show", 1, "--json").json["history"]
    return found


@pytest.mark.parametrize(
    ("flags", "changed"),
    [
        (["--title", "Acme expansion"], {"title": "Acme expansion"}),
        (["--amount", "15k"], {"amount": 15000}),
        (["--amount", "€15k"], {"amount": 15000, "currency": "EUR"}),
        (["--amount", "15k", "--currency", "EUR"], {"amount": 15000, "currency": "EUR"}),
        (["--currency", "EUR"], {"currency": "EUR"}),
        (["--currency", "JPY"], {"currency": "JPY"}),
        (["--account", "Umbrella"], {"account": "Umbrella"}),
        (["--contact", "Jo Park"], {"contact": "Jo Park"}),
        (["--close", "2027-01-15"], {"close_on": "2027-01-15", "pushes": 1}),
        (["--close", "2026-12-01"], {"close_on": "2026-12-01"}),
        (["--source", "fair"], {"source": "fair"}),
        (["--campaign", "spring"], {"campaign": "spring"}),
        (["--tag", "big", "--tag", "new"], {"tags": ["big", "new"]}),
        (
            ["--probability", "37.5"],
            {"probability": 37.5, "probability_from": "opportunity", "weighted": 4500},
        ),
        (["--probability", "0"], {"probability": 0, "probability_from": "opportunity"}),
        (["--parent", "2"], {"parent": 2}),
        (
            ["--created", "2026-11-02"],
            {
                "created_on": "2026-11-02",
                "stage_entered_on": "2026-11-02",
                "days_in_stage": 16,
                "age_days": 16,
            },
        ),
        (["--clear", "amount"], {"amount": None, "weighted": None}),
        (["--clear", "account"], {"account": None}),
        (["--clear", "close"], {"close_on": None}),
        (["--clear", "source", "--clear", "campaign"], {"source": None}),
        (["--clear", "source", "--campaign", "spring"], {"source": None, "campaign": "spring"}),
    ],
)
def test_edit_changes_what_its_flags_say_and_nothing_else(
    acme: Shell, flags: list[str], changed: dict[str, Any]
) -> None:
    acme("add", "Other")
    before = acme("show", 1, "--json").json
    after = acme("edit", 1, *flags, "--json").json
    assert after == {key: before[key] for key in after} | changed
    assert operations(acme) == 3


def test_edit_keeps_a_note_and_clears_it(acme: Shell) -> None:
    acme("edit", 1, "--note", "ask\nJo")
    assert acme("show", 1, "--json").json["note"] == "ask\nJo"
    acme("edit", 1, "--clear", "note")
    assert acme("show", 1, "--json").json["note"] is None


@pytest.mark.parametrize("field", ["contact", "tag", "parent", "probability", "campaign"])
def test_what_was_set_can_be_cleared(acme: Shell, field: str) -> None:
    acme("add", "Other")
    before = acme("show", 1, "--json").json
    value = {"contact": "Jo", "parent": "2", "probability": "55"}.get(field, "x")
    acme("edit", 1, f"--{field}", value)
    key = {"tag": "tags"}.get(field, field)
    assert acme("show", 1, "--json").json[key] != before[key]
    acme("edit", 1, "--clear", field)
    assert acme("show", 1, "--json").json[key] == before[key]


def test_tags_are_added_unless_they_are_cleared_first(acme: Shell) -> None:
    acme("edit", 1, "--tag", "big")
    assert acme("edit", 1, "--tag", "new", "--json").json["tags"] == ["big", "new"]
    assert acme("edit", 1, "--clear", "tag", "--tag", "only", "--json").json["tags"] == ["only"]


def test_the_slug_stays_when_the_title_changes(acme: Shell) -> None:
    assert acme("edit", 1, "--title", "Umbrella", "--json").json["slug"] == "acme-rollout"
    assert acme("show", "acme-rollout", "--json").json["title"] == "Umbrella"
    assert acme("show", "UMBRELLA", "--json").json["id"] == 1


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        ([], 2, "No changes given."),
        (["--amount", "lots"], 2, "is not an amount"),
        (["--amount", "1.5 JPY"], 2, "JPY"),
        (["--currency", "XYZ"], 2, "is not an ISO 4217 currency"),
        (["--probability", "0.5"], 2, "could mean 0.5% or 50%"),
        (["--close", "3/4/2026"], 2, "could mean"),
        (["--created", "tomorrow"], 2, "in the future"),
        (["--push-reason", "legal"], 2, "--push-reason needs --close DATE."),
        (["--clear", "stage"], 2, '"stage" can\'t be cleared.'),
        (
            ["--clear", "amount", "--amount", "3k"],
            2,
            "--amount and --clear amount can't be used together.",
        ),
        (
            ["--clear", "close", "--close", "eoy"],
            2,
            "--close and --clear close can't be used together.",
        ),
        (["--revisit", "eoy"], 4, "only a lost deal can be revisited"),
        (["--parent", "1"], 4, "can't be its own parent"),
        (["--parent", "nobody"], 3, 'No deal matches "nobody".'),
        (["--title", ""], 2, "The title is empty"),
        (["--source", "x" * 101], 2, "The limit is 100"),
    ],
)
def test_a_wrong_edit_changes_nothing(acme: Shell, flags: list[str], code: int, said: str) -> None:
    before = acme("show", 1, "--json").json
    assert said in acme("edit", 1, *flags, code=code).err
    assert acme("show", 1, "--json").json == before
    assert operations(acme) == 1


def test_an_edit_that_changes_nothing_says_so_and_leaves_no_trace(acme: Shell) -> None:
    done = acme("edit", 1, "--amount", "12k", "--close", "eoq", "--source", "referral")
    assert done.out.startswith("Unchanged")
    assert operations(acme) == 1


def test_a_circle_of_parents_is_refused(acme: Shell) -> None:
    acme("add", "Child", "--parent", 1)
    acme("add", "Grandchild", "--parent", 2)
    assert "can't be its own parent" in acme("edit", 1, "--parent", 3, code=4).err


def test_a_currency_with_fewer_decimals_needs_a_whole_amount(pipectl: Shell) -> None:
    pipectl("add", "Acme", "10.50")
    done = pipectl("edit", 1, "--currency", "JPY", code=2)
    assert "10.50 USD has more decimals than JPY allows." in done.err
    edited = pipectl("edit", 1, "--currency", "KWD", "--json").json
    assert (edited["amount"], edited["currency"]) == (10.5, "KWD")


def test_a_lost_one_gets_another_day_to_look_at_it_again(acme: Shell) -> None:
    acme("lose", 1, "--reason", "bad timing")
    assert acme("edit", 1, "--revisit", "+1w", "--json").json["revisit_on"] == "2026-11-25"
    assert acme("edit", 1, "--clear", "revisit", "--json").json["revisit_on"] is None
    done = acme("edit", 1, "--revisit", "today", code=4)
    assert "must be after the loss on Wed 18 Nov 2026" in done.err


# --- history


def test_every_change_of_amount_date_and_probability_gets_a_row(acme: Shell) -> None:
    acme.now = "2026-11-20"
    for flags in (
        ["--amount", "15k"],
        ["--close", "2027-01-15", "--push-reason", "legal review"],
        ["--probability", "0"],
        ["--clear", "probability"],
        ["--clear", "close"],
        ["--currency", "EUR"],
        ["--clear", "amount"],
    ):
        acme("edit", 1, *flags)
    assert [
        (row["on"], row["amount"], row["currency"], row["close_on"], row["probability"])
        for row in past(acme)
    ] == [
        ("2026-11-18", 12000, "USD", "2026-12-31", None),
        ("2026-11-20", 15000, "USD", "2026-12-31", None),
        ("2026-11-20", 15000, "USD", "2027-01-15", None),
        ("2026-11-20", 15000, "USD", "2027-01-15", 0),
        ("2026-11-20", 15000, "USD", "2027-01-15", None),
        ("2026-11-20", 15000, "USD", None, None),
        ("2026-11-20", 15000, "EUR", None, None),
        ("2026-11-20", None, "EUR", None, None),
    ]
    assert [row["note"] for row in past(acme)][2] == "legal review"


def test_what_history_does_not_keep_gets_no_row(acme: Shell) -> None:
    acme("edit", 1, "--title", "Other", "--account", "Umbrella", "--tag", "x", "--note", "y")
    assert len(past(acme)) == 1


def test_pushes_are_counted_and_pulls_are_not(acme: Shell) -> None:
    counted = [
        acme("edit", 1, "--close", day, "--json").json["pushes"]
        for day in ("2027-01-15", "2026-12-01", "2026-12-02", "2026-12-02", "2027-06-30")
    ]
    assert counted == [1, 1, 2, 2, 3]
    acme("edit", 1, "--clear", "close")
    assert acme("edit", 1, "--close", "2027-12-31", "--json").json["pushes"] == 3
    assert "Fri 15 Jan 2027 (pushed)" in acme("show", 1).out
    assert "Tue 1 Dec 2026 (pulled in)" in acme("show", 1).out


def test_an_override_survives_moves_until_it_is_cleared(acme: Shell) -> None:
    acme("edit", 1, "--probability", "0")
    moved = acme("move", 1, "proposal", "--buying", "yes", "--why", "x", "--json").json
    assert (moved["probability"], moved["probability_from"]) == (0, "opportunity")
    moved = acme("move", 1, "meeting", "--buying", "yes", "--why", "x", "--json").json
    assert (moved["probability"], moved["probability_from"]) == (0, "opportunity")
    assert acme("board", "--json").json["total"]["weighted"] == 0
    cleared = acme("edit", 1, "--clear", "probability", "--json").json
    assert (cleared["probability"], cleared["probability_from"]) == (30, "stage")


# --- the day it began


def test_the_day_it_began_is_the_day_it_entered_its_stage_until_it_moved(acme: Shell) -> None:
    acme("edit", 1, "--created", "2026-11-02")
    moved = acme(*("move", 1, "--buying", "yes", "--why", "x", "--on", "2026-11-10", "--json")).json
    assert moved["stage_entered_on"] == "2026-11-10"
    edited = acme("edit", 1, "--created", "2026-10-01", "--json").json
    assert (edited["created_on"], edited["stage_entered_on"]) == ("2026-10-01", "2026-11-10")
    done = acme("edit", 1, "--created", "2026-11-11", code=4)
    assert done.err == (
        'pipectl: "Acme rollout" can\'t be created on Wed 11 Nov 2026: it entered its stage on'
        " Tue 10 Nov 2026.\n"
        "  Give that day or an earlier one: --created DATE.\n"
    )


# --- delete


def test_delete_needs_a_confirmation(acme: Shell) -> None:
    assert acme("delete", "acme-rollout", code=2).err == (
        'pipectl: Deleting "Acme rollout" needs --yes.\n  At a terminal, pipectl prompts you.\n'
    )
    assert operations(acme) == 1


@pytest.mark.parametrize("name", ["1", "acme-rollout", "ACME ROLLOUT"])
def test_delete_takes_a_number_a_slug_or_a_whole_title(acme: Shell, name: str) -> None:
    assert acme("delete", name, "--yes").out == (
        "Deleted Acme rollout (#1). `pipectl undo` brings it back.\n"
    )
    assert acme("list", "--all", "--json").json == []


@pytest.mark.parametrize("name", ["acme", "rollout", "Acme Corp", "acme-roll"])
def test_delete_takes_no_part_of_a_title_and_no_account(acme: Shell, name: str) -> None:
    acme("delete", name, "--yes", code=3)
    assert operations(acme) == 1


def test_delete_by_a_title_that_two_have_is_refused(acme: Shell) -> None:
    acme("add", "acme ROLLOUT")
    done = acme("delete", "Acme rollout", "--yes", code=3)
    assert "Initial contact) and 2 acme ROLLOUT (Initial contact)." in done.err
    acme("delete", "acme-rollout-2", "--yes")
    assert acme("list", "--format", "ids").out == "1\n"


def test_delete_answers_with_what_is_gone(acme: Shell) -> None:
    before = acme("list", "--json").json[0]
    assert acme("delete", 1, "--yes", "--json").json == before


def test_delete_can_be_undone_whole(acme: Shell) -> None:
    acme("log", "call", 1)
    acme("edit", 1, "--tag", "x")
    before = acme("show", 1, "--json").json
    acme("delete", 1, "--yes")
    acme("undo")
    assert acme("show", 1, "--json").json == before


def test_a_deleted_win_counts_nowhere(acme: Shell) -> None:
    acme("win", 1)
    acme("delete", 1, "--yes")
    assert acme("coverage", "--json").json["won"] == 0
    assert rows(acme, "select count(*) from stage_visit") == [(0,)]
    acme("undo")
    assert acme("coverage", "--json").json["won"] == 12000


def test_a_deleted_one_counts_nowhere(acme: Shell) -> None:
    acme("delete", 1, "--yes")
    assert acme("board", "--json").json["total"] == {"count": 0, "amount": 0, "weighted": 0}
    assert acme("coverage", "--json").json["open"] == 0
    for command in (["edit", "1", "--amount", "1"], ["win", "1"], ["next", "1", "x"]):
        acme(*command, code=3)


def test_notes_of_changes_stand_below_a_history_that_has_no_room_for_them(pipectl: Shell) -> None:
    pipectl("add", "Acme", "20k", "--close", "2026-12-11", "--stage", "Negotiation")
    reason = "budget freeze until January"
    pipectl("edit", 1, "--close", "2026-12-18", "--push-reason", reason)
    pipectl.extra = {"COLUMNS": "80"}
    assert pipectl("show", 1).out.endswith(f"  Wed 18 Nov 2026: {reason}\n")
    pipectl.extra = {"COLUMNS": "120"}
    assert pipectl("show", 1).out.endswith(f"Fri 18 Dec 2026 (pushed)  {reason}\n")
