"""What a person was asked about is what is done; if it changed meanwhile, nothing is stored."""

import shlex
import sqlite3
import sys
from contextlib import closing

import pytest

from conftest import Shell
from terminal import ENTER, Session, editor

REFUSED = "was changed by another command in the meantime, so nothing was stored."


@pytest.mark.parametrize(
    ("line", "question", "other"),
    [
        ("done 1", "How did it go?", "next 1 Other --due +5d"),
        ("done 1", "How did it go?", "win 1"),
        ("next 1", "What must happen next?", "next 1 Other --due +5d"),
        ("log call 1", "Does this complete the next action", "next 1 Other --due +5d"),
        ("delete 1", "Delete Acme rollout?", "win 1"),
        ("delete 1", "Delete Acme rollout?", "edit 1 --amount 99k"),
        ("win 1 --amount 1m", "Win it at", "lose 1 --reason price"),
    ],
)
def test_a_deal_that_was_changed_meanwhile_is_left_as_it_is(
    acme: Shell, line: str, question: str, other: str
) -> None:
    acme("next", 1, "Call", "--due", "fri")
    session = Session(acme, tuple(shlex.split(line)), {}).asked(question)
    acme(*shlex.split(other))
    session.type("y", ENTER)
    session.type(ENTER, ENTER, ENTER, ENTER, ENTER)
    session.left(4)
    assert REFUSED in " ".join(session.said.split())
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == other


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
    other = shlex.join([sys.executable, "-m", "pipectl", "config", "set", "decimal", ","])
    script = f'echo "color = \\"never\\"" >> "$1"; {other} >/dev/null 2>&1 </dev/null'
    session = Session(acme, ("config", "edit"), editor(acme, script))
    session.left(4)
    assert "Your text is in" in session.unbroken
    assert acme("config", "get", "decimal").out == ",\n"


def test_delete_says_that_a_text_is_only_a_part_of_a_name(acme: Shell) -> None:
    assert acme("delete", "rollout", "--yes", code=3).err == (
        'pipectl: "rollout" is only a part of 1 "Acme rollout".\n'
        "  Name the deal by its number (1), slug or whole title.\n"
    )


def test_doctor_reports_a_store_without_its_currency(acme: Shell) -> None:
    with closing(sqlite3.connect(acme.store)) as connection:
        connection.execute("delete from setting where key = 'currency'")
        connection.commit()
    said = acme("doctor", code=4).out
    assert "setting currency: missing, so pipectl uses USD." in " ".join(said.split())
