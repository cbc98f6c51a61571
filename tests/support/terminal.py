"""Commands at a pseudo-terminal: what is on the screen, what is typed, how they end."""

import io
import os
import re
import shlex
from functools import partial
from pathlib import Path

from at_terminal import at_terminal
from conftest import Shell
from forked import run_command

UP, DOWN, ENTER, SPACE = "\x1b[A", "\x1b[B", "\r", " "
CTRL_C, CTRL_D = "\x03", "\x04"
# What says that something was done, at the beginning of a line.
ANNOUNCED = re.compile(
    r"^(?:New |(?!Interrupted)\w+ed\b|Won|Lost|Set\b|Made|Done|Wrote|Kept)", re.M
)
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


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
        self.before = shell.state()
        whole = {**shell.environment, "TERM": "xterm-256color", **environment}
        if on_screen:
            self.out.write_bytes(b"")
        act = partial(run_command, words, None if on_screen else self.out)
        self.child = at_terminal(act, whole, dimensions=size)
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
        assert self.child.ended() == code, self.said
        assert self.child.left_as_it_was, "the terminal is not as it was"
        assert "Traceback" not in self.said, self.said
        return self.out.read_text("utf-8")

    def killed(self, number: int) -> None:
        """End the command with a signal."""
        os.kill(self.child.pid, number)
        self.child.ended()

    def closed(self) -> None:
        """Close the terminal, as a window is closed, and wait until the command is gone."""
        self.child.close()
        self.child.wait()

    @property
    def said(self) -> str:
        """Everything that was on the screen, without escapes."""
        return ESCAPE.sub("", self.screen.getvalue()).replace("\r", "")

    @property
    def unbroken(self) -> str:
        """The same in one line: where lines break depends on how long paths are."""
        return " ".join(self.said.split())

    def nothing_was_stored(self) -> bool:
        return self.shell.state() == self.before


def editor(shell: Shell, script: str) -> dict[str, str]:
    """An editor that does what a shell script says with the file, "$1"."""
    place = shell.home / "my editor"
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o700)
    return {"EDITOR": shlex.quote(str(place))}
