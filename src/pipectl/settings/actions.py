"""What a new store holds, and its settings."""

from collections.abc import Sequence

from pipectl.money import Money
from pipectl.periods import Period
from pipectl.planning import actions as planning_actions
from pipectl.stages import actions as stages_actions
from pipectl.stages.rules import LOST_REASONS, WON_REASONS, StageTemplate
from pipectl.store.session import WriteSession
from pipectl.store.tables.setup import Setting


def fill(
    session: WriteSession,
    *,
    templates: Sequence[StageTemplate],
    currency: str,
    quota: tuple[Period, Money] | None = None,
) -> None:
    """Put stages, pick lists, reasons, the currency and perhaps a quota into a new store."""
    stages_actions.build_stages(session, templates)
    for outcome, texts in (("won", WON_REASONS), ("lost", LOST_REASONS)):
        for text in texts:
            stages_actions.add_reason(session, text, outcome)
    set_value(session, "currency", currency)
    if quota is not None:
        planning_actions.set_quota(session, *quota)


def set_value(session: WriteSession, key: str, value: str) -> None:
    """Set a setting of the store to a checked value."""
    setting = session.get(Setting, key)
    if setting is None:
        session.add(Setting(key=key, value=value))
    else:
        setting.value = value


def remove_value(session: WriteSession, key: str) -> None:
    """Remove a setting of the store."""
    setting = session.get(Setting, key)
    if setting is not None:
        session.delete(setting)
