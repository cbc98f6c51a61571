"""A small process in which all of pipectl is imported: each command at a terminal is a fork of it.

A fork copies the page table of its process, and a process that collected thousands of tests has ten
times the pages. The server is told what to run with a message and the terminal's handle; it answers
with the number of the process, and with its status once it has ended.

It also takes command lines from `PIPECTL`, a script in the place of `pipectl` for shells.
"""

import fcntl
import gc
import importlib
import marshal
import os
import pickle
import select
import socket
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from forked import Act, become, build_all, import_all, leave, run_command

MOST = 1 << 20  # bytes of a message
# What a test may have changed in its own process and a command it starts must see.
CARRIED = [("pipectl.store.connection", "BUSY_MS"), ("pipectl.render.progress", "PATIENCE")]
if os.environ.get("PIPECTL_TESTS_ON") == "server":
    CARRIED.append(("pipectl.store.server.connection", "BUSY_MS"))


def values_to_carry() -> list[tuple[str, str, Any]]:
    """What `CARRIED` names, as it is in this process."""
    return [
        (module, name, getattr(importlib.import_module(module), name)) for module, name in CARRIED
    ]


def message_of(act: Act, environment: dict[str, str]) -> bytes:
    """What the server is told: what to do, and in which circumstances."""
    return pickle.dumps((act, environment, os.getcwd(), values_to_carry()))


def run_at(terminal: int, message: bytes) -> NoReturn:
    """Do in a fork what a message says, at a terminal that is its own."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    take_streams(terminal, terminal, terminal)
    act, environment, folder, carried = pickle.loads(message)
    os.chdir(folder)
    for module, name, value in carried:
        setattr(importlib.import_module(module), name, value)
    become(environment)
    leave(act)


def run_line(streams: list[int], message: bytes) -> NoReturn:
    """Run a command line in a fork, in the place of the script that sent it."""
    take_streams(*streams)
    words, environment, folder = marshal.loads(message)
    os.chdir(folder)
    become({os.fsdecode(name): os.fsdecode(value) for name, value in environment.items()})
    leave(partial(run_command, words))


def take_streams(*streams: int) -> None:
    """Let these be the three standard streams, and close all other files."""
    for stream, handle in enumerate(streams):
        os.dup2(handle, stream)
    os.closerange(3, 4096)


# Runs with almost nothing imported, which takes a tenth of the time that pipectl takes to begin.
PIPECTL = f"""#!{sys.executable} -IS
import _socket, marshal, posix, sys
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
server.connect("ADDRESS")
streams = b"".join(stream.to_bytes(4, sys.byteorder) for stream in (0, 1, 2))
message = marshal.dumps((sys.argv[1:], posix.environ, posix.getcwd()))
server.sendmsg([message], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
code = int.from_bytes(server.recv(4), sys.byteorder, signed=True)
if code < 0:
    posix.kill(posix.getpid(), -code)
posix._exit(code)
"""

Tell = Callable[[int, int | None], object]


class Forks:
    """The forks that run, and who is to be told when they end."""

    def __init__(self) -> None:
        self.poll = select.poll()
        self.running: dict[int, tuple[int, Tell]] = {}

    def begin(self, act: Callable[[], NoReturn], handles: list[int], tell: Tell) -> None:
        """Fork, and give the handles away."""
        child = os.fork()
        if not child:
            act()
        for handle in handles:
            os.close(handle)
        ending = os.pidfd_open(child)
        self.running[ending] = child, tell
        self.poll.register(ending, select.POLLIN)
        tell(child, None)

    def end(self, ending: int) -> None:
        """Tell that a fork has ended."""
        child, tell = self.running.pop(ending)
        self.poll.unregister(ending)
        os.close(ending)
        tell(child, os.waitpid(child, 0)[1])


def serve(channel: socket.socket, scripts: socket.socket) -> None:
    """Fork for each message; end when nobody can send one any more."""
    forks = Forks()
    forks.poll.register(channel, select.POLLIN)
    forks.poll.register(scripts, select.POLLIN)

    def answer(child: int, status: int | None) -> None:
        channel.send(pickle.dumps((child, status)))

    def answer_script(script: socket.socket, _child: int, status: int | None) -> None:
        if status is not None:
            code = os.waitstatus_to_exitcode(status)
            with suppress(OSError), script:  # it may have been killed
                script.send(code.to_bytes(4, sys.byteorder, signed=True))

    while True:
        for handle, _ in forks.poll.poll():
            if handle in forks.running:
                forks.end(handle)
            elif handle == channel.fileno():
                message, handles, _, _ = socket.recv_fds(channel, MOST, 1)
                if not message:
                    return
                forks.begin(partial(run_at, handles[0], message), handles, answer)
            else:
                script, _ = scripts.accept()
                message, handles, _, _ = socket.recv_fds(script, MOST, 3)
                tell = partial(answer_script, script)
                forks.begin(partial(run_line, handles, message), handles, tell)


if __name__ == "__main__":
    import_all()
    build_all()
    gc.collect()
    gc.freeze()
    gc.disable()
    serve(*(socket.socket(fileno=int(handle)) for handle in sys.argv[1:]))
