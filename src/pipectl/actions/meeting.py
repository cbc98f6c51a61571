"""Two stores meet: what one exported is put beside what the other has, row by row."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, select

from pipectl.actions import next_actions, present
from pipectl.actions.moving_in import RULES, MovedIn, Rule
from pipectl.store.bulk import Loader, next_key
from pipectl.store.session import WriteSession
from pipectl.store.tables import Opportunity, Priority
from pipectl.text import slug

# Never taken from elsewhere into a store that is set up: its settings, and what follows from rows.
LEFT_ALONE = ("setting", "stage_pace")
Place = tuple[Any, ...]


class Meeting:
    """Takes rows in, in the export's order; `ids` are the numbers they have here, by table."""

    def __init__(
        self,
        session: WriteSession,
        every: Mapping[str, type[SQLModel]],
        *,
        most: int,
        update: bool,
    ) -> None:
        self.session, self.every, self.update = session, every, update
        created = {every[table]: rule.key for table, rule in RULES.items()}
        self.loader = Loader(session, {kind: key for kind, key in created.items() if key})
        self.ids: dict[str, dict[int, int]] = {table: {} for table in every}
        self.next = {
            table: next_key(session, kind)
            for table, kind in every.items()
            if "id" in kind.model_fields
        }
        self.free_from = self.next["opportunity"]  # below it, numbers were given here
        self.next["opportunity"] = max(self.free_from, most + 1)
        self.known: dict[str, dict[Place, int]] = {}
        self.slugs = {each for each in session.exec(select(Opportunity.slug)) if each}
        self.keys = {each for each in session.exec(select(Opportunity.key)) if each}
        self.new: set[int] = set()
        self.updated: set[int] = set()
        self.unchanged: set[int] = set()
        self.renumbered: dict[int, int] = {}

    def take(self, rows: Iterable[tuple[str, dict[str, Any]]]) -> MovedIn:
        """Take every row, then bring up to date what follows from them."""
        for table, row in rows:
            if table not in LEFT_ALONE:
                self.row(table, row)
        self.session.flush()
        self.session.created += self.loader.ranges()
        stages = self.session.exec(select(self.every["stage"])).all()
        present.refresh_pace(self.session, [stage.id for stage in stages])  # type: ignore[attr-defined]
        return MovedIn(
            len(self.new),
            len(self.updated),
            len(self.unchanged - self.updated),
            self.renumbered,
            False,
        )

    def row(self, table: str, row: dict[str, Any]) -> None:
        """Take one row: it is there already, or it is new."""
        rule, number = RULES[table], row.get("id")
        local = {**row, **self.referred(rule, row)}
        deal = local.get("opportunity_id")
        if deal is not None and deal in self.new:
            self.add(table, local, number)
            return
        if deal is not None and not self.update:
            return  # what was here before stays as it is
        found = self.there(table).get(tuple(local[key] for key in rule.same))
        if found is not None:
            if number is not None:
                self.ids[table][number] = found
            self.meet(table, local, found)
        elif not self.is_taken(table, local):
            self.add(table, local, number)

    def referred(self, rule: Rule, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the row refers to, by the numbers of this store."""
        return {
            column: None if row[column] is None else self.ids[table].get(row[column])
            for column, table in rule.refers.items()
        }

    def there(self, table: str) -> dict[Place, int]:
        """The numbers of the table's rows by what tells them apart; looked up once."""
        if table not in self.known:
            kind, same = self.every[table], RULES[table].same
            named = "id" if table in self.next else same[0]
            columns = [getattr(kind, key) for key in (*same, named)]
            self.known[table] = {
                tuple(row[:-1]): row[-1] for row in self.session.execute(select_columns(*columns))
            }
        return self.known[table]

    def is_taken(self, table: str, row: dict[str, Any]) -> bool:
        """Whether there is no room for the row: three priorities a quarter, one open action."""
        if table == "next_action" and row["status"] == "open":
            deal = self.session.get_one(Opportunity, row["opportunity_id"])
            return next_actions.open_action(self.session, deal) is not None
        if table != "priority":
            return False
        wanted = select(Priority.place).where(Priority.starts_on == row["starts_on"])
        places = set(self.session.exec(wanted))
        free = [place for place in (row["place"], 1, 2, 3) if place not in places]
        row["place"] = free[0] if free else row["place"]
        return not free

    def meet(self, table: str, row: dict[str, Any], number: int) -> None:
        """A row that is here: with --update an opportunity becomes as the file says."""
        if table != "opportunity":
            return
        self.unchanged.add(number)
        if not self.update:
            return
        found = self.session.get_one(Opportunity, number)
        stays = {"id": number, "slug": found.slug, "key": found.key}
        for column, value in {**row, **stays}.items():
            if getattr(found, column) != value:
                setattr(found, column, value)
                self.updated.add(number)

    def add(self, table: str, row: dict[str, Any], number: int | None) -> None:
        """A row that is new here, with a number of this store."""
        if number is not None:
            row["id"] = self.ids[table][number] = self.number_for(table, number)
        if table == "opportunity":
            self.unique(row)
            self.new.add(row["id"])
            if row["id"] != number and number is not None:
                self.renumbered[number] = row["id"]
        kind, key = self.every[table], RULES[table].key
        if key is not None and (key == "id" or row[key] in self.new):
            self.loader.add(kind, **row)
        else:
            made = kind(**row)
            self.session.add(made)
            self.session.flush()

    def number_for(self, table: str, number: int) -> int:
        """The number that it had, if it is free here; an opportunity's is what people know."""
        if table == "opportunity" and number >= self.free_from:
            return number
        found = self.next[table]
        self.next[table] = found + 1
        return found

    def unique(self, row: dict[str, Any]) -> None:
        """A slug and a key that nothing else has."""
        wanted, free, number = row["slug"] or slug(row["title"]) or str(row["id"]), None, 1
        while free is None or free in self.slugs:
            free = wanted if number == 1 else f"{wanted}-{number}"
            number += 1
        row["slug"] = free
        self.slugs.add(free)
        if row["key"] in self.keys:
            row["key"] = None
