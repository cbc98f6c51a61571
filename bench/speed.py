"""How long a forecast of a large store takes, from its history to its chance."""

import time
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import timing
from pipectl.forecast.rules.history import RecordedHistory, RecordedRow, known_on
from pipectl.forecast.rules.quota_chance import extra_needed, largest, outlook
from pipectl.forecast.rules.rates import StageProbabilities, fit
from pipectl.forecast.rules.sampling import Uniform, stream
from pipectl.forecast.rules.simulation import simulate
from pipectl.periods import Period
from pipectl.vocabulary import LOST, OPEN, WON
from timing import Verdict

TODAY = date(2026, 11, 18)
QUARTER = Period("2026-Q4", date(2026, 10, 1), date(2026, 12, 31))
LADDER = StageProbabilities((0.10, 0.25, 0.40, 0.60, 0.80))
ROUNDS = 3


class Size(NamedTuple):
    """A store: how many opportunities, which share of them is open, and the seconds it may take."""

    opportunities: int
    is_open: float
    limit: float


SIZES = (Size(500, 0.3, 0.5), Size(500, 1.0, 0.5), Size(10_000, 0.1, 3.0), Size(10_000, 1.0, 3.0))


def speed() -> list[Verdict]:
    """Print the best of three rounds of each size, in seconds of work, not by the clock."""
    rows, verdicts = [], []
    for size in SIZES:
        pasts = made_up(size)
        taken = [min(steps) for steps in zip(*(timed(pasts) for _ in range(ROUNDS)), strict=True)]
        whole = sum(taken[:3])
        verdict = Verdict(f"{whole:.2f}", f"{size.limit:.1f}", whole > size.limit)
        verdicts.append(verdict)
        what = f"{size.opportunities:,}, {size.is_open:.0%} open"
        rows.append((what, str(sum(len(past.rows) for past in pasts)),
                     *(f"{each:.3f}" for each in taken), *verdict[:2], verdict.word))  # fmt: skip
    titles = ("opportunities", "rows", "known", "fit", "simulate", "sum up", "first 3", "limit", "")
    print(timing.table(titles, rows))
    return verdicts


def timed(pasts: list[RecordedHistory]) -> tuple[float, float, float, float]:
    """Seconds of each step."""
    marks = [time.process_time()]
    known = known_on(pasts, on=TODAY)
    marks.append(time.process_time())
    learned = fit(known, LADDER)
    marks.append(time.process_time())
    found = simulate(known, learned, QUARTER)
    marks.append(time.process_time())
    quota = outlook(found, None).expected_minor * 11 // 10
    largest(found, quota)
    extra_needed(found, quota, (0.5, 0.8))
    marks.append(time.process_time())
    known_at, fit_at, simulated_at, done_at = (end - start for start, end in pairwise(marks))
    return known_at, fit_at, simulated_at, done_at


def made_up(size: Size) -> list[RecordedHistory]:
    """That many histories of about four rows each, over the last year."""
    uniform = stream(1, size.opportunities)
    return [
        history(number, is_open=number < size.is_open * size.opportunities, uniform=uniform)
        for number in range(size.opportunities)
    ]


def history(number: int, *, is_open: bool, uniform: Uniform) -> RecordedHistory:
    """One that moves on every other week or so, and is closed unless it is open."""
    created = TODAY - timedelta(days=int(uniform() * (120 if is_open else 360)))
    amount = 100_000 + int(uniform() * 5_000_000)
    rows = [RecordedRow(created, created, created, 0, created, OPEN, None, amount)]
    reached = int(uniform() * 5)
    on = created
    for stage in range(1, reached + 1):
        on = min(on + timedelta(days=1 + int(uniform() * 25)), TODAY)
        rows.append(RecordedRow(on, on, created, stage, on, OPEN, None, amount))
    if not is_open:
        closed = min(on + timedelta(days=int(uniform() * 30)), TODAY)
        status = WON if uniform() < (reached + 1) / 6 else LOST
        said = amount if status == LOST else int(amount * (0.8 + uniform() * 0.3))
        rows.append(RecordedRow(closed, closed, created, reached, on, status, closed, said))
    return RecordedHistory(number + 1, created, rows)
