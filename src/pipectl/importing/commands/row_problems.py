"""Report problems of rows, and suggest a column that tells equal rows apart."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.errors import PipectlError, RefusedError, listed
from pipectl.importing.commands.key_columns import key_columns
from pipectl.importing.commands.rejects import without_repeated
from pipectl.importing.rules.csv_file import PROBLEM
from pipectl.importing.rules.header_guesses import map_flag
from pipectl.importing.rules.history_file import ReadHistory
from pipectl.importing.rules.problems import ProblemGroup, grouped
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.render.output import print_note
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


MOST_TRIED = 3  # columns of a kind
PROBLEMS_SHOWN = 20  # groups of equal problems; a dry run shows all of them
LINES_SHOWN = 3  # of a group
_FIELDS = {
    "account": re.compile(
        "account|compan|customer|client|organi[sz]ation|firma|kunde|konto|unternehmen|empresa"
        "|cuenta|compte|société|entreprise"
    ),
    "created_on": re.compile(
        "creat|added|opened|begin|start|erstell|angelegt|anlage|eröffn|creación|creado|création"
        "|créé|ajout|inicio|^(date|datum|fecha|data|entry date)$"
    ),
}


class Separation(NamedTuple):
    """The flag that maps a column, and how many of the equal rows it tells apart.

    `of_one`: with it, some rows belong to the deal of an earlier row.
    """

    flag: str
    apart: int
    alike: int
    of_one: bool = False


class BadRowsError(RefusedError):
    """Rows have problems, so nothing was imported; `can_save`: --rejects can save them."""

    def __init__(
        self, count: int, rows: int, apart: Separation | None = None, *, can_save: bool = True
    ) -> None:
        what = "problems" if count > 1 else "a problem"
        have = "has" if rows == 1 else "have"
        these = "this row" if rows == 1 else "these rows"
        saved = f" (to save {'it' if rows == 1 else 'them'}: --rejects FILE)" if can_save else ""
        super().__init__(
            lambda numbers: f"{numbers.counted(rows, 'row')} {have} {what}. Nothing was imported.",
            hint=lambda numbers: (
                f"{'' if apart is None else f'{separation_hint(apart, numbers)} '}Fix the "
                f"file, or skip {these}: --skip-errors{saved}."
            ),
        )


class NoGoodRowsError(RefusedError):
    """Every row has a problem, so skipping them leaves nothing to import.

    `can_map`: --map can name other columns.
    """

    def __init__(self, rows: int, apart: Separation | None = None, *, can_map: bool = True) -> None:
        otherwise = ", or name other columns with --map" if can_map else ""
        super().__init__(
            lambda numbers: (
                f"Every row ({numbers.count(rows)}) has a problem. Nothing was imported."
            ),
            hint=lambda numbers: (
                f"{'' if apart is None else f'{separation_hint(apart, numbers)} '}Fix the "
                f"file{otherwise}."
            ),
        )


def separation_hint(apart: Separation, numbers: NumberFormat) -> str:
    """Return the hint with the flag that tells equal rows apart."""
    if apart.of_one:
        return f"{apart.flag} tells which rows belong to one deal."
    if apart.alike == 1:
        return f"{apart.flag} tells the row apart from its duplicate."
    alike = numbers.counted(apart.alike, "row")
    of = alike if apart.apart == apart.alike else f"{numbers.count(apart.apart)} of {alike}"
    return f"{apart.flag} tells {of} apart from their duplicates."


def problems_error(
    run: Run, asked: "ImportOptions", files: Sequence["ReadFile"], history: ReadHistory | None
) -> BadRowsError | None:
    """Report the problems; return the resulting error unless such rows are skipped."""
    sources = [each.read for each in files]
    groups = [each for source in sources for each in grouped(source.problems, source.more_problems)]
    count = sum(source.problem_count for source in sources)
    rows = sum(source.rejected_count for source in sources)
    if history is not None:
        groups += grouped(history.problems, {})
        count += history.problem_count
        rows += history.rejected_count
    shown = groups if asked.dry_run else groups[:PROBLEMS_SHOWN]
    for each in shown:
        print_note(group_text(run, each))
    if left := count - sum(each.row_count for each in shown):
        print_note(f"and {run.numbers.counted(left, 'more problem')}.")
    if not count:
        return None

    apart = separation(run, asked, files)
    if not asked.skip_errors:
        return BadRowsError(count, rows, apart)
    if asked.rejects is None and not any(each.rows or each.unclear for each in sources):
        raise NoGoodRowsError(rows, apart)
    if apart is not None:
        print_note(separation_hint(apart, run.numbers))
    return None


def group_text(run: Run, found: ProblemGroup) -> str:
    """Return the sentence on rows with the same problem, with the first few lines."""
    if found.row_count == 1:
        return str(found.first)
    lines = [str(line) for line in found.lines[:LINES_SHOWN]]
    left = found.row_count - len(lines)
    places = listed([*lines, *([f"{run.numbers.count(left)} more"] if left else [])])
    rows = run.numbers.counted(found.row_count, "row")
    return f"{found.first.file}: {rows} (lines {places}): {found.first.bare}"


def separation(run: Run, asked: "ImportOptions", files: Sequence["ReadFile"]) -> Separation | None:
    """Return the mapping that tells most of the rejected equal rows apart, if any does.

    Tries each column by reading the files again with it.
    """
    from pipectl.importing.commands.reading import understood

    alike, problems = _counts(files)
    best: Separation | None = None
    for field, header in _columns(asked, files[0]) if alike else ():
        said = asked._replace(maps=(*asked.maps, f"{field}={header}"))
        try:
            read = without_repeated([understood(run, said, name) for name in asked.files])
        except PipectlError:
            continue
        left, more = _counts(read)
        apart = alike - left
        if apart > (best.apart if best else 0) and more <= problems - apart:
            of_one = any(each.read.part_lines for each in read)
            best = Separation(map_flag(field, header), apart, alike, of_one)
    return best


def _counts(files: Sequence["ReadFile"]) -> tuple[int, int]:
    reads = [each.read for each in files]
    return sum(each.alike_count for each in reads), sum(each.problem_count for each in reads)


def _columns(asked: "ImportOptions", found: "ReadFile") -> Iterator[tuple[str, str]]:
    """Yield unread columns with the field that each may fill, the likeliest first."""
    unread = [each for each in found.columns.left_out if each and each != PROBLEM]
    if not found.columns.has("identifier"):
        keys = key_columns(asked, found, unread)
        yield from (("identifier", header) for header in keys[:MOST_TRIED])
    for field, form in _FIELDS.items():
        if not found.columns.has(field, f"{field}s"):
            named = [header for header in unread if form.search(fold(header))]
            yield from ((field, header) for header in named[:MOST_TRIED])
