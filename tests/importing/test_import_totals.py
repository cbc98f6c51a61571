"""`import` of sheets with rows that only add up others: left out, asked about, or deals."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Shell
from imported import is_well, refused, reversible, rows, write
from pipectl.importing.rules.total_rows import _figure
from terminal import Session
from workbook import Cells, write_workbook

STANDS = (
    "select o.title, s.name, a.name, o.amount_minor / 100 from opportunity as o"
    " join stage as s on s.id = o.stage_id left join account as a on a.id = o.account_id"
    " order by o.id"
)
KILNS = [("Kiln", "Discovery", "Larch", 100), ("Oven", "Meeting", "Larch", 200)]
KILNS += [("Mixer", "Meeting", "Birch", 50)]
MAPS = (
    *("--map", "title=Titel", "--map", "amount=Betrag", "--map", "stage=Phase"),
    *("--map", "account=Firma"),
)


def left_out(lines: int, first: int) -> str:
    return f"  Skipped {lines} total rows (first in line {first}).\n"


def deals(first: str, second: str, whole: str, head: str = "title,amount,stage,account") -> str:
    """A sheet of three deals with a total below each group, and one of them all: its name."""
    return write(
        "d.csv",
        *(head, "Kiln,100,Discovery,Larch", "Oven,200,Meeting,Larch", first),
        *("Mixer,50,Meeting,Birch", second, whole),
    )


def test_groups_of_odoo_with_their_number_of_rows_are_no_deals(pipectl: Shell) -> None:
    head = ("Opportunity", "Customer", "Stage", "Expected Revenue", "Probability", "Created on")
    sheet: Cells = [
        *(head, ("Discovery (3)", None, None, 300.0, None, None)),
        ("    Larch (2)", None, None, 300.0, None, None),
        ("Kiln", "Larch", "Discovery", 100.0, 10.0, "2026-10-01 10:00:00"),
        ("Oven", "Larch", "Discovery", 200.0, 10.0, "2026-10-01 10:00:00"),
        ("    None (1)", None, None, 0.0, None, None),
        ("Phase 2 (3)", None, "Discovery", 0.0, 10.0, "2026-10-01 10:00:00"),
        ("Meeting (1)", None, None, 50.0, None, None),
        ("Mixer", "Birch", "Meeting", 50.0, 30.0, "2026-10-01 10:00:00"),
    ]
    write_workbook(Path("d.xlsx"), {"S": sheet})
    done = reversible(pipectl, "d.xlsx")
    assert (
        f"Read d.xlsx (odoo): 4 rows.\n  Found no column for: close date.\n{left_out(4, 2)}"
        in done.err
    )
    assert rows(pipectl, STANDS) == [
        *(("Kiln", "Discovery", "Larch", 100), ("Oven", "Discovery", "Larch", 200)),
        *(("Phase 2 (3)", "Discovery", None, 0), ("Mixer", "Meeting", "Birch", 50)),
    ]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("Larch Total,300,,", "Birch Total,50,,", "Grand Total,350,,"),
        ("Zwischensumme Larch,300,,", "Zwischensumme: Birch,50,,", "Summe gesamt,350,,"),
        ("Sous-total Larch,300,,", "Sous-total Birch,50,,", "Total général,350,,"),
        ("Subtotal Larch,300,,", "Subtotal Birch,50,,", "Total general,350,,"),
        ("Total Larch,300,,", "Total Birch,50,,", "Total de todo,350,,"),
        ("Larch Ergebnis,300,,", "Birch Ergebnis,50,,", "Gesamtergebnis,350,,"),
        ("Larch Teilsumme,300,,", "Birch Teilsumme,50,,", "Gesamtbetrag,350,,"),
        ("Larch Count,2,,", "Birch Anzahl,1,,", "Gesamt,3,,"),
        ("Larch Average,150,,", "Moyenne Birch,50,,", "Promedio general,116.67,,"),
        (",300,,Larch Ergebnis", ",50,,Birch Ergebnis", ",350,,Gesamtergebnis"),
        (",300,,Total Larch", ",50,,Total Birch", ",350,,Total général"),
        ("Larch (2),300,,", "Birch (1),50,,", "Alle (3),350,,"),
        ("Summa Larch,300,,", "Summa Birch,50,,", "Totalsumma,350,,"),
        ("Larch Total,300,,", "Birch Total,50,,", "Hovedtotal,350,,"),
        ("Larch Suma,300,,", "Birch Suma,50,,", "Suma końcowa,350,,"),
        ("Celkem Larch,300,,", "Celkem Birch,50,,", "Celkový součet,350,,"),
        ("Larch Összesen,300,,", "Birch Összesen,50,,", "Végösszeg,350,,"),
        ("Larch Toplam,300,,", "Birch Toplam,50,,", "Genel Toplam,350,,"),
        ("Larch Итог,300,,", "Birch Итог,50,,", "Общий итог,350,,"),
        ("Итого Larch,300,,", "Итого Birch,50,,", "Всего,350,,"),
        ("Larch 集計,300,,", "Birch 集計,50,,", "総計,350,,"),
        ("Larch小計,300,,", "Birch小計,50,,", "合計（3件）,350,,"),
        ("Larch 汇总,300,,", "Birch 汇总,50,,", "总计,350,,"),
        ("Larch 요약,300,,", "Birch 요약,50,,", "총합계,350,,"),
    ],
)
def test_totals_of_spreadsheets_are_no_deals(
    first: str, second: str, whole: str, pipectl: Shell
) -> None:
    done = reversible(pipectl, deals(first, second, whole))
    assert "Read d.csv (csv): 3 rows.\n" in done.err
    assert left_out(3, 4) in done.err
    assert rows(pipectl, STANDS) == KILNS


def test_totals_are_told_with_either_decimal_mark(pipectl: Shell) -> None:
    sheet: Cells = [
        *(("Titel", "Betrag", "Phase", "Firma"), ("Kiln", "1.000,50 €", "Discovery", "Larch")),
        *(("Oven", 250000.25, "Meeting", "Larch"), ("Zwischensumme Larch", 251000.75, None, None)),
        *(("Mixer", "12,5", "Meeting", "Birch"), ("Zwischensumme Birch", 12.5, None, None)),
    ]
    write_workbook(Path("d.xlsx"), {"S": sheet})
    done = reversible(pipectl, "d.xlsx", *MAPS, "--decimal", ",")
    assert left_out(2, 4) in done.err
    assert [each[0] for each in rows(pipectl, STANDS)] == ["Kiln", "Oven", "Mixer"]


def test_accounts_that_stand_once_are_repeated_where_totals_name_them(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("account,title,amount,stage", "Larch,Kiln,100,Discovery", ",Oven,200,Meeting"),
        *(",Subtotal Larch,300,", "Birch,Mixer,50,Meeting", ",Subtotal Birch,50,"),
    )
    done = reversible(pipectl, "d.csv")
    assert "  account: rows in a group take the value of its first row." in done.err
    assert rows(pipectl, STANDS) == KILNS


def test_a_heading_with_the_number_of_its_rows_is_the_label_of_them(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("stage,title,amount,account", "Discovery (1),,,", ",Kiln,100,Larch"),
        *("Meeting (2),,250,", ",Oven,200,Larch", ",Mixer,50,Birch"),
    )
    done = reversible(pipectl, "d.csv")
    assert left_out(2, 2) in done.err
    assert rows(pipectl, STANDS) == KILNS


def test_a_deal_with_the_name_of_a_total_and_a_stage_account_or_date_comes_in(
    pipectl: Shell,
) -> None:
    write(
        "d.csv",
        *("title,amount,stage,account,close_date", "Kiln,100,Discovery,Larch,2027-01-05"),
        *("Total Energies,100,Meeting,,", "Phase 2 (3),7,,Larch,", "Birch Total,7,,,2027-01-05"),
        *("Sum,7,Meeting,,", "Renewal (2026),100,,,"),
    )
    done = reversible(pipectl, "d.csv")
    assert "only add up" not in done.err
    assert len(rows(pipectl, STANDS)) == 6


def test_names_of_totals_are_deals_where_rows_say_no_more_and_nothing_fits(pipectl: Shell) -> None:
    write("d.csv", "title,amount", "Kiln,100", "Total Energies,90", "Phase 2 (3),7", "Oven,5")
    done = reversible(pipectl, "d.csv")
    assert "only add up" not in done.err
    assert len(rows(pipectl, STANDS)) == 4


def test_a_row_that_may_be_a_total_or_a_deal_is_asked_about_and_else_refused(
    pipectl: Shell,
) -> None:
    deals("Total Energies,90,,", "Birch (7),,,", "Grand Total,350,,")
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv: 2 rows (first in line 4: "Total Energies") may be totals rather '
        "than deals.\n"
        "  --totals skip skips such rows, --totals keep imports them as deals.\n"
    )
    assert refused(pipectl, "d.csv", "--totals", "out", code=2) == (
        'pipectl: --totals can\'t be "out".\n  Use skip or keep.\n'
    )
    done = reversible(pipectl, "d.csv", "--totals", "skip", "--save-as", "sheet")
    assert left_out(3, 4) in done.err
    assert rows(pipectl, STANDS) == KILNS
    reversible(pipectl, "d.csv", "--totals", "keep", "--update")
    assert len(rows(pipectl, STANDS)) == 5


def test_at_a_terminal_somebody_says_whether_a_row_is_a_total(pipectl: Shell) -> None:
    write("d.csv", "title,amount,stage", "Kiln,100,Discovery", "Oven,5,Meeting", "Total Larch,7,")
    asked = Session(pipectl, ("import", "d.csv"), {})
    question = "1 row (line 4: Total Larch) named like a total, with figures only. What are they?"
    asked.answer(question, "skip")
    assert "2 new" in asked.left()
    assert [each[0] for each in rows(pipectl, STANDS)] == ["Kiln", "Oven"]
    is_well(pipectl)


def test_what_else_a_file_needs_is_named_beside_its_doubtful_totals(pipectl: Shell) -> None:
    write(
        "d.csv",
        *("title;amount;stage;close_date", "Kiln;10,5;Discovery;03/04/2027"),
        *("Oven;5,5;Meeting;03/04/2027", "Total Larch;7;;"),
    )
    hint = refused(pipectl, "d.csv").splitlines()[1]
    assert hint.startswith("  Import with --decimal , and with --totals skip or --totals keep")


@given(st.integers(0, 10**12), st.integers(0, 99), st.sampled_from(".,"))
def test_a_figure_with_decimals_and_groups_is_read_with_its_own_marks(
    whole: int, part: int, mark: str
) -> None:
    group = "," if mark == "." else "."
    typed = f"{whole:,}".replace(",", group)
    for sign in ("", " €", "€"):
        text = f"{sign}{typed}{mark}{part:02}" if sign == "€" else f"{typed}{mark}{part:02}{sign}"
        assert {_figure(text, each) for each in ".,"} == {Decimal(f"{whole}.{part:02}")}


def test_a_last_row_that_adds_up_all_others_is_asked_about_whatever_its_name(
    pipectl: Shell,
) -> None:
    deals = ("Kiln,100,Discovery,Larch", "Oven,200.50,Meeting,Larch", "Mixer,50,Meeting,Birch")
    write("d.csv", "title,amount,stage,account", *deals, "Heitt samanlagt,350.50,,")
    assert refused(pipectl, "d.csv") == (
        'pipectl: d.csv: 1 row (line 5: "Heitt samanlagt") may be a total rather than a deal.\n'
        "  --totals skip skips such rows, --totals keep imports them as deals.\n"
    )
    assert left_out(1, 5).replace("rows (first in line 5)", "row (line 5)") in (
        reversible(pipectl, "d.csv", "--totals", "skip").err
    )


@pytest.mark.parametrize(
    "last",
    [
        "Fan,350,,Birch",  # more than a name and figures
        "Fan,350.01,,",
        "Fan,0,,",
        "Fan,,,",
    ],
)
def test_a_last_row_that_does_not_add_up_all_others_is_a_deal(last: str, pipectl: Shell) -> None:
    deals = ("Kiln,100,Discovery,Larch", "Oven,200,Meeting,Larch", "Mixer,50,Meeting,Birch")
    write("d.csv", "title,amount,stage,account", *deals, last)
    reversible(pipectl, "d.csv")
    assert rows(pipectl, "select count(*) from opportunity") == [(4,)]


def test_the_sum_of_two_amounts_is_no_sign_of_a_total(pipectl: Shell) -> None:
    deals = ("Kiln,100,Discovery,Larch", "Oven,200,Meeting,Larch", "Mixer,,Meeting,Birch")
    write("d.csv", "title,amount,stage,account", *deals, "Fan,300,,")
    reversible(pipectl, "d.csv")
    assert rows(pipectl, "select count(*) from opportunity") == [(4,)]
