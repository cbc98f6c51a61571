"""Deals that are here already, beside the rows that stand for them: what stays as it is."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipectl.cli.context import Run
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.identity import There
from pipectl.render.output import print_note
from pipectl.vocabulary import LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ReadFile


SHOWN = 3  # deals that are named
DealsHere = Mapping[tuple[str, int], There]  # by the file and line of the row


class Pair(NamedTuple):
    """A row, the file that it is in, and the deal that it stands for here."""

    file: "ReadFile"
    row: Incoming
    here: There


def deals_here(run: Run, files: Sequence["ReadFile"]) -> DealsHere:
    """The deals here for which there are rows."""
    from pipectl.importing.queries import known

    if run.is_first_run:
        return {}
    with run.reading() as reader:
        there = known(reader, files[0].columns.format)
    return {
        (file.name, row.line): deal
        for file in files
        for row in file.read.rows
        if (deal := there.find(row)) is not None
    }


def pairs(files: Sequence["ReadFile"], here: DealsHere) -> list[Pair]:
    """The rows of deals that are here, in the order of the files."""
    return [
        Pair(file, row, deal)
        for file in files
        for row in file.read.rows
        if (deal := here.get((file.name, row.line))) is not None
    ]


def staying_closed(files: Sequence["ReadFile"], here: DealsHere) -> list[Pair]:
    """The deals that are closed here and stand in an open stage in files that tell no outcome."""
    if all(each.columns.tells_outcome for each in files):
        return []
    return [
        each
        for each in pairs(files, here)
        if each.here.is_closed
        if each.row.outcome == OPEN and each.row.stage is not None
    ]


def tell_staying(run: Run, files: Sequence["ReadFile"], here: DealsHere) -> None:
    """Say which deals stay won or lost, though they stand in an open stage in the file."""
    closed = staying_closed(files, here)
    for status in (WON, LOST):
        found = [each for each in closed if each.here.status == status]
        if not found:
            continue
        is_one = len(found) == 1
        what = f"1 deal is {status}" if is_one else f"{run.numbers.count(len(found))} deals are "
        what += "" if is_one else status
        stays = "it stays" if is_one else "they stay"
        print_note(
            f"{what} here but at an open stage in the file: {stays} {status} "
            f"({named(run, files, found)}). To open {'it' if is_one else 'one'} again: "
            f"`pipectl reopen {found[0].here.number}`."
        )


def named(run: Run, files: Sequence["ReadFile"], found: Sequence[Pair]) -> str:
    """The first few deals with their lines, and with their numbers where there are several."""

    def one(each: Pair) -> str:
        place = f"line {each.row.line}" if len(files) == 1 else f"{each.file.name}:{each.row.line}"
        number = "" if len(found) == 1 else f" #{each.here.number}"
        return f"{place}: {each.here.title}{number}"

    more = len(found) - SHOWN
    rest = [f"{run.numbers.count(more)} more"] if more > 0 else []
    return ", ".join([*map(one, found[:SHOWN]), *rest])
