"""What is around the store: who can read it, room on the disk, other programs, its backups."""

import os
import re
import shlex
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pipectl.clock import local
from pipectl.disk import prefix_of
from pipectl.doctor.rules import FIX, Finding
from pipectl.numbers import NumberFormat
from pipectl.paths import folder_of
from pipectl.store import backups
from pipectl.store.damaged_backups import spoiled

# Folders that a program carries to other machines, by the names that it gives them.
SYNCED = re.compile(
    r"Dropbox( \(.+\))?|OneDrive( - .+)?|(My|Google) ?Drive|iCloud( ?Drive)?|Mobile Documents"
    r"|com~apple~CloudDocs|CloudStorage",
    re.IGNORECASE,
)
OLD_BACKUP = timedelta(days=2)


class StoreFolder(NamedTuple):
    """Where the store is, and what else of ours is: its folder, if that is ours alone; settings."""

    store: Path
    own_folder: Path | None
    settings: Path | None

    @property
    def real(self) -> Path:
        """The store's file itself, where its path is a link."""
        return Path(os.path.realpath(self.store))


def findings(
    place: StoreFolder, now: datetime, last_change: date | None, numbers: NumberFormat
) -> list[Finding]:
    """What is wrong around the store."""
    return [
        *[loose_finding(path) for path in loose(place)],
        *[left_finding(path) for path in left_over(place, now) if backups.is_old(path, now)],
        *unwritable_findings(place.real),
        *backup_findings(place.store, now, last_change),
        *spoiled_findings(place.store),
        *future_findings(place.store, now),
        *room_findings(place.real, numbers),
        *synced_findings(place.real),
    ]


def ours(place: StoreFolder) -> Iterator[Path]:
    """What only its owner should be able to read."""
    folder = folder_of(place.store)
    yield place.real
    if folder.is_dir():
        yield folder
        yield from (each.path for each in backups.listed(place.store))
    if place.own_folder is not None:
        yield place.own_folder
    if place.settings is not None and place.settings.exists():
        yield from (place.settings, place.settings.parent)


def loose(place: StoreFolder) -> list[Path]:
    """What others can read or write, as far as it is our own."""
    if os.name == "nt":
        return []
    found = []
    for path in ours(place):
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                found.append(path)
    return found


def wanted_mode(path: Path) -> int:
    """For the owner alone."""
    return 0o700 if path.is_dir() else 0o600


def loose_finding(path: Path) -> Finding:
    """That others can get at a file."""
    mode, wanted = stat.S_IMODE(path.stat().st_mode), wanted_mode(path)
    what = f"others can get at it (mode {mode:04o}, not {wanted:04o})"
    return Finding("permissions", str(path), what, FIX, fixable=True)


def left_over(place: StoreFolder, now: datetime) -> list[Path]:
    """Return the temporary files of ours that a killed program left."""
    prefix = prefix_of(place.real)
    found = backups.left_over(place.real.parent, prefix, now)
    found += backups.left_over(folder_of(place.store), prefix, now)
    if place.settings is not None:
        found += backups.left_over(place.settings.parent, prefix_of(place.settings), now)
    return found


def left_finding(path: Path) -> Finding:
    """Say that a temporary file was left: the next backup removes a younger one."""
    return Finding("leftover", str(path), "a killed program left it", FIX, fixable=True)


def backup_findings(store: Path, now: datetime, last_change: date | None) -> Iterator[Finding]:
    """Backups that stopped being taken."""
    folder = folder_of(store)
    if not os.path.lexists(folder) or last_change is None:
        return  # the first change of another day takes the first one
    if not folder.is_dir():
        todo = "Move it away: the backups' folder belongs there."
        yield Finding("backup", str(folder), "it is no folder", todo)
        return
    latest = backups.newest(store, now)
    if latest is None:
        yield Finding("backup", str(folder), "it holds no backup", TAKE, fixable=True)
    elif local(latest.taken_at).date() < last_change - OLD_BACKUP:
        what = f"the latest backup is older than the latest change, of {last_change}"
        yield Finding("backup", str(folder), what, TAKE, fixable=True)


def spoiled_findings(store: Path) -> Iterator[Finding]:
    """Backups that can't be restored any more."""
    for path, wrong in spoiled(store):
        todo = "Take another one: `pipectl backup`. This one can't be restored; you can delete it."
        if path.exists() and not os.access(path, os.R_OK):  # it may be sound
            todo = f"Let yourself read it: `chmod u+r {shlex.quote(str(path))}`."
        yield Finding("backup", str(path), wrong, todo)


def unwritable_findings(store: Path) -> Iterator[Finding]:
    """The store, or a folder that a change needs, that can't be written to."""
    folder = folder_of(store)
    for path, what in (
        (store, "it can't be written to, so that no change is stored"),
        (store.parent, "nothing can be written in it, so that no change is stored"),
        (folder, "nothing can be written in it, so that no backup is taken"),
    ):
        if path.exists() and not os.access(path, os.W_OK):
            flags = "u+w" if path == store else "u+rwx"
            todo = f"Let yourself write there: `chmod {flags} {shlex.quote(str(path))}`."
            yield Finding("read-only", str(path), what, todo)


def future_findings(store: Path, now: datetime) -> Iterator[Finding]:
    """Backups dated later than now: a clock was wrong when they were taken, or is wrong now."""
    for each in backups.listed(store):
        if backups.is_later(each, now):
            what = f"it is dated later than now, {each.taken_at.astimezone():%Y-%m-%d %H:%M}"
            todo = "Check the clock. `pipectl restore` passes it over unless you name it; you can"
            todo += " delete it."
            yield Finding("backup", str(each.path), what, todo)


TAKE = "Take one: `pipectl backup`."


def room_findings(store: Path, numbers: NumberFormat) -> Iterator[Finding]:
    """A disk on which the next backup may not find room."""
    free, size = shutil.disk_usage(store.parent).free, store.stat().st_size
    if free < backups.ROOM * size:
        what = (
            f"{numbers.count(free)} bytes are free on its disk, less than twice the store's"
            f" {numbers.count(size)}"
        )
        yield Finding("room", str(store.parent), what, "Make room there.")


def synced_findings(store: Path) -> Iterator[Finding]:
    """A folder that another program carries elsewhere while the store is in use."""
    for part in store.parent.parts:
        if SYNCED.fullmatch(part):
            what = f"{part} may carry half a change to another machine, or an old state back here"
            todo = "Keep the store elsewhere, and its backups or exports there."
            yield Finding("synced", str(store), what, todo)
            return


def mend(place: StoreFolder, now: datetime) -> None:
    """Close what others can get at, and remove what was left; what can't be stays reported."""
    for path in loose(place):
        with suppress(OSError):
            path.chmod(wanted_mode(path))
    backups.remove(left_over(place, now))
