"""Aliases: kept in the settings' file, put in before the command line is read."""

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Shell, made_once


@made_once
def deals(acme: Shell) -> Shell:
    """Acme rollout, and Birch audit, which is hot."""
    acme("add", "Birch audit", "9k", "--tag", "hot")
    return acme


def settings(run: Shell) -> Path:
    """The file of the settings."""
    return run.home / ".config/pipectl/config.toml"


def test_an_alias_runs_its_command_with_what_is_given_behind_it(deals: Shell) -> None:
    deals("alias", "set", "hot", "list +hot")
    assert deals("hot", "--format", "ids").out == "2\n"
    assert deals("--no-input", "hot", "--json").json == deals("list", "+hot", "--json").json
    assert deals("hot", "--help").out == deals("list", "--help").out


def test_arguments_take_the_places_that_are_named_for_them(deals: Shell) -> None:
    deals("alias", "set", "tag", "edit $2 --tag $1 --json")
    tagged = deals("tag", "very hot; $2", "birch", "--source", "fair").json
    assert (tagged["tags"], tagged["source"]) == (["hot", "very hot; $2"], "fair")
    done = deals("tag", "x", code=2)
    assert done.err == (
        'pipectl: The alias "tag" needs more arguments: no $2.\n'
        "  tag is short for: edit $2 --tag $1 --json\n"
    )


def test_history_has_the_command_that_an_alias_stood_for(deals: Shell) -> None:
    deals("alias", "set", "cool", 'edit birch --tag "-hot"')
    deals("cool")
    assert "edit birch --tag -hot" in deals("history", "--limit", 1).out
    deals("undo")
    assert deals("list", "+hot", "--format", "ids").out == "2\n"


def test_aliases_are_listed_changed_and_deleted(deals: Shell) -> None:
    assert deals("alias", "list").out == (
        'No aliases yet. Add one: `pipectl alias set hot "list --stage proposal"`.\n'
    )
    assert "Aliases:" not in deals("--help").out
    assert deals("alias", "set", "hot", "list +hot").out == "Added hot = list +hot\n"
    assert deals("alias", "set", "hot", "list +hot").out == "Unchanged: hot = list +hot\n"
    changed = deals("alias", "set", "hot", "list", "--json").json
    assert changed == {"alias": "hot", "expansion": "list"}
    deals("alias", "set", "again", "hot --all")
    assert deals("alias", "list").out == "Alias  Command\nagain  hot --all\nhot    list\n"
    assert deals("--help").out.endswith("Aliases:\n  again  hot --all\n  hot    list\n")
    assert deals("alias", "delete", "again").out == "Deleted again = hot --all\n"
    assert 'No command "again".' in deals("again", code=2).err


def test_other_lines_of_the_file_stay_as_they_are(deals: Shell) -> None:
    settings(deals).parent.mkdir(parents=True)
    settings(deals).write_text('# mine\ncolor = "never"\n\n[aliases] # short\nx = "list"\n')
    deals("alias", "set", "hot", "list +hot")
    deals("alias", "delete", "x")
    deals("config", "set", "decimal", ".")
    deals("config", "set", "color", "auto")
    assert settings(deals).read_text() == (
        '# mine\ncolor = "auto"\ndecimal = "."\n\n[aliases] # short\nhot = "list +hot"\n'
    )


def test_a_file_that_is_written_otherwise_is_left_alone(deals: Shell) -> None:
    settings(deals).parent.mkdir(parents=True)
    settings(deals).write_text('aliases = { hot = "list +hot" }\n')
    assert deals("hot", "--format", "ids").out == "2\n"
    done = deals("alias", "set", "cold", "list", code=5)
    assert "is written in a way that can't be changed here." in done.err
    assert settings(deals).read_text() == 'aliases = { hot = "list +hot" }\n'


@pytest.mark.parametrize("text", ['aliases = "x"\n', "[aliases]\nx = 1\n"])
def test_aliases_that_are_no_texts_are_said(deals: Shell, text: str) -> None:
    settings(deals).parent.mkdir(parents=True)
    settings(deals).write_text(text)
    assert "aliases must be a table of texts." in deals("hot", code=2).err


def test_aliases_that_call_each_other_end(deals: Shell) -> None:
    deals("alias", "set", "a", "list")
    deals("alias", "set", "b", "a")
    assert 'The alias "a" calls itself.' in deals("alias", "set", "a", "b", code=4).err
    settings(deals).write_text('[aliases]\na = "b x"\nb = "a y"\nc = "c"\nlist = "edit 1"\n')
    for name in ("a", "b", "c"):
        assert "calls itself." in deals(name, code=4).err
    assert deals("list", "--format", "ids").out == "1\n2\n"


def test_aliases_that_grow_without_end_are_refused(deals: Shell) -> None:
    lines = [f'a{n} = "a{n + 1} {"$1 " * 30}"\n' for n in range(9)]
    settings(deals).parent.mkdir(parents=True)
    settings(deals).write_text(f'[aliases]\n{"".join(lines)}a9 = "list {"x " * 1200}"\n')
    done = deals("a0", "x", code=4)
    assert 'The alias "a9" makes a command line that is too long.' in done.err


@pytest.mark.parametrize(
    ("name", "command", "code"),
    [
        ("list", "edit", 4),
        ("two words", "list", 2),
        ("-x", "list", 2),
        ("é", "list", 2),
        ("x", "!rm -rf ~", 2),
        ("x", "nothing", 2),
        ("x", "$1", 2),
        ("x", "--all", 2),
        ("x", "x", 4),
        ("x", "list 'open", 2),
        ("x", "list \x1b[2J", 2),
        ("x", "", 2),
    ],
)
def test_a_wrong_alias_is_refused(deals: Shell, name: str, command: str, code: int) -> None:
    deals("alias", "set", "--", name, command, code=code)
    assert not settings(deals).exists()


def test_aliases_are_completed_and_so_is_what_comes_behind_them(deals: Shell) -> None:
    def offered(*words: str) -> list[str]:
        deals.extra = {
            "_PIPECTL_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(["pipectl", *words]),
            "COMP_CWORD": str(len(words)),
        }
        return deals().lines

    deals("alias", "set", "hot", "list +hot")
    assert offered("ho") == ["hot"]
    assert offered("hot", "--stal") == ["--stale", "--stalled"]
    assert offered("alias", "delete", "") == ["hot"]


def test_the_path_of_the_settings_is_printed_whether_they_are_there_or_not(deals: Shell) -> None:
    assert deals("config", "path").out == f"{settings(deals)}\n"
    assert deals("config", "path", "--json").json == {"path": str(settings(deals))}
    deals.extra = {"HOME": ""}
    assert "your settings have no folder" in deals("config", "path", code=5).err


@pytest.mark.parametrize(
    "command", ["list --account  --all", "list --account ", "list --account '' --all"]
)
def test_an_argument_that_a_shell_replaced_is_told(pipectl: Shell, command: str) -> None:
    assert pipectl("alias", "set", "of", command).err == (
        "Part of the command is empty. If you typed $1 there, your shell replaced it. Use single"
        " quotes: pipectl alias set of 'list --account $1'\n"
    )
    assert pipectl("alias", "set", "of", "list --account $1 --all").err == ""


def test_settings_that_are_written_at_the_same_time_are_all_kept(deals: Shell) -> None:
    command = [sys.executable, "-m", "pipectl", "alias", "set"]
    started = [
        subprocess.Popen(
            [*command, f"own{number}", "list"], env=deals.environment, stdout=subprocess.DEVNULL
        )
        for number in range(6)
    ]
    assert [each.wait(60) for each in started] == [0] * 6
    listed = deals("alias", "list", "--json").json
    assert [each["alias"] for each in listed] == [f"own{number}" for number in range(6)]


def test_a_comment_stays_a_comment_whatever_characters_it_has(deals: Shell) -> None:
    before = '# see\u2028decimal = ","\r\n[aliases]\r\nhot = "list +hot"\r\n'
    settings(deals).parent.mkdir(parents=True)
    settings(deals).write_bytes(before.encode())
    deals("alias", "set", "cool", "list")
    assert settings(deals).read_bytes().decode() == f'{before}cool = "list"\n'
    assert deals("config", "get", "decimal").out == ".\n"
