"""Custom fields of deals, accounts and contacts."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell, made_once
from pipectl.errors import PipectlError
from pipectl.fields.rules import (
    FieldDefinition,
    TypedValues,
    fits,
    money_of,
    parse_number,
    parse_value,
    shown,
)
from pipectl.numbers import NumberFormat

TYPED = TypedValues("USD", ".", lambda text: date.fromisoformat(text))
TYPES = ("text", "number", "money", "date", "choice", "yes-no")


@made_once
def fielded(acme: Shell) -> Shell:
    """A store with a field of each type."""
    run = acme
    run("account", "add", "Acme Corp")
    run("contact", "add", "Jo Park", "--account", "acme")
    run("edit", 1, "--contact", "jo")
    run("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech")
    run("field", "add", "Employees", "--on", "account", "--type", "number")
    run("field", "add", "Budget", "--on", "deal", "--type", "money")
    run("field", "add", "Go-live", "--on", "deal", "--type", "date")
    run("field", "add", "Newsletter", "--on", "contact", "--type", "yes-no")
    return run


def test_values_are_shown_wherever_their_owner_is_and_speak_for_its_deals(fielded: Shell) -> None:
    run = fielded
    account = run("account", "edit", "acme", "--set", "industry=FOOD", "--set", "employees=1,200")
    assert account.out == (
        "Acme Corp\n  Industry: food\n  Employees: 1,200\n  Jo Park\n  #1 Acme rollout (open)\n"
    )
    run("contact", "edit", "jo", "--set", "newsletter=Y")
    run("edit", 1, "--set", "budget=15k", "--set", "go-live=2026-12-24")
    assert run("show", 1, "--json").json["fields"] == {
        "Budget": {"amount": 15000.0, "currency": "USD"},
        "Go-live": "2026-12-24",
        "Industry": "food",
        "Employees": 1200,
        "Newsletter": True,
    }
    page = run("show", 1).lines
    assert [line for line in page if line.startswith(("  Budget", "  Go-", "  Ind", "  Emp"))] == [
        "  Budget      15,000 USD",
        "  Go-live     Thu 24 Dec 2026",
        "  Industry    food",
        "  Employees   1,200",
    ]
    (listed,) = run("account", "list", "--json").json
    assert listed["fields"] == {"Industry": "food", "Employees": 1200}
    assert run("account", "list", "--format", "csv").lines == [
        "id,name,email,phone,open,won,Industry,Employees",
        "1,Acme Corp,,,1,0,food,1200",
    ]
    assert run("contact", "show", "jo", "--json").json["fields"] == {"Newsletter": True}


def test_a_value_is_cleared_and_undo_brings_it_back(fielded: Shell) -> None:
    run = fielded
    run("edit", 1, "--set", "budget=15k")
    before = run("export", "--what", "all").out
    run("edit", 1, "--clear", "budget")
    assert run("show", 1, "--json").json["fields"]["Budget"] is None
    after = run("export", "--what", "all").out
    assert run("undo").out.endswith("    restored Budget\n")
    assert run("export", "--what", "all").out == before
    assert run("redo").out.endswith("    cleared Budget\n")
    assert run("export", "--what", "all").out == after


def test_setting_the_same_value_again_changes_nothing(fielded: Shell) -> None:
    fielded("edit", 1, "--set", "budget=15k")
    assert fielded("edit", 1, "--set", "budget=15,000").out.startswith("Unchanged: ")


def test_a_removed_field_comes_back_with_its_values(fielded: Shell) -> None:
    run = fielded
    run("edit", 1, "--set", "budget=15k")
    run("field", "remove", "budget")
    assert "Budget" not in run("show", 1, "--json").json["fields"]
    run("field", "add", "Budget", "--on", "deal", "--type", "money")
    assert run("show", 1, "--json").json["fields"]["Budget"]["amount"] == 15000


def test_a_choice_in_use_cant_be_left_out(fielded: Shell) -> None:
    run = fielded
    run("account", "edit", "acme", "--set", "industry=food")
    done = run("field", "edit", "industry", "--choices", "tech,health", code=4)
    assert done.err == (
        'pipectl: "food" is still a value of Industry.\n  Keep this choice, or change these values'
        ' first: `pipectl list --all --where "Industry=food"`.\n'
    )
    run("field", "edit", "industry", "--choices", "tech,health,food", "--name", "Sector")
    assert run("field", "list", "--on", "account", "--json").json[0] == {
        "field": "Sector",
        "on": "account",
        "type": "choice",
        "choices": ["tech", "health", "food"],
        "id": 1,
    }


def test_errors_name_the_fields_that_there_are(fielded: Shell) -> None:
    run = fielded
    assert run("account", "edit", "acme", "--set", "industri=food", code=3).err == (
        'pipectl: No field "industri" for accounts. Did you mean "Industry"?\n'
        "  Available: Industry and Employees.\n"
    )
    assert run("edit", 1, "--set", "industry=food", code=2).err == (
        "pipectl: Industry is a field for accounts, not for deals.\n"
        '  Set it there: `pipectl account edit NAME --set "Industry=VALUE"`.\n'
    )
    assert run("account", "edit", "acme", "--set", "industry=fod", code=2).err == (
        'pipectl: "fod" is not a choice of Industry. Did you mean food?\n'
        "  Available: food and tech.\n"
    )
    assert run("edit", 1, "--set", "budget=", code=2).err == (
        'pipectl: --set "budget" has no value.\n  To clear it: --clear "Budget".\n'
    )
    assert run("field", "add", "stage", "--on", "deal", code=2).err == (
        'pipectl: "stage" already means something to pipectl.\n  Choose another name.\n'
    )


def test_an_export_comes_back_in_a_new_store_byte_for_byte(fielded: Shell) -> None:
    run = fielded
    run("account", "edit", "acme", "--set", "industry=food")
    run("account", "edit", "acme", "--set", "industry=tech")
    run("edit", 1, "--set", "budget=15k")
    exported = run("export", "--what", "all").out
    (run.home / "all.jsonl").write_text(exported, "utf-8")
    run.store = run.home / "second.db"
    run("init")
    run("import", run.home / "all.jsonl")
    assert run("export", "--what", "all").out == exported
    again = run("import", run.home / "all.jsonl", "--update")
    assert "0 new deals, 0 changed" in again.out


def test_whom_a_contact_names_is_forgotten_in_values_too(fielded: Shell) -> None:
    run = fielded
    run("field", "add", "Sponsor", "--on", "deal")
    run("edit", 1, "--set", "sponsor=Jo Park, CFO")
    run("contact", "forget", "jo park", "--yes")
    assert run("show", 1, "--json").json["fields"]["Sponsor"] == "forgotten contact 1, CFO"


def test_doctor_finds_a_value_that_doesnt_fit_its_field(fielded: Shell) -> None:
    run = fielded
    run("account", "edit", "acme", "--set", "employees=12")
    with run.opened() as store:
        store.execute("update field_value set value = 'many'")
    found = run("doctor", "--json", code=4).json
    assert [each["what"] for each in found if each["kind"] == "field"] == [
        'Employees is "many", which is no number'
    ]


def test_a_new_account_takes_values_and_one_that_exists_keeps_its_own(fielded: Shell) -> None:
    run = fielded
    run("account", "add", "Birch", "--set", "industry=tech")
    run("account", "add", "birch", "--set", "industry=food")
    assert run("account", "show", "birch", "--json").json["fields"]["Industry"] == "tech"


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(".,"))
def test_a_number_is_read_as_it_is_written(number: Decimal, decimal: str) -> None:
    plain = f"{number:f}"
    shown_digits = NumberFormat(decimal).written(plain.rstrip("0").rstrip("."))
    assert Decimal(parse_number(shown_digits, decimal=decimal)) == number


@given(st.sampled_from(TYPES), st.text(max_size=30))
def test_what_was_typed_is_refused_or_fits_its_field(kind: str, text: str) -> None:
    field = FieldDefinition(1, "deal", "Field", kind, ("small", "large"))
    try:
        stored = parse_value(field, text, TYPED)
    except (PipectlError, ValueError):
        return
    assert fits(field, stored)
    assert shown(field, stored, NumberFormat()) is not None
    if kind == "money":
        assert money_of(stored).minor >= 0
