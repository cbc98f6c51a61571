"""`import` of headers whose words only capitals tell apart, and of Portuguese and French ones."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_guesses import likely_header
from pipectl.importing.rules.header_words import day_field, is_of_identifiers, without_identifier
from pipectl.importing.rules.programs import bare, known_as
from pipectl.importing.rules.unclear_outcomes import is_status

DEALS = "select title, status, amount_minor, close_on, closed_on from opportunity order by title"
JOINED = (
    *("SalesOpportunityID", "SalesOpportunityTitle", "SalesOpportunityStatusID"),
    *("SalesOpportunityStepID", "SalesOpportunityAmount", "SalesOpportunityCustomerID"),
    *("SalesOpportunityCloseDate", "SalesOpportunityClosedDate", "SalesOpportunityCreatedDate"),
)
ROWS = (
    "501;Fleet;1;Proposal;5200;Nordhav;15.01.2027;;01.09.2026",
    "502;Cold store;2;Contract;18400;Fjell Mat;30.04.2026;12.05.2026;03.02.2026",
    "503;Scanner;3;Proposal;2600;Bryn Bygg;30.06.2026;21.06.2026;12.03.2026",
)


def test_words_joined_by_capitals_are_told_apart() -> None:
    assert day_field("CreatedDate") == "created_on"
    assert day_field("ExpectedCloseDate") == "close_on"
    assert is_of_identifiers("CustomerID")
    assert without_identifier("SalesOpportunityStepID") == "Sales Opportunity Step"
    assert without_identifier("customer_id") == "customer"
    assert without_identifier("Paid") is None
    assert known_as(bare("Sales Opportunity Title")) == {"title"}
    assert is_status("StatusID")
    assert likely_header("title", ["DealID", "DealTopic"]) == "DealTopic"


def test_numbers_for_outcomes_are_asked_about_and_identifiers_that_are_names_proposed(
    pipectl: Shell,
) -> None:
    write("d.csv", ";".join(JOINED), *ROWS)
    said = refused(pipectl, "d.csv")
    assert 'd.csv: "SalesOpportunityStatusID" is "2": 1 row (line 3).' in said
    assert 'd.csv: "SalesOpportunityStatusID" is "3": 1 row (line 4).' in said
    assert '"SalesOpportunityCustomerID" may be the account.' in said
    assert '"SalesOpportunityStepID" may be the stage.' in said
    assert '"SalesOpportunityStatusID" may be' not in said
    whens = ("--won-when", f"{JOINED[2]}=2", "--lost-when", f"{JOINED[2]}=3")
    flags = ("--map", f"stage={JOINED[3]}", "--make-stages", "--map", f"account={JOINED[5]}")
    brought(pipectl, "d.csv", *whens, "--open-when", f"{JOINED[2]}=1", *flags)
    assert rows(pipectl, DEALS) == [
        ("Cold store", "won", 1_840_000, None, "2026-05-12"),
        ("Fleet", "open", 520_000, "2027-01-15", None),
        ("Scanner", "lost", 260_000, None, "2026-06-21"),
    ]


def test_without_a_closing_day_the_numbers_are_proposed_as_the_outcome(pipectl: Shell) -> None:
    write("d.csv", "Title;StatusID;Amount", "A;1;10", "B;2;20", "C;3;30")
    said = brought(pipectl, "d.csv", "--from", "csv").err
    flags = '--won-when "StatusID=VALUE" --lost-when "StatusID=VALUE"'
    assert f'"StatusID" may be the outcome. To use it: {flags}\n' in said
    assert "may be the identifier" not in said


def test_numbers_beside_those_for_outcomes_are_named_and_not_called_stages(pipectl: Shell) -> None:
    write("d.csv", ";".join(JOINED), *ROWS)
    said = brought(
        pipectl, "d.csv", "--won-when", f"{JOINED[2]}=2", "--lost-when", f"{JOINED[2]}=3"
    ).err
    assert f'  "{JOINED[2]}" also has 1 (1) in open rows.\n' in said


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("owner", ("Usuário responsável", "Dono do negócio", "Consultor", "Atribuído a")),
        ("owner", ("Collaborateur affecté", "Chargé d'affaires", "Suivi par", "Affectée à")),
        ("contact", ("Pessoa relacionada", "Pessoa", "Personne liée")),
        ("close_date", ("Data de conclusão", "Encerramento previsto em data", "Concluído em data")),
    ],
)
def test_portuguese_and_french_headers_are_proposed(field: str, headers: tuple[str, ...]) -> None:
    assert all(likely_header(field, [each]) == each for each in headers)


def test_portuguese_days_are_told_by_their_words() -> None:
    assert day_field("Data de conclusão") == "close_date"
    assert day_field("Data de perda") == "lost_on"
    assert day_field("Data de cadastro") == "created_on"


def test_a_portuguese_closing_day_is_proposed_and_read(pipectl: Shell) -> None:
    write("d.csv", "Título do negócio;Status;Data de conclusão", "A;Ganho;17/05/2026", "B;Aberto;")
    said = refused(pipectl, "d.csv")
    assert '"Data de conclusão" may be the close date.' in said
    told = brought(pipectl, "d.csv", "--won-when", "Status=Ganho", "--open-when", "Status=Aberto")
    assert "Data de conclusão" in told.out + told.err
