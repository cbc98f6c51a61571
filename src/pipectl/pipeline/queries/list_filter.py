"""Which deals a list shows, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from pipectl.money import Money
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.queries.current import (
    OPPORTUNITY_SQL,
    CurrentOpportunity,
    OpportunityRow,
    completed,
    standing,
)
from pipectl.pipeline.rules import flags
from pipectl.stage_sql import MONTHLY_SQL
from pipectl.store.reader import Reader, among, coercions, escaped, record
from pipectl.text import fold
from pipectl.vocabulary import OPEN


class OpportunityFilter(NamedTuple):
    """What a list is narrowed to; everything that is given must hold."""

    text: str | None = None
    statuses: tuple[str, ...] = (OPEN,)
    stage_ids: tuple[int, ...] = ()
    customer_stage_ids: tuple[int, ...] = ()
    closing: tuple[date, date] | None = None
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    account_id: int | None = None
    contact_id: int | None = None
    tags: tuple[str, ...] = ()
    unmet: tuple[int, ...] = ()
    least: Money | None = None
    most: Money | None = None
    sort: str = "close"
    own_sort: str | None = None  # SQL, which comes before `sort`
    own_values: Mapping[str, Any] = MappingProxyType({})  # bound in it
    reverse: bool = False
    limit: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out deals of its statuses."""
        ordered = self._replace(sort="close", own_sort=None, own_values={}, reverse=False)
        return ordered != OpportunityFilter(statuses=self.statuses, own_values={})


SORT_KEYS = {
    "close": "o.close_on {way} nulls last",
    "id": "o.id {way}",
    "title": "o.title_folded {way}",
    "amount": "o.amount_minor {way} nulls last",
    "stage": "s.position {way}",
    "account": "a.name_folded {way} nulls last",
    "created": "o.created_on {way}",
    "entered": "o.stage_entered_on {way}",
    "closed": "o.closed_on {way} nulls last",
    "due": "n.due_on {way} nulls last",
    "contact": "o.last_contact_on {way} nulls last",
    "pushes": "o.pushes {way}",
    "recurring": f"{MONTHLY_SQL.format('o')} {{way}} nulls last",
    "owner": "nullif(o.owner, '') {way} nulls last",
}

SOURCES_SQL = """
select distinct
  source
from opportunity
where source is not null and status <> 'deleted'
order by source
"""

SOURCE_IN_USE_SQL = """
select
  1
from opportunity
where source = :source and status <> 'deleted'
limit 1
"""

CAMPAIGNS_SQL = """
select
  name
from campaign
union
select distinct
  campaign
from opportunity
where campaign is not null and status <> 'deleted'
order by name
"""

KNOWN_CAMPAIGN_SQL = """
select
  1
from campaign
where name_folded = :folded
union all
select
  1
from opportunity
where campaign = :campaign and status <> 'deleted'
limit 1
"""

ALL_TAGS_SQL = """
select distinct
  tag
from opportunity_tag
order by tag
"""


def find(reader: Reader, wanted: OpportunityFilter, today: date) -> list[CurrentOpportunity]:
    """The opportunities that a list shows, in its order."""
    where, values = conditions(wanted)
    way = "desc" if wanted.reverse else "asc"
    key = (
        SORT_KEYS[wanted.sort]
        if wanted.own_sort is None
        else f"{wanted.own_sort} {{way}} nulls last"
    )
    order, values = f"{key.format(way=way)}, o.id {way}", {**values, **wanted.own_values}
    sql = f"{OPPORTUNITY_SQL.format(where=where, deals=reader.deals)}order by {order}"
    if wanted.limit is not None and not wanted.flags:
        sql, values = f"{sql}\nlimit :limit", {**values, "limit": wanted.limit}
    return completed(reader, matching(reader.stream(sql, values), wanted, today), today)


def sources(reader: Reader) -> list[str]:
    """Where opportunities came from."""
    return [row[0] for row in reader.rows(SOURCES_SQL)]


def is_source_in_use(reader: Reader, source: str) -> bool:
    """Whether an opportunity came from there; a source in use is found without reading all."""
    return bool(reader.rows(SOURCE_IN_USE_SQL, {"source": source}))


def campaigns(reader: Reader) -> list[str]:
    """What brought in opportunities: known campaigns, and those that are only named by deals."""
    return [row[0] for row in reader.rows(CAMPAIGNS_SQL)]


def is_known_campaign(reader: Reader, campaign: str) -> bool:
    """Whether there is such a campaign, or a deal names it; found without reading all."""
    return bool(reader.rows(KNOWN_CAMPAIGN_SQL, {"campaign": campaign, "folded": fold(campaign)}))


def tags(reader: Reader) -> list[str]:
    """The tags in use."""
    return [row[0] for row in reader.rows(ALL_TAGS_SQL)]


def matching(
    rows: Iterator[Sequence[Any]], wanted: OpportunityFilter, today: date
) -> list[tuple[OpportunityRow, tuple[str, ...]]]:
    """The rows with all the signals asked for, as many as asked for."""
    coercions(OpportunityRow)
    asked = set(wanted.flags)
    found: list[tuple[OpportunityRow, tuple[str, ...]]] = []
    if wanted.limit == 0:
        return found
    for values in rows:
        row = record(OpportunityRow, values)
        signals = flags(standing(row), today)
        if asked <= set(signals):
            found.append((row, signals))
            if len(found) == wanted.limit:
                break
    return found


def in_stages(wanted: OpportunityFilter) -> tuple[str, dict[str, Any]]:
    """The condition that deals are in some stages, for customers or not."""
    stages, values = among("o.stage_id", "stage", wanted.stage_ids or (0,))
    if not wanted.customer_stage_ids:
        return stages, values
    customers, more = among("k.id", "customer", wanted.customer_stage_ids)
    return f"({stages} or {customers})", {**values, **more}


def conditions(wanted: OpportunityFilter) -> tuple[str, Mapping[str, Any]]:
    """The WHERE of a list: from fixed fragments, every value bound."""
    parts: list[str] = []
    values: dict[str, Any] = {}

    def hold(part: str, bound: Mapping[str, Any]) -> None:
        parts.append(part)
        values.update(bound)

    hold(*among("o.status", "status", wanted.statuses))
    if wanted.stage_ids or wanted.customer_stage_ids:
        hold(*in_stages(wanted))
    if wanted.text is not None:
        hold(
            "(o.title_folded like :text escape '!' or a.name_folded like :text escape '!'"
            " or c.name_folded like :text escape '!')",
            {"text": f"%{escaped(wanted.text)}%"},
        )
    if wanted.closing is not None:
        first, last = wanted.closing
        hold("o.close_on between :first and :last", {"first": first, "last": last})
    if wanted.sources:
        hold(*among("o.source", "source", wanted.sources))
    if wanted.account_id is not None:
        hold("o.account_id = :account", {"account": wanted.account_id})
    if wanted.unmet:
        asked, ids = among("k.id", "criterion", wanted.unmet)
        hold(
            f"exists (select 1 from criterion as k where k.stage_id = o.stage_id and {asked}"
            " and k.id not in"
            " (select criterion_id from criterion_met where opportunity_id = o.id))",
            ids,
        )
    if wanted.contact_id is not None:
        hold(
            "(o.contact_id = :contact or o.id in (select opportunity_id from contact_role"
            " where contact_id = :contact and ended_on is null))",
            {"contact": wanted.contact_id},
        )
    for at, tag in enumerate(wanted.tags):
        hold(
            f"o.id in (select opportunity_id from opportunity_tag where tag_folded = :tag_{at})",
            {f"tag_{at}": tag},
        )
    for bound, way in ((wanted.least, ">="), (wanted.most, "<=")):
        if bound is not None:
            name = "least" if way == ">=" else "most"
            hold(
                f"coalesce(o.amount_minor, 0) {way} :{name} and o.currency = :{name}_currency",
                {name: bound.minor, f"{name}_currency": bound.currency},
            )
    return "\n  and ".join(parts), values
