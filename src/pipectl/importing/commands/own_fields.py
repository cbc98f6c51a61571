"""Keep columns of a file as custom fields: `import --fields`, `--map field.NAME=HEADER`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipectl.cli.context import Run
from pipectl.errors import listed
from pipectl.fields.queries import fields
from pipectl.importing.commands.words import many, shortened
from pipectl.importing.rules.field_plan import (
    ExtraFile,
    ExtraRow,
    FieldPlan,
    FilledField,
    planned,
)
from pipectl.importing.rules.field_types import Marks
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.own_columns import is_own, own_name
from pipectl.importing.rules.programs import EXPORT
from pipectl.render.output import print_note
from pipectl.text import fold
from pipectl.vocabulary import FIELD_OWNERS

if TYPE_CHECKING:
    from pipectl.importing.commands.plan import ImportOptions, ReadFile
    from pipectl.importing.rules.csv_file import Sheet
    from pipectl.importing.rules.file_columns import FileColumns

SHOWN = 12  # columns that are named


def with_extra(
    run: Run, asked: "ImportOptions", sheet: "Sheet", found: "FileColumns"
) -> "FileColumns":
    """Return the columns with those that are kept as fields.

    Our own CSV has custom fields: those that exist here are always read.
    """
    said = said_fields(asked, sheet)
    if asked.fields:
        return without_problems(found.keeping(sheet.headers, said, None))
    if found.format.name == EXPORT and found.left_out:
        with run.looking_up() as reader:
            return found.keeping(sheet.headers, said, fields(reader))
    return found.keeping(sheet.headers, said, []) if said else found


def said_fields(asked: "ImportOptions", sheet: "Sheet") -> dict[int, Any]:
    """Return the fields that --map names, by the place of their column."""
    from pipectl.cli.values import single
    from pipectl.importing.rules.file_columns import place_of

    typed = [each for each in asked.maps if is_own(each)]
    return {
        place_of(header, sheet.headers, sheet.name): own_name(name)
        for name, header in single("--map", typed, lambda name: fold(str(own_name(name))))
    }


def without_problems(found: "FileColumns") -> "FileColumns":
    """Return the columns without that of the problems of saved rejected rows."""
    from pipectl.importing.rules.csv_file import PROBLEM

    extra = tuple(each for each in found.extra if each.header != PROBLEM or each.said)
    return found._replace(extra=extra)


def with_fields(
    run: Run, asked: "ImportOptions", files: "Sequence[ReadFile]"
) -> "tuple[list[ReadFile], Sequence[FilledField]]":
    """Return the files with the stored values of fields, without rows whose values are wrong."""
    if not any(each.columns.extra for each in files):
        return list(files), ()
    from pipectl.importing.commands.rejects import without

    with run.looking_up() as reader:
        known = fields(reader)
    first = files[0].columns
    owners = {"deal"}
    owners |= (
        {"account"} if any(each.columns.has("account", "accounts") for each in files) else set()
    )
    owners |= (
        {"contact"} if any(each.columns.has("contact", "contacts") for each in files) else set()
    )
    marks = Marks(
        asked.currency or run.settings.currency,
        asked.decimal or run.decimal,
        asked.dates,
        is_said=asked.decimal is not None,
    )
    sources = [
        ExtraFile(each.columns.extra, [extra_row(row) for row in each.read.rows]) for each in files
    ]
    plan = planned(sources, known, owners, marks, first.format.label)
    tell_plan(run, plan)
    kept = []
    for at, each in enumerate(files):
        rows = [
            row._replace(fields=values)
            for row, values in zip(each.read.rows, plan.values[at], strict=True)
        ]
        wrong = {line: what for (file, line), what in plan.wrong.items() if file == at}
        kept.append(without(each._replace(read=each.read._replace(rows=rows)), wrong))
    return kept, plan.fields


def extra_row(row: Incoming) -> ExtraRow:
    """Return the cells of a row's extra columns, and who it is about."""
    people: dict[str, object] = {"deal": row.line}
    if row.account is not None:
        people["account"] = fold(row.account)
    if row.contact is not None:
        people["contact"] = (fold(row.contact), fold(row.account or ""))
    return ExtraRow(row.line, [text or "" for text in row.fields], people)


def tell_plan(run: Run, plan: FieldPlan) -> None:
    """Say what is peculiar about the values of fields, and which columns aren't kept."""
    for each in plan.fields:
        tell_values(run, each)
    for headers, why in (
        (plan.empty, "without values"),
        (plan.long, "of more than 500 characters"),
    ):
        if headers:
            shown = [*map(shortened, headers[:SHOWN])]
            more = len(headers) - SHOWN
            shown += [f"{run.numbers.count(more)} more"] if more > 0 else []
            print_note(f"  Columns {why}, not kept: {', '.join(shown)}.")


def tell_filled(found: Sequence[FilledField], *, dry: bool) -> None:
    """Say which fields and choices are new, and which fields existed."""
    known = [f"{each.field.name} ({each.field.owner})" for each in found if each.number is not None]
    for owner in FIELD_OWNERS:
        new = [
            described(each) for each in found if each.number is None and each.field.owner == owner
        ]
        if new:
            print_note(f"{'Would add' if dry else 'New'} {owner} fields: {', '.join(new)}.")
    if known:
        print_note(f"Existing fields in the file: {', '.join(known)}.")
    for each in found:
        if each.added:
            choices = listed(map(shortened, each.added))
            print_note(f"{'Would add' if dry else 'New'} choices of {each.field.name}: {choices}.")


def described(each: FilledField) -> str:
    """Return a new field with its type, and its header if that is another."""
    of = "" if fold(each.header) == fold(each.field.name) else f", from {shortened(each.header)}"
    return f"{each.field.name} ({each.field.type}{of})"


def tell_values(run: Run, each: FilledField) -> None:
    """Say what is peculiar about the values of a field."""
    name, owner = each.field.name, each.field.owner
    if each.is_moved:
        print_note(
            f"  {name}: rows of the same account or contact differ, so the deals have this field."
        )
    if each.conflicts:
        have = "has" if each.conflicts == 1 else "have"
        print_note(
            f"  {name}: {many(run, each.conflicts, owner)} {have} different values: using the "
            "first."
        )
    if each.homeless:
        an = "an account" if owner == "account" else "a contact"
        print_note(f"  {name}: not kept in {many(run, each.homeless, 'row')} without {an}.")


def field_facts(found: Sequence[FilledField]) -> list[dict[str, Any]]:
    """Return the fields of an import as JSON."""
    return [
        {
            "name": each.field.name,
            "owner": each.field.owner,
            "type": each.field.type,
            "choices": list(each.field.choices),
            "column": each.header,
            "made": each.number is None,
        }
        for each in found
    ]
