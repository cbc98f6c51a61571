"""What made-up deals have in common: the day, the pipeline, the people, the tables."""

import random
from datetime import date
from functools import cache
from typing import Any

import timing

TODAY = date.fromisoformat(timing.NOW[:10]).toordinal()
TABLES = {
    "account": "id uid name name_folded email phone note",
    "contact": "id uid name name_folded account_id title email phone note",
    "opportunity": "id uid slug key title title_folded account_id contact_id parent_id amount_minor"
    " currency stage_id stage_entered_on probability_bp status close_on source campaign note"
    " created_on added_on closed_on reason closing_note competitor revisit_on pushes"
    " last_contact_on asked_on buying",
    "opportunity_tag": "opportunity_id tag_folded tag",
    "opportunity_history": "opportunity_id happened_on created_on stage_id stage_entered_on status"
    " amount_minor currency close_on probability_bp closed_on reason competitor revisit_on note"
    " recorded_at recorded_on",
    "next_action": "id uid opportunity_id stage_id text text_folded kind due_on due_time status"
    " outcome advanced created_on ended_on",
    "qualification": "opportunity_id stage_id buying why next_action_id factor override asked_on"
    " recorded_at recorded_on",
    "criterion_met": "opportunity_id criterion_id met_on",
    "activity": "uid kind count opportunity_id contact_id next_action_id done_on text recorded_at"
    " recorded_on",
    "stage_visit": "opportunity_id stage_id days gone won",
    "journal_operation": "id at on_day command state",
    "journal_row": "operation_id table_name row_key before after",
}
Rows = dict[str, list[tuple[Any, ...]]]


class World:
    """What the deals share: today, the pipeline, the people, the numbers given so far."""

    def __init__(self, seed: str, open_share: float) -> None:
        self.rng = random.Random(seed)
        self.open_share = open_share
        self.today = TODAY
        self.stages: list[int] = []
        self.picks: dict[int, list[tuple[str, str, str | None]]] = {}
        self.criteria: dict[int, list[int]] = {}
        self.accounts: list[str] = []
        self.contacts: list[int] = []  # the account of each
        self.slugs: dict[str, int] = {}
        self.actions = 0
        self.rows: Rows = {name: [] for name in TABLES}

    def taken(self) -> Rows:
        """The rows written since it was asked last."""
        rows, self.rows = self.rows, {name: [] for name in TABLES}
        return rows

    def uid(self) -> str:
        """A made-up UUID, without the cost of a real one."""
        text = f"{self.rng.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def slug(self, title: str) -> str:
        """A slug that nobody has."""
        wanted = slug_of(title)
        taken = self.slugs[wanted] = self.slugs.get(wanted, 0) + 1
        return wanted if taken == 1 else f"{wanted}-{taken}"


def slug_of(text: str) -> str:
    """The slug that a title gets."""
    plain = text.lower().replace("ü", "u").replace("é", "e")
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())


@cache
def iso(day: int | None) -> str | None:
    """A day of the proleptic calendar as it is stored."""
    return None if day is None else date.fromordinal(day).isoformat()
