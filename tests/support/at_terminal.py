"""Starts forks at pseudo-terminals of their own, which a test reads and types at."""

import atexit
import fcntl
import os
import pickle
import pty
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pexpect
from pexpect.fdpexpect import fdspawn

from fork_server import MOST, PIPECTL, message_of
from forked import Act

SERVER = Path(__file__).with_name("fork_server.py")


class Server:
    """The process that forks, and what it has said."""

    def __init__(self) -> None:
        self.channel, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.statuses: dict[int, int] = {}
        self.folder = Path(mkdtemp())
        address, tool = self.folder / "server", self.folder / "pipectl"
        with its, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as scripts:
            scripts.bind(str(address))
            scripts.listen(100)
            handles = [its.fileno(), scripts.fileno()]
            line = [sys.executable, str(SERVER), *map(str, handles)]
            self.process = subprocess.Popen(
                line, pass_fds=handles, start_new_session=True, cwd=self.folder
            )
        tool.write_text(PIPECTL.replace("ADDRESS", str(address)))
        tool.chmod(0o700)
        atexit.register(self.end)

    def end(self) -> None:
        """Let it end, and wait for that."""
        self.channel.close()
        self.process.wait()
        rmtree(self.folder)

    def started(self, message: bytes, terminal: int) -> int:
        """Let it fork; the number of the process."""
        socket.send_fds(self.channel, [message], [terminal])
        while (told := self.told())[1] is not None:
            pass
        return told[0]

    def told(self) -> tuple[int, int | None]:
        """Which process has begun, or has ended with which status."""
        answer = self.channel.recv(MOST)
        assert answer, "the server has ended"
        number, status = pickle.loads(answer)
        if status is not None:
            self.statuses[number] = status
        return number, status

    def status(self, number: int) -> int:
        """Wait until a process has ended: its exit code, or less the signal that ended it."""
        while number not in self.statuses:
            self.told()
        return os.waitstatus_to_exitcode(self.statuses.pop(number))


@cache
def server() -> Server:
    """The server of this process."""
    return Server()


class AtTerminal(fdspawn):  # type: ignore[type-arg]
    """A process at a terminal of its own, with the means of pexpect."""

    pid: int

    def __init__(self, act: Act, environment: Mapping[str, str], size: tuple[int, int]) -> None:
        handle, terminal = pty.openpty()
        try:
            fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
            self.before_it = termios.tcgetattr(handle)
            message = message_of(act, dict(environment))
            self.pid = server().started(message, terminal)
        finally:
            os.close(terminal)
        super().__init__(handle, encoding="utf-8", timeout=30)
        self.delaybeforesend = None
        self.code: int | None = None

    def wait(self) -> int:
        """Wait until the process has ended: its exit code as a shell tells it."""
        if self.code is None:
            code = server().status(self.pid)
            self.code = code if code >= 0 else 128 - code
        return self.code

    def ended(self) -> int:
        """Wait until it has ended by itself, and close its terminal: its exit code."""
        self.expect(pexpect.EOF)
        code = self.wait()
        self.left_as_it_was = termios.tcgetattr(self.child_fd) == self.before_it
        self.close()
        return code


def at_terminal(
    act: Act, environment: Mapping[str, str], *, dimensions: tuple[int, int] = (24, 80)
) -> Any:
    """A fork at a pseudo-terminal of its own that has this environment and does only `act`.

    `act` is a function of `forked` or a `partial` of one.
    """
    return AtTerminal(act, environment, dimensions)


def folder_of_tool() -> Path:
    """A folder with a `pipectl` for shells, whose command lines run in forks of the server."""
    return server().folder
