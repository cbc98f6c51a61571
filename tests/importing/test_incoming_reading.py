"""From a file's bytes to opportunities that come in, and to every problem with its line."""

import csv
import io
import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipectl.errors import BadFileError
from pipectl.importing.rules.csv_file import rows
from pipectl.importing.rules.date_formats import AmbiguousColumnError, Order
from pipectl.importing.rules.deal_from_row import ReadingOptions
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.file_columns import UnknownHeaderError, columns, recognize
from pipectl.importing.rules.problems import MOST_PROBLEMS
from pipectl.importing.rules.programs import format_named
from pipectl.importing.rules.read_result import Read
from pipectl.importing.rules.rows import read

SAMPLES = Path(__file__).parent.parent / "samples"
DATA = Path(os.environ.get("PIPECTL_DATA", Path(__file__).parents[3] / "shared" / "data"))
TODAY = date(2026, 11, 18)


def reading(
    content: str | bytes,
    *,
    of: str | None = None,
    maps: Mapping[str, str] | None = None,
    name: str = "deals.csv",
    **options: Any,
) -> Read:
    raw = content.encode() if isinstance(content, str) else content
    sheet = rows(io.BytesIO(raw), name=name)
    known = format_named(of) if of else recognize(sheet.headers, maps=maps)
    found = columns(sheet.headers, known, maps, name=name)
    return read(sheet, found, ReadingOptions("USD", today=TODAY)._replace(**options))


def sample(name: str, **options: Any) -> Read:
    return reading((SAMPLES / name).read_bytes(), name=name, **options)


def only(found: Read) -> Incoming:
    assert found.problems == []
    (row,) = found.rows
    return row


def problems(content: str, **options: Any) -> list[str]:
    found = reading(content, **options)
    assert found.problem_count == len(found.problems)
    return [str(problem) for problem in found.problems]


def differing(row: Incoming) -> dict[str, object]:
    """What of an opportunity isn't empty."""
    return {
        name: value
        for name, value in row._asdict().items()
        if value is not False and value not in (None, ())
    }


def test_hubspot_comes_in_as_it_is_exported() -> None:
    found = sample("hubspot.csv")
    assert found.problems == []
    acme, birch, cedar, dogwood, japanese = found.rows
    assert differing(acme) == {
        "line": 2,
        "identifier": "9876543210",
        "title": "Acme, rollout",
        "account": "Acme Corp",
        "contact": "Jo Park",
        "contact_email": "jo@acme.example",
        "amount_minor": 1_200_050,
        "currency": "USD",
        "stage": "Presentation Scheduled (Sales Pipeline)",
        "outcome": "open",
        "probability_bp": 3000,
        "created_on": date(2026, 9, 1),
        "close_on": date(2026, 12, 15),
        "source": "Referrals",
        "next_action": "Call back and send the proposal",
    }
    assert (birch.line, birch.outcome, birch.stage) == (6, "won", None)
    assert (birch.account, birch.closed_on, birch.close_on) == ("Birch", date(2026, 10, 30), None)
    assert (birch.probability_bp, birch.next_action) == (None, None)
    assert (cedar.outcome, cedar.lost_reason) == ("lost", "Budget cut, asks again in spring")
    assert (dogwood.outcome, dogwood.lost_reason) == ("lost", "not recorded")
    assert (dogwood.amount_minor, dogwood.currency) == (400_000, "EUR")
    assert (japanese.amount_minor, japanese.currency, japanese.close_on) == (500_000, "JPY", None)
    assert found.orders == {}
    assert found.left_out[:2] == ("Pipeline", "Deal owner")


def test_hubspot_s_146_columns_and_giant_cells_come_in() -> None:
    lines = list(csv.reader(io.StringIO((SAMPLES / "hubspot.csv").read_text("utf-8-sig"))))
    wide = io.StringIO()
    extra = 146 - len(lines[0])
    for number, line in enumerate(lines):
        more = [f"Property {place}" if not number else "x" * 2000 for place in range(extra)]
        csv.writer(wide).writerow([*line, *more[:-1], more[-1] if not number else "y" * 400_000])
    found = reading(wide.getvalue())
    assert [row[1:] for row in found.rows] == [row[1:] for row in sample("hubspot.csv").rows]
    assert len(found.left_out) == 6 + extra


@pytest.mark.parametrize("name", ["pipedrive.csv", "pipedrive-plain.csv"])
def test_pipedrive_comes_in_with_its_prefix_and_without(name: str) -> None:
    found = sample(name)
    assert found.problems == []
    acme, birch, cedar = found.rows
    assert (acme.identifier, acme.title, acme.account) == ("1", "Acme rollout", "Acme Corp")
    assert (acme.outcome, acme.stage, acme.amount_minor) == ("open", "Proposal Made", 1_200_000)
    assert acme.close_on == date(2026, 12, 15)
    assert (birch.outcome, birch.stage, birch.currency) == ("won", "Negotiations Started", "EUR")
    assert birch.closed_on == date(2026, 10, 30)
    assert (cedar.outcome, cedar.closed_on) == ("lost", date(2026, 9, 30))
    assert cedar.lost_reason == ("Too dear" if "plain" in name else "not recorded")


def test_a_salesforce_report_comes_in_without_its_footer() -> None:
    found = sample("salesforce.csv")
    assert found.problems == []
    assert found.footer_count == 5
    assert found.orders == {
        "Close Date": Order("mdy", 3, "10/30/2026"),
        "Created Date": Order("mdy", 2, "9/21/2026"),
    }
    acme, birch, cedar = found.rows
    assert (acme.identifier, acme.amount_minor, acme.probability_bp) == (None, 1_200_000, 6000)
    assert (acme.close_on, acme.created_on) == (date(2026, 12, 5), date(2026, 9, 21))
    assert (acme.next_action, acme.source) == ("Send the proposal", "Partner")
    assert (birch.outcome, birch.stage, birch.closed_on) == ("won", None, date(2026, 10, 30))
    assert (cedar.outcome, cedar.amount_minor, cedar.next_action) == ("lost", None, None)


def test_a_salesforce_data_export_comes_in_by_its_flags() -> None:
    found = sample("salesforce-export.csv")
    assert found.problems == []
    acme, birch, cedar = found.rows
    assert (acme.account, acme.created_on, acme.stage) == (
        "Acme Corp",
        date(2026, 9, 1),
        "Negotiation",
    )
    assert (acme.probability_bp, acme.next_action) == (9000, "Sign")
    assert (birch.outcome, birch.stage) == ("won", None)
    assert (cedar.line, cedar.outcome, cedar.stage) == (5, "lost", "Gone")
    # Identifiers that differ in case only are different ones.
    assert birch.identifier != cedar.identifier


def test_close_comes_in_with_cents() -> None:
    found = sample("close.csv")
    assert found.problems == []
    acme, birch, cedar = found.rows
    assert (acme.title, acme.account, acme.amount_minor) == ("Acme Corp", "Acme Corp", 1_200_050)
    assert (acme.stage, acme.probability_bp) == ("Proposal Sent", 6000)
    assert (birch.outcome, birch.stage, birch.closed_on) == ("won", None, date(2026, 10, 30))
    assert (cedar.outcome, cedar.closed_on) == ("lost", date(2026, 9, 30))


def test_zoho_comes_in() -> None:
    found = sample("zoho.csv")
    assert found.problems == []
    acme, birch, cedar = found.rows
    assert (acme.amount_minor, acme.probability_bp, acme.campaign) == (
        1_200_050,
        2000,
        "Spring fair",
    )
    assert (birch.outcome, birch.closed_on) == ("won", date(2026, 10, 30))
    assert (cedar.outcome, cedar.stage, cedar.lost_reason) == ("lost", None, "Price")


def test_a_plain_file_needs_little() -> None:
    assert differing(only(reading("deal_id\n17\n"))) == {
        "line": 2,
        "identifier": "17",
        "title": "17",
        "currency": "USD",
        "is_currency_assumed": True,
        "outcome": "open",
    }
    row = only(reading("title;amount\nAcme;1,200 EUR\n"))
    assert (row.title, row.amount_minor, row.currency) == ("Acme", 120_000, "EUR")


def test_a_closed_value_counts_for_won_ones_only() -> None:
    found = reading(
        "deal_id,amount,outcome,closed_at,closed_value\n"
        "1,1096,won,2026-03-01,1054.0\n2,55,lost,2026-03-01,0\n3,55,open,,12\n4,,won,2026-03-01,7\n"
    )
    assert [row.closed_value_minor for row in found.rows] == [105_400, None, None, 700]
    assert [row.amount_minor for row in found.rows] == [109_600, 5500, 5500, None]


def test_every_problem_is_told_with_its_line_and_column() -> None:
    content = (
        "deal_id,title,amount,currency,outcome,opened_at,closed_at,stage\n"
        '1,"two\nlines",12,USD,open,2026-01-01,,A\n'
        "2,b,-5,USD,maybe,2026-02-30,,A\n"
        ",,1,USD,open,,,A\n"
        "4,d,$5,EUR,open,,,A\n"
        "5,e,1,USD,open,,2026-01-01,A\n"
        "6,f,1,USD,open,,,Closed Won\n"
        "7,g,1,USD,won,,2026-12-24,A\n"
        "8,h,1,USD,open,2027-01-01,,A\n"
        "9,i,1\n"
        "10,j,1.234,USD,open,46344,,A\n"
        "11,k,1,USD,open,,,A\n"
        "11,l,1,USD,open,,,A\n"
    )
    assert problems(content) == [
        "deals.csv:2: title: The title can't contain a line break (U+000A at character 4):"
        ' "two\\nlines".',
        'deals.csv:4: outcome: "maybe" is not won, lost or open.',
        'deals.csv:4: opened_at: "2026-02-30" is not a valid date.',
        'deals.csv:4: amount: "-5" is negative. Amounts start at 0.',
        "deals.csv:5: title: the title is missing, and there is no account to use instead.",
        'deals.csv:6: amount: "$5" is in USD, but the currency of the row is EUR.',
        "deals.csv:7: closed_at: a closing date needs an outcome, won or lost.",
        'deals.csv:8: stage: it is won here, but open by "outcome".',
        "deals.csv:9: closed_at: 2026-12-24 is in the future: today is 2026-11-18.",
        "deals.csv:10: opened_at: 2027-01-01 is in the future: today is 2026-11-18.",
        "deals.csv:11: the row has 3 cells, but there are 8 headers.",
        'deals.csv:12: opened_at: "46344" is a spreadsheet\'s day number, not a date '
        "(format the column as dates).",
        'deals.csv:12: amount: "1.234" could mean 1.234 USD or 1,234 USD.',
        "deals.csv:14: deal_id: line 13 has the same identifier.",
    ]


def test_a_row_says_everything_that_is_wrong_with_it() -> None:
    content = (
        "deal_id,title,amount,currency,outcome,opened_at,closed_at,stage\n"
        "1,a,abc,USD,open,2026-02-30,,A\n"
        "2,b,abc,USD,open,2027-01-01,2026-11-01,A\n"
        ",,abc,USD,won,,2026-12-24,A\n"
        "4,d,abc,XXY,won,2026-11-02,2026-11-01,A\n"
        "5,e,abc,USD,won,2026-11-02,2026-11-01,A\n"
    )
    assert problems(content) == [
        'deals.csv:2: opened_at: "2026-02-30" is not a valid date.',
        'deals.csv:2: amount: "abc" is not an amount.',
        "deals.csv:3: closed_at: a closing date needs an outcome, won or lost.",
        'deals.csv:3: amount: "abc" is not an amount.',
        "deals.csv:3: opened_at: 2027-01-01 is in the future: today is 2026-11-18.",
        "deals.csv:4: title: the title is missing, and there is no account to use instead.",
        "deals.csv:4: closed_at: 2026-12-24 is in the future: today is 2026-11-18.",
        'deals.csv:4: amount: "abc" is not an amount.',
        'deals.csv:5: currency: "XXY" is not an ISO 4217 currency. To read such amounts as one'
        " currency: --currency CODE",
        'deals.csv:6: closed_at: 2026-11-01 is before the creation date 2026-11-02 in "opened_at".',
        'deals.csv:6: amount: "abc" is not an amount.',
    ]


def test_money_is_told_where_nothing_else_is_wrong() -> None:
    assert problems("deal_id,amount\n1,-5\n2,1.234\n") == [
        'deals.csv:2: amount: "-5" is negative. Amounts start at 0.',
        'deals.csv:3: amount: "1.234" could mean 1.234 USD or 1,234 USD.',
    ]


def test_good_rows_come_out_beside_the_problems() -> None:
    content = "deal_id,title,amount\n1,a,1\n2,b,x\n3\n4,d,1\n"
    found = reading(content, keep_rejected=True)
    assert [row.identifier for row in found.rows] == ["1", "4"]
    assert found.rejected == {
        3: 'amount: "x" is not an amount.',
        4: "the row has 1 cell, but there are 3 headers.",
    }
    assert (found.problem_count, found.rejected_count) == (2, 2)
    assert reading(content).rejected == {}


def test_problems_are_counted_beyond_what_anybody_reads() -> None:
    found = reading("deal_id,amount\n" + "".join(f"{each},x\n" for each in range(1500)))
    assert (len(found.problems), found.problem_count) == (MOST_PROBLEMS, 1500)
    assert (found.rejected_count, found.rows) == (1500, [])


def test_rows_without_identifiers_are_told_apart_by_title_account_and_beginning() -> None:
    content = "title,account,opened_at\nA,B,2026-01-01\nA,C,2026-01-01\na,b,2026-01-01 10:00\nA,,\n"
    found = reading(content)
    assert [row.line for row in found.rows] == [2, 3, 5]
    assert [str(each) for each in found.problems] == [
        "deals.csv:4: title: line 2 has the same title, account and creation date."
    ]


def test_a_row_that_was_rejected_does_not_stand_in_the_way_of_its_twin() -> None:
    found = reading("deal_id,amount\n1,x\n1,5\n")
    assert [row.line for row in found.rows] == [3]
    assert found.problem_count == 1


def test_dates_are_read_in_the_order_of_their_column() -> None:
    found = reading(
        "deal_id,opened_at,outcome,closed_at\n1,3/4/2026,won,3/4/2026\n2,3/18/2026,won,18/3/2026\n"
    )
    assert [(row.created_on, row.closed_on) for row in found.rows] == [
        (date(2026, 3, 4), date(2026, 4, 3)),
        (date(2026, 3, 18), date(2026, 3, 18)),
    ]
    assert found.orders == {
        "opened_at": Order("mdy", 3, "3/18/2026"),
        "closed_at": Order("dmy", 3, "18/3/2026"),
    }


def test_dates_against_their_column_s_order_are_problems() -> None:
    assert problems("deal_id,opened_at\n1,3/18/2026\n2,18/3/2026\n3,2026-03-18\n") == [
        'deals.csv:3: opened_at: "18/3/2026" does not match the order of the other dates '
        "in this column, month/day/year.",
    ]


def test_dates_that_could_be_both_need_the_flag() -> None:
    content = "deal_id,opened_at\n1,3/4/2026\n2,5/6/2026\n"
    with pytest.raises(AmbiguousColumnError):
        reading(content)
    assert [row.created_on for row in reading(content, dates="dmy").rows] == [
        date(2026, 4, 3),
        date(2026, 6, 5),
    ]
    assert reading(content, dates="mdy").orders == {}


def test_only_some_rows_are_wanted() -> None:
    content = "deal_id,owner,Region,amount\n1,Ann,EU,1\n2,bob,EU,x\n3,ANN,US,1\n4,Ann,Asia,1\n"
    assert [row.identifier for row in reading(content, only={"Owner": ["ann"]}).rows] == [
        *("1", "3", "4")
    ]
    found = reading(content, only={"owner": ["ann"], "region": ["us", "Asia "]})
    assert [row.identifier for row in found.rows] == ["3", "4"]
    assert (found.other_count, found.problem_count) == (2, 0)
    with pytest.raises(UnknownHeaderError, match=r'deals\.csv has no column "ownr"'):
        reading(content, only={"ownr": ["ann"]})


def test_a_formula_s_apostrophe_is_taken_away_and_another_one_in_our_own_files_only() -> None:
    content = "deal_id,title\n1,'=1+1\n2,''quoted\n3,'t Hooft\n"
    found = reading(content, ours=True).rows
    assert [row.title for row in found] == ["=1+1", "'quoted", "'t Hooft"]
    assert [row.title for row in reading(content).rows] == ["=1+1", "''quoted", "'t Hooft"]


def test_flags_and_words_must_agree() -> None:
    content = (
        "Id,Name,StageName,IsWon,IsClosed,CloseDate\n"
        "1,a,Closed Won,false,true,2026-01-01\n2,b,Closed Lost,true,true,2026-01-01\n"
        "3,c,Closed Won,false,false,2026-01-01\n4,d,Closed Lost,false,true,2026-01-01\n"
    )
    assert problems(content) == [
        'deals.csv:2: StageName: it is won here, but lost by "IsWon".',
        'deals.csv:3: StageName: it is lost here, but won by "IsWon".',
        'deals.csv:4: StageName: it is won here, but open by "IsClosed".',
    ]


def test_a_flag_alone_may_say_that_it_was_not_won() -> None:
    assert problems("Deal Name,Deal Stage,Is Closed Won\na,Closed Won,false\n") == [
        'deals.csv:2: Deal Stage: it is won here, but not by "Is Closed Won".'
    ]


def test_a_closing_to_come_is_expected_and_not_made() -> None:
    row = only(reading("Opportunity Name,Stage,Close Date\na,Closed Won,2026-12-24\n"))
    assert (row.outcome, row.closed_on, row.close_on) == ("won", None, date(2026, 12, 24))
    row = only(reading("Title,Value,Won time,Expected close date\na,1,2026-11-01,\n"))
    assert (row.outcome, row.closed_on) == ("won", date(2026, 11, 1))


def test_a_next_action_may_come_with_its_day_but_no_day_alone() -> None:
    maps = {"next_action": "todo", "next_due": "by"}
    row = only(reading("title,todo,by\na,Call,2026-12-01\n", maps=maps))
    assert (row.next_action, row.next_due) == ("Call", date(2026, 12, 1))
    found = reading("title,todo,by\na,,2026-12-01\nb,,\n", maps=maps)
    assert [(each.next_action, each.next_due) for each in found.rows] == [(None, None)] * 2
    assert found.dueless == [2]


def test_any_csv_comes_in_by_its_headers() -> None:
    maps = {"title": "Kunde", "amount": "Betrag", "closed_on": "Ende", "outcome": "Status"}
    row = only(
        reading(
            "Kunde;Betrag;Ende;Status\nM\xfcller;1.234,50 \u20ac;18.11.2026;Won\n",
            maps=maps,
            decimal=",",
        )
    )
    assert (row.title, row.amount_minor, row.currency) == ("Müller", 123_450, "EUR")
    assert (row.closed_on, row.outcome) == (TODAY, "won")


def test_hostile_words_come_in_as_they_are_or_are_told_visibly() -> None:
    good = [
        "[red]x",
        "[/]",
        "$(touch pwn)",
        "=1+1",
        "@SUM(1)",
        "-rf",
        "日本語",
        "שלום",
        "a;b",
        "NULL",
        "%",
        "e\u0301",
    ]
    found = reading("title\n" + "".join(f'"{word}"\n' for word in good))
    assert [row.title for row in found.rows] == [*good[:-1], "é"]
    for word in ("\x1b[31mx", "a\u202eb", "a\x9b31m", "\u2066x", "\u200b", "a\tb"):
        (said,) = problems(f'title\n"{word}"\n', name="a\x1b[2J\n.csv")
        assert said.startswith("a\\x1b[2J\\n.csv:2: title: The title")
        assert said.isprintable()


def test_a_sheet_that_is_none_is_told_even_in_the_middle() -> None:
    with pytest.raises(BadFileError, match=r"^deals\.csv:3: a quote in this row"):
        reading('deal_id,title\n1,a\n2,"b\n')


@pytest.mark.parametrize("name", ["bpi2012", "maven"])
@pytest.mark.skipif(not DATA.exists(), reason="the evaluation data isn't here")
def test_the_evaluation_data_agrees_with_a_plain_count(name: str) -> None:
    file = DATA / name / "deals.csv"
    with file.open(encoding="utf-8", newline="") as text:
        plain = list(csv.DictReader(text))
    with file.open("rb") as stream:
        sheet = rows(stream, name="deals.csv")
        found = read(sheet, columns(sheet.headers, recognize(sheet.headers)), ReadingOptions("USD"))
    assert found.problems == []
    assert found.left_out == tuple(each for each in ("owner", "product") if each in plain[0])
    assert [row.identifier for row in found.rows] == [each["deal_id"] for each in plain]
    assert [row.title for row in found.rows] == [each["deal_id"] for each in plain]
    assert Counter(row.outcome for row in found.rows) == Counter(each["outcome"] for each in plain)
    assert [row.amount_minor for row in found.rows] == [100 * int(each["amount"]) for each in plain]
    won = [each for each in plain if each["outcome"] == "won"]
    assert sum(row.closed_value_minor or 0 for row in found.rows) == sum(
        int(100 * Decimal(each.get("closed_value", "0"))) for each in won
    )
    assert [str(row.created_on) for row in found.rows] == [each["opened_at"][:10] for each in plain]
    assert [str(row.closed_on or "") for row in found.rows] == [
        each["closed_at"][:10] for each in plain
    ]
    assert [row.account or "" for row in found.rows] == [each.get("account", "") for each in plain]


@pytest.mark.skipif(not DATA.exists(), reason="the evaluation data isn't here")
def test_one_seller_s_rows_agree_with_a_plain_count() -> None:
    file = DATA / "maven" / "deals.csv"
    with file.open(encoding="utf-8", newline="") as text:
        plain = [each for each in csv.DictReader(text) if each["owner"] == "Moses Frase"]
    found = reading(file.read_bytes(), only={"owner": ["moses frase"]})
    assert [row.identifier for row in found.rows] == [each["deal_id"] for each in plain]
    assert found.other_count == 4118 - len(plain)
