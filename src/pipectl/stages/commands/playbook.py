"""`stage playbook`: what to do in a stage."""

from typing import Annotated

import typer

from pipectl.cli.completion_values import complete_stage
from pipectl.cli.context import Run, run_of
from pipectl.cli.long_text import StoredText, text_from
from pipectl.cli.options import Context, Json
from pipectl.collateral.queries import links_of_stage
from pipectl.collateral.view import link_keys, link_words
from pipectl.errors import UsageError, quoted
from pipectl.render.output import Answer, print_note, show
from pipectl.stages import queries as stages_queries
from pipectl.stages.prompts import choose_stage
from pipectl.stages.queries import StageRow
from pipectl.store.reader import Reader
from pipectl.text import visible


def playbook(
    ctx: Context,
    stage: Annotated[
        str,
        typer.Argument(
            metavar="STAGE", help="Name of the stage, or part of it.", autocompletion=complete_stage
        ),
    ],
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE|-]", help="File with the playbook.", show_default=False),
    ] = None,
    in_editor: Annotated[
        bool, typer.Option("--edit", help="Write the playbook in your editor.")
    ] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Remove the playbook.")] = False,
    json: Json = False,
) -> None:
    """Show or set a stage's playbook.

    The playbook is Markdown that says what to do in the stage. `move`, `brief`
    and the review show it.

    \b
    Examples:
      pipectl stage playbook proposal
      pipectl stage playbook proposal proposal.md
      pipectl stage playbook proposal --clear
    """
    from pipectl.stages.actions import set_playbook

    if (file is not None) + in_editor + clear > 1:
        raise UsageError("Give one of FILE, --edit and --clear.")
    run = run_of(ctx)
    with run.looking_up() as reader:
        found = choose_stage(run, reader, stage)
        changes = file is not None or in_editor or clear
        text = text_from(run, file, stored(reader, found)) if changes and not clear else None
    if changes:
        run.change(lambda unit: set_playbook(unit, found.id, text))
        print_note(said(run, found, text))
    if json or not changes:
        print_playbook(run, found, json=json)


def stored(reader: Reader, stage: StageRow) -> StoredText:
    """Return the playbook as it can be edited."""
    return StoredText(
        reader,
        f"The playbook of {stage.name}",
        lambda at: stages_queries.playbook_of(at, stage.id),
        f"pipectl stage playbook {quoted(stage.name)}",
    )


def said(run: Run, stage: StageRow, text: str | None) -> str:
    """Return what changed."""
    if not run.recorded:
        return f"{stage.name} has no playbook." if text is None else "The playbook is the same."
    return f"{'Removed' if text is None else 'Set'} the playbook of {stage.name}."


def print_playbook(run: Run, stage: StageRow, *, json: bool) -> None:
    """Print the playbook as it was written."""
    with run.reading() as reader:
        text = stages_queries.playbook_of(reader, stage.id)
        links = links_of_stage(reader, stage.id)
    if not json:
        for each in links:
            print_note(f"Link: {link_words(each)}")
    if text is None and not json:
        how = f"pipectl stage playbook {quoted(stage.name)} --edit"
        print_note(f"{stage.name} has no playbook. Write one: `{how}`.")
        return
    keys = {"stage": stage.name, "id": stage.id, "playbook": text}
    keys["links"] = [link_keys(each) for each in links]
    show(Answer(lambda: keys, lambda: f"{visible(text or '', lines=True)}\n"), json=json)
