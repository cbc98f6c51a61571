"""The stage and the campaign of rows without one: `import --stage`, `import --campaign`."""

from collections.abc import Sequence

from pipectl.cli.context import Run
from pipectl.importing.commands.deals_here import deals_here
from pipectl.importing.commands.plan import ImportOptions, ReadFile
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import History
from pipectl.pipeline.prompts import meant_campaign
from pipectl.stages.prompts import choose_open_stage
from pipectl.text import check_line
from pipectl.vocabulary import LONGEST, OPEN


def with_meant_campaign(run: Run, asked: ImportOptions) -> ImportOptions:
    """Return the options with the campaign that --campaign means."""
    if asked.campaign is None:
        return asked
    campaign = check_line(asked.campaign, what="campaign", most=LONGEST["campaign"])
    with run.looking_up() as reader:
        return asked._replace(campaign=meant_campaign(run, reader, campaign))


def with_defaults(
    run: Run, asked: ImportOptions, files: Sequence[ReadFile], entries: History
) -> list[ReadFile]:
    """Return the files with the stage of --stage and the campaign of --campaign for new deals.

    Only open rows without a stage, and rows without a campaign, get them.
    """
    if asked.stage is None and asked.campaign is None:
        return list(files)
    with run.looking_up() as reader:
        stage = None if asked.stage is None else choose_open_stage(run, reader, asked.stage).name
    here = deals_here(run, files)

    def filled(file: ReadFile, row: Incoming) -> Incoming:
        if (file.name, row.line) in here:
            return row
        if row.stage is None and row.outcome == OPEN and not entries.get(row.identifier or ""):
            row = row._replace(stage=stage)
        return row._replace(campaign=row.campaign or asked.campaign)

    return [
        each._replace(read=each.read._replace(rows=[filled(each, row) for row in each.read.rows]))
        for each in files
    ]
