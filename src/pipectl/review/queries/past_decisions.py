"""Read what the last review decided about a deal, and what became of it."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.vocabulary import DONE, OPEN


class LastDecision(NamedTuple):
    """How a deal left its last review, with its next action of then and what became of that.

    `now_due_on` is the action's latest date, `ended_on` the day on which it ended.
    """

    answered_on: date
    ending: str
    action: str | None
    due_on: date | None
    due_time: str | None
    status: str | None
    now_due_on: date | None
    ended_on: date | None

    @property
    def fate(self) -> tuple[str, date | None]:
        """How the next action ended, or was put off, and when it was done or is due now."""
        due, now = self.due_on, self.now_due_on
        if self.status == DONE:
            is_late = due is not None and self.ended_on is not None and self.ended_on > due
            return "late" if is_late else "done", self.ended_on
        if self.status != OPEN:
            return self.status or "", self.ended_on
        if due is None or now is None or now == due:
            return "not done", None
        return "put off" if now > due else "brought forward", now

    def is_to_come(self, today: date) -> bool:
        """Return whether the next action is still ahead, as it was decided."""
        is_past = self.due_on is not None and self.due_on < today
        return self.fate[0] == "not done" and not is_past


# An action that was put off goes on in a later row with its uid.
LAST_DECISION_SQL = """
select
  a.answered_on,
  a.ending,
  n.text,
  n.due_on,
  n.due_time,
  l.status,
  l.due_on,
  l.ended_on
from review_answer as a
left join next_action as n on n.id = a.next_action_id
left join next_action as l on l.id = (
  select
    max(id)
  from next_action as later
  where later.uid = n.uid and later.opportunity_id = n.opportunity_id
)
where a.opportunity_id = :deal
order by a.review_id desc
limit 1
"""


def last_decision(reader: Reader, deal: int) -> LastDecision | None:
    """Return what the last review decided about a deal; None if it was in no review yet."""
    found = reader.records(LastDecision, LAST_DECISION_SQL, {"deal": deal})
    return found[0] if found else None
