"""`import --make-stages`: which stages are added where, with which probabilities, and for whom."""

import re
from pathlib import Path

import pytest

from conftest import Shell
from imported import brought, how, is_well, refused, reversible, rows, stageless, write
from terminal import Session

STAGES = "select name, probability_bp / 100 from stage where id > 5 order by position"
STANDS = (
    "select o.title, s.name from opportunity as o join stage as s on s.id = o.stage_id"
    " order by o.id"
)


def test_without_a_probability_new_stages_have_none_and_that_is_said(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "1,Pitch", "2,Trial")
    said = (
        "New stages, after Negotiation, in the order of the file: Pitch 0 %, Trial 0 %.\n"
        f"{how('Trial')}  Warning: Pitch and Trial have 0 %: the file doesn't give a "
        "probability. 2 open deals will have a weighted amount of 0.\n"
    )
    assert said in pipectl("import", "d.csv", "--make-stages", "--dry-run").err
    assert said in reversible(pipectl, "d.csv", "--make-stages").err
    assert rows(pipectl, STAGES) == [("Pitch", 0), ("Trial", 0)]
    assert "New stages" not in brought(pipectl, "d.csv", "--make-stages").err


def test_a_new_stage_has_the_probability_of_most_of_its_open_rows(pipectl: Shell) -> None:
    head = "Opportunity ID,Opportunity Name,Stage,Probability (%),Is Closed,Is Won"
    write(
        "s.csv",
        *(head, "1,A,Pitch,35,false,false", "2,B,Pitch,20,false,false", "3,C,Pitch,20,0,0"),
        *("4,D,Trial,10,0,0", "5,E,Trial,100,1,1", "6,F,Scoping,0,0,0"),
    )
    done = reversible(pipectl, "s.csv", "--make-stages")
    assert (
        "New stages, by probability: Scoping 0 %, Trial 10 %, Pitch 20 %.\n"
        "  Order of all stages: Initial contact 0 %, Scoping 0 %, Discovery 10 %, Trial 10 "
        "%, Pitch 20 %, Meeting 30 %, Proposal 60 %, Negotiation 80 %.\n"
    ) in done.err
    assert "Warning" not in done.err
    assert rows(pipectl, STAGES) == [("Scoping", 0), ("Trial", 10), ("Pitch", 20)]
    own = "select title from opportunity where probability_bp is not null"
    assert rows(pipectl, own) == [("A",)]


def test_who_was_won_in_no_known_stage_was_in_none_that_is_added(pipectl: Shell) -> None:
    head = "Opportunity ID,Opportunity Name,Stage,Close Date"
    write(
        "s.csv",
        *(head, "1,A,Pitch,2026-12-01", "2,B,Closed Won,2026-10-01"),
        *("3,C,Closed Lost,2026-10-02", "4,D,Closed Won,2026-10-02"),
    )
    write("h.csv", "deal_id,stage,entered_at", "4,Pitch,2026-09-01")
    reversible(pipectl, "s.csv", "--history", "h.csv", "--make-stages")
    assert rows(pipectl, STANDS) == [
        *(("A", "Pitch"), ("B", "Negotiation"), ("C", "Initial contact"), ("D", "Pitch"))
    ]


def test_a_stage_can_be_added_where_it_is_asked_for(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "1,Pitch", "2,Trial")
    asked = Session(pipectl, ("import", "d.csv"), {})
    asked.answer("Which of your stages is Pitch?", "add as")
    asked.answer("Which of your stages is Trial?", "prop")
    asked.answer("What percentage of the deals in Pitch will you win?", "40")
    assert "2 new" in asked.left()
    assert rows(pipectl, STANDS) == [("1", "Pitch"), ("2", "Proposal")]
    assert rows(pipectl, STAGES) == [("Pitch", 40)]
    is_well(pipectl)


def test_the_nearest_stage_comes_first_else_ours_and_what_became_which_is_said_once(
    pipectl: Shell,
) -> None:
    write("d.csv", "deal_id,stage,probability", "1,New,", "2,Meetings,", "3,Hot,85", "4,Offer,")
    asked = Session(pipectl, ("import", "d.csv"), {})
    for name in ("New", "Meetings", "Hot", "Offer"):
        asked.answer(f"Which of your stages is {name}?", "")
    assert "4 new" in asked.left()
    said = "Stages: New -> Initial contact, Meetings -> Meeting, Hot -> Negotiation, Offer ->"
    assert asked.unbroken.count(said) == 1
    assert rows(pipectl, STANDS) == [
        *(("1", "Initial contact"), ("2", "Meeting")),
        *(("3", "Negotiation"), ("4", "Initial contact")),
    ]


def test_in_which_order_a_file_names_stages_says_nothing(pipectl: Shell) -> None:
    """Theirs are offered the nearest of ours by a like beginning or the percentage."""
    stages = ("Verbal yes,90", "Presentation,50", "Scoping,30", "Proposition,", "Enquiry,")
    write(
        "d.csv",
        "deal_id,stage,Probability Of Winning",
        *(f"{number},{stage}" for number, stage in enumerate(stages, 1)),
    )
    asked = Session(pipectl, ("import", "d.csv"), {})
    for stage in stages:
        asked.answer(f"Which of your stages is {stage.partition(',')[0]}?", "")
    assert "5 new" in asked.left()
    assert [name for _, name in rows(pipectl, STANDS)] == [
        *("Negotiation", "Proposal", "Meeting", "Proposal", "Initial contact")
    ]


def test_without_any_stage_it_says_how_to_add_one(pipectl: Shell) -> None:
    with pipectl.opened() as store:
        store.execute("update stage set archived = true")
    file = pipectl.home / "deals.csv"
    refused = (
        "pipectl: Your store has no stages, so nothing can be imported.\n"
        "  Add one: `pipectl stage add NAME --probability N`.\n"
    )
    for text in ("title,amount\nTea,5\n", "title,stage\nTea,Pitch\n", "title,outcome\nTea,won\n"):
        file.write_text(text)
        assert pipectl("import", file, code=4).err.endswith(refused)
        assert pipectl("import", file, "--dry-run", code=4).err.endswith(refused)
    file.write_text("title,stage\nTea,Pitch\nCoffee,\n")
    assert pipectl("import", file, "--make-stages", code=4).err.endswith(refused)
    file.write_text("title,stage\nTea,Pitch\n")
    pipectl("import", file, "--make-stages")
    assert pipectl("show", 1, "--json").json["stage"] == "Pitch"


def test_a_stage_may_be_answered_to_be_won_or_lost(pipectl: Shell) -> None:
    head = "deal_id,stage,Close Date"
    write(
        "d.csv",
        *(head, "1,Pitch,2026-12-01", "2,Champagne,2026-10-01", "3,Graveyard,2026-10-02"),
        *("4,Meeting,2026-12-03", "5,Champagne,2026-10-04"),
    )
    asked = Session(pipectl, ("import", "d.csv", "--save-as", "crm"), {})
    asked.answer("Which of your stages is Pitch?", "prop")
    asked.answer("Which of your stages is Champagne?", "won")
    asked.answer("Which of your stages is Graveyard?", "lost")
    assert "5 new" in asked.left()
    assert "Read as won: stage=Champagne (2 rows)." in asked.unbroken
    found = "select title, status, closed_on from opportunity order by id"
    closed = [("2", "won", "2026-10-01"), ("3", "lost", "2026-10-02"), ("5", "won", "2026-10-04")]
    assert [row for row in rows(pipectl, found) if row[1] != "open"] == closed
    assert rows(pipectl, STANDS)[0] == ("1", "Proposal")
    is_well(pipectl)
    write("e.csv", head, "6,Champagne,2026-10-05", "7,Pitch,2026-12-05")
    pipectl("import", "e.csv", "--like", "crm")
    assert rows(pipectl, found)[5:] == [("6", "won", "2026-10-05"), ("7", "open", None)]


def test_a_script_is_told_that_a_stage_may_be_won_or_lost(pipectl: Shell) -> None:
    write("d.csv", "deal_id,stage", "1,Champagne")
    said = " ".join(refused(pipectl, "d.csv").split())
    assert said.endswith('or to won or lost: --stage-map "Champagne=Initial contact".')
    reversible(pipectl, "d.csv", "--stage-map", "Champagne=won")
    assert rows(pipectl, "select status from opportunity") == [("won",)]


HUBSPOT = "Record ID,Deal Name,Deal Stage,Create Date,Close Date,Is Closed Won,Is closed lost"


def test_won_deals_without_a_stage_are_in_the_likeliest_one_not_in_what_was_added_last(
    pipectl: Shell,
) -> None:
    dates = "2026-03-01,2026-04-01"
    first = f"1,A,Renewal due,{dates},false,false", f"2,B,Churned soon,{dates},false,false"
    write("h.csv", HUBSPOT, *first)
    brought(pipectl, "h.csv", "--make-stages")
    write("h.csv", HUBSPOT, f"3,C,Closed Won,{dates},true,false", f"4,D,,{dates},false,true")
    assert stageless(won=1, lost=1) in brought(pipectl, "h.csv").err
    wanted = (
        "select d.title, s.name from opportunity as d join stage as s on s.id = d.stage_id "
        "where d.status != 'open' order by d.id"
    )
    assert rows(pipectl, wanted) == [("C", "Negotiation"), ("D", "Initial contact")]


def test_deals_that_are_here_already_are_not_counted_as_without_a_stage(pipectl: Shell) -> None:
    closed = "1,C,Closed Won,2026-03-01,2026-04-01,true,false"
    write("h.csv", HUBSPOT, closed)
    assert stageless(won=1) in brought(pipectl, "h.csv").err
    for update in ((), ("--update",)):
        assert "No stage is named" not in brought(pipectl, "h.csv", *update).err
    write("h.csv", HUBSPOT, closed, closed.replace("1,C", "2,D"))
    assert stageless(won=1) in brought(pipectl, "h.csv").err


LADDER = "select name, probability_bp / 100 from stage order by position, id"
SELLER = [
    *(("Initial contact", 0), ("Discovery", 10), ("Meeting", 30), ("Proposal", 60)),
    ("Negotiation", 80),
]


@pytest.fixture
def other(tmp_path: Path) -> Shell:
    """A store with stages of its own, and a deal in each."""
    shell = Shell(tmp_path / "other")
    shell.home.mkdir()
    shell("init", "--stages", "Lead:10,Demo:30,Offer:60,Contract:90,Trial:40")
    for stage in ("Lead", "Demo", "Offer", "Contract", "Trial"):
        shell("add", f"{stage} deal", "10k", "--stage", stage)
    shell("edit", "lead-deal", "--probability", "10")
    shell("edit", "demo-deal", "--probability", "45")
    shell("win", "contract-deal", "--yes")
    shell("add", "Second lead", "1k", "--stage", "Lead")
    return shell


def exported(shell: Shell) -> str:
    Path("own.csv").write_text(shell("export", "--format", "csv").out, "utf-8", newline="")
    return "own.csv"


def test_our_own_csv_brings_the_probabilities_of_its_stages(pipectl: Shell, other: Shell) -> None:
    done = reversible(pipectl, exported(other), "--make-stages")
    assert done.err.endswith(
        "New stages, by probability: Lead 10 %, Trial 40 %, Demo 0 %, Offer 60 %, Contract 0 %.\n"
        + how(
            "Contract",
            *("Initial contact 0 %", "Discovery 10 %", "Lead 10 %", "Meeting 30 %", "Trial 40 %"),
            *("Demo 0 %", "Proposal 60 %", "Offer 60 %", "Negotiation 80 %", "Contract 0 %"),
        )
        + "  Demo has 0 %: in this file, every open deal there has a probability of its own, and "
        "keeps it.\n"
        "  Warning: Contract has 0 %: the file has no open deals there.\n"
    )
    assert rows(pipectl, LADDER) == [
        *SELLER[:2],
        *(("Lead", 10), SELLER[2], ("Trial", 40), ("Demo", 0), SELLER[3], ("Offer", 60)),
        *(SELLER[4], ("Contract", 0)),
    ]
    own = "select title, probability_bp from opportunity where probability_bp is not null"
    assert rows(pipectl, own) == [("Lead deal", 1000), ("Demo deal", 4500)]
    keys = ("title", "stage", "status", "probability", "probability_from", "weighted")
    deals = [
        [[each[key] for key in keys] for each in shell("list", "--all", "--json").json]
        for shell in (other, pipectl)
    ]
    assert deals[0] == deals[1]


def test_our_own_csv_brings_them_with_another_decimal_mark_too(
    pipectl: Shell, other: Shell
) -> None:
    other("stage", "edit", "Trial", "--probability", "37.5")
    text = other("export", "--format", "csv").out.replace(",37.5,", ',"37,5",')
    Path("own.csv").write_text(text, "utf-8", newline="")
    pipectl("import", "own.csv", "--make-stages", "--decimal", ",", code=4)
    text = re.sub(r"(?<=[0-9])\.00(?=,)", "", text)
    Path("own.csv").write_text(text, "utf-8", newline="")
    brought(pipectl, "own.csv", "--make-stages", "--decimal", ",")
    assert ("Trial", 37) in rows(pipectl, LADDER)


def test_a_history_places_new_stages_between_those_that_are_here(pipectl: Shell) -> None:
    write("d.csv", "deal_id,title,stage", "1,Al,Proposal", "2,Bo,Pitch")
    write(
        "h.csv",
        *("deal_id,stage,entered_at", "1,Discovery,2026-09-01", "1,Pitch,2026-09-02"),
        *("1,Trial,2026-09-03", "1,Proposal,2026-09-04", "2,Discovery,2026-09-01"),
        "2,Pitch,2026-09-05",
    )
    done = reversible(pipectl, "d.csv", "--history", "h.csv", "--make-stages")
    assert "New stages, in the order of the history: Pitch 0 %, Trial 0 %.\n" in done.err
    assert [name for name, _ in rows(pipectl, LADDER)] == [
        *("Initial contact", "Discovery", "Pitch", "Trial", "Meeting", "Proposal", "Negotiation")
    ]


def test_answered_percentages_place_new_stages_and_the_answered_order_stays(
    pipectl: Shell,
) -> None:
    write("d.csv", "deal_id,stage", "1,Pitch", "2,Trial", "3,Close call")
    asked = Session(pipectl, ("import", "d.csv", "--make-stages"), {})
    asked.answer("What percentage of the deals in Pitch will you win?", "70")
    asked.answer("What percentage of the deals in Trial will you win?", "20")
    asked.answer("What percentage of the deals in Close call will you win?", "")
    asked.answer("Is this the right order: Close call 0 %, Trial 20 %, Pitch 70 %?", "y")
    assert "3 new" in asked.left()
    assert rows(pipectl, LADDER) == [
        *(*SELLER[:2], ("Trial", 20), *SELLER[2:4], ("Pitch", 70), SELLER[4], ("Close call", 0))
    ]
    is_well(pipectl)


def test_what_was_added_with_a_stage_that_was_removed_is_undone_whole(pipectl: Shell) -> None:
    pipectl("add", "Tea", "10", "--stage", "Meeting")
    pipectl("stage", "remove", "Meeting", "--to", "Proposal")
    write("d.csv", "deal_id,stage,probability", "1,Pitch,40", "2,Trial,5")
    reversible(pipectl, "d.csv", "--make-stages")
    assert [name for name, _ in rows(pipectl, f"{LADDER}")] == [
        *("Initial contact", "Trial", "Discovery", "Pitch", "Meeting", "Proposal", "Negotiation")
    ]


def test_a_dry_run_names_unknown_stages_beside_rows_with_problems(pipectl: Shell) -> None:
    text = "Title,Amount,Stage\nAlpha,12k,Qualified\nBeta,abc,Qualified\n"
    (pipectl.home / "deals.csv").write_text(text)
    done = pipectl("import", pipectl.home / "deals.csv", "--dry-run", code=4)
    assert done.err.endswith(
        "Unknown stage: Qualified.\n"
        '  Add them to your stages: --make-stages, or --stages "Qualified:PERCENT,…". Or map'
        " each to one of your stages (Initial contact, Discovery, Meeting, Proposal, Negotiation),"
        ' or to won or lost: --stage-map "Qualified=Initial contact".\n'
        "pipectl: 1 row has a problem. Nothing was imported.\n"
        "  Fix the file, or skip this row: --skip-errors (to save it: --rejects FILE).\n"
    )


def test_a_stage_whose_deals_differ_in_probability_is_placed_by_their_median(
    pipectl: Shell,
) -> None:
    write(
        "d.csv",
        "Title,Stage,Probability,Outcome",
        *("A,Close,80,open", "B,Qualify,20,open", "C,Qualify,30,open", "D,Qualify,10,open"),
    )
    said = brought(pipectl, "d.csv", "--from", "csv", "--make-stages").err
    assert "New stages, by probability: Qualify 0 %, Close 80 %.\n" in said
    assert "Discovery 10 %, Qualify 0 %, Meeting 30 %, Proposal 60 %" in said
    assert rows(pipectl, "select title, probability_bp from opportunity order by title") == [
        *(("A", None), ("B", 2000), ("C", 3000), ("D", 1000)),
    ]


def test_stages_are_told_apart_by_why_they_have_no_probability(pipectl: Shell) -> None:
    write(
        "d.csv",
        "Title,Amount,Stage,Probability,Status",
        *("A,1,Trial,20,open", "B,1,Trial,40,open", "C,1,Pitch,,open", "D,1,Pitch,,open"),
        "E,1,Late,100,won",
    )
    flags = ("d.csv", "--map", "outcome=Status", "--make-stages")
    assert (
        "  Trial has 0 %: no probability is that of most open deals there. Each deal keeps its "
        "own.\n"
        '  Warning: Pitch and Late have 0 %: "Probability" is empty for 2 open deals there. They '
        "will have a weighted amount of 0.\n"
        '  To set it: --stages "Pitch:PERCENT,…", or later `pipectl stage edit`.\n'
    ) in pipectl("import", *flags, "--dry-run").err
    assert "To set it" not in brought(pipectl, *flags).err
