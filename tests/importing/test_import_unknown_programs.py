"""`import` of files by programs that aren't known here: what the hints lead to."""

from conftest import Shell
from imported import brought, refused, rows, write

STANDING = "select title, status, amount_minor, currency, close_on, closed_on from opportunity"


def test_what_dynamics_guards_is_the_identifier_and_never_a_title_or_an_amount(
    pipectl: Shell,
) -> None:
    guarded = "(Nicht ändern) Verkaufschance,(Nicht ändern) Zeilenprüfsumme"
    write(
        "d.csv",
        f"{guarded},Thema,Potenzieller Kunde,Gesch. Umsatz,Währung,Gesch. Abschlussdatum,"
        "Tatsächlicher Umsatz,Tatsächliches Abschlussdatum,Verkaufsphase,Status,Statusgrund",
        "a3f0-1,x==,Al,Acme,900,Euro,2026-12-24,,,Meeting,Offen,In Bearbeitung",
        "a3f0-2,y==,Bo,Birch,800,Euro,2026-12-01,750,2026-10-30,Meeting,Gewonnen,Gewonnen",
        "a3f0-3,z==,Cy,Cedar,700,Schweizer Franken,2026-11-01,,2026-10-02,Meeting,Verloren,"
        "Ausverkauft",
    )
    said = refused(pipectl, "d.csv")
    identifier = '--map "identifier=(Nicht ändern) Verkaufschance"'
    assert "may be the amount" not in said
    assert (
        '"Statusgrund" may be the lost reason. To use it: --map "lost_reason=Statusgrund"\n'
        '"(Nicht ändern) Verkaufschance" may be the identifier. To use it: '
        f"{identifier}\n"
    ) in said
    brought(
        pipectl,
        *("d.csv", "--map", "lost_reason=Statusgrund"),
        *("--map", "outcome=Status", "--map", "identifier=(Nicht ändern) Verkaufschance"),
    )
    assert rows(pipectl, f"{STANDING} order by id") == [
        ("Al", "open", 90000, "EUR", "2026-12-24", None),
        ("Bo", "won", 75000, "EUR", "2026-12-01", "2026-10-30"),
        ("Cy", "lost", 70000, "CHF", "2026-11-01", "2026-10-02"),
    ]
    assert rows(pipectl, "select title, reason from opportunity where reason is not null") == [
        ("Cy", "Ausverkauft")
    ]


def test_a_dutch_export_is_read_and_its_ends_are_asked_about(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Titel;Klant;Contactpersoon;Fase;Bron;Bedrag;Kans op succes;Verwachte sluitingsdatum;"
        "Aangemaakt op;Gesloten op;Reden van weigering",
        "Al;Delta BV;Noor;Meeting;Beurs;€ 1.250,00;40%;24/12/2026;03/09/2026;;",
        "Bo;Echo NV;Li;Aanvaard;Beurs;€ 800,50;100%;30/10/2026;03/08/2026;30/10/2026;",
        "Cy;Echo NV;Li;Geweigerd;Web;€ 700,00;0%;13/10/2026;03/07/2026;13/10/2026;Te duur",
    )
    said = refused(pipectl, "d.csv", "--decimal", ",")
    assert (
        'd.csv: stage "Aanvaard": 1 row (line 3). Is this deal won? If so: '
        '--stage-map "Aanvaard=won"\n' in said
    )
    assert (
        'd.csv: stage "Geweigerd": 1 row (line 4). Is this deal lost? If so: '
        '--stage-map "Geweigerd=lost"\n' in said
    )
    ends = ("--stage-map", "Aanvaard=won", "--stage-map", "Geweigerd=lost")
    done = brought(pipectl, "d.csv", "--decimal", ",", *ends)
    assert "Found no column" not in done.err
    assert rows(pipectl, f"{STANDING} order by id") == [
        ("Al", "open", 125000, "EUR", "2026-12-24", None),
        ("Bo", "won", 80050, "EUR", "2026-10-30", "2026-10-30"),
        ("Cy", "lost", 70000, "EUR", "2026-10-13", "2026-10-13"),
    ]
    sql = "select created_on, reason, source from opportunity order by id"
    assert rows(pipectl, sql) == [
        ("2026-09-03", None, "Beurs"),
        ("2026-08-03", None, "Beurs"),
        ("2026-07-03", "Te duur", "Web"),
    ]


def test_an_opportunity_s_name_alone_is_no_sign_of_salesforce(pipectl: Shell) -> None:
    head = "Identifiant;Nom de l'opportunité;Société;Montant potentiel;Étape;Statut;"
    write(
        "d.csv",
        f"{head}Date d'échéance;Date de clôture",
        "OPP-1;Al;Acme;900;Meeting;En retard;24/12/2026;",
        "OPP-2;Bo;Birch;800;Meeting;Gagnée;01/12/2026;30/10/2026",
    )
    flags = ("--won-when", "Statut=Gagnée")
    done = brought(pipectl, "d.csv", *flags)
    assert "Read d.csv (csv): 2 rows.\n" in done.err
    hints = (
        '  "Date d\'échéance" may be the expected close date. To use it: '
        '--map "close_on=Date d\'échéance"\n'
        '  "Identifiant" may be the identifier. To use it: --map "identifier=Identifiant"\n'
    )
    assert hints in done.err
    pipectl("undo")
    typed = ("--map", "close_on=Date d'échéance", "--map", "identifier=Identifiant")
    brought(pipectl, "d.csv", *flags, *typed)
    assert rows(pipectl, f"{STANDING} order by id") == [
        ("Al", "open", 90000, "USD", "2026-12-24", None),
        ("Bo", "won", 80000, "USD", "2026-12-01", "2026-10-30"),
    ]
    write("s.csv", "Nom de l'opportunité,Nom du compte,Étape,Montant", "Al,Acme,Meeting,900")
    assert "Read s.csv (salesforce): 1 row.\n" in brought(pipectl, "s.csv").err


def test_a_closing_date_without_an_outcome_is_asked_about_by_stage(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Stage,Closed on",
        "Al,Meeting,",
        "Bo,Undirritað,2026-10-30",
        "Cy,Undirritað,2026-10-02",
        "Di,Meeting,2026-10-02",
    )
    closed = ("--map", "closed_on=Closed on")
    said = refused(pipectl, "d.csv", *closed)
    assert (
        'd.csv: stage "Undirritað": 2 rows (first in line 3). Are these deals won or lost?\n'
        '  --stage-map "Undirritað=won"\n  --stage-map "Undirritað=lost"\n'
    ) in said
    said = refused(pipectl, "d.csv", *closed, "--stage-map", "Undirritað=won")
    # An answer for its stage would close Al, too.
    assert (
        'd.csv: "Closed on" is filled: 1 row (line 5). Is this deal won or lost?\n'
        '  --won-when "Closed on"\n  --lost-when "Closed on"\n'
    ) in said
    brought(pipectl, "d.csv", *closed, "--stage-map", "Undirritað=won", "--lost-when", "Closed on")
    assert rows(pipectl, "select title, status from opportunity order by id") == [
        ("Al", "open"),
        ("Bo", "won"),
        ("Cy", "won"),
        ("Di", "lost"),
    ]


def test_the_hint_of_a_missing_day_names_its_column(pipectl: Shell) -> None:
    write("d.csv", "Title,Startdatum,Abschluss", "Al,2026-09-03,2026-12-24")
    done = brought(pipectl, "d.csv")
    assert '"Abschluss" may be the close date. To use it: --map "close_date=Abschluss"' in done.err
    assert 'To name its column: --map "created_on=Startdatum"\n' in done.err


def test_a_header_made_up_of_words_for_the_creation_day_is_read(pipectl: Shell) -> None:
    write("d.csv", "Title,Date Created (UTC)", "Al,2026-09-03 13:30:00")
    done = brought(pipectl, "d.csv")
    assert '  Guessed by header: "Date Created (UTC)" is created_on.' in done.err
    assert rows(pipectl, "select created_on from opportunity") == [("2026-09-03",)]


def test_a_term_in_months_is_no_monthly_amount(pipectl: Shell) -> None:
    write("d.csv", "Title,Amount,Contract term", "Al,900,12 months", "Bo,800,24 months")
    assert "monthly" not in brought(pipectl, "d.csv").err
    write("e.csv", "Title,Amount,Every", "Cy,900,every 3 months")
    said = refused(pipectl, "e.csv", "--map", "amount_period=Every")
    assert 'e.csv:2: Every: "every 3 months" is not one-time, weekly' in said


def test_amounts_by_the_hour_are_told_too(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Bid Amount,Bid Type",
        *("Al,900,Fixed Bid", "Bo,80,Per Hour", "Cy,70,Per Month", "Di,60,pro Tag"),
    )
    assert (
        "  Bid Type: 1 hourly amount, 1 monthly amount and 1 daily amount, imported unchanged from "
        'Bid Amount. To multiply by a number of periods: --map "amount_period=Bid Type" '
        "--map amount_duration=HEADER\n"
    ) in brought(pipectl, "d.csv").err


def test_the_kind_of_record_before_a_name_is_no_part_of_it(pipectl: Shell) -> None:
    write(
        "v.csv",
        "Opportunity Name,Organization Name,Contact Name,Sales Stage,Campaign Source,Partner",
        "Al,Accounts::::Acme,Contacts::::Li Wei,Meeting,Campaigns::::Fall,Vendors::::Birch",
        "a::::b,Echo :::: Sons,,Meeting,,",
    )
    brought(pipectl, "v.csv", "--fields")
    (al, other) = pipectl("list", "--json").json
    assert (al["account"], al["contact"], al["campaign"]) == ("Acme", "Li Wei", "Fall")
    assert (other["title"], other["account"]) == ("a::::b", "Echo :::: Sons")
    assert "Partner     Birch\n" in pipectl("show", "Al").out
    write("p.csv", "First Name,Last Name,Organization Name", "Jo,Park,Accounts::::Acme")
    brought(pipectl, "p.csv", "--what", "contacts")
    (acme,) = pipectl("account", "list", "--json").json[:1]
    assert acme["name"] == "Acme"


def test_a_current_state_on_hold_is_asked_about(pipectl: Shell) -> None:
    write(
        "i.csv",
        "Opportunity Name,Opportunity Value,Current State,State Reason,Details",
        "Al,900,OPEN,,",
        "Bo,800,SUSPENDED,waits,",
        "Cy,700,LOST,Price,Called",
    )
    said = refused(pipectl, "i.csv")
    assert (
        'i.csv: "Current State" is "SUSPENDED": 1 row (line 3). Is this deal open or lost?\n'
        in said
    )
    brought(
        pipectl,
        *("i.csv", "--lost-when", "Current State=LOST", "--open-when", "Current State=SUSPENDED"),
        *("--map", "lost_reason=State Reason"),
    )
    sql = "select title, status, reason, note from opportunity order by id"
    assert rows(pipectl, sql) == [
        ("Al", "open", None, None),
        ("Bo", "open", None, None),
        ("Cy", "lost", "Price", "Called"),
    ]


def test_a_german_list_of_offers_is_read(pipectl: Shell) -> None:
    write(
        "c.csv",
        "Angebotsname;Zielbetrag;Angebotsstatus;Zieldatum;Entscheidungsdatum",
        "Al;1.250,50 €;Meeting;24.12.2026;",
        "Bo;800,00 €;Auftrag erhalten;30.10.2026;29.10.2026",
        "Cy;700,00 €;Absage;13.10.2026;12.10.2026",
    )
    ends = ("Angebotsstatus=Auftrag erhalten", "Angebotsstatus=Absage")
    said = refused(pipectl, "c.csv", "--decimal", ",")
    assert f'won? If so: --won-when "{ends[0]}"\n' in said
    assert f'lost? If so: --lost-when "{ends[1]}"\n' in said
    flags = ("--won-when", ends[0], "--lost-when", ends[1], "--map", "stage=Angebotsstatus")
    brought(pipectl, "c.csv", "--decimal", ",", *flags)
    assert rows(pipectl, f"{STANDING} order by id") == [
        ("Al", "open", 125050, "EUR", "2026-12-24", None),
        ("Bo", "won", 80000, "EUR", "2026-10-30", "2026-10-29"),
        ("Cy", "lost", 70000, "EUR", "2026-10-13", "2026-10-12"),
    ]


def test_a_sheet_with_the_words_of_close_is_no_export_of_close(pipectl: Shell) -> None:
    """Which writes cents."""
    write(
        "s.csv",
        "Title,Client,Value,Stage,Date won,Lead name",
        "Al,Acme,12000,Meeting,,Ann",
        "Bo,Birch,8000,Meeting,2026-10-01,Li",
    )
    said = refused(pipectl, "s.csv")
    assert (
        's.csv: "Date won" is filled: 1 row (line 3). Is this deal won? If so: '
        '--map "won_on=Date won"\n' in said
    )
    done = brought(pipectl, "s.csv", "--map", "won_on=Date won")
    assert "Read s.csv (csv): 2 rows.\n" in done.err
    assert rows(pipectl, f"{STANDING} order by id") == [
        ("Al", "open", 1200000, "USD", None, None),
        ("Bo", "won", 800000, "USD", None, "2026-10-01"),
    ]
    write("c.csv", "id,lead_name,value,value_period,date_won", "1,Acme,1200,one_time,2026-12-01")
    assert "  value: read as cents.\n" in brought(pipectl, "c.csv").err


def test_whole_percents_under_a_header_of_shares_are_percents(pipectl: Shell) -> None:
    head = "Deal Name,Deal Stage,Deal probability"
    write("d.csv", head, "Al,Meeting,1", "Bo,Meeting,", "Cy,Meeting,60", "Di,Meeting,40%")
    brought(pipectl, "d.csv")
    sql = "select title, probability_bp from opportunity order by id"
    assert rows(pipectl, sql) == [("Al", 100), ("Bo", None), ("Cy", 6000), ("Di", 4000)]
    pipectl("undo")
    write("d.csv", head, "Al,Meeting,1", "Bo,Meeting,0.25", "Cy,Meeting,60")
    assert 'd.csv:4: Deal probability: "60" is not a fraction' in refused(pipectl, "d.csv")
    said = refused(pipectl, "d.csv", "--map", "probability_share=Deal probability")
    assert 'd.csv:4: Deal probability: "60" is not a fraction' in said
