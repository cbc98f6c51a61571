"""Read the open deals for the board, grouped by stage, source, account or month."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.pipeline.queries.current import SINGLE_THREADED_SQL
from pipectl.pipeline.rules import OpportunityState, slow_after
from pipectl.reports.board import rules as board_rules
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    foreign,
    in_groups,
    unweighted,
    weighted,
)
from pipectl.reports.rules import OpenOpportunity, in_period
from pipectl.stage_sql import CUSTOMER_STAGE_SQL
from pipectl.stages.queries import StageRow, customer_stages, in_use
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.vocabulary import WON

if TYPE_CHECKING:
    from pipectl.filters.queries import Grouping

BY = ("stage", "source", "account", "month")


class BoardReport(NamedTuple):
    """The board, and the deals it doesn't count."""

    money: ReportCurrency
    period: Period | None
    board: board_rules.Board
    counted: tuple[OpenOpportunity, ...]
    other_dates: tuple[board_rules.BoardItem, ...]
    leads: Mapping[int, str] = {}
    customers: tuple[board_rules.BoardItem, ...] = ()
    customer_stages: Mapping[int, str] = {}
    grouping: "Grouping | None" = None

    @property
    def rows(self) -> list[ReportRow]:
        """Every row considered, the counted ones first."""
        currency = self.money.currency
        counted = weighted(self.counted, currency, self.counted_as)
        return [
            *in_groups(counted, self.grouping),
            *unweighted(
                self.customers,
                currency,
                lambda i: f"not included: customer in {self.customer_stages[i.stage_id]}",
            ),
            *unweighted(
                self.other_dates, currency, lambda _: "not included: closes outside the period"
            ),
            *self.money.foreign,
        ]

    def counted_as(self, item: OpenOpportunity) -> str:
        """Return what an open deal counts as."""
        return "lead (open)" if item.stage_id in self.leads else "open"


OPEN_SQL = f"""
select
  o.id,
  o.title,
  o.stage_id,
  o.amount_minor,
  o.probability_bp,
  o.currency,
  o.source,
  a.name as account,
  o.stage_entered_on,
  max(o.added_on, o.created_on) as added_on,
  o.last_contact_on,
  o.close_on,
  o.asked_on,
  o.buying,
  n.id as next_id,
  n.due_on,
{SINGLE_THREADED_SQL.strip()}
from opportunity as o
left join account as a on a.id = o.account_id
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
where o.status = 'open'
order by o.id
"""

PACE_SQL = """
select
  stage_id,
  won_count,
  slow_days
from stage_pace
"""


def open_items(reader: Reader, by_id: Mapping[int, StageRow]) -> list[board_rules.BoardItem]:
    """Return every open deal as a board item."""
    pace = {stage: (won, days) for stage, won, days in reader.rows(PACE_SQL)}
    slow = {
        number: slow_after(stage.stalled_days, *pace.get(number, (None, None)))
        for number, stage in by_id.items()
    }
    return [
        board_rules.BoardItem(
            id=row[0],
            title=row[1],
            stage_id=row[2],
            amount_minor=row[3],
            own_bp=row[4],
            currency=row[5],
            source=row[6],
            account=row[7],
            standing=OpportunityState(
                status="open",
                stage_entered_on=as_date(row[8]),
                added_on=as_date(row[9]),
                last_contact_on=optional_date(row[10]),
                has_next=row[14] is not None,
                due_on=optional_date(row[15]),
                close_on=optional_date(row[11]),
                asked_on=optional_date(row[12]),
                buying=row[13],
                revisit_on=None,
                cadence_days=by_id[row[2]].cadence_days,
                slow_days=slow[row[2]],
                is_single_threaded=bool(row[16]),
            ),
        )
        for row in reader.stream(OPEN_SQL)
    ]


CUSTOMERS_SQL = f"""
select
  o.id,
  o.title,
  k.id as stage_id,
  o.amount_minor,
  o.currency,
  (select max(happened_on) from customer_stage where opportunity_id = o.id) as entered_on,
  o.added_on,
  o.last_contact_on,
  k.cadence_days,
  k.stalled_days,
  n.id as next_id,
  n.due_on
from opportunity as o
join stage as k on k.id = {CUSTOMER_STAGE_SQL.format("o")}
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
where o.status = 'won'
order by o.id
"""


def customers(reader: Reader, currency: str) -> list[board_rules.BoardItem]:
    """Return the won deals in customer stages as board items."""
    return [
        board_rules.BoardItem(
            id=row[0],
            title=row[1],
            stage_id=row[2],
            amount_minor=row[3],
            own_bp=None,
            currency=row[4],
            source=None,
            account=None,
            standing=OpportunityState(
                status=WON,
                stage_entered_on=as_date(row[5]),
                added_on=as_date(row[6]),
                last_contact_on=optional_date(row[7]),
                has_next=row[10] is not None,
                due_on=optional_date(row[11]),
                close_on=None,
                asked_on=None,
                buying=None,
                revisit_on=None,
                cadence_days=row[8],
                slow_days=row[9],
                is_single_threaded=False,
                is_customer=True,
            ),
        )
        for row in reader.rows(CUSTOMERS_SQL)
        if row[4] == currency
    ]


def answer(reader: Reader, asked: ReportRequest, *, by: str = "stage") -> BoardReport:
    """Return the board of deals that can close in the span, by any of `BY` or by other groups."""
    today, currency, period = asked.today, asked.currency, asked.period
    groups = None
    if by not in ("stage", "month"):
        from pipectl.filters.queries import grouping

        groups = grouping(reader, by, BY, "The board can't be grouped by")
        by = groups.name
    by_id = in_use(reader)
    items = open_items(reader, by_id)
    dated = [
        item for item in items if period is None or in_period(item.standing.close_on, period, today)
    ]
    chosen = [item for item in dated if item.currency == currency]
    kept = {item.id for item in dated}
    seen = ((item.id, item.title, item.amount_minor, item.currency) for item in dated)
    found = board_rules.board(
        [stage.step for stage in by_id.values()],
        chosen,
        by=by,
        today=today,
        groups_of=groups and groups.of,
    )
    after = customer_stages(reader) if by == "stage" else []
    there = customers(reader, currency) if after else []
    if after:
        lines = board_rules.customer_lines([stage.step for stage in after], there, today)
        found = found._replace(customers=lines)
    return BoardReport(
        money=ReportCurrency(currency, foreign(seen, currency)),
        period=period,
        board=found,
        counted=tuple(as_open(item, by_id[item.stage_id]) for item in chosen),
        other_dates=tuple(
            item for item in items if item.currency == currency and item.id not in kept
        ),
        leads={stage.id: stage.name for stage in by_id.values() if stage.is_lead},
        customers=tuple(there),
        customer_stages={stage.id: stage.name for stage in after},
        grouping=groups,
    )


def as_open(item: board_rules.BoardItem, stage: StageRow) -> OpenOpportunity:
    """Return a board item with its effective probability."""
    own = item.own_bp is not None
    bp = item.own_bp if item.own_bp is not None else stage.probability_bp
    return OpenOpportunity(
        item.id, item.title, item.stage_id, item.amount_minor, bp, item.standing.close_on, own
    )
