"""Find rows that look won or lost although no column says so."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipectl.importing.rules.csv_file import Sheet
from pipectl.importing.rules.date_formats import is_day
from pipectl.importing.rules.fields import FALSE, TRUE, reads_outcome
from pipectl.importing.rules.file_columns import FileColumns, is_archive, place_of
from pipectl.importing.rules.header_words import day_field, is_expected, is_why_lost
from pipectl.importing.rules.no_value import says_nothing
from pipectl.importing.rules.outcomes import (
    When,
    is_bare,
    is_on_hold,
    is_short,
    meant,
    of_stage,
    perhaps,
    plain,
    says_closed,
    says_open,
    status,
    surely,
)
from pipectl.importing.rules.programs import bare, known_as
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

# Headers of status columns, in which any word for an outcome counts.
_STATUS = re.compile(
    plain(
        r"((current|deal|(sales-?)?opportunity|sales|lead|auftrags?|angebots?|affaire|negocio|trato"
        r"|oportunidade?|opportunit[ea]|szansa|affar)[-:]?)?"
        r"(status|state|outcome|result|ergebnis|stand|resultat|statut|etat|estado"
        r"|resultado|situacion|situacao|situation|estatus|stato|esito|zustand|tilstand|stav"
        r"|allapot|durum|stan|wynik|tila"
        r"|статус|состояние|результат|стан|状态|狀態|状況|ステータス|結果|结果|상태|결과)"
        r"([-:]?(id|code))?"  # its numbers are asked about in rows with a closing date
    )
)
# Headers under which, as under a status, a letter says how a deal ended: `Win/Loss`, `W/L`.
_BY_LETTERS = re.compile(r"w(in|on)?\s*[/|-]\s*l(oss|ost|ose)?\W*")
_LETTERS = {"w": (WON,), "l": (LOST,)}
_MARKS = {"✅": (WON,), "✔": (WON,), "❌": (LOST,), "✖": (LOST,), "✗": (LOST,)}
MOST_STATUSES = 50
_LONGEST = 40  # characters of a cell that may be a status


class Unclear(NamedTuple):
    """Why rows look closed: a stage, or a column's value (None: any value).

    `is_status`: every value of the column is an outcome; `is_day`: its values are dates;
    `is_archive`: it says that the row was archived; `is_outcome`: it is the outcome column.
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
    """The source of an outcome without an outcome column."""

    header: str
    value: str | None
    outcome: str


# Fields whose unread columns contain names or long texts.
_NO_STAGES = frozenset(
    ("identifier", "title", "account", "accounts", "contact", "contacts", "contact_email", "note")
) | {"next_action", "source", "campaign", "tags", "parent"}
# Words in the headers of other such columns.
_ABOUT_OTHERS = re.compile(
    "owner|inhaber|besitzer|propri|assigned|user|manager|seller|rep$|verkäufer|vendeur|vendedor"
    "|name|nom|e-?mail|phone|telefon|note|notiz|bemerkung|kommentar|comment|beschreibung|descri"
    "|detail|subject|betreff|activity|aktivität|log|history|url|link|website"
    "|anteckning|beskrivning|merknad|bemærkning|huomautus|megjegyzés|leírás|açıklama|notat|uwagi"
    "|poznámka|popis|opis|имя|название|наименование|примечани|комментари|описани|ответственн|почта"
    "|телефон|备注|備註|备考|備考|描述|说明|説明|メモ|コメント|内容|名称|件名|案件名|电话|電話|메모|비고|설명"
)
Look = Callable[[str], Unclear | None]


def tells_open(sheet: Sheet, columns: FileColumns, whens: Sequence[When]) -> bool:
    """Return whether the columns of --won-when and --lost-when say of every other row: open.

    They must be read for nothing else, and have only words such as `Offen`, or `nein`.
    """
    filled = {each.place for each in columns.columns}
    said = {place_of(each.header, sheet.headers, sheet.name): set[str]() for each in whens}
    for each in whens:
        said[place_of(each.header, sheet.headers, sheet.name)].add(fold(each.value or ""))
    if {WON, LOST} - {each.outcome for each in whens} or not filled.isdisjoint(said):
        return False
    title = columns.place("title")
    for row in sheet.rows(footer=columns.footer, ragged=True):
        cells = [cell.strip() for cell in row.cells]
        if len(cells) != len(sheet.headers) or (title is not None and not cells[title]):
            continue
        for place, values in said.items():
            text = fold(cells[place])
            if text not in values and text not in FALSE and status(text) != OPEN:
                return False
    return True


class OutcomeSigns:
    """Looks for signs of an outcome in rows that don't state it."""

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
        # Archived is weaker evidence than any other sign of won or lost.
        last = [each for each in typed if is_archive(headers[each[1]])]
        known = [each for each in typed if each not in last] + own + last
        self.whens = [(when, place, fold(when.value or "")) for when, place in known]
        outcome = columns.place("outcome")
        taken = {each.place: each.field for each in columns.columns}
        # Rows are open as their value isn't one that means closed, or as it means open.
        self.partly = {
            place: headers[place]
            for when, place in typed
            if when.value is not None and place not in taken and when.outcome != OPEN
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
        if columns.reasons is not None:  # why it was won or lost, not which
            reason = Unclear(columns.reasons, None, (OPEN, WON, LOST))
            place = place_of(columns.reasons, headers, name)
            self.signs = [each for each in self.signs if each[0] != place]
            if place not in answered:
                self.signs.append((place, lambda _: reason))
        # Without a stage, any unread column may tell it.
        self.stands = [
            (place, _stand(headers[place], place, answers))
            for place, _ in self.signs
            if place not in taken and _may_have_stages(headers[place])
        ]
        self.statuses: dict[int, set[str]] = {
            place: set() for place, _ in self.signs if is_status(headers[place])
        }
        reasons = [
            place for place, header in enumerate(headers) if _is_reason(header, taken.get(place))
        ]
        self.reasons = frozenset(reasons)
        self.headers = headers
        self.closing = columns.header_of("closed_on")
        self.open_stages: set[str] = set()

    def note(self, cells: Sequence[str]) -> None:
        """Store the values of status columns."""
        for place, values in self.statuses.items():
            if len(values) < MOST_STATUSES:
                values.add(cells[place].strip())

    def unread(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Return an open row's values in columns of which only other values were mapped."""
        for place, header in self.partly.items():
            text = cells[place].strip()
            is_said = any(
                at == place and (when.value is None or _is(fold(text), value))
                for when, at, value in self.whens
            )
            if text and not is_said:
                yield header, text

    def note_open(self, stage: str | None) -> None:
        """Store the stage of a row in which nothing looks closed."""
        self.open_stages.add(fold(stage or ""))

    def settled(self, found: Mapping[Unclear, list[int]]) -> dict[Unclear, list[int]]:
        """Return the reasons, marking columns in which every value is an outcome.

        Rows with a closing date are unclear by that date, not by their stage, if open rows have the
        same stage: an answer for the stage would close these, too.
        """
        by_date = [each for each in found if each.is_stage and self._has_open(each)]
        if by_date:
            lines = sorted(line for each in by_date for line in found[each])
            rest = {each: found[each] for each in found if each not in by_date}
            found = rest | {Unclear(self.closing, None, (WON, LOST)): lines}
        whole = {
            self.headers[place]
            for place, values in self.statuses.items()
            if len(values) < MOST_STATUSES and all(map(reads_outcome, values - {""}))
        }
        return {
            each._replace(is_status=each.value is not None and each.header in whole): lines
            for each, lines in found.items()
        }

    def _has_open(self, each: Unclear) -> bool:
        return fold(each.value or "") in self.open_stages

    def said(self, cells: Sequence[str]) -> OutcomeSource | None:
        """Return the outcome by a column that a flag or the row's format names for it."""
        return self._first(cells, self.whens)

    def typed(self, cells: Sequence[str]) -> OutcomeSource | None:
        """Return the outcome given by a flag for the value in the outcome column."""
        return self._first(cells, self.of_outcome) if self.of_outcome else None

    def _first(
        self, cells: Sequence[str], whens: Sequence[tuple[When, int, str]]
    ) -> OutcomeSource | None:
        for when, at, value in whens:
            text = fold(cells[at].strip())
            is_so = (not _is_nothing(text)) if when.value is None else _is(text, value)
            if is_so and self._has_percent(when, cells):
                told = cells[at].strip() if value in ("true", "false") else when.value
                return OutcomeSource(when.header, told, when.outcome)
        return None

    def _has_percent(self, when: When, cells: Sequence[str]) -> bool:
        if when.percent is None:
            return True
        return self.percent is not None and _number(cells[self.percent]) == str(when.percent)

    def unclear(self, values: Mapping[str, Any], cells: Sequence[str]) -> Unclear | None:
        """Return the first reason why the row looks closed.

        What may mean both comes after columns that say which: `Done` or `Closed: yes` after a
        ticked `Lost`.
        """
        stage: str | None = values.get("stage")
        if stage and fold(stage) not in self.stages and (means := of_stage(stage)):
            by_stage = Unclear(self.stage_header, stage, means, is_stage=True)
            return by_stage if len(means) == 1 else self._single(cells) or by_stage
        for signs in (self._signs_of(cells), () if stage else self.stands):
            for place, look in signs:
                text = cells[place].strip()
                if text and (found := look(text)):
                    return found if len(found.means) == 1 else self._single(cells) or found
        return None

    def _signs_of(self, cells: Sequence[str]) -> list[tuple[int, Look]]:
        """Return the signs that count in a row: a reason doesn't in one whose status is open."""
        places = {*self.statuses, *self.partly}
        if any(status(cells[place]) == OPEN for place in places):
            return [each for each in self.signs if each[0] not in self.reasons]
        return self.signs

    def _single(self, cells: Sequence[str]) -> Unclear | None:
        """Return the only outcome that unread columns give; None without one, or with both."""
        signs = self._signs_of(cells)
        found = [look(text) for place, look in signs if (text := cells[place].strip())]
        single = [each for each in found if each is not None and len(each.means) == 1]
        return single[0] if len({each.means for each in single}) == 1 else None

    def ended(self, stage: str | None, cells: Sequence[str]) -> Unclear | None:
        """Return why a row with a closing date is unclear: by its status, else by its stage.

        A stage says nothing if it is known to be an open one.
        """
        for place in self.statuses:
            if text := cells[place].strip():
                return Unclear(self.headers[place], text, (OPEN, WON, LOST))
        if stage and fold(stage) not in self.stages:
            return Unclear(self.stage_header, stage, (WON, LOST), is_stage=True)
        return None


def _sign(header: str, place: int, field: str | None, answers: set[tuple[int, str]]) -> Look | None:
    """Return the function that checks a column's cells; None if the column can't tell."""
    if _is_reason(header, field):
        return lambda text: None if _is_nothing(text) else Unclear(header, None, (LOST,))
    if field is not None:
        return None
    flag, word = _flag(header), _word(header)

    def found(text: str) -> Unclear | None:
        if is_archive(header, text):
            return Unclear(header, text, (LOST, OPEN), is_archive=True)
        return flag(text) or word(text)

    return _remembering(found, place, answers)


def _flag(header: str) -> Look:
    """Return the function that checks cells which confirm what the header says: `Won`: yes."""
    name = bare(header)
    is_other = "entered" in name or "exited" in name or is_expected(header)
    day = {"won_on": (WON,), "lost_on": (LOST,)}.get(day_field(header) or "", ())
    closed = (WON, LOST) if says_closed(header) else ()
    said = () if is_other else surely(header)
    means = () if is_other else said or day or closed
    # What may be a win, such as `Signed?`, is none if the column has numbers, such as `Order`.
    maybe = () if is_other or means else perhaps(header)
    is_open = says_open(header)

    def found(text: str) -> Unclear | None:
        folded = fold(text)
        if means and folded in TRUE:
            return Unclear(header, text, means)
        if maybe and folded in TRUE and not folded.isdecimal():
            return Unclear(header, text, maybe)
        if is_open and folded in FALSE:
            return Unclear(header, text, (WON, LOST))
        if (means or maybe) and is_day(text):
            return Unclear(header, None, means or maybe, is_day=True)
        # Whatever stands under `Won` and doesn't mean no: `-1`, `*`, `yes, by mail`.
        is_no = folded in FALSE or _is_nothing(text) or _number(text) == "0" or status(text) == OPEN
        return Unclear(header, text, said) if len(said) == 1 and not is_no else None

    return found


def _word(header: str) -> Look:
    """Return the function that checks cells which say an outcome themselves: `Status`: Won."""
    is_of_status = is_status(header)
    says_stage = "stage" in known_as(bare(header))
    has_letters = is_of_status or _BY_LETTERS.fullmatch(plain(header))
    letters = _LETTERS | _MARKS if has_letters else {}

    def found(text: str) -> Unclear | None:
        if (letter := fold(text)) in letters:
            return Unclear(header, text, letters[letter])
        if (is_of_status or says_stage) and (means := meant(text)):
            return Unclear(header, text, means)
        if is_of_status and is_on_hold(text):
            return Unclear(header, text, (OPEN, LOST))
        return Unclear(header, text, meant(text)) if is_bare(text) else None

    return found


def _is_reason(header: str, field: str | None) -> bool:
    """Return whether a column says why deals were lost."""
    return field == "lost_reason" or (field is None and is_why_lost(header))


def _stand(header: str, place: int, answers: set[tuple[int, str]]) -> Look:
    """Return the function that checks the cells of a column that may contain stages."""

    def found(text: str) -> Unclear | None:
        means = meant(text) if is_short(text) else ()
        return Unclear(header, text, means) if means else None

    return _remembering(found, place, answers)


def _remembering(found: Look, place: int, answers: set[tuple[int, str]]) -> Look:
    """Return a cached check, skipping long texts and those already answered."""
    known: dict[str, Unclear | None] = {}

    def look(text: str) -> Unclear | None:
        if len(text) > _LONGEST:
            return None
        if text not in known:
            known[text] = None if (place, fold(text)) in answers else found(text)
        return known[text]

    return look


def is_status(header: str) -> bool:
    """Return whether a column is called a status."""
    return _STATUS.fullmatch(plain(bare(header))) is not None


def _may_have_stages(header: str) -> bool:
    """Return whether nothing in a header says that its column isn't one of stages."""
    name = bare(header)
    fields = known_as(name)
    if fields:
        return fields.isdisjoint(_NO_STAGES)
    return not _ABOUT_OTHERS.search(name)


def _is_nothing(text: str) -> bool:
    return text in ("", "0") or says_nothing(text, "flag")


def _is(text: str, value: str) -> bool:
    """Return whether a cell has the value: `100.0` equals 100, and any word for false `false`."""
    if text == value or (value in ("false", "true") and text in (FALSE, TRUE)[value == "true"]):
        return True
    number = _number(value)
    return number is not None and _number(text) == number


def _number(text: str) -> str | None:
    """Return a cell's whole number, without zero decimals and a percent sign."""
    found = re.fullmatch(r"(-?[0-9]+)(?:[.,]0*)?[ %]*", text.strip())
    return found[1] if found else None
