"""`assign`."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any

import typer

from pipectl.cli.command_line import in_quotes
from pipectl.cli.completion_values import complete_slug, completed
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Json
from pipectl.errors import UsageError
from pipectl.opportunities.commands.edit import chosen
from pipectl.ownership.prompts import meant_owner
from pipectl.pipeline.queries.current import by_ids
from pipectl.pipeline.view import opportunity
from pipectl.render.output import Answer, show
from pipectl.text import check_line


def complete_deals_and_sellers(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Slugs of deals, and sellers."""
    return [*complete_slug(ctx, incomplete), *completed(ctx, "owners", incomplete)]


def assign(
    ctx: Context,
    opp: Annotated[
        list[str],
        typer.Argument(
            metavar="OPP... NAME",
            help="Deals (each by its number, slug, or part of its title or account), then the"
            " seller, or none.",
            autocompletion=complete_deals_and_sellers,
        ),
    ],
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Reason, shown to both sellers.")
    ] = None,
    json: Json = False,
) -> None:
    """Assign one or more deals to another seller.

    The new owner and the former one are told the next time they run
    `pipectl today`. If you name several deals, either all of them change or
    none. Undo with `pipectl undo`.

    \b
    Examples:
      pipectl assign acme Bob --why "Knows the buyer"
      pipectl assign 2 3 7 Bob
      pipectl assign acme none
    """
    from pipectl.opportunities import actions as opportunities_actions

    run, (*deals, seller) = run_of(ctx), opp
    if not deals:
        raise UsageError(
            "Missing argument 'NAME'.",
            hint=f"Name the seller: pipectl assign {in_quotes(seller)} NAME",
        )
    reason = None if why is None else check_line(why, what="reason")
    with run.reading() as reader:
        before = chosen(ctx, reader, deals, then=[seller])
        owner = meant_owner(run, reader, seller)
    change = opportunities_actions.OpportunityChanges(values={"owner": owner}, why=reason)
    numbers = [each.row.id for each in before]
    differing = run.change(
        lambda unit: opportunities_actions.edit_each(unit, dict.fromkeys(numbers, change))
    )
    show_assigned(run, differing, several=len(deals) > 1, json=json)


def show_assigned(
    run: Run, differing: Mapping[int, Collection[str]], *, several: bool, json: bool
) -> None:
    """Print whose the deals are now: a line for each, or JSON as `edit` prints it."""
    with run.reading() as reader:
        found = by_ids(reader, differing, run.today)

    def text() -> str:
        from pipectl.opportunities.view import assigned_line

        on = screen_of(run)
        return "".join(
            assigned_line(each.row, on, is_changed=bool(differing[each.row.id])) for each in found
        )

    shapes = [opportunity(each) for each in found]
    show(Answer(lambda: shapes if several else shapes[0], text), json=json)
