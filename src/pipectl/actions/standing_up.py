"""What a person may have set up in a store before there was anything in it."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel, select

from pipectl.store.session import WriteSession

NAMED = {
    "stages": ("stage", ("name", "probability_bp", "definition", "cadence_days", "stalled_days")),
    "criteria": ("criterion", ("text", "required")),
    "pick lists": ("action", ("text", "kind")),
    "settings": ("setting", ("key", "value")),
    "reasons": ("reason", ("outcome", "text")),
    "quotas": ("quota", ("period", "amount_minor", "currency", "count")),
    "goals": ("goal", ("kind", "per", "count")),
}


def set_up(session: WriteSession, every: Mapping[str, type[SQLModel]]) -> dict[str, set[Any]]:
    """What a person may have set up in a store without opportunities, by its name."""
    return {
        words: {
            tuple(getattr(each, column) for column in columns)
            for each in session.exec(select(every[table]))
        }
        for words, (table, columns) in NAMED.items()
    }
