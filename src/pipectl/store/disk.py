"""Files that are ours: private from the first byte, and on the disk before they are spoken of."""

import os
from contextlib import suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Have the file's content on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class private_folder_umask:  # noqa: N801 - reads as the statement that it is used in
    """Files 0600 and folders 0700 while it holds, whatever the user's umask."""

    def __enter__(self) -> None:
        self.before = os.umask(0o077)

    def __exit__(self, *_: object) -> None:
        os.umask(self.before)
