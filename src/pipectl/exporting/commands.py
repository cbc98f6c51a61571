"""The command `export`."""

import codecs
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import IO, Annotated, TypeVar

import typer

from pipectl.cli.completion_values import complete_words
from pipectl.cli.context import Run, run_of
from pipectl.cli.files import check_destination, destination, named
from pipectl.cli.options import Context, Json
from pipectl.deal_parts import written
from pipectl.errors import StoreError, UsageError, either, listed, quoted
from pipectl.exporting import queries as exporting_queries
from pipectl.exporting import view as exporting_view
from pipectl.fields.queries import fields, values_of, with_values
from pipectl.fields.view import OwnFields
from pipectl.named_tuple import NamedTuple
from pipectl.render.output import print_note
from pipectl.store.change_times import lines
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.ownership import has_owners
from pipectl.store.part_change_times import changed, newest
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError

T = TypeVar("T")

FORMATS = ("csv", "json", "jsonl", "md", "vcf")
EVERYTHING, CONTACTS, OPPORTUNITIES = "all", "contacts", "opportunities"
HISTORY = "history"
VCARD = "vcf"  # a format of contacts alone


class ExportPart(NamedTuple):
    """A part that can be exported: its tables, rows, row format and columns."""

    tables: Sequence[str]
    rows: Callable[[Reader, Run], Iterable[object]]
    row: Callable[..., exporting_view.Row]
    columns: Sequence[str]


PARTS = {
    OPPORTUNITIES: ExportPart(
        ("opportunity",),
        lambda reader, run: exporting_queries.opportunities(reader, run.today),
        exporting_view.opportunity_row,
        exporting_view.OPPORTUNITY_COLUMNS,
    ),
    "activities": ExportPart(
        ("activity",),
        lambda reader, _run: exporting_queries.activities(reader),
        exporting_view.activity_row,
        exporting_view.ACTIVITY_COLUMNS,
    ),
    HISTORY: ExportPart(
        ("opportunity_history",),
        lambda reader, _run: exporting_queries.history(reader),
        exporting_view.history_row,
        exporting_view.HISTORY_COLUMNS,
    ),
    CONTACTS: ExportPart(
        ("contact",),
        lambda reader, _run: exporting_queries.contacts(reader),
        exporting_view.contact_row,
        exporting_view.CONTACT_COLUMNS,
    ),
}


def export(
    ctx: Context,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]", show_default=False, help="File to write (default: standard output)."
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="FORMAT",
            help="Format: csv, json, jsonl or md, or vcf for contacts (default: the one that"
            " FILE's name ends in, or csv).",
            autocompletion=complete_words(FORMATS),
        ),
    ] = None,
    what: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="What to export: opportunities, activities, history, contacts or all.",
        ),
    ] = OPPORTUNITIES,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Let other users, such as a web server, read FILE.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Start a CSV file with a byte order mark, for Excel.")
    ] = False,
    json: Json = False,
) -> None:
    """Export deals, contacts, history or everything.

    `--what all` writes everything as JSON Lines, which `pipectl import` can read back.

    \b
    Examples:
      pipectl export --what activities
      pipectl export deals.json
      pipectl export --what contacts contacts.vcf
      pipectl export --what all everything.jsonl
    """
    run = run_of(ctx)
    if json and format not in (None, "json"):
        raise UsageError(
            f"--json and --format {format} can't be used together.", hint="Use one of them."
        )
    name = named(file)
    if force and name is None:
        raise UsageError("--force needs a FILE.", hint="Name the file to overwrite.")
    if public and name is None:
        raise UsageError("--public needs a FILE.", hint="Name the file to write.")
    if format is None and what == OPPORTUNITIES and name is not None:
        refuse_a_part(name)
    check_destination(run, name, force=force)
    form = export_format(what, "json" if json else format, name)
    if bom and form != "csv":
        raise UsageError(f"--bom works with CSV only, not with {form}.", hint="Remove --bom.")
    unread: set[int] = set()
    with destination(run, name, force=force, public=public) as out, run.reading() as reader:
        out.write(codecs.BOM_UTF8 if bom else b"")
        count = write(run, reader, what, form, out, unread)
        if what == EVERYTHING:
            refuse_broken(reader)
    tell_unread(unread)
    if name is not None:
        print_note(f"Wrote {run.numbers.counted(count, *NOUNS[what])} to {name}.")


# What a row of each part is, for one and for many.
NOUNS = {
    OPPORTUNITIES: ("deal",),
    "activities": ("activity", "activities"),
    HISTORY: ("change",),
    CONTACTS: ("contact",),
    EVERYTHING: ("row",),
}
# Words that name a part, as which a FILE without an ending was probably meant.
MEANT = {each: each for each in (*PARTS, EVERYTHING) if each != OPPORTUNITIES}
MEANT["everything"] = EVERYTHING


def refuse_a_part(name: str) -> None:
    """Raise UsageError for a FILE that is called like a part: `export contacts`."""
    if name in MEANT:
        raise UsageError(
            f"{quoted(name)} is a FILE to write the deals to.",
            hint=f"To export {name}: `pipectl export --what {MEANT[name]}`. To write the deals to"
            f" a file of this name: `pipectl export ./{name}`.",
        )


def tell_unread(operations: Collection[int]) -> None:
    """Say that the journal is damaged, so that the export doesn't have when values changed."""
    if operations:
        which = listed(list(map(str, sorted(operations))))
        print_note(
            f"Warning: the changes of {'operation' if len(operations) == 1 else 'operations'} "
            f"{which} can't be read, so the export doesn't say when their values changed. If you "
            "import it into a store that has these deals, older values there may stay. See "
            "`pipectl doctor`."
        )


def export_format(what: str, form: str | None, file: str | None) -> str:
    """Return the format, by name or by the file's ending; raise UsageError."""
    if what not in (*PARTS, EVERYTHING):
        raise UnknownValueError(f"{quoted(what)} can't be exported", what, (*PARTS, EVERYTHING))
    if form not in (None, *FORMATS):
        raise UnknownValueError(f"No format {quoted(form or '')}", form or "", FORMATS)
    ending = os.path.splitext(file or "")[1].lower().removeprefix(".")
    if form is None and ending:
        check_ending(what, file or "", ending)
    if what == EVERYTHING:
        if form not in (None, "jsonl"):
            raise UsageError(f"--what all can't be written as {form}.", hint="Use --format jsonl.")
        return "jsonl"
    chosen = form or ending or "csv"
    if chosen == VCARD and what != CONTACTS:
        raise UsageError(f"--what {what} can't be written as {VCARD}.", hint="Use --what contacts.")
    return chosen


def check_ending(what: str, file: str, ending: str) -> None:
    """Raise UsageError if the file's ending isn't that of an export format."""
    fitting = ("jsonl",) if what == EVERYTHING else FORMATS
    if ending not in fitting:
        written = either([f".{each}" for each in fitting])
        raise UsageError(
            f"{quoted(file, 4096)} ends in .{ending}, which isn't an export format.",
            hint=f"Use a name that ends in {written}, or add --format {either(fitting)}.",
        )


def refuse_broken(reader: Reader) -> None:
    """Raise StoreError if the export couldn't be imported again."""
    from pipectl.doctor.queries.checks import broken_rules

    found = broken_rules(reader)
    if found:
        raise StoreError(
            f"The export couldn't be imported again: {found[0].where}: {found[0].what}.",
            hint="See `pipectl doctor`. Single parts (--what) can still be exported.",
        )


class RowCounter:
    """Counts rows and advances a progress bar."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self.advance, self.done = advance, 0

    def over(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield the rows, and count them."""
        for row in rows:
            yield row
            self.done += 1
            self.advance()


def write(run: Run, reader: Reader, what: str, form: str, out: IO[bytes], unread: set[int]) -> int:
    """Write the rows, with a progress bar if that takes long; return their number.

    Operations whose changes can't be read are added to `unread`.
    """
    from pipectl.render.progress import progress

    tables = tuple(exporting_queries.TABLES) if what == EVERYTHING else PARTS[what].tables
    counts = exporting_queries.counts(reader, tables)
    stamps = [*lines(reader, unread)] if what == EVERYTHING else []
    with progress("Exporting", sum(counts.values())) as advance:
        tally = RowCounter(advance)
        for piece in (
            exporting_view.complete(
                tally.over(exporting_queries.everything(reader)),
                counts,
                stamps,
                schema=SCHEMA_VERSION,
            )
            if what == EVERYTHING
            else pieces(run, reader, what, form, tally, unread)
        ):
            out.write(piece.encode("utf-8", "backslashreplace"))
    return tally.done + len(stamps)


def pieces(
    run: Run, reader: Reader, what: str, form: str, tally: RowCounter, unread: set[int]
) -> Iterator[str]:
    """Yield the text of the export of one part."""
    part = PARTS[what]
    if form == VCARD:
        yield from map(exporting_view.vcard, tally.over(exporting_queries.contacts(reader)))
        return
    rows: Iterable[exporting_view.Row] = (
        part.row(each) for each in tally.over(part.rows(reader, run))
    )
    columns = part.columns
    if what == OPPORTUNITIES:
        rows, columns = deal_rows(reader, form, rows, unread)
    if what == HISTORY and form == "csv":
        rows = map(exporting_view.flat_history_row, rows)
        columns = exporting_view.FLAT_HISTORY_COLUMNS
    if what == CONTACTS:
        own = OwnFields(*with_values(reader, "contact"))
        columns = exporting_view.contact_columns(own, form)
        rows = exporting_view.with_fields(rows, own, form)
    if not has_owners(reader):  # a file needs no column for them
        columns = [name for name in columns if name != "owner"]
    yield from exporting_view.in_form(form, rows, columns)


def deal_rows(
    reader: Reader, form: str, rows: Iterable[exporting_view.Row], unread: set[int]
) -> tuple[Iterable[exporting_view.Row], Sequence[str]]:
    """Return the rows and columns of deals, with custom fields.

    A table has those of deals, which an import reads back; JSON has all that speak for a deal.
    """
    columns: Sequence[str] = exporting_view.OPPORTUNITY_COLUMNS
    if form not in ("csv", "md"):
        from pipectl.filters.queries.own_fields import every_own_field, values_of_deals

        own_fields = every_own_field(reader)
        found = [(each.label, each.field, values_of_deals(reader, each)) for each in own_fields]
        return exporting_view.with_labeled_fields(rows, found), (*columns, "fields")
    own = exporting_view.deal_fields(fields(reader), values_of(reader, "deal"))
    if form == "csv":
        told = {
            deal: (newest(each), written(each)) for deal, each in changed(reader, unread).items()
        }
        rows = (exporting_view.flat_row(row, told) for row in rows)
        columns = exporting_view.FLAT_COLUMNS
    at = columns.index("note") + 1
    columns = [*columns[:at], *own.columns, *columns[at:]]
    return exporting_view.with_deal_fields(rows, own), columns
