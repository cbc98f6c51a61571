"""`import --from pipectl`: import another store's export."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import UTC
from typing import TYPE_CHECKING, Any

from pipectl.cli.context import Run
from pipectl.cli.files import opened
from pipectl.doctor.rules import Finding
from pipectl.errors import BadFileError, PipectlError, UsageError
from pipectl.export_format import CHANGED
from pipectl.exporting.queries import TABLES
from pipectl.importing.rules.native import NAMED, ExportLine, Theirs, read, stamp
from pipectl.importing.view import change_facts
from pipectl.render.output import Answer, print_note, show
from pipectl.store.change_times import COMPARED, Instants
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.text import one_line

if TYPE_CHECKING:
    from pipectl.importing.actions.native_tables import TransferResult
    from pipectl.importing.commands.plan import ImportOptions
    from pipectl.store.unit import Unit


BROKEN = "To see what to do, run `pipectl doctor` on the store that was exported."
UNCOUNTED = (
    "The file may have newer values for your deals, but --update would refuse it. To see "
    "why, add --update --dry-run."
)
PEOPLE = ("account", "contact")
SHOWN = 20  # numbers that changed


def run_native_import(run: Run, asked: "ImportOptions") -> None:
    """Import an export completely or not at all."""
    from pipectl.cli.context import try_on_copy
    from pipectl.importing.actions import native
    from pipectl.importing.commands.plan import back_up
    from pipectl.importing.commands.preview import NOTHING_DONE
    from pipectl.importing.commands.words import many
    from pipectl.people.actions.merge import MERGED
    from pipectl.render.progress import progress

    name = only_file(asked)
    total = most = 0
    newest: dict[int, str] = {}
    theirs: Instants = {}
    people: dict[tuple[str, str], dict[str, Any]] = {}
    stages: list[dict[str, Any]] = []
    named: dict[str, list[dict[str, Any]]] = {table: [] for table in NAMED}
    merged: set[str] = set()
    columns = {table: TABLES[table].columns for table in COMPARED}
    with closing(lines(name)) as found_lines:
        for each in found_lines:
            if each.table == CHANGED:
                found = stamp(each, columns, name)
                fields = theirs.setdefault((found.table, found.key), {})
                if found.field in fields:
                    raise BadFileError(
                        f"{name}:{each.number}: {CHANGED}: the field is listed twice."
                    )
                fields[found.field] = found.instants
                continue
            total += 1
            number = each.row.get("id")
            if each.table in PEOPLE:
                people[each.table, str(each.row.get("uid"))] = each.row
            if each.table == "stage":
                stages.append(each.row)
            if each.table in named:
                named[each.table].append(each.row)
            if each.table == "external_account" and each.row.get("source") == MERGED:
                merged.add(str(each.row.get("identifier")))
            if each.table == "opportunity" and isinstance(number, int):
                most = max(most, number)
            if each.table == "opportunity_history":
                deal, at = each.row.get("opportunity_id"), each.row.get("recorded_at")
                if isinstance(deal, int) and isinstance(at, str):
                    newest[deal] = max(at, newest.get(deal, ""))
    if not total:
        raise BadFileError(f"{name}: the file has no rows.")
    print_note(f"Read {name} (pipectl export): {many(run, total, 'row')}.")
    tell_clock(theirs, run)
    before = known_findings(run)

    def take(
        unit: "Unit", *, update: bool, watch: Callable[[], None] = lambda: None
    ) -> "TransferResult":
        with closing(lines(name)) as rows:
            done = native.move_in(
                unit,
                (each for each in rows if each.table != CHANGED),
                name=name,
                theirs=Theirs(most, newest, theirs, people, stages, named, merged),
                update=update,
                watch=watch,
            )
        refuse_broken(run, unit, name, before, done)
        return done

    if asked.dry_run:
        done = try_on_copy(run, lambda unit: take(unit, update=asked.update))
        tell(run, asked, done, differing(run, asked, take))
        print_note(NOTHING_DONE)
        return
    counted = differing(run, asked, take)
    back_up(run)
    with progress("Importing", total) as watch:
        done = run.change(lambda unit: take(unit, update=asked.update, watch=watch))
    tell(run, asked, done, counted)


def differing(
    run: Run, asked: "ImportOptions", take: "Callable[..., TransferResult]"
) -> int | None:
    """Return how many existing deals --update would change; None if it would be refused.

    A refusal doesn't matter here: this import leaves those deals unchanged.
    """
    from pipectl.cli.context import try_on_copy

    if asked.update or run.is_first_run:
        return 0
    try:
        return try_on_copy(run, lambda unit: take(unit, update=True)).updated
    except PipectlError:
        return None


def tell_clock(theirs: Instants, run: Run) -> None:
    """Say if the file has changes dated in the future."""
    now = run.moment.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    every = (at for each in theirs.values() for chain in each.values() for at in chain)
    ahead = [at for at in every if at[: len(now)] > now]  # marks may stand behind an instant
    if ahead:
        many = "change in the file is" if len(ahead) == 1 else "changes in the file are"
        print_note(
            f"{run.numbers.count(len(ahead))} {many} dated in the future (latest: "
            f"{max(ahead)[:16]} UTC). The clock of one of the machines is wrong. Newer "
            "changes win, so check the changes below."
        )


def known_findings(run: Run) -> set[Finding]:
    """Return the problems that the store had before the import."""
    from pipectl.doctor.queries.checks import broken_rules

    if run.is_first_run:
        return set()
    with run.reading() as reader:
        return set(broken_rules(reader))


def refuse_broken(
    run: Run, unit: "Unit", name: str, before: set[Finding], done: "TransferResult"
) -> None:
    """Raise BadFileError if the imported rows break a rule of the store."""
    from pipectl.doctor.queries.checks import broken_rules

    found = [each for each in broken_rules(unit.reader) if each not in before]
    if found:
        theirs = {f"deal {here}": there for there, here in done.renumbered.items()}
        where = found[0].where
        where = f"deal {theirs[where]}" if where in theirs else where
        more = (
            f" The file has {run.numbers.count(len(found))} such problems."
            if len(found) > 1
            else ""
        )
        raise BadFileError(f"{name}: {where}: {found[0].what}.{more}", hint=BROKEN)


def only_file(asked: "ImportOptions") -> str:
    """Return the one file; raise UsageError for more, and for options without effect here."""
    from pipectl.cli.values import refuse_useless_options

    if len(asked.files) > 1:
        raise UsageError("Only one export can be imported at a time.")
    useless = {
        "--map": asked.maps,
        "--stage-map": asked.stage_map,
        "--won-when": asked.won_when,
        "--lost-when": asked.lost_when,
        "--open-when": asked.open_when,
        "--stages": asked.stages,
        "--make-stages": asked.make_stages,
        "--fields": asked.fields,
        "--what": asked.what,
        "--stage": asked.stage,
        "--campaign": asked.campaign,
        "--only": asked.only,
        "--key": asked.key,
        "--history": asked.history,
        "--complete-history": asked.complete_history,
        "--complete-since": asked.complete_since,
        "--dates": asked.dates,
        "--decimal": asked.decimal,
        "--encoding": asked.encoding,
        "--skip-errors": asked.skip_errors,
        "--rejects": asked.rejects,
        "--save-as": asked.save_as,
        "--like": asked.like,
    }
    refuse_useless_options("a pipectl export", useless, "Only --update can be used with it.")
    return asked.files[0]


def lines(name: str) -> Generator[ExportLine, None, None]:
    """Yield the rows of the export."""
    with opened(name) as stream:
        yield from read(stream, name=name, tables=(*TABLES, CHANGED), schema=SCHEMA_VERSION)


def tell_deleted(run: Run, titles: Sequence[str]) -> None:
    """Say which deals of the file were deleted here."""
    if titles:
        is_one = len(titles) == 1
        what = "1 deal was" if is_one else f"{run.numbers.count(len(titles))} deals were"
        more = len(titles) - SHOWN
        rest = [f"{run.numbers.count(more)} more"] if more > 0 else []
        some = ", ".join([*map(one_line, titles[:SHOWN]), *rest])
        stay = "it stays" if is_one else "they stay"
        print_note(f"{what} deleted here: {stay} deleted ({some}).")


def tell(run: Run, asked: "ImportOptions", done: "TransferResult", differing: int | None) -> None:
    """Report what was imported and what was lost, and which numbers changed.

    Without --update, `differing` is the number of deals for which the file has newer values; None
    if --update would be refused.
    """
    from pipectl.importing.view import also, differs, met, summary

    if differing is None:
        print_note(UNCOUNTED)
    for change in done.changes:
        print_note(met(change, dry=asked.dry_run))
    for each in done.lost[:SHOWN]:
        print_note(each)
    if len(done.lost) > SHOWN:
        print_note(f"and {run.numbers.counted(len(done.lost) - SHOWN, 'more change')} like these.")
    tell_deleted(run, done.stay_deleted)
    for before, after in list(done.renumbered.items())[:SHOWN]:
        print_note(f"Deal {before} is now deal {after}: the number {before} was taken.")
    if len(done.renumbered) > SHOWN:
        print_note(
            f"and {run.numbers.counted(len(done.renumbered) - SHOWN, 'more deal')}. To see all: "
            "--json"
        )
    if more := also(done.added, run.numbers):
        print_note(f"{'Would also import' if asked.dry_run else 'Also imported'} {more}.")
    data: dict[str, object] = {
        "new": done.new,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "rejected": 0,
        "source": "pipectl",
        "files": list(asked.files),
        "differing": differing,
        "changes": [change_facts(each) for each in done.changes],
        "renumbered": {str(before): after for before, after in done.renumbered.items()},
    }

    def text() -> str:
        undo = " Undo with `pipectl undo`." if run.recorded else ""
        begin = "Would import" if asked.dry_run else "Imported"
        there = differs(differing or 0, differing or 0, run.numbers)
        return f"{begin}: {summary(data, 'deal', run.numbers, there)}.{undo}\n"

    show(Answer(lambda: data, text), json=asked.json)
