"""`import --what contacts|accounts` and `export --what contacts`: files of other programs."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, commands, refused, reversible, write

ANN = ["Ann Lee", "Acme", "CTO", "ann@acme.test", "+1 555 0100"]
FILES = {
    "hubspot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company,"
        "Lifecycle Stage,Associated Deal IDs",
        "101,Ann,Lee,ann@acme.test,+1 555 0100,CTO,Acme,Lead,",
        "102,Bo,Ray,bo@birch.test,,,Birch,Customer,7",
    ),
    "salesforce": (
        "Contact ID,First Name,Last Name,Title,Account Name,Email,Phone,Mailing City",
        "003A1,Ann,Lee,CTO,Acme,ann@acme.test,+1 555 0100,Oslo",
        "003A2,Bo,Ray,,Birch,bo@birch.test,,Bergen",
    ),
    "pipedrive": (
        "Person - ID,Person - Name,Person - Organization,Person - Email - Work,"
        "Person - Phone - Work,Person - Job title,Person - Open deals",
        "1,Ann Lee,Acme,ann@acme.test,+1 555 0100,CTO,1",
        "2,Bo Ray,Birch,bo@birch.test,,,0",
    ),
    "zoho": (
        "Record Id,First Name,Last Name,Account Name,Email,Phone,Title,Department",
        "zcrm_1,Ann,Lee,Acme,ann@acme.test,+1 555 0100,CTO,R&D",
        "zcrm_2,Bo,Ray,Birch,bo@birch.test,,,",
    ),
    "odoo": (
        "External ID,Name,Related Company,Job Position,Email,Phone,Tags",
        "p_1,Ann Lee,Acme,CTO,ann@acme.test,+1 555 0100,VIP",
        "p_2,Bo Ray,Birch,,bo@birch.test,,",
    ),
    "close": (
        "id,lead_name,name,title,primary_email,primary_phone",
        "cont_1,Acme,Ann Lee,CTO,ann@acme.test,+1 555 0100",
        "cont_2,Birch,Bo Ray,,bo@birch.test,",
    ),
    "google": (
        "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Label,"
        "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Birthday",
        "Ann,Lee,Acme,CTO,* Work,ann@acme.test ::: ann@home.test,Mobile,+1 555 0100,",
        "Bo,Ray,Birch,,Work,bo@birch.test,,,",
    ),
    "outlook": (
        "First Name,Middle Name,Last Name,Company,Job Title,E-mail Address,Business Phone,Notes",
        "Ann,,Lee,Acme,CTO,ann@acme.test,+1 555 0100,",
        "Bo,,Ray,Birch,,bo@birch.test,,",
    ),
    "csv": (
        "Vorname,Nachname,Firma,Position,E-Mail-Adresse,Telefon",
        "Ann,Lee,Acme,CTO,ann@acme.test,+1 555 0100",
        "Bo,Ray,Birch,,bo@birch.test,",
    ),
    "vcard": (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Lee;Ann;;;",
        "FN:Ann Lee",
        "ORG:Acme;R&D",
        "TITLE:CTO",
        "item1.EMAIL;type=INTERNET;type=pref:ann@acme.test",
        "EMAIL;TYPE=HOME:ann@home.test",
        "TEL;TYPE=CELL:+1 555",
        "  0100",
        "END:VCARD",
        "BEGIN:VCARD",
        "VERSION:4.0",
        "N:Ray;Bo;;;",
        "ORG:Birch",
        "EMAIL:bo@birch.test",
        "END:VCARD",
    ),
}


def contacts(shell: Shell) -> list[list[str | None]]:
    names = ("name", "account", "title", "email", "phone")
    return [[each[name] for name in names] for each in shell("contact", "list", "--json").json]


@pytest.mark.parametrize("program", FILES)
def test_the_contacts_of_other_programs_come_in_and_a_second_import_changes_nothing(
    pipectl: Shell, program: str
) -> None:
    name = "people.vcf" if program == "vcard" else "people.csv"
    write(name, *FILES[program])
    done = reversible(pipectl, name, "--what", "contacts", "--json")
    assert done.json == {
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "source": program,
        "files": [name],
        "what": "contacts",
        "accounts": 2,
    }
    assert contacts(pipectl) == [ANN, ["Bo Ray", "Birch", None, "bo@birch.test", None]]
    assert pipectl("list", "--all", "--json").json == []
    before = pipectl("export", "--what", "all").out
    again = brought(pipectl, name, "--what", "contacts", "--update")
    assert again.out == "Imported: 0 new contacts, 0 changed, 2 unchanged.\n"
    assert pipectl("export", "--what", "all").out == before
    assert len(commands(pipectl)) == 1


@pytest.mark.parametrize("program", FILES)
def test_a_file_of_persons_is_never_taken_for_deals(pipectl: Shell, program: str) -> None:
    name = "people.vcf" if program == "vcard" else "people.csv"
    write(name, *FILES[program])
    text = refused(pipectl, name)
    if program != "close":  # whose contacts look like its opportunities
        assert text == (
            f"pipectl: {name} lists people, but no deals.\n"
            "  To import contacts: --what contacts. To turn each person into a lead: "
            "--stage STAGE.\n"
        )


def test_contacts_are_known_by_e_mail_then_by_name_and_account(pipectl: Shell) -> None:
    run = pipectl
    run("contact", "add", "Annie Lee", "--email", "ANN@acme.test")
    run("contact", "add", "Bo Ray", "--account", "Birch")
    run("contact", "add", "Cy Dow", "--account", "Cedar")
    write(
        "people.csv",
        "First Name,Last Name,Company,Email,Phone",
        "Ann,Lee,Acme,ann@acme.test,1",
        "Bo,Ray,Birch,bo@birch.test,",
        "Cy,Dow,Other,cy@other.test,",
        "Bo,Ray,Birch,,",
        "Ann,Second,,ann@acme.test,",
    )
    done = reversible(run, "people.csv", "--what", "contacts")
    assert done.out == (
        "Imported: 1 new contact, 0 changed, 2 unchanged (2 differ in the file; --update changes "
        "them). Undo with `pipectl undo`.\n"
    )
    assert (
        "  Skipped 2 rows with the e-mail address or the name and account of an earlier one: Bo "
        "Ray (line 5, as in line 3) and Ann Second (line 6, as in line 2).\n"
    ) in done.err
    done = reversible(run, "people.csv", "--what", "contacts", "--update")
    assert done.err.splitlines()[-4:] == [
        'Ann Lee: phone changes from nothing to "1".',
        'Ann Lee: name changes from "Annie Lee" to "Ann Lee".',
        'Ann Lee: account changes from nothing to "Acme".',
        'Bo Ray: e-mail changes from nothing to "bo@birch.test".',
    ]
    assert brought(run, "people.csv", "--what", "contacts", "--update").out == (
        "Imported: 0 new contacts, 0 changed, 3 unchanged.\n"
    )


def test_a_dry_run_shows_the_rows_and_changes_nothing(pipectl: Shell) -> None:
    write("people.csv", *FILES["csv"])
    done = pipectl("import", "people.csv", "--what", "contacts", "--dry-run")
    assert done.out == (
        "Line  Name     Account  Title  E-mail         Phone\n"
        "   2  Ann Lee  Acme     CTO    ann@acme.test  +1 555 0100\n"
        "   3  Bo Ray   Birch    –      bo@birch.test  –\n"
        "\n"
        "Would import: 2 new contacts, 0 changed, 0 unchanged.\n"
    )
    assert contacts(pipectl) == []


def test_fields_of_contacts_and_of_their_accounts_are_kept(pipectl: Shell) -> None:
    write(
        "people.csv",
        "First Name,Last Name,Company,Email,Industry,Lifecycle Stage,Shoe size",
        "Ann,Lee,Acme,ann@acme.test,Food,Lead,40",
        "Bo,Ray,Birch,bo@birch.test,Tech,Customer,41",
    )
    done = reversible(pipectl, "people.csv", "--what", "contacts", "--fields", "--json")
    assert [(each["name"], each["owner"], each["type"]) for each in done.json["fields"]] == [
        ("Industry", "account", "text"),
        ("Lifecycle Stage", "contact", "text"),
        ("Shoe size", "contact", "number"),
    ]
    assert pipectl("contact", "show", "ann", "--json").json["fields"] == {
        "Lifecycle Stage": "Lead",
        "Shoe size": 40,
    }
    assert pipectl("account", "show", "acme", "--json").json["fields"] == {"Industry": "Food"}
    again = brought(pipectl, "people.csv", "--what", "contacts", "--fields", "--update")
    assert again.out == "Imported: 0 new contacts, 0 changed, 2 unchanged.\n"


def test_accounts_come_in_with_their_fields(pipectl: Shell) -> None:
    write(
        "companies.csv",
        "Record ID,Company name,Phone Number,Industry,Number of Employees",
        "1,Acme,+1 555,Food,1200",
        "2,Birch,,Tech,20",
        "3,acme,,,",
    )
    pipectl("account", "add", "Birch")
    done = reversible(pipectl, "companies.csv", "--what", "accounts", "--fields")
    assert done.out == (
        "Imported: 1 new account, 0 changed, 1 unchanged (1 differs in the file; --update changes "
        "it). Undo with `pipectl undo`.\n"
    )
    skipped = "  Skipped 1 row with the name of an earlier one: acme (line 4, as in line 2).\n"
    assert skipped in done.err
    assert (
        "1 account matched by e-mail or name: using the identifiers in the file from now on.\n"
        in done.err
    )
    reversible(pipectl, "companies.csv", "--what", "accounts", "--fields", "--update")
    (acme, birch) = sorted(pipectl("account", "list", "--json").json, key=lambda each: each["name"])
    assert (acme["phone"], acme["fields"]) == (
        "+1 555",
        {"Industry": "Food", "Number of Employees": 1200},
    )
    assert birch["fields"] == {"Industry": "Tech", "Number of Employees": 20}


def test_problems_are_named_and_their_rows_can_be_skipped(pipectl: Shell) -> None:
    title = "x" * 101
    write(
        "people.csv",
        "First Name,Last Name,Email,Job Title",
        f"Ann,Lee,ann@acme.test,{title}",
        ",,,CTO",
        "Bo,Ray,bo@birch.test,",
        "Cy,Dow",
    )
    assert refused(pipectl, "people.csv", "--what", "contacts") == (
        "Read people.csv (csv): 1 contact.\n"
        f'people.csv:2: title: The title "{title[:39]}…" has 101 characters. The limit is 100.\n'
        "people.csv:3: the name and the e-mail address are both missing.\n"
        "people.csv:5: the row has 2 cells, but there are 4 headers.\n"
        "pipectl: 3 rows have problems. Nothing was imported.\n"
        "  Fix the file, or skip these rows: --skip-errors.\n"
    )
    done = brought(pipectl, "people.csv", "--what", "contacts", "--skip-errors")
    assert done.out == (
        "Imported: 1 new contact, 0 changed, 0 unchanged, 3 rows skipped. "
        "Undo with `pipectl undo`.\n"
    )


@pytest.mark.parametrize(
    ("lines", "words", "code", "said"),
    [
        (["Colour", "red"], [], 4, "found no column with the names of contacts"),
        (["Name", "Ann"], ["--map", "shoe=Name"], 2, '"shoe" is no field of contacts.'),
        (["Name", "Ann"], ["--from", "excel"], 2, 'Unknown format of contacts "excel"'),
        (["Name", "Ann"], ["--stage", "Discovery"], 2, "makes no deals"),
        (
            ["Name", "Ann"],
            ["--make-stages"],
            2,
            "--make-stages can't be used with --what contacts.",
        ),
        (["Name"], [], 4, "people.csv has no contacts."),
        (
            ["Name", "x" * 300],
            ["--skip-errors"],
            4,
            "Every row (1) has a problem. Nothing was imported.\n"
            "  Fix the file, or name other columns with --map.\n",
        ),
        (
            ["BEGIN:VCARD", f"FN:{'x' * 300}", "END:VCARD"],
            ["--skip-errors"],
            4,
            "Every row (1) has a problem. Nothing was imported.\n  Fix the file.\n",
        ),
        (["BEGIN:VCARD", "FN;ENCODING=QUOTED-PRINTABLE:x"], [], 4, "quoted-printable"),
        (
            ["BEGIN:VCARD", "END:VCARD"],
            ["--sheet", "x"],
            2,
            "--sheet can't be used with a vCard file.",
        ),
    ],
)
def test_what_can_t_be_imported_says_why(
    pipectl: Shell, lines: list[str], words: list[str], code: int, said: str
) -> None:
    write("people.csv", *lines)
    assert said in refused(pipectl, "people.csv", "--what", "contacts", *words, code=code)


def test_files_of_two_programs_and_other_encodings_are_refused(pipectl: Shell) -> None:
    write("a.csv", *FILES["csv"])
    write("b.csv", *FILES["pipedrive"])
    text = refused(pipectl, "a.csv", "b.csv", "--what", "contacts", code=2)
    assert "b.csv has the format pipedrive, but a.csv has the format csv." in text
    Path("c.vcf").write_bytes("BEGIN:VCARD\nFN:Zoë\nEND:VCARD\n".encode("cp1252"))
    assert "c.vcf isn't in UTF-8." in refused(pipectl, "c.vcf", "--what", "contacts")
    brought(pipectl, "c.vcf", "--what", "contacts", "--encoding", "cp1252")
    assert contacts(pipectl)[0][0] == "Zoë"
    assert "can't be imported" in refused(pipectl, "a.csv", "--what", "people", code=2)


def peopled(run: Shell) -> None:
    """Contacts with everything that files can hold."""
    run("field", "add", "Shoe size", "--on", "contact", "--type", "number")
    run("field", "add", "Since", "--on", "contact", "--type", "date")
    run("field", "add", "Budget", "--on", "contact", "--type", "money")
    run(
        *("contact", "add", "Zoë van der Ünlü", "--account", "Acme; Sons, Ltd"),
        *("--title", "CTO", "--email", "zoe@acme.test", "--phone", "+1 (555) 0100"),
        *("--note", "=first line, with a comma\nsecond; line \\ with more than 75 octets of text"),
        *("--set", "shoe size=40.5", "--set", "since=2026-01-02", "--set", "budget=12k EUR"),
    )
    run("contact", "add", "Bo")


@pytest.mark.parametrize("name", ["people.csv", "people.vcf"])
def test_exported_contacts_come_back_unchanged(pipectl: Shell, tmp_path: Path, name: str) -> None:
    run = pipectl
    peopled(run)
    run("export", "--what", "contacts", name)
    done = brought(run, name, "--what", "contacts", "--update")
    assert done.out == "Imported: 0 new contacts, 0 changed, 2 unchanged.\n"
    other = Shell(tmp_path / "other")
    (tmp_path / "other").mkdir(exist_ok=True)
    other("init")
    other("import", name, "--what", "contacts", "--fields")
    other("export", "--what", "contacts", f"other-{name}")
    text = Path(name).read_bytes()
    assert Path(f"other-{name}").read_bytes() == text


def test_contacts_are_exported_in_every_format(pipectl: Shell) -> None:
    run = pipectl
    peopled(run)
    csv = run("export", "--what", "contacts").out
    assert csv.splitlines()[0] == "uid,name,account,title,email,phone,note,Shoe size,Since,Budget"
    assert csv.splitlines()[-1].endswith(",Bo,,,,,,,,")
    (zoe, bo) = run("export", "--what", "contacts", "--json").json
    assert zoe["fields"] == {
        "Shoe size": 40.5,
        "Since": "2026-01-02",
        "Budget": {"amount": 12000.0, "currency": "EUR"},
    }
    assert (bo["name"], bo["account"]) == ("Bo", None)
    card = run("export", "--what", "contacts", "--format", "vcf").out
    assert card.startswith(f"BEGIN:VCARD\nVERSION:3.0\nUID:{zoe['uid']}\n")
    assert "ORG:Acme\\; Sons\\, Ltd\nTITLE:CTO\nEMAIL;TYPE=INTERNET:zoe@acme.test\n" in card
    assert run("export", "--format", "vcf", code=2).err == (
        "pipectl: --what opportunities can't be written as vcf.\n  Use --what contacts.\n"
    )


def test_a_forgotten_contact_leaves_no_identifier(pipectl: Shell) -> None:
    write("people.csv", "Contact ID,Name,Email", "ann@acme.test,Ann Lee,ann@acme.test")
    brought(pipectl, "people.csv", "--what", "contacts", "--map", "identifier=Contact ID")
    pipectl("contact", "forget", "Ann Lee", "--yes")
    assert "ann@acme.test" not in pipectl("export", "--what", "all").out
