"""Check the contents of a backup before it replaces the store."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pipectl.backups.actions import UnusableBackupError, of_this_version
from pipectl.cli.context import Run
from pipectl.doctor.queries import checks
from pipectl.doctor.queries.journal_rows import SEE
from pipectl.doctor.rules import GONE, INDEX, RULE, Finding
from pipectl.errors import StoreError
from pipectl.render.output import print_note
from pipectl.store.opening import reading
from pipectl.store.reader import Reader

# What a person, or `doctor --fix`, puts right with pipectl once it is restored.
TO_BE_EDITED = (RULE, "date", "dates", "reason", "setting", "next action", "text")
DEALS_SQL = "select count(*) from opportunity where status <> 'deleted'"


class CondemnedBackupError(UnusableBackupError):
    """A backup lacks parts of a store, or was changed outside pipectl."""

    def __init__(self, path: Path, found: Sequence[Finding]) -> None:
        first, *more = found
        among = " (and other problems)" if more else ""
        super().__init__(path, f"{first.where}: {first.what}{among}", is_spoiled=True)


def check_content(run: Run, path: Path, source: sqlite3.Connection) -> None:
    """Raise CondemnedBackupError for a backup that is in worse shape than the store.

    Where that is gone, or can't be read, there is nothing to be worse than: what is wrong is said.
    """
    with closing(of_this_version(source)) as copy:
        found = checks.findings(Reader(copy.execute), run.today)
    if not found:
        return
    known = present(run)
    new = [each for each in found if likeness(each) not in (known or ())]
    lost = [each for each in new if is_lost(each)]
    if lost and known is not None:
        raise CondemnedBackupError(path, lost)
    for each in new[:1]:
        more = " (and other problems)" if len(new) > 1 else ""
        print_note(f"{path.name}: {each.where}: {each.what}{more}. For details: `pipectl doctor`.")


def is_lost(found: Finding) -> bool:
    """Return whether data is missing or contradictory, beyond what can be corrected later.

    A value that was changed by other means is there, and the store goes on with it.
    """
    if found.fixable or found.kind in TO_BE_EDITED:
        return False
    return not (found.todo == SEE and found.what != GONE)


def likeness(found: Finding) -> tuple[str, str, str]:
    """Return what identifies the same finding in two stores."""
    return found.kind, found.where, found.what


def present(run: Run) -> set[tuple[str, str, str]] | None:
    """Return the problems of the present store; None if it can't be read."""
    try:
        with reading(run.path, checks_too=True) as reader:
            found = checks.findings(reader, run.today)
    except StoreError:
        return None
    if any(each.kind == INDEX for each in found):
        return None  # nothing else was looked for
    return {likeness(each) for each in found}


def tell_fewer(run: Run, path: Path, source: sqlite3.Connection) -> None:
    """Warn if a backup has less than half of the store's deals."""
    try:
        with run.reading() as reader:
            here = int(reader.value(DEALS_SQL))
    except StoreError:
        return
    there = int(source.execute(DEALS_SQL).fetchone()[0])
    if there * 2 < here:
        count = run.numbers.counted
        print_note(f"{path.name} has {count(there, 'deal')}; the store has {count(here, 'deal')}.")
