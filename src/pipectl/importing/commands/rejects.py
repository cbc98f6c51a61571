"""Name, count and save the rows that can't be imported."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.cli.context import Run
from pipectl.cli.files import check_destination, destination, opened
from pipectl.disk import reason
from pipectl.errors import PipectlError, StoreError, UsageError
from pipectl.importing.rules import rows as rules_rows
from pipectl.importing.rules.csv_file import PROBLEM, RAGGED, SPACE
from pipectl.importing.rules.date_formats import read_day, readings_of
from pipectl.importing.rules.grouped_rows import with_labels_repeated
from pipectl.importing.rules.history_file import ReadHistory
from pipectl.importing.rules.identifiers import Identified, remedy_of, same_deal
from pipectl.importing.rules.problems import Problem
from pipectl.importing.rules.spreadsheet_cells import as_typed
from pipectl.render.output import print_note
from pipectl.text import fold

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile


MOST_HEADERS = 1_000_000  # bytes of the headers of rows that were left out


class LostRejectsError(StoreError):
    """The other rows are in, but the file with the rows left out couldn't be put in its place."""

    is_told_when_stored = True

    def __init__(self, name: str, error: PipectlError | OSError) -> None:
        why = reason(error) if isinstance(error, OSError) else str(error).rstrip(".")
        super().__init__(
            f"The rows were imported, but the file of skipped rows has a problem: {why}.",
            hint="The skipped rows may be only in the file that you imported. To write them, import"
            f" it again with another file than {name}: no deal is added twice.",
        )


ANOTHER = "Name another file for the skipped rows."
EARLIER = "It holds rows skipped earlier. Import those first, or name another file."


def check_rejects(run: "Run", asked: "ImportOptions", files: Sequence["ReadFile"]) -> None:
    """Raise UsageError or RefusedError if rejected rows can't be saved in the given file."""
    if asked.rejects is None:
        return
    # The content of such a file is compared later, once all rejected rows are known.
    theirs = headers(files[0])
    check_destination(
        run, asked.rejects, hint=ANOTHER, rewrites=lambda content: has_headers(content, theirs)
    )
    for each in files[1:]:
        if headers(each) != headers(files[0]):
            raise UsageError(
                f"{each.name} and {files[0].name} have different headers, so their skipped "
                "rows can't share a file.",
                hint="Import the files one after the other.",
            )


def without_repeated(files: Sequence["ReadFile"]) -> list["ReadFile"]:
    """Return the files without rows that an earlier file already has."""
    if len(files) < 2:
        return list(files)
    first: dict[object, str] = {}
    identified = Identified[str](short=files[0].columns.format.short_identifiers)
    kept = []
    for each in files:
        wrong: dict[int, tuple[str, str]] = {}
        remedies: dict[int, str] = {}
        for row in each.read.rows:
            place = f"line {row.line} of {each.name}"
            if row.identifier is not None:
                before = identified.add(row.identifier, place)
            else:
                likeness = (fold(row.title), fold(row.account or ""), row.created_on)
                before = first.setdefault(likeness, place)
            if before != place and row.identifier is not None:
                wrong[row.line] = ("identifier", f"{before} has the same identifier.")
            elif before != place:
                wrong[row.line] = ("title", same_deal(before, row.created_on))
            if before != place:
                remedies[row.line] = remedy_of(row)
        kept.append(without(each, wrong, remedies))
    return kept


def without_bad_history(
    files: Sequence["ReadFile"], history: ReadHistory | None
) -> list["ReadFile"]:
    """Return the files without rows whose history has problems, as it would be incomplete."""
    if history is None or not history.bad:
        return list(files)
    text = "its history has problems."
    return [
        without(
            each,
            {
                row.line: ("identifier", text)
                for row in each.read.rows
                if row.identifier in history.bad
            },
        )
        for each in files
    ]


def without(
    found: "ReadFile",
    wrong: Mapping[int, tuple[str, str]],
    remedies: Mapping[int, str] = {},
) -> "ReadFile":
    """Return the file without the rows of some lines; for each line, the field and the problem.

    A remedy is only kept with its row.
    """
    if not wrong:
        return found
    header = found.columns.header_of
    problems = [
        Problem(found.name, line, header(field), text) for line, (field, text) in wrong.items()
    ]
    read = found.read
    return found._replace(
        read=read._replace(
            rejected={
                **read.rejected,
                **{
                    each.line: f"{each.bare} {remedies.get(each.line, '')}".rstrip()
                    for each in problems
                },
            },
            rows=[row for row in read.rows if row.line not in wrong],
            problems=[*read.problems, *problems],
            problem_count=read.problem_count + len(problems),
            alike_count=read.alike_count + [field for field, _ in wrong.values()].count("title"),
            rejected_count=read.rejected_count + len(problems),
        ),
    )


@contextmanager
def kept_rejects(run: "Run", asked: "ImportOptions", files: Sequence["ReadFile"]) -> Iterator[None]:
    """Write the rejected rows unchanged, with their problems in an additional last column.

    The file is renamed after the import. One with the same content isn't rewritten.
    """
    if asked.rejects is None or not any(each.read.rejected_count for each in files):
        yield
        if asked.rejects is not None and os.path.exists(asked.rejects):
            print_note(f"No rows were skipped. {asked.rejects} was not changed.")
        return
    content = rejects_of(run, asked, files)
    if has_just(asked.rejects, content):
        yield
        print_note(f"{asked.rejects} already has the skipped rows.")
        return
    is_in = False
    try:
        with destination(run, asked.rejects, hint=EARLIER) as file:
            file.write(content)
            yield
            is_in = True
    except (PipectlError, OSError) as error:
        if not is_in:
            raise
        raise LostRejectsError(asked.rejects, error) from error
    print_note(f"Wrote the skipped rows to {asked.rejects}.")


def check_room(run: "Run", asked: "ImportOptions", files: Sequence["ReadFile"]) -> None:
    """Raise OccupiedError if the file for rejected rows has other or corrected rows."""
    if asked.rejects is not None and any(each.read.rejected_count for each in files):
        content = rejects_of(run, asked, files)
        check_destination(run, asked.rejects, hint=EARLIER, rewrites=lambda it: it == content)


def has_headers(content: bytes, headers: list[str]) -> bool:
    """Return whether a file begins with these headers, even if a spreadsheet saved it again."""
    import csv

    first = content[: content.find(b"\n") + 1].decode("utf-8-sig", "replace")
    try:
        return any(headers == next(csv.reader([first], delimiter=mark), []) for mark in ",;\t")
    except csv.Error:  # a line of millions of characters
        return False


def has_just(name: str, content: bytes) -> bool:
    """Return whether a file has this content."""
    return os.path.isfile(name) and Path(name).read_bytes() == content


def rejects_of(run: Run, asked: "ImportOptions", files: Sequence["ReadFile"]) -> bytes:
    """Return the rejected rows as CSV with headers and problems."""
    from pipectl.render.serialize import harmless

    lines: list[Sequence[str]] = [headers(files[0])]
    for each in files:
        lines += ([*cells, harmless(why)] for cells, why in rejected(run, asked, each))
    return encoded(asked, lines)


def encoded(asked: "ImportOptions", lines: Sequence[Sequence[str]]) -> bytes:
    """Encode lines of CSV in UTF-8.

    Files of another encoding get a byte order mark, by which UTF-8 is recognized.
    """
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("utf-8" if asked.encoding is None else "utf-8-sig")


def headers(found: "ReadFile") -> list[str]:
    """Return the file's headers and one for the problems."""
    theirs = list(found.headers[: -1 if is_mended(found) else None])
    folded = {fold(header) for header in theirs}
    name, number = PROBLEM, 2
    while name in folded:
        name, number = f"{PROBLEM} {number}", number + 1
    return [*theirs, name]


def is_mended(found: "ReadFile") -> bool:
    """Return whether these are saved rejected rows, recognized by their last column."""
    return rules_rows.is_mended(found.headers, found.columns)


def without_place(asked: "ImportOptions", name: str) -> "ImportOptions":
    """Return the import without --sheet and --header-line if a file has saved rejected rows.

    These are in a CSV with the headers in its first line, whatever the original was.
    """
    if (asked.sheet is None and asked.header_line is None) or name == "-":
        return asked
    with opened(name) as stream:
        first = stream.readline(MOST_HEADERS).decode("utf-8-sig", "replace").rstrip("\r\n")
    is_ours = first.rpartition(",")[2] == PROBLEM
    return asked._replace(sheet=None, header_line=None) if is_ours else asked


def rejected(
    run: Run, asked: "ImportOptions", found: "ReadFile"
) -> Iterator[tuple[Sequence[str], str]]:
    """Return the cells of the rejected rows and their problems, in the file's order.

    Numbers of a workbook get the decimal mark in use. Short rows are filled up, so that the problem
    is below its header.
    """
    from pipectl.importing.rules import csv_file

    wrong, mended, width = found.read.rejected, is_mended(found), len(headers(found)) - 1
    with opened(found.name) as stream:
        sheet = csv_file.rows(
            stream,
            name=found.name,
            encoding=asked.encoding,
            header_line=found.header_line,
            sheet=without_place(asked, found.name).sheet,
            decimal=asked.decimal or run.decimal,
        )
        groups = found.read.groups
        every = sheet.rows(footer=found.columns.footer, ragged=True)
        for row, _ in with_labels_repeated(every, groups, groups.totals(found.columns)):
            if row.line in wrong:
                is_whole = len(row.cells) == len(found.headers)
                is_said = mended and (is_whole or row.cells[-1].startswith(RAGGED))
                place = found.columns.place("currency")
                has_currency = place is not None and bool("".join(row.cells[place : place + 1]))
                typed = [as_typed(cell, has_currency=has_currency) for cell in row.cells]
                cells = _with_days(found, typed[: -1 if is_said else None])
                yield [*cells, *[""] * (width - len(cells))], wrong[row.line]


def _with_days(found: "ReadFile", cells: Sequence[str]) -> list[str]:
    """Return the cells with ambiguous dates year first if other rows told their order.

    Those other rows are missing when the file is read again.
    """
    days = list(cells)
    for column in found.columns.columns:
        order = found.read.orders.get(column.header)
        if order is None or column.place >= len(days):
            continue
        text = days[column.place].strip(SPACE)
        if len(list(readings_of(text))) > 1:
            days[column.place] = read_day(text, order).isoformat()
    return days
