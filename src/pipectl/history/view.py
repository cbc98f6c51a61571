"""The journal, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.clock import local
from pipectl.history.queries import Operation
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Cell, Empty, folded, paragraph

NO_CHANGES = Empty("No changes yet", "Add a deal", 'pipectl add "Acme rollout" 12k')


def operation_dict(found: Operation) -> dict[str, Any]:
    """An operation's keys."""
    return keys_of(found, "id at command undone changes owner")


def operation_line(what: str, found: Operation, on: Screen) -> str:
    """One operation and what was done with it."""
    return folded([f"{what}: ", Cell(found.command, "bold"), f" (#{found.id})"], on) + changes(
        found, on
    )


def changes(found: Operation, on: Screen) -> str:
    """What an operation changed, a line each."""
    return "".join(paragraph(each, on, indent="    ", style="dim") for each in found.changes)


def operations_listing(found: Sequence[Operation], on: Screen) -> Listing:
    """Operations, the latest first, each with what it changed."""

    def text() -> str:
        if not found:
            return NO_CHANGES.drawn(on)
        return "".join(page(each, on) for each in found)

    return Listing(
        [operation_dict(each) for each in found], ["id", "at", "command", "undone"], text
    )


def page(found: Operation, on: Screen) -> str:
    """An operation with its changes."""
    at = f"{local(found.at):%Y-%m-%d %H:%M}"
    undone = Cell(" (undone)" if found.undone else "", "yellow")
    who = Cell(f" ({found.owner})" if found.owner else "", "dim")
    return folded([Cell(f"{found.id}  {at}  ", "dim"), found.command, who, undone], on) + changes(
        found, on
    )
