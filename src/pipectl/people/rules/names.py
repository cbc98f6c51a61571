"""Check and compare names, e-mail addresses and roles; the result of a merge."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from pipectl.errors import UsageError, quoted
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
    """An account or contact: the one with that id, or a new one of that name."""

    id: int | None
    name: str


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
