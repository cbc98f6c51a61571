"""Find rows that look won or lost although no column says so."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipectl.importing.rules.fields import reads_outcome
from pipectl.importing.rules.file_columns import FALSE, TRUE, FileColumns, is_archive, place_of
from pipectl.importing.rules.header_words import is_why_lost
from pipectl.importing.rules.outcomes import When, is_bare, is_on_hold, is_short, meant, surely
from pipectl.importing.rules.programs import bare, known_as
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "[]", "0"}
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.{0,30}")
# Headers of columns that say how things stand: any word of an outcome counts there.
_STATUS = re.compile(
    r"((deal|opportunity|sales|lead|auftrags?|angebots?|affaire|negocio|trato)[-:]?)?"
    r"(status|state|outcome|result|ergebnis|stand|resultat|statut|[ée]tat|r[ée]sultat|estado"
    r"|resultado|situaci[oó]n|stato|esito)"
)
MOST_STATUSES = 50
_LONGEST = 40  # characters of a cell that may be a status


class Unclear(NamedTuple):
    """Why rows look closed: a stage, or what a column says (`value` None: that it's filled).

    `is_status`: every value of its column is an outcome; `is_day`: what fills it are days;
    `is_archive`: it says that the row was archived; `is_outcome`: it is the column of outcomes.
    """

    header: str
    value: str | None
    means: tuple[str, ...]
    is_stage: bool = False
    is_status: bool = False
    is_day: bool = False
    is_archive: bool = False
    is_outcome: bool = False


class OutcomeSource(NamedTuple):
    """What an outcome was taken from where no column of outcomes says it."""

    header: str
    value: str | None
    outcome: str


# Fields of which a column that is left out names somebody or tells a story.
_NO_STAGES = frozenset(
    ("identifier", "title", "account", "accounts", "contact", "contacts", "contact_email", "note")
) | {"next_action", "source", "campaign", "tags", "parent"}
# Headers that have one of these words are of such columns, too.
_ABOUT_OTHERS = re.compile(
    "owner|inhaber|besitzer|propri|assigned|user|manager|seller|rep$|verkäufer|vendeur|vendedor"
    "|name|nom|e-?mail|phone|telefon|note|notiz|bemerkung|kommentar|comment|beschreibung|descri"
    "|detail|subject|betreff|activity|aktivität|log|history|url|link|website"
)
Look = Callable[[str], Unclear | None]


class OutcomeSigns:
    """Looks at the cells of rows that don't say their outcome."""

    def __init__(
        self,
        headers: Sequence[str],
        columns: FileColumns,
        whens: Sequence[When],
        stages: Mapping[str, str],
        name: str,
    ) -> None:
        typed = [(when, place_of(when.header, headers, name)) for when in whens]
        own = columns.own_whens(headers)
        # That a row was archived says less than what else says that it was won or lost.
        last = [each for each in typed if is_archive(headers[each[1]])]
        known = [each for each in typed if each not in last] + own + last
        self.whens = [(when, place, fold(when.value or "")) for when, place in known]
        outcome = columns.place("outcome")
        taken = {each.place: each.field for each in columns.columns}
        self.partly = {
            place: headers[place]
            for when, place in typed
            if when.value is not None and place not in taken
        }
        self.of_outcome = [each for each in self.whens if each[1] == outcome]
        self.percent = columns.place("probability")
        self.stages = stages
        self.stage_header = columns.header_of("stage")
        answered = {place for when, place in known if when.value is None}
        answers = {(place, fold(when.value)) for when, place in typed if when.value is not None}
        self.signs = [
            (place, look)
            for place, header in enumerate(headers)
            if place not in answered
            and (look := _sign(header, place, taken.get(place), answers)) is not None
        ]
        # Where a row has no stage, whatever isn't taken may say it.
        self.stands = [
            (place, _stand(headers[place], place, answers))
            for place, _ in self.signs
            if place not in taken and _may_have_stages(headers[place])
        ]
        self.statuses: dict[int, set[str]] = {
            place: set() for place, _ in self.signs if _STATUS.fullmatch(bare(headers[place]))
        }
        self.headers = headers

    def note(self, cells: Sequence[str]) -> None:
        """Remember what stands in columns that say how things stand."""
        for place, values in self.statuses.items():
            if len(values) < MOST_STATUSES:
                values.add(cells[place].strip())

    def unread(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What an open row has in columns of which only some values were said to be outcomes."""
        for place, header in self.partly.items():
            text = cells[place].strip()
            is_said = any(
                at == place and (when.value is None or _is(fold(text), value))
                for when, at, value in self.whens
            )
            if text and not is_said:
                yield header, text

    def settled(self, found: Mapping[Unclear, list[int]]) -> dict[Unclear, list[int]]:
        """The same, with the columns known in which every value is an outcome."""
        whole = {
            self.headers[place]
            for place, values in self.statuses.items()
            if len(values) < MOST_STATUSES and all(map(reads_outcome, values - {""}))
        }
        return {
            each._replace(is_status=each.value is not None and each.header in whole): lines
            for each, lines in found.items()
        }

    def said(self, cells: Sequence[str]) -> OutcomeSource | None:
        """Return what the row is by a column that was named for that, or that its format names."""
        return self._first(cells, self.whens)

    def typed(self, cells: Sequence[str]) -> OutcomeSource | None:
        """Return what was said that the value of the column of outcomes is."""
        return self._first(cells, self.of_outcome) if self.of_outcome else None

    def _first(
        self, cells: Sequence[str], whens: Sequence[tuple[When, int, str]]
    ) -> OutcomeSource | None:
        for when, at, value in whens:
            text = fold(cells[at].strip())
            is_so = (text not in _NOTHING) if when.value is None else _is(text, value)
            if is_so and self._has_percent(when, cells):
                told = cells[at].strip() if value in ("true", "false") else when.value
                return OutcomeSource(when.header, told, when.outcome)
        return None

    def _has_percent(self, when: When, cells: Sequence[str]) -> bool:
        if when.percent is None:
            return True
        return self.percent is not None and _number(cells[self.percent]) == str(when.percent)

    def unclear(self, values: Mapping[str, Any], cells: Sequence[str]) -> Unclear | None:
        """The first reason for which the row looks closed."""
        stage: str | None = values.get("stage")
        if stage and fold(stage) not in self.stages and (means := meant(stage)):
            return Unclear(self.stage_header, stage, means, is_stage=True)
        for signs in (self.signs, () if stage else self.stands):
            for place, look in signs:
                text = cells[place].strip()
                if text and (found := look(text)):
                    return found
        return None

    def ended(self, cells: Sequence[str]) -> Unclear | None:
        """Return why a row with a day of closing is unclear, where a column says how it stands."""
        for place in self.statuses:
            if text := cells[place].strip():
                return Unclear(self.headers[place], text, (OPEN, WON, LOST))
        return None


def _sign(header: str, place: int, field: str | None, answers: set[tuple[int, str]]) -> Look | None:
    """Return what looks at a column's cells; nothing for one that can't tell."""
    name = bare(header)
    if field == "lost_reason" or (field is None and is_why_lost(header)):
        return lambda text: None if fold(text) in _NOTHING else Unclear(header, None, (LOST,))
    if field is not None:
        return None
    means = () if "entered" in name or "exited" in name else surely(header)
    is_status = _STATUS.fullmatch(name) is not None
    says_stage = "stage" in known_as(name)

    def found(text: str) -> Unclear | None:
        folded = fold(text)
        if is_archive(header, text):
            return Unclear(header, text, (LOST, OPEN), is_archive=True)
        if means and folded in TRUE:
            return Unclear(header, text, means)
        if means in ((WON,), (LOST,)) and _DATE.fullmatch(text):
            return Unclear(header, None, means, is_day=True)
        if (is_status or says_stage) and (perhaps := meant(text)):
            return Unclear(header, text, perhaps)
        if is_status and is_on_hold(text):
            return Unclear(header, text, (OPEN, LOST))
        return Unclear(header, text, meant(text)) if is_bare(text) else None

    return _remembering(found, place, answers)


def _stand(header: str, place: int, answers: set[tuple[int, str]]) -> Look:
    """Return what looks at the cells of a column that may be that of stages as at those of one."""

    def found(text: str) -> Unclear | None:
        means = meant(text) if is_short(text) else ()
        return Unclear(header, text, means) if means else None

    return _remembering(found, place, answers)


def _remembering(found: Look, place: int, answers: set[tuple[int, str]]) -> Look:
    """The same for what is short and not answered yet; what a text was is kept."""
    known: dict[str, Unclear | None] = {}

    def look(text: str) -> Unclear | None:
        if len(text) > _LONGEST:
            return None
        if text not in known:
            known[text] = None if (place, fold(text)) in answers else found(text)
        return known[text]

    return look


def _may_have_stages(header: str) -> bool:
    """Return whether a header doesn't say that its column has something else than stages."""
    name = bare(header)
    fields = known_as(name)
    if fields:
        return fields.isdisjoint(_NO_STAGES)
    return not _ABOUT_OTHERS.search(name)


def _is(text: str, value: str) -> bool:
    """Return whether a cell has the value: `100.0` is 100, and what is false is no, too."""
    if text == value or (value in ("false", "true") and text in (FALSE, TRUE)[value == "true"]):
        return True
    number = _number(value)
    return number is not None and _number(text) == number


def _number(text: str) -> str | None:
    """The whole number that a cell has, without zeros behind the mark and a percent sign."""
    found = re.fullmatch(r"(-?[0-9]+)(?:[.,]0*)?[ %]*", text.strip())
    return found[1] if found else None
