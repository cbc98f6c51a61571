"""A result written to a file: whole, or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from pipectl.render.output import OutputError


def replace(name: str, data: bytes) -> None:
    """Write the data aside and rename it, over what was there; raises OutputError."""
    path = Path(os.path.realpath(name))
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


def obstacle(path: Path) -> str | None:
    """Why no file can be put there, if it can't."""
    if not path.name or path.is_dir():
        return "that is a folder"
    if not path.parent.is_dir():
        return "there is no folder for it"
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        return "that is no plain file"
    return None
