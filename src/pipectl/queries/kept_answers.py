"""What was answered when a command was interrupted?"""

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from pipectl.store.kept_answers import KEPT_DAYS, KIND, Standing
from pipectl.store.reader import Reader, as_date

# A deal that moved away and came back is another one to who answers.
KEPT_SQL = """
select
  started_on,
  state
from review_position as p
where p.kind = :kind
  and p.uid = :key
  and p.started_on between :first and :today
  and not exists (
    select
      1
    from opportunity_history as h
    where h.opportunity_id = :id
      and h.id > p.history_mark
      and (h.stage_id <> :stage_id or h.status <> :status)
  )
"""


class Given(NamedTuple):
    """Answers by their questions, and when they were given."""

    on: date
    answers: dict[str, Any]


def kept_answers(
    reader: Reader, key: str, number: int, standing: Standing, today: date
) -> Given | None:
    """The answers that are kept for a command; none where the deal isn't as it was then."""
    values = {
        "kind": KIND,
        "key": key,
        "first": today - timedelta(days=KEPT_DAYS),
        "today": today,
        "id": number,
        "stage_id": standing.stage_id,
        "status": standing.status,
    }
    for given_on, state in reader.rows(KEPT_SQL, values):
        answers = understood(state, standing)
        if answers:
            return Given(as_date(given_on), answers)
    return None


def understood(state: object, standing: Standing) -> dict[str, Any]:
    """The answers in what is stored; none of what isn't as it was written."""
    try:
        found = json.loads(str(state))
        if found["standing"] != list(standing):
            return {}
        return {question: each for question, each in found["given"].items() if is_an_answer(each)}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return {}


def is_an_answer(found: object) -> bool:
    """Whether it is what a question left behind."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("text"), str)
        and isinstance(found.get("at"), str | None)
        and isinstance(found.get("ticked"), list | None)
    )
