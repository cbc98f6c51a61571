"""What cells tell about columns: that they are empty, are about closed deals, or order dates."""

import pytest

from conftest import Shell
from imported import brought, refused, rows, write
from pipectl.importing.rules.header_guesses import map_flag

PEOPLE = (
    "select a.name, o.note from opportunity as o left join account as a on a.id = o.account_id"
    " order by o.id"
)


@pytest.mark.parametrize(
    ("unfilled", "filled"),
    [
        ("Client potentiel", "Entreprise"),
        ("Potenzieller Kunde", "Firma"),
        ("Account", "Company"),
    ],
)
def test_a_column_without_values_leaves_its_field_to_another(
    pipectl: Shell, unfilled: str, filled: str
) -> None:
    write("d.csv", f"Title,{unfilled},{filled},Amount", "Oven,,Berg,9", "Kiln,,Lind,8")
    brought(pipectl, "d.csv")
    assert rows(pipectl, PEOPLE) == [("Berg", None), ("Lind", None)]


def test_a_column_with_one_value_keeps_its_field(pipectl: Shell) -> None:
    write("d.csv", "Title,Account,Company,Amount", "Oven,,Berg,9", "Kiln,Own,Lind,8")
    done = brought(pipectl, "d.csv")
    assert rows(pipectl, PEOPLE) == [(None, None), ("Own", None)]
    assert '"Company" may be the account instead of "Account".' in done.err


def test_a_column_that_the_user_named_keeps_its_field_even_if_empty(pipectl: Shell) -> None:
    write("d.csv", "Title,Account,Company,Amount", "Oven,,Berg,9")
    brought(pipectl, "d.csv", "--map", "account=Account")
    assert rows(pipectl, PEOPLE) == [(None, None)]


def test_a_note_of_a_known_program_may_have_a_plain_header(pipectl: Shell) -> None:
    write("d.csv", "Deal Name,Deal Stage,Amount,Commentaire", "Oven,Meeting,9,Two of them")
    brought(pipectl, "d.csv")
    assert rows(pipectl, PEOPLE) == [(None, "Two of them")]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Open", "no"),
        ("Is Open?", "FALSE"),
        ("Ist offen", "nein"),
        ("Ouverte", "non"),
        ("Abierto", "no"),
        ("Transaction fermée", "oui"),
        ("Vente clôturée", "oui"),
        ("Trato cerrado", "Sí"),
        ("Venta cerrada", "Sí"),
        ("Affare chiuso", "Sì"),
        ("Closed (Y/N)", "Y"),
    ],
)
def test_a_deal_that_a_column_calls_over_is_asked_about(
    pipectl: Shell, header: str, text: str
) -> None:
    write("d.csv", f"Title,Amount,Stage,{header}", "Oven,9,Meeting,", f"Kiln,8,Meeting,{text}")
    said = refused(pipectl, "d.csv")
    assert f'--won-when "{header}={text}"' in said
    brought(pipectl, "d.csv", "--lost-when", f"{header}={text}")
    assert rows(pipectl, "select title, status from opportunity order by id") == [
        ("Oven", "open"),
        ("Kiln", "lost"),
    ]


@pytest.mark.parametrize(("header", "text"), [("Open", "yes"), ("New", "no"), ("Opened by", "no")])
def test_other_columns_call_no_deal_over(pipectl: Shell, header: str, text: str) -> None:
    write("d.csv", f"Title,Amount,Stage,{header}", f"Kiln,8,Meeting,{text}")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select status from opportunity") == [("open",)]


@pytest.mark.parametrize(
    "header",
    ["Probability, %", "Probability %", "Wahrscheinlichkeit [%]", "Probabilité (en %)", "Kans – %"],
)
def test_a_probability_may_have_a_percent_sign_after_it(pipectl: Shell, header: str) -> None:
    write("d.csv", f'Title,Stage,"{header}"', "Oven,Offer,40")
    brought(pipectl, "d.csv", "--make-stages")
    assert rows(pipectl, "select probability_bp from stage where name = 'Offer'") == [(4000,)]


def test_a_discount_in_percent_is_no_probability(pipectl: Shell) -> None:
    write("d.csv", 'Title,Stage,"Discount, %"', "Oven,Meeting,40")
    assert "Columns not imported: Discount, %.\n" in brought(pipectl, "d.csv").err


@pytest.mark.parametrize("header", ["Sale, $", "Foo (EUR)", "Lot €"])
def test_money_under_an_unknown_header_may_be_the_amount(pipectl: Shell, header: str) -> None:
    write("d.csv", f'Title,Stage,"{header}"', "Oven,Meeting,40")
    assert f'"{header}" may be the amount.' in brought(pipectl, "d.csv").err


@pytest.mark.parametrize("header", ["Cost (EUR)", "Rabatt (€)", "Tax, $", "Weighted (EUR)"])
def test_other_money_is_not_proposed_as_the_amount(pipectl: Shell, header: str) -> None:
    write("d.csv", f'Title,Stage,"{header}"', "Oven,Meeting,40")
    assert "may be the amount" not in brought(pipectl, "d.csv").err


def test_a_column_that_is_not_read_may_tell_the_order_of_the_dates(pipectl: Shell) -> None:
    write("d.csv", "Title,Created on,Last seen", "Oven,03/09/2026,", "Kiln,04/09/2026,20/10/2026")
    assert (
        "  Created on: dates read as day/month/year"
        ' (20/10/2026 in line 3 of "Last seen").\n' in brought(pipectl, "d.csv").err
    )
    assert rows(pipectl, "select created_on from opportunity order by id") == [
        ("2026-09-03",),
        ("2026-09-04",),
    ]


def test_columns_that_contradict_each_other_tell_nothing(pipectl: Shell) -> None:
    write("d.csv", "Title,Created on,Seen,Sent", "Oven,03/09/2026,20/10/2026,10/20/2026")
    assert "can't tell day from month" in refused(pipectl, "d.csv")


def test_the_columns_that_are_read_come_first(pipectl: Shell) -> None:
    write("d.csv", "Title,Created on,Close date,Sent", "Oven,03/09/2026,20/12/2026,10/20/2026")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select created_on from opportunity") == [("2026-09-03",)]


def test_a_description_that_is_the_title_is_no_note_as_well(pipectl: Shell) -> None:
    write("d.csv", "Réf.,Description,Montant", "OP-1,Oven,9")
    brought(pipectl, "d.csv", "--map", "title=Description")
    assert rows(pipectl, "select title, note from opportunity") == [("Oven", None)]


def test_a_column_that_the_user_named_fills_no_other_field(pipectl: Shell) -> None:
    write("d.csv", "Chance,Wahrscheinlichkeit,Phase,Betrag", "Oven,40,Offer,9")
    brought(pipectl, "d.csv", "--map", "title=Chance", "--make-stages")
    found = "select o.title, s.probability_bp from opportunity as o, stage as s on s.id = stage_id"
    assert rows(pipectl, found) == [("Oven", 4000)]


def test_deals_may_be_named_after_their_accounts(pipectl: Shell) -> None:
    write("d.csv", "Company,Amount", "Berg,9")
    brought(pipectl, "d.csv", "--map", "title=Company")
    assert rows(pipectl, PEOPLE) == [("Berg", None)]


@pytest.mark.parametrize(
    "header", ["Clôture", "Abschluss", "Cierre", "Chiusura", "Closed", "Uzavřeno", "Abgeschlossen"]
)
def test_days_under_a_word_for_the_closing_are_closing_dates(pipectl: Shell, header: str) -> None:
    write(
        "d.csv",
        f"Title,Outcome,Expected close,{header}",
        *("Oven,won,2026-09-30,2026-09-28", "Kiln,open,2026-12-30,"),
    )
    brought(pipectl, "d.csv")
    found = rows(pipectl, "select closed_on from opportunity order by id")
    assert found == [("2026-09-28",), (None,)]


def test_flags_under_a_word_for_the_closing_are_none(pipectl: Shell) -> None:
    write("d.csv", "Title,Outcome,Expected close,Closed", "Oven,won,2026-09-30,yes")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select closed_on from opportunity") == [("2026-09-30",)]


@pytest.mark.parametrize("header", ["Abschluss", "Cierre", "Chiusura"])
def test_without_expected_days_a_noun_for_the_closing_is_only_proposed(
    pipectl: Shell, header: str
) -> None:
    write("d.csv", f"Title,Outcome,{header}", "Oven,won,2026-09-28")
    flag = map_flag("closed_on", header)
    assert f"To name its column: {flag}\n" in brought(pipectl, "d.csv").err


@pytest.mark.parametrize("header", ["Ouverture", "Eröffnung", "Apertura"])
def test_a_noun_for_the_opening_is_proposed_for_open_deals(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,Amount,{header}", "Oven,9,2026-09-28")
    flag = map_flag("created_on", header)
    assert f"To name its column: {flag}\n" in brought(pipectl, "d.csv").err


def test_amounts_of_which_most_are_zero_are_proposed_last(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Order Revenue,Projected Revenue High",
        "Oven,$0.00,$9.00",
        "Kiln,$8.00,$8.00",
        "Stove,$0.00,$7.00",
    )
    assert '"Projected Revenue High" may be the amount.' in brought(pipectl, "d.csv").err
    write("e.csv", "Title,Order Revenue", "Oak,$0.00")
    assert '"Order Revenue" may be the amount.' in brought(pipectl, "e.csv").err


def test_an_export_without_a_known_title_is_told_which_column_may_have_it(pipectl: Shell) -> None:
    write(
        "d.csv", "Record ID,Associated Company,Deal Stage Label,Betreff der Sache", "1,Berg,x,Oven"
    )
    assert refused(pipectl, "d.csv", "--from", "hubspot") == (
        "pipectl: d.csv is an export of hubspot without deals.\n"
        "  Export the deals instead. Or name the title column: "
        '--map "title=Betreff der Sache"\n'
    )


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("Importo", "Valuta dell'importo"),
        ("Deal - Waarde", "Deal - Valuta van Waarde"),
        ("Montant", "Devise du montant"),
        ("Valore", "Valuta della trattativa"),
    ],
)
def test_the_currency_of_the_amount_is_named_with_any_article(
    pipectl: Shell, amount: str, currency: str
) -> None:
    write("d.csv", f"Title,{amount},{currency}", "Oven,9,CHF", "Kiln,8,EUR")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select currency from opportunity order by id") == [("CHF",), ("EUR",)]


@pytest.mark.parametrize("header", ["Deal aangemaakt", "Deal - Deal aangemaakt", "Affare creato"])
def test_a_deal_that_was_created_needs_no_word_for_a_day(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,Amount,{header}", "Oven,9,2026-09-02")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select created_on from opportunity") == [("2026-09-02",)]


@pytest.mark.parametrize(
    ("action", "due"),
    [
        ("Next step", "Next step due"),
        ("Next activity", "Next activity date"),
        ("Next action", "Remind date"),
        ("Next step", "Follow-up date"),
        ("Nächster Schritt", "Nächster Schritt am"),
        ("Nächste Aktivität", "Wiedervorlage"),
        ("Nächste Aktion", "Wiedervorlagedatum"),
        ("Prochaine action", "Date de la prochaine action"),
        ("Prochaine étape", "Date de relance"),
        ("Próxima acción", "Fecha de seguimiento"),
        ("Volgende stap", "Datum volgende stap"),
    ],
)
def test_the_day_beside_the_next_action_is_its_due_date(
    pipectl: Shell, action: str, due: str
) -> None:
    write("d.csv", f"Title,{action},{due}", "Oven,Send it,2026-12-02")
    brought(pipectl, "d.csv")
    found = rows(pipectl, "select text, due_on from next_action")
    assert found == [("Send it", "2026-12-02")]


@pytest.mark.parametrize("header", ["Last step date", "Follow-up", "Reminder text", "Due date"])
def test_another_column_is_not_the_due_date_of_the_next_action(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,Next step,{header}", "Oven,Send it,2026-12-02")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select due_on from next_action") == [(None,)]


@pytest.mark.parametrize("header", ["Uzavřeno", "Afgesloten", "Zamknięte"])
def test_a_day_in_a_column_of_closed_deals_is_asked_about(pipectl: Shell, header: str) -> None:
    write("d.csv", f"Title,Stage,Xyz,{header}", "Oven,Meeting,a,", "Kiln,Meeting,b,2026-10-03")
    said = refused(pipectl, "d.csv")
    assert f'"{header}" is filled: 1 row (line 3). Is this deal won or lost?' in said


@pytest.mark.parametrize(
    ("header", "won", "lost"),
    [
        ("Stav", "Výhra", "Prohra"),
        ("Status", "Vinst", "Förlust"),
        ("Tila", "Voitto", "Häviö"),
        ("Состояние", "Выигрыш", "Проигрыш"),
    ],
)
def test_nouns_for_an_outcome_are_known(pipectl: Shell, header: str, won: str, lost: str) -> None:
    write("d.csv", f"Title,Stage,{header}", f"Oven,Meeting,{won}", f"Kiln,Meeting,{lost}")
    assert f'--map "outcome={header}"' in refused(pipectl, "d.csv")
    brought(pipectl, "d.csv", "--map", f"outcome={header}")
    found = rows(pipectl, "select status from opportunity order by id")
    assert found == [("won",), ("lost",)]


def test_a_number_of_lines_is_not_proposed_as_the_amount(pipectl: Shell) -> None:
    write("d.csv", "Title,# of Revenue Line Items,Likely", "Oven,2,9.50")
    assert '"Likely" may be the amount.' in brought(pipectl, "d.csv").err
    write("e.csv", "Title,# of Revenue Line Items", "Kiln,2")
    assert "may be the amount" not in brought(pipectl, "e.csv").err


def test_an_expected_day_is_proposed_before_another_day_of_closing(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,CA prévisionnel,% réussite,Date prévue,Date clôture,Résultat",
        *("Oven,9,60,2026-12-18,,", "Kiln,8,100,2026-10-01,2026-10-03,Gagné"),
    )
    said = refused(pipectl, "d.csv")
    assert '"CA prévisionnel" may be the amount.' in said
    assert '"% réussite" may be the probability.' in said
    assert '"Date prévue" may be the expected close date.' in said
    assert '"Date clôture" may be' not in said
    brought(pipectl, "d.csv", "--map", "close_on=Date prévue", "--map", "outcome=Résultat")
    found = rows(pipectl, "select close_on, closed_on from opportunity order by id")
    assert found == [("2026-12-18", None), ("2026-10-01", "2026-10-03")]


@pytest.mark.parametrize(
    ("header", "text", "flag"),
    [
        ("Win?", "Y", "--won-when"),
        ("Loss", "yes", "--lost-when"),
        ("Signed?", "x", "--won-when"),
        ("Win/Loss", "W", "--won-when"),
        ("W/L", "l", "--lost-when"),
        ("Signed", "2026-10-03", '--map "won_on=Signed"'),
    ],
)
def test_a_flag_that_may_be_a_win_or_a_loss_is_asked_about(
    pipectl: Shell, header: str, text: str, flag: str
) -> None:
    write("d.csv", f"Title,Stage,{header}", f"Oven,Meeting,{text}", "Kiln,Meeting,")
    said = refused(pipectl, "d.csv")
    assert flag in said
    assert f"{flag} " not in said or f"={text}" in said


def test_a_number_under_such_a_header_is_no_win(pipectl: Shell) -> None:
    write("d.csv", "Title,Stage,Order", "Oven,Meeting,1", "Kiln,Meeting,2")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select distinct status from opportunity") == [("open",)]


def test_a_sheet_of_a_consultant_is_understood(pipectl: Shell) -> None:
    write("d.csv", "Client,Project,Fee (£k),Decision date", "Marsh,Audit,12.5,2026-12-18")
    said = brought(pipectl, "d.csv", "--map", "title=Project").err
    assert '"Fee (£k)" may be the amount.' in said
    assert '"Decision date" may be the close date.' in said


@pytest.mark.parametrize(
    ("header", "won", "lost"),
    [
        ("Status", "✅", "❌"),
        ("Status", "W", "L"),
        ("Won", "✅", ""),
        ("Won", "-1", ""),
        ("Won", "*", ""),
        ("Won", "yes, by mail", ""),
        ("Perdu", "", "concurrent"),
        ("Status", "Booked", "Lapsed"),
    ],
)
def test_marks_for_an_outcome_are_asked_about(
    pipectl: Shell, header: str, won: str, lost: str
) -> None:
    lines = [f'{name},Meeting,"{text}"' for name, text in (("Oven", won), ("Kiln", lost))]
    write("d.csv", f"Title,Stage,{header}", *lines, "Stove,Meeting,")
    said = refused(pipectl, "d.csv")
    for flag, text in (("--won-when", won), ("--lost-when", lost)):
        assert not text or f'{flag} "{header}={text}"' in said or f"{flag} {header}={text}" in said


@pytest.mark.parametrize("text", ["no", "0", "0.00", "0 %", "-", "open", "☐", "off", "FALSCH"])
def test_what_means_no_under_won_says_nothing(pipectl: Shell, text: str) -> None:
    write("d.csv", "Title,Stage,Won", f"Oven,Meeting,{text}", "Stove,Meeting,")
    brought(pipectl, "d.csv")
    assert rows(pipectl, "select distinct status from opportunity") == [("open",)]
