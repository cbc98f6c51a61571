"""How `history` names a changed row, and which of its fields it mentions."""

from collections.abc import Mapping, Sequence
from typing import Any

# What a row is called to a person, and which of its columns names it.
NAMED = {
    "opportunity": ("deal", "title"),
    "stage": ("stage", "name"),
    "account": ("account", "name"),
    "contact": ("contact", "name"),
    "action": ("action", "text"),
    "reason": ("reason", "text"),
    "criterion": ("criterion", "text"),
    "customer_stage": ("stay in a customer stage", "happened_on"),
    "quota": ("quota", "period"),
    "campaign": ("campaign", "name"),
    "fit_criterion": ("criterion of the ideal customer", "condition"),
    "experiment": ("experiment", "name"),
    "experiment_visit": ("arm", "arm"),
    "persona": ("persona", "name"),
    "persona_objection": ("objection", "objection"),
    "contact_persona": ("persona", "persona"),
    "setting": ("setting", "key"),
    "activity": ("activity", "kind"),
    "next_action": ("next action", "text"),
    "opportunity_tag": ("tag", "tag"),
    "qualification": ("answers", "why"),
    "goal": ("goal", "kind"),
    "figure_target": ("goal or benchmark", "figure"),
    "priority": ("priority", "text"),
    "priority_step": ("step", "text"),
    "review": ("review", "kind"),
    "contact_role": ("role", "role"),
    "review_answer": ("review answer", "ending"),
    "custom_field": ("field", "name"),
    "segment": ("segment", "name"),
    "template": ("template", "name"),
    "link": ("link", "url"),
    "field_value": ("value", "value"),
    "sequence": ("sequence", "name"),
    "sequence_step": ("step", "text"),
    "sequence_run": ("run of a sequence", "sequence"),
    "exchange_rate": ("rate", "currency"),
}
# Columns whose names aren't the words that a person reads elsewhere.
FIELD_WORDS = {
    "short": "short name",
    "closing_note": "loss note",
    "recurring_minor": "recurring amount",
    "recurring_per": "recurring amount",
    "term_months": "term",
    "most_contacts": "contact limit",
    "contact_days": "contact limit",
    "every": "interval",
    "starts_on": "start date",
    "ends_on": "end date",
    "body": "text",
}
# Columns that repeat others, or say nothing to a person.
HIDDEN_FIELDS = (
    "id",
    "uid",
    "recorded_at",
    "recorded_on",
    "ended_recorded_on",
    "added_on",
    "pushes",
    "advanced",
    "asked_on",
    "buying",
)


def change(
    table: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    of: Sequence[str] = (),
) -> str:
    """Return a row's change as a line: added, removed, or which fields changed; "" for none.

    `of` is whose row it is: a contact, a deal.
    """
    noun, naming = NAMED[table]
    named = (after or before or {}).get(naming)
    name = noun if named is None else f'{noun} "{named}"'
    name += "".join(f' of "{each}"' for each in of)
    if before is None:
        return f"added {name}"
    if after is None:
        return f"removed {name}"
    fields = [field(key) for key in after if before.get(key) != after[key] and is_told(key)]
    return f"changed {name}: {', '.join(dict.fromkeys(fields))}" if fields else ""


def field_change(
    field: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> str:
    """Return the line of a value of a custom field."""
    value = (after or before or {}).get("value")
    if after is None:
        return f'removed {field} "{value}"' if value is not None else f"restored {field}"
    return f'set {field} to "{value}"' if value is not None else f"cleared {field}"


def persona_change(of: str, persona: str | None) -> str:
    """Return the line of the persona that a contact has from now on; None for none."""
    return (
        f'cleared persona of "{of}"' if persona is None else f'set persona of "{of}" to "{persona}"'
    )


def sequence_change(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> str:
    """Return the line of a run of a sequence: it was started, ended, or goes on."""
    ended_by = (after or {}).get("ended_by")
    if before is None:
        return f'started the sequence "{name}"'
    if after is None:
        return f'removed a run of the sequence "{name}"'
    if before.get("ended_by") == ended_by:
        return f'changed the contact of the sequence "{name}"'
    how = f"ended the sequence ({ended_by})" if ended_by else "resumed the sequence"
    return f'{how} "{name}"'


def rate_change(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """Return the line of an exchange rate that was set or, on undo, taken away again."""
    whole = after or before or {}
    of, rate = f"the rate of {whole['currency']}", whole["rate"]
    on = f"from {whole['happened_on']}"
    if after is None:
        return f"restored {of} {on}" if rate is None else f"removed {of}, {rate} {on}"
    return f"removed {of} {on}" if rate is None else f"set {of} to {rate} {on}"


def is_told(column: str) -> bool:
    """Return whether a change of the column says something to a person."""
    return column not in HIDDEN_FIELDS and not column.endswith("_folded")


def field(column: str) -> str:
    """Return a column's name without its unit."""
    if column in FIELD_WORDS:
        return FIELD_WORDS[column]
    for suffix in ("_minor", "_bp", "_on", "_id"):
        column = column.removesuffix(suffix)
    return column.replace("_", " ")
