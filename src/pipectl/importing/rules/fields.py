"""Define the fields of an import, and how their cells are read."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pipectl.deal_parts import read_parts
from pipectl.errors import UsageError, quoted
from pipectl.export_format import FORMULA
from pipectl.importing.rules.currency_names import read_currency
from pipectl.importing.rules.no_value import says_nothing
from pipectl.importing.rules.number_formats import read_percent, read_share
from pipectl.importing.rules.outcomes import outcome_in_stage, status
from pipectl.importing.rules.own_csv import (
    OwnRow,
    read_buying,
    read_clock,
    read_instant,
    read_months,
    read_note,
    read_per,
    read_tags,
    unfolded,
)
from pipectl.importing.rules.recurring_amounts import read_duration, read_period
from pipectl.named_tuple import NamedTuple
from pipectl.owners import check_owner
from pipectl.people.rules.names import Name, names_in
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONG, LONGEST, OPEN

if TYPE_CHECKING:
    from pipectl.recurring import Recurring

# Cells of columns that say yes or no, in the languages of exports.
_TRUE = """
    true yes on 1 x y t ✓ ✔ ✔\ufe0f ✅ ☑ ☑\ufe0f checked
    wahr ja vrai oui verdadero sí si vero sì sim verdadeiro prawda tak
    waar sant sand sann kyllä tosi igaz igen doğru evet да истина так ano pravda 是 はい 예
"""
_FALSE = """
    false no off 0 n f ✗ ✘ ✖ ❌ ☐ ⬜ unchecked
    falsch nein faux non falso não fałsz nie nee onwaar nej nei falskt
    falsk usann ei epätosi nem hamis hayır yanlış нет ложь ні ne nepravda 否 いいえ 아니오
"""
TRUE, FALSE = frozenset(_TRUE.split()), frozenset(_FALSE.split())


class Incoming(NamedTuple):
    """A deal from a file; `stage` is the file's text, None if unknown.

    `closed_value_minor` is given for won ones only; `lost_reason` for lost ones, always. `own` is
    what only our own CSV tells. A currency that is assumed, as the row doesn't say it, is for a new
    deal: one that is here keeps its own. `fields` are the cells of the extra columns, later the
    stored values of custom fields: empty for an empty cell, None without a column. `recurring`
    comes to `amount_minor`.
    """

    line: int
    identifier: str | None
    title: str
    account: str | None
    contact: str | None
    amount_minor: int | None
    currency: str
    closed_value_minor: int | None
    stage: str | None
    outcome: str
    probability_bp: int | None
    created_on: date | None
    close_on: date | None
    closed_on: date | None
    source: str | None
    campaign: str | None
    lost_reason: str | None
    next_action: str | None
    next_due: date | None
    own: OwnRow | None = None
    contact_email: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    is_currency_assumed: bool = False
    fields: tuple[str | None, ...] = ()
    recurring: "Recurring | None" = None
    owner: str | None = None
    next_time: str | None = None

    def recurring_at(self, amount_minor: int | None) -> "Recurring | None":
        """Return the recurring amount if it comes to that amount; a deal may be won at another."""
        found = self.recurring
        return found if found is not None and found.total_minor == amount_minor else None


def closing_day(row: Incoming, today: date) -> date | None:
    """Return the day it was won or lost, else the expected day if it has passed, else today."""
    return ending_day(row.outcome, row.close_on, row.closed_on, today)


def ending_day(
    outcome: str, close_on: date | None, closed_on: date | None, today: date
) -> date | None:
    """Return the day a deal with these dates was won or lost; None for an open one."""
    if outcome == OPEN:
        return None
    if closed_on is not None:
        return closed_on
    return close_on if close_on is not None and close_on <= today else today


class Field(NamedTuple):
    """A field: the kind of its cells, its meaning, and the field that it is a variant of."""

    kind: str
    about: str
    same_as: str | None = None
    most: int = LONGEST["name"]


NAMES = (
    "name",
    "names",
    "person",
    "people",
    "email",
)  # kinds of fields that take the first of several
LISTS = ("names", "people", "email")
_PEOPLE = ("person", "people")
_FULL_NAME = re.compile(r"[^\W\d_][^\d_,;@()<>]*[ \u00a0]+[^\d_,;@()<>]*[^\W\d_]\.?")

FIELDS = {
    "identifier": Field("identifier", "identifier in the other system"),
    "title": Field("line", "title", most=LONG),
    "account": Field("name", "account name"),
    "accounts": Field("names", "account names (the first one is used)", "account"),
    "contact": Field("person", "contact name, optionally with an email address"),
    "contacts": Field("people", "contact names (the first one is used)", "contact"),
    "contact_first": Field("line", "first name of the contact"),
    "contact_last": Field("line", "last name of the contact"),
    "contact_email": Field("email", "contact email address", most=LONGEST["email"]),
    "amount": Field("money", "amount"),
    "amount_cents": Field("cents", "amount in cents", "amount"),
    "amount_text": Field("line", "amount with a currency sign, such as $50 monthly", "amount"),
    "amount_period": Field("period", "whether the amount is one-time, monthly or yearly"),
    "amount_duration": Field("duration", "for how many periods (the total is amount x duration)"),
    "currency": Field("currency", "currency of the amount"),
    "closed_value": Field("money", "amount when won"),
    "stage": Field("name", "stage", most=LONGEST["stage.name"]),
    "outcome": Field("outcome", "won, lost or open"),
    "is_won": Field("flag", "whether the deal is won"),
    "is_lost": Field("flag", "whether the deal is lost"),
    "is_closed": Field("flag", "whether the deal is closed"),
    "is_deleted": Field("flag", "whether the deal was deleted (deleted deals are skipped)"),
    "probability": Field("percent", "the deal's own probability in percent"),
    "probability_share": Field("share", "the deal's own probability from 0 to 1", "probability"),
    "created_on": Field("date", "creation date"),
    "close_on": Field("date", "expected close date"),
    "closed_on": Field("date", "closing date"),
    "won_on": Field("date", "date won"),
    "lost_on": Field("date", "date lost"),
    "close_date": Field("date", "closing date, or the expected one of an open deal"),
    "source": Field("name", "source", most=LONGEST["source"]),
    "campaign": Field("name", "campaign", most=LONGEST["campaign"]),
    "owner": Field("owner", "seller whose deal it is", most=LONGEST["owner"]),
    "lost_reason": Field("lines", "reason for the loss"),
    "next_action": Field("lines", "next action", most=LONG),
    "next_due": Field("date", "due date of the next action"),
    "next_time": Field("clock", "due time of the next action"),
    "number": Field("line", "deal number in the store it comes from", most=20),
    "parent": Field("line", "number of the parent deal", most=20),
    "probability_from": Field("line", "whether the probability is the deal's own", most=20),
    "note": Field("note", "note"),
    "shown_probability": Field("line", "the probability that was in effect", most=20),
    "changed_at": Field("instant", "time of the last change before the export"),
    "changed_parts": Field("parts", "time of the last change of each part"),
    "tags": Field("tags", "tags, separated by semicolons"),
    "answers": Field("answers", "answers to the three questions, as in older exports"),
    "buying": Field("buying", "whether the prospect is in buying mode: yes, no or unsure"),
    "why": Field("lines", "why the deal belongs in its stage", most=LONGEST["why"]),
    "asked_on": Field("date", "date of these answers"),
    "stage_entered_on": Field("date", "date the deal entered its stage"),
    "competitor": Field("line", "competitor that won the deal"),
    "revisit_on": Field("date", "date to revisit a lost deal"),
    "recurring": Field("money", "amount per month or year"),
    "recurring_per": Field("per", "whether it is per month or year"),
    "term_months": Field("months", "its term in months"),
}
# Their names in a plain file.
PLAIN_NAMES = {"deal_id": "identifier", "opened_at": "created_on", "closed_at": "closed_on"}


# Fields only in our own CSV or a program's export: --map doesn't accept them.
OURS_ONLY = frozenset(
    (
        *("number", "parent", "probability_from", "shown_probability", "changed_at"),
        *("changed_parts", "answers"),
        *("buying", "why", "asked_on", "stage_entered_on", "next_time", "competitor"),
        *("revisit_on", "amount_text", "recurring", "recurring_per", "term_months"),
    )
)


MAPPABLE = (
    f"Fields for --map: {', '.join(each for each in FIELDS if each not in OURS_ONLY)}, field.NAME."
)


class OursOnlyError(UsageError):
    """A field that only our own CSV can fill."""

    def __init__(self, field: str) -> None:
        super().__init__(
            f"--map {field}: only CSV files exported by pipectl have this field.",
            hint=MAPPABLE,
        )


def field_named(text: str) -> str:
    """Return the field of that name, or with that name in a plain file."""
    name = text.strip().lower().replace("-", "_")
    name = PLAIN_NAMES.get(name, name)
    if name not in FIELDS:
        raise UsageError(
            f"Unknown field {quoted(text)}.",
            hint=MAPPABLE,
        )
    return name


def reader(name: str, decimal: str) -> Callable[[str], object]:
    """Return the function that reads a field's cells; dates and money are read elsewhere."""
    field = FIELDS[name]
    what = name.replace("_", " ")
    readers: dict[str, Callable[[str], object]] = {
        "line": partial(check_line, what=what, most=field.most),
        "identifier": partial(_identifier, most=field.most),
        "email": partial(_first_email, what=what, most=field.most),
        "lines": partial(_lines, what=what, most=field.most),
        "name": partial(_first_name, what=what, most=field.most, is_list=False),
        "names": partial(_first_name, what=what, most=field.most, is_list=True),
        "person": partial(_first_person, what=what, most=field.most, is_list=False),
        "people": partial(_first_person, what=what, most=field.most, is_list=True),
        "currency": read_currency,
        "percent": partial(read_percent, decimal=decimal),
        "share": partial(read_share, decimal=decimal),
        "flag": _flag,
        "period": read_period,
        "duration": read_duration,
        "outcome": _outcome,
        "clock": read_clock,
        "instant": read_instant,
        "parts": read_parts,
        "note": read_note,
        "tags": read_tags,
        "answers": partial(unfolded, "answers"),
        "buying": read_buying,
        "per": read_per,
        "months": read_months,
        "owner": check_owner,
    }
    return readers[field.kind]


def restored(text: str) -> str:
    """Remove the apostrophe that our own CSV puts before a formula.

    Other apostrophes stay: 't Hooft is a name.
    """
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _lines(text: str, *, what: str, most: int) -> str:
    """Join lines: these fields are single-line here, but often not in other programs."""
    return check_line(re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text), what=what, most=most)


def _identifier(text: str, *, most: int) -> str:
    """Return the other system's identifier; raise UsageError for a long number mangled by Excel."""
    if re.fullmatch(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{2,3}", text):
        raise UsageError(
            f"{quoted(text)} is Excel's short form of a long number, and the other digits are "
            "lost. Import the original export, or format the column as text first."
        )
    return check_line(text, what="identifier", most=most)


def _first_name(text: str, *, what: str, most: int, is_list: bool) -> str:
    """Return the first of several names, without a following link or address."""
    return check_line(names_in(text, is_list=is_list)[0].name, what=what, most=most)


def _first_email(text: str, *, what: str, most: int) -> str:
    """Return the first of several addresses: `ana@example.com, sales@example.com`."""
    first = names_in(text, is_list=True)[0]
    return check_line(first.email or text, what=what, most=most)


def _first_person(text: str, *, what: str, most: int, is_list: bool) -> Name:
    """Return the first of several people, with the e-mail address after the name."""
    first = (people_apart(text) or names_in(text, is_list=is_list))[0]
    email = (
        None
        if first.email is None
        else check_line(first.email, what="e-mail", most=LONGEST["email"])
    )
    return Name(check_line(first.name, what=what, most=most), email)


def verbatim(name: str) -> Callable[[str], object]:
    """Return the function that reads a name of our own CSV, where a link is part of the name."""
    field = FIELDS[name]
    line = partial(check_line, what=name.replace("_", " "), most=field.most)
    return (lambda text: Name(line(text))) if field.kind in ("person", "people") else line


def has_several(kind: str, text: str) -> bool:
    """Return whether a cell of that kind has more names than the one that is used."""
    if kind in _PEOPLE and people_apart(text):
        return True
    return kind in NAMES and len(names_in(text, is_list=kind in LISTS)) > 1


def people_apart(text: str) -> tuple[Name, ...]:
    """Return several people who are separated by commas; none of `Roe, Jane`, who is one.

    Each must have two words or more, as a first and a last name together.
    """
    parts = [each.strip() for each in text.split(",")]
    is_each = all(_FULL_NAME.fullmatch(each) for each in parts)
    return tuple(map(Name, parts)) if len(parts) > 1 and is_each else ()


def listed_tags(text: str) -> tuple[str, ...]:
    """Return the tags of other programs, separated by semicolons or commas, with or without spaces.

    A comma between digits is part of a tag: `1,000 seats`.
    """
    tags = read_tags(text if ";" in text else re.sub(r"(?<!\d),|,(?!\d)", ", ", text))
    return tuple(each for each in tags if not says_nothing(each, "tags"))


def _flag(text: str) -> bool:
    word = fold(text)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise UsageError(f"{quoted(text)} is not true or false.")


def reads_outcome(text: str) -> bool:
    """Return whether a cell of a column of outcomes can be read."""
    try:
        return bool(_outcome(text))
    except UsageError:
        return False


def _outcome(text: str) -> str:
    if found := outcome_in_stage(text) or status(text):
        return found
    raise UsageError(f"{quoted(text)} is not won, lost or open.")
