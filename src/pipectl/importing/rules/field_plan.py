"""Decide which fields the extra columns of files fill, and with which stored values."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pipectl.errors import UsageError, quoted
from pipectl.fields.rules import MOST_CHOICES, MOST_TEXT, FieldDefinition
from pipectl.importing.rules.date_formats import Order
from pipectl.importing.rules.field_types import Marks, dates_order, guess, reader
from pipectl.importing.rules.own_columns import (
    ExtraColumn,
    OwnName,
    free_name,
    owner_and_name,
)
from pipectl.importing.rules.spreadsheet_cells import ERROR, is_error
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold


class ExtraRow(NamedTuple):
    """A row of a file: its line, the cells of its extra columns, and who it is about.

    `people` has what tells its account and its contact apart, by "account" and "contact"; it lacks
    those that the row doesn't have.
    """

    line: int
    cells: Sequence[str]
    people: Mapping[str, object]


class ExtraFile(NamedTuple):
    """The extra columns of a file, and its rows."""

    columns: Sequence[ExtraColumn]
    rows: Sequence[ExtraRow]


class FilledField(NamedTuple):
    """A field that columns fill; `number` is that of an existing one.

    `added` are choices that an existing field gets. `conflicts` counts the accounts or contacts
    whose rows have several values; `homeless` counts the rows with a value, but without an account
    or contact. `is_moved`: the deals have it because the rows of an account differ.
    """

    field: FieldDefinition
    header: str
    number: int | None = None
    added: tuple[str, ...] = ()
    conflicts: int = 0
    homeless: int = 0
    is_moved: bool = False


class FieldPlan(NamedTuple):
    """The fields to fill; for each row of each file, their stored values.

    A value is None where the file doesn't have the column, and empty where its cell is. `wrong`: by
    file and line, the header and the problem of a row. `empty` and `long` are headers of columns
    without values, and with too long ones, which aren't kept.
    """

    fields: Sequence[FilledField] = ()
    values: Sequence[Sequence[tuple[str | None, ...]]] = ()
    wrong: Mapping[tuple[int, int], tuple[str, str]] = {}
    empty: Sequence[str] = ()
    long: Sequence[str] = ()


class Gathered(NamedTuple):
    """One column in all files: its places, and its cells by file and row."""

    column: ExtraColumn
    cells: dict[tuple[int, int], str]


def planned(
    files: Sequence[ExtraFile],
    known: Sequence[FieldDefinition],
    owners: Collection[str],
    marks: Marks,
    program: str,
    *,
    rest: str = "deal",
) -> FieldPlan:
    """Return the fields that the extra columns of the files fill.

    New fields get the type that all cells fit. `owners` are what the rows have: a deal, an account
    or a contact; `rest` has what is neither an account's nor a contact's by its name.
    """
    found: list[tuple[FilledField, dict[tuple[int, int], str]]] = []
    taken: set[tuple[str | None, str]] = set()
    wrong: dict[tuple[int, int], tuple[str, str]] = {}
    empty, long = [], []
    for each in gathered(files):
        cells = {place: text for place, text in each.cells.items() if text}
        name, is_said = owner_and_name(each.column, known, owners, program, rest)
        there = existing(known, name)
        if not cells and there is None:
            empty.append(each.column.header)
            continue
        check_twice(each.column, name, taken)
        if there is None and max(map(len, cells.values())) > MOST_TEXT:
            long.append(each.column.header)
            continue
        is_moved = there is None and not is_said and differ(files, name.owner or "", cells)
        name = free_name(name._replace(owner=rest) if is_moved else name, taken)
        there = existing(known, name)
        taken.add((name.owner, fold(name.name)))
        filled, read = typed(each, cells, name, there, files, marks)
        stored = read_cells(filled, cells, read, files, wrong)
        whole = {place: stored.get(place, "") for place in each.cells}
        filled, whole = for_owners(files, filled._replace(is_moved=is_moved), whole)
        found.append((filled, whole))
    values = [
        [tuple(cells.get((at, place)) for _, cells in found) for place in range(len(file.rows))]
        for at, file in enumerate(files)
    ]
    lines = {(at, files[at].rows[place].line): what for (at, place), what in wrong.items()}
    return FieldPlan([each for each, _ in found], values, lines, empty, long)


def gathered(files: Sequence[ExtraFile]) -> Iterator[Gathered]:
    """Yield each column once, with its cells in all files."""
    found: dict[object, Gathered] = {}
    for at, file in enumerate(files):
        seen: dict[str, int] = {}
        for index, column in enumerate(file.columns):
            again = seen[fold(column.header)] = seen.get(fold(column.header), 0) + 1
            key = column.said or (fold(column.header), again)
            each = found.setdefault(key, Gathered(column, {}))
            for place, row in enumerate(file.rows):
                each.cells[at, place] = row.cells[index]
    yield from found.values()


def check_twice(
    column: ExtraColumn, name: OwnName, taken: Collection[tuple[str | None, str]]
) -> None:
    """Raise UsageError if --map names a field that another column fills."""
    if column.said is not None and (name.owner, fold(name.name)) in taken:
        raise UsageError(
            f"Two columns would fill the field {quoted(name.name)}.",
            hint=f'Give this one another name: --map "{name.owner}.field.NAME={column.header}".',
        )


def existing(known: Sequence[FieldDefinition], name: OwnName) -> FieldDefinition | None:
    """Return the field of that owner and name."""
    wanted = (name.owner, fold(name.name))
    return next((each for each in known if (each.owner, fold(each.name)) == wanted), None)


def differ(files: Sequence[ExtraFile], owner: str, cells: Mapping[tuple[int, int], str]) -> bool:
    """Return whether rows of the same account or contact have different cells."""
    first: dict[object, str] = {}
    for (at, place), text in cells.items():
        whose = files[at].rows[place].people.get(owner)
        if whose is not None and first.setdefault(whose, fold(text)) != fold(text):
            return True
    return False


def typed(
    column: Gathered,
    cells: Mapping[tuple[int, int], str],
    name: OwnName,
    there: FieldDefinition | None,
    files: Sequence[ExtraFile],
    marks: Marks,
) -> tuple[FilledField, Callable[[str], str]]:
    """Return the field with its type and choices, and the function that reads its cells."""
    header = column.column.header
    good = [
        (files[at].rows[place].line, text)
        for (at, place), text in cells.items()
        if not is_error(text)
    ]
    if there is None:
        found = guess(header, good, marks)
        field = FieldDefinition(0, name.owner or "deal", name.name, found.type, found.choices)
        return FilledField(field, header), reader(field, header, found.order, marks)
    added: tuple[str, ...] = ()
    if there.type == "choice":
        offered = {*map(fold, there.choices)}
        more = {fold(text): text for _, text in good if fold(text) not in offered}
        if len(there.choices) + len(more) <= MOST_CHOICES:
            added = tuple(sorted(more.values(), key=fold))
    order = dates_order(header, good, marks.dates) if there.type == "date" else None
    field = there._replace(choices=(*there.choices, *added))
    read = reader(field, header, order or Order("mdy"), marks)
    return FilledField(field, header, there.id, added), read


def read_cells(
    filled: FilledField,
    cells: Mapping[tuple[int, int], str],
    read: Callable[[str], str],
    files: Sequence[ExtraFile],
    wrong: dict[tuple[int, int], tuple[str, str]],
) -> dict[tuple[int, int], str]:
    """Return the stored values of the cells; note those that can't be read in `wrong`."""
    found: dict[tuple[int, int], str] = {}
    known: dict[str, str] = {}
    for place, text in cells.items():
        try:
            if is_error(text):
                raise UsageError(ERROR.format(text=quoted(text)))
            if text not in known:
                known[text] = read(text)
            found[place] = known[text]
        except UsageError as error:
            wrong.setdefault(place, (filled.header, str(error)))
    return found


def for_owners(
    files: Sequence[ExtraFile], filled: FilledField, cells: Mapping[tuple[int, int], str]
) -> tuple[FilledField, dict[tuple[int, int], str]]:
    """Return the values with one for each account or contact: the first that isn't empty."""
    owner = filled.field.owner
    if owner == "deal":
        return filled, dict(cells)
    first: dict[object, str] = {}
    torn: set[object] = set()
    homeless = 0
    for (at, place), value in cells.items():
        whose = files[at].rows[place].people.get(owner)
        if whose is None:
            homeless += bool(value)
        elif value and first.setdefault(whose, value) != value:
            torn.add(whose)
    settled = {
        (at, place): first.get(files[at].rows[place].people.get(owner), value)
        for (at, place), value in cells.items()
    }
    return filled._replace(conflicts=len(torn), homeless=homeless), settled
