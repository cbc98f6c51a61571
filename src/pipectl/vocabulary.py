"""What is stored as text: statuses, answers and kinds, and how long texts may be."""

from typing import Final

OPEN: Final = "open"
WON: Final = "won"
LOST: Final = "lost"
DELETED: Final = "deleted"
STATUSES: Final = (OPEN, WON, LOST, DELETED)
CLOSED: Final = (WON, LOST)
# How reports call a deal that was lost from a lead stage.
DISQUALIFIED: Final = "disqualified"

# What a stage is for: unqualified leads, sales, or customers who have already bought. The stages
# stand in this order.
LEAD: Final = "lead"
SALES: Final = "sales"
CUSTOMER: Final = "customer"
STAGE_KINDS: Final = (LEAD, SALES, CUSTOMER)

# Custom fields: what has them, and what they hold.
FIELD_OWNERS: Final = ("deal", "account", "contact")
FIELD_TYPES: Final = ("text", "number", "money", "date", "choice", "yes-no")

# What a contact is in a deal; any other words can be given, too.
ROLES: Final = ("champion", "economic-buyer", "user", "technical", "blocker")
# Where a contact stands towards a deal.
STANCES: Final = ("for", "neutral", "against")
# What is calculated for a deal, by the names that list, filters and templates take.
FIT, SCORE = "fit", "score"
# The grades of fit, each with the least score for it.
FIT_GRADES: Final = {"A": 75, "B": 50, "C": 25, "D": 0}

BUYING: Final = ("yes", "no", "unsure")

DONE: Final = "done"
REPLACED: Final = "replaced"
DROPPED: Final = "dropped"
ENDINGS: Final = (DONE, REPLACED, DROPPED)

ACTIVITY_KINDS: Final = ("outreach", "call", "follow-up", "meeting", "proposal", "note")
# An answer of the prospect is logged, but can't be planned.
REPLY: Final = "reply"
LOGGED_KINDS: Final = (*ACTIVITY_KINDS[:-1], REPLY, ACTIVITY_KINDS[-1])
CONTACT_KINDS: Final = LOGGED_KINDS[:-1]
# What can have a goal: what one does oneself to get in touch.
GOAL_KINDS: Final = ACTIVITY_KINDS[:-1]

# How a sequence ended: by an answer, by the deal's closing, by hand, or after its last step.
MEETING: Final = "meeting"
STOPPED: Final = "stopped"
FINISHED: Final = "finished"
SEQUENCE_ENDS: Final = (REPLY, MEETING, "closed", STOPPED, FINISHED)

# What the arms of an experiment are compared by.
EXPERIMENT_METRICS: Final = ("advance", "win", "days")

# Per what a recurring amount is; the most months of one, and of a renewal.
RECURRING: Final = ("month", "year")
MOST_MONTHS: Final = 600

# The figures that can have a goal of their own, or be compared with an outside one.
FIGURES: Final = ("win-rate", "cycle", "average", "open")
TARGETS: Final = ("goal", "benchmark")

REVIEW_KINDS: Final = ("weekly", "monthly", "quarterly")
# A priority of a quarter is called by its place: there are as many as places.
PLACES: Final = (1, 2, 3)
GOAL_SPANS: Final = ("week", "month", "quarter")
# How an opportunity leaves a review: its answers kept or given anew, moved, closed.
ENDS_IN_REVIEW: Final = ("kept", "answered", "moved", WON, LOST)
# The greatest number of characters of one line, by TABLE.COLUMN or column; of any other, LONG.
LONGEST: Final = {
    "action.text": 100,
    "contact.title": 100,
    "criterion.text": 200,
    "email": 254,
    "every": 20,
    "experiment_visit.arm": 50,
    "arms": 500,
    "figure_target.source": 200,
    "identifier": 200,
    "key": 200,
    "name": 200,
    "owner": 100,
    "phone": 50,
    "priority.text": 200,
    "priority_step.text": 200,
    "reason.text": 200,
    "link.kind": 50,
    "link.title": 200,
    "url": 2000,
    "template.body": 20_000,
    "template.subject": 200,
    "playbook": 20_000,
    "sequence_step.text": 200,
    "role": 100,
    "source": 100,
    "campaign": 100,
    "campaign.name": 100,
    "stage.name": 60,
    "tag": 50,
    "value": 20_000,
    "why": 2000,
}
LONG: Final = 500
# The columns that `list` can show, in the order in which an error names them.
LIST_COLUMNS: Final = (
    *("id", "title", "amount", "stage", "probability", "days_in_stage", "close_on"),
    *("next_action", "flags", "account", "contact", "weighted", "slug", "uid", "status"),
    *("source", "campaign", "tags", "created_on", "stage_entered_on", "age_days", "pushes"),
    *("closed_on", "reason", "competitor", "revisit_on", "parent", "qualification"),
    *("probability_from", "currency", "disqualified", "customer_stage"),
    "customer_stage_entered_on",
    "recurring",
    "owner",
)


def row_words(name: str) -> str:
    """Return the name of a table or column in words: `deal history`."""
    return name.replace("opportunity", "deal").replace("_", " ")
