"""The known programs, with their headers for each field."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from pipectl.errors import UsageError, listed, quoted
from pipectl.importing.rules import languages
from pipectl.importing.rules.headers import (
    CLOSE,
    HUBSPOT,
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
    ZOHO,
    ZOHO_STAGES,
    Headers,
)
from pipectl.importing.rules.outcomes import When
from pipectl.text import fold
from pipectl.vocabulary import LOST, OPEN, WON

ACTIVE = "active"  # in a format's whens: the column that says it, in whatever language
_NOT_PREFIXED = ("account", "contact")


class Format(NamedTuple):
    """A program's export: fields and their headers, the better ones first.

    `signs` are headers that only this program writes, `pairs` those that only it writes together;
    `footer` says that its files end in lines
    that are no rows. With `entered_late` a row's creation is the day on which somebody entered it.
    `short_identifiers`: one of 18 characters and its first 15 are one. `derived` headers say what
    follows from others: nobody misses them. `translated` are the headers in other languages.
    `whens` say what is won or lost where no column of outcomes does; with `is_told_by_stage`, the
    stage's name does. `stages` are the program's own, in their order; `translated_stages` the same
    in other languages.
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

    @property
    def label(self) -> str:
        """The program's name as it writes it."""
        return {"hubspot": "HubSpot", "csv": "CSV"}.get(self.name, self.name.capitalize())

    def wrote(self, there: Collection[str]) -> bool:
        """Return whether these (as `bare` leaves them) have a sign of it."""
        if any(bare(sign) in there for sign in self.signs):
            return True
        return any(bare(one) in there and bare(other) in there for one, other in self.pairs)

    def stage_places(self) -> dict[str, int]:
        """Return where each of its own stages (folded) stands, in every language."""
        return {
            fold(name): place
            for stages in (self.stages, *self.translated_stages)
            for place, name in enumerate(stages)
        }

    @property
    def known(self) -> Headers:
        """Its headers in every language."""
        return self.headers + self.translated


def bare(header: str) -> str:
    """A header without what people and programs write now so, now so: case, spaces, `_`, arrows."""
    return re.sub(
        "[\\s_\ufeff\u200b\u2190-\u2193\u25b2\u25b4\u25bc\u25be\u2b06\u2b07\ufe0f]+",
        "",
        fold(header).replace("\u2019", "'"),
    )


CSV = Format("csv", PLAIN, translated=languages.PLAIN)
# Contacts and projects have such names, too.
NAMED_ONLY = tuple(("title", name) for name in ("name", "nom", "nombre", "projekt", "proyecto"))
EXPORT = "export"  # what `pipectl export` writes for people
FORMATS = (
    Format(
        "hubspot",
        HUBSPOT,
        (
            *("Deal Stage", "Is Closed Won", "Deal probability", "Create Date"),
            *languages.HUBSPOT_SIGNS,
        ),
        entered_late=True,
        translated=languages.HUBSPOT,
        stages=HUBSPOT_STAGES,
    ),
    Format(
        "pipedrive",
        tuple((field, f"Deal - {name}") for field, name in PIPEDRIVE) + PIPEDRIVE,
        (
            *(f"Deal - {name}" for field, name in PIPEDRIVE if field not in _NOT_PREFIXED),
            *(name for field, name in languages.PIPEDRIVE_PREFIXED if field not in _NOT_PREFIXED),
            *languages.PIPEDRIVE_SIGNS,
            *("Currency of Value", "Expected close date", "Won time", "Lost time"),
        ),
        entered_late=True,
        translated=languages.PIPEDRIVE,
        stages=PIPEDRIVE_STAGES,
    ),
    Format(
        "salesforce",
        SALESFORCE,
        ("StageName", "IsWon", "IsClosed", *languages.SALESFORCE_SIGNS),
        pairs=SALESFORCE_PAIRS,
        footer=True,
        entered_late=True,
        short_identifiers=True,
        is_told_by_stage=True,
        stages=SALESFORCE_STAGES,
        translated=languages.SALESFORCE,
    ),
    Format(
        "close", CLOSE, ("lead_name", "status_label", "status_type", "date_won"), entered_late=True
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
    ),
    Format(
        "odoo",
        ODOO,
        ("Expected Closing", "Prorated Revenue", "date_deadline", "lost_reason_id", "partner_name"),
        entered_late=True,
        # What is lost is archived there with a probability of 0, but what is archived isn't always
        # lost. What is won has 100.
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


# What --from takes; pipectl is the whole export, export the CSV for people.
NAMES = ("auto", "csv", *(each.name for each in FORMATS if each is not CSV), "pipectl")


def is_ours(of: Format, headers: Sequence[str]) -> bool:
    """Return whether our export may have put an apostrophe before what looks like a formula."""
    return of.name == EXPORT or "deal_id" in headers


def format_named(name: str) -> Format:
    """The format of that name; raises UsageError for one that isn't known."""
    for each in FORMATS:
        if each.name == name.strip().lower():
            return each
    raise UsageError(
        f"Unknown format {quoted(name)}.",
        hint=f"Use one of {listed(NAMES)}.",
    )


@cache
def _fields_by_header() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in FORMATS:
        for field, header in each.known if each.name != EXPORT else ():
            found.setdefault(bare(header), set()).add(field)
    return {header: frozenset(fields) for header, fields in found.items()}


def known_as(name: str) -> frozenset[str]:
    """The fields that a header (as `bare` leaves it) has with any program, in any language."""
    return _fields_by_header().get(name, frozenset())
