"""Read the links of deals and stages."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class LinkRow(NamedTuple):
    """A link with its deal or its stage."""

    id: int
    url: str
    kind: str | None
    title: str | None
    opportunity_id: int | None
    opportunity: str | None
    stage_id: int | None
    stage: str | None
    added_on: date

    @property
    def name(self) -> str:
        """What it is called: its title, else the URL."""
        return self.title or self.url


LINKS_SQL = """
select
  l.id,
  l.url,
  l.kind,
  l.title,
  l.opportunity_id,
  o.title as opportunity,
  l.stage_id,
  s.name as stage,
  l.added_on
from link as l
left join opportunity as o on o.id = l.opportunity_id
left join stage as s on s.id = l.stage_id
where {where}
order by l.stage_id is null, s.position nulls first, l.opportunity_id, l.id
"""

KINDS_SQL = """
select distinct
  kind
from link
where kind is not null
order by kind
"""


def links(reader: Reader) -> list[LinkRow]:
    """Return all links: those of stages, then those of deals."""
    where = "o.id is null or o.status <> 'deleted'"
    return reader.records(LinkRow, LINKS_SQL.format(where=where))


def links_of_deal(reader: Reader, number: int) -> list[LinkRow]:
    """Return the links of a deal."""
    return of_owner(reader, "l.opportunity_id = :number", number)


def links_of_stage(reader: Reader, number: int) -> list[LinkRow]:
    """Return the links of a stage."""
    return of_owner(reader, "l.stage_id = :number", number)


def of_owner(reader: Reader, where: str, number: int) -> list[LinkRow]:
    """Return the links of one deal or stage."""
    return reader.records(LinkRow, LINKS_SQL.format(where=where), {"number": number})


def link_numbered(reader: Reader, number: int) -> LinkRow:
    """Return the link with that number, which must be there."""
    return of_owner(reader, "l.id = :number", number)[0]


def kinds(reader: Reader) -> list[str]:
    """Return the kinds in use."""
    return [row[0] for row in reader.rows(KINDS_SQL)]
