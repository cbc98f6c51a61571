"""Decide which parts of a row of pipectl's CSV change its deal.

A part is decided as a whole, since half of a closing, or an amount without its currency, would
contradict the other half.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pipectl.deal_parts import FIELDS_OF, LENGTH
from pipectl.export_format import BACK, CREATED
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.merge import Side, Verdict, decide
from pipectl.vocabulary import OPEN

# The columns of parts with a different name.
NAMES = {"close": "close_on", "probability": "probability_bp"}


def instants_there(
    told: Mapping[str, frozenset[str]] | None, changed_at: str, here: Mapping[str, frozenset[str]]
) -> Mapping[str, frozenset[str]]:
    """Return when each part was last changed in the store that exported the row.

    Older exports only have the deal's last change. If this store made it, the row is the deal as it
    was then; otherwise it changed elsewhere, in unknown parts.
    """
    if told is not None:
        return told
    is_ours = any(changed_at == at[:LENGTH] for each in here.values() for at in each)
    since = changed_at if is_ours else ""

    def as_then(at: str) -> str:  # what was undone since had not been undone
        return at.replace(BACK, "") if at[:LENGTH] == since else at

    return {
        part: frozenset(as_then(at) for at in each if at[:LENGTH] <= since) | here[CREATED]
        for part, each in here.items()
    }


def decide_part(here: Side, there: Side, *, statuses: tuple[str, str] | None = None) -> Verdict:
    """Return whether to take a row's value of a part.

    Without changes in either store since they agreed, the cell was edited. A closing isn't undone
    by a deal that was open elsewhere meanwhile: `statuses` are here and there.
    """
    one, two = here.beside(there), there.beside(here)
    if one.instants == two.instants:
        return Verdict(takes_theirs=True, is_conflict=False)
    verdict = decide(here, there)
    if statuses is not None and verdict.is_conflict and OPEN in statuses:
        was_open, is_open = (each == OPEN for each in statuses)
        if was_open != is_open:
            return Verdict(takes_theirs=was_open, is_conflict=True)
    return verdict


class CurrentDeal(Protocol):
    """The deal's current values here."""

    @property
    def title(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def currency(self) -> str: ...


def without_parts(row: Incoming, parts: Iterable[str], now: CurrentDeal) -> Incoming:
    """Return the row without some parts, which keep the current values in `now`."""
    own = row.own
    if own is None:
        return row
    for part in parts:
        own = own._replace(told=own.told - {*FIELDS_OF.get(part, (part,))})
        if part == "stage":
            row = row._replace(
                outcome=now.status,
                stage=now.stage,
                created_on=None,
                closed_on=None,
                lost_reason=None,
                closed_value_minor=None,
            )
            own = own._replace(
                won_reason=None, competitor=None, revisit_on=None, stage_entered_on=None
            )
        elif part == "amount":
            row = row._replace(
                amount_minor=None,
                closed_value_minor=None,
                currency=now.currency,
                recurring=None,
            )
        elif part == "answers":
            own = own._replace(buying=None, why=None, asked_on=None)
        elif part == "next":
            row = row._replace(next_action=None, next_due=None, next_time=None)
        elif part == "title":
            row = row._replace(title=now.title)
        elif part == "parent":
            own = own._replace(parent=None)
        elif part == "note":
            row, own = row._replace(note=None), own._replace(note=None)
        elif part == "tags":
            row, own = row._replace(tags=()), own._replace(tags=())
        else:
            emptied: dict[str, Any] = {NAMES.get(part, part): None}
            row = row._replace(**emptied)
    return row._replace(own=own)
