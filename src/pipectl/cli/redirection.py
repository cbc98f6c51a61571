"""Refuse shell redirections of stdout and stderr into a store or the settings."""

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl import paths
from pipectl.errors import PipectlError, RefusedError, quoted

if TYPE_CHECKING:
    from pipectl.cli.context import Run


Identity = tuple[int, int]
LONG = 4096


class OwnOutputError(RefusedError):
    """The output is redirected into the store or one of its files."""

    def __init__(self, name: str, store: Path, path: Path, what: str, *, is_emptied: bool) -> None:
        from pipectl.store.connection import PUT_BACK, has_backups

        said = f"{name} is {what}, {quoted(str(path), LONG)}: nothing was done"
        hint = "Send the output to another file."
        if is_emptied:
            said += ". The shell's > emptied it before pipectl began"
            if path == store:
                hint = PUT_BACK if has_backups(store) else f"{hint} There is no backup."
        super().__init__(f"{said}.", hint=hint)


class OutputThereError(RefusedError):
    """The output is redirected into another store or the settings file."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} is {what}: nothing was done.", hint="Send the output to another file."
        )


def check_streams(run: "Run") -> None:
    """Raise OwnOutputError if stdout or stderr is a file of the store's; nothing is done yet.

    Raises OutputThereError for another store, and for the settings.
    """
    files = {name: found for name in ("stdout", "stderr") if (found := file_behind(name))}
    if not files:
        return  # a terminal, a pipe: nearly always
    for store in stores(run):
        for path, what in belongings(store):
            if names := led_there(files, identity(path)):
                is_emptied = path.stat().st_size == 0 and not is_journal(path, store)
                raise OwnOutputError(names[0], store, path, what, is_emptied=is_emptied)
    settings = paths.config_file(run.environment)
    if settings is not None and (names := led_there(files, identity(settings))):
        raise OutputThereError(names[0], "the file of your settings")
    for name, found in files.items():
        if is_a_store(name):
            led_there(files, found)
            raise OutputThereError(name, "a pipectl store")


def led_there(files: Mapping[str, Identity], there: Identity | None) -> list[str]:
    """Return the streams that go to a file; if stderr does, print errors on stdout."""
    names = [name for name, found in files.items() if found == there]
    if "stderr" in names:  # where else could it be told?
        sys.stderr = None if "stdout" in names else sys.stdout
    return names


def is_a_store(name: str) -> bool:
    """Return whether a stream goes to any store or backup."""
    from pipectl.cli.files import is_store

    handle = getattr(sys, name).fileno()
    with suppress(OSError, PipectlError):
        return is_store(Path(f"/dev/fd/{handle}"))
    return False


def file_behind(name: str) -> Identity | None:
    """Return the regular file that a stream goes to; None for anything else."""
    try:
        found = os.fstat(getattr(sys, name).fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def identity(path: Path) -> Identity | None:
    """Return a file's identity, the same for all its names; None if there is no file."""
    with suppress(OSError, ValueError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def stores(run: "Run") -> Iterator[Path]:
    """The stores that the command line and the settings name, and the demo's.

    The command line isn't understood yet; a store too many is no harm.
    """
    words = iter(run.arguments)
    for word in words:
        named = next(words, None) if word == "--db" else word.partition("--db=")[2] or None
        if named is not None:
            with suppress(PipectlError):
                yield from real_file(named, run.environment)
    with suppress(PipectlError):
        if own := run.user["db"].value:
            yield from real_file(own, run.environment)
    for place in (paths.default_store, paths.demo_store):
        with suppress(PipectlError):
            yield real(place(run.environment))


def real_file(name: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """The file behind links of a named store, unless it is on a server."""
    if (file := paths.store_file(name, environment)) is not None:
        yield real(file)


def is_journal(path: Path, store: Path) -> bool:
    """Return whether the path is one of the store's journals."""
    return path != store and path.parent == store.parent


def real(path: Path) -> Path:
    """The file behind links."""
    return Path(os.path.realpath(path))


def belongings(store: Path) -> Iterator[tuple[Path, str]]:
    """Return the store's file, its journals and backups, each with its name in words."""
    from pipectl.paths import JOURNALS, folder_of

    yield store, "the store itself"
    for ending in JOURNALS:
        yield Path(f"{store}{ending}"), "the store's journal"
    with suppress(OSError):
        for path in folder_of(store).iterdir():
            yield path, "one of the store's backups"
