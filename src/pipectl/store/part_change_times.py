"""Find when each part of each deal changed, for the CSV of deals."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from pipectl.deal_parts import LENGTH, PARTS, own_part
from pipectl.export_format import BACK, CREATED
from pipectl.named_tuple import NamedTuple
from pipectl.store.change_times import instants, loaded, of_field
from pipectl.store.reader import DamagedValueError, Reader, optional_date

DEALS_SQL = """
select
  d.id,
  d.uid,
  d.title,
  d.status,
  d.currency,
  d.stage_id,
  s.name,
  d.close_on,
  d.account_id,
  d.contact_id
from opportunity as d
join stage as s on s.id = d.stage_id
"""

ACTIONS_SQL = """
select
  id,
  opportunity_id
from next_action
"""

DONE_SQL = """
select
  opportunity_id,
  text_folded
from next_action
where status = 'done'
"""

OWN_VALUES_SQL = """
select
  v.opportunity_id,
  f.name,
  v.recorded_at
from field_value as v
join custom_field as f on f.id = v.field_id
where v.opportunity_id is not null and not f.archived
"""

UNDONE_VALUES_SQL = """
select
  r.after,
  o.at
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = 'field_value' and r.before is null and o.state <> 'done'
"""

OWN_FIELDS_SQL = """
select
  id,
  name
from custom_field
where owner = 'deal' and not archived
"""

# What stands in several tables, by the part that it is of a deal.
BESIDE = {"opportunity_tag": "tags", "next_action": "next"}


class Standing(NamedTuple):
    """A deal's present state, which replaces cells of a row."""

    number: int
    title: str
    status: str
    currency: str
    stage_id: int
    stage: str
    close_on: date | None


# Of a deal, all instants at which it came or a part of it changed.
Changed = dict[str, frozenset[str]]


def changed(reader: Reader, unread: set[int] | None = None) -> dict[int, Changed]:
    """Return when each part of each deal changed, as far as the journal knows.

    `unread` is as in `instants`.
    """
    deal_of = {row[0]: row[1] for row in reader.rows(ACTIONS_SQL)}
    named: dict[tuple[str, int], frozenset[str]] = {}
    own: dict[int, Mapping[str, tuple[str, ...]]] = {}
    beside: dict[tuple[int, str], set[str]] = defaultdict(set)
    for (table, key), fields in instants(reader, unread=unread).items():
        place = json.loads(key)[0]
        if table in ("account", "contact"):
            named[table, place] = frozenset(fields.get("name", ()))
        elif table == "opportunity":
            own[place] = fields
        elif table in BESIDE:
            deal = deal_of.get(place) if table == "next_action" else place
            if deal is not None:
                beside[deal, BESIDE[table]].update(*fields.values())
    own_values = own_values_changed(reader, unread)
    found: dict[int, Changed] = {}
    for deal, *_, account, contact in reader.rows(DEALS_SQL):
        mine = own.get(deal, {})
        each = {part: of_field(mine, columns) for part, columns in PARTS.items()}
        each[CREATED] = of_field(mine, ())
        for part, number in (("account", account), ("contact", contact)):
            each[part] |= named.get((part, number), frozenset())
        for part in BESIDE.values():
            each[part] |= beside.get((deal, part), set())
        parts = own_values.get(deal, {})
        found[deal] = each | {part: each[CREATED] | at for part, at in parts.items()}
    return found


def own_values_changed(
    reader: Reader, unread: set[int] | None = None
) -> dict[int, dict[str, set[str]]]:
    """Return when the values of the custom fields of each deal were set, undone ones too."""
    names = {row[0]: row[1] for row in reader.rows(OWN_FIELDS_SQL)}
    if not names:
        return {}
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for deal, name, at in reader.rows(OWN_VALUES_SQL):
        found[deal][own_part(name)].add(at)
    for after, at in reader.rows(UNDONE_VALUES_SQL):
        try:
            row = loaded(after) or {}
        except DamagedValueError:
            if unread is None:
                raise
            continue  # its operation is in `unread`
        if row.get("opportunity_id") is not None and row.get("field_id") in names:
            part = own_part(names[row["field_id"]])
            found[row["opportunity_id"]][part].add(at + BACK)
    return found


def newest(found: Changed) -> str:
    """Return when a deal changed last in any part that still counts; empty if nobody knows."""
    return max(
        (at[:LENGTH] for each in found.values() for at in each if BACK not in at), default=""
    )


def standing(reader: Reader) -> dict[str, Standing]:
    """Return each deal's present state by its uid."""
    return {
        uid: Standing(number, title, status, currency, stage_id, stage, optional_date(close_on))
        for number, uid, title, status, currency, stage_id, stage, close_on, *_ in reader.rows(
            DEALS_SQL
        )
    }


def completed(reader: Reader) -> dict[int, frozenset[str]]:
    """Return the completed next actions of each deal, folded."""
    found: dict[int, set[str]] = defaultdict(set)
    for deal, text in reader.rows(DONE_SQL):
        found[deal].add(text)
    return {deal: frozenset(each) for deal, each in found.items()}
