"""How far a review got: the program's own note, written without a journal after each answer."""

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pipectl import commits
from pipectl.domain.bridge import Mark
from pipectl.store.connect import FAILURES, connect, explained


class Position(NamedTuple):
    """A review under way.

    `agenda` and `skipped` are numbers of opportunities, `left_out` is how many didn't fit; `given`
    are answers that aren't stored yet, of a weekly one by the opportunity's number; the next action
    of those in `anew` was set in it. Its bridge begins at `since`; `history_mark` is the row of the
    history that it began at.
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
    anew: tuple[int, ...] = ()


SAVE_SQL = """
insert into review_position
  (kind, uid, started_at, started_on, history_mark, state)
values
  (:kind, :uid, :started_at, :started_on, :history_mark, :state)
on conflict (uid) do update set
  state = excluded.state
"""

STORED_SQL = """
select
  state
from review_position
where uid = :uid
"""

# Those of which nothing was stored; a review is stored with the first thing that is kept of it.
UNSTORED_SQL = """
select
  uid,
  state
from review_position
where kind = :kind and uid <> :uid and uid not in (select uid from review)
"""

DELETE_SQL = """
delete from review_position
where uid = :uid
"""


def save(path: Path, position: Position, *, own: str | None = None) -> Position:
    """Keep the position beside what another terminal kept of it: the two together.

    `own` is the key of `given` that may change; without one all do. Raises StoreError.
    """
    with commits.change() as finishing, closing(connect(path, mode="rw")) as connection:
        try:
            connection.execute("begin immediate")
            found = connection.execute(STORED_SQL, {"uid": position.uid}).fetchone()
            if found is None:
                forget_idle(connection, position)
            else:
                position = merged(position, json.loads(found[0]), own)
            connection.execute(SAVE_SQL, as_row(position))
            finishing()
            connection.execute("commit")
        except FAILURES as error:
            raise explained(error, path) from error
        commits.stored()
    return position


def forget_idle(connection: sqlite3.Connection, position: Position) -> None:
    """Forget those that were begun and left before anything was answered."""
    keys = {"kind": position.kind, "uid": position.uid}
    for uid, state in connection.execute(UNSTORED_SQL, keys).fetchall():
        if not json.loads(state).get("given", {}).keys() - {"period"}:
            connection.execute(DELETE_SQL, {"uid": uid})


def merged(position: Position, stored: dict[str, Any], own: str | None) -> Position:
    """A position with what was stored of it meanwhile."""
    given = dict(stored["given"])
    if own is None:
        given |= position.given
    elif own in position.given:
        given[own] = position.given[own]
    else:
        given.pop(own, None)
    skipped = dict.fromkeys((*stored["skipped"], *position.skipped))
    anew = dict.fromkeys((*stored["anew"], *position.anew))
    return position._replace(given=given, skipped=tuple(skipped), anew=tuple(anew))


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
        "anew": position.anew,
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
        anew=tuple(found["anew"]),
    )
