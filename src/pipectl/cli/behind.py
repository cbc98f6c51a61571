"""A CSV of ours that was changed in a spreadsheet, while the deals changed here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.run import Run
from pipectl.domain.incoming.fields import Incoming
from pipectl.domain.words import OPEN
from pipectl.errors import PipectlError, quoted
from pipectl.money import parse_percent
from pipectl.render.output import note
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.cli.bringing import Asked, Coming, Sheaf

SHOWN = 20


class Behind(NamedTuple):
    """A deal whose row is older than what it would change, and the columns concerned."""

    number: int
    title: str
    columns: tuple[str, ...]


def without_behind(
    run: Run, asked: "Asked", coming: "Coming"
) -> tuple["Coming", tuple[Behind, ...]]:
    """The files without rows that would revert what changed here since they were exported.

    A CSV says of each deal when it had changed last. Where a row would change a column that
    changed here after that, nobody knows which value is meant: the deal stays as it is.
    """
    from pipectl.cli.bringing import bringing_in
    from pipectl.cli.previewing import rehearsed
    from pipectl.store.latest import latest, numbers

    dated = {
        row.identifier: row.own.changed_at
        for row in coming.rows
        if row.own is not None and row.own.changed_at is not None and row.identifier is not None
    }
    if not (asked.update and dated) or run.is_first_run:
        return coming, ()
    with run.reading() as reader:
        here, changed = numbers(reader), latest(reader)
    told = {here[uid]: (uid, at) for uid, at in dated.items() if uid in here}
    if not any(at > told[deal][1] for deal in told for at in changed.get(deal, {}).values()):
        return coming, ()
    found: list[Behind] = []
    for each in rehearsed(run, bringing_in(run, asked, coming)).changes:
        at = told.get(each.number, ("", ""))[1]
        since = changed.get(each.number, {})
        columns = tuple(
            name for name in each.columns if at and since.get(AS.get(name, name), "") > at
        )
        if columns:
            found.append(Behind(each.number, each.title, columns))
    kept_out = {told[each.number][0] for each in found}

    def rest(sheaf: "Sheaf") -> "Sheaf":
        rows = [row for row in sheaf.read.rows if row.identifier not in kept_out]
        return sheaf._replace(read=sheaf.read._replace(rows=rows))

    return coming._replace(sheaves=[*map(rest, coming.sheaves)]), tuple(found)


AS = {"why": "asked_on"}  # answers are told by the day on which they were given


def tell_behind(run: Run, found: Sequence[Behind]) -> None:
    """Say which deals stay as they are, since they changed here after the export, and in what."""
    from pipectl.cli.telling import column_names

    for each in found[:SHOWN]:
        note(
            f"{each.number} {quoted(each.title)} stays as it is: here it changed after the export, "
            f"and the file has it otherwise ({column_names(each.columns)})."
        )
    if len(found) > SHOWN:
        note(f"and {run.numbers.count(len(found) - SHOWN)} more.")
    if found:
        note("Export again to edit them, or empty their changed_at to take the file's values.")


def tell_unread(run: Run, asked: "Asked", rows: Sequence[Incoming]) -> None:
    """Say where `probability` was edited, which nothing reads back."""
    from pipectl.queries.stages import stages

    asking = [row for row in rows if row.own and row.own.shown_probability and row.outcome == OPEN]
    if not asking:
        return
    with run.looking_up() as reader:
        percent = {stage.name_folded: stage.probability_bp for stage in stages(reader)}
    lines = [
        row.line
        for row in asking
        if wanted(row, percent) not in (None, shown(row, asked.decimal or run.decimal))
    ]
    if lines:
        more = f" and {run.numbers.count(len(lines) - 1)} more" if len(lines) > 1 else ""
        note(
            f"Line {lines[0]}{more}: probability is neither the deal's own nor its stage's, and "
            "isn't read back. To give a deal its own, edit own_probability."
        )


def wanted(row: Incoming, percent: dict[str, int]) -> int | None:
    """The probability that follows from the row, where its stage is known."""
    stage = percent.get(fold(row.stage or ""))
    return row.probability_bp if row.probability_bp is not None else stage


def shown(row: Incoming, decimal: str) -> int:
    """The probability that the row shows; -1 where it can't be read."""
    text = (row.own and row.own.shown_probability) or ""
    try:
        return parse_percent(text, decimal=decimal)
    except PipectlError:
        return -1
