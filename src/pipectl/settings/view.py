"""Settings as a list."""

from collections.abc import Sequence

from pipectl.named_tuple import NamedTuple
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.tables import Column, table


class SettingLine(NamedTuple):
    """A setting as `config list` shows it."""

    key: str
    value: str
    type: str
    default: str
    origin: str
    about: str


def settings_listing(found: Sequence[SettingLine], on: Screen) -> Listing:
    """The settings."""
    rows = [each._asdict() | {"id": each.key} for each in found]
    titles = [
        Column("Setting"),
        Column("Value", flexible=True),
        Column("Type", rank=3),
        Column("Default", rank=5, flexible=True),
        Column("Set in", rank=1),
        Column("Description", rank=4, flexible=True, wraps=True),
    ]
    cells = [[value or "–" for value in each] for each in found]
    return Listing(rows, list(SettingLine._fields), lambda: table(titles, cells, on))
