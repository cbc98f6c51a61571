"""What another command removes between the look-up and the change is refused, never changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from conftest import NOW, Shell, made_once
from pipectl.campaigns import actions as campaigns
from pipectl.cli.context import Run, try_on_copy
from pipectl.clock import parse_moment
from pipectl.errors import RefusedError, StoreError
from pipectl.experiments import actions as experiments
from pipectl.fields import actions as fields
from pipectl.fields.rules import FieldDefinition
from pipectl.gate.actions.move import GateAnswers, move
from pipectl.icp import actions as icp
from pipectl.importing.actions.field_values import make_fields
from pipectl.importing.rules.field_plan import FilledField
from pipectl.links import actions as links
from pipectl.money import Money
from pipectl.next_actions.rules import NextActionInput
from pipectl.opportunities import actions as deals
from pipectl.people.actions import edit as people
from pipectl.people.actions.forget import forget
from pipectl.people.actions.merge import merge
from pipectl.people.actions.roles import assign
from pipectl.people.rules.names import PersonRef
from pipectl.periods import parse_period
from pipectl.personas import actions as personas
from pipectl.planning import actions as planning
from pipectl.segments import actions as segments
from pipectl.sequences.actions import definitions as sequences
from pipectl.stages import actions as stages
from pipectl.stages.rules.templates import plain_stages
from pipectl.store.rows import Account, Action, Reason, Template
from pipectl.store.unit import Unit
from pipectl.store.writing import writing
from pipectl.templates import actions as templates
from stored_rows import tables

MEETING, PROPOSAL, BUDGET = 3, 4, 17
CHOICES = ("food", "tech")
QUARTER = parse_period("2026-Q4", today=parse_moment(NOW).today, fiscal_start=1)


def filled(number: int, *added: str) -> FilledField:
    """A column of a file that fills a field as it was looked up."""
    field = FieldDefinition(number, "deal", "Industry", "choice", (*CHOICES, *added))
    return FilledField(field, "Industry", number, added)


def tick(unit: Unit, criterion: int) -> None:
    """Move the first deal on with a criterion ticked."""
    due = NextActionInput("Call", parse_moment(NOW).today)
    move(unit, 1, MEETING, GateAnswers("yes", "They asked", due, met=(criterion,)))


STALE: dict[str, tuple[Callable[[Unit], object], str]] = {
    "stage moved": (lambda u: stages.move(u, PROPOSAL, after=MEETING), '"Proposal" was removed'),
    "stage moved behind": (
        lambda u: stages.move(u, MEETING, after=PROPOSAL),
        '"Proposal" was removed',
    ),
    "stage added behind": (
        lambda u: stages.add(u, plain_stages([("Trial", 7)])[0], after=PROPOSAL),
        '"Proposal" was removed',
    ),
    "stage removed": (lambda u: stages.remove(u, PROPOSAL, to=None), '"Proposal" was removed'),
    "stage whose deals go there": (
        lambda u: stages.remove(u, MEETING, to=PROPOSAL),
        '"Proposal" was removed',
    ),
    "stage with a criterion": (
        lambda u: stages.add_criterion(u, PROPOSAL, "Budget", required=False),
        '"Proposal" was removed',
    ),
    "stage with an action": (
        lambda u: stages.add_action(u, "Send it", stage_id=PROPOSAL, kind=None),
        '"Proposal" was removed',
    ),
    "stage with a link": (
        lambda u: links.add_to_stage(
            u, PROPOSAL, links.NewLink("http://a.example", None, None, None)
        ),
        '"Proposal" was removed',
    ),
    "stage of an experiment": (
        lambda u: experiments.start(u, "Video", PROPOSAL, ["a", "b"], "advance", alternate=False),
        '"Proposal" was removed',
    ),
    "stage of a template": (
        lambda u: templates.add(u, "Hello", {"stage_id": PROPOSAL, "body": "Hello"}),
        '"Proposal" was removed',
    ),
    "quota of a segment": (
        lambda u: planning.set_quota(u, QUARTER, Money(100, "USD"), segment_id=1),
        'segment "Large" was removed',
    ),
    "field edited": (lambda u: fields.edit_field(u, 2, "Other"), 'field "Size" was removed'),
    "field removed": (lambda u: fields.remove_field(u, 2), 'field "Size" was removed'),
    "value": (lambda u: fields.set_values(u, "deal", 1, {2: "x"}), 'field "Size" was removed'),
    "choice": (
        lambda u: fields.set_values(u, "deal", 1, {1: "tech"}),
        '"tech" is no longer a choice of Industry',
    ),
    "file": (lambda u: make_fields(u, [filled(1)]), "The choices of Industry were changed"),
    "file with more": (
        lambda u: make_fields(u, [filled(1, "health")]),
        "The choices of Industry were changed",
    ),
    "file for a removed one": (lambda u: make_fields(u, [filled(2)]), 'field "Size" was removed'),
    "deal": (
        lambda u: deals.edit(u, 2, deals.OpportunityChanges(values={"note": "x"})),
        "Deal 2 was deleted",
    ),
    "criterion ticked": (lambda u: tick(u, BUDGET), 'criterion "Budget" was removed'),
    "criterion removed": (
        lambda u: stages.remove_criterion(u, BUDGET),
        'criterion "Budget" was removed',
    ),
    "sequence removed": (lambda u: sequences.remove(u, 1), 'sequence "Chase" was removed'),
    "parent": (
        lambda u: deals.edit(u, 1, deals.OpportunityChanges(values={"parent_id": 2})),
        "Deal 2 was deleted",
    ),
    "parent of a new one": (
        lambda u: deals.add(u, deals.NewOpportunity("New", "USD", parent_id=2)),
        "Deal 2 was deleted",
    ),
    "segment edited": (lambda u: segments.edit_segment(u, 1, "New"), 'segment "Large" was removed'),
    "segment removed": (lambda u: segments.remove_segment(u, 1), 'segment "Large" was removed'),
}


@made_once
def looked_up(pipectl: Shell) -> Shell:
    """A store in which another command has removed some of what was looked up."""
    run = pipectl
    run("add", "Acme", "1k")
    run("field", "add", "Industry", "--on", "deal", "--type", "choice", "--choices", "food,tech")
    run("field", "add", "Size", "--on", "deal")
    run("segment", "add", "Large", "--where", "amount>1k")
    run("stage", "remove", "proposal")
    run("field", "edit", "industry", "--choices", "food")
    run("field", "remove", "size")
    run("segment", "remove", "large")
    run("stage", "criteria", "add", "discovery", "Budget")
    run("stage", "criteria", "remove", "discovery", "Budget")
    run("sequence", "add", "Chase", "--step", "0d call")
    run("sequence", "start", "Chase", 1)
    run("sequence", "remove", "Chase")
    run("add", "Gone")
    run("delete", 2, "--yes")
    return run


@pytest.mark.parametrize("name", STALE)
def test_a_change_of_what_was_removed_meanwhile_is_refused(looked_up: Shell, name: str) -> None:
    before, (act, said) = tables(looked_up), STALE[name]
    with (
        pytest.raises(RefusedError, match=said),
        writing(looked_up.store, parse_moment(NOW), name) as unit,
    ):
        act(unit)
    assert tables(looked_up) == before


def test_what_is_still_there_is_changed(looked_up: Shell) -> None:
    with writing(looked_up.store, parse_moment(NOW), "set") as unit:
        fields.set_values(unit, "deal", 1, {1: "food"})
        make_fields(unit, [filled(1)._replace(field=filled(1).field._replace(choices=("food",)))])
    assert looked_up("show", 1, "--json").json["fields"] == {"Industry": "food"}


ZOE, KIM, UNDONE = 1, 2, 3
GONE: dict[str, tuple[Callable[[Unit], object], str]] = {
    "contact edited": (
        lambda u: people.edit_contact(u, ZOE, None, {"phone": "5"}, None),
        'contact "Zoe"',
    ),
    "contact merged": (lambda u: merge(u, "contact", ZOE, KIM), 'contact "Zoe"'),
    "contact merged into": (lambda u: merge(u, "contact", KIM, ZOE), 'contact "Zoe"'),
    "contact forgotten": (lambda u: forget(u, "contact", ZOE), 'contact "Zoe"'),
    "contact with a role": (
        lambda u: assign(u, 1, PersonRef(ZOE, "Zoe"), role="user", stance=None),
        'contact "Zoe"',
    ),
    "contact that was undone": (
        lambda u: people.edit_contact(u, UNDONE, None, {"phone": "5"}, None),
        'contact "Lou"',
    ),
    "account of a contact": (
        lambda u: people.add_contact(u, "New", {}, account_id=1),
        'account "Zed"',
    ),
    "account of a deal": (
        lambda u: deals.edit(u, 1, deals.OpportunityChanges(values={"account_id": 1})),
        'account "Zed"',
    ),
    "action": (lambda u: stages.remove_actions(u, [u.last_number(Action)]), 'action "Wave"'),
    "reason": (lambda u: stages.remove_reasons(u, [u.last_number(Reason)]), 'reason "Luck"'),
    "template": (lambda u: templates.remove(u, u.last_number(Template)), 'template "Hello"'),
    "persona": (lambda u: personas.remove(u, 1), 'persona "Buyer"'),
    "persona of a contact": (lambda u: personas.give(u, KIM, 1), 'persona "Buyer"'),
    "campaign": (lambda u: campaigns.edit(u, 1, None, {"source": "web"}), 'campaign "Fair"'),
    "experiment": (lambda u: experiments.remove(u, 1), 'experiment "Video"'),
    "criterion": (lambda u: icp.remove_criterion(u, 1), 'criterion "account.Size=Large"'),
    "link": (lambda u: links.remove(u, 1), 'link "Offer"'),
    "priority that was done": (lambda u: planning.complete(u, 1), 'priority "Win more"'),
    "priority": (lambda u: planning.remove_priority(u, 1), 'priority "Win more"'),
    "account of an import that was undone": (
        lambda u: people.edit_account(u, u.last_number(Account), None, {"phone": "5"}),
        "account #3",
    ),
}


@made_once
def gone(pipectl: Shell) -> Shell:
    """A store in which another command has removed the rows that were looked up."""
    run = pipectl
    run("add", "Acme", "1k", "--account", "Zed")
    run("account", "add", "Yes")
    run("contact", "add", "Zoe", "--account", "Zed")
    run("contact", "add", "Kim")
    run("priority", "set", "Win more")
    run("contact", "merge", "Zoe", "Kim", "--yes")
    run("account", "merge", "Zed", "Yes", "--yes")
    run("priority", "remove", 1)
    (run.home / "hello.txt").write_text("Hello")
    run("template", "add", "Hello", run.home / "hello.txt")
    run("template", "remove", "Hello")
    run("persona", "add", "Buyer")
    run("persona", "remove", "Buyer")
    run("campaign", "add", "Fair")
    run("campaign", "remove", "Fair")
    run("experiment", "start", "Video", "--stage", "meeting", "--arms", "a,b")
    run("experiment", "remove", "Video")
    run("field", "add", "Size", "--on", "account")
    run("icp", "set", "size=Large")
    run("icp", "remove", "size")
    run("link", "add", 1, "http://a.example", "--title", "Offer")
    run("link", "remove", 1)
    for words in (("action", "Wave"), ("reason", "Luck", "--for", "won")):
        run(words[0], "add", *words[1:])
        run(words[0], "remove", *words[1:])
    run("contact", "add", "Lou")
    run("undo")
    (run.home / "deals.csv").write_text("title,account,stage\nNew,Imported,Discovery\n")
    run("import", run.home / "deals.csv")
    run("undo")
    return run


def changed(shell: Shell, act: Callable[[Unit], object]) -> None:
    """Change the store as a command does."""
    run = Run((), shell.environment)
    try:
        run.change(act)
    finally:
        run.close()


@pytest.mark.parametrize("name", GONE)
def test_a_row_that_was_removed_meanwhile_is_told_from_a_damaged_store(
    gone: Shell, name: str
) -> None:
    before, (act, what) = tables(gone), GONE[name]
    with pytest.raises(RefusedError) as refused:
        changed(gone, act)
    assert f"The {what}" in str(refused.value)
    assert "removed by another command in the meantime, so nothing was stored." in str(
        refused.value
    )
    assert tables(gone) == before


def test_what_was_removed_before_a_trial_is_told_in_the_same_way(gone: Shell) -> None:
    run = Run((), gone.environment)
    with pytest.raises(RefusedError, match='"Zoe" was removed by another command'):
        try_on_copy(run, lambda unit: merge(unit, "contact", ZOE, KIM))


def test_a_row_that_no_operation_removed_is_a_sign_of_damage(gone: Shell) -> None:
    with closing(sqlite3.connect(gone.store)) as store, store:
        store.execute(f"delete from contact where id = {KIM}")
    with pytest.raises(StoreError, match="is damaged"):
        changed(gone, lambda unit: people.edit_contact(unit, KIM, None, {"phone": "5"}, None))
