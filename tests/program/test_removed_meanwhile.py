"""What another command removes between the look-up and the change is refused, never changed."""

from collections.abc import Callable

import pytest

from conftest import NOW, Shell, made_once
from pipectl.clock import parse_moment
from pipectl.errors import RefusedError
from pipectl.fields import actions as fields
from pipectl.fields.rules import FieldDefinition
from pipectl.importing.actions.field_values import make_fields
from pipectl.importing.rules.field_plan import FilledField
from pipectl.segments import actions as segments
from pipectl.stages import actions as stages
from pipectl.stages.rules.templates import plain_stages
from pipectl.store.unit import Unit
from pipectl.store.writing import writing
from stored_rows import tables

MEETING, PROPOSAL = 3, 4
CHOICES = ("food", "tech")


def filled(number: int, *added: str) -> FilledField:
    """A column of a file that fills a field as it was looked up."""
    field = FieldDefinition(number, "deal", "Industry", "choice", (*CHOICES, *added))
    return FilledField(field, "Industry", number, added)


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
    "field edited": (lambda u: fields.edit_field(u, 2, "Other"), "That field was removed"),
    "field removed": (lambda u: fields.remove_field(u, 2), "That field was removed"),
    "value": (lambda u: fields.set_values(u, "deal", 1, {2: "x"}), "That field was removed"),
    "choice": (
        lambda u: fields.set_values(u, "deal", 1, {1: "tech"}),
        '"tech" is no longer a choice of Industry',
    ),
    "file": (lambda u: make_fields(u, [filled(1)]), "The choices of Industry were changed"),
    "file with more": (
        lambda u: make_fields(u, [filled(1, "health")]),
        "The choices of Industry were changed",
    ),
    "file for a removed one": (lambda u: make_fields(u, [filled(2)]), "That field was removed"),
    "segment edited": (lambda u: segments.edit_segment(u, 1, "New"), "That segment was removed"),
    "segment removed": (lambda u: segments.remove_segment(u, 1), "That segment was removed"),
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
