"""`import` of systems that it has no format for: whose they aren't, and what their headers say."""

from conftest import Shell
from imported import brought, refused, rows, write
from terminal import DOWN, ENTER, Session

DEAL = (
    "select deal.title, account.name, contact.name, deal.amount_minor, deal.currency, deal.status,"
    " deal.close_on, deal.closed_on, deal.created_on, deal.source, deal.reason from opportunity as"
    " deal left join account on account.id = deal.account_id left join contact on contact.id ="
    " deal.contact_id order by deal.id"
)


def test_an_expected_close_date_alone_doesn_t_make_a_file_pipedrive_s(pipectl: Shell) -> None:
    write(
        "deals.csv",
        "Id,Name,Deal value,Currency,Deal stage,Expected close date,Closed date,Account name,"
        "Related contacts,Source,Lost reason,Tags,Created at",
        '7001,Kiln,500,EUR,Lost,2026-10-30,2026-10-20,Acme,Ann Lee,Web,Price,"hot,q4",2026-09-01',
    )
    said = brought(pipectl, "deals.csv").err
    assert "Read deals.csv (csv): 1 row.\n" in said
    assert '"Id" may be the identifier. To use it: --map "identifier=Id"\n' in said
    assert rows(pipectl, DEAL) == [
        (
            *("Kiln", "Acme", "Ann Lee", 50_000, "EUR", "lost", "2026-10-30", "2026-10-20"),
            *("2026-09-01", "Web", "Price"),
        )
    ]


def test_german_headers_of_dates_reasons_sources_and_tags_are_known(pipectl: Shell) -> None:
    write(
        "deals.csv",
        "Deal-ID;Bezeichnung;Kunde;Ansprechpartner;Phase;Geschätzter Wert;Status;"
        "Geschätztes Abschlussdatum;Datum der Annahme/Ablehnung;Ablehnungsgrund;Herkunft;"
        "Schlagwörter;Hinzugefügt am",
        "1;Ofen;Acme;Ann Lee;Angebot;500;Abgelehnt;30.10.2026;20.10.2026;Zu teuer;Messe;A,B;"
        "01.09.2026",
    )
    flags = ("--lost-when", "Status=Abgelehnt", "--make-stages")
    said = brought(pipectl, "deals.csv", *flags).err
    assert "Columns not imported" not in said
    assert "Read deals.csv (csv): 1 row.\n" in said
    assert rows(pipectl, DEAL) == [
        (
            *("Ofen", "Acme", "Ann Lee", 50_000, "USD", "lost", "2026-10-30", "2026-10-20"),
            *("2026-09-01", "Messe", "Zu teuer"),
        )
    ]
    assert pipectl("show", 1, "--json").json["tags"] == ["A", "B"]


def test_tags_of_every_program_come_in(pipectl: Shell) -> None:
    head = "Record Id,Deal Name,Stage,Closing Date,Tag"
    write("deals.csv", head, 'zcrm_1,Kiln,Discovery,2026-12-01,"hot,q4"')
    brought(pipectl, "deals.csv")
    assert sorted(pipectl("show", 1, "--json").json["tags"]) == ["hot", "q4"]


def test_a_number_isn_t_offered_as_the_title_and_a_reason_is_named(pipectl: Shell) -> None:
    write("d.csv", "Verkaufschancen-Nr.;Auftrag;Betrag;Grund", "1;Ofen;5;Preis")
    assert '--map "title=Auftrag", if it is that one' in refused(pipectl, "d.csv")
    said = brought(pipectl, "d.csv", "--map", "title=Auftrag").err
    assert '"Grund" may be the lost reason. To use it: --map "lost_reason=Grund"\n' in said


def test_a_terminal_asks_for_line_of_headers_title_and_decimal_comma(pipectl: Shell) -> None:
    write("d.csv", "Liste;;", "Stand: November;;", "Auftrag;Netto;x", "Ofen;1.200,50;a")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked("Are the headers of d.csv in line 3? (Y/n)").type(ENTER)
    question = "Which column has the deal titles?"
    asked.asked(question, "> Auftrag", "Netto", "none").type("none", ENTER)
    assert "None of the headers is a deal title" in asked.left(code=4) + asked.said
    flags = ("--map", "amount=Netto", "--save-as", "list")
    asked = Session(pipectl, ("import", "d.csv", *flags), {})
    asked.asked("Are the headers of d.csv in line 3? (Y/n)").type(ENTER)
    asked.asked(question, "> Auftrag").type(ENTER)
    asked.asked('Do the amounts have a decimal comma, as in "1.200,50"? (Y/n)').type(ENTER)
    assert "1 new" in asked.left()
    assert rows(pipectl, "select title, amount_minor from opportunity") == [("Ofen", 120_050)]
    again = pipectl("import", "d.csv", "--header-line", 3, "--like", "list", "--decimal", ",")
    assert "1 unchanged" in again.out


def test_which_column_has_the_title_is_asked_where_there_is_a_choice(pipectl: Shell) -> None:
    write("d.csv", "Was;Wo;x=y", "Ofen;Kiel;1", "Herd;Bonn;2")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.asked("Which column has the deal titles?", "> Was", "Wo", "x=y").type(DOWN, ENTER)
    asked.answer("Import 2 deals without amounts, dates or stages?", "y")
    assert "2 new" in asked.left()
    assert rows(pipectl, "select title from opportunity") == [("Kiel",), ("Bonn",)]
    for name, lines in {"one.csv": ("Was", "Ofen"), "d.csv": ("Was;Wo", "Ofen;Kiel")}.items():
        write(name, *lines)
        flags = ("--dry-run",) if name == "d.csv" else ()
        asked = Session(pipectl, ("import", name, *flags), {})
        asked.left(code=4)
        assert "Which column" not in asked.said
    assert "Name the column: --map title=HEADER." in refused(pipectl, "d.csv")
