"""Read the deals that are stalled, and the limit of each stage."""

from collections.abc import Mapping
from datetime import date

from pipectl.dates import format_date
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import is_stalled
from pipectl.reports.board.queries import PACE_SQL
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.reports.rules import in_period
from pipectl.reports.stalled.rules import StageStanding, Threshold, threshold
from pipectl.stages.queries import stages
from pipectl.store.reader import Reader, as_date, optional_date


class StalledReport(NamedTuple):
    """The stalled deals, by days over the limit, and the other open ones."""

    money: ReportCurrency
    today: date
    thresholds: Mapping[int, Threshold]
    stalled: tuple[StageStanding, ...]
    moving: tuple[StageStanding, ...]
    other_dates: tuple[StageStanding, ...]

    def days(self, found: StageStanding) -> int:
        """Return the days a deal has been in its stage."""
        return found.days(self.today)

    def over(self, found: StageStanding) -> int:
        """Return the days by which a deal exceeds its stage's limit."""
        return found.days(self.today) - self.thresholds[found.stage_id].days

    @property
    def rows(self) -> list[ReportRow]:
        """Every open deal, the stalled ones first."""
        return [
            *(as_row(each, self.told(each)) for each in self.stalled),
            *(as_row(each, f"not included: {self.told(each)}") for each in self.moving),
            *(as_row(each, f"not included: {closing(each)}") for each in self.other_dates),
            *self.money.foreign,
        ]

    def told(self, found: StageStanding) -> str:
        """Return `40 d in Proposal, slow after 30 d`."""
        slow = self.thresholds[found.stage_id]
        return f"{self.days(found)} d in {slow.stage.name}, slow after {slow.days} d"


def as_row(found: StageStanding, why: str) -> ReportRow:
    """Return a deal as a row of an explanation."""
    return ReportRow(found.id, found.title, found.amount_minor, found.currency, why)


def closing(found: StageStanding) -> str:
    """Return the close date in words."""
    if found.close_on is None:
        return "no close date"
    return f"closes {format_date(found.close_on)}"


STANDING_SQL = """
select
  id,
  title,
  amount_minor,
  currency,
  stage_id,
  stage_entered_on,
  close_on
from opportunity
where status = 'open'
order by id
"""


def answer(reader: Reader, asked: ReportRequest) -> StalledReport:
    """Return the stalled ones of all open deals; with a period, of those that can close in it."""
    pace = {stage: (won, days) for stage, won, days in reader.rows(PACE_SQL)}
    thresholds = {
        stage.id: threshold(stage.step, stage.stalled_days, *pace.get(stage.id, (None, None)))
        for stage in stages(reader)
    }
    slow: list[StageStanding] = []
    moving: list[StageStanding] = []
    elsewhere: list[StageStanding] = []
    foreign: list[ReportRow] = []
    for each in standing(reader):
        if asked.period and not in_period(each.close_on, asked.period, asked.today):
            if each.currency == asked.currency:
                elsewhere.append(each)
        elif each.currency != asked.currency:
            foreign.append(as_row(each, f"not included: in {each.currency}"))
        else:
            is_slow = is_stalled(each.days(asked.today), thresholds[each.stage_id].days)
            (slow if is_slow else moving).append(each)
    slow.sort(key=lambda each: thresholds[each.stage_id].days - each.days(asked.today))
    return StalledReport(
        money=ReportCurrency(asked.currency, tuple(foreign)),
        today=asked.today,
        thresholds=thresholds,
        stalled=tuple(slow),
        moving=tuple(moving),
        other_dates=tuple(elsewhere),
    )


def standing(reader: Reader) -> list[StageStanding]:
    """Return every open deal."""
    return [
        StageStanding(
            row[0], row[1], row[2], row[3], row[4], as_date(row[5]), optional_date(row[6])
        )
        for row in reader.stream(STANDING_SQL)
    ]
