"""`import` and words for a result: asked about, never invented, and each hint works when typed."""

import re
import shlex

import pytest

from conftest import Shell
from imported import brought, is_well, refused, reversible, rows, write
from terminal import ENTER, Session

STATUS = "select title, status from opportunity order by title"
STANDS = (
    "select o.title, o.status, s.name from opportunity as o join stage as s on s.id = o.stage_id"
    " order by o.id"
)
FLAG = re.compile(r"--[a-z-]+ (?:\"[^\"]*\"|'[^']*'|\S+)")


def followed(shell: Shell, *words: str, most: int = 4) -> str:
    """Import, doing what the hints say until it comes in: the flags that were needed.

    Of a reason that may be several outcomes the first flag is taken. A percentage is filled in.
    """
    flags: list[str] = []
    for _ in range(most):
        done = shell.outcome("import", *words, *flags)
        if done.code == 0:
            is_well(shell)
            return " ".join(map(shlex.quote, flags))
        hints = done.err.splitlines()
        taken: list[str] = []
        for place, line in enumerate(hints):
            if re.fullmatch(r"  --\S+ .*", line) and re.match("  --", hints[place - 1]):
                continue  # another answer to the same question
            if "Say what each one is" not in line and (found := FLAG.search(line)):
                taken += shlex.split(found[0].replace("PERCENT,…", "20"))
        assert taken, done.err
        flags += taken
    raise AssertionError(done.err)


def test_words_for_a_result_are_no_stages_of_their_own(pipectl: Shell) -> None:
    names = ["Auftrag", "Absage", "Storniert", "Bestellt", "Signé", "Refusé", "Annulé", "Ordered"]
    names += ["Invoiced", "Churned"]
    names += ["Contract signed", "Declined", "Firmado", "Rechazado", "Ganada", "Perdida", "Zusage"]
    write("f.csv", "deal_id,stage", *(f"{n},{name}" for n, name in enumerate(names)), "99,Meeting")
    said = refused(pipectl, "f.csv", "--make-stages")
    for name in names:
        assert re.search(rf'--stage-map "{name}=(won|lost)"\n', said), name
    assert "Meeting" not in said
    done = [word for each in names for word in ("--stage-map", f"{each}=lost")]
    brought(pipectl, "f.csv", "--make-stages", *done)
    assert rows(pipectl, "select count(*) from stage") == [(5,)]


def test_a_negation_is_not_suggested_as_won(pipectl: Shell) -> None:
    write("f.csv", "deal_id,stage", "1,Nicht gewonnen", "2,noch nicht verloren")
    said = refused(pipectl, "f.csv")
    assert (
        'f.csv: stage "Nicht gewonnen": 1 row (line 2). Is this deal lost or open?\n'
        '  --stage-map "Nicht gewonnen=lost"\n'
        '  --stage-map "Nicht gewonnen=Nicht gewonnen"\n'
        'f.csv: stage "noch nicht verloren": 1 row (line 3). Is this deal open or won?\n'
        '  --stage-map "noch nicht verloren=noch nicht verloren"\n'
        '  --stage-map "noch nicht verloren=won"\n'
    ) in said
    flags = (
        *("--stage-map", "Nicht gewonnen=lost"),
        *("--stage-map", "noch nicht verloren=noch nicht verloren"),
    )
    said = refused(pipectl, "f.csv", *flags)
    assert "pipectl: Unknown stage: noch nicht verloren.\n" in said
    reversible(pipectl, "f.csv", *flags, "--make-stages")
    assert rows(pipectl, STANDS) == [
        *(("1", "lost", "Initial contact"), ("2", "open", "noch nicht verloren"))
    ]


def test_a_negated_status_is_asked_about(pipectl: Shell) -> None:
    write("f.csv", "deal_id,Status", "1,Nicht gewonnen", "2,Closed", "3,In Arbeit")
    said = refused(pipectl, "f.csv")
    assert '  --lost-when "Status=Nicht gewonnen"\n  --open-when "Status=Nicht gewonnen"\n' in said
    assert '  --won-when "Status=Closed"\n  --lost-when "Status=Closed"\n' in said


def test_an_unknown_word_in_the_column_of_outcomes_is_asked_about(pipectl: Shell) -> None:
    write("f.csv", "deal_id,Stand", "1,gewonnen", "2,Angebot raus", "3,Unterschrieben", "4,")
    said = refused(pipectl, "f.csv", "--map", "outcome=Stand")
    assert (
        'f.csv: "Stand" is "Angebot raus": 1 row (line 3). Is this deal open, won or lost? For '
        'open ones: --open-when "Stand=Angebot raus"\n'
        'f.csv: "Stand" is "Unterschrieben": 1 row (line 4). Is this deal won? If so: '
        '--won-when "Stand=Unterschrieben"\n'
    ) in said
    flags = ("--open-when", "Stand=Angebot raus", "--won-when", "Stand=unterschrieben")
    brought(pipectl, "f.csv", "--map", "outcome=Stand", *flags)
    assert rows(pipectl, STATUS) == [("1", "won"), ("2", "open"), ("3", "won"), ("4", "open")]


def test_a_word_that_is_known_may_be_said_to_mean_something_else(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome", "1,Cancelled", "2,won")
    brought(pipectl, "f.csv", "--open-when", "outcome=Cancelled")
    assert rows(pipectl, STATUS) == [("1", "open"), ("2", "won")]


def test_rows_with_an_unknown_outcome_may_be_left_out(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome", "1,maybe", "2,won")
    done = brought(pipectl, "f.csv", "--skip-errors")
    assert 'f.csv:2: outcome: "maybe" is not won, lost or open.\n' in done.err
    assert rows(pipectl, STATUS) == [("2", "won")]


def test_an_unknown_outcome_is_asked_at_a_terminal(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome,Won on", "1,in Arbeit,", "2,,2026-10-01")
    asked = Session(pipectl, ("import", "f.csv"), {})
    asked.answer('"outcome" is "in Arbeit" (1 row): open, won or lost?', "open")
    asked.asked('"Won on" is filled (1 row): won or lost?', "> won").type(ENTER)
    assert "2 new" in asked.left()
    assert rows(pipectl, "select title, status, closed_on from opportunity") == [
        *(("1", "open", None), ("2", "won", "2026-10-01"))
    ]


@pytest.mark.parametrize(
    "word", ["Suspended", "On Hold", "Dormant", "Archived", "Closed", "Done", "Signed", "Archivée"]
)
def test_enter_closes_no_deal_whose_word_may_mean_that_it_is_open(
    pipectl: Shell, word: str
) -> None:
    write("f.csv", "deal_id,outcome", f"1,{word}", "2,Gewonnen")
    asked = Session(pipectl, ("import", "f.csv"), {})
    asked.asked(f'"outcome" is "{word}" (1 row):', "> still open").type(ENTER)
    assert "2 new" in asked.left()
    assert rows(pipectl, STATUS) == [("1", "open"), ("2", "won")]


def test_what_was_archived_is_asked_about_in_every_language(pipectl: Shell) -> None:
    for word in ("Archived", "Archivée", "Archiviert", "archivado", "archiviata", "arquivada"):
        write("f.csv", "Deal,Status,Value", f"A,{word},1", "B,Offen,1")
        assert f'"Status" is "{word}": 1 row (line 2). Is this' in refused(pipectl, "f.csv")


ARCHIVED = (
    "crm.csv",
    "Opportunity,Customer,Expected Revenue,Stage,Probability,Active,Lost Reason",
    *("Al,Acme,500,Proposition,40.0,False,", "Bo,Birch,600,Qualified,0.0,False,"),
    *("Cy,Cedar,700,Qualified,20.0,False,Price", "Di,Dune,800,Won,100.0,False,"),
    "Ed,Elm,900,Qualified,20.0,True,",
)


def test_what_odoo_archived_is_not_lost_without_a_word(pipectl: Shell) -> None:
    write(*ARCHIVED)
    assert (
        'crm.csv: "Active" is "False" (archived): 1 row (line 2). Is this deal lost or open?\n'
        '  --lost-when "Active=False"\n'
        '  --open-when "Active=False"\n'
    ) in refused(pipectl, "crm.csv", "--make-stages")
    done = brought(pipectl, "crm.csv", "--make-stages", "--open-when", "Active=False")
    assert "Active" not in done.err.partition("Read crm.csv")[0]
    wanted = [("Bo", "lost"), ("Cy", "lost"), ("Di", "won"), ("Ed", "open")]
    assert rows(pipectl, STATUS) == [("Al", "open"), *wanted]
    pipectl("undo")
    brought(pipectl, "crm.csv", "--make-stages", "--lost-when", "Active=False")
    assert rows(pipectl, STATUS) == [("Al", "lost"), *wanted]


def test_a_plain_sheet_s_archived_rows_are_asked_about_too(pipectl: Shell) -> None:
    for head, cell in (("Active", "False"), ("Archived", "yes"), ("Aktiv", "FALSCH")):
        write("f.csv", f"deal_id,stage,{head}", f"1,Meeting,{cell}")
        said = refused(pipectl, "f.csv")
        assert (
            f'"{head}" is "{cell}" (archived): 1 row (line 2). Is this deal lost or open?\n' in said
        )


FILES = {
    "a German status with open values": (
        *("Titel;Betrag;Status", "A;500;Verhandlung", "B;600;Auftrag", "C;700;Absage"),
    ),
    "a status of outcomes alone": ("title,amount,Status", "A,5,Won", "B,5,Lost", "C,5,Open"),
    "a French stage": ("title,stage", "A,Négociation", "B,Signé", "C,Non signé", "D,Terminé"),
    "days of winning": ("title,Won on,Lost on", "A,2026-10-01,", "B,,2026-10-02", "C,,"),
    "an archive": ARCHIVED[1:],
    "a stage with an equals sign and quotes": ("title,stage", 'A,"Won = ""yes"""', "B,Meeting"),
    "marks of a check box": ("title,Perdu,Gagné", "A,oui,non", "B,non,oui", "C,non,non"),
}


@pytest.mark.parametrize("kind", FILES)
def test_following_the_hints_brings_every_file_in(pipectl: Shell, kind: str) -> None:
    write("f.csv", *FILES[kind])
    maps = ("--map", "title=Titel", "--map", "amount=Betrag") if "German" in kind else ()
    flags = followed(pipectl, "f.csv", "--make-stages", *maps)
    assert flags
    count = len(FILES[kind]) - 1
    assert rows(pipectl, "select count(*) from opportunity") == [(count,)]


def test_the_hint_of_a_status_that_is_none_for_some_rows_goes_by_its_values(
    pipectl: Shell,
) -> None:
    write("f.csv", "title,Status", "A,Verhandlung", "B,Gewonnen")
    assert 'won? If so: --won-when "Status=Gewonnen"\n' in refused(pipectl, "f.csv")
    write("f.csv", "title,Status", "A,Offen", "B,Gewonnen")
    assert 'If so: --map "outcome=Status"\n' in refused(pipectl, "f.csv")


def test_what_was_deleted_there_stays_out(pipectl: Shell) -> None:
    write(
        "p.csv",
        "Affaire - Titre,Affaire - Statut,Affaire - Affaire créée",
        *("A,En cours,2026-08-01", "B,Supprimée,2026-08-01"),
    )
    done = brought(pipectl, "p.csv")
    assert "  Skipped 1 row marked as deleted.\n" in done.err
    assert rows(pipectl, STATUS) == [("A", "open")]


def test_a_result_as_a_stage_of_closed_deals_alone_is_no_new_stage(pipectl: Shell) -> None:
    head = "id,lead_name,status_label,status_type"
    write("c.csv", head, "1,A,Meeting,active", "2,B,Churned,lost", "3,C,Signed,won")
    done = reversible(pipectl, "c.csv", "--make-stages")
    assert "New stage" not in done.err
    assert rows(pipectl, STATUS) == [("A", "open"), ("B", "lost"), ("C", "won")]
    write("c.csv", head, "4,D,Signed,active", "5,E,Signed,won")
    brought(pipectl, "c.csv", "--make-stages")
    assert rows(pipectl, STANDS)[3:] == [("D", "open", "Signed"), ("E", "won", "Signed")]


def test_an_unknown_outcome_is_called_one(pipectl: Shell) -> None:
    write("f.csv", "deal_id,outcome", "1,maybe", "2,perhaps")
    assert ("pipectl: f.csv: 2 rows have an unknown outcome. Nothing was imported.\n") in refused(
        pipectl, "f.csv"
    )


CLOSED_STAGES = {
    "German": ("Geschlossen und gewonnen", "Geschlossen und verloren", "Angebot"),
    "French": ("Fermé et gagné", "Fermée et perdue", "Proposition"),
    "Spanish": ("Cerrada y ganada", "Venta perdida por precio", "Propuesta"),
    "English": ("Closed and won", "Deal lost on price", "Proposal"),
    "one word": ("Signé", "Abandonné", "Proposition"),
}


@pytest.mark.parametrize("language", CLOSED_STAGES)
@pytest.mark.parametrize("header", ["Where it is", "Fortschritt", "Funnel step"])
def test_where_no_column_is_that_of_stages_any_may_say_what_is_closed(
    pipectl: Shell, language: str, header: str
) -> None:
    won, lost, still_open = CLOSED_STAGES[language]
    write("f.csv", f"Title,{header}", f"Al,{won}", f"Bo,{lost}", f"Cy,{still_open}", "Di,")
    said = refused(pipectl, "f.csv")
    assert (
        f'f.csv: "{header}" is "{won}": 1 row (line 2). Is this deal won? If so: '
        f'--won-when "{header}={won}"\n'
        f'f.csv: "{header}" is "{lost}": 1 row (line 3). Is this deal lost? If so: '
        f'--lost-when "{header}={lost}"\n'
        "pipectl: f.csv: 2 rows look won or lost"
    ) in said
    flags = ("--won-when", f"{header}={won}", "--lost-when", f"{header}={lost}")
    brought(pipectl, "f.csv", *flags)
    assert rows(pipectl, STATUS) == [("Al", "won"), ("Bo", "lost"), ("Cy", "open"), ("Di", "open")]


def test_a_row_without_a_stage_is_looked_at_as_closely(pipectl: Shell) -> None:
    write("f.csv", "Title,Stage,Step", "Al,Meeting,Deal lost on price", "Bo,,Deal lost on price")
    said = refused(pipectl, "f.csv")
    assert 'f.csv: "Step" is "Deal lost on price": 1 row (line 3). Is this deal lost?' in said
    brought(pipectl, "f.csv", "--lost-when", "Step=Deal lost on price")
    assert rows(pipectl, STATUS) == [("Al", "lost"), ("Bo", "lost")]


def test_an_outcome_in_many_words_is_seen_beside_a_stage(pipectl: Shell) -> None:
    write("f.csv", "Title,Stage,Step", "Al,Meeting,Geschlossen und verloren", "Bo,Meeting,Call")
    said = refused(pipectl, "f.csv")
    assert 'f.csv: "Step" is "Geschlossen und verloren": 1 row (line 2). Is this deal lost?' in said


def test_names_and_notes_are_no_stages(pipectl: Shell) -> None:
    write(
        "f.csv",
        "Title,Account,Owner,Remarks on it,Campaign",
        "Al,Lost Boys Records Ltd,Will Won Lee,We lost touch with them over the summer,Lost leads",
        "Bo,Won Ton Kitchen Inc,Ann,Their old supplier won twice and then they left,Win back lost",
    )
    brought(pipectl, "f.csv")
    assert rows(pipectl, STATUS) == [("Al", "open"), ("Bo", "open")]


def test_what_was_renewed_or_refused_is_asked_about(pipectl: Shell) -> None:
    won = ["Renewed", "Verlängert", "Renouvelé", "Contrat renouvelé", "Renovado"]
    lost = ["No Go", "No-go", "Unqualified", "Not qualified", "Disqualified", "Churned"]
    either = ["Not renewed", "Nicht verlängert", "Non renouvelée"]
    names = [*won, *lost, *either, "Renewal", "Qualified", "No go-live date yet"]
    write("f.csv", "deal_id,stage", *(f"{n},{name}" for n, name in enumerate(names)))
    said = refused(pipectl, "f.csv", "--make-stages")
    asked = re.findall(r'stage "(.+?)": 1 row .*?\. Is this deal (.+?)\?', said)
    assert asked == [
        *((name, "won") for name in won),
        *((name, "lost") for name in lost),
        *((name, "lost or open") for name in either),
    ]


@pytest.mark.parametrize(
    ("name", "flag", "others"),
    [
        ("Renewed", '"Renewed=won"', "or =lost, or =STAGE"),
        ("Churned", '"Churned=lost"', "or =won, or =STAGE"),
        ("Done", '"Done=won" or --stage-map "Done=lost"', "or =STAGE"),
    ],
)
def test_a_hint_names_the_outcomes_that_its_example_does_not(
    pipectl: Shell, name: str, flag: str, others: str
) -> None:
    write("f.csv", "deal_id,stage", f"1,{name}")
    said = refused(pipectl, "f.csv")
    hint = f"for example: --stage-map {flag} ({others} for an open stage)."
    assert hint in " ".join(said.split())


def test_what_else_a_column_of_outcomes_has_may_be_stages(pipectl: Shell) -> None:
    write(
        "f.csv",
        *("Titel,Status,Ort", "Al,Erstkontakt,Bonn", "Bo,Angebot,Bonn", "Cy,Angebot,Köln"),
        *("Di,Absage,Ulm", "Ed,Auftrag,Ulm", "Fi,,Ulm"),
    )
    flags = ("--lost-when", "Status=Absage", "--won-when", "Status=Auftrag")
    said = pipectl("import", "f.csv", *flags, "--dry-run").err
    assert (
        '"Status" also has Erstkontakt (1) and Angebot (2) in open rows. To read them as '
        'stages: --map "stage=Status"\n'
    ) in said
    assert "4 open deals without a stage column: using Initial contact.\n" in said
    as_open = (*flags, "--open-when", "Status=Erstkontakt", "--open-when", "Status=Angebot")
    said = pipectl("import", "f.csv", *as_open, "--dry-run").err
    assert "also has" not in said
    assert "4 open deals without a stage: using Initial contact.\n" in said
    done = reversible(pipectl, "f.csv", *flags, "--map", "stage=Status", "--make-stages")
    assert "also has" not in done.err
    assert rows(pipectl, STANDS) == [
        *(("Al", "open", "Erstkontakt"), ("Bo", "open", "Angebot"), ("Cy", "open", "Angebot")),
        *(("Di", "lost", "Initial contact"), ("Ed", "won", "Negotiation")),
        ("Fi", "open", "Initial contact"),
    ]
