"""`import --fields` and `--map field.NAME=HEADER`: columns kept as fields of the user's own."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, commands, refused, reversible, write
from pipectl.errors import UsageError
from pipectl.fields.rules import FieldDefinition, fits
from pipectl.importing.rules.field_types import Marks, guess, read_number, reader
from pipectl.importing.rules.own_columns import clean_name, own_name

MARKS = Marks("USD", ".")
HUBSPOT = (
    "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Is Closed Won,Is Deal Closed?,"
    "Associated Company (Primary),Associated Contact,Industry,Number of Employees,Annual Revenue,"
    "Company Region,Lifecycle Stage,Renewal Date,Pilot?,Competitors,Attachments,Score",
    "1,Acme rollout,Proposal,12000,2026-12-20,2026-10-01,false,false,Acme,Ann Lee (ann@acme.test),"
    'Food,"1,200",5000000,North,Opportunity,2027-01-15,Yes,Kappa,,12.5',
    "2,Acme more,Meeting,5000,2026-12-22,2026-10-02,false,false,Acme,Ann Lee (ann@acme.test),"
    'Food,"1,200",5000000,South,Opportunity,2027-02-15,No,Lambda,,13',
    "3,Birch audit,Meeting,5000,2026-12-22,2026-10-02,false,false,Birch,Bo Ray (bo@birch.test),"
    "Tech,20,100000,North,Lead,2027-03-01,No,Mu,,14",
    "4,Cedar renewal,Meeting,7000,2026-12-22,2026-10-02,false,false,Cedar,Cy Dow (cy@cedar.test),"
    "Tech,35,250000,South,Lead,,No,Nu,,15",
)


def fields(shell: Shell) -> dict[str, tuple[str, str]]:
    """The owner and type of each field."""
    return {
        each["field"]: (each["on"], each["type"]) for each in shell("field", "list", "--json").json
    }


def of_deal(shell: Shell, number: int) -> dict[str, Any]:
    found: dict[str, Any] = shell("show", number, "--json").json["fields"]
    return found


def test_every_other_column_becomes_a_field_of_what_has_it(pipectl: Shell) -> None:
    write("hs.csv", *HUBSPOT)
    done = reversible(pipectl, "hs.csv", "--fields")
    assert done.err == (
        "Read hs.csv (hubspot): 4 rows.\n"
        "  4 amounts without a currency: using USD. To change it: --currency CODE\n"
        "  Company Region: rows of the same account or contact differ, so the deals have this "
        "field.\n"
        "  Columns without values, not kept: Attachments.\n"
        "New deal fields: Company Region (choice), Renewal Date (date), Pilot? (yes-no), "
        "Competitors (text), HubSpot Score (number, from Score).\n"
        "New account fields: Industry (choice), Number of Employees (number), Annual Revenue "
        "(money).\n"
        "New contact fields: Lifecycle Stage (choice).\n"
    )
    assert of_deal(pipectl, 1) == {
        "Company Region": "North",
        "Renewal Date": "2027-01-15",
        "Pilot?": True,
        "Competitors": "Kappa",
        "HubSpot Score": 12.5,
        "Industry": "Food",
        "Number of Employees": 1200,
        "Annual Revenue": {"amount": 5000000.0, "currency": "USD"},
        "Lifecycle Stage": "Opportunity",
    }
    assert pipectl("list", "--where", "industry=food", "--format", "ids").lines == ["1", "2"]


def test_the_second_import_changes_nothing_and_update_takes_what_changed(pipectl: Shell) -> None:
    write("hs.csv", *HUBSPOT)
    brought(pipectl, "hs.csv", "--fields")
    before = pipectl("export", "--what", "all").out
    again = brought(pipectl, "hs.csv", "--fields")
    assert again.out == "Imported: 0 new deals, 0 changed, 4 unchanged.\n"
    assert pipectl("export", "--what", "all").out == before
    text = "\n".join(HUBSPOT).replace("Tech,20,", "Pharma,25,").replace("Mu,,14", ",,14")
    write("hs.csv", *text.split("\n"))
    differs = brought(pipectl, "hs.csv", "--fields")
    assert differs.out == (
        "Imported: 0 new deals, 0 changed, 4 unchanged "
        "(1 differs in the file; --update changes it).\n"
    )
    done = reversible(pipectl, "hs.csv", "--fields", "--update")
    assert done.out == "Imported: 0 new deals, 1 changed, 3 unchanged. Undo with `pipectl undo`.\n"
    assert done.err.splitlines()[-2:] == [
        '3 "Birch audit": Industry changes from "Tech" to "Pharma".',
        '3 "Birch audit": Number of Employees changes from "20" to "25".',
    ]
    assert of_deal(pipectl, 3)["Competitors"] == "Mu"  # an empty cell clears nothing
    assert pipectl("import", "hs.csv", "--fields", "--update", "--json").json["changes"] == []
    assert brought(pipectl, "hs.csv", "--fields", "--update").out.startswith(
        "Imported: 0 new deals, 0"
    )


def test_fields_of_deals_that_are_there_already_come_with_update_only(pipectl: Shell) -> None:
    write("hs.csv", *HUBSPOT)
    brought(pipectl, "hs.csv")
    before = pipectl("export", "--what", "all").out
    done = brought(pipectl, "hs.csv", "--fields")
    assert done.out == (
        "Imported: 0 new deals, 0 changed, 4 unchanged "
        "(4 differ in the file; --update changes them).\n"
    )
    assert pipectl("export", "--what", "all").out == before
    assert commands(pipectl) == ["import hs.csv"]
    reversible(pipectl, "hs.csv", "--fields", "--update")
    assert of_deal(pipectl, 4)["Industry"] == "Tech"


def test_a_dry_run_makes_no_field_and_names_them(pipectl: Shell) -> None:
    write("hs.csv", *HUBSPOT)
    done = pipectl("import", "hs.csv", "--fields", "--dry-run", "--json")
    assert [(each["name"], each["owner"], each["type"]) for each in done.json["fields"]][:2] == [
        ("Industry", "account", "choice"),
        ("Number of Employees", "account", "number"),
    ]
    assert done.json["fields"][0] == {
        "name": "Industry",
        "owner": "account",
        "type": "choice",
        "choices": ["Food", "Tech"],
        "column": "Industry",
        "made": True,
    }
    assert pipectl("field", "list", "--json").json == []


def test_without_the_flag_no_column_becomes_a_field(pipectl: Shell) -> None:
    write("hs.csv", *HUBSPOT)
    done = brought(pipectl, "hs.csv", "--json")
    assert "fields" not in done.json
    assert "Columns not imported: Industry, Number of Employees" in done.err
    assert pipectl("field", "list", "--json").json == []


EXPORTS = {
    "salesforce": (
        (
            "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date,Created Date,"
            "Account: Industry,Account: Employees,Account: Annual Revenue,Account: Billing City,"
            "Region__c,Contact: Lifecycle,Contact Name,Forecast Category",
            "006A00000012345,Acme rollout,Acme,Proposal,12000,2026-12-20,2026-10-01,Food,1200,"
            "$5000000,Oslo,North,Customer,Ann Lee,Commit",
            "006A00000012346,Birch audit,Birch,Meeting,5000,2026-12-22,2026-10-02,Tech,20,"
            "$100000,Bergen,South,Lead,Bo Ray,Pipeline",
        ),
        {
            "Industry": ("account", "text"),
            "Employees": ("account", "number"),
            "Annual Revenue": ("account", "money"),
            "Billing City": ("account", "text"),
            "Region__c": ("account", "text"),
            "Lifecycle": ("contact", "text"),
            "Forecast Category": ("deal", "text"),
        },
    ),
    "pipedrive": (
        (
            "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Stage,"
            "Deal - Status,Deal - Deal created,Deal - Organization,Deal - Contact person,"
            "Organization - Industry,Organization - Employees,Person - Job title,Deal - Channel ID",
            "1,Acme rollout,12000,USD,Proposal,Open,2026-10-01,Acme,Ann Lee,Food,1200,CTO,0815",
            "2,Birch audit,5000,USD,Meeting,Open,2026-10-02,Birch,Bo Ray,Tech,20,CEO,0816",
        ),
        {
            "Industry": ("account", "text"),
            "Employees": ("account", "number"),
            "Job title": ("contact", "text"),
            "Channel ID": ("deal", "text"),
        },
    ),
    "zoho": (
        (
            "Record Id,Deal Name,Account Name,Contact Name,Stage,Amount,Closing Date,Created Time,"
            "Industry,No. of Employees,Territory,Deal Category Status",
            "zcrm_1,Acme rollout,Acme,Ann Lee,Proposal,12000,2026-12-20,2026-10-01 08:00,Food,1200,"
            "North,Hot",
            "zcrm_2,Birch audit,Birch,Bo Ray,Meeting,5000,2026-12-22,2026-10-02 08:00,Tech,20,"
            "South,Cold",
        ),
        {
            "Industry": ("account", "text"),
            "No. of Employees": ("account", "number"),
            "Territory": ("account", "text"),
            "Deal Category Status": ("deal", "text"),
        },
    ),
    "odoo": (
        (
            "External ID,Opportunity,Company Name,Contact Name,Expected Revenue,Stage,"
            "Expected Closing,Created on,Customer/Industry,Country,Priority",
            "x_1,Acme rollout,Acme,Ann Lee,12000.00,Proposal,2026-12-20,2026-10-01 08:00:00,Food,"
            "Norway,1",
            "x_2,Birch audit,Birch,Bo Ray,5000.00,Meeting,2026-12-22,2026-10-02 08:00:00,Tech,"
            "Sweden,2",
        ),
        {
            "Industry": ("account", "text"),
            "Country": ("account", "text"),
            "Priority": ("deal", "number"),
        },
    ),
    "close": (
        (
            "id,lead_name,contact_name,status_label,status_type,value,value_currency,date_created,"
            "custom.Industry,custom.Employees,custom.Lifecycle,user_name",
            "oppo_1,Acme,Ann Lee,Proposal,active,1200000,USD,2026-10-01,Food,1200,Customer,Me",
            "oppo_2,Birch,Bo Ray,Meeting,active,500000,USD,2026-10-02,Tech,20,Lead,Me",
        ),
        {
            "Industry": ("account", "text"),
            "Employees": ("account", "number"),
            "Lifecycle": ("contact", "text"),
            "user_name": ("deal", "text"),
        },
    ),
}


@pytest.mark.parametrize("program", EXPORTS)
def test_the_exports_of_other_programs_keep_their_columns(pipectl: Shell, program: str) -> None:
    lines, expected = EXPORTS[program]
    write("deals.csv", *lines)
    done = reversible(pipectl, "deals.csv", "--fields", "--json")
    assert (done.json["source"], done.json["new"]) == (program, 2)
    assert fields(pipectl) == expected
    found = of_deal(pipectl, 1)
    assert found.get("Industry", "Food") == "Food"
    again = brought(pipectl, "deals.csv", "--fields", "--update", "--json")
    assert (again.json["updated"], again.json["unchanged"]) == (0, 2)


def test_one_column_is_kept_by_name_and_its_owner_can_be_said(pipectl: Shell) -> None:
    head = "title,account,contact,stage,Branche,Größe,Vertrag"
    write("deals.csv", head, "Al,Acme,Ann,Proposal,Food,12,x", "Bo,Birch,Bob,Proposal,Tech,20,")
    done = reversible(
        pipectl,
        "deals.csv",
        *("--map", "field.industry=Branche", "--map", "contact.field.Size=Größe"),
        "--json",
    )
    assert fields(pipectl) == {"industry": ("account", "text"), "Size": ("contact", "number")}
    assert "Columns not imported: Vertrag." in done.err
    assert of_deal(pipectl, 2) == {"industry": "Tech", "Size": 20}


def test_a_mapping_keeps_fields_and_is_used_again(pipectl: Shell) -> None:
    head = "title,account,created_on,stage,Branche,Plan"
    write(
        "deals.csv",
        head,
        "Al,Acme,2026-10-01,Proposal,Food,A",
        "Bo,Birch,2026-10-01,Meeting,Tech,B",
    )
    brought(
        pipectl,
        "deals.csv",
        "--fields",
        "--map",
        "account.field.Industry=Branche",
        "--save-as",
        "crm",
    )
    assert pipectl("import", "--list-mappings", "--json").json[0]["fields"] is True
    assert pipectl("import", "--list-mappings").lines[-1].split() == [
        *("crm", "--from", "csv", "--map", "account.field.Industry=Branche"),
        *("--decimal", ".", "--fields"),
    ]
    write(
        "deals.csv",
        head,
        "Al,Acme,2026-10-01,Proposal,Wood,A",
        "Bo,Birch,2026-10-01,Meeting,Tech,C",
    )
    done = brought(pipectl, "deals.csv", "--like", "crm", "--update")
    assert done.err.splitlines()[-2:] == [
        '1 "Al": Industry changes from "Food" to "Wood".',
        '2 "Bo": Plan changes from "B" to "C".',
    ]


def test_a_value_that_doesn_t_fit_an_existing_field_is_a_problem_of_its_row(pipectl: Shell) -> None:
    pipectl("field", "add", "Employees", "--on", "account", "--type", "number")
    head = "title,account,created_on,stage,Employees"
    write("deals.csv", head, "Al,Acme,2026-10-01,Proposal,many", "Bo,Birch,2026-10-01,Proposal,20")
    assert 'deals.csv:2: Employees: "many" is not a number.' in refused(
        pipectl, "deals.csv", "--fields"
    )
    done = brought(pipectl, "deals.csv", "--fields", "--skip-errors", "--rejects", "bad.csv")
    assert done.out.startswith("Imported: 1 new deal, 0 changed, 0 unchanged, 1 row skipped.")
    mended = Path("bad.csv").read_text().replace("many", "30")
    Path("bad.csv").write_text(mended)
    brought(pipectl, "bad.csv", "--fields")
    assert [of_deal(pipectl, each)["Employees"] for each in (1, 2)] == [20, 30]
    assert fields(pipectl) == {"Employees": ("account", "number")}


def test_new_values_of_a_choice_become_choices_and_are_named(pipectl: Shell) -> None:
    run = pipectl
    run("field", "add", "Industry", "--on", "account", "--type", "choice", "--choices", "food,tech")
    write(
        "deals.csv",
        "title,account,stage,Industry",
        "Al,Acme,Proposal,FOOD",
        "Bo,Birch,Proposal,Wood",
    )
    done = reversible(run, "deals.csv", "--fields")
    assert "New choices of Industry: Wood.\n" in done.err
    assert run("field", "list", "--json").json[0]["choices"] == ["food", "tech", "Wood"]
    assert of_deal(run, 1)["Industry"] == "food"


def test_rows_of_one_account_that_differ_are_named(pipectl: Shell) -> None:
    run = pipectl
    run("field", "add", "Region", "--on", "account", "--type", "text")
    write(
        "deals.csv",
        "title,account,stage,Region",
        *("Al,Acme,Proposal,North", "Bo,Acme,Proposal,South", "Cy,,Proposal,East"),
    )
    done = brought(run, "deals.csv", "--fields")
    assert (
        done.err.splitlines()[-3:-1]
        == [
            "  Region: 1 account has different values: using the first.",
            "  Region: not kept in 1 row without an account.",
        ]
        or "  Region: 1 account has different values: using the first.\n" in done.err
    )
    assert "  Region: not kept in 1 row without an account.\n" in done.err
    again = brought(run, "deals.csv", "--fields", "--update")
    assert again.out == "Imported: 0 new deals, 0 changed, 3 unchanged.\n"


def test_an_account_keeps_its_value_unless_the_file_updates(pipectl: Shell) -> None:
    run = pipectl
    run("field", "add", "Region", "--on", "account", "--type", "text")
    run("account", "add", "Acme", "--set", "region=West")
    write("deals.csv", "title,account,stage,Region", "Al,Acme,Proposal,North")
    brought(run, "deals.csv", "--fields")
    assert of_deal(run, 1)["Region"] == "West"
    brought(run, "deals.csv", "--fields", "--update")
    assert of_deal(run, 1)["Region"] == "North"


def test_our_own_csv_brings_fields_back_and_an_empty_cell_clears_one(pipectl: Shell) -> None:
    run = pipectl
    run("field", "add", "Industry", "--on", "account", "--type", "text")
    run("field", "add", "Budget", "--on", "deal", "--type", "money")
    run("add", "Al", "5k", "--account", "Acme", "--set", "budget=12k")
    run("account", "edit", "acme", "--set", "industry=Food")
    head, row = run("export").lines
    write("same.csv", f"{head},Industry", f"{row},Food")
    same = brought(run, "same.csv", "--update")
    assert same.out == "Imported: 0 new deals, 0 changed, 1 unchanged.\n"
    write("edited.csv", f"{head},account.Industry", f"{row.replace('12000.00 USD', '')},Tech")
    reversible(run, "edited.csv", "--update")
    assert of_deal(run, 1) == {"Budget": None, "Industry": "Tech"}


def test_columns_that_can_t_be_fields_are_named(pipectl: Shell) -> None:
    write("deals.csv", "title,stage,Long,#=!", f"Al,Proposal,{'x' * 501},1")
    done = brought(pipectl, "deals.csv", "--fields")
    assert "  Columns of more than 500 characters, not kept: Long.\n" in done.err
    assert fields(pipectl) == {"#": ("deal", "number")}


def test_a_field_can_t_be_filled_twice(pipectl: Shell) -> None:
    write("deals.csv", "title,stage,A,B", "Al,Proposal,1,2")
    twice = ("--map", "field.size=A", "--map", "deal.field.size=B")
    assert refused(pipectl, "deals.csv", *twice, code=2).endswith(
        'pipectl: Two columns would fill the field "size".\n'
        '  Give this one another name: --map "deal.field.NAME=B".\n'
    )
    assert refused(pipectl, "deals.csv", "--map", "field.amount=A", code=2) == (
        'pipectl: "amount" already means something to pipectl.\n  Choose another name.\n'
    )


def test_a_workbook_s_errors_are_problems_and_a_sheet_s_dates_are_read(pipectl: Shell) -> None:
    head = "title,account,created_on,stage,Go-live,Rating"
    write(
        "deals.csv",
        head,
        *("Al,Acme,2026-10-01,Proposal,31.12.2026,#N/A", "Bo,Acme,2026-10-01,Proposal,1.2.2027,4"),
    )
    text = refused(pipectl, "deals.csv", "--fields")
    assert 'deals.csv:2: Rating: "#N/A" is a spreadsheet error, not a value.' in text
    brought(pipectl, "deals.csv", "--fields", "--skip-errors")
    assert of_deal(pipectl, 1) == {"Go-live": "2027-02-01", "Rating": 4}


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Size", ["1", "2,000", "-3.5"], "number"),
        ("Zip", ["12345", "01234"], "text"),
        ("Phone", ["5551234", "5551235"], "text"),
        ("Code", ["0815", "4711"], "text"),
        ("Margin", ["1.234", "2.345"], "text"),
        ("Annual Revenue", ["5000000", "12000"], "money"),
        ("Worth", ["$12k", "$3,000"], "money"),
        ("Worth", ["12 EUR", "3000 USD"], "money"),
        ("Umsatz (T€)", ["12", "300"], "money"),
        ("Start", ["2026-12-01", "2026-12-31 08:00"], "date"),
        ("Start", ["12/31/2026", "1/2/2026"], "date"),
        ("Start", ["1/2/2026", "3/4/2026"], "text"),
        ("Is customer", ["0", "1"], "yes-no"),
        ("Visits", ["0", "1"], "number"),
        ("Opted in", ["ja", "nein"], "yes-no"),
        ("Size", ["1-10", "11-50", "1-10", "11-50", "1-10", "1-10"], "choice"),
        ("Size", ["1-10", "11-50"], "text"),
        ("Topics", ["a;b", "a;b", "a;b", "a;b"], "text"),
    ],
)
def test_the_type_is_what_every_cell_fits(header: str, cells: list[str], kind: str) -> None:
    assert guess(header, list(enumerate(cells, 2)), MARKS).type == kind


WORDS = st.text(max_size=20).filter(lambda text: text.isprintable() and text.strip() == text != "")
CELLS = (
    WORDS,
    st.decimals(-10_000, 10_000, places=2).map(str),
    st.integers(0, 10**6).map(lambda number: f"{number:,}"),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.month}/{day.day}/{day.year}"),
    st.sampled_from(["yes", "No", "$12k", "12.50 EUR", "food", "Food", "tech", "0", "1"]),
)


@given(
    st.sampled_from(["Size", "Revenue", "Is it?", "Betrag (T€)", "Zip"]),
    st.one_of(*(st.lists(each, min_size=1, max_size=12) for each in (*CELLS, st.one_of(*CELLS)))),
)
def test_every_cell_can_be_read_as_the_type_that_was_guessed(header: str, cells: list[str]) -> None:
    found = guess(header, list(enumerate(cells, 2)), MARKS)
    field = FieldDefinition(1, "deal", header, found.type, found.choices)
    read = reader(field, header, found.order, MARKS)
    for cell in cells:
        try:
            stored = read(cell)
        except UsageError:
            assert found.type == "text"  # what no text can hold
            continue
        assert stored == "" or fits(field, stored)
        assert (
            stored == ""
            or found.type == "date"
            or read(stored) == stored
            or header == "Betrag (T€)"
        )


@given(st.text(max_size=80))
def test_any_header_makes_a_name_that_a_field_can_have(header: str) -> None:
    name = clean_name(header, "HubSpot")
    assert own_name(f"deal.field.{name}") == ("deal", name)


@pytest.mark.parametrize(
    ("text", "marks", "stored"),
    [
        ("1,234.5", MARKS, "1234.5"),
        ("1.234,5", Marks("USD", ","), "1234.5"),
        ("1.234", Marks("USD", ","), "1234"),
        ("1.234", Marks("USD", ".", is_said=True), "1.234"),
        ("12.5", Marks("USD", ","), "12.5"),
    ],
)
def test_numbers_are_read_in_the_marks_of_the_file(text: str, marks: Marks, stored: str) -> None:
    assert read_number(text, marks) == stored
