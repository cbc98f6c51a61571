"""Whose export a file is, and what its columns mean."""

from pathlib import Path

import pytest

from pipectl.errors import PipectlError, RefusedError, UsageError
from pipectl.importing.rules.csv_file import rows
from pipectl.importing.rules.fields import FIELDS, OURS_ONLY
from pipectl.importing.rules.file_columns import columns, place_of, recognize
from pipectl.importing.rules.programs import CSV, FORMATS, format_named

SAMPLES = Path(__file__).parent.parent / "samples"


def fields(headers: list[str], name: str, **maps: str) -> dict[str, str]:
    found = columns(headers, format_named(name), maps, name="deals.csv")
    return {each.field: each.header for each in found.columns}


def refused(kind: type[PipectlError], *words: object, **options: object) -> tuple[str, str | None]:
    with pytest.raises(kind) as caught:
        columns(*words, **options)  # type: ignore[arg-type]
    return str(caught.value), caught.value.hint


@pytest.mark.parametrize("file", sorted(SAMPLES.glob("*.csv")), ids=lambda file: file.stem)
def test_each_export_is_known_by_its_headers(file: Path) -> None:
    with file.open("rb") as stream:
        headers = rows(stream, name=file.name).headers
    assert recognize(headers).name == file.stem.partition("-")[0]
    assert recognize([f" {each.upper()}\u200b " for each in headers]).name in file.stem


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("deal_id,amount,owner,opened_at,outcome,closed_at", "csv"),
        ("Title,Amount,Stage", "csv"),
        ("Deal ID", "csv"),
        ("Deal Name,Deal Stage,Amount,Close Date", "hubspot"),
        ("dealname,dealstage,amount,closedate,createdate", "hubspot"),
        ("Deal - Title,Deal - Value,Deal - Stage (pipeline),Deal - Status", "pipedrive"),
        ("Title,Value,Stage,Status,Won time,Lost time,Lost reason", "pipedrive"),
        ("Opportunity Name,Account Name,Stage,Amount,Close Date", "salesforce"),
        ("Id,Name,StageName,Amount,CloseDate", "salesforce"),
        ("lead_name,status_label,status_type,value,confidence,date_won", "close"),
        ("Deal Name,Account Name,Amount,Stage,Closing Date,Lead Source", "zoho"),
    ],
)
def test_a_few_headers_are_enough(headers: str, name: str) -> None:
    assert recognize(headers.split(",")).name == name


def test_a_file_of_nobodys_says_what_was_looked_for() -> None:
    with pytest.raises(RefusedError) as caught:
        recognize(["Kunde", "Betrag"])
    assert str(caught.value) == 'None of the headers is a deal title: "Kunde", "Betrag".'
    assert caught.value.hint == (
        "Looked for Deal Name; Deal - Title or Title; Opportunity Name or Name; title or "
        "lead_name; Deal Name or Potential Name; Opportunity or name; title or deal. Name "
        'the column: --map title=HEADER, or --map "title=Kunde" to name deals after their '
        "accounts."
    )
    assert recognize(["Kunde", "Betrag"], maps={"title": "Kunde"}) is CSV
    assert recognize(["Kunde", "Betrag"], maps={"deal_id": "Kunde"}) is CSV


def test_two_that_fit_alike_have_to_be_told_apart() -> None:
    with pytest.raises(RefusedError) as caught:
        recognize(["Deal Name", "Deal Stage", "Deal Type", "Closing Date"])
    assert str(caught.value) == "The headers match more than one program: hubspot and zoho."
    assert caught.value.hint == "Name the program: --from hubspot or --from zoho."


def test_what_is_mapped_goes_before_what_is_known() -> None:
    headers = ["Record ID", "Deal Name", "Amount", "ACV", "Deal probability", "Score"]
    assert fields(headers, "hubspot", amount="acv", probability="SCORE") == {
        "amount": "ACV",
        "probability": "Score",
        "identifier": "Record ID",
        "title": "Deal Name",
    }


def test_a_plain_file_s_names_are_fields_too() -> None:
    assert fields(["No", "Start", "End"], "csv", deal_id="no", opened_at="Start") == {
        "identifier": "No",
        "created_on": "Start",
    }


def test_the_best_header_of_a_field_wins() -> None:
    headers = ["Deal - Closed on", "Deal - Won time", "Deal - Title"]
    assert fields(headers, "pipedrive") == {
        "title": "Deal - Title",
        "won_on": "Deal - Won time",
        "lost_on": "Deal - Closed on",
    }


def test_columns_that_no_field_takes_are_named() -> None:
    found = columns(["title", "owner", "", "Team\nLead"], CSV)
    assert found.left_out == ("owner", "column 3", "Team\nLead")
    assert found.header_of("title") == "title"
    assert found.header_of("amount") == "amount"


def test_an_unknown_field_shows_the_fields() -> None:
    text, hint = refused(UsageError, ["title"], CSV, {"titel": "title"})
    assert text == 'Unknown field "titel".'
    assert hint == (
        f"Fields for --map: {', '.join(each for each in FIELDS if each not in OURS_ONLY)}, "
        "field.NAME."
    )


def test_an_unknown_header_shows_near_ones() -> None:
    text, hint = refused(
        UsageError, ["title", "Betrag"], CSV, {"amount": "Betrg"}, name="deals.csv"
    )
    assert (text, hint) == ('deals.csv has no column "Betrg".', 'Did you mean "Betrag"?')
    headers = ["title", *(f"Property {number}" for number in range(20))]
    _, hint = refused(UsageError, headers, CSV, {"amount": "xyz"})
    assert hint is not None
    assert hint.startswith('Headers: "title", "Property 0",')
    assert hint.endswith('"Property 10", …')


def test_something_has_to_name_the_opportunities() -> None:
    text, hint = refused(RefusedError, ["Amount", "Stage"], format_named("zoho"))
    assert text == 'None of the headers is a deal title: "Amount", "Stage".'
    assert hint == (
        "Looked for Record Id or Deal Id; Deal Name or Potential Name. Name the column: "
        "--map title=HEADER."
    )


def test_a_header_is_found_in_any_spelling() -> None:
    headers = ["Close_Date", "close date", "Owner"]
    assert place_of("close date", headers, "x") == 1
    assert place_of("CLOSE DATE", headers, "x") == 0
    assert place_of(" owner ", headers, "x") == 2


def test_formats_are_known_by_name() -> None:
    assert format_named(" HubSpot ").name == "hubspot"
    with pytest.raises(UsageError) as caught:
        format_named("monday")
    assert (
        caught.value.hint
        == "Use one of auto, csv, hubspot, pipedrive, salesforce, close, export, zoho, odoo "
        "and pipectl."
    )


def test_every_format_fills_known_fields_only() -> None:
    assert {field for each in FORMATS for field, _ in each.headers} <= set(FIELDS)


@pytest.mark.parametrize(
    "headers",
    [
        "id,name,value,currency,stage_name",
        "Id. de oportunidad,Oportunidad,Importe,Fase",
        "Id,Name,Organisation,Milestone,Value,Expected close date,Actual close date",
        "Nom de l'affaire,Propriétaire de l'affaire,Entreprise associée,Montant",
    ],
)
def test_what_other_programs_write_too_names_no_program(headers: str) -> None:
    assert recognize(headers.split(",")).name == "csv"


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("Id,Name,StageName,Amount", "salesforce"),
        ("ID,NAME,STAGENAME,AMOUNT", "salesforce"),
        ("Title,Value,Expected close date", "pipedrive"),
        ("Nom de l'affaire,Propriétaire de l'affaire,Montant", "zoho"),
    ],
)
def test_fewer_headers_name_a_program(headers: str, name: str) -> None:
    assert recognize(headers.split(",")).name == name
