"""Add, change and remove fields, and set their values."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipectl.clock import recorded_after
from pipectl.conditions import actions as conditions_actions
from pipectl.conditions.actions import NamedValue
from pipectl.conditions.rules import FIELD, Renamed
from pipectl.errors import RefusedError, UsageError, for_shell, listed, quoted
from pipectl.fields.rules import OWNER_COLUMNS, check_choices, check_name
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import as_instant
from pipectl.store.removed import in_use
from pipectl.store.rows import CustomField, FieldValue, FitCriterion
from pipectl.store.unit import Unit
from pipectl.text import fold


def add_field(unit: Unit, name: str, owner: str, kind: str, choices: Sequence[str]) -> CustomField:
    """Add a field; one of that name that was removed comes back with its values."""
    checked, offered = check_name(name), stored_choices(check_choices(choices))
    known = unit.find(CustomField, owner=owner, name_folded=fold(checked), archived=False)
    if known is not None:
        if (known.type, known.choices) == (kind, offered):
            return known
        raise RefusedError(
            f"The field {quoted(known.name)} already exists, of type {known.type}.",
            hint=f"Change it with `pipectl field edit {for_shell(known.name)}`, or choose another"
            " name.",
        )
    removed = unit.first(
        CustomField,
        "owner = :owner and name_folded = :name and type = :kind and archived order by id desc",
        owner=owner,
        name=fold(checked),
        kind=kind,
    )
    name_owner_in_conditions(unit, owner, checked)
    if removed is not None:
        return unit.change(removed, name=checked, choices=offered, archived=False)
    return unit.add(
        CustomField(
            owner=owner, name=checked, name_folded=fold(checked), type=kind, choices=offered
        )
    )


def stored_choices(choices: Sequence[str]) -> str | None:
    """The choices as stored; None without any."""
    return json.dumps(list(choices), ensure_ascii=False) if choices else None


def edit_field(
    unit: Unit, number: int, name: str | None = None, choices: Sequence[str] | None = None
) -> CustomField:
    """Rename a field, or replace its choices; raise RefusedError for a choice that is in use.

    A choice is in use if it is a value, or a condition of a segment or criterion names it.
    """
    field = in_use(unit, CustomField, number)
    if name is not None:
        checked = check_name(name)
        other = unit.find(CustomField, owner=field.owner, name_folded=fold(checked), archived=False)
        if other is not None and other.id != number:
            raise RefusedError(
                f"The field {quoted(other.name)} already exists.", hint="Choose another name."
            )
        rename_in_conditions(unit, field, checked)
        unit.change(field, name=checked, name_folded=fold(checked))
    if choices is not None:
        if field.type != "choice":
            raise UsageError(
                f"{field.name} is of type {field.type} and has no choices.",
                hint="Only a field of type choice has choices.",
            )
        offered = check_choices(choices)
        check_unused(unit, field, offered)
        check_unnamed(unit, field, offered)
        unit.change(field, choices=stored_choices(offered))
    return field


def rename_in_conditions(unit: Unit, field: CustomField, name: str) -> None:
    """Let stored conditions use the new name of a field.

    Where a field of the same name is left, a condition without what has the field meant that one.
    """
    renamed = Renamed(
        FIELD,
        field.name,
        name,
        field.owner,
        is_kept=bool(others(unit, field.owner, field.name)),
        is_shared=bool(others(unit, field.owner, name)),
    )
    conditions_actions.rewrite(unit, renamed)


def name_owner_in_conditions(unit: Unit, owner: str, name: str) -> None:
    """Let stored conditions say what has a field, before another one gets its name."""
    for each in others(unit, owner, name):
        renamed = Renamed(FIELD, each.name, each.name, each.owner, is_shared=True)
        conditions_actions.rewrite(unit, renamed)


def others(unit: Unit, owner: str, name: str) -> Sequence[CustomField]:
    """The fields in use of that name that something else has."""
    where = "name_folded = :name and not archived and owner <> :owner"
    return unit.all(CustomField, where, name=fold(name), owner=owner)


def criterion_on(unit: Unit, field: CustomField) -> FitCriterion | None:
    """Return the criterion of the ideal customer on a field."""
    return unit.find(FitCriterion, field_folded=fold(f"{field.owner}.{field.name}"))


def check_unused(unit: Unit, field: CustomField, offered: Sequence[str]) -> None:
    """Raise RefusedError if a present value isn't among the choices."""
    used = {value for value in present(unit, field.id).values() if value is not None}
    left = sorted(used - set(offered))
    if left:
        raise RefusedError(
            f"{quoted(left[0])} is still a value of {field.name}.",
            hint="Keep this choice, or change these values first:"
            f" `pipectl list --all --where {for_shell(f'{field.name}={left[0]}')}`.",
        )


def check_unnamed(unit: Unit, field: CustomField, offered: Sequence[str]) -> None:
    """Raise RefusedError if a stored condition names a choice that isn't offered any more."""
    there = {fold(each) for each in json.loads(field.choices or "[]")} - {*map(fold, offered)}
    for each in values_named(unit, field):
        if fold(each.value) not in there:
            continue
        if each.segment is None:
            raise RefusedError(
                f"{quoted(each.value)} is in a criterion of your ideal customer.",
                hint="Keep this choice, or change the criterion first:"
                f" `pipectl icp set {for_shell(f'{field.owner}.{field.name}=VALUE')}`.",
            )
        raise RefusedError(
            f"{quoted(each.value)} is in a condition of the segment {quoted(each.segment)}.",
            hint="Keep this choice, or change the condition first:"
            f" `pipectl segment edit {for_shell(each.segment)} --where CONDITION`.",
        )


def values_named(unit: Unit, field: CustomField) -> list[NamedValue]:
    """Return the values of a field that stored conditions name."""
    is_alone = not others(unit, field.owner, field.name)
    found = conditions_actions.values_named(unit, field.owner, field.name, is_alone=is_alone)
    return list(found)


def present(unit: Unit, field_id: int) -> dict[tuple[int | None, ...], str | None]:
    """The present value of each row that has or had one."""
    rows = unit.all(FieldValue, "field_id = :field order by recorded_at, id", field=field_id)
    return {(row.opportunity_id, row.account_id, row.contact_id): row.value for row in rows}


def remove_field(unit: Unit, number: int) -> CustomField:
    """Remove a field; its values stay.

    Raises RefusedError if a criterion of the ideal customer or a segment needs it.
    """
    field = in_use(unit, CustomField, number)
    if criterion_on(unit, field) is not None:
        raise RefusedError(
            f"{quoted(field.name)} is a criterion of your ideal customer.",
            hint="Remove that first: `pipectl icp remove"
            f" {for_shell(f'{field.owner}.{field.name}')}`.",
        )
    check_segments(unit, field)
    return unit.change(field, archived=True)


def check_segments(unit: Unit, field: CustomField) -> None:
    """Raise RefusedError if a segment has a condition on a field."""
    is_alone = not others(unit, field.owner, field.name)
    found = conditions_actions.segments_on(unit, field.owner, field.name, is_alone=is_alone)
    if found:
        segments = f"segment{'s' if len(found) > 1 else ''} {listed(map(quoted, found))}"
        raise RefusedError(
            f"The {segments} {'have' if len(found) > 1 else 'has'} a condition on"
            f" {quoted(field.name)}.",
            hint=f"Change that first: `pipectl segment edit {for_shell(found[0])} --where"
            f" CONDITION`, or `pipectl segment remove {for_shell(found[0])}`.",
        )


LAST_SQL = """
select
  value,
  recorded_at
from field_value
where field_id = :field and {owner} = :row
order by recorded_at desc, id desc
limit 1
"""


class LastValue(NamedTuple):
    """The present value of a field of something, and when it was recorded; None if it never was."""

    value: str | None
    at: datetime | None


def last_value(unit: Unit, owner: str, row: int, field: int) -> LastValue:
    """Return the present value of a field of a deal, an account or a contact."""
    found = unit.rows(LAST_SQL.format(owner=OWNER_COLUMNS[owner]), field=field, row=row)
    return LastValue(found[0][0], as_instant(found[0][1])) if found else LastValue(None, None)


def set_values(unit: Unit, owner: str, row: int, values: Mapping[int, str | None]) -> None:
    """Set the values of a deal, an account or a contact; None clears one.

    Raises RefusedError if another command removed the field, or the choice that the value is.
    """
    for number, value in values.items():
        field = in_use(unit, CustomField, number)
        if value is not None and field.choices and value not in json.loads(field.choices):
            raise RefusedError(
                f"{quoted(value)} is no longer a choice of {field.name}, so nothing was stored.",
                hint="See `pipectl field list`.",
            )
        append_value(unit, owner, row, number, value)


def append_value(unit: Unit, owner: str, row: int, field: int, value: str | None) -> None:
    """Let a value be the present one."""
    last = last_value(unit, owner, row, field)
    if last.value != value:
        unit.add(
            FieldValue(
                field_id=field,
                value=value,
                recorded_at=recorded_after(unit.moment, last.at),
                recorded_on=unit.moment.today,
                **{OWNER_COLUMNS[owner]: row},
            )
        )
