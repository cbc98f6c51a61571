"""Commands at a pseudo-terminal: what is on the screen, what is typed, how they end."""

import io
import os
import re
import select
import sys
from pathlib import Path

import pexpect

from conftest import Shell

UP, DOWN, ENTER, SPACE = "\x1b[A", "\x1b[B", "\r", " "
CTRL_C, CTRL_D = "\x03", "\x04"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Session:
    """A command at a terminal of its own, its stdout in a file."""

    def __init__(self, shell: Shell, words: tuple[str, ...], environment: dict[str, str]) -> None:
        self.shell, self.screen = shell, io.StringIO()
        self.out = Path(environment.get("OUT", shell.home / "stdout"))
        self.before = shell.store.read_bytes()
        # The shell notes how the terminal is set before the command and after it.
        script = (
            'trap : INT; stty -g >"$OUT.before"; "$0" -m pipectl "$@" >"$OUT"; left=$?; '
            'stty -g >"$OUT.after"; exit $left'
        )
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", script, sys.executable, *words],
            encoding="utf-8",
            dimensions=(30, 100),
            timeout=30,
            env={
                **shell.environment,
                "TERM": "xterm-256color",
                "OUT": str(self.out),
                **environment,
            },
        )
        self.child.delaybeforesend = None
        self.child.logfile_read = self.screen

    def asked(self, *texts: str) -> "Session":
        """Wait until these are on the screen, one after the other."""
        for text in texts:
            self.child.expect_exact(text)
        return self

    def type(self, *keys: str) -> "Session":
        self.child.send("".join(keys))
        return self

    def answer(self, question: str, *keys: str) -> "Session":
        """Wait for a question and type the answer."""
        return self.asked(question).type(*keys, ENTER)

    def left(self, code: int = 0) -> str:
        """What came to stdout once the command has left with that code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus == code, self.said
        settings = [self.out.with_suffix(each).read_text() for each in (".before", ".after")]
        assert settings[0] == settings[1], "the terminal is not as it was"
        assert "Traceback" not in self.said
        return self.out.read_text("utf-8")

    def killed(self, number: int) -> None:
        """End the command itself with a signal, and its terminal with it."""
        with open(f"/proc/{self.child.pid}/task/{self.child.pid}/children") as children:
            os.kill(int(children.read().split()[0]), number)
        self.child.expect(pexpect.EOF)
        self.child.close()

    def closed(self) -> None:
        """Close the terminal, as a window is closed, and wait until the command is gone."""
        with open(f"/proc/{self.child.pid}/task/{self.child.pid}/children") as children:
            command = int(children.read().split()[0])
        handle = os.pidfd_open(command)
        self.child.close(force=False)
        select.select([handle], [], [], 30)
        os.close(handle)

    @property
    def said(self) -> str:
        """Everything that was on the screen, without escapes."""
        return ESCAPE.sub("", self.screen.getvalue()).replace("\r", "")

    def nothing_was_stored(self) -> bool:
        return self.shell.store.read_bytes() == self.before
