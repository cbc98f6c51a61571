"""What is wrong with an opportunity: stalled, stale, overdue and slipped are different signals."""

from collections.abc import Iterable
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import ENOUGH_WINS
from pipectl.vocabulary import LOST, OPEN

# From which sales stage on a deal should have how many contacts.
LATE_STAGE, ENOUGH_CONTACTS = 3, 2
# Each flag's points: most for missed actions and dates, then neglect, then doubt.
RISK = {
    "overdue": 3,
    "slipped": 3,
    "stalled": 3,
    "no-next-action": 2,
    "stale": 2,
    "unqualified": 2,
    "due-today": 1,
    "single-threaded": 1,
}


class OpportunityState(NamedTuple):
    """What the signals of one opportunity depend on.

    A renewal that was added before it begins has that day as `added_on`.
    """

    status: str
    stage_entered_on: date
    added_on: date
    last_contact_on: date | None
    has_next: bool
    due_on: date | None
    close_on: date | None
    asked_on: date | None
    buying: str | None
    revisit_on: date | None
    cadence_days: int
    slow_days: int
    is_single_threaded: bool
    is_customer: bool = False  # won, and in a customer stage, whose cadence it has

    @property
    def is_looked_after(self) -> bool:
        """Whether it must have a next action and be in touch."""
        return self.status == OPEN or self.is_customer


def slow_after(stalled_days: int, won_count: int | None, won_slow_days: int | None) -> int:
    """Days in a stage after which an opportunity is stalled there."""
    if won_count is not None and won_slow_days is not None and won_count >= ENOUGH_WINS:
        return won_slow_days
    return stalled_days


def flags(standing: OpportunityState, today: date) -> tuple[str, ...]:
    """The signals, in the order of the vocabulary."""
    found = [*action_flags(standing, today)]
    if standing.status == OPEN:
        found += pipeline_flags(standing, today)
    elif standing.is_customer and is_stale(standing, today):
        found.append("stale")
    if standing.status == LOST and standing.revisit_on and standing.revisit_on <= today:
        found.append("revisit")
    return tuple(found)


def action_flags(standing: OpportunityState, today: date) -> list[str]:
    """What the next action says, of open and of won ones."""
    if not standing.has_next:
        return ["no-next-action"] if standing.is_looked_after else []
    if standing.due_on is None or standing.due_on > today:
        return []
    return ["overdue" if standing.due_on < today else "due-today"]


def pipeline_flags(standing: OpportunityState, today: date) -> list[str]:
    """What only an open opportunity can be; nothing before it begins, as a renewal does later."""
    if standing.stage_entered_on > today:
        return []
    found = []
    if is_stale(standing, today):
        found.append("stale")
    if is_stalled((today - standing.stage_entered_on).days, standing.slow_days):
        found.append("stalled")
    if standing.close_on is not None and standing.close_on < today:
        found.append("slipped")
    if is_unqualified(standing):
        found.append("unqualified")
    if standing.is_single_threaded:
        found.append("single-threaded")
    return found


def risk_points(found: Iterable[str]) -> int:
    """The sum of the points of some flags."""
    return sum(RISK.get(flag, 0) for flag in found)


def contact_on(standing: OpportunityState) -> date:
    """The day of the last contact; of one without any, the day it was added."""
    return standing.last_contact_on or standing.added_on


def is_stale(standing: OpportunityState, today: date) -> bool:
    """Whether there was no contact for longer than its stage's cadence."""
    return (today - contact_on(standing)).days > standing.cadence_days


def is_stalled(days_in_stage: int, slow_days: int) -> bool:
    """Whether it has been in its stage for longer than won ones, or the setting, take there."""
    return days_in_stage > slow_days


def is_unqualified(standing: OpportunityState) -> bool:
    """The three questions weren't answered in this stage, or the first not with certainty."""
    if standing.asked_on is None or standing.asked_on < standing.stage_entered_on:
        return True
    return standing.buying != "yes"
