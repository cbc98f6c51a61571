"""Check and compare names, e-mail addresses and roles; the result of a merge."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from pipectl.errors import UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.text import check_line, fold, unaccented

if TYPE_CHECKING:
    from pipectl.fields.rules import FieldDefinition

MOST_EMAIL = 254
# Words that many names have, and first parts of addresses that many accounts have.
COMMON = (
    "van von vom de der den des di da del du la le el al bin ben and und et the of "
    "gmbh mbh inc ltd llc llp corp co ag kg sa sas sarl bv nv plc oy ab srl spa "
    "company group holding international "
    "info mail office sales contact hello support admin post team"
)
# What may end an account's name without being part of it.
LEGAL_FORMS = (
    "gmbh mbh ggmbh ag kg kgaa ohg ug ek ev se inc incorporated corp corporation co company ltd "
    "limited llc llp lp plc pty sa sas sasu sarl eurl sl slu slne srl spa snc bv nv cv vof ab as "
    "asa aps oy oyj kft zrt doo dd sro zoo lda ltda pte pvt kk and und et y e"
)


_LONGEST = 5000  # characters of a cell that names somebody
_ADDRESS = r"[^\s()<>,;@]+@[^\s()<>,;@]+"
_IS_ADDRESS = re.compile(_ADDRESS)
# `Ana Prueba (ana@example.com)`, `Ana <ana@example.com>`, `Acme (https://www.notion.so/…)`
_LINKED = re.compile(
    rf"\s*([^;]*?)\s*[(<](https?://[^\s()<>]+|(?:mailto:)?{_ADDRESS})[)>]\s*(?:[,;]\s*|$)"
)


class Name(NamedTuple):
    """A name with its e-mail address, or only the address."""

    name: str
    email: str | None = None


@lru_cache(20_000)
def names_in(text: str, *, is_list: bool) -> tuple[Name, ...]:
    """Return the names in a cell, separated by semicolons if `is_list`; links are removed."""
    if len(text) > _LONGEST:
        return (Name(text),)
    parts = text.split(";") if is_list else [text]
    found = [name for part in parts for name in _in_part(part.strip())]
    return tuple(found) or (Name(text),)


def _in_part(text: str) -> list[Name]:
    found: list[Name] = []
    place = 0
    while linked := _LINKED.match(text, place):
        if linked.end() == place:
            break
        name, link = linked[1], linked[2].removeprefix("mailto:")
        email = link if _IS_ADDRESS.fullmatch(link) else None
        if name or email:
            found.append(Name(name or link, email))
        place = linked.end()
    rest = text[place:]
    addresses = [each.strip() for each in rest.split(",")]
    if len(addresses) > 1 and all(map(_IS_ADDRESS.fullmatch, addresses)):
        return [*found, *(Name(each, each) for each in addresses)]
    if rest:
        found.append(Name(rest, rest if _IS_ADDRESS.fullmatch(rest) else None))
    return found


def name_and_address(text: str) -> Name:
    """Return a name as typed, and the e-mail address behind it: `Jo Park <jo@acme.example>`.

    An address alone is both.
    """
    found = names_in(text.strip(), is_list=False)
    return found[0] if len(found) == 1 and found[0].email is not None else Name(text)


def bare_name(name: str) -> str:
    """Return a name without case, accents, punctuation and the legal form at its end."""
    parts = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)\.(?=\w)|(?<=\w)\.", "", unaccented(name)))
    while len(parts) > 1 and parts[-1] in LEGAL_FORMS.split():
        parts.pop()
    return " ".join(parts) or fold(name)


def check_email(text: str | None) -> str | None:
    """Check an e-mail address as typed, empty to clear it; raise UsageError."""
    if text is None or not text.strip():
        return text
    checked = check_line(text, what="email", most=MOST_EMAIL)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", checked):
        raise UsageError(
            f"{quoted(text)} is not an e-mail address.", hint="Write it as in jo@acme.example."
        )
    return checked


def is_shared_address(email: str) -> bool:
    """Return whether several people are likely to have an e-mail address, such as info@."""
    return fold(email.partition("@")[0]) in COMMON.split()


def role_named(text: str, known: Iterable[str]) -> str:
    """Return a role as a known one is spelled: case, and hyphens for spaces, don't matter."""
    same = (each for each in known if spaced(each) == spaced(text))
    return next(same, text)


def spaced(role: str) -> str:
    """Return a role folded, with spaces for its hyphens."""
    return fold(role).replace("-", " ")


class PersonRef(NamedTuple):
    """An account or contact: the one with that id, or a new one of that name.

    `email` is the address that was given with a contact's name.
    """

    id: int | None
    name: str
    email: str | None = None


def label_of(kind: str, number: int) -> str:
    """Return the label that replaces the name of an account or contact that was forgotten."""
    return f"forgotten {kind} {number}"


class MergeResult(NamedTuple):
    """What a merge moved, by table, what it took from the other row, and what it didn't keep.

    `values_left` are values of fields that weren't kept.
    """

    kind: str
    id: int
    name: str
    merged: str  # the name of the one that is gone
    moved: Mapping[str, int]
    taken: tuple[str, ...]
    dropped: Mapping[str, str]
    values_left: tuple[tuple["FieldDefinition", str], ...] = ()
