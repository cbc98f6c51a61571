"""`icp`: the ideal customer."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, command_group, list_format
from pipectl.filters.queries import judged_criteria
from pipectl.icp.prompts import choose_criterion, typed_criterion
from pipectl.render.output import print_note, show_list

MOST_WEIGHT = 100
app = command_group("Manage your ideal customer profile, which grades deals (fit).")


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List the criteria of your ideal customer.

    Points show how much each criterion counts, out of 100.

    \b
    Examples:
      pipectl icp list
      pipectl icp list --json
    """
    print_criteria(run_of(ctx), list_format(format, json))


def print_criteria(run: Run, form: str) -> None:
    """Print the criteria."""
    from pipectl.icp.view import criteria_listing

    with run.reading() as reader:
        found = judged_criteria(reader)
    show_list(criteria_listing(found, screen_of(run), run.numbers), form, run.numbers)


@app.command("set")
def set_(
    ctx: Context,
    condition: Annotated[
        str,
        typer.Argument(metavar="CONDITION", help="Condition, as for --where: industry=food,drink."),
    ],
    weight: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_WEIGHT,
            metavar="N",
            help="How much the criterion counts (default: unchanged, or 1 for a new one).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Set a criterion of your ideal customer.

    Each field can have one condition. A new condition replaces the old one. A
    deal's fit is the weight of the criteria it meets, as a share of all weights.
    See docs/fit.md.

    \b
    Examples:
      pipectl icp set "industry=food,drink" --weight 3
      pipectl icp set "employees=20..200"
      pipectl icp set "source!=fair"
    """
    from pipectl.icp.actions import set_criterion

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = typed_criterion(run, reader, condition)
    run.change(lambda unit: set_criterion(unit, found.key, found.condition, weight).id)
    print_note(f"{'Set' if run.recorded else 'Already set'}: {condition.strip()}")
    print_criteria(run, "json" if json else "table")


@app.command("remove")
def remove(
    ctx: Context,
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="Field of the criterion, or part of its condition."),
    ],
    json: Json = False,
) -> None:
    """Remove a criterion of your ideal customer.

    \b
    Example:
      pipectl icp remove industry
    """
    from pipectl.icp.actions import remove_criterion

    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_criterion(run, reader, name)
    run.change(lambda unit: remove_criterion(unit, found.criterion.id))
    print_note(f"Removed criterion: {found.condition}")
    print_criteria(run, "json" if json else "table")
