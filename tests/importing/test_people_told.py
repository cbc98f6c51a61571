"""What a list of people says of those who aren't imported, and who is taken for whom."""

from conftest import Shell
from imported import brought, refused, reversible, rows, write

NAMES = "select name, email, phone from contact order by id"
OUTLOOK = (
    "First Name,Last Name,E-mail Address,E-mail 2 Address,Business Phone,Mobile Phone,Company,"
    "Job Title",
    "Tim,Roe,tim@n.example,tim2@n.example,8,9,Newco,CEO",
    "Bo,Ray,on file,,,7,,",
)


def test_people_of_one_name_with_other_addresses_are_two_and_a_repeat_is_named(
    pipectl: Shell,
) -> None:
    write(
        "people.csv",
        "Name,Company,Email",
        "Ben Schmidt,Schmidt AG,ben@s.test",
        "Ben Schmidt,,",
        "Max Same,X,max1@x.test",
        "Max Same,X,max2@x.test",
        "Max Same,X,MAX1@x.test",
        "Max Same,X,",
    )
    done = reversible(pipectl, "people.csv", "--what", "contacts")
    assert done.err == (
        "Read people.csv (csv): 4 contacts.\n"
        "  Skipped 2 rows with the e-mail address or the name and account of an earlier one: Max "
        "Same (line 6, as in line 4) and Max Same (line 7, as in line 4).\n"
        "New accounts of these contacts: 2.\n"
    )
    again = brought(pipectl, "people.csv", "--what", "contacts", "--update")
    assert again.out == "Imported: 0 new contacts, 0 changed, 4 unchanged.\n"


def test_who_becomes_no_lead_is_named(pipectl: Shell) -> None:
    write("people.csv", "Name,Email", *(f"Pat {at},p{at}@x.test" for at in range(7)))
    first = brought(pipectl, "people.csv", "--stage", "Discovery")
    assert first.err == (
        "Read people.csv (csv): 7 contacts.\n"
        "New deals start in Discovery, with 7 new contacts.\n"
        "Discovery is a sales stage, so these count as deals, not leads. To keep leads in it: "
        '`pipectl stage edit "Discovery" --kind lead`.\n'
    )
    again = brought(pipectl, "people.csv", "--stage", "Discovery")
    assert again.err == (
        "Read people.csv (csv): 7 contacts.\n"
        "7 people already have an open deal: no new leads.\n"
        "  Pat 0 (line 2), Pat 1 (line 3), Pat 2 (line 4), Pat 3 (line 5), Pat 4 (line 6) and 2 "
        "more.\n"
    )


def test_a_row_of_a_known_contact_is_one_lead(pipectl: Shell) -> None:
    pipectl("contact", "add", "Ann Lee", "--email", "ann@acme.test")
    write(
        "people.csv", "Name,Email", "Ann Lee,ann@acme.test", "Ann B. Lee,ann@b.test;ann@acme.test"
    )
    done = brought(pipectl, "people.csv", "--stage", "Discovery")
    assert done.out.startswith("Imported: 1 new deal, 0 changed, 0 unchanged.")
    assert done.err.endswith(
        "1 person has an earlier row in the file: no second lead.\n  Ann B. Lee (line 3).\n"
    )


def test_a_second_telephone_is_named_or_kept_and_a_text_without_at_is_no_address(
    pipectl: Shell,
) -> None:
    write("o.csv", *OUTLOOK)
    done = reversible(pipectl, "o.csv", "--what", "contacts")
    assert done.err == (
        "Read o.csv (outlook): 2 contacts.\n"
        "  Columns not imported: E-mail 2 Address, Mobile Phone.\n"
        '  1 e-mail address without "@" not imported: "on file" (line 3).\n'
        "New accounts of these contacts: 1.\n"
    )
    assert rows(pipectl, NAMES) == [("Tim Roe", "tim@n.example", "8"), ("Bo Ray", None, "7")]
    brought(pipectl, "o.csv", "--what", "contacts", "--fields", "--update")
    shown = pipectl("contact", "show", "Tim Roe", "--json").json
    assert shown["fields"] == {"E-mail 2 Address": "tim2@n.example", "Mobile Phone": "9"}
    assert shown["title"] == "CEO"


def test_accounts_get_nothing_of_the_people_in_a_file(pipectl: Shell) -> None:
    write(
        "hs.csv",
        "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Company Phone",
        "101,Ann,Lee,ann@acme.test,+1 555,Acme,+1 000",
        "102,Bo,Ray,bo@x.test,,,",
    )
    done = brought(pipectl, "hs.csv", "--what", "accounts")
    assert done.err == (
        "Read hs.csv (hubspot): 1 account.\n"
        "  Columns not imported: Record ID, First Name, Last Name, Email, Phone Number.\n"
        "  Skipped 1 row (line 3): no company.\n"
    )
    assert rows(pipectl, "select name, email, phone from account") == [("Acme", None, "+1 000")]
    assert rows(pipectl, "select count(*) from external_account") == [(0,)]


CARD = (
    "BEGIN:VCARD",
    "VERSION:3.0",
    "FN:Ann Lee",
    "ORG:Acme",
    "EMAIL:ann@acme.test",
    "TEL:1",
    "TEL:2",
    "BDAY:19800102",
    "END:VCARD",
)


def test_what_a_card_has_besides_is_named_or_kept(pipectl: Shell) -> None:
    write("a.vcf", *CARD)
    done = reversible(pipectl, "a.vcf", "--what", "contacts")
    assert done.err.splitlines()[:2] == [
        "Read a.vcf (vcard): 1 contact.",
        "  Not imported: Phone 2, Birthday.",
    ]
    kept = brought(pipectl, "a.vcf", "--what", "contacts", "--fields", "--update")
    assert "not kept" not in kept.err
    shown = pipectl("contact", "show", "Ann Lee", "--json").json
    assert shown["fields"] == {"Birthday": "1980-01-02", "Phone 2": "2"}


def test_an_empty_vcard_file_is_told_as_one(pipectl: Shell) -> None:
    write("empty.vcf")
    assert refused(pipectl, "empty.vcf", "--what", "contacts", code=4) == (
        "pipectl: empty.vcf:1: the file has no vCards.\n"
    )
