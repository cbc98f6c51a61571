"""Kinds of stages: for leads, sales and customers; their order, and how a kind is changed."""

import json
from pathlib import Path

import pytest

from conftest import Shell
from imported import is_well, tables

ANSWERS = ("--buying", "yes", "--why", "x", "--next", "Call", "--due", "fri")


def kinds(shell: Shell) -> list[tuple[str, str]]:
    """The stages with their kinds, in their order."""
    return [(each["stage"], each["kind"]) for each in shell("stage", "list", "--json").json]


def exported(shell: Shell) -> str:
    """Everything that the store holds."""
    return shell("export", "--what", "all").out


def test_a_stage_is_for_sales_unless_said(pipectl: Shell) -> None:
    assert {kind for _, kind in kinds(pipectl)} == {"sales"}
    assert (
        pipectl("stage", "add", "Signing", "--probability", "95", "--json").json["kind"] == "sales"
    )
    assert "for leads" not in pipectl("stage", "list").out


def test_stages_for_leads_come_first_and_those_for_customers_last(pipectl: Shell) -> None:
    pipectl("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    pipectl("stage", "add", "Webinar", "--probability", "1", "--kind", "lead")
    pipectl("stage", "add", "Nurturing", "--probability", "2", "--kind", "lead")
    pipectl("stage", "add", "Signing", "--probability", "95")
    pipectl("stage", "add", "Renewal", "--probability", "100", "--kind", "customer")
    assert kinds(pipectl) == [
        ("Webinar", "lead"),
        ("Nurturing", "lead"),
        ("Initial contact", "sales"),
        ("Discovery", "sales"),
        ("Meeting", "sales"),
        ("Proposal", "sales"),
        ("Negotiation", "sales"),
        ("Signing", "sales"),
        ("Onboarding", "customer"),
        ("Renewal", "customer"),
    ]
    assert "for leads: not in coverage" in pipectl("stage", "show", "webinar").out
    assert "for customers: won deals" in pipectl("stage", "show", "renewal").out
    is_well(pipectl)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("add", "Webinar", "--probability", "1", "--kind", "lead", "--after", "discovery"),
            'The lead stage "Webinar" can\'t come after the sales stage "Discovery": lead stages '
            "come first, customer stages last.",
        ),
        (
            ("add", "Renewal", "--probability", "9", "--kind", "customer", "--after", "meeting"),
            'The sales stage "Proposal" can\'t come after the customer stage "Renewal"',
        ),
        (
            ("edit", "proposal", "--kind", "lead"),
            'The lead stage "Proposal" can\'t come after the sales stage "Meeting"',
        ),
        (("move", "discovery", "--first"), 'The lead stage "Initial contact" can\'t come after'),
    ],
)
def test_another_order_is_refused(pipectl: Shell, words: tuple[str, ...], said: str) -> None:
    pipectl("stage", "edit", "initial contact", "--kind", "lead")
    before = exported(pipectl)
    assert said in pipectl("stage", *words, code=4).err
    assert exported(pipectl) == before


def test_an_unknown_kind_is_refused_with_those_that_there_are(pipectl: Shell) -> None:
    done = pipectl("stage", "edit", "proposal", "--kind", "marketing", code=2)
    assert done.err == ('pipectl: --kind can\'t be "marketing".\n  Use lead, sales or customer.\n')


def test_a_pipeline_keeps_a_stage_for_sales(empty: Shell) -> None:
    empty("init", "--stages", "Lead:1,Offer:50")
    empty("stage", "edit", "lead", "--kind", "lead")
    said = "A pipeline needs at least one sales stage."
    assert said in empty("stage", "edit", "offer", "--kind", "customer", code=4).err
    assert said in empty("stage", "remove", "offer", "--to", "lead", code=4).err


def test_a_stage_with_open_deals_is_not_for_customers(acme: Shell) -> None:
    acme("move", 1, "negotiation", *ANSWERS)
    done = acme("stage", "edit", "negotiation", "--kind", "customer", code=4)
    assert '1 open deal is in "Negotiation"' in done.err
    assert 'pipectl list --stage "Negotiation"' in done.err


def test_no_open_deal_is_put_into_a_stage_for_customers(acme: Shell) -> None:
    acme("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    refusal = '"Onboarding" is a customer stage: only won deals go there.'
    for words in (
        ("add", "Beta", "--stage", "onboarding"),
        ("move", 1, "onboarding", *ANSWERS),
        ("what-if", "--add", "2@5k:onboarding"),
        ("stage", "remove", "initial contact", "--to", "onboarding"),
    ):
        assert refusal in acme(*words, code=4).err


def test_a_change_of_kind_says_which_deals_count_differently_and_can_be_undone(
    pipectl: Shell,
) -> None:
    for number in range(1, 4):
        pipectl("add", f"Deal {number}", "1k")
    pipectl("lose", 1, "--reason", "no need")
    before = tables(pipectl)
    assert pipectl("stage", "edit", "initial contact", "--kind", "lead").err == (
        "Initial contact is now a lead stage. From today on, pipectl counts 1 lost deal as "
        "disqualified (not counted in win rates) and 2 open deals as leads (not in coverage).\n"
    )
    after = tables(pipectl)
    assert pipectl("undo").out == (
        "Undone: stage edit 'initial contact' --kind lead (#5)\n"
        '    changed stage "Initial contact": kind\n'
    )
    assert tables(pipectl) == before
    pipectl("redo")
    assert tables(pipectl) == after
    assert pipectl("stage", "edit", "initial contact", "--kind", "sales").err == (
        "Initial contact is now a sales stage. From today on, pipectl counts 1 lost deal in win "
        "rates and 2 open deals no longer as leads (coverage can count them).\n"
    )
    assert pipectl("stage", "edit", "negotiation", "--kind", "customer").err == (
        "Negotiation is now a customer stage. No past deal counts differently.\n"
    )
    assert pipectl("stage", "edit", "negotiation", "--kind", "customer").err == (
        "Unchanged stage: Negotiation\n"
    )
    is_well(pipectl)


def test_a_stage_that_past_deals_were_in_can_be_for_customers(acme: Shell) -> None:
    acme("move", 1, "negotiation", *ANSWERS)
    acme("win", 1)
    assert acme("stage", "edit", "negotiation", "--kind", "customer").err == (
        "Negotiation is now a customer stage. Reports on stages don't show it from now on "
        "(1 closed deal was in it).\n"
    )
    names = [each["stage"] for each in acme("funnel", "--json").json["stages"]]
    assert names == ["Initial contact", "Discovery", "Meeting", "Proposal"]
    for words in ("coverage", "forecast", "board", "report winloss", "report stage-time"):
        assert acme(*words.split(), "--json").json
    is_well(acme)


def test_kinds_come_back_from_an_export(pipectl: Shell, tmp_path: Path) -> None:
    pipectl("stage", "edit", "initial contact", "--kind", "lead")
    pipectl("stage", "add", "Onboarding", "--probability", "100", "--kind", "customer")
    pipectl("add", "Acme", "5k")
    whole = exported(pipectl)
    (tmp_path / "all.jsonl").write_text(whole, "utf-8")
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", tmp_path / "all.jsonl")
    assert exported(other) == whole
    assert kinds(other) == kinds(pipectl)
    is_well(other)


def test_a_kind_changed_on_another_machine_comes_with_update(
    pipectl: Shell, tmp_path: Path
) -> None:
    pipectl("add", "Acme", "5k")
    file = tmp_path / "all.jsonl"
    file.write_text(exported(pipectl), "utf-8")
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    other("import", file)
    other.now = "2026-11-19T10:00"
    other("stage", "edit", "initial contact", "--kind", "lead")
    file.write_text(exported(other), "utf-8")
    pipectl.now = "2026-11-20T10:00"
    done = pipectl("import", file, "--update")
    assert kinds(pipectl)[0] == ("Initial contact", "lead")
    assert "kind" in done.out + done.err
    is_well(pipectl)


def test_as_of_uses_the_kind_that_was_recorded_by_then(acme: Shell) -> None:
    before = acme("coverage", "--json").out
    acme.now = "2026-11-20"
    acme("stage", "edit", "initial contact", "--kind", "lead")
    assert acme("coverage", "--as-of", "2026-11-18", "--json").out == before


def test_doctor_names_a_kind_that_differs_from_its_history(pipectl: Shell) -> None:

    with pipectl.opened() as connection:
        connection.execute("update stage set kind = 'lead' where name = 'Meeting'")
    said = pipectl("doctor", code=4).out
    assert "stage Meeting: kind differs from its history." in said
    assert "lead stages don't come first" in said


def test_kinds_are_completed(pipectl: Shell) -> None:
    pipectl.extra |= {
        "_PIPECTL_COMPLETE": "complete_bash",
        "COMP_WORDS": "pipectl stage edit proposal --kind ",
        "COMP_CWORD": "5",
    }
    assert pipectl.process("x", code=None, is_new=False).out.split() == [
        "lead",
        "sales",
        "customer",
    ]


def test_the_kinds_of_an_export_are_checked(pipectl: Shell, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in exported(pipectl).splitlines()]
    for row in rows:
        if row.get("table") == "stage":
            row["kind"] = "marketing"
    file = tmp_path / "all.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    other = Shell(tmp_path / "other")
    other.home.mkdir()
    other("init")
    before = exported(other)
    assert other.outcome("import", file).code == 4
    assert exported(other) == before
