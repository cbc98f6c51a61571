"""Read the deals that a forecast uses, and what each is expected to bring."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from pipectl.forecast.rules.history import KnownHistory, RecordedHistory, RecordedRow, known_on
from pipectl.forecast.rules.rates import Fit, StageProbabilities, fit
from pipectl.forecast.rules.simulation import Simulated
from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.renewals.queries import BEGUN_SQL, LaterRenewal, not_begun
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow, foreign
from pipectl.reports.rules import OpenOpportunity
from pipectl.stage_history import REMOVED, StageRef
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.stages.queries import lead_stages, stages
from pipectl.store.reader import Reader, as_date, optional_date
from pipectl.vocabulary import DISQUALIFIED, WON

DISQUALIFIED_SQL = f"""
select
  o.id
from opportunity as o
where {OUTCOME_SQL.format("o")} = '{DISQUALIFIED}'
"""

TITLES_SQL = """
select
  id,
  title
from opportunity
where status in ('won', 'lost') and currency = :currency
"""

FOREIGN_SQL = """
select
  id,
  title,
  amount_minor,
  currency,
  status,
  closed_on
from opportunity
where status <> 'deleted' and currency <> :currency
order by id
"""

STANDING_SQL = f"""
select
  id,
  title,
  amount_minor,
  stage_id,
  probability_bp,
  close_on
from opportunity
where status = 'open' and currency = :currency and {BEGUN_SQL.format("opportunity")}
order by id
"""

# An earlier amount in another currency counts at the rate of the deal's own day, as the deal does:
# wins close at other amounts than expected, not at other rates.
AMOUNT = "h.amount_minor"
VALUED_AMOUNT = """case
    when h.currency = :currency then h.amount_minor
    else in_base(h.amount_minor, h.currency, o.valued_on)
  end"""

PAST_SQL = f"""
select
  h.opportunity_id,
  o.added_on,
  h.happened_on,
  h.recorded_on,
  h.created_on,
  h.stage_id,
  h.stage_entered_on,
  h.status,
  h.closed_on,
  {{amount}},
  coalesce(glob(:removed, h.note), false) as redrawn
from opportunity_history as h
join opportunity as o on o.id = h.opportunity_id
where o.currency = :currency and o.status <> 'deleted'
  and {BEGUN_SQL.format("o")}
order by h.opportunity_id, h.id
"""


# All deals, in any currency and state, since they show that the store was in use.
ADOPTION_SQL = """
select
  min(added_on)
from opportunity
"""


class OtherCurrency(NamedTuple):
    """A deal in another currency: its number, title and amount, and its outcome."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    closed_on: date | None

    def is_won_within(self, period: Period) -> bool:
        """Return whether it counts as won in the period."""
        return self.status == WON and self.closed_on is not None and period.contains(self.closed_on)


class ForecastBasis(NamedTuple):
    """What was known at the end of a day in one currency, and the rates learned from it.

    `steps` are the stages in use; a deal's `stage` in `known` is its position among them. `titles`
    are those of closed deals, `foreign` all deals in other currencies, `later` the renewals that
    haven't begun.
    """

    currency: str
    foreign: tuple[OtherCurrency, ...]
    known: KnownHistory
    fit: Fit
    steps: tuple[StageRef, ...]
    standing: tuple[OpenOpportunity, ...]
    later: tuple[LaterRenewal, ...]
    titles: Mapping[int, str]
    quota_flags: str

    def money(
        self, is_left_out: Callable[[OtherCurrency], bool] = lambda _: True
    ) -> ReportCurrency:
        """The currency, and the deals in others that would count if they were in it."""
        return ReportCurrency(
            self.currency,
            foreign([each for each in self.foreign if is_left_out(each)], self.currency),
            self.quota_flags,
        )

    @property
    def places(self) -> dict[int, int]:
        """Each stage's position, by its number."""
        return {step.id: place for place, step in enumerate(self.steps)}


def forecast_basis(reader: Reader, asked: ReportRequest) -> ForecastBasis:
    """Return the data for the forecast of a day."""
    everything = stages(reader, archived=True)
    steps = tuple(stage.step for stage in everything if not stage.archived)
    by_id = {step.id: step for step in steps}
    named = {"currency": asked.currency}
    on_day = {**named, "today": asked.today}
    ladder = StageProbabilities(
        tuple(step.probability_bp / 10_000 for step in steps), asked.settings.sales_cycle
    )
    places = places_of([stage.step for stage in everything], steps)
    known = known_on(
        pasts(reader, asked, places),
        on=asked.today,
        complete_since=asked.settings.complete_since,
        adopted_on=optional_date(reader.value(ADOPTION_SQL)),
        leads=frozenset(
            place
            for place, stage in enumerate(each for each in everything if not each.archived)
            if stage.is_lead
        ),
        disqualified=disqualified(reader),
    )
    return ForecastBasis(
        currency=asked.currency,
        foreign=tuple(elsewhere(row) for row in reader.rows(FOREIGN_SQL, named)),
        known=known,
        fit=fit(known, ladder),
        steps=steps,
        standing=tuple(standing(row, by_id) for row in reader.rows(STANDING_SQL, on_day)),
        later=tuple(not_begun(reader, asked.currency, asked.today)),
        titles={row[0]: row[1] for row in reader.rows(TITLES_SQL, named)},
        quota_flags=asked.quota_flags,
    )


def disqualified(reader: Reader) -> frozenset[int]:
    """Return the deals that were lost from a stage that was for leads then."""
    if not lead_stages(reader).kinds:
        return frozenset()
    return frozenset(row[0] for row in reader.rows(DISQUALIFIED_SQL))


def elsewhere(row: Sequence[Any]) -> OtherCurrency:
    """Return a row of FOREIGN_SQL."""
    return OtherCurrency(row[0], row[1], row[2], row[3], row[4], optional_date(row[5]))


def places_of(everything: Sequence[StageRef], steps: Sequence[StageRef]) -> dict[int, int]:
    """Return each stage's position among those in use; a removed one has its successor's."""
    positions = [step.position for step in steps]
    last = len(steps) - 1
    return {step.id: min(bisect_left(positions, step.position), last) for step in everything}


def standing(row: Sequence[Any], steps: dict[int, StageRef]) -> OpenOpportunity:
    """Return a row of STANDING_SQL."""
    own = row[4] is not None
    bp = row[4] if own else steps[row[3]].probability_bp
    return OpenOpportunity(row[0], row[1], row[3], row[2], bp, optional_date(row[5]), own)


def pasts(
    reader: Reader, asked: ReportRequest, places: dict[int, int]
) -> Iterator[RecordedHistory]:
    """Return the histories of deals in the currency, by number.

    The store has what was recorded by the requested day. A later date comes from a fast clock or
    another time zone, and counts as that day.
    """
    today = asked.today
    named = {"currency": asked.currency, "today": today, "removed": "*".join(REMOVED)}
    amount = VALUED_AMOUNT if reader.rates else AMOUNT
    found = reader.stream(PAST_SQL.format(amount=amount), named)
    for number, rows in groupby(found, key=itemgetter(0)):
        history = list(rows)
        seen = min(as_date(history[0][1]), today)
        yield RecordedHistory(number, seen, [told(row, places, today) for row in history])


def told(row: Sequence[Any], places: dict[int, int], today: date) -> RecordedRow:
    """Return a row of PAST_SQL as a row for the forecast."""
    closed_on = optional_date(row[8])
    return RecordedRow(
        on=min(as_date(row[2]), today),
        recorded_on=min(as_date(row[3]), today),
        created_on=min(as_date(row[4]), today),
        stage=places[row[5]],
        entered_on=min(as_date(row[6]), today),
        status=row[7],
        closed_on=None if closed_on is None else min(closed_on, today),
        amount_minor=row[9],
        is_redrawn=bool(row[10]),
    )


def won_rows(found: ForecastBasis, period: Period) -> list[ReportRow]:
    """Return the wins of the period."""
    first, last = (day.toordinal() for day in period.span)
    ended = [each for each in found.known.won if first <= (each.closed or 0) <= last]
    return [
        ReportRow(
            each.id, found.titles[each.id], each.closed_minor, found.currency, "won in the period"
        )
        for each in ended
    ]


def open_rows(found: ForecastBasis, simulated: Simulated) -> list[ReportRow]:
    """Return every open deal, with its mean chance over all draws as its probability.

    If wins close at other amounts than expected, its amount is scaled accordingly.
    """
    ratio = mean_ratio(simulated)
    return [
        ReportRow(
            item.id,
            item.title,
            None if item.amount_minor is None else round(item.amount_minor * ratio),
            found.currency,
            "open" if item.id in simulated.odds else "not included: the period is over",
            round(simulated.chance_of(item.id) * 10_000) if item.id in simulated.odds else None,
        )
        for item in found.standing
    ]


def later_rows(found: ForecastBasis) -> list[ReportRow]:
    """Return the renewals that haven't begun."""
    return [
        ReportRow(
            each.id,
            each.title,
            each.amount_minor,
            found.currency,
            f"not included: begins {each.begins_on}",
        )
        for each in found.later
    ]


def mean_ratio(simulated: Simulated) -> float:
    """Return the mean ratio of closed to expected amounts; 1 for fewer than five wins."""
    ratios = simulated.ratios
    return sum(ratios) / len(ratios) if ratios else 1.0


def open_expected_minor(rows: Sequence[ReportRow]) -> int:
    """Return the expected amount of open deals: amount x chance, rounded for each, then summed."""
    return sum(
        weighted_minor(row.amount_minor or 0, row.probability_bp)
        for row in rows
        if row.probability_bp is not None
    )
