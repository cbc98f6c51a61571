"""Hooks: the user's own programs hear of a change once it is stored, and can't undo or stop it."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from conftest import Shell
from hooked import TELLS, hook
from pipectl.cli import hooks
from terminal import Session

EXAMPLES = Path(__file__).parents[2] / "examples" / "hooks"
# Keeps what it is told, one line a call: its name, the store, the facts.


def told(shell: Shell) -> list[tuple[str, dict[str, Any]]]:
    """What hooks were told so far: their names and facts; the store was named to all."""
    path = shell.home / "told"
    if not path.exists():
        return []
    lines = [line.split("|", 2) for line in path.read_text().splitlines()]
    assert {line[1] for line in lines} == {shell.environment["PIPECTL_DB"]}
    return [(name, json.loads(facts)) for name, _, facts in lines]


@pytest.fixture
def hooked(acme: Shell) -> Shell:
    for name in ("on-add", "on-move", "on-won", "on-lost", "on-remind"):
        hook(acme, name)
    return acme


MOVE = ("move", "acme", "--buying", "yes", "--why", "They asked", "--next", "Call", "--due", "fri")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("on-add", ("add", "Beta", "5k")),
        ("on-move", MOVE),
        ("on-won", ("win", "acme", "--amount", "11k")),
        ("on-lost", ("lose", "acme", "--reason", "no budget")),
        ("on-lost", ("move", "acme", "--buying", "no", "--reason", "no budget")),
    ],
    ids=["add", "move", "win", "lose", "a no"],
)
def test_a_hook_gets_the_opportunity_as_json(
    hooked: Shell, name: str, words: tuple[str, ...]
) -> None:
    found = hooked(*words, "--json").json
    assert told(hooked) == [(name, {"hook": name, "opportunity": found})]


def test_what_is_no_such_change_calls_no_hook(hooked: Shell) -> None:
    hooked("add", "Beta", "--key", "b", "--on", "2026-11-02")
    hooked("win", "beta")
    before = told(hooked)
    hooked("add", "Beta", "--key", "b")
    hooked("win", "beta", "--on", "yesterday")
    hooked("edit", "acme", "--amount", "13k")
    hooked("reopen", "beta")
    hooked("undo")
    hooked("log", "call", "acme")
    hooked("move", "acme", "initial", code=4)
    hooked("remind")
    assert [name for name, _ in before] == ["on-add", "on-won"]
    assert told(hooked) == before


def test_a_reminder_calls_it_only_with_what_is_new(hooked: Shell) -> None:
    hooked.now = "2026-11-20T08:00"
    items = hooked("remind", "--json", "--once").json
    assert [each["kind"] for each in items] == ["due"]
    assert told(hooked) == [("on-remind", {"hook": "on-remind", "items": items})]
    hooked("remind", "--once")
    assert len(told(hooked)) == 1
    hooked("remind", "--exit-code", code=10)
    assert told(hooked)[1:] == told(hooked)[:1]


def test_a_reminder_that_could_not_be_sent_is_no_reminder(hooked: Shell) -> None:
    hooked.now = "2026-11-20T08:00"
    hooked("remind", "--out", hooked.home / "no" / "folder", code=5)
    assert told(hooked) == []


def test_a_review_calls_them_too(hooked: Shell) -> None:
    hooked("add", "Beta", "5k")
    session = Session(hooked, ("review",), {})
    session.asked("1 of 2").type("w")
    session.answer("Why did you win this deal?").answer("Won at a different amount?")
    session.asked("2 of 2").type("l")
    session.answer("Why did you lose this deal?", "no budget").answer("What happened?")
    session.answer("When do you want to revisit it?").left()
    names = [(name, facts["opportunity"]["status"]) for name, facts in told(hooked)]
    assert names == [("on-add", "open"), ("on-won", "won"), ("on-lost", "lost")]


def test_a_hook_that_calls_pipectl_calls_no_hook(hooked: Shell) -> None:
    line = f'"{sys.executable}" -m pipectl add "Upsell" --parent 1\n'
    hook(hooked, "on-won", TELLS + line)
    hooked("win", "acme")
    assert [name for name, _ in told(hooked)] == ["on-won"]
    assert [each["title"] for each in hooked("list", "--json").json] == ["Upsell"]


def test_a_failing_hook_warns_and_nothing_else(acme: Shell) -> None:
    hook(acme, "on-add", "#!/bin/sh\necho fine\necho no \x1b[31mroute. >&2\nexit 3\n")
    done = acme("add", "Beta")
    assert done.out.startswith("Added Beta (#2)")
    assert done.err == "pipectl: the hook on-add failed with exit code 3: no \\x1b[31mroute.\n"
    assert acme("show", 2, "--json").json["title"] == "Beta"


def test_what_a_hook_prints_is_kept_to_itself(acme: Shell) -> None:
    hook(acme, "on-add", "#!/bin/sh\necho out\necho err >&2\n")
    done = acme("add", "Beta")
    assert done.out.startswith("Added Beta (#2)")
    assert done.out.count("\n") == 1
    assert done.err == ""


@pytest.mark.parametrize("what", ["cat /dev/zero", "yes >&2", "yes & wait"])
def test_a_hook_that_prints_without_end_is_stopped(
    acme: Shell, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(hooks, "MOST_SAID", 1_000_000)
    hook(acme, "on-add", f"#!/bin/sh\n{what}\n")
    done = acme("add", "Beta")
    assert done.out.startswith("Added Beta (#2)")
    assert done.err == "pipectl: the hook on-add printed more than 1.0 MB and was stopped.\n"


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("head -c 100000 /dev/zero", ""),
        ("echo no route; head -c 1000 /dev/zero", ": no route"),
        ("printf '%05000d' 7", f": …{'7'.rjust(200, '0')}"),
    ],
    ids=["zeros", "a line and zeros", "a long line"],
)
def test_of_what_a_failing_hook_printed_little_is_shown(acme: Shell, what: str, shown: str) -> None:
    hook(acme, "on-add", f"#!/bin/sh\n{what}\nexit 1\n")
    done = acme("add", "Beta")
    assert done.err == f"pipectl: the hook on-add failed with exit code 1{shown}.\n"


def test_a_hook_that_kills_pipectl_finds_the_result_printed(acme: Shell) -> None:
    hook(acme, "on-add", "#!/bin/sh\nkill -9 $PPID\n")
    done = acme.process("add", "Beta", code=-9, is_new=False)
    assert done.out.startswith("Added Beta (#2)")
    assert acme("show", 2, "--json").json["title"] == "Beta"


def test_a_hook_that_never_ends_is_stopped_with_its_children(
    acme: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "SECONDS", 0.3)
    hook(acme, "on-add", '#!/bin/sh\nsleep 1000 &\necho $! > "$HOME/child"\nwait\n')
    done = acme("add", "Beta")
    assert done.err == ("pipectl: the hook on-add took longer than 0.3 seconds and was stopped.\n")
    child = int((acme.home / "child").read_text())
    assert gone(child)


def gone(number: int) -> bool:
    """Whether the process ends, or has ended, within seconds."""
    try:
        handle = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


def test_a_hook_that_leaves_something_running_is_not_waited_for(acme: Shell) -> None:
    hook(acme, "on-add", '#!/bin/sh\nsleep 1000 &\necho $! > "$HOME/child"\n')
    assert acme("add", "Beta").err == ""
    os.kill(int((acme.home / "child").read_text()), signal.SIGKILL)


def test_ctrl_c_while_a_hook_runs_leaves_the_change_stored(acme: Shell) -> None:
    hook(acme, "on-add", '#!/bin/sh\necho $$ > "$HOME/child"\nkill -INT $PPID\nsleep 1000\n')
    done = acme.process("add", "Beta", code=130)
    assert done.out.startswith("Added Beta (#2)")
    assert done.err == "\nInterrupted after the change was saved.\n"
    assert acme("show", 2, "--json").json["title"] == "Beta"
    assert gone(int((acme.home / "child").read_text()))


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o720, 0o702])
def test_what_others_could_have_written_is_not_run(hooked: Shell, mode: int) -> None:
    folder = hooked.home / ".config" / "pipectl" / "hooks"
    foreign = bool(mode & 0o022)
    (folder / "on-add").chmod(mode)
    done = hooked("add", "Beta")
    assert (told(hooked) == []) == foreign
    assert (
        "other users can write ~/.config/pipectl/hooks/on-add; try chmod go-w"
        in said(hooked, done.err)
    ) == foreign
    (folder / "on-add").chmod(0o700)
    folder.chmod(mode)
    assert foreign == (
        "try chmod go-w ~/.config/pipectl/hooks." in said(hooked, hooked("add", "C").err)
    )


def said(shell: Shell, text: str) -> str:
    return text.replace(str(shell.home), "~")


def test_a_link_is_judged_by_what_it_points_to(hooked: Shell) -> None:
    elsewhere = hooked.home / "shared"
    elsewhere.mkdir()
    program = elsewhere / "tells"
    program.write_text(TELLS)
    program.chmod(0o755)
    elsewhere.chmod(0o777)
    path = hooked.home / ".config" / "pipectl" / "hooks" / "on-add"
    path.unlink()
    path.symlink_to(program)
    assert "other users can write ~/shared" in said(hooked, hooked("add", "Beta").err)
    assert told(hooked) == []
    elsewhere.chmod(0o755)
    assert hooked("add", "Gamma").err == ""
    assert [facts["opportunity"]["title"] for _, facts in told(hooked)] == ["Gamma"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_hook_of_somebody_else_is_not_run(hooked: Shell) -> None:
    os.chown(hooked.home / ".config" / "pipectl" / "hooks" / "on-add", 12345, 12345)
    assert (
        "hooks/on-add belongs to another user; change its owner with chown"
        in hooked("add", "Beta").err
    )
    assert told(hooked) == []


def test_what_is_no_program_is_said_to_be_none(acme: Shell) -> None:
    path = hook(acme, "on-add")
    path.chmod(0o600)
    assert acme("add", "B").err.endswith(f"it can't be executed; try chmod u+x {path}.\n")
    path.unlink()
    path.mkdir()
    assert acme("add", "C").err == f"pipectl: the hook on-add was not run: {path} is no file.\n"
    path.rmdir()
    path.symlink_to("nowhere")
    assert acme("add", "D").err == f"pipectl: the hook on-add was not run: {path} is no file.\n"
    path.unlink()
    path.symlink_to(path.name)
    assert (
        acme("add", "In a circle").err
        == f"pipectl: the hook on-add was not run: {path} is no file.\n"
    )
    path.unlink()
    hook(acme, "on-add", "no interpreter is named\n")
    assert acme("add", "E").err == ("pipectl: the hook on-add was not run: Exec format error.\n")
    assert acme("list", "--json").json[-1]["title"] == "E"


def test_the_current_folder_is_never_asked(acme: Shell) -> None:
    here = acme.home / "hooks"
    here.mkdir()
    for folder in (here, acme.home / ".pipectl" / "hooks", acme.home):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "on-add").write_text(TELLS)
        (folder / "on-add").chmod(0o700)
    acme.process("add", "Beta", is_new=False)
    assert told(acme) == []


def test_the_folder_is_a_setting_of_the_user(hooked: Shell) -> None:
    def setting() -> tuple[str, str, str]:
        (found,) = [row for row in hooked("config", "list", "--json").json if row["key"] == "hooks"]
        return found["value"], found["default"], found["origin"]

    default, folder = "~/.config/pipectl/hooks", hooked.home / "deals" / "hooks"
    assert setting() == (default, default, "default")
    folder.mkdir(parents=True, mode=0o700)
    (folder / "on-add").write_text(TELLS.replace("told", "told-there"))
    (folder / "on-add").chmod(0o700)
    hooked("config", "set", "hooks", "~/deals/hooks")
    assert setting() == ("~/deals/hooks", default, "file")
    hooked("add", "Beta")
    assert (hooked.home / "told-there").exists()
    assert told(hooked) == []
    hooked.extra = {"PIPECTL_HOOKS": f"{hooked.home}/.config/pipectl/hooks"}
    assert setting()[2] == "environment"
    hooked("add", "Gamma")
    assert [name for name, _ in told(hooked)] == ["on-add"]
    hooked.extra = {}
    hooked("config", "set", "hooks", "")
    assert setting() == (default, default, "default")


def test_a_relative_folder_of_hooks_is_refused_and_one_that_is_gone_is_told(hooked: Shell) -> None:
    for path in ("hooks", "./hooks", "../hooks", ".", "~other/hooks"):
        assert "Give an absolute path" in hooked("config", "set", "hooks", path, code=2).err
        hooked.extra = {"PIPECTL_HOOKS": path}
        done = hooked("add", "Beta", code=2)
        assert done.err.startswith(f'pipectl: PIPECTL_HOOKS: hooks can\'t be "{path}".')
        hooked.extra = {}
    hooked("config", "set", "hooks", "/no/such/folder")
    done = hooked("add", "Beta")
    assert done.out.startswith("Added Beta (#2)")
    assert done.err == (
        "pipectl: the hook on-add was not run: /no/such/folder is not a folder;"
        " see `pipectl config get hooks`.\n"
    )
    assert told(hooked) == []


def test_a_title_is_data_for_a_hook(hooked: Shell) -> None:
    title = "$(touch pwn) `touch pwn` \"'; touch pwn"
    hooked("add", title)
    assert told(hooked)[0][1]["opportunity"]["title"] == title
    assert not list(hooked.home.rglob("pwn"))


def test_an_output_that_nobody_reads_does_not_keep_the_hook_from_running(hooked: Shell) -> None:
    command = f'"{sys.executable}" -m pipectl add Beta > /dev/full'
    ran = subprocess.run(command, shell=True, env=hooked.environment, capture_output=True)
    assert ran.returncode == 0
    assert [name for name, _ in told(hooked)] == ["on-add"]


# The examples, with programs in the place of notify-send and curl that keep what they get.

KEEPS = (
    '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done >> "$HOME/words"\ncat >> "$HOME/body"\n'
)


def example(shell: Shell, name: str, hooked_as: str, program: str) -> None:
    """Install an example, and what keeps what the program would get."""
    path = hook(shell, hooked_as, (EXAMPLES / name).read_text())
    assert os.access(EXAMPLES / name, os.X_OK)
    assert path.name in (EXAMPLES / name).read_text()
    tools = shell.home / "tools"
    tools.mkdir()
    (tools / program).write_text(KEEPS)
    (tools / program).chmod(0o755)
    shell.extra = {"PATH": f"{tools}:{os.environ['PATH']}"}


def test_the_desktop_notice_tells_of_a_win_and_of_what_is_due(acme: Shell) -> None:
    example(acme, "desktop-notice", "on-won", "notify-send")
    (acme.home / ".config" / "pipectl" / "hooks" / "on-remind").symlink_to("on-won")
    acme("edit", 1, "--title", "-i <b>Acme</b>")
    acme.now = "2026-11-20T08:00"
    assert acme("remind").err == ""
    assert acme("win", 1).err == ""
    assert (acme.home / "words").read_text() == (
        "--app-name=pipectl\n--\n1 due today\n-i &lt;b&gt;Acme&lt;/b&gt; · Call\n"
        "--app-name=pipectl\n--\nWon: -i <b>Acme</b>\nAcme Corp, 12,000 USD\n"
    )


def test_the_webhook_sends_what_it_gets(acme: Shell) -> None:
    example(acme, "webhook", "on-won", "curl")
    found = acme("win", "acme", "--json").json
    assert json.loads((acme.home / "body").read_text()) == {"hook": "on-won", "opportunity": found}
    words = (acme.home / "words").read_text()
    assert f"--config\n{acme.home}/.config/pipectl/webhook.curl\n" in words
    assert not re.search("https?:", words), "an address in the process list"


@pytest.mark.skipif(which("curl") is None, reason="there is no curl here")
def test_the_webhook_that_reaches_nobody_is_a_warning(acme: Shell) -> None:
    hook(acme, "on-won", (EXAMPLES / "webhook").read_text())
    settings = acme.home / ".config" / "pipectl" / "webhook.curl"
    settings.write_text('url = "file:///nowhere/at/all"\n')
    done = acme("win", 1)
    assert done.out.startswith("Won Acme rollout (#1)")
    assert done.err.startswith("pipectl: the hook on-won failed with exit code 37: curl:")


def test_a_folder_above_that_others_could_put_another_in_is_refused(hooked: Shell) -> None:
    above = hooked.home / ".config"
    above.chmod(0o777)
    assert "other users can write ~/.config, which contains it" in said(
        hooked, hooked("add", "B").err
    )
    above.chmod(0o1777)
    assert hooked("add", "C").err == ""


def test_an_interpreter_that_is_gone_is_named(acme: Shell) -> None:
    hook(acme, "on-add", "#!/gone/python3 -E\n")
    assert acme("add", "B").err == (
        "pipectl: the hook on-add was not run: its interpreter /gone/python3 isn't there.\n"
    )
