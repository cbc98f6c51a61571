"""Every table and column of the store, declared once.

Suffixes tell the unit: `_on` a local date, `_at` a UTC instant, `_minor` money in minor units,
`_bp` a probability in hundredths of a percent. `recorded_on` is the local date of the writing.
"""

from pipectl.store.tables.doing import Activity, NextAction
from pipectl.store.tables.journal import JournalOperation, JournalRow
from pipectl.store.tables.opportunities import (
    Account,
    Contact,
    CriterionMet,
    Opportunity,
    OpportunityHistory,
    OpportunityTag,
    Qualification,
    StagePace,
    StageVisit,
)
from pipectl.store.tables.setup import (
    Action,
    Criterion,
    Quota,
    QuotaHistory,
    Reason,
    Setting,
    Stage,
    StageHistory,
)

__all__ = [
    "Account",
    "Action",
    "Activity",
    "Contact",
    "Criterion",
    "CriterionMet",
    "JournalOperation",
    "JournalRow",
    "NextAction",
    "Opportunity",
    "OpportunityHistory",
    "OpportunityTag",
    "Qualification",
    "Quota",
    "QuotaHistory",
    "Reason",
    "Setting",
    "Stage",
    "StageHistory",
    "StagePace",
    "StageVisit",
]
