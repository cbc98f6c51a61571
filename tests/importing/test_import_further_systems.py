"""`import` of systems without a format of their own: products, headers, currencies, totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, refused, reversible, rows, write
from pipectl.importing.rules.file_columns import columns, recognize
from pipectl.importing.rules.programs import bare, known_as, without_deal
from pipectl.importing.rules.spreadsheet_cells import said_in

DEALS = "select title, amount_minor, status from opportunity order by id"
MONEY = "select title, amount_minor, currency from opportunity order by id"
PRODUCTS = (
    "ID,Deal,Company,Created on,Amount,Stage,Product,Price",
    "5,Shop,Alba,2026-09-02,12000,Meeting,Design,8000",
    "5,Shop,Alba,2026-09-02,12000,Meeting,Hosting,4000",
    "6,Audit,Birch,2026-09-03,900,Meeting,Audit,900",
)
SKIPPED = (
    "  Skipped 1 row (line 3) with the identifier and all imported values of an earlier row, "
    "such as one row for each product of a deal.\n"
)


# Several rows of one deal


def test_rows_of_a_deals_products_are_one_deal(pipectl: Shell) -> None:
    write("d.csv", *PRODUCTS)
    said = refused(pipectl, "d.csv")
    assert '"ID" may be the identifier. To use it: --map "identifier=ID"\n' in said
    assert (
        "d.csv:3: Deal: line 2 has the same title, account and creation date.\n"
        "pipectl: 1 row has a problem. Nothing was imported.\n"
        '  --map "identifier=ID" tells which rows belong to one deal. Fix the file,'
    ) in said
    done = reversible(pipectl, "d.csv", "--map", "identifier=ID")
    assert done.err.startswith("Read d.csv (csv): 2 rows.\n")
    assert SKIPPED in done.err
    assert rows(pipectl, DEALS) == [("Shop", 1200000, "open"), ("Audit", 90000, "open")]
    for flags in ((), ("--update",)):
        done = brought(pipectl, "d.csv", "--map", "identifier=ID", *flags)
        assert done.out == "Imported: 0 new deals, 0 changed, 2 unchanged.\n"


def test_fields_of_products_are_those_of_the_first_row(pipectl: Shell) -> None:
    write("d.csv", *PRODUCTS)
    said = brought(pipectl, "d.csv", "--map", "identifier=ID", "--fields").err
    assert f"{SKIPPED}  Product and Price: using the first row of each deal.\n" in said
    shown = pipectl("show", "shop").out
    assert "Design" in shown
    assert "Hosting" not in shown


def test_rows_with_an_amount_for_each_product_are_refused_with_what_to_do(pipectl: Shell) -> None:
    write("d.csv", *PRODUCTS)
    said = refused(pipectl, "d.csv", "--map", "identifier=ID", "--map", "amount=Price")
    assert (
        "d.csv:3: ID: line 2 has the same identifier. If the rows are parts of one deal, enter its "
        "total amount in one of them, and delete the rest.\n"
    ) in said


@pytest.mark.parametrize("parts", [(1, 2), (2, 1), (3, 2, 1), (2, 2), (1, 1, 1, 4)])
def test_the_identifier_of_a_part_is_never_proposed(parts: tuple[int, ...], pipectl: Shell) -> None:
    lines = ["Task ID,Project ID,Client ID,Deal,Company,Amount"]
    for deal, count in enumerate(parts):
        lines += [f"T{deal}{at},P{deal},C1,Deal {deal},Alba,{deal}00" for at in range(count)]
    write("d.csv", *lines)
    said = refused(pipectl, "d.csv")
    assert '"Project ID" may be the identifier. To use it: --map "identifier=Project ID"\n' in said
    assert '--map "identifier=Project ID" tells which rows belong to one deal.' in said
    assert "=Task ID" not in said


def test_where_no_row_is_repeated_the_column_of_unique_values_is_proposed(pipectl: Shell) -> None:
    write("d.csv", "Client ID,Deal No.,Deal,Amount", "C1,D1,A,1", "C1,D2,B,2", "C2,D3,C,3")
    assert '"Deal No." may be the identifier.' in brought(pipectl, "d.csv").err


# Cells


@given(st.sampled_from("=+-@"), st.text("abc %'", max_size=8))
def test_the_apostrophe_before_what_may_be_a_formula_is_no_part_of_it(sign: str, rest: str) -> None:
    text = f"{sign}1 {rest}"
    is_quoted = any(
        each == "'" and not (after.isalnum() or after == "_")
        for each, after in zip(text, f"{text[1:]} ", strict=True)
    )
    assert said_in(f"'{text}") == (f"'{text}" if is_quoted else text)


@pytest.mark.parametrize("text", ["'t Hooft", "''quoted", "'", "'-20 %' deals", "O'Neil", "-20 %"])
def test_other_apostrophes_stay(text: str) -> None:
    assert said_in(text) == text


def test_titles_and_phone_numbers_lose_the_apostrophe(pipectl: Shell) -> None:
    write("d.csv", "Deal,Amount", "'-20 % for Alba,100")
    brought(pipectl, "d.csv")
    assert rows(pipectl, DEALS) == [("-20 % for Alba", 10000, "open")]
    write("p.csv", "Vorname,Nachname,Telefon (mobil)", "Ute,Bär,'+49 171 1234567")
    brought(pipectl, "p.csv", "--what", "contacts")
    assert rows(pipectl, "select name, phone from contact") == [("Ute Bär", "+49 171 1234567")]


# Headers


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Betrag der Verkaufschance", "amount"),
        ("Montant opportunité", "amount"),
        ("Probabilité d'opportunité", "probability"),
        ("Wahrscheinlichkeit der Chance", "probability"),
        ("Lead Value", "amount"),
        ("Etiquetas del lead", "tags"),
        ("Quelle des Interessenten", "source"),
        ("Deal description", "note"),
        ("Descripción del trato", "note"),
        ("Origem da oportunidade", "source"),
    ],
)
def test_a_header_may_say_that_it_is_of_the_deal(header: str, field: str) -> None:
    headers = ("Title", header, "Amount2")
    assert columns(headers, recognize(headers)).header_of(field) == header
    assert field in known_as(bare(header))


@pytest.mark.parametrize("header", ["Ideal", "Lead Name", "Lead ID", "Opportunity", "Stage"])
def test_other_headers_are_as_they_are(header: str) -> None:
    name = bare(header)
    assert without_deal(name) == name or not known_as(without_deal(name))


def test_the_amount_of_the_opportunity_comes_before_another_and_that_is_named(
    pipectl: Shell,
) -> None:
    head = "Name der Verkaufschance,Betrag,Betrag der Verkaufschance,Kontoname,Währungsname"
    write("d.csv", f"{head},Währungssymbol", "Dach,116,100,Alba,Euro,€", "Tor,1,9,B,Złoty,zł")
    said = brought(pipectl, "d.csv").err
    assert '"Betrag" may be the amount instead of "Betrag der Verkaufschance".' in said
    assert "  Währungsname: read as the currency (its cells are currencies).\n" in said
    assert rows(pipectl, MONEY) == [("Dach", 10000, "EUR"), ("Tor", 900, "PLN")]


def test_a_currency_column_with_an_unknown_one_is_named(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Währungsname", "A,100,Euro", "B,9,Quatloo")
    said = brought(pipectl, "d.csv").err
    flag = '--map "currency=Währungsname"'
    assert f"  Währungsname may be the currency. To use it: {flag}\n" in said
    pipectl("undo")
    said = refused(pipectl, "d.csv", "--map", "currency=Währungsname")
    assert 'd.csv:3: Währungsname: "Quatloo" is not an ISO 4217 currency. To read such' in said


@pytest.mark.parametrize(
    ("headers", "likely"),
    [
        ("Nom société,Réf. projet,Libellé projet,Montant", "Libellé projet"),
        ("Empresa,Tema,Ingresos estimados", "Tema"),
    ],
)
def test_a_company_or_a_reference_is_not_proposed_as_the_title(
    headers: str, likely: str, pipectl: Shell
) -> None:
    write("d.csv", headers, ",".join("1" * len(headers.split(","))))
    assert f'--map "title={likely}", if it is that one.' in refused(pipectl, "d.csv")


def test_the_two_names_of_a_contact_are_one(pipectl: Shell) -> None:
    write(
        "d.csv", "Deal,First Name,Last Name,Amount", "A,Ana,Ruiz,1", "B,Bo,,2", "C,,Ek,3", "D,,,4"
    )
    brought(pipectl, "d.csv")
    found = rows(pipectl, "select name from contact order by id")
    assert found == [("Ana Ruiz",), ("Bo",), ("Ek",)]
    pipectl("undo")
    write("d.csv", "Deal,Kontakt,Vorname,Nachname,Amount", "A,Ana Ruiz,Kim,Boss,1")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select name from contact") == [("Ana Ruiz",)]


def test_a_file_with_pipelines_is_not_salesforces(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Opportunity Name,Contact Name,email,pipeline,stage,Lead Value,lost reason ID,"
        "lost reason name,Notes,tags,status",
        'Roof,Ana,a@alba.es,Main,Meeting,1200,,,"a\nb",hot,open',
        "Door,Bo,,Partners,Meeting,900,65f0,Too dear,,,lost",
    )
    said = brought(pipectl, "d.csv", "--map", "outcome=status").err
    assert said.startswith("Read d.csv (csv): 2 rows.\n")
    assert '"lost reason name" is lost_reason' in said
    assert rows(pipectl, "select title, amount_minor, reason, note from opportunity") == [
        ("Roof", 120000, None, "a\nb"),
        ("Door", 90000, "Too dear", None),
    ]


@pytest.mark.parametrize(
    ("headers", "program"),
    [
        ("Opportunity Name,Account Name,Sales Stage,Opportunity Amount", "csv"),
        ("Opportunity Name,Stage,Lead Value,pipeline", "csv"),
        ("Opportunity Name,Opportunity Owner,Stage,Amount,Pipeline", "salesforce"),
        ("Opportunity Name,Account Name,Stage,Amount", "salesforce"),
    ],
)
def test_an_opportunity_name_beside_foreign_headers_is_no_sign(headers: str, program: str) -> None:
    assert recognize(headers.split(",")).name == program


def test_a_currency_column_of_numbers_gives_way_to_one_of_currencies(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Currency,Currency Name", "A,100,-99,Euro", "B,9,c2,US Dollar")
    said = brought(pipectl, "d.csv").err
    assert "  Currency Name: read as the currency (its cells are currencies).\n" in said
    assert rows(pipectl, MONEY) == [("A", 10000, "EUR"), ("B", 900, "USD")]
    pipectl("undo")
    assert '"-99" is not an ISO 4217' in refused(pipectl, "d.csv", "--map", "currency=Currency")
    write("d.csv", "Title,Amount,Currency,Currency Name", "A,100,EUR,Euro", "B,9,c2,US Dollar")
    assert '"c2" is not an ISO 4217 currency' in refused(pipectl, "d.csv")


def test_a_total_amount_beside_another_is_named(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Months,Total Amount", "A,100,6,600")
    said = brought(pipectl, "d.csv").err
    assert '"Total Amount" may be the amount instead of "Amount".' in said


@pytest.mark.parametrize("header", ["Funil de vendas", "Embudo de ventas", "Pijplijn", "Pipeline"])
def test_several_pipelines_are_told(header: str, pipectl: Shell) -> None:
    write("d.csv", f"Deal,{header},Amount", "A,Inbound,1", "B,Partners,2")
    said = brought(pipectl, "d.csv").err
    assert f"  {header}: importing Inbound (1 row) and Partners (1 row) together." in said


# Dates


CHANGES = (
    "Title,Stage,Last Stage Change Date,Estimated Close Date",
    "Roof,Meeting,2026-10-20,2026-12-18",
    "Door,Won,2026-09-12,2026-09-30",
    "Wall,Lost,2026-07-12,2026-07-31",
)
CHANGED = "closed_on=Last Stage Change Date"


def test_the_day_of_the_last_stage_is_the_closing_date_of_closed_deals_only(
    pipectl: Shell,
) -> None:
    write("d.csv", *CHANGES)
    said = brought(pipectl, "d.csv").err
    assert f'using the expected close date. To name its column: --map "{CHANGED}"\n' in said
    pipectl("undo")
    for flags in ((), ("--skip-errors",)):
        done = brought(pipectl, "d.csv", "--map", CHANGED, *flags)
        ignored = "  Last Stage Change Date: ignored in 1 row (line 2) that isn't lost or won.\n"
        assert ignored in done.err
        days = "select title, status, close_on, closed_on from opportunity order by id"
        assert rows(pipectl, days) == [
            ("Roof", "open", "2026-12-18", None),
            ("Door", "won", "2026-09-30", "2026-09-12"),
            ("Wall", "lost", "2026-07-31", "2026-07-12"),
        ]
        pipectl("undo")


def test_a_closing_date_is_asked_about_if_its_header_says_so_or_nothing_is_known(
    pipectl: Shell,
) -> None:
    changes = [line.replace("Meeting", "Incoming") for line in CHANGES]
    write("d.csv", *(line.replace("Last Stage Change Date", "Closed on") for line in changes))
    assert 'd.csv: stage "Incoming": 1 row (line 2). Is this deal won or lost?' in refused(
        pipectl, "d.csv"
    )
    write("d.csv", *changes[:2])
    assert "won or lost?" in refused(pipectl, "d.csv", "--map", CHANGED)


@pytest.mark.parametrize("header", ["Datum", "Date", "Fecha"])
def test_a_column_called_date_is_proposed(header: str, pipectl: Shell) -> None:
    write("d.csv", f"Title,{header},Amount,Stage", "A,2026-12-02,1,Meeting")
    said = brought(pipectl, "d.csv").err
    assert f'"{header}" may be the close date. To use it: --map "close_date={header}"\n' in said
    assert f'using today. To name its column: --map "created_on={header}"\n' in said


def test_a_due_date_without_a_column_of_actions_is_not_imported(pipectl: Shell) -> None:
    write("d.csv", "Title,Next Action Date,Amount", "A,2026-12-02,1")
    assert "Columns not imported: Next Action Date.\n" in brought(pipectl, "d.csv").err
    pipectl("undo")
    write("d.csv", "Title,Next Action Date,Next Action Notes,Amount", "A,2026-12-02,Call,1")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select text, due_on from next_action") == [("Call", "2026-12-02")]


# Totals, and rows without anybody


@pytest.mark.parametrize("word", ["Gesamtanzahl", "Count", "Nombre d'enregistrements", "Whatever"])
def test_a_number_below_the_total_is_no_deal(word: str, pipectl: Shell) -> None:
    head = "Owner,Title,Stage,Amount"
    write("d.csv", head, "Al,A,Meeting,1", "Al,B,Meeting,2", "Total,,,3", f"{word},2,,")
    assert "  Skipped 2 total rows (first in line 4).\n" in brought(pipectl, "d.csv").err
    assert rows(pipectl, "select title from opportunity") == [("A",), ("B",)]


def test_rows_without_a_name_or_an_address_are_counted(pipectl: Shell) -> None:
    head = "First Name,Last Name,URL,Email Address,Connected On"
    write("p.csv", head, "Ana,Ruiz,https://x,,1 May 2026", ",,https://y,,2 May 2026", ",,,,")
    done = brought(pipectl, "p.csv", "--what", "contacts")
    assert "  Skipped 1 row (line 3) without a name or an e-mail address.\n" in done.err
    assert done.out.startswith("Imported: 1 new contact,")
