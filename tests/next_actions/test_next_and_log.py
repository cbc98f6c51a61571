"""`next`, `done`, `log` and `activity`: what must happen, and what was done."""

from typing import Any

import pytest

from conftest import Shell, made_once


def rows(run: Shell, sql: str) -> list[Any]:
    """What the store holds."""
    with run.opened() as connection:
        return connection.execute(sql).fetchall()


def actions(run: Shell) -> list[Any]:
    """The text, due date, status and outcome of every next action, the oldest first."""
    return rows(run, "select text, due_on, status, outcome from next_action order by id")


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


@made_once
def bare(pipectl: Shell) -> Shell:
    """A store with one opportunity that has no next action."""
    pipectl("add", "Acme")
    return pipectl


# --- next


def test_next_sets_what_must_happen_and_by_when(bare: Shell) -> None:
    bare.extra["COLUMNS"] = "200"
    assert bare("next", "acme", "Send NDA", "--due", "next tue 14:30").out == (
        "Next for Acme (#1) · no amount · Initial contact 0 % · no close date ·"
        " next: Send NDA, due Tue 24 Nov 2026 14:30\n"
    )
    found = bare("show", 1, "--json").json
    assert found["next_action"] == {
        "action": "Send NDA",
        "due_on": "2026-11-24",
        "due_time": "14:30",
    }
    assert "no-next-action" not in found["flags"]


def test_a_next_action_may_have_no_date(bare: Shell) -> None:
    found = bare("next", "acme", "Call", "--json").json
    assert found["next_action"] == {"action": "Call", "due_on": None, "due_time": None}
    assert found["flags"] == ["unqualified"]


def test_one_is_open_and_the_one_before_is_kept_as_replaced(acme: Shell) -> None:
    acme("next", "acme", "Send NDA", "--due", "+3d")
    acme("next", "acme", "Visit them", "--due", "+4d")
    assert actions(acme) == [
        ("Call", "2026-11-20", "replaced", None),
        ("Send NDA", "2026-11-21", "replaced", None),
        ("Visit them", "2026-11-22", "open", None),
    ]


def test_putting_off_keeps_the_uid_and_the_old_row(acme: Shell) -> None:
    acme.now = "2026-11-20T10:00"
    acme("next", "acme", "--due", "+3d 9:00")
    acme("next", "acme", "call", "--due", "+5d")
    kept = rows(acme, "select uid, text, due_on, due_time, status, kind from next_action")
    assert [row[1:] for row in kept] == [
        ("Call", "2026-11-20", None, "replaced", "call"),
        ("Call", "2026-11-23", "09:00", "replaced", "call"),
        ("Call", "2026-11-25", None, "open", "call"),
    ]
    assert len({row[0] for row in kept}) == 1


def test_another_action_has_a_uid_of_its_own(acme: Shell) -> None:
    acme("next", "acme", "Send NDA", "--due", "fri")
    assert len(set(rows(acme, "select uid from next_action"))) == 2


def test_the_same_next_action_again_changes_nothing(acme: Shell) -> None:
    acme("next", "acme", "Call", "--due", "fri")
    acme("next", "acme", "--due", "fri")
    assert operations(acme) == 1


def test_an_action_of_the_pick_list_is_picked_in_any_case_only_whole(bare: Shell) -> None:
    assert bare("next", 1, "send NDA", "--json").json["next_action"]["action"] == "Send NDA"
    assert bare("next", 1, "send nd", "--json").json["next_action"]["action"] == "send nd"
    assert bare("next", 1, "CALL", "--json").json["next_action"]["action"] == "Call"


def test_a_date_needs_an_action_that_it_is_for(bare: Shell) -> None:
    assert bare("next", "acme", "--due", "fri", code=4).err.endswith(
        'pipectl: "Acme" has no next action, so there is no due date to set.\n'
        "  Set one: `pipectl next OPP ACTION --due DATE`.\n"
    )
    assert operations(bare) == 1


def test_next_without_anything_names_its_flags(bare: Shell) -> None:
    assert 'The next action of "Acme" needs ACTION and --due.' in bare("next", 1, code=2).err


def test_nothing_comes_next_for_a_lost_one(bare: Shell) -> None:
    bare("lose", 1, "--reason", "no need")
    assert '"Acme" is lost, so it can\'t have a next action.' in bare("next", 1, "Call", code=4).err


def test_a_won_one_may_have_a_next_action(bare: Shell) -> None:
    bare("win", 1)
    assert bare("next", "acme", "Kick-off", "--json").json["next_action"]["action"] == "Kick-off"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Call", "--due", "1.5"], "could mean"),
        (["Call", "--due", "fri 24:00"], "a valid time"),
        ([" ", "--due", "fri"], "The next action is empty"),
        (["a\nb"], "a line break"),
    ],
)
def test_a_wrong_next_action_changes_nothing(acme: Shell, words: list[str], said: str) -> None:
    assert said in acme("next", "acme", *words, code=2).err
    assert operations(acme) == 1


def test_due_today_and_overdue_are_two_things(acme: Shell) -> None:
    flags = []
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        acme.now = day
        flags.append(acme("show", 1, "--json").json["flags"])
    assert flags == [["unqualified"], ["due-today", "unqualified"], ["overdue", "unqualified"]]


# --- done


def test_done_completes_it_counts_it_and_says_what_is_next(acme: Shell) -> None:
    done = acme(
        *("done", "acme", "--outcome", "went well", "--then", "Send NDA", "--due", "+3d 9:00")
    )
    assert "Done: Call" in done.out
    assert "logged as a call" in done.out
    assert actions(acme) == [
        ("Call", "2026-11-20", "done", "went well"),
        ("Send NDA", "2026-11-21", "open", None),
    ]
    (activity,) = acme("activity", "list", "--json").json
    assert activity == {
        "id": 1,
        "kind": "call",
        "count": 1,
        "on": "2026-11-18",
        "opportunity": 1,
        "title": "Acme rollout",
        "contact": None,
        "text": "Call: went well",
    }
    assert operations(acme) == 2


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("Send introduction e-mail", "outreach"),
        ("call", "call"),
        ("Send follow-up e-mail", "follow-up"),
        ("Hold meeting", "meeting"),
        ("Send proposal", "proposal"),
        ("Send NDA", None),
        ("Something of my own", None),
    ],
)
def test_done_counts_the_activity_that_its_kind_stands_for(
    bare: Shell, action: str, kind: str | None
) -> None:
    bare("next", "acme", action, "--due", "today")
    bare("done", "acme")
    counted = [each["kind"] for each in bare("activity", "list", "--json").json]
    assert counted == ([kind] if kind else [])


def test_the_kind_of_an_action_that_was_added_counts_too(bare: Shell) -> None:
    bare("action", "add", "Demo", "--kind", "meeting")
    bare("next", "acme", "demo")
    bare("done", "acme")
    assert rows(bare, "select kind, text from activity") == [("meeting", "Demo")]


def test_done_without_then_leaves_nothing_next(acme: Shell) -> None:
    assert acme("done", "acme", "--json").json["next_action"] is None
    assert acme("list", "--no-next", "--format", "ids").out == "1\n"


def test_done_where_nothing_is_next_is_refused(bare: Shell) -> None:
    assert '"Acme" has no next action to complete.' in bare("done", "acme", code=4).err


def test_a_due_date_belongs_to_then(acme: Shell) -> None:
    assert acme("done", "acme", "--due", "fri", code=2).err.startswith(
        "pipectl: --due needs --then ACTION."
    )
    assert operations(acme) == 1


def test_done_names_the_contact(pipectl: Shell) -> None:
    pipectl("add", "Acme", "--contact", "Jo Park", "--next", "Call")
    pipectl("done", "acme")
    assert [each["contact"] for each in pipectl("activity", "list", "--json").json] == ["Jo Park"]


# --- log


def test_log_keeps_what_was_done(acme: Shell) -> None:
    logged = acme(
        *("log", "Meeting", "acme", "at their place", "--count", "2", "--on", "yesterday"),
        *("--contact", "Jo Park", "--json"),
    ).json
    assert logged == {
        "id": 1,
        "kind": "meeting",
        "count": 2,
        "on": "2026-11-17",
        "opportunity": 1,
        "title": "Acme rollout",
        "contact": "Jo Park",
        "text": "at their place",
    }


def test_log_says_what_it_understood(acme: Shell) -> None:
    assert acme("log", "call", "acme", "no answer", "--on", "fri").out == (
        "Logged a call (#1) on Fri 13 Nov 2026 · Acme rollout · no answer\n"
    )


def test_an_activity_needs_no_opportunity(pipectl: Shell) -> None:
    pipectl("log", "outreach", "--count", "25")
    (logged,) = pipectl("activity", "list", "--json").json
    assert (logged["kind"], logged["count"], logged["opportunity"]) == ("outreach", 25, None)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["lunch"], 2, "Available: outreach, call, follow-up, meeting, proposal, reply and note."),
        (["call", "nobody"], 3, 'No deal matches "nobody".'),
        (["call", "--count", "0"], 2, "A count of 0 can't be logged."),
        (["call", "--count", "10001"], 2, "Use 1 to 10,000."),
        (["call", "--count", "many"], 2, "many"),
        (["call", "--on", "tomorrow"], 2, "in the future"),
        (["call", "acme", ""], 2, "The text is empty"),
    ],
)
def test_a_wrong_activity_is_not_logged(
    acme: Shell, words: list[str], code: int, said: str
) -> None:
    assert said in acme("log", *words, code=code).err
    assert operations(acme) == 1


# --- the last contact


def stale_after(run: Shell, day: str) -> bool:
    """Whether number 1 is stale on the day."""
    now, run.now = run.now, day
    flags = run("show", 1, "--json").json["flags"]
    run.now = now
    return "stale" in flags


def test_every_kind_but_a_note_is_contact(bare: Shell) -> None:
    assert not stale_after(bare, "2026-11-22")
    assert stale_after(bare, "2026-11-23")
    bare.now = "2026-11-20"
    bare("log", "note", "acme", "thought about it")
    assert stale_after(bare, "2026-11-23")
    for kind in ("outreach", "call", "follow-up", "meeting", "proposal", "reply"):
        bare("log", kind, "acme")
        assert not stale_after(bare, "2026-11-24"), kind
        assert stale_after(bare, "2026-11-25"), kind
        bare("undo")


def test_an_earlier_contact_logged_later_is_not_the_last(bare: Shell) -> None:
    bare("log", "call", "acme")
    bare("log", "call", "acme", "--on", "2026-11-02")
    assert rows(bare, "select last_contact_on from opportunity") == [("2026-11-18",)]


def test_an_edited_activity_changes_the_last_contact(bare: Shell) -> None:
    bare("log", "call", "acme", "--on", "2026-11-10")
    bare("log", "call", "acme")
    for words, last in (
        (["--on", "2026-11-12"], "2026-11-12"),
        (["--kind", "note"], "2026-11-10"),
        (["--kind", "meeting"], "2026-11-12"),
    ):
        bare("activity", "edit", 2, *words)
        assert rows(bare, "select last_contact_on from opportunity") == [(last,)], words


def test_a_deleted_activity_changes_the_last_contact(bare: Shell) -> None:
    bare("log", "call", "acme", "--on", "2026-11-10")
    bare("log", "call", "acme")
    bare("activity", "delete", 2)
    assert rows(bare, "select last_contact_on from opportunity") == [("2026-11-10",)]
    bare("activity", "delete", 1)
    assert rows(bare, "select last_contact_on from opportunity") == [(None,)]
    bare("undo")
    assert rows(bare, "select last_contact_on from opportunity") == [("2026-11-10",)]


def test_an_activity_put_on_another_opportunity_is_contact_there(bare: Shell) -> None:
    bare("add", "Beta")
    bare("log", "call", "acme")
    edited = bare("activity", "edit", 1, "--opp", "beta", "--json").json
    assert (edited["opportunity"], edited["title"]) == (2, "Beta")
    assert rows(bare, "select last_contact_on from opportunity order by id") == [
        (None,),
        ("2026-11-18",),
    ]


# --- activity


def test_every_flag_of_activity_edit_does_something(acme: Shell) -> None:
    acme("log", "call", "--contact", "Jo Park")
    edited = acme(
        *("activity", "edit", 1, "--kind", "meeting", "--on", "fri", "--count", "3"),
        *("--text", "at the fair", "--contact", "Bo", "--opp", "acme", "--json"),
    ).json
    assert edited == {
        "id": 1,
        "kind": "meeting",
        "count": 3,
        "on": "2026-11-13",
        "opportunity": 1,
        "title": "Acme rollout",
        "contact": "Bo",
        "text": "at the fair",
    }


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["edit", "9", "--count", "2"], 3, "No activity #9."),
        (["delete", "9"], 3, "No activity #9."),
        (["edit", "1"], 2, "No changes given."),
        (["edit", "1", "--count", "0"], 2, "A count of 0 can't be logged."),
        (["edit", "1", "--kind", "lunch"], 2, 'No kind of activity "lunch".'),
        (["edit", "1", "--on", "tomorrow"], 2, "in the future"),
        (["edit", "1", "--opp", "nobody"], 3, 'No deal matches "nobody".'),
    ],
)
def test_a_wrong_change_of_an_activity_is_refused(
    acme: Shell, words: list[str], code: int, said: str
) -> None:
    acme("log", "call")
    assert said in acme("activity", *words, code=code).err
    assert operations(acme) == 2


def test_activities_are_listed_by_what_was_asked_for(acme: Shell) -> None:
    acme("add", "Beta")
    acme("log", "call", "acme", "--on", "2026-11-02")
    acme("log", "meeting", "beta", "--on", "2026-11-10")
    acme("log", "call", "--on", "2026-11-17")

    def listed(*words: str) -> list[int]:
        return [int(n) for n in acme("activity", "list", *words, "--format", "ids").lines]

    assert listed() == [3, 2, 1]
    assert listed("acme") == [1]
    assert listed("--since", "2026-11-10") == [3, 2]
    assert listed("--since", "tue") == [3]
    assert listed("--until", "2026-11-10") == [2, 1]
    assert listed("--kind", "call") == [3, 1]
    assert listed("--kind", "call", "--since", "2026-11-03") == [3]
    assert "Available: outreach" in acme("activity", "list", "--kind", "lunch", code=2).err
    assert "in the future" in acme("activity", "list", "--since", "eoy", code=2).err


def test_activities_are_a_table(acme: Shell) -> None:
    acme("log", "call", "acme", "first", "--contact", "Jo", "--on", "2026-11-02")
    assert acme("activity", "list").out == (
        "#  Date            Kind  Count  Deal          Contact  Text\n"
        "1  Mon 2 Nov 2026  call      1  Acme rollout  Jo       first\n"
    )


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (
            80,
            "    They want a pilot before the budget is settled, and asked who else has one\n",
        ),
        (
            40,
            "    They want a pilot before the budget\n    is settled, and asked who else has\n"
            "    one\n",
        ),
    ],
)
def test_full_shows_each_activity_with_its_whole_text(acme: Shell, columns: int, text: str) -> None:
    said = "They want a pilot before the budget is settled, and asked who else has one"
    acme("log", "call", "acme", said, "--contact", "Jo", "--on", "2026-11-02")
    acme("log", "outreach", "--count", 9, "--on", "2026-11-01")
    acme.extra["COLUMNS"] = str(columns)
    whole = acme("activity", "list", "--full").out
    head = "#1  Mon 2 Nov 2026  call  Acme rollout · Jo\n"
    if columns == 40:
        head = "#1  Mon 2 Nov 2026  call  Acme rollout\n  · Jo\n"
    assert whole == f"{head}{text}#2  Sun 1 Nov 2026  outreach x 9\n"
    assert acme("activity", "list", "--full", "--json").json == (
        acme("activity", "list", "--json").json
    )


# --- the pick list


def test_actions_that_were_followed_by_an_advance_are_offered_first(pipectl: Shell) -> None:
    for number in (1, 2):
        pipectl("add", f"Deal {number}", "--stage", "discovery", "--next", "Send NDA")
        pipectl("done", number, "--then", "Call", "--due", "fri")
    pipectl("move", 1, "--buying", "yes", "--why", "x")
    offered = pipectl("action", "list", "--stage", "discovery", "--json").json
    assert [each["action"] for each in offered][:2] == ["Send NDA", "Call"]
    assert {each["stage"] for each in offered} == {"Discovery"}


# --- counted once


def kinds(run: Shell) -> list[tuple[str, str | None]]:
    """What was counted, the latest first."""
    return [(each["kind"], each["text"]) for each in run("activity", "list", "--json").json]


def test_a_logged_call_is_not_counted_again_when_the_call_is_done(acme: Shell) -> None:
    logged = acme("log", "call", 1, "They want a pilot")
    assert logged.err == (
        "The next action is still open: Call. If this was it, `pipectl done acme-rollout` completes"
        " it without counting it again today, and --done does both at once.\n"
    )
    done = acme("done", 1, "--outcome", "good", "--then", "Call", "--due", "fri")
    assert done.out.startswith(
        "Done: Call (today's call is already logged, so it isn't counted again)\n"
    )
    assert kinds(acme) == [("call", "They want a pilot")]
    assert acme("done", 1).out.startswith("Done: Call (logged as a call)\n")
    assert len(kinds(acme)) == 2


def test_log_completes_the_next_action_of_its_kind(acme: Shell) -> None:
    acme("edit", 1, "--created", "yesterday")
    logged = acme("log", "call", 1, "--on", "yesterday", "--done")
    assert logged.lines[1:] == ["Done: Call", "No next action"]
    assert logged.err == ""
    assert kinds(acme) == [("call", "Call")]
    shown = acme("show", 1, "--json").json
    assert (shown["next_action"], shown["flags"]) == (None, ["no-next-action", "unqualified"])
    acme("undo")
    assert kinds(acme) == []
    assert acme("show", 1, "--json").json["next_action"]["action"] == "Call"


def test_not_done_logs_an_activity_and_leaves_its_next_action_open(acme: Shell) -> None:
    logged = acme("log", "call", 1, "No answer", "--not-done")
    assert logged.err == ""
    assert kinds(acme) == [("call", "No answer")]
    assert acme("show", 1, "--json").json["next_action"]["action"] == "Call"


def test_only_a_next_action_of_that_kind_is_completed(acme: Shell) -> None:
    assert acme("log", "meeting", 1).err == ""
    assert acme("log", "call", 1, "--not-done").err == ""
    refused = acme("log", "meeting", 1, "--done", code=4).err
    assert '"Acme rollout" has no next action of the kind meeting.' in refused
    assert (
        "--done completes the next action of a deal." in acme("log", "call", "--done", code=2).err
    )
    assert len(kinds(acme)) == 2


def test_a_call_of_another_day_is_another_call(acme: Shell) -> None:
    acme("log", "call", 1, "--on", "yesterday")
    acme("done", 1)
    assert len(kinds(acme)) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Meeting", "meeting"), ("call Bob about price", "call"), ("Demo at 3", "meeting")],
)
def test_the_first_word_of_an_action_says_what_it_counts_as(
    acme: Shell, text: str, kind: str
) -> None:
    acme("goal", "set", kind, 5, "--per", "week")
    acme("next", 1, text, "--due", "fri")
    acme.now = "2026-12-18"
    assert "stale" in acme("show", 1, "--json").json["flags"]
    assert f"(logged as a {kind})" in acme("done", 1, "--outcome", "they sign").out
    assert kinds(acme) == [(kind, f"{text}: they sign")]
    assert "stale" not in acme("show", 1, "--json").json["flags"]
    goals = {each["kind"]: each["done"] for each in acme("goal", "show", "--json").json}
    assert goals == {kind: 1}


def test_an_action_set_before_its_word_was_known_counts_all_the_same(acme: Shell) -> None:
    acme("next", 1, "Demo at 3", "--due", "fri")
    with acme.opened() as connection:
        connection.execute("update next_action set kind = null")
    assert "open: Demo at 3" in acme("log", "meeting", 1).err
    assert "isn't counted again" in acme("done", 1).out
