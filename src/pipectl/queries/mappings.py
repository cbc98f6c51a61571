"""Which mappings of imports are kept?"""

from pipectl.domain.incoming.mappings import PREFIX, Saved, from_text
from pipectl.errors import NotFoundError, StoreError, UsageError, quoted, there_are
from pipectl.store.reader import Reader
from pipectl.text import fold

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
