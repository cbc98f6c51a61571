"""What is known about a contact or an account: their deals, roles and activities."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.fields.queries import with_values
from pipectl.fields.rules import FieldDefinition
from pipectl.icp.queries import fit_of_person
from pipectl.icp.rules import Fit
from pipectl.keep_in_touch.queries import person_due
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.queries import ActivityFilter, ActivityRow, activities
from pipectl.people.queries import AccountSummary, ContactSummary, contacts
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.store.opening import rates_in_use
from pipectl.store.reader import Reader
from pipectl.vocabulary import CONTACT_KINDS, WON

if TYPE_CHECKING:
    from pipectl.exchange_rates import OriginalAmount, Rates
    from pipectl.reports.queries.conversions import Included


class PartInDeal(NamedTuple):
    """What a contact is, or was, in a deal; `until` if they no longer are."""

    deal: CurrentOpportunity
    role: str | None
    stance: str | None
    main: bool
    since: date | None
    until: date | None
    why: str | None
    replaced_by: str | None


class WonTotal(NamedTuple):
    """The sum of won amounts in one currency; `left_out` counts the deals in others.

    `included` are those in others that it takes in.
    """

    deals: int
    amount_minor: int
    currency: str
    left_out: Mapping[str, int]
    included: "tuple[Included, ...]" = ()


# Custom fields of contacts or of accounts, and their values by row and field.
Fields = tuple[Sequence[FieldDefinition], Mapping[int, Mapping[int, str]]]


class Profile(NamedTuple):
    """What was done with a contact or an account, the latest first; what was won, fields, fit.

    `next_contact_on` is when to contact them again, if the user wants to keep in touch.
    """

    activities: tuple[ActivityRow, ...]
    last_contact_on: date | None
    next_contact_on: date | None
    won: WonTotal
    fields: Fields
    fit: Fit | None


class ContactProfile(NamedTuple):
    """A contact with the deals that they have, or had, a part in."""

    contact: ContactSummary
    parts: tuple[PartInDeal, ...]
    known: Profile


class AccountProfile(NamedTuple):
    """An account with its contacts and deals."""

    account: AccountSummary
    contacts: tuple[ContactSummary, ...]
    fields_of_contacts: Fields
    deals: tuple[CurrentOpportunity, ...]
    known: Profile


# The last recorded part in each deal goes last.
PARTS_SQL = """
select
  r.opportunity_id,
  r.role,
  r.stance,
  case when r.role is not null then r.started_on end as since,
  r.ended_on,
  r.why,
  n.name as replaced_by
from contact_role as r
join opportunity as o on o.id = r.opportunity_id and o.status <> 'deleted'
left join contact as n on n.id = r.replaced_by_id
where r.contact_id = :contact
order by r.ended_on is null, r.recorded_at, r.id
"""

MAIN_OF_SQL = """
select
  id
from opportunity
where contact_id = :contact and status <> 'deleted'
"""

DEALS_OF_ACCOUNT_SQL = """
select
  id
from opportunity
where account_id = :account and status <> 'deleted'
order by status <> 'open', id desc
"""


class PartRow(NamedTuple):
    """A row of a contact's part in a deal."""

    deal: int
    role: str | None
    stance: str | None
    since: date | None
    until: date | None
    why: str | None
    replaced_by: str | None


def of_contact(
    reader: Reader, contact: ContactSummary, today: date, currency: str
) -> ContactProfile:
    """Return what is known about a contact; won in total counts their present parts."""
    values = {"contact": contact.id}
    rows = {row.deal: row for row in reader.records(PartRow, PARTS_SQL, values)}
    main = {row[0] for row in reader.rows(MAIN_OF_SQL, values)}
    deals = by_ids(reader, sorted({*rows, *main}, reverse=True), today)
    parts = [part(deal, rows.get(deal.row.id), deal.row.id in main) for deal in deals]
    present = [each.deal for each in parts if each.until is None]
    done = activities(reader, ActivityFilter(contact_id=contact.id))
    fields = with_values(reader, "contact", [contact.id])
    fit = fit_of_person(reader, contact.account_id, contact.id)
    again = contact.every and person_due(reader, "contact", contact.id, today)
    rates = rates_in_use(reader, currency)
    told = known(done, again or None, present, currency, fields, fit, rates)
    return ContactProfile(contact, tuple(sorted(parts, key=order)), told)


def part(deal: CurrentOpportunity, row: PartRow | None, is_main: bool) -> PartInDeal:
    """Return a contact's part in a deal; a main contact's earlier role doesn't count."""
    if row is None or (is_main and row.until is not None):
        return PartInDeal(deal, None, None, is_main, None, None, None, None)
    return PartInDeal(
        deal, row.role, row.stance, is_main, row.since, row.until, row.why, row.replaced_by
    )


def order(found: PartInDeal) -> tuple[bool, bool, int]:
    """Order parts: present ones first, open deals first, the newest deal first."""
    return found.until is not None, found.deal.row.status != "open", -found.deal.row.id


def of_account(
    reader: Reader, account: AccountSummary, today: date, currency: str
) -> AccountProfile:
    """Return what is known about an account."""
    found = reader.rows(DEALS_OF_ACCOUNT_SQL, {"account": account.id})
    deals = by_ids(reader, [row[0] for row in found], today)
    done = activities(reader, ActivityFilter(account_id=account.id))
    people = contacts(reader, account.id)
    again = account.every and person_due(reader, "account", account.id, today)
    return AccountProfile(
        account,
        tuple(people),
        with_values(reader, "contact", [each.id for each in people]),
        tuple(deals),
        known(
            done,
            again or None,
            deals,
            currency,
            with_values(reader, "account", [account.id]),
            fit_of_person(reader, account.id),
            rates_in_use(reader, currency),
        ),
    )


def known(
    done: list[ActivityRow],
    again: date | None,
    deals: Iterable[CurrentOpportunity],
    currency: str,
    fields: Fields,
    fit: Fit | None,
    rates: "Rates | None",
) -> Profile:
    """Return the activities, the last contact's day, what was won, custom fields and the fit."""
    contact = [each.done_on for each in done if each.kind in CONTACT_KINDS]
    won = won_total(deals, currency, rates)
    return Profile(tuple(done), max(contact, default=None), again, won, fields, fit)


def won_total(
    deals: Iterable[CurrentOpportunity], currency: str, rates: "Rates | None" = None
) -> WonTotal:
    """Add up what was won in the currency, and count the won deals in others without a rate."""
    won = [each.row for each in deals if each.row.status == WON]
    originals: list[tuple[int, OriginalAmount]] = []
    amounts = {row.id: (row.amount_minor, row.currency) for row in won}
    if rates is not None:
        for row in won:
            day = row.closed_on or row.created_on
            amounts[row.id] = rates.valued(*amounts[row.id], day)
            original = rates.original(row.amount_minor, row.currency, day)
            originals += [] if original is None else [(row.id, original)]
    here = [minor or 0 for minor, code in amounts.values() if code == currency]
    others = sorted(code for _, code in amounts.values() if code != currency)
    return WonTotal(
        len(here),
        sum(here),
        currency,
        {code: others.count(code) for code in dict.fromkeys(others)},
        included(originals) if originals else (),
    )


def included(originals: Sequence[tuple[int, "OriginalAmount"]]) -> "tuple[Included, ...]":
    """Return what deals in other currencies were converted from."""
    from pipectl.reports.queries.conversions import included_in

    return tuple(included_in(originals))
