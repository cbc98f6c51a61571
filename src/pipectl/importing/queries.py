"""Which deals are known here by the identifiers of another system?"""

from collections.abc import Iterator
from datetime import date

from pipectl.errors import NotFoundError, StoreError, UsageError, quoted, there_are
from pipectl.importing.rules.identity import There
from pipectl.importing.rules.mappings import PREFIX, Saved, from_text
from pipectl.store.reader import Reader
from pipectl.text import fold

IDENTIFIED_SQL = """
select
  record.identifier,
  deal.id,
  deal.title,
  account.name,
  deal.created_on
from external_record as record
join opportunity as deal on deal.id = record.opportunity_id
left join account on account.id = deal.account_id
where record.source = :source
"""


def identified(reader: Reader, source: str) -> Iterator[tuple[str, There]]:
    """Each identifier of a source, and the deal that has it here."""
    found = reader.rows(IDENTIFIED_SQL, {"source": source})
    for identifier, number, title, account, created_on in found:
        yield identifier, There(number, title, account, date.fromisoformat(created_on))


KEPT_SQL = """
select
  key,
  value
from setting
where key >= 'import.' and key < 'import/'
order by key
"""


class NoMappingError(NotFoundError):
    """No import was kept under that name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            f"No mapping {quoted(name)}.",
            hint=there_are(known) if known else "`import FILE --save-as NAME` keeps one.",
        )


class BadMappingError(StoreError):
    """What the store has under that name isn't a mapping."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The mapping {quoted(name)} in the store can't be read.",
            hint=f'Remove it: `pipectl import --forget "{name}"`.',
        )


def kept(reader: Reader) -> dict[str, str]:
    """What is kept of each mapping, by name."""
    return {row[0].removeprefix(PREFIX): row[1] for row in reader.rows(KEPT_SQL)}


def name_of(reader: Reader, name: str) -> str:
    """The name as it is kept, for one in any case; raises NoMappingError."""
    known = kept(reader)
    for each in (name, *known):
        if each in known and fold(each) == fold(name):
            return each
    raise NoMappingError(name, [*known])


def mapping(reader: Reader, name: str) -> Saved:
    """The mapping that is kept under a name (as `name_of` has it); raises BadMappingError."""
    try:
        return from_text(kept(reader)[name])
    except UsageError:
        raise BadMappingError(name) from None
