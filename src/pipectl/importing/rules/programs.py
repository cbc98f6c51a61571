"""Define the known programs with their headers for each field."""

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

from pipectl.errors import listed, quoted
from pipectl.importing.rules import languages, plain_headers
from pipectl.importing.rules.header_words import actual_name, plain_words
from pipectl.importing.rules.headers import (
    CLOSE,
    HUBSPOT,
    HUBSPOT_PAIRS,
    HUBSPOT_STAGES,
    ODOO,
    ODOO_STAGES,
    OURS,
    OURS_DERIVED,
    PIPEDRIVE,
    PIPEDRIVE_STAGES,
    PLAIN,
    SALESFORCE,
    SALESFORCE_PAIRS,
    SALESFORCE_STAGES,
    SALESFORCE_WEAK_PAIRS,
    ZOHO,
    ZOHO_STAGES,
    Headers,
)
from pipectl.importing.rules.outcomes import When
from pipectl.named_tuple import NamedTuple
from pipectl.text import UnknownValueError, fold
from pipectl.vocabulary import LOST, OPEN, WON

ACTIVE = "active"  # in a format's whens: the column that says it, in whatever language
_NO_SIGNS = ("account", "contact", "identifier")  # others write "Deal-ID", too


def label_of(program: str) -> str:
    """Return a program's name in its own spelling."""
    own = {"hubspot": "HubSpot", "csv": "CSV", "vcard": "vCard"}
    return own.get(program, program.capitalize())


class Format(NamedTuple):
    """A program's export: fields and their headers, the best ones first.

    `signs` are headers that only this program writes, `pairs` those that only it writes together;
    `footer`: its files end with lines that aren't rows. `entered_late`: a row's creation date is
    when it was typed in. `short_identifiers`: an identifier of 18 characters equals its first 15.
    `derived` headers follow from others, so they aren't reported as unread. `translated`: headers
    in other languages. `is_exact`: its signs count only with its underscores, as people write the
    same words above other things; `joined_signs` count only without spaces and underscores.
    `weak_pairs` only count without `foreign` headers, which other programs write beside them.
    `whens` tell outcomes without an outcome column; with `is_told_by_stage`, the stage's name does.
    `stages` are the program's default ones in order; `translated_stages` the same in other
    languages.
    """

    name: str
    headers: Headers
    signs: tuple[str, ...] = ()
    footer: bool = False
    entered_late: bool = False
    short_identifiers: bool = False
    derived: tuple[str, ...] = ()
    translated: Headers = ()
    whens: tuple[When, ...] = ()
    is_told_by_stage: bool = False
    stages: tuple[str, ...] = ()
    translated_stages: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    is_exact: bool = False
    joined_signs: tuple[str, ...] = ()
    weak_pairs: tuple[tuple[str, str], ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The program's name in its own spelling."""
        return label_of(self.name)

    def wrote(self, headers: Collection[str]) -> bool:
        """Return whether these headers include one of its signs."""
        spelled = underscored if self.is_exact else bare
        there = set(map(spelled, headers))
        if any(spelled(sign) in there for sign in self.signs):
            return True
        if not set(map(underscored, self.joined_signs)).isdisjoint(map(underscored, headers)):
            return True
        known = (*self.pairs, *self.weak_pairs)
        pairs = [each for each in known if there.issuperset(map(spelled, each))]
        if not pairs:
            return False
        if any(spelled(each) in there for each in self.foreign):
            pairs = [each for each in pairs if each not in self.weak_pairs]
        # `Expected Revenue` beside `Revenue` is weighted, so it isn't a program's amount.
        worded = {" ".join(plain_words(header)) for header in headers}
        return any(actual_name(other) not in worded for _, other in pairs)

    def stage_places(self) -> dict[str, int]:
        """Return the position of each default stage (folded), in every language."""
        return {
            fold(name): place
            for stages in (self.stages, *self.translated_stages)
            for place, name in enumerate(stages)
        }

    @property
    def known(self) -> Headers:
        """Its headers in every language."""
        return self.headers + self.translated


@lru_cache(4096)  # each line that may have headers is compared with those of all programs
def bare(header: str) -> str:
    """Return a header without what varies in spelling: case, spaces, `_`, arrows."""
    return re.sub(
        "[\\s_\ufeff\u200b\u2190-\u2193\u25b2\u25b4\u25bc\u25be\u2b06\u2b07\ufe0f]+",
        "",
        fold(header).replace("\u2019", "'"),
    )


# What a header may say besides its field: whose it is, `Betrag der Verkaufschance`, `Lead Value`.
_DEAL = (
    "(deal|(sales-?)?opportunity|opportunité|opportunità|oportunidade?|verkaufschance|chance|affaire|negocio"
    "|negócio|trato|trattativa|lead|interessenten)"
)
_OF_A_DEAL = re.compile(
    f"{_DEAL}[-:]?(?P<behind>.+)"
    "|(?P<before>.+?)[-:]?(of(the|a)?|de[srmn]?|d[uo]|del?la|dell?['’]?|d['’]|della|da|von|vom)?"
    f"{_DEAL}s?"
)
_LEADS = ("name", "id")  # which leads that are people have, too


@lru_cache(4096)
def without_deal(name: str) -> str:
    """Return a header (from `bare`) without the deal it is of: `betrag` for `betragdesdeals`."""
    found = _OF_A_DEAL.fullmatch(name)
    rest = name if found is None else found["behind"] or found["before"]
    return name if "lead" in name and rest in _LEADS else rest


def underscored(header: str) -> str:
    """Return a header as `bare` does, but with its underscores and spaces apart."""
    return re.sub("[\ufeff\u200b]", "", fold(header)).strip().replace(" ", "-")


CSV = Format(
    "csv",
    PLAIN,
    translated=plain_headers.TRANSLATED + plain_headers.REVENUES + plain_headers.EXPECTED,
)
# Contacts and projects have such names, too.
NAMED_ONLY = tuple(
    ("title", name)
    for name in (
        *("name", "nom", "nombre", "nome", "naam", "nazwa", "název", "namn", "navn", "nimi"),
        *("projekt", "proyecto"),
        "bezeichnung",
    )
)
EXPORT = "export"  # what `pipectl export` writes for people
FORMATS = (
    Format(
        "hubspot",
        HUBSPOT,
        (
            *("Is Closed Won", "Deal probability", "Create Date"),
            *languages.HUBSPOT_SIGNS,
        ),
        pairs=HUBSPOT_PAIRS,
        entered_late=True,
        translated=languages.HUBSPOT,
        stages=HUBSPOT_STAGES,
    ),
    Format(
        "pipedrive",
        tuple((field, f"Deal - {name}") for field, name in PIPEDRIVE) + PIPEDRIVE,
        (
            *(f"Deal - {name}" for field, name in PIPEDRIVE if field not in _NO_SIGNS),
            *(name for field, name in languages.PIPEDRIVE_PREFIXED if field not in _NO_SIGNS),
            *languages.PIPEDRIVE_SIGNS,
            *("Currency of Value", "Won time", "Lost time"),
        ),
        weak_pairs=(("Title", "Expected close date"), ("Value", "Expected close date")),
        foreign=("Milestone", "Actual close date", "Duration basis"),  # Capsule's
        entered_late=True,
        translated=languages.PIPEDRIVE,
        stages=PIPEDRIVE_STAGES,
    ),
    Format(
        "salesforce",
        SALESFORCE,
        languages.SALESFORCE_SIGNS,
        joined_signs=("StageName", "IsWon", "IsClosed"),
        pairs=(*SALESFORCE_PAIRS, *languages.SALESFORCE_PAIRS),
        footer=True,
        entered_late=True,
        short_identifiers=True,
        is_told_by_stage=True,
        stages=SALESFORCE_STAGES,
        translated=languages.SALESFORCE,
        weak_pairs=SALESFORCE_WEAK_PAIRS,
        # HighLevel, SugarCRM and others have an Opportunity Name, too.
        foreign=("Pipeline", "Pipeline ID", "Sales Stage", "Opportunity Amount"),
    ),
    Format(
        "close",
        CLOSE,
        ("status_label", "status_type"),
        pairs=tuple(
            ("lead_name", beside) for beside in ("date_won", "value_formatted", "value_period")
        ),
        entered_late=True,
        is_exact=True,
    ),
    Format(EXPORT, OURS, ("uid", "slug", "probability_from"), derived=OURS_DERIVED),
    Format(
        "zoho",
        ZOHO,
        (
            *("Closing Date", "Reason For Loss", "Created Time", "Potential Name"),
            *languages.ZOHO_SIGNS,
        ),
        entered_late=True,
        is_told_by_stage=True,
        stages=ZOHO_STAGES,
        translated=languages.ZOHO,
        pairs=languages.ZOHO_PAIRS,
        weak_pairs=languages.ZOHO_WEAK_PAIRS,
        foreign=languages.ZOHO_FOREIGN,
    ),
    Format(
        "odoo",
        ODOO,
        ("Expected Closing", "Prorated Revenue", "date_deadline", "lost_reason_id", "partner_name"),
        entered_late=True,
        # Lost deals are archived there with a probability of 0, but archived ones aren't always
        # lost. Won deals have 100.
        whens=(
            When(WON, "probability", "100"),
            When(LOST, ACTIVE, "False", percent=0),
            When(OPEN, ACTIVE, "True"),
            When(LOST, "lost_reason"),
        ),
        is_told_by_stage=True,
        stages=ODOO_STAGES,
        translated_stages=languages.ODOO_STAGES,
        translated=languages.ODOO,
        pairs=(
            *(("Opportunity", "Expected Revenue"), ("name", "partner_id"), ("name", "stage_id")),
            *languages.ODOO_PAIRS,
        ),
    ),
    CSV,
)


# The values of --from; pipectl is the complete export, export our CSV.
NAMES = ("auto", "csv", *(each.name for each in FORMATS if each is not CSV), "pipectl")


def is_ours(of: Format, headers: Sequence[str]) -> bool:
    """Return whether this may be our export, with an apostrophe before cells like formulas."""
    return of.name == EXPORT or "deal_id" in headers


def format_named(name: str) -> Format:
    """Return the format of that name; raise UsageError if it is unknown."""
    for each in FORMATS:
        if each.name == name.strip().lower():
            return each
    use = f"Use one of {listed(NAMES)}."
    raise UnknownValueError(f"Unknown format {quoted(name)}", name, NAMES, hint=use)


@cache
def _fields_by_header() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in FORMATS:
        for field, header in each.known if each.name != EXPORT else ():
            found.setdefault(bare(header), set()).add(field)
    return {header: frozenset(fields) for header, fields in found.items()}


def known_as(name: str) -> frozenset[str]:
    """Return the fields of a header (from `bare`) in any program and language."""
    known = _fields_by_header()
    return known.get(name) or known.get(without_deal(name), frozenset())
