"""Taking in what another store exported: as it is into an empty one, else row by row by `uid`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Date, DateTime, Integer, text
from sqlmodel import SQLModel, select

from pipectl.domain.incoming.native import Line, check_value
from pipectl.sheets import BadFileError
from pipectl.store import tables
from pipectl.store.bulk import Loader
from pipectl.store.session import WriteSession


class Rule(NamedTuple):
    """How rows of a table are told apart, what they refer to, and by which key they are created."""

    same: tuple[str, ...]
    refers: Mapping[str, str]
    key: str | None = None


DEAL = {"opportunity_id": "opportunity"}
RULES = {
    "stage": Rule(("name_folded",), {}, None),
    "action": Rule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "criterion": Rule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "stage_history": Rule(("stage_id", "recorded_at"), {"stage_id": "stage"}),
    "setting": Rule(("key",), {}),
    "reason": Rule(("outcome", "text_folded"), {}),
    "quota": Rule(("starts_on", "ends_on", "currency"), {}),
    "quota_history": Rule(("quota_id", "recorded_at"), {"quota_id": "quota"}),
    "goal": Rule(("kind", "per"), {}),
    "priority": Rule(("uid",), {}),
    "priority_step": Rule(("uid",), {"priority_id": "priority"}),
    "account": Rule(("name_folded",), {}, "id"),
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
        ("opportunity_id", "recorded_at", "happened_on", "status", "stage_id", "amount_minor"),
        DEAL | {"stage_id": "stage"},
        "id",
    ),
    "stage_visit": Rule(
        ("opportunity_id", "stage_id"), DEAL | {"stage_id": "stage"}, "opportunity_id"
    ),
    "stage_pace": Rule(("stage_id",), {"stage_id": "stage"}),
    "external_record": Rule(("source", "identifier"), DEAL, "opportunity_id"),
    "imported_on": Rule(("opportunity_id",), DEAL, "opportunity_id"),
    "next_action": Rule(("uid", "status", "due_on"), DEAL | {"stage_id": "stage"}, "id"),
    "activity": Rule(
        ("uid",), DEAL | {"contact_id": "contact", "next_action_id": "next_action"}, "id"
    ),
    "criterion_met": Rule(
        ("opportunity_id", "criterion_id"), DEAL | {"criterion_id": "criterion"}, "opportunity_id"
    ),
    "qualification": Rule(
        ("opportunity_id", "recorded_at"),
        DEAL | {"stage_id": "stage", "next_action_id": "next_action"},
        "id",
    ),
    "review": Rule(("uid",), {}, "id"),
    "review_answer": Rule(
        ("review_id", "opportunity_id"),
        DEAL | {"review_id": "review", "qualification_id": "qualification"},
        "review_id",
    ),
}
# What a new store is born with, or what is set up: replaced as a whole in an empty store.
SET_UP = (
    *("stage", "action", "criterion", "stage_history", "setting", "reason", "quota"),
    *("quota_history", "goal", "stage_pace", "priority", "priority_step"),
)
OWN = ("account", "contact", "opportunity", "activity", "review", "priority")


SORTS = ((Boolean, "bool"), (Integer, "int"), (DateTime, "datetime"), (Date, "date"))


class MovedIn(NamedTuple):
    """How many opportunities are new, changed and as they were; old numbers to new ones."""

    new: int
    updated: int
    unchanged: int
    renumbered: Mapping[int, int]
    kept_place: bool


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
        if not check_value(value, kind):
            raise BadFileError(f"{name}:{line.number}: {line.table}.{key}: that is no {kind}.")
    return {key: typed(value, columns[key][0]) for key, value in line.row.items()}


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
    most: int,
    update: bool,
    watch: Callable[[], None] = lambda: None,
) -> MovedIn:
    """Take an export in: wholly, or not at all. `most` is its highest number."""
    session.execute(text("pragma defer_foreign_keys = on"))
    every = kinds()
    columns = {table: columns_of(kind) for table, kind in every.items()}

    def rows() -> Iterable[tuple[str, dict[str, Any]]]:
        for line in lines:
            watch()
            yield line.table, checked(line, columns[line.table], name)

    if is_empty(session):
        return take_as_it_is(session, rows(), every)
    from pipectl.actions.meeting import Meeting

    return Meeting(session, every, most=most, update=update).take(rows())


def take_as_it_is(
    session: WriteSession,
    rows: Iterable[tuple[str, dict[str, Any]]],
    every: Mapping[str, type[SQLModel]],
) -> MovedIn:
    """Into an empty store: every row with its number; what was set up there goes."""
    created = {kind: RULES[table].key for table, kind in every.items()}
    loader = Loader(session, {kind: key for kind, key in created.items() if key})
    for table in reversed(SET_UP):
        for each in session.exec(select(every[table])):
            session.delete(each)
    session.flush()
    count = 0
    for table, row in rows:
        if table in SET_UP:
            session.add(every[table](**row))
            continue
        loader.add(every[table], **row)
        count += table == "opportunity"
    session.flush()
    session.created += loader.ranges()
    return MovedIn(count, 0, 0, {}, True)
