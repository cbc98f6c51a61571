"""The settings that change numbers: they live in the store, and are the same on every machine."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pipectl.errors import UsageError, quoted
from pipectl.money import check_currency

if TYPE_CHECKING:
    from fractions import Fraction


class Setting(NamedTuple):
    """One setting: its type in words, its default as text, how it is checked, what it is for."""

    key: str
    kind: str
    default: str
    check: Callable[[str], str]
    about: str


class StoreSettings(NamedTuple):
    """The settings of a store, ready for use; `required_coverage` is a ratio."""

    currency: str
    fiscal_year_start: int
    required_coverage: "Fraction"


class SettingValueError(UsageError):
    """A setting can't have that value."""

    def __init__(self, key: str, value: str, wanted: str) -> None:
        super().__init__(f"{key} can't be {quoted(value)}.", hint=f"It takes {wanted}.")


def month(text: str) -> str:
    """A month's number, 1 to 12."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 12):
        raise SettingValueError("fiscal_year_start", text, "a month from 1 to 12")
    return str(int(text))


def ratio(text: str) -> str:
    """A ratio above 0, at most 100, with at most two decimals."""
    whole, _, part = text.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit() and whole and len(part) <= 2 and len(whole) < 4):
        raise SettingValueError("required_coverage", text, "a ratio such as 3 or 2.5")
    if not 0 < int(digits) <= 100 * 10 ** len(part):
        raise SettingValueError("required_coverage", text, "a ratio above 0, up to 100")
    return text


STORE_SETTINGS = (
    Setting("currency", "currency", "USD", check_currency, "the currency that sums are in"),
    Setting("fiscal_year_start", "month", "1", month, "the fiscal year's first month"),
    Setting("required_coverage", "ratio", "3.0", ratio, "coverage to have until history says"),
)


def store_settings(stored: Mapping[str, str]) -> StoreSettings:
    """The settings in force: what is stored, else the defaults."""
    from fractions import Fraction

    values = {each.key: stored.get(each.key, each.default) for each in STORE_SETTINGS}
    return StoreSettings(
        currency=values["currency"],
        fiscal_year_start=int(values["fiscal_year_start"]),
        required_coverage=Fraction(values["required_coverage"]),
    )
