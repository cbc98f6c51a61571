"""Undo and redo, and derive again what isn't put back."""

from pipectl.pipeline.actions import update_stage_pace
from pipectl.store import journal
from pipectl.store.journal import JournalResult
from pipectl.store.unit import Unit


def undo(unit: Unit) -> JournalResult:
    """Undo the last operation, as the journal does it; raise RefusedError."""
    return derived(unit, journal.undo(unit))


def redo(unit: Unit) -> JournalResult:
    """Redo the operation that was undone last, as the journal does it; raise RefusedError."""
    return derived(unit, journal.redo(unit))


def derived(unit: Unit, taken: JournalResult) -> JournalResult:
    """Derive the pace of stages from the deals as they are now."""
    update_stage_pace(unit, taken.paces)
    return taken
