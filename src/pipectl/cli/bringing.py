"""How an import goes: read, map the stages, back up, bring in, tell."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.files import is_native, opened
from pipectl.cli.pairing import pairs, single
from pipectl.cli.run import Run
from pipectl.domain.arrivals import Seen
from pipectl.domain.incoming import groups
from pipectl.domain.incoming.assembling import Options
from pipectl.domain.incoming.dates import check_order
from pipectl.domain.incoming.fields import Incoming, field_named
from pipectl.domain.incoming.formats import Columns, columns, may_be_headers, recognise
from pipectl.domain.incoming.history import History, ReadHistory, read_history
from pipectl.domain.incoming.programs import EXPORT, format_named, is_ours
from pipectl.domain.incoming.reading import Read, read
from pipectl.domain.incoming.shares import has_shares
from pipectl.domain.incoming.totals import KEEP, SKIP
from pipectl.errors import BadFileError, UsageError, quoted
from pipectl.money import check_currency
from pipectl.render.output import Answer, show
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.actions.importing import Brought
    from pipectl.cli.behind import Settled
    from pipectl.cli.staging import Stages
    from pipectl.sheets import Sheet
    from pipectl.store.session import WriteSession


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
    header_line: int | None
    sheet: str | None
    update: bool
    dry_run: bool
    skip_errors: bool
    rejects: str | None
    json: bool
    won_when: tuple[str, ...] = ()
    lost_when: tuple[str, ...] = ()
    open_when: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()
    totals: str | None = None  # what is done with rows that may be totals
    currency: str | None = None
    stages: str | None = None
    open_stages: tuple[str, ...] = ()  # said at a terminal to be no outcomes
    save_as: str | None = None
    like: str | None = None
    key: str | None = None  # by which a deal is known: its identifier or its title
    kept: frozenset[str] = frozenset()  # of what is said of columns and stages: by --like alone


class Sheaf(NamedTuple):
    """What one file holds, and how its columns were understood."""

    name: str
    columns: Columns
    headers: tuple[str, ...]
    header_line: int
    read: Read
    has_shares: bool = False


def bring(run: Run, asked: Asked) -> None:
    """Bring files in: an export of ours, or sheets of whatever they come from."""
    check(asked)
    of = asked.of.strip().lower()
    if of == "pipectl" or (of == "auto" and is_native(asked.files)):
        from pipectl.cli.native import bring_native

        bring_native(run, asked)
        return
    from pipectl.cli import mappings

    asked = mappings.as_before(run, asked)
    with mappings.naming_it(asked):
        bring_sheets(run, asked)


def bring_sheets(run: Run, asked: Asked) -> None:
    """Bring sheets in, of whatever they come from."""
    from pipectl.cli import colliding, rejecting, staging

    colliding.check(asked)
    asked, sheaves = read_sheaves(run, asked)
    asked, is_another = colliding.settled(run, asked, sheaves)
    if is_another:
        sheaves = [sheaf(run, asked, name) for name in asked.files]
    sheaves = rejecting.without_repeated(sheaves)
    asked, history = told_history(run, asked, sheaves)
    wrong = rejecting.told_problems(run, asked, sheaves, history)
    if wrong is not None and not asked.dry_run:
        raise wrong
    sheaves = rejecting.without_bad_history(sheaves, history)
    rejecting.check_room(run, asked, sheaves)
    entries: History = history.entries if history else {}
    sheaves = staging.without_results(run, asked, sheaves, entries)
    rows = [row for each in sheaves for row in each.read.rows]
    stages = staging.stages_for(run, asked, rows, entries, sheaves[0].columns)
    staging.tell_stageless(run, rows, entries, stages)
    source = sheaves[0].columns.format.name
    if asked.dry_run:
        from pipectl.cli.previewing import preview

        preview(run, asked, Coming(source, sheaves, entries, stages), wrong)
        return
    from pipectl.cli import behind
    from pipectl.cli.previewing import differing

    coming = Coming(source, sheaves, entries, stages)
    behind.tell_unread(run, asked, rows)
    settled = behind.settled(run, asked, coming)
    coming = settled.coming
    with rejecting.kept_rejects(run, asked, sheaves):
        done = stored(run, asked, coming)
    count = differing(run, asked, coming, done)
    present(run, asked, sheaves, done, settled, differing=count, is_recorded=run.recorded)


class Coming(NamedTuple):
    """Everything that is to be brought in: of which source, and with which stages."""

    source: str
    sheaves: Sequence[Sheaf]
    entries: History
    stages: "Stages"

    @property
    def rows(self) -> list[Incoming]:
        """The rows of all files."""
        return [row for each in self.sheaves for row in each.read.rows]

    @property
    def rejected_count(self) -> int:
        """How many rows have problems."""
        return sum(each.read.rejected_count for each in self.sheaves)


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
    if asked.save_as is not None:
        from pipectl.cli.mappings import check_name

        check_name(asked.save_as)
    if asked.totals not in (None, SKIP, KEEP):
        raise UsageError(
            f"--totals can't be {quoted(asked.totals or '')}.", hint=f"It is {SKIP} or {KEEP}."
        )
    if [*asked.files, asked.history].count("-") > 1:
        raise UsageError("Stdin can be read once only.", hint="Name the other file.")


def read_sheaves(run: Run, asked: Asked) -> tuple[Asked, list[Sheaf]]:
    """What the files hold, and how each was understood; raises UsageError for a mixture.

    The import comes back with what was answered meanwhile.
    """
    from pipectl.cli import grouping, outcomes
    from pipectl.cli.rejecting import check_rejects
    from pipectl.cli.telling import check_chosen, check_hollow, tell_all, tell_counted, tell_missing

    def read_all(asked: Asked) -> list[Sheaf]:
        return [sheaf(run, asked, name) for name in asked.files]

    def unclear(sheaves: list[Sheaf]) -> dict[str, outcomes.Found]:
        return {each.name: each.read.unclear for each in sheaves}

    def tell_first(sheaves: list[Sheaf]) -> None:
        tell_missing(sheaves, has_history=has_history)

    def tell_scope(sheaves: list[Sheaf]) -> None:
        for each in sheaves:
            if each.read.rejected_count:
                good = len(each.read.rows) + sum(map(len, each.read.unclear.values()))
                tell_counted(run, good, f"{each.name}:")

    has_history = asked.history is not None
    asked, there = grouping.resolved(run, asked, read_all)
    asked, sheaves = outcomes.resolved(run, asked, read_all, unclear, tell_first, there, tell_scope)
    tell_all(run, sheaves, has_history=has_history, currency=asked.currency)
    first = sheaves[0]
    for each in sheaves[1:]:
        if each.columns.format != first.columns.format:
            raise UsageError(
                f"{each.name} is {each.columns.format.name}, but {first.name} is "
                f"{first.columns.format.name}.",
                hint="Bring them in one after the other.",
            )
    check_chosen(sheaves)
    check_rejects(run, asked, sheaves)
    if not asked.dry_run:
        check_hollow(run, sheaves, has_history=has_history)
    return asked, sheaves


def sheaf(run: Run, asked: Asked, name: str) -> Sheaf:
    """What a file holds; an error names all flags at once that the file needs."""
    from pipectl.cli.remedying import told_at_once

    return told_at_once(asked, lambda asked: understood(run, asked, name))


def understood(run: Run, asked: Asked, name: str) -> Sheaf:
    """What a file holds; raises an error where it needs a flag, or is written in two ways."""
    from pipectl import sheets
    from pipectl.cli import grouping
    from pipectl.cli.outcomes import said_stages, whens
    from pipectl.cli.rejecting import without_place

    asked = without_place(asked, name)
    only: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for header, value in pairs("--only", asked.only):
        only.setdefault(spellings.setdefault(fold(header), header), []).append(value)
    maps = dict(single("--map", asked.maps, field_named))
    named = None if asked.of.strip().lower() == "auto" else format_named(asked.of)
    with opened(name) as stream:
        sheet = sheets.rows(
            stream,
            name=name,
            encoding=asked.encoding,
            header_line=asked.header_line,
            fits=lambda headers: may_be_headers(headers, named, maps),
            sheet=asked.sheet,
            decimal=asked.decimal or run.decimal,
        )
        if not may_be_headers(sheet.headers, named, maps):
            check_title(sheet)
            groups.check_details(sheet)
        of = named or recognise(sheet.headers, maps=maps)
        told_by = whens(asked, sheet.headers)
        found = columns(sheet.headers, of, maps, name=name).using(each.header for each in told_by)
        repeated = grouping.groups_of(asked, sheet, found)
        currency = None if asked.currency is None else check_currency(asked.currency)
        options = Options(
            currency=currency or run.settings.currency,
            decimal=asked.decimal or run.decimal,
            dates=None if asked.dates is None else check_order(asked.dates),
            ours=is_ours(of, sheet.headers),
            only=only,
            today=run.today,
            entered_late=of.entered_late,
            keep_rejected=asked.rejects is not None,
            own=frozenset(each.field for each in found.columns)
            if of.name == EXPORT
            else frozenset(),
            stages=said_stages(asked),
            whens=told_by,
            asks_outcomes=not asked.skip_errors,
            by_title=asked.key == "title",
            groups=repeated,
            has_shares=of.name != EXPORT
            and has_shares(sheet, found, is_said="probability" in maps),
        )
        what = read(sheet, found, options)
        if what.problem_count:
            from pipectl.domain.incoming.remedies import check_marks, check_orders

            check_orders(sheet, found, options)
            check_marks(sheet, found, options, is_said=bool(asked.decimal), skips=asked.skip_errors)
        return Sheaf(name, found, sheet.headers, sheet.line, what, options.has_shares)


class TitleLineError(BadFileError):
    """The first line is a title, and nothing says which line below has the headers."""

    def __init__(self, sheet: "Sheet", line: int) -> None:
        title = next(filter(None, sheet.headers))
        super().__init__(
            f"{sheet.name}:{sheet.line}: {quoted(title, 60)} looks like a title, not like headers.",
            hint=f"Those seem to be in line {line}: import with --header-line {line}",
        )
        self.line = line


def check_title(sheet: "Sheet") -> None:
    """Raise TitleLineError where a line below looks more like one of headers."""
    line = sheet.likelier_line()
    if line is not None:
        raise TitleLineError(sheet, line)


def told_history(
    run: Run, asked: Asked, sheaves: Sequence[Sheaf]
) -> tuple[Asked, ReadHistory | None]:
    """The stages that each went through, out of the file of them, and how it was understood.

    The import comes back with what was answered meanwhile.
    """
    if asked.history is None:
        return asked, None
    from pipectl.cli import outcomes, telling

    name = asked.history
    asked, found = outcomes.resolved(
        run,
        asked,
        lambda asked: history_in(run, asked, name, sheaves),
        lambda found: {name: found.unclear},
    )
    telling.tell_history(run, name, found, [row for s in sheaves for row in s.read.rows])
    return asked, found


def history_in(run: Run, asked: Asked, name: str, sheaves: Sequence[Sheaf]) -> ReadHistory:
    """What a history's file holds of the rows."""
    from pipectl import sheets
    from pipectl.cli.outcomes import history_stages

    rows = (row for each in sheaves for row in each.read.rows)
    known = {row.identifier: row.outcome for row in rows if row.identifier is not None}
    with opened(name) as stream:
        sheet = sheets.rows(stream, name=name, encoding=asked.encoding)
        return read_history(
            sheet,
            known,
            dates=None if asked.dates is None else check_order(asked.dates),
            ours=is_ours(sheaves[0].columns.format, sheaves[0].headers),
            today=run.today,
            short=sheaves[0].columns.format.short_identifiers,
            stages=history_stages(run, asked),
        )


def stored(run: Run, asked: Asked, coming: Coming) -> "Brought":
    """Back up, then bring in as one operation."""
    from pipectl.cli.mappings import keeping
    from pipectl.render.progress import progress

    back_up(run)
    times = 2 if run.is_first_run else 1  # a first run is rehearsed
    with progress("Bringing in", times * len(coming.rows)) as watch:
        return run.change(keeping(run, asked, coming, bringing_in(run, asked, coming, watch)))


def bringing_in(
    run: Run, asked: Asked, coming: Coming, watch: Callable[[], None] = lambda: None
) -> "Callable[[WriteSession], Brought]":
    """What brings everything in, given a session."""
    from pipectl.actions.arriving import Wanted
    from pipectl.actions.importing import bring_in
    from pipectl.cli.staging import arrivals, make

    wanted = Wanted(coming.source, seen(run, asked), run.settings.currency, update=asked.update)
    wanted = wanted._replace(tells_outcome=all(s.columns.tells_outcome for s in coming.sheaves))
    found = arrivals(coming.rows, coming.entries, coming.stages)

    def act(session: "WriteSession") -> "Brought":
        made = make(session, found, coming.stages)
        return bring_in(session, made.arrivals, wanted._replace(made=made.stages), watch)

    return act


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

        backups.take(run.path, backups.BEFORE_IMPORT, run.moment.at)


def present(
    run: Run,
    asked: Asked,
    sheaves: Sequence[Sheaf],
    done: "Brought",
    settled: "Settled",
    *,
    differing: int,
    is_recorded: bool,
) -> None:
    """Tell what was done."""
    from pipectl.cli.behind import tell_fields
    from pipectl.cli.telling import (
        tell_matches,
        tell_orphans,
        tell_shifted,
        tell_spare,
    )
    from pipectl.render.imports import change_facts, differs

    tell_shifted(run, done.shifted)
    tell_orphans(run, done.orphans)
    tell_spare(run, done.spare)
    tell_matches(run, done.matches, update=asked.update)
    changes = tell_fields(settled, done.changes, dry=False)
    rejected = sum(s.read.rejected_count for s in sheaves)
    data: dict[str, object] = {
        "new": len(done.new),
        "updated": len(done.updated),
        "unchanged": len(done.unchanged),
        "rejected": rejected,
        "source": sheaves[0].columns.format.name,
        "files": [each.name for each in sheaves],
    }
    if asked.update:
        data["changes"] = [change_facts(each) for each in changes]

    def text() -> str:
        count = run.numbers.count
        parts = [f"{count(len(done.new))} new", f"{count(len(done.updated))} changed"]
        parts += [f"{count(len(done.unchanged))} as they were{differs(differing, run.numbers)}"]
        parts += [f"{count(rejected)} left out"] if rejected else []
        undo = " `pipectl undo` takes it back." if is_recorded else ""
        return f"Brought in: {', '.join(parts)}.{undo}\n"

    show(Answer(lambda: data, text), json=asked.json)
