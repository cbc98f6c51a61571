"""`import --what contacts`: names in two columns, and columns that may be meant for a field."""

import pytest

from conftest import Shell
from imported import brought, rows, write

NAMES = "select name from contact order by id"


def contacts(shell: Shell, *lines: str) -> str:
    return brought(shell, write("p.csv", *lines), "--what", "contacts").err


@pytest.mark.parametrize(
    "lines",
    [
        ("Vorname,Name,Firma", "Pia,Kraft,X", "Jo,Blum,X"),
        ("Name,Surname,Company", "Pia,Kraft,X", "Jo,Blum,X"),
        ("Naam,Voornaam,Bedrijf", "Kraft,Pia,X", "Blum,Jo,X"),
        ("Nome,Cognome,Azienda", "Pia,Kraft,X", "Jo,Blum,X"),
        ("Nombre,Apellidos,Empresa", "Pia,Kraft,X", "Jo,Blum,X"),
        ("Imię,Nazwisko,Firma", "Pia,Kraft,X", "Jo,Blum,X"),
        ("Name,Last name,Company", "Pia Kraft,Kraft,X", "Jo Blum,Blum,X"),
        ("First name,Full name,Company", "Pia,Pia Kraft,X", "Joseph,Jo Blum,X", "Jo,Jo Z,X"),
    ],
)
def test_both_halves_of_a_name_are_read(pipectl: Shell, lines: tuple[str, ...]) -> None:
    said = contacts(pipectl, *lines)
    assert "not imported" not in said
    assert rows(pipectl, NAMES)[:2] == [("Pia Kraft",), ("Jo Blum",)]


def test_a_missing_half_is_left_out_of_the_name(pipectl: Shell) -> None:
    contacts(pipectl, "Vorname,Name,Mail", "Pia,,p@x.example", ",Kraft,k@x.example", "Jo,Blum,")
    assert rows(pipectl, NAMES) == [("Pia",), ("Kraft",), ("Jo Blum",)]


def test_columns_that_may_be_meant_for_a_contact_are_proposed(pipectl: Shell) -> None:
    said = contacts(
        pipectl,
        "Person,Firm,Reach at,Mobile no,Job,Remarks,Fax no",
        "Pia,Acme,pia@acme.example,333,Buyer,vip,",
        "Jo,Birch,,,,,",
    )
    assert said.startswith(
        "Read p.csv (csv): 2 contacts.\n"
        "  Columns not imported: Firm, Reach at, Mobile no, Job, Remarks, Fax no.\n"
        '  "Reach at" may be the e-mail address. To use it: --map "email=Reach at"\n'
        '  "Firm" may be the account. To use it: --map "account=Firm"\n'
        '  "Mobile no" may be the phone number. To use it: --map "phone=Mobile no"\n'
        '  "Job" may be the job title. To use it: --map "title=Job"\n'
        '  "Remarks" may be the note. To use it: --map "note=Remarks"\n'
    )
    flags = ("--map", "email=Reach at", "--map", "account=Firm", "--map", "phone=Mobile no")
    pipectl("undo")
    done = brought(pipectl, "p.csv", "--what", "contacts", *flags, "--map", "title=Job")
    assert rows(pipectl, "select name, email, phone, title from contact order by id") == [
        *(("Pia", "pia@acme.example", "333", "Buyer"), ("Jo", None, None, None))
    ]
    assert done.err.count("may be") == 1


def test_nothing_is_proposed_from_empty_columns(pipectl: Shell) -> None:
    assert "may be" not in contacts(pipectl, "Person,Mobile no,Remarks", "Pia,,", "Jo,,")
