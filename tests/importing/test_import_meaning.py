"""`import` and what rows mean: won or lost, in which pipeline, how likely, what is missing.

No deal comes in as open while its row looks closed: that is asked, or refused with the flag.
"""

import pytest

from conftest import Shell
from imported import begun, brought, is_well, refused, reversible, rows, stageless, write
from terminal import ENTER, Session

STATUS = "select title, status from opportunity order by title"
STANDS = (
    "select o.title, o.status, s.name from opportunity as o join stage as s on s.id = o.stage_id"
    " order by o.id"
)
STAGES = "select name, probability_bp / 100 from stage where id > 5 order by position"
ODOO = (
    "External ID,Opportunity,Contact Name,Company Name,Email,Expected Revenue,Probability,Stage,"
    "Expected Closing,Created on,Closed Date,Lost Reason,Active,Tags"
)


# Won, lost or open


def test_stages_that_look_closed_are_refused_with_the_flag_that_says_it(pipectl: Shell) -> None:
    write(
        "f.csv",
        "deal_id,title,amount,stage",
        *("1,A,500,Gewonnen", "2,B,600,Perdu", "3,C,700,Lost to competitor", "4,D,800,#09 WON"),
        *("5,E,900,Wonderland", "6,F,1000,Lost & found intro", "7,G,1100,Won", "8,H,5,Gewonnen"),
        "9,I,5,Closed",
    )
    assert refused(pipectl, "f.csv", "--make-stages") == (
        "Found no column for: close date, outcome.\n"
        'f.csv: stage "Gewonnen": 2 rows (first in line 2). Are these deals won? If so: '
        "--stage-map "
        '"Gewonnen=won"\n'
        'f.csv: stage "Perdu": 1 row (line 3). Is this deal lost? If so: --stage-map "Perdu=lost"\n'
        'f.csv: stage "Lost to competitor": 1 row (line 4). Is this deal lost? If so: '
        '--stage-map "Lost to '
        'competitor=lost"\n'
        'f.csv: stage "Closed": 1 row (line 10). Is this deal won or lost?\n'
        '  --stage-map "Closed=won"\n'
        '  --stage-map "Closed=lost"\n'
        "pipectl: f.csv: 5 rows look won or lost, but no column says which. Nothing was "
        "imported.\n"
        '  Say which, for example: --stage-map "Gewonnen=won" (or =lost, or '
        "=STAGE for an open stage).\n"
    )
    flags = ("Gewonnen=won", "Perdu=lost", "Lost to competitor=LOST")
    maps = [word for each in flags for word in ("--stage-map", each)]
    done = reversible(pipectl, "f.csv", "--make-stages", *maps, "--stage-map", "Closed=Proposal")
    assert rows(pipectl, STANDS) == [
        ("A", "won", "Negotiation"),
        ("B", "lost", "Initial contact"),
        ("C", "lost", "Initial contact"),
        ("D", "won", "Negotiation"),
        ("E", "open", "Wonderland"),
        ("F", "open", "Lost & found intro"),
        ("G", "won", "Negotiation"),
        ("H", "won", "Negotiation"),
        ("I", "open", "Proposal"),
    ]
    assert (
        "  Read as won: stage=Gewonnen (2 rows), stage=#09 WON (1 row), stage=Won (1 row)"
        in done.err
    )
    assert "  Read as lost: stage=Perdu (1 row)" in done.err


def test_a_stage_may_be_said_to_be_an_open_one_of_that_name(pipectl: Shell) -> None:
    write("f.csv", "deal_id,stage", "1,Lost contact", "2,Won back")
    same = ("--stage-map", "Lost contact=Lost contact", "--stage-map", "Won back=won")
    reversible(pipectl, "f.csv", "--make-stages", *same)
    assert rows(pipectl, STANDS) == [("1", "open", "Lost contact"), ("2", "won", "Negotiation")]
    # It is a stage of the store now, and so it needs no word any more.
    write("f.csv", "deal_id,stage", "3,Lost contact")
    brought(pipectl, "f.csv")
    assert rows(pipectl, STANDS)[2:] == [("3", "open", "Lost contact")]


def test_stages_that_are_listed_with_a_percentage_are_open_ones(pipectl: Shell) -> None:
    write("f.csv", "deal_id,stage", "1,Lost contact")
    brought(pipectl, "f.csv", "--stages", "Lost contact:5,Pitch:40")
    assert rows(pipectl, STANDS) == [("1", "open", "Lost contact")]
    assert rows(pipectl, STAGES) == [("Lost contact", 5), ("Pitch", 40)]


def test_what_a_column_says_needs_no_word_from_the_stage(pipectl: Shell) -> None:
    write(
        "f.csv",
        "deal_id,outcome,stage",
        *("1,Gewonnen,Gewonnen", "2,verloren,Dead Deals", "3,offen,Meeting", "4,perdu,Lost deals"),
    )
    reversible(pipectl, "f.csv")
    assert rows(pipectl, STANDS) == [
        ("1", "won", "Negotiation"),
        ("2", "lost", "Initial contact"),
        ("3", "open", "Meeting"),
        ("4", "lost", "Initial contact"),
    ]
    write("f.csv", "deal_id,outcome,stage", "5,open,Gewonnen")
    said = refused(pipectl, "f.csv", "--stage-map", "Gewonnen=won")
    assert 'f.csv:2: stage: it is won here, but open by "outcome".\n' in said


@pytest.mark.parametrize(
    ("head", "row", "said", "flags"),
    [
        ("Lost Reason", "Price", '"Lost Reason" is filled', ("--lost-when", "Lost Reason")),
        ("Verlustgrund", "Preis", '"Verlustgrund" is filled', ("--lost-when", "Verlustgrund")),
        ("Status", "Verloren", '"Status" is "Verloren"', ("--map", "outcome=Status")),
        ("Perdu ?", "oui", '"Perdu ?" is "oui"', ("--lost-when", "Perdu ?=oui")),
        ("Lost on", "2026-10-01", '"Lost on" is filled', ("--map", "lost_on=Lost on")),
    ],
)
def test_any_column_may_show_that_a_row_is_lost(
    pipectl: Shell, head: str, row: str, said: str, flags: tuple[str, str]
) -> None:
    write("f.csv", f"deal_id,stage,{head}", f"1,Meeting,{row}", "2,Meeting,")
    first, typed = flags
    line = f'f.csv: {said}: 1 row (line 2). Is this deal lost? If so: {first} "{typed}"\n'
    assert line in refused(pipectl, "f.csv")
    assert line in refused(pipectl, "f.csv", "--dry-run")
    brought(pipectl, "f.csv", *flags)
    assert rows(pipectl, STATUS) == [("1", "lost"), ("2", "open")]


def test_what_looks_lost_may_be_said_to_be_open(pipectl: Shell) -> None:
    write("f.csv", "deal_id,Lost Reason,Active", "1,Price,True", "2,,False", "3,,True")
    flags = ("--open-when", "Lost Reason", "--won-when", "Active=false")
    done = reversible(pipectl, "f.csv", *flags)
    assert "  Read as won: Active=False (1 row).\n" in done.err
    assert rows(pipectl, STATUS) == [("1", "open"), ("2", "won"), ("3", "open")]
    said = refused(pipectl, "f.csv", "--lost-when", "Reason", code=2)
    assert 'pipectl: f.csv has no column "Reason".\n  Did you mean "Lost Reason"?\n' in said


@pytest.mark.parametrize(("header", "text"), [("Closed", "yes"), ("Ist offen", "nein")])
def test_enter_alone_answers_nothing_for_a_deal_that_is_called_over(
    pipectl: Shell, header: str, text: str
) -> None:
    write("f.csv", f"Title,Stage,{header}", f"Oven,Meeting,{text}")
    asked = Session(pipectl, ("import", "f.csv"), {})
    asked.asked("won or lost?", "choose an answer").type(ENTER)
    asked.asked("Choose one from the list").type("lost", ENTER)
    assert "1 new" in asked.left()
    assert rows(pipectl, "select status from opportunity") == [("lost",)]


def test_two_closing_days_without_an_outcome_are_a_problem(pipectl: Shell) -> None:
    write("f.csv", "deal_id,w,l", "1,2026-10-01,2026-10-02")
    said = refused(pipectl, "f.csv", "--map", "won_on=w", "--map", "lost_on=l")
    assert "f.csv:2: w: a closing date needs an outcome, won or lost.\n" in said


def test_at_a_terminal_it_is_asked(pipectl: Shell) -> None:
    write(
        "f.csv",
        "deal_id,stage,Lost Reason",
        *("1,Gewonnen,", "2,Meeting,Price", "3,Lost contact,", "4,Meeting,"),
    )
    asked = Session(pipectl, ("import", "f.csv", "--make-stages"), {})
    asked.asked('Stage "Gewonnen" (1 row): won or lost?', "> won").type(ENTER)
    asked.asked('"Lost Reason" is filled (1 row): won or lost?', "> lost").type(ENTER)
    asked.answer('Stage "Lost contact" (1 row): won or lost?', "open")
    asked.answer("What percentage of the deals in Lost contact will you win?", "5")
    assert "4 new" in asked.left()
    assert rows(pipectl, STANDS) == [
        *(("1", "won", "Negotiation"), ("2", "lost", "Meeting")),
        *(("3", "open", "Lost contact"), ("4", "open", "Meeting")),
    ]
    is_well(pipectl)


def test_a_history_leaves_out_what_says_won_or_lost_in_any_language(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome,opened_at", "1,won,2026-08-01")
    write(
        "h.csv",
        "deal_id,stage,entered_at",
        *("1,Discovery,2026-08-01", "1,Meeting,2026-08-09", "1,Gewonnen,2026-09-01"),
    )
    done = brought(pipectl, "f.csv", "--history", "h.csv")
    assert "  Skipped 1 entry that say only won or lost.\n" in done.err
    assert rows(pipectl, STANDS) == [("1", "won", "Meeting")]


def test_odoo_s_export_is_known_with_what_was_lost_there(pipectl: Shell) -> None:
    write(
        "crm.csv",
        ODOO,
        "x_1,Al,Ana,Acme,ana@example.com,500.00,100.0,Won,,2026-08-01 04:59:00,"
        "2026-09-01 04:59:00,,True,VIP",
        "x_2,Bo,,Birch,,600.00,0.0,Qualified,,2026-08-01 04:59:00,2026-09-02 04:59:00,"
        "Too expensive,False,VIP",
        "x_3,Cy,,Cedar,,700.00,33.330000000000005,Proposition,2026-12-31,2026-08-01 04:59:00,,,"
        "True,",
        "x_4,Di,,Cedar,,800.00,70.0,New,2026-12-31,2026-08-01 04:59:00,,,True,",
    )
    done = reversible(pipectl, "crm.csv", "--make-stages")
    assert done.err == (
        "Read crm.csv (odoo): 4 rows.\n"
        "  Read as lost: Active=False (1 row).\n"
        "  4 amounts without a currency: using USD. To change it: --currency CODE\n"
        f"{stageless(1)}New stages, by probability: Proposition 33.33 %, New 70 %, "
        "Qualified 0 %.\n"
        "  Order of all stages: Initial contact 0 %, Discovery 10 %, Meeting 30 %, "
        "Proposition 33.33 %, Proposal 60 %, New 70 %, Qualified 0 %, Negotiation 80 %.\n"
        '  To change a probability: `pipectl stage edit "Qualified" --probability '
        "PERCENT`.\n"
        '  To change the order: `pipectl stage move "Qualified" --after STAGE`.\n'
        "  Warning: Qualified has 0 %: the file has no open deals there.\n"
    )
    assert rows(pipectl, STATUS) == [("Al", "won"), ("Bo", "lost"), ("Cy", "open"), ("Di", "open")]
    reason = "select title, reason from opportunity where reason is not null"
    assert rows(pipectl, reason) == [("Bo", "Too expensive")]
    assert rows(pipectl, "select name, email from contact") == [("Ana", "ana@example.com")]


# What is missing, and what is mixed


def test_what_no_column_fills_and_what_is_left_out_is_said_once_below_the_file(
    pipectl: Shell,
) -> None:
    write("f.csv", "Deal,Where,Size,Region,Team", "A,Meeting,5,N,x")
    done = brought(pipectl, "f.csv", "--map", "title=Deal", "--map", "stage=Where")
    assert done.err == (
        "Read f.csv (csv): 1 row.\n"
        "  Found no column for: amount, close date, outcome.\n"
        "  Columns not imported: Size, Region, Team.\n"
        f"{begun()}"
    )
    write("g.csv", "Deal,Where,Size,Region,Team", "B,Meeting,5,N,x")
    write("h.csv", "Deal,Where,amount", "C,Meeting,5")
    done = brought(pipectl, "f.csv", "g.csv", "h.csv", *("--map", "title=Deal"))
    assert done.err.splitlines() == [
        "Read f.csv (csv): 1 row.",
        "  Found no column for: amount, stage, close date, outcome.",
        "  Columns not imported: Where, Size, Region, Team.",
        *("Read g.csv (csv): 1 row.", begun().rstrip()),
        "Read h.csv (csv): 1 row.",
        "  Found no column for: stage, close date, outcome.",
        "  Columns not imported: Where.",
        begun().rstrip(),
        "  1 amount without a currency: using USD. To change it: --currency CODE",
        "2 open deals without a stage: using Initial contact.",
    ]


def test_a_converted_amount_is_read_with_its_own_currency(pipectl: Shell) -> None:
    head = "Opportunity ID,Opportunity Name,Stage,Opportunity Currency,Amount (converted) Currency"
    write("f.csv", f"{head},Amount (converted),Close Date", "1,A,Meeting,GBP,EUR,5000,2026-12-31")
    assert brought(pipectl, "f.csv").err == (
        "Read f.csv (salesforce): 1 row.\n"
        "  Columns not imported: Opportunity Currency.\n"
        f"{begun()}  Totals in USD don't include 1 amount in EUR. To see them: `pipectl board "
        "--currency CODE`.\n"
    )
    (found,) = pipectl("list", "--json").json
    assert (found["amount"], found["currency"]) == (5000, "EUR")


def test_pipelines_of_a_file_are_named_with_counts_and_the_flag(pipectl: Shell) -> None:
    write(
        "f.csv",
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount",
        *("1,A,Discovery,Sales,5000", "2,B,Discovery,Renewals,7000", "3,C,Discovery,Sales,1"),
    )
    said = (
        "  Pipeline: importing Sales (2 rows) and Renewals (1 row) together. To import one: --only "
        '"Pipeline=Sales"\n'
        "  Stages of the same name in several pipelines become one: Discovery.\n"
    )
    assert said in pipectl("import", "f.csv", "--dry-run").err
    done = brought(pipectl, "f.csv", "--only", "Pipeline=Sales")
    assert "together" not in done.err
    assert "become one" not in done.err
    assert "2 new" in done.out
    assert said in brought(pipectl, "f.csv").err


# How likely


def test_stages_are_added_as_they_are_listed(pipectl: Shell) -> None:
    write("f.csv", "deal_id,stage", "1,Trial", "2,Pitch", "3,Meeting")
    done = reversible(pipectl, "f.csv", "--stages", "Pitch:12.5,Trial:60,Meeting:35")
    assert "New stages, as in --stages: Pitch 12.5 %, Trial 60 %." in done.err
    assert (
        "Stage Meeting already exists with 30 %. Not changed. To change it: "
        '`pipectl stage edit "Meeting" --probability 35`.\n'
    ) in done.err
    assert "Warning" not in done.err
    assert rows(pipectl, STANDS) == [
        *(("1", "open", "Trial"), ("2", "open", "Pitch"), ("3", "open", "Meeting"))
    ]
    write("f.csv", "deal_id,stage", "4,Pilot")
    said = refused(pipectl, "f.csv", "--stages", "Pitch:40")
    assert "pipectl: Unknown stage: Pilot.\n" in said
    assert 'or --stages "Pilot:PERCENT,…"' in said
    assert "is not a stage with a percentage" in refused(pipectl, "f.csv", "--stages", "x", code=2)


def test_stages_stand_in_their_program_s_order_where_no_probability_is_said(
    pipectl: Shell,
) -> None:
    write(
        "f.csv",
        "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Probability",
        *("1,A,Negotiations Started,Open,40", "2,B,Qualified,Open,", "3,C,Qualified,Open,75"),
        *("4,D,Demo Scheduled,Open,", "5,E,Own stage,Open,", "6,F,Negotiations Started,Open,"),
    )
    done = brought(pipectl, "f.csv", "--make-stages")
    assert (
        "New stages, after Negotiation, first in Pipedrive's order, then in the order of "
        "the file: Qualified 0 %, Demo Scheduled 0 %, Negotiations Started 0 %, Own stage 0 "
        "%.\n"
    ) in done.err
    assert (
        '"Deal - Probability" is empty for 4 open deals there. They will have a weighted amount '
        "of 0.\n"
    ) in done.err
    own = "select title, probability_bp from opportunity where probability_bp is not null"
    assert rows(pipectl, own) == [("A", 4000), ("C", 7500)]


@pytest.mark.parametrize(
    ("title", "amount", "stage", "names"),
    [
        ("Opportunity", "Expected Revenue", "Stage", ("New", "Qualified", "Proposition")),
        ("Verkaufschance", "Erwarteter Umsatz", "Phase", ("Neu", "Qualifiziert", "Angebot")),
        ("Opportunité", "Revenu espéré", "Étape", ("Nouveau", "Qualifié", "Proposition")),
        ("Oportunidad", "Ingresos esperados", "Etapa", ("Nuevo", "Calificado", "Propuesta")),
    ],
)
def test_odoo_s_stages_are_known_in_their_order_in_its_languages(
    title: str, amount: str, stage: str, names: tuple[str, ...], pipectl: Shell
) -> None:
    first, second, third = names
    lines = (f"A,1,{third}", f"B,2,{second}", f"C,3,{first}")
    write("f.csv", f"{title},{amount},{stage}", *lines)
    write("g.csv", f"{title},{amount},{stage}", "D,1,Zz", *lines)
    write("h.csv", f"{title},{amount},{stage}", "D,1,Zz", lines[0])
    said = "New stages, after Negotiation, "
    shown = f"{first} 0 %, {second} 0 %, {third} 0 %"
    for name, order in (
        ("f.csv", f"in Odoo's order: {shown}."),
        ("g.csv", f"first in Odoo's order, then in the order of the file: {shown}, Zz 0 %"),
        ("h.csv", f"in the order of the file: Zz 0 %, {third} 0 %."),
    ):
        assert said + order in brought(pipectl, name, "--make-stages", "--dry-run").err


def test_percentages_and_order_are_asked_for_at_a_terminal(pipectl: Shell) -> None:
    write("f.csv", "deal_id,stage", "1,Trial", "2,Pitch", "3,Pilot")
    asked = Session(pipectl, ("import", "f.csv", "--make-stages"), {})
    asked.answer("What percentage of the deals in Trial will you win?", "60")
    asked.answer("What percentage of the deals in Pitch will you win?", "20")
    asked.asked("What percentage of the deals in Pilot will you win?", "Enter for 0").type(ENTER)
    asked.answer("Is this the right order: Pilot 0 %, Pitch 20 %, Trial 60 %?", "n")
    asked.answer("Which stage comes first?", "Pitch")
    asked.answer("Which stage comes after Pitch?", "Trial")
    assert "3 new" in asked.left()
    assert rows(pipectl, STAGES) == [("Pitch", 20), ("Trial", 60), ("Pilot", 0)]
    is_well(pipectl)


# People


def test_addresses_become_their_contacts_and_links_are_no_names(pipectl: Shell) -> None:
    write(
        "f.csv",
        "deal_id,account,contact",
        *("1,Acme (https://www.notion.so/a1?pvs=21),Ana Prueba (ana@example.com)", "2,,bo@x.org"),
        "3,,Cy <cy@example.com>",
        '4,"Acme (https://www.notion.so/a1), Birch, Ltd (https://www.notion.so/b)",Ana Prueba',
        "5,Cedar (Berlin),",
    )
    done = reversible(pipectl, "f.csv", "--map", "contact=contact")
    assert "  account: 1 row (line 5) with several values: using the first.\n" in done.err
    assert rows(pipectl, "select name, email from contact order by id") == [
        ("Ana Prueba", "ana@example.com"),
        ("bo@x.org", "bo@x.org"),
        ("Cy", "cy@example.com"),
    ]
    assert rows(pipectl, "select name from account order by id") == [
        *(("Acme",), ("Cedar (Berlin)",))
    ]


def test_hubspot_s_contacts_bring_their_addresses_also_later(pipectl: Shell) -> None:
    head = "Record ID,Deal Name,Deal Stage,Associated Contact"
    write("f.csv", head, "1,A,Discovery,Ana Prueba", "2,B,Discovery,x@example.com;y@example.com")
    brought(pipectl, "f.csv")
    write(
        "f.csv",
        head,
        *("1,A,Discovery,Ana Prueba (ana@example.com)", "2,B,Discovery,x@example.com"),
        "3,C,Discovery,Ana Prueba (other@example.com)",
    )
    done = reversible(pipectl, "f.csv", "--update")
    assert "1 new deal, 1 changed, 1 unchanged" in done.out
    said = "Contact Ana Prueba keeps ana@example.com. other@example.com was not imported.\n"
    assert said in done.err
    assert rows(pipectl, "select name, email from contact order by id") == [
        *(("Ana Prueba", "ana@example.com"), ("x@example.com", "x@example.com"))
    ]
    again = brought(pipectl, "f.csv", "--update")
    assert "0 new deals, 0 changed, 3 unchanged" in again.out
    assert said in again.err


def test_a_contact_without_an_address_gets_the_one_that_a_new_deal_brings(pipectl: Shell) -> None:
    pipectl("contact", "add", "Ana Prueba")
    write("f.csv", "deal_id,who,mail", "1,ana prueba,ana@example.com", "2,,bo@example.com")
    reversible(pipectl, "f.csv", "--map", "contact=who", "--map", "contact_email=mail")
    assert rows(pipectl, "select name, email from contact order by id") == [
        *(("Ana Prueba", "ana@example.com"), ("bo@example.com", "bo@example.com"))
    ]
