"""The rules for importing each table of an export."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipectl.importing.rules.merge import Met
from pipectl.named_tuple import NamedTuple
from pipectl.store.row import Row
from pipectl.store.unit import Unit

NAMED = {
    "stages": (
        "stage",
        ("name", "short", "probability_bp", "definition", "cadence_days", "stalled_days", "kind"),
    ),
    "criteria": ("criterion", ("text", "required")),
    "pick lists": ("action", ("text", "kind")),
    "settings": ("setting", ("key", "value")),
    "reasons": ("reason", ("outcome", "text")),
    "quotas": ("quota", ("period", "amount_minor", "currency", "count")),
    "goals": ("goal", ("kind", "per", "count")),
    "goals of figures": ("figure_target", ("figure", "role", "value", "currency", "source")),
    "campaigns": (
        "campaign",
        ("name", "cost_minor", "currency", "starts_on", "ends_on", "source"),
    ),
    "personas": ("persona", ("name", "motivation")),
    "exchange rates": ("exchange_rate", ("currency", "base", "happened_on", "rate")),
    "templates": ("template", ("name", "kind", "subject", "body")),
    "sequences": ("sequence", ("name", "archived")),
    "criteria of the ideal customer": ("fit_criterion", ("field_folded", "condition", "weight")),
}


def set_up(unit: Unit, every: Mapping[str, type[Row]]) -> dict[str, set[Any]]:
    """Return the rows that a user may have set up in a store without deals, by name."""
    return {
        words: {
            tuple(getattr(each, column) for column in columns) for each in unit.all(every[table])
        }
        for words, (table, columns) in NAMED.items()
    }


class TableRule(NamedTuple):
    """A table's identity columns, references and key.

    `other` identifies rows if `same` doesn't.
    """

    same: tuple[str, ...]
    refers: Mapping[str, str]
    key: str | None = None
    other: tuple[str, ...] = ()


DEAL = {"opportunity_id": "opportunity"}
RULES = {
    "stage": TableRule(("name_folded", "archived"), {}, None),
    "action": TableRule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "criterion": TableRule(("stage_id", "text_folded"), {"stage_id": "stage"}),
    "stage_history": TableRule(("stage_id", "recorded_at"), {"stage_id": "stage"}),
    "setting": TableRule(("key",), {}),
    "reason": TableRule(("outcome", "text_folded"), {}),
    "segment": TableRule(("name_folded",), {}),
    "segment_history": TableRule(("segment_id", "recorded_at"), {"segment_id": "segment"}),
    "quota": TableRule(
        ("starts_on", "ends_on", "currency", "segment_id", "owner"), {"segment_id": "segment"}
    ),
    "quota_history": TableRule(("quota_id", "recorded_at"), {"quota_id": "quota"}),
    "goal": TableRule(("kind", "per", "owner"), {}),
    "figure_target": TableRule(("figure", "role", "owner"), {}),
    "exchange_rate": TableRule(("uid",), {}),
    "priority": TableRule(("uid",), {}, None, ("starts_on", "text", "owner")),
    "priority_step": TableRule(("uid",), {"priority_id": "priority"}),
    "campaign": TableRule(("name_folded",), {}),
    "custom_field": TableRule(("owner", "name_folded", "archived"), {}),
    "fit_criterion": TableRule(("field_folded",), {}),
    "persona": TableRule(("name_folded",), {}),
    "persona_objection": TableRule(("persona_id", "objection_folded"), {"persona_id": "persona"}),
    "template": TableRule(("name_folded",), {"stage_id": "stage"}),
    "sequence": TableRule(("uid",), {}),
    "sequence_step": TableRule(
        ("sequence_id", "place"), {"sequence_id": "sequence", "template_id": "template"}
    ),
    "account": TableRule(("uid",), {}, "id", ("name_folded",)),
    "contact": TableRule(("uid",), {"account_id": "account"}, "id"),
    "contact_persona": TableRule(
        ("contact_id",), {"contact_id": "contact", "persona_id": "persona"}, "contact_id"
    ),
    "external_contact": TableRule(
        ("source", "identifier"), {"contact_id": "contact"}, "contact_id"
    ),
    "external_account": TableRule(
        ("source", "identifier"), {"account_id": "account"}, "account_id"
    ),
    "opportunity": TableRule(
        ("uid",),
        {
            "account_id": "account",
            "contact_id": "contact",
            "parent_id": "opportunity",
            "stage_id": "stage",
        },
        "id",
    ),
    "opportunity_tag": TableRule(("opportunity_id", "tag_folded"), DEAL, "opportunity_id"),
    "tag_history": TableRule(("opportunity_id", "tag_folded", "added", "recorded_at"), DEAL, "id"),
    "field_value": TableRule(
        ("field_id", "opportunity_id", "account_id", "contact_id", "recorded_at", "value"),
        DEAL | {"field_id": "custom_field", "account_id": "account", "contact_id": "contact"},
        "id",
    ),
    "contact_role": TableRule(
        ("uid",), DEAL | {"contact_id": "contact", "replaced_by_id": "contact"}, "id"
    ),
    "opportunity_history": TableRule(
        (
            *("opportunity_id", "recorded_at", "happened_on", "created_on", "status", "stage_id"),
            *("amount_minor", "currency", "close_on", "probability_bp", "closed_on", "reason"),
        ),
        DEAL | {"stage_id": "stage"},
        "id",
    ),
    "renewal": TableRule(("uid",), DEAL | {"renewed_id": "opportunity"}, "id"),
    "customer_stage": TableRule(
        ("opportunity_id", "stage_id", "recorded_at"), DEAL | {"stage_id": "stage"}, "id"
    ),
    "stage_visit": TableRule(
        ("opportunity_id", "stage_id"), DEAL | {"stage_id": "stage"}, "opportunity_id"
    ),
    "stage_pace": TableRule(("stage_id",), {"stage_id": "stage"}),
    "external_record": TableRule(("source", "identifier"), DEAL, "opportunity_id"),
    "imported_on": TableRule(("opportunity_id",), DEAL, "opportunity_id"),
    "sequence_run": TableRule(
        ("uid",), DEAL | {"sequence_id": "sequence", "contact_id": "contact"}, "id"
    ),
    "link": TableRule(("uid",), DEAL | {"stage_id": "stage"}),
    "experiment": TableRule(("uid",), {"stage_id": "stage"}, None, ("name_folded",)),
    "experiment_visit": TableRule(("uid",), DEAL | {"experiment_id": "experiment"}, "id"),
    "next_action": TableRule(
        ("uid", "created_on", "due_on", "due_time", "text"),
        DEAL | {"stage_id": "stage"},
        "id",
    ),
    "sequence_touch": TableRule(
        ("next_action_id",),
        {
            "next_action_id": "next_action",
            "sequence_run_id": "sequence_run",
            "sequence_step_id": "sequence_step",
        },
        "next_action_id",
    ),
    "activity": TableRule(
        ("uid",), DEAL | {"contact_id": "contact", "next_action_id": "next_action"}, "id"
    ),
    "criterion_met": TableRule(
        ("opportunity_id", "criterion_id"), DEAL | {"criterion_id": "criterion"}, "opportunity_id"
    ),
    "qualification": TableRule(
        ("opportunity_id", "recorded_at", "stage_id", "buying", "why"),
        DEAL | {"stage_id": "stage", "next_action_id": "next_action"},
        "id",
    ),
    "review": TableRule(("uid",), {}, "id"),
    "review_answer": TableRule(
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
# Tables filled by default or in the set-up: replaced as a whole in an empty store.
SET_UP = tuple(table for table, rule in RULES.items() if rule.key is None)
OWN = ("account", "contact", "opportunity", "activity", "review", "priority")


FOLDED = "_folded"
MOST_NUMBER = 1_000_000_000  # the highest that the command line takes


class TransferResult(NamedTuple):
    """The numbers of new, changed and unchanged deals; new row numbers by old ones.

    `lost` are messages about rows that were replaced or not imported; `changes` are the fields that
    the file changed, or that were changed in both stores. `stay_deleted` are the titles of other
    deals that the file has and that were deleted here; `added` has the new rows of other tables.
    """

    new: int
    updated: int
    unchanged: int
    renumbered: Mapping[int, int]
    lost: Sequence[str] = ()
    changes: Sequence[Met] = ()
    stay_deleted: Sequence[str] = ()
    added: Mapping[str, int] = {}


def key_of(kind: type[Row], row: Mapping[str, Any]) -> str:
    """Return a row's key as the journal writes it."""
    return json.dumps([row[name] for name in kind.__key__])
