"""`link`: pages and documents of deals and stages."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Completes, Context, Format, Json, command_group, list_format
from pipectl.cli.values import parse_past_date
from pipectl.collateral import queries
from pipectl.collateral.rules import SENT, check_url, kind_named, logged_kind
from pipectl.errors import UsageError, either
from pipectl.links.prompts import LinkOwner, choose_link, choose_owner
from pipectl.next_actions.view import one_of
from pipectl.render.output import Answer, print_done, print_note, show, show_list
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.links.actions import Added, NewLink
    from pipectl.next_actions.rules import NextActionInput
    from pipectl.store.unit import Unit

app = command_group("Manage links to pages and documents, for deals and stages.")

Owner = Annotated[
    str,
    typer.Argument(metavar="OPP|stage:STAGE", help="Deal, or a stage with stage: before its name."),
]


@app.command("list")
def list_(
    ctx: Context,
    owner: Annotated[
        str | None,
        typer.Argument(
            metavar="[OPP|stage:STAGE]",
            help="Only links of this deal or stage.",
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List links.

    \b
    Examples:
      pipectl link list
      pipectl link list acme
      pipectl link list stage:proposal --json
    """
    from pipectl.collateral.view import links_listing

    run = run_of(ctx)
    with run.reading() as reader:
        if owner is None:
            found = queries.links(reader)
        else:
            found = links_of(reader, choose_owner(run, reader, owner))
    listing = links_listing(found, screen_of(run), run.numbers)
    show_list(listing, list_format(format, json), run.numbers)


def links_of(reader: Reader, owner: LinkOwner) -> list[queries.LinkRow]:
    """Return the links of a deal or a stage."""
    if owner.deal is not None:
        return queries.links_of_deal(reader, owner.deal)
    return queries.links_of_stage(reader, owner.stage or 0)


@app.command()
def add(
    ctx: Context,
    owner: Owner,
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Address: https://…, file:///…, mailto:….")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="What you sent: proposal, case study, or your own words."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Title to show before the URL.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Date you sent it (default: today).")
    ] = None,
    done: Completes = None,
    json: Json = False,
) -> None:
    """Add a link to a deal or a stage.

    With --kind, a link on a deal counts as something you sent, and pipectl logs
    it as an activity: a proposal, follow-up or outreach if that is its kind,
    otherwise a note. `report factors` shows how often deals advanced after each
    kind.

    \b
    Examples:
      pipectl link add acme https://acme.example/offer.pdf --kind proposal
      pipectl link add stage:proposal https://acme.example/prices --title Prices
    """
    from pipectl.links import actions

    run = run_of(ctx)
    checked = check_url(url)
    with run.looking_up() as reader:
        chosen = choose_owner(run, reader, owner)
        named = None if kind is None else kind_named(kind, queries.kinds(reader))
        new = actions.NewLink(checked, named, title, parse_past_date(run, on))
        completes, then = sent(run, reader, chosen, new, done=done)

    def act(unit: "Unit") -> "Added":
        if chosen.deal is None:
            return actions.add_to_stage(unit, chosen.stage or 0, new)
        return actions.add_to_deal(unit, chosen.deal, new, completes=completes, then=then)

    print_added(run, run.change(act), json=json)


def sent(
    run: Run, reader: Reader, owner: LinkOwner, new: "NewLink", *, done: bool | None
) -> "tuple[bool, NextActionInput | None]":
    """Return whether what was sent completes the deal's next action, and what comes after that."""
    from pipectl.next_actions.commands.next_actions import completing
    from pipectl.pipeline.prompts import hold_deal
    from pipectl.pipeline.queries.current import by_id

    is_sent = owner.deal is not None and new.kind in SENT
    if done is not None and not is_sent:
        raise UsageError(
            f"{'--done' if done else '--not-done'} needs a deal, and --kind {either(SENT)}."
        )
    known = [each.url for each in links_of(reader, owner)]
    if owner.deal is None or not is_sent or new.url in known:
        return False, None
    deal = by_id(reader, owner.deal, run.today)
    if done is not False:
        hold_deal(run, reader, deal.row)
    return completing(run, reader, deal, new.kind or "", asked_for=done)


def print_added(run: Run, added: "Added", *, json: bool) -> None:
    """Print the link, and say what was logged."""
    from pipectl.collateral.view import changed_link, link_dict

    with run.reading() as reader:
        found = queries.link_numbered(reader, added.id)
    if not added.is_new:
        how = f"pipectl link remove {added.id}"
        print_note(f"The link is already there. To change it, remove it first: `{how}`.")
    if added.activity is not None:
        what = one_of(logged_kind(found.kind) or "")
        print_note(f"Logged {what} (#{added.activity}) · {found.opportunity}")
        if found.kind in SENT and found.opportunity_id is not None:
            from pipectl.contact_limits.prompts import warn_of_contacts

            warn_of_contacts(run, found.opportunity_id)
    what = "Added" if added.is_new else "Unchanged:"
    show(
        Answer(
            lambda: {**link_dict(found), "activity": added.activity},
            lambda: changed_link(what, found, screen_of(run)),
        ),
        json=json,
    )


@app.command()
def remove(
    ctx: Context,
    link: Annotated[
        str,
        typer.Argument(metavar="LINK", help="Number of the link, or part of its title or URL."),
    ],
    json: Json = False,
) -> None:
    """Remove a link.

    The activity that was logged with the link stays (see `pipectl activity
    delete`).

    \b
    Examples:
      pipectl link remove 1
      pipectl link remove offer
    """
    from pipectl.collateral.view import links_listing
    from pipectl.links import actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_link(run, reader, link)
    run.change(lambda unit: actions.remove(unit, found.id))
    print_done(f"Removed link: {found.url}", json=json)
    if json:
        with run.reading() as reader:
            rest = queries.links(reader)
        show_list(links_listing(rest, screen_of(run), run.numbers), "json", run.numbers)
