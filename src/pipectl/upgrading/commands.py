"""`upgrade`: bring a store on a server to this version's schema."""

from pathlib import Path

from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context, Json
from pipectl.render.output import Answer, show
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.text import visible


def upgrade(ctx: Context, json: Json = False) -> None:
    """Upgrade a store on a server to this version.

    Run it only if a command tells you to and everybody who uses the store can
    upgrade pipectl, too. Older versions can't open the store afterwards. Before
    the upgrade, pipectl backs up the store to your data folder.

    A store in a file doesn't need this. The first command of a newer pipectl
    upgrades it, after a backup.

    \b
    Examples:
      pipectl upgrade
      pipectl upgrade --db "postgresql://ann@db.example.com/sales"
    """
    run = run_of(ctx)
    version, backup = upgraded(run)
    data = {
        "store": str(run.path),
        "from": version,
        "to": SCHEMA_VERSION,
        "backup": None if backup is None else str(backup),
    }

    def text() -> str:
        place = visible(str(run.path))
        if backup is None:
            return f"The store {place} needs no upgrade: it has schema {SCHEMA_VERSION}.\n"
        return (
            f"Upgraded the store {place} from schema {version} to {SCHEMA_VERSION}.\n"
            f"As it was before: {visible(str(backup))}\n"
        )

    show(Answer(lambda: data, text), json=json)


def upgraded(run: Run) -> tuple[str, Path | None]:
    """Return the version that the store had, and the backup if it was upgraded."""
    from pipectl.render.progress import portion

    if isinstance(run.path, Path):
        from pipectl.store.upgrade import upgrade_file

        return upgrade_file(run.path)
    from pipectl.store.server.upgrade import upgrade

    with portion("Upgrading") as advance:
        done = upgrade(run.path, run.beside, run.moment.at, advance)
    return (SCHEMA_VERSION, None) if done is None else (done.version, done.backup.path)
