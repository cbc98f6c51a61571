"""Report how an import understood a file of history, and what it changed of closings."""

from collections.abc import Sequence

from pipectl.cli.context import Run
from pipectl.errors import quoted
from pipectl.importing.commands.left_out import tell_hollow
from pipectl.importing.commands.messages import SHOWN, print_columns, tell_unbegun
from pipectl.importing.commands.words import counted, many
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import MovedClosing, ReadHistory, misplaced
from pipectl.render.output import print_note


def print_history(run: Run, name: str, found: ReadHistory, rows: Sequence[Incoming]) -> None:
    """Say how a history was understood, and which entries get another date."""
    count = sum(map(len, found.entries.values()))
    print_note(
        f"Read {name} (stage history): {many(run, count, 'entry')} for "
        f"{many(run, len(found.entries), 'row')}."
    )
    print_columns(run, found.orders, found.left_out)
    tell_hollow(run, found.hollow_lines)
    if found.unknown_count:
        print_note(f"  Skipped {many(run, found.unknown_count, 'entry')} for other deals.")
    if found.closing_count:
        print_note(
            f"  Skipped {many(run, found.closing_count, 'entry')} that say only won or lost."
        )
    tell_unbegun(run, rows, found.entries, how="")
    early, late = misplaced(rows, found.entries, run.today)
    if early:
        print_note(
            f"  {counted(run, early, 'entry')} before the creation date: using the date of "
            "the entry for both."
        )
    if late:
        print_note(
            f"  {counted(run, late, 'entry')} after the closing date: moved to the closing date."
        )


def tell_shifted(run: Run, shifted: Sequence[MovedClosing]) -> None:
    """Say which closings contradicted the known history, and how that was resolved."""
    for each in shifted[:SHOWN]:
        said = each.said_on.isoformat()
        if each.began_on is not None:
            print_note(
                f"Deal {each.number} closed on {said}, before its creation date: using "
                f"{each.began_on.isoformat()} as the creation date."
            )
        elif each.closed_on is not None:
            print_note(
                f"Deal {each.number} closed on {said} in the file, but changed here after "
                f"that: using {each.closed_on.isoformat()} as the closing date."
            )
    if len(shifted) > SHOWN:
        print_note(f"and {run.numbers.counted(len(shifted) - SHOWN, 'more deal')}.")


def tell_orphans(run: Run, titles: Sequence[str]) -> None:
    """Say which deals were imported without their parent."""
    for title in titles[:SHOWN]:
        print_note(f"{quoted(title)} has no parent: its parent deal isn't in the file.")
    if len(titles) > SHOWN:
        print_note(f"and {run.numbers.counted(len(titles) - SHOWN, 'more deal')}.")
