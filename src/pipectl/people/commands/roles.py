"""`contact role` and `contact replace`: who is who in a deal."""

from typing import Annotated

import typer

from pipectl.cli.completion_values import complete_slug
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json, Opp
from pipectl.errors import UsageError, either, quoted
from pipectl.people.prompts import choose_contact_of, existing_or_new
from pipectl.pipeline.prompts import choose_opportunity
from pipectl.render.output import Answer, show
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import ROLES, STANCES


def set_role(
    ctx: Context,
    contact: Annotated[
        str, typer.Argument(metavar="CONTACT", help="Contact, added to the account if new.")
    ],
    opp: Opp,
    role: Annotated[
        str | None,
        typer.Argument(
            metavar="[ROLE]",
            help=f"Role: {either(ROLES)}, or your own words.",
            show_default=False,
        ),
    ] = None,
    stance: Annotated[
        str | None,
        typer.Option(
            metavar="for|neutral|against", help="Whether they are for or against your offer."
        ),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="End the contact's role in the deal.")
    ] = False,
    json: Json = False,
) -> None:
    """Set a contact's role in a deal.

    A deal can have any number of contacts. `pipectl edit OPP --contact` sets the
    main one. Earlier roles are kept, so reports as of an earlier day don't change.

    \b
    Examples:
      pipectl contact role "Jo Park" acme champion --stance for
      pipectl contact role "Sam Lee" acme "head of security"
      pipectl contact role jo acme user --stance against
    """
    from pipectl.people.actions import roles

    run = run_of(ctx)
    side = None if stance is None else stance_named(stance)
    if remove and (role is not None or side is not None):
        raise UsageError("--remove can't be used with a role or --stance.", hint="Use one of them.")
    if not remove and role is None and side is None:
        raise UsageError(
            "No role given.", hint=f"Give {either(ROLES)}, your own words, or --stance."
        )
    with run.looking_up() as reader:
        deal = choose_opportunity(run, reader, opp, "any")
        if remove:
            number = choose_contact_of(run, reader, contact, deal.id).id
        else:
            person = existing_or_new(run, reader, "contact", contact)
    if remove:
        run.change(lambda unit: roles.remove(unit, deal.id, number))
        tell(run, deal.id, number, "Ended the role of", json=json)
        return
    number = run.change(lambda unit: roles.assign(unit, deal.id, person, role=role, stance=side))
    tell(run, deal.id, number, "Set the role of" if run.recorded else "Unchanged:", json=json)


def stance_named(text: str) -> str:
    """A stance; raises UsageError naming them."""
    found = fold(text.strip())
    if found not in STANCES:
        raise UnknownValueError(f"No stance {quoted(text)}", text, STANCES)
    return found


def replace_contact(
    ctx: Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Contact who left the deal.")],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="Contact who takes over, added if new.")
    ],
    deal: Annotated[
        str,
        typer.Option(
            metavar="OPP",
            help="Deal: its number, slug, or part of its title or account.",
            autocompletion=complete_slug,
        ),
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why they were replaced.")],
    json: Json = False,
) -> None:
    """Replace a contact in a deal with another.

    The new contact gets the role of the old one, and becomes the main contact if
    the old one was. `pipectl show` still shows who was replaced, when and why.

    \b
    Example:
      pipectl contact replace jo "Sam Lee" --deal acme --why "Jo left the company"
    """
    from pipectl.people.actions import roles

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_opportunity(run, reader, deal, "any")
        former = choose_contact_of(run, reader, old, found.id)
        person = existing_or_new(run, reader, "contact", new)
    number = run.change(lambda unit: roles.replace(unit, found.id, former.id, person, why))
    tell(run, found.id, number, f"Replaced {former.name} with", json=json)


def tell(run: Run, deal: int, contact: int, what: str, *, json: bool) -> None:
    """Print the contacts of a deal as JSON, or a line on one of them."""
    from pipectl.people import view as people_view
    from pipectl.people.queries import contact_of_deal

    with run.reading() as reader:
        found = contact_of_deal(reader, deal, contact)
    show(
        Answer(
            lambda: people_view.contacts_dict(found),
            lambda: people_view.part_line(what, found, screen_of(run)),
        ),
        json=json,
    )
