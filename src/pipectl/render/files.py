"""A result written to a file: whole, or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipectl.disk import sync_folder
from pipectl.errors import RefusedError, quoted
from pipectl.render.output import OutputError

LONG = 4096  # a path is never shortened: its end tells most


class OccupiedError(RefusedError):
    """There is a file already where one was to be written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a file {quoted(name, LONG)} already, and it was left alone.",
            hint="Give another name, or --force to write over it.",
        )


def replace(name: str, data: bytes) -> None:
    """Write the data aside and rename it, over what was there; raises OutputError."""
    path = place_of(name)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        wrong = obstacle(path)
        if wrong is None:
            aside.write_bytes(data)
            os.replace(aside, path)
            return
    except (OSError, ValueError) as error:
        wrong = getattr(error, "strerror", None) or "that is no file's name"
        with suppress(OSError, ValueError):
            aside.unlink()
    raise OutputError(f"{wrong}: {name}")


@contextmanager
def written(name: str, *, force: bool) -> Iterator[BinaryIO]:
    """A private file that gets its name once it is complete and on the disk.

    With `force` it takes the place, and the mode, of the one that is there. Raises OutputError,
    OccupiedError.
    """
    path = place_of(name)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        check_place(path, name, force=force)
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(aside, path, name, force=force)
    except (OSError, ValueError) as error:
        wrong = getattr(error, "strerror", None) or "that is no file's name"
        raise OutputError(f"{wrong}: {name}") from error
    finally:
        with suppress(OSError, ValueError):
            aside.unlink(missing_ok=True)


def place_of(name: str) -> Path:
    """Where a file of that name is, behind links; raises OutputError for what is no name."""
    try:
        return Path(os.path.realpath(name))
    except ValueError:
        raise OutputError(f"that is no file's name: {name}") from None


def check_place(path: Path, name: str, *, force: bool) -> None:
    """Raise OutputError, OccupiedError where the file can't be put there."""
    wrong = obstacle(path)
    if wrong is not None:
        raise OutputError(f"{wrong}: {name}")
    if path.exists() and not force:
        raise OccupiedError(name)


def put_in_place(aside: Path, path: Path, name: str, *, force: bool) -> None:
    """Give the finished file its name; raises OccupiedError where somebody was quicker."""
    if force:
        with suppress(FileNotFoundError):
            aside.chmod(stat.S_IMODE(path.stat().st_mode))
        os.replace(aside, path)
    else:
        try:
            os.link(aside, path)
        except FileExistsError:
            raise OccupiedError(name) from None
        except OSError:  # a file system without links
            os.rename(aside, path)
    sync_folder(path.parent)


def obstacle(path: Path) -> str | None:
    """Why no file can be put there, if it can't."""
    if not path.name or path.is_dir():
        return "that is a folder"
    if not path.parent.is_dir():
        return "there is no folder for it"
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        return "that is no plain file"
    return None
