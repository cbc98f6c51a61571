"""Compare past forecasts and the stages' probabilities with the results."""

from collections.abc import Sequence
from datetime import date

from pipectl.forecast.queries import ForecastBasis, forecast_basis
from pipectl.forecast.rules.comparison import (
    Outcomes,
    Tenth,
    brier,
    brier_of,
    inside,
    stage_outcomes,
)
from pipectl.forecast.rules.comparison import calibration as by_tenths
from pipectl.named_tuple import NamedTuple
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.stage_history import StageRef
from pipectl.store.reader import Reader, as_date
from pipectl.vocabulary import OPEN

LOG_SQL = """
select
  made_on,
  starts_on,
  ends_on,
  quota_minor,
  chance_bp,
  low_minor,
  high_minor
from forecast_log
where currency = :currency and ends_on <= :today and made_on <= :today
order by made_on, starts_on, ends_on
"""

WON_SQL = """
select
  o.closed_on,
  o.amount_minor,
  p.currency
from opportunity as o
join {deals} as p on p.id = o.id
where o.status = 'won' and o.currency = :currency
"""

FIRST_RATES_SQL = """
select
  currency,
  min(recorded_on)
from exchange_rate
where base = :currency and rate is not null
group by currency
order by currency
"""


class ScoredForecast(NamedTuple):
    """A forecast of an ended period: its statement (`chance` 0 to 1) and the amount won."""

    made_on: date
    starts_on: date
    ends_on: date
    quota_minor: int
    chance: float
    low_minor: int
    high_minor: int
    won_minor: int

    @property
    def happened(self) -> bool:
        """Whether the quota was reached."""
        return self.won_minor >= self.quota_minor


class StageCalibration(NamedTuple):
    """A stage, and how many of the deals that ever entered it were closed, and won."""

    step: StageRef
    outcomes: Outcomes

    @property
    def brier(self) -> float | None:
        """The Brier score of the configured probability; None without closed deals."""
        return brier_of(self.step.probability_bp / 10_000, self.outcomes)


class CalibrationReport(NamedTuple):
    """The scored forecasts, and every stage."""

    basis: ForecastBasis
    judged: tuple[ScoredForecast, ...]
    stages: tuple[StageCalibration, ...]

    @property
    def money(self) -> ReportCurrency:
        """The currency of the forecasts and the closed deals."""
        return self.basis.money(lambda each: each.status != OPEN)

    @property
    def brier(self) -> float | None:
        """The Brier score of the chances."""
        return brier([each.chance for each in self.judged], self.happened)

    @property
    def happened(self) -> list[bool]:
        """Whether each quota was reached."""
        return [each.happened for each in self.judged]

    @property
    def inside(self) -> float | None:
        """The share (0 to 1) of results within the stated 10 to 90 % range."""
        if not self.judged:
            return None
        held = [inside(each.low_minor, each.high_minor, each.won_minor) for each in self.judged]
        return sum(held) / len(held)

    @property
    def tenths(self) -> list[Tenth]:
        """The forecasts by tenths of the stated chance."""
        return by_tenths([each.chance for each in self.judged], self.happened)

    @property
    def rows(self) -> list[ReportRow]:
        """Every closed deal behind the stages' shares."""
        ours = [
            ReportRow(
                case.id,
                self.basis.titles[case.id],
                case.closed_minor,
                self.basis.currency,
                f"{case.status}, stages passed: {len({visit.stage for visit in case.visits})}",
            )
            for case in self.basis.known.cases
            if not case.is_open
        ]
        return [*ours, *self.money.foreign]


def answer(reader: Reader, asked: ReportRequest) -> CalibrationReport:
    """Return the forecasts of ended periods, and the stages over the whole history."""
    found = forecast_basis(reader, asked)
    outcomes = stage_outcomes(found.known.cases, len(found.steps))
    return CalibrationReport(
        basis=found,
        judged=tuple(judged(reader, asked)),
        stages=tuple(map(StageCalibration, found.steps, outcomes)),
    )


def judged(reader: Reader, asked: ReportRequest) -> list[ScoredForecast]:
    """Return the logged forecasts of ended periods, with the amounts won.

    A win in another currency counts for the forecasts that could take it in: those made since its
    currency had a rate.
    """
    named = {"currency": asked.currency}
    since = {asked.currency: date.min}
    if reader.rates:
        since |= {code: as_date(on) for code, on in reader.rows(FIRST_RATES_SQL, named)}
    won = [
        (as_date(on), minor or 0, since.get(code, date.max))
        for on, minor, code in reader.rows(WON_SQL.format(deals=reader.deals), named)
    ]
    rows = reader.rows(LOG_SQL, {**named, "today": asked.today})
    return [judge(row, won) for row in rows]


def judge(row: Sequence[object], won: Sequence[tuple[date, int, date]]) -> ScoredForecast:
    """Return a row of LOG_SQL with the amount won in its period; each win counts since a day."""
    made_on, starts_on, ends_on = (as_date(value) for value in row[:3])
    quota, chance, low, high = (int(str(value)) for value in row[3:])
    minor = sum(
        amount for on, amount, since in won if starts_on <= on <= ends_on and since <= made_on
    )
    return ScoredForecast(made_on, starts_on, ends_on, quota, chance / 10_000, low, high, minor)
