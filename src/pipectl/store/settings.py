"""Read the store's settings."""

from pipectl import assumptions
from pipectl.errors import PipectlError, StoreError, quoted
from pipectl.store.reader import Reader
from pipectl.store_settings import STORE_SETTINGS, SettingDefinition, StoreSettings, store_settings

SETTINGS_SQL = """
select
  key,
  value
from setting
order by key
"""


BORN_WITH = "currency"  # a setting that every store has


class BadSettingError(StoreError):
    """A setting of the store has an invalid value."""

    def __init__(self, setting: SettingDefinition, value: str) -> None:
        super().__init__(
            f"The store's setting {setting.key} has an invalid value: {quoted(value)}.",
            hint=setting_hint(setting, value),
        )


def stored(reader: Reader) -> dict[str, str]:
    """Return the stored settings by key."""
    return {row[0]: row[1] for row in reader.rows(SETTINGS_SQL)}


def settings(reader: Reader) -> StoreSettings:
    """The settings in force; raises BadSettingError. A currency that is assumed is told."""
    found = stored(reader)
    for setting, value in wrong(found):
        raise BadSettingError(setting, value)
    known = store_settings(found)
    if BORN_WITH not in found:
        assumptions.tell(BORN_WITH, known.currency)
    return known


def wrong(found: dict[str, str]) -> list[tuple[SettingDefinition, str]]:
    """Return the settings with invalid values."""
    return [
        (each, found[each.key])
        for each in STORE_SETTINGS
        if each.key in found and not is_kept(each, found[each.key])
    ]


def is_kept(setting: SettingDefinition, value: str) -> bool:
    """Return whether the value is as `config set` would have stored it."""
    try:
        return setting.check(value) == value
    except PipectlError:
        return False


def setting_hint(setting: SettingDefinition, value: str) -> str:
    """Return what to do about an invalid value."""
    try:
        return f"Set it again: `pipectl config set {setting.key} {setting.check(value)}`."
    except PipectlError as error:
        return f"{error.hint} Set it again: `pipectl config set {setting.key} VALUE`."
