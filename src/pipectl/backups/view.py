"""Show backups, and what taking or restoring one did."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipectl.backup_rotation import Backup
from pipectl.backups.queries import LostOperation
from pipectl.clock import local
from pipectl.numbers import NumberFormat
from pipectl.paths import journals_of
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, line, table

KEYS = ("name", "path", "taken_at", "why", "size")
MOST_SHOWN = 5


NO_BACKUPS = Empty("No backups yet", "Take one", "pipectl backup")


def backup_dict(found: Backup) -> dict[str, Any]:
    """A backup's keys."""
    return keys_of(found, "name path taken_at why size", path=str(found.path))


def backups_listing(found: Sequence[Backup], on: Screen, numbers: NumberFormat) -> Listing:
    """Backups, the latest first."""

    def text() -> str:
        if not found:
            return NO_BACKUPS.drawn(on)
        titles = [
            Column("Name"),
            Column("Taken", rank=1),
            Column("Why", rank=2),
            Column("Size", right=True, rank=1),
        ]
        cells = [[each.name, taken(each), reason(each), numbers.size(each.size)] for each in found]
        return table(titles, cells, on)

    return Listing([backup_dict(each) | {"id": each.name} for each in found], KEYS, text)


def taken(found: Backup) -> str:
    """Return when a backup was taken, in local time."""
    return minute(found.taken_at)


def minute(at: datetime) -> str:
    """Return an instant in local time, to the minute."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def reason(found: Backup) -> str:
    """Return why a backup was taken, in words."""
    return "manual" if found.why == "asked" else found.why.replace("-", " ")


def took(found: Backup, on: Screen, numbers: NumberFormat) -> str:
    """Say that a backup was taken, and where it is."""
    return line(
        ["Backed up to ", Cell(str(found.path), "bold"), f" ({numbers.size(found.size)})."], on
    )


def restoring(
    name: str, found: Backup | None, lost: Sequence[LostOperation] | None, numbers: NumberFormat
) -> str:
    """Say what restoring a backup would change."""
    when = f", taken {taken(found)}" if found else ""
    head = f"{name}{when}, will replace the store."
    if lost is None:
        return f"{head} The present store can't be read."
    if not lost:
        return f"{head} There are no changes since then."
    lines = [f"{head} You will lose {count(lost, numbers)}:"]
    lines += [f"  {minute(each.at)}  {each.command}" for each in lost[-MOST_SHOWN:]]
    if len(lost) > MOST_SHOWN:
        lines.insert(1, f"  … and {numbers.count(len(lost) - MOST_SHOWN)} earlier")
    return "\n".join(lines)


def store_of_its_own(name: str, count: int, numbers: NumberFormat) -> str:
    """Say that a backup is from a different store."""
    of = "its only deal isn't" if count == 1 else f"none of its {numbers.count(count)} deals is"
    return f"{name} is from a different store: {of} in the present one."


def count(lost: Sequence[LostOperation], numbers: NumberFormat) -> str:
    """Return the number of changes in words."""
    return numbers.counted(len(lost), "change")


def nothing_to_restore(found: Backup, on: Screen) -> str:
    """Say that the store is the same as a backup."""
    same = "Nothing to restore: the store is the same as "
    return line([same, Cell(found.name, "bold"), "."], on)


def restored(
    name: str,
    lost: Sequence[LostOperation] | None,
    before: Backup | None,
    on: Screen,
    numbers: NumberFormat,
) -> str:
    """Say that a backup was restored, and where the previous store is kept."""
    since = f" and dropped {count(lost, numbers)} made since then" if lost else ""
    text = line(["Restored ", Cell(name, "bold"), f"{since}."], on)
    if before is None:
        return text
    kept = "The damaged store" if before.why == "damaged" else "The previous store"
    return text + "".join(
        line([f"{what} is kept in {path}"], on)
        for what, path in [
            (kept, before.path),
            *(("Its journal", path) for path in journals_of(before.path)),
        ]
    )


def restored_dict(
    path: Path, found: Backup | None, lost: Sequence[LostOperation] | None, before: Backup | None
) -> dict[str, Any]:
    """Return the restored backup, how many changes were lost, and the backup of before."""
    return {
        "name": path.name,
        "path": str(path),
        "taken_at": found and found.taken_at,
        "lost": None if lost is None else len(lost),
        "before": before and backup_dict(before),
    }
