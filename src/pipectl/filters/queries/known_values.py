"""The values of `--where` that nothing has: a slip, or something that isn't there yet."""

from collections.abc import Sequence

from pipectl.conditions.rules import alternatives
from pipectl.errors import listed, quoted
from pipectl.filters.queries import Source, source_named
from pipectl.filters.queries.own_fields import own_fields_by_name
from pipectl.filters.rules import Condition
from pipectl.store.reader import Reader, as_text
from pipectl.text import fold, meant

MOST_NAMED = 12

# Where the values of each name are; whatever exists is known, also without a deal that has it.
DEALS_SQL = """
select distinct
  {column}
from opportunity
where {column} is not null and status <> 'deleted'
"""
FROM_DEALS = {name: DEALS_SQL.format(column=name) for name in ("source", "currency", "competitor")}
VALUES_SQL = {
    **FROM_DEALS,
    "account": "select name from account",
    "contact": "select name from contact",
    "campaign": f"select name from campaign union {DEALS_SQL.format(column='campaign')}",
    "reason": f"select text from reason union {DEALS_SQL.format(column='reason')}",
    "tag": "select distinct tag from opportunity_tag",
    "owner": "select distinct owner from opportunity where owner <> ''",
}
FIELD_VALUES_SQL = """
select distinct
  value
from field_value
where field_id = :field and value is not null
"""


def unknown_values(reader: Reader, conditions: Sequence[Condition]) -> list[str]:
    """What to say of each value of `=` or `!=` that nothing has, with the nearest one."""
    return [
        said
        for condition in conditions
        if condition.operator in ("=", "!=") and condition.value
        for said in unknown_in(reader, condition)
    ]


def unknown_in(reader: Reader, condition: Condition) -> list[str]:
    """The same for one condition; nothing for types and names whose values are checked anyway."""
    source = source_named(reader, condition.name)
    known = known_values(reader, source)
    if known is None:
        return []
    name = source.name.name.rpartition(".")[2]
    folded = {fold(each) for each in known}
    return [
        unknown(name, value, known)
        for value in alternatives(condition.value)
        if fold(value) not in folded
    ]


def known_values(reader: Reader, source: Source) -> list[str] | None:
    """All values of a name; None if its values are checked, or can be any."""
    name = source.name
    if name.name in VALUES_SQL:
        return sorted(as_text(row[0]) for row in reader.rows(VALUES_SQL[name.name]))
    field = own_fields_by_name(reader).get(name.name)
    if field is None or name.type != "text":
        return None
    return sorted(as_text(row[0]) for row in reader.rows(FIELD_VALUES_SQL, {"field": field.id}))


def unknown(name: str, value: str, known: Sequence[str]) -> str:
    """A sentence about a value that nothing has."""
    said = f"There is no {name} {quoted(value)}."
    near = meant(value, known)
    if near or not known:
        return said + near
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    there = ", ".join(known[:MOST_NAMED]) + more if more else listed(known)
    return f"{said} Available: {there}."
