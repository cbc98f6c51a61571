"""Ask how to read a file: its encoding, header line, marks, sheet, repeated labels and totals."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from pipectl.cli.context import Run
from pipectl.cli.files import opened
from pipectl.errors import UsageError, listed, quoted
from pipectl.importing.rules import grouped_rows
from pipectl.importing.rules.csv_file import Sheet
from pipectl.importing.rules.file_columns import FileColumns, NoTitleColumnError, place_of
from pipectl.importing.rules.grouped_rows import DoubtfulGroupsError, Groups
from pipectl.importing.rules.header_guesses import GUARDED, shell_quoted
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.total_rows import KEEP, SKIP, DoubtfulTotalsError
from pipectl.render.output import print_note
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.amount_messages import DurationError
    from pipectl.importing.commands.plan import ImportOptions, TitleLineError
    from pipectl.importing.rules.csv_file import EncodingError
    from pipectl.importing.rules.encodings import Reading
    from pipectl.importing.rules.mixed_formats import DecimalMarkError
    from pipectl.importing.rules.workbook import SeveralSheetsError


NONE = "none"  # what --fill-down says where empty cells stay empty
T = TypeVar("T")


def groups_of(asked: "ImportOptions", sheet: Sheet, columns: FileColumns) -> Groups:
    """Return which labels are repeated, and which rows are totals.

    Raises DoubtfulGroupsError, DoubtfulTotalsError if that can't be decided.
    """
    said = [header for header in asked.fill_down if fold(header) != NONE]
    if len(said) not in (0, len(asked.fill_down)):
        raise UsageError(
            "--fill-down none can't be combined with headers.", hint="Use one or the other."
        )
    places = [place_of(header, sheet.headers, sheet.name) for header in said]
    found = grouped_rows.find_groups(
        sheet,
        columns,
        places,
        may_doubt=not asked.fill_down,
        totals=asked.totals,
        hints=bool(said) or not asked.fill_down,
    )
    for header, labeled, blank in found.doubtful:
        raise DoubtfulGroupsError(sheet.name, header, labeled, blank)
    if found.sums.doubtful:
        raise DoubtfulTotalsError(sheet.name, found.sums.doubtful)
    return found


def with_questions_answered(
    run: Run, asked: "ImportOptions", read: "Callable[[ImportOptions], T]"
) -> "tuple[ImportOptions, T]":
    """Return the result of `read` once it is known how to read the files, and the options for that.

    At a terminal, asks for the encoding, the sheet of a workbook, the line of the headers, the
    column of the titles, the decimal mark, and about repeated labels, totals and recurring amounts.
    """
    from pipectl.importing.commands.amount_messages import DurationError
    from pipectl.importing.commands.plan import TitleLineError
    from pipectl.importing.rules.csv_file import EncodingError
    from pipectl.importing.rules.mixed_formats import DecimalMarkError
    from pipectl.importing.rules.workbook import SeveralSheetsError

    def may_ask() -> bool:
        if asked.dry_run or not run.may_ask():
            return False
        with run.looking_up():  # a missing store is told before the first question
            return True

    while True:
        try:
            return asked, read(asked)
        except EncodingError as error:
            encodings = {} if asked.encoding or error.name == "-" else encodings_of(error)
            if not encodings or not may_ask():
                raise
            asked = asked._replace(encoding=encoding_answered(error, encodings))
        except TitleLineError as error:
            if not may_ask() or not confirmed_line(error):
                raise
            asked = asked._replace(header_line=error.line)
        except DecimalMarkError as error:
            if not may_ask() or not confirmed_mark(error):
                raise
            asked = asked._replace(decimal=error.mark)
        except NoTitleColumnError as error:
            if len(error.headers) < 2 or not may_ask():
                raise
            chosen = title_answered(error)
            if chosen is None:
                raise
            asked = asked._replace(maps=(*asked.maps, f"title={chosen}"))
        except DurationError as error:
            if not may_ask():
                raise
            asked = asked._replace(maps=(*asked.maps, *total_answered(error)))
        except (DoubtfulGroupsError, DoubtfulTotalsError, SeveralSheetsError) as error:
            if not may_ask():
                raise
            if isinstance(error, SeveralSheetsError):
                asked = asked._replace(sheet=sheet_answered(run, error))
            elif isinstance(error, DoubtfulTotalsError):
                asked = asked._replace(totals=totals_answered(run, error))
            else:
                asked = asked._replace(fill_down=(*asked.fill_down, labels_answered(run, error)))


def labels_answered(run: Run, found: DoubtfulGroupsError) -> str:
    """Ask for the value of --fill-down."""
    from pipectl.importing.commands.words import many, shortened
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    rows = f"{many(run, found.blank, 'row')} below {many(run, found.labeled, 'row')} with a value"
    choices = [
        Choice(found.header, "repeat the value above (merged cells)"),
        Choice(NONE, "leave empty"),
    ]
    return pick(f"{shortened(found.header)} is empty in {rows}. Fill them?", choices)


def encodings_of(found: "EncodingError") -> dict[str, str]:
    """Return the likely encodings of a file, with the line's first odd word as it reads in each."""
    from itertools import islice

    with opened(found.name) as stream:
        line = next(islice(stream, found.line - 1, None), b"")
    words = [word for word in re.split(rb"[\s,;\"]+", line) if not word.isascii()]
    texts = {each.encoding: words[0].decode(each.encoding) for each in readings_of(found.name)}
    return {name: text for name, text in texts.items() if text.isprintable()}


def readings_of(name: str) -> "list[Reading]":
    """Return how a file that isn't UTF-8 may be read; nothing for standard input."""
    from pipectl.importing.rules.encodings import readings

    if name == "-":
        return []
    with opened(name) as stream:
        return readings(stream)


def encoding_answered(found: "EncodingError", encodings: dict[str, str]) -> str:
    """Ask for the value of --encoding; each choice shows how the first odd word reads."""
    from pipectl.importing.rules.encodings import LIKELY
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    choices = [Choice(name, f"{text} ({name}: {LIKELY[name]})") for name, text in encodings.items()]
    return pick(f"{found.name} isn't UTF-8. Which text is right in line {found.line}?", choices)


def confirmed_line(found: "TitleLineError") -> bool:
    """Ask whether the headers are in the line that looks like it."""
    from pipectl.prompting.prompts import confirm

    return confirm(f"Are the headers of {found.name} in line {found.line}?", default=True)


def title_answered(found: NoTitleColumnError) -> str | None:
    """Ask for the column of the titles, likely ones first; None if there is none.

    Identifiers and checksums that a program guards come last.
    """
    from pipectl.importing.commands.words import shortened
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    named = [*dict.fromkeys(filter(None, found.headers))]
    named.sort(key=lambda each: (each != found.likely, bool(GUARDED.search(plain(each)))))
    choices = [Choice(header, shortened(header)) for header in named]
    chosen = pick("Which column has the deal titles?", [*choices, Choice("", "none")])
    return chosen or None


def confirmed_mark(found: "DecimalMarkError") -> bool:
    """Ask whether amounts have the decimal mark that reads them."""
    from pipectl.prompting.prompts import confirm

    return confirm(f"Do the amounts have {found.example}?", default=True)


def sheet_answered(run: Run, found: "SeveralSheetsError") -> str:
    """Ask for the value of --sheet: the longest sheet comes first, hidden ones come last."""
    from pipectl.importing.commands.words import many
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    hidden = found.hidden
    longest = sorted(found.sheets.items(), key=lambda each: (each[0] in hidden, -each[1]))
    choices = [
        Choice(name, f"{name} ({'hidden, ' if name in hidden else ''}{many(run, count, 'line')})")
        for name, count in longest
    ]
    return pick(f"Which sheet of {found.name}?", choices)


def total_answered(found: "DurationError") -> tuple[str, ...]:
    """Ask what the total of a recurring amount is: the values of --map that say it."""
    from pipectl.importing.commands.words import shortened
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    amount, duration = shortened(found.amount), shortened(found.duration)
    period = f"amount_period={found.period}"
    answers = {
        "times": (period, f"amount_duration={found.duration}"),
        "year": (period,),
        "total": (f"amount={found.amount}",),
    }
    choices = [
        Choice("times", f"{amount} x {duration}"),
        Choice("year", f"a year's worth of {amount}"),
        Choice("total", f"{amount} as it is"),
    ]
    text = f"{shortened(found.period)} says that amounts recur. What is the total of a deal?"
    return answers[pick(text, choices)]


def totals_answered(run: Run, found: DoubtfulTotalsError) -> str:
    """Ask for the value of --totals."""
    from pipectl.importing.commands.words import many, shortened
    from pipectl.prompting.prompts import pick
    from pipectl.prompting.question import Choice

    first = "" if found.count == 1 else "first in "
    rows = f"{many(run, found.count, 'row')} ({first}line {found.line}: {shortened(found.label)})"
    named = "named like a total" if found.count == 1 else "named like totals"
    choices = [
        Choice(SKIP, "skip: a total of other rows"),
        Choice(KEEP, "import: a deal"),
    ]
    return pick(f"{rows} {named}, with figures only. What are they?", choices)


def tell_groups(run: Run, headers: Sequence[str], found: Groups) -> None:
    """Say which labels were repeated, and which may have to be."""
    from pipectl.importing.commands.words import many, shortened

    if found.places:
        names = (grouped_rows.ARROW.sub("", headers[place]).strip() for place in found.places)
        shown = listed(map(shortened, names))
        print_note(f"  {shown}: rows in a group take the value of its first row.")
    for header, labeled, blank in found.likely:
        print_note(
            f"  {quoted(header, 60)} is empty in {many(run, blank, 'row')} below "
            f"{many(run, labeled, 'row')} with different values. To repeat the value above: "
            f"--fill-down {shell_quoted(header)}"
        )
