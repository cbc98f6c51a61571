"""How far a review got: the program's own note, written without a journal after each answer."""

import json
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipectl.domain.bridge import Mark
from pipectl.store.connect import FAILURES, connect, explained


class Position(NamedTuple):
    """A review under way.

    `agenda` and `skipped` are numbers of opportunities, `left_out` is how many didn't fit; `given`
    are the answers of the one that is being talked through. Its bridge goes from `since` to
    `history_mark`, a row of the history.
    """

    kind: str
    uid: str
    started_at: datetime
    started_on: date
    history_mark: int
    since: Mark
    agenda: tuple[int, ...]
    left_out: int
    skipped: tuple[int, ...]
    given: dict[str, Any]


SAVE_SQL = """
insert into review_position
  (kind, uid, started_at, started_on, history_mark, state)
values
  (:kind, :uid, :started_at, :started_on, :history_mark, :state)
on conflict (kind) do update set
  uid = excluded.uid,
  started_at = excluded.started_at,
  started_on = excluded.started_on,
  history_mark = excluded.history_mark,
  state = excluded.state
"""


def save(path: Path, position: Position) -> None:
    """Keep the position, in the place of the last one of its kind; raises StoreError."""
    with closing(connect(path, mode="rw")) as connection:
        try:
            connection.execute("begin immediate")
            connection.execute(SAVE_SQL, as_row(position))
            connection.execute("commit")
        except FAILURES as error:
            raise explained(error, path) from error


def as_row(position: Position) -> dict[str, Any]:
    """A position as its row."""
    state = {
        "since_on": position.since.on.isoformat(),
        "since_row": position.since.row,
        "since_at": position.since.at and position.since.at.isoformat(),
        "agenda": position.agenda,
        "left_out": position.left_out,
        "skipped": position.skipped,
        "given": position.given,
    }
    return {
        "kind": position.kind,
        "uid": position.uid,
        "started_at": position.started_at,
        "started_on": position.started_on,
        "history_mark": position.history_mark,
        "state": json.dumps(state, ensure_ascii=False),
    }


def from_row(
    kind: str, uid: str, started_at: datetime, started_on: date, history_mark: int, state: str
) -> Position:
    """A stored position."""
    found = json.loads(state)
    at = found["since_at"]
    since = Mark(
        date.fromisoformat(found["since_on"]),
        found["since_row"],
        None if at is None else datetime.fromisoformat(at),
    )
    return Position(
        kind=kind,
        uid=uid,
        started_at=started_at,
        started_on=started_on,
        history_mark=history_mark,
        since=since,
        agenda=tuple(found["agenda"]),
        left_out=found["left_out"],
        skipped=tuple(found["skipped"]),
        given=found["given"],
    )
