"""Personas, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.numbers import NumberFormat
from pipectl.personas.queries import DealPersona, MetObjection, PersonaRow
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of
from pipectl.render.tables import Column, Empty, drawn, heading, paragraph

NO_PERSONAS = Empty("No personas yet", "Add one", 'pipectl persona add "Plant manager"')


def persona_dict(found: PersonaRow) -> dict[str, Any]:
    """A persona's keys."""
    return {
        **keys_of(found, "name motivation"),
        "objections": [keys_of(each, "objection answer") for each in found.objections],
        "contacts": list(found.contacts),
        "id": found.id,
    }


def personas_listing(found: Sequence[PersonaRow], on: Screen, numbers: NumberFormat) -> Listing:
    """The personas."""
    titles = [
        Column("Persona", flexible=True),
        Column("Motivation", flexible=True, rank=1),
        Column("Objections", right=True),
        Column("Contacts", right=True),
    ]
    cells = [
        [
            each.name,
            each.motivation or "–",
            numbers.count(len(each.objections)),
            numbers.count(len(each.contacts)),
        ]
        for each in found
    ]
    rows = [persona_dict(each) for each in found]
    columns = ["name", "motivation", "objections", "contacts"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_PERSONAS))


def persona_page(found: PersonaRow, on: Screen) -> str:
    """A persona with its objections, answers and contacts."""
    page = heading(found.name, on) + about(found, on)
    if found.contacts:
        page += paragraph(f"contacts: {', '.join(found.contacts)}", on, indent="  ")
    return page


def about(found: PersonaRow, on: Screen) -> str:
    """What a persona wants, objects, and what to answer."""
    page = ""
    if found.motivation:
        page += paragraph(f"motivation: {found.motivation}", on, indent="  ")
    for each in found.objections:
        page += paragraph(f"objection: {each.objection}", on, indent="  ")
        if each.answer:
            page += paragraph(f"answer: {each.answer}", on, indent="    ")
    return page


def deal_personas(found: Sequence[DealPersona], on: Screen) -> str:
    """The personas of a deal's contacts."""
    return "".join(
        heading(f"{each.contact}, {each.persona.name}", on) + about(each.persona, on)
        for each in found
    )


def objection_words(found: MetObjection) -> str:
    """A known objection that a loss is explained by, and what to answer next time."""
    known = found.objection
    said = f"{found.contact} is a {found.persona}, who objects: {known.objection}."
    if known.answer is None:
        return f"{said} You have no answer yet: `pipectl persona edit`."
    return f"{said} Your answer: {known.answer}"
