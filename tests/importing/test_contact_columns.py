"""`import --what contacts` looks into the columns that it may read."""

import pytest

from conftest import Shell
from imported import rows, write

PEOPLE = (
    "select c.name, a.name, c.title from contact as c left join account as a on a.id = c.account_id"
    " order by c.name"
)


def test_an_empty_column_gives_way_to_another_one_of_its_field(pipectl: Shell) -> None:
    write(
        "p.csv",
        *(
            "Full Name,Email,Company Name,Organization,Job Title,Position",
            "Al,al@x.example,,Birch,,CFO",
        ),
        "Bo,bo@x.example,,Cedar,,",
    )
    said = pipectl("import", "p.csv", "--what", "contacts").err
    assert "  Columns not imported: Company Name, Job Title.\n" in said
    assert rows(pipectl, PEOPLE) == [("Al", "Birch", "CFO"), ("Bo", "Cedar", None)]


def test_a_filled_column_is_kept(pipectl: Shell) -> None:
    write("p.csv", "Full Name,Email,Company Name,Organization", "Al,al@x.example,Birch,Cedar")
    pipectl("import", "p.csv", "--what", "contacts")
    assert rows(pipectl, PEOPLE) == [("Al", "Birch", None)]


def test_identifiers_of_companies_are_no_accounts(pipectl: Shell) -> None:
    write("p.csv", "Full Name,Email,Company", "Al,al@x.example,4711", "Bo,bo@x.example,4712")
    said = pipectl("import", "p.csv", "--what", "contacts").err
    assert "  Columns not imported: Company.\n" in said
    assert rows(pipectl, PEOPLE) == [("Al", None, None), ("Bo", None, None)]
    pipectl("import", "p.csv", "--what", "contacts", "--map", "account=Company", "--update")
    assert rows(pipectl, PEOPLE)[0][1] == "4711"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Prénom", "Nom de famille"),
        ("Kontakt: Vorname", "Kontakt: Nachname"),
        ("Contact first name", "Contact last name"),
    ],
)
def test_halves_of_names_are_read_under_the_headers_that_deals_have(
    pipectl: Shell, first: str, last: str
) -> None:
    write("p.csv", f"{first},{last},Email", "Ina,Berg,ina@x.example")
    pipectl("import", "p.csv", "--what", "contacts")
    assert rows(pipectl, PEOPLE) == [("Ina Berg", None, None)]


@pytest.mark.parametrize(
    ("read", "unread", "what"),
    [
        ("Vorname", "Nachname (Geburtsname)", "last"),
        ("First name", "Last name 2", "last"),
        ("Nachname", "Vorname oder Rufname", "first"),
    ],
)
def test_the_other_half_of_a_name_is_proposed(
    pipectl: Shell, read: str, unread: str, what: str
) -> None:
    write("p.csv", f"{read},{unread},Email,Last activity", "Ina,Berg,ina@x.example,Call")
    said = pipectl("import", "p.csv", "--what", "contacts").err
    assert f'"{unread}" may be the {what} name. To use it: --map "{what}={unread}"' in said
    assert said.count("may be") == 1


def test_whole_names_need_no_halves(pipectl: Shell) -> None:
    write("p.csv", "Full Name,Last name 2,Email", "Ina Berg,Berg,ina@x.example")
    assert "may be" not in pipectl("import", "p.csv", "--what", "contacts").err


def test_the_address_at_work_comes_before_the_private_one(pipectl: Shell) -> None:
    write(
        "p.csv",
        "Name,E-Mail privat,E-Mail Arbeit,Telefon - Mobil,Telefon - Arbeit",
        "Ina Berg,ina@home.example,ina@x.example,+49 2,+49 1",
    )
    said = pipectl("import", "p.csv", "--what", "contacts").err
    assert "  1 row (line 2) with several e-mail addresses: using the first.\n" in said
    assert rows(pipectl, "select email, phone from contact") == [("ina@x.example", "+49 1")]


def test_deals_with_halves_of_their_contacts_names_are_deals(pipectl: Shell) -> None:
    write("d.csv", "Titel,Kontakt: Vorname,Kontakt: Nachname,Firma", "Oven,Ina,Berg,Ott")
    assert pipectl("import", "d.csv").code == 0
    assert rows(pipectl, "select o.title, c.name from opportunity as o, contact as c") == [
        ("Oven", "Ina Berg")
    ]
