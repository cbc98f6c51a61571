"""Add and remove sequences."""

from collections.abc import Sequence as Several
from uuid import uuid4

from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.sequences.rules import MOST_STEPS, StepInput
from pipectl.store.removed import in_use
from pipectl.store.rows import Sequence, SequenceRun, SequenceStep, Template
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST


def add(unit: Unit, name: str, steps: Several[StepInput]) -> Sequence:
    """Add a sequence, or answer with the one of that name if it has the same steps."""
    checked = check_line(name, what="sequence", most=LONGEST["name"])
    if not steps:
        raise UsageError("A sequence needs a step.", hint='Add --step "0d outreach: Intro".')
    if len(steps) > MOST_STEPS:
        raise UsageError(f"{len(steps)} steps are too many.", hint=f"Use at most {MOST_STEPS}.")
    known = unit.find(Sequence, name_folded=fold(checked), archived=False)
    if known is not None:
        if told(unit, known) == [(each.wait_days, each.kind, fold(each.text)) for each in steps]:
            return known
        raise RefusedError(
            f"The sequence {quoted(known.name)} already exists, with other steps.",
            hint="Steps can't be changed, so that all runs can be compared. Choose another name, "
            "or remove the sequence first: `pipectl sequence remove`.",
        )
    sequence = unit.add(Sequence(uid=str(uuid4()), name=checked, name_folded=fold(checked)))
    for place, step in enumerate(steps, start=1):
        unit.add(
            SequenceStep(
                sequence_id=sequence.id,
                place=place,
                wait_days=step.wait_days,
                kind=step.kind,
                text=step.text,
                template_id=template_of(unit, step),
            )
        )
    return sequence


def told(unit: Unit, sequence: Sequence) -> list[tuple[int, str, str]]:
    """What the steps of a sequence say."""
    steps = unit.all(SequenceStep, "sequence_id = :id order by place", id=sequence.id)
    return [(each.wait_days, each.kind, fold(each.text)) for each in steps]


def template_of(unit: Unit, step: StepInput) -> int | None:
    """The template that a step names, if it is one."""
    if not step.named:
        return None
    found = unit.find(Template, name_folded=fold(step.text))
    return None if found is None else found.id


def remove(unit: Unit, number: int) -> None:
    """Remove a sequence; one that was started stays for its runs and for reports."""
    sequence = in_use(unit, Sequence, number)
    if unit.find(SequenceRun, sequence_id=sequence.id) is not None:
        unit.change(sequence, archived=True)
        return
    for step in unit.all(SequenceStep, "sequence_id = :id", id=sequence.id):
        unit.delete(step)
    unit.delete(sequence)
