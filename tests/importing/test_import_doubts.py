"""`import` says what it assumed: titles, currencies, shares of 1, cents, and what stays empty."""

import pytest

from conftest import Shell
from imported import is_well, refused, reversible, rows, write
from pipectl.importing.rules.fields import MAPPABLE
from terminal import ENTER, Session

AMOUNTS = "select title, amount_minor, currency from opportunity order by id"
PERCENTS = "select title, probability_bp from opportunity order by id"


# Titles


def test_a_row_without_a_title_is_called_by_its_account_or_is_a_problem(pipectl: Shell) -> None:
    head = "deal_id,title,account,stage"
    write("d.csv", head, "4711,,Larch,Discovery", "4712,Store,,Meeting")
    done = reversible(pipectl, "d.csv")
    assert "  1 row (line 2) without a title: using the account's name.\n" in done.err
    assert rows(pipectl, "select title from opportunity") == [("Larch",), ("Store",)]
    write("e.csv", head, "4713,,,Meeting", "4714,Bin,,Meeting")
    assert (
        "e.csv:2: title: the title is missing, and there is no account to use instead.\n"
        in refused(pipectl, "e.csv")
    )


def test_where_no_column_has_titles_it_says_what_deals_are_called(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "4711,Discovery")
    done = reversible(pipectl, "d.csv")
    assert (
        "  Found no title column: using deal_id. To choose another: --map title=HEADER\n"
        in done.err
    )


# Currencies


def test_a_currency_that_is_assumed_is_said_with_the_flag_that_changes_it(pipectl: Shell) -> None:
    write("d.csv", "title,amount,stage", "Kiln,12000,Meeting", "Oven,,Meeting")
    line = "  1 amount without a currency: using USD. To change it: --currency CODE\n"
    assert line in reversible(pipectl, "d.csv").err
    pipectl("undo")
    done = reversible(pipectl, "d.csv", "--currency", "chf", "--save-as", "swiss")
    assert "currency" not in done.err
    assert rows(pipectl, AMOUNTS) == [("Kiln", 1200000, "CHF"), ("Oven", None, "CHF")]
    write("e.csv", "title,amount,stage", "Mixer,7,Meeting")
    reversible(pipectl, "e.csv", "--like", "swiss")
    assert rows(pipectl, AMOUNTS)[2:] == [("Mixer", 700, "CHF")]
    said = refused(pipectl, "d.csv", "--currency", "XXY", code=2)
    assert '"XXY" is not an ISO 4217 currency' in said


def test_currencies_of_signs_and_a_mixture_are_said(pipectl: Shell) -> None:
    write("d.csv", "title,amount", "A,12000", 'B,"€5,000"', "C,$7", "D,8 EUR")
    done = reversible(pipectl, "d.csv")
    assert (
        "  1 amount without a currency: using USD. To change it: --currency CODE\n"
        "  Currencies read from symbols: 2 amounts in EUR and 1 amount in USD. Amounts in "
        "different currencies are not added up.\n"
    ) in done.err
    write("e.csv", "title,amount", "E,$12000")
    assert "Currencies read from symbols" not in reversible(pipectl, "e.csv").err


# Probabilities


@pytest.mark.parametrize("header", ["Probability (%)", "Probability"])
def test_probabilities_from_0_to_1_are_shares(pipectl: Shell, header: str) -> None:
    write("d.csv", f"title,stage,{header}", "A,Meeting,0.25", "B,Meeting,1", "C,Meeting,")
    done = reversible(pipectl, "d.csv")
    assert f"  {header}: read as fractions of 1 (0.25 is 25 %).\n" in done.err
    assert rows(pipectl, PERCENTS) == [("A", 2500), ("B", 10000), ("C", None)]


def test_one_alone_is_neither_1_nor_100_percent_until_somebody_says_it(pipectl: Shell) -> None:
    write("d.csv", "title,stage,Probability", "A,Meeting,0", "B,Meeting,1")
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv:3: every probability in "Probability" is 0 or 1, and 1 could mean '
        "1% or 100%.\n"
        '  Choose one: --map "probability_share=Probability" (100%) or --map '
        '"probability=Probability" (1%).\n'
    )
    reversible(pipectl, "d.csv", "--map", "probability_share=Probability")
    assert rows(pipectl, PERCENTS) == [("A", 0), ("B", 10000)]
    pipectl("undo")
    reversible(pipectl, "d.csv", "--map", "probability=Probability")
    assert rows(pipectl, PERCENTS) == [("A", 0), ("B", 100)]


def test_percents_stay_percents(pipectl: Shell) -> None:
    write("d.csv", "title,stage,Probability", "A,Meeting,1", "B,Meeting,40")
    assert "shares" not in reversible(pipectl, "d.csv").err
    assert rows(pipectl, PERCENTS) == [("A", 100), ("B", 4000)]
    write("e.csv", "title,stage,Probability", "C,Meeting,0.5", "D,Meeting,40")
    assert '"0.5" could mean 0.5% or 50%' in refused(pipectl, "e.csv")


# Close


CLOSE = "id,lead_name,contact,status_label,status_type,value,value_formatted,value_currency,note"


def test_the_value_of_close_is_compared_with_how_it_is_shown(pipectl: Shell) -> None:
    write(
        "opportunities.csv",
        CLOSE,
        'oppo_1,Larch,Ana Ito,Meeting,active,1250000,"€12,500",EUR,"Two ovens,\nby May"',
        'oppo_2,Birch,,Meeting,active,5000,"€5,000",EUR,',
        'oppo_3,Elm,,Meeting,active,125050,"1.250,50 €",EUR,',
        "oppo_4,Fir,,Meeting,active,5000,€50 monthly,EUR,",
    )
    done = reversible(pipectl, "opportunities.csv")
    assert "converted 1 monthly amount (x 12) to yearly amounts" in done.err
    assert "value: read as cents" in done.err
    assert [amount for _, amount, _ in rows(pipectl, AMOUNTS)] == [1250000, 500000, 125050, 60000]
    assert pipectl("show", "larch", "--json").json["note"] == "Two ovens,\nby May"
    assert pipectl("show", "larch", "--json").json["contact"] == "Ana Ito"
    write("o.csv", CLOSE, "oppo_9,Larch,,Meeting,active,700,€12,EUR,")
    assert (
        'o.csv:2: value: "700" doesn\'t match "€12", in full or in cents, in "value_formatted".\n'
    ) in refused(pipectl, "o.csv")


def test_an_amount_of_close_that_is_only_shown_is_read(pipectl: Shell) -> None:
    write(
        "opportunities.csv",
        "id,lead_name,status_label,status_type,value_formatted",
        'oppo_1,Larch,Meeting,active,"$1,200 annually"',
        "oppo_2,Birch,Meeting,active,$50 monthly",
    )
    done = reversible(pipectl, "opportunities.csv")
    assert (
        "converted 1 monthly amount (x 12) to yearly amounts. 1 annual amount stays as it is."
        in done.err
    )
    assert rows(pipectl, AMOUNTS) == [("Larch", 120000, "USD"), ("Birch", 60000, "USD")]


# What stays empty, notes and tags


def test_deals_of_which_nothing_counts_come_in_only_if_somebody_says_yes(pipectl: Shell) -> None:
    write("d.csv", "title,colour", "Kiln,red", "Oven,blue")
    question = "Import 2 deals without amounts, dates or stages? (y/N)"
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked("Found no column for: amount, stage, close date, outcome", question).type(ENTER)
    assert asked.left(4) == ""
    assert "Nothing was imported." in asked.said
    assert rows(pipectl, "select title from opportunity") == []
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.answer(question, "y")
    assert "2 new" in asked.left()
    is_well(pipectl)


def test_tags_need_no_space_behind_their_commas(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,Tags", '1,Kiln,"hot,oven"', '2,Vat,"1,000 seats, big"')
    reversible(pipectl, "d.csv")
    for number, tags in (("1", ["hot", "oven"]), ("2", ["1,000 seats", "big"])):
        assert sorted(pipectl("show", number, "--json").json["tags"]) == tags


def test_notes_and_tags_of_any_file_come_in_and_are_brought_up_to_date(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,Notes,Tags", '1,Kiln,"Two,\nby May",hot;oven')
    reversible(pipectl, "d.csv")
    shown = pipectl("show", 1, "--json").json
    assert (shown["note"], shown["tags"]) == ("Two,\nby May", ["hot", "oven"])
    write("d.csv", "deal_id,title,Notes,Tags", "1,Kiln,Three,cold")
    reversible(pipectl, "d.csv", "--update")
    shown = pipectl("show", 1, "--json").json
    assert (shown["note"], sorted(shown["tags"])) == ("Three", ["cold", "hot", "oven"])


def test_a_field_that_only_our_own_csv_fills_isn_t_taken_without_a_word(pipectl: Shell) -> None:
    write("d.csv", "title,x", "Kiln,1")
    assert refused(pipectl, "d.csv", "--map", "why=x", code=2) == (
        f"pipectl: --map why: only CSV files exported by pipectl have this field.\n  {MAPPABLE}\n"
    )


# Headers of somebody's own sheet


HEADERS = (
    ("Deal name", "Value", "Expected close", "Company"),
    ("Opportunity", "Amount", "expected_on", "Account"),
    ("title", "deal_value", "expected_close", "organisation"),
    ("Name", "Estimated Value", "Est. Close Date", "Client"),
)


@pytest.mark.parametrize("headers", HEADERS)
def test_the_headers_of_a_plain_sheet_are_known_in_several_words(
    pipectl: Shell, headers: tuple[str, ...]
) -> None:
    write("d.csv", ",".join(headers), "Kiln,12000,2026-12-01,Larch")
    reversible(pipectl, "d.csv")
    (found,) = pipectl("list", "--json").json
    assert [found[name] for name in ("title", "amount", "close_on", "account")] == [
        *("Kiln", 12000, "2026-12-01", "Larch")
    ]


def test_a_list_of_people_is_not_taken_for_deals_by_its_names(pipectl: Shell) -> None:
    write("d.csv", "Name,Email,Company", "Ana Ito,ana@example.com,Larch")
    assert "d.csv lists people, but no deals." in refused(pipectl, "d.csv")


def test_the_help_lists_the_fields_that_a_column_can_fill(empty: Shell) -> None:
    fields = MAPPABLE.removesuffix(", field.NAME.")
    assert f"{fields}, and field.NAME" in " ".join(empty("import", "--help").out.split())
