"""Define which columns are compared when merging two stores, and the messages about them."""

import json
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from pipectl.deal_parts import PARTS
from pipectl.errors import listed, quoted
from pipectl.experiments import actions as experiments_actions
from pipectl.export_format import CREATED, GONE_BY
from pipectl.importing.actions import merge_experiments
from pipectl.importing.rules.merge import Met, Verdict
from pipectl.importing.rules.native import Theirs
from pipectl.money import percent_number, plain_number
from pipectl.people.actions import merge as people_merge
from pipectl.personas import actions as personas_actions
from pipectl.planning import actions as planning_actions
from pipectl.store.change_times import joined
from pipectl.store.row import Row
from pipectl.store.rows import (
    Account,
    Contact,
    Experiment,
    NextAction,
    Opportunity,
    Persona,
    Stage,
)
from pipectl.store.rows import Setting as StoredSetting
from pipectl.store.unit import Unit
from pipectl.store_settings import STORE_SETTINGS
from pipectl.text import fold
from pipectl.vocabulary import DELETED, DONE, OPEN

# Never imported into a store that is set up: its settings and derived data.
LEFT_ALONE = ("setting", "stage_pace")
# Tables whose existing rows are updated with --update.
UPDATED = (
    *("setting", "stage", "action", "criterion", "quota", "goal"),
    "figure_target",
    *("account", "contact", "opportunity", "contact_role", "next_action", "activity"),
    *("priority", "priority_step", "review", "campaign", "persona", "persona_objection"),
    *("segment", "custom_field", "fit_criterion", "contact_persona"),
    *("template", "sequence", "sequence_run", "experiment", "renewal"),
)
# The compared columns of the set-up's tables.
SET_UP = {
    "setting": ("value",),
    "stage": (
        *("name", "archived", "probability_bp", "definition", "cadence_days", "stalled_days"),
        *("short", "kind", "playbook", "most_contacts", "contact_days"),
    ),
    "action": ("kind",),
    "criterion": ("required", "archived"),
    "quota": ("amount_minor", "count"),
    "goal": ("count",),
    "figure_target": ("value", "currency", "source"),
    "segment": ("name", "conditions", "archived"),
    "custom_field": ("name", "choices", "archived"),
    "fit_criterion": ("condition", "weight"),
    "contact_persona": ("persona_id",),
    "template": ("name", "stage_id", "kind", "subject", "body"),
    "sequence": ("name", "archived"),
    "experiment": ("ended_on", "ended_recorded_on"),
    "renewal": ("ends_on",),
}
# Columns always taken together from one store, so that they don't contradict each other.
TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "opportunity": (
        (
            *("status", "stage_id", "stage_entered_on", "created_on", "closed_on", "reason"),
            *("closing_note", "competitor", "revisit_on"),
        ),
        PARTS["amount"],
    ),
    "next_action": (("status", "outcome", "ended_on", "stage_id"),),
    "contact_role": (("ended_on", "ended_recorded_on", "why", "replaced_by_id"),),
    "review": (("finished_on", "minutes"),),
    "figure_target": (("value", "currency", "source"),),
    "sequence_run": (("ended_on", "ended_by"),),
    "experiment": (("ended_on", "ended_recorded_on"),),
    "campaign": (("cost_minor", "currency"), ("starts_on", "ends_on")),
}
# The columns of a deal's stage, regardless of its outcome.
STANDING = ("stage_id", "stage_entered_on", "created_on")
# Derived columns, which are never reported.
UNTOLD = (
    *("advanced", "stage_entered_on", "ended_on", "added_on", "kind"),
    *("ended_recorded_on", "recorded_at", "recorded_on"),
)
# Fields that are reported, although others of that name aren't.
TOLD = (("stage", "kind"), ("experiment", "ended_on"))
# Columns that refer to a row with a name.
NAMED: dict[str, tuple[type[Row], str]] = {
    "account_id": (Account, "name"),
    "contact_id": (Contact, "name"),
    "replaced_by_id": (Contact, "name"),
    "stage_id": (Stage, "name"),
    "persona_id": (Persona, "name"),
}
NAMES = ("title", "name", "text", "objection", "condition", "period", "key", "kind", "arm")
# Columns never imported: numbers and names that people know, and derived data.
STAYS = {
    "account": ("id", "uid"),
    "opportunity": (
        *("id", "slug", "key", "parent_id", "pushes", "last_contact_on", "asked_on", "buying"),
    ),
    "priority": ("id", "uid", "place"),
    "review": ("id", "history_mark"),
    # Contacts are merged apart.
    "sequence_run": ("id", "uid", "opportunity_id", "contact_id", "sequence_id"),
}
# Tables of a deal's rows whose order tells the latest.
TOLD_IN_ORDER = ("opportunity_history", "qualification", "customer_stage", "tag_history")
# History tables of the set-up, with their owners.
PASTS = {
    "stage_history": "stage_id",
    "quota_history": "quota_id",
    "segment_history": "segment_id",
}
OWNERS = {"stage_history": "stage", "quota_history": "quota", "segment_history": "segment"}
# What a value is, where a row is nothing but that: its changes make it there again, too.
VALUES = {
    "goal": ("count",),
    "figure_target": ("value", "currency", "source"),
    "contact_persona": ("persona_id",),
    "fit_criterion": ("condition", "weight"),
}
# What a table is called to a person, where its own name isn't that.
NOUNS = {
    "custom_field": "field",
    "fit_criterion": "criterion of the ideal customer",
    "persona_objection": "objection",
    "figure_target": "goal or benchmark",
}
# Imported rows of a deal in words, singular and plural.
CAME = {
    "activity": ("activity", "activities"),
    "link": ("link", "links"),
    "experiment_visit": ("arm of an experiment", "arms of experiments"),
    "contact_role": ("role", "roles"),
    "next_action": ("next action", "next actions"),
    "opportunity_tag": ("tag", "tags"),
    "qualification": ("set of answers", "sets of answers"),
    "criterion_met": ("met exit criterion", "met exit criteria"),
    "external_record": ("external identifier", "external identifiers"),
}
# The reasons why a status wins whatever the instants.
FINAL = {"opportunity": "deletions win", "next_action": "completed actions stay completed"}


def column_groups(table: str, row: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the compared columns, grouped where they only make sense together.

    An export of an earlier version lacks the columns that were added since.
    """
    stays = STAYS.get(table, ("id",))
    together = TOGETHER.get(table, ())
    inside = {name for group in together for name in group}
    alone = [name for name in row if name not in stays and name not in inside]
    alone = [name for name in SET_UP.get(table, alone) if name in row]
    singles = [
        (name, f"{name}_folded") if f"{name}_folded" in row else (name,)
        for name in alone
        if not name.endswith("_folded")
    ]
    there = (tuple(name for name in group if name in row) for group in together)
    return [*filter(None, there), *singles]


def decided_apart(
    found: Any, row: Mapping[str, Any], every: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Return the groups; for a deleted deal the stage separately, as a deletion doesn't move it."""
    is_deal = every[0] == TOGETHER["opportunity"][0]
    if not is_deal or (found.status == DELETED) == (row["status"] == DELETED):
        return every
    closing = tuple(name for name in every[0] if name not in STANDING)
    return [closing, STANDING, *every[1:]]


def setting_came(row: Mapping[str, Any], there: Mapping[str, Sequence[str]]) -> Met:
    """Return the message that an imported setting replaced the default."""
    key, value = row["key"], row["value"]
    before = next((each.default for each in STORE_SETTINGS if each.key == key), None)
    at = max((each for chain in there.values() for each in chain), default="")
    of = f"setting {quoted(key)}"
    return Met("setting", None, of, "value", before, value, "", at, True, False)


def final(table: str, found: Any, row: Mapping[str, Any], group: Sequence[str]) -> Verdict | None:
    """Return the value that always wins: deleted and completed things stay so."""
    ranks: dict[Any, int] = {}
    if (table, group[0]) == ("opportunity", "status"):
        ranks = {DELETED: 1}
    elif (table, group[0]) == ("next_action", "status"):
        ranks = {OPEN: -1, DONE: 1}
    elif (table, group[0]) == ("contact_role", "ended_on"):
        ranks = {None: -1}
    here, there = (ranks.get(each, 0) for each in (getattr(found, group[0]), row[group[0]]))
    if here == there:
        return None
    ended = "roles" if table == "contact_role" else "actions"
    final_one = FINAL[table] if max(here, there) else f"ended {ended} stay ended"
    return Verdict(there > here, is_conflict=False, why=final_one)


def untold(
    unit: Unit,
    updated: Set[int],
    changes: Sequence[Met],
    arrived: Mapping[int, Mapping[str, int]],
) -> list[str]:
    """Return the message about deals that changed in no listed field."""
    told = {each.number for each in changes if each.of.startswith(f"{each.number} ")}
    return [
        came(
            called(unit, "opportunity", unit.have(Opportunity, number))[1],
            arrived.get(number, {}),
        )
        for number in sorted(updated - told)
    ]


def came(of: str, counts: Mapping[str, int]) -> str:
    """Return the message about rows added to a deal whose fields stay the same."""
    said = [
        f"{count} {one if count == 1 else many}"
        for table, (one, many) in CAME.items()
        if (count := counts.get(table, 0))
    ]
    if said:
        return f"{of}: added {listed(said)} from the other machine."
    return f"{of} was not changed. Its history now includes the changes from the other machine."


def free_slug(wanted: str, taken: Set[str]) -> str:
    """Return the slug, with a number if it is taken."""
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    return free


def known_by(
    unit: Unit,
    kind: type[Row],
    refers: Mapping[str, str],
    ids: Mapping[str, Mapping[int, int]],
    key: str,
) -> Any:
    """Return the row here that matches a deleted row of the file."""
    place = json.loads(key)
    columns = GONE_BY.get(kind.__table__) or kind.__key__
    for at, column in enumerate(columns):
        if column in refers and place[at] is not None:
            place[at] = ids[refers[column]].get(place[at], 0)
    return unit.find(kind, **dict(zip(columns, place, strict=True)))


def is_name_taken(unit: Unit, table: str, found: int, row: Mapping[str, Any]) -> bool:
    """Return whether another account, or stage in use, has the imported name."""
    if table not in TAKEN_SQL:
        return False
    named = {"folded": row["name_folded"], "number": found, "owner": row.get("owner")}
    return unit.value(TAKEN_SQL[table], **named) is not None


TAKEN_SQL = {
    "account": "select id from account where name_folded = :folded and id <> :number",
    "stage": "select id from stage where name_folded = :folded and id <> :number and not archived",
    "segment": "select id from segment where name_folded = :folded and id <> :number",
    "campaign": "select id from campaign where name_folded = :folded and id <> :number",
    "persona": "select id from persona where name_folded = :folded and id <> :number",
    "template": "select id from template where name_folded = :folded and id <> :number",
    "sequence": "select id from sequence where name_folded = :folded and id <> :number"
    " and not archived",
    "custom_field": "select id from custom_field where name_folded = :folded and id <> :number"
    " and owner = :owner and not archived",
}


def give_a_name(unit: Unit, table: str, row: dict[str, Any]) -> list[str]:
    """Give an imported stage, field or the like a free name; return what to say about it."""
    wanted, number = row["name"], 1
    while is_name_taken(unit, table, 0, row):
        number += 1
        row["name"] = f"{wanted} {number}"
        row["name_folded"] = fold(row["name"])
    return [] if number == 1 else [name_taken(table, row["name"], wanted)]


def settings_stay(unit: Unit, there: Mapping[str, str]) -> list[str]:
    """Return the message about settings that differ from the file and stay without --update."""
    here = {each.key: each.default for each in STORE_SETTINGS}
    here |= {each.key: each.value for each in unit.all(StoredSetting)}
    said = [
        f"{key} (here {quoted(here.get(key, ''))}, in the file {quoted(value)})"
        for key, value in there.items()
        if here.get(key, "") != value
    ]
    if not said:
        return []
    verb = (
        "has another value in the file and was not changed"
        if len(said) == 1
        else ("have other values in the file and were not changed")
    )
    return [
        f"The setting{'' if len(said) == 1 else 's'} {listed(said)} {verb}. To change it, use "
        "`config set` or --update."
    ]


def key_taken(unit: Unit, row: Mapping[str, Any]) -> str:
    """Return the message that a deal was imported without its key, which another deal has."""
    other = unit.find(Opportunity, key=row["key"])
    here = "another deal" if other is None else f"{other.id} {quoted(other.title)}"
    return (
        f"{quoted(row['title'])} was imported without its key {quoted(row['key'])}, which "
        f"{here} already has. If both are the same deal, delete one: `pipectl delete "
        f"{row['id']}`."
    )


def same_names(unit: Unit, row: Mapping[str, Any]) -> list[str]:
    """Return the message that a contact has the name and account of an existing one."""
    found = unit.find(Contact, name_folded=row["name_folded"], account_id=row["account_id"])
    if found is None:
        return []
    return [
        f"There are now two contacts named {quoted(row['name'])}, {found.id} and {row['id']}, "
        f"one from each machine. To make one of them: `pipectl contact merge {row['id']} "
        f"{found.id}`. To rename one: `pipectl contact edit {row['id']} --name NAME`."
    ]


# What is settled before a new row is added, by table; each returns what to say.
BEFORE_ADDING: Mapping[str, Callable[[Unit, dict[str, Any]], list[str]]] = {
    "contact": same_names,
    "experiment": merge_experiments.make_way,
}


def name_taken(table: str, here: str, there: str) -> str:
    """Return the message that a row keeps its name, which was changed on the other machine."""
    table = NOUNS.get(table, table)
    return (
        f"The {table} {quoted(here)} is called {quoted(there)} on the other machine, but "
        f"another {table} here has that name. Rename one with `pipectl {table} edit`, then "
        "import both ways."
    )


def came_again(unit: Unit, table: str, row: Mapping[str, Any]) -> str:
    """Return the message that an import brought back a row undone here."""
    if table == "opportunity":
        what, more = (
            f"The deal {quoted(row['title'])}",
            (f" To delete it: `pipectl delete {row['id']}`."),
        )
    elif table == "next_action":
        what = called(unit, table, row["opportunity_id"])[1]
        what, more = f"{what}: the next action {quoted(row['text'])}", ""
    else:
        name = next(str(row[each]) for each in NAMES if row.get(each) is not None)
        what, more = f"The {table.replace('_', ' ')} {quoted(name)}", ""
    return f"{what} was undone here but not on the other machine, so it is back.{more}"


def called(unit: Unit, table: str, row: Any) -> tuple[int | None, str]:
    """Return the number and name of the row that a change belongs to."""
    if table == "contact_persona":
        table, row = "contact", unit.have(Contact, row.contact_id)
    deal = row if isinstance(row, int) else getattr(row, "opportunity_id", None)
    of = unit.have(Opportunity, deal) if deal is not None else row
    number = getattr(of, "id", None)
    name = next((getattr(of, each) for each in NAMES if getattr(of, each, None) is not None), table)
    kind = number if isinstance(of, Opportunity) else NOUNS.get(table, table.replace("_", " "))
    return number, f"{kind} {quoted(str(name))}"


def is_gone(field: str, row: Any) -> bool:
    """Return whether the field belongs to a deal deleted here, and isn't its status or stage."""
    stands = field in TOGETHER["opportunity"][0]
    return isinstance(row, Opportunity) and row.status == DELETED and not stands


def told(field: str, value: Any, row: Any) -> Any:
    """Return a value in words."""
    if value is not None and field in ("amount_minor", "cost_minor", "recurring_minor"):
        return f"{plain_number(value, row.currency)} {row.currency}"
    if value is not None and field in ("conditions", "choices"):
        return listed([str(each) for each in json.loads(value)])
    return percent_number(value) if value is not None and field == "probability_bp" else value


def days(former: NextAction, row: Mapping[str, Any]) -> tuple[str, str]:
    """Return when two next actions of the same text are due."""
    one = (former.text, former.due_on, former.due_time)
    two = (row["text"], row["due_on"], row["due_time"])
    here, there = (" ".join(str(part) for part in each if part) for each in (one, two))
    return here, there


def action_facts(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a next action's values, the same in either store."""
    return tuple(str(row[name]) for name in ("text", "due_on", "due_time", "created_on", "uid"))


def uid_of(unit: Unit, number: int | None) -> str | None:
    """Return a deal's uid, the same in either store."""
    return None if number is None else unit.have(Opportunity, number).uid


# What a removed row is called in messages, and the column that says which one it was.
FIELDS_OF_GONE = {
    "opportunity_tag": "tag",
    "persona_objection": "objection",
    "contact_persona": "persona",
    "fit_criterion": "criterion",
}
NAMES_OF_GONE = {
    "goal": "count",
    "figure_target": "figure",
    "opportunity_tag": "tag",
    "campaign": "name",
    "experiment": "name",
    "link": "url",
    "persona": "name",
    "persona_objection": "objection",
    "fit_criterion": "condition",
}


# What removes a row with what belongs to it.
REMOVED_BY: Mapping[str, Callable[[Unit, int], object]] = {
    "persona": personas_actions.remove,
    "priority": planning_actions.remove_priority,
    "experiment": experiments_actions.remove,
}


def name_of_gone(unit: Unit, table: str, row: Any) -> Any:
    """Return what a row was that is removed."""
    if table == "contact_persona":
        return unit.have(Persona, row.persona_id).name
    return getattr(row, NAMES_OF_GONE.get(table, "text")) or row.kind


def added_at(table: str, fields: Mapping[str, Sequence[str]]) -> list[str]:
    """Return when a row was added, or got the value that it is."""
    found = list(fields.get(CREATED, ()))
    for name in VALUES.get(table, ()):
        found = joined(found, fields.get(name, ()))
    return found


def removed(table: str, name: str) -> str:
    """Return the message that a campaign or persona was removed elsewhere."""
    return f"The {table} {quoted(name)} was removed here, as on the other machine."


def marked(ids: Mapping[int, int], mark: int, least: int) -> int:
    """Return the history row here up to which the other store's review had reported."""
    return max((here for there, here in ids.items() if there <= mark), default=least)


def is_another(unit: Unit, theirs: Theirs, table: str, number: int, row: Mapping[str, Any]) -> bool:
    """Return whether a row here is another one than that of the file, which had its name.

    An account was called otherwise there, or got the name after the other was merged here. An
    experiment compares something else.
    """
    if table == "experiment":
        return merge_experiments.is_another(unit.have(Experiment, number), row)
    if table != "account":
        return False
    if people_merge.merged_into(unit, "account", row) is not None:
        return True
    known = unit.have(Account, number)
    return ("account", known.uid) in theirs.people and known.name_folded != row["name_folded"]
