"""When each deal changed last, in which of the columns that the CSV of deals has."""

import json
from collections import defaultdict

from pipectl.store.instants import instants
from pipectl.store.reader import Reader

DEALS_SQL = """
select
  id,
  uid,
  account_id,
  contact_id
from opportunity
"""

ACTIONS_SQL = """
select
  id,
  opportunity_id
from next_action
"""

# What follows from other rows, and stands in no cell that is read back.
FOLLOWS = ("pushes", "last_contact_on", "added_on", "slug", "key", "closing_note")
# What stands in several tables, by the names that an update of a deal has for it.
BESIDE = {"opportunity_tag": "tags", "next_action": "next_action"}


def latest(reader: Reader) -> dict[int, dict[str, str]]:
    """By deal, the last instant at which each column changed, as far as the journal knows."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    deal_of = {row[0]: row[1] for row in reader.rows(ACTIONS_SQL)}
    named: dict[tuple[str, int], str] = {}
    for (table, key), fields in instants(reader, undone=False).items():
        place = json.loads(key)[0]
        if table in ("account", "contact") and fields.get("name"):
            named[f"{table}_id", place] = max(fields["name"])
        elif table == "opportunity":
            for name, chain in fields.items():
                if name not in FOLLOWS:
                    found[place][name] = max(chain)
        elif table in BESIDE:
            deal = deal_of.get(place) if table == "next_action" else place
            at = max(instant for chain in fields.values() for instant in chain)
            if deal is not None:
                name = BESIDE[table]
                found[deal][name] = max(at, found[deal].get(name, ""))
    for deal, _uid, account, contact in reader.rows(DEALS_SQL):
        for column, number in (("account_id", account), ("contact_id", contact)):
            at = named.get((column, number), "")
            if at:
                found[deal][column] = max(at, found[deal].get(column, ""))
    return found


def newest(reader: Reader) -> dict[int, str]:
    """By deal, when it changed last in any column."""
    return {deal: max(each.values()) for deal, each in latest(reader).items() if each}


def numbers(reader: Reader) -> dict[str, int]:
    """The number of each deal by its uid."""
    return {row[1]: row[0] for row in reader.rows(DEALS_SQL)}
