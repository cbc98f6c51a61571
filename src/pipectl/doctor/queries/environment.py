"""Check the store's surroundings: permissions, disk space, sync folders, backups."""

import os
import re
import shlex
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from pipectl.clock import local
from pipectl.disk import prefix_of
from pipectl.doctor.rules import FIX, Finding
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.paths import folder_of
from pipectl.store import backups
from pipectl.store.damaged_backups import spoiled
from pipectl.store.hard_links import APART, count_names, in_words

# Folders that a program carries to other machines, by the names that it gives them.
SYNCED = re.compile(
    r"Dropbox( \(.+\))?|OneDrive( - .+)?|(My|Google) ?Drive|iCloud( ?Drive)?|Mobile Documents"
    r"|com~apple~CloudDocs|CloudStorage",
    re.IGNORECASE,
)
OLD_BACKUP = timedelta(days=2)


class StoreFolder(NamedTuple):
    """The paths of the store, its folder if that is pipectl's own, and the settings file."""

    store: Path
    own_folder: Path | None
    settings: Path | None

    @property
    def real(self) -> Path:
        """Return the store's file itself if its path is a link."""
        return Path(os.path.realpath(self.store))


def findings(
    place: StoreFolder, now: datetime, last_change: date | None, numbers: NumberFormat
) -> list[Finding]:
    """Return the problems around the store's file."""
    return [
        *own_findings(place, now),
        *unwritable_findings(place.real),
        *backup_findings(place.store, now, last_change),
        *spoiled_findings(place.store),
        *future_findings(place.store, now),
        *room_findings(place.real, numbers),
        *synced_findings(place.real),
        *shared_findings(place.real),
    ]


def own_findings(place: StoreFolder, now: datetime) -> list[Finding]:
    """Return the problems of pipectl's own files, which a store on a server has, too."""
    return [
        *[loose_finding(path) for path in loose(place)],
        *[left_finding(path) for path in left_over(place, now) if backups.is_old(path, now)],
    ]


def ours(place: StoreFolder) -> Iterator[Path]:
    """Return the files and folders that only their owner should be able to read."""
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
    """Return those of pipectl's files and folders that other users can read or write."""
    if os.name == "nt":
        return []
    found = []
    for path in ours(place):
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                found.append(path)
    return found


def wanted_mode(path: Path) -> int:
    """Return the permissions that give access to the owner only."""
    return 0o700 if path.is_dir() else 0o600


def loose_finding(path: Path) -> Finding:
    """Return the finding about a file that other users can access."""
    mode, wanted = stat.S_IMODE(path.stat().st_mode), wanted_mode(path)
    what = f"other users can access it (mode {mode:04o}, should be {wanted:04o})"
    todo = obstacle(path)
    return Finding("permissions", str(path), what, todo or FIX, fixable=todo is None)


def left_over(place: StoreFolder, now: datetime) -> list[Path]:
    """Return pipectl's temporary files that no running program writes."""
    prefix = prefix_of(place.real)
    found = backups.left_over(place.real.parent, prefix, now)
    found += backups.left_over(folder_of(place.store), prefix, now)
    if place.settings is not None:
        found += backups.left_over(place.settings.parent, prefix_of(place.settings), now)
    return found


def left_finding(path: Path) -> Finding:
    """Return the finding about a temporary file; the next backup removes a younger one."""
    what = "temporary file left behind by an interrupted command"
    return Finding("leftover", str(path), what, FIX, fixable=True)


def backup_findings(store: Path, now: datetime, last_change: date | None) -> Iterator[Finding]:
    """Find that backups are no longer taken."""
    folder = folder_of(store)
    if not os.path.lexists(folder) or last_change is None:
        return  # the first change of another day takes the first one
    if not folder.is_dir():
        todo = "Move it away: pipectl keeps its backups there."
        yield Finding("backup", str(folder), "not a folder", todo)
        return
    latest = backups.newest(store, now)
    if latest is None:
        yield Finding("backup", str(folder), "contains no backups", TAKE, fixable=True)
    elif local(latest.taken_at).date() < last_change - OLD_BACKUP:
        what = f"the latest backup is older than the latest change ({last_change})"
        yield Finding("backup", str(folder), what, TAKE, fixable=True)


def spoiled_findings(store: Path) -> Iterator[Finding]:
    """Find backups that can no longer be restored."""
    for path, wrong in spoiled(store):
        todo = "Delete it: it can't be restored. Take a new one: `pipectl backup`."
        if path.exists() and not os.access(path, os.R_OK):  # it may be sound
            change = f"Make it readable: `chmod u+r {shlex.quote(str(path))}`."
            todo = obstacle(path) or change
        yield Finding("backup", str(path), wrong, todo)


def unwritable_findings(store: Path) -> Iterator[Finding]:
    """Find a read-only store or folder that a change has to write to."""
    folder = folder_of(store)
    for path, what in (
        (store, "not writable, so changes can't be saved"),
        (store.parent, "not writable, so changes can't be saved"),
        (folder, "not writable, so backups can't be taken"),
    ):
        if path.exists() and not os.access(path, os.W_OK):
            flags = "u+w" if path == store else "u+rwx"
            change = f"Make it writable: `chmod {flags} {shlex.quote(str(path))}`."
            yield Finding("read-only", str(path), what, obstacle(path) or change)


def obstacle(path: Path) -> str | None:
    """Say what to do where changing a file's permissions can't help, or isn't allowed."""
    if os.name == "nt":
        return None
    with suppress(OSError):
        if os.statvfs(path).f_flag & os.ST_RDONLY:
            return "Its disk is mounted read-only. Keep the store on another one, or remount it."
        owner = path.stat().st_uid
        if os.geteuid() not in (0, owner):
            return f"It belongs to {user_name(owner)}: ask for access, or use a copy of your own."
    return None


def user_name(number: int) -> str:
    """Return a user's name, or a description where the machine knows none."""
    import pwd

    try:
        return f"the user {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return "another user"


def future_findings(store: Path, now: datetime) -> Iterator[Finding]:
    """Find backups dated in the future: a clock was or is wrong."""
    for each in backups.listed(store):
        if backups.is_later(each, now):
            what = f"dated in the future ({each.taken_at.astimezone():%Y-%m-%d %H:%M})"
            todo = "Check the clock. `pipectl restore` skips it unless you name it. You can"
            todo += " delete it."
            yield Finding("backup", str(each.path), what, todo)


TAKE = "Back up now: `pipectl backup`."


def room_findings(store: Path, numbers: NumberFormat) -> Iterator[Finding]:
    """Find a disk that may be too full for the next backup."""
    free, size = shutil.disk_usage(store.parent).free, store.stat().st_size
    if free < backups.ROOM * size:
        what = (
            f"{numbers.count(free)} bytes free on this disk, less than twice the store's"
            f" size ({numbers.count(size)} bytes)"
        )
        yield Finding("room", str(store.parent), what, "Free up space on it.")


def synced_findings(store: Path) -> Iterator[Finding]:
    """Find a folder that another program syncs while the store is in use."""
    for part in store.parent.parts:
        if SYNCED.fullmatch(part):
            what = f"{part} may sync a half-written change, or bring back an old version"
            todo = "Keep the store outside that folder. Backups and exports can stay in it."
            yield Finding("synced", str(store), what, todo)
            return


def shared_findings(store: Path) -> Iterator[Finding]:
    """Find a store whose file has several names."""
    count = count_names(store)
    if count > 1:
        what = f"has {in_words(count)}, so pipectl doesn't change it: changes could get lost"
        yield Finding("names", str(store), what, f"Give this name a file of its own: {APART}.")


def mend(place: StoreFolder, now: datetime) -> None:
    """Restrict permissions and remove leftover files; failures stay reported."""
    for path in loose(place):
        with suppress(OSError):
            path.chmod(wanted_mode(path))
    backups.remove(left_over(place, now))
