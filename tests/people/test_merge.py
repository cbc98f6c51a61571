"""`account merge`, `contact merge`, and the doubles that `doctor` names."""

import sqlite3
from pathlib import Path

import pytest

from conftest import Shell, made_once
from pipectl.store.references import references


@made_once
def doubles(pipectl: Shell) -> Shell:
    """An account and a contact, each of them twice, with deals and activities."""
    run = pipectl
    run("account", "add", "Acme GmbH", "--phone", "555")
    run("account", "add", "Acme", "--email", "hi@acme.example", "--note", "Pays late")
    run("contact", "add", "Jo Park", "--account", "Acme GmbH", "--title", "CFO")
    run("contact", "add", "J. Park", "--account", "Acme", "--email", "jo@acme.example")
    run("add", "Acme rollout", "12k", "--account", "Acme GmbH", "--contact", "Jo Park")
    run("add", "Acme pilot", "3k", "--account", "Acme", "--contact", "J. Park")
    run("contact", "role", "J. Park", 1, "user")
    run("log", "call", 2, "Spoke", "--contact", "J. Park")
    run("log", "note", "--contact", "J. Park", "Plays chess")
    return run


def rows(run: Shell) -> list[str]:
    """Every row of the store, without the times of changes."""
    lines = run("export", "--what", "all").out.splitlines()[1:]
    return [each for each in lines if '"table": "changed"' not in each]


def test_an_account_gets_what_the_other_one_had(doubles: Shell) -> None:
    run = doubles
    done = run("account", "merge", "Acme", "Acme GmbH", "--yes")
    assert done.out == (
        "Merged Acme into Acme GmbH\n  1 contact and 1 deal moved\n  taken over: e-mail and note\n"
    )
    acme = run("account", "show", "acme", "--json").json
    assert [acme[key] for key in ("name", "email", "phone", "note")] == [
        *("Acme GmbH", "hi@acme.example", "555", "Pays late")
    ]
    assert [each["id"] for each in acme["opportunities"]] == [2, 1]
    assert [each["name"] for each in acme["contacts"]] == ["J. Park", "Jo Park"]
    assert run("account", "list", "--format", "ids").out == "1\n"


def test_a_contact_gets_what_the_other_one_had(doubles: Shell) -> None:
    run = doubles
    run("contact", "role", "Jo Park", 1, "champion", "--stance", "for")
    run("contact", "edit", "J. Park", "--title", "Finance", "--note", "Chess")
    run("contact", "edit", "Jo Park", "--note", "Golf")
    done = run("contact", "merge", "J. Park", "Jo Park", "--yes", "--json").json
    assert done == {
        "merged": "contact",
        "id": 1,
        "name": "Jo Park",
        "from": "J. Park",
        "moved": {"deals": 1, "activities": 2, "roles": 1},
        "taken": ["email", "note"],
        "not_kept": {"account": "Acme", "title": "Finance"},
    }
    jo = run("contact", "show", "jo", "--json").json
    assert (jo["title"], jo["email"], jo["account"]) == ("CFO", "jo@acme.example", "Acme GmbH")
    assert jo["note"] == "Golf\n\nChess"
    assert [each["text"] for each in jo["activities"]] == ["Plays chess", "Spoke"]
    parts = [(each["id"], each["role"], each["main"]) for each in jo["opportunities"]]
    assert parts == [(2, None, True), (1, "champion", True)]
    (only,) = run("show", 1, "--json").json["contacts"]
    assert (only["role"], only["stance"]) == ("champion", "for")


def test_values_of_own_fields_that_are_not_kept_are_named(doubles: Shell) -> None:
    run = doubles
    for words in (
        ("Industry", "--on", "account"),
        ("Staff", "--on", "account", "--type", "number"),
    ):
        run("field", "add", *words)
    run("field", "add", "Paid", "--on", "account", "--type", "money")
    run("field", "add", "Old", "--on", "account")
    both = ("--set", "paid=7k", "--set", "old=x")
    run("account", "edit", "Acme", "--set", "industry=tech", "--set", "staff=1200", *both)
    run("account", "edit", "Acme GmbH", "--set", "industry=food", "--set", "staff=80")
    run("account", "edit", "Acme GmbH", "--set", "paid=7k", "--set", "old=y")
    run("field", "remove", "old")
    done = run("account", "merge", "Acme", "Acme GmbH", "--yes")
    assert done.out == (
        "Merged Acme into Acme GmbH\n  1 contact and 1 deal moved\n  taken over: e-mail and note\n"
        "  not kept: Industry tech\n  not kept: Staff 1,200\n"
    )
    run("undo")
    done = run("account", "merge", "Acme", "Acme GmbH", "--yes", "--json").json
    assert done["not_kept"] == {"fields": {"Industry": "tech", "Staff": 1200}}


def test_a_persona_that_is_not_kept_is_named(doubles: Shell) -> None:
    run = doubles
    for name, persona in (("Jo Park", "Owner"), ("J. Park", "Engineer")):
        run("persona", "add", persona, "--motivation", "less work")
        run("contact", "edit", name, "--persona", persona)
    done = run("contact", "merge", "J. Park", "Jo Park", "--yes", "--json").json
    assert done["not_kept"] == {"account": "Acme", "persona": "Engineer"}
    assert "personas" not in done["moved"]
    run("undo")
    run("contact", "edit", "J. Park", "--persona", "Owner")
    done = run("contact", "merge", "J. Park", "Jo Park", "--yes", "--json").json
    assert done["not_kept"] == {"account": "Acme"}


def test_merges_are_undone_and_redone(doubles: Shell) -> None:
    run = doubles
    stores = [rows(run)]
    for words in (("contact", "merge", "2", "1"), ("account", "merge", "2", "1")):
        run(*words, "--yes")
        stores.append(rows(run))
    for before in reversed(stores[:-1]):
        run("undo")
        assert rows(run) == before
    for after in stores[1:]:
        run("redo")
        assert rows(run) == after
    assert run("doctor").out == ""


def test_every_table_that_refers_to_people_is_moved(doubles: Shell) -> None:
    """Rows of each such table, written by other means: none refers to who is gone."""
    run = doubles
    at = ("2026-11-18 10:00:00.000000", "2026-11-18")
    with run.opened() as store:
        store.execute("insert into persona values (1, 'CFO', 'cfo', null)")
        store.execute("insert into contact_persona values (2, 1)")
        for kind in ("account", "contact"):
            store.execute(f"insert into external_{kind} values ('hubspot', 'x', 2)")
        fields = ("account", "contact", "contact")
        for number, owner in enumerate(fields, 1):
            store.execute(
                "insert into custom_field values (?, ?, ?, ?, 'text', null, false)",
                (number, owner, f"F{number}", f"f{number}"),
            )
        values = (
            *((1, 2, None, "only there"), (2, None, 2, "there"), (2, None, 1, "here")),
            *((3, None, 1, "cleared"), (3, None, 1, None), (3, None, 2, "set")),
        )
        for field, account, contact, value in values:
            store.execute(
                "insert into field_value (field_id, account_id, contact_id, value, recorded_at,"
                " recorded_on) values (?, ?, ?, ?, ?, ?)",
                (field, account, contact, value, *at),
            )
        store.execute(
            "update contact_role set replaced_by_id = 2, ended_on = '2026-11-18',"
            " ended_recorded_on = '2026-11-18'"
        )
    done = run("contact", "merge", 2, 1, "--yes").out
    assert "1 deal, 1 external identifier, 2 roles, 2 activities, 1 field and 1 persona" not in done
    run("account", "merge", 2, 1, "--yes")
    with run.opened() as store:
        if isinstance(store, sqlite3.Connection):  # a server checks them at the commit
            assert store.execute("pragma foreign_key_check").fetchall() == []
        for table, referring in references().items():
            for column, other in referring:
                if other in ("account", "contact"):
                    sql = f"select count(*) from {table} where {column} = 2"
                    assert store.execute(sql).fetchone() == (0,), (table, column)
        present = dict(
            store.execute(
                "select field_id, value from field_value where account_id = 1 or contact_id = 1"
                " order by recorded_at, id"
            ).fetchall()
        )
        assert present == {1: "only there", 2: "here", 3: "set"}
        assert store.execute("select * from contact_persona").fetchall() == [(1, 1)]


def test_another_machine_gets_the_merge_and_brings_nobody_back(
    doubles: Shell, tmp_path: Path
) -> None:
    one = doubles
    two = Shell(tmp_path)
    two.store = tmp_path / "two.db"
    two.refill(one.contents())
    one.now = "2026-11-18T11:00"
    one("contact", "merge", 2, 1, "--yes")
    one("account", "merge", 2, 1, "--yes")
    two.now = "2026-11-18T12:00"
    two("add", "Acme study", "1k", "--account", "Acme", "--contact", "J. Park")
    two("log", "call", 3, "New", "--contact", "J. Park")
    for there, here in ((two, one), (one, two)):
        here.now = "2026-11-18T13:00"
        Path(tmp_path / "there.jsonl").write_text(there("export", "--what", "all").out)
        here("import", tmp_path / "there.jsonl", "--update")
    for run in (one, two):
        assert run("account", "list", "--format", "ids").out == "1\n"
        jo = run("contact", "show", 1, "--json").json
        assert sorted(each["title"] for each in jo["opportunities"]) == [
            *("Acme pilot", "Acme rollout", "Acme study")
        ]
        assert len(jo["activities"]) == 3
        assert run("doctor").out == ""


def test_who_was_merged_is_forgotten_too(doubles: Shell) -> None:
    run = doubles
    run("contact", "edit", "J. Park", "--name", "Josephine Quark", "--title", "Secret title")
    run("contact", "merge", 2, 1, "--yes")
    run("contact", "forget", 1, "--yes")
    data = run.store.read_bytes()
    for secret in (b"Quark", b"quark", b"Secret title", b"jo@acme.example", b"Jo Park"):
        assert secret not in data


def test_doctor_names_likely_doubles_as_a_hint(doubles: Shell) -> None:
    run = doubles
    assert run("doctor").out == (
        'account 2: "Acme" may be the same as account 1, "Acme GmbH". If it is, merge them:\n'
        "`pipectl account merge 2 1`.\n"
    )
    run("contact", "edit", 1, "--email", "JO@acme.example")
    (account, contact) = run("doctor", "--json").json
    assert account["kind"] == contact["kind"] == "double"
    assert (account["hint"], contact["hint"]) == (True, True)
    assert contact["what"] == (
        '"J. Park" may be the same as contact 1, "Jo Park": both have the e-mail jo@acme.example'
    )
    run("account", "merge", 2, 1, "--yes")
    run("contact", "merge", 2, 1, "--yes")
    assert run("doctor").out == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Müller S.L.", "muller", True),
        ("Acme, Inc.", "ACME Ltd", True),
        ("Acme GmbH & Co. KG", "Acme", True),
        ("Société Dupont SARL", "Societe Dupont", True),
        ("Acme North", "Acme South", False),
        ("GmbH", "Inc", False),
        ("Co-op", "Op", False),
    ],
)
def test_names_are_compared_without_case_accents_and_legal_form(
    pipectl: Shell, one: str, other: str, same: bool
) -> None:
    pipectl("account", "add", one)
    pipectl("account", "add", other)
    assert bool(pipectl("doctor").out) == same


def test_namesakes_at_different_accounts_are_no_doubles(pipectl: Shell) -> None:
    run = pipectl
    for account in ("Acme", "Birch"):
        run("contact", "add", "Zoë Ash", "--account", account, "--email", f"info@{account}.example")
    assert run("doctor").out == ""
    run("contact", "add", "Zoe Ash", "--account", "Acme")
    assert "`pipectl contact merge 3 1`" in " ".join(run("doctor").out.split())


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("account", "merge", "Acme", "1"), 2, 'Merging "Acme" into "Acme GmbH" needs --yes.'),
        (("account", "merge", "1", "1", "--yes"), 2, '"Acme GmbH" can\'t be merged into itself.'),
        (("account", "merge", "Acm", "1", "--yes"), 3, 'No account is named exactly "Acm".'),
        (("contact", "merge", "9", "1", "--yes"), 3, 'No contact is named exactly "9".'),
    ],
)
def test_what_cannot_be_merged_is_refused_and_changes_nothing(
    doubles: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    before = doubles.state()
    assert said in doubles(*words, code=code).err
    assert doubles.state() == before
