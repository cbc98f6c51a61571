"""The command `import`: read, map, back up, import and report."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import Run, run_of
from pipectl.cli.files import is_native
from pipectl.cli.options import Context, Json
from pipectl.errors import UsageError, quoted
from pipectl.importing.commands.plan import ImportOptions, ImportPlan, back_up
from pipectl.importing.commands.reading import read_file, read_files, read_history_file
from pipectl.importing.commands.stages import import_action
from pipectl.importing.rules.history_file import History
from pipectl.importing.rules.people_columns import ACCOUNTS, CONTACTS, KINDS
from pipectl.importing.rules.total_rows import KEEP, SKIP
from pipectl.render.output import Answer, print_note, show
from pipectl.text import UnknownValueError

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportResult
    from pipectl.importing.commands.own_csv_changes import ResolvedChanges
    from pipectl.importing.commands.preview import Differing


Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE…", help="CSV or XLSX files, or a pipectl export (use - for standard input)."
    ),
]
Pairs = list[str] | None


def import_(
    ctx: Context,
    files: Files = None,
    of: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="Program that wrote the file: auto, csv, hubspot, pipedrive, salesforce, close, "
            "zoho, odoo, export or pipectl, and for contacts also google, outlook or vcard.",
        ),
    ] = "auto",
    maps: Annotated[
        Pairs,
        typer.Option(
            "--map",
            metavar="FIELD=HEADER",
            help="Read a field from this column, by header or number (repeatable).",
        ),
    ] = None,
    stage_map: Annotated[
        Pairs,
        typer.Option(
            "--stage-map",
            metavar="THEIRS=OURS",
            help="Map a stage in the file to one of yours, or to won or lost (repeatable).",
        ),
    ] = None,
    won_when: Annotated[
        Pairs,
        typer.Option(
            "--won-when",
            metavar="HEADER[=VALUE]",
            help="Treat rows with this value as won (repeatable).",
        ),
    ] = None,
    lost_when: Annotated[
        Pairs,
        typer.Option(
            "--lost-when",
            metavar="HEADER[=VALUE]",
            help="Treat rows with this value as lost (repeatable).",
        ),
    ] = None,
    open_when: Annotated[
        Pairs,
        typer.Option(
            "--open-when",
            metavar="HEADER[=VALUE]",
            help="Treat rows with this value as open (repeatable).",
        ),
    ] = None,
    make_stages: Annotated[
        bool, typer.Option("--make-stages", help="Add stages that don't exist yet.")
    ] = False,
    stages: Annotated[
        str | None,
        typer.Option(
            metavar='"Name:percent,…"', help="Add these stages, with their probabilities."
        ),
    ] = None,
    only: Annotated[
        Pairs,
        typer.Option(metavar="HEADER=VALUE", help="Import only rows with this value (repeatable)."),
    ] = None,
    known_by: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="identifier|title",
            help="Match deals by identifier or by title (default: identifier).",
        ),
    ] = None,
    history: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="CSV file of stage changes, with the columns deal_id, stage and entered_at.",
        ),
    ] = None,
    complete_history: Annotated[
        bool,
        typer.Option("--complete-history", help="Treat the imported history as complete."),
    ] = False,
    complete_since: Annotated[
        str | None,
        typer.Option(
            "--complete-since",
            metavar="DATE",
            help="Treat the imported history as complete since this date.",
        ),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option(
            metavar="ymd|mdy|dmy", help="Order of day, month and year in dates (default: detected)."
        ),
    ] = None,
    decimal: Annotated[
        str | None,
        typer.Option(
            metavar=". or ,", help="Decimal mark of amounts (default: the decimal setting)."
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Currency of amounts without one (default: the store's)."
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding, such as latin-1 (default: UTF-8).")
    ] = None,
    header_line: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Line number of the headers (default: detected)."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Sheet to read, if an XLSX file has several.")
    ] = None,
    fill_down: Annotated[
        Pairs,
        typer.Option(
            "--fill-down",
            metavar="HEADER",
            help="Fill this column's empty cells from above (repeatable, or none to fill no"
            " column).",
        ),
    ] = None,
    totals: Annotated[
        str | None,
        typer.Option(
            metavar="skip|keep",
            help="Skip or keep rows that look like totals (default: skip, or ask if unclear).",
        ),
    ] = None,
    what: Annotated[
        str | None,
        typer.Option(
            metavar="deals|contacts|accounts", help="What the file contains (default: deals)."
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option(
            metavar="STAGE", help="Stage for rows without one, or for leads made from people."
        ),
    ] = None,
    campaign: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Campaign for rows without one (added if new)."),
    ] = None,
    fields: Annotated[
        bool,
        typer.Option("--fields", help="Keep every other column as a custom field."),
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Also change deals that were imported before.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, without changing anything.")
    ] = False,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="Skip rows with problems.")
    ] = False,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write skipped rows, with the reason, to this file."),
    ] = None,
    save_as: Annotated[
        str | None,
        typer.Option(
            "--save-as", metavar="NAME", help="Save the options and answers under this name."
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Use the options and answers saved under this name."),
    ] = None,
    list_mappings: Annotated[
        bool, typer.Option("--list-mappings", help="List the names saved with --save-as.")
    ] = False,
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Delete a name saved with --save-as.")
    ] = None,
    json: Json = False,
) -> None:
    """Import deals and contacts from other programs.

    Recognizes exports from HubSpot, Pipedrive, Salesforce, Close, Zoho and
    Odoo. For other CSV files, name the columns with --map. Check with --dry-run
    first. `pipectl undo` undoes the whole import. Importing the same file again
    changes nothing, unless you use --update to apply what changed in the file.

    Fields for --map: identifier, title, account, accounts, contact, contacts,
    contact_first, contact_last, contact_email, amount, amount_cents,
    amount_period, amount_duration, currency, closed_value, stage, outcome,
    is_won, is_lost, is_closed, is_deleted, probability, probability_share,
    created_on, close_on, closed_on, won_on, lost_on, close_date, source,
    campaign, owner, lost_reason, next_action, next_due, note, tags, and
    field.NAME for a custom field.

    --what contacts reads vCards, and CSV files from the same programs, Google and
    Outlook. For a file of people without deals, --stage adds one lead per person.

    \b
    Examples:
      pipectl import deals.csv --make-stages --dry-run
      pipectl import deals.csv --stage-map Pitch=proposal
      pipectl import deals.csv --map title=title --make-stages --save-as crm
      pipectl import people.vcf --what contacts
      pipectl import webinar.csv --stage "Initial contact" --campaign webinar
    """
    from pipectl.importing.commands import mappings
    from pipectl.importing.commands.plan import ImportOptions

    asked = ImportOptions(
        files=tuple(files or ()),
        of=of,
        maps=tuple(maps or ()),
        stage_map=tuple(stage_map or ()),
        make_stages=make_stages,
        only=tuple(only or ()),
        history=history,
        complete_history=complete_history,
        complete_since=complete_since,
        dates=dates,
        decimal=decimal,
        encoding=encoding,
        header_line=header_line,
        sheet=sheet,
        update=update,
        dry_run=dry_run,
        skip_errors=skip_errors,
        rejects=rejects,
        json=json,
        won_when=tuple(won_when or ()),
        lost_when=tuple(lost_when or ()),
        open_when=tuple(open_when or ()),
        currency=currency,
        fill_down=tuple(fill_down or ()),
        totals=None if totals is None else totals.strip().lower(),
        stages=stages,
        key=None if known_by is None else known_by.strip().lower(),
        save_as=save_as,
        like=like,
        fields=fields,
        what=None if what is None else what.strip().lower(),
        stage=stage,
        campaign=campaign,
    )
    mappings.check_alone(asked, listing=list_mappings, forgotten=forget)
    if list_mappings:
        mappings.list_mappings(run_of(ctx), json=json)
    elif forget is not None:
        mappings.forget(run_of(ctx), forget)
    else:
        run_import(run_of(ctx), asked)


def run_import(run: Run, asked: ImportOptions) -> None:
    """Import files: a pipectl export, or sheets of other programs."""
    check(asked)
    if asked.what in (CONTACTS, ACCOUNTS):
        from pipectl.importing.commands.people import run_people_import

        run_people_import(run, asked, asked.what)
        return
    of = asked.of.strip().lower()
    if of == "pipectl" or (of == "auto" and is_native(asked.files)):
        from pipectl.importing.commands.native import run_native_import

        run_native_import(run, asked)
        return
    from pipectl.importing.commands import mappings
    from pipectl.importing.commands.defaults import with_meant_campaign

    asked = with_meant_campaign(run, mappings.as_before(run, asked))
    if asked.what is None and has_persons_only(run, asked):
        from pipectl.importing.commands.people import run_lead_import

        run_lead_import(run, asked)
        return
    with mappings.naming_it(asked):
        bring_sheets(run, asked)


def has_persons_only(run: Run, asked: ImportOptions) -> bool:
    """Return whether to make leads of the files' people.

    Raises PersonsOnlyError for such files without --stage.
    """
    from pipectl.importing.commands.people_reading import PersonsOnlyError, has_persons
    from pipectl.stages.queries import every_stage

    if not has_persons(asked):
        return False
    if asked.stage is None:
        with run.looking_up() as reader:
            begin = next((each.name for each in every_stage(reader) if each.is_lead), None)
        raise PersonsOnlyError(asked.files[0], begin)
    return True


def bring_sheets(run: Run, asked: ImportOptions) -> None:
    """Import sheets of other programs."""
    from pipectl.importing.commands import identifiers, own_fields, row_problems
    from pipectl.importing.commands import rejects as commands_rejects
    from pipectl.importing.commands import stages as commands_stages
    from pipectl.importing.commands.deals_here import deals_here
    from pipectl.importing.commands.defaults import with_defaults
    from pipectl.importing.commands.stage_messages import tell_stageless
    from pipectl.importing.commands.unknown_stages import tell_unknown

    identifiers.check(asked)
    asked, files = read_files(
        run,
        asked,
        lambda asked, files: row_problems.problems_error(run, asked, files, None),
        lambda asked, files: tell_unknown(run, asked, files),
    )
    asked, is_another = identifiers.with_collisions_resolved(run, asked, files)
    if is_another:
        files = [read_file(run, asked, name) for name in asked.files]
    files = commands_rejects.without_repeated(files)
    files, fields = own_fields.with_fields(run, asked, files)
    asked, history = read_history_file(run, asked, files)
    wrong = row_problems.problems_error(run, asked, files, history)
    if wrong is not None and not asked.dry_run:
        raise wrong
    files = commands_rejects.without_bad_history(files, history)
    commands_rejects.check_room(run, asked, files)
    entries: History = history.entries if history else {}
    files = commands_stages.without_results(run, asked, files, entries)
    files = with_defaults(run, asked, files, entries)
    rows = [row for each in files for row in each.read.rows]
    here = deals_here(run, files)
    stages = commands_stages.stages_for(run, asked, rows, entries, files[0])
    if stages.again is not None:
        print_note("Reading the file again with these answers:")
        bring_sheets(run, stages.again)
        return
    is_partly = any(s.read.partly and not s.columns.has("stage") for s in files)
    new = [row for s in files for row in s.read.rows if (s.name, row.line) not in here]
    tell_stageless(run, new, entries, stages, is_partly=is_partly)
    source = files[0].columns.format.name
    if asked.dry_run:
        from pipectl.importing.commands.preview import preview

        preview(run, asked, ImportPlan(source, files, entries, stages, here, fields), wrong)
        return
    from pipectl.importing.commands import own_csv_changes
    from pipectl.importing.commands.preview import differing

    coming = ImportPlan(source, files, entries, stages, here, fields)
    own_csv_changes.tell_unread(run, asked, rows)
    settled = own_csv_changes.resolved_changes(run, asked, coming)
    coming = settled.coming
    with commands_rejects.kept_rejects(run, asked, files):
        done = stored(run, asked, coming)
    differ = differing(run, asked, coming, done)
    present(run, asked, coming, done, settled, differing=differ, is_recorded=run.recorded)


def check(asked: ImportOptions) -> None:
    """Raise UsageError for flags that exclude each other, or mean nothing alone."""
    if asked.complete_history and asked.complete_since is not None:
        raise UsageError(
            "--complete-history and --complete-since can't be used together.",
            hint="Use one of them.",
        )
    if asked.rejects is not None and not asked.skip_errors:
        raise UsageError("--rejects needs --skip-errors.")
    if asked.decimal not in (None, ".", ","):
        raise UsageError(f"--decimal can't be {quoted(asked.decimal or '')}.", hint="Use . or ,")
    if asked.save_as is not None:
        from pipectl.importing.commands.mappings import check_name

        check_name(asked.save_as)
    if asked.what not in (None, *KINDS):
        raise UnknownValueError(
            f"{quoted(asked.what or '')} can't be imported", asked.what or "", KINDS
        )
    if asked.totals not in (None, SKIP, KEEP):
        raise UsageError(
            f"--totals can't be {quoted(asked.totals or '')}.", hint=f"Use {SKIP} or {KEEP}."
        )
    if [*asked.files, asked.history].count("-") > 1:
        raise UsageError("Stdin can be read only once.", hint="Give the other input as a file.")


def stored(run: Run, asked: ImportOptions, coming: ImportPlan) -> "ImportResult":
    """Back up, then import in one operation."""
    from pipectl.importing.commands.mappings import keeping
    from pipectl.render.progress import progress

    back_up(run)
    times = 2 if run.is_first_run else 1  # a first run is rehearsed
    with progress("Importing", times * len(coming.rows)) as watch:
        return run.change(keeping(run, asked, coming, import_action(run, asked, coming, watch)))


def present(
    run: Run,
    asked: ImportOptions,
    coming: ImportPlan,
    done: "ImportResult",
    settled: "ResolvedChanges",
    *,
    differing: "Differing",
    is_recorded: bool,
) -> None:
    """Tell what was done."""
    from pipectl.importing.commands import own_fields
    from pipectl.importing.commands.deals_here import (
        tell_beginnings,
        tell_beside,
        tell_customers,
        tell_deleted,
        tell_emptied,
        tell_staying,
    )
    from pipectl.importing.commands.history_messages import tell_orphans, tell_shifted
    from pipectl.importing.commands.messages import tell_adopted, tell_matches, tell_spare
    from pipectl.importing.commands.own_csv_changes import tell_fields
    from pipectl.importing.view import change_facts, differs, summary

    files = coming.files
    tell_shifted(run, done.shifted)
    tell_orphans(run, done.orphans)
    tell_spare(run, done.spare)
    tell_matches(run, asked, files, done.matches)
    tell_adopted(run, done)
    tell_beside(run, done)
    tell_customers(run, done, dry=False)
    tell_staying(run, files, coming.here)
    tell_deleted(run, files, coming.here, [each.number for each in settled.deleted])
    tell_emptied(run, files, coming.here)
    if asked.update and asked.history is None:
        tell_beginnings(run, files, coming.here)
    own_fields.tell_filled(done.fields, dry=False)
    changes = tell_fields(settled, done.changes, dry=False)
    rejected = sum(s.read.rejected_count for s in files)
    data: dict[str, object] = {
        "new": len(done.new),
        "updated": len(done.updated),
        "unchanged": len(done.unchanged),
        "rejected": rejected,
        "source": files[0].columns.format.name,
        "files": [each.name for each in files],
    }
    if asked.update:
        data["changes"] = [change_facts(each) for each in changes]
    if coming.fields:
        data["fields"] = own_fields.field_facts(done.fields)

    def text() -> str:
        said = summary(data, "deal", run.numbers, differs(*differing, run.numbers))
        undo = " Undo with `pipectl undo`." if is_recorded else ""
        return f"Imported: {said}.{undo}\n"

    show(Answer(lambda: data, text), json=asked.json)
