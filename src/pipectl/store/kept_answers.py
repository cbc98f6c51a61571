"""Answers to a command that was interrupted, kept for its next try: outside history and undo."""

import json
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipectl.errors import StoreError
from pipectl.store.connect import FAILURES, connect

KIND = "answers"  # beside the kinds of reviews, whose answers are kept in the same table
KEPT_DAYS = 7
# Somebody sits at the terminal: a store that is busy isn't waited for between two questions.
PATIENCE_MS = 200


class Standing(NamedTuple):
    """What the answers were about: they are worth nothing once that has changed."""

    stage_id: int
    status: str
    action: str | None


class KeptAnswers(NamedTuple):
    """Answers by their questions, and the day on which they were given."""

    key: str
    given_at: datetime
    given_on: date
    opportunity_id: int
    standing: Standing
    given: dict[str, Any]


SAVE_SQL = """
insert into review_position
  (kind, uid, started_at, started_on, history_mark, state)
select
  :kind, :key, :given_at, :given_on, coalesce(max(id), 0), :state
from opportunity_history
where opportunity_id = :opportunity_id
on conflict (uid) do update set
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
where kind = :kind and uid = :key
"""


def save(path: Path, kept: KeptAnswers) -> bool:
    """Keep the answers in place of those of before; whether the store took them."""
    state = json.dumps({"standing": kept.standing, "given": kept.given}, ensure_ascii=False)
    values = {
        "kind": KIND,
        "key": kept.key,
        "given_at": kept.given_at,
        "given_on": kept.given_on,
        "opportunity_id": kept.opportunity_id,
        "state": state,
    }
    old = {"kind": KIND, "first": kept.given_on - timedelta(days=KEPT_DAYS)}
    return noted(path, (FORGET_OLD_SQL, old), (SAVE_SQL, values))


def forget(path: Path, key: str) -> bool:
    """Forget the answers; whether the store took that."""
    return noted(path, (FORGET_SQL, {"kind": KIND, "key": key}))


def noted(path: Path, *statements: tuple[str, dict[str, Any]]) -> bool:
    """Run the statements in a short transaction; whether it was committed."""
    try:
        with closing(connect(path, mode="rw", patience_ms=PATIENCE_MS)) as connection:
            connection.execute("begin immediate")
            for sql, values in statements:
                connection.execute(sql, values)
            connection.execute("commit")
    except (StoreError, *FAILURES):
        return False
    return True
