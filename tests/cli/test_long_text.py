"""Long texts: from standard input, and from the user's editor."""

import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from conftest import Shell
from terminal import Session, editor

TEXT = "First line\n\n- second, with ümlaut\n"
KEPT = TEXT.strip()


def deal(shell: Shell, number: int = 1) -> Any:
    return shell("show", number, "--json").json


@pytest.mark.parametrize(
    ("line", "asked", "key"),
    [
        ("edit 1 --note -", "show 1", "note"),
        ("add Birch --note -", "show 2", "note"),
        ("account edit acme --note -", "account show acme", "note"),
        ("account add Globex --note -", "account show globex", "note"),
        ("contact edit jo --note -", "contact show jo", "note"),
        ("contact add Dana --note -", "contact show dana", "note"),
        ("stage edit discovery --definition -", "stage show discovery", "definition"),
        ("stage add Review --probability 50 --definition -", "stage show review", "definition"),
    ],
)
def test_a_long_text_is_read_from_standard_input(
    acme: Shell, line: str, asked: str, key: str
) -> None:
    acme("contact", "add", "Jo Park", "--account", "acme")
    acme(*shlex.split(line), stdin=TEXT)
    assert acme(*shlex.split(asked), "--json").json[key] == KEPT


@pytest.mark.parametrize("line", ["log note acme -", "log note -", "log call acme --done -"])
def test_what_was_said_is_read_from_standard_input(acme: Shell, line: str) -> None:
    assert acme(*shlex.split(line), "--json", stdin=TEXT).json["text"] == KEPT


@pytest.mark.parametrize(
    "line",
    ["lose 1 --reason price --note -", "move 1 --buying no --reason price --note -"],
)
def test_what_happened_is_read_from_standard_input(acme: Shell, line: str) -> None:
    acme(*shlex.split(line), stdin=TEXT)
    assert deal(acme)["closing_note"] == KEPT


def test_an_activity_is_put_right_from_standard_input(acme: Shell) -> None:
    acme("log", "call", 1, "They want a pilot")
    acme("activity", "edit", 1, "--text", "-", stdin=f"\ufeff{TEXT}")
    assert acme("activity", "list", "--json").json[0]["text"] == KEPT


@pytest.mark.parametrize("stdin", ["", " \n\t\n"])
def test_nothing_on_standard_input_changes_nothing(acme: Shell, stdin: str) -> None:
    before = acme.state()
    assert acme("edit", 1, "--note", "-", stdin=stdin, code=2).err == (
        "pipectl: Standard input is empty, so nothing was changed.\n"
    )
    assert acme.state() == before


def test_bytes_that_are_no_text_are_refused(acme: Shell) -> None:
    before = acme.state()
    line = ["edit", "1", "--note", "-"]
    ran = acme.process(*line, stdin="M\udcffller", code=2, errors="surrogateescape")
    assert ran.err == (
        "pipectl: The text can't contain bytes that aren't UTF-8 (U+DCFF at character 2):"
        ' "M\\udcffller".\n  Remove it. Letters, symbols and emoji of any script are fine.\n'
    )
    assert acme.state() == before


def test_more_than_a_note_may_hold_is_refused(acme: Shell) -> None:
    assert "The limit is 100,000" in acme("edit", 1, "--note", "-", stdin="x" * 10**6, code=2).err


def test_the_editor_begins_with_the_present_text(acme: Shell) -> None:
    acme("edit", 1, "--note", "Old")
    session = Session(
        acme, ("edit", "1", "--edit"), editor(acme, 'ls -l "$1"; cat "$1"; echo new >> "$1"')
    )
    session.asked("-rw-------").left()
    assert deal(acme)["note"] == "Old\nnew"
    assert "edit 1 --edit" in acme("history", "--limit", 1).out


@pytest.mark.parametrize(
    ("line", "asked", "key", "kept"),
    [
        ("edit 1 --edit --note begun", "show 1", "note", "begun\nnew"),
        ("add Birch --edit", "show 2", "note", "new"),
        ("account edit acme --edit", "account show acme", "note", "new"),
        ("contact add Dana --edit", "contact show dana", "note", "new"),
        ("log note 1 --edit", "activity list", "text", "new"),
        ("lose 1 --reason 'no budget' --edit", "show 1", "closing_note", "new"),
        ("move 1 --buying no --reason 'no budget' --edit", "show 1", "closing_note", "new"),
        ("activity edit 1 --edit", "activity list", "text", "A pilot\nnew"),
    ],
)
def test_a_long_text_is_written_in_the_editor(
    acme: Shell, line: str, asked: str, key: str, kept: str
) -> None:
    acme("log", "call", 1, "A pilot")
    words = (*shlex.split(line), "--next", "Call") if line.startswith("add") else shlex.split(line)
    Session(acme, tuple(words), editor(acme, 'echo new >> "$1"')).left()
    found = acme(*shlex.split(asked), "--json").json
    assert (found[0] if isinstance(found, list) else found)[key] == kept


def test_a_stage_is_defined_in_the_editor(acme: Shell) -> None:
    words = ("stage", "edit", "discovery", "--edit")
    Session(acme, words, editor(acme, 'echo Mine > "$1"')).left()
    assert acme("stage", "show", "discovery", "--json").json["definition"] == "Mine"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (': > "$1"', "The text is empty, so nothing was changed."),
        ("exit 3", "ended with 3, so nothing was changed."),
        ('rm "$1"', "The text can't be read: No such file or directory."),
    ],
)
def test_an_editor_that_leaves_nothing_changes_nothing(acme: Shell, script: str, said: str) -> None:
    session = Session(acme, ("edit", "1", "--edit"), editor(acme, script))
    session.left(2)
    assert said in " ".join(session.said.split())
    assert session.nothing_was_stored()


def test_an_editor_that_is_not_there_is_named(acme: Shell) -> None:
    session = Session(acme, ("edit", "1", "--edit"), {"EDITOR": "/no/such/editor -w"})
    session.left(2)
    assert (
        'The editor "/no/such/editor -w" can\'t be started: No such file or directory.'
        in session.said
    )


def test_the_editor_needs_a_terminal_and_goes_without_standard_input(acme: Shell) -> None:
    assert acme("edit", 1, "--edit", code=2).err == (
        "pipectl: --edit needs a terminal.\n"
        "  In a script, give the text, or - to read standard input.\n"
    )
    assert acme("edit", 1, "--edit", "--note", "-", stdin=TEXT, code=2).err == (
        "pipectl: - can't be combined with --edit.\n  Leave one out.\n"
    )


def test_what_the_editor_wrote_is_gone_afterwards(acme: Shell, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    extra = {**editor(acme, 'echo new > "$1"'), "TMPDIR": str(place)}
    Session(acme, ("edit", "1", "--edit"), extra).left()
    assert list(place.iterdir()) == []


def test_a_closed_standard_input_is_told(acme: Shell) -> None:
    ran = acme.process(*("edit", "1", "--note", "-"), code=2, preexec_fn=lambda: os.close(0))
    assert ran.err == "pipectl: Standard input is closed, so there is no text for -.\n"
