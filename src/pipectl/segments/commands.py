"""`segment`: named filters for deals."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import Context, Format, Json, Where, command_group, list_format
from pipectl.errors import UsageError
from pipectl.filters.prompts import narrowing
from pipectl.filters.queries import with_stage_names
from pipectl.render.output import print_changed, print_done, print_note, show_list
from pipectl.segments.prompts import choose_segment, hold_conditions
from pipectl.segments.queries import segments

app = command_group("Manage segments: named filters for deals.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Segment: its name, or part of it.")]


@app.command("list")
def list_(ctx: Context, format: Format = None, json: Json = False) -> None:
    """List your segments.

    \b
    Examples:
      pipectl segment list
      pipectl segment list --json
    """
    print_segments(run_of(ctx), list_format(format, json))


def print_segments(run: Run, form: str) -> None:
    """Print the segments."""
    from pipectl.segments.view import segments_listing

    with run.reading() as reader:
        found = segments(reader)
    show_list(segments_listing(found, screen_of(run)), form, run.numbers)


def checked(run: Run, where: list[str]) -> tuple[str, ...]:
    """The conditions as they are stored; raises UsageError for one that can't be used here."""
    found = narrowing(run, where, run.today)
    if found is None:
        raise UsageError("A segment needs --where CONDITION.", hint="Example: --where source=web")
    with run.looking_up() as reader:
        found.choose(reader)
        conditions = tuple(with_stage_names(reader, each) for each in found.where)
        hold_conditions(run, reader, conditions)
        return conditions


@app.command("add")
def add(
    ctx: Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new segment.")],
    where: Where = None,
    json: Json = False,
) -> None:
    """Add a segment: a named filter for deals.

    Use it with --segment in `list` and in every number and report. To set its
    quota, use `quota set --segment`.

    \b
    Examples:
      pipectl segment add large --where 'amount>50k'
      pipectl segment add partners --where source=partner --where tag=hot
    """
    from pipectl.segments.actions import add_segment

    run = run_of(ctx)
    conditions = checked(run, where or [])
    run.change(lambda unit: add_segment(unit, name, conditions).id)
    print_note(f"{'Added' if run.recorded else 'Already there:'} segment: {name.strip()}")
    print_segments(run, "json" if json else "table")


@app.command("edit")
def edit(
    ctx: Context,
    name: Name,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    where: Where = None,
    json: Json = False,
) -> None:
    """Change a segment's name or conditions.

    New conditions replace all the old ones. With --as-of, dates before the
    change still use the old conditions.

    \b
    Examples:
      pipectl segment edit large --where 'amount>80k'
      pipectl segment edit large --name enterprise
    """
    from pipectl.segments.actions import edit_segment

    run = run_of(ctx)
    if new_name is None and not where:
        raise UsageError("No changes given.", hint="Use --name or --where.")
    with run.looking_up() as reader:
        segment = choose_segment(run, reader, name)
    conditions = checked(run, where) if where else ()
    run.change(lambda unit: edit_segment(unit, segment.id, new_name, conditions).id)
    print_changed("segment", new_name or segment.name, is_changed=run.recorded)
    print_segments(run, "json" if json else "table")


@app.command("remove")
def remove(ctx: Context, name: Name, json: Json = False) -> None:
    """Remove a segment.

    Its quotas stay in the store. To get them back, add the segment again.

    \b
    Example:
      pipectl segment remove large
    """
    from pipectl.segments.actions import remove_segment

    run = run_of(ctx)
    with run.looking_up() as reader:
        segment = choose_segment(run, reader, name)
    run.change(lambda unit: remove_segment(unit, segment.id).id)
    print_done(f"Removed segment: {segment.name}", json=json)
    if json:
        print_segments(run, "json")
