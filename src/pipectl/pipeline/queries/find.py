"""Which ones a list shows, in which order; which one a text means."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pipectl.errors import NotFoundError, either, listed, quoted
from pipectl.money import Money
from pipectl.numbers import NumberFormat
from pipectl.pipeline.queries.current import (
    OPPORTUNITY_SQL,
    CurrentOpportunity,
    OpportunityRow,
    completed,
    standing,
)
from pipectl.pipeline.rules import flags
from pipectl.store.reader import Reader, among, coercions, escaped, record
from pipectl.text import SeveralMatchError, closest, fold, one_line
from pipectl.vocabulary import OPEN


class OpportunityFilter(NamedTuple):
    """What a list is narrowed to; everything that is given must hold."""

    text: str | None = None
    statuses: tuple[str, ...] = (OPEN,)
    stage_ids: tuple[int, ...] = ()
    closing: tuple[date, date] | None = None
    flags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    account_id: int | None = None
    tags: tuple[str, ...] = ()
    least: Money | None = None
    most: Money | None = None
    sort: str = "close"
    reverse: bool = False
    limit: int | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out deals of its statuses."""
        return self._replace(sort="close", reverse=False) != OpportunityFilter(
            statuses=self.statuses
        )


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
}

SOURCES_SQL = """
select distinct
  source
from opportunity
where source is not null and status <> 'deleted'
order by source
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
    order = f"{SORT_KEYS[wanted.sort].format(way=way)}, o.id {way}"
    sql = f"{OPPORTUNITY_SQL.format(where=where)}order by {order}"
    if wanted.limit is not None and not wanted.flags:
        sql, values = f"{sql}\nlimit :limit", {**values, "limit": wanted.limit}
    return completed(reader, matching(reader.stream(sql, values), wanted, today), today)


def sources(reader: Reader) -> list[str]:
    """Where opportunities came from."""
    return [row[0] for row in reader.rows(SOURCES_SQL)]


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


def conditions(wanted: OpportunityFilter) -> tuple[str, Mapping[str, Any]]:
    """The WHERE of a list: from fixed fragments, every value bound."""
    parts: list[str] = []
    values: dict[str, Any] = {}

    def hold(part: str, bound: Mapping[str, Any]) -> None:
        parts.append(part)
        values.update(bound)

    hold(*among("o.status", "status", wanted.statuses))
    if wanted.stage_ids:
        hold(*among("o.stage_id", "stage", wanted.stage_ids))
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


class Candidate(NamedTuple):
    """An opportunity that may be meant."""

    id: int
    slug: str
    title: str
    account: str | None
    status: str
    title_folded: str
    account_folded: str | None
    amount_minor: int | None
    currency: str
    stage: str | None


class NoSuchDealError(NotFoundError):
    """No deal answers to the text; `near` are those that resemble it."""

    def __init__(self, text: str, *, near: Sequence[str] = (), note: str = "") -> None:
        suggestion = f" Did you mean {either(near)}?" if near else ""
        super().__init__(
            f"No deal matches {quoted(text)}{note}.{suggestion}", hint="See `pipectl list --all`."
        )


class PartOfNameError(NotFoundError):
    """A deal must be named whole here, and the text is only a part of these names."""

    def __init__(self, text: str, found: "Sequence[Candidate]") -> None:
        first = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        super().__init__(
            f"{quoted(text)} is only a part of {first.id} {quoted(one_line(first.title))}{more}.",
            hint=f"Name the deal by its number ({first.id}), slug or whole title.",
        )


CANDIDATES_SQL = """
select
  o.id,
  o.slug,
  o.title,
  a.name as account,
  o.status,
  o.title_folded,
  a.name_folded as account_folded,
  o.amount_minor,
  o.currency,
  s.name as stage
from opportunity as o
left join stage as s on s.id = o.stage_id
left join account as a on a.id = o.account_id
where o.status <> 'deleted' and ({where})
order by o.id
"""

ANY_TEXT = (
    "o.slug like :text escape '!' or o.title_folded like :text escape '!' "
    "or a.name_folded like :text escape '!'"
)
WHOLE = "o.slug = :folded or o.title_folded = :folded"
EXACT = f"{WHOLE} or o.account_id in (select id from account where name_folded = :folded)"


def opportunity(
    reader: Reader,
    text: str,
    *,
    first: tuple[str, ...],
    then: tuple[str, ...] = (),
    whole: bool = False,
    numbers: NumberFormat | None = None,
) -> Candidate:
    """The opportunity that is meant, looked for among the statuses `first`, then among `then`.

    Digits are a number and nothing else; with `whole` only a number, slug or entire title counts.
    Where several match, their amounts are written by `numbers`.
    Raises NoSuchDealError, SeveralMatchError.
    """
    if text.strip().isascii() and text.strip().isdigit():
        return numbered(reader, text)
    folded = fold(text.strip())
    found: list[Candidate] = []
    # Exact names have an index each; only where none fits is every title looked at.
    for where, statuses in searches(first, then, whole=whole) if folded else ():
        found = candidates(reader, where, folded)
        among = [each for each in found if each.status in statuses]
        # A slug names one, as a number does, whoever else has a title like it.
        best = [each for each in among if each.slug == text.strip()]
        best = best or closest(folded, among, names_of)
        if len(best) == 1:
            return best[0]
        if best:
            raise SeveralMatchError(
                "deals",
                text,
                [(each.id, described(each, numbers or NumberFormat())) for each in best],
            )
    from pipectl.pipeline.queries.similar import near_deals

    if whole and folded:
        parts = candidates(reader, ANY_TEXT, folded)
        if named := [each for each in parts if each.status in (*first, *then)]:
            raise PartOfNameError(text, named)
    near = () if found else near_deals(reader, text, first)
    raise NoSuchDealError(text, near=near, note=elsewhere(found))


def searches(
    first: tuple[str, ...], then: tuple[str, ...], *, whole: bool
) -> list[tuple[str, tuple[str, ...]]]:
    """Where to look, and among which statuses, one after the other."""
    if whole:
        return [(WHOLE, first), (WHOLE, then)]
    return [(EXACT, first), (ANY_TEXT, first), (EXACT, then), (ANY_TEXT, then)]


def candidates(reader: Reader, where: str, folded: str) -> list[Candidate]:
    """The opportunities that fit one condition."""
    values = {"folded": folded, "text": f"%{escaped(folded)}%"}
    names = {name: value for name, value in values.items() if f":{name}" in where}
    return reader.records(Candidate, CANDIDATES_SQL.format(where=where), names)


def is_in_a_name(reader: Reader, text: str) -> bool:
    """Whether the text stands in the title or account of any opportunity."""
    return bool(candidates(reader, ANY_TEXT, fold(text.strip())))


def numbered(reader: Reader, text: str) -> Candidate:
    """The opportunity with that number, whatever its status."""
    number = int(text) if len(text) < 18 else -1
    found = reader.records(Candidate, CANDIDATES_SQL.format(where="o.id = :id"), {"id": number})
    if not found:
        raise NoSuchDealError(text)
    return found[0]


def names_of(candidate: Candidate) -> tuple[str, ...]:
    """What an opportunity answers to."""
    return (candidate.slug, candidate.title_folded, candidate.account_folded or "")


def described(candidate: Candidate, numbers: NumberFormat) -> str:
    """A candidate in an error or a pick list: `7 Acme rollout (Acme Corp, 12,000 USD, Meeting)`."""
    amount = candidate.amount_minor
    facts = (
        candidate.account,
        None if amount is None else numbers.money(amount, candidate.currency),
        candidate.stage if candidate.status == OPEN else candidate.status,
    )
    return f"{candidate.id} {candidate.title} ({', '.join(filter(None, facts))})"


def elsewhere(found: Sequence[Candidate]) -> str:
    """What to add where only opportunities of another status match."""
    statuses = sorted({each.status for each in found})
    return f" among those meant here (a match is {listed(statuses)})" if statuses else ""


STANDING_SQL = """
select
  d.uid,
  d.status,
  d.stage_id,
  n.id,
  n.text,
  n.due_on,
  n.due_time
from opportunity as d
left join next_action as n on n.opportunity_id = d.id and n.status = 'open'
where d.id = :number
order by n.id
"""
DEAL_SQL = """
select
  *
from opportunity
where id = :number
"""


def standing_of(reader: Reader, number: int) -> object:
    """The stage, outcome and next action of a deal, to be compared with what they were."""
    return [tuple(row) for row in reader.rows(STANDING_SQL, {"number": number})]


def whole_deal(reader: Reader, number: int) -> object:
    """All that a deal is, to be compared with what it was."""
    deal = [tuple(row) for row in reader.rows(DEAL_SQL, {"number": number})]
    return deal, standing_of(reader, number)
