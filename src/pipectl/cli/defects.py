"""What is kept of a defect of ours: where it happened, and nothing that was typed."""

import os
import sys
import traceback
from contextlib import suppress

from pipectl import __version__, paths


def keep(error: BaseException) -> str:
    """Append the places of the error to a private log, and say where that is."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    text = f"pipectl {__version__}, Python {sys.version.split()[0]}: {type(error).__name__}\n"
    text += "".join(f"  {line}\n" for line in lines)
    with suppress(Exception):
        file = paths.data_folder(os.environ) / "defects.log"
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(text)
        return f"Please report it with the end of {file}, which holds nothing that you typed."
    return f"Please report it, with this: {'; '.join(lines[-4:])}"
