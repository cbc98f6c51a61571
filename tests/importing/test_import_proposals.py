"""`import`: which columns are proposed for a field, by what is in them and whatever keeps them."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write


def lines_with(said: str, *words: str) -> list[str]:
    return [each.strip() for each in said.splitlines() if all(word in each for word in words)]


KEPT = (
    "name,amount,outcome,stage,close date,customized_win_likelihood,why_we_lost,nr",
    "Kiln,100,open,Quote,2026-12-20,75,,K-1",
    "Oven,200,open,Quote,2026-12-21,90,,K-2",
    "Mill,300,lost,Quote,2026-09-21,0,Price,K-3",
)


@pytest.mark.parametrize("flags", [(), ("--fields",)])
def test_a_column_that_becomes_a_field_is_still_named_for_what_stays_empty(
    pipectl: Shell, flags: tuple[str, ...]
) -> None:
    write("sell.csv", *KEPT)

    done = brought(pipectl, "sell.csv", "--make-stages", *flags, "--no-input")

    likely = '"customized_win_likelihood" may be the'
    flag = '--map "probability=customized_win_likelihood"'
    assert lines_with(done.err, likely) == [
        f'{likely} probability. To use it: --map "probability=customized_win_likelihood"',
        "Warning: Quote has 0 %: no column was read as the probability. "
        f"{likely} one: {flag}. 2 open deals will have a weighted amount of 0.",
    ]
    assert "doesn't give" not in done.err
    assert lines_with(done.err, "identifier") == [
        '"nr" may be the identifier. To use it: --map "identifier=nr"'
    ]


def test_a_column_kept_as_a_named_field_is_no_longer_proposed(pipectl: Shell) -> None:
    write("sell.csv", *KEPT)

    done = brought(
        pipectl,
        *("sell.csv", "--make-stages", "--no-input"),
        *("--map", "field.odds=customized_win_likelihood"),
    )

    assert "may be the probability" not in done.err


@pytest.mark.parametrize(
    "header",
    [
        *("Total Emails", "Number of Emails", "Total Number of Sent Emails", "Email Opens"),
        *("Anzahl E-Mails", "Nb emails", "# of e-mails"),
    ],
)
def test_a_column_of_counts_is_never_proposed_as_addresses_or_as_the_identifier(
    pipectl: Shell, header: str
) -> None:
    write(
        "boxes.csv",
        f"Name,Stage,Contact,Amount,Close Date,{header}",
        *("Kiln,Proposal,Jo Doe,100,2026-12-20,14", "Oven,Meeting,Al Roe,200,2026-12-21,3"),
    )

    done = brought(pipectl, "boxes.csv", "--make-stages", "--no-input")

    assert f"Columns not imported: {header}." in done.err
    assert "may be" not in done.err


def test_of_several_columns_about_mail_the_one_with_addresses_is_proposed(pipectl: Shell) -> None:
    write(
        "boxes.csv",
        "Name,Stage,Contact,Amount,Close Date,Emails,E-Mail 2",
        "Kiln,Proposal,Jo Doe,100,2026-12-20,14,",
        "Oven,Meeting,Al Roe,200,2026-12-21,3,al@roe.example",
    )

    done = brought(pipectl, "boxes.csv", "--make-stages", "--no-input")

    assert lines_with(done.err, "may be") == [
        '"E-Mail 2" may be the contact\'s e-mail. To use it: --map "contact_email=E-Mail 2"'
    ]


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [("Deleted", "1", "0"), ("Gelöscht", "Ja", "Nein"), ("is_deleted", "true", "")],
)
def test_a_column_that_says_deleted_is_proposed_to_skip_these_rows(
    pipectl: Shell, header: str, yes: str, no: str
) -> None:
    write(
        "suite.csv",
        f"Name,Stage,Amount,Close Date,{header}",
        *(f"Kiln,Proposal,100,2026-12-20,{no}", f"Test record,Meeting,1,2026-12-21,{yes}"),
    )

    done = brought(pipectl, "suite.csv", "--make-stages", "--fields", "--dry-run")
    then = brought(pipectl, "suite.csv", "--make-stages", "--map", f"is_deleted={header}")

    assert lines_with(done.err, "skip deleted") == [
        f'"{header}" is a yes in 1 row, imported like the others. To skip deleted rows: '
        f'--map "is_deleted={header}"'
    ]
    assert "Skipped 1 row marked as deleted." in then.err
    assert "skip deleted" not in then.err


def test_a_column_that_says_deleted_of_no_row_is_not_proposed(pipectl: Shell) -> None:
    write("suite.csv", "Name,Stage,Amount,Close Date,Deleted", "Kiln,Proposal,100,2026-12-20,0")

    done = brought(pipectl, "suite.csv", "--make-stages", "--no-input")

    assert "skip deleted" not in done.err


@pytest.mark.parametrize(
    ("header", "yes"),
    [
        *(("Auftrag geschlossen", "Ja"), ("Geschlossen", "Ja"), ("Order closed?", "yes")),
        *(("Closed", "1"), ("Affaire fermée", "Oui"), ("Quote is closed (yes/no)", "x")),
    ],
)
@pytest.mark.parametrize("flags", [(), ("--fields",), ("--won-when", "Paid=full")])
def test_rows_that_a_column_calls_closed_are_asked_about(
    pipectl: Shell, header: str, yes: str, flags: tuple[str, ...]
) -> None:
    write(
        "deals.csv",
        f"Name,Phase,Amount,Close Date,Paid,{header}",
        "Kiln,Neu,100,2026-12-20,none,",
        f"Oven,Rechnung,200,2026-10-21,none,{yes}",
        f"Mill,Rechnung,300,2026-10-22,full,{yes}",
    )

    said = refused(pipectl, "deals.csv", "--make-stages", *flags, "--no-input")

    rows, these = "2 rows (first in line 3)", "Are these deals"
    if "--won-when" in flags:
        rows, these = "1 row (line 3)", "Is this deal"
    assert f'deals.csv: "{header}" is "{yes}": {rows}. {these} won or lost?' in said
    assert f'--won-when "{header}={yes}"' in said
    assert f'--lost-when "{header}={yes}"' in said


def test_words_for_orders_that_were_got_or_not_are_asked_about(pipectl: Shell) -> None:
    write(
        "auftraege.csv",
        "Name,Phase,Amount,Close Date",
        "Kiln,Neu,100,2026-12-20",
        "Oven,Auftrag bekommen,200,2026-10-21",
        "Mill,Auftrag nicht bekommen,300,2026-10-22",
        "Saw,Misserfolg analysieren,400,2026-10-23",
    )

    said = refused(pipectl, "auftraege.csv", "--make-stages", "--no-input")

    assert lines_with(said, "auftraege.csv: stage", "line") == [
        'auftraege.csv: stage "Auftrag bekommen": 1 row (line 3). Is this deal won? If so: '
        '--stage-map "Auftrag bekommen=won"',
        'auftraege.csv: stage "Auftrag nicht bekommen": 1 row (line 4). Is this deal lost or open?',
        'auftraege.csv: stage "Misserfolg analysieren": 1 row (line 5). Is this deal lost? If so: '
        '--stage-map "Misserfolg analysieren=lost"',
    ]


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Verkaufsdatum", ("2026-12-01", "2026-12-02"), "close_date"),
        ("Due", ("2026-12-01", "2026-12-02"), "close_date"),
        ("Mitarbeiter", ("Ann Roe", "Bo Lind"), "owner"),
        ("Members", ("Ann Roe", "Bo Lind"), "owner"),
        ("Assignees", ("Ann Roe", "Bo Lind"), "owner"),
        ("Owner (users)", ("Ann Roe", "Bo Lind"), "owner"),
        ("Unqualified Reason", ("Too dear", ""), "lost_reason"),
    ],
)
def test_rarer_headers_are_proposed(
    pipectl: Shell, header: str, cells: tuple[str, str], field: str
) -> None:
    write("d.csv", f"Title,Amount,{header}", f"Al,9,{cells[0]}", f"Bo,8,{cells[1]}")
    done = pipectl("import", "d.csv", "--dry-run")
    assert f'To use it: --map "{field}={header}"' in done.err


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        ("Previsión de cierre", ("2026-12-01", "2026-12-02"), "close_on"),
        ("Registriert am", ("2026-10-01", "2026-10-02"), "created_on"),
        ("Recent note", ("Hm", "Ok"), "note"),
        ("last_note", ("Hm", "Ok"), "note"),
        ("Comentario", ("Hm", "Ok"), "note"),
        ("Card Description", ("Hm", "Ok"), "note"),
        ("source_name", ("Web", "Fair"), "source"),
    ],
)
def test_rarer_headers_are_read(
    pipectl: Shell, header: str, cells: tuple[str, str], column: str
) -> None:
    write("d.csv", f"Title,Amount,{header}", f"Al,9,{cells[0]}", f"Bo,8,{cells[1]}")
    brought(pipectl, "d.csv")
    found = rows(pipectl, f"select {column} from opportunity order by title")
    assert found == [(cells[0],), (cells[1],)]


@pytest.mark.parametrize("header", ["Deal Stage Percent", "% de certeza", "Stage percentage"])
def test_rarer_headers_of_probabilities_are_read(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,Amount,{header}", "Al,9,35", "Bo,8,45")
    brought(pipectl, "d.csv")
    assert sorted(each["probability"] for each in pipectl("list", "--json").json) == [35, 45]


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        ("Opportunity ID,Description,Amount", "Description"),
        ("Deal ID,Description,Amount", "Description"),
        ("Verkauf,Beschreibung,Betrag", "Verkauf"),
        ("Vente,Description,Montant", "Vente"),
        ("Person Name,Potential,Amount", "Potential"),
    ],
)
def test_the_likeliest_title_is_proposed(pipectl: Shell, headers: str, title: str) -> None:
    write("d.csv", headers, "one,two,900")
    assert refused(pipectl, "d.csv").endswith(
        f'Name the column: --map "title={title}", if it is that one.\n'
    )


def test_the_name_of_a_person_is_the_contact_not_the_title(pipectl: Shell) -> None:
    write("d.csv", "Personename,Verkaufspotential,Betrag", "Ann Roe,Hall,900", "Bo Lind,Roof,8")
    done = brought(pipectl, "d.csv")
    assert '"Personename" may be the contact. To use it: --map "contact=Personename"' in done.err
    assert rows(pipectl, "select title from opportunity order by title") == [("Hall",), ("Roof",)]


def test_a_status_with_words_for_outcomes_only_is_no_stage(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Status", "Al,9,Open", "Bo,8,In progress")
    assert '"Status" may be the outcome. To use it: --map "outcome=Status"' in (
        pipectl("import", "d.csv", "--dry-run").err
    )
    write("d.csv", "Title,Amount,Status", "Al,9,Open", "Bo,8,Won")
    assert '"Status" may be the stage' not in refused(pipectl, "d.csv")
    write("d.csv", "Title,Amount,Status", "Al,9,Open", "Bo,8,Pilot")
    assert '"Status" may be the stage. To use it: --map "stage=Status"' in (
        pipectl("import", "d.csv", "--dry-run").err
    )


def test_jira_writes_custom_fields_around_their_names(pipectl: Shell) -> None:
    write("d.csv", "Title,Custom field (Deal value),Custom field (Close date)", "Al,9,2026-12-01")
    brought(pipectl, "d.csv")
    found = rows(pipectl, "select amount_minor, close_on from opportunity")
    assert found == [(900, "2026-12-01")]


@pytest.mark.parametrize("text", ["Stalled", "Angehalten", "Bloqué", "Paralizado"])
def test_more_words_say_on_hold(pipectl: Shell, text: str) -> None:
    write("d.csv", "Title,Amount,Status", "Al,9,Open", f"Bo,8,{text}")
    assert f'"Status" is "{text}": 1 row (line 3).' in refused(pipectl, "d.csv")


def test_hours_are_no_expected_close_date(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Amount,Date Closed,Due Date,Time Estimated",
        "Al,9,,2026-12-20,3",
        "Bo,8,,2026-12-21,4",
    )
    assert (
        '"Due Date" may be the expected close date.' in pipectl("import", "d.csv", "--dry-run").err
    )
