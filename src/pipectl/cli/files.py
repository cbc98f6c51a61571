"""Open files named by the user; `-` is stdin or stdout."""

import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from pipectl.disk import reason
from pipectl.errors import RefusedError, StoreError, UsageError
from pipectl.render.output import print_note, spooled

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from pipectl.cli.context import Run
    from pipectl.render.files import OwnFile, Target


MOST_PEEKED = 200
STDOUT = (None, "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")
HELD_BYTES = 16_000_000  # of stdin in memory, before it goes to a file


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Open a file; raise RefusedError if it can't be read."""
    if name == "-":
        yield stdin()
        return
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISDIR(mode):
            raise RefusedError(f"{name} is a folder, not a file.", hint=in_folder(name))
        if not stat.S_ISREG(mode):
            raise RefusedError(
                f"{name} is not a regular file.", hint="To read from a pipe, use - as its name."
            )
        stream = open(name, "rb")  # noqa: SIM115 - closed below, whatever is done with it
    except (OSError, ValueError) as error:
        raise RefusedError(f"{name} can't be read: {reason(error)}.") from error
    with stream:
        try:
            yield stream
        except OSError as error:
            raise RefusedError(f"{name} can't be read: {reason(error)}.") from error


def in_folder(name: str) -> str:
    """Return what to do instead of importing a folder, such as an older Numbers file."""
    from pipectl.file_kinds import NUMBERS

    is_numbers = name.rstrip("/").lower().endswith(".numbers")
    return NUMBERS.remedy if is_numbers else "Name the file in it."


class ReplayableStream:
    """A stream that keeps what was read of it, so that it can be read again."""

    def __init__(self, source: BinaryIO) -> None:
        # Not at the top: every command that is redirected loads this module to look at the output.
        from tempfile import SpooledTemporaryFile

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
    """A reader of a kept stream from the beginning."""

    def __init__(self, kept: ReplayableStream) -> None:
        self.kept, self.place = kept, 0

    def readable(self) -> bool:
        """Return True, as io requires."""
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


kept_stdin: list[ReplayableStream] = []  # of this process, from its first reading on


def stdin() -> BinaryIO:
    """Return stdin from the beginning; raise UsageError if it is closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("Stdin is closed: there is nothing to read from -.")
    source = sys.stdin.buffer
    if not kept_stdin or kept_stdin[0].source is not source:
        kept_stdin[:] = [ReplayableStream(source)]
    return cast(BinaryIO, io.BufferedReader(FromTheStart(kept_stdin[0]), 1 << 16))


def is_native(names: Sequence[str]) -> bool:
    """Return whether the first file begins as an export of pipectl's does."""
    with opened(names[0]) as stream:
        return stream.read(MOST_PEEKED).lstrip().startswith(b'{"pipectl"')


def named(file: str | None) -> str | None:
    """Return the named file; None for stdout."""
    return None if file in STDOUT else file


def own_places(run: "Run") -> "list[OwnFile]":
    """Return pipectl's own files: store, backups, settings, hooks, log."""
    from pipectl import paths
    from pipectl.paths import JOURNALS, folder_of
    from pipectl.render.files import OwnFile

    environment = run.environment
    found = []
    if run.file is not None:
        store = os.path.realpath(run.file)
        found += [OwnFile(Path(store), "the store itself")]
        found += [OwnFile(Path(f"{store}{ending}"), "the store's journal") for ending in JOURNALS]
    found += [
        OwnFile(
            folder_of(run.beside),
            "the folder of the store's backups",
            "in the folder of the store's backups",
            "one of the store's backups",
        ),
    ]
    hooks: list[Path] = []
    with suppress(StoreError):
        if run.user["hooks"].value:
            hooks.append(paths.own_folder(run.user["hooks"].value, environment))
    settings = paths.config_file(environment)
    if settings is not None:
        found.append(OwnFile(settings, "the file of your settings"))
        hooks.append(settings.with_name("hooks"))
    for folder in hooks:
        inside = "in the folder of your hooks"
        found.append(OwnFile(folder, "the folder of your hooks", inside, "one of your hooks"))
    with suppress(StoreError):
        found.append(OwnFile(paths.defects_log(environment), "pipectl's own log"))
    return found


def is_store(path: Path) -> bool:
    """Return whether a store or backup is there; raise OutputError if that can't be known."""
    from pipectl.render import files

    return files.is_store(path)


def target_of(run: "Run", file: str, **how: Any) -> "Target":
    """Return the file to write, which isn't pipectl's own."""
    from pipectl.render.files import Target

    return Target(file, own_places(run), **how)


def check_destination(run: "Run", file: str | None, **how: Any) -> None:
    """Raise the errors of writing the file before doing anything else."""
    if file is not None:
        from pipectl.render.files import check

        check(target_of(run, file, **how))


@contextmanager
def destination(run: "Run", file: str | None, **how: Any) -> Iterator[IO[bytes]]:
    """Open the output: stdout, or a file that gets its name once complete."""
    if file is None:
        with spooled() as out:
            yield out
        return
    from pipectl.render.files import written

    target, before = target_of(run, file, **how), mode_of(file)
    with written(target) as out:
        yield out
    if before & 0o077 and not mode_of(file) & 0o077:
        print_note(f"Only you can read {file} now (its mode was {before:04o}).{public_hint(how)}")


def public_hint(how: dict[str, Any]) -> str:
    """Return the hint on --public, if the command has that flag."""
    return " To let others read it, use --public." if "public" in how else ""


def mode_of(file: str) -> int:
    """The permissions of a file; none if there is no file."""
    try:
        return stat.S_IMODE(os.stat(file).st_mode) if os.name != "nt" else 0
    except (OSError, ValueError):
        return 0
