"""What a person was asked about is what is done; if it changed meanwhile, nothing is stored."""

import shlex
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from at_terminal import folder_of_tool
from conftest import NOW, Shell
from long_cases import one_in
from pipectl.clock import parse_moment
from pipectl.errors import StoreError
from pipectl.store.connection import explained
from pipectl.store.writing import writing
from terminal import ENTER, Session, editor

BY = "by another command in the meantime, so nothing was stored."
REFUSED = f"was changed {BY}"


def refused(other: str) -> str:
    """The end of the sentence for a deal that `other` changed."""
    verb = {"win": "won", "lose": "marked as lost", "delete": "deleted"}
    return f"was {verb.get(shlex.split(other)[0], 'changed')} {BY}"


# Each question of a command at a terminal, and what is typed there.
ASKED = {
    "move 1 discovery": [
        ("1. Is the prospect", f"yes{ENTER}"),
        ("Which exit criteria", ENTER),
        ("2. Why does this deal belong", f"So{ENTER}"),
        ("What must happen next?", ENTER),
        ("What moved the deal forward?", ENTER),
    ],
    "lose 1": [
        ("Why did you lose this deal?", f"price{ENTER}"),
        ("What happened?", ENTER),
        ("When do you want to revisit it?", ENTER),
    ],
    "win 1": [("Why did you win this deal?", ENTER), ("Won at a different amount?", ENTER)],
    "win 1 --amount 1m": [("Win it at", f"y{ENTER}"), ("Why did you win this deal?", ENTER)],
    "next 1": [("What must happen next?", f"Mine{ENTER}"), ("By when?", f"fri{ENTER}")],
    "done 1": [
        ("How did it go?", ENTER),
        ("What must happen next?", f"Mine{ENTER}"),
        ("By when?", f"fri{ENTER}"),
    ],
    "log call 1": [
        ("Does this complete the next action", f"y{ENTER}"),
        ("What must happen next?", f"Mine{ENTER}"),
        ("By when?", f"fri{ENTER}"),
    ],
    "delete 1": [("Delete Acme rollout?", f"y{ENTER}")],
    "edit 1 --close 2027-02-01": [("moving later?", ENTER)],
}
MOVED = "move 1 meeting --buying yes --why So --next Meet --due +3d"
OTHERS = ["next 1 --due +9d", "win 1", MOVED, "done 1 --outcome fine", "next 1 Other"]
# What else the question of a command is about.
OWN = {
    "win 1": "edit 1 --amount 99k",
    "win 1 --amount 1m": "edit 1 --currency EUR",
    "delete 1": "edit 1 --note newer",
    "edit 1 --close 2027-02-01": "edit 1 --close 2027-03-01",
}
PLACES = [(line, at) for line, questions in ASKED.items() for at in range(len(questions))]
RACES = [
    (line, at, each)
    for number, (line, at) in enumerate(PLACES)
    for each in [
        *([] if line.startswith("edit") else [OTHERS[number % 5]]),
        *([OWN[line]] if line in OWN else []),
    ]
]


@pytest.mark.parametrize(("line", "at", "other"), one_in(2, RACES))
def test_a_deal_that_was_changed_at_a_question_is_left_as_it_is(
    acme: Shell, line: str, at: int, other: str
) -> None:
    acme("next", 1, "Call", "--due", "fri")
    session = Session(acme, tuple(shlex.split(line)), {})
    for number, (question, keys) in enumerate(ASKED[line]):
        session.asked(question)
        if number == at:
            acme(*shlex.split(other))  # nobody waits for who is asked
        session.type(keys)
    session.left(4)
    assert refused(other) in session.unbroken
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == other


@pytest.mark.parametrize("other", ["delete 1 --yes", "lose 1 --reason price"])
def test_what_was_done_to_a_deal_meanwhile_is_said(acme: Shell, other: str) -> None:
    session = Session(acme, ("next", "1"), {}).asked("What must happen next?")
    acme(*shlex.split(other))
    session.type(f"Mine{ENTER}").answer("By when?", "fri").left(4)
    assert f'1 "Acme rollout" {refused(other)}' in session.unbroken
    assert "See what was done: `pipectl history`." in session.unbroken


@pytest.mark.parametrize(
    ("key", "questions", "other"),
    [
        (
            "y",
            [("2. Why does this deal", f"So{ENTER}"), ("What must happen next?", ENTER)],
            "next 1 --due +9d",
        ),
        ("w", ASKED["win 1"], "edit 1 --amount 99k"),
        (
            "m",
            [("Move it to which stage?", ENTER), *ASKED["move 1 discovery"]],
            "edit 1 --note newer",
        ),
        ("l", ASKED["lose 1"], "win 1"),
        ("d", ASKED["done 1"], "next 1 Other --due +5d"),
        ("x", ASKED["next 1"], "next 1 Other --due +5d"),
    ],
    ids=["answer", "win", "move", "lose", "done", "next"],
)
def test_a_deal_that_was_changed_in_its_review_is_shown_again(
    acme: Shell, key: str, questions: list[tuple[str, str]], other: str
) -> None:
    acme("next", 1, "Call", "--due", "fri")
    session = Session(acme, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?").type(key)
    for number, (question, keys) in enumerate(questions):
        session.asked(question)
        if number == 0:
            acme(*shlex.split(other))
        session.type(keys)
    session.asked(refused(other)[:25])
    if other != "win 1":
        session.asked("1. Is the prospect truly in buying mode?").type("q")
    session.left(0)
    assert acme("history", "--limit", 1, "--json").json[0]["command"] in (other, "review")
    assert len(acme("history", "--json").json) <= 4


def test_a_note_on_a_deal_that_was_changed_in_its_review_is_stored(acme: Shell) -> None:
    session = Session(acme, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?").type("o")
    session.asked("What do you want to note?")
    acme("edit", 1, "--close", "2027-03-01")
    session.type(f"They froze all budgets{ENTER}")
    session.asked("note: They froze all budgets").type("q")
    session.left()


def test_what_was_answered_is_offered_again_where_a_review_refused_it(acme: Shell) -> None:
    session = Session(acme, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?").type("l")
    session.answer("Why did you lose this deal?", "price")
    session.asked("What happened?")
    acme("edit", 1, "--source", "web")
    session.type(f"An hour of typing{ENTER}").answer("When do you want to revisit it?")
    session.asked("in the meantime", "1. Is the prospect truly in buying mode?").type("l")
    session.answer("Why did you lose this deal?").answer("What happened?")
    session.answer("When do you want to revisit it?").left()
    shown = acme("show", 1, "--json").json
    assert (shown["status"], shown["reason"]) == ("lost", "price too high")
    assert "An hour of typing" in acme("show", 1).out


def test_a_deal_that_another_terminal_reviewed_is_asked_about_no_more(acme: Shell) -> None:
    acme("add", "Birch", "5k", "--no-input")
    question = "1. Is the prospect truly in buying mode?"
    first = Session(acme, ("review",), {}).asked("1 of 2", question)
    second = Session(acme, ("review",), {}).asked("1 of 2", question).type("y")
    second.answer("2. Why does this deal", "So").answer("What must happen next?").asked("2 of 2")
    first.type("u").answer("2. Why does this deal", "Other").answer("What must happen next?")
    first.asked("in the meantime", "2 of 2", question).type("q").left()
    second.type("q").left()


def test_a_deal_that_another_terminal_reviewed_was_not_skipped(acme: Shell) -> None:
    acme("add", "Birch", "5k", "--no-input")
    question = "1. Is the prospect truly in buying mode?"
    first = Session(acme, ("review",), {}).asked("1 of 2", question)
    second = Session(acme, ("review",), {}).asked("1 of 2", question).type("y")
    second.answer("2. Why does this deal", "So").answer("What must happen next?").asked("2 of 2")
    first.type("s").asked("2 of 2", question).type("q").left()
    second.type("s").left()
    skipped = acme("review", "show").out.partition("## Not reviewed")[2]
    assert [name in skipped for name in ("Acme rollout", "Birch")].count(True) == 1


def test_a_review_ends_although_its_last_deal_was_changed_after_it_was_skipped(
    acme: Shell,
) -> None:
    session = Session(acme, ("review",), {})
    session.asked("1. Is the prospect truly in buying mode?")
    acme("edit", 1, "--amount", "99k")
    session.type("s")
    session.left(0)
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == "review"


@pytest.mark.parametrize(
    "line",
    [
        "lose 1 --reason price --note -",
        "move 1 --buying no --reason price --note -",
    ],
)
def test_a_script_that_waits_for_its_text_holds_to_the_deal_that_it_read(
    acme: Shell, line: str
) -> None:
    with waiting(acme, line) as process:
        acme("win", 1)
        said = process.communicate("An hour later", timeout=30)[1]
    assert (process.returncode, refused("win 1") in " ".join(said.split())) == (4, True)
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == "win 1"


def test_a_log_that_waits_for_its_text_completes_the_action_that_is_open_then(acme: Shell) -> None:
    acme("next", 1, "Call Jo", "--due", "fri")
    with waiting(acme, "log call 1 - --done") as process:
        acme("next", 1, "Call Ann", "--due", "fri")
        process.communicate("An hour later", timeout=30)
    assert process.returncode == 0
    ended = acme("show", 1, "--json").json["next_actions"]
    assert [(each["action"], each["status"]) for each in ended][:2] == [
        ("Call Ann", "done"),
        ("Call Jo", "replaced"),
    ]


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("log call 2 --contact 'Jo Parkr'", "Did you mean"),
        ("move 2 discovery --buying no --reason 'no bugdet'", "Did you mean"),
        ("lose 2 --reason 'no bugdet'", "Did you mean"),
        ("log note 2 --edit", "editing"),
    ],
)
def test_a_deal_whose_adding_was_taken_back_is_gone_for_who_was_asked(
    acme: Shell, line: str, question: str
) -> None:
    acme("contact", "add", "Jo Parker")
    acme("add", "Birch", "5k")
    session = Session(
        acme, tuple(shlex.split(line)), editor(acme, 'echo editing; read x; echo Hm > "$1"')
    )
    session.asked(question)
    acme("undo")
    session.type(ENTER, ENTER, ENTER)
    session.left(4)
    assert "by another command in the meantime" in session.unbroken


@contextmanager
def waiting(shell: Shell, line: str) -> Iterator["subprocess.Popen[str]"]:
    """A command of its own process that waits for the text on its standard input."""
    words = [sys.executable, "-m", "pipectl", *shlex.split(line)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=shell.environment
    ) as process:
        # It sleeps in its read of the pipe, with everything before that done.
        while "pipe" not in Path(f"/proc/{process.pid}/wchan").read_text():
            time.sleep(0.02)
        yield process


def changed_under_its_lock(shell: Shell, line: str, sql: str) -> str:
    """Change the store after a command has read it and before it writes; return what it says."""
    words = [sys.executable, "-m", "pipectl", *shlex.split(line)]
    with (
        shell.held() as other,  # which readers don't notice
        subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=shell.environment,
        ) as process,
    ):
        # It sleeps only while it waits for the lock.
        while "nanosleep" not in Path(f"/proc/{process.pid}/wchan").read_text():
            time.sleep(0.02)
        other.execute(sql)
        other.execute("commit")
        _, said = process.communicate()
    assert process.returncode == 4, said
    return said


def test_an_interval_leaves_a_date_alone_that_was_set_meanwhile(acme: Shell) -> None:
    acme("next", 1, "Call", "--due", "fri")
    later = "update next_action set due_on = '2027-01-08'"
    assert REFUSED in changed_under_its_lock(acme, "next 1 --every 6w", later)
    assert acme("show", 1, "--json").json["next_action"]["due_on"] == "2027-01-08"


def test_no_import_puts_a_deal_into_a_stage_that_was_removed_meanwhile(acme: Shell) -> None:
    file = acme.home / "deals.csv"
    file.write_text("title,stage\nNew,Meeting\n")
    removed = "update stage set archived = true where name = 'Meeting'"
    said = changed_under_its_lock(acme, f"import {file}", removed)
    assert f"The list of stages {REFUSED}" in said
    assert len(acme("list", "--json").json) == 1


@pytest.mark.files("about the copies of a file, which `backup` makes and `restore` puts back")
def test_a_restore_takes_back_only_what_it_asked_about(acme: Shell) -> None:
    acme("backup")
    acme("edit", 1, "--amount", "20k")
    session = Session(acme, ("restore",), {}).asked("Restore this backup?")
    acme("add", "Late", "1k")
    session.type("y", ENTER)
    session.left(4)
    assert "so nothing was restored. Run `pipectl restore` again." in session.unbroken
    assert len(acme("list", "--json").json) == 2


def test_settings_that_were_changed_while_the_editor_was_open_stay(acme: Shell) -> None:
    acme("config", "set", "decimal", ".")
    other = shlex.join([str(folder_of_tool() / "pipectl"), "config", "set", "decimal", ","])
    script = f'echo "color = \\"never\\"" >> "$1"; {other} >/dev/null 2>&1 </dev/null'
    session = Session(acme, ("config", "edit"), editor(acme, script))
    session.left(4)
    assert "Your text is in" in session.unbroken
    assert acme("config", "get", "decimal").out == ",\n"


def test_delete_says_that_a_text_is_only_a_part_of_a_name(acme: Shell) -> None:
    assert acme("delete", "rollout", "--yes", code=3).err == (
        'pipectl: "rollout" is only a part of "Acme rollout" (#1).\n'
        "  Name the deal by its number (1), slug or whole title.\n"
    )


def test_doctor_reports_a_store_without_its_currency(acme: Shell) -> None:
    with acme.opened() as connection:
        connection.execute("delete from setting where key = 'currency'")
    said = acme("doctor", code=4).out
    assert "setting currency: missing, so pipectl uses USD." in " ".join(said.split())


def test_a_definition_of_a_stage_that_is_removed_meanwhile_is_kept_beside_the_store(
    acme: Shell,
) -> None:
    script = 'echo editing; read x; echo Mine > "$1"'
    session = Session(acme, ("stage", "edit", "meeting", "--edit"), editor(acme, script))
    session.asked("editing")
    acme("stage", "remove", "meeting")
    session.type(ENTER)
    session.left(4)
    assert 'The stage "Meeting" was removed by another command in the meantime' in session.unbroken
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == "stage remove meeting"
    assert acme.beside.with_name(f"{acme.beside.name}.unsaved.md").read_text() == "Mine\n"


def test_a_store_that_is_replaced_while_a_command_waits_is_said_to_be(acme: Shell) -> None:
    copy = acme.home / "copy.db"
    copy.write_bytes(acme.store.read_bytes())
    with closing(sqlite3.connect(acme.store, isolation_level=None)) as moved:
        moved.execute("begin immediate")
        copy.replace(acme.store)
        with pytest.raises(sqlite3.OperationalError) as caught:
            moved.execute("delete from setting")
    said = str(explained(caught.value, acme.store))
    assert said == f"The store {acme.store} was replaced by another file in the meantime."


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_change_to_a_store_that_is_moved_away_meanwhile_isnt_told_as_saved(
    acme: Shell, is_replaced: bool
) -> None:
    """SQLite looks at the name before it writes, and then writes to the file that it has open."""
    copy = acme.home / "copy.db"
    copy.write_bytes(acme.store.read_bytes())

    def change() -> None:
        with writing(acme.store, parse_moment(NOW), "x") as unit:
            unit.write("update opportunity set note = 'x'", {})
            if is_replaced:
                copy.replace(acme.store)
            else:
                acme.store.rename(acme.home / "away.db")

    with pytest.raises(StoreError) as caught:
        change()
    assert str(caught.value) == (
        f"The store {acme.store} was moved or replaced by another file while the change was"
        " written, so the change may be missing in it."
    )
    assert caught.value.exit_code == 5
