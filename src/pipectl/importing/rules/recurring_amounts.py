"""How often an amount recurs: the words for it, and unread columns that say it."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from pipectl.errors import UsageError, quoted
from pipectl.text import fold

ONCE = "one-time"
# How often an amount recurs in a year, and the programs' words for it.
PERIODS = {ONCE: 1, "weekly": 52, "monthly": 12, "quarterly": 4, "annual": 1}
_PERIOD_WORDS = {
    ONCE: """
        onetime oneoff once single fixed fixedbid fixedprice fixedfee einmalig einmal fest festpreis
        unique ponctuel fixe forfait único única fijo fija
    """,
    "weekly": "weekly week weeks wöchentlich woche hebdomadaire semaine semanal semana",
    "monthly": "monthly month months monatlich monat mensuel mensuelle mois mensual mes",
    "quarterly": """
        quarterly quarter quarters vierteljährlich quartal quartalsweise trimestriel trimestre
        trimestral
    """,
    "annual": """
        annual annually yearly year years jährlich jahr annuel annuelle an année anual año
    """,
}
_PERIOD_NAMES = {word: name for name, words in _PERIOD_WORDS.items() for word in words.split()}
# What is paid by the hour or the day: no number of times makes a year's amount of it.
RATES = ("hourly", "daily")
_RATE_WORDS = {
    "hourly": "hourly hour hours stündlich stunde stunden heure heures hora horas uur",
    "daily": "daily day days täglich tag tage jour jours día días dag dagen",
}
_RATE_NAMES = {word: name for name, words in _RATE_WORDS.items() for word in words.split()}
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
    name = period_of(text)
    if name is None:
        raise UsageError(f"{quoted(text)} is not {', '.join(PERIODS)}.")
    return name


class Recurring:
    """Counts the periods in unread columns, as long as these contain nothing else."""

    def __init__(self, taken: Collection[int], *, has_own_column: bool) -> None:
        """Look at columns other than those taken; at none if a column of periods is read."""
        self._taken = taken
        self._found: dict[int, Counter[str]] | None = {} if has_own_column else None

    def note(self, cells: Sequence[str], *, has_amount: bool) -> None:
        """Look at a row's cells; all rows have the same number."""
        if self._found is None:
            self._found = {at: Counter() for at in range(len(cells)) if at not in self._taken}
        for place, counts in list(self._found.items()):
            text = cells[place].strip()
            period = (period_of(text) or _named(text, _RATE_NAMES)) if text else None
            if text and period is None:
                del self._found[place]
            elif period is not None and has_amount:
                counts[period] += 1

    def told(self, headers: Sequence[str]) -> dict[str, Mapping[str, int]]:
        """Return how many amounts have each period, by header of columns with recurring ones."""
        return {
            headers[place]: counts
            for place, counts in (self._found or {}).items()
            if counts.keys() - {ONCE}
        }
