"""Headers that are rarer, or in languages that few exports are in."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (
            "Affärsnamn,Kund,Kontaktperson,Ordervärde,Valuta,Säljfas,Sannolikhet (%),"
            "Beräknat avslutsdatum,Skapad datum,Källa,Nästa steg,Beskrivning",
            "Ugn,Berg,Pia Ek,900,SEK,Meeting,40,2026-12-24,2026-10-05,Webb,Ring,Två ugnar",
        ),
        (
            "Salgsmulighed,Virksomhed,Kontaktperson,Ordreværdi,Valuta,Salgsfase,Sandsynlighed,"
            "Forventet lukkedato,Oprettet den,Kilde,Næste skridt,Bemærkninger",
            "Ugn,Berg,Pia Ek,900,SEK,Meeting,40,2026-12-24,2026-10-05,Webb,Ring,Två ugnar",
        ),
        (
            "Naam verkoopkans,Relatie,Hoofdcontact,Offertebedrag,Valuta,Stadium,Slaagkans,"
            "Verwachte sluitingsdatum,Datum aangemaakt,Herkomst,Volgende activiteit,Beschrijving",
            "Ugn,Berg,Pia Ek,900,SEK,Meeting,40,2026-12-24,2026-10-05,Webb,Ring,Två ugnar",
        ),
        (
            "Objet,Raison sociale,Contact principal,Montant HT,Devise,Étape du pipeline,Proba,"
            "Date de signature prévue,Créé(e) le,Source du lead,Prochaine action,Commentaire",
            "Ugn,Berg,Pia Ek,900,SEK,Meeting,40,2026-12-24,2026-10-05,Webb,Ring,Två ugnar",
        ),
    ],
    ids=["sv", "da", "nl", "fr"],
)
def test_every_field_is_read_from_a_plain_file(head: str, row: str, pipectl: Shell) -> None:
    write("d.csv", head, row)
    said = brought(pipectl, "d.csv").err
    assert "not imported" not in said
    (deal,) = pipectl("export", "--format", "json").json
    assert {
        **{name: deal[name] for name in ("title", "account", "contact", "amount", "currency")},
        **{name: deal[name] for name in ("stage", "probability", "close_on", "created_on")},
        **{name: deal[name] for name in ("source", "note")},
        "next": deal["next_action"]["action"],
    } == {
        "title": "Ugn",
        "account": "Berg",
        "contact": "Pia Ek",
        "amount": 900,
        "currency": "SEK",
        "stage": "Meeting",
        "probability": 40,
        "close_on": "2026-12-24",
        "created_on": "2026-10-05",
        "source": "Webb",
        "note": "Två ugnar",
        "next": "Ring",
    }


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Record ID,Bezeichnung des Geschäfts,Deal Stage,Amount,Pipeline", None),
        ("Record ID,Topic,Deal Stage,Amount,Pipeline", "Topic"),
        ("Record ID,Project name,Deal Stage,Amount,Pipeline", "Project name"),
        ("Deal-ID,Geschäftsvorfall,Phase,Betrag,Ort", None),
    ],
)
def test_an_identifier_is_no_title_where_another_column_may_be_one(
    head: str, title: str | None, pipectl: Shell
) -> None:
    write("d.csv", head, "77,Kiln,Meeting,900,Sales")
    likely = head.split(",")[1]
    if title is None:
        said = refused(pipectl, "d.csv")
        assert f'Name the column: --map "title={likely}", if it is that one.' in said
        brought(pipectl, "d.csv", "--map", f"title={likely}")
    else:
        brought(pipectl, "d.csv")
    assert rows(pipectl, "select title from opportunity") == [("Kiln",)]


@pytest.mark.parametrize(
    "head",
    ["Nome contatto,Cognome contatto", "Förnamn,Efternamn", "Contact,Surname", "Fornavn,Efternavn"],
)
def test_half_a_name_is_no_contact(head: str, pipectl: Shell) -> None:
    write("d.csv", f"Title,Amount,{head}", "Kiln,900,Pia,Ek")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select name from contact") == [("Pia Ek",)]


def test_a_contact_that_is_missing_beside_an_account_is_no_merged_cell(pipectl: Shell) -> None:
    names = ("Al,Acme,Pia Ek", "Bo,Birch,", "Cy,Cedar,Ida Lind", "Di,Dune,", "Ed,Elm,")
    write("d.csv", "Title,Account,Contact", *names)
    assert "--fill-down" not in brought(pipectl, "d.csv").err
    pipectl("undo")
    write("d.csv", "Title,Account,Contact", "Al,Acme,Pia", "Bo,,", "Cy,Cedar,Ida", "Di,,", "Ed,,")
    assert '--fill-down "Contact"' in brought(pipectl, "d.csv").err


def test_what_does_not_recur_stands_beside_what_does(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Recurring", "Al,900,no", "Bo,80,monthly", "Cy,70,No")
    assert (
        "  Recurring: 1 monthly amount, imported unchanged from Amount. To convert to yearly"
        ' amounts: --map "amount_period=Recurring"\n'
    ) in brought(pipectl, "d.csv").err
    write("e.csv", "Title,Amount,Renewal", "Di,900,no", "Ed,80,yes")
    assert "Renewal:" not in brought(pipectl, "e.csv").err


@pytest.mark.parametrize(
    ("head", "lost"),
    [("Negócio - Status", "Perdido"), ("Situação", "Perdida"), ("Oportunidad: Estado", "Perdida")],
)
def test_a_status_of_deals_is_proposed_as_the_outcome(head: str, lost: str, pipectl: Shell) -> None:
    write("d.csv", f"Title,{head}", "Al,Aberto", f"Bo,{lost}")
    said = refused(pipectl, "d.csv")
    assert f'"{head}" is "{lost}": 1 row (line 3). Is this deal lost? If so: ' in said


@pytest.mark.parametrize(
    ("stage", "title"),
    [("Projektsteg", "Projektets benämning"), ("Projektphase", "Projektbezeichnung")],
)
def test_a_stage_is_never_proposed_as_the_title(stage: str, title: str, pipectl: Shell) -> None:
    write("d.csv", f"{stage},{title}", "Meeting,Kiln")
    assert f'--map "title={title}", if it is that one' in refused(pipectl, "d.csv")


def test_identifiers_name_deals_if_nothing_else_can(pipectl: Shell) -> None:
    write("d.csv", "Record ID,Deal Stage,Amount", "77,Meeting,900")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select title from opportunity") == [("77",)]


@pytest.mark.parametrize(
    ("won", "lost", "day"),
    [
        ("won date", "lost date", "Dec 31, 2025"),
        ("Won at", "Lost at", "31 Dec 2025"),
        ("Data wygranej", "Data przegranej", "2025-12-31"),
        ("DATE DE GAIN", "PERDU LE", "31/12/2025"),
        ("Data vincita", "Data perdita", "31/12/2025"),
    ],
)
def test_days_of_wins_and_losses_are_asked_about_both(
    won: str, lost: str, day: str, pipectl: Shell
) -> None:
    write("d.csv", f"Title;{won};{lost}", "Al;;", f"Bo;{day};", f"Cy;;{day}")
    said = refused(pipectl, "d.csv")
    assert f'If so: --map "won_on={won}"\n' in said
    assert f'If so: --map "lost_on={lost}"\n' in said
    brought(pipectl, "d.csv", "--map", f"won_on={won}", "--map", f"lost_on={lost}")
    assert rows(pipectl, "select status, closed_on from opportunity order by id") == [
        ("open", None),
        ("won", "2025-12-31"),
        ("lost", "2025-12-31"),
    ]


@pytest.mark.parametrize(
    ("won", "lost", "yes", "no"),
    [
        ("Vunnen", "Förlorad", "SANT", "FALSKT"),
        ("Vundet", "Tabt", "Ja", "Nej"),
        ("Gewonnen", "Verloren", "WAAR", "ONWAAR"),
        ("Wygrana", "Przegrana", "Tak", "Nie"),
    ],
)
def test_ticks_of_wins_and_losses_are_asked_about_in_any_language(
    won: str, lost: str, yes: str, no: str, pipectl: Shell
) -> None:
    write("d.csv", f"Title;{won};{lost}", f"Al;{no};{no}", f"Bo;{yes};{no}", f"Cy;{no};{yes}")
    refused(pipectl, "d.csv")
    flags = ("--won-when", f"{won}={yes}", "--lost-when", f"{lost}={yes}")
    brought(pipectl, "d.csv", *flags)
    assert rows(pipectl, "select status from opportunity order by id") == [
        ("open",),
        ("won",),
        ("lost",),
    ]


def test_what_closes_deals_never_closes_open_ones_of_the_same_stage(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("Title,Stage,Closed on", "Al,Pitch,", "Bo,Pitch,2026-10-30", "Cy,Pitch,2026-10-02"),
    )
    said = refused(pipectl, "d.csv")
    assert '"Closed on" is filled: 2 rows (first in line 3). Are these deals won or lost?' in said
    assert '--stage-map "Pitch=won"' not in said
    brought(pipectl, "d.csv", "--won-when", "Closed on", "--make-stages")
    assert rows(pipectl, "select status from opportunity order by id") == [
        ("open",),
        ("won",),
        ("won",),
    ]
