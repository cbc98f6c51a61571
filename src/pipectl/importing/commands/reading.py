"""Read files of other programs: their columns, rows and history."""

from collections.abc import Callable, Sequence

from pipectl.cli.context import Run
from pipectl.cli.files import opened
from pipectl.cli.values import pairs, single
from pipectl.errors import PipectlError, UsageError
from pipectl.importing.commands.plan import ImportOptions, ReadFile, check_title
from pipectl.importing.rules import grouped_rows
from pipectl.importing.rules.better_columns import (
    with_better_columns,
    with_closing_days,
    with_filled_columns,
)
from pipectl.importing.rules.currency_columns import with_currency
from pipectl.importing.rules.date_formats import check_order
from pipectl.importing.rules.deal_from_row import ReadingOptions
from pipectl.importing.rules.fields import field_named
from pipectl.importing.rules.file_columns import columns, may_be_headers, recognize
from pipectl.importing.rules.history_file import ReadHistory, may_be_history, read_history
from pipectl.importing.rules.outcome_columns import without_reasons
from pipectl.importing.rules.own_columns import is_own
from pipectl.importing.rules.own_company import without_own_company
from pipectl.importing.rules.probability_scale import has_shares, with_percents
from pipectl.importing.rules.programs import EXPORT, format_named, is_ours
from pipectl.importing.rules.rows import read
from pipectl.importing.rules.total_rows import KEEP
from pipectl.importing.rules.unclear_outcomes import tells_open
from pipectl.money import check_currency
from pipectl.text import fold

# Columns that name a deal, whose text alone makes a row.
NAMING = ("identifier", "title", "account", "accounts")


def read_files(
    run: Run,
    asked: ImportOptions,
    problems_error: Callable[[ImportOptions, list[ReadFile]], PipectlError | None],
    tell_unknown: Callable[[ImportOptions, list[ReadFile]], None],
) -> tuple[ImportOptions, list[ReadFile]]:
    """Return the content of the files; raise UsageError for files of different programs.

    Returns the import with the answers to questions, too. `problems_error` and `tell_unknown`
    report wrong rows and unknown stages if the import can't go on.
    """
    from pipectl.importing.commands import file_questions, outcome_questions
    from pipectl.importing.commands.column_questions import with_columns_answered
    from pipectl.importing.commands.deals_here import deals_here
    from pipectl.importing.commands.messages import (
        check_chosen,
        check_hollow,
        tell_all,
        tell_counted,
    )
    from pipectl.importing.commands.missing_columns import tell_missing
    from pipectl.importing.commands.rejects import check_rejects

    def read_all(asked: ImportOptions) -> list[ReadFile]:
        return [read_file(run, asked, name) for name in asked.files]

    def unclear(files: list[ReadFile]) -> dict[str, outcome_questions.Found]:
        return {each.name: each.read.unclear for each in files}

    def tell_first(files: list[ReadFile]) -> None:
        tell_missing(asked, run, files, has_history=has_history)

    def tell_scope(files: list[ReadFile]) -> None:
        for each in files:
            if each.read.rejected_count:
                good = len(each.read.rows) + sum(map(len, each.read.unclear.values()))
                tell_counted(run, good, f"{each.name}:")

    def has_problems(files: list[ReadFile]) -> bool:
        return not asked.skip_errors and any(each.read.rejected_count for each in files)

    def problems(files: list[ReadFile]) -> PipectlError | None:
        return problems_error(asked, files) if has_problems(files) else None

    def tell_stages(asked: ImportOptions, files: list[ReadFile]) -> None:
        likely = outcome_questions.with_likely_answers(asked, read_all, unclear, files)
        if likely is not None and not has_history:
            tell_unknown(*likely)

    has_history = asked.history is not None
    asked, there = file_questions.with_questions_answered(run, asked, read_all)
    if not has_problems(there):
        asked, there = with_columns_answered(run, asked, read_all, there, has_history=has_history)
    telling = outcome_questions.Telling(tell_first, tell_scope, has_problems, problems, tell_stages)
    asked, files = outcome_questions.with_outcomes_answered(
        run, asked, read_all, unclear, telling, there
    )
    here = deals_here(run, files)
    tell_all(asked, run, files, here, has_history=has_history)
    first = files[0]
    for each in files[1:]:
        if each.columns.format != first.columns.format:
            raise UsageError(
                f"{each.name} has the format {each.columns.format.name}, but {first.name} has "
                f"the format {first.columns.format.name}.",
                hint="Import them one after the other.",
            )
    check_chosen(files)
    check_rejects(run, asked, files)
    if not asked.dry_run and not has_problems(files):
        check_hollow(run, files, has_history=has_history)
    return asked, files


def read_file(run: Run, asked: ImportOptions, name: str) -> ReadFile:
    """Return a file's content; an error names all flags that the file needs."""
    from pipectl.importing.commands.needed_flags import naming_all_flags

    return naming_all_flags(asked, lambda asked: understood(run, asked, name))


def understood(run: Run, asked: ImportOptions, name: str) -> ReadFile:
    """Read a file; raise an error if it needs a flag or has mixed formats."""
    from pipectl.importing.commands import file_questions
    from pipectl.importing.commands.amount_messages import check_durations
    from pipectl.importing.commands.outcome_questions import said_stages, whens
    from pipectl.importing.commands.own_fields import with_extra
    from pipectl.importing.commands.rejects import without_place
    from pipectl.importing.rules import csv_file

    asked = without_place(asked, name)
    only: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for header, value in pairs("--only", asked.only):
        only.setdefault(spellings.setdefault(fold(header), header), []).append(value)
    maps = dict(single("--map", [each for each in asked.maps if not is_own(each)], field_named))
    named = None if asked.of.strip().lower() == "auto" else format_named(asked.of)
    with opened(name) as stream:
        sheet = csv_file.rows(
            stream,
            name=name,
            encoding=asked.encoding,
            header_line=asked.header_line,
            fits=lambda headers: may_be_headers(headers, named, maps),
            sheet=asked.sheet,
            decimal=asked.decimal or run.decimal,
        )
        check_title(sheet)
        if not may_be_headers(sheet.headers, named, maps):
            grouped_rows.check_details(sheet)
        of = named or recognize(sheet.headers, maps=maps)
        told_by = whens(asked, sheet.headers)
        answered = [each.header for each in told_by]
        found = columns(sheet.headers, of, maps, name=name).using(answered)
        sheet.naming = {each.place for each in found.columns if each.field in NAMING}
        sheet.skips_notes = asked.totals != KEEP
        found = without_own_company(sheet, found)
        found = with_filled_columns(
            sheet, found, lambda headers: columns(headers, of, maps, name=name).using(answered)
        )
        found = with_closing_days(sheet, found)
        found = with_better_columns(sheet, found, asked.decimal or run.decimal)
        found = without_reasons(sheet, found, is_said="outcome" in maps)
        if told_by and not found.tells_outcome and tells_open(sheet, found, told_by):
            found = found._replace(is_told=True)
        found = with_currency(sheet, found) if of.name != EXPORT else found
        found = with_percents(sheet, found, is_said="probability_share" in maps)
        found = with_extra(run, asked, sheet, found)
        repeated = file_questions.groups_of(asked, sheet, found)
        currency = None if asked.currency is None else check_currency(asked.currency)
        options = ReadingOptions(
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
            is_currency_said=asked.currency is not None,
            has_shares=of.name != EXPORT
            and has_shares(sheet, found, is_said="probability" in maps),
        )
        what = read(sheet, found, options)
        if what.problem_count:
            from pipectl.importing.rules.mixed_formats import check_marks, check_orders

            check_orders(sheet, found, options)
            check_marks(sheet, found, options, is_said=bool(asked.decimal), skips=asked.skip_errors)
        made = ReadFile(name, found, sheet.headers, sheet.line, what, options.has_shares)
        check_durations(made, maps)
        return made


def read_history_file(
    run: Run, asked: ImportOptions, files: Sequence[ReadFile]
) -> tuple[ImportOptions, ReadHistory | None]:
    """Read the file of stage history, and return how it was understood.

    Returns the import with the answers to questions, too.
    """
    if asked.history is None:
        return asked, None
    from pipectl.importing.commands import outcome_questions
    from pipectl.importing.commands.history_messages import print_history

    name = asked.history
    asked, found = outcome_questions.with_outcomes_answered(
        run,
        asked,
        lambda asked: history_in(run, asked, name, files),
        lambda found: {name: found.unclear},
    )
    print_history(run, name, found, [row for s in files for row in s.read.rows])
    return asked, found


def history_in(run: Run, asked: ImportOptions, name: str, files: Sequence[ReadFile]) -> ReadHistory:
    """Return the history of the rows in its file."""
    from pipectl.importing.commands.outcome_questions import history_stages
    from pipectl.importing.rules import csv_file

    rows = (row for each in files for row in each.read.rows)
    known = {row.identifier: row.outcome for row in rows if row.identifier is not None}
    with opened(name) as stream:
        sheet = csv_file.rows(stream, name=name, encoding=asked.encoding, fits=may_be_history)
        return read_history(
            sheet,
            known,
            dates=None if asked.dates is None else check_order(asked.dates),
            ours=is_ours(files[0].columns.format, files[0].headers),
            today=run.today,
            short=files[0].columns.format.short_identifiers,
            stages=history_stages(run, asked),
        )
