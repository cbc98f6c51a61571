"""Keep the answers of an interrupted command."""

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipectl.errors import StoreError
from pipectl.named_tuple import NamedTuple
from pipectl.store.opening import write_note
from pipectl.store.reader import Reader, as_date

if TYPE_CHECKING:
    from pathlib import Path

    from pipectl.server_address import ServerStore
    from pipectl.store.temporary import Connection

KIND = "answers"  # beside the kinds of reviews, whose answers are kept in the same table
KEPT_DAYS = 7
# Somebody sits at the terminal: a store that is busy isn't waited for between two questions.
PATIENCE_MS = 200


class AskedAbout(NamedTuple):
    """The state of the deal that the answers were about; they expire when it changes."""

    stage_id: int
    status: str
    action: str | None


class KeptAnswers(NamedTuple):
    """Answers by their questions, and the day on which they were given."""

    key: str
    given_at: datetime
    given_on: date
    opportunity_id: int
    standing: AskedAbout
    given: dict[str, Any]
    owner: str = ""


SAVE_SQL = """
insert into review_position
  (kind, uid, started_at, started_on, history_mark, state, owner)
select
  :kind, :key, :given_at, :given_on, coalesce(max(id), 0), :state, :owner
from opportunity_history
where opportunity_id = :opportunity_id
on conflict (uid, owner) do update set
  started_at = excluded.started_at,
  started_on = excluded.started_on,
  history_mark = excluded.history_mark,
  state = excluded.state
"""

FORGET_OLD_SQL = """
delete from review_position
where kind = :kind and started_on < :first
"""

FORGET_SQL = """
delete from review_position
where kind = :kind and uid = :key and owner = :owner
"""


def save(path: "Path | ServerStore", kept: KeptAnswers) -> bool:
    """Replace the kept answers; return whether the store could be written to."""
    state = json.dumps({"standing": kept.standing, "given": kept.given}, ensure_ascii=False)
    values = {
        "kind": KIND,
        "key": kept.key,
        "given_at": kept.given_at,
        "given_on": kept.given_on,
        "opportunity_id": kept.opportunity_id,
        "state": state,
        "owner": kept.owner,
    }
    old = {"kind": KIND, "first": kept.given_on - timedelta(days=KEPT_DAYS)}
    return noted(path, (FORGET_OLD_SQL, old), (SAVE_SQL, values))


def forget(path: "Path | ServerStore", key: str, owner: str = "") -> bool:
    """Delete the answers; return whether the store could be written to."""
    return noted(path, (FORGET_SQL, {"kind": KIND, "key": key, "owner": owner}))


def noted(path: "Path | ServerStore", *statements: tuple[str, dict[str, Any]]) -> bool:
    """Run the statements in a short transaction; return whether it was committed."""

    def act(connection: "Connection") -> bool:
        for sql, values in statements:
            connection.execute(sql, values)
        return True

    try:
        return bool(write_note(path, act, PATIENCE_MS))
    except StoreError:
        return False


# A deal that moved away and came back is another one to who answers.
KEPT_SQL = """
select
  started_on,
  state
from review_position as p
where p.kind = :kind
  and p.uid = :key
  and p.owner = :owner
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


class DatedAnswers(NamedTuple):
    """Answers by their questions, and when they were given."""

    on: date
    answers: dict[str, Any]


def kept_answers(
    reader: Reader,
    key: str,
    number: int,
    standing: AskedAbout,
    today: date,
    owner: str = "",
) -> DatedAnswers | None:
    """Return the answers kept for a command; None if the deal has changed since."""
    values = {
        "kind": KIND,
        "key": key,
        "first": today - timedelta(days=KEPT_DAYS),
        "today": today,
        "id": number,
        "stage_id": standing.stage_id,
        "status": standing.status,
        "owner": owner,
    }
    for given_on, state in reader.rows(KEPT_SQL, values):
        answers = understood(state, standing)
        if answers:
            return DatedAnswers(as_date(given_on), answers)
    return None


def understood(state: object, standing: AskedAbout) -> dict[str, Any]:
    """Parse stored answers; skip those that aren't valid."""
    try:
        found = json.loads(str(state))
        if found["standing"] != list(standing):
            return {}
        return {question: each for question, each in found["given"].items() if is_an_answer(each)}
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return {}


def is_an_answer(found: object) -> bool:
    """Return whether a stored value is a valid answer."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("text"), str)
        and isinstance(found.get("at"), str | None)
        and isinstance(found.get("ticked"), list | None)
    )
