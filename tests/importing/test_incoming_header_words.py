"""Headers of days: known by their words, in several languages, and by nothing less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipectl.importing.rules.header_words import day_field

CASES = {
    "won_on": (
        *("Won time", "Deal - Gewonnen am", "Gewinndatum", "Datum des gewonnenen Deals"),
        *("Zeitpunkt, zu dem der Deal gewonnen wurde", "Affaire - Gagnée le", "Date de gain"),
        *("Ganado a las", "Negocio - Hora de ganado", "Fecha de ganado"),
    ),
    "lost_on": (
        *("Lost time", "Verloren am", "Verlustzeitpunkt", "Heure de l'échec", "Date de perte"),
        *("Fecha de perdido", "Hora de pérdida", "Affaire - Perdue le"),
    ),
    "close_date": (
        *("Closed Time", "Abgeschlossen am", "Zeitpunkt des Abschlusses", "Abschlussdatum"),
        *("Affaire - Heure de la conclusion", "Heure de clôture de l’affaire", "Fecha de cierre"),
    ),
    "close_on": (
        *("Expected close date", "Voraussichtliches Abschlussdatum", "Date de clôture prévue"),
        *("Fecha de cierre prevista", "Erwarteter Abschlusstag", "Gesch. Abschlussdatum"),
        *("Verwachte sluitingsdatum", "Data di chiusura prevista"),
    ),
    "closed_on": (
        *("Actual Close Date", "Tatsächliches Abschlussdatum", "Date de clôture réelle"),
        *("Fecha de cierre real", "Werkelijke sluitingsdatum"),
    ),
    "created_on": (
        *("Created Time", "Erstellungsdatum", "Affaire créée le", "Fecha de creación"),
        *("Date Created (UTC)", "Aangemaakt op", "Creato il"),
    ),
    None: (
        *("Won", "Closed", "Gewinn", "Verlustgrund", "Raison de la perte", "Importe ganado", ""),
        *("Date entered Closed Won", "Last Close Date Change", "Letzte Phasenänderung", "Datum"),
        *("Won or lost on", "Laufzeit", "Expected won date", "Dealzeit", "Update time"),
        *("Date à laquelle la transaction est ouverte", "Expected vs actual close date"),
        "Actual creation date",
    ),
}


@pytest.mark.parametrize(
    ("header", "field"), [(name, field) for field, names in CASES.items() for name in names]
)
def test_a_day_is_known_by_the_words_of_its_header(header: str, field: str | None) -> None:
    assert day_field(header) == field
    assert day_field(f" {header.upper()} ") == field


@given(st.text(max_size=40))
def test_any_header_has_an_answer(header: str) -> None:
    assert day_field(header) in CASES
