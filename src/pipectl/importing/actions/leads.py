"""Make leads of the contacts in a file: deals in a stage, for a campaign."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipectl.campaigns import actions as campaigns_actions
from pipectl.importing.actions.field_values import make_fields, settle_fields, update_values
from pipectl.importing.actions.new_rows import ImportScope, RowBuilder
from pipectl.importing.actions.people import (
    PeopleResult,
    PeopleScope,
    import_people,
)
from pipectl.importing.rules.field_plan import FilledField
from pipectl.importing.rules.fields import Incoming
from pipectl.importing.rules.history_file import Arrival, KnownSince
from pipectl.importing.rules.people import Person
from pipectl.store.rows import Account, Contact, Opportunity
from pipectl.store.unit import Unit
from pipectl.text import fold
from pipectl.vocabulary import OPEN


class LeadScope(NamedTuple):
    """Where leads begin, the campaign that brings them, and the fields that the rows fill."""

    stage_id: int
    currency: str
    campaign: str | None = None
    fields: Sequence[FilledField] = ()


class LeadResult(NamedTuple):
    """The numbers of the new, changed and unchanged deals, and what became of their contacts.

    `passed` are the people who became no lead as they have a deal, `twice` those who were already
    in an earlier row. `is_new_campaign`: the campaign was added. `fields` are those that the rows
    fill.
    """

    new: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    contacts: PeopleResult
    is_new_campaign: bool
    fields: tuple[FilledField, ...]
    passed: tuple[Person, ...] = ()
    twice: tuple[Person, ...] = ()


DEALS_SQL = """
select
  contact_id,
  id,
  status,
  campaign
from opportunity
where contact_id is not null
order by id
"""


def import_leads(
    unit: Unit,
    people: Sequence[Person],
    scope: PeopleScope,
    wanted: LeadScope,
    watch: Callable[[], None] = lambda: None,
) -> LeadResult:
    """Import contacts; add a deal for each without an open one, or one of the campaign."""
    source, campaign, is_new_campaign = found_campaign(unit, wanted.campaign)
    columns = make_fields(unit, wanted.fields)
    done = import_people(unit, people, scope)
    there = deals_of(unit, campaign)
    updated: list[int] = []
    unchanged: list[int] = []
    coming: list[tuple[Person, int]] = []
    passed: list[Person] = []
    twice: list[Person] = []
    for person, contact_id in zip(people, done.numbers, strict=True):
        deal = there.get(contact_id)
        if deal is None:
            coming.append((person, contact_id))
            there[contact_id] = 0
            continue
        if not deal:
            twice.append(person)
            continue
        passed.append(person)
        has_changed = any(each.number == contact_id for each in done.changes)
        if scope.update:
            found = unit.have(Opportunity, deal)
            owners = {"deal": deal, "account": found.account_id, "contact": contact_id}
            has_changed |= bool(update_values(unit, owners, columns, person.extra, clears=False))
        (updated if has_changed else unchanged).append(deal)
    kept = KnownSince(unit.moment.today)
    fresh = ImportScope(scope.source, kept, wanted.currency, update=scope.update, fields=columns)
    builder = RowBuilder(unit, fresh)
    new = []
    for person, contact_id in coming:
        row = lead(unit, builder, person, contact_id, wanted.currency)
        row = row._replace(source=source, campaign=campaign)
        new.append(builder.add(Arrival(row, wanted.stage_id)))
        watch()
    unit.created += builder.loader.ranges()
    fields = settle_fields(unit, wanted.fields, columns)
    return LeadResult(
        tuple(new),
        tuple(updated),
        tuple(unchanged),
        done,
        is_new_campaign,
        fields,
        tuple(passed),
        tuple(twice),
    )


def found_campaign(unit: Unit, name: str | None) -> tuple[str | None, str | None, bool]:
    """Return the source and the name of the campaign, and whether it was added for this."""
    if name is None:
        return None, None, False
    before = unit.value("select max(id) from campaign") or 0
    found = campaigns_actions.add(unit, name, {})
    return found.source, found.name, found.id > before


def deals_of(unit: Unit, campaign: str | None) -> dict[int, int]:
    """Return the deal that makes another lead needless, by contact: open, or of the campaign."""
    found: dict[int, int] = {}
    for contact_id, number, status, named in unit.rows(DEALS_SQL):
        is_same = campaign is not None and named is not None and fold(named) == fold(campaign)
        if status == OPEN or is_same:
            found.setdefault(contact_id, number)
    return found


def lead(
    unit: Unit, builder: RowBuilder, person: Person, contact_id: int, currency: str
) -> Incoming:
    """Return a contact's lead as a row of a file of deals; it is named after the contact."""
    contact = unit.have(Contact, contact_id)
    account = None if contact.account_id is None else unit.have(Account, contact.account_id).name
    builder.contacts[contact.name_folded, contact.account_id] = contact_id
    return Incoming(
        line=person.line,
        identifier=None,
        title=contact.name,
        account=account,
        contact=contact.name,
        amount_minor=None,
        currency=currency,
        closed_value_minor=None,
        stage=None,
        outcome=OPEN,
        probability_bp=None,
        created_on=None,
        close_on=None,
        closed_on=None,
        source=None,
        campaign=None,
        lost_reason=None,
        next_action=None,
        next_due=None,
        fields=person.extra,
    )
