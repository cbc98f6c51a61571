"""`import` of exports in other languages: what is proposed, asked about and left out."""

import json

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import is_end_day, is_start_day, is_why_lost
from pipectl.importing.rules.outcomes import meant, of_stage
from pipectl.vocabulary import LOST, WON

PEOPLE = (
    "select o.title, a.name, c.name, c.email from opportunity o left join account a "
    "on a.id = o.account_id left join contact c on c.id = o.contact_id order by o.id"
)


def test_a_row_with_a_number_is_never_taken_for_headers_below_names(pipectl: Shell) -> None:
    write(
        "t.csv",
        "Nummer,Partei,Beschreibung,Betrag,Status,Notiz",
        "1,Bäckerei Grün,Kasse,4800,Verkaufschance,",
        "2,Öko KG,Shop,15300,Interessent,",
    )
    said = refused(pipectl, "t.csv")
    assert said.startswith('pipectl: None of the headers is a deal title: "Nummer", "Partei", ')
    assert said.endswith('Name the column: --map "title=Beschreibung", if it is that one.\n')


def test_a_file_whose_title_stands_above_the_headers_is_still_read(pipectl: Shell) -> None:
    write("t.csv", "Deals,of,November", "Title,Amount,Stage", "Al,900,Proposal")
    brought(pipectl, "t.csv")
    assert rows(pipectl, "select title, amount_minor from opportunity") == [("Al", 90000)]


def test_a_column_without_a_header_can_be_named_as_it_is_shown(pipectl: Shell) -> None:
    write("d.csv", "Deal Name,,Stage,Amount", "Al,K-1,Proposal,10", "Al,K-2,Proposal,10")
    said = refused(pipectl, "d.csv")
    assert '--map "identifier=column 2" tells the row apart from its duplicate.' in said
    brought(pipectl, "d.csv", "--map", "identifier=column 2")
    assert rows(pipectl, "select title from opportunity") == [("Al",), ("Al",)]


@pytest.mark.parametrize(
    ("field", "headers", "likely"),
    [
        ("title", ("Organisatie", "Verwachte dealwaarde", "Deal Eigenaar"), None),
        ("title", ("Nummer", "Partei", "Beschreibung", "Betrag"), "Beschreibung"),
        ("title", ("Proposta #", "Oggetto", "Cliente"), "Oggetto"),
        ("title", ("Description", "Nom de l'affaire"), "Nom de l'affaire"),
        ("title", ("Auftragswert", "Auftragsbezeichnung"), "Auftragsbezeichnung"),
        ("account", ("Tipo de cliente potencial",), None),
        ("account", ("Kundengruppe", "Customer since", "Client status", "Company size"), None),
        ("account", ("Partei",), "Partei"),
        ("account", ("Tiers",), "Tiers"),
        ("amount", ("Totale",), "Totale"),
        ("amount", ("Totaal",), "Totaal"),
        ("close_date", ("Data", "Valido fino"), "Valido fino"),
        ("close_date", ("Data", "Data di chiusura"), "Data di chiusura"),
        ("close_date", ("Date début", "Date fin"), "Date fin"),
        ("close_date", ("Date",), "Date"),
        ("contact", ("Persona de Ventas", "Letzter Kontakt am", "Contact Type"), None),
        ("contact", ("Client: Contact",), "Client: Contact"),
        ("contact_email", ("Primary email",), "Primary email"),
        ("contact_email", ("Owner email", "Company Email", "Firma: E-Mail"), None),
        ("tags", ("Nombre de la etiqueta",), "Nombre de la etiqueta"),
        ("tags", ("Stage", "Vertragsart"), None),
    ],
)
def test_a_column_is_only_proposed_for_what_its_words_name(
    field: str, headers: tuple[str, ...], likely: str | None
) -> None:
    assert likely_header(field, headers) == likely


@pytest.mark.parametrize(
    "header",
    [
        *("Enddatum", "End date", "Date fin", "Date de fin prévue", "Fecha fin", "Fecha Hasta"),
        *("Data fine", "Valido fino", "Valid until", "Gültig bis", "Einddatum", "Deadline"),
    ],
)
def test_the_words_of_a_header_name_an_end(header: str) -> None:
    assert is_end_day(header)
    assert not is_start_day(header)


@pytest.mark.parametrize("header", ["Start date", "Startdatum", "Date de début", "Fecha de inicio"])
def test_the_words_of_a_header_name_a_start(header: str) -> None:
    assert is_start_day(header)
    assert not is_end_day(header)


@pytest.mark.parametrize("header", ["Endkunde", "Final amount", "Fin", "Valid", "Vertragsende"])
def test_other_headers_name_no_end(header: str) -> None:
    assert not is_end_day(header)


@pytest.mark.parametrize(
    "header",
    [
        *("Ursache für Verlust", "Verlustursache", "Cause de perte", "Causa de la pérdida"),
        *("Motivo della perdita", "Ragione persa", "Oorzaak van verlies", "Cause of loss"),
    ],
)
def test_causes_of_losses_are_reasons(header: str) -> None:
    assert is_why_lost(header)


@pytest.mark.parametrize(
    ("stage", "means"),
    [
        *((each, (LOST,)) for each in ("Verlust", "Annulliert", "Declinata", "Perte", "Pérdida")),
        *((each, (LOST,)) for each in ("Verlies", "Loss", "Abandonado", "Scaduta", "Échec")),
        *((each, (WON,)) for each in ("Umgewandelt", "Converti", "Omgezet", "Victoria", "Winst")),
    ],
)
def test_words_for_results_are_asked_about_in_every_language(
    stage: str, means: tuple[str, ...]
) -> None:
    assert meant(stage) == means


@pytest.mark.parametrize("stage", ["CUSTOMER", "Kunde", "Clients", "Cliente", "Klant"])
def test_a_stage_of_customers_is_asked_about_but_not_another_column(
    pipectl: Shell, stage: str
) -> None:
    assert (of_stage(stage), meant(stage)) == ((WON,), ())
    assert of_stage(f"New {stage}") == ()
    write("d.csv", "Title,Stage,Amount", f"Al,{stage},900", "Bo,Proposal,800")
    said = refused(pipectl, "d.csv", "--make-stages")
    assert (
        f'd.csv: stage "{stage}": 1 row (line 2). Is this deal won? If so: '
        f'--stage-map "{stage}=won"\n' in said
    )
    write("e.csv", "Title,Type,Amount", f"Al,{stage},900", "Bo,Partner,800")
    brought(pipectl, "e.csv")
    assert rows(pipectl, "select distinct status from opportunity") == [("open",)]


def test_an_added_stage_may_mean_the_outcome_that_no_row_has(pipectl: Shell) -> None:
    rest = ("Al,Gewonnen,900", "Bo,Proposal,800")
    write("d.csv", "Title,Stage,Amount", *rest, "Cy,Nezdar,700")
    told = '  No row is read as lost. If a stage of the file means that: --stage-map "STAGE=lost"\n'
    flags = ("--stage-map", "Gewonnen=won", "--make-stages", "--dry-run")
    assert told in brought(pipectl, "d.csv", *flags).err
    write("e.csv", "Title,Stage,Amount", *rest)
    assert told not in brought(pipectl, "e.csv", *flags).err  # no stage is added
    write("f.csv", "Title,Stage,Amount", *rest, "Cy,Nezdar,700", "Di,Lost,600")
    assert "No row is read" not in brought(pipectl, "f.csv", *flags).err


def test_a_contact_whose_company_follows_the_name_is_the_person(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Bedrag,Organisatie,Contact,Voornaam,Achternaam",
        "Al,900,Acme,Ann Lee-Acme,Ann,Lee",
        "Bo,800,Schmidt,Eva Meier-Schmidt,Eva,Meier-Schmidt",
        "Cy,700,Park,Jo Park,Jo,Park",
    )
    brought(pipectl, "d.csv")
    assert [row[1:3] for row in rows(pipectl, PEOPLE)] == [
        ("Acme", "Ann Lee"),
        ("Schmidt", "Eva Meier-Schmidt"),
        ("Park", "Jo Park"),
    ]


def test_an_address_beside_a_company_without_a_contact_is_not_a_contact_s(pipectl: Shell) -> None:
    write("d.csv", "Title,Company,EMail", "Al,Acme,office@acme.test")
    assert "  Columns not imported: EMail.\n" in brought(pipectl, "d.csv").err
    assert rows(pipectl, "select count(*) from contact") == [(0,)]
    write("e.csv", "Title,Company,Contact,EMail", "Bo,Acme,Ann Lee,ann@acme.test")
    write("f.csv", "Title,EMail", "Cy,cy@x.test")
    for name in ("e.csv", "f.csv"):
        assert '"EMail" is contact_email' in brought(pipectl, name).err
    assert rows(pipectl, PEOPLE)[1:] == [
        ("Bo", "Acme", "Ann Lee", "ann@acme.test"),
        ("Cy", None, "cy@x.test", "cy@x.test"),
    ]


def test_whose_contact_and_company_it_is_may_stand_before_a_colon(pipectl: Shell) -> None:
    write("d.csv", "Deal Name,Client: Contact,Client: Company", "Al,Ann Lee,Acme")
    brought(pipectl, "d.csv")
    assert rows(pipectl, PEOPLE) == [("Al", "Acme", "Ann Lee", None)]


def test_a_file_without_titles_can_name_its_deals_after_their_accounts(pipectl: Shell) -> None:
    write("d.csv", "Sr,Organisatie,Status,Deal Waarde", "1,Acme,Proposal,900")
    said = refused(pipectl, "d.csv")
    assert said.endswith(
        '--map title=HEADER, or --map "title=Organisatie" to name deals after their accounts.\n'
    )
    brought(pipectl, "d.csv", "--map", "title=Organisatie")
    assert rows(pipectl, PEOPLE) == [("Acme", "Acme", None, None)]


def test_a_text_that_is_both_names_stands_for_none(pipectl: Shell) -> None:
    write(
        "e.csv",
        "Vorname,Nachname,E-Mail,Firma",
        "Info angefordert,Info angefordert,bo@x.test,",
        "Info angefordert,Info angefordert,,",
        "Cara,Info angefordert,cara@x.test,Info angefordert",
        "Anna,Anna,anna@x.test,Acme",
    )
    done = brought(pipectl, "e.csv", "--what", "contacts")
    assert done.err == (
        "Read e.csv (csv): 3 contacts.\n"
        '  "Info angefordert" stands for a name that isn\'t known (first and last name): ignored '
        "in 3 rows (first in line 2).\n"
        "  Skipped 1 row (line 3) without a name or an e-mail address.\n"
        "New accounts of these contacts: 1.\n"
    )
    assert rows(pipectl, "select name, email from contact order by id") == [
        ("bo@x.test", "bo@x.test"),
        ("Cara", "cara@x.test"),
        ("Anna Anna", "anna@x.test"),
    ]


def test_an_identifier_and_a_number_for_messages_are_read(pipectl: Shell) -> None:
    head = "KONTAKT-ID;E-MAIL;VORNAME;NACHNAME;SMS"
    write("b.csv", head, "12;ann@x.test;Ann;Lee;49151")
    write("c.csv", head, "12;;Anna;Lee;49152")
    brought(pipectl, "b.csv", "--what", "contacts")
    brought(pipectl, "c.csv", "--what", "contacts", "--update")
    assert rows(pipectl, "select name, email, phone from contact") == [
        ("Anna Lee", "ann@x.test", "49152")
    ]


OWN = ("Al,Us,Acme,900", "Bo,Us,Birch,800", "Cy,Us,,700")


def test_a_company_that_is_the_same_in_every_row_is_not_the_account_beside_another(
    pipectl: Shell,
) -> None:
    write(
        "d.csv",
        "Title,Organization name,Customer need,Amount,Customer account name",
        *(
            f"{title},{own},more,{amount},{customer}"
            for title, own, customer, amount in (row.split(",") for row in OWN)
        ),
    )
    done = brought(pipectl, "d.csv")
    assert (
        '  "Customer account name" may be the account. To use it: '
        '--map "account=Customer account name"\n'
    ) in done.err
    assert (
        '  "Organization name" isn\'t read as the account: it has the same value in every row. To '
        'use it: --map "account=Organization name"\n'
    ) in done.err
    assert rows(pipectl, "select count(*) from account") == [(0,)]
    pipectl("undo")
    brought(pipectl, "d.csv", "--map", "account=Organization name")
    assert rows(pipectl, "select name from account") == [("Us",)]


def test_such_a_company_is_not_proposed_instead_of_the_account(pipectl: Shell) -> None:
    write("d.csv", "Title,Société,Client,Montant", *OWN)
    assert '"Société" may be' not in brought(pipectl, "d.csv").err
    assert rows(pipectl, "select name from account order by id") == [("Acme",), ("Birch",)]
    write("e.csv", "Title,Société,Client,Montant", "Di,Us,Acme,1", "Ed,Them,Birch,2")
    assert '"Société" may be the account instead of "Client".' in brought(pipectl, "e.csv").err


def test_the_only_company_of_a_file_is_the_account_in_every_row(pipectl: Shell) -> None:
    write("d.csv", "Title,Company,Amount", "Al,Acme,1", "Bo,Acme,2", "Cy,Acme,3")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select name from account") == [("Acme",)]


@pytest.mark.parametrize("header", ["Références", "Referenz", "Référence", "Referencia"])
def test_references_of_all_rows_may_be_the_identifier(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,{header},Amount", "Al,OPP-1,1", "Bo,OPP-2,2")
    assert f'"{header}" may be the identifier.' in brought(pipectl, "d.csv").err


def test_a_likely_title_is_proposed_where_the_identifier_is_used(pipectl: Shell) -> None:
    write("d.csv", "Nummer,Beschreibung,Kommentar,Betrag", "1,Kasse,,900")
    done = brought(pipectl, "d.csv", "--map", "identifier=Nummer")
    assert (
        "  Found no title column: using Nummer. To choose another: "
        '--map "title=Beschreibung"\n' in done.err
    )


@pytest.mark.parametrize("text", ["N/A", "n/a", "k.A.", "n/d"])
def test_not_available_is_nothing_in_names_and_figures_but_stays_in_free_text(
    pipectl: Shell, text: str
) -> None:
    write(
        "d.csv",
        "Title,Company,Contact,Contact email,Amount,Stage,Status,Close date,Source,Note",
        f"Al,{','.join([text] * 4)},Proposal,open,{text},{text},{text}",
        f"{text},Acme,Ann Lee,ann@acme.test,900,Proposal,open,2026-12-24,Web,Hi",
    )
    brought(pipectl, "d.csv")
    columns = "title, amount_minor, close_on, source, account_id, contact_id, note"
    assert rows(pipectl, f"select {columns} from opportunity order by id") == [
        ("Al", None, None, None, None, None, text),
        (text, 90000, "2026-12-24", "Web", 1, 1, "Hi"),
    ]
    write("p.csv", "Name,Company,Email,Phone,Note", f"Bo,{text},{text},{text},{text}")
    brought(pipectl, "p.csv", "--what", "contacts")
    (bo,) = (each for each in pipectl("contact", "list", "--json").json if each["name"] == "Bo")
    assert [bo[name] for name in ("account", "email", "phone", "note")] == [None, None, None, text]


def test_a_status_and_days_that_are_only_expected_or_actual_are_proposed(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Number,Status,Estimated date,Actual date",
        "Al,SP1,Quote,2026-12-24,",
        "Bo,SP2,Sale completed,2026-09-01,2026-09-03",
        "Cy,SP3,Sale failed,2026-09-10,2026-09-12",
    )
    said = refused(pipectl, "d.csv")
    for what, flag in (
        ('"Status" may be the stage', "stage=Status"),
        ('"Estimated date" may be the expected close date', "close_on=Estimated date"),
        ('"Actual date" may be the closing date', "closed_on=Actual date"),
    ):
        assert f'{what}. To use it: --map "{flag}"\n' in said
    assert '"Status" is "Sale completed": 1 row (line 3). Is this deal won or lost?\n' in said
    assert '"Status" is "Sale failed": 1 row (line 4). Is this deal lost?' in said


def test_a_customer_with_an_e_mail_address_beside_a_company_is_the_contact(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Customer,Customer Email,Company,Amount",
        "Al,Ann Lee,ann@acme.test,Acme,1",
        "Bo,Bo Ek,bo@beta.test,Beta,2",
    )
    said = brought(pipectl, "d.csv", "--dry-run").err
    assert '"Customer" may be the contact. To use it: --map "contact=Customer"\n' in said
    assert "instead of" not in said
    said = brought(pipectl, "d.csv", "--map", "contact=Customer", "--dry-run").err
    assert 'Guessed by header: "Customer Email" is contact_email.' in said


# Programs with a status whose words aren't all known


POLISH = (
    "Nazwa szansy sprzedaży,Etap,Status,Wartość,Prawdopodobieństwo,Następne zadanie",
    "Al,Oferta,Otwarta,5,50%,Zadzwonić",
    "Bo,Oferta,Wygrana,6,100%,",
    "Cy,Oferta,Przegrana,7,0%,",
    "Di,Oferta,Wznowiona,8,0%,",
)


def test_values_of_a_status_that_are_neither_won_nor_lost_are_told_as_open(pipectl: Shell) -> None:
    write("t.csv", *POLISH)
    assert '--won-when "Status=Wygrana"' in refused(pipectl, "t.csv")
    said = (
        "--make-stages",
        *("--won-when", "Status=Wygrana", "--lost-when", "Status=Przegrana"),
    )
    told = brought(pipectl, "t.csv", *said).err
    assert "  Read as open: Status=Otwarta (1 row), Status=Wznowiona (1 row).\n" in told
    listed = pipectl("export", "--format", "jsonl").out.splitlines()
    assert {each["title"]: each["status"] for each in map(json.loads, listed)} == {
        "Al": "open", "Bo": "won", "Cy": "lost", "Di": "open",
    }  # fmt: skip


def test_a_next_task_is_never_proposed_as_the_stage() -> None:
    assert likely_header("stage", ("Następne zadanie", "Etap")) == "Etap"
    assert likely_header("stage", ("Następne zadanie", "Next step?", "Next stage")) is None


def test_an_address_beside_the_contact_is_the_contacts(pipectl: Shell) -> None:
    write("t.csv", "Title,Company,Customer,Customer Email", "Al,Birch,Jo Park,jo@birch.example")
    said = brought(pipectl, "t.csv", "--map", "contact=Customer").err
    assert 'Guessed by header: "Customer Email" is contact_email.' in said
    assert rows(pipectl, PEOPLE) == [("Al", "Birch", "Jo Park", "jo@birch.example")]


def test_the_revenue_of_a_close_is_proposed_as_the_won_amount(pipectl: Shell) -> None:
    write("t.csv", "Title,Budget amount,Close revenue,Status", "Al,9,8,won", "Bo,5,,open")
    told = ("--map", "amount=Budget amount", "--map", "outcome=Status")
    said = brought(pipectl, "t.csv", *told).err
    assert "close_date=" not in said
    assert '"Close revenue" may be the won amount. To use it: --map "closed_value=Close' in said
    brought(pipectl, "t.csv", *told, "--map", "closed_value=Close revenue", "--update")
    assert sorted(rows(pipectl, "select title, amount_minor from opportunity")) == [
        *(("Al", 800), ("Bo", 500))
    ]


def test_a_probability_in_a_column_that_is_not_read_is_never_denied(pipectl: Shell) -> None:
    write("t.csv", "Title,Stage,Valószínűség,Osuus", "Al,Oferta,60%,40%")
    said = brought(pipectl, "t.csv", "--make-stages").err
    assert (
        'no column was read as the probability. "Valószínűség" may be the one: --map '
        '"probability=Valószínűség"'
    ) in said
    write("u.csv", "Title,Stage,Szanse", "Bo,Rozmowa,60%")
    said = brought(pipectl, "u.csv", "--make-stages").err
    assert "Rozmowa has 0 %: no column was read as the probability." in said
