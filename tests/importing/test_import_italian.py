"""`import` of Italian files, expected figures in any language, and days of closing beside them."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.column_choices import choose_similar
from pipectl.importing.rules.currency_names import read_currency
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import day_field, is_of_creation, without_outlook
from pipectl.importing.rules.outcomes import status
from pipectl.importing.rules.pipelines import PIPELINE
from pipectl.importing.rules.programs import CSV, bare, known_as

DEALS = "select title, status, amount_minor, currency, close_on, closed_on from opportunity"
GUARDED = "(Non modificare) Opportunità;Argomento;Cliente potenziale;Contatto;Stato;Motivo stato;"
FIGURES = "Fase;Probabilità;Ricavi stimati;Ricavi effettivi;Valuta;"
DAYS = "Data chiusura stimata;Data chiusura effettiva;Data creazione;Importo budget"


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("title", ("Argomento", "Oggetto", "Opportunità", "Nome affare")),
        ("amount", ("Ammontare", "Importo netto", "Valore affare")),
        ("stage", ("Stadio di vendita", "Fase pipeline", "Stato avanzamento")),
        ("account", ("Nome azienda", "Cliente potenziale", "Nome cliente", "Società")),
        ("contact", ("Nome contatto", "Contatto principale")),
        ("created_on", ("Aggiunta il", "Aperta il", "Orario creazione", "Data inserimento")),
        ("next_action", ("Prossimo step", "Passaggio successivo")),
        ("source", ("Fonte lead", "Provenienza")),
    ],
)
def test_italian_headers_are_known(field: str, headers: tuple[str, ...]) -> None:
    assert all(field in known_as(bare(each)) for each in headers)


def test_italian_days_are_told_by_their_words() -> None:
    assert day_field("Data di chiusura attesa") == "close_on"
    assert day_field("Data chiusura effettiva") == "closed_on"
    assert day_field("Conclusa il") == "close_date"
    assert is_of_creation("Orario di inserimento")
    assert status("In corso") == "open"


def test_currencies_have_names_in_italian_dutch_and_polish() -> None:
    names = ("Dollaro USA", "Franco svizzero", "Zwitserse frank", "Funt brytyjski", "Corona ceca")
    assert [*map(read_currency, names)] == ["USD", "CHF", "CHF", "GBP", "CZK"]


def test_a_dynamics_export_comes_in_as_its_hints_say(pipectl: Shell) -> None:
    write(
        "d.csv",
        f"{GUARDED}{FIGURES}{DAYS}",
        "a3f-1;Al;Acme;Pia;Aperta;In corso;Meeting;20;900,50;;Euro;24/12/2026;;05/10/2026;",
        "a3f-2;Bo;Birch;Lia;Conclusa;Conclusa positivamente;Meeting;100;800,00;750,00;"
        "Franco svizzero;01/12/2026;30/10/2026;03/07/2026;",
        "a3f-3;Cy;Cedar;;Persa;Offerta migliore;Proposal;0;700,00;;Dollaro USA;01/11/2026;"
        "02/10/2026;11/05/2026;",
    )
    said = refused(pipectl, "d.csv", "--decimal", ",")
    assert '--map "lost_reason=Motivo stato"\n' in said
    assert "Importo budget" not in said.partition("Columns not imported")[0]
    done = brought(
        pipectl,
        *("d.csv", "--decimal", ",", "--map", "lost_reason=Motivo stato"),
        *("--won-when", "Stato=Conclusa", "--lost-when", "Stato=Persa"),
    )
    assert (
        '  Guessed by header: "Ricavi stimati" is amount and "Data chiusura stimata" is close_on.'
    ) in done.err
    assert "  Motivo stato: ignored in 2 rows (first in line 2) that aren't lost.\n" in done.err
    assert rows(pipectl, f"{DEALS} order by id") == [
        ("Al", "open", 90050, "EUR", "2026-12-24", None),
        ("Bo", "won", 75000, "CHF", "2026-12-01", "2026-10-30"),
        ("Cy", "lost", 70000, "USD", "2026-11-01", "2026-10-02"),
    ]
    assert rows(pipectl, "select reason from opportunity where reason is not null") == [
        ("Offerta migliore",)
    ]


def test_an_italian_list_names_its_owner_and_its_identifier(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Codice;Oggetto;Ragione sociale;Partita IVA;Commerciale;Fase;Prob. %;Valore;Aperta il",
        "OPP-41;Al;Acme;01234;Sara Monti;Meeting;10;900,00 €;05/11/2026",
        "OPP-42;Bo;Birch;04321;Luca Villa;Meeting;75;800,50 €;14/09/2026",
    )
    done = brought(pipectl, "d.csv", "--decimal", ",")
    assert (
        '  "Commerciale" may be the owner. To use it: --map "owner=Commerciale"\n'
        '  "Codice" may be the identifier. To use it: --map "identifier=Codice"\n'
        "  Columns not imported: Codice, Partita IVA, Commerciale.\n"
    ) in done.err
    sql = "select title, amount_minor, probability_bp, created_on from opportunity order by id"
    assert rows(pipectl, sql) == [
        *(("Al", 90000, 1000, "2026-11-05"), ("Bo", 80050, 7500, "2026-09-14"))
    ]


@pytest.mark.parametrize("header", ["assigned", "Proprietario trattativa", "Agente", "Titolare"])
def test_owners_are_known_by_further_words(header: str) -> None:
    assert likely_header("owner", ["title", header]) == header


def test_people_and_why_deals_were_lost_are_noticed(pipectl: Shell) -> None:
    write(
        "d.csv",
        "opportunity,stage,status,People,Lost because",
        *("Al,Meeting,open,Ina Moss,", "Bo,Meeting,lost,Rob Kane,Price"),
    )
    done = brought(pipectl, "d.csv", "--map", "outcome=status")
    assert '"People" may be the contact. To use it: --map "contact=People"\n' in done.err
    assert 'Guessed by header: "Lost because" is lost_reason.' in done.err
    write("e.csv", "opportunity,stage,People", "Cy,Meeting,3")
    assert "may be the contact" not in brought(pipectl, "e.csv").err


def test_what_is_opened_on_a_day_is_a_deal_only_without_other_words() -> None:
    assert day_field("Opening date") == day_field("Eröffnet am") == "created_on"
    assert day_field("E-mail opened at") is None
    assert not is_of_creation("E-mail opened at")


def test_pipelines_are_named_under_other_headers(pipectl: Shell) -> None:
    write("d.csv", "title,Track,stage", "Al,Default,Meeting", "Bo,Renewals,Meeting")
    assert "  Track: importing Default (1 row) and Renewals (1 row) together." in (
        brought(pipectl, "d.csv").err
    )
    assert PIPELINE.fullmatch(bare("Processo di vendita"))


def test_a_reason_counts_where_the_status_is_not_open(pipectl: Shell) -> None:
    write("d.csv", "title,State,Lost reason", "Al,Open,New budget", "Bo,?,Price", "Cy,Won,")
    said = refused(pipectl, "d.csv")
    assert '"Lost reason" is filled: 1 row (line 3). Is this deal lost?' in said
    flags = ("--won-when", "State=Won", "--lost-when", "State=?")
    brought(pipectl, "d.csv", *flags)
    assert rows(pipectl, "select title, status, reason from opportunity order by id") == [
        *(("Al", "open", None), ("Bo", "lost", "Price"), ("Cy", "won", None))
    ]


# Expected figures


def test_a_header_is_known_without_the_words_for_expected() -> None:
    assert without_outlook("Ricavi stimati") == "Ricavi"
    assert without_outlook("Geschätzte Wahrscheinlichkeit") == "Wahrscheinlichkeit"
    assert without_outlook("Amount") is None
    assert without_outlook("Geplant") is None


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (["Titolo", "Probabilità stimata"], {"probability": 1}),
        (["Titel", "Erwarteter Betrag (€)"], {"amount": 1}),
        (["Title", "Expected weighted amount"], {}),
        (["Title", "Estimated hours"], {}),
    ],
)
def test_an_expected_figure_is_read_unless_it_is_weighted(
    headers: list[str], wanted: dict[str, int]
) -> None:
    chosen = {"title": 0}
    guessed = choose_similar(CSV, headers, chosen, (), taken=())
    assert chosen == {"title": 0, **wanted}
    assert guessed == wanted.keys()


def test_the_amount_is_not_the_expected_one_if_there_is_another(pipectl: Shell) -> None:
    write("d.csv", "Titolo,Importo stimato netto,Importo,Fase", "Al,100,900,Meeting")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select amount_minor from opportunity") == [(90000,)]


# Days of closing


@pytest.mark.parametrize("closed", ["Data conclusione", "Chiusura effettiva", "Date of closing"])
def test_a_day_of_closing_beside_the_expected_one_is_read(pipectl: Shell, closed: str) -> None:
    write(
        "d.csv",
        f"opportunity,stage,Status,Expected close date,{closed}",
        "Al,Meeting,open,2026-12-24,",
        "Bo,Meeting,won,2026-11-01,2026-10-30",
    )
    done = brought(pipectl, "d.csv", "--map", "outcome=Status")
    assert f'Guessed by header: "{closed}" is closed_on.' in done.err
    assert rows(pipectl, "select close_on, closed_on from opportunity order by id") == [
        *(("2026-12-24", None), ("2026-11-01", "2026-10-30"))
    ]


def test_a_day_of_closing_alone_is_only_proposed(pipectl: Shell) -> None:
    write("d.csv", "title,stage,Date of closing", "Al,Meeting,2026-12-24")
    done = brought(pipectl, "d.csv")
    assert '"Date of closing" may be the close date.' in done.err
    assert rows(pipectl, "select close_on, closed_on from opportunity") == [(None, None)]
