"""An error that nobody foresaw: damage of the store, or a defect of ours and what is kept of it."""

import os
import sys
import traceback
from contextlib import suppress

from pipectl import __version__, paths
from pipectl.cli.run import Run
from pipectl.errors import PipectlError


class DefectError(PipectlError):
    """A defect of ours: one line, and where the details are, without anything that was typed."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            f"This is a defect in pipectl {__version__} ({type(error).__name__}).", hint=keep(error)
        )


def behind(error: BaseException, run: Run) -> PipectlError:
    """What is behind it: a store that holds what it can't hold, else we."""
    from pipectl.store.damage import damage

    with suppress(Exception):
        found = damage(run.path)
        if found is not None:
            return found
    return DefectError(error)


def keep(error: BaseException) -> str:
    """Append the places of the error to a private log, and say where that is."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    text = f"pipectl {__version__}, Python {sys.version.split()[0]}: {type(error).__name__}\n"
    text += "".join(f"  {line}\n" for line in lines)
    with suppress(Exception):
        file = paths.defects_log(os.environ)
        before = os.umask(0o077)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        finally:
            os.umask(before)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(text)
        return f"Please report it with the end of {file}, which holds nothing that you typed."
    return f"Please report it, with this: {'; '.join(lines[-4:])}"
