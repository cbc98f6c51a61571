"""`import` of other programs' exports: their languages, their periods, and what are no deals."""

import pytest

from conftest import Shell
from imported import brought, refused, reversible, rows, write

STANDING = "select title, status, amount_minor, currency, closed_on, close_on from opportunity"


EXPECTED = [
    ("A", "open", 125050, "EUR", None, "2026-12-24"),
    ("B", "won", 900000, "EUR", "2026-10-30", None),
    ("C", "lost", 500000, "EUR", "2026-09-30", None),
]


@pytest.mark.parametrize(
    ("head", "yes", "no"),
    [
        (
            "Datensatz-ID;Deal-Name;Deal-Phase;Betrag;Währung;Abschlussdatum;Erstellungsdatum;"
            "Ist abgeschlossen und gewonnen;Ist geschlossen und verloren;Grund für verlorenen Deal",
            *("wahr", "falsch"),
        ),
        (
            "ID de fiche d’informations;Nom de la transaction;Phase de la transaction;Montant;"
            "Devise;Date de fermeture;Date de création;Est fermée et gagnée;Est fermée et perdue;"
            "Raison de la perte",
            *("oui", "non"),
        ),
        (
            "ID de registro;Nombre del negocio;Etapa del negocio;Valor;Moneda;Fecha de cierre;"
            "Fecha de creación;Está cerrado y ganado;Está cerrado y perdido;Motivo de pérdida",
            *("sí", "no"),
        ),
    ],
)
def test_hubspot_s_export_is_known_in_other_languages(
    pipectl: Shell, head: str, yes: str, no: str
) -> None:
    write(
        "d.csv",
        head,
        f"1;A;Meeting;1.250,50;EUR;24.12.2026;01.09.2026;{no};{no};",
        f"2;B;Proposal;9.000;EUR;30.10.2026;11.08.2026;{yes};{no};",
        f"3;C;Meeting;5.000;EUR;30.09.2026;01.07.2026;{no};{yes};Budget",
    )
    done = reversible(pipectl, "d.csv", "--decimal", ",")
    assert "Read d.csv (hubspot): 3 rows.\n" in done.err
    assert "left out" not in done.err
    assert rows(pipectl, f"{STANDING} order by id") == EXPECTED
    assert rows(pipectl, "select reason from opportunity where id = 3") == [("Budget",)]


@pytest.mark.parametrize(
    ("head", "outcomes"),
    [
        (
            "Deal - ID;Deal - Titel;Deal - Phase;Deal - Wert;Deal - Währung von Wert;Deal - Status;"
            "Deal - Erwartetes Abschlussdatum;Deal - Datum des gewonnenen Deals;"
            "Deal - Datum des verlorenen Deals;Deal - Verlustgrund;Deal - Deal erstellt",
            ("Offen", "Gewonnen", "Verloren"),
        ),
        (
            "Affaire - ID;Affaire - Titre;Affaire - Étape;Affaire - Valeur;Affaire - Devise;"
            "Affaire - Statut;Affaire - Date de clôture prévue;Affaire - Date de gain;"
            "Affaire - Date de perte;Affaire - Raison de la perte;Affaire - Affaire créée",
            ("Ouvert", "Gagné", "Perdu"),
        ),
        (
            "Negocio - ID;Negocio - Título;Negocio - Etapa;Negocio - Valor;Negocio - Moneda;"
            "Negocio - Estado;Negocio - Fecha de cierre prevista;Negocio - Fecha de ganado;"
            "Negocio - Fecha de perdido;Negocio - Motivo de pérdida;Negocio - Negocio creado el",
            ("Abierto", "Ganado", "Perdido"),
        ),
    ],
)
def test_pipedrive_s_export_is_known_in_other_languages(
    pipectl: Shell, head: str, outcomes: tuple[str, str, str]
) -> None:
    still, won, lost = outcomes
    write(
        "d.csv",
        head,
        f"1;A;Meeting;1 250,50;EUR;{still};2026-12-24;;;;2026-09-01 10:00:00",
        f"2;B;Proposal;9 000;EUR;{won};;2026-10-30 10:00:00;;;2026-08-11 10:00:00",
        f"3;C;Meeting;5 000;EUR;{lost};;;2026-09-30 10:00:00;Budget;2026-07-01 10:00:00",
    )
    done = reversible(pipectl, "d.csv", "--decimal", ",")
    assert "Read d.csv (pipedrive): 3 rows.\n" in done.err
    assert "left out" not in done.err
    assert rows(pipectl, f"{STANDING} order by id") == EXPECTED


CLOSE = "id,lead_name,status_label,status_type,value,value_currency,value_period,date_created"


def test_amounts_that_come_each_month_are_a_year_s_worth_and_that_is_said(pipectl: Shell) -> None:
    write(
        "d.csv",
        CLOSE,
        "o1,Acme,Proposal,active,125000,USD,monthly,2026-11-01",
        "o2,Birch,Proposal,active,1500000,USD,annual,2026-11-01",
        "o3,Cedar,Proposal,active,700000,USD,one_time,2026-11-01",
        "o4,Dogwood,Proposal,active,,USD,monthly,2026-11-01",
    )
    for _ in range(2):
        done = brought(pipectl, "d.csv")
        assert (
            "  value_period: converted 1 monthly amount (x 12) to "
            "yearly amounts. 1 annual amount and 1 one-time amount stay as they are.\n" in done.err
        )
    assert rows(pipectl, "select amount_minor from opportunity order by id") == [
        *((1500000,), (1500000,), (700000,), (None,))
    ]
    write("o.csv", CLOSE, "o9,Elm,Proposal,active,5000,USD,one_time,2026-11-01")
    assert "year's worth" not in brought(pipectl, "o.csv").err
    write("p.csv", CLOSE, "o9,Elm,Proposal,active,5000,USD,fortnightly,2026-11-01")
    said = refused(pipectl, "p.csv")
    assert '"fortnightly" is not one-time, weekly, monthly, quarterly, annual.' in said


def test_the_period_of_amounts_can_be_mapped(pipectl: Shell) -> None:
    write("d.csv", "title,amount,Billing", "A,100,Quarterly", "B,100,yearly")
    brought(pipectl, "d.csv", "--map", "amount_period=Billing")
    assert rows(pipectl, "select amount_minor from opportunity") == [(40000,), (10000,)]


def test_close_s_export_of_leads_is_refused(pipectl: Shell) -> None:
    head = "id,display_name,status_label,num_opportunities,primary_opportunity_value,date_created"
    write("leads.csv", head, "lead_1,Acme,Qualified,1,1000,2026-01-01")
    for flags in ((), ("--from", "close")):
        assert refused(pipectl, "leads.csv", *flags) == (
            "pipectl: leads.csv is Close's export of leads, which has at most one deal for "
            "each lead.\n"
            '  In Close, export "Opportunities" instead. Or name the title column: --map '
            "title=HEADER.\n"
        )


@pytest.mark.parametrize(
    "head",
    [
        "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date",
        "Record Id,First Name,Last Name,Email,Created Time",
    ],
)
def test_an_export_of_contacts_is_refused(pipectl: Shell, head: str) -> None:
    write("c.csv", head, "1,Ana,Prueba,ana@example.com,Lead,2026-01-01")
    assert "c.csv lists people, but no deals.\n" in refused(pipectl, "c.csv")


def test_what_others_call_like_salesforce_is_not_its_export(pipectl: Shell) -> None:
    """Capsule and Copper have "Opportunity Name", "Opportunity ID" and columns of their own."""
    head = "Opportunity ID,Opportunity Name,Organisation,Milestone,Probability,Value,Currency"
    write("capsule.csv", f"{head},Expected Close", "7,Al,Acme,Meeting,35,5000,USD,2026-12-31")
    done = reversible(pipectl, "capsule.csv")
    assert "Read capsule.csv (csv): 1 row.\n" in done.err
    found = "select title, amount_minor, probability_bp, close_on from opportunity"
    assert rows(pipectl, found) == [("Al", 500000, 3500, "2026-12-31")]
    pipectl("undo")
    head = "Opportunity Id,Name,Company,Stage,Value,Win Probability,Close Date,Lead Source"
    write("copper.csv", head, "8,Bo,Birch,Meeting,700,45,12/31/2026,Fair")
    assert "Read copper.csv (csv): 1 row.\n" in reversible(pipectl, "copper.csv").err
    assert rows(pipectl, f"{found} where title = 'Bo'") == [("Bo", 70000, 4500, "2026-12-31")]
    assert rows(pipectl, "select name from account where name = 'Birch'") == [("Birch",)]


def test_a_report_of_another_currency_than_the_deals_names_it(pipectl: Shell) -> None:
    write("f.csv", "deal_id,amount,currency,stage", "1,5,EUR,Meeting", "2,7,EUR,Meeting")
    said = (
        "  Totals in USD don't include 2 amounts in EUR. To see them: `pipectl board "
        "--currency CODE`.\n"
    )
    assert said in brought(pipectl, "f.csv").err
    nothing = "No open USD deals. To see EUR deals, add `--currency EUR`."
    for words in (("board",), ("report", "portfolio"), ("report", "stalled")):
        assert nothing in pipectl(*words).out
    assert nothing not in pipectl("board", "--currency", "EUR").out


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Titel;Phase;Erwarteter Umsatz;Umsatz;Währung;Abschlussdatum", "Erwarteter Umsatz"),
        ("Deal;Stage;Expected Revenue;Revenue;Currency;Close date", "Expected Revenue"),
        ("Titre;Étape;Revenu attendu;Revenu;Devise;Date de clôture", "Revenu attendu"),
    ],
)
def test_of_a_revenue_and_an_expected_one_the_weighted_one_is_not_the_amount(
    pipectl: Shell, head: str, expected: str
) -> None:
    title, *_ = head.split(";")
    write("d.csv", head, "A;Proposal;12400;24800;EUR;2026-12-18")
    done = reversible(pipectl, "d.csv", "--map", f"title={title}")
    assert f"Columns not imported: {expected}.\n" in done.err
    assert rows(pipectl, "select amount_minor from opportunity") == [(2480000,)]


def test_an_expected_revenue_alone_is_the_amount(pipectl: Shell) -> None:
    write("d.csv", "Deal,Stage,Expected Revenue,Currency,Close date", "A,Proposal,9,EUR,2026-12-18")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select amount_minor from opportunity") == [(900,)]


def test_ticks_under_won_and_lost_come_before_a_stage_that_may_mean_both(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Deal,Stage,Amount,Currency,Close date,Won,Lost",
        "A,Done,1200,USD,2026-10-30,✓,",
        "B,Done,400,USD,2026-09-30,,✓",
        "C,Proposal,900,USD,2026-12-18,,",
    )
    said = refused(pipectl, "d.csv")
    assert (
        'd.csv: "Won" is "✓": 1 row (line 2). Is this deal won? If so: --won-when "Won=✓"\n' in said
    )
    assert (
        'd.csv: "Lost" is "✓": 1 row (line 3). Is this deal lost? If so: --lost-when "Lost=✓"\n'
        in said
    )
    assert "Done" not in said
    brought(pipectl, "d.csv", "--won-when", "Won=✓", "--lost-when", "Lost=✓")
    assert rows(pipectl, "select title, status, closed_on from opportunity order by id") == [
        ("A", "won", "2026-10-30"),
        ("B", "lost", "2026-09-30"),
        ("C", "open", None),
    ]


def test_a_done_row_with_both_ticks_is_asked_about_by_its_stage(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Deal,Stage,Amount,Currency,Close date,Won,Lost",
        "A,Done,1200,USD,2026-10-30,✓,✓",
    )
    assert 'stage "Done": 1 row (line 2). Is this deal won or lost?\n' in refused(pipectl, "d.csv")


def test_the_columns_of_both_closing_dates_are_named_and_can_be_read(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Titel;Phase;Betrag;Währung;Erwarteter Abschluss;Gewonnen am;Verloren am",
        "A;Gewonnen;1200;EUR;2026-10-02;2026-10-05;",
        "B;Verloren;400;EUR;2026-09-30;;2026-10-07",
    )
    said = ["--map", "title=Titel", "--stage-map", "Gewonnen=won", "--stage-map", "Verloren=lost"]
    hint = ["--map", "won_on=Gewonnen am", "--map", "lost_on=Verloren am"]
    done = pipectl("import", "d.csv", *said, "--dry-run")
    assert (
        "using the expected close date. To name its columns: "
        '--map "won_on=Gewonnen am" --map "lost_on=Verloren am"\n' in done.err
    )
    brought(pipectl, "d.csv", *said, *hint)
    assert rows(pipectl, "select title, status, closed_on from opportunity order by id") == [
        ("A", "won", "2026-10-05"),
        ("B", "lost", "2026-10-07"),
    ]
