"""`win`, `lose` and `reopen`: one date, a reason, and a history of it all."""

from typing import Any

import pytest

from conftest import Shell, made_once


def rows(run: Shell, sql: str) -> list[Any]:
    """What the store holds."""
    with run.opened() as connection:
        return connection.execute(sql).fetchall()


def operations(run: Shell) -> int:
    """How many operations the journal has."""
    return len(run("history", "--json", "--limit", 1000).json)


def past(run: Shell, number: int = 1) -> list[tuple[str, str, float | None]]:
    """The day, status and amount of each row of its history."""
    history = run("show", number, "--json").json["history"]
    return [(each["on"], each["status"], each["amount"]) for each in history]


@made_once
def old(pipectl: Shell) -> Shell:
    """A store with one opportunity that began on 1 October."""
    pipectl.now = "2026-10-01T09:00"
    pipectl("add", "Acme rollout", "12k", "--stage", "proposal", "--next", "Call", "--due", "fri")
    pipectl.now = "2026-11-18T10:00"
    return pipectl


# --- win


def test_a_win_has_a_date_and_is_worth_its_whole_amount(old: Shell) -> None:
    won = old("win", "acme", "--reason", "best fit", "--json").json
    assert (won["status"], won["closed_on"], won["reason"]) == ("won", "2026-11-18", "best fit")
    assert (won["probability"], won["probability_from"]) == (100, "outcome")
    assert (won["weighted"], won["stage"]) == (12000, "Proposal")
    assert (won["days_in_stage"], won["age_days"]) == (48, 48)
    assert won["flags"] == []
    assert past(old) == [("2026-10-01", "open", 12000), ("2026-11-18", "won", 12000)]


def test_a_win_needs_no_reason(old: Shell) -> None:
    assert old("win", "acme").out == (
        "Won Acme rollout (#1) · 12,000 USD · won on Wed 18 Nov 2026\n"
    )


def test_closing_ends_the_open_next_action_as_dropped(old: Shell) -> None:
    assert old("win", "acme", "--json").json["next_action"] is None
    assert rows(old, "select text, status, ended_on from next_action") == [
        ("Call", "dropped", "2026-11-18")
    ]


def test_a_next_action_never_ends_before_it_was_set(old: Shell) -> None:
    old("next", "acme", "Send NDA", "--due", "fri")
    old("win", "acme", "--on", "2026-11-02")
    assert rows(old, "select status, created_on, ended_on from next_action order by id") == [
        ("replaced", "2026-10-01", "2026-11-18"),
        ("dropped", "2026-11-18", "2026-11-18"),
    ]


def test_a_win_may_set_a_post_sale_action(old: Shell) -> None:
    won = old("win", "acme", "--next", "Kick-off", "--due", "next mon", "--json").json
    assert won["next_action"] == {"action": "Kick-off", "due_on": "2026-11-23", "due_time": None}
    kept = "select text, status = 'open', ended_on from next_action order by id"
    assert rows(old, kept) == [("Call", 0, "2026-11-18"), ("Kick-off", 1, None)]
    old.now = "2026-11-24T10:00"
    assert old("show", 1, "--json").json["flags"] == ["overdue"]
    assert old("done", "acme", "--json").json["next_action"] is None


def test_a_win_at_another_amount_is_a_change_of_amount_then_a_win(old: Shell) -> None:
    old("win", "acme", "--amount", "11.5k", "--on", "2026-11-12")
    assert past(old) == [
        ("2026-10-01", "open", 12000),
        ("2026-11-12", "open", 11500),
        ("2026-11-12", "won", 11500),
    ]
    assert operations(old) == 2


def test_a_win_at_the_same_amount_is_a_win_only(old: Shell) -> None:
    old("win", "acme", "--amount", "12,000")
    assert len(past(old)) == 2


def test_an_amount_at_the_win_is_in_the_opportunitys_own_currency(pipectl: Shell) -> None:
    pipectl("add", "Acme", "10k EUR")
    won = pipectl("win", "acme", "--amount", "9k", "--json").json
    assert (won["amount"], won["currency"]) == (9000, "EUR")


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["--amount", "lots"], 2, "is not an amount"),
        (["--on", "tomorrow"], 2, "in the future"),
        (["--on", "2026-09-30"], 4, "can't have been won on Wed 30 Sep 2026"),
        (["--due", "fri"], 2, "--due needs a next action"),
        (["--next", "x", "--due", "sometime"], 2, "is not a date"),
        (["--reason", " "], 2, "The reason is empty"),
    ],
)
def test_a_win_with_a_wrong_value_changes_nothing(
    old: Shell, flags: list[str], code: int, said: str
) -> None:
    assert said in old("win", "acme", *flags, code=code).err
    assert operations(old) == 1


# --- lose


def test_a_loss_keeps_why(old: Shell) -> None:
    lost = old(
        *("lose", "acme", "--reason", "lost to competitor", "--competitor", "Umbrella"),
        *("--note", "they liked\nthe price", "--revisit", "in 3 months", "--on", "fri", "--json"),
    ).json
    assert (lost["status"], lost["closed_on"]) == ("lost", "2026-11-13")
    assert (lost["reason"], lost["competitor"]) == ("lost to competitor", "Umbrella")
    assert (lost["revisit_on"], lost["flags"]) == ("2027-02-18", [])
    assert (lost["probability"], lost["probability_from"], lost["weighted"]) == (0, "outcome", 0)
    shown = old("show", 1, "--json").json
    assert shown["closing_note"] == "they liked\nthe price"
    last = shown["history"][-1]
    assert (last["status"], last["reason"]) == ("lost", "lost to competitor")


def test_a_loss_without_a_reason_is_refused(old: Shell) -> None:
    assert old("lose", "acme", code=2).err == (
        '"acme" is Acme rollout (#1)\n'
        'pipectl: Losing "Acme rollout" needs --reason.\n'
        "  At a terminal, pipectl prompts you.\n"
    )
    assert "The reason is empty" in old("lose", "acme", "--reason", "", code=2).err
    assert operations(old) == 1


def test_a_reason_of_the_list_is_picked_in_any_case_and_any_other_taken_as_typed(
    pipectl: Shell,
) -> None:
    for number, (typed, kept) in enumerate(
        [
            ("NO BUDGET", "no budget"),
            ("no budge", "no budge"),
            ("Best Fit", "Best Fit"),
            ("CEO left", "CEO left"),
        ],
        start=1,
    ):
        pipectl("add", f"Deal {number}")
        assert pipectl("lose", number, "--reason", typed, "--json").json["reason"] == kept
    pipectl("add", "Deal 5")
    assert pipectl("win", 5, "--reason", "Best Fit", "--json").json["reason"] == "best fit"


def test_a_lost_one_comes_back_to_mind_on_its_day(old: Shell) -> None:
    old("lose", "acme", "--reason", "bad timing", "--revisit", "+5d")
    old.now = "2026-11-22T10:00"
    assert old("show", 1, "--json").json["flags"] == []
    old.now = "2026-11-23T10:00"
    assert old("show", 1, "--json").json["flags"] == ["revisit"]
    old("edit", 1, "--clear", "revisit")
    assert old("show", 1, "--json").json["flags"] == []


def test_a_revisit_before_the_loss_is_refused(old: Shell) -> None:
    done = old("lose", "acme", "--reason", "x", "--revisit", "yesterday", code=4)
    assert "must be after the loss on Wed 18 Nov 2026" in done.err
    assert operations(old) == 1


# --- once closed


@pytest.mark.parametrize("command", [["win", "1"], ["lose", "1", "--reason", "no need"]])
def test_closing_twice_is_refused(old: Shell, command: list[str]) -> None:
    old(*command)
    done = old(*command, code=4)
    assert "on Wed 18 Nov 2026." in done.err
    assert "Change the date with --on DATE" in done.err
    assert operations(old) == 2


def test_won_and_lost_are_no_way_to_each_other(old: Shell) -> None:
    old("win", 1)
    assert "Reopen it first: `pipectl reopen`." in (
        old("lose", 1, "--reason", "no need", code=4).err
    )
    old("reopen", 1)
    old("lose", 1, "--reason", "no need")
    assert "Reopen it first: `pipectl reopen`." in old("win", 1, code=4).err


@pytest.mark.parametrize(
    ("command", "status"), [(["win", "1"], "won"), (["lose", "1", "--reason", "x"], "lost")]
)
def test_only_on_dates_it_anew(old: Shell, command: list[str], status: str) -> None:
    old(*command)
    old.now = "2026-12-01T10:00"
    old("edit", 1, "--title", "Other", "--amount", "13k", "--note", "x", "--source", "fair")
    assert old("show", 1, "--json").json["closed_on"] == "2026-11-18"
    dated = old(command[0], 1, "--on", "2026-10-20", "--json").json
    assert (dated["status"], dated["closed_on"], dated["days_in_stage"]) == (
        status,
        "2026-10-20",
        19,
    )
    assert past(old)[-1] == ("2026-10-20", status, 13000)


def test_the_expected_close_date_of_a_closed_one_stays(old: Shell) -> None:
    old("win", 1)
    for flags in (["--close", "eoy"], ["--probability", "50"], ["--clear", "close"]):
        assert "so its expected close date and probability can't change" in (
            old("edit", 1, *flags, code=4).err
        )
    assert operations(old) == 2


def test_the_same_date_again_changes_nothing(old: Shell) -> None:
    old("win", 1, "--on", "2026-11-12")
    old("win", 1, "--on", "2026-11-12")
    assert operations(old) == 2


def test_a_win_dated_anew_may_get_another_amount_and_reason(old: Shell) -> None:
    old("win", 1, "--on", "2026-11-12")
    won = old(
        *("win", 1, "--on", "2026-11-11", "--amount", "10k", "--reason", "best fit"),
        *("--next", "Kick-off", "--due", "fri", "--json"),
    ).json
    assert (won["closed_on"], won["amount"], won["reason"]) == ("2026-11-11", 10000, "best fit")
    assert won["next_action"]["action"] == "Kick-off"


# --- reopen


def test_reopen_returns_it_to_its_stage_and_clears_how_it_ended(old: Shell) -> None:
    old(
        *("lose", "acme", "--reason", "no budget", "--competitor", "Umbrella"),
        *("--revisit", "eoy", "--note", "frozen"),
    )
    again = old("reopen", "acme", "--json").json
    assert (again["status"], again["stage"]) == ("open", "Proposal")
    assert {again[key] for key in ("closed_on", "reason", "competitor", "revisit_on")} == {None}
    assert (again["probability"], again["probability_from"]) == (60, "stage")
    shown = old("show", 1, "--json").json
    assert shown["closing_note"] is None
    assert [(each["status"], each["reason"]) for each in shown["history"]] == [
        ("open", None),
        ("lost", "no budget"),
        ("open", None),
    ]
    assert shown["history"][1]["note"] == "frozen"


def test_losing_and_reopening_makes_nothing_look_fresh(old: Shell) -> None:
    before = old("show", "acme", "--json").json
    assert before["flags"] == ["overdue", "stale", "stalled", "unqualified", "single-threaded"]
    old("lose", "acme", "--reason", "no budget", "--on", "2026-11-02")
    again = old("reopen", "acme", "--json").json
    assert again["flags"] == before["flags"]
    assert again["stage_entered_on"] == before["stage_entered_on"]
    assert again["days_in_stage"] == before["days_in_stage"]


def test_an_open_one_cant_be_reopened(old: Shell) -> None:
    assert '"Acme rollout" is already open.' in old("reopen", "acme", code=4).err


def test_a_win_taken_back_counts_no_more(old: Shell) -> None:
    old("win", 1)
    assert old("coverage", "--json").json["won"] == 12000
    old("reopen", 1)
    assert old("coverage", "--json").json["won"] == 0
    old("win", 1, "--amount", "9k")
    assert old("coverage", "--json").json["won"] == 9000


def test_one_whose_stage_was_removed_reopens_in_the_stage_before(old: Shell) -> None:
    old("lose", 1, "--reason", "no need")
    old("stage", "remove", "proposal")
    assert old("reopen", 1, "--json").json["stage"] == "Meeting"


# --- what a closing changed comes back


def test_reopen_brings_back_the_amount_and_the_next_action(old: Shell) -> None:
    old("next", "acme", "Send contract", "--due", "2026-11-30 14:30")
    old("win", "acme", "--amount", "100k", "--next", "Kick-off", "--due", "mon", "--yes")
    old.now = "2026-11-19"
    back = old("reopen", 1)
    assert back.out == (
        "Reopened Acme rollout (#1)\n"
        "    12,000 USD · Proposal 60 % · no close date · next: Send contract, due Mon 30 Nov 2026"
        " 14:30\n"
    )
    assert back.err == (
        "The amount is 12,000 USD again.\n"
        "The next action is open again: Send contract\n"
        "The win was your last change, so `pipectl undo` would have done the same.\n"
    )
    assert rows(old, "select text, status from next_action order by id") == [
        ("Call", "replaced"),
        ("Send contract", "dropped"),
        ("Kick-off", "dropped"),
        ("Send contract", "open"),
    ]
    uids = [uid for (uid,) in rows(old, "select uid from next_action order by id")]
    assert uids[1] == uids[3] != uids[2]
    old("doctor")


def test_reopen_brings_back_what_was_before_the_closing_itself(old: Shell) -> None:
    """At one instant: what was edited before the win isn't what the win changed."""
    old("edit", "acme", "--amount", "13k")
    old("win", "acme", "--amount", "20k")
    old("win", "acme", "--on", "yesterday", "--amount", "22k")
    old("edit", "acme", "--title", "Acme")
    back = old("reopen", "acme")
    assert "13,000 USD" in back.out
    assert "undo" not in back.err


def test_reopen_says_nothing_of_what_did_not_change(old: Shell) -> None:
    old("done", "acme")
    old("lose", "acme", "--reason", "no need")
    old("edit", "acme", "--title", "Acme")
    back = old("reopen", 1)
    assert (back.out[:13], back.err) == ("Reopened Acme", "")


@pytest.mark.files("about SQLite's plan for a query")
def test_reopening_does_not_look_through_the_whole_journal(old: Shell) -> None:
    """A seller of years has a hundred thousand images of rows, a few of them of this deal."""
    from pipectl.gate.actions.close import CLOSING_IMAGES_SQL

    asked = CLOSING_IMAGES_SQL.replace(":number", "1").replace(":key", "'[1]'")
    plan = [str(row[3]) for row in rows(old, f"explain query plan {asked}")]
    assert any("journal_row" in step for step in plan)
    assert not [step for step in plan if step.startswith("SCAN journal_row")]


def test_what_was_set_after_the_win_stays_when_it_is_reopened(old: Shell) -> None:
    old("win", "acme", "--next", "Kick-off", "--due", "mon")
    old("next", "acme", "Ask again", "--due", "tue")
    assert old("reopen", "acme", "--json").json["next_action"]["action"] == "Ask again"


def test_a_deal_that_was_closed_elsewhere_is_reopened_by_its_history(
    old: Shell,
) -> None:
    old("win", "acme", "--amount", "20k")
    file, other = old.home / "all.jsonl", old.home / "other.db"
    old("export", "--what", "all", file)
    old("init", "--db", other)
    old("import", file, "--db", other)
    back = old("reopen", "acme", "--db", other)
    assert "12,000 USD" in back.out
    assert "next: Call" in back.out


def test_undoing_a_reopening_brings_the_win_back_whole(old: Shell) -> None:
    old("win", "acme", "--amount", "20k", "--next", "Kick-off")
    won = old("show", 1, "--json").json
    old("reopen", "acme")
    old("undo")
    assert old("show", 1, "--json").json == won


@pytest.mark.parametrize("amount", ["60,000.01", "2399.99", "1"])
def test_a_win_at_an_amount_far_off_must_be_sure(old: Shell, amount: str) -> None:
    done = old("win", "acme", "--amount", amount, code=4)
    assert 'the amount of "Acme rollout" (12,000 USD).' in done.err
    assert "If it's right, add --yes." in done.err
    assert operations(old) == 1
    old("win", "acme", "--amount", amount, "--yes")
    assert "the amount of" in old("win", 1, "--on", "yesterday", "--amount", "12k", code=4).err


@pytest.mark.parametrize("amount", ["60k", "2400", "12k", "1 EUR"])
def test_a_win_at_any_other_amount_just_is_one(old: Shell, amount: str) -> None:
    assert old("win", "acme", "--amount", amount, "--json").json["status"] == "won"


def test_a_deal_without_an_amount_is_won_at_any(old: Shell) -> None:
    old("add", "Birch")
    assert old("win", "birch", "--amount", "1M", "--json").json["amount"] == 1_000_000


# --- promises


def test_closing_ends_a_promise_as_moot_and_never_as_broken(old: Shell) -> None:
    old.now = "2026-10-05"
    for title in ("Alpha", "Beta", "Gamma", "Delta"):
        old("add", title, "1k", "--next", "Call", "--due", "2026-10-20")
    old.now = "2026-10-19"
    old("win", "alpha", "--next", "Kick-off", "--due", "2026-12-20")
    old("win", "beta")
    old("lose", "gamma", "--reason", "no need")
    old("done", "delta", "--then", "Kick-off", "--due", "2026-12-20")
    old("win", "delta", "--next", "Kick-off", "--due", "2026-12-20")
    old.now = "2026-11-02"
    page = old("review", "monthly").out
    assert "Kick-off" not in page.partition("Promises")[2].partition("\n\n")[0]
    assert page.partition("Promises")[2].startswith(": 1 of 2 kept\n")
    assert old("done", "acme", "--json").json["id"] == 1


def test_a_promise_that_a_win_replaced_before_is_moot_too(old: Shell) -> None:
    """As stores of earlier versions have it."""
    old.now = "2026-10-05"
    old("add", "Alpha", "1k", "--next", "Call", "--due", "2026-10-20")
    old.now = "2026-10-19"
    old("win", "alpha", "--next", "Kick-off", "--due", "2026-12-20")
    with old.opened() as connection:
        connection.execute("update next_action set status = 'replaced' where status = 'dropped'")
    old.now = "2026-11-02"
    assert "Alpha" not in old("review", "monthly").out.partition("Promises")[2]


def test_a_script_is_told_of_a_reason_that_looks_like_a_slip(old: Shell) -> None:
    lost = old("lose", 1, "--reason", "no bugdet")
    assert lost.err == (
        'There is no reason "no bugdet" yet: did you mean "no budget"? '
        "It was used as typed. `pipectl undo` reverses that.\n"
    )
    assert old("show", 1, "--json").json["reason"] == "no bugdet"
    old("undo")
    assert old("lose", 1, "--reason", "CEO left").err == ""


def test_a_script_is_told_of_an_account_that_looks_like_a_slip(old: Shell) -> None:
    old("account", "add", "Northwind")
    assert old("add", "Tea", "--account", "Nortwind").err == (
        'There is no account "Nortwind" yet: did you mean "Northwind"? '
        "It was used as typed. `pipectl undo` reverses that.\nNew account: Nortwind\n"
    )


def test_a_name_with_another_number_is_no_slip(old: Shell) -> None:
    old("account", "add", "Store 12")
    assert old("add", "Tea", "--account", "Store 13").err == "New account: Store 13\n"
    assert "did you mean" in old("add", "Tea", "--account", "Stoer 12").err


def test_deals_that_one_import_closed_get_their_own_next_actions_back(pipectl: Shell) -> None:
    header, more = "identifier,title,stage,outcome,closed_on,lost_reason\n", ",2026-11-12,price\n"
    names = ("One", "Two")
    first, then = pipectl.home / "first.csv", pipectl.home / "then.csv"
    first.write_text(header + "".join(f"{n},{n},Discovery,open,,\n" for n in names))
    then.write_text(header + "".join(f"{n},{n},Discovery,lost{more}" for n in names))
    pipectl("import", first)
    for number, name in enumerate(names, 1):
        pipectl("next", number, f"Call {name}")
    pipectl("import", then, "--update")
    for number, name in enumerate(names, 1):
        back = pipectl("reopen", number)
        assert f"next: Call {name}" in back.out
        assert "was your last change" not in back.err
