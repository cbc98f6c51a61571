"""Rows that look won or lost while no column says so: why they look it, and which ones they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pipectl.domain.incoming.formats import Columns, bare, place_of
from pipectl.domain.incoming.outcomes import BOTH, When, is_bare, meant
from pipectl.domain.words import LOST
from pipectl.text import fold

_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "[]", "0"}
_TRUE = {"true", "yes", "1", "x", "y", "t", "✓", "✔", "checked", "wahr", "ja", "vrai", "oui"}
_TRUE |= {"verdadero", "sí", "si", "vero", "sì", "sim", "verdadeiro", "prawda", "tak"}
_FALSE = {"false", "no", "0", "n", "f", "unchecked", "falsch", "nein", "faux", "non"}
_FALSE |= {"falso", "não", "fałsz", "nie"}
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.{0,30}")
# Headers (without spaces) that say why something was lost, in which false means gone, or true.
_WHY_LOST = re.compile(
    r".*(lost.?reason|loss.?reason|reason.*(lost|loss)|verlust.?grund|grund.*verl(or|ust)"
    r"|(motif|raison).*pert|(motivo|raz[oó]n).*p[eé]r(d|dida)|motivo.*perdit).*"
)
_ACTIVE = {"active", "isactive", "aktiv", "actif", "activo", "ativo", "attivo", "actief"}
_GONE = {"archived", "isarchived", "archiviert", "archivé", "archivado", "arquivado", "archiviato"}
_LONGEST = 40  # characters of a cell that may be a status


class Unclear(NamedTuple):
    """Why rows look closed: a stage, or what a column says (`value` None: that it's filled)."""

    header: str
    value: str | None
    means: tuple[str, ...]
    is_stage: bool = False
    is_status: bool = False


class Said(NamedTuple):
    """What an outcome was taken from where no column of outcomes says it."""

    header: str
    value: str | None
    outcome: str


Look = Callable[[str], Unclear | None]


class Looks:
    """Looks at the cells of rows that don't say their outcome."""

    def __init__(
        self,
        headers: Sequence[str],
        columns: Columns,
        whens: Sequence[When],
        stages: Mapping[str, str],
        name: str,
    ) -> None:
        known = [(when, place_of(when.header, headers, name)) for when in whens]
        there = {bare(header): place for place, header in enumerate(headers)}
        known += [
            (when, there[bare(when.header)])
            for when in columns.format.whens
            if bare(when.header) in there
        ]
        self.whens = [(when, place, fold(when.value or "")) for when, place in known]
        self.stages = stages
        self.stage_header = columns.header_of("stage")
        answered = {place for when, place in known if when.value is None}
        answers = {(place, fold(when.value)) for when, place in known if when.value is not None}
        taken = {each.place: each.field for each in columns.columns}
        self.signs = [
            (place, look)
            for place, header in enumerate(headers)
            if place not in answered
            and (look := _sign(header, place, taken.get(place), answers)) is not None
        ]

    def said(self, cells: Sequence[str]) -> Said | None:
        """What the row is by a column that was named for that, or that its format names."""
        for when, place, value in self.whens:
            text = cells[place].strip()
            if (fold(text) not in _NOTHING) if when.value is None else fold(text) == value:
                return Said(when.header, when.value, when.outcome)
        return None

    def unclear(self, values: Mapping[str, Any], cells: Sequence[str]) -> Unclear | None:
        """The first reason for which the row looks closed."""
        stage: str | None = values.get("stage")
        if stage and fold(stage) not in self.stages and (means := meant(stage)):
            return Unclear(self.stage_header, stage, means, is_stage=True)
        for place, look in self.signs:
            text = cells[place].strip()
            if text and (found := look(text)):
                return found
        return None


def _sign(header: str, place: int, field: str | None, answers: set[tuple[int, str]]) -> Look | None:
    """What looks at a column's cells; nothing for one that can't tell."""
    name = bare(header)
    if field == "lost_reason" or (field is None and _WHY_LOST.fullmatch(name)):
        return lambda text: None if fold(text) in _NOTHING else Unclear(header, None, (LOST,))
    if field is not None:
        return None
    means = () if "entered" in name or "exited" in name else meant(header)
    known: dict[str, Unclear | None] = {}

    def look(text: str) -> Unclear | None:
        if len(text) > _LONGEST:
            return None
        if text not in known:
            known[text] = None if (place, fold(text)) in answers else found(text)
        return known[text]

    def found(text: str) -> Unclear | None:
        folded = fold(text)
        if (name in _ACTIVE and folded in _FALSE) or (name in _GONE and folded in _TRUE):
            return Unclear(header, text, (LOST,))
        if means and folded in _TRUE:
            return Unclear(header, text, means)
        if means and means != BOTH and _DATE.fullmatch(text):
            return Unclear(header, None, means)
        return Unclear(header, text, meant(text), is_status=True) if is_bare(text) else None

    return look
