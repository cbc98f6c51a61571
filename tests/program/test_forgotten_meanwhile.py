"""What a command named, and another one forgets, renames or removes before it writes."""

from collections.abc import Callable

import pytest

from conftest import Shell, made_once
from pipectl.cli.context import Run
from pipectl.drafts.prompts import recipient
from pipectl.errors import RefusedError
from pipectl.icp.actions import set_criterion
from pipectl.icp.prompts import typed_criterion
from pipectl.opportunities.actions import OpportunityChanges, edit
from pipectl.people import prompts as people_prompts
from pipectl.people.actions.edit import edit_account, edit_contact
from pipectl.people.rules.names import PersonRef
from pipectl.pipeline.prompts import meant_campaign
from pipectl.pipeline.queries.current import by_id
from pipectl.segments.actions import add_segment
from pipectl.segments.commands import checked
from pipectl.store.reader import Reader
from pipectl.store.unit import Unit
from stored_rows import tables

Change = Callable[[Unit], object]


@made_once
def acme(pipectl: Shell) -> Shell:
    """A deal with two people, a field, a campaign and a contact who was forgotten long ago."""
    run = pipectl
    run("add", "Acme rollout", "1k", "--account", "Acme", "--contact", "Zoe Ash")
    run("contact", "add", "Kim Park", "--email", "kim@acme.example")
    run("contact", "add", "Old One")
    run("contact", "forget", "Old One", "--yes")
    run("field", "add", "Size", "--on", "account", "--type", "number")
    run("campaign", "add", "Fair")
    return run


def chosen_contact(run: Run, reader: Reader) -> Change:
    """`contact edit zoe --phone 5`."""
    found = people_prompts.choose_contact(run, reader, "zoe")
    return lambda unit: edit_contact(unit, found.id, None, {"phone": "5"}, None)


def chosen_account(run: Run, reader: Reader) -> Change:
    """`account edit acme --phone 5`."""
    found = people_prompts.choose_account(run, reader, "acme")
    return lambda unit: edit_account(unit, found.id, None, {"phone": "5"})


def contact_of_deal(run: Run, reader: Reader) -> Change:
    """`contact role zoe acme champion`."""
    found = people_prompts.choose_contact_of(run, reader, "zoe", 1)
    return lambda unit: edit_contact(unit, found.id, None, {"title": "CFO"}, None)


def named_contact(run: Run, reader: Reader) -> Change:
    """`edit acme --contact "Zoe Ash"`."""
    return with_contact(people_prompts.contact_or_new(run, reader, "Zoe Ash"))


def addressed_contact(run: Run, reader: Reader) -> Change:
    """`edit acme --contact kim@acme.example`."""
    return with_contact(people_prompts.contact_or_new(run, reader, "kim@acme.example"))


def named_account(run: Run, reader: Reader) -> Change:
    """`edit acme --account Acme`."""
    found = people_prompts.account_or_new(run, reader, "Acme")
    return lambda unit: edit(unit, 1, OpportunityChanges(values={"note": "x"}, account=found))


def addressee(run: Run, reader: Reader) -> Change:
    """`draft acme intro --log`."""
    found = recipient(run, reader, by_id(reader, 1, run.today).row, None)
    assert found is not None
    return with_contact(PersonRef(found.id, found.name))


def with_contact(person: PersonRef | None) -> Change:
    """Change the deal and its contact."""
    return lambda unit: edit(unit, 1, OpportunityChanges(values={"note": "x"}, contact=person))


FORGOTTEN: dict[str, tuple[Callable[[Run, Reader], Change], tuple[str, ...], str]] = {
    "chosen contact": (chosen_contact, ("contact", "Zoe Ash"), 'contact "Zoe Ash"'),
    "chosen account": (chosen_account, ("account", "Acme"), 'account "Acme"'),
    "contact of a deal": (contact_of_deal, ("contact", "Zoe Ash"), 'contact "Zoe Ash"'),
    "named contact": (named_contact, ("contact", "Zoe Ash"), 'contact "Zoe Ash"'),
    "contact by address": (addressed_contact, ("contact", "Kim Park"), 'contact "Kim Park"'),
    "named account": (named_account, ("account", "Acme"), 'account "Acme"'),
    "addressee": (addressee, ("contact", "Zoe Ash"), 'contact "Zoe Ash"'),
}


def changed(shell: Shell, look_up: Callable[[Run, Reader], Change], *meanwhile: object) -> None:
    """Change the store as a command does, with another one between its look-up and its change."""
    run = Run(("edit", "it"), shell.environment)
    try:
        with run.looking_up() as reader:
            change = look_up(run, reader)
        if meanwhile:
            shell(*meanwhile)
        run.change(change)
    finally:
        run.close()


@pytest.mark.parametrize("name", FORGOTTEN)
def test_nothing_is_stored_about_whom_another_command_forgot(acme: Shell, name: str) -> None:
    look_up, (kind, person), what = FORGOTTEN[name]
    with pytest.raises(RefusedError) as refused:
        changed(acme, look_up, kind, "forget", person, "--yes")
    assert str(refused.value) == (
        f"The {what} was forgotten by another command in the meantime, so nothing was stored."
    )
    after = tables(acme)
    acme(kind, "forget", 2 if person == "Kim Park" else 1, "--yes")
    assert tables(acme) == after  # nothing was left to forget


@pytest.mark.parametrize("name", FORGOTTEN)
def test_who_is_renamed_meanwhile_is_changed(acme: Shell, name: str) -> None:
    look_up, (kind, person), _ = FORGOTTEN[name]
    changed(acme, look_up, kind, "edit", person, "--name", "Other")
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == "edit it"


def test_who_was_forgotten_before_can_be_named_by_the_label(acme: Shell) -> None:
    acme("contact", "edit", "forgotten contact 3", "--title", "CFO")
    assert acme("contact", "show", "forgotten contact 3", "--json").json["title"] == "CFO"


def criterion(run: Run, reader: Reader) -> Change:
    """`icp set "size>10"`."""
    found = typed_criterion(run, reader, "size>10")
    return lambda unit: set_criterion(unit, found.key, found.condition, 1)


def segment(run: Run, _: Reader) -> Change:
    """`segment add Large --where "size>10"`."""
    conditions = checked(run, ["size>10"])
    return lambda unit: add_segment(unit, "Large", conditions)


def campaign(run: Run, reader: Reader) -> Change:
    """`edit acme --campaign fair`."""
    named = meant_campaign(run, reader, "Fair")
    return lambda unit: edit(unit, 1, OpportunityChanges(values={"campaign": named}))


@pytest.mark.parametrize(
    ("look_up", "meanwhile", "what"),
    [
        (criterion, ("field", "remove", "size"), 'What "account.Size>10" is about'),
        (
            criterion,
            ("field", "edit", "size", "--name", "Staff"),
            'What "account.Size>10" is about',
        ),
        (segment, ("field", "remove", "size"), 'What "size>10" is about'),
        (campaign, ("campaign", "remove", "fair"), 'The campaign "Fair"'),
        (campaign, ("campaign", "edit", "fair", "--name", "Expo"), 'The campaign "Fair"'),
    ],
)
def test_what_a_condition_or_a_deal_names_must_still_be_there(
    acme: Shell, look_up: Callable[[Run, Reader], Change], meanwhile: tuple[str, ...], what: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        changed(acme, look_up, *meanwhile)
    assert str(refused.value) == (
        f"{what} was changed by another command in the meantime, so nothing was stored."
    )
    assert acme("history", "--limit", 1, "--json").json[0]["command"].startswith(meanwhile[0])


@pytest.mark.parametrize("look_up", [criterion, segment, campaign])
def test_what_is_still_there_is_stored(
    acme: Shell, look_up: Callable[[Run, Reader], Change]
) -> None:
    changed(acme, look_up)
    assert acme("history", "--limit", 1, "--json").json[0]["command"] == "edit it"
