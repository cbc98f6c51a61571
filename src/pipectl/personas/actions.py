"""Add, edit and remove personas, and give them to contacts."""

from collections.abc import Sequence

from pipectl.errors import NotFoundError, RefusedError, for_shell, quoted
from pipectl.store.removed import in_use
from pipectl.store.rows import ContactPersona, Persona, PersonaObjection
from pipectl.store.unit import Unit
from pipectl.text import check_line, fold
from pipectl.vocabulary import LONGEST

# What a person objects, and the answer; None without one.
Pairs = Sequence[tuple[str, str | None]]


def add(unit: Unit, name: str, motivation: str | None, objections: Pairs) -> Persona:
    """Add a persona, or return the one of that name, unchanged."""
    checked = check_line(name, what="persona", most=LONGEST["name"])
    known = unit.find(Persona, name_folded=fold(checked))
    if known is not None:
        return known
    made = unit.add(
        Persona(name=checked, name_folded=fold(checked), motivation=line("motivation", motivation))
    )
    for pair in objections:
        object_to(unit, made, *pair)
    return made


def edit(
    unit: Unit,
    number: int,
    name: str | None,
    motivation: str | None,
    objections: Pairs,
    removed: Sequence[str],
) -> Persona:
    """Change a persona; an objection that it has gets the new answer, another one is added."""
    persona = in_use(unit, Persona, number)
    if name is not None:
        checked = check_line(name, what="persona", most=LONGEST["name"])
        other = unit.find(Persona, name_folded=fold(checked))
        if other is not None and other.id != number:
            raise RefusedError(
                f"The persona {quoted(other.name)} already exists.", hint="Choose another name."
            )
        unit.change(persona, name=checked, name_folded=fold(checked))
    if motivation is not None:
        unit.change(persona, motivation=line("motivation", motivation))
    for text in removed:
        unit.delete(objection_of(unit, persona, text))
    for pair in objections:
        object_to(unit, persona, *pair)
    return persona


def line(what: str, text: str | None) -> str | None:
    """Return a checked text; None for none."""
    return None if text is None else check_line(text, what=what)


def object_to(unit: Unit, persona: Persona, objection: str, answer: str | None) -> None:
    """Add an objection, or change the answer to it."""
    checked = check_line(objection, what="objection")
    known = unit.find(PersonaObjection, persona_id=persona.id, objection_folded=fold(checked))
    if known is None:
        known = unit.add(
            PersonaObjection(
                persona_id=persona.id, objection=checked, objection_folded=fold(checked)
            )
        )
    unit.change(known, answer=line("answer", answer))


def objection_of(unit: Unit, persona: Persona, text: str) -> PersonaObjection:
    """Return the persona's objection of that text; raise NotFoundError."""
    found = unit.find(PersonaObjection, persona_id=persona.id, objection_folded=fold(text.strip()))
    if found is None:
        raise NotFoundError(
            f"{quoted(persona.name)} has no objection {quoted(text)}.",
            hint=f"See `pipectl persona show {for_shell(persona.name)}`.",
        )
    return found


def remove(unit: Unit, number: int) -> None:
    """Remove a persona; its contacts have none from then on."""
    persona = in_use(unit, Persona, number)
    for each in unit.all(ContactPersona, "persona_id = :number", number=number):
        unit.delete(each)
    for objection in unit.all(PersonaObjection, "persona_id = :number", number=number):
        unit.delete(objection)
    unit.delete(persona)


def give(unit: Unit, contact: int, persona: int | None) -> None:
    """Give a contact a persona, or none."""
    known = unit.get(ContactPersona, contact)
    if persona is None:
        if known is not None:
            unit.delete(known)
        return
    in_use(unit, Persona, persona)
    if known is None:
        unit.add(ContactPersona(contact_id=contact, persona_id=persona))
    else:
        unit.change(known, persona_id=persona)
