"""Give contacts a role in a deal, end it, and replace a contact who left."""

from uuid import uuid4

from pipectl.errors import NotFoundError, UsageError, either, quoted
from pipectl.people.actions.edit import ensure_pair
from pipectl.people.rules.names import PersonRef, role_named
from pipectl.pipeline.actions import opportunity_for_update
from pipectl.store.rows import Contact, ContactRole, Opportunity
from pipectl.store.unit import Unit
from pipectl.text import check_line
from pipectl.vocabulary import LONGEST, ROLES

IN_USE_SQL = """
select distinct
  role
from contact_role
where role is not null
order by role
"""


class NoPartError(NotFoundError):
    """A contact has no part in a deal."""

    def __init__(self, contact: Contact, deal: Opportunity) -> None:
        super().__init__(
            f"{quoted(contact.name)} has no role in {quoted(deal.title)}.",
            hint=f"See `pipectl show {deal.id}`.",
        )


def current_role(unit: Unit, deal: Opportunity, contact: Contact) -> ContactRole | None:
    """Return a contact's present role in a deal, the last recorded."""
    return unit.first(
        ContactRole,
        "opportunity_id = :deal and contact_id = :contact and ended_on is null"
        " order by recorded_at desc, id desc",
        deal=deal.id,
        contact=contact.id,
    )


def assign(
    unit: Unit, number: int, person: PersonRef, *, role: str | None, stance: str | None
) -> int:
    """Give a contact a role in a deal, or change its role or stance; return the contact's number.

    What isn't given stays as it is. Raises UsageError if there is no role yet and none is given.
    """
    deal = opportunity_for_update(unit, number)
    contact = found_or_added(unit, deal, person)
    before = current_role(unit, deal, contact)
    kept = before.role if before else None
    if role is None and kept is None:
        raise UsageError(
            f"{quoted(contact.name)} has no role in {quoted(deal.title)} yet.",
            hint=f"Give one: {either(ROLES)}, or your own words.",
        )
    text = kept if role is None else spelled(unit, role)
    side = stance or (before.stance if before else None)
    if before is None:
        begin(unit, deal, contact, role=text, stance=side)
    elif (before.role, before.stance) != (text, side):
        change(unit, deal, contact, before, role=text, stance=side)
    return contact.id


def found_or_added(unit: Unit, deal: Opportunity, person: PersonRef) -> Contact:
    """Return the contact; a new one belongs to the deal's account."""
    _, number = ensure_pair(unit, None, person, deal.account_id)
    return unit.have(Contact, number)


def spelled(unit: Unit, role: str) -> str:
    """Return a role as it is spelled elsewhere, where it was given before."""
    text = check_line(role, what="role", most=LONGEST["role"])
    return role_named(text, [*ROLES, *(row[0] for row in unit.rows(IN_USE_SQL))])


def change(
    unit: Unit,
    deal: Opportunity,
    contact: Contact,
    before: ContactRole,
    *,
    role: str | None,
    stance: str | None,
) -> None:
    """Change a role: in place if it was recorded today, else by ending it and adding another.

    So a role as of an earlier day stays what it was. A new stance keeps the day of the role.
    """
    today = unit.moment.today
    former = before if before.role == role else None
    if before.recorded_on == today:
        began = before.started_on if former else today
        unit.change(before, role=role, stance=stance, started_on=began)
        return
    unit.change(before, ended_on=today, ended_recorded_on=today)
    begin(unit, deal, contact, role=role, stance=stance, former=former)


def begin(
    unit: Unit,
    deal: Opportunity,
    contact: Contact,
    *,
    role: str | None,
    stance: str | None = None,
    former: ContactRole | None = None,
) -> ContactRole:
    """Add a role that begins today, or began with the `former` one of the same name."""
    today = unit.moment.today
    return unit.add(
        ContactRole(
            uid=str(uuid4()),
            opportunity_id=deal.id,
            contact_id=contact.id,
            role=role,
            stance=stance,
            started_on=former.started_on if former else today,
            recorded_at=unit.moment.at,
            recorded_on=today,
        )
    )


def remove(unit: Unit, number: int, contact_id: int) -> None:
    """End a contact's role in a deal; raise NotFoundError if there is none."""
    deal = opportunity_for_update(unit, number)
    contact = unit.have(Contact, contact_id)
    if current_role(unit, deal, contact) is None:
        raise NoPartError(contact, deal)
    end(unit, deal, contact)


def end(
    unit: Unit,
    deal: Opportunity,
    contact: Contact,
    *,
    why: str | None = None,
    replaced_by: Contact | None = None,
) -> None:
    """End every present role of a contact in a deal."""
    today = unit.moment.today
    while (row := current_role(unit, deal, contact)) is not None:
        unit.change(
            row,
            ended_on=today,
            ended_recorded_on=today,
            why=why,
            replaced_by_id=replaced_by.id if replaced_by else None,
        )


def replace(unit: Unit, number: int, old_id: int, new: PersonRef, why: str) -> int:
    """Put another contact in a contact's place in a deal; return the other's number.

    The new contact gets the old one's role, unless they have one, and becomes the main contact if
    the old one was. Who was replaced, when and why is kept. Raises NotFoundError if the old one
    has no part in the deal.
    """
    deal = opportunity_for_update(unit, number)
    old = unit.have(Contact, old_id)
    reason = check_line(why, what="reason", most=LONGEST["why"])
    former, is_main = current_role(unit, deal, old), deal.contact_id == old.id
    if former is None and not is_main:
        raise NoPartError(old, deal)
    contact = found_or_added(unit, deal, new)
    if contact.id == old.id:
        raise UsageError(
            f"{quoted(old.name)} can't replace themselves.", hint="Name another contact."
        )
    if former is None:  # so that who the main contact was is kept
        unit.add(main_until_now(unit, deal, old, why=reason, replaced_by=contact))
    else:
        end(unit, deal, old, why=reason, replaced_by=contact)
        if former.role is not None and current_role(unit, deal, contact) is None:
            begin(unit, deal, contact, role=former.role)
    if is_main:
        unit.change(deal, contact_id=contact.id)
    return contact.id


def main_until_now(
    unit: Unit, deal: Opportunity, contact: Contact, *, why: str, replaced_by: Contact
) -> ContactRole:
    """Return a row that keeps who was the main contact, and had no role, until today."""
    today = unit.moment.today
    return ContactRole(
        uid=str(uuid4()),
        opportunity_id=deal.id,
        contact_id=contact.id,
        started_on=min(deal.created_on, today),
        recorded_at=unit.moment.at,
        recorded_on=today,
        ended_on=today,
        ended_recorded_on=today,
        why=why,
        replaced_by_id=replaced_by.id,
    )
