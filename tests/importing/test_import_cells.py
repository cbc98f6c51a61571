"""`import` of cells that say more than their field: currencies in words, several addresses."""

import pytest

from conftest import Shell
from imported import brought, refused, reversible, rows, write
from pipectl.errors import UsageError
from pipectl.importing.rules.currency_names import read_currency


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("gbp", "GBP"), ("Pound Sterling", "GBP"), ("British pound", "GBP"), ("£", "GBP")),
        *(("Euro", "EUR"), ("Euros", "EUR"), ("Euro (EUR)", "EUR"), ("€", "EUR")),
        *(("US Dollar", "USD"), ("US\u00a0Dollar", "USD"), ("Dollar américain", "USD")),
        *(("Swiss Franc", "CHF"), ("Schweizer Franken", "CHF"), ("franc suisse", "CHF")),
        *(("CAD - Canadian Dollar", "CAD"), ("Yen", "JPY"), ("Polish Złoty", "PLN")),
    ],
)
def test_currencies_are_known_by_code_sign_and_name(text: str, code: str) -> None:
    assert read_currency(text) == code


@pytest.mark.parametrize("text", ["Dollar", "Pound", "kr", "XXX", "EUR or USD", "Local money"])
def test_what_could_be_several_currencies_is_none(text: str) -> None:
    with pytest.raises(UsageError):
        read_currency(text)


AMOUNTS = "select title, amount_minor, currency from opportunity order by id"


def test_a_currency_that_nobody_knows_is_what_the_flag_says(pipectl: Shell) -> None:
    write("d.csv", "Deal,Amount,Currency", "A,100,Pound Sterling", "B,200,Local money")
    said = refused(pipectl, "d.csv")
    assert (
        'd.csv:3: Currency: "Local money" is not an ISO 4217 currency. To read such amounts as one '
        "currency: --currency CODE\n"
    ) in said
    done = reversible(pipectl, "d.csv", "--currency", "CHF")
    assert (
        '  Currency: "Local money" is not a known currency: using --currency in 1 row.\n'
    ) in done.err
    assert rows(pipectl, AMOUNTS) == [("A", 10000, "GBP"), ("B", 20000, "CHF")]


def test_a_sign_of_several_currencies_names_the_flag_that_settles_it(pipectl: Shell) -> None:
    write("d.csv", "Deal,Amount", "A,CHF 1500", "B,Fr. 2000")
    assert (
        'd.csv:3: Amount: "Fr. 2000" doesn\'t name a currency: "Fr." could be CHF, XAF, XOF or '
        "XPF. Name the currency with --currency CODE, or its column with --map currency=HEADER.\n"
    ) in refused(pipectl, "d.csv")
    brought(pipectl, "d.csv", "--currency", "CHF")
    assert {row[2] for row in rows(pipectl, AMOUNTS)} == {"CHF"}


@pytest.mark.parametrize("cell", ["ann@x.fr, b@x.fr", "ann@x.fr; b@x.fr", "Ann <ann@x.fr>"])
def test_the_first_of_several_addresses_is_the_contacts(pipectl: Shell, cell: str) -> None:
    write("d.csv", "Deal,Amount,Contact,Contact email", f'A,1,Ann,"{cell}"', "B,2,Ann,ann@x.fr")
    done = reversible(pipectl, "d.csv")
    assert "keeps" not in done.err
    assert ("with several values: using the first." in done.err) == ("b@x" in cell)
    assert rows(pipectl, "select name, email from contact") == [("Ann", "ann@x.fr")]
    again = brought(pipectl, "d.csv", "--update")
    assert "0 new deals, 0 changed, 2 unchanged" in again.out
    assert "keeps" not in again.err


def test_the_contact_behind_a_company_is_no_part_of_its_name(pipectl: Shell) -> None:
    write(
        *("d.csv", "Deal,Amount,Account,Contact", 'A,1,"Acme, Ann Lee",Ann Lee'),
        *('B,2,"Acme, Inc.",Ann Lee', 'C,3,"Ann Lee",Ann Lee', "D,4,Acme,Ann Lee"),
    )
    done = reversible(pipectl, "d.csv")
    assert (
        "  Account: 1 row (line 2) with a contact after the company: using only the company.\n"
    ) in done.err
    found = rows(pipectl, "select name from account order by id")
    assert found == [("Acme",), ("Acme, Inc.",), ("Ann Lee",)]


def test_nobody_is_asked_of_a_row_that_cannot_come_in(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Stage", "A,1,Proposal", ",2,Done", "B,x,Done")
    said = refused(pipectl, "d.csv")
    assert "won or lost?" not in said
    assert "2 rows have problems. Nothing was imported." in said
    assert "d.csv:3: Title: the title is missing" in said


def test_a_column_that_nobody_may_modify_is_no_title(pipectl: Shell) -> None:
    write(
        "d.csv", "(Do Not Modify) Opportunity,Opportunity headline,Est. Revenue", "6f1c,Rollout,100"
    )
    assert '--map "title=Opportunity headline", if it is that one.' in refused(pipectl, "d.csv")
