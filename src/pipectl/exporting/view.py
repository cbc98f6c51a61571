"""Format exported rows: as stored, or as JSON, CSV and Markdown."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from pipectl.export_format import CHANGED, joined, written_instant
from pipectl.exporting.queries import TABLES, HistoryEntry, OpportunityNote
from pipectl.fields.rules import FieldDefinition, label
from pipectl.fields.view import OwnFields, value_json
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import view as next_actions_view
from pipectl.next_actions.queries import ActivityRow
from pipectl.opportunities import view as opportunities_view
from pipectl.people.queries import ContactSummary
from pipectl.pipeline import view as pipeline_view
from pipectl.pipeline.view import OPPORTUNITY_KEYS, in_cells, opportunity, recurring_cells
from pipectl.render.serialize import escaped, to_csv, to_json, to_jsonl, to_markdown
from pipectl.text import fold

Row = Mapping[str, Any]
T = TypeVar("T")

VERSION = 3  # of the complete export; docs/export.md tells what is in it
BATCH = 200  # rows that are written at a time

OPPORTUNITY_COLUMNS = (*OPPORTUNITY_KEYS, "note")
# In CSV, by which an import knows where a file is behind: when a deal changed last, and its parts.
CHANGED_AT, CHANGED_PARTS = "changed_at", "changed_parts"
# In CSV, what has parts stands in a column each.
PARTED = {
    "probability_from": ("probability_from", "own_probability"),
    **pipeline_view.PARTED,
}
FLAT_COLUMNS = tuple(
    part
    for column in (*OPPORTUNITY_COLUMNS, CHANGED_AT, CHANGED_PARTS)
    for part in PARTED.get(column, (column,))
)
ACTIVITY_COLUMNS = ("id", "kind", "count", "on", "opportunity", "title", "contact", "text")
HISTORY_COLUMNS = (
    "id",
    "opportunity",
    "title",
    "on",
    "stage",
    "status",
    "amount",
    "currency",
    "close_on",
    "probability",
    "reason",
    "competitor",
    "revisit_on",
    "note",
    "recorded_on",
    "recurring",
    "owner",
)
FLAT_HISTORY_COLUMNS = (*HISTORY_COLUMNS[:-2], *pipeline_view.RECURRING_CELLS, "owner")

CONTACT_COLUMNS = ("uid", "name", "account", "title", "email", "phone", "note")


def complete(
    rows: Iterable[tuple[str, Sequence[Any]]],
    counts: Mapping[str, int],
    changed: Sequence[Row],
    *,
    schema: str,
) -> Iterator[str]:
    """Yield the whole store as JSON Lines: a header, then a line for each row as stored.

    `schema` is the version of the store's tables. `counts` are the rows of each table, by which a
    file that was cut is known. `changed` says last when which field changed.
    """
    header = {"pipectl": VERSION, "schema": schema, "tables": [*TABLES, CHANGED]}
    yield line({**header, "rows": {**counts, CHANGED: len(changed)}})
    columns = {name: table.columns for name, table in TABLES.items()}
    for name, row in rows:
        yield line({"table": name, "row": dict(zip(columns[name], row, strict=True))})
    for each in changed:
        yield line({"table": CHANGED, "row": each})


def line(value: Row) -> str:
    """Return a value as one line of JSON that is safe to print on a terminal."""
    return escaped(json.dumps(value, ensure_ascii=False)) + "\n"


def opportunity_row(found: OpportunityNote) -> Row:
    """Return an opportunity's keys, and its note."""
    return {**opportunity(found.opportunity), "note": found.note}


class DealFields(NamedTuple):
    """The custom fields of deals: their columns, and the values by deal and column."""

    columns: tuple[str, ...]
    fields: Sequence[FieldDefinition]
    values: Mapping[int, Mapping[int, str]]

    def cells(self, deal: int) -> Row:
        """Return the values of a deal as stored, each in its column."""
        known = self.values.get(deal, {})
        return {
            column: known.get(each.id)
            for column, each in zip(self.columns, self.fields, strict=True)
        }


def deal_fields(
    every: Sequence[FieldDefinition], values: Mapping[int, Mapping[int, str]]
) -> DealFields:
    """Return the custom fields of deals with the names that an import knows their columns by.

    One whose name is also that of another column says whose it is: `deal.why`.
    """
    own = [each for each in every if each.owner == "deal"]
    taken = {plain(name) for name in (*OPPORTUNITY_COLUMNS, *FLAT_COLUMNS)}
    return DealFields(
        tuple(
            f"deal.{each.name}" if plain(each.name) in taken else label(each, every) for each in own
        ),
        own,
        values,
    )


def plain(header: str) -> str:
    """Return a header without what an import overlooks in it."""
    return "".join(each for each in fold(header) if each.isalnum())


def with_deal_fields(rows: Iterable[Row], own: DealFields) -> Iterator[Row]:
    """Yield opportunities with the values of the custom fields of deals."""
    for row in rows:
        yield {**row, **own.cells(row["id"])}


def with_labeled_fields(
    rows: Iterable[Row], found: Sequence[tuple[str, FieldDefinition, Mapping[int, str]]]
) -> Iterator[Row]:
    """Yield opportunities with all fields that speak for them, by the names of conditions."""
    for row in rows:
        number = row["id"]
        keys = {name: value_json(field, values.get(number)) for name, field, values in found}
        yield {**row, "fields": keys}


def flat_row(row: Row, changed: Mapping[int, tuple[str, str]]) -> Row:
    """Return an opportunity for CSV: one value in each cell, so that each can be edited.

    `changed` says when each changed last, and when each of its parts did.
    """
    at, parts = changed.get(row["id"], ("", ""))
    is_own = row["probability_from"] == "opportunity"
    return {
        **in_cells(row),
        "own_probability": row["probability"] if is_own else None,
        "tags": joined(row["tags"]),
        "flags": ";".join(row["flags"]),
        CHANGED_AT: written_instant(at) if at else None,
        CHANGED_PARTS: parts or None,
    }


def history_row(found: HistoryEntry) -> Row:
    """Return a row of the history with its opportunity."""
    whose = {"id": found.id, "opportunity": found.opportunity_id, "title": found.title}
    return {**whose, **opportunities_view.history_keys(found)}


def flat_history_row(row: Row) -> Row:
    """Return a row of the history for CSV: one value in each cell."""
    return {**row, **recurring_cells(row)}


def activity_row(found: ActivityRow) -> Row:
    """Return an activity's keys."""
    return next_actions_view.activity(found)


def contact_row(found: ContactSummary) -> Row:
    """Return a contact's columns and its number, by which its fields are found."""
    return found._asdict()


def contact_columns(own: OwnFields, form: str) -> Sequence[str]:
    """Return the columns of contacts: in a table with one for each custom field."""
    return (*CONTACT_COLUMNS, *own.names) if form in ("csv", "md") else (*CONTACT_COLUMNS, "fields")


def with_fields(rows: Iterable[Row], own: OwnFields, form: str) -> Iterator[Row]:
    """Yield contacts with their fields: in a table as stored, one value in each cell."""
    for row in rows:
        number = row["id"]
        keys = {name: row[name] for name in CONTACT_COLUMNS}
        if form in ("csv", "md"):
            yield {**keys, **{field.name: value for field, value in own.of(number)}}
        else:
            yield {**keys, "fields": own.keys(number)}


def vcard(found: ContactSummary) -> str:
    """Return a contact as a vCard of version 3, which telephones and mail programs read."""
    from pipectl.vcard import escaped as escaped_value
    from pipectl.vcard import name_parts, write_card

    family, given, suffix = map(escaped_value, name_parts(found.name))
    lines = [
        ("UID", found.uid),
        ("FN", escaped_value(found.name)),
        ("N", f"{family};{given};;;{suffix}"),
    ]
    for name, value in (
        ("ORG", found.account),
        ("TITLE", found.title),
        ("EMAIL;TYPE=INTERNET", found.email),
        ("TEL", found.phone),
        ("NOTE", found.note),
    ):
        if value is not None:
            lines.append((name, escaped_value(value)))
    return write_card(lines)


def in_form(form: str, rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    """Yield the rows in one of the formats."""
    tabular: dict[str, Callable[[Sequence[Row], Sequence[str]], str]] = {
        "csv": to_csv,
        "md": to_markdown,
    }
    if form in tabular:
        yield from below_a_head(tabular[form], rows, columns)
    elif form == "jsonl":
        yield from (to_jsonl(some) for some in batches(rows))
    else:
        yield from array(rows)


def below_a_head(
    write: Callable[[Sequence[Row], Sequence[str]], str],
    rows: Iterable[Row],
    columns: Sequence[str],
) -> Iterator[str]:
    """Yield a table in pieces; only the first has the header."""
    head = write([], columns)
    yield head
    for some in batches(rows):
        yield write(some, columns)[len(head) :]


def array(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON array in pieces, as `to_json` writes it."""
    between = "[\n  "
    for row in rows:
        yield between + to_json(row, 2)
        between = ",\n  "
    yield "[]\n" if between.startswith("[") else "\n]\n"


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield the rows in batches."""
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        yield some
