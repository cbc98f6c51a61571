"""What was written in the editor, until the command has stored it or put it into a private file."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipectl.paths import UNSAVED

MOST_KEPT = 1000  # files with texts that were never stored, beside one store


class UnsavedText:
    """A text in a temporary folder; `beside` returns the file beside which it is kept."""

    def __init__(self, begun: bytes, name: str, beside: Callable[[], Path]) -> None:
        self.begun, self.beside = begun, beside
        self.folder = Path(tempfile.mkdtemp(prefix="pipectl-"))
        self.file = self.folder / name
        self.file.touch(0o600)
        self.file.write_bytes(begun)

    def drop(self) -> None:
        """Delete the text, which was stored or is kept elsewhere."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self) -> Path | None:
        """Keep the text and return where it is now, or None if nobody typed anything.

        If there is no room for it beside the store, it stays in the temporary folder.
        """
        try:
            text = self.file.read_bytes()
        except OSError:
            text = b""
        if not text.strip() or text.strip() == self.begun.strip():
            self.drop()
            return None
        with suppress(Exception):  # whatever is wrong there is what the command failed with
            kept = written_beside(Path(os.path.realpath(self.beside())), self.file.suffix, text)
            self.drop()
            return kept
        return self.file


def written_beside(file: Path, suffix: str, text: bytes) -> Path:
    """Write a private file beside another and return its path; raises OSError."""
    for number in range(1, MOST_KEPT):
        count = "" if number == 1 else f"-{number}"
        place = file.with_name(f"{file.name}.{UNSAVED}{count}{suffix}")
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            place.unlink()
            raise
        return place
    raise FileExistsError(file)
