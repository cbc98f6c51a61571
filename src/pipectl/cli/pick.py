"""`action` and `reason`: what is offered to choose from."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Format, Json, complete_stage, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import activity_kind, stage_named
from pipectl.domain.words import ACTIVITY_KINDS
from pipectl.errors import NotFoundError, UsageError, quoted
from pipectl.queries import picks as asking
from pipectl.render.output import note
from pipectl.text import fold

action_app = typer.Typer(
    help="The pick list of next actions.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
reason_app = typer.Typer(
    help="Reasons for winning and losing that are offered.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

Text = Annotated[str, typer.Argument(metavar="TEXT")]
StageOption = Annotated[
    str | None, typer.Option(help="In this stage only.", autocompletion=complete_stage)
]
For = Annotated[str | None, typer.Option("--for", metavar="won|lost", help="Which outcome.")]


@action_app.command("list")
def list_actions(
    ctx: Context, stage: StageOption = None, format: Format = None, json: Json = False
) -> None:
    """List the actions that are offered.

    \b
    Example:
      pipectl action list --stage discovery
    """
    print_actions(run_of(ctx), stage, list_format(format, json))


def print_actions(run: Run, stage: str | None, form: str) -> None:
    """Print the pick list, of one stage or whole."""
    from pipectl.render.output import show_list
    from pipectl.render.setup import actions_listing

    with run.reading() as reader:
        if stage is None:
            found = asking.actions(reader)
        else:
            number = stage_named(run, reader, stage).id
            found = [p for p in asking.offered(reader, number) if p.stage_id in (None, number)]
    show_list(actions_listing(found, screen_of(run)), form, run.numbers)


@action_app.command("add")
def add_action(
    ctx: Context,
    text: Text,
    stage: StageOption = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help=f"What completing it counts as: {', '.join(ACTIVITY_KINDS)}."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Offer a next action, in one stage or in all.

    \b
    Example:
      pipectl action add "Send pilot plan" --stage proposal --kind proposal
    """
    from pipectl.actions import picks

    run = run_of(ctx)
    wanted = None if kind is None else activity_kind(kind)
    with run.looking_up() as reader:
        number = None if stage is None else stage_named(run, reader, stage).id
    run.change(lambda session: picks.add_action(session, text, stage_id=number, kind=wanted).id)
    note(f"Offered: {text.strip()}")
    print_actions(run, stage, "json" if json else "table")


@action_app.command("remove")
def remove_action(ctx: Context, text: Text, stage: StageOption = None, json: Json = False) -> None:
    """Offer an action no more, in one stage or in all.

    \b
    Example:
      pipectl action remove "Send NDA" --stage discovery
    """
    from pipectl.actions import picks

    run = run_of(ctx)
    with run.looking_up() as reader:
        number = None if stage is None else stage_named(run, reader, stage).id
        ids = [
            pick.id
            for pick in asking.actions(reader)
            if fold(pick.action) == fold(text.strip()) and number in (None, pick.stage_id)
        ]
    if not ids:
        raise NotFoundError(f"No action {quoted(text)}.", hint="See `pipectl action list`.")
    run.change(lambda session: picks.remove_actions(session, ids))
    note(f"Removed: {text.strip()}")
    print_actions(run, stage, "json" if json else "table")


def outcome(text: str | None) -> str | None:
    """won, lost or none; raises UsageError."""
    if text not in (None, "won", "lost"):
        raise UsageError(f"--for can't be {quoted(text or '')}.", hint="It is won or lost.")
    return text


@reason_app.command("list")
def list_reasons(
    ctx: Context, outcome_for: For = None, format: Format = None, json: Json = False
) -> None:
    """List the reasons that are offered.

    \b
    Example:
      pipectl reason list --for lost
    """
    print_reasons(run_of(ctx), outcome(outcome_for), list_format(format, json))


def print_reasons(run: Run, wanted: str | None, form: str) -> None:
    """Print the reasons of one outcome, or all."""
    from pipectl.render.output import show_list
    from pipectl.render.setup import reasons_listing

    with run.reading() as reader:
        found = asking.reasons(reader, wanted)
    show_list(reasons_listing(found, screen_of(run)), form, run.numbers)


@reason_app.command("add")
def add_reason(
    ctx: Context,
    text: Text,
    outcome_for: Annotated[str, typer.Option("--for", metavar="won|lost", help="Which outcome.")],
    json: Json = False,
) -> None:
    """Offer a reason.

    \b
    Example:
      pipectl reason add "project cancelled" --for lost
    """
    from pipectl.actions import picks

    run = run_of(ctx)
    wanted = outcome(outcome_for) or "lost"
    run.change(lambda session: picks.add_reason(session, text, wanted).id)
    note(f"Offered: {text.strip()}")
    print_reasons(run, wanted, "json" if json else "table")


@reason_app.command("remove")
def remove_reason(ctx: Context, text: Text, outcome_for: For = None, json: Json = False) -> None:
    """Offer a reason no more.

    \b
    Example:
      pipectl reason remove "bad timing"
    """
    from pipectl.actions import picks

    run = run_of(ctx)
    wanted = outcome(outcome_for)
    with run.looking_up() as reader:
        ids = [
            reason.id
            for reason in asking.reasons(reader, wanted)
            if fold(reason.text) == fold(text.strip())
        ]
    if not ids:
        raise NotFoundError(f"No reason {quoted(text)}.", hint="See `pipectl reason list`.")
    run.change(lambda session: picks.remove_reasons(session, ids))
    note(f"Removed: {text.strip()}")
    print_reasons(run, wanted, "json" if json else "table")
