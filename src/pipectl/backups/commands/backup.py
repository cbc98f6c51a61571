"""`backup`: take one, and list them."""

from contextlib import closing
from typing import IO

import typer

from pipectl.backup_rotation import Backup
from pipectl.backups import view as backups_view
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, list_format
from pipectl.cli.values import refuse_useless_options
from pipectl.disk import reason
from pipectl.render.output import Answer, print_note, show, show_list
from pipectl.store import backups, opening
from pipectl.store.connection import FAILURES, connection_to

SERVER_MEANS = (
    "This is a full export, for `pipectl import`. A dump of the server also keeps what undo needs:"
    " pg_dump --schema=NAME."
)
app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def backup(ctx: Context, json: Json = False) -> None:
    """Back up the store, and list the backups.

    Backups go to a folder next to the store. pipectl also makes one at the
    first change of each day and before every upgrade, import, restore and
    `doctor --fix`. It keeps all backups for two days. After that, it keeps
    the last backup of each day for 12 days, of each week for 10 weeks and of
    each month for 9 months.

    For a store on a server, a backup is a full export in your data folder,
    and only this command makes one.

    \b
    Examples:
      pipectl backup
      pipectl backup list
    """
    if ctx.invoked_subcommand is not None:
        refuse_useless_options(
            f"backup {ctx.invoked_subcommand}",
            {"--json": json},
            f"Put options after `{ctx.invoked_subcommand}`. Help: `pipectl backup"
            f" {ctx.invoked_subcommand} --help`.",
        )
        return
    run = run_of(ctx)
    taken = take(run)
    show(
        Answer(
            lambda: backups_view.backup_dict(taken),
            lambda: backups_view.took(taken, screen_of(run), run.numbers),
        ),
        json=json,
    )
    if run.file is None:
        print_note(SERVER_MEANS)
    else:
        tell_foreign(taken)


def take(run: Run) -> Backup:
    """Copy the store's file, or export what a server has; raise StoreError."""
    if run.file is not None:
        return opening.take(run.file, backups.ASKED, run.moment.at)
    from pipectl.exporting.commands import EVERYTHING, refuse_broken, tell_unread, write

    def export(out: IO[bytes]) -> None:
        unread: set[int] = set()
        with run.reading() as reader:
            write(run, reader, EVERYTHING, "jsonl", out, unread)
            refuse_broken(reader)
        tell_unread(unread)

    return backups.keep_export(run.beside, backups.ASKED, run.moment.at, export)


def tell_foreign(taken: Backup) -> None:
    """Warn if a restore won't accept the backup because of foreign parts in its schema."""
    from pipectl.store.foreign_schema import foreign

    try:
        with closing(connection_to(taken.path, "ro")) as copy:
            part = foreign(copy)
    except FAILURES as error:
        why = reason(error)
    else:
        if part is None:
            return
        why = f"it has {part.words}"
    print_note(f"`pipectl restore` won't accept this backup: {why}. For details: `pipectl doctor`.")


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List the backups, latest first.

    \b
    Examples:
      pipectl backup list
      pipectl backup list --json
    """
    run = run_of(ctx)
    form = list_format(format, json)
    show_list(
        backups_view.backups_listing(backups.listed(run.beside), screen_of(run), run.numbers),
        form,
        run.numbers,
    )
