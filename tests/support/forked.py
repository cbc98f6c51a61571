"""Runs what a process of its own would run in a fork of this one, where all is imported already."""

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NoReturn

import pexpect

import pipectl

Act = Callable[[], object]


def at_terminal(child: Act, environment: Mapping[str, str], **options: Any) -> "pexpect.spawn[str]":
    """A fork at a pseudo-terminal of its own that has this environment and does only `child`."""
    import_all()

    def instead_of_a_program() -> NoReturn:
        gc.disable()
        os.closerange(3, 4096)  # the last of them tells pexpect that a program runs
        become(environment)
        leave(child)

    return pexpect.spawn(
        sys.executable,
        preexec_fn=instead_of_a_program,
        encoding="utf-8",
        timeout=30,
        **options,
    )


@cache
def import_all() -> None:
    """Import all that a command may need, once and here: each fork would have to do so again."""
    import prompt_toolkit.input.vt100
    import prompt_toolkit.key_binding.bindings.search
    import prompt_toolkit.output.vt100  # noqa: F401

    for each in walk_packages(pipectl.__path__, "pipectl."):
        if not each.name.startswith("pipectl.store.migrations."):
            import_module(each.name)


def ended(child: "pexpect.spawn[str]") -> int | None:
    """Wait until it has ended by itself, and return its exit code.

    `close` alone gives it a tenth of a second to end.
    """
    child.expect(pexpect.EOF)
    child.wait()
    child.ptyproc.delayafterclose = 0  # type: ignore[attr-defined]
    child.close()
    return child.exitstatus


def become(environment: Mapping[str, str]) -> None:
    """Let a fork have this environment alone."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()


def leave(act: Act) -> NoReturn:
    """Do it as a program does, with its standard streams and signals; end with its exit code."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        open_streams()
        act()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def open_streams() -> None:
    """The standard streams as a new interpreter finds them."""
    encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        errors = "backslashreplace" if name == "stderr" else "strict"
        stream = open(number, mode, encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)


def stream_to(path: Path, number: int = 1) -> None:
    """Let a file take what comes to a stream, stdout unless said, as `>` does."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(handle, number)
    os.close(handle)
