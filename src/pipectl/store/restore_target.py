"""Copy the store and SQLite's journals beside it before a restore opens them.

SQLite rolls a journal back into the file, or deletes it, with the first look at the store.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from pipectl.backup_rotation import Backup
from pipectl.disk import UnsyncedNameError, put_new, sync, sync_name
from pipectl.named_tuple import NamedTuple
from pipectl.paths import JOURNALS, journal_of
from pipectl.store.backups import COPY, DAMAGED, BackupError, put_away, unfinished

LASTING = JOURNALS[:2]  # the third one is an index of the second, which SQLite makes anew


class Found(NamedTuple):
    """Unfinished copies: of the store, if there was one, and of its journals by their endings."""

    store: Path | None
    journals: Mapping[str, Path]


@contextmanager
def as_found(store: Path) -> Iterator[Found]:
    """Copies of the store and its journals, which are gone at the end unless `keep_found` was
    called; none where nothing was left beside the store. Raises BackupError.
    """
    beside = {ending: journal_of(store, ending) for ending in LASTING}
    left = {ending: path for ending, path in beside.items() if is_written(path)}
    with ExitStack() as until:
        if not left:
            yield Found(None, {})
            return

        def copy(path: Path) -> Path:
            aside = until.enter_context(unfinished(store))
            shutil.copyfile(path, aside)
            sync(aside)
            return aside

        try:
            journals = {ending: copy(path) for ending, path in left.items()}
            file = copy(store) if is_written(store) else None
        except FileNotFoundError:  # another program ended meanwhile what it was writing
            journals, file = {}, None
        except OSError as error:
            raise BackupError(store, error) from error
        yield Found(file, journals)


def is_written(path: Path) -> bool:
    """Return whether the file exists and isn't empty."""
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def keep_found(found: Found, store: Path, at: datetime) -> Backup | None:
    """Keep the copies, each journal under the name by which it belongs to the store's.

    None where there are none. Raises BackupError.
    """
    first, rest = found.store, dict(found.journals)
    ending = "" if first is not None or not rest else next(iter(rest))
    first = first or rest.pop(ending, None)
    if first is None:
        return None
    try:
        kept = put_away(first, store, DAMAGED, at, f"{COPY}{ending}")
        copy = kept.path.with_name(kept.name.removesuffix(ending))
        for each, aside in rest.items():
            put_new(aside, journal_of(copy, each))
        sync_name(copy)
    except (OSError, UnsyncedNameError) as error:
        raise BackupError(store, error) from error
    return kept
