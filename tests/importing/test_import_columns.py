"""`import` where headers aren't known: in which line they are, and what a column may be."""

from pathlib import Path

import pytest

from conftest import Shell
from imported import begun, brought, refused, rows, write
from workbook import Cells, write_workbook

# The line of the headers


def test_a_title_line_is_called_that_and_the_line_of_the_headers_named(pipectl: Shell) -> None:
    write("f.csv", "Pipeline 2026", "As of 28 Nov,", "", "Vorhaben,Firma,Wo", "Al,Acme,Meeting")
    said = (
        'pipectl: f.csv:1: "Pipeline 2026" looks like a title, not like a header.\n'
        "  The headers seem to be in line 4. Import with --header-line 4\n"
    )
    assert refused(pipectl, "f.csv") == said
    assert refused(pipectl, "f.csv", "--map", "title=Nothing") == said
    brought(pipectl, "f.csv", "--header-line", "4", "--map", "title=Vorhaben")
    assert rows(pipectl, "select title from opportunity") == [("Al",)]


def test_a_title_line_of_a_workbook_is_called_that(pipectl: Shell) -> None:
    cells = [["Deals", "", ""], ["", "", ""], ["Vorhaben", "Firma", "Wo"], ["Al", "Acme", "x"]]
    write_workbook(Path("d.xlsx"), {"Deals": cells})
    assert refused(pipectl, "d.xlsx").endswith("Import with --header-line 3\n")


def test_headers_nobody_knows_are_no_title(pipectl: Shell) -> None:
    write("f.csv", "Vorhaben,Wo", "Al,Meeting", "Bo,Proposal")
    assert "None of the headers is a deal title" in refused(pipectl, "f.csv")
    write("g.csv", "Vorhaben", "Al,1,2,3")  # figures are no headers
    assert "None of the headers is a deal title" in refused(pipectl, "g.csv")


def test_the_same_headers_above_each_group_are_the_headers(pipectl: Shell) -> None:
    head = "Name,Accounts,Stage,Deal Value,Close Probability,Item ID"
    write(
        "f.csv",
        *("Deals,,,,,", "Manage your sales pipeline,,,,,", "", "Active deals,,,,,", head),
        "Al,Acme,Meeting,10,50,1",
        *("", "Closed deals,,,,,", head),
        "Al,Birch,Won,20,100,2",
    )
    done = brought(pipectl, "f.csv")
    assert "  Skipped 3 lines above the headers (line 5).\n" in done.err
    assert "  Skipped 1 repeated header line.\n" in done.err.replace(
        "that repeat the headers", "that repeats the headers"
    )
    sql = (
        "select o.title, a.name, status, amount_minor from opportunity as o"
        " join account as a on a.id = o.account_id order by o.id"
    )
    assert rows(pipectl, sql) == [("Al", "Acme", "open", 1000), ("Al", "Birch", "won", 2000)]


# Columns that may be meant


@pytest.mark.parametrize(
    ("headers", "near"),
    [
        ("Kunden-Nr.,Auftragsbezeichnung,Wo", "Auftragsbezeichnung"),
        ("Propriétaire,Nom du dossier,Lieu", "Nom du dossier"),
        ("Company name,Our name for it,Region", "Our name for it"),
        ("Owner,What,Nombre de proyecto", "Nombre de proyecto"),
    ],
)
def test_the_column_that_may_have_the_titles_is_proposed(
    pipectl: Shell, headers: str, near: str
) -> None:
    write("f.csv", headers, "a,b,c")
    said = refused(pipectl, "f.csv")
    assert said.endswith(f'Name the column: --map "title={near}", if it is that one.\n')
    brought(pipectl, "f.csv", "--map", f"title={near}")


def test_a_column_that_may_have_what_is_missing_is_proposed(pipectl: Shell) -> None:
    write("f.csv", "Title,Sales step,Net worth,Who", "Al,Meeting,5,Me")
    assert brought(pipectl, "f.csv").err.startswith(
        "Read f.csv (csv): 1 row.\n"
        "  Found no column for: amount, stage, close date, outcome.\n"
        '  "Net worth" may be the amount. To use it: --map "amount=Net worth"\n'
        '  "Sales step" may be the stage. To use it: --map "stage=Sales step"\n'
        "  Columns not imported: Sales step, Net worth, Who.\n"
    )


def test_the_column_that_may_have_the_probabilities_is_proposed(pipectl: Shell) -> None:
    write("f.csv", "Title,Stage,Our win chance", "Al,New,30", "Bo,New,30")
    done = brought(pipectl, "f.csv", "--make-stages")
    assert done.err.endswith(
        '  Warning: New has 0 %: no column was read as the probability. "Our win chance" '
        'may be the one: --map "probability=Our win chance". 2 open deals will have a '
        "weighted amount of 0.\n"
    )


def test_the_column_proposed_gives_the_stages_their_probabilities(pipectl: Shell) -> None:
    write("f.csv", "Title,Stage,Our win chance", "Al,New,30", "Bo,New,30")
    done = brought(pipectl, "f.csv", "--make-stages", "--map", "probability=Our win chance")
    assert done.err == (
        "Read f.csv (csv): 2 rows.\n"
        "  Found no column for: amount, close date, outcome.\n"
        f"{begun(2)}New stages: New 30 %.\n"
        "  Order of all stages: Initial contact 0 %, Discovery 10 %, Meeting 30 %, New 30 %, "
        "Proposal 60 %, Negotiation 80 %.\n"
        '  To change a probability: `pipectl stage edit "New" --probability PERCENT`.\n'
        '  To change the order: `pipectl stage move "New" --after STAGE`.\n'
    )


# Decimal marks of workbooks


def test_text_amounts_of_a_workbook_need_their_mark_beside_its_numbers(pipectl: Shell) -> None:
    cells: Cells = [["title", "amount"], ["Al", "4.000,00 €"], ["Bo", 81369.24], ["Cy", "12,5 €"]]
    write_workbook(Path("d.xlsx"), {"Deals": cells})
    assert refused(pipectl, "d.xlsx") == (
        'pipectl: d.xlsx:2: the amounts have a decimal comma: "4.000,00 €".\n'
        "  Import with --decimal ,\n"
    )
    brought(pipectl, "d.xlsx", "--decimal", ",")
    sql = "select title, amount_minor from opportunity order by id"
    assert rows(pipectl, sql) == [("Al", 400000), ("Bo", 8136924), ("Cy", 1250)]


def test_a_workbook_s_numbers_in_words_of_both_marks_are_told(pipectl: Shell) -> None:
    cells: Cells = [["title", "amount"], ["Al", "4.000,00 €"], ["Bo", "1,234.50 €"]]
    write_workbook(Path("d.xlsx"), {"Deals": cells})
    assert "the amounts have a decimal comma in 1 row" in refused(pipectl, "d.xlsx")


# How often amounts come, and what is neither open nor closed


@pytest.mark.parametrize(
    ("again", "once"),
    [("Per Month", "Fixed Bid"), ("monatlich", "einmalig"), ("Mensuel", "Fixe"), ("Mes", "Fijo")],
)
def test_amounts_that_come_again_are_told_and_taken_when_said(
    pipectl: Shell, again: str, once: str
) -> None:
    write("f.csv", "Title,Amount,Kind", f"Al,10,{again}", f"Bo,10,{once}", f"Cy,,{again}", "Di,5,")
    flag = '--map "amount_period=Kind"'
    said = (
        "  Kind: 1 monthly amount, imported unchanged from Amount. To convert to yearly "
        f"amounts: {flag}\n"
    )
    assert said in brought(pipectl, "f.csv").err
    pipectl("undo")
    done = brought(pipectl, "f.csv", "--map", "amount_period=Kind")
    assert "converted 1 monthly amount (x 12) to yearly amounts." in done.err
    sql = "select title, amount_minor from opportunity order by id"
    assert rows(pipectl, sql) == [("Al", 12000), ("Bo", 1000), ("Cy", None), ("Di", 500)]


def test_a_column_with_other_words_too_says_nothing_of_amounts(pipectl: Shell) -> None:
    write("f.csv", "Title,Amount,Kind", "Al,10,monthly", "Bo,10,call back")
    assert "year's worth" not in brought(pipectl, "f.csv").err
    write("g.csv", "Title,Total amount,Kind", "Cy,10,monthly")
    done = brought(pipectl, "g.csv", "--map", "amount=Total amount")
    assert "year's worth" not in done.err


@pytest.mark.parametrize("word", ["SUSPENDED", "On hold", "Pausiert", "En attente", "Suspendido"])
@pytest.mark.parametrize("has_day", [True, False])
def test_a_deal_that_rests_is_asked_about_and_each_answer_works(
    pipectl: Shell, word: str, has_day: bool
) -> None:
    write(
        "f.csv",
        f"Title,State,{'Actual Close' if has_day else 'Since'}",
        f"Al,{word},2026-10-05",
        "Bo,OPEN,",
    )
    said = refused(pipectl, "f.csv")
    assert (
        f'f.csv: "State" is "{word}": 1 row (line 2). Is this deal open or lost?\n'
        f'  --open-when "State={word}"\n'
        f'  --lost-when "State={word}"\n'
    ) in said
    sql = "select title, status, closed_on from opportunity order by id"
    brought(pipectl, "f.csv", "--open-when", f"State={word}")
    assert rows(pipectl, sql) == [("Al", "open", None), ("Bo", "open", None)]
    pipectl("undo")
    brought(pipectl, "f.csv", "--lost-when", f"State={word}")
    found = rows(pipectl, sql)
    assert [each[1] for each in found] == ["lost", "open"]
    assert (found[0][2] == "2026-10-05") == has_day


def test_a_state_that_nobody_knows_is_asked_about_beside_a_day_of_closing(pipectl: Shell) -> None:
    write("f.csv", "Title,State,Actual Close", "Al,Zz,2026-10-05", "Bo,Zz,")
    said = refused(pipectl, "f.csv")
    assert (
        'f.csv: "State" is "Zz": 1 row (line 2). Is this deal open, won or lost?\n'
        '  --open-when "State=Zz"\n  --won-when "State=Zz"\n  --lost-when "State=Zz"\n'
    ) in said
    brought(pipectl, "f.csv", "--open-when", "State=Zz")
    assert rows(pipectl, "select status, closed_on from opportunity") == [("open", None)] * 2


def test_a_state_in_the_column_of_outcomes_may_be_said_to_be_open(pipectl: Shell) -> None:
    write("f.csv", "Title,State,Actual Close", "Al,SUSPENDED,2026-10-05", "Bo,OPEN,")
    flags = ("--map", "outcome=State", "--open-when", "State=SUSPENDED")
    brought(pipectl, "f.csv", *flags)
    assert rows(pipectl, "select status, closed_on from opportunity") == [("open", None)] * 2


# Probabilities of what is closed


@pytest.mark.parametrize(("all_of_it", "nothing"), [("100%", "0%"), ("100.0", "0"), ("100", "0.0")])
def test_open_deals_that_are_sure_to_be_won_or_lost_are_told(
    pipectl: Shell, all_of_it: str, nothing: str
) -> None:
    write(
        "f.csv", "Title,Stage,Chance", f"Al,Meeting,{all_of_it}", f"Bo,Meeting,{nothing}", "Cy,,30"
    )
    won, lost = "--won-when Chance=100", "--lost-when Chance=0"
    done = brought(pipectl, "f.csv")
    assert (
        "  1 row (line 2) with a probability of 100 % stays open. To import as won: "
        '--won-when "Chance=100"\n'
        "  1 row (line 3) with a probability of 0 % stays open. To import as lost: "
        '--lost-when "Chance=0"\n'
    ) in done.err
    pipectl("undo")
    done = brought(pipectl, "f.csv", *won.split(), *lost.split())
    assert "stays open" not in done.err
    sql = "select title, status from opportunity order by id"
    assert rows(pipectl, sql) == [("Al", "won"), ("Bo", "lost"), ("Cy", "open")]


def test_where_a_column_says_the_outcome_no_probability_is_doubted(pipectl: Shell) -> None:
    write("f.csv", "Title,Outcome,Chance", "Al,open,100", "Bo,open,0", "Cy,won,100")
    assert "of 100 %" not in brought(pipectl, "f.csv").err
    write("g.csv", "Title,Stage,Chance", "Di,Meeting,0", "Ed,Meeting,0")
    assert "of 0 %" not in brought(pipectl, "g.csv").err


# Currencies in a column whose header nobody knows

MONEY = "select title, amount_minor, currency from opportunity order by id"


@pytest.mark.parametrize(
    ("amount", "header"),
    [
        ("Betrag", "Betrag Währung"),
        ("Montant", "Devise du montant"),
        ("Importe", "Código ISO de la divisa"),
        ("Amount", "ISO-Währungscode"),
        ("Amount", "Opportunity_Currency__c"),
    ],
)
def test_a_column_of_codes_that_is_called_the_amounts_currency_is_read(
    amount: str, header: str, pipectl: Shell
) -> None:
    others = "Umsatz (konvertiert) Währung,Expected Revenue Currency"
    write(
        "f.csv",
        f"Title,{amount},{header},Stage,{others}",
        *("Al,100,CHF,Meeting,EUR,GBP", "Bo,7,eur,Meeting,EUR,GBP", "Cy,8,,Meeting,EUR,GBP"),
    )
    flags = ("--map", f"amount={amount}")
    said = brought(pipectl, "f.csv", *flags).err
    assert f"  {header}: read as the currency (its cells are currencies).\n" in said
    assert "  1 amount without a currency: using USD. To change it: --currency CODE\n" in said
    assert (
        "Columns not imported: Umsatz (konvertiert) Währung, Expected Revenue Currency.\n" in said
    )
    assert rows(pipectl, MONEY) == [("Al", 10000, "CHF"), ("Bo", 700, "EUR"), ("Cy", 800, "USD")]


@pytest.mark.parametrize("header", ["Kind", "Expected Revenue Currency", "Our $"])
def test_a_column_of_codes_that_is_called_otherwise_is_named(header: str, pipectl: Shell) -> None:
    write(
        "f.csv",
        f"Title,Amount,{header},Stage,Converted Currency",
        *("Al,100,CHF,Meeting,EUR", "Bo,7,EUR,Meeting,EUR"),
    )
    said = brought(pipectl, "f.csv").err
    flag = "--map 'currency=Our $'" if "$" in header else f'--map "currency={header}"'
    assert (
        "  2 amounts without a currency: using USD. To change it: --currency CODE\n"
        f"  {header} may be the currency. To use it: {flag}\n"
    ) in said
    pipectl("undo")
    brought(pipectl, "f.csv", "--map", f"currency={header}")
    assert rows(pipectl, MONEY) == [("Al", 10000, "CHF"), ("Bo", 700, "EUR")]


def test_of_two_columns_of_currencies_none_is_read_and_one_is_named(pipectl: Shell) -> None:
    write("f.csv", "Title,Amount,ISO Currency Codes,Currency (ISO)", "Al,100,CHF,EUR")
    said = brought(pipectl, "f.csv").err
    assert (
        'ISO Currency Codes may be the currency. To use it: --map "currency=ISO Currency Codes"'
        in said
    )
    assert rows(pipectl, MONEY) == [("Al", 10000, "USD")]


@pytest.mark.parametrize("cell", ["Europe", "XYZ", "Dollar"])
def test_a_column_with_something_else_than_currencies_is_none_of_them(
    cell: str, pipectl: Shell
) -> None:
    write("f.csv", "Title,Amount,Amount Währung", "Al,100,CHF", f"Bo,7,{cell}")
    said = brought(pipectl, "f.csv").err
    assert "read as the currency" not in said
    flag = '--map "currency=Amount Währung"'
    assert f"  Amount Währung may be the currency. To use it: {flag}\n" in said
    assert rows(pipectl, MONEY) == [("Al", 10000, "USD"), ("Bo", 700, "USD")]
