"""Add, change and remove templates."""

from collections.abc import Iterable, Sequence
from typing import Any

from pipectl.errors import RefusedError, quoted
from pipectl.pipeline.actions import stage_for_update
from pipectl.store.removed import in_use
from pipectl.store.rows import SequenceStep, Template
from pipectl.store.unit import Unit
from pipectl.templates.rules.starting import MESSAGES
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import LONGEST

FILL_SQL = """
insert into template
  (name, name_folded, stage_id, kind, subject, body)
values
  (?, ?, ?, ?, ?, ?)
"""


def add(unit: Unit, name: str, values: dict[str, Any]) -> Template:
    """Add a template, or return the same one; raise RefusedError for another of that name."""
    line = name_of(name)
    made = checked(unit, values)
    known = unit.find(Template, name_folded=fold(line))
    if known is None:
        return unit.add(Template(name=line, name_folded=fold(line), **made))
    if any(getattr(known, key) != value for key, value in made.items()):
        raise RefusedError(
            f"The template {quoted(known.name)} already exists.",
            hint="Choose another name, or change it with `pipectl template edit`.",
        )
    return known


def fill(unit: Unit, wanted: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Put the starting templates of these stages into a new store, whose journal is empty."""
    rows = [
        (name, fold(name), stage_id, *MESSAGES[name])
        for stage_id, names in wanted
        for name in names
    ]
    unit.write_many(FILL_SQL, rows)


def edit(unit: Unit, number: int, name: str | None, values: dict[str, Any]) -> Template:
    """Change a template."""
    found = in_use(unit, Template, number)
    if name is not None:
        line = name_of(name)
        other = unit.find(Template, name_folded=fold(line))
        if other is not None and other.id != number:
            raise RefusedError(
                f"The template {quoted(other.name)} already exists.", hint="Choose another name."
            )
        unit.change(found, name=line, name_folded=fold(line))
    unit.change(found, **checked(unit, values))
    return found


def remove(unit: Unit, number: int) -> None:
    """Remove a template; steps of sequences that used it have none from then on."""
    found = in_use(unit, Template, number)
    for step in unit.all(SequenceStep, "template_id = :number", number=number):
        unit.change(step, template_id=None)
    unit.delete(found)


def name_of(text: str) -> str:
    """Check the name of a template."""
    return check_line(text, what="template name", most=LONGEST["name"])


def checked(unit: Unit, values: dict[str, Any]) -> dict[str, Any]:
    """Check the stage, the subject and the text."""
    found = dict(values)
    if found.get("stage_id") is not None:
        stage_for_update(unit, found["stage_id"])
    if found.get("subject") is not None:
        found["subject"] = check_line(
            found["subject"], what="subject", most=LONGEST["template.subject"]
        )
    if "body" in found:
        found["body"] = check_note(
            found["body"], what="text", most_bytes=LONGEST["template.body"]
        ).rstrip("\n")
    return found
