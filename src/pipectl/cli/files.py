"""Files that a person names to be read or written: `-` is stdin, or stdout."""

import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.render.output import spooled
from pipectl.store.connect import reason

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from pipectl.cli.run import Run

MOST_PEEKED = 200
JOURNALS = ("", "-journal", "-wal", "-shm")  # what belongs to the store's file
HELD_BYTES = 16_000_000  # of stdin in memory, before it goes to a file


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file; raises RefusedError for what can't be read."""
    if name == "-":
        yield stdin()
        return
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise RefusedError(f"{name} is no plain file.", hint="To read from a pipe, name it -.")
        stream = open(name, "rb")  # noqa: SIM115 - closed below, whatever is done with it
    except (OSError, ValueError) as error:
        raise RefusedError(f"{name} can't be read: {reason(error)}.") from error
    with stream:
        try:
            yield stream
        except OSError as error:
            raise RefusedError(f"{name} can't be read: {reason(error)}.") from error


class Kept:
    """A stream that comes only once, kept as far as it was read: there may be no end to it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.spool: Any = SpooledTemporaryFile(HELD_BYTES)  # noqa: SIM115 - lives as we do

    def at(self, place: int, size: int) -> bytes:
        """The bytes from a place on; at the end of what is kept, more of the stream."""
        self.spool.seek(place)
        found: bytes = self.spool.read(size)
        if not found:
            found = self.source.read(size)
            self.spool.write(found)
        return found


class FromTheStart(io.RawIOBase):
    """What is kept of a stream and what still comes, read from the beginning."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.place = kept, 0

    def readable(self) -> bool:
        """Always: this is what io asks for."""
        return True

    def seekable(self) -> bool:
        """Always, from the beginning."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, as io asks for it; where the end is nobody knows."""
        self.place = offset + (self.place if whence == io.SEEK_CUR else 0)
        return self.place

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer, as io asks for it."""
        view = memoryview(buffer)
        data = self.kept.at(self.place, len(view))
        view[: len(data)] = data
        self.place += len(data)
        return len(data)


kept_stdin: list[Kept] = []  # of this process, from its first reading on


def stdin() -> BinaryIO:
    """Stdin's bytes, from their beginning each time; raises UsageError where it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("Stdin is closed: there is nothing to read from -.")
    source = sys.stdin.buffer
    if not kept_stdin or kept_stdin[0].source is not source:
        kept_stdin[:] = [Kept(source)]
    return cast(BinaryIO, io.BufferedReader(FromTheStart(kept_stdin[0]), 1 << 16))


def is_native(names: Sequence[str]) -> bool:
    """Whether the first file begins as an export of ours does."""
    with opened(names[0]) as stream:
        return stream.read(MOST_PEEKED).lstrip().startswith(b'{"pipectl"')


def refuse_store(run: "Run", file: str | None) -> None:
    """Raise RefusedError for a file that belongs to the store."""
    if file is None or "\0" in file:  # which is no file's name, as is said when it is opened
        return
    place = os.path.realpath(file)
    if any(place == os.path.realpath(f"{run.path}{ending}") for ending in JOURNALS):
        raise RefusedError(f"{quoted(file, 4096)} is the store itself.", hint="Name another file.")


def destination(file: str | None, *, force: bool) -> AbstractContextManager[IO[bytes]]:
    """Where the bytes go: they are shown, or get the file's name, when all are there."""
    if file is None:
        return spooled()
    from pipectl.render.files import written

    return written(file, force=force)
