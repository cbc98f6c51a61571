"""`move-store`: copy the whole store to a server, or from one to a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipectl import paths
from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context, Json
from pipectl.errors import UsageError, for_shell
from pipectl.render.output import Answer, show
from pipectl.text import visible

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore


def move_store(
    ctx: Context,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL|PATH", help="Address on a server, or path of the new file."
        ),
    ],
    json: Json = False,
) -> None:
    """Move the store to a server, or to a file.

    Copies everything, including what `undo` and `history` need, and compares
    the two stores before it reports success. The old store is left as it is:
    make sure that nobody keeps using it.

    \b
    Examples:
      pipectl move-store --to "postgresql://ann@db.example.com/sales"
      pipectl move-store --db "postgresql://ann@db.example.com/sales" --to own.db
    """
    from pipectl.render.progress import portion
    from pipectl.store.moving import move

    run = run_of(ctx)
    target = paths.store_place(to, run.environment)
    check_places(run, target)
    with portion("Moving") as advance:
        moved = move(run.path, target, advance)
    tables = len(moved.digests)
    data = {"from": str(run.path), "to": str(target), "rows": moved.rows, "tables": tables}

    def text() -> str:
        named = target.url_to_paste if not isinstance(target, Path) else str(target.absolute())
        return (
            f"Moved {run.numbers.counted(moved.rows, 'row')} of {run.numbers.count(tables)} tables"
            f" to {visible(str(target))}. Both stores were compared.\n"
            f"To use it from now on: `pipectl config set db {for_shell(named)}`.\n"
            f"The old store is unchanged at {visible(str(run.path))}. Don't go on using it.\n"
        )

    show(Answer(lambda: data, text), json=json)


def check_places(run: Run, target: "Path | ServerStore") -> None:
    """Raise UsageError if both stores are files."""
    if isinstance(run.path, Path) and isinstance(target, Path):
        raise UsageError(
            "The store is a file, and --to names one, too.",
            hint="Name a server: --to postgresql://USER@HOST/DATABASE. `pipectl backup` makes a"
            " copy of a file.",
        )
