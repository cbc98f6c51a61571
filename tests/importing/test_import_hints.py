"""`import` of other systems' files: what it proposes must lead to the right deals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.file_columns import columns, recognize
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_units import Unit, unit_of
from pipectl.importing.rules.header_words import day_field
from pipectl.importing.rules.outcomes import is_not_closed, meant
from pipectl.vocabulary import WON

DEALS = "select title, status, amount_minor, close_on, closed_on from opportunity order by id"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Forecasted Close Date", "close_on"),
        ("Assumed close date", "close_on"),
        ("Anticipated closing", "close_on"),
        ("Projected Close Date", "close_on"),
        ("Won/Lost Date", "closed_on"),
        ("Date won / lost", "closed_on"),
        ("Won date", "won_on"),
        ("Lost on", "lost_on"),
    ],
)
def test_the_words_of_a_header_tell_which_closing_day_it_is(header: str, field: str) -> None:
    assert day_field(header) == field


@pytest.mark.parametrize(
    ("headers", "likely"),
    [
        (("Price",), "Price"),
        (("Product", "Price", "Quantity"), None),
        (("Produkt", "Einzelpreis", "Menge"), None),
        (("Price", "Quantity", "Project budget"), "Project budget"),
        (("Precio", "Presupuesto"), "Precio"),
        (("Prezzo", "Quantità", "Budget"), "Budget"),
    ],
)
def test_a_product_s_price_is_never_proposed_as_the_amount(
    headers: tuple[str, ...], likely: str | None
) -> None:
    assert likely_header("amount", headers) == likely


@pytest.mark.parametrize("own", ["LCY", "MW", "DS", "LV"])
def test_an_amount_in_the_company_s_own_currency_is_one_without_a_sign(own: str) -> None:
    header = f"Estimated Value ({own})"
    assert unit_of(header) == Unit("Estimated Value", None, None)
    headers = ("Opportunity", "Status", header)
    assert columns(headers, recognize(headers)).header_of("amount") == header


@pytest.mark.parametrize(
    "text",
    [
        *("no cerrado", "Not closed", "not yet closed", "noch nicht abgeschlossen", "pas clôturé"),
        *("sin cerrado", "niet gesloten", "open", "Offen", "abierto"),
    ],
)
def test_a_closing_date_may_say_that_there_is_none(text: str) -> None:
    assert is_not_closed(text)


@given(st.sampled_from(["no cerrado", "closed", "soon", "not sure", ""]), st.integers(0, 9999))
def test_a_text_with_a_number_or_without_that_word_is_no_missing_date(
    text: str, number: int
) -> None:
    assert not is_not_closed(f"{text} {number}")
    assert is_not_closed(text) == (text == "no cerrado")


@pytest.mark.parametrize("name", ["Logrado con éxito", "Réussi", "Riuscito", "Mit Erfolg"])
def test_a_stage_called_a_success_is_asked_about(name: str) -> None:
    assert meant(name) == (WON,)


def test_a_column_that_says_which_is_asked_about_before_one_that_says_closed(
    pipectl: Shell,
) -> None:
    write(
        "bc.csv",
        "Titel,Afgesloten,Status,Aanmaakdatum",
        "A,Ja,Gewonnen,2026-01-05",
        "B,Ja,Verloren,2026-01-06",
        "C,Nee,Bezig,2026-01-07",
    )
    said = refused(pipectl, "bc.csv")
    assert (
        'bc.csv: "Status" is "Gewonnen": 1 row (line 2). Is this deal won? If so: '
        '--won-when "Status=Gewonnen"' in said
    )
    assert (
        'bc.csv: "Status" is "Verloren": 1 row (line 3). Is this deal lost? If so: --lost-when'
        in said
    )
    assert "Afgesloten=" not in said
    answers = ("--won-when", "Status=Gewonnen", "--lost-when", "Status=Verloren")
    brought(pipectl, "bc.csv", *answers)
    assert [each[:2] for each in rows(pipectl, DEALS)] == [
        ("A", "won"),
        ("B", "lost"),
        ("C", "open"),
    ]


def test_a_column_in_which_open_deals_are_not_closed_has_days_of_endings(pipectl: Shell) -> None:
    write(
        "kommo.csv",
        "Título,Etapa,Monto,Fecha de creación,Fecha de cierre",
        "A,Contacto,100,2026-01-05,no cerrado",
        "B,Entregas,200,2026-01-06,2026-02-10",
    )
    said = refused(pipectl, "kommo.csv", "--make-stages")
    assert 'kommo.csv: stage "Entregas": 1 row (line 3). Is this deal won or lost?' in said
    brought(pipectl, "kommo.csv", "--make-stages", "--stage-map", "Entregas=won")
    assert rows(pipectl, DEALS) == [
        ("A", "open", 10000, None, None),
        ("B", "won", 20000, None, "2026-02-10"),
    ]
    again = pipectl("import", "kommo.csv", "--stage-map", "Entregas=won").out
    assert "Imported: 0 new deals, 0 changed, 2 unchanged." in again


def test_forecast_and_actual_days_are_read_apart(pipectl: Shell) -> None:
    write(
        "active.csv",
        "Deal Title,Status,Value,Created Date,Forecasted Close Date,Won/Lost Date",
        "A,Open,100,2026-01-05,2027-01-15,0000-00-00 00:00:00",
        "B,Won,200,2026-01-06,2026-03-31,2026-02-10 08:00:00",
        "C,Lost,300,2026-01-07,0000-00-00,2026-02-11 08:00:00",
    )
    brought(pipectl, "active.csv", "--map", "outcome=Status")
    assert rows(pipectl, DEALS) == [
        ("A", "open", 10000, "2027-01-15", None),
        ("B", "won", 20000, "2026-03-31", "2026-02-10"),
        ("C", "lost", 30000, None, "2026-02-11"),
    ]
