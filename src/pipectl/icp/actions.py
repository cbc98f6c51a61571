"""Set and remove criteria of the ideal customer."""

from pipectl.store.removed import in_use
from pipectl.store.rows import FitCriterion
from pipectl.store.unit import Unit


def set_criterion(unit: Unit, key: str, condition: str, weight: int | None) -> FitCriterion:
    """Set the condition on what `key` names; it keeps its weight unless another is given."""
    known = unit.find(FitCriterion, field_folded=key)
    if known is None:
        return unit.add(FitCriterion(field_folded=key, condition=condition, weight=weight or 1))
    return unit.change(known, condition=condition, weight=weight or known.weight)


def remove_criterion(unit: Unit, number: int) -> None:
    """Remove a criterion."""
    unit.delete(in_use(unit, FitCriterion, number))
