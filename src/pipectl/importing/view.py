"""Show what an import would do, and which mappings are kept."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipectl.errors import listed, quoted
from pipectl.export_format import BACK
from pipectl.importing.rules.fields import Incoming, closing_day
from pipectl.importing.rules.history_file import History
from pipectl.importing.rules.merge import Met
from pipectl.importing.rules.people import Person
from pipectl.importing.rules.problems import Problem
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn, heading, line, table

SHOWN = 10
NO_MAPPINGS = Empty("No mappings yet", "Save one", "pipectl import FILE --save-as NAME")
NOTHING = "–"


class Preview(NamedTuple):
    """Rows as read; the file's stages with ours, if known; the stages to be added.

    `counts`: how many deals would be new, updated, unchanged (if known) and rejected. Closed rows
    without a date close `today`; `past` are their stages.
    """

    rows: Sequence[Incoming]
    stages: Sequence[tuple[str, str | None]]
    made: Sequence[str]
    counts: Mapping[str, int]
    today: date
    past: History


def preview(found: Preview, on: Screen, numbers: NumberFormat) -> str:
    """Return the first rows as read, the stages, and the resulting counts."""
    titles = [
        Column("Line", right=True, rank=3),
        Column("Title", flexible=True),
        Column("Amount", right=True),
        Column("Stage", flexible=True),
        Column("Outcome"),
        Column("Created", rank=2),
        Column("Closes", rank=1),
        Column("Account", rank=4, flexible=True),
    ]
    cells = [row_cells(row, found, numbers) for row in found.rows[:SHOWN]]
    page = table(titles, cells, on) if cells else ""
    if len(found.rows) > SHOWN:
        page += line([Cell(f"and {numbers.count(len(found.rows) - SHOWN)} more", "dim")], on)
    if found.stages:
        page += "\n" + heading("Stages", on)
        pairs: list[list[Cell | str]] = [
            [theirs, here(ours, made=theirs in found.made)] for theirs, ours in found.stages
        ]
        page += table([Column("Theirs"), Column("Here")], pairs, on)
    return page + (f"\n{outcome(found.counts, numbers)}\n" if "new" in found.counts else "")


def here(ours: str | None, *, made: bool) -> str:
    """Return the stage's name in this store."""
    return NOTHING if ours is None else f"{ours} (added)" if made else ours


def outcome(counts: Mapping[str, int], numbers: NumberFormat) -> str:
    """Return the sentence with how many deals would be imported."""
    differing = differs(counts["differing"], counts["taken"], numbers)
    return f"Would import: {summary(counts, 'deal', numbers, differing)}."


def summary(
    counts: Mapping[str, Any], noun: str, numbers: NumberFormat, differing: str = ""
) -> str:
    """Return `2 new deals, 1 changed, 3 unchanged, 1 row skipped`."""
    said = (
        f"{numbers.counted(counts['new'], f'new {noun}')}, {numbers.count(counts['updated'])} "
        f"changed, {numbers.count(counts['unchanged'])} unchanged{differing}"
    )
    rows = numbers.counted(counts["rejected"], "row")
    return f"{said}, {rows} skipped" if counts["rejected"] else said


def also(added: Mapping[str, int], numbers: NumberFormat) -> str:
    """Return `2 exchange rates and 1 link`: what else is new."""
    return listed(
        numbers.counted(added[table], noun) for table, noun in ALSO.items() if added.get(table)
    )


def differs(count: int, taken: int, numbers: NumberFormat) -> str:
    """Return how many unchanged deals differ in the file, in brackets; --update imports those."""
    there = "1 differs" if count == 1 else f"{numbers.count(count)} differ"
    them = "it" if count == 1 else "them"
    takes = them if taken == count else numbers.count(taken)
    how = f"; --update changes {takes}" if taken else ""
    return f" ({there} in the file{how})" if count else ""


FIELD_WORDS = {
    "short": "short name",
    "close_on": "close date",
    "created_on": "creation date",
    "closed_on": "closing date",
    "revisit_on": "revisit date",
    "contact_email": "contact email",
    "due_on": "due date",
    "done_on": "date",
    "set_on": "date",
    "starts_on": "start date",
    "ends_on": "end date",
    "renewal.ends_on": "end of the term",
    "ended_on": "end date",
    "started_on": "start date",
    "body": "text",
    "every": "interval",
    "asked_on": "date of the answers",
    "most_contacts": "contact limit",
    "contact_days": "days of the contact limit",
}
# What comes with an export besides deals and people, where nothing else would say so.
ALSO = {
    "campaign": "campaign",
    "segment": "segment",
    "persona": "persona",
    "exchange_rate": "exchange rate",
    "template": "template",
    "sequence": "sequence",
    "link": "link",
    "experiment": "experiment",
}
PLURALS = ("tags", "conditions", "choices")


def field_words(change: Met) -> str:
    """Return a field's name in words."""
    if change.is_own:
        return change.field
    words = FIELD_WORDS.get(f"{change.table}.{change.field}") or FIELD_WORDS.get(change.field)
    if words is not None:
        return words
    return re.sub("_(?:on|at)$", " date", change.field).replace("_", " ")


def verb(field: str, base: str) -> str:
    """Return a verb for a field's name: `amount changes`, `tags change`."""
    return base if field in PLURALS else f"{base}s"


def met(change: Met, *, dry: bool) -> str:
    """Return the sentence on a field that two stores changed, with the value that stays."""
    here, there = (shown(each) for each in (change.here, change.there))
    field = field_words(change)
    was = "were" if change.field in PLURALS else "was"
    if not (change.is_conflict or change.is_taken):  # it goes with its deal
        end = "would be" if dry else "is"
        return (
            f"{change.of}: {field} {was} changed from {there} to "
            f"{here}{at(change.here_at, 'here')}. The change {end} lost: the other machine "
            "deleted the deal."
        )
    if not change.is_conflict:
        changes = "would change" if dry else verb(change.field, "change")
        what = f"{field} {changes} from {here} to {there}"
        return f"{change.of}: {what}{at(change.there_at, 'there')}."
    kept = there if change.is_taken else here
    return (
        f"{change.of}: {field} {was} changed on both machines: "
        f"{here}{at(change.here_at, 'here')}, {there}{at(change.there_at, 'there')}. "
        f"{'Would keep' if dry else 'Kept'} {kept}{f': {change.why}' if change.why else ''}."
    )


def edited(change: Met, *, dry: bool) -> str:
    """Return the sentence on a field that was edited in a sheet."""
    here, there = (shown(each) for each in (change.here, change.there))
    changes = "would change" if dry else verb(change.field, "change")
    return f"{change.of}: {field_words(change)} {changes} from {here} to {there}."


def stays(change: Met) -> str:
    """Return the sentence on a field that changed here after the file was exported."""
    here, there = (shown(each) for each in (change.here, change.there))
    return (
        f"{change.of}: {field_words(change)} {verb(change.field, 'stay')} "
        f"{here}{at(change.here_at, 'changed here')}. The file has an older value, {there}."
    )


def closed_in(change: Met) -> str:
    """Return the sentence on a stage or close date that stays, since the deal is closed here."""
    here, there = (shown(each) for each in (change.here, change.there))
    if change.field == "stage":
        return (
            f"{change.of}: stage stays {here}, since the deal is closed. The file has "
            f"{there}. To move the deal, reopen it with `pipectl reopen`."
        )
    return (
        f"{change.of}: {field_words(change)} stays {here}, since the deal is closed. "
        f"The file has {there}."
    )


def at(instant: str, side: str) -> str:
    """Return when a value was set, or which change was undone, in brackets."""
    if BACK in instant:
        where = side.removeprefix("changed ")
        return f" (the change of {instant[:16]} UTC was undone {where})"
    return f" ({side} on {instant[:16]} UTC)" if instant else f" ({side})"


def shown(value: Any) -> str:
    """Return a value for a sentence."""
    return "nothing" if value is None else quoted(str(value), 60)


def change_facts(change: Met) -> dict[str, Any]:
    """Return a field in which two stores differed, as JSON."""
    return {
        "table": change.table,
        "id": change.number,
        "of": change.of,
        "field": change.field,
        "here": change.here,
        "there": change.there,
        "changed_here_at": change.here_at or None,
        "changed_there_at": change.there_at or None,
        "taken": "there" if change.is_taken else "here",
        "conflict": change.is_conflict,
    }


def row_cells(row: Incoming, found: Preview, numbers: NumberFormat) -> list[Cell | str]:
    """Return a row's cells."""
    amount = NOTHING
    if row.amount_minor is not None:
        amount = f"{numbers.amount(row.amount_minor, row.currency)} {row.currency}"
    return [
        str(row.line),
        row.title,
        amount,
        row.stage or last_stage(row, found.past) or NOTHING,
        row.outcome,
        str(row.created_on or NOTHING),
        str(closing_day(row, found.today) or row.close_on or NOTHING),
        row.account or NOTHING,
    ]


def last_stage(row: Incoming, past: History) -> str | None:
    """Return the last stage of a row's history."""
    entries = past.get(row.identifier, ()) if row.identifier is not None else ()
    return entries[-1].stage if entries else None


def preview_facts(found: Preview, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the preview as JSON."""
    return {
        "rows": [row_facts(row) for row in found.rows],
        "stages": [
            {"theirs": theirs, "ours": ours, "added": theirs in found.made}
            for theirs, ours in found.stages
        ],
        "problems": [each._asdict() for each in problems],
        **{name: found.counts.get(name) for name in ("new", "updated", "unchanged", "rejected")},
        **{name: found.counts[name] for name in ("changes", "fields") if name in found.counts},
    }


def row_facts(row: Incoming) -> dict[str, Any]:
    """Return a row as JSON."""
    what = "line identifier title account amount_minor currency stage outcome"
    return keys_of(row, f"{what} created_on close_on closed_on")


def mappings_listing(found: Sequence[tuple[str, Mapping[str, Any], str]], on: Screen) -> Listing:
    """The mappings of imports: their names, what is kept, and that as one would type it."""
    rows = [{"name": name, **facts, "id": name} for name, facts, _ in found]
    titles = [Column("Mapping"), Column("Flags", flexible=True, wraps=True)]
    cells = [[name, flags] for name, _, flags in found]
    return Listing(rows, ["name"], lambda: drawn(titles, cells, on, NO_MAPPINGS))


def people_table(people: Sequence[Person], on: Screen, numbers: NumberFormat) -> str:
    """Return the first rows as they were read."""
    titles = [
        Column("Line", right=True, rank=3),
        Column("Name", flexible=True),
        Column("Account", flexible=True),
        Column("Title", flexible=True, rank=4),
        Column("E-mail", rank=1),
        Column("Phone", rank=2),
    ]
    cells: list[list[Cell | str]] = [
        [
            str(each.line),
            each.name,
            each.account or NOTHING,
            each.title or NOTHING,
            each.email or NOTHING,
            each.phone or NOTHING,
        ]
        for each in people[:SHOWN]
    ]
    page = table(titles, cells, on)
    if len(people) > SHOWN:
        page += line([Cell(f"and {numbers.count(len(people) - SHOWN)} more", "dim")], on)
    return page


def person_facts(person: Person) -> dict[str, Any]:
    """Return a row as JSON."""
    return keys_of(person, "line name account title email phone note")
