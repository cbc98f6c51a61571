"""Which deal a number, slug, title or part of a name means."""

from collections.abc import Sequence
from datetime import date

from pipectl.errors import NotFoundError, either, listed, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NumberFormat
from pipectl.store.reader import Reader, escaped
from pipectl.text import SeveralMatchError, closest, fold, one_line
from pipectl.vocabulary import DELETED, LOST, OPEN, WON


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
    begins_on: date
    owner: str


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
        name = f"{quoted(one_line(first.title))} (#{first.id})"
        super().__init__(
            f"{quoted(text)} is only a part of {name}{more}.",
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
  s.name as stage,
  o.created_on as begins_on,
  o.owner
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
    today: date | None = None,
    owner: str = "",
) -> Candidate:
    """The opportunity that is meant, looked for among the statuses `first`, then among `then`.

    Those of `owner` come before all others.

    Digits are a number and nothing else; with `whole` only a number, slug or entire title counts.
    Where several match, their amounts are written by `numbers`. A renewal that begins after `today`
    is meant only if its slug is typed or nothing else matches: not the deal that it renews.
    Raises NoSuchDealError, SeveralMatchError.
    """
    if text.strip().isascii() and text.strip().isdigit():
        return numbered(reader, text)
    folded = fold(text.strip())
    found: list[Candidate] = []
    # Exact names have an index each; only where none fits is every title looked at.
    wanted = searches(first, then, whole=whole) if folded else []
    own_first = [*((True, *each) for each in wanted if owner), *((False, *each) for each in wanted)]
    for is_own, where, statuses in own_first:
        found = candidates(reader, where, folded)
        if is_own:
            found = [each for each in found if fold(each.owner) == fold(owner)]
        begun = [each for each in found if today is None or each.begins_on <= today]
        among = [
            each
            for each in found
            if each.status in statuses and (not begun or each in begun or each.slug == text.strip())
        ]
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
order by n.id nulls first
"""
VALUE_SQL = """
select
  d.amount_minor,
  d.currency,
  d.recurring_minor,
  d.recurring_per,
  d.term_months
from opportunity as d
where d.id = :number
"""
CLOSE_SQL = """
select
  d.close_on
from opportunity as d
where d.id = :number
"""
STATUS_SQL = """
select
  d.status
from opportunity as d
where d.id = :number
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


def standing_and_value(reader: Reader, number: int) -> object:
    """The same with the deal's amount and currency."""
    value = [tuple(row) for row in reader.rows(VALUE_SQL, {"number": number})]
    return value, standing_of(reader, number)


def close_date(reader: Reader, number: int) -> object:
    """The close date of a deal, to be compared with what it was."""
    return reader.value(CLOSE_SQL, {"number": number})


# What was done to a deal, by its new status.
BECAME = {WON: "won", LOST: "marked as lost", DELETED: "deleted"}


def what_was_done(reader: Reader, *, number: int, was: str) -> str | None:
    """Return what was done to a deal that had the status `was`; None if that is only a change."""
    now = reader.value(STATUS_SQL, {"number": number}) or DELETED
    return None if now == was else BECAME.get(now)


def whole_deal(reader: Reader, number: int) -> object:
    """All that a deal is, to be compared with what it was."""
    deal = [tuple(row) for row in reader.rows(DEAL_SQL, {"number": number})]
    return deal, standing_of(reader, number)
