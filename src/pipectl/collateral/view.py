"""Links, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.collateral.queries import LinkRow
from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Column, Empty, drawn, folded, heading

ADD_ONE = "pipectl link add acme https://acme.example/offer.pdf --kind proposal"
NO_LINKS = Empty("No links yet", "Add one", ADD_ONE)
KEYS = ("id", "url", "kind", "title", "opportunity", "opportunity_title", "stage", "added_on")


def link_dict(found: LinkRow) -> dict[str, Any]:
    """A link's keys."""
    return {
        **keys_of(found, "id url kind title"),
        "opportunity": found.opportunity_id,
        "opportunity_title": found.opportunity,
        "stage": found.stage,
        "added_on": found.added_on,
    }


def link_keys(found: LinkRow) -> dict[str, Any]:
    """A link's keys where its deal or stage is known."""
    return keys_of(found, "id url kind title added_on")


def links_listing(
    found: Sequence[LinkRow], on: Screen, _numbers: NumberFormat, empty: Empty = NO_LINKS
) -> Listing:
    """The links as a table."""
    titles = [
        Column("#", right=True),
        Column("Deal or stage", flexible=True, rank=1),
        Column("Kind", rank=3),
        Column("Title", flexible=True, rank=2),
        Column("URL", flexible=True, least=24),
        Column("Added", rank=4),
    ]
    cells: list[list[Cell | str]] = [
        [
            Cell(str(each.id), "dim"),
            owner_words(each),
            each.kind or "–",
            each.title or "–",
            each.url,
            format_date(each.added_on),
        ]
        for each in found
    ]
    rows = [link_dict(each) for each in found]
    return Listing(rows, KEYS, lambda: drawn(titles, cells, on, empty))


def owner_words(found: LinkRow) -> str:
    """The deal or the stage that a link belongs to."""
    return f"stage {found.stage}" if found.opportunity is None else found.opportunity


def link_words(found: LinkRow) -> str:
    """A link in words: what it is, and the URL."""
    what = [each for each in (found.title, found.kind) if each]
    return f"{' · '.join(what)}: {found.url}" if what else found.url


def links_block(found: Sequence[LinkRow], on: Screen, title: str = "Links") -> str:
    """The links with a heading; nothing without any."""
    if not found:
        return ""
    return heading(title, on) + "".join(folded([f"  {link_words(each)}"], on) for each in found)


def changed_link(what: str, found: LinkRow, on: Screen) -> str:
    """A line that echoes a link after a change."""
    return folded([f"{what} ", Cell(link_words(found), "bold"), f" · {owner_words(found)}"], on)
