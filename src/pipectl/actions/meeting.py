"""Two stores meet: what one exported is put beside what the other has, row by row."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from pipectl.actions import mending, next_actions, present
from pipectl.actions.moving_in import RULES, MovedIn, Rule
from pipectl.domain.words import OPEN, REPLACED
from pipectl.errors import quoted
from pipectl.store.bulk import Loader, next_key
from pipectl.store.session import WriteSession
from pipectl.store.tables import Opportunity, OpportunityHistory, Priority, Stage
from pipectl.text import slug

# Never taken from elsewhere into a store that is set up: its settings, and what follows from rows.
LEFT_ALONE = ("setting", "stage_pace")
# What is brought up to date with --update, where it is here already.
UPDATED = (
    *("account", "contact", "opportunity", "next_action", "activity"),
    *("priority", "priority_step", "review"),
)
# What stays as it is here: the numbers and names that people know, and what follows from rows.
STAYS = {
    "account": ("id", "uid"),
    "opportunity": (
        *("id", "slug", "key", "parent_id", "pushes", "last_contact_on", "asked_on", "buying"),
    ),
    "priority": ("id", "place"),
    "review": ("id", "history_mark"),
}
# What an opportunity and the last row of its history must agree on.
KEPT = (
    *("status", "stage_id", "stage_entered_on", "created_on", "amount_minor", "currency"),
    *("close_on", "probability_bp", "closed_on", "reason", "competitor", "revisit_on"),
)
# The past of what is set up, and whose it is.
PASTS = {"stage_history": "stage_id", "quota_history": "quota_id"}
Place = tuple[Any, ...]


class Meeting:
    """Takes rows in, in the export's order; `ids` are the numbers they have here, by table."""

    def __init__(
        self,
        session: WriteSession,
        every: Mapping[str, type[SQLModel]],
        *,
        most: int,
        newest: Mapping[int, str],
        update: bool,
    ) -> None:
        self.session, self.every, self.update = session, every, update
        self.newest, self.lost = newest, list[str]()
        self.newer: set[int] = set()  # by number here: what changed here after the file did
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
        self.known: dict[tuple[str, tuple[str, ...]], dict[Place, Any]] = {}
        self.slugs = {each for each in session.exec(select(Opportunity.slug)) if each}
        self.keys = {each for each in session.exec(select(Opportunity.key)) if each}
        self.made: dict[str, set[int]] = {table: set() for table in every}
        self.new = self.made["opportunity"]
        self.met: set[int] = set()
        self.paced: set[int] = set()  # stages that new wins went through
        self.updated: set[int] = set()
        self.parents: dict[int, int] = {}  # by number here, as the file numbers them
        self.renumbered: dict[int, int] = {}

    def take(self, rows: Iterable[tuple[str, dict[str, Any]]]) -> MovedIn:
        """Take every row, then bring up to date what follows from them."""
        for table, row in rows:
            if table not in LEFT_ALONE:
                self.row(table, row)
        self.session.flush()
        self.session.created += self.loader.ranges()
        self.join_parents()
        for number in sorted(self.updated):
            self.keep(self.session.get_one(Opportunity, number))
        if self.updated:
            mending.mend(self.session)
        else:
            present.refresh_pace(self.session, sorted(self.paced))
        unchanged = len(self.met - self.updated)
        return MovedIn(len(self.new), len(self.updated), unchanged, self.renumbered, self.lost)

    def row(self, table: str, row: dict[str, Any]) -> None:
        """Take one row: it is there already, or it is new."""
        rule, number = RULES[table], row.get("id")
        local = {**row, **self.referred(rule, row)}
        if table in PASTS and local[PASTS[table]] not in self.made[rule.refers[PASTS[table]]]:
            return  # what is here has its own past
        if any(
            local[column] is None is not row[column] and column != "parent_id"
            for column in rule.refers
        ):
            return  # what it belongs to found no room here
        deal = local.get("opportunity_id")
        if deal is not None and deal in self.new:
            if table == "external_record" and self.found(table, rule, local) is not None:
                return  # another opportunity here has that identifier
            self.add(table, local, number)
            return
        if deal is not None and (not self.update or table == "stage_visit"):
            return  # what was here before stays as it is
        found = self.found(table, rule, local)
        if found is not None:
            if number is not None:
                self.ids[table][number] = found
            self.meet(table, local, found)
        elif self.has_room(table, local):
            self.add(table, local, number)
            if deal is not None:
                self.updated.add(deal)
        here = self.ids["opportunity"].get(number or 0) if table == "opportunity" else None
        if here is not None and row["parent_id"] is not None and (here in self.new or self.update):
            self.parents[here] = row["parent_id"]

    def referred(self, rule: Rule, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the row refers to, by the numbers of this store."""
        return {
            column: None if row[column] is None else self.ids[table].get(row[column])
            for column, table in rule.refers.items()
        }

    def found(self, table: str, rule: Rule, row: Mapping[str, Any]) -> Any:
        """The number of the row that is here already."""
        for columns in (rule.same, rule.other):
            number = self.there(table, columns).get(tuple(row[key] for key in columns))
            if columns and number is not None:
                return number
        return None

    def there(self, table: str, columns: tuple[str, ...]) -> dict[Place, Any]:
        """The numbers of the table's rows by what tells them apart; looked up once."""
        if (table, columns) not in self.known:
            kind = self.every[table]
            named = "id" if table in self.next else RULES[table].same[0]
            wanted = [getattr(kind, key) for key in (*columns, named)]
            self.known[table, columns] = {
                tuple(row[:-1]): row[-1] for row in self.session.execute(select_columns(*wanted))
            }
        return self.known[table, columns]

    def has_room(self, table: str, row: dict[str, Any]) -> bool:
        """Whether there is room for the row: there are three priorities a quarter."""
        if table == "next_action" and row["status"] == OPEN:
            if row["opportunity_id"] in self.newer:
                return False
            self.end_open(row["opportunity_id"])
        if table != "priority":
            return True
        wanted = select(Priority.place).where(Priority.starts_on == row["starts_on"])
        places = set(self.session.exec(wanted))
        free = [place for place in (row["place"], 1, 2, 3) if place not in places]
        row["place"] = free[0] if free else row["place"]
        if not free:
            said = f"The priority {quoted(row['text'])} was left out: {row['period']} has three."
            self.lost.append(said)
        return bool(free)

    def end_open(self, deal: int, *, but: int | None = None) -> None:
        """End the next action that is open here: another one comes from elsewhere."""
        former = next_actions.open_action(self.session, self.session.get_one(Opportunity, deal))
        if former is not None and former.id != but:
            on = max(self.session.moment.today, former.created_on)
            next_actions.end(former, REPLACED, on)
            self.session.flush()

    def meet(self, table: str, row: dict[str, Any], number: Any) -> None:
        """A row that is here: with --update it becomes as the file says."""
        if table == "opportunity":
            self.met.add(number)
        if not self.update or table not in UPDATED or self.is_newer(table, row, number):
            return
        found: Any = self.session.get_one(self.every[table], number)
        stays = STAYS.get(table, ("id",))
        differing = {
            column: value
            for column, value in row.items()
            if column not in stays and getattr(found, column) != value
        }
        if table == "account" and self.is_named(found, differing):
            del differing["name"], differing["name_folded"]
        if not differing:
            return
        if table == "next_action" and row["status"] == OPEN:
            self.end_open(row["opportunity_id"], but=number)
        for column, value in differing.items():
            setattr(found, column, value)
        deal = number if table == "opportunity" else row.get("opportunity_id")
        if deal is not None:
            self.updated.add(deal)
        self.session.flush()

    def is_newer(self, table: str, row: Mapping[str, Any], number: int) -> bool:
        """Whether the opportunity changed here after it did in the file: nothing goes back."""
        if table == "next_action":
            return row["opportunity_id"] in self.newer
        if table != "opportunity":
            return False
        here = self.changed_at.get(number, "")
        if here > self.newest.get(row["id"], ""):
            self.newer.add(number)
        return number in self.newer

    @cached_property
    def changed_at(self) -> dict[int, str]:
        """When each opportunity here changed last, as it is stored."""
        sql = "select opportunity_id, max(recorded_at) from opportunity_history group by 1"
        return {row[0]: row[1] for row in self.session.connection().exec_driver_sql(sql)}

    def is_named(self, account: Any, differing: Mapping[str, Any]) -> bool:
        """Whether another account here has the name that one would get."""
        taken = self.there("account", ("name_folded",)).get((differing.get("name_folded"),))
        return taken is not None and taken != account.id

    def add(self, table: str, row: dict[str, Any], number: int | None) -> None:
        """A row that is new here, with a number of this store."""
        if number is not None:
            row["id"] = self.ids[table][number] = self.number_for(table, number)
            self.made[table].add(row["id"])
        if table == "opportunity":
            self.unique(row)
            if row["id"] != number and number is not None:
                self.renumbered[number] = row["id"]
        if table == "stage" and not row["archived"]:
            row["position"] = 1 + max(
                (each or 0 for each in self.session.exec(select(Stage.position))), default=0
            )
        if table == "stage_visit" and row["won"]:
            self.paced.add(row["stage_id"])
        if table == "review":
            row["history_mark"] = self.marked(row["history_mark"])
        kind, key = self.every[table], RULES[table].key
        # A range of what was created holds nothing that was here before.
        owner = "review" if key == "review_id" else "opportunity"
        if key == "id" or (key is not None and row[key] in self.made[owner]):
            self.loader.add(kind, **row)
        else:
            self.session.add(kind(**row))
            self.session.flush()

    def marked(self, mark: int) -> int:
        """The row of the history here up to which a review elsewhere told."""
        rows = [here for there, here in self.ids["opportunity_history"].items() if there <= mark]
        return max(rows, default=self.next["opportunity_history"] - 1)

    def join_parents(self) -> None:
        """Let each have the parent that the file says, now that all are here."""
        for number, parent in self.parents.items():
            child = self.session.get_one(Opportunity, number)
            if child.parent_id != self.ids["opportunity"][parent]:
                child.parent_id = self.ids["opportunity"][parent]
                self.updated |= {number} - self.new
        self.session.flush()

    def keep(self, opportunity: Opportunity) -> None:
        """Let the history end with what the opportunity is now."""
        last = self.session.exec(
            select(OpportunityHistory)
            .where(OpportunityHistory.opportunity_id == opportunity.id)
            .order_by(col(OpportunityHistory.id).desc())
            .limit(1)
        ).first()
        if any(getattr(last, name, None) != getattr(opportunity, name) for name in KEPT):
            today = self.session.moment.today
            present.append_history(self.session, opportunity, today, note="imported")

    def number_for(self, table: str, number: int) -> int:
        """The number that it had, if it is free here; an opportunity's is what people know."""
        if table == "opportunity" and number >= self.free_from:
            return number
        found = self.next[table]
        self.next[table] = found + 1
        return found

    def unique(self, row: dict[str, Any]) -> None:
        """A slug and a key that nothing else has; the parent follows when it is there."""
        wanted, free, number = row["slug"] or slug(row["title"]) or str(row["id"]), None, 1
        while free is None or free in self.slugs:
            free = wanted if number == 1 else f"{wanted}-{number}"
            number += 1
        row["slug"] = free
        self.slugs.add(free)
        if row["key"] in self.keys:
            whose = f"{quoted(row['title'])} was brought in without its key"
            self.lost.append(f"{whose}: {quoted(row['key'])} is taken here.")
            row["key"] = None
