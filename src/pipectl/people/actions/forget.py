"""Erase a person from every row and the journal."""

import json
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipectl.conditions.rules import FORM
from pipectl.named_tuple import NamedTuple
from pipectl.people.actions.parts import PartLeft, parts_left, rows_of, told_key
from pipectl.people.actions.traces import patterns_of
from pipectl.people.rules.erasing import PartFinder, PersonDetails, TextEraser, surname_first, words
from pipectl.people.rules.names import label_of
from pipectl.store.bulk_checks import StoredRange, as_line, left, packed, ranges, unpacked
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.unit import Unit
from pipectl.text import fold

Row = dict[str, Any]
ACCOUNT, CONTACT, CRITERION = "account", "contact", "fit_criterion"
OWN = ("email", "phone", "title", "note")  # what goes with the name

# Every column that holds what someone typed; of a column with a folded one beside it, that follows.
TYPED = {
    "stage": "name definition short playbook",
    "action": "text",
    "criterion": "text",
    "reason": "text",
    "quota_history": "reason",
    "priority": "text",
    "priority_step": "text",
    "account": "name email phone note",
    "contact": "name title email phone note",
    "opportunity": "slug key title source campaign note reason closing_note competitor",
    "opportunity_tag": "tag",
    "tag_history": "tag",
    "opportunity_history": "reason competitor note",
    "external_record": "identifier",
    "external_contact": "identifier",
    "external_account": "identifier",
    "campaign": "name source",
    "custom_field": "name choices",
    "field_value": "value",
    "segment": "name conditions",
    "segment_history": "conditions",
    "fit_criterion": "condition",
    "persona": "name motivation",
    "persona_objection": "objection answer",
    "contact_role": "role why",
    "customer_stage": "why",
    "criterion_met": "answer",
    "template": "name subject body",
    "sequence": "name",
    "sequence_step": "text",
    "link": "url kind title",
    "experiment": "name arms",
    "experiment_visit": "arm",
    "figure_target": "source",
    "next_action": "text outcome",
    "activity": "text",
    "qualification": "why factor override",
    "review": "minutes",
    "review_position": "state",
    "calendar_entry": "content",
    "setting": "key value",
}
MAPPING = "import."  # how the keys of saved mappings begin
COLUMNS = {table: columns.split() for table, columns in TYPED.items()}
AS_JSON = {
    *(("review", "minutes"), ("review_position", "state"), ("calendar_entry", "content")),
    ("setting", "value"),  # a saved mapping; no other setting has a text in quotation marks
    *(("custom_field", "choices"), ("segment", "conditions"), ("segment_history", "conditions")),
    ("experiment", "arms"),
}
NAMESAKES_OWN = {"name", "email", "phone"}
# No two rows may have the same there.
DISTINCT = {
    ("account", "name"),
    ("opportunity", "slug"),
    ("opportunity", "key"),
    ("opportunity_tag", "tag"),
    ("external_record", "identifier"),
    ("external_contact", "identifier"),
    ("external_account", "identifier"),
    ("reason", "text"),
    ("setting", "key"),
    ("campaign", "name"),
    ("segment", "name"),
    ("persona", "name"),
    ("template", "name"),
    ("sequence", "name"),
    ("experiment", "name"),
}


# The journal knows the number that a merged row had.
MERGED_SQL = """
select distinct
  cast(json_extract(r.before, '$.id') as integer)
from journal_row as r
join external_{kind} as e on e.source = 'merged'
  and e.identifier = json_extract(r.before, '$.uid')
where r.table_name = :kind and r.after is null and e.{kind}_id = :into
"""


class RowEraser:
    """The person to forget, and the changes to each row that names them."""

    def __init__(self, unit: Unit, kind: str, number: int, also: Sequence[str] = ()) -> None:
        self.unit, self.kind, self.id = unit, kind, number
        self.label = label_of(kind, number)
        self.keys = {json.dumps([each]) for each in (number, *self.merged())}
        images = [*self.present(), *self.former()]
        names, emails, phones = (self.values(images, each) for each in ("name", "email", "phone"))
        self.known = PersonDetails((*names, *also), emails, phones)
        self.folded = {fold(name) for name in self.known.names}
        self.erasure = TextEraser(self.label, self.known, self.others())
        self.given: dict[tuple[str, str, str], str] = {}
        self.taken: dict[tuple[str, str], set[str]] = {}

    def merged(self) -> list[int]:
        """Return the numbers of those who were merged into the person; they are the same one."""
        sql = MERGED_SQL.format(kind=self.kind)
        return [row[0] for row in self.unit.rows(sql, kind=self.kind, into=self.id)]

    def present(self) -> list[Row]:
        """Return the row as it is."""
        return [row for row in rows_of(self.unit, self.kind) if row["id"] == self.id]

    def former(self) -> Iterator[Row]:
        """Yield the row as it was after each change."""
        sql = "select before, after from journal_row where table_name = :kind and row_key = :key"
        for key in sorted(self.keys):
            for images in self.unit.rows(sql, kind=self.kind, key=key):
                yield from (json.loads(image) for image in images if image)

    def values(self, images: Sequence[Row], column: str) -> tuple[str, ...]:
        """Return every value that the column had, except the label."""
        found = dict.fromkeys(image[column] for image in images if image.get(column))
        return tuple(value for value in found if value != self.label)

    def others(self) -> list[str]:
        """Return longer names of others that contain this name."""
        kinds = (self.kind,) if self.kind == CONTACT else (ACCOUNT, CONTACT)
        alone = TextEraser(self.label, self.known)
        return [
            name
            for kind in kinds
            for number, name in self.unit.rows(f"select id, name from {kind}")
            if (kind, number) != (self.kind, self.id)
            and fold(name) not in self.folded
            and alone.text(name) != name
        ]

    @property
    def parts(self) -> PartFinder:
        """Return the finder of name parts, which skips names of others."""
        kinds = (self.kind,) if self.kind == CONTACT else (ACCOUNT, CONTACT)
        own = {word for name in self.known.names for word in words(name)}
        kept = [
            name
            for kind in kinds
            for number, name in self.unit.rows(f"select id, name from {kind}")
            if (kind, number) != (self.kind, self.id) and own & {*words(name)}
        ]
        return PartFinder(self.known, [self.label, *kept], is_person=self.kind == CONTACT)

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Return patterns that find the names, addresses and numbers in a file's bytes."""
        said = [text for each in self.known for text in each]
        return patterns_of([*said, *map(surname_first, self.known.names)])

    def erased(self, table: str, row: Row) -> Row:
        """Return the changes to a row or its image."""
        if table == self.kind and json.dumps([row["id"]]) in self.keys:
            own: Row = {"name": self.label, "name_folded": fold(self.label)}
            own |= dict.fromkeys((column for column in OWN if column in row), None)
            return {column: value for column, value in own.items() if row[column] != value}
        changed: Row = {}
        kept = NAMESAKES_OWN if self.is_namesake(table, row) else ()
        for column in TYPED.get(table, "").split():
            old = None if column in kept else row.get(column)
            if isinstance(old, str) and (new := self.new(table, column, old)) != old:
                changed[column] = new
                if f"{column}_folded" in row:
                    changed[f"{column}_folded"] = fold(new)
        if table == CRITERION and "condition" in changed:
            changed |= self.criterion_key(row["field_folded"], row["condition"], changed)
        return changed

    def criterion_key(self, key: str, former: str, changed: Row) -> Row:
        """Return the key of a criterion whose condition changed: what that is about, folded."""
        was, now = (FORM.fullmatch(each) for each in (former, changed["condition"]))
        if was is None or now is None or was[1] == now[1]:
            return {}
        return {"field_folded": self.distinct(CRITERION, "field_folded", key, fold(now[1]))}

    def is_namesake(self, table: str, row: Row) -> bool:
        """Return whether the row is another person of the same name, who keeps their data."""
        return table == self.kind and fold(row["name"]) in self.folded

    def new(self, table: str, column: str, old: str) -> str:
        """What a text becomes."""
        if (table, column) == ("setting", "key") and not old.startswith(MAPPING):
            return old  # a word of pipectl's own
        if (table, column) in AS_JSON:
            return self.erasure.json(old)
        new = self.erasure.slugged(old) if column == "slug" else self.erasure.text(old)
        return self.distinct(table, column, old, new) if (table, column) in DISTINCT else new

    def distinct(self, table: str, column: str, old: str, new: str) -> str:
        """Return the text, with a number if another row has it already; the same each time."""
        place = (table, column, fold(old))
        if new == old or place in self.given:
            return self.given.get(place, new)
        if (table, column) not in self.taken:
            found = self.unit.rows(f"select {column} from {table} where {column} is not null")
            self.taken[table, column] = {fold(each) for (each,) in found}
        taken, count, free = self.taken[table, column], 1, new
        while fold(free) in taken:
            count += 1
            free = f"{new}-{count}"
        taken.add(fold(free))
        self.given[place] = free
        return free


class Text(NamedTuple):
    """A text in another row that names the person, before and after."""

    table: str
    number: int | str
    column: str
    old: str
    new: str


class ForgetResult(NamedTuple):
    """The result of forgetting: the label, and the changed rows of each table."""

    kind: str
    id: int
    label: str
    rows: Mapping[str, int]
    needles: tuple[bytes, ...]  # patterns that a backup is searched for
    texts: tuple[Text, ...]
    parts: tuple[PartLeft, ...]  # texts that still have a part of a name


STEPS = len(TYPED) + 3  # of a bar: the tables, the journal's three


def forget(
    unit: Unit,
    kind: str,
    number: int,
    also: Sequence[str] = (),
    watch: Callable[[], None] = lambda: None,
) -> ForgetResult:
    """Replace a contact's or account's name with a label everywhere in the store.

    `also` are further spellings of the name. `watch` is called after each table.
    """
    unit.have(KINDS[kind], number)
    if unit.reader.is_file:
        unit.connection.execute("pragma secure_delete = on").fetchall()
    person = RowEraser(unit, kind, number, also)
    finder, whole = person.parts, intact_ranges(unit)
    rows: Counter[str] = Counter()
    texts = []
    for table, found in erase_rows(unit, person):
        rows[table] = len(found)
        texts += texts_of(person, table, found)
        watch()
    rows["journal_row"], touched = erase_images(unit, person)
    watch()
    rows["journal_operation"] = erase_commands(unit, person, touched)
    watch()
    rows["journal_range"] = erase_ranges(unit, person, whole)
    watch()
    left = parts_left(unit, finder, COLUMNS)
    return ForgetResult(
        kind, number, person.label, +rows, person.needles, tuple(texts), tuple(left)
    )


def naming(
    unit: Unit, kind: str, number: int, also: Sequence[str] = ()
) -> tuple[list[Text], list[PartLeft]]:
    """Return the texts that forgetting would change, and those that keep a part; on a copy."""
    person = RowEraser(unit, kind, number, also)
    finder = person.parts
    texts = [
        text for table, found in erase_rows(unit, person) for text in texts_of(person, table, found)
    ]
    return texts, parts_left(unit, finder, COLUMNS)


def erase_rows(unit: Unit, person: RowEraser) -> Iterator[tuple[str, list[tuple[Row, Row]]]]:
    """Replace the name in every table; yield each table with its changed rows."""
    for table in TYPED:
        found = changes_of(unit, person, table)
        for row, changed in found:
            update(unit, table, row, changed)
        yield table, found


def changes_of(unit: Unit, person: RowEraser, table: str) -> list[tuple[Row, Row]]:
    """Return each row of a table that changes, and the changes."""
    told = table == "calendar_entry"
    found = []
    for row in rows_of(unit, table):
        changed = person.erased(table, row)
        if changed and told:  # so that the calendar hears of it
            changed |= {"sequence": row["sequence"] + 1, "stamped_at": unit.moment.at}
        if changed:
            found.append((row, changed))
    return found


def texts_of(person: RowEraser, table: str, found: Sequence[tuple[Row, Row]]) -> list[Text]:
    """Return the texts among a table's changes, without those of the person's own row."""
    columns = TYPED[table].split()
    return [
        Text(table, row.get("id") or row.get("opportunity_id") or told_key(table, row), *text)
        for row, changed in found
        if (table, row.get("id")) != (person.kind, person.id)
        for text in (
            (column, row[column], changed[column]) for column in columns if column in changed
        )
    ]


def update(unit: Unit, table: str, row: Row, changed: Row) -> None:
    """Set some columns of a row."""
    key = KINDS[table].__key__
    sets = ", ".join(f'"{column}" = ?' for column in changed)
    where = " and ".join(f'"{name}" = ?' for name in key)
    values = (*changed.values(), *(row[name] for name in key))
    unit.write(f'update "{table}" set {sets} where {where}', values)


def erase_images(unit: Unit, person: RowEraser) -> tuple[int, set[int]]:
    """Replace the name in the journal's images; return the count, and the person's operations."""
    touched, changes = set(), []
    sql = "select id, operation_id, table_name, row_key, before, after from journal_row order by id"
    for place, operation, table, key, *images in unit.rows(sql):
        own = table == person.kind and key in person.keys
        if own:
            touched.add(operation)
        if own or any(image and person.erasure.suspects(image) for image in images):
            new = [erased_image(person, table, image) for image in images]
            if new != images:
                changed = {"row_key": key_of(table, key, new), "before": new[0], "after": new[1]}
                changes.append((place, changed))
    for place, changed in changes:
        update(unit, "journal_row", {"id": place}, changed)
    return len(changes), touched


def erased_image(person: RowEraser, table: str, image: str | None) -> str | None:
    """Return an image without the name."""
    if image is None:
        return None
    row = json.loads(image)
    changed = person.erased(table, row)
    return json.dumps(row | changed, ensure_ascii=False) if changed else image


def key_of(table: str, key: str, images: Sequence[str | None]) -> str:
    """Return the key of a row by its images: a tag, for example, is part of its key."""
    image = json.loads(next((each for each in images if each), "{}"))
    return json.dumps([image[name] for name in KINDS[table].__key__]) if image else key


def erase_commands(unit: Unit, person: RowEraser, touched: set[int]) -> int:
    """Replace the name in the journal's command lines; return the number of changes."""
    changes = []
    for place, text in unit.rows("select id, command from journal_operation order by id"):
        new = erased_command(person, text, own=place in touched)
        if new != text:
            changes.append((place, {"command": new}))
    for place, changed in changes:
        update(unit, "journal_operation", {"id": place}, changed)
    return len(changes)


def erased_command(person: RowEraser, text: str, *, own: bool) -> str:
    """Return a command line without the name; for commands on the person only the verb."""
    if own and text.startswith(f"{person.kind} "):
        return shlex.join([*text.split()[:2], person.label])
    new = person.erasure.command(text)
    flag = f"--{person.kind}"
    if flag not in new:
        return new
    try:
        parts = shlex.split(new)
    except ValueError:
        return new
    before = ""
    for place, part in enumerate(parts):
        given, value = (f"{flag}=", part.removeprefix(f"{flag}=")) if before != flag else ("", part)
        before = part
        if part.startswith(given) and any(fold(value) in name for name in person.folded):
            parts[place] = given + person.label
    return shlex.join(parts)


def intact_ranges(unit: Unit) -> set[tuple[int, str, int]]:
    """Return the bulk operations whose rows weren't changed outside pipectl."""
    return {place(each) for each, found in left(unit.reader) if found == each.digest}


def place(found: StoredRange) -> tuple[int, str, int]:
    """Return what identifies a range."""
    return found.operation, found.table, found.first


def erase_ranges(unit: Unit, person: RowEraser, whole: set[tuple[int, str, int]]) -> int:
    """Update the digests of bulk operations, and the rows they keep for a redo."""
    reader = unit.reader
    changes = [
        (each, {"digest": found})
        for each, found in left(reader)
        if place(each) in whole and found != each.digest
    ]
    for each in ranges(reader):
        if each.content is not None:
            changed = erased_content(person, each.table, each.content)
            if changed["digest"] != each.digest:
                changes.append((each, changed))
    for each, changed in changes:
        columns = ", ".join(f"{column} = ?" for column in changed)
        sql = f"update journal_range set {columns} where (operation_id, table_name, first) = "
        unit.write(f"{sql}(?, ?, ?)", (*changed.values(), *place(each)))
    return len(changes)


def erased_content(person: RowEraser, table: str, content: str) -> Row:
    """Return the rows of an undone bulk operation without the name."""
    kind = KINDS[table]
    names = list(columns(kind))
    keys = [names.index(name) for name in kind.__key__]
    rows = []
    for line in unpacked(content):
        row = dict(zip(names, json.loads(line), strict=True))
        rows.append(list((row | person.erased(table, row)).values()))
    rows.sort(key=lambda row: [row[place] for place in keys])
    content, digest = packed(map(as_line, rows))
    return {"digest": digest, "content": content}
