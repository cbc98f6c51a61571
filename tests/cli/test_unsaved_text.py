"""Texts from the editor whose command was refused: they are kept, and nothing newer is replaced."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from at_terminal import folder_of_tool
from conftest import Shell
from terminal import Session, editor


def kept(shell: Shell) -> dict[str, str]:
    """The kept texts by the end of their file's name; each is private."""
    store = shell.beside
    found = sorted(store.parent.glob(f"{store.name}.unsaved*"))
    assert all(each.stat().st_mode & 0o777 == 0o600 for each in found)
    return {each.name.removeprefix(store.name): each.read_text() for each in found}


def pipectl(*words: str) -> str:
    """A line of an editor's script that changes the store from another terminal."""
    line = shlex.join([str(folder_of_tool() / "pipectl"), *words])
    return f"{line} >/dev/null 2>&1 </dev/null"


CONTROL = 'printf "An hour of typing\\033" > "$1"'


@pytest.mark.parametrize(
    "line",
    [
        "edit 1 --edit",
        "add Birch --next Call --due fri --edit",
        "account edit acme --edit",
        "contact add Dana --edit",
        "stage edit discovery --edit",
        "log note 1 --edit",
        "lose 1 --reason 'no budget' --edit",
        "move 1 --buying no --reason 'no budget' --edit",
        "activity edit 1 --edit",
    ],
)
def test_a_text_that_is_refused_is_kept(acme: Shell, line: str) -> None:
    acme("log", "call", 1, "A pilot")
    session = Session(acme, tuple(shlex.split(line)), editor(acme, CONTROL))
    session.left(2)
    assert session.nothing_was_stored()
    assert kept(acme) == {".unsaved.md": "An hour of typing\x1b"}
    said = "".join(session.said.split())
    assert said.endswith(f"Yourtextisin{acme.beside}.unsaved.md.")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("lose 1 --edit --reason 'no budget' --on 2020-01-01", 4),
        ("edit 1 --edit --created 2020-13-01", 2),
    ],
)
def test_a_text_is_kept_whatever_was_refused(acme: Shell, line: str, code: int) -> None:
    Session(acme, tuple(shlex.split(line)), editor(acme, 'echo Typed > "$1"')).left(code)
    assert kept(acme) == {".unsaved.md": "Typed\n"}


def test_each_text_gets_a_file_of_its_own(acme: Shell) -> None:
    for _ in range(2):
        Session(acme, ("edit", "1", "--edit"), editor(acme, CONTROL)).left(2)
    assert [*kept(acme)] == [".unsaved-2.md", ".unsaved.md"]


def test_a_text_of_an_editor_that_failed_is_kept(acme: Shell) -> None:
    script = 'echo Typed > "$1"; exit 1'
    Session(acme, ("edit", "1", "--edit"), editor(acme, script)).left(2)
    assert kept(acme) == {".unsaved.md": "Typed\n"}


@pytest.mark.parametrize("script", ["exit 1", ': > "$1"', 'rm "$1"'])
def test_nothing_is_kept_where_nothing_was_typed(acme: Shell, script: str) -> None:
    acme("edit", 1, "--note", "Old")
    Session(acme, ("edit", "1", "--edit"), editor(acme, script)).left(2)
    assert kept(acme) == {}


def test_a_text_that_was_stored_is_not_kept(acme: Shell, tmp_path: Path) -> None:
    environment = {**editor(acme, 'echo Typed > "$1"'), "TMPDIR": str(tmp_path)}
    Session(acme, ("edit", "1", "--edit"), environment).left()
    assert kept(acme) == {}
    assert not [*tmp_path.glob("pipectl-*")]


def test_a_text_stays_where_it_is_if_there_is_no_place_beside_the_store(
    acme: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "with store"
    folder.mkdir()
    store = shutil.copy(acme.store, folder / "p.db")
    moved = shlex.join(["mv", str(folder), str(tmp_path / "moved")])
    environment = {
        **editor(acme, f'echo Typed > "$1"; {moved}'),
        "TMPDIR": str(tmp_path),
        "PIPECTL_DB": str(store),
    }
    session = Session(acme, ("edit", "1", "--edit"), environment)
    session.left(5)
    found = re.search(r"Yourtextisin(/.*/pipectl-[^/]*/text.md)\.", "".join(session.said.split()))
    assert found is not None
    assert Path(found[1]).read_text() == "Typed\n"
    shutil.rmtree(Path(found[1]).parent)


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("edit 1 --edit", "edit 1 --note newer"),
        ("account edit acme --edit", "account edit acme --note newer"),
        ("contact edit jo --edit", "contact edit jo --note newer"),
        ("activity edit 1 --edit", "activity edit 1 --text newer"),
        ("stage edit discovery --edit", "stage edit discovery --definition newer"),
    ],
)
@pytest.mark.parametrize("typed", ["", 'echo more >> "$1"; '])
def test_a_text_that_was_changed_meanwhile_is_not_replaced(
    acme: Shell, line: str, other: str, typed: str
) -> None:
    acme("contact", "add", "Jo Park", "--account", "acme", "--note", "old")
    acme("log", "call", 1, "old")
    acme("edit", 1, "--note", "old")
    acme("account", "edit", "acme", "--note", "old")
    acme("stage", "edit", "discovery", "--definition", "old")
    script = typed + pipectl(*shlex.split(other))
    session = Session(acme, tuple(shlex.split(line)), editor(acme, script))
    session.left(4)
    said = " ".join(session.said.split())
    assert "was changed by another command in the meantime, so nothing was stored." in said
    assert kept(acme) == ({".unsaved.md": "old\nmore\n"} if typed else {})
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == other
