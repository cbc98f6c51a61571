"""Read deals by customer, and when each customer was last in contact."""

from collections.abc import Mapping
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.customers.rules import (
    ACCOUNT,
    CONTACT,
    DEAL,
    Customer,
    CustomerDeal,
    CustomerKey,
    Owner,
    Renewals,
    customers,
    is_in,
    owners,
    renewals,
)
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    as_it_is,
    foreign,
    left_out,
)
from pipectl.store.reader import Reader, as_date
from pipectl.vocabulary import CONTACT_KINDS, WON

DEALS_SQL = """
select
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  o.status,
  o.closed_on,
  a.id as account_id,
  a.name as account,
  c.id as contact_id,
  c.name as contact,
  o.parent_id,
  r.id is not null as is_renewal
from opportunity as o
left join account as a on a.id = o.account_id
left join contact as c on c.id = o.contact_id
left join renewal as r on r.opportunity_id = o.id
where o.status <> 'deleted'
order by o.id
"""

# Of accounts: also what was done with their contacts. A deal's activities are its own only where it
# has neither.
LAST_CONTACTS_SQL = f"""
select
  kind,
  number,
  max(done_on)
from (
  select
    case
      when o.account_id is not null then '{ACCOUNT}'
      when o.contact_id is not null then '{CONTACT}'
      else '{DEAL}'
    end as kind,
    coalesce(o.account_id, o.contact_id, o.id) as number,
    v.done_on
  from activity as v
  join opportunity as o on o.id = v.opportunity_id
  where v.kind in {CONTACT_KINDS} and o.status <> 'deleted'
  union all
  select
    '{ACCOUNT}',
    c.account_id,
    v.done_on
  from activity as v
  join contact as c on c.id = v.contact_id
  where v.kind in {CONTACT_KINDS} and c.account_id is not null
  union all
  select
    '{CONTACT}',
    v.contact_id,
    v.done_on
  from activity as v
  where v.kind in {CONTACT_KINDS} and v.contact_id is not null
) as done
group by kind, number
order by kind, number
"""


class CustomersReport(NamedTuple):
    """Who bought in the period (None: ever), and what became of renewals."""

    money: ReportCurrency
    period: Period | None
    today: date
    customers: tuple[Customer, ...]
    renewals: Renewals
    others: tuple[ReportRow, ...] = ()

    @property
    def rows(self) -> list[ReportRow]:
        """The deals of customers that count, and all others if requested."""
        found = []
        for each in self.customers:
            found += [row(deal, f"won {deal.closed_on}: {each.name}") for deal in each.won]
            found += [
                row(deal, f"bought before, {deal.closed_on}: {each.name}") for deal in each.before
            ]
            found += [row(deal, f"open: {each.name}") for deal in each.open]
        return [*found, *self.money.foreign, *self.others]


def row(deal: CustomerDeal, why: str) -> ReportRow:
    """Return a deal as a row of an explanation."""
    return ReportRow(deal.id, deal.title, deal.amount_minor, deal.currency, why)


def last_contacts(reader: Reader, owned: Mapping[int, Owner]) -> dict[CustomerKey, date]:
    """Return the day of each customer's last contact."""
    found: dict[CustomerKey, date] = {}
    for kind, number, day in reader.rows(LAST_CONTACTS_SQL):
        key = owned[number].key if kind == DEAL else CustomerKey(kind, number)
        found[key] = max(found.get(key, date.min), as_date(day))
    return found


def answer(reader: Reader, asked: ReportRequest) -> CustomersReport:
    """Return who bought in the requested period, with all that is open with them."""
    every = reader.records(CustomerDeal, DEALS_SQL)
    deals = [deal for deal in every if deal.currency == asked.currency]
    owned = owners(every)
    found = customers(deals, owned, last_contacts(reader, owned), asked.period, asked.today)
    won_elsewhere = (
        deal[:4] for deal in every if deal.status == WON and is_in(deal, asked.period, asked.today)
    )
    money = ReportCurrency(asked.currency, foreign(won_elsewhere, asked.currency))
    counted = [deal.id for each in found for deal in (*each.won, *each.before, *each.open)]
    return CustomersReport(
        money=money,
        period=asked.period,
        today=asked.today,
        customers=tuple(found),
        renewals=renewals(deals, asked.period, asked.today),
        others=left_out(reader, asked, (*counted, *(each.id for each in money.foreign)), elsewhere),
    )


def elsewhere(other: UncountedRow) -> str:
    """Return why a deal isn't counted."""
    return f"{as_it_is(other)}, not of a customer who bought in the period"
