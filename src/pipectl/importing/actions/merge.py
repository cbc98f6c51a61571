"""Merge the export of another store into this one, row by row."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipectl.doctor import actions as doctor_actions
from pipectl.export_format import CREATED, GONE, TAKEN_AWAY
from pipectl.importing.actions import compare, merge_history, merge_runs
from pipectl.importing.actions.forgotten_people import ForgottenPeople
from pipectl.importing.actions.merge_changes import FieldChanges, added_apart
from pipectl.importing.actions.merge_experiments import has_way
from pipectl.importing.actions.merge_names import NameMerge, every_counterpart
from pipectl.importing.actions.merge_priorities import find_place
from pipectl.importing.actions.merge_stages import StageMerge, counterparts
from pipectl.importing.actions.merge_values import ValueMerge, keep_choices
from pipectl.importing.actions.native_tables import RULES, TableRule, TransferResult, key_of
from pipectl.importing.rules.merge import Side, Verdict, decide, is_taken_back, is_there
from pipectl.importing.rules.native import NAMED, Theirs
from pipectl.next_actions import actions as next_actions_actions
from pipectl.people.actions import merge as people_merge
from pipectl.pipeline import actions as pipeline_actions
from pipectl.store.bulk import BulkInsert, next_key, read_columns
from pipectl.store.change_times import COMPARED, WHOLE, gone_key, instants, joined, of_field, undone
from pipectl.store.row import Row, columns, values_of
from pipectl.store.rows import Opportunity, Stage
from pipectl.store.unit import Unit
from pipectl.text import slug
from pipectl.vocabulary import DELETED, OPEN, REPLACED

Place = tuple[Any, ...]


class Merge:
    """Imports rows in the export's order; `ids` are their numbers in this store, by table."""

    def __init__(
        self,
        unit: Unit,
        every: Mapping[str, type[Row]],
        theirs: Theirs,
        *,
        update: bool,
    ) -> None:
        self.unit, self.every, self.update = unit, every, update
        self.forgotten = ForgottenPeople(unit, theirs, update=update)
        self.theirs, self.lost = theirs, list[str]()
        self.mine, self.undone = instants(unit.reader), undone(unit.reader)
        self.same = every_counterpart(unit, every, theirs, self.mine)
        self.same["stage"] = counterparts(unit, theirs, self.mine)
        self.names = NameMerge(unit)
        self.past_there: dict[tuple[str, int], list[int]] = {}  # by table and deal
        self.set_up: set[tuple[str, int]] = set()  # whose past both stores tell
        created = {every[table]: rule.key for table, rule in RULES.items()}
        self.loader = BulkInsert(unit, {kind: key for kind, key in created.items() if key})
        self.ids: dict[str, dict[int, int]] = {table: {} for table in every}
        self.ended: dict[int, tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]] = {}
        self.stages = StageMerge(unit, theirs, self.mine, self.ids["stage"], update=update)
        self.next = {
            table: next_key(unit, kind) for table, kind in every.items() if "id" in columns(kind)
        }
        self.free_from = self.next["opportunity"]  # below it, numbers were given here
        self.next["opportunity"] = max(self.free_from, theirs.most + 1)
        self.known: dict[tuple[str, tuple[str, ...]], dict[Place, Any]] = {}
        self.slugs = {each for (each,) in unit.rows("select slug from opportunity") if each}
        self.keys = {each for (each,) in unit.rows("select key from opportunity") if each}
        self.made: dict[str, set[int]] = {table: set() for table in every}
        self.told = FieldChanges(unit, self.made, self.loader)
        self.values = ValueMerge(unit, self.made["field_value"])
        self.new = self.made["opportunity"]
        self.met: set[int] = set()
        self.is_alive_there: list[int] = []
        self.paced: set[int] = set()  # stages that new wins went through
        self.updated: set[int] = set()
        self.came: dict[int, Counter[str]] = {}  # new rows, by deal that was here
        self.parents: dict[int, tuple[int, int | None]] = {}  # by number here: as the file has it
        self.renumbered: dict[int, int] = {}
        self.merged: set[tuple[str, int]] = set()  # of the file, merged into others here

    def take(self, rows: Iterable[tuple[str, dict[str, Any]]]) -> TransferResult:
        """Merge every row, then update derived data."""
        settings: dict[str, str] = {}
        if self.update:
            self.take_away(["priority"])  # there is room for others then
        for table, row in rows:
            if table not in compare.LEFT_ALONE or (table == "setting" and self.update):
                self.row(table, row)
            elif table == "setting":
                settings[row["key"]] = row["value"]
        self.lost += compare.settings_stay(self.unit, settings)
        self.unit.created += self.loader.ranges()
        if self.update:
            self.take_away([each for each in TAKEN_AWAY if each != "priority"])
            self.names.note_merged(people_merge.merge_as_elsewhere(self.unit))
        for each in self.stages.settle(sorted(self.made["stage"])):
            self.bring("stage", f"[{each}]", ("archived",), *self.ended[each])
        self.lost += self.stages.said
        self.names.settle()
        for past, number in sorted(self.set_up):
            owner = self.unit.have(self.every[compare.OWNERS[past]], number)
            merge_history.merge_history_of_stage_or_quota(
                self.unit, owner, self.every[past], compare.PASTS[past]
            )
        self.settle_values()
        self.join_parents()
        for number in sorted(self.updated):
            self.settle(self.unit.have(Opportunity, number))
        if self.updated:
            doctor_actions.repair(self.unit)
        else:
            pipeline_actions.update_stage_pace(self.unit, sorted(self.paced))
        self.lost += compare.untold(self.unit, self.updated, self.told.changes, self.came)
        unchanged = len(self.met - self.updated)
        told = {each.number for each in self.told.changes}
        deals = [self.unit.have(Opportunity, each) for each in self.is_alive_there]
        return TransferResult(
            len(self.new),
            len(self.updated),
            unchanged,
            self.renumbered,
            self.lost,
            self.told.changes,
            [each.title for each in deals if each.status == DELETED and each.id not in told],
            added_apart(self.made, self.came.values()),
        )

    def row(self, table: str, row: dict[str, Any]) -> None:
        """Merge one row, existing or new."""
        rule, number, file_key = RULES[table], row.get("id"), key_of(self.every[table], row)
        row = self.names.translated(table, self.forgotten.erased(table, row))
        local = {**row, **self.referred(rule, row)}
        is_made = (
            table not in compare.PASTS
            or local[compare.PASTS[table]] in self.made[rule.refers[compare.PASTS[table]]]
        )
        if not is_made and not self.update:
            return  # what is here has its own past
        if not is_made and local[compare.PASTS[table]] and self.found(table, rule, local) is None:
            self.set_up.add((table, local[compare.PASTS[table]]))
        if any(
            local[column] is None is not row[column] and column != "parent_id"
            for column in rule.refers
        ):
            return  # what it belongs to found no room here
        deal = local.get("opportunity_id")
        if table == "sequence_run" and (deal in self.new or self.update):
            self.lost += merge_runs.make_room(self.unit, local)
        if deal is not None and deal in self.new:
            if table == "external_record" and self.found(table, rule, local) is not None:
                return  # another opportunity here has that identifier
            self.add(table, local, number, file_key)
            return
        if deal is not None and (not self.update or table == "stage_visit"):
            return  # what was here before stays as it is
        if table == "field_value" and self.values.keeps_apart(row, local, self.merged):
            return
        found = self.found(table, rule, local)
        if found is not None:
            if number is not None:
                self.ids[table][number] = found
            self.meet(table, local, found, self.of(table, file_key, row))
        elif (into := people_merge.merged_into(self.unit, table, row)) is not None:
            self.ids[table][row["id"]] = into
            self.merged.add((table, row["id"]))
            self.names.note_gone(table, row["name"], self.unit.have(self.every[table], into))
        elif self.has_room(table, local, file_key, row):
            self.add(table, local, number, file_key)
            if deal is not None:
                self.updated.add(deal)
                self.came.setdefault(deal, Counter())[table] += 1
        here = self.ids["opportunity"].get(number or 0) if table == "opportunity" else None
        if here is not None and (here in self.new or self.update):
            self.parents[here] = (number or 0, row["parent_id"])
        if table == "field_value" and number in self.ids[table]:
            self.values.note(local, self.ids[table][number])
        if table in compare.TOLD_IN_ORDER and deal is not None and self.update:
            self.past_there.setdefault((table, deal), []).append(self.ids[table][number or 0])

    def referred(self, rule: TableRule, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row's references with the numbers of this store."""
        return {
            column: None if row[column] is None else self.ids[table].get(row[column])
            for column, table in rule.refers.items()
        }

    def found(self, table: str, rule: TableRule, row: Mapping[str, Any]) -> Any:
        """Return the number of the existing row."""
        if table in self.same:
            return self.same[table].get(row["id"])
        for told_apart in (rule.same, rule.other):
            if not told_apart:
                continue
            values = [row[key] for key in told_apart]
            number = self.there(table, told_apart).get(self.placed(table, told_apart, values))
            if number is None:
                continue
            by_name = told_apart is rule.other
            if by_name and compare.is_another(self.unit, self.theirs, table, number, row):
                continue
            return number
        return None

    def there(self, table: str, told_apart: tuple[str, ...]) -> dict[Place, Any]:
        """Return the numbers of the table's rows by identity; cached."""
        if (table, told_apart) not in self.known:
            kind = self.every[table]
            named = "id" if table in self.next else RULES[table].same[0]
            self.known[table, told_apart] = {
                self.placed(table, told_apart, values): number
                for *values, number in read_columns(self.unit, kind, (*told_apart, named))
            }
        return self.known[table, told_apart]

    def placed(self, table: str, told_apart: Sequence[str], values: Sequence[Any]) -> Place:
        """Return a row's identity; a removed stage is identified by its name."""
        if table not in compare.TOLD_IN_ORDER:
            return tuple(values)
        return tuple(
            self.unit.have(Stage, value).name_folded if name == "stage_id" else value
            for name, value in zip(told_apart, values, strict=True)
        )

    def of(self, table: str, key: str, row: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return the instants of a row of the file."""
        deal = row["id"] if table == "opportunity" else row.get("opportunity_id")
        return self.theirs.of(table, key, deal)

    def has_room(self, table: str, row: dict[str, Any], key: str, there: Mapping[str, Any]) -> bool:
        """Return whether to add a new row: not if it was deleted here or is a fourth priority."""
        if table in TAKEN_AWAY:
            place = gone_key(table, key_of(self.every[table], row), row)
            gone = self.mine.get((table, place), {}).get(GONE, ())
            if not is_there(table, compare.added_at(table, self.of(table, key, there)), gone):
                return False
        if table == "next_action" and row["status"] == OPEN:
            self.make_room(row, self.of(table, key, there))
        if table != "priority":
            return True
        said = find_place(self.unit, row)
        self.lost += said
        return not said

    def make_room(self, row: dict[str, Any], there: Mapping[str, Sequence[str]]) -> None:
        """Keep the later of two open next actions open."""
        deal = row["opportunity_id"]
        former = next_actions_actions.open_action(self.unit, self.unit.have(Opportunity, deal))
        if former is None:
            return
        here = self.mine.get(("next_action", f"[{former.id}]"), {})
        mine = Side(compare.action_facts(values_of(former)), of_field(here, ()))
        theirs = Side(compare.action_facts(row), of_field(there, ()))
        verdict = decide(mine, theirs)
        said = (
            (former.text, row["text"]) if former.text != row["text"] else compare.days(former, row)
        )
        self.told.tell("next_action", "next action", deal, said, mine, theirs, verdict)
        if verdict.takes_theirs:
            next_actions_actions.end(self.unit, former, REPLACED, row["created_on"])
            self.bring("next_action", f"[{former.id}]", ("status",), here, there)
        else:
            row["status"] = REPLACED
            row["ended_on"] = max(row["created_on"], former.created_on)

    def meet(
        self, table: str, row: dict[str, Any], number: Any, there: Mapping[str, Sequence[str]]
    ) -> None:
        """Merge an existing row: with --update, the last change of each field wins."""
        if table == "opportunity":
            self.met.add(number)
            self.is_alive_there += [number] if row["status"] != DELETED else []
        if not self.update:
            return
        if table == "criterion_met":
            own_key = json.dumps([row["opportunity_id"], row["criterion_id"]])
            here = self.mine.get((table, own_key), {})
            if merge_history.merge_criterion_met(self.unit, row, here, there):
                self.updated.add(row["opportunity_id"])
                self.bring(table, own_key, ("answer",), here, there)
        if table not in compare.UPDATED:
            return
        own = self.every[table].__key__
        keyed = (number,) if len(own) == 1 else tuple(row[name] for name in own)
        found: Any = self.unit.have(self.every[table], *keyed)
        key = key_of(self.every[table], values_of(found))
        former = getattr(found, "name", None)
        here = self.mine.get((table, key), {})
        taken, is_buried = dict[str, Any](), False  # buried: deleted with its deal
        if table in ("account", "priority", "experiment") and (
            row["uid"] < found.uid or found.uid in self.theirs.merged
        ):
            # Added in both stores independently: only one of the identities is kept.
            self.unit.change(found, uid=row["uid"])
        for group in compare.decided_apart(found, row, compare.column_groups(table, row)):
            differing = [name for name in group if getattr(found, name) != row[name]]
            if not differing:
                continue
            if "name_folded" in differing and compare.is_name_taken(self.unit, table, number, row):
                self.lost.append(compare.name_taken(table, found.name, row["name"]))
                continue
            mine = Side(self.told.portable(values_of(found), group), of_field(here, group))
            theirs = Side(self.told.portable(row, group), of_field(there, group))
            if table in compare.SET_UP and not (mine.instants or theirs.instants):
                continue  # each was set up by itself
            ends = None if is_taken_back(mine, theirs) else compare.final(table, found, row, group)
            verdict = decide(mine, theirs)
            if ends is not None:
                verdict = ends._replace(is_conflict=verdict.is_conflict)
                is_buried |= table == "opportunity" and ends.takes_theirs
            if table == "stage" and group == ("archived",):  # decided when all deals are there
                if verdict.takes_theirs:
                    self.stages.ended[number] = row["archived"]
                    self.ended[number] = (here, there)
                continue
            names = [name for name in differing if not name.endswith("_folded")]
            for name in names:
                values = (
                    self.told.named(name, getattr(found, name)),
                    self.told.named(name, row[name]),
                )
                self.told.tell(
                    table, name, found, values, mine, theirs, verdict, is_buried=is_buried
                )
            if verdict.takes_theirs:
                taken |= {name: row[name] for name in group}
                self.bring(table, key, group, here, there)
        if taken:
            self.take_over(table, found, taken, row)
        if former is not None:
            self.names.note(table, row, former, found.name)

    def take_over(
        self, table: str, found: Any, taken: Mapping[str, Any], row: Mapping[str, Any]
    ) -> None:
        """Change a row here to what the file has."""
        if table == "experiment" and not has_way(self.unit, found, taken):
            return
        self.unit.change(found, **taken)
        self.names.note_taken(table, found, taken)
        deal = found.id if table == "opportunity" else row.get("opportunity_id")
        if deal is not None:
            self.updated.add(deal)
        for past, owner in compare.OWNERS.items():
            if owner == table:
                self.set_up.add((past, found.id))

    def bring(
        self,
        table: str,
        key: str,
        fields: Iterable[str],
        here: Mapping[str, Sequence[str]],
        there: Mapping[str, Sequence[str]],
    ) -> None:
        """Keep the change times of the file's fields."""
        brought = self.unit.brought.setdefault(table, {}).setdefault(key, {})
        for field in (CREATED, *fields):
            chain = joined(here.get(field, ()), there.get(field, ()))
            if chain:
                brought[field] = chain

    def take_away(self, tables: Sequence[str]) -> None:
        """Delete what was deleted there: activities always, other rows if that was later."""
        for (table, key), fields in self.theirs.instants.items():
            gone = max(fields.get(GONE, ()), default="")
            if not gone or table not in tables:
                continue
            row = compare.known_by(self.unit, self.every[table], RULES[table].refers, self.ids, key)
            if row is None:
                continue
            own = key_of(self.every[table], values_of(row))
            here = self.mine.get((table, own), {})
            if is_there(table, compare.added_at(table, here), fields[GONE]):
                continue
            name = compare.name_of_gone(self.unit, table, row)
            if table in ("campaign", "persona", "experiment"):
                self.lost.append(compare.removed(table, name))
            else:
                mine, theirs = Side(name, of_field(here, ())), Side(None, frozenset([gone]))
                verdict = Verdict(takes_theirs=True, is_conflict=False)
                field = compare.FIELDS_OF_GONE.get(table, table)
                self.told.tell(table, field, row, (name, None), mine, theirs, verdict)
            if getattr(row, "opportunity_id", None) is not None:
                self.updated.add(row.opportunity_id)
            if table in compare.REMOVED_BY:
                compare.REMOVED_BY[table](self.unit, row.id)
            else:
                self.unit.delete(row)
            after = gone_key(table, own, values_of(row))
            self.unit.brought.setdefault(table, {})[after] = {GONE: [*fields[GONE]]}

    def add(self, table: str, row: dict[str, Any], number: int | None, key: str) -> None:
        """Add a new row with a number of this store."""
        deal = json.loads(key)[0] if table == "opportunity" else None
        if number is not None:
            row["id"] = self.ids[table][number] = self.number_for(table, number)
            self.made[table].add(row["id"])
        if table in COMPARED:
            there = self.theirs.of(table, key, deal)
            own = key_of(self.every[table], row)
            self.unit.brought.setdefault(table, {})[own] = {
                WHOLE: [],
                **{field: [*chain] for field, chain in there.items()},
            }
        if table == "opportunity":
            self.unique(row)
            if row["id"] != number and number is not None:
                self.renumbered[number] = row["id"]
        if (table, row.get("uid")) in self.undone and row.get("opportunity_id") not in self.new:
            self.lost.append(compare.came_again(self.unit, table, row))
        if table in compare.BEFORE_ADDING:
            self.lost += compare.BEFORE_ADDING[table](self.unit, row)
        if table == "stage" and not row["archived"]:
            self.lost += compare.give_a_name(self.unit, table, row)
            row["position"] = 1 + max((each.position for each in self.unit.all(Stage)), default=0)
        if table in (*NAMED, "sequence") and not row.get("archived"):
            wanted = dict(row)
            self.lost += compare.give_a_name(self.unit, table, row)
            self.names.note(table, wanted, None, row["name"])
        self.names.note_added(table, row)
        if table == "stage_visit" and row["won"]:
            self.paced.add(row["stage_id"])
        if table == "review":
            least = self.next["opportunity_history"] - 1
            row["history_mark"] = compare.marked(
                self.ids["opportunity_history"], row["history_mark"], least
            )
        if table == "setting":
            self.told.changes.append(compare.setting_came(row, self.theirs.of(table, key, None)))
        kind, by = self.every[table], RULES[table].key
        # A range of created rows must not contain rows that existed before.
        owner = (by or "").removesuffix("_id")
        if by == "id" or (by is not None and row[by] in self.made[owner]):
            self.loader.add(kind, **row)
        else:
            self.unit.add(kind(**row))

    def settle_values(self) -> None:
        """Merge the values of custom fields."""
        self.values.add_of_merged()
        self.told.changes += self.values.settle(self.new) if self.update else []
        self.lost += keep_choices(self.unit)

    def join_parents(self) -> None:
        """Set the parent that each deal had last, once all deals exist."""
        for number, (theirs, parent) in self.parents.items():
            child = self.unit.have(Opportunity, number)
            wanted = None if parent is None else self.ids["opportunity"].get(parent)
            if number in self.new or child.parent_id == wanted:
                self.unit.change(child, parent_id=wanted)
                continue
            key, group = f"[{number}]", ("parent_id",)
            here = self.mine.get(("opportunity", key), {})
            there = self.theirs.of("opportunity", f"[{theirs}]", theirs)
            mine = Side(compare.uid_of(self.unit, child.parent_id), of_field(here, group))
            other = Side(compare.uid_of(self.unit, wanted), of_field(there, group))
            verdict = decide(mine, other)
            titles = [
                None if each is None else self.unit.have(Opportunity, each).title
                for each in (child.parent_id, wanted)
            ]
            self.told.tell(
                "opportunity", "parent", child, (titles[0], titles[1]), mine, other, verdict
            )
            if verdict.takes_theirs:
                self.bring("opportunity", key, group, here, there)
                self.unit.change(child, parent_id=wanted)
                self.updated.add(number)

    def settle(self, opportunity: Opportunity) -> None:
        """Match next actions and history with each deal's state, the same in both stores."""
        number = opportunity.id
        if (action := merge_history.end_settled_action(self.unit, opportunity)) is not None:
            here = self.mine.get(("next_action", f"[{action.id}]"), {})
            self.bring("next_action", f"[{action.id}]", ("status",), here, here)
        merge_runs.settle(self.unit, opportunity)
        for table in compare.TOLD_IN_ORDER:
            kind, there = self.every[table], self.past_there.get((table, number), [])
            rows = merge_history.rows_of_deal(self.unit, kind, opportunity)
            before = [each.id for each in rows if each.id not in self.made[table]]
            merge_history.merge_rows_of_deal(self.unit, opportunity, kind, before, there)
        merge_history.append_current_state(self.unit, opportunity)

    def number_for(self, table: str, number: int) -> int:
        """Keep a row's number if it is free here: users know deals by their numbers."""
        if table == "opportunity" and number >= self.free_from:
            return number
        self.next[table] += 1
        return self.next[table] - 1

    def unique(self, row: dict[str, Any]) -> None:
        """Return a unique slug and key; the parent is set later."""
        free = compare.free_slug(row["slug"] or slug(row["title"]) or str(row["id"]), self.slugs)
        row["slug"] = free
        self.slugs.add(free)
        if row["key"] in self.keys:
            self.lost.append(compare.key_taken(self.unit, row))
            row["key"] = None
