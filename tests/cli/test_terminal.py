"""Every command, once in a pipe and once at a terminal: the same words, and nothing else."""

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Shell

# One session that calls every command; each line must leave 0.
SESSION = """
init --stages "Lead:10,Offer:60" --currency EUR --quota 50k
quota set 100k --period 2026-Q4
quota show
account add "Acme Corp" --phone "+1 555 0100"
account edit acme --email info@acme.example
account show acme
account list
contact add "Jo Park" --account acme --title CFO
contact edit jo --title CEO
contact show jo
contact list
stage add Review --probability 80 --after offer
stage edit review --probability 75
stage move review --first
stage criteria add lead "Budget known"
stage criteria remove lead "Budget known"
stage show offer
stage remove review
stage list
action add "Send plan" --stage lead --kind proposal
action remove "Send plan"
action list --stage lead
reason add "too slow" --for lost
reason remove "too slow"
reason list
config set required_coverage 2.5
config get required_coverage
config list
add "Birch pilot" 12k --account acme --contact jo --close eoq --next Call --due fri
add "日本語 deal 👩‍👩‍👧‍👦 [x]" 3k
list
show birch
edit birch --amount 15k
next birch "Send offer" --due +2d
done birch --outcome sent --then Call --due +5d
log call birch "They liked it"
activity list
activity edit 1 --text "They liked it a lot"
activity delete 1
move birch offer --buying yes --why "They asked for the price" --next Call --due fri
win birch --reason "best fit"
reopen birch
lose birch --reason "no budget" --revisit "in 3 months"
delete 2 --yes
board
coverage --explain
undo
redo
history
demo
"""
LINES = [shlex.split(line) for line in SESSION.strip().splitlines()]


def every_command() -> set[str]:
    """The names of all commands, those of groups with their group."""
    from pipectl.cli.main import COMMANDS, load

    names = set()

    def walk(prefix: str, command: object) -> None:
        below = getattr(command, "commands", {})
        if not below:
            names.add(prefix)
        for name, each in below.items():
            walk(f"{prefix} {name}", each)

    for name in COMMANDS:
        walk(name, load(name))
    return names


def name_of(words: list[str]) -> str:
    """Which command a line calls."""
    known = every_command()
    return next(n for n in (3, 2, 1) if " ".join(words[:n]) in known) and max(
        (" ".join(words[:n]) for n in (1, 2, 3) if " ".join(words[:n]) in known), key=len
    )


def test_the_session_calls_every_command() -> None:
    assert {name_of(words) for words in LINES} == every_command()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, Shell]:
    """Two new homes of the same name, one for the pipe and one for the terminal."""
    shells = []
    for name in ("pipe", "term"):
        shell = Shell(tmp_path_factory.mktemp(name))
        shell.extra = {"NO_COLOR": "1", "TERM": "xterm", "PYTHONPATH": ""}
        shells.append(shell)
    return shells[0], shells[1]


def in_a_pipe(shell: Shell, words: list[str]) -> tuple[int, str]:
    """Run in a pipe, both streams together."""
    ran = subprocess.run(
        [sys.executable, "-m", "pipectl", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=shell.environment,
        timeout=60,
    )
    return ran.returncode, ran.stdout.decode()


def at_a_terminal(shell: Shell, words: list[str]) -> tuple[int, str]:
    """Run at a pseudo-terminal, both streams together."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable,
            [sys.executable, "-m", "pipectl", *words, "--no-input"],
            shell.environment,
        )
    printed = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        printed += piece
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), printed.decode().replace("\r\n", "\n")


def masked(text: str, home: Path) -> list[str]:
    """The lines with the home folder and identifiers masked; stderr may come first or last."""
    return sorted(text.replace(str(home), "~").splitlines())


def test_every_command_prints_the_same_at_a_terminal_as_in_a_pipe(
    homes: tuple[Shell, Shell],
) -> None:
    piped, terminal = homes
    for words in LINES:
        code, text = in_a_pipe(piped, words)
        assert (words, code) == (words, 0), text
        again, shown = at_a_terminal(terminal, words)
        assert (words, again) == (words, 0), shown
        assert "\x1b" not in text + shown
        if words != ["demo"]:
            assert masked(shown, terminal.home) == masked(text, piped.home), words
    assert piped("list", "--all", "--json").json[0]["title"] == "Birch pilot"


def test_a_terminal_gets_colour_that_only_repeats_what_is_said(acme: Shell) -> None:
    acme.extra = {"TERM": "xterm-256color"}
    acme("edit", "acme", "--close", "2026-11-01")
    plain = acme.process("list").out
    _, styled = at_a_terminal(acme, ["list"])
    assert "\x1b[" in styled
    bare = re.sub(r"\x1b\[[0-9;]*m", "", styled)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()
    assert "slipped" in bare
