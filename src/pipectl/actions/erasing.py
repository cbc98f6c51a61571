"""What becomes of each row, and of each image of one, when somebody is forgotten?"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipectl.domain.erasure import Erasure, Known, surname_first
from pipectl.store.session import WriteSession
from pipectl.text import fold, slug

Row = dict[str, Any]
ACCOUNT, CONTACT = "account", "contact"
OWN = ("email", "phone", "title", "note")  # what goes with the name

# Every column that holds what someone typed; of a column with a folded one beside it, that follows.
TYPED = {
    "stage": "name definition",
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
    "opportunity_history": "reason competitor note",
    "external_record": "identifier",
    "next_action": "text outcome",
    "activity": "text",
    "qualification": "why factor override",
    "review": "minutes",
    "review_position": "state",
    "calendar_entry": "content",
}
AS_JSON = {("review", "minutes"), ("review_position", "state"), ("calendar_entry", "content")}
NAMESAKES_OWN = {"name", "email", "phone"}
# No two rows may have the same there.
DISTINCT = {
    ("account", "name"),
    ("opportunity", "slug"),
    ("opportunity", "key"),
    ("opportunity_tag", "tag"),
    ("external_record", "identifier"),
    ("reason", "text"),
}


def run(session: WriteSession, sql: str, *values: Any) -> Any:
    """Run a statement as it stands."""
    return session.connection().exec_driver_sql(sql, values)


class Person:
    """Who is to be forgotten, and what becomes of a row that names them."""

    def __init__(self, session: WriteSession, kind: str, number: int) -> None:
        self.session, self.kind, self.id = session, kind, number
        self.label = f"forgotten {kind} {number}"
        self.key = json.dumps([number])
        images = [*self.present(), *self.former()]
        self.known = Known(*(self.values(images, name) for name in ("name", "email", "phone")))
        self.folded = {fold(name) for name in self.known.names}
        self.erasure = Erasure(self.label, self.known, self.others())
        self.given: dict[tuple[str, str, str], str] = {}
        self.taken: dict[tuple[str, str], set[str]] = {}

    def present(self) -> list[Row]:
        """The row as it is."""
        found = run(self.session, f"select * from {self.kind} where id = ?", self.id)
        return [dict(row) for row in found.mappings()]

    def former(self) -> Iterator[Row]:
        """The row as it ever was."""
        sql = "select before, after from journal_row where table_name = ? and row_key = ?"
        for images in run(self.session, sql, self.kind, self.key):
            yield from (json.loads(image) for image in images if image)

    def values(self, images: Sequence[Row], column: str) -> tuple[str, ...]:
        """What the column ever held, but for the label."""
        found = dict.fromkeys(image[column] for image in images if image.get(column))
        return tuple(value for value in found if value != self.label)

    def others(self) -> list[str]:
        """Longer names that hold this one, and are somebody else's."""
        kinds = (self.kind,) if self.kind == CONTACT else (ACCOUNT, CONTACT)
        alone = Erasure(self.label, self.known)
        return [
            name
            for kind in kinds
            for number, name in run(self.session, f"select id, name from {kind}")
            if (kind, number) != (self.kind, self.id)
            and fold(name) not in self.folded
            and alone.text(name) != name
        ]

    @property
    def needles(self) -> tuple[bytes, ...]:
        """What finds the names, addresses and numbers, however spelled, in a file's bytes."""
        said = [text for each in self.known for text in each]
        said += [*map(surname_first, self.known.names), *map(fold, said), *map(slug, said)]
        parts = (re.findall(r"[^\W_]+", text) for text in dict.fromkeys(said))
        between = rb"[\W_]{1,3}"
        return tuple(between.join(word.encode() for word in each) for each in parts if each)

    def erased(self, table: str, row: Row) -> Row:
        """What changes in a row, or in the image of one."""
        if table == self.kind and row["id"] == self.id:
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
        return changed

    def is_namesake(self, table: str, row: Row) -> bool:
        """Whether the row is somebody else's of the same name, who keeps what is theirs."""
        return table == self.kind and fold(row["name"]) in self.folded

    def new(self, table: str, column: str, old: str) -> str:
        """What a text becomes."""
        if (table, column) in AS_JSON:
            return self.erasure.json(old)
        new = self.erasure.slugged(old) if column == "slug" else self.erasure.text(old)
        return self.distinct(table, column, old, new) if (table, column) in DISTINCT else new

    def distinct(self, table: str, column: str, old: str, new: str) -> str:
        """The text, with a number where another row has it already; the same each time."""
        place = (table, column, fold(old))
        if new == old or place in self.given:
            return self.given.get(place, new)
        if (table, column) not in self.taken:
            found = run(self.session, f"select {column} from {table} where {column} is not null")
            self.taken[table, column] = {fold(each) for (each,) in found}
        taken, count, free = self.taken[table, column], 1, new
        while fold(free) in taken:
            count += 1
            free = f"{new}-{count}"
        taken.add(fold(free))
        self.given[place] = free
        return free
