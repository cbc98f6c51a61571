"""`campaign`: what brings deals, and what it costs."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from pipectl.campaigns import queries
from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.cli.values import choose_one, parse_money_option
from pipectl.errors import UsageError, for_shell, listed, quoted
from pipectl.render.output import print_added, print_changed, print_done, print_note, show_list
from pipectl.store.reader import Reader

app = command_group("Manage campaigns (webinars, trade fairs) and their costs.")

CLEARABLE = {
    "cost": ("cost_minor", "currency"),
    "from": ("starts_on",),
    "to": ("ends_on",),
    "source": ("source",),
}
NewCampaign = Annotated[str, typer.Argument(metavar="NAME", help="Name of the campaign.")]
CampaignName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the campaign, or part of it.")
]
Cost = Annotated[
    str | None, typer.Option(metavar="AMOUNT", help="Cost of the campaign, such as 2k.")
]
First = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day.")]
Source = Annotated[str | None, typer.Option(help="Source of its deals, such as fair.")]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List campaigns.

    \b
    Examples:
      pipectl campaign list
      pipectl campaign list --format csv
    """
    print_campaigns(run_of(ctx), None, list_format(format, json))


@app.command()
def add(
    ctx: Context,
    name: NewCampaign,
    cost: Cost = None,
    first: First = None,
    last: Last = None,
    source: Source = None,
    json: Json = False,
) -> None:
    """Add a campaign.

    To put a deal in the campaign, use `pipectl edit OPP --campaign NAME`.

    \b
    Examples:
      pipectl campaign add Webinar --cost 2k --from 2026-10-01 --to 2026-10-31
      pipectl campaign add "Trade fair" --cost 4500 --source fair
    """
    from pipectl.campaigns import actions

    run = run_of(ctx)
    values = given(run, cost, first, last, source)
    with run.looking_up() as reader:
        before = {each.id for each in queries.campaigns(reader)}
    number = run.change(lambda unit: actions.add(unit, name, values).id)
    if number in before:
        print_note("The campaign already exists. Change it with `pipectl campaign edit`.")
    else:
        then = f"Put a deal in it: `pipectl edit OPP --campaign {for_shell(name.strip())}`"
        print_added("campaign", name, then)
    print_campaigns(run, number, "json" if json else "table")


@app.command()
def edit(
    ctx: Context,
    name: CampaignName,
    new_name: Annotated[
        str | None,
        typer.Option("--name", help="New name (the campaign's deals get it too)."),
    ] = None,
    cost: Cost = None,
    first: First = None,
    last: Last = None,
    source: Source = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(metavar="cost|from|to|source", help="Remove this value (repeatable)."),
    ] = None,
    json: Json = False,
) -> None:
    """Change a campaign.

    \b
    Examples:
      pipectl campaign edit fair --cost 5200 --to 2026-11-12
      pipectl campaign edit fair --name "Trade fair 2026"
      pipectl campaign edit fair --clear source
    """
    from pipectl.campaigns import actions

    run = run_of(ctx)
    values = given(run, cost, first, last, source)
    cleared = dict.fromkeys(columns_to_clear(clear or (), values))
    if new_name is None and not values and not cleared:
        raise UsageError("No changes given.", hint="See `pipectl campaign edit --help`.")
    with run.looking_up() as reader:
        found = choose_campaign(run, reader, name)
    run.change(lambda unit: actions.edit(unit, found.id, new_name, values | cleared).id)
    print_changed("campaign", new_name or found.name, is_changed=run.recorded)
    print_campaigns(run, found.id, "json" if json else "table")


@app.command()
def remove(ctx: Context, name: CampaignName, json: Json = False) -> None:
    """Remove a campaign that has no deals.

    \b
    Example:
      pipectl campaign remove fair
    """
    from pipectl.campaigns import actions

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_campaign(run, reader, name)
    run.change(lambda unit: actions.remove(unit, found.id))
    print_done(f"Removed campaign: {found.name}", json=json)
    if json:
        print_campaigns(run, None, "json")


def given(
    run: Run, cost: str | None, first: str | None, last: str | None, source: str | None
) -> dict[str, Any]:
    """Return the values of the columns that were typed."""
    values: dict[str, Any] = {}
    if cost is not None:
        money = parse_money_option(run, cost, None)
        values |= {"cost_minor": money.minor, "currency": money.currency}
    days = {"starts_on": first, "ends_on": last}
    values |= {column: run.date(text) for column, text in days.items() if text is not None}
    return values if source is None else {**values, "source": source}


def columns_to_clear(names: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    """Return the columns of the values to remove; raise UsageError."""
    found: list[str] = []
    for name in names:
        if name not in CLEARABLE:
            raise UsageError(
                f"A campaign has no {quoted(name)} to clear.",
                hint=f"You can clear: {listed(CLEARABLE)}.",
            )
        if set(CLEARABLE[name]) & set(values):
            raise UsageError(
                f"--{name} and --clear {name} can't be used together.", hint="Use one of them."
            )
        found += CLEARABLE[name]
    return found


def choose_campaign(run: Run, reader: Reader, text: str) -> queries.CampaignRow:
    """Return the campaign that is meant."""
    return choose_one(run, "campaign", text, queries.campaigns(reader), lambda each: each.name)


def print_campaigns(run: Run, number: int | None, form: str) -> None:
    """Print the campaigns, or one."""
    from pipectl.campaigns.view import campaigns_listing

    with run.reading() as reader:
        found = [each for each in queries.summaries(reader) if number in (None, each.campaign.id)]
    show_list(campaigns_listing(found, screen_of(run), run.numbers), form, run.numbers)
