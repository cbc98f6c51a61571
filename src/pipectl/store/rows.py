"""The rows of each table; written by `make rows` from `store/tables`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from pipectl.store.row import Row


class Stage(Row):
    """A named step of the pipeline.

    `playbook` is Markdown. At most `most_contacts` contacts with a deal in `contact_days`.
    """

    __table__ = "stage"
    __key__ = ("id",)

    id: int = 0
    name: str
    name_folded: str
    position: int
    probability_bp: int
    definition: str
    cadence_days: int
    stalled_days: int
    archived: bool = False
    short: str | None = None
    kind: str = "sales"
    playbook: str | None = None
    most_contacts: int | None = None
    contact_days: int | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            name: str = ...,
            name_folded: str = ...,
            position: int = ...,
            probability_bp: int = ...,
            definition: str = ...,
            cadence_days: int = ...,
            stalled_days: int = ...,
            archived: bool = ...,
            short: str | None = ...,
            kind: str = ...,
            playbook: str | None = ...,
            most_contacts: int | None = ...,
            contact_days: int | None = ...,
        ) -> Self: ...


class Action(Row):
    """An entry of the pick list of next actions; without a stage it is offered everywhere."""

    __table__ = "action"
    __key__ = ("id",)

    id: int = 0
    stage_id: int | None = None
    text: str
    text_folded: str
    kind: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            stage_id: int | None = ...,
            text: str = ...,
            text_folded: str = ...,
            kind: str | None = ...,
        ) -> Self: ...


class Setting(Row):
    """A setting that changes numbers."""

    __table__ = "setting"
    __key__ = ("key",)

    key: str
    value: str

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            value: str = ...,
        ) -> Self: ...


class StageHistory(Row):
    """A stage's probability and kind as they were set on a day (null: the kind wasn't kept yet)."""

    __table__ = "stage_history"
    __key__ = ("id",)

    id: int = 0
    stage_id: int
    happened_on: date
    probability_bp: int
    recorded_at: datetime
    recorded_on: date
    kind: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            stage_id: int = ...,
            happened_on: date = ...,
            probability_bp: int = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            kind: str | None = ...,
        ) -> Self: ...


class Reason(Row):
    """A reason for winning or losing that is offered."""

    __table__ = "reason"
    __key__ = ("id",)
    __unique__ = ("outcome", "text_folded")

    id: int = 0
    outcome: str
    text: str
    text_folded: str

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            outcome: str = ...,
            text: str = ...,
            text_folded: str = ...,
        ) -> Self: ...


class Segment(Row):
    """A filter of deals with a name; `conditions` is a JSON list of what `--where` takes."""

    __table__ = "segment"
    __key__ = ("id",)
    __unique__ = ("name_folded",)

    id: int = 0
    name: str
    name_folded: str
    conditions: str
    archived: bool = False

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            name: str = ...,
            name_folded: str = ...,
            conditions: str = ...,
            archived: bool = ...,
        ) -> Self: ...


class SegmentHistory(Row):
    """A segment's conditions as they were set on a day."""

    __table__ = "segment_history"
    __key__ = ("id",)

    id: int = 0
    segment_id: int
    conditions: str
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            segment_id: int = ...,
            conditions: str = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class Quota(Row):
    """Money, and perhaps a number of wins, to reach in a period, of all deals or of a segment.

    One that is nobody's is the team's.
    """

    __table__ = "quota"
    __key__ = ("id",)
    __unique__ = ("starts_on", "ends_on", "currency", "segment_id", "owner")

    id: int = 0
    period: str
    starts_on: date
    ends_on: date
    amount_minor: int
    currency: str
    count: int | None = None
    segment_id: int | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            period: str = ...,
            starts_on: date = ...,
            ends_on: date = ...,
            amount_minor: int = ...,
            currency: str = ...,
            count: int | None = ...,
            segment_id: int | None = ...,
            owner: str = ...,
        ) -> Self: ...


class QuotaHistory(Row):
    """A quota as it was set on a day."""

    __table__ = "quota_history"
    __key__ = ("id",)

    id: int = 0
    quota_id: int
    happened_on: date
    amount_minor: int
    count: int | None = None
    reason: str | None = None
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            quota_id: int = ...,
            happened_on: date = ...,
            amount_minor: int = ...,
            count: int | None = ...,
            reason: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class Account(Row):
    """A company or person that buys."""

    __table__ = "account"
    __key__ = ("id",)
    __unique__ = ("uid", "name_folded")

    id: int = 0
    uid: str
    name: str
    name_folded: str
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    every: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            name: str = ...,
            name_folded: str = ...,
            email: str | None = ...,
            phone: str | None = ...,
            note: str | None = ...,
            every: str | None = ...,
        ) -> Self: ...


class Contact(Row):
    """A person at an account."""

    __table__ = "contact"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    name: str
    name_folded: str
    account_id: int | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    every: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            name: str = ...,
            name_folded: str = ...,
            account_id: int | None = ...,
            title: str | None = ...,
            email: str | None = ...,
            phone: str | None = ...,
            note: str | None = ...,
            every: str | None = ...,
        ) -> Self: ...


class Opportunity(Row):
    """One possible sale as it stands now; its past is in `opportunity_history`.

    `added_on` is the day it entered the store, `created_on` the day it began. `pushes`,
    `last_contact_on`, `asked_on` and `buying` repeat what the rows of history, activities and
    qualifications say, so that a list needn't count them. A recurring amount (`recurring_minor` a
    `recurring_per`, a month or a year) comes to `amount_minor` over `term_months`. A renewal is
    created on the day on which it begins, which may be ahead.
    """

    __table__ = "opportunity"
    __key__ = ("id",)
    __unique__ = ("uid", "slug", "key")

    id: int = 0
    uid: str
    slug: str | None = None
    key: str | None = None
    title: str
    title_folded: str
    account_id: int | None = None
    contact_id: int | None = None
    parent_id: int | None = None
    amount_minor: int | None = None
    currency: str
    stage_id: int
    stage_entered_on: date
    probability_bp: int | None = None
    status: str = "open"
    close_on: date | None = None
    source: str | None = None
    campaign: str | None = None
    note: str | None = None
    created_on: date
    added_on: date
    closed_on: date | None = None
    reason: str | None = None
    closing_note: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    pushes: int = 0
    last_contact_on: date | None = None
    asked_on: date | None = None
    buying: str | None = None
    recurring_minor: int | None = None
    recurring_per: str | None = None
    term_months: int | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            slug: str | None = ...,
            key: str | None = ...,
            title: str = ...,
            title_folded: str = ...,
            account_id: int | None = ...,
            contact_id: int | None = ...,
            parent_id: int | None = ...,
            amount_minor: int | None = ...,
            currency: str = ...,
            stage_id: int = ...,
            stage_entered_on: date = ...,
            probability_bp: int | None = ...,
            status: str = ...,
            close_on: date | None = ...,
            source: str | None = ...,
            campaign: str | None = ...,
            note: str | None = ...,
            created_on: date = ...,
            added_on: date = ...,
            closed_on: date | None = ...,
            reason: str | None = ...,
            closing_note: str | None = ...,
            competitor: str | None = ...,
            revisit_on: date | None = ...,
            pushes: int = ...,
            last_contact_on: date | None = ...,
            asked_on: date | None = ...,
            buying: str | None = ...,
            recurring_minor: int | None = ...,
            recurring_per: str | None = ...,
            term_months: int | None = ...,
            owner: str = ...,
        ) -> Self: ...


class OpportunityTag(Row):
    """A word that an opportunity is found by."""

    __table__ = "opportunity_tag"
    __key__ = (
        "opportunity_id",
        "tag_folded",
    )

    opportunity_id: int
    tag_folded: str
    tag: str

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            tag: str = ...,
        ) -> Self: ...


class OpportunityHistory(Row):
    """An opportunity as it was from `happened_on` on; one row with every change of these."""

    __table__ = "opportunity_history"
    __key__ = ("id",)

    id: int = 0
    opportunity_id: int
    happened_on: date
    created_on: date
    stage_id: int
    stage_entered_on: date
    status: str
    amount_minor: int | None = None
    currency: str
    close_on: date | None = None
    probability_bp: int | None = None
    closed_on: date | None = None
    reason: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    note: str | None = None
    recorded_at: datetime
    recorded_on: date
    recurring_minor: int | None = None
    recurring_per: str | None = None
    term_months: int | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            opportunity_id: int = ...,
            happened_on: date = ...,
            created_on: date = ...,
            stage_id: int = ...,
            stage_entered_on: date = ...,
            status: str = ...,
            amount_minor: int | None = ...,
            currency: str = ...,
            close_on: date | None = ...,
            probability_bp: int | None = ...,
            closed_on: date | None = ...,
            reason: str | None = ...,
            competitor: str | None = ...,
            revisit_on: date | None = ...,
            note: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            recurring_minor: int | None = ...,
            recurring_per: str | None = ...,
            term_months: int | None = ...,
            owner: str = ...,
        ) -> Self: ...


class StageVisit(Row):
    """Derived: an opportunity's stay in a stage, all its visits together; `days` once it left."""

    __table__ = "stage_visit"
    __key__ = (
        "opportunity_id",
        "stage_id",
    )

    opportunity_id: int
    stage_id: int
    days: int = 0
    gone: bool = False
    won: bool = False

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            days: int = ...,
            gone: bool = ...,
            won: bool = ...,
        ) -> Self: ...


class StagePace(Row):
    """Derived: how long won opportunities stayed in a stage (75th percentile)."""

    __table__ = "stage_pace"
    __key__ = ("stage_id",)

    stage_id: int
    won_count: int
    slow_days: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            won_count: int = ...,
            slow_days: int = ...,
        ) -> Self: ...


class NextAction(Row):
    """The one thing that must happen next, or how it ended.

    Rows are never overwritten: a new date ends the old row as replaced, and the new row carries
    its `uid` on, so that a calendar knows it again.

    One that is done and has `every` ("6w") comes again.
    """

    __table__ = "next_action"
    __key__ = ("id",)
    __unique__ = ("opportunity_id", "status")

    id: int = 0
    uid: str
    opportunity_id: int
    stage_id: int
    text: str
    text_folded: str
    kind: str | None = None
    due_on: date | None = None
    due_time: str | None = None
    status: str = "open"
    outcome: str | None = None
    advanced: bool = False
    created_on: date
    ended_on: date | None = None
    every: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            opportunity_id: int = ...,
            stage_id: int = ...,
            text: str = ...,
            text_folded: str = ...,
            kind: str | None = ...,
            due_on: date | None = ...,
            due_time: str | None = ...,
            status: str = ...,
            outcome: str | None = ...,
            advanced: bool = ...,
            created_on: date = ...,
            ended_on: date | None = ...,
            every: str | None = ...,
        ) -> Self: ...


class Activity(Row):
    """Something done and counted."""

    __table__ = "activity"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    kind: str
    count: int = 1
    opportunity_id: int | None = None
    contact_id: int | None = None
    next_action_id: int | None = None
    done_on: date
    text: str | None = None
    recorded_at: datetime
    recorded_on: date
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            kind: str = ...,
            count: int = ...,
            opportunity_id: int | None = ...,
            contact_id: int | None = ...,
            next_action_id: int | None = ...,
            done_on: date = ...,
            text: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            owner: str = ...,
        ) -> Self: ...


class Criterion(Row):
    """Something that must be true before an opportunity leaves a stage forward."""

    __table__ = "criterion"
    __key__ = ("id",)

    id: int = 0
    stage_id: int
    text: str
    text_folded: str
    required: bool = False
    archived: bool = False

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            stage_id: int = ...,
            text: str = ...,
            text_folded: str = ...,
            required: bool = ...,
            archived: bool = ...,
        ) -> Self: ...


class CriterionMet(Row):
    """A criterion ticked for an opportunity, perhaps with an answer ("40k, approved by Dana")."""

    __table__ = "criterion_met"
    __key__ = (
        "opportunity_id",
        "criterion_id",
    )

    opportunity_id: int
    criterion_id: int
    met_on: date
    answer: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            met_on: date = ...,
            answer: str | None = ...,
        ) -> Self: ...


class Qualification(Row):
    """The three questions, answered for the stage that it stands in or moves to.

    `buying_on` and `why_on` are set where a review kept that answer: the day it was given on.
    """

    __table__ = "qualification"
    __key__ = ("id",)

    id: int = 0
    opportunity_id: int
    stage_id: int
    buying: str
    why: str
    next_action_id: int | None = None
    factor: str | None = None
    override: str | None = None
    asked_on: date
    recorded_at: datetime
    recorded_on: date
    buying_on: date | None = None
    why_on: date | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            opportunity_id: int = ...,
            stage_id: int = ...,
            buying: str = ...,
            why: str = ...,
            next_action_id: int | None = ...,
            factor: str | None = ...,
            override: str | None = ...,
            asked_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            buying_on: date | None = ...,
            why_on: date | None = ...,
        ) -> Self: ...


class JournalOperation(Row):
    """One undoable operation; `state` is done, undone, or dropped (undone for good).

    `owner` is who did it.
    """

    __table__ = "journal_operation"
    __key__ = ("id",)

    id: int = 0
    at: datetime
    on_day: date
    command: str
    state: str = "done"
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            at: datetime = ...,
            on_day: date = ...,
            command: str = ...,
            state: str = ...,
            owner: str = ...,
        ) -> Self: ...


class JournalRow(Row):
    """A row before and after an operation, as JSON; null where there was none."""

    __table__ = "journal_row"
    __key__ = ("id",)

    id: int = 0
    operation_id: int
    table_name: str
    row_key: str
    before: str | None = None
    after: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            operation_id: int = ...,
            table_name: str = ...,
            row_key: str = ...,
            before: str | None = ...,
            after: str | None = ...,
        ) -> Self: ...


class ExternalRecord(Row):
    """By which identifier another system (hubspot, csv, …) knows an opportunity."""

    __table__ = "external_record"
    __key__ = (
        "source",
        "identifier",
    )

    source: str
    identifier: str
    opportunity_id: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            opportunity_id: int = ...,
        ) -> Self: ...


class ImportedOn(Row):
    """The day on which an opportunity was imported; one typed in has none."""

    __table__ = "imported_on"
    __key__ = ("opportunity_id",)

    opportunity_id: int
    imported_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            imported_on: date = ...,
        ) -> Self: ...


class JournalRange(Row):
    """Rows that a bulk operation created: those whose `key_column` is from `first` to `last`.

    `digest` tells whether they are as they were written; `content` has them (JSON Lines,
    compressed, base 64) while the operation is undone.
    """

    __table__ = "journal_range"
    __key__ = (
        "operation_id",
        "table_name",
        "first",
    )

    operation_id: int
    table_name: str
    key_column: str
    first: int
    last: int
    digest: str
    content: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            key_column: str = ...,
            last: int = ...,
            digest: str = ...,
            content: str | None = ...,
        ) -> Self: ...


class Review(Row):
    """A review; `minutes` are the facts (JSON) that its minutes are written from.

    `history_mark` is the last row of the opportunities' history that it told of, `told_at` the
    instant up to which; what comes after is for the next one.
    """

    __table__ = "review"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    kind: str
    started_at: datetime
    started_on: date
    history_mark: int
    told_at: datetime
    finished_on: date | None = None
    minutes: str | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            kind: str = ...,
            started_at: datetime = ...,
            started_on: date = ...,
            history_mark: int = ...,
            told_at: datetime = ...,
            finished_on: date | None = ...,
            minutes: str | None = ...,
            owner: str = ...,
        ) -> Self: ...


class ReviewAnswer(Row):
    """How one opportunity left a review, and which of its three answers were kept as they were."""

    __table__ = "review_answer"
    __key__ = (
        "review_id",
        "opportunity_id",
    )

    review_id: int
    opportunity_id: int
    ending: str
    kept_buying: bool = False
    kept_why: bool = False
    kept_next: bool = False
    qualification_id: int | None = None
    next_action_id: int | None = None
    answered_at: datetime
    answered_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            ending: str = ...,
            kept_buying: bool = ...,
            kept_why: bool = ...,
            kept_next: bool = ...,
            qualification_id: int | None = ...,
            next_action_id: int | None = ...,
            answered_at: datetime = ...,
            answered_on: date = ...,
        ) -> Self: ...


class Goal(Row):
    """How many activities of a kind a week, month or quarter."""

    __table__ = "goal"
    __key__ = (
        "kind",
        "per",
        "owner",
    )

    kind: str
    per: str
    count: int
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            count: int = ...,
        ) -> Self: ...


class Priority(Row):
    """One of the three things of a quarter; `place` is the number that it is called by."""

    __table__ = "priority"
    __key__ = ("id",)
    __unique__ = ("uid", "place", "starts_on", "owner")

    id: int = 0
    uid: str
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            place: int = ...,
            text: str = ...,
            period: str = ...,
            starts_on: date = ...,
            ends_on: date = ...,
            set_on: date = ...,
            done_on: date | None = ...,
            owner: str = ...,
        ) -> Self: ...


class PriorityStep(Row):
    """A monthly target of a priority (due at the month's end), or an action for it."""

    __table__ = "priority_step"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    priority_id: int
    kind: str
    text: str
    due_on: date | None = None
    done_on: date | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            priority_id: int = ...,
            kind: str = ...,
            text: str = ...,
            due_on: date | None = ...,
            done_on: date | None = ...,
        ) -> Self: ...


class ReminderClaim(Row):
    """An item that was sent on a day, so that it isn't sent twice."""

    __table__ = "reminder_claim"
    __key__ = (
        "item",
        "claimed_on",
        "owner",
    )

    item: str
    claimed_on: date
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
        ) -> Self: ...


class CalendarEntry(Row):
    """What a calendar was last told about a `uid`; `content` is the entry as JSON."""

    __table__ = "calendar_entry"
    __key__ = (
        "uid",
        "owner",
    )

    uid: str
    sequence: int
    content: str
    cancelled: bool = False
    stamped_at: datetime
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            sequence: int = ...,
            content: str = ...,
            cancelled: bool = ...,
            stamped_at: datetime = ...,
        ) -> Self: ...


class ForecastLog(Row):
    """The last forecast of a day for a period's quota: what it said will be asked one day.

    Money in minor units; `low`, `median` and `high` are the 10 %, 50 % and 90 % quantiles.
    """

    __table__ = "forecast_log"
    __key__ = (
        "made_on",
        "starts_on",
        "ends_on",
        "currency",
        "owner",
    )

    made_on: date
    starts_on: date
    ends_on: date
    currency: str
    quota_minor: int
    chance_bp: int
    low_minor: int
    median_minor: int
    high_minor: int
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            quota_minor: int = ...,
            chance_bp: int = ...,
            low_minor: int = ...,
            median_minor: int = ...,
            high_minor: int = ...,
        ) -> Self: ...


class ReviewPosition(Row):
    """How far a review got that is, or was, under way; `state` is JSON."""

    __table__ = "review_position"
    __key__ = (
        "uid",
        "owner",
    )

    uid: str
    kind: str
    started_at: datetime
    started_on: date
    history_mark: int
    state: str
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            kind: str = ...,
            started_at: datetime = ...,
            started_on: date = ...,
            history_mark: int = ...,
            state: str = ...,
        ) -> Self: ...


class StoreUpgrade(Row):
    """A migration; operations up to `last_operation` were written before it."""

    __table__ = "store_upgrade"
    __key__ = ("version",)

    version: str
    upgraded_at: datetime
    last_operation: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            upgraded_at: datetime = ...,
            last_operation: int = ...,
        ) -> Self: ...


class CustomField(Row):
    """Something that the user keeps of each deal, account or contact.

    `choices` is a JSON list of the texts that a field of type `choice` can hold. An archived field
    was removed; its values stay.
    """

    __table__ = "custom_field"
    __key__ = ("id",)

    id: int = 0
    owner: str
    name: str
    name_folded: str
    type: str
    choices: str | None = None
    archived: bool = False

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            owner: str = ...,
            name: str = ...,
            name_folded: str = ...,
            type: str = ...,
            choices: str | None = ...,
            archived: bool = ...,
        ) -> Self: ...


class FieldValue(Row):
    """A field's value of one deal, account or contact, from `recorded_at` on; null if cleared.

    Rows are only added: the one recorded last counts, on equal instants the one with the highest
    number. `value` is in stored form: a number or an amount in digits, an ISO date, `yes` or `no`.
    """

    __table__ = "field_value"
    __key__ = ("id",)

    id: int = 0
    field_id: int
    opportunity_id: int | None = None
    account_id: int | None = None
    contact_id: int | None = None
    value: str | None = None
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            field_id: int = ...,
            opportunity_id: int | None = ...,
            account_id: int | None = ...,
            contact_id: int | None = ...,
            value: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class TagHistory(Row):
    """A tag that was added to or taken off an opportunity; `opportunity_tag` has the present ones.

    A present tag without a row was there before changes of tags were kept.
    """

    __table__ = "tag_history"
    __key__ = ("id",)

    id: int = 0
    opportunity_id: int
    tag: str
    tag_folded: str
    added: bool
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            opportunity_id: int = ...,
            tag: str = ...,
            tag_folded: str = ...,
            added: bool = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class FitCriterion(Row):
    """A condition on the ideal customer, and how much it weighs; one for each field."""

    __table__ = "fit_criterion"
    __key__ = ("id",)
    __unique__ = ("field_folded",)

    id: int = 0
    field_folded: str
    condition: str
    weight: int = 1

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            field_folded: str = ...,
            condition: str = ...,
            weight: int = ...,
        ) -> Self: ...


class Campaign(Row):
    """Where deals came from, what it cost, and when it ran; deals name it in `campaign`."""

    __table__ = "campaign"
    __key__ = ("id",)
    __unique__ = ("name_folded",)

    id: int = 0
    name: str
    name_folded: str
    cost_minor: int | None = None
    currency: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    source: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            name: str = ...,
            name_folded: str = ...,
            cost_minor: int | None = ...,
            currency: str | None = ...,
            starts_on: date | None = ...,
            ends_on: date | None = ...,
            source: str | None = ...,
        ) -> Self: ...


class Persona(Row):
    """A kind of person that the user sells to."""

    __table__ = "persona"
    __key__ = ("id",)
    __unique__ = ("name_folded",)

    id: int = 0
    name: str
    name_folded: str
    motivation: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            name: str = ...,
            name_folded: str = ...,
            motivation: str | None = ...,
        ) -> Self: ...


class PersonaObjection(Row):
    """What such a person objects, and what to answer."""

    __table__ = "persona_objection"
    __key__ = ("id",)

    id: int = 0
    persona_id: int
    objection: str
    objection_folded: str
    answer: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            persona_id: int = ...,
            objection: str = ...,
            objection_folded: str = ...,
            answer: str | None = ...,
        ) -> Self: ...


class ContactPersona(Row):
    """The persona of a contact."""

    __table__ = "contact_persona"
    __key__ = ("contact_id",)

    contact_id: int
    persona_id: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            persona_id: int = ...,
        ) -> Self: ...


class ContactRole(Row):
    """A contact's part in a deal, from `started_on` until `ended_on`; `why` it ended.

    A main contact who was replaced without ever having had a role leaves a row without one.
    """

    __table__ = "contact_role"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    opportunity_id: int
    contact_id: int
    role: str | None = None
    stance: str | None = None
    started_on: date
    recorded_at: datetime
    recorded_on: date
    ended_on: date | None = None
    ended_recorded_on: date | None = None
    why: str | None = None
    replaced_by_id: int | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            opportunity_id: int = ...,
            contact_id: int = ...,
            role: str | None = ...,
            stance: str | None = ...,
            started_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            ended_on: date | None = ...,
            ended_recorded_on: date | None = ...,
            why: str | None = ...,
            replaced_by_id: int | None = ...,
        ) -> Self: ...


class CustomerStage(Row):
    """A won deal that entered a customer stage; it stays won, in the stage it was won in.

    Rows are only added: the one recorded last counts.
    """

    __table__ = "customer_stage"
    __key__ = ("id",)

    id: int = 0
    opportunity_id: int
    stage_id: int
    happened_on: date
    why: str | None = None
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            opportunity_id: int = ...,
            stage_id: int = ...,
            happened_on: date = ...,
            why: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class ExternalContact(Row):
    """By which identifier another system (hubspot, google, …) knows a contact."""

    __table__ = "external_contact"
    __key__ = (
        "source",
        "identifier",
    )

    source: str
    identifier: str
    contact_id: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            contact_id: int = ...,
        ) -> Self: ...


class ExternalAccount(Row):
    """By which identifier another system knows an account."""

    __table__ = "external_account"
    __key__ = (
        "source",
        "identifier",
    )

    source: str
    identifier: str
    account_id: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            account_id: int = ...,
        ) -> Self: ...


class Template(Row):
    """The text of a message, with the names of what is filled in."""

    __table__ = "template"
    __key__ = ("id",)
    __unique__ = ("name_folded",)

    id: int = 0
    name: str
    name_folded: str
    stage_id: int | None = None
    kind: str | None = None
    subject: str | None = None
    body: str

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            name: str = ...,
            name_folded: str = ...,
            stage_id: int | None = ...,
            kind: str | None = ...,
            subject: str | None = ...,
            body: str = ...,
        ) -> Self: ...


class Sequence(Row):
    """Steps that follow each other; they never change, so that runs can be compared."""

    __table__ = "sequence"
    __key__ = ("id",)
    __unique__ = ("uid", "name_folded", "archived")

    id: int = 0
    uid: str
    name: str
    name_folded: str
    archived: bool = False

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            name: str = ...,
            name_folded: str = ...,
            archived: bool = ...,
        ) -> Self: ...


class SequenceStep(Row):
    """A next action, so many days after the step before (the first: after the start)."""

    __table__ = "sequence_step"
    __key__ = ("id",)
    __unique__ = ("sequence_id", "place")

    id: int = 0
    sequence_id: int
    place: int
    wait_days: int
    kind: str
    text: str
    template_id: int | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            sequence_id: int = ...,
            place: int = ...,
            wait_days: int = ...,
            kind: str = ...,
            text: str = ...,
            template_id: int | None = ...,
        ) -> Self: ...


class SequenceRun(Row):
    """A sequence started for a deal and the contact whom its messages go to."""

    __table__ = "sequence_run"
    __key__ = ("id",)
    __unique__ = ("uid", "opportunity_id", "contact_id", "ended_on")

    id: int = 0
    uid: str
    sequence_id: int
    opportunity_id: int
    contact_id: int | None = None
    started_on: date
    recorded_at: datetime
    recorded_on: date
    ended_on: date | None = None
    ended_by: str | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            sequence_id: int = ...,
            opportunity_id: int = ...,
            contact_id: int | None = ...,
            started_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            ended_on: date | None = ...,
            ended_by: str | None = ...,
        ) -> Self: ...


class SequenceTouch(Row):
    """A next action that is a step of a sequence; also of the row that replaces it."""

    __table__ = "sequence_touch"
    __key__ = ("next_action_id",)

    next_action_id: int
    sequence_run_id: int
    sequence_step_id: int

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            sequence_run_id: int = ...,
            sequence_step_id: int = ...,
        ) -> Self: ...


class Link(Row):
    """A page or document of a deal, or one that is of use in a stage."""

    __table__ = "link"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    opportunity_id: int | None = None
    stage_id: int | None = None
    url: str
    kind: str | None = None
    title: str | None = None
    added_on: date
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            opportunity_id: int | None = ...,
            stage_id: int | None = ...,
            url: str = ...,
            kind: str | None = ...,
            title: str | None = ...,
            added_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class Experiment(Row):
    """Two or more ways (`arms`, a JSON list of names) to treat the deals that enter a stage."""

    __table__ = "experiment"
    __key__ = ("id",)
    __unique__ = ("uid", "name_folded", "stage_id", "ended_on")

    id: int = 0
    uid: str
    name: str
    name_folded: str
    stage_id: int
    arms: str
    metric: str
    alternate: bool = False
    started_on: date
    ended_on: date | None = None
    recorded_at: datetime
    recorded_on: date
    ended_recorded_on: date | None = None

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            name: str = ...,
            name_folded: str = ...,
            stage_id: int = ...,
            arms: str = ...,
            metric: str = ...,
            alternate: bool = ...,
            started_on: date = ...,
            ended_on: date | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
            ended_recorded_on: date | None = ...,
        ) -> Self: ...


class ExperimentVisit(Row):
    """A deal's visit to the stage, and the arm that it was given."""

    __table__ = "experiment_visit"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    experiment_id: int
    opportunity_id: int
    arm: str
    entered_on: date
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            experiment_id: int = ...,
            opportunity_id: int = ...,
            arm: str = ...,
            entered_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class FigureTarget(Row):
    """What a figure shall reach, or an outside one that it is compared with.

    `value` is in hundredths of a percent, days, minor units or deals, as the figure is.
    """

    __table__ = "figure_target"
    __key__ = (
        "figure",
        "role",
        "owner",
    )

    figure: str
    role: str
    value: int
    currency: str | None = None
    source: str | None = None
    owner: str = ""

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            value: int = ...,
            currency: str | None = ...,
            source: str | None = ...,
        ) -> Self: ...


class Renewal(Row):
    """A deal that renews a won one (`renewed_id`) for `months`, from the day after `ends_on`."""

    __table__ = "renewal"
    __key__ = ("id",)
    __unique__ = ("uid", "opportunity_id")

    id: int = 0
    uid: str
    opportunity_id: int
    renewed_id: int
    months: int
    ends_on: date
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            opportunity_id: int = ...,
            renewed_id: int = ...,
            months: int = ...,
            ends_on: date = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


class ExchangeRate(Row):
    """What one unit of a currency is worth in another (`base`) from a day on.

    `rate` is a decimal number as text ("1.08"); without one there is no rate from that day on.
    """

    __table__ = "exchange_rate"
    __key__ = ("id",)
    __unique__ = ("uid",)

    id: int = 0
    uid: str
    currency: str
    base: str
    happened_on: date
    rate: str | None = None
    recorded_at: datetime
    recorded_on: date

    if TYPE_CHECKING:

        def changeable(
            self,
            *,
            uid: str = ...,
            currency: str = ...,
            base: str = ...,
            happened_on: date = ...,
            rate: str | None = ...,
            recorded_at: datetime = ...,
            recorded_on: date = ...,
        ) -> Self: ...


KINDS: dict[str, type[Row]] = {
    kind.__table__: kind
    for kind in (
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
}
