"""`import` of systems that have no format of their own: what their columns mean."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import brought, refused, reversible, rows, write
from pipectl.importing.rules.csv_file import CsvRow
from pipectl.importing.rules.deal_from_row import ReadingOptions, deal_from_row
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.file_columns import columns, recognize
from pipectl.importing.rules.notes_below import Note, without_notes
from pipectl.importing.rules.recurring_amounts import (
    ONCE,
    PERIODS,
    RATES,
    Duration,
    read_duration,
)
from terminal import Session

DEALS = "select title, amount_minor, status from opportunity order by id"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Revenue", "Expected revenue"),
        ("Umsatz", "Erwarteter Umsatz"),
        ("Umsatz", "Gewichteter Umsatz"),
        ("Angebotssumme", "Gesch. Umsatz"),
        ("Revenu", "Revenu attendu"),
        ("Chiffre d'affaires", "Chiffre d'affaires prévisionnel"),
        ("Chiffre d'affaires", "CA pondéré"),
        ("Montant de l'affaire", "Revenu estimé"),
        ("Ingresos", "Ingresos esperados"),
        ("Importe", "Importe ponderado"),
        ("Omzet", "Verwachte omzet"),
        ("Dealwaarde", "Gewogen waarde"),
        ("Fatturato", "Fatturato previsto"),
        ("Valore", "Valore ponderato"),
        ("Receita", "Receita esperada"),
        ("Valor do negócio", "Valor estimado"),
    ],
)
def test_a_plain_amount_is_read_and_an_expected_or_weighted_one_never_before_it(
    plain: str, expected: str
) -> None:
    for headers in (("Deal", plain, expected, "Phase"), ("Deal", expected, plain, "Phase")):
        found = columns(headers, recognize(headers))
        assert found.format.name == "csv"
        assert found.header_of("amount") == plain
        assert expected in found.left_out


@pytest.mark.parametrize("header", ["Montant pondéré", "Gewichteter Betrag", "Weighted amount"])
def test_a_weighted_amount_is_not_proposed_as_the_amount(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Deal,{header},Price", "A,5,10")
    done = pipectl("import", "d.csv", "--dry-run")
    assert '"Price" may be the amount. To use it: --map "amount=Price"\n' in done.err
    write("d.csv", f"Deal,{header}", "A,5")
    assert "may be the amount" not in pipectl("import", "d.csv", "--dry-run").err


def test_a_list_of_companies_with_their_revenue_is_not_one_of_deals(pipectl: Shell) -> None:
    write("d.csv", "Name,Umsatz,Branche", "Acme,1000000,Food")
    assert 'None of the headers is a deal title: "Name", "Umsatz", "Branche".' in refused(
        pipectl, "d.csv"
    )


def test_attio_is_not_hubspot(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Record ID,Deal name,Deal stage,Deal value,Deal owner,Associated company,"
        "Associated people,Created at,Close date",
        "4d0b,A,Proposal,500,me,Acme,Ann Lee; Bo Ray,2026-09-01T10:00:00.000Z,2026-12-24",
        "4d0c,B,Won,900,me,Birch,Cy Poe,2026-09-01T10:00:00.000Z,2026-10-24",
    )
    done = reversible(pipectl, "d.csv")
    assert "Read d.csv (csv): 2 rows.\n" in done.err
    assert "Columns not imported: Deal owner.\n" in done.err
    assert rows(pipectl, DEALS) == [("A", 50000, "open"), ("B", 90000, "won")]
    assert rows(pipectl, "select name from contact order by id") == [("Ann Lee",), ("Cy Poe",)]
    assert rows(pipectl, "select source, identifier from external_record") == [
        ("csv", "4d0b"),
        ("csv", "4d0c"),
    ]


@pytest.mark.parametrize("beside", ["Amount", "Pipeline", "Create Date", "Is Closed Won"])
def test_hubspot_is_known_by_its_deal_stage_beside_another_of_its_headers(beside: str) -> None:
    assert recognize(("Record ID", "Deal Name", "Deal Stage", beside)).name == "hubspot"
    assert recognize(("Record ID", "Deal Name", "Deal Stage", "Deal value")).name == "csv"


NUTSHELL = "Title,Account,Stage,Status,Outcome,Value,Closed date,Created date"


def test_an_outcome_column_of_reasons_is_not_the_outcome(pipectl: Shell) -> None:
    write(
        "d.csv",
        NUTSHELL,
        "A,Acme,Proposal,Open,,500,,2026-09-01",
        "B,Birch,Meeting,Won,Better product,900,2026-10-24,2026-09-01",
        "C,Cedar,Meeting,Lost,No interest,900,2026-10-24,2026-09-01",
    )
    said = refused(pipectl, "d.csv")
    assert (
        '"Outcome" isn\'t read as the outcome: none of its values is won, lost or open. To use it: '
        '--map "lost_reason=Outcome"\n' in said
    )
    assert (
        'd.csv: "Status" is "Won": 1 row (line 3). Is this deal won? If so: '
        '--map "outcome=Status"\n' in said
    )
    done = brought(pipectl, "d.csv", "--map", "outcome=Status", "--map", "lost_reason=Outcome")
    assert "Outcome: ignored in 1 row (line 3) that isn't lost.\n" in done.err
    found = rows(pipectl, "select status, reason from opportunity order by id")
    assert found == [("open", None), ("won", None), ("lost", "No interest")]


def test_reasons_without_a_status_are_asked_about_once(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Stage,Outcome,Value",
        "A,Proposal,,500",
        "B,Meeting,Better product,900",
        "C,Meeting,Price too high,900",
    )
    said = refused(pipectl, "d.csv")
    assert (
        'd.csv: "Outcome" is filled: 2 rows (first in line 3). Are these deals open, won or lost?\n'
        '  --open-when "Outcome"\n'
        '  --won-when "Outcome"\n'
        '  --lost-when "Outcome"\n' in said
    )
    won, lost = ("--won-when", "Outcome=Better product"), ("--lost-when", "Outcome")
    brought(pipectl, "d.csv", *won, *lost)
    assert [each[2] for each in rows(pipectl, DEALS)] == ["open", "won", "lost"]


def test_an_outcome_column_with_one_known_word_stays_one(pipectl: Shell) -> None:
    write("d.csv", "Title,Outcome", "A,Great fit", "B,Won")
    assert (
        'd.csv: "Outcome" is "Great fit": 1 row (line 2). Is this deal open, won or lost?'
        in refused(pipectl, "d.csv")
    )


@pytest.mark.parametrize("header", ["Vertriebskanal", "Canal de vente", "Verkoopkanaal"])
def test_a_sales_channel_is_the_source_and_no_pipeline(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Deal,{header}", "A,Fair", "B,Partner")
    done = brought(pipectl, "d.csv")
    assert "together" not in done.err
    assert rows(pipectl, "select source from opportunity order by id") == [("Fair",), ("Partner",)]


HEAD = "No,Deal,Account,Stage,Amount"
TWO = ("1,A,Acme,Proposal,500", "2,B,Birch,Meeting,900")


@pytest.mark.parametrize(
    ("below", "lines", "first"),
    [
        (("* net of tax,,,,",), "1 line (line 4)", "* net of tax"),
        (("all figures are net,,,,",), "1 line (line 4)", "all figures are net"),
        ((",Exported on 2026-11-30,,,",), "1 line (line 4)", "Exported on 2026-11-30"),
        (("", "net of tax"), "1 line (line 5)", "net of tax"),
        ((",Total,,,1400", "", "Stand: 30.11.", "Quelle: CRM"), "2 lines", "Stand: 30.11."),
    ],
)
def test_notes_below_the_rows_are_skipped_and_counted(
    pipectl: Shell, below: tuple[str, ...], lines: str, first: str
) -> None:
    write("d.csv", HEAD, *TWO, *below)
    done = reversible(pipectl, "d.csv")
    assert "Read d.csv (csv): 2 rows.\n" in done.err
    assert f"  Skipped {lines}" in done.err
    assert f'of notes below the rows ("{first}"). To import ' in done.err
    assert rows(pipectl, DEALS) == [("A", 50000, "open"), ("B", 90000, "open")]
    kept = pipectl.outcome("import", "d.csv", "--totals", "keep", "--dry-run").err
    assert "notes below" not in kept
    assert "Read d.csv (csv): 2 rows.\n" not in kept


def test_a_lone_title_at_the_end_and_a_row_that_was_cut_off_are_no_notes(pipectl: Shell) -> None:
    write("d.csv", HEAD, *TWO, ",C,,,")
    assert "notes" not in brought(pipectl, "d.csv").err
    assert [each[0] for each in rows(pipectl, DEALS)] == ["A", "B", "C"]
    write("d.csv", HEAD, *TWO, "3")
    assert "the row has 1 cell, but there are 5 headers" in refused(pipectl, "d.csv")
    write("d.csv", HEAD, *TWO, "Note: cut", "4,D,Dogwood,Meeting,5")
    assert "the row has 1 cell, but there are 5 headers" in refused(pipectl, "d.csv")


def test_a_note_below_people_is_no_contact(pipectl: Shell) -> None:
    write("p.csv", "Name,Email", "Ann Lee,ann@example.com", "Bo Ray,", "Exported on 2026-11-30,")
    done = brought(pipectl, "p.csv", "--what", "contacts")
    assert '  Skipped 1 line (line 4) of notes below the rows ("Exported on 2026-' in done.err
    assert rows(pipectl, "select name from contact order by id") == [("Ann Lee",), ("Bo Ray",)]


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(["", "x", "* n", "7"]), min_size=1, max_size=3)),
        max_size=30,
    ),
    st.booleans(),
)
def test_only_lone_texts_after_the_last_full_row_are_left_out(
    cells: list[tuple[list[str]]], is_apart: bool
) -> None:
    given_rows = [CsvRow(line, tuple(found)) for line, (found,) in enumerate(cells, 2)]
    notes: list[Note] = []
    kept = list(without_notes([(each, is_apart) for each in given_rows], 3, {1}, notes))
    left = [each.line for each in notes]
    assert sorted([*(each.line for each in kept), *left]) == [each.line for each in given_rows]
    assert [each.line for each in kept] == sorted(each.line for each in kept)
    full = [each.line for each in given_rows if len([c for c in each.cells if c]) > 1]
    assert all(line > max(full, default=10**6) for line in left)


CAPSULE = "Name,Milestone,Value,Currency,Duration,Duration Basis,Lost Reason"
INSIGHTLY = "Opportunity Name,Stage,Bid Amount,Bid Currency,Bid Duration,Bid Type,State Reason"
AMOUNTS = "select title, amount_minor from opportunity order by id"


@pytest.mark.parametrize("head", [CAPSULE, INSIGHTLY])
def test_an_amount_per_period_is_multiplied_by_its_duration(pipectl: Shell, head: str) -> None:
    write(
        "d.csv",
        head,
        "A,Proposal,500.50,USD,3,MONTH,",
        "B,Proposal,800,USD,5,Per Day,",
        "C,Proposal,80,EUR,1.5,HOUR,",
        "D,Proposal,9000,USD,,Fixed,",
        "E,Proposal,9000,USD,7,Fixed Bid,",
        "F,Proposal,10,USD,2 years,Per Year,",
        "G,Proposal,,USD,,MONTH,",
    )
    done = reversible(pipectl, "d.csv")
    name = head.split(",")[4]
    assert (
        f'  {name}: multiplied 4 amounts by the number of periods (line 2: "500.50" x 3 is '
        "1,501.50 USD). 2 one-time amounts stay as they are.\n"
    ) in done.err
    assert rows(pipectl, AMOUNTS) == [
        ("A", 150150),
        ("B", 400000),
        ("C", 12000),
        ("D", 900000),
        ("E", 900000),
        ("F", 2000),
        ("G", None),
    ]
    write("d.csv", head, "A,Proposal,500.50,USD,4,MONTH,")
    assert "0 new deals, 0 changed, 1 unchanged" in brought(pipectl, "d.csv").out


def test_a_duration_that_is_missing_or_in_another_unit_is_a_problem(pipectl: Shell) -> None:
    write(
        "d.csv",
        CAPSULE,
        *("A,Proposal,500,USD,,MONTH,", "B,Proposal,500,USD,0,MONTH,"),
        *("C,Proposal,500,USD,3 years,MONTH,", "D,Proposal,500,USD,3,,"),
        *("E,Proposal,500,USD,soon,WEEK,", "F,Proposal,9e9,USD,3,Fixed,"),
    )
    said = refused(pipectl, "d.csv")
    missing = "the number of periods of this monthly amount is missing."
    assert f"d.csv: 2 rows (lines 2 and 3): Duration: {missing}\n" in said
    assert 'd.csv:4: Duration: it counts years, but the amount is monthly in "Duration Basis".' in (
        said
    )
    empty = 'it is empty, but there is a number of periods in "Duration".'
    assert f"d.csv:5: Duration Basis: {empty}\n" in said
    assert 'd.csv:6: Duration: "soon" is not a number of periods, such as 3 or 3 months.' in said


OTHER = "Title,Stage,Amount,Billing,Term (months)"


def test_a_period_and_a_duration_of_an_unknown_system_are_asked_about(pipectl: Shell) -> None:
    write("d.csv", OTHER, "A,Proposal,500,monthly,6", "B,Proposal,900,one-time,")
    times = '--map "amount_period=Billing" --map "amount_duration=Term (months)"'
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv: "Billing" says that amounts recur, and "Term (months)" may say how often. '
        'Is "Amount" the amount of one period, or the total?\n'
        f'  To multiply by "Term (months)": {times}. To take a year\'s worth: '
        '--map "amount_period=Billing". To take it as it is: --map "amount=Amount".\n'
    )
    period, duration = "amount_period=Billing", "amount_duration=Term (months)"
    for flags, total, said in (
        ((period, duration), 300000, '(line 2: "500" x 6 is 3,000 USD)'),
        ((period,), 600000, f'To multiply by it instead: --map "{duration}"\n'),
        (("amount=Amount",), 50000, "Billing: 1 monthly amount, imported unchanged from Amount."),
    ):
        done = brought(pipectl, "d.csv", *(word for flag in flags for word in ("--map", flag)))
        assert said in done.err
        assert rows(pipectl, AMOUNTS) == [("A", total), ("B", 90000)]
        pipectl("undo")


@pytest.mark.parametrize(("answer", "total"), [("x Term", 300000), ("year", 600000), ("as", 50000)])
def test_at_a_terminal_somebody_says_what_the_total_is(
    pipectl: Shell, answer: str, total: int
) -> None:
    write("d.csv", OTHER, "A,Proposal,500,monthly,6")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.answer("Billing says that amounts recur. What is the total of a deal?", answer)
    assert "1 new" in asked.left()
    assert rows(pipectl, AMOUNTS) == [("A", total)]


def test_a_total_beside_a_period_and_a_duration_is_no_question(pipectl: Shell) -> None:
    write("d.csv", "Title,Total value,Billing,Term", "A,500,monthly,6")
    assert "multipl" not in brought(pipectl, "d.csv").err
    assert rows(pipectl, AMOUNTS) == [("A", 50000)]


@given(
    st.integers(1, 10**6),
    st.decimals(1, 1000, places=2),
    st.sampled_from([name for name in (*PERIODS, *RATES) if name != ONCE]),
)
def test_the_total_is_the_amount_times_the_duration(
    minor: int, number: Decimal, period: str
) -> None:
    options = ReadingOptions("USD", has_period=True, has_duration=True)
    said = read_duration(str(number))
    assert said == Duration(number)
    amount = f"{minor // 100}.{minor % 100:02d}"
    values = {"title": "A", "amount": amount, "amount_period": period, "amount_duration": said}
    made = deal_from_row(2, values, options)
    assert isinstance(made, Incoming)
    assert made.amount_minor is not None
    assert abs(made.amount_minor - minor * number) <= Decimal("0.5")


PIPELINER = "Title,Account,Stage,Amount,Closing Date,Lost Date,Won Date,Status"
CLOSED = "select title, status, close_on, closed_on from opportunity order by id"


def test_the_days_of_wins_and_losses_are_closing_dates_beside_a_close_date(pipectl: Shell) -> None:
    write(
        "d.csv",
        PIPELINER,
        "A,Acme,Proposal,500,2026-12-24,,,Open",
        "B,Birch,Meeting,900,2026-12-24,2026-10-05,,Lost",
        "C,Cedar,Meeting,900,2026-10-24,,2026-10-04,Won",
        "D,Dogwood,Meeting,900,2026-10-24,,,Won",
        "E,Elm,Meeting,900,2026-10-24,2026-09-01,,Won",
    )
    done = reversible(pipectl, "d.csv", "--map", "outcome=Status")
    assert (
        'Guessed by header: "Lost Date" is lost_on and "Won Date" is won_on. To change one: '
        "--map FIELD=HEADER\n"
    ) in done.err
    assert "  Lost Date: ignored in 1 row (line 6) that isn't lost.\n" in done.err
    assert rows(pipectl, CLOSED) == [
        ("A", "open", "2026-12-24", None),
        ("B", "lost", None, "2026-10-05"),
        ("C", "won", None, "2026-10-04"),
        ("D", "won", None, "2026-10-24"),
        ("E", "won", None, "2026-10-24"),
    ]


def test_without_a_known_outcome_the_days_of_wins_and_losses_are_asked_about(
    pipectl: Shell,
) -> None:
    write("d.csv", PIPELINER, "B,Birch,Meeting,900,2026-10-24,2026-10-05,,Lost")
    said = refused(pipectl, "d.csv")
    assert '"Won Date" may be the date won. To use it: --map "won_on=Won Date"\n' in said
    assert '"Lost Date" may be the date lost. To use it: --map "lost_on=Lost Date"\n' in said
    done = brought(pipectl, "d.csv", "--lost-when", "Status=Lost")
    assert '"Lost Date" may be the date lost. To use it: --map "lost_on=Lost Date"\n' in done.err
    brought(pipectl, "d.csv", "--map", "lost_on=Lost Date", "--update")
    assert rows(pipectl, CLOSED) == [("B", "lost", None, "2026-10-05")]


def test_a_program_s_own_close_date_comes_first_and_the_hint_names_the_others(
    pipectl: Shell,
) -> None:
    write(
        "d.csv",
        "Record ID,Deal Name,Deal Stage,Amount,Close Date,Is Closed Won,Is Closed Lost,Lost date",
        "1,B,Meeting,900,2026-10-24,false,true,2026-10-05",
    )
    done = brought(pipectl, "d.csv")
    assert '"Lost date" may be the date lost. To use it: --map "lost_on=Lost date"\n' in done.err
    brought(pipectl, "d.csv", "--map", "lost_on=Lost date", "--update")
    assert rows(pipectl, CLOSED) == [("B", "lost", None, "2026-10-05")]


@pytest.mark.parametrize("flags", [(), ("--dry-run",), ("--json",), ("--dry-run", "--json")])
def test_each_guess_is_told_whatever_is_shown(pipectl: Shell, flags: tuple[str, ...]) -> None:
    write("d.csv", "Deal,Umsatz,Grund der Ablehnung,Zugehörige Firma", "A,500,,Acme")
    said = (
        'Guessed by header: "Umsatz" is amount, "Grund der Ablehnung" is lost_reason and '
        '"Zugehörige Firma" is accounts. To change one: --map FIELD=HEADER\n'
    )
    assert said in pipectl("import", "d.csv", *flags).err
    typed = ("--map", "amount=Umsatz", "--map", "lost_reason=Grund der Ablehnung")
    done = pipectl("import", "d.csv", *flags, *typed, "--map", "accounts=Zugehörige Firma")
    assert "Guessed" not in done.err


CUSTOMERS = (
    "select o.title, s.name, c.happened_on, c.recorded_on from customer_stage as c"
    " join opportunity as o on o.id = c.opportunity_id join stage as s on s.id = c.stage_id"
    " order by o.title, c.id"
)


def test_a_won_deal_is_a_customer_whether_it_was_imported_before_its_win_or_after(
    pipectl: Shell,
) -> None:
    pipectl("stage", "add", "Post-sale", "--probability", "100", "--kind", "customer")
    head = "deal_id,Title,Stage,Outcome,Closed on"
    write("d.csv", head, "1,A,Negotiation,open,", "2,B,Negotiation,lost,2026-10-05")
    assert "Post-sale" not in brought(pipectl, "d.csv").err
    write(
        "d.csv",
        head,
        "1,A,Negotiation,won,2026-10-06",
        "2,B,Negotiation,lost,2026-10-05",
        "3,C,Negotiation,won,2026-10-07",
    )
    done = pipectl("import", "d.csv", "--update", "--dry-run")
    assert "2 won deals would go to the customer stage Post-sale.\n" in done.err
    done = reversible(pipectl, "d.csv", "--update")
    assert "2 won deals went to the customer stage Post-sale.\n" in done.err
    today = pipectl.now[:10]
    assert rows(pipectl, CUSTOMERS) == [
        ("A", "Post-sale", "2026-10-06", today),
        ("C", "Post-sale", "2026-10-07", today),
    ]
    found = {each["title"]: each for each in pipectl("list", "--all", "--json").json}
    assert {name: each["customer_stage"] for name, each in found.items()} == {
        "A": "Post-sale",
        "B": None,
        "C": "Post-sale",
    }
    assert "Post-sale" not in brought(pipectl, "d.csv", "--update").err


def test_another_column_that_may_be_the_field_is_named_unless_somebody_chose(
    pipectl: Shell,
) -> None:
    write("d.csv", "Deal,Amount,Total value,Erwarteter Umsatz,Stage", "A,500,900,250,Proposal")
    said = (
        '"Total value" may be the amount instead of "Amount". To use it: --map "amount=Total '
        'value"\n'
    )
    done = pipectl("import", "d.csv", "--dry-run")
    assert said in done.err
    assert '"Erwarteter Umsatz" may be' not in done.err
    assert "instead" not in brought(pipectl, "d.csv", "--map", "amount=Total value").err
    assert rows(pipectl, AMOUNTS) == [("A", 90000)]
    write("d.csv", "Deal,Amount (EUR),Amount (USD)", "B,500,540")
    assert 'Guessed by header: "Amount (EUR)" is amount.' in pipectl("import", "d.csv").err
