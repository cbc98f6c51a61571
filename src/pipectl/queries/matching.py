"""Which one is meant? Exact beats prefix beats substring, in any case."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from pipectl.domain.words import OPEN
from pipectl.errors import NotFoundError, either, listed, quoted, there_are
from pipectl.numbers import NumberFormat
from pipectl.queries.near import near_deals
from pipectl.queries.opportunities import escaped
from pipectl.store.reader import Reader
from pipectl.text import fold, slug

Thing = TypeVar("Thing")


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


class NoSuchError(NotFoundError):
    """Nothing answers to the text."""

    def __init__(
        self,
        what: str,
        text: str,
        command: str,
        *,
        near: str | None = None,
        note: str = "",
        known: Sequence[str] = (),
    ) -> None:
        suggestion = f" Did you mean {quoted(near)}?" if near else ""
        hint = there_are(known) if 0 < len(known) <= 12 else f"See `{command}`."
        super().__init__(f"No {what} {quoted(text)}{note}.{suggestion}", hint=hint)
        self.text = text


class NoSuchDealError(NotFoundError):
    """No deal answers to the text; `near` are those that resemble it."""

    def __init__(self, text: str, *, near: Sequence[str] = (), note: str = "") -> None:
        suggestion = f" Did you mean {either(near)}?" if near else ""
        super().__init__(
            f"No deal matches {quoted(text)}{note}.{suggestion}", hint="See `pipectl list --all`."
        )


class SeveralMatchError(NotFoundError):
    """Several things answer to the text; `candidates` lets a person pick."""

    def __init__(self, what: str, text: str, candidates: Sequence[tuple[Any, str]]) -> None:
        shown = listed(label for _, label in candidates[:8])
        names = {label for _, label in candidates}
        more = f" (and {len(candidates) - 8} more)" if len(candidates) > 8 else ""
        super().__init__(
            f"{quoted(text)} matches {len(candidates)} {what}: {shown}{more}.",
            hint="Say which one by its number, its slug or more of its name."
            if what == "opportunities"
            else f"Say which one by its {'whole name' if len(names) > 1 else 'number'}.",
        )
        self.candidates = candidates


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
                "opportunities",
                text,
                [(each.id, described(each, numbers or NumberFormat())) for each in best],
            )
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


def closest(
    folded: str, things: Sequence[Thing], names: Callable[[Thing], Sequence[str]]
) -> list[Thing]:
    """The things with an exact name, else those with a prefix, else those with a part."""
    for fits in (str.__eq__, str.startswith, str.__contains__):
        hits = [thing for thing in things if any(fits(name, folded) for name in names(thing))]
        if hits:
            return hits
    return []


def one_of(
    what: str, command: str, text: str, things: Sequence[Thing], name: Callable[[Thing], str]
) -> Thing:
    """The stage, account or contact that is meant; raises NoSuchError, SeveralMatchError."""
    found = possible(what, text, things, name)
    if found is None and what in ("account", "contact"):  # two contacts may have one name
        numbered = (each for each in things if str(getattr(each, "id", "")) == text.strip())
        found = next(numbered, None)
    if found is None:
        near = nearest(text, map(name, things))
        raise NoSuchError(what, text, command, near=near, known=[name(each) for each in things])
    return found


def possible(
    what: str, text: str, things: Sequence[Thing], name: Callable[[Thing], str]
) -> Thing | None:
    """As `one_of`, but None where nothing matches."""
    folded = fold(text.strip())
    best = [each for each in things if fold(name(each)) == folded] if folded else []
    if folded and not best:
        names = {id(each): names_and_slug(name(each)) for each in things}
        best = closest(folded, things, lambda each: names[id(each)])
    if len(best) > 1:
        raise SeveralMatchError(f"{what}s", text, [(each, name(each)) for each in best])
    return best[0] if best else None


def names_and_slug(name: str) -> tuple[str, str]:
    """What a stage, account or contact answers to; the slug is what a shell completes."""
    return fold(name), slug(name)


def nearest(text: str, names: Iterable[str]) -> str | None:
    """A name that is nearly the text, to suggest and never to take."""
    from difflib import get_close_matches

    known = {fold(name): name for name in names}
    hits = get_close_matches(fold(text)[:100], list(known), n=1, cutoff=0.7)
    return known[hits[0]] if hits else None
