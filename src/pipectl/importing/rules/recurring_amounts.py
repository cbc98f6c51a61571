"""How often an amount recurs: the words for it, and unread columns that say it."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from pipectl.errors import UsageError, quoted
from pipectl.importing.rules.outcomes import plain
from pipectl.named_tuple import NamedTuple
from pipectl.text import fold

ONCE = "one-time"
# How often an amount recurs in a year, and the programs' words for it.
PERIODS = {ONCE: 1, "weekly": 52, "monthly": 12, "quarterly": 4, "annual": 1}
# What a number of periods counts.
UNITS = {
    ONCE: "payments",
    "hourly": "hours",
    "daily": "days",
    "weekly": "weeks",
    "monthly": "months",
    "quarterly": "quarters",
    "annual": "years",
}
_PERIOD_WORDS = {
    ONCE: """
        onetime oneoff once single fixed fixedbid fixedprice fixedfee einmalig einmal fest festpreis
        unique ponctuel fixe forfait único única fijo fija eenmalig vast
        no none never nonrecurring nein non não nee nej
    """,
    "weekly": """
        weekly week weeks wöchentlich woche wochen hebdomadaire semaine semaines semanal semana
        semanas wekelijks weken settimanale settimana settimane
    """,
    "monthly": """
        monthly month months mth mths mo monatlich monat monate monaten mensuel mensuelle mois
        mensual mes meses maandelijks maand maanden mensile mese mesi mensal mês
    """,
    "quarterly": """
        quarterly quarter quarters vierteljährlich quartal quartale quartalsweise trimestriel
        trimestre trimestres trimestral kwartaal trimestrale
    """,
    "annual": """
        annual annually yearly year years yr yrs jährlich jahr jahre jahren annuel annuelle an ans
        année années anual año años jaarlijks jaar annuale anno anni ano anos
    """,
}
_PERIOD_NAMES = {word: name for name, words in _PERIOD_WORDS.items() for word in words.split()}
# What is paid by the hour or the day: no number of times makes a year's amount of it.
RATES = ("hourly", "daily")
_RATE_WORDS = {
    "hourly": "hourly hour hours hrs stündlich stunde stunden heure heures hora horas uur ora ore",
    "daily": "daily day days täglich tag tage tagen jour jours día días dag dagen giorno giorni",
}
_RATE_NAMES = {word: name for name, words in _RATE_WORDS.items() for word in words.split()}
_ALL_NAMES = _PERIOD_NAMES | _RATE_NAMES
# Parts of words (plain) in headers of columns that say how many periods there are.
_DURATION = re.compile(
    r"durat|duree|duracion|duracao|durata|\bdauer|laufzeit|\bduur\b|looptijd|\bplazo\b|\bterms?\b"
    r"|\b(number|no|nr|anzahl|zahl|nombre|numero|aantal|qty|count)\b.*"
    r"\b(periods?|perioden|weeks?|months?|years?|hours?|days?|monate|jahre|stunden|tage|wochen|mois"
    r"|heures|jours|meses|horas|dias|maanden|uren|dagen|mesi|ore|giorni)\b"
)
# Headers (plain) of columns with amounts per month or year.
_AMOUNT_HEADER = re.compile(
    r"\b(mrr|arr)\b|recurring (revenue|amount|value)|valor (mensal )?recorrente|montant recurrent"
    r"|revenu recurrent|(importe|ingreso|valor) recurrente|wiederkehrende[rn]? (betrag|umsatz)"
)
_DURATION_CELL = re.compile(r"(\d{1,6})(?:[.,](\d{1,4}))?\s*(?:([^\W\d_]+)\.?)?")
_EACH = re.compile(r"(?:per|each|every|an?|pro|je|par|por|al|/)[ \u00a0/]*(?=.)")
_PERIOD_WORD = re.compile(
    "[ \u00a0]*(?:/|per |a |each )?[ \u00a0]*"
    "(one[- ]?time|annual(?:ly)?|[a-z]+ly|year|month|week|quarter)$",
    re.IGNORECASE,
)


def shown_amount(text: str) -> tuple[str, str | None]:
    """Split `$50 monthly` into the amount and its period, if there is one."""
    found = _PERIOD_WORD.search(text.rstrip())
    if found is None:
        return text, None
    period = _PERIOD_NAMES.get("".join(filter(str.isalpha, fold(found[1]))))
    return (text, None) if period is None else (text[: found.start()], period)


def period_of(text: str) -> str | None:
    """Return the period in a cell with nothing else: `Per Month`, `monatlich`.

    With a number it is a term, or another period: `12 months`, `every 3 months`.
    """
    return _named(text, _PERIOD_NAMES)


def _named(text: str, names: Mapping[str, str]) -> str | None:
    folded = fold(text.strip())
    if any(map(str.isdigit, folded)):
        return None
    for said in (folded, _EACH.sub("", folded, count=1)):
        if name := names.get("".join(filter(str.isalpha, said))):
            return name
    return None


def read_period(text: str) -> str:
    """Return how often an amount comes; raise UsageError."""
    name = _named(text, _ALL_NAMES)
    if name is None:
        raise UsageError(f"{quoted(text)} is not {', '.join(PERIODS)}.")
    return name


class Duration(NamedTuple):
    """How many periods an amount is for; `unit` is their length, if that is said."""

    number: Decimal
    unit: str | None = None


def read_duration(text: str, header: str = "") -> Duration | None:
    """Return the number of periods in a cell: `3`, `3 months`, None for 0; raise UsageError.

    The header may say the unit: `Duration (months)`.
    """
    found = _DURATION_CELL.fullmatch(text.strip())
    unit = _ALL_NAMES.get(fold(found[3])) if found and found[3] else _unit_of(header)
    if found is None or (found[3] and unit is None):
        raise UsageError(f"{quoted(text)} is not a number of periods, such as 3 or 3 months.")
    number = Decimal(".".join(filter(None, found.groups()[:2])))
    return Duration(number, unit) if number else None


def names_duration(header: str) -> bool:
    """Return whether a header may be that of a number of periods."""
    return _DURATION.search(plain(header)) is not None


def _unit_of(header: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", fold(header))
    units = {_ALL_NAMES[word] for word in words if word in _ALL_NAMES and len(word) > 3}
    return units.pop() if len(units) == 1 else None


class UnreadRecurring(NamedTuple):
    """What unread columns say of recurring amounts.

    How many amounts have each period, by header; the first column of numbers of periods; and the
    columns of recurring amounts, with their numbers of amounts.
    """

    periods: Mapping[str, Mapping[str, int]] = {}
    duration: str | None = None
    amounts: Mapping[str, int] = {}


class Recurring:
    """Counts the periods in unread columns, as long as these contain nothing else.

    Also finds unread columns with numbers of periods, by their headers and cells.
    """

    def __init__(
        self, headers: Sequence[str], taken: Collection[int], *, has_own_column: bool
    ) -> None:
        """Look at columns other than those taken; for periods only if no column of them is read."""
        unread = [place for place in range(len(headers)) if place not in taken]
        self._found = {at: Counter[str]() for at in unread if not has_own_column}
        self._durations = {at: 0 for at in unread if names_duration(headers[at])}
        self._amounts = {at: 0 for at in unread if _AMOUNT_HEADER.search(plain(headers[at]))}

    def note(self, cells: Sequence[str], *, has_amount: bool) -> None:
        """Look at a row's cells; all rows have the same number."""
        for place, counts in list(self._found.items()):
            text = cells[place].strip()
            period = _named(text, _ALL_NAMES) if text else None
            if text and period is None:
                del self._found[place]
            elif period is not None and has_amount:
                counts[period] += 1
        for place in list(self._durations):
            text = cells[place].strip()
            if text and not _DURATION_CELL.fullmatch(text):
                del self._durations[place]
            elif text and has_amount:
                self._durations[place] += 1

        for place in self._amounts:
            self._amounts[place] += any(digit in cells[place] for digit in "123456789")

    def unread(self, headers: Sequence[str]) -> UnreadRecurring:
        """Return what the columns say; of columns with periods those with recurring amounts."""
        return UnreadRecurring(
            {
                headers[place]: counts
                for place, counts in self._found.items()
                if counts.keys() - {ONCE}
            },
            next((headers[place] for place, count in self._durations.items() if count), None),
            {headers[place]: count for place, count in self._amounts.items() if count},
        )
