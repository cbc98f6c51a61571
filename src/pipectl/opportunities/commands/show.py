"""Show everything about one opportunity."""

from typing import Annotated

import typer

from pipectl.cli.context import run_of, screen_of
from pipectl.cli.options import Context, Json, Opp
from pipectl.pipeline.prompts import choose_opportunity


def show(
    ctx: Context,
    opp: Opp,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the fit and the score are calculated.")
    ] = False,
    json: Json = False,
) -> None:
    """Show everything about a deal.

    \b
    Examples:
      pipectl show acme
      pipectl show acme --explain
      pipectl show 1 --json
    """
    from pipectl.opportunities import view as opportunities_view
    from pipectl.opportunities.queries import detail
    from pipectl.render.output import Answer
    from pipectl.render.output import show as put

    run = run_of(ctx)
    with run.reading() as reader:
        found = choose_opportunity(run, reader, opp, "any")
        everything = detail(reader, found.id, run.today, scored=explain or json)

    def text() -> str:
        from pipectl.opportunities.view import card

        return card(everything, screen_of(run), run.numbers, explain=explain)

    put(Answer(lambda: opportunities_view.detail(everything), text), json=json)
