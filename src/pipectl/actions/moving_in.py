"""Taking in what another store exported: as it is into an empty one, else row by row by `uid`."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Date, DateTime, Integer, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from pipectl.actions.standing_up import set_up
from pipectl.domain.incoming.agreeing import Met
from pipectl.domain.incoming.native import Line, Theirs
from pipectl.domain.incoming.stored import PAST, check_past, check_text, is_of
from pipectl.errors import BadFileError, UsageError, listed
from pipectl.store import tables
from pipectl.store.bulk import Loader
from pipectl.store.instants import COMPARED, WHOLE
from pipectl.store.session import WriteSession
from pipectl.text import fold


class Rule(NamedTuple):
    """How rows of a table are told apart, what they refer to, and by which key they are created.

    `other` tells them apart where `same` finds none.
    """

    same: tuple[str, ...]
    refers: Mapping[str, str]
    key: str | None = None
    other: tuple[str, ...] = ()


DEAL = {"opportunity_id": "opportunity"}
RULES = {
    "stage": Rule(("name_folded", "archived"), {}, None),
    "action": Rule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "criterion": Rule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "stage_history": Rule(("stage_id", "recorded_at"), {"stage_id": "stage"}),
    "setting": Rule(("key",), {}),
    "reason": Rule(("outcome", "text_folded"), {}),
    "quota": Rule(("starts_on", "ends_on", "currency"), {}),
    "quota_history": Rule(("quota_id", "recorded_at"), {"quota_id": "quota"}),
    "goal": Rule(("kind", "per"), {}),
    "priority": Rule(("uid",), {}, None, ("starts_on", "text")),
    "priority_step": Rule(("uid",), {"priority_id": "priority"}),
    "account": Rule(("uid",), {}, "id", ("name_folded",)),
    "contact": Rule(("uid",), {"account_id": "account"}, "id"),
    "opportunity": Rule(
        ("uid",),
        {
            "account_id": "account",
            "contact_id": "contact",
            "parent_id": "opportunity",
            "stage_id": "stage",
        },
        "id",
    ),
    "opportunity_tag": Rule(("opportunity_id", "tag_folded"), DEAL, "opportunity_id"),
    "opportunity_history": Rule(
        (
            *("opportunity_id", "recorded_at", "happened_on", "created_on", "status", "stage_id"),
            *("amount_minor", "currency", "close_on", "probability_bp", "closed_on", "reason"),
        ),
        DEAL | {"stage_id": "stage"},
        "id",
    ),
    "stage_visit": Rule(
        ("opportunity_id", "stage_id"), DEAL | {"stage_id": "stage"}, "opportunity_id"
    ),
    "stage_pace": Rule(("stage_id",), {"stage_id": "stage"}),
    "external_record": Rule(("source", "identifier"), DEAL, "opportunity_id"),
    "imported_on": Rule(("opportunity_id",), DEAL, "opportunity_id"),
    "next_action": Rule(
        ("uid", "created_on", "due_on", "due_time", "text"), DEAL | {"stage_id": "stage"}, "id"
    ),
    "activity": Rule(
        ("uid",), DEAL | {"contact_id": "contact", "next_action_id": "next_action"}, "id"
    ),
    "criterion_met": Rule(
        ("opportunity_id", "criterion_id"), DEAL | {"criterion_id": "criterion"}, "opportunity_id"
    ),
    "qualification": Rule(
        ("opportunity_id", "recorded_at", "stage_id", "buying", "why"),
        DEAL | {"stage_id": "stage", "next_action_id": "next_action"},
        "id",
    ),
    "review": Rule(("uid",), {}, "id"),
    "review_answer": Rule(
        ("review_id", "opportunity_id"),
        DEAL
        | {
            "review_id": "review",
            "qualification_id": "qualification",
            "next_action_id": "next_action",
        },
        "review_id",
    ),
}
# What a new store is born with, or what is set up: replaced as a whole in an empty store.
SET_UP = (
    *("stage", "action", "criterion", "stage_history", "setting", "reason", "quota"),
    *("quota_history", "goal", "stage_pace", "priority", "priority_step"),
)
OWN = ("account", "contact", "opportunity", "activity", "review", "priority")


FOLDED = "_folded"
MOST_NUMBER = 1_000_000_000  # the highest that the command line takes
SORTS = ((Boolean, "bool"), (Integer, "int"), (DateTime, "datetime"), (Date, "date"))


class MovedIn(NamedTuple):
    """How many opportunities are new, changed and as they were; old numbers to new ones.

    `lost` are sentences about what was replaced here, or found no room; `changes` are the fields
    in which the file was newer, or which were changed on both sides.
    """

    new: int
    updated: int
    unchanged: int
    renumbered: Mapping[int, int]
    lost: Sequence[str] = ()
    changes: Sequence[Met] = ()


class Whole:
    """Sees to it that no number comes twice, and that nothing refers to what isn't in the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers: dict[str, set[int]] = {table: set() for table in RULES}
        self.uids: dict[str, set[str]] = {table: set() for table in RULES}
        self.parents: dict[int, int] = {}

    def take(self, line: Line) -> None:
        """The next row; raises BadFileError."""
        table, row = line.table, line.row
        for column, other in RULES[table].refers.items():
            number = row[column]
            if column == "parent_id" and number is not None:
                self.parents[line.number] = number  # it may come later
            elif number is not None and number not in self.numbers[other]:
                raise self.nowhere(line.number, f"{table}.{column}", other, number)
        number, uid = row.get("id"), row.get("uid")
        if number is not None:
            if number in self.numbers[table] or not 0 < number <= MOST_NUMBER:
                why = "comes twice" if number in self.numbers[table] else "can't be given"
                raise BadFileError(f"{self.name}:{line.number}: {table}: number {number} {why}.")
            self.numbers[table].add(number)
        if uid is not None and table != "next_action":  # one that was put off keeps its own
            if uid in self.uids[table]:
                raise BadFileError(f"{self.name}:{line.number}: {table}.uid: that one comes twice.")
            self.uids[table].add(uid)

    def end(self) -> None:
        """The end of the file; raises BadFileError."""
        for line, number in self.parents.items():
            if number not in self.numbers["opportunity"]:
                raise self.nowhere(line, "opportunity.parent_id", "opportunity", number)

    def nowhere(self, line: int, column: str, table: str, number: int) -> BadFileError:
        """That a row refers to what isn't there."""
        return BadFileError(
            f"{self.name}:{line}: {column}: there is no {table.replace('_', ' ')} {number} "
            "in the file."
        )


def kinds() -> dict[str, type[SQLModel]]:
    """Every table that is exported, by name."""
    tables.load_all()
    by_name = {getattr(tables, name).__table__.name: getattr(tables, name) for name in tables.WHERE}
    return {name: by_name[name] for name in RULES}


def columns_of(kind: type[SQLModel]) -> dict[str, tuple[str, bool]]:
    """Each column's kind and whether it may be null."""
    found = {}
    for column in kind.__table__.columns:  # type: ignore[attr-defined]
        stored = getattr(column.type, "impl", column.type)
        word = "text"
        for sort, said in SORTS:
            if isinstance(stored, sort):
                word = said
                break
        found[column.key] = (word, column.nullable)
    return found


def checked(line: Line, columns: Mapping[str, tuple[str, bool]], name: str) -> dict[str, Any]:
    """A row with values of the columns' types; raises BadFileError."""
    if list(line.row) != list(columns):
        raise BadFileError(
            f"{name}:{line.number}: {line.table}: a row has the columns {', '.join(columns)}."
        )
    for key, value in line.row.items():
        kind, nullable = columns[key]
        if value is None and nullable:
            continue
        place = f"{name}:{line.number}: {line.table}.{key}"
        if not is_of(value, kind, key):
            raise BadFileError(f"{place}: that is no {kind}.")
        if kind == "text" and not key.endswith(FOLDED):
            try:
                check_text(line.table, key, line.row)
            except UsageError as error:
                raise BadFileError(f"{place}: {error}", hint=error.hint) from None
    row = {key: typed(value, columns[key][0]) for key, value in line.row.items()}
    # What texts are found by follows from them, whatever the file says.
    return row | {key: fold(row[key.removesuffix(FOLDED)]) for key in row if key.endswith(FOLDED)}


def typed(value: Any, kind: str) -> Any:
    """A stored value as its column's type."""
    if value is None or kind in ("int", "text"):
        return value
    if kind == "bool":
        return bool(value)
    if kind == "date":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def is_empty(session: WriteSession) -> bool:
    """Whether the store has nothing but what it was born with, or set up with."""
    every = kinds()
    return all(session.exec(select(every[name]).limit(1)).first() is None for name in OWN)


def move_in(
    session: WriteSession,
    lines: Iterable[Line],
    *,
    name: str,
    theirs: Theirs,
    update: bool,
    watch: Callable[[], None] = lambda: None,
) -> MovedIn:
    """Take an export in: wholly, or not at all; `theirs` is what it says as a whole."""
    session.execute(text("pragma defer_foreign_keys = on"))
    every = kinds()
    columns = {table: columns_of(kind) for table, kind in every.items()}
    past = {table: [each for each in found if each in PAST] for table, found in columns.items()}
    whole = Whole(name)

    def rows() -> Iterable[tuple[str, dict[str, Any]]]:
        for line in lines:
            row = checked(line, columns[line.table], name)
            try:
                check_past(row, past[line.table], session.moment.today)
            except UsageError as error:
                raise BadFileError(f"{name}:{line.number}: {line.table}.{error}") from None
            whole.take(line)
            watch()
            yield line.table, row
        whole.end()

    try:
        if is_empty(session):
            return take_as_it_is(session, rows(), every, theirs)
        from pipectl.actions.meeting import Meeting

        meeting = Meeting(session, every, theirs, update=update)
        return meeting.take(rows())
    except IntegrityError as error:
        raise BadFileError(f"{name}: a row breaks a rule of the store: {error.orig}.") from None


def key_of(kind: type[SQLModel], row: Mapping[str, Any]) -> str:
    """A row's key as the journal writes it."""
    return json.dumps([row[column.key] for column in kind.__table__.primary_key.columns])  # type: ignore[attr-defined]


def take_as_it_is(
    session: WriteSession,
    rows: Iterable[tuple[str, dict[str, Any]]],
    every: Mapping[str, type[SQLModel]],
    theirs: Theirs,
) -> MovedIn:
    """Into an empty store: every row with its number; what was set up there goes."""
    created = {kind: RULES[table].key for table, kind in every.items()}
    loader = Loader(session, {kind: key for kind, key in created.items() if key})
    before = set_up(session, every)
    for table in reversed(SET_UP):
        for each in session.exec(select(every[table])):
            session.delete(each)
    session.flush()
    count = 0
    for (table, key), fields in theirs.instants.items():
        session.brought.setdefault(table, {})[key] = {each: [*at] for each, at in fields.items()}
    for table, row in rows:
        if table in COMPARED:
            key = key_of(every[table], row)
            deal = row["id"] if table == "opportunity" else row.get("opportunity_id")
            known = theirs.of(table, key, deal)
            session.brought.setdefault(table, {})[key] = {
                WHOLE: [],
                **{each: [*at] for each, at in known.items()},
            }
        if table in SET_UP:
            session.add(every[table](**row))
            continue
        loader.add(every[table], **row)
        count += table == "opportunity"
    session.flush()
    session.created += loader.ranges()
    gone = [words for words, had in before.items() if had - set_up(session, every)[words]]
    said = [f"Replaced here, as the file has them otherwise: {listed(gone)}."] if gone else []
    return MovedIn(count, 0, 0, {}, said)
