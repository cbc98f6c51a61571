"""Which deals resemble a text that matches none, so that it may be a slip?"""

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.text import fold, resembling

SHORTEST = 3  # characters; anything resembles less
MOST = 2000  # deals that are compared, the latest

# Only the deals that have a part of the text as it was typed, so that 100,000 are no more work
# than a search is.
NEAR_SQL = """
select
  o.id,
  coalesce(nullif(o.slug, ''), cast(o.id as text)) as slug,
  o.title_folded as title,
  coalesce(a.name_folded, '') as account,
  o.status
from opportunity as o
left join account as a on a.id = o.account_id
where o.status <> 'deleted' and ({parts})
order by o.id desc
limit {most}
"""
HAS_PART = "instr(o.title_folded || ' ' || coalesce(a.name_folded, ''), :{name}) > 0"


class Near(NamedTuple):
    """A deal that has a part of the text."""

    id: int
    slug: str
    title: str
    account: str
    status: str


def near_deals(reader: Reader, text: str, first: tuple[str, ...], *, most: int = 3) -> list[str]:
    """The slugs of the deals whose title or a word of it is nearly the text, else whose account is.

    Those of the statuses `first` stand before the others.
    """
    said = plain(text)
    if len(said) < SHORTEST:
        return []
    parts = {f"part{at}": part for at, part in enumerate(parts_of(said))}
    conditions = " or ".join(HAS_PART.format(name=name) for name in parts)
    found = reader.records(Near, NEAR_SQL.format(parts=conditions, most=MOST), parts)
    found.sort(key=lambda each: (each.status not in first, -each.id))
    words = len(said.split())
    for kind in ("title", "account"):
        answering: dict[str, list[str]] = {}
        for deal in found:
            for name in names_in(getattr(deal, kind), words):
                answering.setdefault(name, []).append(deal.slug)
        for nearest in resembling(said, list(answering), most=1):
            return answering[nearest][:most]
    return []


def plain(text: str) -> str:
    """The text in words, as titles are compared with it: a slug has dashes for spaces."""
    return " ".join(fold(text[:100]).replace("-", " ").split())


def names_in(name: str, words: int) -> set[str]:
    """What may have been typed of a name: all of it, or so many words."""
    split = plain(name).split()
    return {" ".join(split), *(" ".join(split[at : at + words]) for at in range(len(split)))} - {""}


def parts_of(text: str) -> list[str]:
    """Parts of which a slip leaves one as it was meant.

    Two wrong letters leave one of three parts, one leaves one of two; where two letters changed
    places across the middle of a short text, they change back.
    """
    if len(text) > 5:
        third = len(text) // 3
        return [text[:third], text[third : 2 * third], text[2 * third :]]
    middle = len(text) // 2
    swapped = f"{text[: middle - 1]}{text[middle]}{text[middle - 1]}{text[middle + 1 :]}"
    return [text[:middle], text[middle:], swapped]
