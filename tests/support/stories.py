"""Made-up histories for the forecast's tests: short to write, and strategies for many of them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from pipectl.forecast.rules.deal_chances import horizon, mean_rates, standing, table
from pipectl.forecast.rules.history import KnownHistory, RecordedHistory, RecordedRow, known_on
from pipectl.forecast.rules.rates import Fit, StageProbabilities
from pipectl.periods import Period
from pipectl.vocabulary import LOST, OPEN, WON

TODAY = date(2026, 11, 18)
MONTH = Period("2026-11", date(2026, 11, 1), date(2026, 11, 30))
NEXT_MONTH = Period("2026-12", date(2026, 12, 1), date(2026, 12, 31))
NEXT_QUARTER = Period("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))
LADDER = StageProbabilities((0.10, 0.25, 0.40, 0.60, 0.80))
THREE = StageProbabilities((0.2, 0.5, 0.8))


def ago(days: int) -> date:
    """That many days before today."""
    return TODAY - timedelta(days=days)


def past(
    id: int,
    *moves: int,
    end: str = OPEN,
    closed: int = 0,
    amount: int | None = 1_000,
    closing: int | None = None,
    seen: int | None = None,
) -> RecordedHistory:
    """Entered stage 0, 1, … so many days ago; perhaps closed so many days ago, with that amount."""
    created = ago(moves[0])
    rows = [
        RecordedRow(ago(days), ago(days), created, stage, ago(days), OPEN, None, amount)
        for stage, days in enumerate(moves)
    ]
    if end != OPEN:
        said = amount if closing is None else closing
        stage, entered = len(moves) - 1, ago(moves[-1])
        rows.append(
            RecordedRow(ago(closed), ago(closed), created, stage, entered, end, ago(closed), said)
        )
    return RecordedHistory(id, created if seen is None else ago(seen), rows)


def known(*pasts: RecordedHistory, on: date = TODAY) -> KnownHistory:
    """What is known of them by that day."""
    return known_on(pasts, on=on)


class Chances:
    """The chance of being won within so many days, of any stage and age."""

    def __init__(self, learned: Fit, days: int) -> None:
        self.ahead = horizon(days)
        self.table = table(mean_rates(learned), learned.onward, self.ahead)

    def of(self, stage: int, age: int) -> float:
        return standing(self.table, stage, self.ahead.bins(age))


@st.composite
def pasts(draw: st.DrawFn, stages: int = 3, most: int = 12) -> list[RecordedHistory]:
    """Any few histories of the last 200 days, and of the 40 days to come."""
    found = []
    for id in range(1, draw(st.integers(0, most)) + 1):
        number = draw(st.integers(1, stages))
        days = sorted(draw(st.lists(st.integers(-40, 200), min_size=number, max_size=number)))
        end = draw(st.sampled_from((OPEN, WON, LOST)))
        amount = draw(st.sampled_from((None, 0, 100, 50_000)))
        seen = min(days[-1], draw(st.integers(-40, 200)))
        closed = draw(st.integers(-40, days[0]))
        found.append(past(id, *days[::-1], end=end, closed=closed, amount=amount, seen=seen))
    return found
