"""`import` of exports in other languages: closing days, pipelines, and what stands in for a day."""

import pytest

from conftest import Shell
from imported import begun, brought, refused, reversible, rows, stageless, write

CLOSED = "select title, status, close_on, closed_on, created_on from opportunity order by id"
SUFFIX = "{0} - ID,{0} - {1},{0} - {2},{0} - {3},{0} - {4}"
PIPEDRIVE = {
    "German": SUFFIX.format("Deal", "Titel", "Status", "Erwartetes Abschlussdatum", "Deal erstellt")
    + ",Deal - Gewonnen am,Deal - Verlustzeitpunkt",
    "French": SUFFIX.format("Affaire", "Titre", "Statut", "Date de clôture prévue", "Créée le")
    + ",Affaire - Gagnée le,Affaire - Heure de l'échec",
    "Spanish": SUFFIX.format("Negocio", "Título", "Estado", "Fecha de cierre prevista", "Creado el")
    + ",Negocio - Hora de ganado,Negocio - Fecha de perdido",
}
STATUS = {
    "German": ("Offen", "Gewonnen", "Verloren"),
    "French": ("En cours", "Gagnée", "Perdue"),
    "Spanish": ("Abierto", "Ganado", "Perdido"),
}


@pytest.mark.parametrize("language", PIPEDRIVE)
def test_the_day_of_closing_is_read_in_each_language(pipectl: Shell, language: str) -> None:
    open_, won, lost = STATUS[language]
    write(
        "f.csv",
        PIPEDRIVE[language],
        f"1,Al,{open_},2026-12-31,2026-08-01 10:00:00,,",
        f"2,Bo,{won},2026-09-30,2026-08-01 10:00:00,2026-10-05 12:00:00,",
        f"3,Cy,{lost},2026-09-30,2026-08-01 10:00:00,,2026-10-06 12:00:00",
    )
    done = reversible(pipectl, "f.csv")
    assert done.err == (
        "Read f.csv (pipedrive): 3 rows.\n"
        "  Found no column for: amount, stage.\n"
        "1 open deal without a stage: using Initial contact.\n"
        f"{stageless(1, 1)}"
    )
    assert rows(pipectl, CLOSED) == [
        ("Al", "open", "2026-12-31", None, "2026-08-01"),
        ("Bo", "won", "2026-09-30", "2026-10-05", "2026-08-01"),
        ("Cy", "lost", "2026-09-30", "2026-10-06", "2026-08-01"),
    ]


@pytest.mark.parametrize(
    "header",
    ["Affaire - Heure de la conclusion", "Affaire - Heure de clôture de l'affaire"],
)
def test_one_day_of_closing_serves_won_and_lost_deals(pipectl: Shell, header: str) -> None:
    write(
        "f.csv",
        f"Affaire - Titre,Affaire - Statut,Affaire - Date de clôture prévue,{header}",
        *("A,Gagnée,2026-09-30,2026-10-05 12:00:00", "B,En cours,2026-12-30,"),
    )
    brought(pipectl, "f.csv")
    assert [row[2:4] for row in rows(pipectl, CLOSED)] == [
        *(("2026-09-30", "2026-10-05"), ("2026-12-30", None))
    ]


def test_an_expected_day_that_stands_for_a_closing_is_told_with_the_flag(pipectl: Shell) -> None:
    head = "Deal - Title,Deal - Status,Deal - Deal created,Deal - Expected close date"
    write(
        "f.csv",
        f"{head},Ende",
        *("A,Won,2026-08-01,2026-09-30,2026-10-01", "B,Lost,2026-08-01,2026-09-30,2026-10-02"),
        "C,Won,2026-08-01,,2026-10-03",
    )
    done = brought(pipectl, "f.csv")
    assert done.err.endswith(
        "  2 closed rows (first in line 2) without a closing date: using the expected close "
        "date. To name its column: --map closed_on=HEADER\n"
        "  1 closed row (line 4) without a closing date: using today (2026-11-18), unless "
        "the deal already has one here.\n"
        f"{stageless(2, 1)}"
    )
    pipectl("undo")
    done = brought(pipectl, "f.csv", "--map", "closed_on=Ende")
    assert "closing day" not in done.err
    assert [row[3] for row in rows(pipectl, CLOSED)] == ["2026-10-01", "2026-10-02", "2026-10-03"]


def test_rows_without_a_day_of_creation_are_told_unless_a_history_has_it(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome,closed_at", "1,open,", "2,won,2026-10-01")
    said = begun() + ("  1 closed row (line 3) without a creation date: using the closing date.\n")
    assert said in pipectl("import", "f.csv", "--dry-run").err
    write("h.csv", "deal_id,stage,entered_at", "2,Discovery,2026-08-01")
    done = brought(pipectl, "f.csv", "--history", "h.csv")
    assert "  1 open row (line 2) without a creation date: using today.\n" in done.err
    assert "closed row" not in done.err


@pytest.mark.parametrize(
    "head",
    [
        *("Deal-Name,Deal-Phase,Pipeline", "Nom de la transaction,Phase de la transaction,Tunnel"),
        "Nom de la transaction,Phase de la transaction,Pipeline de la transaction",
        "Nombre del negocio,Etapa del negocio,Embudo de ventas",
        "Deal - Titel,Deal - Phase,Deal - Pipeline",
        "Affaire - Titre,Affaire - Étape,Affaire - Pipeline",
        "Negocio - Título,Negocio - Etapa,Negocio - Embudo",
        "Trato - Título,Trato - Etapa,Trato - Embudo",
    ],
)
def test_two_pipelines_are_named_in_every_language(pipectl: Shell, head: str) -> None:
    write("f.csv", head, "A,Discovery,Neu", "B,Discovery,Bestand", "C,Discovery,Neu")
    name = head.rpartition(",")[2]
    said = (
        f"  {name}: importing Neu (2 rows) and Bestand (1 row) together. "
        f'To import one: --only "{name}=Neu"\n'
    )
    assert said in pipectl("import", "f.csv", "--dry-run").err
    assert "2 new" in brought(pipectl, "f.csv", "--only", f"{name}=Neu").out


ODOO = {
    "German": "Verkaufschance,Kunde,Erwarteter Umsatz,Phase,Wahrscheinlichkeit,Aktiv",
    "French": "Opportunité,Client,Revenus attendus,Étape,Probabilité,Actif",
    "Spanish": "Oportunidad,Cliente,Ingresos esperados,Etapa,Probabilidad,Activo",
    "technical": "name,partner_id,expected_revenue,stage_id,probability,active",
    "English": "Opportunity,Customer,Expected Revenue,Stage,Probability,Active",
}


@pytest.mark.parametrize("language", ODOO)
def test_odoo_s_export_of_few_columns_is_known_in_each_language(
    pipectl: Shell, language: str
) -> None:
    write(
        "f.csv",
        ODOO[language],
        *("Al,Acme,500.0,Discovery,100.0,True", "Bo,Birch,600.0,Meeting,0.0,False"),
        "Cy,Cedar,700.0,Meeting,30.0,True",
    )
    done = brought(pipectl, "f.csv")
    assert done.err.startswith("Read f.csv (odoo): 3 rows.\n  Found no column for: close date.\n")
    status = "select title, status, amount_minor from opportunity order by id"
    assert rows(pipectl, status) == [
        *(("Al", "won", 50000), ("Bo", "lost", 60000), ("Cy", "open", 70000))
    ]


def test_zoho_s_time_of_closing_goes_before_the_date_that_was_expected(pipectl: Shell) -> None:
    write(
        "z.csv",
        "Record Id,Deal Name,Stage,Closing Date,Closed Time,Created Time",
        "zcrm_1,Al,Meeting,2026-12-15,,2026-08-01 10:00:00",
        "zcrm_2,Bo,Closed Won,2026-10-15,2026-11-02 10:00:00,2026-08-01 10:00:00",
        "zcrm_3,Cy,Closed Lost,2026-10-15,,2026-08-01 10:00:00",
    )
    brought(pipectl, "z.csv")
    assert [row[2:4] for row in rows(pipectl, CLOSED)] == [
        *(("2026-12-15", None), (None, "2026-11-02"), (None, "2026-10-15"))
    ]


# Programs and sheets in other languages

SALESFORCE = {
    "German": (
        "Opportunity-Name,Account-Name,Phase,Betrag,Schlusstermin,Wahrscheinlichkeit (%)",
        ("Geschlossen und gewonnen", "Geschlossen und verloren"),
        ("Copyright (c) 2000-2026 Beispiel. Alle Rechte vorbehalten.", "Generiert von: Ich"),
    ),
    "French": (
        "Nom de l'opportunité,Nom du compte,Étape,Montant,Date de clôture,Probabilité (%)",
        ("Fermée et gagnée", "Fermée et perdue"),
        ("Copyright (c) 2000-2026 exemple. Tous droits réservés.", "Généré par : Moi"),
    ),
    "Spanish": (
        "Nombre de la oportunidad,Nombre de la cuenta,Etapa,Importe,Fecha de cierre,"
        "Probabilidad (%)",
        ("Cerrada y ganada", "Cerrada y perdida"),
        ("Copyright (c) 2000-2026 ejemplo. Todos los derechos reservados.", "Generado por: Yo"),
    ),
}


@pytest.mark.parametrize("language", SALESFORCE)
def test_salesforce_s_report_is_known_in_each_language(pipectl: Shell, language: str) -> None:
    head, (won, lost), foot = SALESFORCE[language]
    write(
        "f.csv",
        head,
        f"Al,Acme,{won},1000,2026-10-02,100",
        f"Bo,Acme,{lost},2000,2026-10-02,0",
        "Cy,Acme,Meeting,3000,2027-10-02,40",
        *("", "Pipeline", *foot, "Example Ltd"),
    )
    asked = refused(pipectl, "f.csv")
    assert (
        f'stage "{won}": 1 row (line 2). Is this deal won? If so: --stage-map "{won}=won"' in asked
    )
    assert (
        f'stage "{lost}": 1 row (line 3). Is this deal lost? If so: --stage-map "{lost}=lost"'
        in asked
    )
    flags = ("--stage-map", f"{won}=won", "--stage-map", f"{lost}=lost")
    done = reversible(pipectl, "f.csv", *flags)
    assert done.err == (
        "Read f.csv (salesforce): 3 rows.\n"
        "  Skipped 4 lines below the rows.\n"
        f"{begun(line=4)}  2 closed rows (first in line 2) without a creation date: using the "
        "closing date.\n"
        "  3 amounts without a currency: using USD. To change it: --currency CODE\n"
        f"{stageless(1, 1)}"
    )
    assert rows(
        pipectl,
        "select o.title, a.name, status, amount_minor, closed_on, close_on from opportunity as o"
        " join account as a on a.id = o.account_id order by o.id",
    ) == [
        ("Al", "Acme", "won", 100000, "2026-10-02", None),
        ("Bo", "Acme", "lost", 200000, "2026-10-02", None),
        ("Cy", "Acme", "open", 300000, None, "2027-10-02"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "Datensatz-ID,Abschluss-Name,Kontoname,Phase,Betrag,Abschlussdatum,Wahrscheinlichkeit (%)",
        "Id d'enregistrement,Nom de l'affaire,Nom du compte,Étape,Montant,Date de clôture,"
        "Probabilité (%)",
        "ID de registro,Nombre de Trato,Nombre de Cuenta,Etapa,Importe,Fecha de cierre,"
        "Probabilidad (%)",
    ],
)
def test_zoho_s_export_is_known_in_each_language(pipectl: Shell, head: str) -> None:
    write("f.csv", head, "zcrm_1,Al,Acme,Meeting,1000,2027-02-03,30")
    done = brought(pipectl, "f.csv")
    assert "Read f.csv (zoho): 1 row.\n" in done.err
    assert "No column fills" not in done.err
    (deal,) = pipectl("list", "--json").json
    assert (deal["title"], deal["account"], deal["stage"]) == ("Al", "Acme", "Meeting")
    assert (deal["amount"], deal["close_on"], deal["probability"]) == (1000, "2027-02-03", 30)


@pytest.mark.parametrize(
    "head",
    [
        "Titel,Kunde,Ansprechpartner,Phase,Betrag,Schlusstermin,Wahrscheinlichkeit",
        "Name,Firma,Kontakt,Vertriebsphase,Wert,Erwarteter Abschluss,Wahrscheinlichkeit (%)",
        "Nom,Client,Interlocuteur,Étape,Montant,Date de clôture,Probabilité",
        "Nombre,Cliente,Persona de contacto,Etapa,Importe,Fecha de cierre,Probabilidad",
    ],
)
def test_a_sheet_of_one_s_own_is_read_in_each_language(pipectl: Shell, head: str) -> None:
    write("f.csv", head, "Al,Acme,Ana,Meeting,1000,2027-02-03,30 %")
    done = brought(pipectl, "f.csv")
    assert done.err.startswith("Read f.csv (csv): 1 row.\n  Found no column for: outcome.\n")
    (deal,) = pipectl("list", "--json").json
    assert (deal["title"], deal["account"], deal["contact"]) == ("Al", "Acme", "Ana")
    assert (deal["stage"], deal["amount"], deal["probability"]) == ("Meeting", 1000, 30)
    assert deal["close_on"] == "2027-02-03"


def test_what_a_program_s_own_headers_do_not_fill_anybody_s_do(pipectl: Shell) -> None:
    write(
        "f.csv",
        "Opportunity ID,Opportunity Name,Organisation,Stage,Value,Total Value,Expected Close,"
        "Actual Close,Status,Created",
        "1,Al,Acme,Meeting,10,120,2027-02-03,,Open,2026-03-04",
        "2,Bo,Birch,Meeting,10,10,2026-02-03,2026-05-06,Won,2026-03-04",
    )
    done = brought(pipectl, "f.csv", "--map", "outcome=Status")
    assert done.err.startswith("Read f.csv (salesforce): 2 rows.\n  Columns not imported: Value.\n")
    assert rows(
        pipectl,
        "select title, amount_minor, close_on, closed_on, created_on from opportunity order by id",
    ) == [
        ("Al", 12000, "2027-02-03", None, "2026-03-04"),
        ("Bo", 1000, "2026-02-03", "2026-05-06", "2026-03-04"),
    ]


def test_a_company_and_a_day_of_closing_are_read_from_sheets(pipectl: Shell) -> None:
    write("f.csv", "Name,Company,Deal value,Stage,Closed date", "Al,Acme,9,Closed Won,2026-05-06")
    assert brought(pipectl, "f.csv").err.startswith("Read f.csv (csv): 1 row.\n")
    assert rows(pipectl, "select closed_on, status from opportunity") == [("2026-05-06", "won")]
    assert rows(pipectl, "select name from account") == [("Acme",)]


REASONS = {
    "Deal": ("Titel,Status,Gewonnen um,Verloren um", ("Grund des Verlustes", "Verlustgrund (alt)")),
    "Affaire": ("Titre,Statut,Heure de gain,Heure de la perte", ("Raison de l'échec",)),
    "Trato": ("Título,Estado,Fecha en que se ganó,Perdido el", ("Motivo por el que se perdió",)),
}


@pytest.mark.parametrize(
    ("thing", "reason"), [(thing, each) for thing in REASONS for each in REASONS[thing][1]]
)
def test_the_reason_of_a_loss_is_known_by_its_words(
    thing: str, reason: str, pipectl: Shell
) -> None:
    head = ",".join(f"{thing} - {each}" for each in (*REASONS[thing][0].split(","), reason))
    won, lost = {
        "Deal": ("Gewonnen", "Verloren"),
        "Affaire": ("Gagnée", "Perdue"),
        "Trato": ("Ganado", "Perdido"),
    }[thing]
    write("f.csv", head, f"Al,{won},2026-10-05 12:00:00,,", f"Bo,{lost},,2026-10-06 12:00:00,Dear")
    assert brought(pipectl, "f.csv").err.startswith(
        "Read f.csv (pipedrive): 2 rows.\n  Found no column for: amount, stage.\n"
    )
    assert rows(
        pipectl, "select title, status, closed_on, reason from opportunity order by id"
    ) == [*(("Al", "won", "2026-10-05", None), ("Bo", "lost", "2026-10-06", "Dear"))]


@pytest.mark.parametrize(
    ("head", "company", "contact", "reason"),
    [
        (
            "Datensatz-ID,Deal-Name,Deal-Phase,Betrag,Schlussdatum",
            *("Zugeordnetes Unternehmen (primär)", "Zugeordneter Kontakt"),
            "Grund: Abgeschlossen und verloren",
        ),
        (
            "ID d'enregistrement,Nom de la transaction,Phase de la transaction,Montant,"
            "Date de fermeture",
            *("Entreprises associées", "Contacts associés", "Raison de la fermeture (perdue)"),
        ),
        (
            "ID de registro,Nombre del negocio,Etapa del negocio,Importe,Fecha de cierre",
            *("Empresas asociadas", "Contactos asociados", "Razón de cierre perdido"),
        ),
    ],
)
def test_what_a_deal_is_associated_with_is_known_by_its_words(
    head: str, company: str, contact: str, reason: str, pipectl: Shell
) -> None:
    write("f.csv", f"{head},{company},{contact},{reason}", "1,Al,Meeting,9,2027-02-03,Acme,Ana,")
    brought(pipectl, "f.csv")
    (deal,) = pipectl("list", "--json").json
    found = (deal["title"], deal["account"], deal["contact"], deal["close_on"])
    assert found == ("Al", "Acme", "Ana", "2027-02-03")


@pytest.mark.parametrize("kind", ["ID", "Anzahl"])
def test_numbers_of_what_is_associated_are_no_names(kind: str, pipectl: Shell) -> None:
    write(
        "f.csv",
        f"Datensatz-ID,Deal-Name,Deal-Phase,Betrag,{kind} zugeordnete Kontakte",
        "1,Al,Meeting,9,77",
    )
    assert f"Columns not imported: {kind} zugeordnete Kontakte." in brought(pipectl, "f.csv").err
