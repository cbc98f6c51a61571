"""How an import goes: read, map the stages, back up, bring in, tell."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.files import is_native, opened
from pipectl.cli.run import Run
from pipectl.domain.arrivals import Arrival, Seen
from pipectl.domain.incoming.assembling import Options
from pipectl.domain.incoming.dates import check_order
from pipectl.domain.incoming.formats import Columns, columns, format_named, recognise
from pipectl.domain.incoming.history import History, ReadHistory, read_history
from pipectl.domain.incoming.reading import Problem, Read, read
from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.render.output import Answer, note, show

if TYPE_CHECKING:
    from pipectl.actions.importing import Brought

SHOWN = 20  # problems


class Asked(NamedTuple):
    """What was asked of an import on the command line."""

    files: tuple[str, ...]
    of: str
    maps: tuple[str, ...]
    stage_map: tuple[str, ...]
    make_stages: bool
    only: tuple[str, ...]
    history: str | None
    complete_history: bool
    complete_since: str | None
    dates: str | None
    decimal: str | None
    encoding: str | None
    update: bool
    dry_run: bool
    skip_errors: bool
    rejects: str | None
    json: bool


class Sheaf(NamedTuple):
    """What one file holds, and how its columns were understood."""

    name: str
    columns: Columns
    headers: tuple[str, ...]
    read: Read


class BadRowsError(RefusedError):
    """Rows have problems, so nothing was brought in."""

    def __init__(self, count: int, rows: int) -> None:
        many = f"{rows:,} rows have" if rows > 1 else "1 row has"
        super().__init__(
            f"{many} {'problems' if count > 1 else 'a problem'}: nothing was brought in.",
            hint="Mend the file, or leave them out with --skip-errors (--rejects FILE keeps them).",
        )


def bring(run: Run, asked: Asked) -> None:
    """Bring files in: an export of ours, or sheets of whatever they come from."""
    check(asked)
    if asked.of == "pipectl" or (asked.of == "auto" and is_native(asked.files)):
        from pipectl.cli.native import bring_native

        bring_native(run, asked)
        return
    from pipectl.cli import staging

    sheaves = [sheaf(run, asked, name) for name in asked.files]
    history = told_history(asked, sheaves)
    for each in sheaves:
        tell(each)
    refuse_problems(asked, sheaves, history)
    entries: History = history.entries if history else {}
    stages = staging.stages_for(run, asked, [row for s in sheaves for row in s.read.rows], entries)
    if asked.dry_run:
        staging.preview(run, asked, sheaves, entries, stages)
        return
    write_rejects(asked, sheaves)
    arrivals = staging.arrivals([row for s in sheaves for row in s.read.rows], entries, stages)
    done = stored(run, asked, sheaves[0].columns.format.name, arrivals, stages)
    present(run, asked, sheaves, done)


def check(asked: Asked) -> None:
    """Raise UsageError for flags that exclude each other, or mean nothing alone."""
    if asked.complete_history and asked.complete_since is not None:
        raise UsageError(
            "--complete-history and --complete-since exclude each other.", hint="Leave one out."
        )
    if asked.rejects is not None and not asked.skip_errors:
        raise UsageError("--rejects goes with --skip-errors.")
    if asked.decimal not in (None, ".", ","):
        raise UsageError(f"--decimal can't be {quoted(asked.decimal or '')}.", hint="It is . or ,")


def pairs(flag: str, typed: Sequence[str]) -> list[tuple[str, str]]:
    """`BEFORE=AFTER`, split at the first `=`; raises UsageError."""
    found = []
    for each in typed:
        before, equals, after = each.partition("=")
        if not equals or not before.strip():
            raise UsageError(
                f"{flag} takes two sides with = between them, not {quoted(each)}.",
                hint=f'As {flag} "Title=Deal name".',
            )
        found.append((before.strip(), after.strip()))
    return found


def sheaf(run: Run, asked: Asked, name: str) -> Sheaf:
    """What a file holds."""
    from pipectl import sheets

    only: dict[str, list[str]] = {}
    for header, value in pairs("--only", asked.only):
        only.setdefault(header, []).append(value)
    with opened(name) as stream:
        sheet = sheets.rows(stream, name=name, encoding=asked.encoding)
        maps = dict(pairs("--map", asked.maps))
        of = recognise(sheet.headers, maps=maps) if asked.of == "auto" else format_named(asked.of)
        found = columns(sheet.headers, of, maps, name=name)
        options = Options(
            currency=run.settings.currency,
            decimal=asked.decimal or run.decimal,
            dates=None if asked.dates is None else check_order(asked.dates),
            ours=of.name == "csv",
            only=only,
            today=run.today,
            keep_rejected=asked.rejects is not None,
        )
        return Sheaf(name, found, sheet.headers, read(sheet, found, options))


def told_history(asked: Asked, sheaves: Sequence[Sheaf]) -> ReadHistory | None:
    """The stages that each went through, out of the file of them."""
    if asked.history is None:
        return None
    from pipectl import sheets

    known = {row.identifier for s in sheaves for row in s.read.rows if row.identifier is not None}
    with opened(asked.history) as stream:
        sheet = sheets.rows(stream, name=asked.history, encoding=asked.encoding)
        dates = None if asked.dates is None else check_order(asked.dates)
        return read_history(sheet, known, dates=dates, keep_rejected=False)


def tell(found: Sheaf) -> None:
    """Say how a file was understood, before anything is written."""
    name, read_rows = found.columns.format.name, found.read
    note(f"{found.name}: {name}, {len(read_rows.rows):,} rows.")
    for header, order in read_rows.orders.items():
        note(
            f"  {header}: dates are read as {order.order}, from {order.value} in line {order.line}."
        )
    if read_rows.left_out:
        note(f"  Columns left out: {', '.join(read_rows.left_out)}.")
    if read_rows.other_count:
        note(f"  {read_rows.other_count:,} other rows left out by --only.")
    if read_rows.footer_count:
        note(f"  {read_rows.footer_count} lines below the rows left out.")


def refuse_problems(asked: Asked, sheaves: Sequence[Sheaf], history: ReadHistory | None) -> None:
    """Name every problem; raise BadRowsError unless they are to be skipped."""
    problems: list[Problem] = [each for s in sheaves for each in s.read.problems]
    count = sum(s.read.problem_count for s in sheaves)
    rows = sum(s.read.rejected_count for s in sheaves)
    if history is not None:
        problems += history.problems
        count += history.problem_count
        rows += history.rejected_count
    for each in problems[:SHOWN]:
        note(str(each))
    if count > SHOWN:
        note(f"and {count - SHOWN:,} more problems.")
    if count and not asked.skip_errors:
        raise BadRowsError(count, rows)


def write_rejects(asked: Asked, sheaves: Sequence[Sheaf]) -> None:
    """Write the rows that were left out, as they were, under their headers."""
    if asked.rejects is None:
        return
    import csv
    import io

    from pipectl.render.files import replace

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for each in sheaves:
        writer.writerow(each.headers)
        writer.writerows(row.cells for row in each.read.rejected)
    replace(asked.rejects, out.getvalue().encode())
    note(f"Rows left out are in {asked.rejects}.")


def stored(
    run: Run, asked: Asked, source: str, arrivals: Sequence[Arrival], stages: "Stages"
) -> "Brought":
    """Back up, then bring in as one operation."""
    from pipectl.actions.arriving import Wanted
    from pipectl.actions.importing import bring_in
    from pipectl.cli.staging import make
    from pipectl.render.progress import progress

    wanted = Wanted(source, seen(run, asked), run.settings.currency, update=asked.update)
    back_up(run)
    with progress("Bringing in", len(arrivals)) as watch:
        return run.change(
            lambda session: bring_in(session, make(session, arrivals, stages), wanted, watch)
        )


def seen(run: Run, asked: Asked) -> Seen:
    """From which day on the past counts as known."""
    if asked.complete_history:
        return Seen(run.today, date.min)
    since = asked.complete_since
    return Seen(run.today, None if since is None else run.date(since, past=True))


def back_up(run: Run) -> None:
    """Copy the store before it is changed, where there is one."""
    if not run.is_first_run:
        from pipectl.store import backups

        backups.take(run.path, "import", run.moment.at)


def present(run: Run, asked: Asked, sheaves: Sequence[Sheaf], done: "Brought") -> None:
    """Tell what was done."""
    rejected = sum(s.read.rejected_count for s in sheaves)
    data = {
        "new": len(done.new),
        "updated": len(done.updated),
        "unchanged": len(done.unchanged),
        "rejected": rejected,
        "source": sheaves[0].columns.format.name,
        "files": [each.name for each in sheaves],
    }

    def text() -> str:
        parts = [f"{len(done.new):,} new", f"{len(done.updated):,} changed"]
        parts += [f"{len(done.unchanged):,} as they were"]
        parts += [f"{rejected:,} left out"] if rejected else []
        undo = " `pipectl undo` takes it back." if run.recorded else ""
        return f"Brought in: {', '.join(parts)}.{undo}\n"

    show(Answer(lambda: data, text), json=asked.json)


if TYPE_CHECKING:
    from pipectl.cli.staging import Stages
