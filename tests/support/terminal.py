"""Commands at a pseudo-terminal: what is on the screen, what is typed, how they end."""

import io
import os
import re
import select
import shlex
import signal
import sys
import termios
from functools import partial
from pathlib import Path

from conftest import Shell
from forked import at_terminal, ended, leave, stream_to
from pipectl.__main__ import start

UP, DOWN, ENTER, SPACE = "\x1b[A", "\x1b[B", "\r", " "
CTRL_C, CTRL_D = "\x03", "\x04"
# What says that something was done, at the beginning of a line.
ANNOUNCED = re.compile(
    r"^(?:New |(?!Interrupted)\w+ed\b|Won|Lost|Set\b|Made|Done|Wrote|Kept)", re.M
)
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def watched(words: tuple[str, ...], out: Path, *, on_screen: bool) -> None:
    """Run a command and note how the terminal was set before it and after it, as a shell would."""
    # An interrupt is the command's; only a handler is gone again in what is run.
    signal.signal(signal.SIGINT, lambda *_: None)
    if on_screen:
        out.write_bytes(b"")
    else:
        stream_to(out)
    out.with_suffix(".before").write_text(repr(termios.tcgetattr(0)))
    child = os.fork()
    if not child:
        sys.argv = ["pipectl", *words]
        leave(start)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    out.with_suffix(".after").write_text(repr(termios.tcgetattr(0)))
    raise SystemExit(status if status >= 0 else 128 - status)


class Session:
    """A command at a terminal of its own, its stdout in a file unless it is `on_screen` too."""

    def __init__(
        self,
        shell: Shell,
        words: tuple[str, ...],
        environment: dict[str, str],
        *,
        size: tuple[int, int] = (30, 100),
        on_screen: bool = False,
    ) -> None:
        self.shell, self.screen = shell, io.StringIO()
        self.out = Path(environment.get("OUT", shell.home / "stdout"))
        self.before = shell.store.read_bytes()
        whole = {**shell.environment, "TERM": "xterm-256color", **environment}
        act = partial(watched, words, self.out, on_screen=on_screen)
        self.child = at_terminal(act, whole, dimensions=size)
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
        assert ended(self.child) == code, self.said
        settings = [self.out.with_suffix(each).read_text() for each in (".before", ".after")]
        assert settings[0] == settings[1], "the terminal is not as it was"
        assert "Traceback" not in self.said
        return self.out.read_text("utf-8")

    def killed(self, number: int) -> None:
        """End the command itself with a signal, and its terminal with it."""
        with open(f"/proc/{self.child.pid}/task/{self.child.pid}/children") as children:
            os.kill(int(children.read().split()[0]), number)
        ended(self.child)

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

    @property
    def unbroken(self) -> str:
        """The same in one line: where lines break depends on how long paths are."""
        return " ".join(self.said.split())

    def nothing_was_stored(self) -> bool:
        return self.shell.store.read_bytes() == self.before


def editor(shell: Shell, script: str) -> dict[str, str]:
    """An editor that does what a shell script says with the file, "$1"."""
    place = shell.home / "my editor"
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o700)
    return {"EDITOR": shlex.quote(str(place))}
