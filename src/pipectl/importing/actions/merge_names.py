"""Match rows with a name in two stores, and keep right what refers to them by name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipectl.campaigns import actions as campaigns_actions
from pipectl.conditions.actions import key_of, rewritten_list
from pipectl.conditions.rules import FIELD, Renamed, rewritten
from pipectl.export_format import CREATED
from pipectl.importing.rules.native import NAMED, Theirs
from pipectl.people.rules.names import MergeResult
from pipectl.store.change_times import Instants
from pipectl.store.row import Row
from pipectl.store.rows import FitCriterion, Opportunity, Segment, SegmentHistory
from pipectl.store.unit import Unit
from pipectl.text import fold

# The tables whose rows are named by conditions, and what these call them.
RENAMABLE = {
    "custom_field": FIELD,
    "campaign": "campaign",
    "account": "account",
    "contact": "contact",
    "stage": "stage",
}
WITH_CONDITIONS = ("segment", "segment_history", "fit_criterion")
# What two rows must share to be one.
SAME = {"custom_field": ("owner", "type")}
OTHERS_SQL = """
select
  {owner}
from {table}
where name_folded = :name and {in_use}
"""


def counterparts(
    unit: Unit, table: str, kind: type[Row], theirs: Theirs, mine: Instants
) -> dict[int, int]:
    """Return the number here of each row of the file, matched by creation instant or name."""
    found: dict[int, int] = {}
    free: dict[int, Any] = {each.id: each for each in unit.all(kind)}  # type: ignore[attr-defined]
    rows = {row["id"]: row for row in theirs.named.get(table, ()) if isinstance(row.get("id"), int)}

    def pair(is_same: Callable[[Any, Mapping[str, Any]], bool]) -> None:
        for there, row in rows.items():
            alike = [
                each
                for each in free.values()
                if all(getattr(each, name) == row.get(name) for name in SAME.get(table, ()))
                and is_same(each, row)
            ]
            if there not in found and len(alike) == 1:
                found[there] = alike[0].id
                del free[found[there]]

    def is_renamed(here: Any, row: Mapping[str, Any]) -> bool:
        own = mine.get((table, f"[{here.id}]"), {})
        there = theirs.of(table, f"[{row['id']}]", None)
        if not (own.get("name") or there.get("name")) or not own.get(CREATED):
            return False
        return sorted(own[CREATED]) == sorted(there.get(CREATED, ()))

    def is_named(here: Any, row: Mapping[str, Any]) -> bool:
        return bool(here.name_folded == fold(str(row.get("name"))))

    def is_archived(row: Any) -> bool:
        return bool(row.get("archived") if isinstance(row, Mapping) else row.archived)

    pair(is_renamed)
    if SAME.get(table):
        pair(lambda here, row: is_named(here, row) and is_archived(here) == is_archived(row))
    pair(is_named)
    return found


def every_counterpart(
    unit: Unit, every: Mapping[str, type[Row]], theirs: Theirs, mine: Instants
) -> dict[str, dict[int, int]]:
    """Return the numbers here of the file's rows, of every table whose rows have a name."""
    return {table: counterparts(unit, table, every[table], theirs, mine) for table in NAMED}


class NameMerge:
    """The names that rows had here and in the file, where another one is kept."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.here: list[Renamed] = []
        self.there: list[Renamed] = []
        self.from_file: set[tuple[str, int]] = set()  # rows with conditions as the file has them

    def note(self, table: str, row: Mapping[str, Any], former: str | None, kept: str) -> None:
        """Note the name that is kept of a row, which was called `former` here, if it was here."""
        if table not in RENAMABLE:
            return
        owner = str(row.get("owner", ""))
        if former is not None and former != kept:
            renamed = Renamed(RENAMABLE[table], former, kept, owner)
            self.here.append(renamed)
            if table == "campaign":
                self.rename_in_deals(renamed)
        if row["name"] != kept:
            self.there.append(Renamed(RENAMABLE[table], row["name"], kept, owner))

    def note_merged(self, found: Iterable[MergeResult]) -> None:
        """Note who was merged here, as on the other machine."""
        self.here += [Renamed(each.kind, each.merged, each.name) for each in found]

    def note_gone(self, table: str, name: str, kept: Any) -> None:
        """Note someone in the file who was merged into another one here."""
        self.there.append(Renamed(RENAMABLE[table], name, kept.name))

    def note_added(self, table: str, row: Mapping[str, Any]) -> None:
        """Note a new row with conditions of the file."""
        if table in WITH_CONDITIONS:
            self.from_file.add((table, row["id"]))

    def note_taken(self, table: str, row: Any, taken: Mapping[str, Any]) -> None:
        """Note a row here that gets the file's conditions."""
        if "conditions" in taken or (table == FitCriterion.__table__ and "condition" in taken):
            self.from_file.add((table, row.id))

    def rename_in_deals(self, renamed: Renamed) -> None:
        """Let the deals here name a campaign as it is called from now on."""
        for deal in campaigns_actions.deals_named(self.unit, renamed.former):
            self.unit.change(deal, campaign=renamed.name)

    def translated(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row of the file with the names that are kept, where it's known by them."""
        if table == Opportunity.__table__ and row["campaign"] is not None:
            for each in self.there:
                if each.kind == "campaign" and fold(each.former) == fold(row["campaign"]):
                    return row | {"campaign": each.name}
        if table == FitCriterion.__table__:
            self.rewrite_criteria()
            for each in self.there:
                key = key_of(row["field_folded"], each)
                row = row | {"field_folded": key, "condition": rewritten(row["condition"], each)}
        return row

    def rewrite_criteria(self) -> None:
        """Let the criteria of the ideal customer use the names that are kept."""
        for row in self.unit.all(FitCriterion):
            key, condition = row.field_folded, row.condition
            for each in self.changes_of(row):
                key, condition = key_of(key, each), rewritten(condition, self.whole(each))
            self.unit.change(row, field_folded=key, condition=condition)

    def settle(self) -> None:
        """Let all conditions use the names that are kept."""
        for segment in self.unit.all(Segment):
            self.unit.change(segment, conditions=self.settled(segment))
        for former in self.unit.all(SegmentHistory):
            self.unit.change(former, conditions=self.settled(former))
        self.rewrite_criteria()

    def settled(self, row: Segment | SegmentHistory) -> str:
        """Return the conditions of a segment with the names that are kept."""
        conditions = row.conditions
        for each in self.changes_of(row):
            conditions = rewritten_list(conditions, self.whole(each))
        return conditions

    def changes_of(self, row: Segment | SegmentHistory | FitCriterion) -> list[Renamed]:
        """Return the names that are kept instead of those that a row may have."""
        return self.there if (row.__table__, row.id) in self.from_file else self.here

    def whole(self, renamed: Renamed) -> Renamed:
        """Return a change of a name with what else has the former and the new one by now."""
        table = next(name for name, kind in RENAMABLE.items() if kind == renamed.kind)
        is_kept = bool(self.named(table, renamed.former) - {renamed.owner})
        is_shared = table == "custom_field" and bool(
            self.named(table, renamed.name) - {renamed.owner}
        )
        if table != "custom_field":
            is_kept = bool(self.named(table, renamed.former))
        return renamed._replace(is_kept=is_kept, is_shared=is_shared)

    def named(self, table: str, name: str) -> set[str]:
        """Return what the rows in use of that name belong to."""
        is_field = table == "custom_field"
        sql = OTHERS_SQL.format(
            owner="owner" if is_field else "''",
            table=table,
            in_use="not archived" if is_field else "true",
        )
        return {str(row[0]) for row in self.unit.rows(sql, name=fold(name))}
