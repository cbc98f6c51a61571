"""Choose the columns of a file that are kept as custom fields, and what has them."""

import re
from collections.abc import Collection, Mapping, Sequence

from pipectl.errors import UsageError
from pipectl.fields.rules import MOST_NAME, SIGNS, FieldDefinition, check_name
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold
from pipectl.vocabulary import FIELD_OWNERS

# `field.industry` or `account.field.industry`, as --map takes it.
_SAID = re.compile(rf"(?:({'|'.join(FIELD_OWNERS)})\.)?field\.(.+)", re.IGNORECASE | re.DOTALL)
# What a program puts before the header of a column: `Organization - Industry`, `Account: Industry`.
_PREFIXES = {
    "deal": "deal|opportunity|affaire|geschäft|negocio|trato",
    "account": "organi[sz]ation|organización|account|company|customer|partner_id|firma",
    "contact": "person|persona|personne|contact|kontakt",
}
_PREFIXED = {
    owner: re.compile(rf"(?:{words})(?:\s+-\s+|\s*:\s*|\.|/)(.+)", re.IGNORECASE | re.DOTALL)
    for owner, words in _PREFIXES.items()
}
# Words in the headers of what an account has; then those of what a contact has.
_ACCOUNTS = re.compile(
    r"industr|sector|sektor|branche|secteur|employ|mitarbeiter|empleado|headcount|compan|firma\b"
    r"|unternehmen|organi[sz]a|\baccount|region|région|gebiet|territor|countr|\bland\b|\bpays\b"
    r"|\bpaís\b|\bcity\b|\bstadt\b|\bville\b|ciudad|\bstate\b|\bzip\b|postal|\bplz\b|address"
    r"|adresse|billing|shipping|annual.?revenue|umsatz|chiffre d.affaires|website|web.?site|domain"
)
# What one reaches a person by, unless it is said to be the company's.
_REACHED = re.compile(r"e-?mail|\bphone|\bmobile|telefon|teléfono")
_COMPANIES = re.compile(
    r"compan|organi[sz]a|\baccount|firma\b|unternehmen|empresa|entreprise|billing|shipping"
)
_CONTACTS = re.compile(
    r"lifecycle|job.?title|\bphone|\bmobile|telefon|teléfono|e-?mail|salutation|\banrede\b|contact"
    r"|kontakt|linkedin"
)


class OwnName(NamedTuple):
    """A field as --map names it; without an owner, the one that fits is chosen."""

    owner: str | None
    name: str


class ExtraColumn(NamedTuple):
    """A column kept as a custom field; `said` is its name, if --map gave one."""

    place: int
    header: str
    said: OwnName | None = None


def own_name(text: str) -> OwnName | None:
    """Return the field that a name for --map means, if it means one of the user's own."""
    found = _SAID.fullmatch(text.strip())
    if found is None:
        return None
    return OwnName(None if found[1] is None else found[1].lower(), check_name(found[2].strip()))


def is_own(typed: str) -> bool:
    """Return whether a value of --map is about a custom field."""
    return _SAID.fullmatch(typed.partition("=")[0].strip()) is not None


def extra_columns(
    headers: Sequence[str],
    unread: Collection[str],
    taken: Collection[int],
    said: Mapping[int, OwnName],
    *,
    known: Sequence[FieldDefinition] | None = None,
) -> tuple[ExtraColumn, ...]:
    """Return the columns to keep: those that were `said`, and the `unread` ones.

    `known`: of the unread ones, only those named after one of these fields.
    """
    labels = None if known is None else {fold(name) for each in known for name in names_of(each)}
    found = [ExtraColumn(place, headers[place], name) for place, name in said.items()]
    for place, header in enumerate(headers):
        shown = header or f"column {place + 1}"
        if place in taken or place in said or shown not in unread:
            continue
        if labels is None or fold(header) in labels:
            found.append(ExtraColumn(place, shown))
    return tuple(sorted(found))


def names_of(field: FieldDefinition) -> tuple[str, str]:
    """Return how our own CSV may name the column of a field."""
    return field.name, f"{field.owner}.{field.name}"


def owner_and_name(
    column: ExtraColumn,
    known: Sequence[FieldDefinition],
    owners: Collection[str],
    program: str,
    rest: str = "deal",
) -> tuple[OwnName, bool]:
    """Return what has the field of a column and its name, and whether that was said.

    A field of that name that exists is meant. `owners`: what the rows of the file have. Industry,
    employees, region, revenue and website are an account's, the lifecycle and what one reaches a
    person by are a contact's, and all else is the deal's, or of the `rest`. `program` is put before
    a name that already means something to pipectl.
    """
    if column.said is not None and column.said.owner is not None:
        return OwnName(column.said.owner, column.said.name), True
    owner, name = _by_prefix(column.header) if column.said is None else (None, column.said.name)
    likely = owner or likely_owner(name) or rest
    likely = likely if likely in owners else rest
    same = [each for each in known if fold(name) in map(fold, names_of(each))]
    for each in sorted(same, key=lambda each: (each.owner != (owner or likely), each.id)):
        if owner in (None, each.owner):
            return OwnName(each.owner, each.name), True
    return OwnName(likely, clean_name(name, program)), owner in owners


def _by_prefix(header: str) -> tuple[str | None, str]:
    """Return the owner that stands before a header, if any, and the rest."""
    for owner, pattern in _PREFIXED.items():
        if (found := pattern.fullmatch(header.strip())) is not None:
            return owner, found[1].strip()
    return None, header.strip().removeprefix("custom.")  # as Close names fields of its users


def likely_owner(name: str) -> str | None:
    """Return whether an account or a contact has what a column of that name is about."""
    words = fold(name).replace("_", " ")
    if _REACHED.search(words) and not _COMPANIES.search(words):
        return "contact"
    if _ACCOUNTS.search(words):
        return "account"
    return "contact" if _CONTACTS.search(words) else None


def clean_name(header: str, program: str) -> str:
    """Return a name for a field that a header can be, without signs of conditions."""
    name = re.sub(rf"[{re.escape(SIGNS)}]", " ", header)
    name = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    name = name.lstrip("+-. ")[:MOST_NAME].strip() or "Column"
    for each in (name, f"{program} {name}"[:MOST_NAME].strip()):
        try:
            return check_name(each)
        except UsageError:
            continue
    return check_name(f"{program} field")


def free_name(wanted: OwnName, taken: Collection[tuple[str | None, str]]) -> OwnName:
    """Return the name, with a number if another column has it."""
    number, name = 1, wanted.name
    while (wanted.owner, fold(name)) in taken:
        number += 1
        name = f"{wanted.name[: MOST_NAME - 4]} {number}"
    return OwnName(wanted.owner, name)
