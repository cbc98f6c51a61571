"""Make leads of the contacts in a file: deals in a stage, for a campaign."""

from collections.abc import Mapping, Sequence

from pipectl.campaigns import actions as campaigns_actions
from pipectl.importing.actions.field_values import (
    FieldColumn,
    make_fields,
    settle_fields,
    update_values,
)
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
from pipectl.named_tuple import NamedTuple
from pipectl.store.rows import Account, Campaign, Contact, Opportunity
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

    `campaign` is the one of the store, and `is_new_campaign` tells whether it was added. `fields`
    are those that the rows fill. `passed` are the people who became no lead as they have a deal,
    `twice` those who were already in an earlier row.
    """

    new: tuple[int, ...]
    updated: tuple[int, ...]
    unchanged: tuple[int, ...]
    contacts: PeopleResult
    campaign: str | None
    is_new_campaign: bool
    fields: tuple[FilledField, ...]
    passed: tuple[Person, ...]
    twice: tuple[Person, ...]


class HasDeal(NamedTuple):
    """A person who becomes no lead: their contact has this deal."""

    person: Person
    contact_id: int
    deal: int


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
    unit: Unit, people: Sequence[Person], scope: PeopleScope, wanted: LeadScope
) -> LeadResult:
    """Import contacts; add a deal for each without an open one, or one of the campaign."""
    campaign, is_new_campaign = found_campaign(unit, wanted.campaign)
    columns = make_fields(unit, wanted.fields)
    done = import_people(unit, people, scope)
    there = deals_of(unit, None if campaign is None else campaign.name)
    coming: dict[int, Person] = {}
    passed: list[HasDeal] = []
    twice: list[Person] = []
    for person, contact_id in zip(people, done.numbers, strict=True):
        if contact_id in there:
            passed.append(HasDeal(person, contact_id, there[contact_id]))
        elif contact_id in coming:
            twice.append(person)
        else:
            coming[contact_id] = person
    updated, unchanged = updated_deals(unit, passed, scope, columns, done)
    new = add_leads(unit, coming, campaign, scope, wanted, columns)
    return LeadResult(
        new,
        updated,
        unchanged,
        done,
        None if campaign is None else campaign.name,
        is_new_campaign,
        settle_fields(unit, wanted.fields, columns),
        tuple(each.person for each in passed),
        tuple(twice),
    )


def found_campaign(unit: Unit, name: str | None) -> tuple[Campaign | None, bool]:
    """Return the campaign, and whether it was added for this."""
    if name is None:
        return None, False
    before = unit.value("select max(id) from campaign") or 0
    found = campaigns_actions.add(unit, name, {})
    return found, found.id > before


def updated_deals(
    unit: Unit,
    passed: Sequence[HasDeal],
    scope: PeopleScope,
    columns: Sequence[FieldColumn],
    done: PeopleResult,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Set the fields of existing deals if the import updates; return those changed, and others.

    A deal also counts as changed if its contact did.
    """
    changed_contacts = {each.number for each in done.changes}
    updated: list[int] = []
    unchanged: list[int] = []
    for person, contact_id, deal in passed:
        has_changed = contact_id in changed_contacts
        if scope.update:
            account_id = unit.have(Opportunity, deal).account_id
            owners = {"deal": deal, "account": account_id, "contact": contact_id}
            has_changed |= bool(update_values(unit, owners, columns, person.extra, clears=False))
        (updated if has_changed else unchanged).append(deal)
    return tuple(updated), tuple(unchanged)


def add_leads(
    unit: Unit,
    coming: Mapping[int, Person],
    campaign: Campaign | None,
    scope: PeopleScope,
    wanted: LeadScope,
    columns: tuple[FieldColumn, ...],
) -> tuple[int, ...]:
    """Add a deal for each contact; return their numbers."""
    known = KnownSince(unit.moment.today)
    fresh = ImportScope(scope.source, known, wanted.currency, update=scope.update, fields=columns)
    builder = RowBuilder(unit, fresh)
    new = []
    for contact_id, person in coming.items():
        row = lead(unit, builder, person, contact_id, wanted.currency)
        if campaign is not None:
            row = row._replace(source=campaign.source, campaign=campaign.name)
        new.append(builder.add(Arrival(row, wanted.stage_id)))
    unit.created += builder.loader.ranges()
    return tuple(new)


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
