"""Disks that fail: SQLite's own calls of the system are refused, for some files alone."""

import _sqlite3
import ctypes
import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The beginning of SQLite's `sqlite3_vfs`, whose versions from 3 on can replace a system call.
Replace = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
Find = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
Write = ctypes.CFUNCTYPE(
    *(ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong),
    use_errno=True,
)
CALLS = ("pwrite", "pwrite64")  # which of them it uses was decided when it was built


class FileSystem(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        *((f"call_{number}", ctypes.c_void_p) for number in range(13)),
        ("replace", Replace),
        ("find", Find),
    )


def file_system() -> FileSystem | None:
    """How the SQLite that Python uses reaches files; None where that can't be told."""
    try:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(FileSystem)
        found: FileSystem = library.sqlite3_vfs_find(None).contents
    except (AttributeError, OSError, ValueError):
        return None
    return found if found.version >= 3 and os.path.isdir("/proc/self/fd") else None


@contextmanager
def failing(error: int, strikes: Callable[[Path], bool]) -> Iterator[list[Path]]:
    """Let SQLite's writes to some files fail with the error; yields those that were struck."""
    found = file_system()
    assert found is not None
    struck: list[Path] = []
    before = {}

    def replacement(call: str, real: int) -> Any:
        write = ctypes.cast(real, Write)

        def act(file: int, data: int, size: int, at: int) -> int:
            name = Path(os.readlink(f"/proc/self/fd/{file}"))
            if strikes(name):
                struck.append(name)
                ctypes.set_errno(error)
                return -1
            done: int = write(file, data, size, at)
            return done

        return Write(act)

    at = ctypes.addressof(found)
    try:
        for call in CALLS:
            real = found.find(at, call.encode())
            if real:
                fault = replacement(call, real)
                before[call] = (real, fault)
                found.replace(at, call.encode(), ctypes.cast(fault, ctypes.c_void_p))
        yield struck
    finally:
        for call, (real, _fault) in before.items():
            found.replace(at, call.encode(), real)


@contextmanager
def failing_store(store: Path, error: int) -> Iterator[list[Path]]:
    """Let writes to the store and its journal fail; copies of it go well."""
    own = {os.path.realpath(store), f"{os.path.realpath(store)}-journal"}
    with failing(error, lambda path: str(path) in own) as struck:
        yield struck


FULL, BROKEN = errno.ENOSPC, errno.EIO
