"""What is there to know before a call about a deal, a contact or an account?"""

from collections.abc import Iterable, Sequence
from datetime import date

from pipectl.brief.rules import (
    DoneAction,
    NotedObjection,
    Said,
    last_said,
    objections_in,
)
from pipectl.collateral.queries import LinkRow, links_of_stage
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.queries import ActivityRow
from pipectl.opportunities.queries import Detail, detail
from pipectl.people.queries import DealContact, account, contact, contacts_numbered
from pipectl.personas.queries import PersonaRow, personas
from pipectl.pipeline.queries.current import CurrentOpportunity
from pipectl.profiles.queries import (
    AccountProfile,
    ContactProfile,
    PartInDeal,
    of_account,
    of_contact,
)
from pipectl.stages.queries import playbook_of
from pipectl.store.reader import Reader, chunks
from pipectl.vocabulary import LOST, OPEN, WON

DEALS_IN_FULL = 3  # open deals that the page of a contact or an account tells in full


class Replaced(NamedTuple):
    """Where and why somebody was replaced last, and by whom."""

    deal: str
    by: str
    why: str | None
    on: date


class Person(NamedTuple):
    """A contact with what to reach and to convince them by; `part` is their part in a deal.

    `parts` are those in the open deals of an account and its last lost one, each with the deal's
    title. `replaced` says that they may be gone: they were replaced in another deal.
    """

    id: int
    name: str
    title: str | None
    email: str | None
    phone: str | None
    persona: PersonaRow | None
    part: DealContact | None
    parts: tuple[tuple[str, DealContact], ...] = ()
    replaced: Replaced | None = None


class FormerAmount(NamedTuple):
    """An amount that a deal had until a day."""

    minor: int
    currency: str
    until: date


class DealBrief(NamedTuple):
    """A deal with its people; `part` is that of the contact whom the page is about."""

    detail: Detail
    people: tuple[Person, ...]
    part: PartInDeal | None = None
    playbook: str | None = None
    stage_links: tuple[LinkRow, ...] = ()

    @property
    def said(self) -> list[Said]:
        """What was said and done last, the latest first."""
        done = [
            DoneAction(each.text, each.outcome, each.ended_on)
            for each in self.detail.actions
            if each.status == "done" and each.ended_on
        ]
        return last_said(map(as_said, self.detail.activities), done)

    @property
    def noted(self) -> list[NotedObjection]:
        """The objections in the deal's notes, activities, answers and outcomes."""
        found = self.detail
        return objections_in(
            [
                *((each.text, each.done_on, each.contact) for each in found.activities),
                *((each.outcome, each.ended_on, None) for each in found.actions),
                *((each.why, each.why_on, None) for each in found.answers),
                (found.note, None, None),
                (found.closing_note, found.opportunity.row.closed_on, None),
            ]
        )

    @property
    def former_amount(self) -> FormerAmount | None:
        """The amount that the deal had before the present one, if it was changed."""
        row, until = self.detail.opportunity.row, None
        for past in reversed(self.detail.history):
            if (past.amount_minor, past.currency) != (row.amount_minor, row.currency):
                if past.amount_minor is None or until is None:
                    return None
                return FormerAmount(past.amount_minor, past.currency, until)
            until = past.happened_on
        return None

    @property
    def next_since(self) -> date | None:
        """The day on which the open next action was set."""
        return next((each.created_on for each in self.detail.actions if each.status == OPEN), None)


class Brief(NamedTuple):
    """A page's content: of one deal, or of a contact or an account with deals.

    `deals` are told in full; `others` are the other deals of the contact or the account. `lost` is
    the last one that was lost, unless one was won since: what went wrong then comes up again.
    """

    deals: tuple[DealBrief, ...]
    contact: ContactProfile | None = None
    account: AccountProfile | None = None
    people: tuple[Person, ...] = ()
    others: tuple[CurrentOpportunity, ...] = ()
    lost: DealBrief | None = None


def importance(found: CurrentOpportunity) -> tuple[bool, int, int]:
    """What deals are sorted by: open ones with the largest amount first, then the last closed."""
    row = found.row
    if row.status == OPEN:
        return False, -(row.amount_minor or 0), -row.id
    return True, -(row.closed_on.toordinal() if row.closed_on else 0), -row.id


REPLACED_SQL = """
select
  r.contact_id,
  o.title,
  n.name,
  r.why,
  r.ended_on
from contact_role as r
join opportunity as o on o.id = r.opportunity_id
join contact as n on n.id = r.replaced_by_id
where r.ended_on is not null and {where}
order by r.ended_on, r.id
"""

OPEN_OF_ACCOUNT_SQL = """
select
  id
from opportunity
where account_id = :account and status = 'open'
order by id
"""


def as_said(row: ActivityRow) -> Said:
    """An activity as what was said."""
    return Said(row.done_on, row.kind, row.contact, row.text, row.count)


def open_deals_of(reader: Reader, account: int) -> list[int]:
    """The numbers of an account's open deals."""
    return [row[0] for row in reader.rows(OPEN_OF_ACCOUNT_SQL, {"account": account})]


def people_of(
    reader: Reader, ids: Sequence[int], parts: Iterable[DealContact] = ()
) -> tuple[Person, ...]:
    """The contacts with these numbers in that order, with their personas."""
    known = contacts_numbered(reader, ids)
    kinds = (
        {each.name: each for each in personas(reader)}
        if any(each.persona for each in known.values())
        else {}
    )
    of_deal = {each.id: each for each in parts}
    replaced = {
        number: Replaced(deal, by, why, date.fromisoformat(on))
        for where, values in chunks("r.contact_id", list(known))
        for number, deal, by, why, on in reader.rows(REPLACED_SQL.format(where=where), values)
    }
    return tuple(
        Person(
            *(each.id, each.name, each.title, each.email, each.phone),
            kinds.get(each.persona or ""),
            of_deal.get(each.id),
            replaced=replaced.get(each.id),
        )
        for each in (known[number] for number in ids if number in known)
    )


def deal_brief(
    reader: Reader, number: int, today: date, part: PartInDeal | None = None
) -> DealBrief:
    """What there is to know about a deal."""
    found = detail(reader, number, today)
    current = found.contacts.current
    people = people_of(reader, [each.id for each in current], current)
    row = found.opportunity.row
    stage_id = row.customer_stage_id or row.stage_id
    is_ahead = row.status == OPEN or row.customer_stage_id is not None
    if not is_ahead:
        return DealBrief(found, people, part)
    links = tuple(links_of_stage(reader, stage_id))
    return DealBrief(found, people, part, playbook_of(reader, stage_id), links)


def people_of_account(
    reader: Reader, contacts: Sequence[int], deals: Sequence[DealBrief]
) -> tuple[Person, ...]:
    """An account's contacts and the people of its deals; those with a part in a deal go first."""
    parts: dict[int, list[tuple[str, DealContact]]] = {}
    for deal in deals:
        for part in deal.detail.contacts.current:
            parts.setdefault(part.id, []).append((deal.detail.opportunity.row.title, part))
    found = people_of(reader, list(dict.fromkeys([*parts, *contacts])))
    return tuple(each._replace(parts=tuple(parts.get(each.id, ()))) for each in found)


def of_deal(reader: Reader, number: int, today: date) -> Brief:
    """The page of a deal."""
    found = deal_brief(reader, number, today)
    is_open = found.detail.opportunity.row.status == OPEN
    return Brief(
        (found,),
        others=found.detail.siblings,
        lost=last_loss(reader, found.detail.siblings, today) if is_open else None,
    )


def last_loss(reader: Reader, found: Iterable[CurrentOpportunity], today: date) -> DealBrief | None:
    """The deal that was lost last; none if one was won since. Disqualified leads don't count."""
    closed = [
        each
        for each in found
        if each.row.status in (WON, LOST) and each.row.closed_on and not each.is_disqualified
    ]
    last = max(closed, key=lambda each: (each.row.closed_on, each.row.id), default=None)
    if last is None or last.row.status == WON:
        return None
    return deal_brief(reader, last.row.id, today)


def contact_brief(reader: Reader, number: int, today: date, currency: str) -> Brief:
    """The page of a contact, with the open deals that they have a part in."""
    found = of_contact(reader, contact(reader, number), today, currency)
    present = [each for each in found.parts if each.until is None and each.deal.row.status == OPEN]
    full = sorted(present, key=lambda each: importance(each.deal))[:DEALS_IN_FULL]
    told = {each.deal.row.id for each in full}
    lost = last_loss(reader, [each.deal for each in found.parts], today)
    return Brief(
        deals=tuple(deal_brief(reader, each.deal.row.id, today, each) for each in full),
        contact=found,
        people=people_of(reader, [number]),
        others=tuple(each.deal for each in found.parts if each.deal.row.id not in told),
        lost=lost,
    )


def account_brief(reader: Reader, number: int, today: date, currency: str) -> Brief:
    """The page of an account, with its open deals."""
    found = of_account(reader, account(reader, number), today, currency)
    present = [each for each in found.deals if each.row.status == OPEN]
    full = [each.row.id for each in sorted(present, key=importance)[:DEALS_IN_FULL]]
    deals = tuple(deal_brief(reader, each, today) for each in full)
    lost = last_loss(reader, found.deals, today)
    parted = deals if lost is None else (*deals, lost)
    return Brief(
        deals=deals,
        account=found,
        people=people_of_account(reader, [each.id for each in found.contacts], parted),
        others=tuple(each for each in found.deals if each.row.id not in full),
        lost=lost,
    )
