"""Files that a person names to be read: `-` is stdin."""

import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from pipectl.errors import RefusedError, UsageError
from pipectl.store.connect import reason

MOST_PEEKED = 200


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file; raises RefusedError for what can't be read."""
    if name == "-":
        yield stdin()
        return
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            raise RefusedError(f"{name} is no plain file.", hint="To read from a pipe, name it -.")
        with open(name, "rb") as stream:
            yield stream
    except (OSError, ValueError) as error:
        raise RefusedError(f"{name} can't be read: {reason(error)}.") from error


def stdin() -> BinaryIO:
    """Stdin's bytes, which can be read more than once."""
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("Stdin is closed: there is nothing to read from -.")
    if not hasattr(stdin, "kept"):
        stdin.kept = sys.stdin.buffer.read()  # type: ignore[attr-defined]
    return io.BytesIO(stdin.kept)  # type: ignore[attr-defined]


def is_native(names: Sequence[str]) -> bool:
    """Whether the first file begins as an export of ours does."""
    with opened(names[0]) as stream:
        return stream.read(MOST_PEEKED).lstrip().startswith(b'{"pipectl"')
