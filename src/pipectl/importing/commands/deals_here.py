"""Report the values of existing deals that an import leaves unchanged."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import listed
from pipectl.importing.rules.accepted_rows import AMOUNTS
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.identifiers import There
from pipectl.importing.rules.programs import EXPORT
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.vocabulary import DELETED, LOST, OPEN, WON

if TYPE_CHECKING:
    from pipectl.importing.actions.import_rows import ImportResult
    from pipectl.importing.commands.plan import ReadFile


SHOWN = 3  # deals that are named
SHOWN_LINES = 5
DealsHere = Mapping[tuple[str, int], There]  # by the file and line of the row


class Pair(NamedTuple):
    """A row, its file, and the existing deal that it matches."""

    file: "ReadFile"
    row: Incoming
    here: There


def deals_here(run: Run, files: Sequence["ReadFile"]) -> DealsHere:
    """Return the existing deals that match rows."""
    from pipectl.importing.queries import known

    if run.is_first_run:
        return {}
    with run.reading() as reader:
        there = known(reader, files[0].columns.format)
    rows = [row for file in files for row in file.read.rows]
    places = [(file.name, row.line) for file in files for row in file.read.rows]
    deals = there.match(rows, adopts=may_adopt(files)).deals
    return {place: deal for place, deal in zip(places, deals, strict=True) if deal is not None}


def may_adopt(files: Sequence["ReadFile"]) -> bool:
    """Return whether rows may add an identifier to a deal imported without one.

    Saved rejected rows may not: their identifier tells them apart from a similar deal.
    """
    from pipectl.importing.commands.rejects import is_mended

    return files[0].columns.format.name != EXPORT and not any(map(is_mended, files))


def pairs(files: Sequence["ReadFile"], here: DealsHere) -> list[Pair]:
    """Return the rows of existing deals, in the order of the files."""
    return [
        Pair(file, row, deal)
        for file in files
        for row in file.read.rows
        if (deal := here.get((file.name, row.line))) is not None
    ]


def staying_closed(files: Sequence["ReadFile"], here: DealsHere) -> list[Pair]:
    """Return the deals closed here but in an open stage in files that don't tell outcomes."""
    if all(each.columns.tells_outcome for each in files):
        return []
    return [
        each
        for each in pairs(files, here)
        if each.here.is_closed
        if each.row.outcome == OPEN and each.row.stage is not None
    ]


def tell_staying(run: Run, files: Sequence["ReadFile"], here: DealsHere) -> None:
    """Say which deals stay won or lost although their stage in the file is an open one."""
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
            f"{what} here but in an open stage in the file: {stays} {status} "
            f"({named(run, files, found)}). To reopen {'it' if is_one else 'one'}: `pipectl "
            f"reopen {found[0].here.number}`."
        )


def tell_deleted(
    run: Run, files: Sequence["ReadFile"], here: DealsHere, told: Collection[int]
) -> None:
    """Say which rows are of deals that were deleted here; `told` are those already said."""
    gone = [each for each in pairs(files, here) if each.here.status == DELETED]
    found = [each for each in gone if each.here.number not in told]
    if found:
        is_one = len(found) == 1
        what = "row is for a deal that was" if is_one else "rows are for deals that were"
        stay = "it stays" if is_one else "they stay"
        print_note(
            f"{run.numbers.count(len(found))} {what} deleted here: {stay} deleted "
            f"({named(run, files, found)})."
        )


def tell_emptied(run: Run, files: Sequence["ReadFile"], here: DealsHere) -> None:
    """Say which deals keep an amount or an expected close date that is empty in the file.

    Empty cells of our own CSV do clear such fields.
    """
    from pipectl.importing.commands.words import many

    filled = [each for each in pairs(files, here) if each.row.own is None]
    kept = {
        "amount": [each for each in filled if keeps_amount(each)],
        "close date": [each for each in filled if keeps_close_date(each)],
    }
    for what, found in kept.items():
        if found:
            have, stays = ("has", "value kept") if len(found) == 1 else ("have", "values kept")
            kind = f"an {what}" if what == "amount" else f"a {what}"
            print_note(
                f"{many(run, len(found), 'deal')} {have} {kind} here, but not in the file: "
                f"{stays} ({lines(run, files, found)})."
            )


def tell_beginnings(run: Run, files: Sequence["ReadFile"], here: DealsHere) -> None:
    """Say which deals keep their creation date, although an updated file has another one."""
    from pipectl.importing.commands.words import many

    found = [each for each in pairs(files, here) if keeps_beginning(each)]
    if found:
        keep, its = ("keeps its", "date") if len(found) == 1 else ("keep their", "dates")
        has = "differs" if len(found) == 1 else "differ"
        print_note(
            f"{many(run, len(found), 'deal')} {keep} creation {its}, which {has} in the file "
            f"({lines(run, files, found)})."
        )


def keeps_beginning(found: Pair) -> bool:
    """Return whether a deal began on another day than its row says, without a reason for that."""
    row, begin = found.row, found.row.created_on
    if begin is None or row.own is not None or found.here.status == DELETED:
        return False
    is_past_closing = row.closed_on is not None and row.closed_on < begin
    return not is_past_closing and begin != found.here.created_on


def tell_beside(run: Run, done: "ImportResult") -> None:
    """Say which tags and open deals stay, though an updated file doesn't have them."""
    from pipectl.importing.commands.words import counted, many

    if kept := done.kept_tag_lines:
        keep = "keeps" if len(kept) == 1 else "keep"
        print_note(
            f"{counted(run, kept, 'deal')} {keep} tags that the file doesn't have. To remove one: "
            "`pipectl edit OPP --tag -TAG`."
        )
    if gone := done.gone:
        shown = [f"{title} #{number}" for number, title in gone[:SHOWN]]
        more = len(gone) - SHOWN
        shown += [f"{run.numbers.count(more)} more"] if more > 0 else []
        are, stay = ("isn't", "It stays") if len(gone) == 1 else ("aren't", "They stay")
        print_note(
            f"{many(run, len(gone), 'open deal')} from earlier imports {are} in the file: "
            f"{listed(shown)}. {stay} open."
        )


def tell_customers(run: Run, done: "ImportResult", *, dry: bool) -> None:
    """Say how many won deals are in the first customer stage now."""
    from pipectl.importing.commands.words import many

    if done.customers is not None:
        stage, count = done.customers
        go = "would go" if dry else "went"
        print_note(f"{many(run, count, 'won deal')} {go} to the customer stage {stage}.")


def keeps_amount(found: Pair) -> bool:
    """Return whether a deal has an amount here, and its row's cells for it are empty."""
    row = found.row
    is_empty = row.amount_minor is None and row.closed_value_minor is None
    return is_empty and found.file.columns.has(*AMOUNTS) and found.here.amount_minor is not None


def keeps_close_date(found: Pair) -> bool:
    """Return whether an open deal has an expected close date here, and its row's cell is empty."""
    is_open = found.here.status == found.row.outcome == OPEN
    is_empty = found.row.close_on is None and found.file.columns.has("close_on", "close_date")
    return is_open and is_empty and found.here.close_on is not None


def lines(run: Run, files: Sequence["ReadFile"], found: Sequence[Pair]) -> str:
    """Return the first few lines of rows: `line 3`, `lines 3, 7 and 2 more`."""
    if len(files) > 1:
        shown = [f"{each.file.name}:{each.row.line}" for each in found[:SHOWN_LINES]]
    else:
        shown = [str(each.row.line) for each in found[:SHOWN_LINES]]
    more = len(found) - SHOWN_LINES
    shown += [f"{run.numbers.count(more)} more"] if more > 0 else []
    start = "" if len(files) > 1 else "line " if len(found) == 1 else "lines "
    return f"{start}{listed(shown)}"


def named(run: Run, files: Sequence["ReadFile"], found: Sequence[Pair]) -> str:
    """Return the first few deals with their lines, and their numbers if there are several."""

    def one(each: Pair) -> str:
        place = f"line {each.row.line}" if len(files) == 1 else f"{each.file.name}:{each.row.line}"
        number = "" if len(found) == 1 else f" #{each.here.number}"
        return f"{place}: {each.here.title}{number}"

    more = len(found) - SHOWN
    rest = [f"{run.numbers.count(more)} more"] if more > 0 else []
    return ", ".join([*map(one, found[:SHOWN]), *rest])
