"""Report the stages of files that the store doesn't have, before an import refuses them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.importing.commands.outcome_questions import said_stages
from pipectl.importing.commands.stage_questions import UnknownStagesError
from pipectl.importing.commands.stages import stages_named, without_results
from pipectl.render.output import print_note
from pipectl.stages.queries import stages
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


def tell_unknown(run: Run, asked: "ImportOptions", files: "Sequence[ReadFile]") -> None:
    """Report the stages of the files that aren't here, which an import will refuse."""
    if asked.make_stages:
        return
    with run.looking_up() as reader:
        ours = stages(reader)
    files = without_results(run, asked, files, {})
    theirs = stages_named([row for each in files for row in each.read.rows], {})
    known = {stage.name_folded for stage in ours} | said_stages(asked).keys()
    unknown = [name for name in theirs if fold(name) not in known]
    if unknown:
        error = UnknownStagesError(unknown, [stage.name for stage in ours])
        print_note(f"{error.said_in(run.numbers)}\n  {error.hint}")
