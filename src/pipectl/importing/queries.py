"""Read which deals match rows of a program's files, and the saved mappings."""

from pipectl.errors import NotFoundError, StoreError, UsageError, available, for_shell, quoted
from pipectl.importing.rules.identifiers import Called, KnownDeals, There
from pipectl.importing.rules.programs import EXPORT, Format
from pipectl.importing.rules.saved_mappings import PREFIX, Saved, from_text
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.text import fold
from pipectl.vocabulary import DELETED

DEALS_SQL = """
select
  deal.id,
  deal.title,
  account.name,
  deal.created_on,
  deal.status,
  deal.amount_minor,
  deal.close_on,
  deal.uid,
  deal.title_folded,
  account.name_folded,
  brought.opportunity_id is not null,
  exists (select 1 from external_record as record where record.opportunity_id = deal.id),
  deal.created_on in (brought.imported_on, deal.closed_on)
from opportunity as deal
left join imported_on as brought on brought.opportunity_id = deal.id
left join account on account.id = deal.account_id
order by deal.id
"""

IDENTIFIERS_SQL = """
select
  identifier,
  opportunity_id
from external_record
where source = :source
"""


def known(reader: Reader, of: Format) -> KnownDeals[There]:
    """Return the deals of this store that a program's rows can match."""
    deals: dict[int, There] = {}
    found = KnownDeals[There](short=of.short_identifiers)
    for number, title, account, began, status, amount, close_on, *keys in reader.rows(DEALS_SQL):
        uid, title_folded, account_folded, *told = keys
        began_on = as_date(began)
        deal = There(number, title, account, began_on, status, amount, optional_date(close_on))
        deals[number] = deal
        if of.name == EXPORT:
            found.by_identifier.add(uid, deal)
        if status != DELETED:
            called = Called(deal, began_on, *map(bool, told))
            found.called(title_folded, account_folded, called)
    for identifier, number in reader.rows(IDENTIFIERS_SQL, {"source": of.name}):
        found.by_identifier.add(identifier, deals[number])
    return found


KEPT_SQL = """
select
  key,
  value
from setting
where key >= 'import.' and key < 'import/'
order by key
"""


class NoMappingError(NotFoundError):
    """No mapping with that name is saved."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            f"No mapping {quoted(name)}.",
            hint=available(known) if known else "To save one: `import FILE --save-as NAME`.",
        )


class BadMappingError(StoreError):
    """The stored text of that name isn't a mapping."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Can't read the saved mapping {quoted(name)}.",
            hint=f"Remove it: `pipectl import --forget {for_shell(name)}`.",
        )


def kept(reader: Reader) -> dict[str, str]:
    """Return the saved mappings by name."""
    return {row[0].removeprefix(PREFIX): row[1] for row in reader.rows(KEPT_SQL)}


def name_of(reader: Reader, name: str) -> str:
    """Return a mapping's stored name for one in any case; raise NoMappingError."""
    known = kept(reader)
    for each in (name, *known):
        if each in known and fold(each) == fold(name):
            return each
    raise NoMappingError(name, [*known])


def mapping(reader: Reader, name: str) -> Saved:
    """Return the mapping of a stored name (from `name_of`); raise BadMappingError."""
    try:
        return from_text(kept(reader)[name])
    except UsageError:
        raise BadMappingError(name) from None
