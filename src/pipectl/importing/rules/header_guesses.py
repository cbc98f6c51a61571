"""Guess the column of a field without a known header, and the flag for it."""

import re
import shlex
from collections.abc import Collection

from pipectl.importing.rules.fields import FIELDS
from pipectl.importing.rules.header_words import is_bare_day, is_expected, is_weighted
from pipectl.importing.rules.outcomes import plain
from pipectl.importing.rules.programs import bare, known_as

# Parts of words (without accents) in headers that may belong to a field.
_WORDS = {
    "title": re.compile(
        r"titel|title|titre|titulo|titolo|name|\bnom\b|nombre|naam|nome|bezeichnung|betreff|subject"
        r"|deal|opportun|oportun|affaire|negocio|trato|geschaft|verkaufschance|auftrag|proje[ck]t"
        r"|proyecto|projet|vorgang|topic|thema|\btema\b|sujet|asunto"
    ),
    "amount": re.compile(
        r"amount|betrag|wert|value|worth|summe|umsatz|volumen|revenue|montant|valeur|importe|monto"
        r"|valor|ingreso|income|price|preis|prix|precio|budget|presupuesto|bedrag|waarde|importo"
        r"|\btotal\b|\bgesamt"
    ),
    "stage": re.compile(
        r"stage|phase|stufe|etape|etapa|fase|step|milestone|schritt|progress|fortschritt|stadi"
    ),
    "close_date": re.compile(
        r"clos(e|ing)|abschluss|schlusstermin|cloture|fermeture|cierre|signature"
        r"|ziel(datum|termin)|unterschrift|echeance|fallig|vencimiento|sluit|chiusura|fechamento"
    ),
    "account": re.compile(
        r"account|compan|customer|\bclient|\bkunde|firma|organi[sz]ation|unternehmen|empresa"
        r"|cuenta|\bcompte|societe|entreprise|azienda|klant"
    ),
    "lost_reason": re.compile(
        r"\b(grund|grunde|reasons?|why|warum|motifs?|raisons?|motivos?|razon|reden)\b"
        r"|(status|absage|ablehnungs|abbruch)grund"
    ),
    "probability": re.compile(
        r"probab|wahrsch|likelihood|chance|\bkans\b|confidence|win ?(%|rate|percent)|quote"
    ),
}
_NO_TITLES = re.compile(rf"{_WORDS['account'].pattern}|\bref\b|reference|referenz|status|statut")
# What Dynamics writes before the columns that it reads back, and the checksum among these.
GUARDED = re.compile(
    r"do ?not ?modify|nicht andern|ne pas modifier|no modificar|niet wijzigen|non modificare"
    r"|nao modificar|checksum|prufsumme|somme de controle|suma de comprobacion"
)
# A header with one of these words belongs to something else.
_OTHERS = re.compile(
    r"owner|inhaber|besitzer|propri|vertrieb|verkaufer|account|konto|compte|cuenta|company|firma|kunde|client|cliente"
    r"|contact|kontakt|user|benutzer|file ?name|vorname|nachname|first|last|pipeline|campaign"
    r"|guid|modified"
    r"|currency|wahrung|devise|moneda|reason|grund|raison|motif|motivo|lost|(^|\b)ids?\b"
    r"|number|nummer|numero|\bn[or]\b"
)
# What isn't the account although its header names one.
_NO_ACCOUNTS = re.compile(
    r"owner|inhaber|besitzer|propri|user|benutzer|vertrieb|verkaufer|manager|contact|kontakt|mail"
    r"|phone|telefon|type|typ\b|industry|branche|size|number|nummer|n[or]\b|(^|\b)ids?\b|guid"
    r"|currency|city|country|street|address|adresse|plz|web|url|date|datum"
)
_STAGE_OF_PIPELINE = re.compile("stage|phase|stufe|etape|etapa|fase")
# Words for a close date that need no other word for a day.
_IS_DAY = re.compile(
    "clos|signature|unterschrift|echeance|fallig|vencimiento|^abschluss$|sluit|chiusura|fechamento"
)
# Headers of single products: their prices aren't amounts of deals.
_PRICES = re.compile(r"price|preis|prix|precio|prezzo|prijs")
_QUANTITIES = re.compile(
    r"(quantity|qty|units|menge|anzahl|stuckzahl|quantite|qte|aantal|quantita|quantidade)"
    r"( .*)?"
)
_OF_DAYS = re.compile(r"date|datum|day|tag\b|am\b|jour|fecha|time|zeit")


def likely_header(field: str, headers: Collection[str]) -> str | None:
    """Return the first header that may belong to a field, and isn't known for another one.

    A price beside a quantity is that of a product, not the amount of a deal.
    """
    wanted = FIELDS[field].same_as or field
    near = [each for each in headers if _is_near(wanted, each)]
    if wanted == "amount":  # a weighted one is none, an expected one may be weighted
        near = sorted((each for each in near if not is_weighted(each)), key=is_expected)
        has_products = any(_QUANTITIES.fullmatch(plain(each)) for each in headers)
        near = [each for each in near if not (has_products and _PRICES.search(plain(each)))]
    return next(iter(near), None)


def _is_near(field: str, header: str) -> bool:
    known = {FIELDS[each].same_as or each for each in known_as(bare(header))}
    text = plain(header)
    if GUARDED.search(text):
        return False
    if known:
        return field in known
    is_day = bool(_OF_DAYS.search(text))
    if field == "close_date" and is_bare_day(header):
        return True
    if field == "account":
        return bool(_WORDS[field].search(text)) and not _NO_ACCOUNTS.search(text)
    if field == "lost_reason":
        return bool(_WORDS[field].search(text))
    if field == "stage" and _STAGE_OF_PIPELINE.search(text):
        text = text.replace("pipeline", "")
    if field == "title" and _NO_TITLES.search(text):
        return False
    return (
        bool(_WORDS[field].search(text))
        and not _OTHERS.search(text)
        and (is_day or bool(_IS_DAY.search(text))) == (field == "close_date")
    )


def map_flag(field: str, header: str) -> str:
    """Return the --map flag for a field's column, ready to type."""
    return f"--map {shell_quoted(field, header)}"


def shell_quoted(*parts: str) -> str:
    """Return NAME=VALUE quoted for a shell."""
    text = "=".join(parts)
    return f'"{text}"' if not set(text) & set('"$`\\!') else shlex.quote(text)
