"""Read the personas, and those of a deal's contacts."""

from collections.abc import Sequence

from pipectl.named_tuple import NamedTuple
from pipectl.personas.rules import is_about
from pipectl.store.reader import Reader


class Objection(NamedTuple):
    """What such a person objects, and what to answer."""

    objection: str
    answer: str | None


class PersonaRow(NamedTuple):
    """A persona with its objections, and the names of its contacts."""

    id: int
    name: str
    motivation: str | None
    objections: tuple[Objection, ...]
    contacts: tuple[str, ...]


class DealPersona(NamedTuple):
    """A contact of a deal with a persona."""

    contact: str
    persona: PersonaRow


PERSONAS_SQL = """
select
  id,
  name,
  motivation
from persona
order by name_folded
"""

OBJECTIONS_SQL = """
select
  persona_id,
  objection,
  answer
from persona_objection
order by persona_id, id
"""

CONTACTS_SQL = """
select
  p.persona_id,
  c.name
from contact_persona as p
join contact as c on c.id = p.contact_id
order by c.name_folded, c.id
"""

OF_DEAL_SQL = """
select
  c.name,
  p.persona_id
from contact_persona as p
join contact as c on c.id = p.contact_id
where c.id in (select contact_id from opportunity where id = :id)
  or c.id in
  (select contact_id from contact_role where opportunity_id = :id and ended_on is null)
order by c.name_folded, c.id
"""


def personas(reader: Reader) -> list[PersonaRow]:
    """Return all personas by name."""
    objections: dict[int, list[Objection]] = {}
    for number, objection, answer in reader.rows(OBJECTIONS_SQL):
        objections.setdefault(number, []).append(Objection(objection, answer))
    contacts: dict[int, list[str]] = {}
    for number, name in reader.rows(CONTACTS_SQL):
        contacts.setdefault(number, []).append(name)
    return [
        PersonaRow(
            number,
            name,
            motivation,
            tuple(objections.get(number, ())),
            tuple(contacts.get(number, ())),
        )
        for number, name, motivation in reader.rows(PERSONAS_SQL)
    ]


def personas_of(reader: Reader, deal: int) -> tuple[DealPersona, ...]:
    """Return the personas of a deal's present contacts."""
    found = reader.rows(OF_DEAL_SQL, {"id": deal})
    if not found:
        return ()
    known = {each.id: each for each in personas(reader)}
    return tuple(DealPersona(name, known[number]) for name, number in found)


class MetObjection(NamedTuple):
    """An objection that explains a loss, of a contact with a persona, and what to answer."""

    contact: str
    persona: str
    objection: Objection


def objections_in(reader: Reader, deal: int, texts: Sequence[str | None]) -> list[MetObjection]:
    """Return the objections of a deal's contacts that any of the texts is about."""
    return [
        MetObjection(each.contact, each.persona.name, objection)
        for each in personas_of(reader, deal)
        for objection in each.persona.objections
        if any(text and is_about(text, objection.objection) for text in texts)
    ]
