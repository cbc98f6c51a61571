"""Merge the stages of two stores: match them, name them and order them."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipectl.errors import listed, quoted
from pipectl.export_format import CREATED
from pipectl.importing.rules.merge import Side, decide
from pipectl.importing.rules.native import Theirs
from pipectl.stages.actions import in_order, keep_setting, renumber, standing
from pipectl.store.change_times import Instants
from pipectl.store.rows import Opportunity, Stage
from pipectl.store.unit import Unit
from pipectl.vocabulary import CUSTOMER, SALES

PLACE = "position"


def counterparts(unit: Unit, theirs: Theirs, mine: Instants) -> dict[int, int]:
    """Return the number here of each stage of the file, matched by creation instant or name."""
    found: dict[int, int] = {}
    free = {each.id: each for each in unit.all(Stage)}
    rows = {row["id"]: row for row in theirs.stages if isinstance(row.get("id"), int)}

    def pair(is_same: Callable[[Stage, Mapping[str, Any]], bool]) -> None:
        for there, row in rows.items():
            fitting = [each for each in free.values() if is_same(each, row)]
            if there not in found and len(fitting) == 1:
                found[there] = fitting[0].id
                del free[found[there]]

    def is_renamed(stage: Stage, row: Mapping[str, Any]) -> bool:
        here = mine.get(("stage", f"[{stage.id}]"), {})
        there = theirs.of("stage", f"[{row['id']}]", None)
        if not here.get("name") and not there.get("name"):
            return False
        if here.get(CREATED) or there.get(CREATED):
            return sorted(here.get(CREATED, ())) == sorted(there.get(CREATED, ()))
        # A default stage still has its original number and definition.
        is_edited = here.get("definition") or there.get("definition")
        return stage.id == row["id"] and bool(is_edited or stage.definition == row["definition"])

    def is_named(stage: Stage, row: Mapping[str, Any]) -> bool:
        return stage.name_folded == row.get("name_folded")

    pair(is_renamed)
    pair(lambda stage, row: is_named(stage, row) and not stage.archived and not row["archived"])
    pair(lambda stage, row: is_named(stage, row) and stage.archived and bool(row["archived"]))
    pair(is_named)
    return found


class StageMerge:
    """Merges the stages after all rows are imported; `said` are the messages."""

    def __init__(
        self,
        unit: Unit,
        theirs: Theirs,
        mine: Instants,
        ids: Mapping[int, int],
        *,
        update: bool,
    ) -> None:
        self.unit, self.theirs, self.mine, self.ids = unit, theirs, mine, ids
        self.update, self.said = update, list[str]()
        self.ended: dict[int, bool] = {}  # what the file has newer of a stage being removed

    def settle(self, made: Sequence[int]) -> list[int]:
        """Remove or restore stages, and use the order that was changed last.

        `made` are the stages added from the file. Returns those of which `ended` was applied.
        """
        taken = [each for each, is_over in self.ended.items() if self.end(each, is_over=is_over)]
        self.use_again()
        self.sell_again()
        if self.update:
            self.put_in_order(made)
        else:
            self.said += [came(self.name(each), None) for each in made if not self.is_over(each)]
        stages = standing(self.unit)
        if stages != in_order(stages):
            renumber(self.unit, stages, stages)
        return taken

    def end(self, stage_id: int, *, is_over: bool) -> bool:
        """Remove or restore a stage as the other store did; one with open deals isn't removed."""
        stage = self.unit.have(Stage, stage_id)
        if is_over and self.standing_in(stage_id):
            self.said.append(
                f"The stage {quoted(stage.name)} was removed on the other machine, but stays "
                "here because it has open deals. To remove it: `pipectl stage remove "
                f"{shlex.quote(stage.name)} --to STAGE`, then import on the other machine."
            )
            return False
        others = [each for each in standing(self.unit) if each.id != stage_id]
        if (is_over and not others) or (not is_over and self.is_taken(stage, others)):
            return False
        self.set_over(stage, is_over=is_over)
        what = "removed" if is_over else "restored"
        self.said.append(
            f"The stage {quoted(stage.name)} was {what} here, as on the other machine."
        )
        return True

    def use_again(self) -> None:
        """Restore a removed stage that has an open deal."""
        for stage in self.unit.all(Stage, "archived order by id"):
            deals = self.standing_in(stage.id)
            if deals and not self.is_taken(stage, standing(self.unit)):
                self.set_over(stage, is_over=False)
                # Forget the removal here, so that a later removal there wins.
                brought = self.unit.brought.setdefault("stage", {})
                brought.setdefault(f"[{stage.id}]", {})["archived"] = []
                self.said.append(
                    f"The stage {quoted(stage.name)}, removed here, was restored because "
                    f"{deals[0].id} {quoted(deals[0].title)} is in it. To remove it: `pipectl "
                    f"stage remove {shlex.quote(stage.name)} --to STAGE`, then import on the "
                    "other machine."
                )

    def sell_again(self) -> None:
        """Let a customer stage that has an open deal be one for sales again."""
        for stage in self.unit.all(
            Stage, "kind = :kind and not archived order by id", kind=CUSTOMER
        ):
            if deals := self.standing_in(stage.id):
                self.unit.change(stage, kind=SALES)
                keep_setting(self.unit, stage)
                self.said.append(
                    f"The stage {quoted(stage.name)} is for sales, because {deals[0].id} "
                    f"{quoted(deals[0].title)} is open in it. To keep it for customers, close or "
                    f"move that deal, then: `pipectl stage edit {shlex.quote(stage.name)} --kind "
                    "customer`."
                )

    def set_over(self, stage: Stage, *, is_over: bool) -> None:
        """Remove a stage, or restore it at its former position."""
        rest = [each for each in standing(self.unit) if each.id != stage.id]
        self.unit.change(stage, archived=is_over)
        before = [each for each in rest if each.position < stage.position]
        behind = [each for each in rest if each.position >= stage.position]
        renumber(self.unit, [*before, *([] if is_over else [stage]), *behind], rest)

    def put_in_order(self, made: Sequence[int]) -> None:
        """Use the order that was changed last; put other stages next to their neighbors."""
        new = {*made}
        here = [each.id for each in standing(self.unit)]
        theirs = sorted(
            (row for row in self.theirs.stages if not row["archived"]), key=lambda row: row[PLACE]
        )
        there = [self.ids[row["id"]] for row in theirs if self.ids[row["id"]] in here]
        own = [each for each in here if each not in new]
        mine = Side(self.names(own), frozenset(at for each in own for at in self.placed(each)))
        other = Side(
            self.names(there), frozenset(at for row in theirs for at in self.placed_there(row))
        )
        verdict = decide(mine, other)
        order = joined(there, own) if verdict.takes_theirs else joined(own, there)
        if [each for each in order if each in own] != own:
            self.said.append(
                f"The stages now have the order of the other machine: {listed(self.names(order))}."
            )
        for each in made:
            if each in order:
                at = order.index(each)
                self.said.append(came(self.name(each), self.name(order[at - 1]) if at else ""))
        if order != here:
            stages = [self.unit.have(Stage, each) for each in order]
            renumber(self.unit, stages, standing(self.unit))
        if mine.value != other.value:
            self.bring()

    def bring(self) -> None:
        """Keep the change times that the positions have in either store."""
        rows = {self.ids[row["id"]]: row for row in self.theirs.stages}
        brought = self.unit.brought.setdefault("stage", {})
        for stage in self.unit.all(Stage):
            there = self.placed_there(rows[stage.id]) if stage.id in rows else ()
            chain = sorted({*self.placed(stage.id), *there})
            brought.setdefault(f"[{stage.id}]", {})[PLACE] = chain

    def placed(self, stage_id: int) -> Sequence[str]:
        """Return when a stage's position was set here."""
        return self.mine.get(("stage", f"[{stage_id}]"), {}).get(PLACE, ())

    def placed_there(self, row: Mapping[str, Any]) -> Sequence[str]:
        """Return when the position of a stage of the file was set."""
        return self.theirs.of("stage", f"[{row['id']}]", None).get(PLACE, ())

    def standing_in(self, stage_id: int) -> Sequence[Opportunity]:
        """Return the open deals in a stage."""
        return self.unit.all(
            Opportunity, "stage_id = :stage_id and status = 'open' order by id", stage_id=stage_id
        )

    def is_taken(self, stage: Stage, others: Sequence[Stage]) -> bool:
        """Return whether another stage in use has its name."""
        return any(each.name_folded == stage.name_folded for each in others if each is not stage)

    def is_over(self, stage_id: int) -> bool:
        """Return whether a stage is removed."""
        return self.unit.have(Stage, stage_id).archived

    def name(self, stage_id: int) -> str:
        """Return a stage's name."""
        return self.unit.have(Stage, stage_id).name

    def names(self, stages: Sequence[int]) -> list[str]:
        """Return the stages' names."""
        return [self.name(each) for each in stages]


def joined(first: Sequence[int], second: Sequence[int]) -> list[int]:
    """Add what only the second order has: after its predecessor, before its successor, or last."""
    order = list(first)
    for at, each in enumerate(second):
        if each in order:
            continue
        before = [one for one in second[:at] if one in order]
        behind = [one for one in second[at + 1 :] if one in order]
        if before:
            order.insert(order.index(before[-1]) + 1, each)
        else:
            order.insert(order.index(behind[0]) if behind else len(order), each)
    return order


def came(name: str, behind: str | None) -> str:
    """Return the message that a stage was added from the file, and where."""
    where = (
        "at the end"
        if behind is None
        else f"{f'after {quoted(behind)}' if behind else 'at the beginning'}"
    )
    return (
        f"Added the stage {quoted(name)} {where}. If you already have this stage under "
        f"another name: `pipectl stage remove STAGE --to {shlex.quote(name)}`."
    )
