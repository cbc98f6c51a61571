"""Show what an import would do, by trying it on a copy of the store."""

from typing import TYPE_CHECKING, Any

from pipectl.cli.context import Run, screen_of, try_on_copy
from pipectl.errors import PipectlError
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import Answer, print_note, show
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportResult
    from pipectl.importing.commands.plan import ImportOptions, ImportPlan, ReadFile

NOTHING_DONE = "Nothing was imported. To import, run the command without --dry-run."


def preview(
    run: Run, asked: "ImportOptions", coming: "ImportPlan", wrong: PipectlError | None
) -> None:
    """Show the first rows, the mapping of stages, and the numbers of new deals.

    Raises the same errors as the import.
    """
    from pipectl.importing import view as importing_view
    from pipectl.importing.commands import own_csv_changes, own_fields
    from pipectl.importing.commands.deals_here import (
        tell_beginnings,
        tell_beside,
        tell_customers,
        tell_deleted,
        tell_emptied,
        tell_staying,
    )
    from pipectl.importing.commands.history_messages import tell_orphans, tell_shifted
    from pipectl.importing.commands.messages import tell_adopted, tell_matches, tell_spare
    from pipectl.importing.commands.stage_questions import UnknownStagesError
    from pipectl.importing.commands.stages import import_action, stages_named

    stages, rows, entries = coming.stages, coming.rows, coming.entries
    theirs = [
        (name, stages.names.get(stages.ids.get(fold(name), 0)))
        for name in stages_named(coming.rows, coming.entries)
    ]
    unknown = (
        UnknownStagesError(stages.unknown, list(stages.names.values())) if stages.unknown else None
    )
    also, wrong = (None, unknown) if wrong is None else (unknown, wrong)
    counts: dict[str, Any] = {"rejected": coming.rejected_count}
    if wrong is None:
        own_csv_changes.tell_unread(run, asked, coming.rows)
        settled = own_csv_changes.resolved_changes(run, asked, coming)
        coming = settled.coming
        done = try_on_copy(run, import_action(run, asked, coming))
        tell_shifted(run, done.shifted)
        tell_orphans(run, done.orphans)
        tell_spare(run, done.spare)
        tell_matches(run, asked, coming.files, done.matches)
        tell_adopted(run, done)
        tell_beside(run, done)
        tell_customers(run, done, dry=True)
        tell_staying(run, coming.files, coming.here)
        told = [each.number for each in settled.deleted]
        tell_deleted(run, coming.files, coming.here, told)
        tell_emptied(run, coming.files, coming.here)
        if asked.update and asked.history is None:
            tell_beginnings(run, coming.files, coming.here)
        own_fields.tell_filled(done.fields, dry=True)
        if coming.fields:
            counts["fields"] = own_fields.field_facts(done.fields)
        changes = own_csv_changes.tell_fields(settled, done.changes, dry=True)
        if asked.update:
            counts["changes"] = [importing_view.change_facts(each) for each in changes]
        counts |= differing(run, asked, coming, done)._asdict()
        counts |= {name: len(getattr(done, name)) for name in ("new", "updated", "unchanged")}
    made = [name for name, _ in stages.new]
    found = importing_view.Preview(rows, theirs, made, counts, run.today, entries)
    problems = [each for file in coming.files for each in file.read.problems]
    show(
        Answer(
            lambda: importing_view.preview_facts(found, problems),
            lambda: importing_view.preview(found, screen_of(run), run.numbers),
        ),
        json=asked.json,
    )
    if also is not None:
        print_note(f"{also}\n  {also.hint}")
    if wrong is not None:
        raise wrong
    print_note(NOTHING_DONE)


class Differing(NamedTuple):
    """The number of unchanged deals that differ in the file, and of those --update would change."""

    differing: int
    taken: int


def differing(
    run: Run, asked: "ImportOptions", coming: "ImportPlan", done: "ImportResult"
) -> Differing:
    """Return how many of the unchanged deals differ in the file."""
    from pipectl.importing.commands.deals_here import staying_closed

    closed = {each.here.number for each in staying_closed(coming.files, coming.here)}
    taken = taken_by_update(run, asked, coming, done)
    return Differing(len(taken | (closed & {*done.unchanged})), len(taken))


def taken_by_update(
    run: Run, asked: "ImportOptions", coming: "ImportPlan", done: "ImportResult"
) -> set[int]:
    """Return the unchanged deals that --update would change, by trying it on a copy.

    Saved rejected rows without identifiers are ignored, as they may be other deals.
    """
    from pipectl.importing.commands.own_csv_changes import resolved_changes
    from pipectl.importing.commands.stages import import_action
    from pipectl.stages.queries import stages

    coming = coming._replace(files=[_without_namesakes(each) for each in coming.files])
    if not done.unchanged or asked.update or not coming.rows:
        return set()
    with run.looking_up() as reader:
        ours = {stage.name_folded: stage.id for stage in stages(reader)}
    theirs = coming.stages
    if all(fold(name) in ours for name, _ in theirs.new):  # they have been added by now
        ids = {
            name: ours[fold(theirs.names[number])] if number < 0 else number
            for name, number in theirs.ids.items()
        }
        coming = coming._replace(stages=theirs._replace(ids=ids, new=()))
    asked = asked._replace(update=True)
    try:
        coming = resolved_changes(run, asked, coming).coming
        tried = try_on_copy(run, import_action(run, asked, coming))
    except PipectlError:
        return set()  # it says so itself when it is asked for
    return {*tried.updated} & {*done.unchanged}


def _without_namesakes(found: "ReadFile") -> "ReadFile":
    from pipectl.importing.commands.rejects import is_mended

    if not is_mended(found):
        return found
    rows = [row for row in found.read.rows if row.identifier is not None]
    return found._replace(read=found.read._replace(rows=rows))
