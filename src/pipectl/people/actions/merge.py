"""Merge two accounts, or two contacts, that are the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pipectl.conditions import actions as conditions_actions
from pipectl.conditions.rules import Renamed
from pipectl.errors import UsageError, quoted
from pipectl.fields.actions import append_value
from pipectl.fields.rules import FieldDefinition
from pipectl.people.actions import edit, roles
from pipectl.people.rules.names import MergeResult
from pipectl.sequence_runs import actions as runs
from pipectl.store.references import references as references_of_tables
from pipectl.store.row import Row, values_of
from pipectl.store.rows import (
    KINDS,
    Account,
    Contact,
    ContactPersona,
    CustomField,
    ExternalAccount,
    ExternalContact,
    FieldValue,
    Opportunity,
    Persona,
)
from pipectl.store.unit import Unit
from pipectl.text import MOST_NOTE

# The source of the external identifier that says into which row one was merged: its uid. So an
# import from another machine, which still has both, finds the one that is left.
MERGED = "merged"
OF: Mapping[str, tuple[type[Account] | type[Contact], type[Row], str]] = {
    "account": (Account, ExternalAccount, "account_id"),
    "contact": (Contact, ExternalContact, "contact_id"),
}
# What an account or contact has of its own, and the references that are taken like these.
OWN = {
    "account": ("email", "phone", "every"),
    "contact": ("account_id", "title", "email", "phone", "every"),
}


def merge(
    unit: Unit, kind: str, source: int, target: int, *, is_elsewhere: bool = False
) -> MergeResult:
    """Move everything from one account or contact to another, then delete it.

    The target keeps its values and gets those that it doesn't have; both notes are kept. Raises
    UsageError for one and the same.
    """
    table, external, _ = OF[kind]
    gone: Any = unit.have(table, source)
    kept: Any = unit.have(table, target)
    if source == target:
        raise UsageError(
            f"{quoted(kept.name)} can't be merged into itself.", hint=f"Name two {kind}s."
        )
    unit.defer_foreign_keys()
    if kind == "contact":
        end_doubled_roles(unit, gone, kept)
        runs.end_doubled(unit, source, target)
    values, lost = move_values(unit, kind, source, target, is_elsewhere=is_elsewhere)
    persona = persona_left(unit, source, target) if kind == "contact" else {}
    moved = Counter({"field_value": values} if values else {})
    for place, column in references(kind):
        moved[place] += move(unit, KINDS[place], column, source, target)
    taken, dropped = take_own(unit, kind, gone, kept)
    if not is_elsewhere:
        rename_in_conditions(unit, kind, gone, kept.name)
    unit.delete(gone)
    if unit.get(external, MERGED, gone.uid) is None:
        unit.add(external(source=MERGED, identifier=gone.uid, **{OF[kind][2]: target}))
    return MergeResult(
        kind,
        target,
        kept.name,
        gone.name,
        +moved,
        taken,
        dropped | persona,
        values_left(unit, lost),
    )


def rename_in_conditions(unit: Unit, kind: str, gone: Account | Contact, name: str) -> None:
    """Let stored conditions name the one that stays."""
    if isinstance(gone, Contact):
        edit.rename_in_conditions(unit, gone, name)
    else:
        conditions_actions.rewrite(unit, Renamed(kind, gone.name, name))


def merged_into(unit: Unit, table: str, row: Mapping[str, Any]) -> int | None:
    """Return the number of the one into which an account or contact was merged, if it was."""
    if table not in OF:
        return None
    _, external, column = OF[table]
    found: Any = unit.get(external, MERGED, row["uid"])
    return None if found is None else int(getattr(found, column))


def merge_as_elsewhere(unit: Unit) -> Iterator[MergeResult]:
    """Merge those who are still here and, as an import said, were merged on another machine.

    Stored conditions stay as they are.
    """
    for kind in ("contact", "account"):
        table, external, column = OF[kind]
        rows: list[Any] = unit.all(external, "source = :merged", merged=MERGED)
        for row in rows:
            here = unit.find(table, uid=row.identifier)
            if here is not None and here.id != getattr(row, column):
                yield merge(unit, kind, here.id, getattr(row, column), is_elsewhere=True)


def references(kind: str) -> Iterator[tuple[str, str]]:
    """Yield every table and column that refers to accounts or contacts, but fields' values."""
    store = references_of_tables()
    for table in KINDS:
        if table != FieldValue.__table__:
            yield from ((table, column) for column, other in store[table] if other == kind)


def move(unit: Unit, kind: type[Row], column: str, source: int, target: int) -> int:
    """Let the rows that refer to the source refer to the target; return how many."""
    rows: list[Any] = unit.all(kind, f"{column} = :source", source=source)
    if column in kind.__key__:
        return sum(move_key(unit, row, column, target) for row in rows)
    for row in rows:
        unit.change(row, **{column: target})
    return len(rows)


def move_key(unit: Unit, row: Row, column: str, target: int) -> bool:
    """Give a row another key, unless there is a row with that key, which stays; return whether."""
    values = values_of(row) | {column: target}
    kind = type(row)
    unit.delete(row)
    if unit.get(kind, *(values[name] for name in kind.__key__)) is not None:
        return False
    unit.add(kind(**values))
    return True


def persona_left(unit: Unit, source: int, target: int) -> dict[str, str]:
    """Return the persona of a contact who goes, if the one who stays has another."""
    there, here = unit.get(ContactPersona, source), unit.get(ContactPersona, target)
    if there is None or here is None or there.persona_id == here.persona_id:
        return {}
    return {"persona": unit.have(Persona, there.persona_id).name}


def end_doubled_roles(unit: Unit, gone: Contact, kept: Contact) -> None:
    """End the roles of a contact in deals in which the other one has a role, too."""
    for deal in unit.all(
        Opportunity,
        "id in (select opportunity_id from contact_role where contact_id = :gone"
        " and ended_on is null)",
        gone=gone.id,
    ):
        if roles.current_role(unit, deal, kept) is not None:
            roles.end(unit, deal, gone)


def move_values(
    unit: Unit, kind: str, source: int, target: int, *, is_elsewhere: bool
) -> tuple[int, dict[int, str]]:
    """Move the values of fields that the target doesn't have.

    Return how many fields, and the present values of the source that aren't kept, by field. Of a
    field that the target has had, a present value of the source is set anew if the target's is
    empty; otherwise the target's stays. What was merged elsewhere was set anew there.
    """
    column = OF[kind][2]
    theirs = values_by_field(unit, column, source)
    mine = values_by_field(unit, column, target)
    count, lost = 0, {}
    for field, rows in theirs.items():
        here, there = mine.get(field, []), rows[-1].value
        if not here:
            for row in rows:
                move_value(unit, row, column, target)
            count += 1
            continue
        if here[-1].value is None and there is not None and not is_elsewhere:
            append_value(unit, kind, target, field, there)
            count += 1
        elif there is not None and there != here[-1].value:
            lost[field] = there
        for row in rows:
            unit.delete(row)
    return count, lost


def values_left(unit: Unit, lost: Mapping[int, str]) -> tuple[tuple[FieldDefinition, str], ...]:
    """Return the values that aren't kept, of fields in use."""
    return tuple(
        (FieldDefinition(each.id, each.owner, each.name, each.type), lost[each.id])
        for each in (unit.have(CustomField, field) for field in sorted(lost))
        if not each.archived
    )


def move_value(unit: Unit, row: Any, column: str, target: int) -> None:
    """Let a value be the target's."""
    unit.change(row, **{column: target})


def values_by_field(unit: Unit, column: str, number: int) -> dict[int, list[FieldValue]]:
    """Return the values of an account's or contact's fields, the present one last."""
    found: dict[int, list[FieldValue]] = {}
    where = f"{column} = :number order by recorded_at, id"
    for row in unit.all(FieldValue, where, number=number):
        found.setdefault(row.field_id, []).append(row)
    return found


def take_own(unit: Unit, kind: str, gone: Any, kept: Any) -> tuple[tuple[str, ...], dict[str, str]]:
    """Give the one that stays what it lacks; return what it took, and what isn't kept."""
    taken: dict[str, Any] = {}
    dropped: dict[str, str] = {}
    for column in OWN[kind]:
        there, here = getattr(gone, column), getattr(kept, column)
        if there is None or there == here:
            continue
        if here is None:
            taken[column] = there
        else:
            dropped[column.removesuffix("_id")] = said(unit, column, there)
    note = joined(gone.note, kept.note)
    if note != kept.note:
        taken["note"] = note
    elif gone.note is not None and gone.note not in (kept.note or ""):
        dropped["note"] = gone.note
    unit.change(kept, **taken)
    return tuple(column.removesuffix("_id") for column in taken), dropped


def said(unit: Unit, column: str, value: Any) -> str:
    """Return a value that isn't kept in words: the name of an account."""
    return unit.have(Account, value).name if column == "account_id" else str(value)


def joined(there: str | None, here: str | None) -> str | None:
    """Return both notes, the one that stays first; only that one if both are too long."""
    if there is None or here is None or there in here:
        return here if there is None else there if here is None else here
    both = f"{here}\n\n{there}"
    return both if len(both.encode()) <= MOST_NOTE else here
