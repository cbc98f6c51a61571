"""A store that has lost its currency: whoever shows a number in the assumed one says so, once."""

import shlex
from pathlib import Path

import pytest
from test_every_command import PREPARED, write_files
from test_stored import READING, made_ready

from conftest import Shell
from long_cases import one_in

SAID = (
    "pipectl: the store names no currency, so USD is assumed. Set it: `pipectl config set currency"
    " VALUE`.\n"
)
LOST = "delete from setting where key = 'currency'"
OTHER = "update setting set value = 'EUR' where key = 'currency'"
SHOW_IT = ("config list", "config get", "doctor")  # which say that it is missing


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    shell = Shell(tmp_path_factory.mktemp("prepared"))
    for line in PREPARED:
        shell(*shlex.split(line))
    return shell.contents()


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the commands read."""
    monkeypatch.chdir(tmp_path)
    write_files()


def change(shell: Shell, before: bytes, sql: str) -> None:
    """Change a setting of the store of before by other means."""
    shell.refill(before)
    shell.alter(sql)


@pytest.mark.parametrize("name", one_in(2, sorted(READING - set(SHOW_IT))))
def test_who_would_show_something_else_in_another_currency_says_which_is_assumed(
    empty: Shell, prepared: bytes, name: str
) -> None:
    words = made_ready(empty, prepared, name)
    before = empty.contents()
    wanted = empty.outcome(*words)
    change(empty, before, OTHER)
    other = empty.outcome(*words)
    change(empty, before, LOST)
    done = empty.outcome(*words)
    assert (done.code, done.out) == (wanted.code, wanted.out)
    usual, warned = ({*text.splitlines()} for text in (wanted.err, SAID + wanted.err))
    assert {*done.err.splitlines()} in (usual, warned)
    if wanted.out != other.out:
        assert {*done.err.splitlines()} == warned


def test_a_write_says_so_too_and_who_sets_it_again_hears_nothing_of_it(pipectl: Shell) -> None:
    pipectl.alter(LOST)
    assert pipectl("add", "Tea", "5k").err == SAID
    assert pipectl("config", "set", "currency", "EUR").err == ""
    assert "0 EUR won" in pipectl("coverage").out
    assert pipectl("coverage").err == ""
