"""Aliases as a list."""

from collections.abc import Mapping

from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.tables import Column, Empty, drawn

NO_ALIASES = Empty("No aliases yet", "Add one", 'pipectl alias set hot "list --stage proposal"')


def alias_listing(found: Mapping[str, str], on: Screen) -> Listing:
    """The aliases by name, each with what it stands for."""
    pairs = sorted(found.items())
    rows = [{"id": name, "alias": name, "expansion": expansion} for name, expansion in pairs]

    def text() -> str:
        titles = [Column("Alias"), Column("Command", flexible=True)]
        return drawn(titles, [list(pair) for pair in pairs], on, NO_ALIASES)

    return Listing(rows, ["alias", "expansion"], text)
