"""What a fork does that runs what a process of its own would run, with all imported already."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pipectl

Act = Callable[[], object]


TOP = Path(pipectl.__file__).parent
# What imports SQLAlchemy, which only upgrades and migrations need: a third of the memory.
SELDOM_NEEDED = ("store/tables", "store/migrations", "store/engine.py")


def import_all() -> None:
    """Import all that a command may need, once and here: each fork would have to do so again."""
    import prompt_toolkit.input.vt100
    import prompt_toolkit.key_binding.bindings.search
    import prompt_toolkit.output.vt100  # noqa: F401
    import rich.console  # noqa: F401
    from rich.cells import cell_len

    for file in sorted(TOP.rglob("*.py")):
        if not file.relative_to(TOP).as_posix().startswith(SELDOM_NEEDED):
            parts = file.relative_to(TOP.parent).with_suffix("").parts
            import_module(".".join(parts).removesuffix(".__init__"))
    cell_len("…")  # reads a table of widths


def build_all() -> None:
    """Build the root and all commands, for the same reason."""
    from pipectl.app import main
    from pipectl.cli.command_table import COMMANDS

    main.load = cache(main.load)  # type: ignore[attr-defined]
    main.get_command = cache(main.get_command)  # type: ignore[attr-defined]
    main.get_command(main.app)  # type: ignore[attr-defined]
    for name in COMMANDS:
        build_below(main.load(name))  # type: ignore[attr-defined]


def build_below(command: object) -> None:
    """Build the commands of a group."""
    for below in getattr(command, "commands", {}).values():
        build_below(below)


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


def run_command(words: Sequence[str], out: Path | None = None) -> None:
    """Run a command line, its stdout in a file if one is given."""
    from pipectl.__main__ import start

    if out is not None:
        stream_to(out)
    sys.argv = ["pipectl", *words]
    start()


def run_program(source: str, out: Path) -> None:
    """Run a program, its stdout in a file."""
    stream_to(out)
    exec(source, {})
