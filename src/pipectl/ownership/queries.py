"""How much is nobody's?"""

from pipectl.store.reader import Reader

NOBODYS_SQL = """
select
  count(*)
from opportunity
where owner = '' and status <> 'deleted'
"""


def count_of_nobodys(reader: Reader) -> int:
    """Return how many deals are nobody's."""
    return int(reader.value(NOBODYS_SQL))
