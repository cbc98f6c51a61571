"""Report lines that aren't rows, and cells that stay empty."""

from collections.abc import Mapping, Sequence

from pipectl.cli.context import Run
from pipectl.errors import listed, quoted
from pipectl.importing.commands.words import counted, many, shortened
from pipectl.importing.rules.header_guesses import shell_quoted
from pipectl.importing.rules.read_result import Frame, ScaledAmounts
from pipectl.render.output import print_note


def tell_frame(run: Run, found: Frame, *, keeps: bool = True) -> None:
    """Say which sheets and lines were skipped, and which of two equal columns is read.

    `keeps`: an option imports notes below the rows.
    """
    for name in found.hidden_sheets:
        print_note(
            f"  Skipped the hidden sheet {quoted(name, 60)}. To read it: --sheet "
            f"{shell_quoted(name)}"
        )
    if found.title_count:
        above = many(run, found.title_count, "line")
        print_note(f"  Skipped {above} above the headers (line {found.header_line}).")
    if found.header_count:
        print_note(f"  Skipped {many(run, found.header_count, 'repeated header line')}.")
    if found.total_lines:
        print_note(f"  Skipped {counted(run, found.total_lines, 'total row')}.")
    if found.subitem_lines:
        print_note(f"  Skipped {counted(run, found.subitem_lines, 'sub-item row')}.")
    if found.notes:
        lines = counted(run, [each.line for each in found.notes], "line")
        them = "it" if len(found.notes) == 1 else "them"
        how = f" To import {them}: --totals keep" if keeps else ""
        print_note(
            f"  Skipped {lines} of notes below the rows ({quoted(found.notes[0].text, 60)}).{how}"
        )
    tell_hollow(run, found.hollow_lines)
    for header, (field, numbers) in found.repeated.items():
        print_note(
            f"  Columns {listed(map(str, numbers))} have the same header, {shortened(header)}: "
            f"using the first. To use another: --map {field}={numbers[1]}"
        )


def tell_hollow(run: Run, lines: Sequence[int]) -> None:
    """Say which lines have only formulas without values."""
    if lines:
        print_note(
            f"  Skipped {counted(run, lines, 'line')} whose formulas have only errors or no "
            "stored value. If they hold deals, fix them in Excel and save the file."
        )


def tell_valueless(run: Run, found: Mapping[str, Sequence[str]]) -> None:
    """Say which cells stay empty because their formulas have no stored value."""
    for header, places in found.items():
        where, have, stay = f"in {places[0]}", "has", "stays"
        if len(places) > 1:
            where, have, stay = f"first in {places[0]}", "have", "stay"
        print_note(
            f"  {shortened(header)}: {many(run, len(places), 'formula')} ({where}) {have} no "
            f"stored value and {stay} empty. To fill them, save the file in Excel and import "
            "it with --update."
        )


def tell_scales(run: Run, scales: Mapping[str, ScaledAmounts]) -> None:
    """Say which columns' amounts are in thousands or millions by their headers."""
    for header, found in scales.items():
        first = f"line {found.line}: {quoted(found.text)} is {run.numbers.money(*found.money)}"
        print_note(
            f"  {shortened(header)}: {many(run, found.row_count, 'amount')} read in {found.scale} "
            f"({first}). To read amounts as they are, change the header."
        )
