"""Every table and column of the store, declared once.

Suffixes tell the unit: `_on` a local date, `_at` a UTC instant, `_minor` money in minor units,
`_bp` a probability in hundredths of a percent. `recorded_on` is the local date of the writing.

Only migrations, tests and `make rows` load them: commands work with `store/rows`.
"""

from pipectl.store.tables.activities import Activity, NextAction, SequenceTouch
from pipectl.store.tables.bookkeeping import (
    CalendarEntry,
    ForecastLog,
    ReminderClaim,
    ReviewPosition,
    StoreUpgrade,
)
from pipectl.store.tables.customers import (
    Campaign,
    ContactPersona,
    ContactRole,
    CustomerStage,
    FitCriterion,
    Persona,
    PersonaObjection,
)
from pipectl.store.tables.experiments import Experiment, ExperimentVisit
from pipectl.store.tables.external import (
    ExternalAccount,
    ExternalContact,
    ExternalRecord,
    ImportedOn,
    JournalRange,
)
from pipectl.store.tables.fields import (
    CustomField,
    FieldValue,
    Segment,
    SegmentHistory,
    TagHistory,
)
from pipectl.store.tables.gate import Criterion, CriterionMet, Qualification
from pipectl.store.tables.journal import JournalOperation, JournalRow
from pipectl.store.tables.opportunities import (
    Opportunity,
    OpportunityHistory,
    OpportunityTag,
    Renewal,
    StagePace,
    StageVisit,
)
from pipectl.store.tables.people import Account, Contact
from pipectl.store.tables.reviews import (
    FigureTarget,
    Goal,
    Priority,
    PriorityStep,
    Review,
    ReviewAnswer,
)
from pipectl.store.tables.sequences import Link, Sequence, SequenceRun, SequenceStep, Template
from pipectl.store.tables.setup import (
    ExchangeRate,
    Quota,
    QuotaHistory,
    Reason,
    Setting,
    StageHistory,
)
from pipectl.store.tables.stages import Action, Stage

MODELS = (
    Stage,
    Action,
    Setting,
    StageHistory,
    Reason,
    Segment,
    SegmentHistory,
    Quota,
    QuotaHistory,
    Account,
    Contact,
    Opportunity,
    OpportunityTag,
    OpportunityHistory,
    StageVisit,
    StagePace,
    NextAction,
    Activity,
    Criterion,
    CriterionMet,
    Qualification,
    JournalOperation,
    JournalRow,
    ExternalRecord,
    ImportedOn,
    JournalRange,
    Review,
    ReviewAnswer,
    Goal,
    Priority,
    PriorityStep,
    ReminderClaim,
    CalendarEntry,
    ForecastLog,
    ReviewPosition,
    StoreUpgrade,
    CustomField,
    FieldValue,
    TagHistory,
    FitCriterion,
    Campaign,
    Persona,
    PersonaObjection,
    ContactPersona,
    ContactRole,
    CustomerStage,
    ExternalContact,
    ExternalAccount,
    Template,
    Sequence,
    SequenceStep,
    SequenceRun,
    SequenceTouch,
    Link,
    Experiment,
    ExperimentVisit,
    FigureTarget,
    Renewal,
    ExchangeRate,
)
