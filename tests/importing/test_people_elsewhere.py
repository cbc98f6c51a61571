"""Contacts, accounts and leads from files of programs that aren't known here, as they come."""

import pytest

from conftest import Shell
from imported import brought, refused, write


def people(shell: Shell) -> list[list[str | None]]:
    names = ("name", "account", "email", "phone")
    return [[each[name] for name in names] for each in shell("contact", "list", "--json").json]


@pytest.mark.parametrize(
    "head",
    [
        "Vollständiger Name,Firmenname,E-Mail,Telefon (geschäftlich),Mobiltelefon",
        "Nom complet,Nom de l'entreprise,Adresse e-mail,Téléphone professionnel,Portable",
        "Nombre completo,Nombre de la empresa,Correo electrónico,Teléfono del trabajo,Móvil",
        "Volledige naam,Bedrijfsnaam,E-mail,Telefoonnummer,Mobile",
        "Name,Company,Email,Work Phone,Mobile Phone",
    ],
)
def test_a_company_and_the_first_number_of_each_row_are_read(pipectl: Shell, head: str) -> None:
    write("p.csv", head, "Ann Lee,Acme,ann@acme.test,1,2", "Bo Ray,Birch,bo@x.test,,3")
    brought(pipectl, "p.csv", "--what", "contacts")
    assert people(pipectl) == [
        ["Ann Lee", "Acme", "ann@acme.test", "1"],
        ["Bo Ray", "Birch", "bo@x.test", "3"],
    ]


@pytest.mark.parametrize("head", ["Firmenname,Haupttelefon", "Nom de la société,Téléphone"])
def test_accounts_are_known_by_a_company_s_name(pipectl: Shell, head: str) -> None:
    write("c.csv", head, "Acme,1")
    brought(pipectl, "c.csv", "--what", "accounts")
    (acme,) = pipectl("account", "list", "--json").json
    assert (acme["name"], acme["phone"]) == ("Acme", "1")


def test_the_first_of_google_s_numbers_is_taken_and_a_company_alone_is_skipped(
    pipectl: Shell,
) -> None:
    write(
        "g.csv",
        "First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Value",
        "Ann,Lee,Acme,ann@acme.test,1 ::: 2",
        ",,Only Company,,",
    )
    done = brought(pipectl, "g.csv", "--what", "contacts")
    assert done.err == (
        "Read g.csv (google): 1 contact.\n"
        "  1 row (line 2) with several phone numbers: using the first.\n"
        "  Skipped 1 row (line 3): group or company.\n"
        "New accounts of these contacts: 1.\n"
    )
    assert people(pipectl) == [["Ann Lee", "Acme", "ann@acme.test", "1"]]


def test_what_stands_above_the_people_of_a_webinar_is_counted_and_a_dash_is_nothing(
    pipectl: Shell,
) -> None:
    write(
        "z.csv",
        "Attendee Report",
        "Host Details",
        "Attended,User Name (Original Name),Email,Join Time",
        "Yes,Me Myself,me@my.test,11/26/2026 03:45:00 PM",
        "Attendee Details",
        "Attended,User Name (Original Name),First Name,Last Name,Email,Organization,Join Time,"
        "Time in Session (minutes)",
        "Yes,Ann Lee,Ann,Lee,ann@acme.test,Acme,11/26/2026 04:01:00 PM,39",
        "Yes,Cy,-,Cy,cy@acme.test,-,11/26/2026 04:02:00 PM,12",
        "No,Bo Ray,Bo,Ray,bo@x.test,--,--,--",
    )
    assert refused(pipectl, "z.csv", "--stage", "Initial contact") == (
        'pipectl: z.csv:1: "Attendee Report" looks like a title, not like a header.\n'
        "  The headers seem to be in line 6. Import with --header-line 6\n"
    )
    where = ("--header-line", "6")
    done = brought(pipectl, "z.csv", "--stage", "Initial contact", "--fields", *where)
    assert "  Skipped 5 lines above the headers (line 6).\n" in done.err
    assert "Join Time (date), Time in Session (minutes) (number).\n" in done.err
    assert people(pipectl) == [
        ["Ann Lee", "Acme", "ann@acme.test", None],
        ["Bo Ray", None, "bo@x.test", None],
        ["Cy", None, "cy@acme.test", None],
    ]
    assert [each["title"] for each in pipectl("list", "--json").json] == ["Ann Lee", "Cy", "Bo Ray"]


def test_a_name_that_an_own_field_has_already_gets_the_program_s_before_it(pipectl: Shell) -> None:
    write("p.csv", "Name,Email,Tags", "Ann Lee,ann@acme.test,vip")
    done = brought(pipectl, "p.csv", "--what", "contacts", "--fields")
    assert "New contact fields: CSV Tags (text, from Tags).\n" in done.err
