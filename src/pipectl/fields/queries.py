"""Which fields are there, and which values do they have?"""

import json
from collections.abc import Mapping, Sequence

from pipectl.fields.rules import OWNER_COLUMNS, FieldDefinition
from pipectl.store.reader import Reader, chunks

FIELDS_SQL = """
select
  id,
  owner,
  name,
  type,
  choices
from custom_field
where archived = false
order by owner = 'contact', owner = 'account', id
"""

VALUES_SQL = """
select
  v.{owner},
  v.field_id,
  v.value
from field_value as v
join custom_field as f on f.id = v.field_id
where f.archived = false and {where}
order by v.recorded_at, v.id
"""


def fields(reader: Reader, owner: str | None = None) -> list[FieldDefinition]:
    """The fields in use: those of deals first."""
    found = [
        FieldDefinition(row[0], row[1], row[2], row[3], choices_of(row[4]))
        for row in reader.rows(FIELDS_SQL)
    ]
    return [each for each in found if owner is None or each.owner == owner]


def choices_of(stored: str | None) -> tuple[str, ...]:
    """The choices of a field as stored; none where they can't be read."""
    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


def values_of(
    reader: Reader, owner: str, ids: Sequence[int] | None = None
) -> dict[int, dict[int, str]]:
    """The present values of these deals, accounts or contacts (default: all), by row and field."""
    column = OWNER_COLUMNS[owner]
    every = [(f"v.{column} is not null", {})] if ids is None else chunks(f"v.{column}", ids)
    found: dict[int, dict[int, str]] = {}
    for where, values in every:
        for row, field, value in reader.rows(VALUES_SQL.format(owner=column, where=where), values):
            if value is None:
                found.get(row, {}).pop(field, None)
            else:
                found.setdefault(row, {})[field] = value
    return found


OF_DEAL_SQL = """
select
  account_id,
  contact_id
from opportunity
where id = :id
"""


def of_deal(reader: Reader, number: int) -> list[tuple[FieldDefinition, str | None]]:
    """The fields that speak for a deal, its account's and its main contact's included."""
    every = fields(reader)
    if not every:
        return []
    account, contact = reader.rows(OF_DEAL_SQL, {"id": number})[0]
    ids = {"deal": number, "account": account, "contact": contact}
    known: dict[str, Mapping[int, str]] = {
        owner: values_of(reader, owner, [at]).get(at, {})
        for owner, at in ids.items()
        if at is not None
    }
    return [(each, known.get(each.owner, {}).get(each.id)) for each in every]


def with_values(
    reader: Reader, owner: str, ids: Sequence[int] | None = None
) -> tuple[list[FieldDefinition], dict[int, dict[int, str]]]:
    """The fields of deals, accounts or contacts with the values of these rows (default: all)."""
    found = fields(reader, owner)
    return found, values_of(reader, owner, ids) if found else {}
