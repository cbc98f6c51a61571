"""What is set in this store?"""

from pipectl.domain.settings import StoreSettings, store_settings
from pipectl.store.reader import Reader

SETTINGS_SQL = """
select
  key,
  value
from setting
order by key
"""


def stored(reader: Reader) -> dict[str, str]:
    """What was set, by key."""
    return {row[0]: row[1] for row in reader.rows(SETTINGS_SQL)}


def settings(reader: Reader) -> StoreSettings:
    """The settings in force."""
    return store_settings(stored(reader))
