"""What a new store holds, and its settings."""

from collections.abc import Sequence

from pipectl.money import Money
from pipectl.periods import Period
from pipectl.planning import actions as planning_actions
from pipectl.stages import actions as stages_actions
from pipectl.stages.rules.reasons import LOST_REASONS, WON_REASONS
from pipectl.stages.rules.templates import StageTemplate
from pipectl.store.rows import Setting
from pipectl.store.unit import Unit
from pipectl.templates import actions as templates_actions


def fill(
    unit: Unit,
    *,
    templates: Sequence[StageTemplate],
    currency: str,
    quota: tuple[Period, Money] | None = None,
    with_messages: bool = True,
) -> None:
    """Fill a new store: stages, pick lists, reasons, currency, perhaps messages and a quota."""
    stages = stages_actions.build_stages(unit, templates)
    if with_messages:
        templates_actions.fill(
            unit, [(at.id, each.messages) for at, each in zip(stages, templates, strict=True)]
        )
    for outcome, texts in (("won", WON_REASONS), ("lost", LOST_REASONS)):
        for text in texts:
            stages_actions.add_reason(unit, text, outcome)
    set_value(unit, "currency", currency)
    if quota is not None:
        planning_actions.set_quota(unit, *quota)


def set_value(unit: Unit, key: str, value: str) -> None:
    """Set a setting of the store to a checked value."""
    setting = unit.get(Setting, key)
    if setting is None:
        unit.add(Setting(key=key, value=value))
    else:
        unit.change(setting, value=value)


def remove_value(unit: Unit, key: str) -> None:
    """Remove a setting of the store."""
    setting = unit.get(Setting, key)
    if setting is not None:
        unit.delete(setting)
