"""`restore`: which backup is meant, what is lost, and what is asked before it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from pipectl.backup_rotation import Backup
from pipectl.backups import view as backups_view
from pipectl.backups.queries import LostOperation, strangers
from pipectl.backups.queries import lost as changes_lost
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.cli.values import MissingFlagsError
from pipectl.errors import NotFoundError, RefusedError, Sentence, StoreError, available, quoted
from pipectl.render.output import Answer, print_note, show
from pipectl.store import backups
from pipectl.store.connection import FAILURES
from pipectl.store.reader import Reader

MOST_NAMED = 10
Candidate = tuple[Path, Backup | None]
Usable = tuple[sqlite3.Connection, Path, Backup | None, list[Candidate]]


class NoBackupError(NotFoundError):
    """There is no such backup, or the name matches several."""

    def __init__(self, message: Sentence, known: list[Backup]) -> None:
        names = [each.name for each in known[:MOST_NAMED]]
        more = len(known) - len(names)
        none = "Take one with `pipectl backup`, or give a file's path."
        super().__init__(
            message,
            hint=lambda numbers: (
                none
                if not names
                else f"{available(names)[:-1]} … and {numbers.count(more)} more."
                if more
                else available(names)
            ),
        )


def complete_backup(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Complete names of backups, with why they were taken."""
    try:
        run = ctx.find_root().obj or Run((), os.environ)
        known = backups.listed(run.beside)
    except Exception:
        return []
    return [(each.name, each.why) for each in known if each.name.startswith(incomplete)]


def restore(
    ctx: Context,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|PATH]",
            show_default=False,
            help="Backup name (see `pipectl backup list`), or a file (default: the latest backup).",
            autocompletion=complete_backup,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
    json: Json = False,
) -> None:
    """Restore the store from a backup.

    Backs up the current store first.

    \b
    Example:
      pipectl restore --yes
    """
    from pipectl.backups.actions import put_in_place
    from pipectl.backups.commands.restore_checks import tell_fewer
    from pipectl.store.backup_choice import is_same
    from pipectl.store.hard_links import count_names
    from pipectl.store.restore_target import as_found

    run = run_of(ctx)
    store = file_to_replace(run)
    is_shared = count_names(store) > 1
    with (
        as_found(Path(os.path.realpath(store))) as found,
        usable(run, which) as (source, path, known, earlier),
    ):
        wanted_anyway = which is not None or is_shared
        if known is not None and not wanted_anyway and is_same(store, path):
            if further := first_sound(run, earlier):
                print_note(f"To go further back: `pipectl restore {further.stem}`.")
            show(
                Answer(
                    lambda: backups_view.restored_dict(path, known, [], None),
                    lambda: backups_view.nothing_to_restore(known, screen_of(run)),
                ),
                json=json,
            )
            return
        lost, unknown = compared(run, source)
        if yes or run.may_ask():
            tell_fewer(run, path, source)
        if unknown:
            print_note(backups_view.store_of_its_own(path.name, unknown, run.numbers))
        if not yes and not confirmed(
            run, backups_view.restoring(path.name, known, lost, run.numbers)
        ):
            print_note("Nothing was restored.")
            return

        def look(there: sqlite3.Connection) -> None:
            nonlocal lost
            present = None if lost is None else lost_since(there, source)
            if not yes and present != lost:
                raise RefusedError(
                    f"{store} was changed by another command in the meantime, so nothing was "
                    "restored.",
                    hint="Run `pipectl restore` again.",
                )
            lost = present

        before = put_in_place(source, store, run.moment.at, found, look)
    show(
        Answer(
            lambda: backups_view.restored_dict(path, known, lost, before),
            lambda: backups_view.restored(path.name, lost, before, screen_of(run), run.numbers),
        ),
        json=json,
    )
    if is_shared:
        print_note(f"{store} now has a file of its own. The other names keep theirs.")


def file_to_replace(run: Run) -> Path:
    """Return the store's file; raise RefusedError for a store on a server."""
    if run.file is None:
        raise RefusedError(
            f"`restore` can't replace a store on a server: {run.path}.",
            hint="Restore the server's own backup (pg_restore), or import one of `pipectl backup`"
            " into a new store: `pipectl init --db ADDRESS`, then `pipectl import FILE`.",
        )
    return run.file


def latest(run: Run) -> list[Candidate]:
    """Return the backups that a restore without a name may use, latest first.

    Says which later ones it passes over; raises NoBackupError.
    """
    from pipectl.store.backup_choice import choice

    store = file_to_replace(run)
    found = choice(store, run.moment.at)
    for each, why in found.passed_over:
        print_note(f"Skipped {each.name}: it {why}.")
    if not found.backups:
        known = backups.listed(store)
        which = "earlier backup" if known else "backup"
        raise NoBackupError(f"There is no {which} of {store}.", known)
    return [(each.path, each) for each in found.backups]


@contextmanager
def usable(run: Run, which: str | None) -> Iterator[Usable]:
    """The backup that is meant, or the latest that can be restored, opened; and those before it.

    What is spoiled is passed over, and named, where there is another one; raises StoreError.
    """
    from pipectl.backups.actions import UnusableBackupError

    candidates = [chosen(file_to_replace(run), which)] if which is not None else latest(run)
    for number, (path, known) in enumerate(candidates, 1):
        with ExitStack() as until:
            try:
                source = until.enter_context(checked(run, path))
            except UnusableBackupError as error:
                if not error.is_spoiled or number == len(candidates):
                    raise
                print_note(f"Skipped {path.name}: {error.why}.")
                continue
            yield source, path, known, candidates[number:]
            return


def first_sound(run: Run, candidates: list[Candidate]) -> Path | None:
    """The first backup that can be restored."""
    for path, _ in candidates:
        with suppress(StoreError), checked(run, path):
            return path
    return None


@contextmanager
def checked(run: Run, path: Path) -> Iterator[sqlite3.Connection]:
    """Open a backup after checking its pages and its contents; raise StoreError."""
    from pipectl.backups.actions import opened_backup
    from pipectl.backups.commands.restore_checks import check_content

    with opened_backup(path, file_to_replace(run)) as source:
        check_content(run, path, source)
        yield source


def chosen(store: Path, name: str) -> tuple[Path, Backup | None]:
    """Return the backup of that name, or a file; raise NoBackupError."""
    known = backups.listed(store)
    named = [each for each in known if name in (each.name, each.path.stem)]
    named = named or [each for each in known if name and each.name.startswith(name)]
    if len(named) == 1:
        return named[0].path, named[0]
    if named:
        raise NoBackupError(
            lambda numbers: f"{quoted(name)} matches {numbers.count(len(named))} backups.", named
        )
    if name.strip() and "\0" not in name and Path(name).expanduser().exists():
        return Path(name).expanduser(), None
    raise NoBackupError(f"No backup and no file {quoted(name)}.", known)


def compared(run: Run, source: sqlite3.Connection) -> tuple[list[LostOperation] | None, int]:
    """Return the changes that are missing in the backup; None if the store can't be read.

    Then how many opportunities the backup has, if the present has none of them.
    """
    backup = Reader(source.execute)
    try:
        with run.reading() as reader:
            return changes_lost(reader, backup), strangers(reader, backup)
    except StoreError:
        return None, 0


def lost_since(store: sqlite3.Connection, source: sqlite3.Connection) -> list[LostOperation] | None:
    """The changes that the store has and the backup hasn't; None where it can't be read."""
    try:
        return changes_lost(Reader(store.execute), Reader(source.execute))
    except (StoreError, ValueError, *FAILURES):
        return None


def confirmed(run: Run, what: str) -> bool:
    """Ask for confirmation; raise MissingFlagsError if nobody can be asked."""
    if not run.may_ask():
        raise MissingFlagsError("Restoring", ["--yes"])
    from pipectl.prompting.prompts import confirm

    print_note(what)
    return confirm("Restore this backup?")
