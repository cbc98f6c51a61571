"""`doctor`."""

from typing import Annotated

import typer

from pipectl import commit_state, paths
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.doctor.queries import checks, environment
from pipectl.doctor.queries.doubles import doubles
from pipectl.doctor.queries.environment import StoreFolder
from pipectl.doctor.rules import INDEX, NUMBERS, RESTORE, RULE, Finding
from pipectl.doctor.view import findings_data, findings_text
from pipectl.render.output import Answer, show
from pipectl.store import backups, opening
from pipectl.store.opening import reading

FOUND = 4  # the exit code for problems; a damaged store exits with 5, as everywhere


def doctor(
    ctx: Context,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair derived data (after a backup).")
    ] = False,
    json: Json = False,
) -> None:
    """Check the store for problems.

    Checks the file, the data, the history, the backups and who can read them. If
    all is well, it prints nothing. Otherwise it exits with 4. It also lists accounts
    and contacts that may be duplicates, which doesn't change the exit code.

    On a server, it checks the tables, their constraints and your privileges. Whoever
    runs the server looks after its files, disk, backups and logins, so --fix makes no
    backup there.

    \b
    Examples:
      pipectl doctor
      pipectl doctor --fix
    """
    run = run_of(ctx)
    found = examined(run)
    rebuilt = [each for each in found if each.kind == INDEX] if fix else []
    if rebuilt:
        found = with_new_indexes(run)
    left = mended(run, found) if fix and any(each.fixable for each in found) else found
    gone = [each for each in found if each not in left and (each.fixable or each.kind == RULE)]
    gone = [*rebuilt, *gone]
    show(
        Answer(
            lambda: findings_data(gone, left),
            lambda: findings_text(gone, left, screen_of(run), run.numbers),
        ),
        json=json,
    )
    if any(not each.is_hint for each in left):
        raise typer.Exit(FOUND)


def examined(run: Run) -> list[Finding]:
    """Return every problem; raise StoreError if the file is damaged."""
    with reading(run.path, checks_too=True) as reader:
        found = [*checks.findings(reader, run.today), *doubles(reader)]
        last_change = checks.last_change(reader, run.today)
        # On a server there is no backup to put back.
        how = reader.to_go_back
        found = [each._replace(todo=each.todo.replace(RESTORE, how)) for each in found]
    where, now = place(run), run.moment.at
    if run.file is None:
        return [*found, *environment.own_findings(where, now)]
    return [*found, *environment.findings(where, now, last_change, run.numbers)]


def place(run: Run) -> StoreFolder:
    """Return the store's place; its folder is pipectl's only at the default location."""
    own = None if run.is_named else run.beside.parent
    return StoreFolder(run.beside, own, paths.config_file(run.environment))


def with_new_indexes(run: Run) -> list[Finding]:
    """Back up, rebuild the indexes, and return the problems that can be seen then."""
    from pipectl.store.writing import rebuild_indexes

    assert run.file is not None  # a server keeps its indexes right itself
    with commit_state.under_way():
        opening.take(run.file, backups.BEFORE_FIX, run.moment.at)
        rebuild_indexes(run.file)
    return examined(run)


def mended(run: Run, found: list[Finding]) -> list[Finding]:
    """Back up, repair what can be repaired, and return the problems that are left."""
    from pipectl.doctor import actions as doctor_actions
    from pipectl.store.writing import correct_numbers

    with commit_state.under_way():
        if run.file is not None:
            opening.take(run.file, backups.BEFORE_FIX, run.moment.at)
        if any(
            each.fixable and each.kind in ("derived", "next action", "sequence") for each in found
        ):
            run.change(doctor_actions.repair)
        if run.file is not None and any(each.kind == NUMBERS and each.fixable for each in found):
            correct_numbers(run.file)
        environment.mend(place(run), run.moment.at)
    return examined(run)
