"""`import` of exports in other languages: closing days, pipelines, and what stands in for a day."""

from pathlib import Path

import pytest
from imported import begun, brought, reversible, rows, write

from conftest import Shell


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
        "No column fills amount, stage.\nf.csv: pipedrive, 3 rows.\n"
        "1 open deal names no stage: Initial contact is taken.\n"
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
        "  2 closed rows (the first in line 2) without a closing day: the expected close date"
        " stands for it. --map closed_on=HEADER names the column that has it.\n"
        "  1 closed row (line 4) without a closing day: today, 2026-11-18, is taken, unless the day"
        " is known here.\n"
    )
    pipectl("undo")
    done = brought(pipectl, "f.csv", "--map", "closed_on=Ende")
    assert "closing day" not in done.err
    assert [row[3] for row in rows(pipectl, CLOSED)] == ["2026-10-01", "2026-10-02", "2026-10-03"]


def test_rows_without_a_day_of_creation_are_told_unless_a_history_has_it(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome,closed_at", "1,open,", "2,won,2026-10-01")
    said = begun() + (
        "  1 closed row (line 3) without a day of creation: the day of closing is taken.\n"
    )
    assert said in pipectl("import", "f.csv", "--dry-run").err
    write("h.csv", "deal_id,stage,entered_at", "2,Discovery,2026-08-01")
    done = brought(pipectl, "f.csv", "--history", "h.csv")
    assert "  1 open row (line 2) without a day of creation: today is taken.\n" in done.err
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
    said = f'  {name}: Neu (2), Bestand (1) are brought in together. --only "{name}=…" picks one.\n'
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
    assert done.err.startswith("No column fills close date.\nf.csv: odoo, 3 rows.\n")
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
