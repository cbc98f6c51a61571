"""What is said of lines of a file that are no rows, and of cells that stay empty."""

from collections.abc import Mapping, Sequence

from pipectl.cli.context import Run
from pipectl.errors import listed
from pipectl.importing.commands.words import counted, many, shortened
from pipectl.importing.rules.rows import Frame
from pipectl.render.output import print_note


def tell_frame(run: Run, found: Frame) -> None:
    """Say what around the rows was left out, and which of two columns with a header is read."""
    if found.title_count:
        above = many(run, found.title_count, "line")
        print_note(f"  {above} above the headers, which are in line {found.header_line}, left out.")
    if found.header_count:
        print_note(f"  {many(run, found.header_count, 'line')} left out that repeat the headers.")
    if found.total_lines:
        print_note(f"  {counted(run, found.total_lines, 'line')} left out that only add up others.")
    tell_hollow(run, found.hollow_lines)
    for header, (field, numbers) in found.repeated.items():
        print_note(
            f"  {shortened(header)} stands above columns {listed(map(str, numbers))}: the first is "
            f"taken. `--map {field}={numbers[1]}` takes another."
        )


def tell_hollow(run: Run, lines: Sequence[int]) -> None:
    """Say which lines have formulas alone, of which none has a value."""
    if lines:
        print_note(
            f"  {counted(run, lines, 'line')} left out with nothing but formulas that have an error"
            " or no value stored. Mend them in Excel if they are rows, and save the file."
        )


def tell_valueless(run: Run, found: Mapping[str, Sequence[str]]) -> None:
    """Say which cells stay empty, as their formulas have no value."""
    for header, places in found.items():
        where, have, stay = f"in {places[0]}", "has", "stays"
        if len(places) > 1:
            where, have, stay = f"the first in {places[0]}", "have", "stay"
        print_note(
            f"  {shortened(header)}: {many(run, len(places), 'formula')} ({where}) {have} no value"
            f" stored and {stay} empty. Open the file in Excel, save it, and import it with"
            " --update."
        )
