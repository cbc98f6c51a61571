"""`import`: what somebody has elsewhere, or another store of theirs."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Json, run_of

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE…", help="CSV or .xlsx files, or an export; - is stdin."),
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
            help="auto, csv, hubspot, pipedrive, salesforce, close, zoho, odoo, export or pipectl.",
        ),
    ] = "auto",
    maps: Annotated[
        Pairs,
        typer.Option("--map", metavar="FIELD=HEADER", help="Column (name or number) of a field."),
    ] = None,
    stage_map: Annotated[
        Pairs,
        typer.Option(
            "--stage-map", metavar="THEIRS=OURS", help="Which stage theirs is, or won, or lost."
        ),
    ] = None,
    won_when: Annotated[
        Pairs, typer.Option("--won-when", metavar="HEADER[=VALUE]", help="Such rows are won.")
    ] = None,
    lost_when: Annotated[
        Pairs, typer.Option("--lost-when", metavar="HEADER[=VALUE]", help="Such rows are lost.")
    ] = None,
    open_when: Annotated[
        Pairs, typer.Option("--open-when", metavar="HEADER[=VALUE]", help="Such rows are open.")
    ] = None,
    make_stages: Annotated[
        bool, typer.Option("--make-stages", help="Add the stages that aren't there.")
    ] = False,
    stages: Annotated[
        str | None,
        typer.Option(metavar='"Name:percent,…"', help="Add these, with their percentages."),
    ] = None,
    only: Annotated[
        Pairs,
        typer.Option(metavar="HEADER=VALUE", help="Only rows with (one of) the values."),
    ] = None,
    known_by: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="identifier|title",
            help="What tells deals apart (default: identifier).",
        ),
    ] = None,
    history: Annotated[
        str | None, typer.Option(metavar="FILE", help="deal_id, stage, entered_at of each.")
    ] = None,
    complete_history: Annotated[
        bool, typer.Option("--complete-history", help="Their past is complete.")
    ] = False,
    complete_since: Annotated[
        str | None, typer.Option("--complete-since", metavar="DATE", help="… from that day on.")
    ] = None,
    dates: Annotated[
        str | None, typer.Option(metavar="ymd|mdy|dmy", help="The order of dates in numbers.")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar=". or ,", help="The decimal mark of amounts.")
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Of amounts without one (default: the store's)."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of a file that isn't UTF-8: latin-1.")
    ] = None,
    header_line: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Line of the headers (default: found).")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Sheet of an Excel workbook.")
    ] = None,
    fill_down: Annotated[
        Pairs,
        typer.Option(
            "--fill-down", metavar="HEADER", help="Repeat the value above in empty cells; or none."
        ),
    ] = None,
    totals: Annotated[
        str | None,
        typer.Option(metavar="skip|keep", help="What rows are that may be totals or deals."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Change what is there already, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be done.")
    ] = False,
    skip_errors: Annotated[
        bool, typer.Option("--skip-errors", help="Leave rows with problems out.")
    ] = False,
    rejects: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the rows that were left out, and why.")
    ] = None,
    save_as: Annotated[
        str | None,
        typer.Option("--save-as", metavar="NAME", help="Keep how the file was read for next time."),
    ] = None,
    like: Annotated[
        str | None, typer.Option(metavar="NAME", help="Read the file as was kept under that name.")
    ] = None,
    list_mappings: Annotated[
        bool, typer.Option("--list-mappings", help="List what --save-as has kept.")
    ] = False,
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Remove what --save-as has kept.")
    ] = None,
    json: Json = False,
) -> None:
    """Bring in what you have elsewhere, as one operation that can be undone.

    It recognises the exports of HubSpot, Pipedrive, Salesforce, Close, Zoho and Odoo by their
    headers, and takes any other CSV with --map. --dry-run shows what it would do. The second time
    nothing changes, or with --update what changed there. --save-as keeps the flags and answers of
    an import, and --like uses them again.

    The fields: identifier, title, account, accounts, contact, contacts, contact_email, amount,
    amount_cents, amount_period, currency, closed_value, stage, outcome, is_won, is_lost, is_closed,
    is_deleted, probability, probability_share, created_on, close_on, closed_on, won_on, lost_on,
    close_date, source, campaign, lost_reason, next_action, next_due, note, tags.

    \b
    Example:
      pipectl import deals.csv --make-stages --dry-run
    """
    from pipectl.cli import mappings
    from pipectl.cli.bringing import Asked, bring

    asked = Asked(
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
    )
    mappings.check_alone(asked, listing=list_mappings, forgotten=forget)
    if list_mappings:
        mappings.list_mappings(run_of(ctx), json=json)
    elif forget is not None:
        mappings.forget(run_of(ctx), forget)
    else:
        bring(run_of(ctx), asked)
