"""Every table and column of the store, declared once.

Suffixes tell the unit: `_on` a local date, `_at` a UTC instant, `_minor` money in minor units,
`_bp` a probability in hundredths of a percent. `recorded_on` is the local date of the writing.

A module of tables is loaded with the first use of one: each class costs a write 2 ms.
"""

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipectl.store.tables.bookkeeping import CalendarEntry as CalendarEntry
    from pipectl.store.tables.bookkeeping import ForecastLog as ForecastLog
    from pipectl.store.tables.bookkeeping import ReminderClaim as ReminderClaim
    from pipectl.store.tables.bookkeeping import ReviewPosition as ReviewPosition
    from pipectl.store.tables.bookkeeping import StoreUpgrade as StoreUpgrade
    from pipectl.store.tables.doing import Activity as Activity
    from pipectl.store.tables.doing import NextAction as NextAction
    from pipectl.store.tables.external import ExternalRecord as ExternalRecord
    from pipectl.store.tables.external import ImportedOn as ImportedOn
    from pipectl.store.tables.external import JournalRange as JournalRange
    from pipectl.store.tables.gate import Criterion as Criterion
    from pipectl.store.tables.gate import CriterionMet as CriterionMet
    from pipectl.store.tables.gate import Qualification as Qualification
    from pipectl.store.tables.journal import JournalOperation as JournalOperation
    from pipectl.store.tables.journal import JournalRow as JournalRow
    from pipectl.store.tables.opportunities import Opportunity as Opportunity
    from pipectl.store.tables.opportunities import OpportunityHistory as OpportunityHistory
    from pipectl.store.tables.opportunities import OpportunityTag as OpportunityTag
    from pipectl.store.tables.opportunities import StagePace as StagePace
    from pipectl.store.tables.opportunities import StageVisit as StageVisit
    from pipectl.store.tables.people import Account as Account
    from pipectl.store.tables.people import Contact as Contact
    from pipectl.store.tables.reviews import Goal as Goal
    from pipectl.store.tables.reviews import Priority as Priority
    from pipectl.store.tables.reviews import PriorityStep as PriorityStep
    from pipectl.store.tables.reviews import Review as Review
    from pipectl.store.tables.reviews import ReviewAnswer as ReviewAnswer
    from pipectl.store.tables.setup import Quota as Quota
    from pipectl.store.tables.setup import QuotaHistory as QuotaHistory
    from pipectl.store.tables.setup import Reason as Reason
    from pipectl.store.tables.setup import Setting as Setting
    from pipectl.store.tables.setup import StageHistory as StageHistory
    from pipectl.store.tables.stages import Action as Action
    from pipectl.store.tables.stages import Stage as Stage

WHERE = {
    "Stage": "stages",
    "Action": "stages",
    "Setting": "setup",
    "StageHistory": "setup",
    "Reason": "setup",
    "Quota": "setup",
    "QuotaHistory": "setup",
    "Account": "people",
    "Contact": "people",
    "Opportunity": "opportunities",
    "OpportunityTag": "opportunities",
    "OpportunityHistory": "opportunities",
    "StageVisit": "opportunities",
    "StagePace": "opportunities",
    "NextAction": "doing",
    "Activity": "doing",
    "Criterion": "gate",
    "CriterionMet": "gate",
    "Qualification": "gate",
    "JournalOperation": "journal",
    "JournalRow": "journal",
    "ExternalRecord": "external",
    "ImportedOn": "external",
    "JournalRange": "external",
    "Review": "reviews",
    "ReviewAnswer": "reviews",
    "Goal": "reviews",
    "Priority": "reviews",
    "PriorityStep": "reviews",
    "ReminderClaim": "bookkeeping",
    "CalendarEntry": "bookkeeping",
    "ForecastLog": "bookkeeping",
    "ReviewPosition": "bookkeeping",
    "StoreUpgrade": "bookkeeping",
}


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{WHERE[name]}"), name)


def names() -> frozenset[str]:
    """The names of all tables, without loading one."""
    return frozenset(re.sub("(?<!^)(?=[A-Z])", "_", kind).lower() for kind in WHERE)


def load_all() -> None:
    """Load every table, for whoever works on the whole schema."""
    for module in dict.fromkeys(WHERE.values()):
        import_module(f"{__name__}.{module}")
